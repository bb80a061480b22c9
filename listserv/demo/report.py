"""What the demo says at its end: figures as the server and the mailboxes show them, the paths to
look at, the verdict.

Nothing is looked up here: values in, lines out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from listserv.demo import books
from listserv.demo.checks import Arrived, Place
from listserv.demo.forum import LIST
from listserv.demo.mailboxes import Item
from listserv.text.layout import size_words

SHOWN = 20  # faults printed at most


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the two days left behind."""

    folder: Path
    codes: Mapping[str, int]  # the door's answer to each mail
    held: int  # posts that facilitators were shown
    states: Mapping[str, int]  # posts by state
    places: Mapping[str, Place]  # of published posts
    sizes: Mapping[str, int]  # bytes of each mail as its author's program wrote it, by Message-ID
    items: Sequence[Item]  # all mail in the mailboxes
    arrived: Sequence[Arrived]  # what it was
    seconds: float


def lines(outcome: Outcome, kept: bool) -> Iterator[str]:
    """The report; paths only where the folder is `kept`."""
    digests = [item for item in outcome.items if books.is_digest(item)]
    summaries = [item for item in outcome.items if books.is_summary(item)]
    copies = sum(not one.digest for one in outcome.arrived)
    letters = len(outcome.items) - copies - len(digests) - len(summaries)
    codes, states = list(outcome.codes.values()), outcome.states
    threads = len({place.root for place in outcome.places.values()})
    yield f"in         {codes.count(250)} mails, and {codes.count(550)} refused at the door"
    yield f"held       {outcome.held} posts, decided by mail"
    yield f"published  {len(outcome.places)} posts in {threads} threads"
    yield f"refused    {states.get('refused', 0)} posts; {states.get('dropped', 0)} were no posts"
    yield (
        f"copies     {copies} of posts, {len(digests)} digests, "
        f"{len(summaries)} of the summary, {letters} letters"
    )
    yield _saved(outcome, sum(len(item.raw) for item in digests))
    yield f"took       {outcome.seconds:.0f} seconds for two days"
    if kept:
        yield from _paths(outcome.folder, digests, summaries)
    else:
        yield "Nothing was kept; to look at it all: listserv demo --dir demo-site"


def _saved(outcome: Outcome, sent: int) -> str:
    """What a digest reader's link carried, beside the same posts as single raw mails."""
    single = sum(
        outcome.sizes.get(message_id, 0)
        for one in outcome.arrived
        if one.digest
        for message_id in one.message_ids
    )
    share = 100 - 100 * sent // single if single else 0
    return (
        f"saved      digest readers got {size_words(sent)} instead of {size_words(single)} "
        f"in single mails: {share} % less"
    )


def _paths(folder: Path, digests: Sequence[Item], summaries: Sequence[Item]) -> Iterator[str]:
    yield "look at"
    for what, path in (
        ("the archive", folder / "archive" / "public" / LIST / "index.html"),
        ("a digest", digests[0].path if digests else None),
        ("the summary", summaries[0].path if summaries else None),
        ("a mailbox", summaries[-1].path.parent if summaries else None),
        ("the site", folder / "listserv.toml"),
    ):
        if path:
            yield f"  {what:12} {path}"


def verdict(faults: Sequence[str]) -> Iterator[str]:
    """The last lines: all is well, or what is wrong."""
    if not faults:
        yield "Every subscriber got every post meant for her, exactly once."
        return
    yield f"WRONG: {len(faults)} faults"
    yield from (f"  {fault}" for fault in faults[:SHOWN])
    if len(faults) > SHOWN:
        yield f"  and {len(faults) - SHOWN} more"
