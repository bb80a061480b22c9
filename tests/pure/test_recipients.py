"""Who gets a copy now: one line for each reason."""

import pytest

from listserv.fanout.recipients import choose
from listserv.model import DeliveryMode, Post, State, Subscriber

NOW = 1_700_000_000.0


def member(number: int, **known: object) -> Subscriber:
    return Subscriber(number, "en", **known)  # type: ignore[arg-type]


def post(author: int = 7) -> Post:
    return Post(
        number=1, list_id=1, state=State.APPROVED, received=NOW, sent=NOW, person_id=author,
        author="Amina", address="amina@example.org", country="", proof="dkim", subject="Cards",
        topic="Cards", message_id="a@example.org", references=(), language="en", text="Hello.",
        version=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, ""),
        ({"delivery": DeliveryMode.DAILY}, "daily digest"),
        ({"delivery": DeliveryMode.WEEKLY}, "weekly digest"),
        ({"delivery": DeliveryMode.MONTHLY}, "monthly digest"),
        ({"delivery": DeliveryMode.TITLES}, "titles only"),
        ({"delivery": DeliveryMode.SUMMARIES}, "summaries only"),
        ({"delivery": DeliveryMode.NONE}, "no mail"),
        ({"paused_until": NOW + 1}, "paused"),
        ({"paused_until": NOW}, ""),
        ({"stopped": NOW - 1}, "her address bounces"),
        ({"delivery": DeliveryMode.DAILY, "paused_until": NOW + 1}, "daily digest"),
    ],
)
def test_a_reader(known: dict[str, object], reason: str) -> None:
    reader = member(3, **known)
    chosen = choose([reader], post(), NOW)
    assert chosen.copies_for == (() if reason else (reader,))
    assert dict(chosen.skipped) == ({3: reason} if reason else {})


@pytest.mark.parametrize(("wants_own", "reason"), [(True, ""), (False, "own post")])
def test_the_author(wants_own: bool, reason: str) -> None:
    chosen = choose([member(7, own_copies=wants_own)], post(), NOW)
    assert chosen.skipped.get(7, "") == reason
    assert len(chosen.copies_for) == (0 if reason else 1)


def test_a_stranger_is_nobodys_author() -> None:
    """A post of somebody unknown has person 0, and so has no member."""
    chosen = choose([member(7, own_copies=False)], post(author=0), NOW)
    assert len(chosen.copies_for) == 1


def test_everybody_is_in_exactly_one_of_the_two() -> None:
    everybody = [member(n, delivery=mode) for n, mode in enumerate(DeliveryMode, 1)]
    chosen = choose([*everybody, everybody[0]], post(), NOW)
    copied = [one.person_id for one in chosen.copies_for]
    assert sorted([*copied, *chosen.skipped]) == [one.person_id for one in everybody]
