"""What somebody is written in her first days, and when she is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.commands.firstdays import Step, introduction, step
from listserv.model import DeliveryMode, Greeting, Member, Newcomer, Person

DAY = 86_400.0
NOW = 1_800_000_000.0
AMINA = Member(Person(3, "amina@example.org"), 1, DeliveryMode.DAILY, joined=NOW - 7 * DAY)
READS = Newcomer(1, 3, Greeting.READS, NOW)
PROFILE = Newcomer(1, 3, Greeting.PROFILE, NOW)
NEXT = replace(PROFILE, due=NOW + 3 * DAY)


def test_after_a_week_she_is_asked_and_three_days_later_again() -> None:
    assert step(READS, AMINA, NOW, has_written=False) == Step(True, NEXT)
    assert step(PROFILE, AMINA, NOW, has_written=False) == Step(True)


def test_who_has_written_is_not_asked_whether_she_can_read() -> None:
    assert step(READS, AMINA, NOW, has_written=True) == Step(False, NEXT)
    assert step(PROFILE, AMINA, NOW, has_written=True) == Step(True)


@pytest.mark.parametrize(
    "member",
    [
        replace(AMINA, paused_until=NOW + DAY),
        replace(AMINA, delivery=DeliveryMode.NONE),
        replace(AMINA, person=replace(AMINA.person, stopped=NOW - DAY)),
    ],
)
def test_who_wants_no_mail_is_asked_nothing(member: Member) -> None:
    assert step(READS, member, NOW, has_written=False) == Step(False, NEXT)
    assert step(PROFILE, member, NOW, has_written=False) == Step(False)


@pytest.mark.parametrize(
    "member", [None, replace(AMINA, person=replace(AMINA.person, deceased=NOW))]
)
@pytest.mark.parametrize("one", [READS, PROFILE])
def test_who_has_gone_is_a_newcomer_no_more(one: Newcomer, member: Member | None) -> None:
    assert step(one, member, NOW, has_written=False) == Step(False)


def test_never_both_on_one_day() -> None:
    """The server was away for three days: one of the letters is late, and the other waits."""
    late = NOW + 4 * DAY
    made = step(READS, AMINA, late, has_written=False)
    assert made.sends
    assert made.following
    assert made.following.due == late + DAY


def test_what_is_a_week_late_is_left_out() -> None:
    assert step(READS, AMINA, NOW + 8 * DAY, has_written=False) == Step(
        False, replace(PROFILE, due=NOW + 8 * DAY)
    )
    assert step(PROFILE, AMINA, NOW + 8 * DAY, has_written=False) == Step(False)


def test_who_has_said_it_all_is_not_asked() -> None:
    known = replace(AMINA, person=replace(AMINA.person, organisation="KEMRI", profile="midwife"))
    assert step(PROFILE, known, NOW, has_written=False) == Step(False)


@pytest.mark.parametrize(
    ("text", "organisation", "profile"),
    [
        ("Kisumu Hospital\nmidwife, newborn care", "Kisumu Hospital", "midwife, newborn care"),
        ("I am a midwife in Kisumu.", "", "I am a midwife in Kisumu."),
        ("I work in a ward.\nI like babies.", "", "I work in a ward. I like babies."),
        ("I work for KEMRI\nstock cards", "KEMRI", "stock cards"),
        ("www.pills.example.com\nbuy now", "", "buy now"),
        ("", "", ""),
    ],
)
def test_what_she_says_of_herself(text: str, organisation: str, profile: str) -> None:
    assert introduction(text) == (organisation, profile)
