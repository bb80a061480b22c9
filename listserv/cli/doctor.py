"""`listserv doctor`: what is wrong with a site, and how to mend it.

Looks at everything and changes nothing. The checks are in checkup.py (the site itself) and zone.py
(the DNS), and each is bounded in time: without DNS and relay the whole takes some ten seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address

import click

from listserv.cli import checkup, records
from listserv.cli.common import Opened, on_site
from listserv.cli.findings import Finding, Health, verdict
from listserv.cli.program import Verb, WrongUsage
from listserv.cli.records import Record
from listserv.cli.zone import Keys, Zone
from listserv.identity.keyring import State
from listserv.identity.resolver import Resolver

SECONDS = 3.0  # for one question to the DNS


@click.command(cls=Verb)
@click.option(
    "--address",
    "addresses",
    multiple=True,
    metavar="ADDRESS",
    help="Where mail leaves from, if not from the machines that MX names.",
)
@on_site
def doctor(at: Opened, addresses: tuple[str, ...]) -> None:
    """Look at settings, disk, relays and DNS: say what is wrong and how to mend it.

    The exit status is 1 when something is wrong.
    """
    senders = [_address(text) for text in addresses]
    keys, about_keys = checkup.keys(at)
    findings = [*checkup.site(at), *about_keys, *at.run(_outside(at, keys, senders))]
    wanted = records.wanted(
        at.site.domain, [key for kept, key in keys if kept.state != State.FORMER]
    )
    facts = {
        "findings": [finding.as_json() for finding in findings],
        "records": records.as_json(wanted),
    }
    at.show(facts, _lines(findings, wanted))
    if any(finding.health is Health.WRONG for finding in findings):
        raise click.exceptions.Exit(1)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise WrongUsage(f"--address {text} is no IP address") from None


async def _outside(at: Opened, keys: Keys, senders: list[str]) -> list[Finding]:
    zone = Zone(Resolver(seconds=SECONDS), at.site.domain, keys)
    relays, engines, names = await asyncio.gather(
        checkup.relays(at), checkup.engines(at), zone.findings(senders)
    )
    return [*relays, *engines, *names]


def _lines(findings: list[Finding], wanted: list[Record]) -> Iterator[str]:
    for finding in findings:
        yield from finding.lines()
    yield ""
    yield f"the records that should be in the DNS ({records.HOST} is this machine's name):"
    for record in wanted:
        yield from (f"  {line}" for line in record.lines())
    yield ""
    yield verdict(findings)
