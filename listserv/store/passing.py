"""Passing on: a copy of a published post waits in the queue of another list.

Owns how such a copy is born: a post of its own, with a number of its own, from the same mail, in
the words as they were published. It is held whatever the other list's policy says, for nobody of
that list has seen it. Its own thread there is found like any other's.
"""

from __future__ import annotations

from listserv.model import State
from listserv.store import journal, spool
from listserv.store.base import Db

# What a copy takes over from the post; the rest is as of a new one.
_KEPT = (
    "mail, person, author, address, proof, subject, topic, message_id, refs, sent, language,"
    " digest, text_digest, attachments, removed, kind, until, patient"
)


def copy(db: Db, number: int, list_id: int, by: int, now: float) -> int:
    """Put a copy of a post into another list's queue; returns its number, 0 when it has one."""
    known = db.value(
        "SELECT 1 FROM post JOIN post AS first ON first.number = ?"
        " WHERE post.list = ? AND post.mail = first.mail",
        number,
        list_id,
    )
    row = db.row(
        "SELECT text, list FROM post JOIN version ON version.post = number AND n = post.version"
        " WHERE number = ?",
        number,
    )
    if known or row is None:
        return 0
    cursor = db.execute(
        f"INSERT INTO post (list, state, reasons, version, author_told, {_KEPT})"
        f" SELECT ?, ?, '[\"passed-on\"]', 1, ?, {_KEPT} FROM post WHERE number = ?",
        (list_id, State.HELD.value, now, number),
    )
    born = int(cursor.lastrowid or 0)
    spool.new_version(db, born, 1, row["text"], by, "passed on", now)
    journal.note(db, "post", born, "held", f"passed on from post {number} by person {by}", now)
    db.hint("herald")
    return born
