"""One relay as it stands now: its connections, its rests, what it may be given.

Owns which connections stand idle, how many there may be (width), how much may leave (quota), and
when the relay may be spoken to again. A connection is kept some seconds between batches, then
closed politely. A relay that could not be reached rests, longer each time (backoff.rest); then it
is greeted, and gets nothing before it answers. One that refuses us whoever the recipient is
(health) is stopped; after a while one copy finds out whether it takes our mail again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from listserv.delivery import backoff
from listserv.delivery.allowance import Allowance
from listserv.delivery.copy import Parcel
from listserv.delivery.health import Health
from listserv.delivery.line import SILENCE
from listserv.delivery.maildir import Maildir
from listserv.delivery.outcomes import Outcome, Trial
from listserv.delivery.quota import Domains
from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience, Session, UnreachableError
from listserv.delivery.width import Width
from listserv.model import Delivery
from listserv.store import relays
from listserv.text.addresses import mask_text

log = logging.getLogger("listserv.delivery")

STOP_SECONDS = 60.0  # before a relay that refused us is asked again; doubled each time
LONGEST_STOP = 900.0
PLAIN_SECONDS = 3600.0  # without PIPELINING, after silence: some offer it and cannot do it
FOR_LETTERS = 1  # connections that copies never take


class Peer(Protocol):
    """What takes batches: an SMTP or LMTP session, or a Maildir."""

    @property
    def alive(self) -> bool:
        """Can it take another batch?"""

    async def deliver(self, parcels: Sequence[Parcel]) -> list[list[Outcome]]:
        """The outcomes of each parcel, in order, one for each recipient."""

    def finish(self) -> None:
        """Begin nothing more."""

    def abort(self) -> None:
        """Break off now."""

    def close(self) -> None:
        """Say goodbye."""


class Standing(NamedTuple):
    state: str  # ok, out of reach, stopped
    words: str


class Peers:
    """The connections of one relay.

    There are `most` at the same time; `name` is ours at EHLO; `keep` is how many seconds an idle
    connection is kept.
    """

    def __init__(
        self, relay: Relay, most: int, name: str, patience: Patience, *, keep: float
    ) -> None:
        self.relay = relay
        self.batches = 0  # under way; the road counts them
        self.width = Width(most)
        self.health = Health()
        self.allowance = Allowance(relay)
        self._name = name
        self._patience = patience
        self._keep = keep
        self._idle: dict[Peer, asyncio.TimerHandle] = {}
        self._failures = 0
        self._why = ""  # it was out of reach
        self._stops = 0  # in a row
        self._in_hand = 0  # connections that work
        self.stopped = False
        self.known_stopped = False  # has the store written it down?
        self._domains = Domains(dict(relay.domain_rates))
        self._rests_until = 0.0
        self._plain_until = 0.0

    # --- what it may be given ---

    @property
    def resting(self) -> bool:
        return _time() < self._rests_until

    @property
    def is_lost(self) -> bool:
        """Was it out of reach when it was last dialled?"""
        return bool(self._failures)

    @property
    def room(self) -> int | None:
        """How many more batches of copies it may have now; None while it is out of reach."""
        most = self._most
        if most is None:
            return None
        kept = FOR_LETTERS if most > FOR_LETTERS else 0
        return max(0, most - kept - self.batches)

    @property
    def room_for_letters(self) -> int | None:
        return None if self._most is None else max(0, self._most - self.batches)

    @property
    def _most(self) -> int | None:
        """One that refused us is asked again with one copy, one that was lost with a greeting."""
        if self.resting or self.is_lost or (self.stopped and self.batches):
            return None
        return 1 if self.stopped else self.width.allowed

    def standing(self) -> Standing:
        """How it stands, for the postmaster."""
        if self.stopped:
            return Standing("stopped", f"asked again in {self._rest:.0f} s")
        if self.is_lost:
            return Standing("out of reach", f"asked again in {self._rest:.0f} s; {self._why}")
        return Standing("ok", f"{self.batches} of {self.width.allowed} connections at work")

    @property
    def _rest(self) -> float:
        return max(0.0, self._rests_until - _time())

    def slot(self, row: Delivery, now: float) -> float:
        """0.0: its domain's rate lets this row leave now; else when it is to come again."""
        if row.urgent:
            self._domains.count(row.domain, now)
            return 0.0
        return self._domains.admit(row.domain, row.mailing, now, row.returning)

    def recall(self, known: relays.Known) -> None:
        """At start, what the store knows: what was taken of the day, whether it is stopped."""
        self.allowance.remember(known.day, known.taken)
        self.stopped = self.known_stopped = known.stopped is not None

    def see(self, known: relays.Known) -> None:
        """Later: a stopped relay that somebody has mended is asked now."""
        if known.stopped is None and self.known_stopped:
            self.known_stopped = False
            self._rests_until = 0.0

    # --- connections ---

    def kept(self) -> Peer | None:
        """A connection that stands idle, as far as we know; it is in hand until given back."""
        while self._idle:
            peer, timer = self._idle.popitem()
            timer.cancel()
            if peer.alive:
                self._in_hand += 1
                return peer
        return None

    async def dial(self) -> Peer:
        """A new connection, in hand until given back. Raises UnreachableError."""
        peer: Peer
        if self.relay.folder:
            peer = await Maildir.dial(self.relay.folder)
        else:
            plain = _time() < self._plain_until
            peer = await Session.dial(self.relay, self._name, self._patience, pipelining=not plain)
        self._in_hand += 1
        return peer

    def give_back(self, peer: Peer) -> None:
        """What was in hand: it is kept for the next batch."""
        self._in_hand -= 1
        if peer.alive:
            loop = asyncio.get_running_loop()
            self._idle[peer] = loop.call_later(self._keep, self._expire, peer)

    def _expire(self, peer: Peer) -> None:
        if self._idle.pop(peer, None):
            peer.close()

    def close(self) -> None:
        """Close what stands idle."""
        while self._idle:
            peer, timer = self._idle.popitem()
            timer.cancel()
            peer.close()

    # --- what became of it ---

    def heard(self, rows: Sequence[Delivery], outcomes: Mapping[int, Outcome]) -> None:
        """The answers about the copies of a batch, by the row's id."""
        now = _time()
        for row in rows:
            outcome = outcomes[row.id]
            if outcome.trial is Trial.ANSWERED:
                self.health.note(row.id, row.domain, outcome, now)

    def answered(
        self, outcomes: Sequence[Outcome], seconds: float, *, alive: bool, full: bool
    ) -> None:
        """How a batch ended; `full`: more copies waited for connections."""
        if not alive:
            self.width.complained(_time())
        if any(one.text == SILENCE for one in outcomes):
            self._plain_until = _time() + PLAIN_SECONDS
        heard = [one for one in outcomes if one.trial is Trial.ANSWERED]
        if not heard:
            self._failed(outcomes[0].text)
        elif not all(one.refuses_us for one in heard):
            self.width.done(len(outcomes), seconds, full, _time())
            self._serves()

    def reached(self) -> None:
        """It greets us."""
        if self.is_lost:
            log.info("relay %s is back", self.relay)
        self._failures = 0

    def _serves(self) -> None:
        self.reached()
        if self.stopped:
            log.info("relay %s takes our mail again", self.relay)
        self.stopped = False
        self._stops = 0

    @property
    def refuses_us(self) -> bool:
        """Is it set up wrongly, by what was heard of it? A stopped one needs no further proof."""
        return self.health.misconfigured() or (self.stopped and bool(self.refusals()[0]))

    def refusals(self) -> tuple[tuple[int, ...], str]:
        """The rows that it refused of late, and its last words."""
        return self.health.refused(_time()), self.health.words()

    def unreachable(self, error: UnreachableError) -> None:
        """A connection was refused: the relay has enough of them, or is away altogether."""
        others = self._in_hand + len(self._idle)
        if others:
            self.width.refused(others, _time())
        else:
            self._failed(str(error))

    def _failed(self, reason: str) -> None:
        """The relay did not answer a single copy: let it rest. Failures during a rest are one."""
        if self.resting:
            return
        self._failures += 1
        self._why = mask_text(reason)
        seconds = backoff.rest(self._failures, random.random())  # noqa: S311 - no secret
        self.rest(seconds)
        log.warning("relay out of reach, rests %.0f s: %s: %s", seconds, self.relay, self._why)

    def stop(self, words: str) -> None:
        """The relay refuses us, whoever the recipient is. Batches in hand then are one refusal."""
        if not self.stopped:
            log.error("relay %s is stopped, it refuses us: %s", self.relay, words)
        if not (self.stopped and self.resting):
            self.rest(min(STOP_SECONDS * 2.0 ** min(self._stops, 10), LONGEST_STOP))
            self._stops += 1
        self.stopped = True
        self.known_stopped = False
        self.health.clear()

    def rest(self, seconds: float) -> None:
        """It is not spoken to before."""
        self._rests_until = _time() + seconds


def _time() -> float:
    return asyncio.get_running_loop().time()
