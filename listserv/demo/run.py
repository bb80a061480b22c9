"""`listserv demo`: a forum's two days in a minute, and a verdict on them.

It owns the demo's folder and the story: the rounds of mail, what the facilitators decide, the
digest hours, the summary, the report. The verdict is checks.py's: whatever differs between what
was meant and what the ledger or the mailboxes say is printed, and the exit status is 1.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from listserv.demo import books, checks, report, site
from listserv.demo.checks import Arrived
from listserv.demo.forum import PASSED, SHORT, Fate, Forum, Round, Writer, load
from listserv.demo.mailboxes import every
from listserv.demo.report import Outcome
from listserv.demo.stage import Stage, StuckError, opened
from listserv.store import spool

Say = Callable[[str], None]

MARK = "DEMO.txt"
MARK_TEXT = """\
This folder was made by "listserv demo" and may be thrown away. All people in it are invented.

  listserv.toml   the site; try: listserv --config listserv.toml list show health-forum
  var/            its database and keys
  archive/        the archive; open public/health-forum/index.html
  mailboxes/      what each reader received, one Maildir each
"""
SUMMED_UP = "stock-1"


class FolderError(Exception):
    """The folder cannot be used; the text says what to do."""


async def run(directory: Path | None, keep: bool, out: Say) -> int:
    """Play the demo and return the exit status.

    Everything is kept in `directory`, which must be new or empty; None takes a temporary folder,
    removed at the end unless `keep`. `out` gets the report, and on a terminal the story too.
    """
    tell = out if sys.stdout.isatty() else _in_silence
    try:
        with _folder(directory, keep) as folder:
            return await _in_folder(folder, keep or directory is not None, tell, out)
    except FolderError as error:
        print(f"listserv demo: {error}", file=sys.stderr)
        return 2


def _in_silence(_: str) -> None:
    """What happens in a pipe."""


@contextmanager
def _folder(directory: Path | None, keep: bool) -> Iterator[Path]:
    if directory is None:
        folder = Path(tempfile.mkdtemp(prefix="listserv-demo-"))
        try:
            yield folder
        finally:
            if not keep:
                shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if any(directory.iterdir()):
            raise FolderError(f"{directory} is not empty: name a new or an empty folder")
        (directory / MARK).write_text(MARK_TEXT, encoding="utf-8")
    except OSError as error:
        raise FolderError(f"{directory} cannot be used: {error.strerror}") from None
    yield directory.absolute()


async def _in_folder(folder: Path, kept: bool, tell: Say, out: Say) -> int:
    began = time.monotonic()
    forum = load()
    async with opened(folder, forum) as stage:
        faults = await _play(stage, tell)
        store = stage.app.store
        ledger, places = await store.read(books.by_ledger), await store.read(books.places)
        states = await store.read(spool.counts)
    items = list(every(folder / "mailboxes"))
    outcome = Outcome(
        folder,
        stage.codes,
        len(stage.seen),
        states,
        places,
        stage.sizes,
        items,
        books.by_mailboxes(items, forum),
        time.monotonic() - began,
    )
    faults += judge(forum, outcome, ledger)
    for line in (*report.lines(outcome, kept), *report.verdict(faults)):
        out(line)
    return 1 if faults else 0


def judge(forum: Forum, outcome: Outcome, ledger: Sequence[Arrived]) -> list[str]:
    """All that is wrong with the two days, in sentences."""
    copies = ((item.message_id, item.text) for item in outcome.items)
    letters = [(item.address, item.text) for item in outcome.items]
    pages = books.pages(outcome.folder / "archive")
    return [
        *checks.missing(checks.meant(forum), ledger, outcome.arrived),
        *checks.altered(forum, copies),
        *checks.misplaced(forum, outcome.places),
        *checks.answers(forum, outcome.codes),
        *checks.unshelved(forum, [text for _, text in pages]),
        *checks.unlinked(forum, pages, site.TITLES),
        *checks.leaks(forum, letters + pages, site.moderators(forum)),
    ]


# --- the story ----------------------------------------------------------------------------------


async def _play(stage: Stage, tell: Say) -> list[str]:
    """Play both days; returns what kept them from being played to the end, if anything did."""
    try:
        await _days(stage, tell)
    except (StuckError, LookupError, OSError) as fault:
        return [f"the demo could not go on: {fault}"]
    return []


async def _days(stage: Stage, tell: Say) -> None:
    forum = stage.forum
    tell(f"{len(forum.members)} members, two facilitators, a relay, the server: all on loopback.")
    for day, rounds in groupby(forum.rounds(), key=lambda round_: round_.day):
        tell(f"Day {day}")
        for round_ in rounds:
            await _round(stage, round_, tell)
        await stage.move_to(day + 1, 6, 1)
        tell("  06:00  the digest of the day leaves")
    await stage.pass_on(forum.message(PASSED), forum.writer(site.MODERATORS[1]), SHORT)
    tell("  06:01  a message is passed on to the French forum; who is in both has it already")
    await stage.summarise(forum.message(SUMMED_UP))
    tell("  06:01  the discussion summary is drafted, published and mailed")
    await stage.shelve()
    tell("  06:02  the archive is ready")


async def _round(stage: Stage, round_: Round, tell: Say) -> None:
    """An hour: who joins and leaves, then the posts, then the facilitator on duty."""
    commands = [message for message in round_.messages if message.fate is Fate.COMMAND]
    posts = [message for message in round_.messages if message.fate is not Fate.COMMAND]
    await stage.move_to(round_.day, round_.hour, 58)
    await stage.send(commands)
    for message in commands:
        if message.effect == "join":
            await stage.confirm(message.author, "Oui, c'est bien moi.\n\nchaque message\n\nDiane")
    await stage.send(posts)
    duty = _on_duty(stage.forum, round_)
    answers = await stage.moderate(round_, duty)
    out = sum(message.fate is Fate.PUBLISH for message in posts)
    tell(
        f"  {round_.hour:02}:59  {len(round_.messages):2} mails in; {duty.name} answers "
        f"{answers} letters, {out} posts go out"
    )


def _on_duty(forum: Forum, round_: Round) -> Writer:
    """Who reads the language of the round's refusals; without any they take turns."""
    grace, mariama = (forum.writer(key) for key in site.MODERATORS)
    refused = [message.language for message in round_.messages if message.decision]
    if refused:
        return mariama if "fr" in refused else grace
    return mariama if round_.hour // 2 % 2 else grace
