"""Fan-out: one post from its approval to the last answer written down.

    python -m tests.bench.fanout [--quick]

The real server on a fresh copy of a prepared site, its relay a sink in a process of its own. After
a post to a list of twenty, which loads what a server loads once, the clock starts before another is
approved, and stops when its mailing is finished in the ledger: cooking, laying a row per copy,
signing, sending and recording are all within. Ways: unsigned and signed are personal (own return
path and unsubscribe link); shared are the same octets for all who share a language, several
recipients in a transaction. Beside them, in the same rounds: the bare pipelining client, which
writes as many octets to the same kind of sink, and the bare rate of RSA-2048 signatures of all
cores. Figures are medians of the rounds. Each run proves by the sink's count and by the ledger that
every copy left exactly once.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from listserv.model import Policy
from tests.bench import bare, report, rsa, server, sink

SIZES = (1000, 20_000)
WAYS = {
    # name: (signed, policy of the list)
    "unsigned": (False, Policy(title="HIFA", copies="personal")),
    "signed": (True, Policy(title="HIFA", copies="personal")),
    "shared": (False, Policy(title="HIFA", copies="shared")),
}
ROUNDS = 3
WARM = 20  # members of the list whose post goes out first, unmeasured
BARE = "bare client"
COLUMNS = ("way", "members", "seconds", "copies/s", "of the baseline", "CPU µs a copy", "peak MB")


@dataclass(frozen=True, slots=True)
class Figures:
    """One run, or the medians of several."""

    copies: int
    seconds: float
    cpu: float  # seconds of processor time
    octets: float  # of a copy
    peak: float = 0.0  # MB of all processes

    @property
    def rate(self) -> float:
        return self.copies / self.seconds


def prepare(template: Path, ways: Sequence[str], sizes: Sequence[int]) -> None:
    """A site with a list for each way and size, and one held post in each."""
    server.make(template)
    sorts = [(way, size) for way in ways for size in sizes]
    lists = [(f"{way}-{size}", WAYS[way][1], size) for way, size in sorts]
    server.crowd(template, [("warm", Policy(title="Warm"), WARM), *lists])
    server.hold(template, ["warm", *(name for name, _, _ in lists)])


def fresh(template: Path, folder: Path, way: str) -> Path:
    """A copy of the site; it signs where the way says so."""
    shutil.copytree(template, folder)
    if way in WAYS and not WAYS[way][0]:
        server.sign_nothing(folder)
    return folder


def fan_out(template: Path, way: str, copies: int, latency: float = 0.0) -> Figures:
    """Approve the post of a fresh copy of a site, and watch it leave."""
    folder = fresh(template, template.with_name("run"), way)
    options = ("--latency", str(latency)) if latency else ()
    with (
        sink.running(*options) as peer,
        server.serving(folder, f"smtp://127.0.0.1:{peer.port}") as ours,
        server.Peak(ours.process.pid) as peak,
    ):
        before = ours.sent()
        ours.fan_out("warm")
        cpu, seconds = ours.cpu(), ours.fan_out(f"{way}-{copies}")
        cpu, sent, counted = ours.cpu() - cpu, ours.sent() - before, peer.count()
    shutil.rmtree(folder)
    assert sent == counted.copies == counted.different == copies + WARM, f"{sent} sent, {counted}"
    return Figures(copies, seconds, cpu, counted.octets / counted.messages, peak.megabytes)


def by_bare(copies: int, octets: float) -> Figures:
    """The baseline with as many octets a copy."""
    with sink.running() as peer:
        taken = bare.run(peer.port, copies, round(octets))
        counted = peer.count()
    assert counted.copies == counted.different == copies, f"{counted}"
    return Figures(copies, taken.wall, taken.cpu, octets)


def measure(
    template: Path, sizes: tuple[int, ...], rounds: int, seconds: float
) -> tuple[dict[tuple[str, int], Figures], float]:
    """Medians by way and size, and of bare RSA signatures a second, measured for so many seconds.

    All take turns, so that a busy moment is everybody's.
    """
    runs: defaultdict[tuple[str, int], list[Figures]] = defaultdict(list)
    signatures = []
    prepare(template, list(WAYS), sizes)
    for _ in range(rounds):
        signatures.append(rsa.run(seconds))
        for size in sizes:
            for way in WAYS:
                one = fan_out(template, way, size)
                if way == "unsigned":
                    runs[BARE, size].append(by_bare(size, one.octets))
                runs[way, size].append(one)
    return {key: median(found) for key, found in runs.items()}, statistics.median(signatures)


def median(runs: list[Figures]) -> Figures:
    """The median of each figure."""

    def middle(name: str) -> float:
        return float(statistics.median(getattr(run, name) for run in runs))

    return Figures(runs[0].copies, *map(middle, ("seconds", "cpu", "octets", "peak")))


def show(
    found: dict[tuple[str, int], Figures], sizes: tuple[int, ...], signatures: float, quick: bool
) -> int:
    """Print the table and the goals; returns the exit status."""
    rows = []
    for (way, size), one in found.items():
        baseline = signatures if way == "signed" else found[BARE, size].rate
        rows.append(
            (
                way,
                f"{size:,}",
                f"{one.seconds:.2f}",
                f"{one.rate:,.0f}",
                f"{one.rate / baseline:.2f}",
                f"{one.cpu / one.copies * 1e6:.0f}",
                f"{one.peak:.0f}" if one.peak else "",
            )
        )
    rows.append(("bare RSA-2048, all cores", "", "", f"{signatures:,.0f}", "", "", ""))
    few, many = sizes
    unsigned, signed = found["unsigned", many], found["signed", many]
    goals = [
        report.at_least("unsigned copies/s", unsigned.rate, 15_000, ",.0f"),
        report.at_least(
            "unsigned, of the bare client", unsigned.rate / found[BARE, many].rate, 0.5
        ),
        report.at_least("signed copies/s", signed.rate, 4000, ",.0f"),
        report.at_least("signed, of bare RSA", signed.rate / signatures, 0.6),
        *(
            report.at_most(
                f"{many:,} : {few:,} members, {way}",
                found[way, many].seconds / found[way, few].seconds,
                22,
                ".1f",
            )
            for way in WAYS
        ),
        report.at_most("peak MB", max(one.peak for one in found.values()), 200, ".0f"),
    ]
    octets = unsigned.octets / 1000
    title = f"Fan-out of one post, {octets:.1f} KB a copy (`python -m tests.bench.fanout`)"
    return report.show(title, COLUMNS, rows, goals, quick=quick)


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies, one round")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    sizes, rounds = ((50, 200), 1) if asked.quick else (SIZES, ROUNDS)
    with tempfile.TemporaryDirectory(dir=asked.dir) as folder:
        seconds = 0.2 if asked.quick else 2.0
        found, signatures = measure(Path(folder) / "site", sizes, rounds, seconds)
    return show(found, sizes, signatures, asked.quick)


if __name__ == "__main__":
    sys.exit(main())
