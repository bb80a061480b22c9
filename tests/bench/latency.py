"""A distant relay: the fan-out to a sink whose every reply takes 50 ms.

    python -m tests.bench.latency [--quick]

A copy's reply takes a round trip, and the opening of the next copy travels with the end of the one
before; so a connection can do one message per round trip, and all connections together that many
times their number. Measured is the share of it that the server reaches, from the approval to the
last answer written down, the opening of connections and their greetings included.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import report, server
from tests.bench.fanout import fan_out, prepare

SECONDS = 0.05
WAYS = ("unsigned", "signed")
MEMBERS = 20_000
COLUMNS = ("way", "members", "connections", "seconds", "copies/s", "of the limit")


def main() -> int:
    """Read the options and run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies")
    options.add_argument("--dir", type=Path, default=Path("/var/tmp"), help="on a real disk")
    asked = options.parse_args()
    members = 60 if asked.quick else MEMBERS
    limit = server.CONNECTIONS / SECONDS
    rows, goals = [], []
    with tempfile.TemporaryDirectory(dir=asked.dir) as name:
        template = Path(name) / "site"
        prepare(template, WAYS, [members])
        for way in WAYS:
            found = fan_out(template, way, members, SECONDS)
            share = found.rate / limit
            numbers = (found.seconds, ".1f"), (found.rate, ",.0f"), (share, ".2f")
            shown = (format(number, form) for number, form in numbers)
            rows.append((way, f"{members:,}", str(server.CONNECTIONS), *shown))
            goals.append(report.at_least(f"{way}, of one message a round trip", share, 0.8))
    title = "A relay whose replies take 50 ms (`python -m tests.bench.latency`)"
    return report.show(title, COLUMNS, rows, goals, quick=asked.quick)


if __name__ == "__main__":
    sys.exit(main())
