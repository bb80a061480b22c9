"""`listserv member`: the people on the lists, one or many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from listserv import roster
from listserv.cli import finding, invitations, privacy, rosters
from listserv.cli.common import Opened, ahead, day, on_site, pairs
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.cli.rosters import CONSENT, MODES, QUIET
from listserv.cli.writing import mailroom
from listserv.mailroom import Mailroom
from listserv.model import Letter, MailingList, Member, Person, Trouble
from listserv.store import failures, fates, ledger, lists, members, tidings, troubles
from listserv.store.base import Db, Row
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.store.tidings import Lost
from listserv.text import robots

MOST_SHOWN = 100_000  # members whose mail comes back


@click.group("member", cls=Noun)
def group() -> None:
    """The people on the lists."""


group.add_command(rosters.import_members)
group.add_command(rosters.export)
group.add_command(finding.find)
group.add_command(invitations.invite)
group.add_command(privacy.data)
group.add_command(privacy.erase)


@group.command()
@click.argument("name")
@click.argument("address")
@click.option("--name", "person_name", default="", help="The name that others see.")
@click.option("--language", default="", help="Languages read, in order: 'fr en'.")
@click.option("--country", default="", help="Shown with the name.")
@click.option("--organisation", default="", help="Where she works.")
@click.option("--delivery", default="", metavar="MODE", help=f"{MODES}.")
@click.option("--timezone", default="", help="Such as Africa/Nairobi.")
@click.option("--profile", default="", help="One line about the person.")
@click.option("--consent", default="", help=CONSENT)
@click.option("--quiet", is_flag=True, help=QUIET)
@on_site
def add(
    at: Opened,
    name: str,
    address: str,
    person_name: str,
    consent: str,
    quiet: bool,
    **rest: str,
) -> None:
    """Put ADDRESS on the list NAME; the welcome that goes there undoes it."""
    found = at.list(name)
    try:
        new = roster.new_member({"address": address, "name": person_name, **rest})
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    new = rosters.spoken(new, found.policy.language)
    _must_be_free(at, found, new.address, consent)
    joined = _write(at, found, new, consent, None if quiet else mailroom(at))
    at.show(
        {"address": new.address, "list": found.name, "joined": joined},
        [f"{new.address} {'is' if joined else 'was already'} on {found.name}"],
    )


def _must_be_free(at: Opened, found: MailingList, address: str, consent: str) -> None:
    """What was said here for or by somebody holds; her own wish is put back on a noted consent."""
    if robots.is_no_member(address, at.site.domain):
        raise Failure(f"{address} {rosters.NOBODYS}")
    fate = at.store.read_now(fates.of, found.id, address, at.now)
    if fate is Fate.BANNED:
        raise Failure(f"{address} is banned from {found.name}; a facilitator can end that")
    if fate is Fate.DECEASED:
        raise Failure(f"{address} has died, says a moderator; who joins by mail ends that")
    if fate in (Fate.LEFT, Fate.DECLINED) and not consent:
        said = "left the list by an own wish" if fate is Fate.LEFT else "said no to an invitation"
        raise Failure(f"{address} {said}; say with --consent how the wish to be on it was given")


def _write(
    at: Opened, found: MailingList, new: NewMember, consent: str, letters: Mailroom | None
) -> bool:
    """One transaction: the membership, and the welcome of who was no member before."""
    welcomes: list[Letter] = []
    if letters:
        (to,) = at.store.read_now(rosters.addressees, [new])
        work = letters.letter(
            "welcome", to, found, delivery=new.delivery, added=True, noted=consent
        )
        welcomes = [at.run(work)]
    noted = consent or "command line"
    return at.store.write_now(_join, found.id, new, noted, welcomes, at.now)


def _join(
    db: Db, list_id: int, new: NewMember, noted: str, welcomes: Sequence[Letter], now: float
) -> bool:
    joined = members.add(db, list_id, new, noted, now)
    if joined:
        ledger.spool_in_turn(db, welcomes, now)
    return joined


@group.command("show")
@click.argument("who")
@on_site
def show_member(at: Opened, who: str) -> None:
    """Show a person, by address or id, or the members of a list."""
    mailing_list = at.store.read_now(lists.get, who) if "@" not in who else None
    if mailing_list is None:
        facts = _person_facts(at, at.person(who))
        said: dict[str, list[str]] = {}
        for key in ("lists", "consent"):
            said[key] = [f"{name}: {value}" for name, value in facts[key].items()]
        at.show(facts, pairs({**facts, **said}))
        return
    found = at.store.read_now(members.members, mailing_list.id)
    at.show([_facts(one) for one in found], _table(found))


def _person_facts(at: Opened, person: Person) -> dict[str, Any]:
    modes: dict[str, str] = {}
    consents: dict[str, str] = {}
    noted = at.store.read_now(members.consents, person.id)
    for one in at.store.read_now(members.memberships, person.id):
        if found := at.store.read_now(lists.by_id, one.list_id):
            modes[found.name] = one.delivery.value
            joined, said = noted.get(one.list_id, (one.joined, ""))
            consents[found.name] = f"{day(joined)}: {said}"
    return {
        "id": person.id,
        "address": person.address,
        "name": person.name,
        "languages": list(person.languages),
        "country": person.country,
        "organisation": person.organisation,
        "timezone": person.timezone,
        "profile": person.profile,
        "lists": modes,
        "consent": consents,
        **_trouble(at.store.read_now(troubles.of, person.id), person),
        **_newest(at.store.read_now(failures.last, person.id)),
    }


def _trouble(trouble: Trouble | None, person: Person) -> dict[str, Any]:
    """What is known where her mail comes back."""
    if trouble is None:
        return {}
    return {
        "comes_back_since": day(trouble.since),
        "last": day(trouble.last),
        "why": f"{trouble.kind}: {trouble.said}",
        "stopped": day(person.stopped),
        "probes": trouble.probes,
    }


def _facts(member: Member) -> dict[str, Any]:
    return {
        "id": member.person.id,
        "address": member.person.address,
        "name": member.person.name,
        "languages": list(member.person.languages),
        "delivery": member.delivery.value,
        "paused_until": ahead(member.paused_until),
        "posts": member.posts,
        "joined": day(member.joined),
    }


def _newest(failure: Row | None) -> dict[str, Any]:
    """What came back last and was not weighed yet."""
    if failure is None:
        return {}
    said = f"{failure['kind']}: {failure['said']}".removeprefix(": ")
    return {"came_back": day(failure["at"]), "said": f"{said} (weighed a day later)"}


def _table(found: list[Member]) -> Iterator[str]:
    for member in found:
        person = member.person
        spoken = " ".join(person.languages)
        yield f"{person.id:6} {member.delivery.value:9} {spoken:8} {person.address}"


@group.command()
@click.argument("name")
@on_site
def bouncing(at: Opened, name: str) -> None:
    """Show the members of the list NAME whose mail comes back: how it stands, since when, why."""
    list_id = at.list(name).id
    found = [
        *(
            ("stopped" if one.person.stopped else "troubled", one)
            for one in at.store.read_now(tidings.lost, list_id, MOST_SHOWN)
        ),
        *(("new", one) for one in at.store.read_now(tidings.fresh, list_id, MOST_SHOWN)),
    ]
    facts = [
        {
            "id": one.person.id,
            "address": one.person.address,
            "country": one.person.country,
            "state": state,
            "since": day(one.since),
            "stopped": day(one.person.stopped),
            "why": one.kind,
        }
        for state, one in found
    ]
    at.show(facts, [_bouncing_line(state, one) for state, one in found] or ["nobody"])


def _bouncing_line(state: str, one: Lost) -> str:
    """A date is the day of the stop, else that of the first failure that counts."""
    since = day(one.person.stopped or one.since)[:10]
    return f"{one.person.id:6} {state:8} {since} {one.kind:8} {one.person.address}"


@group.command()
@click.argument("address")
@on_site
def restart(at: Opened, address: str) -> None:
    """Write again to ADDRESS, which was stopped because its mail came back."""
    person = at.person(address)
    if at.store.read_now(troubles.of, person.id) is None:
        raise Failure(f"no mail for {person.address} comes back")
    at.store.write_now(failures.heard_from, person.id, at.now)
    at.show({"address": person.address}, [f"{person.address} is written to again"])


@group.command("set")
@click.argument("name")
@click.argument("address")
@click.option("--delivery", metavar="MODE", help=f"{MODES}.")
@click.option("--language", help="Languages read, in order: 'fr en'; on all lists.")
@on_site
def set_member(
    at: Opened, name: str, address: str, delivery: str | None, language: str | None
) -> None:
    """Change how ADDRESS reads the list NAME."""
    found, person = at.list(name), at.person(address)
    if delivery is None and language is None:
        raise WrongUsage("say what to change: --delivery MODE or --language 'fr en'")
    try:
        mode = None if delivery is None else roster.delivery_of(delivery)
        languages = None if language is None else roster.languages_of(language)
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    if languages == ():
        raise WrongUsage("--language needs at least one, such as fr")
    if at.store.read_now(members.member, found.id, person.id) is None:
        raise Failure(f"{address} is not on {name}")

    def change(db: Db) -> None:
        if mode is not None:
            members.set_delivery(db, found.id, person.id, mode, at.now)
        if languages is not None:
            members.set_languages(db, person.id, languages, at.now)

    at.store.write_now(change)
    now = at.store.read_now(members.member, found.id, person.id)
    if now is None:
        raise Failure(f"{address} left {name} meanwhile")
    facts = _facts(now)
    at.show(facts, pairs(facts))


@group.command()
@click.argument("name")
@click.argument("address")
@on_site
def remove(at: Opened, name: str, address: str) -> None:
    """Take ADDRESS off the list NAME."""
    found, person = at.list(name), at.person(address)
    if not at.store.write_now(members.remove, found.id, person.id, "command line", at.now):
        raise Failure(f"{address} is not on {found.name}")
    at.show(
        {"address": person.address, "list": found.name},
        [f"{person.address} is off {found.name}; nobody was told"],
    )
