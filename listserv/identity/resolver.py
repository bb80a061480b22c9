"""The one way to the DNS: questions asked without blocking, answers kept for as long as they say.

Owns a bounded cache and a bound on questions under way; the same question is asked once at a time.
Never raises: an answer is a tuple of records, () when the name has none or can have none, and None
when nobody could say now, which is kept for a short while only, so that a dead name server does not
slow every post.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

log = logging.getLogger(__name__)

# TXT: the strings of a record joined. A, AAAA: an address as text. MX: a host's name without the
# closing dot, the preferred one first. PTR: the same, in any order.
Records = tuple[bytes, ...]
Lookup = Callable[[str, str], Awaitable[tuple[Records, float]]]  # records, seconds they may be kept

KEPT = 5000  # answers in the cache
AT_ONCE = 20  # questions under way
SECONDS = 5.0  # for one question
LEAST, MOST, FAILED = 60.0, 86_400.0, 30.0  # seconds an answer is kept; a failure
LARGEST = 4096  # octets of a TXT record; a longer one is of no use to us


class TxtSource(Protocol):
    async def txt(self, name: str) -> Records | None:
        """The TXT records of a name: () for none, None when that cannot be known now."""


class Source(TxtSource, Protocol):
    async def ask(self, name: str, kind: str) -> Records | None:
        """The records of a kind (TXT, A, AAAA, MX, PTR), as above."""


class Resolver:
    """A Source over the system's name servers. `lookup(name, kind)` is replaceable."""

    def __init__(self, lookup: Lookup | None = None, seconds: float = SECONDS) -> None:
        self._lookup = lookup or _ask
        self._seconds = seconds
        self._known: OrderedDict[tuple[str, str], tuple[float, Records | None]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Records | None]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def txt(self, name: str) -> Records | None:
        return await self.ask(name, "TXT")

    async def ask(self, name: str, kind: str) -> Records | None:
        question = name.lower().rstrip("."), kind
        until, records = self._known.get(question, (0.0, None))
        if until > asyncio.get_running_loop().time():
            self._known.move_to_end(question)
            return records
        if question not in self._asking:
            task = asyncio.create_task(self._answer(question))
            self._asking[question] = task
            task.add_done_callback(lambda _: self._asking.pop(question, None))
        # One who stops waiting takes the answer from nobody else.
        return await asyncio.shield(self._asking[question])

    async def _answer(self, question: tuple[str, str]) -> Records | None:
        records: Records | None = None
        seconds = FAILED
        try:
            async with self._places, asyncio.timeout(self._seconds):
                records, lives = await self._lookup(*question)
            seconds = min(max(lives, LEAST), MOST)
        except Exception as error:
            # Whatever went wrong, the answer is "not now".
            log.debug("no answer about %s %s: %r", *question, error)
        self._known[question] = (asyncio.get_running_loop().time() + seconds, records)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return records


class Budget:
    """A Source for one mail: so many questions, so many seconds of waiting; then nobody can say."""

    def __init__(self, source: Source, questions: int, seconds: float) -> None:
        self._source = source
        self._questions = questions
        self._seconds = seconds
        self.silent = False  # a question was not answered

    async def txt(self, name: str) -> Records | None:
        return await self.ask(name, "TXT")

    async def ask(self, name: str, kind: str) -> Records | None:
        records = None
        if self._questions > 0 and self._seconds > 0:
            records = await self._answer(name, kind)
        self.silent = self.silent or records is None
        return records

    async def _answer(self, name: str, kind: str) -> Records | None:
        clock = asyncio.get_running_loop().time
        asked = clock()
        self._questions -= 1
        try:
            async with asyncio.timeout(self._seconds):
                return await self._source.ask(name, kind)
        except TimeoutError:
            return None
        finally:
            self._seconds -= clock() - asked


async def _ask(name: str, kind: str) -> tuple[Records, float]:
    """One question to the DNS. Raises what dnspython raises."""
    import dns.asyncresolver  # 100 ms; a site that proves nobody itself never pays
    import dns.exception
    import dns.name
    import dns.resolver

    try:
        asked = dns.name.from_text(name)
    except dns.exception.DNSException:
        return (), LEAST  # an empty label, one that is too long: nobody can have such a name
    try:
        answer = await dns.asyncresolver.resolve(asked, kind, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return (), LEAST
    lives = float(answer.rrset.ttl if answer.rrset else LEAST)
    return _records(kind, list(answer)), lives


def _records(kind: str, found: list[Any]) -> Records:
    match kind:
        case "TXT":
            texts = (b"".join(record.strings) for record in found)
            return tuple(text for text in texts if len(text) <= LARGEST)
        case "MX":
            found.sort(key=lambda record: record.preference)
            hosts = (record.exchange.to_text(omit_final_dot=True) for record in found)
            return tuple(host.encode("ascii") for host in hosts)
        case "PTR":
            hosts = (record.target.to_text(omit_final_dot=True) for record in found)
            return tuple(host.encode("ascii") for host in hosts)
    return tuple(record.address.encode("ascii") for record in found)
