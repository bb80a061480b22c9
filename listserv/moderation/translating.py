"""Translating: who translates for a list, as its facilitators see it and end it.

Owns `translators` and `remove translator …`. Who is dismissed reads it from us; what she has done
stays, and what she has now is free for others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from listserv.languages import pairs
from listserv.languages.instruction import Instruction
from listserv.mailroom import Addressee
from listserv.model import Person
from listserv.model.translations import Volunteer
from listserv.moderation import whom
from listserv.moderation.measures import Before, Measure, Refused, Scene, Written
from listserv.press.kinds import Changed, Steered
from listserv.press.translates import Translates
from listserv.store import members, tasks, volunteers
from listserv.store.base import Db
from listserv.text.dates import DAY

WEEK = 7 * DAY


def translators(db: Db, one: Instruction, scene: Scene) -> Measure:
    """All of a list: from where into what, how much, until when away."""
    by_person: dict[int, list[Volunteer]] = {}
    for each in volunteers.of_list(db, scene.list.id):
        by_person.setdefault(each.person_id, []).append(each)
    given = tasks.given_since(db, scene.now - WEEK)
    has = Counter(task.person_id for task in tasks.open_on(db, scene.list.id))
    people = ((members.person(db, id_), offers) for id_, offers in by_person.items())
    found = tuple(
        Translates(
            whom.shown(person),
            values(offers),
            offers[0].most,
            given.get(person.id, 0),
            has[person.id],
            away if (away := offers[0].away_until or 0.0) > scene.now else None,
        )
        for person, offers in people
        if person
    )
    return Measure(Steered("translators", translators=found))


def dismiss(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`remove translator amina@example.org`: by the address or the name of who translates here."""
    found = _translator(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    offers = volunteers.of_person(db, found.id).get(scene.list.id, ())
    if not offers:
        return Refused("no-translator", whom.shown(found))
    told = Steered("dismissed", who=whom.shown(found), names=values(offers))
    change = partial(_dismiss, scene=scene, person=found.id)
    ended = Changed("translator-ended", titles=(scene.list.title,))
    return Measure(told, change, letters=(letter(found, ended, scene),))


def _translator(db: Db, who: str, scene: Scene) -> Person | Refused:
    if "@" in who:
        return members.person_by_address(db, who) or Refused("no-translator", who)
    offering = dict.fromkeys(one.person_id for one in volunteers.of_list(db, scene.list.id))
    named = [one for id_ in offering if (one := members.person(db, id_))]
    meant = whom.meant(who, named)
    if len(meant) == 1 and not scene.shows_posts:
        return meant[0]
    if meant:
        return Refused("which-person", who, whom.choice(meant))
    found = whom.member(db, who, scene)
    return found if isinstance(found, Refused) else found.person


def _dismiss(db: Db, scene: Scene, person: int) -> Before:
    ended = volunteers.remove(db, scene.list.id, person, scene.now)
    return {"person": person, "pairs": [list(one) for one in ended]}


def letter(person: Person, changed: Changed, scene: Scene) -> Written:
    """What tells somebody, perhaps no member, what a facilitator changed for her."""
    below = (("changed", scene.list, {"changes": (changed,)}),)
    return Written("changed-for-you", Addressee.of(person), {"by": scene.by}, below=below)


def values(offers: Sequence[Volunteer]) -> tuple[str, ...]:
    """Pairs as letters say them: "en fr es"."""
    return tuple(" ".join(one) for one in pairs.said([(v.source, v.language) for v in offers]))
