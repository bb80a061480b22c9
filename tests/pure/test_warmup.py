"""The warm-up of a new host: which day it is, and how much may leave on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from listserv.delivery import warmup
from listserv.text.dates import utc_day

BEGAN = date(2026, 3, 1)


def instant(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("now", "day", "copies"),
    [
        ("2026-02-20T12:00", -8, 200),
        ("2026-03-01T00:00", 1, 200),
        ("2026-03-01T23:59:59", 1, 200),
        ("2026-03-02T00:00", 2, 500),
        ("2026-03-06T08:00", 6, 10_000),
        ("2026-03-09T08:00", 9, 100_000),
        ("2026-03-10T00:00", 10, None),
        ("2029-01-01T00:00", 1038, None),
    ],
)
def test_the_days_of_a_warm_up(now: str, day: int, copies: int | None) -> None:
    assert warmup.day_number(BEGAN, instant(now)) == day
    assert warmup.limit(day) == copies


def test_each_day_allows_two_to_two_and_a_half_times_the_day_before() -> None:
    for less, more in zip(warmup.STEPS, warmup.STEPS[1:], strict=False):
        assert 2 <= more / less <= 2.5


def test_a_day_is_a_day_of_utc() -> None:
    noon = instant("2026-03-01T12:00")
    assert warmup.next_day(noon) == instant("2026-03-02T00:00")
    assert utc_day(warmup.next_day(noon)) == utc_day(noon) + 1
    assert warmup.next_day(warmup.next_day(noon)) == instant("2026-03-03T00:00")
