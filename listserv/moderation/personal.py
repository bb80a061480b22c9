"""Measures about people: whom a facilitator trusts, watches, bans; who has died; her own letters.

Owns the same step as measures, for single people. A member is named by an address; who has died by
a name too, and then only among the people of the lists that the moderator looks after: where
several have it, or none has just that one, she is asked, and nothing changes.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from listserv.languages.instruction import Instruction, Verb
from listserv.model import Person, Reader, Standing
from listserv.moderation import timetable, whom
from listserv.moderation.measures import Before, Measure, Refused, Scene
from listserv.press.kinds import Steered
from listserv.press.steered import ENDING
from listserv.store import deceased, directory, lists, members, standings, wishes
from listserv.store.base import Db
from listserv.store.members import NewMember

_WORDS = {
    Verb.WATCH: Standing.WATCHED,
    Verb.BAN: Standing.BANNED,
    Verb.TRUST: Standing.TRUSTED,
}
_ENDS = {
    Verb.UNWATCH: Standing.WATCHED,
    Verb.UNBAN: Standing.BANNED,
    Verb.UNTRUST: Standing.TRUSTED,
}


# --- standing -------------------------------------------------------------------------------------


def standing(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`watch`, `ban`, `trust` and what ends each."""
    person = members.person_by_address(db, one.who)
    who = whom.shown(person, one.who) if person else one.who
    if person and one.verb in (Verb.WATCH, Verb.BAN) and _moderates(db, person, scene):
        return Refused("is-moderator", who)
    now = standings.standing(db, scene.list.id, person.id) if person else Standing.ORDINARY
    ended = _ENDS.get(one.verb)
    if ended and now is not ended:
        return Refused(f"not-{ended.value}", who)
    told = Steered(one.verb, who=who, end=(one.verb, one.who) if one.verb in ENDING else ("", ""))
    word = _WORDS.get(one.verb, Standing.ORDINARY)
    return Measure(told, partial(_change_standing, scene=scene, address=one.who, word=word))


def _moderates(db: Db, person: Person, scene: Scene) -> bool:
    return person.address == scene.admin or members.is_moderator(db, scene.list.id, person.id)


def _change_standing(db: Db, scene: Scene, address: str, word: Standing) -> Before:
    """Of somebody unknown too: who is banned before she ever wrote is a person from then on."""
    person_id, _ = members.ensure_person(db, NewMember(address), scene.now)
    by = scene.moderator.id
    before = standings.set_standing(db, scene.list.id, person_id, word, by, scene.now)
    return {"person": person_id, "standing": before.value, "to": word.value}


# --- who has died ---------------------------------------------------------------------------------


def died(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    looked_after = directory.looked_after(db, scene.list.id, scene.moderator.id)
    found, certain = whom.people(db, one.who, looked_after)
    people = [person for person in found if person.id != scene.moderator.id]
    if not people:
        return Refused("nobody", one.who)
    if not certain:
        return Refused("which-person", one.who, whom.choice(people))
    told = replace(_ended(db, people[0], scene), who=whom.shown(people[0]))
    return Measure(told, partial(_end, scene=scene, person=people[0].id))


def _ended(db: Db, person: Person, scene: Scene) -> Steered:
    """The echo names her lists, but those that the moderator does not look after."""
    hers = {one.list_id for one in members.memberships(db, person.id)}
    known = directory.looked_after(db, scene.list.id, scene.moderator.id)
    found = (lists.by_id(db, one) for one in known if one in hers)
    names = tuple(one.title for one in found if one)
    return Steered("deceased", names=names, more=len(hers) - len(names))


def _end(db: Db, scene: Scene, person: int) -> Before:
    return deceased.end(db, person, scene.moderator.id, scene.now)


# --- her own letters ------------------------------------------------------------------------------


def own(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """Her holiday, how many letters she gets, and how much of a post they show."""
    if not members.is_moderator(db, scene.list.id, scene.moderator.id):
        return Refused("no-moderator")
    match one.verb:
        case Verb.AWAY:
            until = scene.later(one.until)
            if until is None:
                return Refused("past-day", one.said)
            told = Steered("away", until=until, end=(one.verb, ""))
            return Measure(told, partial(_set_away, scene=scene, until=until))
        case Verb.BACK:
            return Measure(Steered("back"), partial(_set_away, scene=scene, until=None))
        case Verb.MOST:
            told = Steered("most" if one.number else "whole", count=one.number)
            return Measure(told, partial(_set_own, scene=scene, column="most", value=one.number))
    letters = wishes.EACH if one.on else wishes.HOURS
    hours = timetable.hours_of(Reader(scene.moderator, letters=letters), scene.list.policy)
    told = Steered("letters", times=hours)
    return Measure(told, partial(_set_own, scene=scene, column="letters", value=letters))


def _set_own(db: Db, scene: Scene, column: str, value: str | int) -> Before:
    return wishes.set_own(db, scene.list.id, scene.moderator.id, column, value, scene.now)


def _set_away(db: Db, scene: Scene, until: float | None) -> Before:
    """Who is back gets the list's posts again too, if she had paused them."""
    who = scene.moderator.id
    before: Before = {"who": who, "away": wishes.set_away(db, who, until, scene.now)}
    member = members.member(db, scene.list.id, who)
    if until is None and member and member.paused_until:
        members.pause(db, scene.list.id, who, None, scene.now)
        before["paused"] = member.paused_until
    return before
