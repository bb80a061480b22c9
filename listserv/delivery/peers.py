"""One relay as it stands now: its connections, its rests, what it may be given.

Owns which connections stand idle, how many there may be (width), how much may leave (quota), and
when the relay may be spoken to again. A connection is kept some seconds between batches, then
closed politely. A relay that could not be reached rests, longer each time (backoff.rest); one that
refuses us whoever the recipient is (health) is stopped. After either, one connection alone finds
out whether it serves us again, with one copy.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from typing import Protocol

from listserv.delivery import backoff
from listserv.delivery.allowance import Allowance
from listserv.delivery.backoff import Outcome, Trial
from listserv.delivery.copy import Parcel
from listserv.delivery.health import Health
from listserv.delivery.line import SILENCE
from listserv.delivery.maildir import Maildir
from listserv.delivery.quota import Domains
from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience, Session, UnreachableError
from listserv.delivery.width import Width
from listserv.model import Delivery
from listserv.store import relays
from listserv.text.addresses import mask_text

log = logging.getLogger("listserv.delivery")

STOP_SECONDS = 900.0  # before a relay that refused us is asked again
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
        self.stopped = False
        self._domains = Domains(dict(relay.domain_rates))
        self._rests_until = 0.0
        self._plain_until = 0.0

    # --- what it may be given ---

    @property
    def resting(self) -> bool:
        return _time() < self._rests_until

    @property
    def on_trial(self) -> bool:
        """Is it to be found out with one copy whether it serves us?"""
        return bool(self._failures) or self.stopped

    @property
    def room(self) -> int | None:
        """How many more batches of copies it may have now; None while it is out of reach."""
        if self.resting:
            return None
        kept = FOR_LETTERS if self.width.allowed > FOR_LETTERS and not self.on_trial else 0
        return max(0, self._most - kept - self.batches)

    @property
    def room_for_letters(self) -> int | None:
        return None if self.resting else max(0, self._most - self.batches)

    @property
    def _most(self) -> int:
        return 1 if self.on_trial else self.width.allowed

    def standing(self) -> str:
        """How it stands, for the postmaster: "resting", or how many connections are at work."""
        if self.resting and not self.stopped:
            return f"resting for {self._rests_until - _time():.0f} s more, out of reach"
        return f"{self.batches} of {self.width.allowed} connections at work"

    def slot(self, row: Delivery, now: float) -> float:
        """0.0: its domain's rate lets this row leave now; else when it is to come again."""
        if row.urgent:
            self._domains.count(row.domain, now)
            return 0.0
        return self._domains.admit(row.domain, row.mailing, now, row.returning)

    def remember(self, known: relays.Known) -> None:
        """What the store knows: what was taken of the day, whether the relay is stopped."""
        if not self.allowance.day:
            self.allowance.remember(known.day, known.taken)
        if known.stopped is None:
            if self.stopped:
                self._rests_until = 0.0  # somebody has mended it: ask it now
        elif not self.stopped:
            self.stopped = True

    # --- connections ---

    async def take(self) -> Peer:
        """A kept connection, or a new one. Raises UnreachableError."""
        while self._idle:
            peer, timer = self._idle.popitem()
            timer.cancel()
            if peer.alive:
                return peer
        if self.relay.folder:
            return await Maildir.dial(self.relay.folder)
        pipelining = _time() >= self._plain_until
        return await Session.dial(self.relay, self._name, self._patience, pipelining=pipelining)

    def give_back(self, peer: Peer) -> None:
        """Keep a connection for the next batch."""
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

    def heard(self, row: Delivery, outcome: Outcome) -> None:
        """An answer about one copy."""
        if outcome.trial is Trial.ANSWERED:
            self.health.note(row.id, row.domain, outcome)

    def answered(
        self, outcomes: Sequence[Outcome], seconds: float, *, alive: bool, full: bool
    ) -> None:
        """How a batch ended; `full`: more copies waited for connections."""
        if not alive:
            self.width.complained(_time())
        heard = [one for one in outcomes if one.trial is Trial.ANSWERED]
        if not heard:
            if any(one.text == SILENCE for one in outcomes):
                self._plain_until = _time() + PLAIN_SECONDS
            self._failed(f"{self.relay}: {outcomes[0].text}")
        elif self.stopped and all(one.refuses_us for one in heard):
            self.stop()
        else:
            self.width.done(len(outcomes), seconds, full, _time())
            self._worked()

    @property
    def refuses_us(self) -> bool:
        """Is it set up wrongly, by what was heard of it? A stopped one needs no further proof."""
        return self.health.misconfigured() or (self.stopped and bool(self.health.refused()))

    def _worked(self) -> None:
        if self.on_trial:
            log.info("relay %s is back", self.relay)
        self._failures = 0
        self.stopped = False

    def unreachable(self, error: UnreachableError) -> None:
        """A connection was refused: the relay has enough of them, or is away altogether."""
        if self.batches > 1:  # others are up
            self.width.refused(self.batches - 1, _time())
        else:
            self._failed(str(error))

    def _failed(self, reason: str) -> None:
        """The relay did not answer a single copy: let it rest. Failures during a rest are one."""
        if self.resting:
            return
        self._failures += 1
        seconds = backoff.rest(self._failures, random.random())  # noqa: S311 - no secret
        self._rests_until = _time() + seconds
        log.warning("relay out of reach, rests %.0f s: %s", seconds, mask_text(reason))

    def stop(self) -> None:
        """The relay refuses us, whoever the recipient is."""
        self.stopped = True
        self._rests_until = _time() + STOP_SECONDS
        self.health.clear()


def _time() -> float:
    return asyncio.get_running_loop().time()
