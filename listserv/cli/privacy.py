"""`listserv member data` and `erase`: what is held about one person, and its end.

Owns the waiting for an erasure: a running server does the work; where none runs it is done here,
and the receipt leaves with the next start. What is interrupted goes on then, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from listserv import control
from listserv.children import Pool
from listserv.cli.common import Opened, on_site, pairs, progress
from listserv.cli.program import Failure, Verb, WrongUsage
from listserv.cli.writing import mailroom
from listserv.clock import SystemClock
from listserv.commands import papers
from listserv.commands.eraser import Eraser
from listserv.commands.erasing import hindrance
from listserv.commands.roll import Roll, new_mark
from listserv.home import SiteError
from listserv.moderation.digested import retell
from listserv.store import erasures, holdings
from listserv.store.erasures import DONE, KEEP, REMOVE, TOLD, Whom
from listserv.store.redactions import LookAgainError

POLL_SECONDS = 0.2
_WHY = {
    "nothing": "nothing is held about {who}",
    "admin": "{who} is the site's admin: put somebody else into [site] admin first",
    "moderator": "{who} is the only moderator of {lists}: add another one first",
}


@click.command(cls=Verb)
@click.argument("who")
@click.option("--mbox", metavar="FILE", help="Write her mails, as they came, into a new FILE.")
@on_site
def data(at: Opened, who: str, mbox: str | None) -> None:
    """Show what is held about WHO, an address or id; with --json all of it."""
    person = at.person(who)
    short = at.store.read_now(holdings.short, person.id, 1000, at.now)
    if mbox is not None:
        _write(Path(mbox), (at.store.read_now(papers.mail_of, one) for one in short.mails))
    everything = json.loads(papers.in_json(at.store.read_now(holdings.of, person.id)))
    facts = {
        "id": person.id,
        "name": person.name,
        "addresses": list(short.addresses),
        "lists": [f"{title}: {mode}" for title, mode, _, _ in short.memberships],
        "standings": [f"{title}: {word}" for title, word in short.standings],
        "translates": [f"{title}: {source} {into}" for title, source, into in short.offers],
        "posts": short.all_posts,
        "translated": short.translated,
        "mails": len(short.mails),
        "came_back": short.failures,
    }
    at.show(everything, pairs(facts))


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    """A new file that only its owner may read."""
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WrongUsage(f"{path} is there already; name another file") from None
    with os.fdopen(number, "wb") as sink:
        for piece in pieces:
            sink.write(piece)


@click.command(cls=Verb)
@click.argument("who")
@click.option(
    "--posts",
    type=click.Choice([KEEP, REMOVE]),
    default=KEEP,
    help="Keep her posts without her name, or remove them, where a list leaves the choice.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@on_site
def erase(at: Opened, who: str, posts: str, yes: bool) -> None:
    """Erase all that is held about WHO, an address or id. It cannot be undone.

    The receipt goes to the address, and says until when backups hold her.
    """
    whom = _whom(at, who)
    if not yes:
        _ask(whom)
        whom = _whom(at, who)  # much may have changed while the question stood
    try:
        erasure = at.store.write_now(erasures.begin, whom, posts, new_mark(), at.now)
    except LookAgainError:
        raise Failure(f"{who} has changed just now; say it again") from None
    with progress("pieces") as done:
        at.run(_finish(at, erasure, done))
    row = at.store.read_now(erasures.get, erasure)
    counts = json.loads(row["counts"]) if row else {}
    ended = _is_told(at, erasure)
    said = "erased" if ended else "nobody any more; the server does the rest when it starts"
    at.show({"erasure": erasure, "ended": ended, **counts}, [f"{said}; {_told(counts)}"])


def _whom(at: Opened, who: str) -> Whom:
    """Who is meant, if she may be erased."""
    if "@" in who:
        whom = at.store.read_now(erasures.of_address, who.lower())
    else:
        whom = at.store.read_now(erasures.whom, at.person(who).id)
    why = hindrance(whom, at.site)
    if whom is None or why:
        lists = ", ".join(whom.moderates) if whom else ""
        raise Failure(_WHY[why].format(who=who, lists=lists))
    return whom


def _ask(whom: Whom) -> None:
    if not sys.stdin.isatty():
        raise WrongUsage("it cannot be undone: add --yes")
    click.confirm(f"Erase {', '.join(whom.named.addresses)} for good?", abort=True, err=True)


def _told(counts: dict[str, int]) -> str:
    said = (
        f"{counts.get('kept', 0)} posts kept without the name",
        f"{counts.get('removed', 0)} removed",
        f"{counts.get('translated', 0)} translations kept without the name",
        f"{counts.get('places', 0)} places in what others wrote",
    )
    return ", ".join(said)


async def _finish(at: Opened, erasure: int, done: Callable[[int], None]) -> None:
    """Wait until the receipt is written."""
    pieces = 0
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(at.home.locked())
        except SiteError:
            control.ask(at.home.control, "wake")
            while not _is_told(at, erasure):
                pieces += 1
                done(pieces)
                await asyncio.sleep(POLL_SECONDS)
            return
        pool = Pool()
        try:
            roll, clock = Roll(at.home.erasures, at.home.secret()), SystemClock()
            backups = at.settings.limits.backups
            eraser = Eraser(at.store, pool, mailroom(at), roll, retell, at.site, backups, clock)
            while not _is_told(at, erasure) and await eraser.step():
                pieces += 1
                done(pieces)
        finally:
            await pool.close()


def _is_told(at: Opened, erasure: int) -> bool:
    row = at.store.read_now(erasures.get, erasure)
    return row is None or row["step"] in (TOLD, DONE)
