"""Newcomers: who joined a short time ago by herself, and the letter that is due to her next.

Owns `newcomer`, at most one row a person. A letter is spooled in the transaction that moves its row
on, so a crash sends none twice and loses none. Who was added or imported has no row.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import Greeting, Letter, Newcomer
from listserv.store import journal, ledger
from listserv.store.base import Db


def begin(db: Db, list_id: int, person_id: int, now: float) -> None:
    """She has joined; who is a newcomer to another list of hers already is greeted once."""
    known = db.value(
        "SELECT 1 FROM newcomer JOIN member USING (list, person)"
        " WHERE newcomer.person = ? AND newcomer.list != ?",
        person_id,
        list_id,
    )
    if known:
        return
    db.execute("DELETE FROM newcomer WHERE person = ?", (person_id,))
    db.execute(
        "INSERT INTO newcomer (list, person, letter, due) VALUES (?, ?, ?, ?)",
        (list_id, person_id, Greeting.READS.value, now + Greeting.READS.after),
    )


def due(db: Db, now: float, limit: int) -> list[Newcomer]:
    """Those to whom something is due, the longest due first."""
    rows = db.rows(
        "SELECT list, person, letter, due FROM newcomer WHERE due <= ? ORDER BY due LIMIT ?",
        now,
        limit,
    )
    return [
        Newcomer(row["list"], row["person"], Greeting(row["letter"]), row["due"]) for row in rows
    ]


def has_written(db: Db, person_id: int, since: float) -> bool:
    """Whether a proven mail came from one of her addresses after an instant."""
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM address JOIN errand ON errand.sender = address.address"
            " AND errand.sender != '' JOIN mail ON mail.id = errand.mail"
            " WHERE address.person = ?1 AND errand.proof != '' AND mail.received > ?2)"
            " OR EXISTS (SELECT 1 FROM address JOIN post ON post.address = address.address"
            " AND post.address != '' JOIN mail ON mail.id = post.mail"
            " WHERE address.person = ?1 AND post.proof != '' AND mail.received > ?2)",
            person_id,
            since,
        )
    )


def move(
    db: Db, one: Newcomer, following: Newcomer | None, letters: Sequence[Letter], now: float
) -> bool:
    """What was due to a newcomer is done, by these letters or without one; `following` is what
    comes next, None at the end. False: it was done before."""
    gone = db.execute(
        "DELETE FROM newcomer WHERE list = ? AND person = ? AND letter = ?",
        (one.list_id, one.person_id, one.letter.value),
    ).rowcount
    if not gone:
        return False
    if following is not None:
        db.execute(
            "INSERT INTO newcomer (list, person, letter, due) VALUES (?, ?, ?, ?)",
            (one.list_id, one.person_id, following.letter.value, following.due),
        )
    for letter in letters:
        journal.note(db, "person", one.person_id, "greeted", f"{letter.kind}", now)
    ledger.spool_letters(db, letters, now)
    return True


def put_off(db: Db, one: Newcomer, due: float) -> None:
    """What could not be done is tried again then, and holds up nobody else."""
    db.execute(
        "UPDATE newcomer SET due = ? WHERE list = ? AND person = ? AND letter = ?",
        (due, one.list_id, one.person_id, one.letter.value),
    )


def can_read(db: Db, person_id: int, now: float) -> None:
    """She says that she can read us."""
    journal.note(db, "person", person_id, "reads us", "", now)
