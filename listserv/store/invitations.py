"""Invitations: who was asked to join a list by somebody else, and who does not want to be asked.

Owns `invitation` and `declined`. An address is invited to a list once in LATELY, and to none for
REST after a no; a letter for whoever used her address to join stays unwritten for a while, too.
Raises nothing: what hinders an invitation is told.
"""

from __future__ import annotations

from enum import StrEnum

from listserv.model import Standing
from listserv.store import confirmations, journal, members, standings
from listserv.store.base import Db
from listserv.text.dates import DAY

KIND = "invite"  # of the question that is answered
LATELY = 30 * DAY  # between two invitations of one address to one list
REST = 365 * DAY  # after a no, until somebody may invite her again
QUIET = 30 * DAY  # after a no, in which a join mail that nothing proves is not answered


class Hindrance(StrEnum):
    """Why somebody is not invited."""

    MEMBER = "member"  # she is one
    BANNED = "banned"
    DECEASED = "deceased"
    LATELY = "lately"  # she was invited, and may answer still
    DECLINED = "declined"  # she said no


def hindrance(db: Db, list_id: int, address: str, now: float) -> Hindrance | None:
    """What keeps somebody from inviting an address to a list; None where nothing does."""
    person = members.person_by_address(db, address)
    if person is not None:
        if members.member(db, list_id, person.id):
            return Hindrance.MEMBER
        if standings.standing(db, list_id, person.id) is Standing.BANNED:
            return Hindrance.BANNED
        if person.deceased is not None:
            return Hindrance.DECEASED
    elif standings.of_stranger(db, list_id, address):
        return Hindrance.BANNED
    if has_declined(db, address, now - REST):
        return Hindrance.DECLINED
    made = db.value("SELECT made FROM invitation WHERE list = ? AND address = ?", list_id, address)
    return Hindrance.LATELY if made and made > now - LATELY else None


def ask(
    db: Db, list_id: int, address: str, name: str, language: str, by_name: str, now: float
) -> int:
    """Set aside the question of the letter `invitation`; `by_name` is who invites. Returns its id,
    the same one when it is asked again."""
    return confirmations.ask(db, KIND, list_id, address, name, language, by_name, now, LATELY)


def made(db: Db, list_id: int, address: str, by: int, now: float) -> None:
    """An invitation goes out, in this transaction; `by` 0 is the command line."""
    db.execute(
        "INSERT OR REPLACE INTO invitation (list, address, by, made) VALUES (?, ?, ?, ?)",
        (list_id, address, by, now),
    )
    journal.note(db, "list", list_id, "invited", f"by person {by}", now)


def take_back(db: Db, list_id: int, by: int, made: float, now: float) -> None:
    """The invitations that somebody made at an instant are none: their letters are too old."""
    rows = db.rows(
        "DELETE FROM invitation WHERE list = ? AND by = ? AND made = ? RETURNING address",
        list_id,
        by,
        made,
    )
    for row in rows:
        db.execute(
            "UPDATE confirmation SET used = ? WHERE kind = ? AND list = ? AND address = ?"
            " AND used IS NULL",
            (now, KIND, list_id, row["address"]),
        )
    journal.note(db, "list", list_id, "invitations taken back", f"by person {by}", now)


def decline(db: Db, address: str, now: float) -> None:
    """She does not want to join, whoever asked it for her."""
    db.execute("INSERT OR REPLACE INTO declined (address, at) VALUES (?, ?)", (address, now))


def has_declined(db: Db, address: str, since: float) -> bool:
    """Whether she has said no after an instant."""
    return bool(db.value("SELECT 1 FROM declined WHERE address = ? AND at > ?", address, since))


def forget(db: Db, address: str) -> None:
    """She has joined: what she said before holds no more."""
    db.execute("DELETE FROM declined WHERE address = ?", (address,))
