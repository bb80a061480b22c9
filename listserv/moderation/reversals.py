"""Reversals: what a facilitator did for a person is taken back, with the letter that says so.

Owns the way back of measures about people, from the values that the book of decisions holds. Who
was erased, or has changed things by herself since, stays as she is. Who was added or removed has
read of it, and reads that it was an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.mailroom import Addressee
from listserv.model import DeliveryMode
from listserv.store import confirmations, invitations, members, memberships, merged, persons
from listserv.store.base import Db
from listserv.store.decisions import Entry

# The letter to her, by the key that an entry has: what she was told before was an error.
_LETTERS = {"added": "removed", "ended": "put-back"}


@dataclass(frozen=True, slots=True)
class Told:
    """A letter that goes with a reversal."""

    kind: str
    to: Addressee


def letter(db: Db, entry: Entry) -> Told | None:
    """Who is to be told when an entry is undone; None for nobody."""
    kind = next((_LETTERS[key] for key in _LETTERS if key in entry.before), None)
    person = members.person(db, merged.is_now(db, entry.before["person"])) if kind else None
    if kind is None or person is None:
        return None
    member = members.member(db, entry.list_id, person.id)
    is_there = member is not None and member.joined == entry.before.get("added")
    stands = is_there if kind == "removed" else member is None
    return Told(kind, Addressee.of(person)) if stands else None


def put_back(db: Db, entry: Entry, now: float) -> bool:
    """Put the values of an entry back; False where it holds none about a person."""
    before, list_id = entry.before, entry.list_id
    if "person" in before:
        before = {**before, "person": merged.is_now(db, before["person"])}
    match before:
        case {"person": person, "added": at}:
            memberships.take_out(db, list_id, person, at, entry.by, now)
        case {"person": person, "ended": ended}:
            memberships.put_back(db, list_id, person, ended, entry.by, now)
        case {"person": person, "paused": until, "to": to}:
            member = members.member(db, list_id, person)
            if member and _still(member.paused_until, now) == _still(to, now):
                members.pause(db, list_id, person, until, now)
        case {"person": person, "delivery": mode, "to": to}:
            member = members.member(db, list_id, person)
            if member and member.delivery == to:
                members.set_delivery(db, list_id, person, DeliveryMode(mode), now)
        case {"person": person, "own": column, "was": value, "to": to}:
            known = members.person(db, person)
            if known and getattr(known, column) == to:
                persons.set_own(db, person, column, value, now)
        case {"person": person, "asked": kind}:
            confirmations.withdraw(db, kind, list_id, person, now)
        case {"person": person, "stopped": stopped}:
            if stopped is not None:
                memberships.stop_again(db, person, now)
        case {"invited_by": by, "at": at}:
            invitations.take_back(db, list_id, by, at, now)
        case _:
            return False
    return True


def _still(until: float | None, now: float) -> float:
    """Until when somebody is on a pause; 0 where she is on none."""
    return until if until and until > now else 0.0
