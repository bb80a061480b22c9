"""What the demo says at its end: figures, the paths to look at, the verdict.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from listserv.demo import books
from listserv.demo.forum import LIST, Fate, Forum
from listserv.demo.mailboxes import Item
from listserv.demo.stage import Stage
from listserv.text.layout import size_words

SHOWN = 20  # faults printed at most


def lines(
    forum: Forum,
    stage: Stage,
    items: Sequence[Item],
    archive: Path,
    kept: Path | None,
    seconds: float,
) -> Iterator[str]:
    """The report; `kept` is the folder that stays, None when everything is thrown away."""
    fates = [message.fate for message in forum.messages]
    ids = {message.message_id for message in forum.messages}
    copies = [item for item in items if item.message_id in ids]
    digests = [item for item in items if books.is_digest(item)]
    summaries = [item for item in items if books.is_summary(item)]
    letters = len(items) - len(copies) - len(digests) - len(summaries)
    threads = {message.thread for message in forum.published}
    yield f"in         {len(stage.codes)} mails; {fates.count(Fate.DOOR)} refused at the door"
    yield f"held       {len(stage.seen)} posts, decided by mail"
    yield f"published  {len(forum.published)} posts in {len(threads)} threads"
    yield f"refused    {fates.count(Fate.REFUSE)} posts; {fates.count(Fate.DROP)} were no posts"
    yield (
        f"copies     {len(copies)} of posts, {len(digests)} digests, "
        f"{len(summaries)} of the summary, {letters} letters"
    )
    yield _saved(forum, stage, digests, items)
    yield f"took       {seconds:.0f} seconds for two days"
    if kept is None:
        yield "Nothing was kept; to look at it all: listserv demo --dir demo-site"
    else:
        yield from _paths(kept, archive, digests, summaries)


def _saved(forum: Forum, stage: Stage, digests: Sequence[Item], items: Sequence[Item]) -> str:
    """What a digest reader's link carried, beside the same posts as single raw mails."""
    carried = [one for one in books.by_mailboxes(items, forum) if one.digest]
    single = sum(
        stage.sizes.get(message_id, 0) for one in carried for message_id in one.message_ids
    )
    sent = sum(len(item.raw) for item in digests)
    share = 100 - 100 * sent // single if single else 0
    return (
        f"saved      digest readers got {size_words(sent)} instead of {size_words(single)} "
        f"in single mails: {share} % less"
    )


def _paths(
    kept: Path, archive: Path, digests: Sequence[Item], summaries: Sequence[Item]
) -> Iterator[str]:
    yield "look at"
    for what, path in (
        ("the archive", archive / "public" / LIST / "index.html"),
        ("a digest", digests[0].path if digests else None),
        ("the summary", summaries[0].path if summaries else None),
        ("a mailbox", summaries[-1].path.parent if summaries else None),
        ("the site", kept / "listserv.toml"),
    ):
        if path:
            yield f"  {what:12} {path}"


def verdict(faults: Sequence[str]) -> Iterable[str]:
    """The last lines: all is well, or what is wrong."""
    if not faults:
        return ["Every subscriber got every post meant for her, exactly once."]
    more = [f"  and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return [f"WRONG: {len(faults)} faults", *(f"  {fault}" for fault in faults[:SHOWN]), *more]
