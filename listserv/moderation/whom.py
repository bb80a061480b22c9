"""Whom a facilitator means: a member of her list, or lists, by an address or by a name.

Owns the finding, for every measure about a person. An address means one person or nobody. Of a name
all words count, in any order; where several have them, or somebody has more words than were said,
she is shown whom she may mean, and nothing changes. Nobody of other lists is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.languages import plain, spelling
from listserv.model import Member, Person
from listserv.moderation.measures import Refused, Scene
from listserv.store import directory, members
from listserv.store.base import Db

_MOST_PEOPLE = 10  # of one name, that are shown


def member(db: Db, who: str, scene: Scene) -> Member | Refused:
    """The one member who is meant."""
    found, certain = people(db, who, [scene.list.id])
    if not found:
        return Refused("no-member", who)
    if not certain or ("@" not in who and scene.shows_posts):
        return Refused("which-person", who, choice(found))
    made = members.member(db, scene.list.id, found[0].id)
    return made or Refused("no-member", who)


def by_address(db: Db, address: str, scene: Scene) -> Member | None:
    """The member with this address, be it her main one or another."""
    person = members.person_by_address(db, address)
    return members.member(db, scene.list.id, person.id) if person else None


def choice(found: Sequence[Person]) -> tuple[tuple[str, str], ...]:
    """People to choose from, by name and address."""
    return tuple((one.name or one.address, one.address) for one in found)


def shown(person: Person, address: str = "") -> str:
    """A person as the echo names her."""
    address = address or person.address
    return f"{person.name} ({address})" if person.name else address


def meant(who: str, known: Sequence[Person]) -> list[Person]:
    """Those of some people whom a name may mean: who has just these words, else who has them."""
    said = sorted(plain.words(who))
    words = [(one, sorted(plain.words(one.name))) for one in known]
    same = [one for one, has in words if has == said]
    return same or [one for one, has in words if said and set(said) <= set(has)]


def people(db: Db, who: str, lists: Sequence[int]) -> tuple[list[Person], bool]:
    """Members of some lists whom a name or an address may mean, and whether it can mean only one:
    of a name, whether one of them alone has just these words."""
    if "@" in who:
        person = members.person_by_address(db, who)
        hers = members.memberships(db, person.id) if person else []
        return ([person] if person and any(one.list_id in lists for one in hers) else []), True
    found, certain = _named(db, who, lists)
    known = (members.person(db, id_) for id_ in found[:_MOST_PEOPLE])
    return [one for one in known if one], certain


def _named(db: Db, who: str, lists: Sequence[int]) -> tuple[list[int], bool]:
    said = sorted(plain.words(who))
    words = [
        (id_, sorted(plain.words(name)))
        for id_, name in directory.named(db, lists, spelling.query(who))
    ]
    same = [id_ for id_, has in words if has == said]
    return same or [id_ for id_, has in words if set(said) <= set(has)], len(same) == 1
