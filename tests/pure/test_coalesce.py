"""How many letters a burst of held posts makes."""

import pytest

from listserv.moderation.coalesce import PAGE, SPAM_PAGE, SPAM_SECONDS, Plan, in_pages, plan

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


@pytest.mark.parametrize(
    ("waited", "spam", "expected"),
    [
        ([], [FRESH] * 5, Plan(0)),  # no notice, and no letter of its own yet
        ([FRESH], [OLD], Plan(1)),
        ([OLD] * 5, [OLD, FRESH], Plan(0, (5,), 2)),  # along with a queue mail
        ([], [SPAM_SECONDS, FRESH], Plan(0, (), 2)),
        ([FRESH], [SPAM_SECONDS], Plan(1, (), 1)),
        ([OLD] * 5, [OLD] * 500, Plan(0, (5,), SPAM_PAGE)),
    ],
)
def test_spam_goes_along(waited: list[float], spam: list[float], expected: Plan) -> None:
    assert plan(waited, 0, 0, spam) == expected


def test_spam_makes_no_second_mail_within_half_a_day() -> None:
    """What did not fit into a mail of sixty lines had the next ones at once."""
    spam = [SPAM_SECONDS] * 500
    assert plan([], 0, 0, spam, lately=1) == Plan(0)
    assert plan([OLD] * 5, 0, 0, spam, lately=1) == Plan(0, (5,), SPAM_PAGE)


def test_a_queue_at_its_hour_has_everything() -> None:
    assert in_pages(1, 0) == Plan(0, (1,))
    assert in_pages(PAGE + 2, 700) == Plan(0, (PAGE, 2), SPAM_PAGE)
    assert in_pages(0, 3) == Plan(0, (), 3)
