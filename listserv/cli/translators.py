"""`listserv translator`: who translates for a list, from which language into which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from listserv import roster
from listserv.cli.common import Opened, ahead, moment, on_site
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.cli.writing import mailroom
from listserv.languages import pairs
from listserv.mailroom import Addressee
from listserv.model import Letter, MailingList, Person
from listserv.model.translations import Task, Volunteer
from listserv.press.kinds import Changed
from listserv.store import ledger, members, tasks, volunteers
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.dates import DAY

WEEK = 7 * DAY


@click.group("translator", cls=Noun)
def group() -> None:
    """Who translates the posts of a list."""


@group.command()
@click.argument("name")
@click.argument("address")
@click.argument("source")
@click.argument("target", nargs=-1, required=True)
@click.option("--name", "person_name", default="", help="The name that stands with translations.")
@click.option("--most", type=click.IntRange(0, 1000), help="Texts a week at most; 0 is no bound.")
@on_site
def add(
    at: Opened,
    name: str,
    address: str,
    source: str,
    target: tuple[str, ...],
    person_name: str,
    most: int | None,
) -> None:
    """ADDRESS translates for the list NAME from SOURCE into each TARGET: add hifa ADDRESS en fr es.

    She need be no member. She is told by a letter, whose answer ends it.
    """
    found = at.list(name)
    ways = _ways((source, *target))
    known = at.store.read_now(members.person_by_address, address)
    try:
        new = roster.new_member({"address": address, "name": person_name})
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    spoken = known.languages if known else (ways[0][1],)
    new = NewMember(new.address, new.name, spoken)

    def write(db: Db) -> tuple[int, int]:
        person_id, _ = members.ensure_person(db, new, at.now)
        added = [volunteers.add(db, found.id, person_id, *way, at.now) for way in ways]
        if most is not None:
            volunteers.set_own(db, person_id, "most", most, at.now)
        return person_id, sum(added)

    person_id, added = at.store.write_now(write)
    if added:
        at.store.write_now(ledger.spool_letters, [_told(at, found, person_id, ways)], at.now)
    said = _said(ways)
    lines = [f"{new.address} translates for {found.name}: {', '.join(said)}"]
    if found.policy.translate == "off":
        lines.append(
            f"nothing is translated in {found.name} yet: list set {found.name} --translate"
        )
    facts = {"address": new.address, "list": found.name, "pairs": said, "added": added}
    at.show(facts, lines)


def _told(
    at: Opened, found: MailingList, person_id: int, ways: Sequence[tuple[str, str]]
) -> Letter:
    """Who put her down, for what, and the line that ends it."""
    person = at.store.read_now(members.person, person_id)
    if person is None:
        raise Failure(f"person {person_id} is gone")
    said = _said(ways)
    told = Changed(
        "named-translator" if found.policy.translate != "off" else "named-translator-later",
        at.site.admin,
        titles=(found.title,),
        values=tuple(said),
        undo=tuple(("no-offer", one) for one in said),
    )
    return at.run(mailroom(at).letter("changed", Addressee.of(person), found, changes=(told,)))


def _ways(codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    found = pairs.directions(pairs.pair(" ".join(codes)))
    if not found:
        raise WrongUsage(
            f"{' '.join(codes)}: say a language and those into which, such as: en fr es"
        )
    return found


def _said(ways: Sequence[tuple[str, str]]) -> list[str]:
    return [" ".join(one) for one in pairs.said(tuple(ways))]


@group.command()
@click.argument("name")
@click.argument("address")
@click.argument("pair", nargs=-1)
@on_site
def remove(at: Opened, name: str, address: str, pair: tuple[str, ...]) -> None:
    """ADDRESS translates no more for the list NAME, or not this PAIR, such as: en fr."""
    found, person = at.list(name), at.person(address)
    ways: Sequence[tuple[str, str]] = _ways(pair) if pair else (("", ""),)

    def write(db: Db) -> list[tuple[str, str]]:
        ended = (volunteers.remove(db, found.id, person.id, at.now, *way) for way in ways)
        return [one for each in ended for one in each]

    ended = at.store.write_now(write)
    if not ended:
        raise Failure(f"{address} offered nothing of that to {found.name}")
    said = _said(ended)
    at.show(
        {"address": person.address, "list": found.name, "pairs": said},
        [f"{person.address} translates for {found.name} no more: {', '.join(said)}; nobody told"],
    )


@group.command("list")
@click.argument("name")
@on_site
def list_translators(at: Opened, name: str) -> None:
    """Show who translates for the list NAME, how much, and what each has now."""
    found = at.list(name)
    by_person: dict[int, list[Volunteer]] = {}
    for one in at.store.read_now(volunteers.of_list, found.id):
        by_person.setdefault(one.person_id, []).append(one)
    open_ = at.store.read_now(tasks.open_on, found.id)
    given = at.store.read_now(tasks.given_since, at.now - WEEK)
    told = at.store.read_now(tasks.told, [one.id for one in open_])
    facts = [
        _facts(person, offers, given.get(id_, 0), open_, told)
        for id_, offers in by_person.items()
        if (person := at.store.read_now(members.person, id_))
    ]
    free = Counter(task.language for task in open_ if not task.person_id)
    waits = [f"nobody has: {', '.join(f'{n} into {code}' for code, n in free.items())}"]
    at.show(facts, [*_lines(facts), *(waits if free else ())] or ["nobody"])


def _facts(
    person: Person,
    offers: Sequence[Volunteer],
    given: int,
    open_: Sequence[Task],
    told: Mapping[int, float],
) -> dict[str, Any]:
    own = offers[0]
    has = [task for task in open_ if task.person_id == person.id]
    return {
        "id": person.id,
        "address": person.address,
        "name": person.name,
        "pairs": _said([(one.source, one.language) for one in offers]),
        "most": own.most,
        "given": given,
        "away_until": ahead(own.away_until),
        "credited": own.credited,
        "open": [
            {
                "number": one.number,
                "language": one.language,
                "until": moment(told.get(one.id, one.until)),
            }
            for one in has
        ],
    }


def _lines(facts: Sequence[dict[str, Any]]) -> Iterator[str]:
    for one in facts:
        most = f" of {one['most']}" if one["most"] else ""
        away = f", away until {one['away_until']}" if one["away_until"] else ""
        said = f"{', '.join(one['pairs'])}, {one['given']}{most} this week{away}"
        yield f"{one['id']:6} {one['address']:32} {said}"
        for task in one["open"]:
            yield f"       {task['number']} into {task['language']}, until {task['until']}"
