"""Which relay takes the next copies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.turns import Turns


def shares(weights: list[int], room: list[int | None], rounds: int = 1000) -> list[int]:
    turns, had = Turns(weights), [0] * len(weights)
    for _ in range(rounds):
        relay = turns.pick(room)
        if relay is not None:
            turns.gave(relay, 50)
            had[relay] += 1
    return had


@pytest.mark.parametrize(
    ("weights", "room", "had"),
    [
        ([1], [5], [1000]),
        ([1], [0], [0]),
        ([1], [None], [0]),
        ([1, 1], [5, 5], [500, 500]),
        ([3, 1], [5, 5], [750, 250]),
        ([1, 0], [5, 5], [1000, 0]),  # one that stands by
        ([1, 0], [0, 5], [0, 0]),  # … is not asked because the other is busy
        ([1, 0], [None, 5], [0, 1000]),  # … but when it is out of reach
        ([1, 1, 0], [None, 5, 5], [0, 1000, 0]),
        ([1, 1, 0], [None, None, 5], [0, 0, 1000]),
        ([1, 1], [0, 5], [0, 1000]),
        ([0, 0], [5, 5], [500, 500]),
    ],
)
def test_relays_share_by_weight(weights: list[int], room: list[int | None], had: list[int]) -> None:
    assert shares(weights, room) == had


def test_one_that_was_away_makes_up_for_nothing() -> None:
    turns = Turns([1, 1])
    for _ in range(100):
        assert turns.pick([None, 5]) == 1
        turns.gave(1, 50)
    taken = [0, 0]
    for _ in range(10):
        relay = turns.pick([5, 5])
        assert relay is not None
        turns.gave(relay, 50)
        taken[relay] += 1
    assert max(taken) <= 6


@given(
    st.lists(st.integers(0, 1000), min_size=1, max_size=5).flatmap(
        lambda weights: st.tuples(
            st.just(weights),
            st.lists(
                st.lists(
                    st.one_of(st.none(), st.integers(0, 20)),
                    min_size=len(weights),
                    max_size=len(weights),
                ),
                max_size=50,
            ),
        )
    )
)
def test_whoever_is_asked_has_room(case: tuple[list[int], list[list[int | None]]]) -> None:
    weights, rounds = case
    turns = Turns(weights)
    for room in rounds:
        relay = turns.pick(room)
        if relay is None:
            reached = [n for n, free in enumerate(room) if free is not None]
            assert all(not room[n] for n in reached if weights[n]) and (
                any(weights[n] for n in reached) or all(not room[n] for n in reached)
            )
        else:
            assert room[relay]
            turns.gave(relay, 10)


@pytest.mark.parametrize(
    ("weights", "most"),
    [([1], [20]), ([3, 1], [20, 7]), ([1, 1], [20, 20]), ([1000, 1], [20, 1]), ([1, 0], [20, 20])],
)
def test_connections_are_shared_by_weight(weights: list[int], most: list[int]) -> None:
    turns = Turns(weights)
    assert [turns.connections(n, 20) for n in range(len(weights))] == most
