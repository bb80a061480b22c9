"""Questions of ours that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from listserv.store import confirmations
from listserv.store.base import Store

NOW, DAY = 1_767_600_000.0, 86_400.0
AMINA = "amina@example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "t.db")
    yield made
    made.close()


def asked(store: Store, now: float, person: int = 0) -> int:
    ask = partial(confirmations.ask, person=person)
    return store.write_now(ask, "command", 0, AMINA, "Amina", "en", "pause 3 weeks", now)


def test_a_question_that_is_asked_again_may_be_answered_as_long_as_a_new_one(store: Store) -> None:
    """A letter promised fourteen days and had one."""
    first = asked(store, NOW)
    assert asked(store, NOW + 13 * DAY) == first
    found = store.read_now(confirmations.get, first)
    assert found is not None
    assert found.expires == NOW + 13 * DAY + confirmations.LIFE_SECONDS


def test_a_question_that_was_asked_by_mistake_is_taken_back_alone(store: Store) -> None:
    first, second = asked(store, NOW, 1), asked(store, NOW, 2)
    assert store.write_now(confirmations.withdraw, first, NOW)
    assert not store.read_now(confirmations.is_open, first)
    assert store.read_now(confirmations.is_open, second)
    assert not store.write_now(confirmations.withdraw, first, NOW)


def test_a_question_that_is_too_old_is_asked_anew(store: Store) -> None:
    """Else the answer to a letter of today would be too late."""
    first = asked(store, NOW)
    assert asked(store, NOW + 15 * DAY) != first


def test_a_shorter_question_shortens_no_longer_one(store: Store) -> None:
    longer = partial(confirmations.ask, life=60 * DAY)
    ask = ("command", 0, AMINA, "Amina", "en", "pause 3 weeks", NOW)
    first = store.write_now(longer, *ask)
    assert asked(store, NOW) == first
    found = store.read_now(confirmations.get, first)
    assert found is not None
    assert found.expires == NOW + 60 * DAY


def test_letters_are_counted_however_an_address_is_written(store: Store) -> None:
    assert store.write_now(confirmations.spend, "Amina@Example.org", "errand 1", 1, NOW)
    assert not store.write_now(confirmations.spend, AMINA, "errand 2", 1, NOW)
    assert store.read_now(confirmations.spent, AMINA, NOW) == 1


def told(store: Store, letter: int, line: str, now: float = NOW) -> None:
    store.write_now(confirmations.keep_way_back, letter, 0, 7, AMINA, line, now)


def test_a_way_back_is_open_as_long_as_a_question(store: Store) -> None:
    told(store, 11, "every message")
    last = NOW + confirmations.LIFE_SECONDS
    assert store.read_now(confirmations.way_back, 7, [11], last - 1) == (0, "every message")
    assert store.read_now(confirmations.way_back, 7, [11], last + 1) is None
    assert store.read_now(confirmations.way_back, 7, [], last + 1) is None


def test_an_answer_to_a_letter_that_told_no_change_goes_back_from_none(store: Store) -> None:
    """`cancel` below a digest is not about the pause of last week."""
    told(store, 11, "every message")
    assert store.read_now(confirmations.way_back, 7, [12], NOW) is None
    assert store.read_now(confirmations.way_back, 7, [12, 11], NOW) == (0, "every message")
