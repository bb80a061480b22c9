"""Members by the thousand: an import of 50,000, while posts keep coming in at the door.

    python -m tests.bench.people [--quick]

The server runs in a process of its own; `listserv member import` in another one, as at a terminal.
Twenty posts a second come in meanwhile, at fixed instants, and are read, held and told of; measured
is the time from each one's final dot to its 250. With welcomes the server begins to send them, to a
sink that costs little. The baseline are the same rows put into the same tables by sqlite3 alone, as
many in a transaction: nothing is read, checked, looked up or reported, and no server runs.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from listserv.cli.rosters import BATCH
from listserv.model import Policy
from tests.bench import report, server, sink
from tests.bench.intake import Client, centile
from tests.bench.sink import ROOT

MEMBERS = 50_000
RATE = 20.0  # posts a second
BAD = 500  # every so many-th row cannot be imported
LONGEST = 20.0  # seconds of an import
WAIT_MS = 1000.0  # that the door may take for its 250
HEADER = (
    *("address", "name", "language", "country", "organisation", "delivery"),
    *("timezone", "profile"),
)
COLUMNS = ("way", "members", "seconds", "members/s", "of the baseline", "250: p50 ms", "worst ms")
COLUMNS += ("peak MB",)
TOLD = """
SELECT count(*) FROM delivery JOIN mailing ON mailing.id = mailing WHERE kind = 'welcome'
"""
POLICY = Policy(title="Big", description="For health workers.", rules="Be kind. " * 20)


@dataclass(frozen=True, slots=True)
class Imported:
    """What one import took."""

    seconds: float
    waits: list[float]  # sorted, of the door, in seconds
    megabytes: float


def people(path: Path, count: int) -> int:
    """Write a file of so many people, some of them impossible; how many can be imported."""
    modes, bad = ("each", "daily", "weekly"), 0
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER)
        for n in range(count):
            address = f"amina.{n}@d{n % 300}.example.org"
            if n % BAD == BAD - 1:
                address, bad = address.replace("@", " at "), bad + 1
            language = server.LANGUAGES[n % len(server.LANGUAGES)]
            rest = ("Kenya", "Red Cross", modes[n % len(modes)], "Africa/Nairobi", "A nurse.")
            rows.writerow([address, f"Amina Kamau {n}", language, *rest])
    return count - bad


def bare(folder: Path, path: Path) -> float:
    """Seconds that the inserts alone take, as many rows in a transaction as an import has."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "@" in row["address"]]
    database = folder / "var" / "listserv.db"
    begun = time.perf_counter()
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous=FULL")
        for first in range(0, len(rows), BATCH):
            _insert(db, 1_000_000 + first, rows[first : first + BATCH])
    return time.perf_counter() - begun


def _insert(db: sqlite3.Connection, first: int, rows: list[dict[str, str]]) -> None:
    """One transaction."""
    said = [name for name in HEADER[1:] if name not in ("language", "delivery")]
    numbered = list(enumerate(rows, first))
    db.execute("BEGIN IMMEDIATE")
    db.executemany(
        f"INSERT INTO person (id, languages, created, {', '.join(said)}) VALUES (?,?,0,?,?,?,?,?)",
        ((n, f'["{row["language"]}"]', *(row[name] for name in said)) for n, row in numbered),
    )
    db.executemany(
        "INSERT INTO address (address, person) VALUES (?,?)",
        ((row["address"], n) for n, row in numbered),
    )
    db.executemany(
        "INSERT INTO member (list, person, delivery, joined, consent) VALUES (1,?,?,0,'bench')",
        ((n, row["delivery"]) for n, row in numbered),
    )
    db.executemany(
        "INSERT INTO journal (at, kind, ref, event, reason) VALUES (0,'person',?,'joined','bench')",
        ((n,) for n, _ in numbered),
    )
    db.execute("COMMIT")


async def measure(folder: Path, path: Path, expected: int, *options: str) -> Imported:
    """One import beside a running server that takes in posts."""
    with sink.running() as peer, server.serving(folder, f"smtp://127.0.0.1:{peer.port}") as ours:
        client = Client(ours.port, RATE)
        posting = asyncio.create_task(client.run())
        await asyncio.sleep(1.0)  # the first post waits for a child process
        before = ours.value("SELECT count(*) FROM member")
        begun = time.perf_counter()
        peak = await asyncio.to_thread(run, folder, path, *options)
        ended = time.perf_counter()
        client.stop()
        await posting
        joined = ours.value("SELECT count(*) FROM member") - before
        assert joined == expected, f"{joined} joined"
        told = ours.value(TOLD)
        assert told == (0 if "--quiet" in options else expected), f"{told} welcomes"
    return Imported(ended - begun, client.times.within(begun, ended), peak)


def run(folder: Path, path: Path, *options: str) -> float:
    """`listserv member import`; returns its peak memory in megabytes."""
    words = ["member", "import", "big", str(path), "--consent", "the old list", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "listserv.cli", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=server.ENVIRONMENT | {"PYTHONPATH": str(ROOT)},
    )
    with server.Peak(process.pid) as peak:
        said, _ = process.communicate()
    assert process.returncode == 1, f"{process.returncode}: {said}"  # some were left out
    return peak.megabytes


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few members")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    members = 2 * BAD if asked.quick else MEMBERS
    rows: list[tuple[str, ...]] = []
    goals: list[report.Goal] = []
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        path = Path(name) / "members.csv"
        expected = people(path, members)
        raw = bare(site(Path(name) / "bare"), path)
        rows.append(row("raw inserts", expected, raw, raw))
        for way, words in (("without welcomes", ("--quiet",)), ("with welcomes", ())):
            folder = site(Path(name) / way.replace(" ", "-"))
            took = asyncio.run(measure(folder, path, expected, *words))
            rows.append(row(way, expected, took.seconds, raw, took))
            goals.append(report.at_most(f"seconds, {way}", took.seconds, LONGEST, ".1f"))
            worst = 1000 * took.waits[-1]
            goals.append(report.at_most(f"ms for a 250, {way}", worst, WAIT_MS, ".0f"))
    title = "50,000 members imported while posts come in (`python -m tests.bench.people`)"
    return report.show(title, COLUMNS, rows, goals, quick=asked.quick)


def site(folder: Path) -> Path:
    """A site with the list that is imported into, and another one for the posts."""
    server.make(folder)
    server.crowd(folder, [("big", POLICY, 0), ("small", Policy(title="Small"), 1)])
    return folder


def row(
    way: str, members: int, seconds: float, raw: float, took: Imported | None = None
) -> tuple[str, ...]:
    rate = f"{members / seconds:,.0f}"
    waits = ("", "", "")
    if took:
        marks = (centile(took.waits, 0.5), took.waits[-1])
        waits = (*(f"{1000 * mark:.1f}" for mark in marks), f"{took.megabytes:.0f}")
    return (way, f"{members:,}", f"{seconds:.1f}", rate, f"{raw / seconds:.2f}", *waits)


if __name__ == "__main__":
    sys.exit(main())
