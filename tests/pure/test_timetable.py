"""When what waits is told of, reminded of, and given up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from listserv.model import Person, Policy, Reader, Wait
from listserv.moderation import timetable
from listserv.moderation.timetable import Step, hours_of, last_hour, step, to_show

HOUR, DAY = 3600.0, 86_400.0
NOW = 1_767_600_000.0  # Monday 5 January 2026, 08:00 UTC
POLICY = Policy(hours=("07:00", "16:00"))
GRACE, PETER = Reader(Person(1, "grace@x.org")), Reader(Person(2, "peter@x.org"))


def at(text: str) -> float:
    """`2026-01-05 07:00` in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC).timestamp()


def waits(**more: object) -> Wait:
    """A post that moderators read of at NOW."""
    values = {"number": 811, "version": 1, "since": NOW, "received": NOW, "noticed": NOW}
    return Wait(**(values | more))  # type: ignore[arg-type]


# --- hours ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "hours", "expected"),
    [
        ("", (), ()),
        ("", ("07:00",), ("07:00",)),
        ("each", ("07:00",), ()),
        ("hours", ("07:00",), ("07:00",)),
        ("hours", (), timetable.HOURS),
    ],
)
def test_a_moderators_own_wish_goes_before_the_lists(
    letters: str, hours: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    reader = replace(GRACE, letters=letters)
    assert hours_of(reader, Policy(hours=hours)) == expected


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("UTC", "2026-01-05 08:00", "2026-01-05 07:00"),
        ("UTC", "2026-01-05 16:00", "2026-01-05 07:00"),  # what came just before is held by then
        ("UTC", "2026-01-05 16:01", "2026-01-05 16:00"),
        ("UTC", "2026-01-05 06:59", "2026-01-04 16:00"),
        ("Africa/Nairobi", "2026-01-05 04:01", "2026-01-05 04:00"),
        ("Pacific/Kiritimati", "2026-01-04 17:30", "2026-01-04 17:00"),  # tomorrow there
        ("Pacific/Honolulu", "2026-01-06 02:30", "2026-01-06 02:00"),  # today there
        ("Europe/London", "2026-03-29 07:00", "2026-03-29 06:00"),  # the night of the change
        ("no such zone", "2026-01-05 08:00", "2026-01-05 07:00"),
    ],
)
def test_the_last_hour_of_a_list(zone: str, now: str, expected: str) -> None:
    assert last_hour(POLICY.hours, zone, at(now)) == at(expected)


def test_no_hours_have_no_last_one() -> None:
    assert last_hour((), "UTC", NOW) is None


SEVEN = at("2026-01-05 07:00")
BEFORE, AFTER = SEVEN - HOUR, SEVEN + 60.0


def shown_to(
    reader: Reader, *posts: Wait, shown: dict[tuple[int, int], float] | None = None
) -> list[int]:
    found = to_show(posts, shown or {}, reader, SEVEN, POLICY, SEVEN + 120.0)
    return [one.number for one in found]


def test_a_queue_mail_has_all_that_she_has_not_seen() -> None:
    first, second = waits(since=BEFORE), waits(number=812, since=AFTER)
    assert shown_to(GRACE, first, second) == [811, 812]


def test_what_came_after_the_hour_waits_for_the_next_one() -> None:
    assert shown_to(GRACE, waits(since=AFTER)) == []


def test_what_she_was_shown_does_not_come_again() -> None:
    assert shown_to(GRACE, waits(since=BEFORE), shown={(811, 1): BEFORE + 1}) == []


def test_another_version_comes_again() -> None:
    post = waits(since=BEFORE, version=2)
    assert shown_to(GRACE, post, shown={(811, 1): BEFORE - HOUR}) == [811]


def test_what_was_put_off_comes_again_once() -> None:
    post = waits(since=BEFORE - DAY, put_off=BEFORE)
    assert shown_to(GRACE, post, shown={(811, 1): BEFORE - HOUR}) == [811]
    assert shown_to(GRACE, post, shown={(811, 1): SEVEN + 60.0}) == []
    put_off_since = replace(post, put_off=AFTER)
    assert shown_to(GRACE, put_off_since, shown={(811, 1): BEFORE}) == []


def test_what_somebody_took_is_hers_for_as_long_as_a_reminder_waits() -> None:
    taken = waits(since=BEFORE, taken_by=1, taken=BEFORE)
    assert (shown_to(PETER, taken), shown_to(GRACE, taken)) == ([], [811])
    free_again = replace(taken, taken=SEVEN - POLICY.remind)
    assert shown_to(PETER, free_again) == [811]


def test_spam_alone_makes_no_queue_mail_before_it_has_waited() -> None:
    spam = waits(number=812, since=BEFORE, spam=True)
    assert shown_to(GRACE, spam) == []
    assert shown_to(GRACE, waits(since=BEFORE), spam) == [811, 812]
    assert shown_to(GRACE, replace(spam, since=SEVEN - POLICY.remind)) == [812]


def test_spam_alone_makes_one_queue_mail_an_hour() -> None:
    """What did not fit into the mail of an hour had one of its own, a moment later."""
    spam = waits(since=SEVEN - POLICY.remind, spam=True)
    assert shown_to(GRACE, spam, shown={(900, 1): BEFORE}) == [811]
    assert shown_to(GRACE, spam, shown={(900, 1): SEVEN + 60.0}) == []


# --- steps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "more", "expected"),
    [
        (11.9, {}, None),
        (12, {}, Step.REMIND),
        (35.9, {"reminded": 1}, None),  # 48 hours in all, 36 after the reminder
        (36, {"reminded": 1}, Step.ESCALATE),
        (12 * 24 - 0.1, {"reminded": 2}, None),
        (12 * 24, {"reminded": 2}, Step.GIVE_BACK),
        (100 * 24, {}, Step.REMIND),  # one step at a time, however long we were down
        (100 * 24, {"noticed": None}, None),  # nobody has read of it yet
        (12, {"put_off": NOW + HOUR}, None),
        (13, {"put_off": NOW + HOUR}, Step.REMIND),
        (12, {"stirred": NOW + HOUR}, None),  # somebody took it, or cut a paragraph
        (13, {"stirred": NOW + HOUR}, Step.REMIND),
        (13 * 24, {"spam": True}, None),
        (14 * 24, {"spam": True}, Step.GIVE_BACK),
    ],
)
def test_steps(hours: float, more: dict[str, object], expected: Step | None) -> None:
    assert step(waits(**more), Policy(), NOW + hours * HOUR) is expected


def test_a_reminder_waits_for_the_next_hour_where_a_list_has_hours() -> None:
    """12 hours after NOW it is 20:00."""
    policy = Policy(hours=("07:00", "16:00"))
    assert step(waits(), policy, at("2026-01-06 06:59")) is None
    assert step(waits(), policy, at("2026-01-06 07:01")) is Step.REMIND
    assert step(waits(reminded=1), policy, NOW + 36 * HOUR) is Step.ESCALATE


def test_delays_that_a_list_has_in_no_order_stay_apart() -> None:
    policy = Policy(remind=10 * HOUR, escalate=HOUR, give_back=HOUR)
    assert step(waits(reminded=1), policy, NOW + 59.0) is None
    assert step(waits(reminded=1), policy, NOW + 60.0) is Step.ESCALATE
    assert step(waits(reminded=2), policy, NOW + 60.0) is Step.GIVE_BACK


@pytest.mark.parametrize(
    ("hours", "more", "expected"),
    [
        (6, {}, True),
        (5.9, {}, False),
        (6, {"reminded": 1}, False),
        (6, {"spam": True}, False),
        (6, {"noticed": None}, False),
        (6, {"stirred": NOW + HOUR}, False),
    ],
)
def test_who_waits_half_as_long_goes_along(
    hours: float, more: dict[str, object], expected: bool
) -> None:
    found = timetable.goes_along(waits(**more), Step.REMIND, Policy(), NOW + hours * HOUR)
    assert found is expected


@pytest.mark.parametrize(
    ("hours", "tell_author", "more", "expected"),
    [
        (2.9, 3 * HOUR, {}, False),
        (3, 3 * HOUR, {}, True),
        (0, 0.0, {}, True),
        (9, 3 * HOUR, {"author_told": True}, False),
        (9, 3 * HOUR, {"spam": True}, False),
    ],
)
def test_when_an_author_is_told(
    hours: float, tell_author: float, more: dict[str, object], expected: bool
) -> None:
    policy = Policy(tell_author=tell_author)
    assert timetable.author_due(waits(**more), policy, NOW + hours * HOUR) is expected
