"""A Dgroups day: 700 lists, 150,000 members, 400,000 copies, a hundredth of them at a second try.

    python -m tests.bench.day [--quick]

The largest list has 20,000 members; the sizes of the others are log-normal with a median of about
80. Posts come in through the door in mixed order, large lists having more of them, and are approved
by the list's policy; every copy is personal and signed. One recipient in a hundred is told to come
again, and one in two hundred does not exist. What waits for its second try is made due by `listserv
queue retry`, since nothing is measured by waiting five minutes. The clock starts before the first
post is handed in and stops when nothing waits. At the end the ledger has a row for each
member of each post's list, every copy that it calls sent was taken by the sink exactly once, and
the sink has no other.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from math import e
from pathlib import Path
from statistics import NormalDist

from listserv.model import Policy
from tests.bench import report, server, sink
from tests.bench.server import Server

LISTS = 700
MEMBERS = 150_000
LARGEST = 20_000
COPIES = 400_000
MEDIAN = 80
SIGMA = 1.3  # of the logarithms of the sizes: with it the mean is what members and lists say
COLUMNS = (
    *("way", "lists", "members", "posts", "sent", "second try", "bounced"),
    *("seconds", "copies/s", "CPU µs a copy", "peak MB"),
)


def sizes(lists: int, members: int, largest: int) -> list[int]:
    """Members of each list, the largest first."""
    law = NormalDist(0, SIGMA)
    drawn = [MEDIAN * e ** law.inv_cdf((n + 0.5) / (lists - 1)) for n in range(lists - 1)]
    scale = (members - largest) / sum(drawn)
    others = sorted((max(1, round(one * scale)) for one in drawn), reverse=True)
    return [members - sum(others), *others]


def posts(sizes: list[int], copies: int) -> list[int]:
    """The list of each post of the day, in the order in which they come in."""
    chance = random.Random(1)
    chosen: list[int] = []
    while copies > 0:
        chosen += chance.choices(range(len(sizes)), [size**0.5 for size in sizes])
        copies -= sizes[chosen[-1]]
    return chosen


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it."""

    counted: sink.Tally
    states: dict[str, int]  # of posts' copies
    seconds: float
    cpu: float
    peak: float


def play(folder: Path, sizes: list[int], posts: list[int]) -> Day:
    """Run the day on a prepared folder."""
    with (
        sink.running("--faults") as peer,
        server.serving(folder, f"smtp://127.0.0.1:{peer.port}") as ours,
        server.Peak(ours.process.pid) as peak,
    ):
        begun, cpu = time.perf_counter(), ours.cpu()
        server.send_all(ours.port, mails(sizes, posts))
        ours.wait(lambda db: not server.waiting(db), 0.1)
        retry(ours)
        ours.wait(lambda db: not server.waiting(db), 0.1)
        seconds, cpu = time.perf_counter() - begun, ours.cpu() - cpu
        states = dict(
            ours.store.read_now(
                lambda db: db.execute(
                    "SELECT state, count(*) FROM delivery JOIN mailing"
                    " ON mailing.id = delivery.mailing WHERE kind = 'post' GROUP BY state"
                ).fetchall()
            )
        )
        sent, counted = ours.sent(), peer.count()
    assert sent == counted.copies == counted.different, f"{sent} sent, {counted}"
    assert not set(states) & {"due", "trying"}, f"{states}"
    laid, due = sum(states.values()), sum(sizes[place] for place in posts)
    assert laid == due, f"{laid} of {due} copies in the ledger"
    return Day(counted, states, seconds, cpu, peak.megabytes)


def mails(sizes: list[int], posts: list[int]) -> Iterator[tuple[str, str, bytes]]:
    """List, sender and mail of each post; a list's first member writes."""
    firsts = [1 + sum(sizes[:n]) for n in range(len(sizes))]
    for n, place in enumerate(posts):
        name, sender = f"list{place}", server.member(firsts[place])
        yield name, sender, server.post(n, name, sender)


def retry(ours: Server) -> None:
    """`listserv queue retry`."""
    command = [sys.executable, "-m", "listserv.cli", "queue", "retry"]
    subprocess.run(
        command, cwd=ours.folder, env=server.ENVIRONMENT, check=True, capture_output=True
    )


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few lists")
    options.add_argument("--unsigned", action="store_true", help="without signatures")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    members, copies = sizes(LISTS, MEMBERS, LARGEST), COPIES
    if asked.quick:
        members, copies = sizes(8, 300, 120), 900
    coming = posts(members, copies)
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        folder = Path(name) / "site"
        server.make(folder)
        if asked.unsigned:
            server.sign_nothing(folder)
        policy = Policy(title="A list", moderation="none", flood=0)
        server.crowd(folder, [(f"list{n}", policy, size) for n, size in enumerate(members)])
        day = play(folder, members, coming)
    return show(day, members, coming, asked)


def show(day: Day, sizes: list[int], posts: list[int], asked: argparse.Namespace) -> int:
    """Print the table and the goals; returns the exit status."""
    laid = sum(day.states.values())
    numbers = (
        *(len(sizes), sum(sizes), len(posts), day.states["sent"], day.counted.deferred),
        *(day.states.get("failed", 0), round(day.seconds), round(laid / day.seconds)),
        *(round(day.cpu / laid * 1e6), round(day.peak)),
    )
    way = "unsigned" if asked.unsigned else "signed"
    row = (way, *(f"{number:,}" for number in numbers))
    goals = [
        report.at_most("seconds", day.seconds, 300, ".0f"),
        report.at_most("peak MB", day.peak, 300, ".0f"),
    ]
    title = "A Dgroups day (`python -m tests.bench.day`)"
    return report.show(title, COLUMNS, [row], goals, quick=asked.quick)


if __name__ == "__main__":
    sys.exit(main())
