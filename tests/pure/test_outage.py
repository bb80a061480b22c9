"""A domain that is down is an outage; a member who is gone is gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.bounces.outage import (
    DAY,
    EXCUSED,
    OURS,
    Outage,
    Spread,
    crowds,
    excused,
    excused_by_us,
    spreads,
)
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


# --- our own --------------------------------------------------------------------------------------


def everywhere(
    n: int, days: float = 0.0, kind: str = "unknown", about: str = "post", list_id: int = 1
) -> list[Failure]:
    """One failure at each of so many domains."""
    first = int(days * 1000) + 100 * list_id
    return [
        Failure(first + k, NOW + days * DAY, k, f"d{k}.example", list_id, 9, about, kind, "")
        for k in range(n)
    ]


def spared_by_us(
    several: list[Failure], written_to: int = 12, known: Iterable[Outage] = ()
) -> tuple[list[int], tuple[Outage, ...]]:
    found, outages = excused_by_us(
        several, spreads(several), lambda _: written_to, {one.domain: one for one in known}
    )
    return sorted(found), outages


@pytest.mark.parametrize(
    ("failed", "domains", "expected"),
    [
        (9, 9, 0),  # few
        (10, 10, 10),
        (10, 20, 0),  # half is not most
        (11, 20, 11),
        (60, 2000, 0),  # a large site has its dead every day
    ],
)
def test_many_domains_and_most_are_our_own_outage(failed: int, domains: int, expected: int) -> None:
    found, outages = spared_by_us(everywhere(failed), domains)
    assert len(found) == expected
    assert outages == ((Outage(OURS, NOW, NOW),) if expected else ())


def test_the_measure_are_the_lists_that_had_mail() -> None:
    """A small list lost everybody while the large one was silent; a share of all would not tell."""
    several = everywhere(12, list_id=2)
    sizes = {frozenset({2}): 12, frozenset({1}): 900}
    found, _ = excused_by_us(several, spreads(several), lambda lists: sizes[lists], {})
    assert len(found) == 12


def test_letters_are_excused_and_no_measure() -> None:
    probes = everywhere(20, 0.1, about="probe")
    assert spared_by_us(probes) == ([], ())
    assert set(spreads(probes).values()) == {Spread(0, frozenset())}
    found, _ = spared_by_us(everywhere(12) + probes)
    assert len(found) == 32


@pytest.mark.parametrize(("days", "expected"), [(6.9, 1), (7.1, 0), (-6.9, 1), (-400, 0)])
def test_what_fails_in_the_week_after_is_excused_too(days: float, expected: int) -> None:
    """Probes fail days later than the last copies did; a clock that ran ahead excuses nothing."""
    known = [Outage(OURS, NOW - DAY, NOW)]
    assert len(spared_by_us(everywhere(1, days, about="probe"), 12, known)[0]) == expected


@pytest.mark.parametrize(("kind", "expected"), [("unknown", 12), ("dead", 0), ("full", 0)])
def test_after_a_fortnight_only_silence_is_excused(kind: str, expected: int) -> None:
    known = [Outage(OURS, NOW - EXCUSED - DAY, NOW - DAY)]
    found, outages = spared_by_us(everywhere(12, kind=kind), 12, known)
    assert len(found) == expected
    assert outages == (Outage(OURS, NOW - EXCUSED - DAY, NOW),)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 96), st.booleans()), max_size=40))
def test_spreads_count_as_a_slow_count_does(rows: list[tuple[int, int, bool]]) -> None:
    several = [
        Failure(n, hours * 3600.0, n, f"d{k}", k % 2, 1, "post" if copy else "probe", "dead", "")
        for n, (k, hours, copy) in enumerate(rows)
    ]
    copies = [one for one in several if one.about == "post"]
    near = {
        one.id: [other for other in copies if abs(other.at - one.at) <= DAY / 2] for one in several
    }
    assert spreads(several) == {
        id_: Spread(len({one.domain for one in found}), frozenset(one.list_id for one in found))
        for id_, found in near.items()
    }
