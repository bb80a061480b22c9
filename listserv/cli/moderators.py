"""`listserv moderator`: who decides about a list's posts."""

from __future__ import annotations

import click

from listserv import roster
from listserv.cli.common import Opened, on_site
from listserv.store import members
from listserv.store.members import NewMember


@click.group("moderator")
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
    try:
        address = roster.good_address(address)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    languages = tuple(language.lower().split()) or (found.policy.language,)
    new = NewMember(address, person_name, languages)
    at.store.write_now(members.add_moderator, found.id, new, at.now)
    click.echo(f"{address} moderates {name}")


@group.command()
@click.argument("name")
@click.argument("address")
@on_site
def remove(at: Opened, name: str, address: str) -> None:
    """ADDRESS moderates the list NAME no more."""
    person = at.store.read_now(members.person_by_address, address)
    found = at.list(name)
    if person is None or not at.store.write_now(
        members.remove_moderator, found.id, person.id, at.now
    ):
        raise click.ClickException(f"{address} does not moderate {name}")
    click.echo(f"{address} moderates {name} no more")
