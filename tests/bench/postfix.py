"""The same fan-out into the real Postfix, beside the bare client into the same Postfix.

    python -m tests.bench.postfix [--quick]

A private Postfix (own configuration, queue and port; root and the Debian package are needed) queues
what it gets and discards it. It, and not the server, is what takes the time: on its queue's disk
and in its many processes. So the question is whether the server keeps it as busy as the bare client
does over as many connections, and whether the server's memory stays the same while it waits. Each
run proves by Postfix's log that every copy left exactly once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.bench import bare, report, server
from tests.bench.fanout import WARM, Figures, fresh, prepare
from tests.conftest import no_postfix
from tests.flow.test_postfix import postfix

SIZES = (1000, 20_000)
LINES = "default_transport = discard:\nmyorigin = example.org\n"
COLUMNS = ("way", "members", "seconds", "copies/s", "of the bare client", "peak MB")


def left(root: Path, copies: int) -> None:
    """Wait until Postfix has discarded all, each recipient once. Raises RuntimeError."""
    deadline = time.monotonic() + server.PATIENCE
    gone: list[str] = []
    while len(gone) < copies:
        if time.monotonic() > deadline:
            raise RuntimeError(f"Postfix let {len(gone)} of {copies} go")
        time.sleep(0.2)
        lines = (root / "log").read_text().splitlines()
        gone = [line for line in lines if "status=sent" in line]
    recipients = Counter(line.split("to=<")[1].partition(">")[0] for line in gone)
    assert len(recipients) == len(gone) == copies, f"{len(recipients)} of {copies} recipients"


def by_bare(copies: int, octets: float) -> Figures:
    """The bare client, over as many connections as the server may have."""
    with postfix(LINES, sink=9, hostname="front.example.org") as (port, root):
        taken = bare.run(port, copies, round(octets), server.CONNECTIONS)
        left(root, copies)
    return Figures(copies, taken.wall, taken.cpu, octets)


def fan_out(template: Path, copies: int) -> Figures:
    """The server, from the approval to the last answer written down."""
    folder = fresh(template, template.with_name("run"), "unsigned")
    with (
        postfix(LINES, sink=9, hostname="front.example.org") as (port, root),
        server.serving(folder, f"smtp://127.0.0.1:{port}") as ours,
        server.Peak(ours.process.pid) as peak,
    ):
        ours.fan_out("warm")
        cpu, seconds = ours.cpu(), ours.fan_out(f"unsigned-{copies}")
        cpu = ours.cpu() - cpu
        left(root, copies + WARM)
    shutil.rmtree(folder)
    return Figures(copies, seconds, cpu, server.OCTETS + 1000, peak.megabytes)


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    if why := no_postfix():
        print(f"postfix: not measured, {why}")
        return 0
    sizes = (20, 100) if asked.quick else SIZES
    rows, peaks, ratios = [], [], []
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        template = Path(name) / "site"
        prepare(template, ["unsigned"], sizes)
        for size in sizes:
            ours = fan_out(template, size)
            beside = by_bare(size, ours.octets)
            ratios.append(ours.rate / beside.rate)
            peaks.append(ours.peak)
            rows += [
                row("bare client", beside, 1.0),
                row("unsigned", ours, ratios[-1]),
            ]
    goals = [
        report.at_least("of the bare client's rate", ratios[-1], 0.8),
        report.at_most(f"MB more for {sizes[1]:,} than for {sizes[0]:,}", peaks[1] - peaks[0], 10),
    ]
    title = "Into the real Postfix (`python -m tests.bench.postfix`)"
    return report.show(title, COLUMNS, rows, goals, quick=asked.quick)


def row(way: str, one: Figures, ratio: float) -> tuple[str, ...]:
    peak = f"{one.peak:.0f}" if one.peak else ""
    return (way, f"{one.copies:,}", f"{one.seconds:.2f}", f"{one.rate:,.0f}", f"{ratio:.2f}", peak)


if __name__ == "__main__":
    sys.exit(main())
