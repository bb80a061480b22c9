"""Mail of somebody unknown who writes with a member's name: who that may be, and whom we asked.

Owns `namesake`, from the mail to one look at it, and `likeness`. A member is asked about an address
once, ever: her silence and her no are remembered alike. What waited as nobody's when her yes comes
is read again.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.model import Letter
from listserv.store import journal, ledger
from listserv.store.base import Db

MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Namesake:
    """An unknown address that wrote with a name to a list."""

    list_id: int
    address: str
    name: str


def note(db: Db, list_id: int, address: str, name: str) -> None:
    """Proven mail came; somebody may know its writer. In a flood nobody is asked about the rest."""
    if db.value("SELECT count(*) FROM namesake") >= MOST_WAITING:
        return
    db.execute(
        "INSERT OR REPLACE INTO namesake (list, address, name) VALUES (?, ?, ?)",
        (list_id, address, name),
    )
    db.hint("namesakes")


def waiting(db: Db, limit: int) -> list[Namesake]:
    rows = db.rows("SELECT list, address, name FROM namesake LIMIT ?", limit)
    return [Namesake(row["list"], row["address"], row["name"]) for row in rows]


def members_called(db: Db, list_id: int) -> list[tuple[int, str]]:
    """(person, name) of a list's members; who is not written to, or has died, is left out."""
    rows = db.packed(
        "person, name",
        """
        SELECT member.person AS person, name FROM member JOIN person ON person.id = member.person
        WHERE list = ? AND name != '' AND deceased IS NULL AND stopped IS NULL
        """,
        list_id,
    )
    return [(person, name) for person, name in rows]


def was_asked(db: Db, person_id: int, address: str) -> bool:
    """Or the address is known by now, whosever it is."""
    return bool(
        db.value("SELECT 1 FROM likeness WHERE person = ? AND address = ?", person_id, address)
        or db.value("SELECT 1 FROM address WHERE address = ?", address)
    )


def looked_at(db: Db, one: Namesake) -> None:
    """There is nobody to ask."""
    db.execute("DELETE FROM namesake WHERE list = ? AND address = ?", (one.list_id, one.address))


def asked(db: Db, one: Namesake, person_id: int, letter: Letter, now: float) -> None:
    """She is asked by this letter, and never again."""
    looked_at(db, one)
    db.execute(
        "INSERT OR IGNORE INTO likeness (person, address) VALUES (?, ?)", (person_id, one.address)
    )
    ledger.spool_letters(db, [letter], now)
    journal.note(db, "person", person_id, "asked whether an address is hers", "", now)


def read_again(db: Db, address: str, now: float) -> None:
    """Posts from an address that wait, and that nobody has said or changed anything about, go to
    the desk once more: by now it knows whose they are."""
    rows = db.rows(
        """
        UPDATE post SET state = 'received', due = 0, tries = 0
        WHERE address = ? AND address != '' AND state = 'held' AND awaits = '' AND version = 1
            AND proof != '' AND NOT EXISTS (SELECT 1 FROM decision WHERE decision.post = number)
        RETURNING number
        """,
        address,
    )
    for row in rows:
        journal.note(db, "post", row["number"], "read again", "its author is known now", now)
    if rows:
        db.hint("desk")
