"""What a member does not want of a list, or all that she wants of it.

Owns `filter`. A thread is named by the number of its first post, words as they are folded. Whom a
post passes by is decided in model/wanted; here is what she said.
"""

from __future__ import annotations

from listserv.model.wanted import Filter
from listserv.store import journal
from listserv.store.base import Db


def of(db: Db, list_id: int, person_id: int) -> tuple[Filter, ...]:
    """What one member said, in the order of its words."""
    rows = db.rows(
        "SELECT kind, value FROM filter WHERE list = ? AND person = ? ORDER BY kind, value",
        list_id,
        person_id,
    )
    return tuple((row["kind"], row["value"]) for row in rows)


def of_list(db: Db, list_id: int) -> dict[int, list[Filter]]:
    """What all who said something said, by person; most lists have few of them, many have none."""
    found: dict[int, list[Filter]] = {}
    for person, kind, value in db.packed(
        "person, kind, value", "SELECT person, kind, value FROM filter WHERE list = ?", list_id
    ):
        found.setdefault(person, []).append((kind, value))
    return found


def add(db: Db, list_id: int, person_id: int, one: Filter, now: float) -> None:
    db.execute(
        "INSERT OR IGNORE INTO filter (list, person, kind, value) VALUES (?, ?, ?, ?)",
        (list_id, person_id, *one),
    )
    journal.note(db, "person", person_id, one[0], f"list {list_id}", now)


def end_all(db: Db, list_id: int, person_id: int, now: float) -> None:
    """She wants all topics again."""
    db.execute("DELETE FROM filter WHERE list = ? AND person = ?", (list_id, person_id))
    journal.note(db, "person", person_id, "all topics", f"list {list_id}", now)


def remove(db: Db, list_id: int, person_id: int, one: Filter, now: float) -> None:
    db.execute(
        "DELETE FROM filter WHERE list = ? AND person = ? AND kind = ? AND value = ?",
        (list_id, person_id, *one),
    )
    journal.note(db, "person", person_id, f"{one[0]} no more", f"list {list_id}", now)
