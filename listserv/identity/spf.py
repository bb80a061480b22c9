"""Whether a domain lets a client send in its name: check_host() of SPF (RFC 7208 §4).

Owns the bounds of one check: ten terms that ask the DNS, two questions without an answer, ten
hosts of an MX (RFC 7208 §4.6.4); the number of questions in all and their time are bounded by the
source that answers them (`resolver.Budget`). What a record says is read by spfrecord.py.

A failure of the DNS is the result temperror, a wrong record permerror; nothing is raised. The
mechanism `ptr` matches nobody: it should not be used (§5.5), and only a pass is of use to us.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NoReturn

from listserv.identity.resolver import Source
from listserv.identity.spfrecord import (
    Address,
    BadRecordError,
    Directive,
    Record,
    Sender,
    expand,
    is_record,
    parse,
)

MOST_TERMS = 10
MOST_VOID = 2
MOST_HOSTS = 10

_NAME = re.compile(r"(?:[^.]{1,63}\.)+[^.]{1,63}")


class _EndError(Exception):
    """The check is over with this result, wherever it stands."""


def _end(result: str) -> NoReturn:
    raise _EndError(result)


async def check(dns: Source, client: str, mail_from: str, helo: str) -> str:
    """The result for a client's address, a return path ("" is the null one) and a HELO name.

    One of pass, fail, softfail, neutral, none, temperror, permerror (RFC 7208 §2.6).
    """
    local, _, domain = (mail_from or f"postmaster@{helo}").rpartition("@")
    try:
        sender = Sender(_address(client), f"{local or 'postmaster'}@{domain}", helo)
    except ValueError:
        return "none"
    try:
        return await _Check(dns, sender).host(domain.rstrip(".").lower())
    except _EndError as end:
        return str(end)


def _address(text: str) -> Address:
    """Raises ValueError."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


class _Check:
    """One check, with what it has used up."""

    def __init__(self, dns: Source, sender: Sender) -> None:
        self._dns = dns
        self._sender = sender
        self._kind = "A" if sender.client.version == 4 else "AAAA"
        self._terms = self._void = 0

    async def host(self, domain: str) -> str:
        """check_host() of a domain; raises _EndError for an error of any depth."""
        record = await self._record(domain)
        if record is None:
            return "none"
        for directive in record.directives:
            if await self._matches(directive, domain):
                return directive.result
        if not record.redirect or any(one.mechanism == "all" for one in record.directives):
            return "neutral"
        self._count_term()
        result = await self.host(expand(record.redirect, self._sender, domain))
        if result == "none":
            _end("permerror")
        return result

    async def _record(self, domain: str) -> Record | None:
        found = [text for text in await self._ask(domain, "TXT", void=False) if is_record(text)]
        if len(found) > 1:
            _end("permerror")
        try:
            return parse(found[0]) if found else None
        except BadRecordError:
            _end("permerror")

    async def _matches(self, directive: Directive, domain: str) -> bool:
        if directive.mechanism == "all":
            return True
        if directive.network:
            return self._sender.client in directive.network
        self._count_term()
        name = expand(directive.domain, self._sender, domain) if directive.domain else domain
        match directive.mechanism:
            case "include":
                return await self._includes(name)
            case "exists":
                return bool(await self._ask(name, "A"))
            case "a":
                return self._near(await self._ask(name, self._kind), directive)
            case "mx":
                return await self._exchanges(name, directive)
        return False  # ptr

    async def _includes(self, name: str) -> bool:
        """RFC 7208 §5.2: what is included must be there, and only its pass is a match."""
        result = await self.host(name)
        if result == "none":
            _end("permerror")
        return result == "pass"

    async def _exchanges(self, name: str, directive: Directive) -> bool:
        hosts = await self._ask(name, "MX")
        if len(hosts) > MOST_HOSTS:
            _end("permerror")
        for host in hosts:
            found = await self._ask(host.decode("ascii", "replace"), self._kind)
            if self._near(found, directive):
                return True
        return False

    def _near(self, found: Iterable[bytes], directive: Directive) -> bool:
        """Whether the client is among these addresses, or in a network of theirs."""
        bits = directive.four if self._kind == "A" else directive.six
        networks = (ip_network(f"{one.decode('ascii')}/{bits}", strict=False) for one in found)
        return any(self._sender.client in network for network in networks)

    async def _ask(self, name: str, kind: str, *, void: bool = True) -> tuple[bytes, ...]:
        if len(name) > 253 or not _NAME.fullmatch(name):
            return ()
        records = await self._dns.ask(name, kind)
        if records is None:
            _end("temperror")
        if void and not records:
            self._void += 1
            if self._void > MOST_VOID:
                _end("permerror")
        return records

    def _count_term(self) -> None:
        self._terms += 1
        if self._terms > MOST_TERMS:
            _end("permerror")
