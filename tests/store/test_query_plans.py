"""Rooms look every few seconds, at years of posts: what they ask is answered from an index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from listserv.model import Origin, Purpose
from listserv.store import (
    aside,
    confirmations,
    errands,
    fairness,
    held,
    leftovers,
    persons,
    tasks,
    translations,
    twins,
    volunteers,
)
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
    "twins": lambda db: twins.out(db, 1),
    "where it is out too": lambda db: twins.also(db, [1, 2]),
    "who has its twin": lambda db: twins.have(db, 1, 1),
    "a letter to a stranger": lambda db: confirmations.spend(
        db, "x@example.org", "errand 1", 1, 86_400.0, (("strangers", 3),)
    ),
    "pages that go by her wishes": lambda db: persons.shown_anew(db, 1),
    "what is wanted in other languages": lambda db: tasks.open_on(db, 1),
    "whether somebody was too late": lambda db: tasks.is_late(db, 1.0),
    "who was too late": lambda db: tasks.lapse(db, 1.0),
    "what nobody has said in a language": lambda db: translations.unread(db, 1, ["en"], "fr", 1, 5),
    "what came in a mail": lambda db: translations.of_mail(db, 1, 2),
    "who was asked for how much": lambda db: tasks.given_since(db, 1.0),
    "who was asked last": tasks.last_given,
    "what a letter asked for": lambda db: tasks.of_letter(db, 1),
    "who was asked for it before": lambda db: tasks.had(db, [1, 2], 1.0),
    "who translates": lambda db: volunteers.of_list(db, 1),
    "whom nobody has asked for yet": lambda db: held.untranslated(db, 50),
    "what a program is asked for": translations.next_draft,
    "what posts say in other languages": lambda db: translations.of_posts(db, [1, 2]),
    "what was translated since": lambda db: translations.made_between(db, 1, 1.0, 2.0),
    "hers": lambda db: translations.count_by(db, 1),
}
BIG = (
    *("post", "errand", "mail", "mailing", "budget", "tally", "confirmation"),
    *("translation", "task", "assignment"),
)
# Looks for what is translated, of which few posts of a list are.
TRANSLATED = (
    *("what is wanted in other languages", "whom nobody has asked for yet"),
    *("what was translated since", "who was asked for how much"),
)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_no_look_reads_every_post(store: Store, look: Callable[[Db], Any]) -> None:
    """One of them read 200,000 posts in 70 ms, at each wake-up, where the index takes 0.1 ms."""
    assert [step for step in store.write_now(_plan, look) if _is_scan(step)] == []


@pytest.mark.parametrize("look", TRANSLATED)
def test_what_is_translated_is_not_found_through_all_that_a_list_ever_had(
    store: Store, look: str
) -> None:
    """It was looked for post by post: 200,000 of them, every five seconds."""
    steps = store.write_now(_plan, LOOKS[look])
    every = ("USING INDEX post_message_id", "USING INDEX post_published", "assignment_person")
    assert [step for step in steps if any(one in step for one in every)] == []
    assert [step for step in steps if "COVERING INDEX post_" in step] == []


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
