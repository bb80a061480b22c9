"""`listserv member invite`: asks people by mail whether they want to join a list."""

from __future__ import annotations

from typing import Any

import click

from listserv.cli.common import Opened, on_site
from listserv.cli.program import Failure, Verb
from listserv.cli.rosters import NOBODYS
from listserv.cli.writing import mailroom
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Purpose
from listserv.store import fates, invitations, ledger, members
from listserv.store.base import Db
from listserv.store.fates import Hindrance
from listserv.text import addresses, robots

_SPENT = "has had a letter today, which is as many as an address gets; try again tomorrow"
_WHY = {
    Hindrance.MEMBER: "is on the list already",
    Hindrance.BANNED: "is banned from the list",
    Hindrance.DECEASED: "has died, says a moderator",
    Hindrance.LATELY: "was invited less than 30 days ago",
    Hindrance.DECLINED: "has said no, less than a year ago",
    Hindrance.TODAY: _SPENT,
}


@click.command(cls=Verb)
@click.argument("name")
@click.argument("address", nargs=-1, required=True)
@click.option("--by", default="", help="Who invites, as the letter says it; else the site's name.")
@on_site
def invite(at: Opened, name: str, address: tuple[str, ...], by: str) -> None:
    """Ask each ADDRESS whether she wants to join the list NAME.

    She joins by answering. An address is invited once in 30 days, and not for a year after a no.
    """
    found, letters = at.list(name), mailroom(at)
    facts: list[dict[str, Any]] = []
    for typed in address:
        why = _invite(at, letters, found, typed, by or at.site.name)
        facts.append({"address": typed, "invited": not why, "why": why})
        if why:
            click.echo(f"{typed} {why}", err=True)
    at.show(facts, [f"{one['address']} is invited" for one in facts if one["invited"]])
    if not all(one["invited"] for one in facts):
        raise click.exceptions.Exit(Failure.exit_code)


def _invite(at: Opened, letters: Mailroom, found: MailingList, typed: str, by: str) -> str:
    """Why somebody was not invited; "" where the letter is on its way."""
    address = addresses.normalise(typed)
    if not address:
        return "is no address"
    if robots.is_no_member(address, at.site.domain):
        return NOBODYS
    hinders = at.store.read_now(fates.hindrance, found.id, address, at.now)
    if hinders:
        return _WHY[hinders]
    to = at.store.read_now(_whom, address, found)
    if not at.run(letters.may_write(to, f"invitation {found.id} {at.now}")):
        return _SPENT
    question = at.store.write_now(
        invitations.ask, found.id, address, to.name, to.language, by, at.now
    )
    letter = at.run(
        letters.letter("invitation", to, found, answer=Purpose.CONFIRM, about=question, by=by)
    )

    def go(db: Db) -> None:
        invitations.made(db, found.id, address, 0, at.now)
        ledger.spool_letters(db, [letter], at.now)

    at.store.write_now(go)
    return ""


def _whom(db: Db, address: str, found: MailingList) -> Addressee:
    person = members.person_by_address(db, address)
    if person is None:
        return Addressee(0, address, "", found.policy.language)
    return Addressee(person.id, address, person.name, person.language)
