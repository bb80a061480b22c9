"""What moderators said of people and threads: trusted, watched, banned; slow, closed.

Owns `standing` and `thread_rule`. A row that is not there is the ordinary case; every change is one
line of the journal, and gives back what was before, so that it can be undone.
"""

from __future__ import annotations

from listserv.model import Standing, ThreadRule
from listserv.store import journal
from listserv.store.base import Db


def standing(db: Db, list_id: int, person_id: int) -> Standing:
    word = db.value("SELECT word FROM standing WHERE list = ? AND person = ?", list_id, person_id)
    return Standing(word or "")


def set_standing(
    db: Db, list_id: int, person_id: int, word: Standing, by: int, now: float
) -> Standing:
    """Say what a person is on a list; returns what she was."""
    before = standing(db, list_id, person_id)
    db.execute("DELETE FROM standing WHERE list = ? AND person = ?", (list_id, person_id))
    if word:
        db.execute(
            "INSERT INTO standing (list, person, word) VALUES (?, ?, ?)",
            (list_id, person_id, word.value),
        )
    said = f"{word.value or 'ordinary'} on list {list_id}, by person {by}"
    journal.note(db, "person", person_id, "standing", said, now)
    return before


def thread_rule(db: Db, list_id: int, thread: int) -> ThreadRule:
    row = db.row(
        "SELECT each, closed_until FROM thread_rule WHERE list = ? AND thread = ?",
        list_id,
        thread,
    )
    return ThreadRule(**row) if row else ThreadRule()


def set_thread_rule(
    db: Db, list_id: int, thread: int, rule: ThreadRule, by: int, now: float
) -> ThreadRule:
    """Slow or close a thread; returns the rule that it had."""
    before = thread_rule(db, list_id, thread)
    db.execute("DELETE FROM thread_rule WHERE list = ? AND thread = ?", (list_id, thread))
    if rule != ThreadRule():
        db.execute(
            "INSERT INTO thread_rule (list, thread, each, closed_until) VALUES (?, ?, ?, ?)",
            (list_id, thread, rule.each, rule.closed_until),
        )
    said = f"each {rule.each}, closed until {rule.closed_until}, by person {by}"
    journal.note(db, "post", thread, "thread rule", said, now)
    return before
