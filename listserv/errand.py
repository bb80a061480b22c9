"""How an errand is run: read by a child, judged by its room, finished in one transaction.

Owns the loop that the clerk (commands), the moderators' answers, the porter, private mail and the
returns share. A mail that no person wrote, or not to us alone (text/robots.py), never acts and is
never answered, but for two rooms that take it: the returns get what comes to a return path, and
every complaint, to whatever address it came; the porter hands on what comes for the site's admin.
An errand that raises is tried again, and after three tries kept for a human with its traceback. One
that was run while words were taken out of posts is run again, and that costs no try.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from typing import Any, Protocol, TypeVar

from listserv.clock import Clock
from listserv.model import Errand, Letter, Origin, Proof, Purpose, Reading
from listserv.store import errands, failures, redactions, spool
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.store.redactions import LookAgainError
from listserv.text import robots

log = logging.getLogger("listserv.errand")

BATCH = 8  # done before anybody who comes meanwhile and is known
BATCH_BYTES = 10_000_000  # of raw mail in memory for them


class Reader(Protocol):
    async def read(self, raw: bytes) -> Reading: ...


class Sized(Protocol):
    @property
    def size(self) -> int: ...


_SizedT = TypeVar("_SizedT", bound=Sized)


class Prover(Protocol):
    async def proof(self, raw: bytes, reading: Reading, origin: Origin) -> Proof: ...


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is known of an errand before its room thinks about it."""

    errand: Errand
    reading: Reading
    proof: Proof
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of an errand: a line for the journal, letters, and changes of the store."""

    text: str
    letters: Sequence[Letter] = field(default=())
    changes: Sequence[Change] = field(default=())


class Room(Protocol):
    purposes: Sequence[Purpose]
    for_robots: bool  # takes mail that no person wrote

    async def run(self, brief: Brief) -> Outcome: ...


class Errands:
    """The worker of one room's errands.

    Gather: the mail, as a child reads it, and the proof of its sender. Decide: the room's `run`.
    Apply: `errands.finish`, with all letters and changes.
    """

    def __init__(
        self, store: Store, reader: Reader, prover: Prover, clock: Clock, room: Room
    ) -> None:
        self._store = store
        self._reader = reader
        self._prover = prover
        self._clock = clock
        self._room = room

    async def step(self) -> bool:
        now = self._clock.now()
        waiting = await self._store.read(errands.due, now, self._room.purposes, BATCH)
        due = at_once(waiting, BATCH_BYTES)
        # All are read at the same moment: what silent name servers cost is paid once for all.
        gathered = [asyncio.create_task(self._gather(errand)) for errand in due]
        try:
            # One after the other: two answers to one question must meet the first one's effect.
            ended = [
                await self._one(errand, found) for errand, found in zip(due, gathered, strict=True)
            ]
        finally:
            for one in gathered:
                one.cancel()
        # Where all have to be run again, what they wait for is given the time until the next look.
        return any(ended)

    async def _gather(self, errand: Errand) -> tuple[int, Brief]:
        """The last line of the book of decisions before we looked, and all that the mail says."""
        book = await self._store.read(redactions.last)
        raw = await self._store.read(spool.raw, errand.mail_id)
        reading = await self._reader.read(raw)
        proof = Proof()
        if not self._passed_by(errand, reading):
            proof = await self._prover.proof(raw, reading, errand.origin)
        return book, Brief(errand, reading, proof, raw)

    async def _one(self, errand: Errand, gathered: Awaitable[tuple[int, Brief]]) -> bool:
        """Whether it came to an end, be it that of a try."""
        try:
            book, brief = await gathered
            reading, proof = brief.reading, brief.proof
            outcome = self._passed_by(errand, reading) or await self._room.run(brief)
            await self._store.write(
                _finish,
                book,
                errand,
                outcome.text,
                self._clock.now(),
                outcome.letters,
                (*outcome.changes, *self._sign_of_life(errand, reading, proof)),
                reading.from_address,
                f"{proof.how} {proof.domain}".strip(),
            )
        except LookAgainError:
            return False  # the next step runs it again
        except Exception:
            log.exception("errand %d could not be run", errand.id)
            await self._store.write(
                errands.shunt, errand.id, traceback.format_exc(), self._clock.now()
            )
        return True

    def _sign_of_life(self, errand: Errand, reading: Reading, proof: Proof) -> tuple[Change, ...]:
        """Who writes to us can be reached, whatever came back before."""
        if reading.automatic or reading.bounced or not errand.origin.mail_from:
            return ()
        address = reading.from_address if proof else ""
        now = self._clock.now()
        return (partial(failures.heard, address=address, token=errand.token, now=now),)

    def _passed_by(self, errand: Errand, reading: Reading) -> Outcome | None:
        """What comes of a mail that is not for the room; its sender needs no proof."""
        if reading.complaint and reading.complaint.tokens and errand.purpose is not Purpose.BOUNCES:
            return _to_returns(errand)
        if not self._room.for_robots and (why := robots.why(reading, errand.origin.mail_from)):
            return Outcome(f"automatic: {why}")
        return None


def at_once(waiting: Sequence[_SizedT], most: int) -> Sequence[_SizedT]:
    """As many of the oldest as may be in memory together, of so many octets; one at least."""
    sizes = accumulate(one.size for one in waiting)
    fitting = sum(size <= most for size in sizes)
    return waiting[: max(1, fitting)]


def _finish(db: Db, book: int, errand: Errand, *rest: Any) -> None:
    """End an errand, unless words were taken out behind a line of the book, when it was begun, that
    may stand in its letters and changes. A command that takes words out looks itself."""
    if redactions.since(db, book, but=errand.mail_id):
        raise LookAgainError
    errands.finish(db, errand.id, *rest)


def _to_returns(errand: Errand) -> Outcome:
    """A complaint comes to whatever address a provider was told; one room knows what it means."""
    again = partial(
        spool.errand,
        mail_id=errand.mail_id,
        list_id=errand.list_id,
        purpose=Purpose.BOUNCES,
        address=errand.address,
        token=None,
        command="",
    )
    return Outcome("a complaint, for the returns", (), (again,))
