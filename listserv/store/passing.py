"""Passing on: a copy of a published post waits in the queue of another list.

Owns how such a copy is born: a post of its own, with a number of its own, from the same mail, in
the words as they were published. It is held whatever the other list's policy says, for nobody of
that list has seen it. Its own thread there is found like any other's.
"""

from __future__ import annotations

from listserv.model import State
from listserv.store import journal, spool
from listserv.store.base import Db
from listserv.store.rulings import OvertakenError

# What a copy takes over from the post; the rest is as of a new one.
_KEPT = (
    "mail, person, author, address, proof, subject, topic, message_id, refs, sent, language,"
    " digest, text_digest, attachments, removed, kind, patient"
)


def there(db: Db, number: int, list_id: int) -> int:
    """The number that the mail of a post has in another list, 0 where it has none."""
    found = db.value(
        "SELECT post.number FROM post JOIN post AS first ON first.number = ?"
        " WHERE post.list = ? AND post.mail = first.mail ORDER BY post.number LIMIT 1",
        number,
        list_id,
    )
    return int(found or 0)


def pass_on(db: Db, number: int, list_id: int, by: int, now: float) -> None:
    """Put a copy there, or raise OvertakenError: the mail came there since we looked."""
    if there(db, number, list_id):
        raise OvertakenError(f"post {number}")
    copy(db, number, list_id, by, now)


def copy(db: Db, number: int, list_id: int, by: int, now: float) -> int:
    """Put a copy of a post into another list's queue; returns its number, 0 when it has one."""
    row = db.row(
        "SELECT text, list FROM post JOIN version ON version.post = number AND n = post.version"
        " WHERE number = ?",
        number,
    )
    if row is None or there(db, number, list_id):
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
