"""Details: what a facilitator writes down of a member: her name, country, employer, new address.

Owns the step from such a line to its effect. The member is told by a letter, with the line that
goes back. A new address proves itself by an answer from there, as if she had named it herself, and
what comes of that is the member's own (commands/addresses). Who looks after any list changes these
herself: whoever had a facilitator's mailbox would else have all of theirs.
"""

from __future__ import annotations

from functools import partial

from listserv.languages import countries
from listserv.languages.instruction import Instruction
from listserv.mailroom import Addressee
from listserv.model import Member, Person, Purpose
from listserv.moderation import whom
from listserv.moderation.measures import Before, Measure, Refused, Scene, Written
from listserv.moderation.membership import changed_letter
from listserv.press.kinds import Changed, Steered
from listserv.store import confirmations, members, merging, persons
from listserv.store.base import Db
from listserv.text import robots, sane
from listserv.text.addresses import mask
from listserv.text.layout import clip

ADDRESS = "address"  # the kind of question, as the member's own command opens it
MOVE = "move"  # its wish
MOST = 5  # addresses of one person
LONGEST_PROFILE = 300  # columns


def detail(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`name amina@example.org is Amina Njeri`."""
    found = _member(db, one, scene)
    if isinstance(found, Refused):
        return found
    value = _fit(one.key, one.other)
    if not value:
        return Refused("bad-value", one.other or one.said)
    before = str(getattr(found.person, one.key))
    told = Steered(f"{one.key}-for", who=whom.shown(found.person), value=value)
    undo = ((one.key, before),) if before and before != value else ()
    change = partial(_set, scene=scene, person=found.person.id, column=one.key, value=value)
    letter = changed_letter(found, Changed(one.key, value, undo=undo), scene)
    return Measure(told, change, letters=(letter,))


def _member(db: Db, one: Instruction, scene: Scene) -> Member | Refused:
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    if members.looks_after_a_list(db, found.person.id, scene.admin):
        return Refused("is-moderator", whom.shown(found.person))
    return found


def _fit(key: str, typed: str) -> str:
    """What is kept of what was written; "" where it is nothing to be shown to others."""
    text = sane.tidy(typed)
    match key:
        case "country":
            return countries.code(text) or (text if sane.is_name(text) else "")
        case "name":
            return text if sane.is_name(text) else ""
        case "organisation":
            return text if sane.is_organisation(text) else ""
    return clip(text, LONGEST_PROFILE)


def _set(db: Db, scene: Scene, person: int, column: str, value: str) -> Before:
    known = members.person(db, person)
    persons.set_own(db, person, column, value, scene.now)
    return {"person": person, "own": column, "was": getattr(known, column, ""), "to": value}


# --- addresses ------------------------------------------------------------------------------------


def address(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`change address OLD to NEW`: asked at the new one."""
    found = _member(db, one, scene)
    if isinstance(found, Refused):
        return found
    person, new = found.person, one.other
    own = persons.addresses(db, person.id)
    nobodys = robots.is_nobody(new) or new.endswith(f"@{scene.domain}")
    if nobodys or new == person.address or (len(own) >= MOST and new not in own):
        return Refused("bad-value", new)
    other = members.person_by_address(db, new)
    is_known = other is not None and other.id != person.id
    is_known = is_known and not merging.is_bare(db, other.id if other else 0, scene.admin)
    to = _reader(other, person, new)
    values = {
        "who": person.name if sane.is_name(person.name) else "",
        "sender": mask(person.address),
        "moves": True,
        "known": is_known,
    }
    question = partial(
        confirmations.ask,
        kind=ADDRESS,
        list_id=scene.list.id,
        address=new,
        name=person.name,
        language=to.language,
        command=MOVE,
        now=scene.now,
        person=person.id,
    )
    letter = Written("confirm-address", to, values, Purpose.CONFIRM, question)
    told = Steered("address-asked", who=whom.shown(person), value=new)
    change = partial(_asked, scene=scene, person=person.id)
    return Measure(told, change, letters=(letter,))


def _reader(other: Person | None, person: Person, new: str) -> Addressee:
    """Who reads at the new address: whom we know there, else she, in her language."""
    if other is not None:
        return Addressee(other.id, new, other.name, other.language)
    return Addressee(0, new, "", person.language)


def _asked(db: Db, scene: Scene, person: int) -> Before:
    return {"person": person, "asked": ADDRESS}
