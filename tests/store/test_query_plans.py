"""Rooms look every few seconds, at years of posts: what they ask is answered from an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listserv.model import Origin, Purpose
from listserv.store import aside, confirmations, errands, fairness, held, leftovers
from listserv.store.base import Db, Store

LOOKS: dict[str, Callable[[Db], Any]] = {
    "approved": lambda db: held.approved(db, 1.0, 50),
    "failed untold": lambda db: held.failed_untold(db, 50),
    "lists": held.lists,
    "queue of one list": lambda db: held.queue(db, 1),
    "refused untold": lambda db: held.refused_untold(db, 50),
    "unanswered": lambda db: held.unanswered(db, 1.0, 1.0),
    "unasked": lambda db: held.unasked(db, 50),
    "untold": held.untold,
    "waits": lambda db: held.waits(db, 1),
    "a new errand": lambda db: fairness.place(
        db, Purpose.JOIN, Origin("x@example.org", "192.0.2.7", False, 0.0)
    ),
    "errands": lambda db: errands.due(db, 1.0, [Purpose.JOIN, Purpose.OWNER], 20),
    "leftovers": lambda db: leftovers.is_any(db, 1.0),
    "put aside": lambda db: aside.due(db, 1.0),
    "a letter to a stranger": lambda db: confirmations.spend(
        db, "x@example.org", "errand 1", 1, 86_400.0, (("strangers", 3),)
    ),
}
BIG = ("post", "errand", "mail", "mailing", "budget", "tally", "confirmation")


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_look_reads_every_post(store: Store, look: Callable[[Db], Any]) -> None:
    """One of them read 200,000 posts in 70 ms, at each wake-up, where the index takes 0.1 ms."""
    assert [step for step in store.write_now(_plan, look) if _is_scan(step)] == []


def test_what_is_put_aside_is_found_without_the_spam_of_a_month(store: Store) -> None:
    """Spam has a mark of the same kind: 300,000 rows of it were read every five seconds."""
    steps = store.write_now(_plan, lambda db: aside.due(db, 1.0))
    assert [step for step in steps if step.startswith("SCAN errand")] == [
        "SCAN errand USING INDEX errand_later"
    ]


def _plan(db: Db, look: Callable[[Db], Any]) -> list[str]:
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    look(db)
    db.conn.set_trace_callback(None)
    return [row["detail"] for sql in asked for row in db.rows(f"EXPLAIN QUERY PLAN {sql}")]


def _is_scan(step: str) -> bool:
    """A partial index has only what waits: it may be read from end to end."""
    return step.startswith(tuple(f"SCAN {name}" for name in BIG)) and "INDEX" not in step
