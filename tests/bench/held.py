"""Posts held with their notices: 500 posts over 10 connections to a real server.

    python -m tests.bench.held [--quick]

Three moments of one run are told apart: the last 250, the last post held, the last full queue mail
written. The rate of the second is to be read beside that of the first, of the same load: there is
no separate baseline. "Told" leaves out the last posts, fewer than a page, which by design wait
up to a minute for the next queue mail; the letters are signed and delivered to a sink meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from listserv.model import Policy
from listserv.store import lists, members
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.bench import report, server, sink
from tests.bench.intake import Talk

CONNECTIONS = 10
POSTS = 500
WARM = 20
PAGE = 40  # fewer than these may wait for the next queue mail
MEMBERS = 200
COLUMNS = ("moment", "posts/s", "letters", "peak MB")


def moderated(db: Db) -> None:
    hifa = lists.get(db, "hifa")
    assert hifa
    members.add_moderator(db, hifa.id, NewMember("mod@team.example.org", "Helen"), 0.0)


async def hand_in(port: int, numbers: range) -> None:
    """These posts over all connections, each from a member."""

    async def lane(first: int) -> None:
        talk = await Talk.open(port)
        for n in range(numbers.start + first, numbers.stop, CONNECTIONS):
            sender = server.member(1 + n % MEMBERS)
            await talk.begin(sender, "hifa")
            await talk.end(server.post(n, "hifa", sender))
        talk.close()

    await asyncio.gather(*(lane(first) for first in range(CONNECTIONS)))


def measure(folder: Path, posts: int) -> list[tuple[str, ...]]:
    """The table's rows."""
    held = "SELECT count(*) FROM post WHERE state = 'held'"
    letters = "SELECT count(*) FROM mailing WHERE kind IN ('notice', 'queue')"
    with (
        sink.running() as peer,
        server.serving(folder, f"smtp://127.0.0.1:{peer.port}") as ours,
        server.Peak(ours.process.pid) as peak,
    ):
        ours.store.write_now(moderated)
        asyncio.run(hand_in(ours.port, range(WARM)))
        ours.wait(lambda db: db.value(held) == WARM)
        begun = time.perf_counter()
        asyncio.run(hand_in(ours.port, range(WARM, WARM + posts)))
        accepted = time.perf_counter() - begun
        ours.wait(lambda db: db.value(held) == WARM + posts)
        kept = time.perf_counter() - begun
        ours.wait(lambda db: db.value(f"{held} AND noticed IS NULL") < PAGE)
        told = time.perf_counter() - begun
        written = ours.value(letters)
    return [
        ("accepted", f"{posts / accepted:,.0f}", "", ""),
        ("held", f"{posts / kept:,.0f}", "", ""),
        ("held and told", f"{posts / told:,.0f}", str(written), f"{peak.megabytes:.0f}"),
    ]


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few posts")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        folder = Path(name) / "site"
        server.make(folder)
        server.crowd(folder, [("hifa", Policy(title="HIFA"), MEMBERS)])
        rows = measure(folder, 60 if asked.quick else POSTS)
    title = "Posts held, and their moderator told (`python -m tests.bench.held`)"
    return report.show(title, COLUMNS, rows)


if __name__ == "__main__":
    sys.exit(main())
