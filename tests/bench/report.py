"""How figures are shown: Markdown tables that docs/PERFORMANCE.md can hold as they are; pure.

A goal that is missed is said in the table and in the exit status; a quick run has too little work
to be measured by, and only counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """What was asked, and what was found."""

    asked: str
    found: str
    met: bool


def at_least(asked: str, found: float, least: float, form: str = ",.2f") -> Goal:
    return Goal(f"{asked} ≥ {least:{form}}", f"{found:{form}}", found >= least)


def at_most(asked: str, found: float, most: float, form: str = ",.2f") -> Goal:
    return Goal(f"{asked} ≤ {most:{form}}", f"{found:{form}}", found <= most)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is words, the others are numbers."""
    rule = ["---", *("---:" for _ in columns[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (columns, rule, *rows))


def show(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    goals: Sequence[Goal] = (),
    *,
    quick: bool = False,
) -> int:
    """Print a section; returns the exit status."""
    print(f"\n### {title}\n\n{table(columns, rows)}", flush=True)
    if quick or not goals:
        return 0
    lines = [(goal.asked, goal.found, "yes" if goal.met else "**no**") for goal in goals]
    print(f"\n{table(('asked', 'found', 'met'), lines)}", flush=True)
    return 0 if all(goal.met for goal in goals) else 1
