"""A domain that is down is an outage; a member who is gone is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.bounces.outage import DAY, EXCUSED, MANY, Outage, crowds, excused
from listserv.model import Failure

NOW = 20_000 * DAY


def failures(*rows: tuple[int, float], domain: str = "ministry.example") -> list[Failure]:
    """Failures of (person, days from now)."""
    return [
        Failure(n, NOW + days * DAY, person, domain, 1, n, "post", "dead", "")
        for n, (person, days) in enumerate(sorted(rows, key=lambda row: row[1]), 1)
    ]


def spared(several: list[Failure], members: int, known: Iterable[Outage] = ()) -> int:
    found, _ = excused(
        several, crowds(several), lambda _: members, {one.domain: one for one in known}
    )
    return len(found)


@pytest.mark.parametrize(
    ("failed", "members", "expected"),
    [
        (1, 1, 0),  # a domain of one
        (4, 4, 0),  # few can die together: a probe still asks each
        (5, 5, 5),
        (5, 9, 5),
        (5, 10, 0),  # half is not most
        (6, 10, 6),
        (50, 8000, 0),  # a large provider has its dead every day
        (4500, 8000, 4500),
    ],
)
def test_many_and_most(failed: int, members: int, expected: int) -> None:
    assert spared(failures(*[(n, 0) for n in range(failed)]), members) == expected


def test_one_member_who_fails_often_is_no_crowd() -> None:
    assert spared(failures(*[(7, n / 24) for n in range(12)]), 5) == 0


@pytest.mark.parametrize(("apart", "expected"), [(0.1, 5), (0.12, 5), (0.3, 0)])
def test_within_a_day(apart: float, expected: int) -> None:
    assert spared(failures(*[(n, n * apart) for n in range(5)]), 5) == expected


def test_midnight_divides_no_outage() -> None:
    assert (
        spared(failures(*[(n, -0.2) for n in range(3)], *[(n, 0.2) for n in range(3, 6)]), 6) == 6
    )


def test_domains_are_apart() -> None:
    few = failures((1, 0), (2, 0), (3, 0))
    others = [replace(one, id=one.id + 10) for one in failures((4, 0), (5, 0), domain="b.example")]
    assert crowds(few + others) == {1: 3, 2: 3, 3: 3, 11: 2, 12: 2}


def test_a_fortnight_is_excused_a_domain_that_is_gone_for_longer_is_gone() -> None:
    known = [Outage("ministry.example", NOW - EXCUSED, NOW - DAY)]
    assert spared(failures(*[(n, 0) for n in range(6)]), 6, known) == 6
    assert spared(failures(*[(n, 0.01) for n in range(6)]), 6, known) == 0


def test_outages_that_lie_apart_are_two() -> None:
    known = [Outage("ministry.example", NOW - 40 * DAY, NOW - 8 * DAY)]
    several = failures(*[(n, 0) for n in range(6)])
    _, seen = excused(several, crowds(several), lambda _: 6, {"ministry.example": known[0]})
    assert seen == (Outage("ministry.example", NOW, NOW),)


def test_an_outage_that_goes_on_keeps_its_beginning() -> None:
    known = Outage("ministry.example", NOW - 3 * DAY, NOW - DAY)
    several = failures(*[(n, 0) for n in range(6)])
    _, seen = excused(several, crowds(several), lambda _: 6, {"ministry.example": known})
    assert seen == (Outage("ministry.example", NOW - 3 * DAY, NOW),)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 96)), max_size=60))
def test_the_moving_window_counts_as_a_slow_one_does(rows: list[tuple[int, int]]) -> None:
    several = failures(*[(person, hours / 24) for person, hours in rows])
    assert crowds(several) == {
        one.id: len({other.person for other in several if abs(other.at - one.at) <= DAY / 2})
        for one in several
    }


def test_five_are_many() -> None:
    assert MANY == 5
