"""The kept connections of one relay, and its rests.

Owns which connections stand idle and when the relay may be spoken to again. A connection is kept
some seconds between batches, then closed politely. A relay that could not be reached rests, longer
each time (backoff.rest); after a rest one connection alone finds out whether it is back.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from typing import Protocol

from listserv.delivery import backoff
from listserv.delivery.backoff import Outcome
from listserv.delivery.copy import Parcel
from listserv.delivery.maildir import Maildir
from listserv.delivery.relay import Relay
from listserv.delivery.smtp import Patience, Session
from listserv.text.addresses import mask_text

log = logging.getLogger("listserv.delivery")


class Peer(Protocol):
    """What takes batches: an SMTP or LMTP session, or a Maildir."""

    @property
    def alive(self) -> bool:
        """Can it take another batch?"""

    async def deliver(self, parcels: Sequence[Parcel]) -> list[Outcome]:
        """An outcome for each parcel, in order."""

    def finish(self) -> None:
        """Begin nothing more."""

    def abort(self) -> None:
        """Break off now."""

    def close(self) -> None:
        """Say goodbye."""


class Peers:
    """The connections of one relay.

    `name` is ours at EHLO; `keep` is how many seconds an idle connection is kept.
    """

    def __init__(self, relay: Relay, name: str, patience: Patience, *, keep: float) -> None:
        self.relay = relay
        self.batches = 0  # under way; the road counts them
        self._name = name
        self._patience = patience
        self._keep = keep
        self._idle: dict[Peer, asyncio.TimerHandle] = {}
        self._failures = 0
        self._rests_until = 0.0

    @property
    def resting(self) -> bool:
        return asyncio.get_running_loop().time() < self._rests_until

    @property
    def room(self) -> int:
        """How many more batches it may be given now; a relay that was out of reach gets one."""
        if self.resting:
            return 0
        return (1 if self._failures else self.relay.connections) - self.batches

    async def take(self) -> Peer:
        """A kept connection, or a new one. Raises UnreachableError."""
        while self._idle:
            peer, timer = self._idle.popitem()
            timer.cancel()
            if peer.alive:
                return peer
        if self.relay.folder:
            return await Maildir.dial(self.relay.folder)
        return await Session.dial(self.relay, self._name, self._patience)

    def give_back(self, peer: Peer) -> None:
        """Keep a connection for the next batch."""
        if peer.alive:
            loop = asyncio.get_running_loop()
            self._idle[peer] = loop.call_later(self._keep, self._expire, peer)

    def _expire(self, peer: Peer) -> None:
        if self._idle.pop(peer, None):
            peer.close()

    def worked(self) -> None:
        """The relay answered."""
        if self._failures:
            log.info("relay %s is back", self.relay)
        self._failures = 0

    def failed(self, reason: str) -> None:
        """The relay did not answer a single copy: let it rest. Failures during a rest are one."""
        if self.resting:
            return
        self._failures += 1
        seconds = backoff.rest(self._failures, random.random())  # noqa: S311 - no secret
        self._rests_until = asyncio.get_running_loop().time() + seconds
        log.warning("relay out of reach, rests %.0f s: %s", seconds, mask_text(reason))

    def close(self) -> None:
        """Close what stands idle."""
        while self._idle:
            peer, timer = self._idle.popitem()
            timer.cancel()
            peer.close()
