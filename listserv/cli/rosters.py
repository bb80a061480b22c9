"""`listserv member import` and `export`: the people of a list as a file, in and out.

Owns the report of an import: a line on stderr for whoever was left out and why, one for whoever
came in other than as an ordinary member, and the counts. It is written batch by batch, so that
posts keep coming in, and what was written before an interruption stays: the next run counts it as
known.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import click

from listserv import roster
from listserv.cli.common import Opened, moment, named, on_site, progress
from listserv.cli.program import Failure, Verb, WrongUsage
from listserv.cli.writing import mailroom
from listserv.mailroom import Addressee, Mailroom
from listserv.model import DeliveryMode, Letter, MailingList
from listserv.roster import Entry, Roster
from listserv.store import dossiers, imports, members
from listserv.store.base import Db, Row
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.text import robots

BATCH = 200  # members in one transaction: some milliseconds, so that posts come in meanwhile
BREATH = 0.01  # seconds between two: a server that waits to write looks now and then if it may
PAGE = 500  # members read at once for an export
LARGEST = 500_000_000  # octets of a file
CONSENT = "How they agreed: 'sign-up sheet of 5 March'; kept, and told in the welcome."
QUIET = "Send no welcome: they know already, from the list they come from."
NOBODYS = "is no person's address: ours, a program's or an office's"
MODES = ", ".join(mode.value for mode in DeliveryMode)

# What is said of somebody whom a file does not put on a list.
_STAYS_OFF = {
    Fate.LEFT: "has left the list; 'member add --consent' puts her back on her own word",
    Fate.DECLINED: "said no when she was invited; 'member add --consent' adds her on her own word",
    Fate.BANNED: "is banned from the list",
    Fate.DECEASED: "has died, says a moderator",
}


@dataclass(slots=True)
class Report:
    """What became of a file, told as it is read."""

    file: str
    counts: Counter[Fate] = field(default_factory=Counter)
    left_out: list[dict[str, Any]] = field(default_factory=list)
    noted: list[dict[str, Any]] = field(default_factory=list)

    def leave_out(self, place: int | str, problem: str) -> None:
        self.left_out.append({"place": place, "problem": problem})
        click.echo(f"{self._at(place)}: {problem}", err=True)

    def note(self, place: int | str, address: str, said: str) -> None:
        self.noted.append({"place": place, "address": address, "said": said})
        who = "" if place == address else f"{address}: "
        click.echo(f"{self._at(place)}: {who}{said}", err=True)

    def _at(self, place: int | str) -> str:
        return f"{self.file}:{place}" if isinstance(place, int) else f"{self.file}: {place}"

    @property
    def summary(self) -> str:
        noted = f", {len(self.noted)} with a note" if self.noted else ""
        known = self.counts[Fate.KNOWN]
        were = "was a member" if known == 1 else "were members"
        return (
            f"{self.counts[Fate.JOINED]} joined, {known} {were},"
            f" {len(self.left_out)} left out{noted}"
        )


@click.command("import", cls=Verb)
@click.argument("name")
@click.argument("file")
@click.option("--consent", default="", help=CONSENT)
@click.option("--quiet", is_flag=True, help=QUIET)
@click.option("--format", "form", type=click.Choice(roster.FORMATS), help="Else it is found.")
@click.option("--of", default="", metavar="LIST_ID", help="Which list, where a file has several.")
@click.option("--delivery", default="", metavar="MODE", help=f"For all of them: {MODES}.")
@on_site
def import_members(
    at: Opened,
    name: str,
    file: str,
    consent: str,
    quiet: bool,
    form: str | None,
    of: str,
    delivery: str,
) -> None:
    """Put the people of a FILE (- for standard input) on the list NAME.

    CSV, whose first line names the columns: address, and any of name, language, country,
    organisation, delivery, timezone, profile. Or what other servers give: config.pck or
    list_members of Mailman 2, REST or 'mailman members' of Mailman 3, member.dump of Sympa, CSV of
    Groups.io. Who cannot be imported is reported, with the others it is done. Each gets a welcome
    that undoes it.
    """
    found = at.list(name)
    try:
        mode = roster.delivery_of(delivery) if delivery else None
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    report = Report(named(file))
    try:
        given = roster.read(_octets(file), form or "", of)
        good = _good(given, report, found.policy.language, mode, at.site.domain)
        _import(at, found, good, consent, quiet, report)
    except roster.RosterError as error:
        place = f":{error.line}" if error.line else ""
        raise Failure(f"{report.file}{place}: {error}") from None
    for remark in given.remarks:
        click.echo(f"{report.file}: {remark}", err=True)
    facts = {
        "format": given.form,
        **{fate.value: report.counts[fate] for fate in (Fate.JOINED, Fate.KNOWN)},
        "left_out": report.left_out,
        "noted": report.noted,
        "remarks": list(given.remarks),
    }
    at.show(facts, [report.summary])
    if report.left_out:
        raise click.exceptions.Exit(Failure.exit_code)


def _octets(file: str) -> bytes:
    """The bytes of a file, `-` for standard input."""
    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as source:
                data = source.read(LARGEST + 1)
    except OSError as error:
        raise Failure(f"{named(file)} cannot be read: {error.strerror}") from None
    if len(data) > LARGEST:
        raise Failure(f"{named(file)} is larger than {LARGEST} bytes")
    return data


def _good(
    given: Roster, report: Report, language: str, mode: DeliveryMode | None, domain: str
) -> Iterator[Entry]:
    """The entries that can be imported; who names no language reads the list's."""
    for entry in given.entries:
        if entry.member is None:
            report.leave_out(entry.place, entry.said)
            continue
        address = entry.member.address
        if robots.is_no_member(address, domain):
            report.leave_out(entry.place, f"{address} {NOBODYS}")
            continue
        new = spoken(entry.member, language)
        yield replace(entry, member=replace(new, delivery=mode) if mode else new)


def spoken(new: NewMember, language: str) -> NewMember:
    """Who names no language reads the list's."""
    return new if new.languages else replace(new, languages=(language,))


def _import(
    at: Opened,
    found: MailingList,
    entries: Iterator[Entry],
    consent: str,
    quiet: bool,
    report: Report,
) -> None:
    """Write in short transactions; whoever was known before is welcomed by nobody."""
    letters = None if quiet else mailroom(at)
    with progress("members") as done:
        while batch := list(islice(entries, BATCH)):
            rows = [entry.member for entry in batch if entry.member]
            welcomes = _welcomes(at, letters, found, rows, consent) if letters else ()
            fates = at.store.write_now(
                imports.bring, found.id, rows, consent or "command line", at.now, welcomes
            )
            for entry, row, fate in zip(batch, rows, fates, strict=True):
                _tell(report, entry, row, fate)
            done(report.counts.total())
            if letters is None:  # else the next ones are being written
                time.sleep(BREATH)


def _tell(report: Report, entry: Entry, row: NewMember, fate: Fate) -> None:
    report.counts[fate] += 1
    if fate in _STAYS_OFF:
        report.leave_out(entry.place, f"{row.address} {_STAYS_OFF[fate]}")
    elif fate is Fate.JOINED and entry.said:
        report.note(entry.place, row.address, entry.said)


def _welcomes(
    at: Opened, letters: Mailroom, found: MailingList, rows: Sequence[NewMember], consent: str
) -> list[Letter | None]:
    """A letter for each, in order; none to an address from which mail comes back."""
    welcomed = [row for row in rows if not row.stopped]
    values = {"added": True, "noted": consent}
    to = at.store.read_now(addressees, welcomed)
    each = [
        (reader, {"delivery": row.delivery, **values})
        for reader, row in zip(to, welcomed, strict=True)
    ]
    made = iter(at.run(letters.letters("welcome", found, each)))
    return [None if row.stopped else next(made) for row in rows]


def addressees(db: Db, rows: Sequence[NewMember]) -> list[Addressee]:
    """Who is known from another list is welcomed by her own name, in her own language."""
    known = [members.person_by_address(db, row.address) for row in rows]
    return [
        Addressee(one.id, row.address, one.name or row.name, one.language)
        if one
        else Addressee(0, row.address, row.name, row.languages[0])
        for one, row in zip(known, rows, strict=True)
    ]


@click.command(cls=Verb)
@click.argument("name")
@on_site
def export(at: Opened, name: str) -> None:
    """Print the members of the list NAME as CSV that 'member import' reads back.

    With --json everything that is kept of each of them: all addresses, settings, consent.
    """
    found = at.list(name)
    if not at.as_json:
        at.show(None, roster.write(at.store.read_now(members.members, found.id)))
        return
    between = "["
    for row in _dossiers(at, found.id):
        click.echo(f"{between}\n{json.dumps(row, ensure_ascii=False)}", nl=False)
        between = ","
    click.echo("[]" if between == "[" else "\n]")


def _dossiers(at: Opened, list_id: int) -> Iterator[Row]:
    """All of them, a page at a time; instants as ISO 8601."""
    last = 0
    while page := at.store.read_now(dossiers.page, list_id, last, PAGE):
        for row in page:
            last = row["id"]
            yield {
                name: moment(value) if isinstance(value, float) else value
                for name, value in row.items()
            }
