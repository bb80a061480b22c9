"""The project's documents as tests read them: pages, code, tables, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def pages() -> list[Path]:
    """Every document of the project."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("config/*/*.md")])


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level, up to the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"there is no section {heading!r}"
    return found[1]


def links(text: str) -> list[str]:
    """Where links and pictures lead."""
    return _LINK.findall(text)


def spans(text: str) -> list[str]:
    """The code spans within lines; those of table cells too."""
    return _SPAN.findall(text)


def blocks(text: str) -> Iterator[str]:
    """The indented code blocks, without their indent."""
    lines: list[str] = []
    depth = 0
    for line in [*text.splitlines(), "."]:
        indent = len(line) - len(line.lstrip(" "))
        inside = bool(lines) and (not line.strip() or indent >= depth)
        if inside or (not lines and line.strip() and indent >= 4):
            depth = depth if lines else indent
            lines.append(line[depth:])
        elif lines:
            yield "\n".join(lines).strip("\n")
            lines = []


def block(text: str, opening: str) -> str:
    """The code block that begins with some words."""
    return next(found for found in blocks(text) if found.startswith(opening))


def table(text: str, *head: str) -> list[list[str]]:
    """The rows of the one table whose head begins with these cells."""
    found = [rows for rows in tables(text) if tuple(rows[0][: len(head)]) == head]
    assert len(found) == 1, f"{len(found)} tables begin with {head}"
    return found[0][2:]


def tables(text: str) -> Iterator[list[list[str]]]:
    """Every table: its rows of cells, the head and the line below it among them."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif rows:
            yield rows
            rows = []
