"""The journal: one line for every transition of every post, errand, person and list (rule 10).

Owns the `journal` table. A line is written in the transaction it tells of, so it never lies.
Lines carry ids and reasons, never addresses.
"""

from __future__ import annotations

import logging

from listserv.store.base import Db, Row

log = logging.getLogger("listserv.journal")


def note(db: Db, kind: str, ref: int, event: str, reason: str, now: float) -> None:
    """Write a line: kind is post, errand, person, list, mailing; ref its id."""
    db.execute(
        "INSERT INTO journal (at, kind, ref, event, reason) VALUES (?, ?, ?, ?, ?)",
        (now, kind, ref, event, reason),
    )
    log.info("%s %d %s%s", kind, ref, event, f": {reason}" if reason else "")


def of(db: Db, kind: str, ref: int) -> list[Row]:
    """All lines about one thing, oldest first."""
    return db.rows(
        "SELECT at, event, reason FROM journal WHERE kind = ? AND ref = ? ORDER BY id", kind, ref
    )
