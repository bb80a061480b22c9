"""How many connections a relay gets: as many as help, and no more than it likes.

A relay of the tests answers each copy after `latency` seconds; `lanes` is how many connections it
serves at full speed, all others share.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from listserv import settings
from listserv.delivery.width import FIRST, HOLD_SECONDS, Width
from tests.support.markdown import read

BATCH = 50


def busy(width: Width, latency: float, lanes: float, copies: int, now: float = 0.0) -> float:
    """Hand over copies in batches on all connections; the instant at which they are through."""
    while copies > 0:
        some = width.allowed
        seconds = BATCH * latency * max(1.0, some / lanes)
        now += seconds
        for _ in range(some):
            width.done(BATCH, seconds, True, now)
        copies -= some * BATCH
    return now


def test_the_documents_say_how_many_there_are_at_first() -> None:
    assert f"it begins with {FIRST} and" in settings.defaults()["relay"]["connections"].comment
    assert f"{FIRST} connections at first" in " ".join(read("docs/POSTMASTER.md").split())


def test_it_begins_with_six_or_what_is_allowed() -> None:
    assert Width(20).allowed == FIRST == 6
    assert Width(2).allowed == 2


def test_a_far_relay_gets_all_it_may_have() -> None:
    """50 ms a round trip: each connection carries one message in that time, so all are needed."""
    width = Width(20)
    seconds = busy(width, 0.05, 1000, 20_000)
    assert width.allowed == 20
    assert seconds <= 20_000 * 0.05 / 20 * 1.15


def test_a_near_relay_gets_no_more_than_helps() -> None:
    width = Width(20)
    busy(width, 0.0001, 3, 20_000)
    assert FIRST <= width.allowed <= 2 * FIRST


def test_idle_connections_add_none() -> None:
    width = Width(20)
    for n in range(100):
        width.done(BATCH, 0.1, False, float(n))
    assert width.allowed == FIRST


def test_short_batches_say_nothing() -> None:
    width = Width(20)
    for n in range(100):
        width.done(3, 0.1, True, float(n))
    assert width.allowed == FIRST


def test_a_bound_of_the_relay_is_found_and_kept() -> None:
    """A stock Postfix takes 50 connections from one client, and 421 at the next."""
    width, now, refused = Width(200), 0.0, 0
    for _ in range(300):
        for _ in range(width.allowed):
            width.done(BATCH, 1.0, True, now)
        if width.allowed > 50:
            refused += 1
            width.refused(50, now)
        now += 1.0
    assert 48 <= width.allowed <= 51
    assert refused <= 300 / HOLD_SECONDS


def test_a_complaint_halves_and_all_connections_hear_the_same_one() -> None:
    width = Width(20)
    busy(width, 0.05, 1000, 10_000)
    for _ in range(20):
        width.complained(1000.0)
    assert width.allowed == 10
    width.complained(1006.0)
    assert width.allowed == 5


def test_after_a_complaint_a_round_adds_one() -> None:
    width = Width(20)
    busy(width, 0.05, 1000, 10_000)
    width.complained(1000.0)
    for _ in range(10):
        width.done(BATCH, 2.5, True, 1010.0)
    assert width.allowed in (10, 11)
    for _ in range(200):
        width.done(BATCH, 2.5, True, 1020.0)
    assert width.allowed == 20


def test_a_relay_that_got_slower_for_good_is_learned() -> None:
    width = Width(20)
    for n in range(50):
        width.done(BATCH, 0.1, False, float(n))
    for n in range(1000):
        width.done(BATCH, 5.0, True, 50.0 + n)
    assert width.allowed == FIRST
    for n in range(100):
        width.done(BATCH, 5.0, True, 1050.0 + 600.0 * n)
    assert width.allowed == 20


@given(
    st.integers(1, 200),
    st.lists(
        st.tuples(
            st.sampled_from(["done", "complained", "refused"]),
            st.floats(0, 1e6),
            st.integers(0, 300),
        )
    ),
)
def test_there_is_always_one_and_never_too_many(
    most: int, events: list[tuple[str, float, int]]
) -> None:
    width = Width(most)
    for what, number, count in events:
        if what == "done":
            width.done(count, number, True, number)
        elif what == "complained":
            width.complained(number)
        else:
            width.refused(count, number)
        assert 1 <= width.allowed <= most
