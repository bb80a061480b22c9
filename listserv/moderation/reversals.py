"""Reversals: what a facilitator did to her list, or for a person, is taken back.

Owns the way back of measures and admissions, from the values that the book of decisions holds, and
the letter that goes with it. Only what stands as it was left is taken back: what another
facilitator has said since, the member herself, or the command line, stays, and the echo says so.
Who has read what was done for her reads that it is undone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from listserv.languages import pairs
from listserv.mailroom import Addressee
from listserv.model import DeliveryMode, MailingList, Member, Person, Standing
from listserv.moderation import translating
from listserv.moderation.measures import Scene, Written
from listserv.moderation.membership import changed_letter
from listserv.policy import policy_from
from listserv.press.kinds import Changed
from listserv.store import (
    applicants,
    confirmations,
    deceased,
    decisions,
    fates,
    invitations,
    lists,
    members,
    memberships,
    merged,
    persons,
    standings,
    volunteers,
    wishes,
)
from listserv.store.base import Db
from listserv.store.decisions import Entry
from listserv.text.layout import clip

Said = tuple[str, str]  # a code of press/phrases.py with its value, for the echo

UNDONE = "undone"
UNDONE_BEFORE: Said = ("undone-before", "")
_NOTHING: Said = ("nothing-to-undo", "")
_CHANGED: Said = ("changed-since", "")
# Keys of an entry that are all about whether somebody is a member.
_MEMBERSHIP = frozenset({"added", "ended", "member", "applicant"})
_OF_A_PERSON = frozenset({"standing", "paused", "delivery", "stopped", "pairs"})
_ADMISSIONS = {"admit": "ok", "turn-away": "no"}  # answers about who asks to join, by what they are
_TEXT = 200  # columns of a text of the list that an echo shows
_MAY_LACK = ("organisation", "profile")  # cases of changed.txt say that there is none


def undo(db: Db, entry: Entry, now: float, mail: int = 0) -> Said:
    """Take back what a line of the book says of a list or its people, as `mail` asks; says what
    came of it. Marks the line as undone itself."""
    if entry.post or not decisions.stands(db, entry.id):
        return _NOTHING if entry.post else UNDONE_BEFORE
    entry = _as_of_now(db, entry)
    overtaken = _overtaken(db, entry)
    if overtaken is not None:
        return _by_whom(db, overtaken)
    if why := _not_as_left(db, entry, now):
        return why
    if not _put_back(db, entry, now):
        return _CHANGED
    decisions.undone(db, entry.id, now, mail)
    return done(entry)


def done(entry: Entry) -> Said:
    """What the echo says of a line that was taken back."""
    return ("undone-line", entry.said) if entry.said else (UNDONE, "")


def _by_whom(db: Db, entry: Entry) -> Said:
    """What somebody else said of it, as it was typed, with the text where that was one."""
    by = members.person(db, entry.by)
    typed = entry.said or _ADMISSIONS.get(entry.what, "")
    if by is None or not typed:
        return _CHANGED
    texts = entry.before.get("to", {}).values() if "policy" in entry.before else ()
    said = [typed, *(clip(one, _TEXT) for one in texts if isinstance(one, str) and one)]
    return ("overtaken", f"{by.name or by.address}: {': '.join(said)}")


def _as_of_now(db: Db, entry: Entry) -> Entry:
    """Whom it is about may be one with somebody else by now."""
    if "person" not in entry.before:
        return entry
    person = merged.is_now(db, entry.before["person"])
    return replace(entry, before={**entry.before, "person": person})


# --- what stands ----------------------------------------------------------------------------------


def _overtaken(db: Db, entry: Entry) -> Entry | None:
    """The last that another facilitator has said of the same since, and nobody has taken back."""
    about = _about(db, entry)
    for one in decisions.later(db, entry.list_id, entry.id):
        if one.by != entry.by and about & _about(db, _as_of_now(db, one)):
            return one
    return None


def _about(db: Db, entry: Entry) -> frozenset[tuple[object, ...]]:
    """What a line says something of, to be compared with others."""
    before = entry.before
    match before:
        case {"policy": values}:
            return frozenset(("policy", key) for key in values)
        case {"thread": thread, "rule": values}:
            return frozenset(("thread", thread, key) for key in values)
        case {"applicant": applicant}:
            one = applicants.get(db, applicant)
            person = members.person_by_address(db, one.address) if one else None
            return frozenset({("person", person.id, "member")} if person else ())
        case {"person": person, "own": column}:
            return frozenset({("person", person, column)})
        case {"question": question}:
            return frozenset({("question", question)})
        case {"person": person}:
            said = before.keys() & _OF_A_PERSON
            said |= {"member"} if before.keys() & _MEMBERSHIP else set()
            return frozenset(("person", person, one) for one in said)
    return frozenset()


def _not_as_left(db: Db, entry: Entry, now: float) -> Said | None:
    """Why an entry does not stand as it was left; None where it does."""
    before, list_id = entry.before, entry.list_id
    person = before.get("person", 0)
    member = members.member(db, list_id, person) if person else None
    as_left = True
    match before:
        case {"policy": values, "to": to}:
            found = lists.by_id(db, list_id)
            as_left = (
                found is not None
                and _plain({key: getattr(found.policy, key) for key in values}) == to
            )
        case {"thread": thread, "rule": values, "to": to}:
            rule = standings.thread_rule(db, list_id, thread)
            as_left = {key: getattr(rule, key) for key in values} == to
        case {"standing": _, "to": to}:
            as_left = standings.standing(db, list_id, person).value == to
        case {"added": at}:
            return _not_added_only(db, list_id, person, at)
        case {"ended": _}:
            gone = member is None and members.person(db, person) is not None
            as_left = gone and not fates.left_by_herself(db, list_id, person)
        case {"paused": _, "to": to}:
            as_left = member is not None and _still(member.paused_until, now) == _still(to, now)
        case {"delivery": _, "to": to}:
            as_left = member is not None and member.delivery == to
        case {"own": column, "to": to}:
            known = members.person(db, person)
            as_left = known is not None and getattr(known, column) == to
        case {"pairs": _}:
            gone = members.person(db, person) is not None
            as_left = gone and not volunteers.of_person(db, person).get(list_id)
        case {"question": question}:
            if not confirmations.is_open(db, question):
                address = before.get("address", "")
                owned = bool(address) and members.owns(db, person, address)
                return ("address-confirmed", address) if owned else _CHANGED
        case {"invited_by": by, "at": at}:
            if not invitations.open_of(db, list_id, by, at):
                return ("invitation-taken", "")
    return None if as_left else _CHANGED


def _not_added_only(db: Db, list_id: int, person: int, at: float) -> Said | None:
    """Why who was added stays, or is gone: it was her own word since."""
    member, known = members.member(db, list_id, person), members.person(db, person)
    if known is None:
        return _CHANGED
    who = known.name or known.address
    if member is None:
        return ("gone-since", who)
    spoke = member.joined != at or memberships.spoke_since(db, list_id, person, at)
    return ("stays-herself", who) if spoke else None


def _plain(values: Mapping[str, object]) -> object:
    """As the book of decisions keeps them."""
    return json.loads(json.dumps(values))


def _still(until: float | None, now: float) -> float:
    """Until when somebody is on a pause; 0 where she is on none."""
    return until if until and until > now else 0.0


# --- the way back ---------------------------------------------------------------------------------


def _put_back(db: Db, entry: Entry, now: float) -> bool:
    """Put the values of an entry back; False where it holds none of ours, or they no longer fit."""
    before, list_id = entry.before, entry.list_id
    match before:
        case {"policy": values}:
            found = lists.by_id(db, list_id)
            if found is None:
                return False
            lists.set_policy(db, list_id, policy_from(values, found.policy), now)
        case {"thread": thread, "rule": values}:
            rule = replace(standings.thread_rule(db, list_id, thread), **values)
            standings.set_thread_rule(db, list_id, thread, rule, entry.by, now)
        case {"applicant": applicant, "decided": decided}:
            return applicants.reopen(db, applicant, decided, now)
        case {"who": who, "away": away}:
            wishes.put_away_back(db, who, away, now)
            if "paused" in before:
                members.pause(db, list_id, who, before["paused"], now)
        case {"who": who, **wish} if wish and wish.keys() <= wishes.OWN.keys():
            for column, value in wish.items():
                wishes.set_own(db, list_id, who, column, value, now)
        case {"invited_by": by, "at": at}:
            invitations.take_back(db, list_id, by, at, now)
        case {"person": person}:
            return _put_person_back(db, entry, person, now)
        case _:
            return False
    return True


def _put_person_back(db: Db, entry: Entry, person: int, now: float) -> bool:
    before, list_id = entry.before, entry.list_id
    match before:
        case {"standing": word}:
            standings.set_standing(db, list_id, person, Standing(word), entry.by, now)
        case {"member": _}:
            deceased.put_back(db, before, now)
        case {"added": at}:
            return memberships.take_out(db, list_id, person, at, entry.by, now)
        case {"ended": ended}:
            return memberships.put_back(db, list_id, person, ended, entry.by, now)
        case {"paused": until}:
            members.pause(db, list_id, person, until, now)
        case {"delivery": mode}:
            members.set_delivery(db, list_id, person, DeliveryMode(mode), now)
        case {"own": column, "was": value}:
            persons.set_own(db, person, column, value, now)
        case {"pairs": ways}:
            for source, language in ways:
                volunteers.add(db, list_id, person, source, language, now)
        case {"question": question}:
            return confirmations.withdraw(db, question, now)
        case {"stopped": stopped}:
            if stopped is not None:
                memberships.stop_again(db, person, now)
        case _:
            return False
    return True


# --- who is told ----------------------------------------------------------------------------------


def letter(
    db: Db, entry: Entry, mailing_list: MailingList, by: Person, now: float
) -> Written | None:
    """The letter to whoever has read of what is undone by now; None for nobody."""
    before = _as_of_now(db, entry).before
    person = members.person(db, before.get("person", 0))
    if person is None:
        return None
    to, scene = Addressee.of(person), Scene(mailing_list, by, "", now)
    if "added" in before:
        was_told = memberships.was_welcomed(db, mailing_list.id, person.id, before["added"])
        return Written("removed", to, {"by": scene.by}) if was_told else None
    if "ended" in before:
        return Written("put-back", to, {})
    if "pairs" in before:
        return translating.letter(person, _translates_again(before, mailing_list), scene)
    member = members.member(db, mailing_list.id, person.id)
    changed = _changed(before, member, mailing_list, now) if member else None
    return changed_letter(member, changed, scene) if member and changed else None


def _translates_again(before: Mapping[str, Any], about: MailingList) -> Changed:
    ways = [(source, language) for source, language in before["pairs"]]
    values = tuple(map(" ".join, pairs.said(ways)))
    word = "offer" if about.policy.translate != "off" else "offer-later"
    undo = tuple(("no-offer", one) for one in values)
    return Changed(word, titles=(about.title,), values=values, undo=undo)


def _changed(
    before: Mapping[str, Any], member: Member, about: MailingList, now: float
) -> Changed | None:
    """What holds for her again, with the line that goes on as before the undo."""
    titles = (about.title,)
    match before:
        case {"delivery": mode, "to": to}:
            return Changed("delivery", mode, titles, undo=((to, ""),) if to != mode else ())
        case {"paused": until} if _still(until, now):
            return Changed("paused", titles=titles, until=until, undo=(("resume", ""),))
        case {"paused": _}:
            return Changed("resumed", member.delivery.value, titles)
        case {"own": column, "was": value, "to": to} if value or column in _MAY_LACK:
            word = column if value else f"{column}-none"
            return Changed(word, value, undo=((column, to),) if to != value else ())
    return None
