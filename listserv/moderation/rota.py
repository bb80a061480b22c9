"""The rota: who is on duty on which days, as a facilitator writes it down.

    Mon-Fri grace@example.org
    Sat, Sun peter@example.org, maria@example.org
    1 May - 14 May Paul Ngassa <paul@example.org>

Pure. Owns how such lines are read, in every language, and who is on duty on a day. Dates go before
weekdays: whoever stands in for somebody writes one more line. A line that cannot be read is kept as
it was typed, for whoever wrote it; it names nobody. Where the rota names nobody who is there, all
who are not away are on duty, else all: no post waits because of a holiday. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from listserv.languages import days, words
from listserv.languages.patterns import ADDRESS, typed_address
from listserv.languages.plain import Piece, PieceKind, split
from listserv.model import Reader

MOST_LINES = 200
_LONGEST_LINE = 500  # characters
_LONGEST_NAME = 5  # words
_HYPHENS = frozenset("-–—‐‑−")  # between two days they are one span
_EVERY = frozenset(range(7))
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a span of dates; year 0 is every year."""

    month: int
    day: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """One line: some weekdays (0 is Monday) or some spans of dates, and the addresses on duty."""

    addresses: tuple[str, ...]
    weekdays: frozenset[int] = frozenset()
    spans: tuple[tuple[Moment, Moment], ...] = ()

    def covers(self, day: date) -> bool:
        return day.weekday() in self.weekdays or any(_within(day, *span) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Rota:
    shifts: tuple[Shift, ...] = ()
    unread: tuple[str, ...] = ()  # lines as typed that say nothing we know

    def named(self, day: date) -> tuple[str, ...]:
        """The addresses of a day, each once; lines of dates go before those of weekdays."""
        today = [shift for shift in self.shifts if shift.covers(day)]
        dated = [shift for shift in today if shift.spans]
        found = (address for shift in dated or today for address in shift.addresses)
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=64)  # asked at every look at a list
def read(text: str) -> Rota:
    """A rota as it was typed; empty lines and those that begin with # say nothing."""
    shifts, unread = [], []
    for line in text.splitlines()[:MOST_LINES]:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        shift = _shift(line)
        if shift is None:
            unread.append(line.strip()[:_LONGEST_LINE])
        else:
            shifts.append(shift)
    return Rota(tuple(shifts), tuple(unread))


def on_duty(rota: Rota, day: date, readers: Sequence[Reader], now: float) -> list[Reader]:
    """Who of these is on duty on a day of the list's calendar; nobody only where nobody is."""
    named = set(rota.named(day))
    there = [one for one in readers if not one.is_away(now)]
    return [one for one in there if named & one.addresses] or there or list(readers)


# --- one line -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """A weekday, a date, or a number whose month stands elsewhere; `spans` on to the next."""

    weekday: int = -1
    at: Moment | None = None
    number: int = 0
    spans: bool = False


def _shift(line: str) -> Shift | None:
    if len(line) > _LONGEST_LINE:
        return None
    found = list(ADDRESS.finditer(line))
    addresses = tuple(dict.fromkeys(typed_address(one) for one in found))
    if not found or not all("." in one.partition("@")[2] for one in addresses):
        return None
    first = found[0].start()
    if any(one.kind is not PieceKind.MARK for one in split(ADDRESS.sub(" ", line[first:]))):
        return None  # words behind an address: perhaps a second line that was joined to it
    units = _units(line[:first])
    if not units and line[first] == "<":
        units = _before_a_name(line[:first])
    if not units or units[-1].spans:
        return None
    if all(unit.weekday >= 0 for unit in units):
        return Shift(addresses, weekdays=_weekdays(units))
    spans = _spans(units)
    return Shift(addresses, spans=spans) if spans else None


def _before_a_name(text: str) -> list[_Unit]:
    """The days before a name, as in `Mon Grace Otieno <…`: its ends are in no small letters."""
    pieces = [one for one in split(text) if one.kind is not PieceKind.MARK]
    for first in reversed(pieces[-_LONGEST_NAME:]):
        if first.kind is not PieceKind.WORD or text[pieces[-1].start].islower():
            break
        if not text[first.start].islower() and (units := _units(text[: first.start])):
            return units
    return []


def _units(text: str) -> list[_Unit]:
    """The days that a text names in order; none where it holds anything else."""
    pieces = [one for one in split(text) if one.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if known := words.phrases("rota", "every").at(pieces, 0):
        every = [_Unit(weekday=0, spans=True), _Unit(weekday=6)]
        return every if known[1] == len(pieces) else []
    found: list[_Unit] = []
    place = 0
    while place < len(pieces):
        if known := words.phrases("rota", "from").at(pieces, place):
            place = known[1]
        unit, place = _unit(pieces, place)
        if unit is None:
            return []
        joined, place = _joint(text, pieces, place)
        found.append(_Unit(unit.weekday, unit.at, unit.number, joined))
    return found


def _unit(pieces: Sequence[Piece], place: int) -> tuple[_Unit | None, int]:
    named = days.named(pieces, place)
    short = words.phrases("rota", *_WEEKDAYS).at(pieces, place)
    if named is None and short:
        return _Unit(weekday=_WEEKDAYS.index(short[0])), short[1]
    if named is None and place == len(pieces):
        return None, place
    if named is None:
        value = pieces[place].value
        ordinal = words.phrases("days", "ordinal").at(pieces, place + 1)
        after = ordinal[1] if ordinal else place + 1
        return (_Unit(number=value), after) if 1 <= value <= 31 else (None, place)
    day, after = named
    if day.ahead >= 0 or (day.month and day.weekday >= 0):
        return None, place  # "tomorrow", and a weekday beside a date
    if day.month:
        return _Unit(at=Moment(day.month, day.day, day.year)), after
    return _Unit(weekday=day.weekday), after


def _joint(text: str, pieces: Sequence[Piece], place: int) -> tuple[bool, int]:
    """Whether what ended before `place` spans on to what follows, and the place of that."""
    if known := words.phrases("rota", "to").at(pieces, place):
        return True, known[1]
    if known := words.phrases("rota", "and").at(pieces, place):
        return False, known[1]
    if place == len(pieces):
        return False, place
    return bool(_HYPHENS & set(text[pieces[place - 1].end : pieces[place].start])), place


def _weekdays(units: Sequence[_Unit]) -> frozenset[int]:
    """`Mon, Fri-Sun`: a span may go over the end of the week."""
    found: set[int] = set()
    for place, unit in enumerate(units):
        found.add(unit.weekday)
        if unit.spans:
            length = (units[place + 1].weekday - unit.weekday) % 7
            found |= {(unit.weekday + step) % 7 for step in range(length)}
    return frozenset(found) & _EVERY


def _spans(units: Sequence[_Unit]) -> tuple[tuple[Moment, Moment], ...]:
    """`1 May - 14 May`, `1-14 May`, `May 1-14`, `1 May`; none where a month is missing."""
    found: list[tuple[Moment, Moment]] = []
    place = 0
    while place < len(units):
        first = units[place]
        last = units[place + 1] if first.spans else first
        if last.spans and last is not first:
            return ()
        start, end = _moment(first, last), _moment(last, first)
        if start is None or end is None:
            return ()
        start, end = _over_new_year(first, last, start, end)
        if end.year and _sorted(start) > _sorted(end):
            return ()
        found.append((start, end))
        place += 2 if first.spans else 1
    return tuple(found)


def _moment(unit: _Unit, other: _Unit) -> Moment | None:
    """One end of a span; the other one may name its month and its year."""
    if unit.at is None:
        return (
            Moment(other.at.month, unit.number, other.at.year) if other.at and unit.number else None
        )
    year = unit.at.year or (other.at.year if other.at else 0)
    return Moment(unit.at.month, unit.at.day, year)


def _over_new_year(first: _Unit, last: _Unit, start: Moment, end: Moment) -> tuple[Moment, Moment]:
    """`20 Dec - 5 Jan 2027`: the year that one date names is not the other's."""
    if first.at and last.at and (start.month, start.day) > (end.month, end.day):
        if last.at.year and not first.at.year:
            return replace(start, year=end.year - 1), end
        if first.at.year and not last.at.year:
            return start, replace(end, year=start.year + 1)
    return start, end


def _within(day: date, first: Moment, last: Moment) -> bool:
    today = _sorted(Moment(day.month, day.day, day.year if first.year else 0))
    start, end = _sorted(first), _sorted(last)
    return start <= today <= end if start <= end else today >= start or today <= end


def _sorted(at: Moment) -> tuple[int, int, int]:
    return at.year, at.month, at.day
