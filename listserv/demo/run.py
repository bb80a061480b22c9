"""`listserv demo`: a forum's two days in a minute, and a verdict on them.

It owns the demo's folder and the story: the rounds of mail, what the facilitators decide, the
digest hours, the summary, the report. The verdict is checks.py's: whatever differs between what
was meant and what the ledger or the mailboxes say is printed, and the exit status is 1.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from listserv.demo import books, checks, report, site
from listserv.demo.forum import Fate, Forum, Round, Writer, load
from listserv.demo.mailboxes import every
from listserv.demo.stage import Stage, StuckError, opened

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
            kept = folder if directory or keep else None
            return await _in_folder(folder, kept, tell, out)
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


async def _in_folder(folder: Path, kept: Path | None, tell: Say, out: Say) -> int:
    began = time.monotonic()
    forum = load()
    async with opened(folder, forum) as stage:
        faults = []
        try:
            await _play(stage, tell)
        except (StuckError, LookupError, OSError) as fault:
            faults.append(f"the demo could not go on: {fault}")
        ledger = await stage.app.store.read(books.by_ledger)
        places = await stage.app.store.read(books.places)
    items = await asyncio.to_thread(lambda: list(every(folder / "mailboxes")))
    archive = folder / "archive"
    maildirs = books.by_mailboxes(items, forum)
    faults += checks.missing(checks.meant(forum), ledger, maildirs)
    faults += checks.altered(forum, ((item.message_id, item.text) for item in items))
    faults += checks.misplaced(forum, places)
    faults += checks.answers(forum, stage.codes)
    faults += checks.leaks(forum, books.readable(items, archive), site.addresses(forum))
    for line in report.lines(forum, stage, items, archive, kept, time.monotonic() - began):
        out(line)
    for line in report.verdict(faults):
        out(line)
    return 1 if faults else 0


# --- the story ----------------------------------------------------------------------------------


async def _play(stage: Stage, tell: Say) -> None:
    forum = stage.forum
    tell(f"{len(forum.members)} members, two facilitators, a relay, the server: all on loopback.")
    for day, rounds in groupby(forum.rounds(), key=lambda round_: round_.day):
        tell(f"Day {day}")
        for round_ in rounds:
            await _round(stage, round_, tell)
        await stage.move_to(day + 1, 6, 1)
        tell("  06:00  the digest of the day leaves")
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
            await stage.confirm(message.author, "Oui, c'est bien moi. Diane")
    await stage.send(posts)
    duty = _on_duty(stage.forum, round_)
    answers = await stage.moderate(round_, duty)
    out = sum(message.fate is Fate.PUBLISH for message in posts)
    tell(
        f"  {round_.hour:02}:59  {len(round_.messages):2} mails in; {duty.name} answers "
        f"{answers} letters, {out} posts go out"
    )


def _on_duty(forum: Forum, round_: Round) -> Writer:
    """The facilitator in whose language the round's refusals are; without any they take turns."""
    languages = [m.language for m in round_.messages if m.decision and m.language == "fr"]
    turn = 1 if languages else 0
    if not any(message.decision for message in round_.messages):
        turn = round_.hour // 2 % 2
    return forum.writer(site.MODERATORS[turn])
