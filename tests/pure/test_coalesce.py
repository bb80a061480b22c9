"""How many letters a burst of held posts makes."""

import pytest

from listserv.moderation.coalesce import PAGE, Plan, plan

FRESH, OLD = 1.0, 61.0


@pytest.mark.parametrize(
    ("waited", "notices", "queues", "expected"),
    [
        ([], 0, 0, Plan(0)),
        ([FRESH], 0, 0, Plan(1)),
        ([FRESH] * 3, 0, 0, Plan(3)),
        ([FRESH] * 2, 3, 0, Plan(0)),  # the minute's notices are spent: wait
        ([FRESH] * 10, 0, 0, Plan(3)),
        ([OLD] * 7, 3, 0, Plan(0, (7,))),
        ([OLD, FRESH, FRESH], 3, 0, Plan(0, (3,))),  # one letter for all, the oldest is due
        ([FRESH] * 2, 0, 1, Plan(0)),  # after a queue mail the next ones wait for the next
        ([FRESH] * (3 + PAGE), 0, 0, Plan(3, (PAGE,))),  # a full page waits for nothing
        ([FRESH] * 500, 0, 0, Plan(3, (PAGE,) * 12)),
        ([OLD], 0, 0, Plan(1)),
        ([OLD] * 5, 0, 0, Plan(0, (5,))),  # what has waited together comes together
        ([OLD] * 500, 0, 0, Plan(0, (PAGE,) * 12 + (20,))),
    ],
)
def test_plan(waited: list[float], notices: int, queues: int, expected: Plan) -> None:
    assert plan(waited, notices, queues) == expected


def test_told_counts_all() -> None:
    assert Plan(3, (40, 17)).told == 60
