"""Details: what a facilitator writes down of a member: her name, country, employer, new address.

Owns the step from such a line to its effect. The member is told by a letter, with the line that
goes back. A new address proves itself by an answer from there, as if she had named it herself, and
what comes of that is the member's own (commands/addresses). Who looks after any list changes these
herself, and nobody becomes one with her: whoever had a facilitator's mailbox would else have all of
theirs.
"""

from __future__ import annotations

from collections.abc import Callable
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

ADDRESS = "address"  # the kind of question, as the member's own command opens it
MOVE = "move"  # its wish


def detail(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`name amina@example.org is Amina Njeri`."""
    found = _member(db, one, scene)
    if isinstance(found, Refused):
        return found
    code = countries.code(sane.tidy(one.other)) if one.key == "country" else ""
    value = code or sane.fit(one.key, one.other)
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
    is_full = len(own) >= persons.MOST_ADDRESSES and new not in own
    if is_full or new == person.address or robots.is_no_persons(new, scene.domain):
        return Refused("bad-value", new)
    other = members.person_by_address(db, new)
    is_known = other is not None and other.id != person.id
    if other and is_known and members.looks_after_a_list(db, other.id, scene.admin):
        return Refused("is-moderator", whom.shown(other))
    is_known = is_known and not merging.is_bare(db, other.id if other else 0, scene.admin)
    to = _reader(other, person, new)
    values = {
        "who": person.name if sane.is_name(person.name) else "",
        "sender": mask(person.address),
        "moves": True,
        "known": is_known,
        "by": scene.by,
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
    letter = Written("confirm-address", to, values, Purpose.CONFIRM, question, person=person.id)
    names = (whom.shown(other),) if other and is_known else ()
    word = "address-asked-known" if names else "address-asked"
    told = Steered(word, who=whom.shown(person), value=new, names=names)
    change = partial(_asked, person=person.id, address=new, question=question)
    return Measure(told, change, letters=(letter,))


def _reader(other: Person | None, person: Person, new: str) -> Addressee:
    """Who reads at the new address: whom we know there, else she, in her language."""
    if other is not None:
        return Addressee(other.id, new, other.name, other.language)
    return Addressee(0, new, "", person.language)


def _asked(db: Db, person: int, address: str, question: Callable[[Db], int]) -> Before:
    """The question is open by now, and opened again it is the same one."""
    return {"person": person, "question": question(db), "address": address}
