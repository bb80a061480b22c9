"""When somebody whose mail comes back is asked, stopped, and written to again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.bounces.classify import Kind
from listserv.bounces.score import (
    COST,
    DAY,
    ENOUGH,
    FORGOTTEN,
    MONTH,
    PROBES,
    QUIET,
    Step,
    counted,
    step,
)
from listserv.model import Case, DeliveryState, Failure, Trouble
from listserv.press.kinds import KINDS
from listserv.store.failures import MODERATORS, NEEDED

NOW = 20_000 * DAY
TROUBLE = Trouble(7, NOW - DAY, NOW - DAY, "dead", "550 no", 3, 19_999, 3)
WORST = replace(TROUBLE, score=ENOUGH)
PROBED = replace(WORST, probe=90)


def failure(kind: Kind, at: float) -> Failure:
    return Failure(1, at, 7, "example.org", 1, 5, "post", kind, f"{kind}!")


def after(*failures: tuple[Kind, float]) -> Trouble:
    trouble = None
    for kind, at in failures:
        trouble = counted(trouble, failure(kind, at))
    assert trouble is not None
    return trouble


# --- the score ------------------------------------------------------------------------------------


def test_every_kind_has_its_price_and_only_the_mailbox_pays() -> None:
    assert set(COST) == set(Kind)
    assert {kind for kind, cost in COST.items() if cost} == {Kind.DEAD, Kind.FULL, Kind.UNKNOWN}


@pytest.mark.parametrize(("kind", "days"), [(Kind.DEAD, 2), (Kind.UNKNOWN, 6), (Kind.FULL, 6)])
def test_so_many_days_are_enough(kind: Kind, days: int) -> None:
    scores = [after(*[(kind, NOW + n * DAY) for n in range(k)]).score for k in (days - 1, days)]
    assert scores[0] < ENOUGH <= scores[1]


@pytest.mark.parametrize(
    ("kinds", "score"),
    [
        ([Kind.DEAD, Kind.DEAD, Kind.DEAD], 3),
        ([Kind.FULL, Kind.DEAD], 3),
        ([Kind.DEAD, Kind.FULL], 3),
        ([Kind.UNKNOWN, Kind.FULL, Kind.DEAD], 3),
    ],
)
def test_a_day_costs_once_by_its_gravest_failure(kinds: list[Kind], score: int) -> None:
    trouble = after(*[(kind, NOW + n * 60) for n, kind in enumerate(kinds)])
    assert trouble.score == trouble.cost == score


def test_what_is_remembered() -> None:
    trouble = after((Kind.FULL, NOW), (Kind.DEAD, NOW + 3 * DAY))
    assert (trouble.since, trouble.last) == (NOW, NOW + 3 * DAY)
    assert (trouble.kind, trouble.said, trouble.score) == ("dead", "dead!", 4)


@given(
    st.lists(st.tuples(st.sampled_from([Kind.DEAD, Kind.FULL, Kind.UNKNOWN]), st.integers(0, 9)))
)
def test_a_flood_of_failures_costs_no_more_than_its_days(
    several: list[tuple[Kind, int]],
) -> None:
    several.sort(key=lambda one: one[1])
    if several:
        days = {day for _, day in several}
        worst = sum(max(COST[kind] for kind, day in several if day == one) for one in days)
        assert after(*[(kind, NOW + day * DAY) for kind, day in several]).score == worst


# --- the steps ------------------------------------------------------------------------------------

RUNNING = [
    ("a first failure", Case(TROUBLE), Step.WAIT),
    ("enough of them", Case(WORST), Step.PROBE),
    ("enough, and nobody knows why", Case(replace(WORST, kind="unknown")), Step.PROBE),
    ("no letter into a full mailbox", Case(replace(WORST, kind="full")), Step.STOP),
    ("a copy has arrived since", Case(TROUBLE, arrived=True), Step.CLEAR),
    ("long ago", Case(replace(TROUBLE, last=NOW - FORGOTTEN - 1)), Step.CLEAR),
    ("not so long", Case(replace(TROUBLE, last=NOW - FORGOTTEN)), Step.WAIT),
    ("she left", Case(WORST, is_member=False), Step.CLEAR),
    ("she wrote since", Case(replace(WORST, heard=NOW)), Step.CLEAR),
    ("she wrote before", Case(replace(WORST, heard=NOW - 2 * DAY)), Step.PROBE),
    ("the probe waits", Case(PROBED, probe_state="due"), Step.WAIT),
    ("it is on its way", Case(PROBED, probe_state="trying"), Step.WAIT),
    ("it left", Case(PROBED, probe_state="sent", probe_tried=NOW - QUIET + 1), Step.WAIT),
    ("it is quiet", Case(PROBED, probe_state="sent", probe_tried=NOW - QUIET), Step.CLEAR),
    ("it failed, not weighed", Case(PROBED, probe_state="failed", probe_failed=True), Step.WAIT),
    (
        "it came back",
        Case(PROBED, probe_state="failed", probe_failed=True, probe_cost=3),
        Step.STOP,
    ),
    (
        "it failed of policy, or in an outage: no answer, she is asked again",
        Case(PROBED, probe_state="failed", probe_failed=True, probe_cost=0),
        Step.CLEAR,
    ),
    ("it was withdrawn", Case(PROBED, probe_state="withdrawn"), Step.CLEAR),
    ("its row is gone", Case(PROBED), Step.CLEAR),
    ("she wrote meanwhile", Case(replace(PROBED, heard=NOW), probe_state="due"), Step.CLEAR),
]
SINCE = NOW - 40 * DAY
STOPPED = [
    ("the first month", Case(WORST, stopped=NOW - MONTH + 1), Step.WAIT),
    ("a month later", Case(WORST, stopped=NOW - MONTH), Step.PROBE),
    ("asked this month", Case(replace(WORST, probes=1), stopped=SINCE), Step.WAIT),
    ("two months later", Case(replace(WORST, probes=1), stopped=NOW - 2 * MONTH), Step.PROBE),
    ("half a year", Case(replace(WORST, probes=PROBES), stopped=NOW - 9 * MONTH), Step.WAIT),
    ("late is not twice", Case(replace(WORST, probes=5), stopped=NOW - 9 * MONTH), Step.PROBE),
    ("she wrote", Case(replace(WORST, heard=NOW), stopped=SINCE), Step.LIFT),
    (
        "after half a year too",
        Case(replace(WORST, probes=6, heard=NOW), stopped=NOW - 20 * MONTH),
        Step.LIFT,
    ),
    ("she wrote before the stop", Case(replace(WORST, heard=SINCE - 1), stopped=SINCE), Step.PROBE),
    ("she left", Case(WORST, is_member=False, stopped=SINCE), Step.CLEAR),
    ("the probe waits", Case(PROBED, stopped=SINCE, probe_state="due"), Step.WAIT),
    (
        "it is quiet",
        Case(PROBED, stopped=SINCE, probe_state="sent", probe_tried=NOW - QUIET),
        Step.LIFT,
    ),
    (
        "not yet",
        Case(PROBED, stopped=SINCE, probe_state="sent", probe_tried=NOW - DAY),
        Step.WAIT,
    ),
    (
        "it came back",
        Case(PROBED, stopped=SINCE, probe_state="sent", probe_failed=True, probe_cost=3),
        Step.CLOSE,
    ),
    (
        "refused by policy is not arrived",
        Case(PROBED, stopped=SINCE, probe_state="failed", probe_failed=True, probe_cost=0),
        Step.CLOSE,
    ),
    ("a copy of before tells nothing", Case(WORST, stopped=NOW - DAY, arrived=True), Step.WAIT),
]


@pytest.mark.parametrize(
    ("case", "expected"), [row[1:] for row in RUNNING], ids=[r[0] for r in RUNNING]
)
def test_steps_of_who_is_written_to(case: Case, expected: Step) -> None:
    assert step(case, NOW) is expected


@pytest.mark.parametrize(
    ("case", "expected"), [row[1:] for row in STOPPED], ids=[r[0] for r in STOPPED]
)
def test_steps_of_who_is_stopped(case: Case, expected: Step) -> None:
    assert step(case, NOW) is expected


@given(
    st.builds(
        Case,
        st.builds(
            replace,
            st.just(WORST),
            kind=st.sampled_from(list(Kind)),
            probe=st.integers(0, 1),
            probes=st.integers(0, PROBES),
        ),
        stopped=st.none() | st.just(SINCE),
        probe_state=st.sampled_from(["", *DeliveryState]),
        probe_failed=st.booleans(),
        probe_cost=st.none() | st.integers(0, 3),
    )
)
def test_no_letter_while_a_probe_is_under_way(case: Case) -> None:
    if case.trouble.probe:
        assert step(case, NOW) is not Step.PROBE
    if case.trouble.kind == Kind.FULL and case.stopped is None:
        assert step(case, NOW) is not Step.PROBE


def test_letters_to_moderators_are_letters_we_write() -> None:
    assert set(NEEDED) < set(MODERATORS) < set(KINDS)


def test_nobody_is_told_that_a_telling_did_not_arrive() -> None:
    """It would go on for ever; but it is a letter to a moderator."""
    assert set(MODERATORS) - set(NEEDED) == {"bouncing", "moderator", "unreached"}
