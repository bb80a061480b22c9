"""`make bench`: every benchmark in turn, each beside its own baseline of the same run.

    python -m tests.bench [--quick] [NAME …]

Prints Markdown, the machine first: what docs/PERFORMANCE.md holds. The exit status is 1 when a goal
was missed or a run went wrong. A quick run has few copies; it shows that all is counted right, and
its figures mean nothing.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path

from tests.bench.sink import ROOT

BENCHES = (
    *("fanout", "languages", "signing", "latency", "postfix", "intake", "day", "accept", "held"),
    "people",
)


def machine() -> str:
    """One line about what the figures were measured on."""
    facts = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((fact.partition(":")[2] for fact in facts if fact.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    kernel = f"{platform.system()} {platform.release().partition('-')[0]}"
    system = f"{kernel}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({model.strip()}), {memory:.0f} GB, {system}"


def main() -> int:
    """Run them one after the other, so that none disturbs another."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few copies")
    options.add_argument("names", nargs="*", default=BENCHES, metavar="NAME")
    asked = options.parse_args()
    print(f"Machine: {machine()}.", flush=True)
    failed = 0
    for name in asked.names:
        command = [sys.executable, "-m", f"tests.bench.{name}", *["--quick"][: asked.quick]]
        failed |= subprocess.run(command, check=False, cwd=ROOT).returncode
    return min(failed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
