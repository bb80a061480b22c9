"""Memory of a process and all its children: the sum of PSS, so that shared pages count once."""

from __future__ import annotations

from pathlib import Path


def tree(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread that ended meanwhile
        for child in children:
            found += tree(int(child))
    return found


def tree_pss(pid: int) -> int:
    """Bytes of proportional set size of a process tree (Linux)."""
    total = 0
    for one in tree(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        total += 1024 * int(rollup.split("Pss:")[1].split()[0])
    return total
