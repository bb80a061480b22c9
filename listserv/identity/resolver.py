"""The one way to the DNS: TXT records, asked without blocking, kept for as long as they say.

Owns a bounded cache and a bound on questions under way; the same question is asked once at a time.
Never raises: an answer is a tuple of records, () when the name has none, and None when nobody could
say now, which is kept for a short while only, so that a dead name server does not slow every post.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

log = logging.getLogger(__name__)

Records = tuple[bytes, ...]
Lookup = Callable[[str], Awaitable[tuple[Records, float]]]  # records, seconds they may be kept

KEPT = 2000  # names in the cache
AT_ONCE = 20  # questions under way
SECONDS = 5.0  # for one question
LEAST, MOST, FAILED = 60.0, 86_400.0, 30.0  # seconds an answer is kept; a failure


class TxtSource(Protocol):
    async def txt(self, name: str) -> Records | None:
        """The TXT records of a name: () for none, None when that cannot be known now."""


class Resolver:
    """A TxtSource over the system's name servers. `lookup` is replaceable."""

    def __init__(self, lookup: Lookup | None = None, seconds: float = SECONDS) -> None:
        self._lookup = lookup or _ask
        self._seconds = seconds
        self._known: OrderedDict[str, tuple[float, Records | None]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Records | None]] = {}
        self._places = asyncio.Semaphore(AT_ONCE)

    async def txt(self, name: str) -> Records | None:
        name = name.lower().rstrip(".")
        until, records = self._known.get(name, (0.0, None))
        if until > asyncio.get_running_loop().time():
            self._known.move_to_end(name)
            return records
        if name not in self._asking:
            task = asyncio.create_task(self._answer(name))
            self._asking[name] = task
            task.add_done_callback(lambda _: self._asking.pop(name, None))
        # One who stops waiting takes the answer from nobody else.
        return await asyncio.shield(self._asking[name])

    async def _answer(self, name: str) -> Records | None:
        records: Records | None = None
        seconds = FAILED
        try:
            async with self._places, asyncio.timeout(self._seconds):
                records, lives = await self._lookup(name)
            seconds = min(max(lives, LEAST), MOST)
        except Exception as error:
            # Whatever went wrong, the answer is "not now".
            log.debug("no answer about %s: %r", name, error)
        self._known[name] = (asyncio.get_running_loop().time() + seconds, records)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return records


async def _ask(name: str) -> tuple[Records, float]:
    """One question to the DNS. Raises what dnspython raises."""
    import dns.asyncresolver  # 100 ms; a site that proves nobody itself never pays
    import dns.resolver

    try:
        answer = await dns.asyncresolver.resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return (), LEAST
    records = tuple(b"".join(record.strings) for record in answer)
    return records, float(answer.rrset.ttl if answer.rrset else LEAST)
