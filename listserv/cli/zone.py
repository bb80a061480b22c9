"""What the DNS says of a site: MX, SPF, DKIM, DMARC, and PTR of the machines that send.

Owns the questions; what an answer means is in records.py, and how SPF is evaluated in identity/.
Where nobody answers, the finding is `unknown` and nothing is wrong. Nothing is raised.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address

from listserv.cli import records
from listserv.cli.findings import Finding, note, ok, unknown, wrong
from listserv.identity import spf
from listserv.identity.alignment import organisation
from listserv.identity.keyring import Kept, State
from listserv.identity.keys import Key
from listserv.identity.resolver import Records, Source

SILENCE = "nobody answers now"
PUBLISH = "put the record below into the DNS"

Keys = Sequence[tuple[Kept, Key]]
Addresses = dict[str, list[str] | None]  # of each host


class Zone:
    """The questions about one domain. `keys` are the site's, whatever their state."""

    def __init__(self, dns: Source, domain: str, keys: Keys) -> None:
        self._dns = dns
        self._domain = domain
        self._keys = keys
        mx, sender, policy, *_ = records.wanted(domain, ())
        self._mx, self._spf, self._dmarc = mx, sender, policy

    async def findings(self, senders: Iterable[str]) -> list[Finding]:
        """`senders` are the addresses that mail leaves from; where none is said, those of MX."""
        hosts = await self._dns.ask(self._domain, "MX")
        named = await self._addresses(hosts or ())
        leaving = list(senders) or [one for found in named.values() for one in found or ()]
        found = await asyncio.gather(
            self._sender(leaving),
            self._policy(),
            *(self._key(kept, key) for kept, key in self._keys),
            *(self._pointer(address) for address in leaving),
        )
        if not leaving:
            found.append(unknown("PTR", "where mail leaves from is not known: say --address"))
        return [*self._exchange(hosts, named), *found]

    async def _addresses(self, hosts: Records) -> Addresses:
        names = [name for host in hosts if (name := records.printable(host).strip("."))]
        found = await asyncio.gather(*(self._hosts_addresses(name) for name in names))
        return dict(zip(names, found, strict=True))

    async def _hosts_addresses(self, name: str) -> list[str] | None:
        """None when nobody can say."""
        answers = [await self._dns.ask(name, kind) for kind in ("A", "AAAA")]
        found = [text.decode("ascii") for answer in answers for text in answer or ()]
        return None if None in answers and not found else found

    # --- a question each ---

    def _exchange(self, hosts: Records | None, named: Addresses) -> Iterator[Finding]:
        if hosts is None:
            yield unknown("MX", f"{self._domain}: {SILENCE}", self._mx)
        elif not named:
            yield wrong("MX", f"{self._domain} has no MX record", PUBLISH, self._mx)
        for name, addresses in named.items():
            if addresses:
                yield ok("MX", f"{name} {' '.join(addresses)}", self._mx)
            elif addresses is None:
                yield unknown("MX", f"{name}: {SILENCE}")
            else:
                mend = "give it one in the DNS, or name another host in the MX record"
                yield wrong("MX", f"{name} has no address", mend)

    async def _sender(self, leaving: Sequence[str]) -> Finding:
        texts = await self._dns.txt(self._domain)
        if texts is None:
            return unknown("SPF", f"{self._domain}: {SILENCE}", self._spf)
        if problem := records.spf_problem(texts):
            return wrong("SPF", f"{self._domain}: {problem}", PUBLISH, self._spf)
        us = f"postmaster@{self._domain}"
        results = {one: await spf.check(self._dns, one, us, "") for one in leaving}
        for address, result in results.items():
            if result in ("permerror", "none"):
                said = f"the record cannot be evaluated ({result})"
                return wrong("SPF", said, PUBLISH, self._spf)
            if result in ("fail", "softfail", "neutral"):
                said = f"the record does not let {address} send ({result})"
                kind = f"ip{ip_address(address).version}"
                mend = f"if mail leaves from there, add {kind}:{address} to the record"
                return wrong("SPF", said, mend)
        if "temperror" in results.values():
            return unknown("SPF", f"what the record names: {SILENCE}", self._spf)
        return ok("SPF", records.of_spf(texts)[0], self._spf)

    async def _policy(self) -> Finding:
        """Of the domain's own record, else of its organisation's (RFC 7489 §6.6.3)."""
        texts = await self._dns.txt(f"_dmarc.{self._domain}")
        if texts is not None and not records.of_dmarc(texts):
            texts = await self._dns.txt(f"_dmarc.{organisation(self._domain)}")
        if texts is None:
            return unknown("DMARC", f"_dmarc.{self._domain}: {SILENCE}", self._dmarc)
        if problem := records.dmarc_problem(texts):
            said = f"_dmarc.{self._domain}: {problem}"
            return wrong("DMARC", said, f"big providers ask for it: {PUBLISH}", self._dmarc)
        return ok("DMARC", records.of_dmarc(texts)[0], self._dmarc)

    async def _key(self, kept: Kept, key: Key) -> Finding:
        record = records.of_key(self._domain, key)
        texts = await self._dns.txt(record.name)
        if texts is None:
            return unknown("DKIM", f"{record.name}: {SILENCE}", record)
        problem = records.key_problem(key, texts)
        if not problem:
            return ok("DKIM", f"{record.name}: the record of the key", record)
        said = f"{record.name}: {problem}"
        match kept.state:
            case State.SIGNING:
                return wrong("DKIM", said, f"it signs, and nobody can verify it: {PUBLISH}", record)
            case State.NEXT:
                return note("DKIM", said, f"before 'listserv dkim rotate', {PUBLISH}", record)
        mend = f"if a week has passed, 'listserv dkim retire {kept.selector}'"
        return note("DKIM", said, mend)

    async def _pointer(self, address: str) -> Finding:
        """The name of an address must lead back to it."""
        names = await self._dns.ask(ip_address(address).reverse_pointer, "PTR")
        if names is None:
            return unknown("PTR", f"{address}: {SILENCE}")
        mend = f"ask the owner of the address for a PTR record: {address} → {records.HOST}"
        if not names:
            return wrong("PTR", f"{address} has no name", mend)
        silent = ""
        for name in map(records.printable, names):
            addresses = await self._hosts_addresses(name)
            if addresses is None:
                silent = name
            elif address in addresses:
                return ok("PTR", f"{address} {name}")
        if silent:
            return unknown("PTR", f"{address} is called {silent}: {SILENCE}")
        named = records.printable(names[0])
        return wrong("PTR", f"{address} is called {named}, which has not this address", mend)
