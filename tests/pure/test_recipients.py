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
    ("known", "gets_it"),
    [
        ({}, True),
        *(({"delivery": mode}, mode is DeliveryMode.EACH) for mode in DeliveryMode),
        ({"paused_until": NOW + 1}, False),
        ({"paused_until": NOW}, True),
        ({"stopped": NOW - 1}, False),
        ({"delivery": DeliveryMode.DAILY, "paused_until": NOW + 1}, False),
    ],
)
def test_a_reader(known: dict[str, object], gets_it: bool) -> None:
    reader = member(3, **known)
    assert choose([reader], post(), NOW) == ((reader,) if gets_it else ())


@pytest.mark.parametrize("wants_own", [True, False])
def test_the_author(wants_own: bool) -> None:
    author = member(7, own_copies=wants_own)
    assert choose([author], post(), NOW) == ((author,) if wants_own else ())


def test_a_stranger_is_nobodys_author() -> None:
    """A post of somebody unknown has person 0, and so has no member."""
    assert len(choose([member(7, own_copies=False)], post(author=0), NOW)) == 1


def test_who_has_it_or_does_not_want_it_gets_none() -> None:
    everybody = [member(n) for n in (1, 2, 3)]
    assert choose(everybody, post(), NOW, frozenset({2})) == (everybody[0], everybody[2])


def test_of_many_each_is_decided_for_herself() -> None:
    everybody = [member(n, delivery=mode) for n, mode in enumerate(DeliveryMode, 1)]
    each = [one for one in everybody if one.delivery is DeliveryMode.EACH]
    assert list(choose(everybody, post(), NOW)) == each
