"""The day to which a notice stands, as authors name it in five languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages.deadlines import FARTHEST, latest
from tests.support.pace import Pace

TODAY = date(2027, 3, 4)  # a Thursday
NAMED = [
    ("en", "Please apply by 30 April.", date(2027, 4, 30)),
    ("en", "Apply by April 30th, 2027, 17:00 EAT", date(2027, 4, 30)),
    ("en", "Closing date: Friday, March 19th, 2027 at 17:00 EAT", date(2027, 3, 19)),
    ("en", "Registration ends on 10 March; the workshop is on 20 March.", date(2027, 3, 20)),
    ("en", "The call opened on 1 March and closes on 30 April.", date(2027, 4, 30)),
    ("en", "12-14 June 2027, Lusaka", date(2027, 6, 14)),
    ("en", "June 12–14, 2027, Lusaka", date(2027, 6, 14)),
    ("en", "from 30 June to 2 July", date(2027, 7, 2)),
    ("en", "5 May, 10:00 GMT", date(2027, 5, 5)),
    ("en", "5 May 10:00", date(2027, 5, 5)),
    ("en", "at 14:30 May 5", date(2027, 5, 5)),
    ("en", "Monday 5 May", date(2027, 5, 5)),  # a Wednesday: the figure is believed
    ("en", "apply before 30\nApril 2027", date(2027, 4, 30)),
    ("en", "12 Sept. 2027", date(2027, 9, 12)),
    ("en", "30-Apr-2027", date(2027, 4, 30)),
    ("en", "It ends today, 4 March.", TODAY),
    ("en", "on 12 June, 2500 dollars", date(2027, 6, 12)),
    ("en", "Deadline 2027-05-03T23:59Z", date(2027, 5, 3)),
    ("en", "Deadline: 04/05/2027.", date(2027, 5, 4)),  # of two readings the later one
    ("en", "Deadline: 05/04/2027.", date(2027, 5, 4)),
    ("en", "Deadline: 13/04/2027.", date(2027, 4, 13)),
    ("fr", "avant le 05/04/2027", date(2027, 4, 5)),
    ("fr", "Date limite : le 1er juillet 2027 à 15h30", date(2027, 7, 1)),
    ("fr", "du 12 au 14 juin", date(2027, 6, 14)),
    ("fr", "au plus tard le 15 avr. 2027", date(2027, 4, 15)),
    ("es", "antes del 30 de abril de 2027", date(2027, 4, 30)),
    ("es", "Del 12 al 14 de junio, en Quito", date(2027, 6, 14)),
    ("es", "hasta el 3.5.27", date(2027, 5, 3)),
    ("pt", "Prazo: 15 de abril", date(2027, 4, 15)),
    ("pt", "até 1º de maio de 2027", date(2027, 5, 1)),
    ("ar", "آخر موعد للتقديم ٣٠ أبريل ٢٠٢٧", date(2027, 4, 30)),
    ("ar", "يوم ٣ أيار", date(2027, 5, 3)),
    ("ar", "٣٠/٤/٢٠٢٧", date(2027, 4, 30)),
    ("sw", "mwisho 30/04/2027", date(2027, 4, 30)),
]
NO_DAY = [
    *("", "Apply soon.", "We count every Monday.", "tomorrow at ten", "today", "in May 2027"),
    *("Posted on 27 February.", "since 1 January 2027", "a plan for 31 December 2029"),
    *("only 5 may apply", "We need 3. May we ask you?", "31 April 2027", "30/02/2027"),
    *("call 10.4.5.27 or 0700-111-222", "chapters 3/4/5", "version 1.2.3", "3/5", "8-10 people"),
]


@pytest.mark.parametrize(("language", "text", "day"), NAMED)
def test_the_latest_day_that_a_notice_names(language: str, text: str, day: date) -> None:
    assert latest(text, TODAY, language) == day


@pytest.mark.parametrize("text", NO_DAY)
def test_no_day(text: str) -> None:
    assert latest(text, TODAY, "en") is None


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-500, 500))
def test_a_full_date_counts_when_it_is_near_and_ahead(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    wanted = day if today <= day <= today + FARTHEST else None
    assert latest(f"Apply by {day.isoformat()}.", today, "fr") == wanted
    assert latest(f"until {day.day} {day:%B} {day.year}", today) == wanted


def test_a_plan_for_the_year_after_next_is_no_deadline() -> None:
    assert latest("Apply by 2028-04-07.", TODAY) == TODAY + timedelta(days=400)
    assert latest("Apply by 2028-04-08.", TODAY) is None


@given(st.text(alphabet="0123456789 -/.:,may\nJune12٣\u0660", max_size=200))
def test_nothing_fails_and_nothing_lies_elsewhere(text: str) -> None:
    found = latest(text, TODAY, "en")
    assert found is None or TODAY <= found <= TODAY + FARTHEST


@pytest.mark.parametrize(
    "text", ["1-" * 100_000, "1/1/1" * 40_000, "5 May " * 33_000, "1:" * 100_000, " " * 200_000]
)
def test_a_hostile_text_costs_little(text: str) -> None:
    with Pace() as taken:
        latest(text, TODAY, "en")
    assert taken.seconds < 5.0
