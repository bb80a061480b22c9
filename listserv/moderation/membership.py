"""Membership: whom a facilitator adds, invites, removes; whose mail she pauses or sets.

Owns the step from such a command to its effect, with the letters that go with it: nobody's
membership begins, ends or changes without a letter that says by whom, and how to undo it or to
object. Who was banned, has died or has left by herself is not added; moderators are not removed.
Of many people each is looked at apart, and the echo says for whom nothing was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from listserv.languages import countries, pasted
from listserv.languages.command import LONGEST_PAUSE
from listserv.languages.instruction import Instruction
from listserv.languages.pasted import Given, Pasted
from listserv.mailroom import Addressee
from listserv.model import DeliveryMode, Member, Purpose
from listserv.moderation import whom
from listserv.moderation.measures import Before, Measure, Refused, Scene, Written
from listserv.press.kinds import BadLine, Changed, LeftOut, Steered
from listserv.store import fates, invitations, members, memberships
from listserv.store.base import Db
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.text import robots
from listserv.text.addresses import mask_text
from listserv.text.dates import DAY
from listserv.text.layout import clip

MOST = 200  # people of one command
_SHOWN = 10  # people of one command, and bad lines, that the echo names
_LINE = 60  # columns of a bad line
_CONSENT = 300  # characters
_EXAMPLES = ("example.org", "example.com", "example.net")


# --- many people ----------------------------------------------------------------------------------


def add(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    given = _given(one)
    if isinstance(given, Refused):
        return given
    consent = mask_text(" ".join(one.other.split()))[:_CONSENT]
    if not consent:
        return Refused("no-consent", one.said)
    list_id, now = scene.list.id, scene.now
    became = {each: _became(db, each, scene) for each in given.people}
    people = [each for each in given.people if became[each] == Fate.JOINED]
    noted = f"{scene.noted}: {consent}"
    told = _told("added", db, people, given, became, noted)
    if not people:
        return Measure(told)
    rows = [_new_member(each, scene) for each in people]
    values = {"added": True, "noted": noted, "delivery": DeliveryMode.EACH}
    letters = [Written("welcome", _addressee(db, row), values) for row in rows]
    change = partial(memberships.add, list_id=list_id, rows=rows, consent=noted, now=now)
    return Measure(told, change, letters=letters)


def invite(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    given = _given(one)
    if isinstance(given, Refused):
        return given
    list_id, now = scene.list.id, scene.now
    why = {
        each: fates.hindrance(db, list_id, each.address, now) or _nobodys(each, scene)
        for each in given.people
    }
    people = [each for each in given.people if not why[each]]
    told = _told("invited", db, people, given, why)
    if not people:
        return Measure(told)
    letters = [_invitation(_addressee(db, _new_member(each, scene)), scene) for each in people]
    addresses = [each.address for each in people]
    return Measure(told, partial(_invited, scene=scene, addresses=addresses), letters=letters)


def _invitation(to: Addressee, scene: Scene) -> Written:
    question = partial(
        invitations.ask,
        list_id=scene.list.id,
        address=to.address,
        name=to.name,
        language=to.language,
        by_name=scene.noted,
        now=scene.now,
    )
    return Written("invitation", to, {"by": scene.by}, Purpose.CONFIRM, question)


def _invited(db: Db, scene: Scene, addresses: Sequence[str]) -> Before:
    for address in addresses:
        invitations.made(db, scene.list.id, address, scene.moderator.id, scene.now)
    return {"invited_by": scene.moderator.id, "at": scene.now}


def remove(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """One member, by address or name, or the addresses on the lines below."""
    if one.who:
        found = whom.member(db, one.who, scene)
        if isinstance(found, Refused):
            return found
        if members.is_moderator(db, scene.list.id, found.person.id):
            return Refused("is-moderator", whom.shown(found.person))
        given = Pasted([Given(found.person.address)])
    else:
        read = _given(one)
        if isinstance(read, Refused):
            return read
        given = read
    known = {each: whom.by_address(db, each.address, scene) for each in given.people}
    why = {each: _stays(db, member, scene) for each, member in known.items()}
    people = [each for each in given.people if not why[each]]
    told = _told("removed", db, people, given, why)
    ending = {member.person.id: member for each in people if (member := known[each])}
    if not ending:
        return Measure(told)
    values = {"by": scene.by}
    letters = [Written("removed", Addressee.of(one.person), values) for one in ending.values()]
    change = partial(
        memberships.end,
        list_id=scene.list.id,
        person_ids=tuple(ending),
        by=scene.moderator.id,
        now=scene.now,
    )
    return Measure(told, change, letters=letters)


def _stays(db: Db, member: Member | None, scene: Scene) -> str:
    """Why somebody is not removed; "" where nothing hinders it."""
    if member is None:
        return "no-member"
    moderates = members.is_moderator(db, scene.list.id, member.person.id)
    return "moderator" if moderates else ""


def _became(db: Db, one: Given, scene: Scene) -> str:
    """What becomes of somebody who is added: a Fate, or why nobody has the address."""
    fate = fates.of(db, scene.list.id, one.address, scene.now)
    return _nobodys(one, scene) or fate if fate is Fate.JOINED else fate


def _nobodys(one: Given, scene: Scene) -> str:
    """Why an address is never written to: our letters show it as an example (RFC 2606 3), or it is
    ours, a program's or an office's; ""."""
    if one.address.rpartition("@")[2] in _EXAMPLES:
        return "example"
    return "nobodys" if robots.is_no_member(one.address, scene.domain) else ""


def _given(one: Instruction) -> Pasted | Refused:
    """The people of the lines below a command."""
    given = pasted.read(one.text)
    if len(given.people) + len(given.bad) > MOST:
        return Refused("too-many-people", f"{len(given.people) + len(given.bad)}")
    if not given.people:
        lines = [clip(bad.typed, _LINE) for bad in given.bad[:_SHOWN]]
        return Refused("no-people", "\n".join(lines) or one.said)
    return given


def _new_member(one: Given, scene: Scene) -> NewMember:
    country = countries.code(one.country) or one.country
    languages = (one.language or scene.list.policy.language,)
    return NewMember(one.address, one.name, languages, country, one.organisation)


def _addressee(db: Db, row: NewMember) -> Addressee:
    """Who is known from another list is written to by her own name, in her own language."""
    known = members.person_by_address(db, row.address)
    if known is None:
        return Addressee(0, row.address, row.name, row.languages[0])
    return Addressee(known.id, row.address, known.name or row.name, known.language)


def _told(
    word: str,
    db: Db,
    people: Sequence[Given],
    given: Pasted,
    why: Mapping[Given, str],
    value: str = "",
) -> Steered:
    """What the echo says of many: some of whom it was done for, for whom not, and bad lines."""
    others = [each for each in given.people if each not in people]
    return Steered(
        word,
        value=value,
        names=tuple(_name(db, each) for each in people[:_SHOWN]),
        more=max(0, len(people) - _SHOWN),
        left_out=tuple(LeftOut(_name(db, each), f"{why[each]}") for each in others),
        bad=tuple(BadLine(bad.line, clip(bad.typed, _LINE)) for bad in given.bad[:_SHOWN]),
        unread=max(0, len(given.bad) - _SHOWN),
    )


def _name(db: Db, one: Given) -> str:
    known = members.person_by_address(db, one.address)
    name = (known.name if known else "") or one.name
    return f"{name} ({one.address})" if name else one.address


# --- one member -----------------------------------------------------------------------------------


def pause(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`pause ADDRESS for 3 weeks`, or until a day."""
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    until = scene.later(one.until) if one.until else scene.now + one.number * DAY
    if until is None or not 0 < until - scene.now <= LONGEST_PAUSE * DAY:
        return Refused("past-day", one.said)
    told = Steered("paused-for", who=whom.shown(found.person), until=until)
    changed = Changed("paused", titles=(scene.list.title,), until=until, undo=(("resume", ""),))
    change = partial(_paused, scene=scene, person=found.person.id, until=until)
    return Measure(told, change, letters=(changed_letter(found, changed, scene),))


def resume(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    if (found.paused_until or 0.0) <= scene.now:
        return Refused("not-paused", whom.shown(found.person))
    told = Steered("resumed-for", who=whom.shown(found.person))
    changed = Changed("resumed", found.delivery.value, (scene.list.title,))
    change = partial(_paused, scene=scene, person=found.person.id, until=None)
    return Measure(told, change, letters=(changed_letter(found, changed, scene),))


def delivery(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    """`amina@example.org one a day`."""
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    mode = DeliveryMode(one.key)
    paused = (found.paused_until or 0.0) > scene.now
    until = found.paused_until if paused else None
    told = Steered("delivery-for", who=whom.shown(found.person), value=mode.value, until=until)
    undo = ((found.delivery.value, ""),) if mode is not found.delivery else ()
    changed = Changed("delivery", mode.value, (scene.list.title,), undo=undo)
    change = partial(_delivered, scene=scene, person=found.person.id, mode=mode)
    return Measure(told, change, letters=(changed_letter(found, changed, scene),))


def changed_letter(member: Member, changed: Changed, scene: Scene) -> Written:
    """What tells a member what was changed for her, by whom, and the line that goes back."""
    return Written(
        "changed-for-you",
        Addressee.of(member.person),
        {"by": scene.by},
        below=(("changed", scene.list, {"changes": (changed,)}),),
    )


def _paused(db: Db, scene: Scene, person: int, until: float | None) -> Before:
    member = members.member(db, scene.list.id, person)
    members.pause(db, scene.list.id, person, until, scene.now)
    before = member.paused_until if member else None
    return {"person": person, "paused": before, "to": until}


def _delivered(db: Db, scene: Scene, person: int, mode: DeliveryMode) -> Before:
    member = members.member(db, scene.list.id, person)
    members.set_delivery(db, scene.list.id, person, mode, scene.now)
    before = (member.delivery if member else mode).value
    return {"person": person, "delivery": before, "to": mode.value}
