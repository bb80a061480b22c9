"""Memberships as facilitators begin and end them: on whose word, and the way back.

Owns no table. What a facilitator says for somebody never undoes what that person said for herself:
who was banned, who has died, who left of her own will or said no to an invitation is not added
again. Every verb gives back what it takes to undo it, ids and values only. Where things have
changed since somebody looked, OvertakenError is raised, and the caller's mail is read again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from listserv.store import (
    confirmations,
    decisions,
    directory,
    fates,
    journal,
    ledger,
    members,
    troubles,
    volunteers,
)
from listserv.store.base import Db
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.store.rulings import OvertakenError

# What is kept of a membership that ends, to put it back.
_KEPT = ("delivery", "joined", "consent", "own_copies", "paused_until", "paused", "posts")
REJOIN = "rejoin"  # the kind of question that keeps how she was a member: {list id: columns}
WELCOME = "welcome"  # the kind of letter that waits for who was added
# Events of the journal by which a member uses her membership of a list.
_HER_WORD = frozenset({"joined", "delivery", "paused", "resumed", "mute", "only"})


# --- adding ---------------------------------------------------------------------------------------


class Former(NamedTuple):
    """A membership that is over."""

    since: float  # when it began, the first time
    left: float
    left_herself: bool


def former(db: Db, list_id: int, person_id: int) -> Former | None:
    """How somebody was a member of a list; None for who is one, or never was."""
    left = directory.last_left(db, list_id, person_id)
    if left is None or members.member(db, list_id, person_id):
        return None
    since: float | None = db.value(
        "SELECT min(at) FROM journal WHERE kind = 'person' AND ref = ? AND event = 'joined'"
        " AND reason LIKE ?",
        person_id,
        f"list {list_id}: %",
    )
    return Former(left[0] if since is None else since, left[0], fates.by_herself(left[1]))


def add(
    db: Db, list_id: int, rows: Sequence[NewMember], consent: str, now: float
) -> list[dict[str, Any]]:
    """Put people on a list, all of whom `fates.of` lets join. Raises OvertakenError."""
    if any(fates.of(db, list_id, row.address, now) is not Fate.JOINED for row in rows):
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
    unwelcome(db, list_id, person_id, at, now)
    db.execute(  # what she had asked for, and the adding has closed (a trigger)
        "UPDATE applicant SET state = 'waiting', told = NULL, stirred = ?, decided = NULL"
        " WHERE list = ? AND state = 'joined' AND decided_by IS NULL AND decided = ?"
        " AND address IN (SELECT address FROM address WHERE person = ?)",
        (now, list_id, at, person_id),
    )
    db.hint("registrar")
    return True


def spoke_since(db: Db, list_id: int, person_id: int, at: float) -> bool:
    """Whether a member has used her membership since an instant: what she gets and when, joining
    once more, a message of hers. What a facilitator said for her is none of it."""
    member = members.member(db, list_id, person_id)
    if member is None or member.posts:
        return member is not None
    decided = decisions.instants(db, list_id, person_id)
    return any(
        line["at"] > at
        and line["at"] not in decided
        and line["event"] in _HER_WORD
        and line["reason"].partition(":")[0] == f"list {list_id}"
        for line in journal.of(db, "person", person_id)
    )


def unwelcome(db: Db, list_id: int, person_id: int, at: float, now: float) -> None:
    """A welcome that waits for who joined at that instant is not sent."""
    waiting = [row["id"] for row in _welcomes(db, list_id, person_id, at) if row["state"] == "due"]
    ledger.withdraw(db, waiting, "not a member", now)


def was_welcomed(db: Db, list_id: int, person_id: int, at: float) -> bool:
    """Whether the welcome of who joined at that instant has left, or may have."""
    found = _welcomes(db, list_id, person_id, at)
    return any(row["state"] != "withdrawn" for row in found)


def _welcomes(db: Db, list_id: int, person_id: int, at: float) -> list[dict[str, Any]]:
    return db.rows(
        "SELECT delivery.id, state FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " JOIN address ON address.address = delivery.address"
        " WHERE mailing.kind = ? AND mailing.list = ? AND mailing.created >= ?"
        " AND address.person = ?",
        WELCOME,
        list_id,
        at - ledger.TOGETHER,
        person_id,
    )


# --- ending ---------------------------------------------------------------------------------------


def keep(db: Db, list_id: int, person_id: int) -> dict[str, Any] | None:
    """How she is a member, and between which languages she translates (`translates`, pairs), to
    put her back as she was; None for nobody."""
    kept = ", ".join(_KEPT)
    row = db.row(f"SELECT {kept} FROM member WHERE list = ? AND person = ?", list_id, person_id)
    if row and (pairs := volunteers.pairs(db, list_id, person_id)):
        row["translates"] = pairs
    return row


def left_lately(db: Db, list_id: int, person_id: int, now: float) -> dict[str, Any] | None:
    """How she was a member until she left it herself, as long as her letter can undo it."""
    known = confirmations.kept(db, REJOIN, person_id, now)
    found = (json.loads(one).get(f"{list_id}") for one in known)
    return next((one for one in found if one), None)


def end(
    db: Db, list_id: int, person_ids: Sequence[int], by: int, now: float
) -> list[dict[str, Any]]:
    """End memberships. Raises OvertakenError where one has ended since."""
    ended = []
    for person in person_ids:
        row = keep(db, list_id, person)
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
    for source, language in ended.get("translates", ()):  # none: she did not
        volunteers.add(db, list_id, person_id, source, language, now)
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
