"""Pages on the disk: written aside, made durable, renamed; unchanged ones are left alone.

Owns every write below the archive's folder. A reader, or a web server that is running, sees the
old page or the new one and never half of one. A failure (a full disk, a missing right) is raised
and leaves old pages in place; what was written aside is swept up by the next full build.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path


def write(folder: Path, pages: Mapping[str, str]) -> int:
    """Write pages, by path below `folder`, in the given order; returns how many had changed."""
    aside: list[tuple[Path, Path]] = []
    for path, text in pages.items():
        target = folder / path
        data = text.encode("utf-8", "replace")
        if not _same(target, data):
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(f".{target.name}.{os.getpid()}")
            new.write_bytes(data)
            aside.append((new, target))
    for new, _ in aside:
        _to_disk(new)
    for new, target in aside:
        new.replace(target)
    for parent in {target.parent for _, target in aside}:
        _to_disk(parent)
    return len(aside)


def remove(folder: Path, paths: Iterable[str]) -> None:
    """Remove pages; one that is not there is no failure."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)


def prune(folder: Path, keep: set[str]) -> int:
    """Remove every file below `folder` that is not among `keep`; returns how many."""
    stale = [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).as_posix() not in keep
    ]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def remove_tree(folder: Path) -> None:
    """Take a list out of a tree at one stroke: it is gone before its files are."""
    if folder.exists():
        leaving = folder.with_name(f".{folder.name}.{os.getpid()}")
        folder.rename(leaving)
        shutil.rmtree(leaving)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
