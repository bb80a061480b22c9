"""`make bench`: every benchmark in turn, each beside its own baseline of the same run."""

from __future__ import annotations

import subprocess
import sys

BENCHES = ("accept", "held", "fanout")


def main() -> int:
    """Run them one after the other, so that none disturbs another; 1 if any failed."""
    failed = 0
    for name in sys.argv[1:] or BENCHES:
        print(f"--- {name}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}"], check=False
        ).returncode
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
