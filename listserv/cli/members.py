"""`listserv member`: put people on lists, one or many at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from listserv import roster
from listserv.cli.common import Opened, day, json_option, on_site, show
from listserv.model import Member, Person
from listserv.roster import BadLine
from listserv.store import lists, members
from listserv.store.members import NewMember

BATCH = 200  # members in one transaction: some milliseconds, so that posts come in meanwhile


@click.group("member")
def group() -> None:
    """The people on the lists."""


@group.command()
@click.argument("name")
@click.argument("address")
@click.option("--name", "person_name", default="", help="The name that others see.")
@click.option("--language", default="", help="Languages read, in order: 'fr en'.")
@click.option("--country", default="")
@click.option("--organisation", default="")
@click.option("--delivery", default="", help="each, daily, weekly, monthly, titles, none …")
@click.option("--timezone", default="", help="Such as Africa/Nairobi.")
@click.option("--profile", default="", help="One line about the person.")
@click.option("--consent", default="command line", help="On whose word; kept with the membership.")
@on_site
def add(at: Opened, name: str, address: str, person_name: str, consent: str, **rest: str) -> None:
    """Put ADDRESS on the list NAME."""
    found = at.list(name)
    try:
        new = roster.new_member({"address": address, "name": person_name, **rest})
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if at.store.write_now(
        members.add, found.id, _spoken(new, found.policy.language), consent, at.now
    ):
        click.echo(f"{new.address} is on {name}")
    else:
        click.echo(f"{new.address} was on {name} already")


def _spoken(new: NewMember, language: str) -> NewMember:
    """Who names no language reads the list's."""
    return new if new.languages else replace(new, languages=(language,))


@group.command("import")
@click.argument("name")
@click.argument("file")
@click.option("--consent", default="import", help="On whose word; kept with each membership.")
@json_option
@on_site
def import_members(at: Opened, name: str, file: str, consent: str, as_json: bool) -> None:
    """Put the people of a CSV FILE (- for standard input) on the list NAME."""
    found = at.list(name)
    rows: list[NewMember] = []
    bad: list[BadLine] = []
    try:
        for row in roster.read(_text(file)):
            if isinstance(row, BadLine):
                bad.append(row)
            else:
                rows.append(_spoken(row, found.policy.language))
    except roster.RosterError as error:
        raise click.ClickException(f"{file}: {error}") from None
    joined = known = 0
    with _progress(len(rows)) as bar:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            new, old = at.store.write_now(members.add_many, found.id, batch, consent, at.now)
            joined, known = joined + new, known + old
            bar.update(len(batch))
    for line in bad:
        click.echo(f"{file}:{line.number}: {line.problem}", err=True)
    report = {"joined": joined, "known": known, "bad": len(bad)}
    show(report, as_json, _report)
    if bad:
        raise click.exceptions.Exit(1)


def _progress(total: int) -> Any:
    return click.progressbar(
        length=total, label="members", file=sys.stderr, hidden=not sys.stderr.isatty()
    )


def _report(found: dict[str, int]) -> Iterator[str]:
    yield f"{found['joined']} joined, {found['known']} were members, {found['bad']} bad lines"


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise click.ClickException(f"{file}:{line}: is not UTF-8; save it as UTF-8") from None


@group.command("show")
@click.argument("who")
@json_option
@on_site
def show_member(at: Opened, who: str, as_json: bool) -> None:
    """Show a person, by address or id, or the members of a list."""
    found = at.store.read_now(lists.get, who) if "@" not in who else None
    if found is not None:
        rows = [_row(one) for one in at.store.read_now(members.members, found.id)]
        show(rows, as_json, _table)
        return
    person = _person(at, who)
    memberships = at.store.read_now(members.memberships, person.id)
    names = {one.id: one.name for one in at.store.read_now(lists.every)}
    facts = {
        "id": person.id,
        "address": person.address,
        "name": person.name,
        "languages": list(person.languages),
        "country": person.country,
        "organisation": person.organisation,
        "lists": {
            names.get(one.list_id, str(one.list_id)): one.delivery.value for one in memberships
        },
    }
    show(facts, as_json, lambda value: (f"{key:14} {said}" for key, said in value.items()))


def _person(at: Opened, who: str) -> Person:
    found = (
        at.store.read_now(members.person, int(who))
        if who.isdigit()
        else at.store.read_now(members.person_by_address, who)
    )
    if found is None:
        raise click.ClickException(f"nobody here has the address or id {who}")
    return found


def _row(member: Member) -> dict[str, Any]:
    return {
        "id": member.person.id,
        "address": member.person.address,
        "name": member.person.name,
        "language": " ".join(member.person.languages),
        "delivery": member.delivery.value,
        "posts": member.posts,
        "joined": day(member.joined),
    }


def _table(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        yield f"{row['id']:6} {row['delivery']:9} {row['language']:6} {row['address']}"


@group.command()
@click.argument("name")
@click.argument("address")
@on_site
def remove(at: Opened, name: str, address: str) -> None:
    """Take ADDRESS off the list NAME."""
    person = _person(at, address)
    if not at.store.write_now(members.remove, at.list(name).id, person.id, "command line", at.now):
        raise click.ClickException(f"{address} is not on {name}")
    click.echo(f"{address} is off {name}")
