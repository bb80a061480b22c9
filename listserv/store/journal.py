"""The journal: one line for every transition of every post, errand, person and list (rule 10).

Owns the `journal` table. A line is written in the transaction it tells of, so it never lies; the
server's log follows it (scribe.py). Lines carry ids and reasons, never addresses.
"""

from __future__ import annotations

from listserv.store.base import Db, Row


def note(db: Db, kind: str, ref: int, event: str, reason: str, now: float) -> None:
    """Write a line: kind is post, errand, person, list, mailing; ref its id."""
    db.execute(
        "INSERT INTO journal (at, kind, ref, event, reason) VALUES (?, ?, ?, ?, ?)",
        (now, kind, ref, event, reason),
    )
    db.hint("scribe")


def of(db: Db, kind: str, ref: int) -> list[Row]:
    """All lines about one thing, oldest first."""
    return db.rows(
        "SELECT at, event, reason FROM journal WHERE kind = ? AND ref = ? ORDER BY id", kind, ref
    )


def last(db: Db) -> int:
    """The id of the newest line; 0 when there is none."""
    return int(db.value("SELECT coalesce(max(id), 0) FROM journal"))


def after(db: Db, line: int, limit: int) -> list[Row]:
    """The lines that followed a line, oldest first."""
    return db.rows(
        "SELECT id, kind, ref, event, reason FROM journal WHERE id > ? ORDER BY id LIMIT ?",
        line,
        limit,
    )
