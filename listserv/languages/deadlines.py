"""The day to which a notice stands: the latest one that its words name, in every language.

Pure. Owns which dates in running text may be the last day of a job, an event or a call. Of several
the latest counts, and of two readings of `04/05/2027` the later one: a notice that stands some days
too long costs a line, one that ends too early is missed. A weekday alone, `tomorrow`, a month
without a day are no date. Only the first letters of a very long text are read. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from listserv.languages.days import Day, named
from listserv.languages.plain import Piece, PieceKind, split

FARTHEST = timedelta(days=400)  # what lies behind that is no deadline, but a plan or an error
NO_YEAR = timedelta(days=240)  # a date without a year that is farther ahead lies in the past
MOST = 50_000  # letters that are read

_MONTH_FIRST = ("en", "")  # languages in which `04/05/2027` may be 5 April
_CENTURY = 2000  # of a year in two digits
_NUMERIC = re.compile(
    r"(?<![\w/.:-])(?:(?P<y>\d{4})(?P<a>[-/.])(?P<m>\d{1,2})(?P=a)(?P<d>\d{1,2})"
    r"|(?P<first>\d{1,2})(?P<b>[-/.])(?P<second>\d{1,2})(?P=b)(?P<year>\d{4}|\d\d))"
    r"(?!\d|[-/.:]\d)"
)
_TIME = re.compile(r"(?<!\d)\d{1,2}[:hH]\d\d(?!\d)")  # `5 May, 10:00`: its figures are no day
_RANGE = re.compile(r"(?<!\d)\d{1,2}\s?[-–—]\s?(\d{1,2})(?!\d)")  # `12-14 June`: its last day
_ENDS = ".!?;:"  # behind a figure they end a sentence or an item: no date goes on


def latest(text: str, today: date, language: str = "") -> date | None:
    """The latest day that a text names from today to FARTHEST; None where it names none.

    `language` is the text's: it decides what `04/05/2027` may mean.
    """
    text = text[:MOST]
    found = (*_in_figures(text, language), *_in_words(text, today))
    return max((day for day in found if today <= day <= today + FARTHEST), default=None)


def _in_figures(text: str, language: str) -> Iterator[date]:
    """`2027-05-03`, `03/05/2027`, `3.5.27`."""
    for found in _NUMERIC.finditer(text):
        if found["y"]:
            yield from _day(found["y"], found["m"], found["d"])
            continue
        yield from _day(found["year"], found["second"], found["first"])
        if language in _MONTH_FIRST:
            yield from _day(found["year"], found["first"], found["second"])


def _day(year: str, month: str, day: str) -> Iterator[date]:
    """None for what no calendar has."""
    with suppress(ValueError):
        yield date(int(year) + (_CENTURY if len(year) == len("27") else 0), int(month), int(day))


def _in_words(text: str, today: date) -> Iterator[date]:
    """`3 May`, `12-14 June 2027`, `le 1er juillet`, `٣ مايو`."""
    pieces = _pieces(_RANGE.sub(r"\1", _TIME.sub(";", _NUMERIC.sub(";", text))))
    place = 0
    while place < len(pieces):
        found = named(pieces, place)
        day = _meant(found[0], today) if found else None
        if found and day:
            yield day
            place = found[1]  # the figures of a date are not read again: `5 May 10` is one date
        else:
            place += 1


def _meant(found: Day, today: date) -> date | None:
    """The date meant; one without a year is the nearest, before today or after."""
    if not found.month:
        return None
    if found.year > today.year + 2:  # `12 June, 2500 dollars`
        found = replace(found, year=0)
    day = found.on(today)
    return date.min if day and not found.year and day > today + NO_YEAR else day


def _pieces(text: str) -> list[Piece]:
    """Words and figures, and what no date reaches across."""
    kept: list[Piece] = []
    for piece in split(text):
        if piece.plain == "may" and text[piece.start] == "m":  # `only 5 may apply`
            piece = replace(piece, kind=PieceKind.BLANK, plain="\n")
        is_end = piece.plain in _ENDS and kept and kept[-1].kind is PieceKind.NUMBER
        if piece.kind in (PieceKind.WORD, PieceKind.NUMBER, PieceKind.BLANK) or is_end:
            kept.append(piece)
    return kept
