"""How fast copies leave: never faster than the rate, all mailings fairly, few put off twice.

The properties are tried on a small road: copies come when they are due, mailing by mailing, and
come back at the slot they were given.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listserv.delivery.quota import MANY, SWEEP, Bucket, Domains, Quota

START = 1_800_000_000.0
DOMAIN = "large.example"


@dataclass
class Day:
    """What became of the copies: when each left, and how often it was put off."""

    left: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    put_off: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def all_left(self) -> list[float]:
        return sorted(instant for some in self.left.values() for instant in some)

    def finished(self, mailing: int) -> float:
        return self.left[mailing][-1]

    def put_off_on_average(self) -> float:
        return self.put_off.total() / len(self.all_left)


def road(
    rate: float,
    mailings: list[tuple[float, int]],
    *,
    look: float = 0.1,
    away: tuple[float, float] = (0.0, 0.0),
    retried: float = 0.0,
) -> Day:
    """Send mailings, each (seconds at which it comes, copies), to one domain of this rate.

    `look`: the road looks so often; `away`: it stands still from, until; `retried`: when the
    postmaster makes everything due.
    """
    domains, day, now = Domains({DOMAIN: rate}), Day(), START
    waiting = [
        (START + at, n, copy) for n, (at, size) in enumerate(mailings) for copy in range(size)
    ]
    heapq.heapify(waiting)
    while waiting:
        now = max(now + look, waiting[0][0])
        if away[0] < now - START < away[1]:
            now = START + away[1]
        if 0 < retried <= now - START:
            waiting, retried = [(now, n, copy) for _, n, copy in waiting], 0.0
        due = []
        while waiting and waiting[0][0] <= now:
            due.append(heapq.heappop(waiting))
        for _, mailing, copy in sorted(due, key=lambda one: (one[1], one[0], one[2])):
            slot = domains.admit(DOMAIN, mailing, now, day.put_off[mailing, copy] > 0)
            if slot:
                assert slot > now
                day.put_off[mailing, copy] += 1
                heapq.heappush(waiting, (slot, mailing, copy))
            else:
                day.left[mailing].append(now - START)
    return day


def assert_within(rate: float, instants: list[float]) -> None:
    """In no span did more leave than its length times the rate, and a burst."""
    burst = Bucket(rate).burst
    spare = burst  # of a bucket that fills exactly
    last = instants[0]
    for instant in instants:
        spare = min(burst, spare + (instant - last) * rate) - 1
        last = instant
        assert spare > -0.01


# --- a relay ---------------------------------------------------------------------------------


def test_no_rate_is_no_bound() -> None:
    quota = Quota(0.0)
    quota.took(10**7, START)
    assert quota.allowed(START) == MANY
    assert quota.again(START) == START


def test_a_relay_sends_a_burst_and_then_its_rate() -> None:
    quota = Quota(10.0)
    assert quota.allowed(START) == 20
    quota.took(20, START)
    assert quota.allowed(START) == 0
    assert quota.again(START) == pytest.approx(START + 0.1, abs=0.001)
    assert quota.allowed(START + 0.35) == 3
    assert quota.allowed(START + 3600) == 20


def test_letters_never_wait_and_are_counted() -> None:
    quota = Quota(10.0)
    quota.took(20, START)
    quota.took(5, START)  # letters
    assert quota.allowed(START + 0.5) == 0
    assert quota.allowed(START + 0.65) == 1
    assert quota.again(START) == pytest.approx(START + 0.6, abs=0.001)


def test_a_flood_of_letters_or_a_clock_set_back_ends_within_a_minute() -> None:
    quota = Quota(10.0)
    quota.took(1_000_000, START)
    assert quota.again(START) <= START + 62
    ahead = Quota(10.0)
    ahead.took(20, START + 86_400)
    ahead.took(1, START)
    assert ahead.again(START) <= START + 62


def test_a_slow_rate_still_lets_two_go() -> None:
    quota = Quota(5 / 60)
    assert quota.allowed(START) == 2
    quota.took(2, START)
    assert quota.allowed(START + 11) == 0
    assert quota.allowed(START + 12) == 1


@given(
    st.floats(1 / 3600, 5000),
    st.lists(st.tuples(st.floats(0, 30), st.integers(1, 200)), max_size=50),
)
def test_a_relay_is_never_faster_than_its_rate(
    rate: float, rounds: list[tuple[float, int]]
) -> None:
    quota, now, left = Quota(rate), START, []
    for wait, wanted in rounds:
        now += wait
        some = min(wanted, quota.allowed(now))
        quota.took(some, now)
        left += [now] * some
    if left:
        assert_within(rate, left)


# --- a domain --------------------------------------------------------------------------------


def test_a_domain_without_a_rate_never_waits() -> None:
    domains = Domains({DOMAIN: 1.0})
    assert [domains.admit("small.example", 1, START, False) for _ in range(100)] == [0.0] * 100


def test_each_other_domain_has_a_bucket_of_its_own() -> None:
    domains = Domains({"*": 1.0, DOMAIN: 100.0})
    names = [f"d{n}.example" for n in range(50)]
    assert not any(domains.admit(name, 1, START, False) for name in names for _ in range(2))
    assert all(domains.admit(name, 1, START, False) > START for name in names)
    assert not any(domains.admit(DOMAIN, 1, START, False) for _ in range(200))


def test_slots_lie_one_behind_the_other() -> None:
    domains = Domains({DOMAIN: 10.0})
    slots = [domains.admit(DOMAIN, 1, START, False) for _ in range(24)]
    assert slots[:20] == [0.0] * 20
    assert [slot - START for slot in slots[20:]] == pytest.approx([0.1, 0.2, 0.3, 0.4])


def test_letters_to_a_domain_are_counted() -> None:
    domains = Domains({DOMAIN: 10.0})
    for _ in range(30):
        domains.count(DOMAIN, START)
    domains.count("free.example", START)
    assert domains.admit(DOMAIN, 1, START + 1.0, False) > START
    assert domains.admit(DOMAIN, 2, START + 1.2, False) == 0.0


def test_a_large_mailing_alone_is_put_off_once_and_wastes_nothing() -> None:
    day = road(20, [(0, 5000)])
    assert day.finished(0) <= 5000 / 20
    assert max(day.put_off.values()) == 1
    assert_within(20, day.all_left)


@pytest.mark.parametrize("look", [0.05, 0.3, 1.0])
@pytest.mark.parametrize("at", [0, 10, 33])
def test_a_small_mailing_takes_twice_its_own_time_beside_a_large_one(look: float, at: int) -> None:
    day = road(20, [(0, 4000), (at, 100)], look=look)
    assert day.finished(1) - at <= 2 * 100 / 20 + 2
    assert day.finished(0) <= 4100 / 20 + 1
    assert day.put_off_on_average() < 1.2


def test_a_slow_domain_is_shared_too() -> None:
    day = road(1 / 12, [(0, 50), (3, 5)])
    assert day.finished(1) <= 2 * 5 * 12 + 24
    assert day.finished(0) <= 55 * 12


def test_ten_large_mailings_end_together() -> None:
    day = road(20, [(0, 500)] * 10)
    assert day.finished(9) <= 5000 / 20 + 1
    assert day.put_off_on_average() < 2


def test_two_hundred_small_lists_share_a_domain() -> None:
    day = road(20, [(0, 10)] * 200)
    assert max(day.all_left) <= 2000 / 20 * 1.1
    assert day.put_off_on_average() < 2


def test_a_road_that_stood_still_catches_up_at_the_rate() -> None:
    day = road(20, [(0, 3000)], away=(10, 100))
    assert_within(20, day.all_left)
    assert day.finished(0) <= 3000 / 20 + 90
    assert day.put_off_on_average() < 2


def test_copies_called_back_early_are_planned_anew() -> None:
    """`queue retry` makes all due at once: their slots must not be given out a second time."""
    day = road(20, [(0, 4000)], retried=20)
    assert_within(20, day.all_left)
    assert day.finished(0) <= 4000 / 20 * 1.3
    assert day.put_off_on_average() <= 2


def test_after_a_restart_the_slots_in_the_ledger_are_kept() -> None:
    domains = Domains({DOMAIN: 10.0})
    due = [START + n / 10 for n in range(500)]
    assert not any(domains.admit(DOMAIN, 1, slot, True) for slot in due)


def test_what_is_through_is_forgotten() -> None:
    domains = Domains({"*": 1.0})
    for n in range(20 * SWEEP):
        domains.admit(f"d{n}.example", 1, START + n / 100, False)
    assert len(domains._domains) <= 2 * SWEEP
    for n in range(5 * SWEEP):
        domains.admit(DOMAIN, n, START + 1000 + 3 * n, False)
        domains.admit(DOMAIN, n, START + 1000 + 3 * n, False)
        domains.admit(DOMAIN, n, START + 1000 + 3 * n, False)
    assert len(domains._domains[DOMAIN]._shares) <= 2 * SWEEP


@settings(deadline=None, max_examples=60)
@given(
    st.floats(0.05, 200),
    st.lists(st.tuples(st.floats(0, 60), st.integers(1, 300)), min_size=1, max_size=8),
    st.sampled_from([0.05, 0.25, 1.0]),
)
def test_a_domain_gets_its_rate_and_no_more(
    rate: float, mailings: list[tuple[float, int]], look: float
) -> None:
    day = road(rate, mailings, look=look)
    copies = sum(size for _, size in mailings)
    assert len(day.all_left) == copies
    assert_within(rate, day.all_left)
    assert day.put_off.total() <= 3 * copies
    last = max(at for at, _ in mailings)
    assert max(day.all_left) <= last + (copies / rate) * 1.5 + 3 * look + 3 + 4 / rate
