"""Somebody who translates for a list, as its facilitators are shown her; pure data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Translates:
    who: str  # her name, with or without an address
    pairs: tuple[str, ...]  # "en fr es", see languages/pairs
    most: int = 0  # texts in a week, 0: no bound
    given: int = 0  # texts that she was asked for in the last seven days
    has: int = 0  # of these, those that she has now
    away_until: float | None = None
