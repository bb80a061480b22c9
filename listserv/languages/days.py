"""Days as people name them, in every language: `Monday`, `3 May`, `2026-05-03`, `15/01/2027`.

Pure. Owns which day of the calendar such words mean. A weekday is the next one after today, a date
without a year the next one from today on. What can be read in two ways (`3/5`, `next Monday`) is no
day, and neither is one that no calendar has. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
SPANS = {"day": 1, "week": 7, "month": 30, "year": 365}  # days
_SOON = {"today": 0, "tomorrow": 1}
_FIGURES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTHS = len(MONTHS)
_YEARS = range(1970, 10_000)
_LEAP_YEARS_APART = 8  # at most so many years lie between two 29ths of February


@dataclass(frozen=True, slots=True)
class Day:
    """A day as it was named; `on` says which one that is for somebody who reads it today."""

    weekday: int = -1  # 0 is Monday; beside a date it must be right
    year: int = 0  # 0: the next such date
    month: int = 0  # 0: no date was named
    day: int = 0
    ahead: int = -1  # days from today

    def on(self, today: date) -> date | None:
        """The day it is; None where the calendar has no such day."""
        if self.ahead >= 0:
            return today + timedelta(days=self.ahead)
        if not self.month:
            return today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
        years = (self.year,) if self.year else range(today.year, today.year + _LEAP_YEARS_APART + 1)
        dates = [found for year in years if (found := self._in(year)) is not None]
        if not self.year:
            dates = [found for found in dates if found >= today]
        if not dates or self.weekday not in (-1, dates[0].weekday()):
            return None
        return dates[0]

    def _in(self, year: int) -> date | None:
        with suppress(ValueError):
            return date(year, self.month, self.day)
        return None


def day(text: str, today: date, *, day_first: bool = False) -> date | None:
    """The day that a whole text names, seen from `today`; None where it is something else.

    `day_first`: who writes it begins dates of figures with the day, so `5/1/2027` is one, too.
    """
    if day_first and (figures := _FIGURES.fullmatch(text.strip(" ."))):
        text = f"{figures[3]}-{figures[2]}-{figures[1]}"
    pieces = [piece for piece in split(text) if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    found = named(pieces, 0)
    return found[0].on(today) if found and found[1] == len(pieces) else None


def begins_with_days(text: str) -> bool:
    """Whether a text begins with a day or days, as a line of a rota does: `Sat-Sun grace@…`."""
    pieces = [one for one in split(text) if one.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    begun = words.phrases("rota", "from").at(pieces, 0)
    place = begun[1] if begun else 0
    known = words.phrases("rota", "every", *WEEKDAYS).at(pieces, place)
    return known is not None or named(pieces, place) is not None


def named(pieces: Sequence[Piece], place: int) -> tuple[Day, int] | None:
    """The day that is named at `place`, and the place after it; `pieces` hold no marks."""
    article = words.phrases("days", "article").at(pieces, place)
    place = article[1] if article else place
    known = words.phrases("days", *_SOON, *WEEKDAYS).at(pieces, place)
    if known and known[0] in _SOON:
        return Day(ahead=_SOON[known[0]]), known[1]
    if known is None:
        return _date(pieces, place)
    weekday = WEEKDAYS.index(known[0])
    if dated := _date(pieces, known[1]):
        return replace(dated[0], weekday=weekday), dated[1]
    return Day(weekday=weekday), known[1]


def _date(pieces: Sequence[Piece], place: int) -> tuple[Day, int] | None:
    """`2026-05-03`, `15/01/2027`, `3 May`, `the 3rd of May 2026`, `May 3`."""
    first, second, third = (_number(pieces, place + step) for step in range(3))
    if first in _YEARS:
        return _real(Day(year=first, month=second, day=third), place + 3)
    if first < 0:
        return _month_first(pieces, place)
    if third in _YEARS and second > 0 and max(first, second) > _MONTHS:  # else it is read in two
        found = Day(year=third, month=min(first, second), day=max(first, second))
        return _real(found, place + 3)
    place = _past(pieces, place + 1, "ordinal", "of", "article")
    month = words.phrases("months").at(pieces, place)
    if month is None:
        return None
    return _with_year(pieces, month[1], Day(month=MONTHS.index(month[0]) + 1, day=first))


def _month_first(pieces: Sequence[Piece], place: int) -> tuple[Day, int] | None:
    month = words.phrases("months").at(pieces, place)
    if month is None or _number(pieces, month[1]) not in range(1, 32):
        return None
    found = Day(month=MONTHS.index(month[0]) + 1, day=_number(pieces, month[1]))
    return _with_year(pieces, _past(pieces, month[1] + 1, "ordinal"), found)


def _with_year(pieces: Sequence[Piece], place: int, found: Day) -> tuple[Day, int] | None:
    at = _past(pieces, place, "of")
    if (year := _number(pieces, at)) in _YEARS:
        return _real(replace(found, year=year), at + 1)
    return _real(found, place)


def _real(found: Day, end: int) -> tuple[Day, int] | None:
    """None for what no calendar has: 31 April, month 13."""
    leap = replace(found, year=found.year or 2000, weekday=-1)
    return (found, end) if found.month > 0 and leap.on(date.min) else None


def _past(pieces: Sequence[Piece], place: int, *small: str) -> int:
    """The place after the small words of a date."""
    while found := words.phrases("days", *small).at(pieces, place):
        place = found[1]
    return place


def _number(pieces: Sequence[Piece], place: int) -> int:
    return pieces[place].value if place < len(pieces) else -1
