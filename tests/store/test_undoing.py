"""Undoing: what was decided last goes first, each decision once."""

from __future__ import annotations

import pytest

from listserv.model import (
    Action,
    Destination,
    Envelope,
    Policy,
    Post,
    Proof,
    Purpose,
    Reading,
    State,
    Verdict,
)
from listserv.store import decisions, lists, rulings, spool, undoing
from listserv.store.base import Store
from listserv.store.rulings import Ruling

NOW = 1_800_000_000.0
HELEN, JEAN = 8, 9


@pytest.fixture
def number(store: Store) -> int:
    """Of a post that is held."""
    hifa = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    envelope = Envelope("", (Destination("x", Purpose.POST, hifa.id),), "127.0.0.1", True, NOW)
    found = store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx\r\n").numbers[0]
    (arrival,) = store.read_now(spool.arrivals, NOW, 10)
    read, verdict = Reading(text="One.\n\nTwo."), Verdict(Action.HOLD, ("moderated",))
    store.write_now(spool.settle, arrival, verdict, read, Proof(), None, "x", NOW, NOW)
    return found


def post(store: Store, number: int) -> Post:
    found = store.read_now(spool.post, number)
    assert found
    return found


def test_what_was_decided_since_keeps_it_from_being_undone(store: Store, number: int) -> None:
    """Else the words that another moderator published would be the post's no more."""
    cut = Ruling(number, 1, HELEN, "edited", text="One.")
    ok = Ruling(number, 2, JEAN, "approve", state=State.APPROVED)
    for ruling in (cut, ok):
        assert store.write_now(rulings.rule, ruling, NOW)
    last, first = store.read_now(decisions.of_post, number)
    assert store.write_now(undoing.undo, first, HELEN, NOW) is None
    assert (post(store, number).state, post(store, number).text) == (State.APPROVED, "One.")
    assert store.read_now(decisions.of_post, number) == [last, first]
    for entry in (last, first):
        assert store.write_now(undoing.undo, entry, HELEN, NOW) == 0
        assert store.write_now(undoing.undo, entry, HELEN, NOW) is None
    assert (post(store, number).state, post(store, number).text) == (State.HELD, "One.\n\nTwo.")
