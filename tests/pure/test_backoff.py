"""When a copy is tried again, and until when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery import backoff

MINUTE, DAY = 60.0, 86400.0


@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 5), (1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (6, 240), (99, 240)]
)
def test_pauses_grow_to_four_hours(tries: int, minutes: int) -> None:
    assert backoff.pause(tries, 0.0) == minutes * MINUTE
    assert backoff.pause(tries, 0.999) < minutes * MINUTE * 1.2


def test_what_failed_together_does_not_come_back_together() -> None:
    assert backoff.pause(3, 0.5) == pytest.approx(30 * MINUTE * 1.1)
    assert backoff.rest(5, 0.5) == pytest.approx(16 * 1.1)


def test_five_days_then_it_expires() -> None:
    assert not backoff.expired(1000.0, 1000.0 + 5 * DAY - 1)
    assert backoff.expired(1000.0, 1000.0 + 5 * DAY)


def test_a_copy_is_tried_about_thirty_times_before_it_expires() -> None:
    now, tries = 0.0, 0
    while not backoff.expired(0.0, now):
        tries += 1
        now += backoff.pause(tries, 0.5)
    assert 28 <= tries <= 36


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300)])
def test_a_relay_rests_longer_each_time(failures: int, seconds: int) -> None:
    assert backoff.rest(failures, 0.0) == seconds


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_a_rest_has_an_end(failures: int, jitter: float) -> None:
    assert 1 <= backoff.rest(failures, jitter) <= 360
