"""`listserv moderator`: who decides about a list's posts."""

from __future__ import annotations

from typing import Any

import click

from listserv import roster
from listserv.cli.common import Opened, on_site
from listserv.cli.program import Failure, Noun, WrongUsage
from listserv.cli.writing import mailroom
from listserv.mailroom import Addressee
from listserv.model import Letter, MailingList, Person
from listserv.store import ledger, members


@click.group("moderator", cls=Noun)
def group() -> None:
    """Who reads the posts of a list before they go out."""


@group.command()
@click.argument("name")
@click.argument("address")
@click.option("--name", "person_name", default="", help="The name that others see.")
@click.option("--language", default="", help="The language of the notices, such as fr.")
@on_site
def add(at: Opened, name: str, address: str, person_name: str, language: str) -> None:
    """Make ADDRESS a moderator of the list NAME."""
    found = at.list(name)
    spoken = language or found.policy.language
    try:
        new = roster.new_member({"address": address, "name": person_name, "language": spoken})
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    known = {person.address for person in at.store.read_now(members.moderators, found.id)}
    person_id = at.store.write_now(members.add_moderator, found.id, new, at.now)
    if new.address not in known:
        at.store.write_now(ledger.spool_letters, [_welcome(at, found, person_id)], at.now)
    at.show({"address": new.address, "list": found.name}, [f"{new.address} moderates {found.name}"])


def _welcome(at: Opened, found: MailingList, person_id: int) -> Letter:
    """What she will get, and how to answer it, in the language that we know of her."""
    person = at.store.read_now(members.person, person_id)
    if person is None:
        raise Failure(f"person {person_id} is gone")
    return at.run(mailroom(at).letter("moderator", Addressee.of(person), found))


@group.command("list")
@click.argument("name")
@on_site
def list_moderators(at: Opened, name: str) -> None:
    """Show who moderates the list NAME."""
    found = at.store.read_now(members.moderators, at.list(name).id)
    lines = (f"{one.id:6} {one.address:32} {one.name}".rstrip() for one in found)
    at.show([_facts(one) for one in found], lines)


def _facts(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "address": person.address,
        "name": person.name,
        "languages": list(person.languages),
    }


@group.command()
@click.argument("name")
@click.argument("address")
@on_site
def remove(at: Opened, name: str, address: str) -> None:
    """ADDRESS moderates the list NAME no more."""
    found, person = at.list(name), at.person(address)
    if not at.store.write_now(members.remove_moderator, found.id, person.id, at.now):
        raise Failure(f"{address} does not moderate {found.name}")
    lines = [f"{person.address} moderates {found.name} no more; nobody was told"]
    if not at.store.read_now(members.moderators, found.id):
        lines.append(f"{found.name} has no moderator left: {at.site.admin} is asked instead")
    at.show({"address": person.address, "list": found.name}, lines)
