"""Finding: whom a list knows, and whose mail comes back.

Owns what a facilitator is shown of people: of those of her own list alone, and of those whom it
knows. Nothing changes, but where she says that somebody is to be written to again.
"""

from __future__ import annotations

from functools import partial

from listserv.languages import spelling
from listserv.languages.instruction import Instruction
from listserv.mailroom import Addressee
from listserv.model import Trouble
from listserv.moderation import whom
from listserv.moderation.measures import Measure, Refused, Scene, Written
from listserv.press.kinds import Someone, Steered
from listserv.press.unreached import by_country
from listserv.store import directory, failures, memberships, tidings, troubles
from listserv.store.base import Db
from listserv.store.directory import Known

SHOWN = 10  # people of a search
UNREACHED = 150  # people whose mail comes back


def find(db: Db, one: Instruction, scene: Scene) -> Measure:
    hits = directory.find(db, scene.list.id, spelling.query(one.who), SHOWN)
    known = (directory.known(db, scene.list.id, id_) for id_ in (*hits.members, *hits.others))
    people = tuple(_someone(found, scene.now) for found in known if found)
    word = "found" if people else "not-found"
    more = hits.count - len(hits.members)
    return Measure(Steered(word, who=one.who, people=people, more=more))


def _someone(known: Known, now: float) -> Someone:
    person, member = known.person, known.member
    return Someone(
        person.name,
        person.address,
        person.country,
        member.delivery.value if member else "",
        member.joined if member else known.left or 0.0,
        member.posts if member else 0,
        member.paused_until if member and (member.paused_until or 0.0) > now else None,
        _trouble(person.stopped, known.trouble),
        known.standing.value,
        left=known.left is not None,
    )


def _trouble(stopped: float | None, trouble: Trouble | None) -> str:
    return "stopped" if stopped is not None else "bounces" if trouble else ""


# --- whose mail comes back ------------------------------------------------------------------------


def bouncing(db: Db, one: Instruction, scene: Scene) -> Measure:
    """The letter of each month, now; where no mail comes back, the echo says so."""
    lost = tidings.lost(db, scene.list.id, UNREACHED)
    more = tidings.lost_in_all(db, scene.list.id) - len(lost)
    lost += tidings.fresh(db, scene.list.id, UNREACHED - len(lost))
    if not lost:
        return Measure(Steered("none-bouncing"))
    countries = by_country([(each.person, each.since, each.kind) for each in lost])
    values = {"countries": countries, "more": more, "complained": ()}
    return Measure(None, letters=(Written("unreached", Addressee.of(scene.moderator), values),))


def retry(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    found = whom.member(db, one.who, scene)
    if isinstance(found, Refused):
        return found
    person = found.person
    if not (person.stopped or troubles.of(db, person.id) or failures.last(db, person.id)):
        return Refused("no-trouble", whom.shown(person))
    told = Steered("retried", who=whom.shown(person))
    by = scene.moderator.id
    return Measure(told, partial(memberships.retry, person_id=person.id, by=by, now=scene.now))
