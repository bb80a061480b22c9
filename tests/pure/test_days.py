"""Days as people name them, in five languages; what can be read in two ways is no day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import words
from listserv.languages.days import MONTHS, WEEKDAYS, day, named
from listserv.languages.plain import PieceKind, split

MONDAY = date(2026, 1, 5)

NAMED = [
    ("today", date(2026, 1, 5)),
    ("tomorrow", date(2026, 1, 6)),
    ("Monday", date(2026, 1, 12)),  # today is one: the next is meant
    ("tuesday", date(2026, 1, 6)),
    ("Sun", date(2026, 1, 11)),
    ("on Friday", date(2026, 1, 9)),
    ("3 May", date(2026, 5, 3)),
    ("May 3rd", date(2026, 5, 3)),
    ("the 3rd of May 2027", date(2027, 5, 3)),
    ("5 January", date(2026, 1, 5)),
    ("4 January", date(2027, 1, 4)),
    ("2026-05-03", date(2026, 5, 3)),
    ("29 February", date(2028, 2, 29)),
    ("Monday 12 January", date(2026, 1, 12)),
    ("demain", date(2026, 1, 6)),
    ("lundi", date(2026, 1, 12)),
    ("le 3 mai", date(2026, 5, 3)),
    ("1er février 2026", date(2026, 2, 1)),
    ("mañana", date(2026, 1, 6)),
    ("el miércoles", date(2026, 1, 7)),
    ("3 de mayo", date(2026, 5, 3)),
    ("el 3 de mayo del 2026", date(2026, 5, 3)),
    ("amanhã", date(2026, 1, 6)),
    ("segunda-feira", date(2026, 1, 12)),
    ("terça", date(2026, 1, 6)),
    ("1º de março", date(2026, 3, 1)),
    ("غدا", date(2026, 1, 6)),
    ("يوم الاثنين", date(2026, 1, 12)),
    ("٣ مايو", date(2026, 5, 3)),
    ("3 أيار 2026", date(2026, 5, 3)),
]
NO_DAY = [
    *("", "soon", "next Monday", "Monday week", "3/5", "3/5/2026", "3 May 26", "3", "May"),
    *("31 April", "30 February 2026", "2026-13-01", "0 May", "Tuesday 12 January", "demain matin"),
    *("the end of May", "lundi ou mardi", "May 3 4", "99999999999 May", "Mondayish"),
]


@pytest.mark.parametrize(("said", "meant"), NAMED)
def test_a_day(said: str, meant: date) -> None:
    assert day(said, MONDAY) == meant
    assert day(said.upper(), MONDAY) == meant


@pytest.mark.parametrize("said", NO_DAY)
def test_no_day(said: str) -> None:
    assert day(said, MONDAY) is None


@pytest.mark.parametrize("language", words.tables())
def test_every_language_names_every_day_and_month(language: str) -> None:
    table = words.tables()[language]
    for place, name in enumerate(WEEKDAYS):
        for said in table["days"][name]:
            found = day(said, MONDAY)
            assert found
            assert (found.weekday(), found > MONDAY) == (place, True)
    for place, name in enumerate(MONTHS, 1):
        for said in table["months"][name]:
            assert day(f"3 {said}", MONDAY) in (date(2026, place, 3), date(2027, place, 3))


def test_a_day_within_other_words() -> None:
    pieces = [piece for piece in split("until 3 May please") if piece.kind is not PieceKind.MARK]
    found = named(pieces, 1)
    assert found
    assert (found[0].on(MONDAY), found[1]) == (date(2026, 5, 3), 3)


@given(st.text(), st.dates())
def test_nothing_fails(said: str, today: date) -> None:
    day(said, min(today, date(9990, 1, 1)))
