"""Memberships as facilitators begin and end them: on whose word, and the way back.

Owns no table. What a facilitator says for somebody never undoes what that person said for herself:
who was banned, who has died, who left of her own will or said no to an invitation is not added
again. Every verb gives back what it takes to undo it, ids and values only. Where things have
changed since somebody looked, OvertakenError is raised, and the caller's mail is read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from listserv.model import Standing
from listserv.store import (
    directory,
    invitations,
    journal,
    ledger,
    members,
    standings,
    troubles,
)
from listserv.store.base import Db
from listserv.store.imports import Fate
from listserv.store.members import NewMember
from listserv.store.rulings import OvertakenError

# What is kept of a membership that ends, to put it back.
_KEPT = ("delivery", "joined", "consent", "own_copies", "paused_until", "paused", "posts")
# How a membership ended that somebody else ended: `how` of members.remove begins like this.
_BY_OTHERS = ("command line", "taken back", "by person", "undone by person")
WELCOME = "welcome"  # the kind of letter that waits for who was added


# --- adding ---------------------------------------------------------------------------------------


def fate(db: Db, list_id: int, address: str, now: float) -> Fate:
    """What becomes of an address that a facilitator adds; JOINED where nothing hinders it."""
    person = members.person_by_address(db, address)
    if person is None:
        if standings.of_stranger(db, list_id, address) is Standing.BANNED:
            return Fate.BANNED
    elif members.member(db, list_id, person.id):
        return Fate.KNOWN
    elif person.deceased is not None:
        return Fate.DECEASED
    elif standings.standing(db, list_id, person.id) is Standing.BANNED:
        return Fate.BANNED
    elif left_by_herself(db, list_id, person.id):
        return Fate.LEFT
    if invitations.has_declined(db, address, now - invitations.REST):
        return Fate.DECLINED
    return Fate.JOINED


def left_by_herself(db: Db, list_id: int, person_id: int) -> bool:
    """Whether she was on a list and it was she who ended it."""
    left = directory.last_left(db, list_id, person_id)
    return left is not None and not left[1].startswith(_BY_OTHERS)


def add(
    db: Db, list_id: int, rows: Sequence[NewMember], consent: str, now: float
) -> list[dict[str, Any]]:
    """Put people on a list, all of whom `fate` lets join. Raises OvertakenError."""
    if any(fate(db, list_id, row.address, now) is not Fate.JOINED for row in rows):
        raise OvertakenError(f"list {list_id}")
    added = []
    for row in rows:
        if members.add(db, list_id, row, consent, now):  # not two addresses of one person
            person, _ = members.ensure_person(db, row, now)
            added.append({"person": person, "added": now})
    return added


def take_out(db: Db, list_id: int, person_id: int, at: float, by: int, now: float) -> bool:
    """Undo `add`: a welcome that waits is not sent. False: she has left, or come by herself."""
    member = members.member(db, list_id, person_id)
    if member is None or member.joined != at:
        return False
    members.remove(db, list_id, person_id, f"undone by person {by}", now)
    waiting = db.rows(
        "SELECT delivery.id FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " JOIN address ON address.address = delivery.address"
        " WHERE mailing.kind = ? AND mailing.list = ? AND mailing.created >= ?"
        " AND address.person = ? AND state = 'due'",
        WELCOME,
        list_id,
        at - ledger.TOGETHER,
        person_id,
    )
    ledger.withdraw(db, [row["id"] for row in waiting], "not a member", now)
    return True


# --- ending ---------------------------------------------------------------------------------------


def end(
    db: Db, list_id: int, person_ids: Sequence[int], by: int, now: float
) -> list[dict[str, Any]]:
    """End memberships. Raises OvertakenError where one has ended since."""
    ended = []
    for person in person_ids:
        row = db.row(
            f"SELECT {', '.join(_KEPT)} FROM member WHERE list = ? AND person = ?", list_id, person
        )
        if row is None:
            raise OvertakenError(f"person {person}")
        members.remove(db, list_id, person, f"by person {by}", now)
        ended.append({"person": person, "ended": row})
    return ended


def put_back(
    db: Db, list_id: int, person_id: int, ended: Mapping[str, Any], by: int, now: float
) -> bool:
    """Undo `end`: she is a member as she was. False: she is one again, or there is nobody."""
    if members.person(db, person_id) is None or members.member(db, list_id, person_id):
        return False
    named, marks = ", ".join(_KEPT), ", ".join("?" * len(_KEPT))
    db.execute(
        f"INSERT INTO member (list, person, {named}) VALUES (?, ?, {marks})",
        (list_id, person_id, *(ended[one] for one in _KEPT)),
    )
    said = f"list {list_id}: put back by person {by}"
    journal.note(db, "person", person_id, "joined", said, now)
    return True


# --- while it lasts -------------------------------------------------------------------------------


def retry(db: Db, person_id: int, by: int, now: float) -> dict[str, Any]:
    """Write to somebody again whose mail came back."""
    person = members.person(db, person_id)
    stopped = person.stopped if person else None
    troubles.clear(db, person_id, f"says person {by}", now)
    return {"person": person_id, "stopped": stopped}


def stop_again(db: Db, person_id: int, now: float) -> None:
    """Undo `retry` of somebody who was stopped."""
    if members.person(db, person_id) is not None:
        troubles.stopped_before(db, person_id, "", now)
