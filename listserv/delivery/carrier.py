"""The carrier: one batch at a time from rows of the ledger to answers in it.

Owns what is in hand: rows marked `trying`, and the sessions that work on them. Whatever happens to
a batch, an outcome for each of its rows is written in the end, in one transaction with what the
batch taught about its relay; a disk that refuses it is asked again until it takes it. Nothing is
decided between an answer and its record that could fail.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from listserv.clock import Clock
from listserv.delivery import backoff
from listserv.delivery.copy import Parcel
from listserv.delivery.outcomes import Outcome, Trial
from listserv.delivery.packer import Packer
from listserv.delivery.peers import Peer, Peers
from listserv.delivery.smtp import UnreachableError
from listserv.model import Delivery, DeliveryState, Reply
from listserv.store import ledger, relays
from listserv.store.base import Db, Store
from listserv.text.addresses import mask_text
from listserv.text.dates import utc_day

log = logging.getLogger("listserv.delivery")

REWRITE_SECONDS = 5.0  # between attempts to write answers down

P = ParamSpec("P")
Outcomes = dict[int, Outcome]  # by the row's id


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a batch taught about its relay."""

    taken: int = 0  # copies of its warm-up's day
    refused: tuple[int, ...] = ()  # rows it failed although it refuses us, not the members
    stopped: str = ""  # its words, when it is to be stopped
    resumed: bool = False  # it serves us again


class Carrier:
    """Carries batches, many at a time."""

    def __init__(self, store: Store, packer: Packer, clock: Clock) -> None:
        self._store = store
        self._packer = packer
        self._clock = clock
        self._busy: set[Peer] = set()
        self._stopping = False

    def finish(self) -> None:
        """Begin no more transactions; those that are under way come to their end."""
        self._stopping = True
        for peer in self._busy:
            peer.finish()

    def abort(self) -> None:
        """Break off now; what is known is written down."""
        for peer in self._busy:
            peer.abort()

    async def carry(self, peers: Peers, rows: Sequence[Delivery], *, full: bool) -> None:
        """One batch; `full`: more copies waited for connections."""
        was_stopped = peers.stopped
        try:
            outcomes = await self._attempt(peers, rows, full=full)
        except Exception:
            log.exception("a batch of %d deliveries failed by our own fault", len(rows))
            ours = Outcome(DeliveryState.DUE, "our own fault, see the log", Trial.BROKEN)
            outcomes = {row.id: ours for row in rows}
        refused, words = peers.refusals() if peers.refuses_us else ((), "")
        reason = mask_text(words)
        if reason:
            peers.stop(reason)
            outcomes = {row: one.spared for row, one in outcomes.items()}
        resumed = was_stopped and not peers.stopped
        await self._record(peers, rows, outcomes, refused, reason, resumed=resumed)

    async def put_off(self, rows: Sequence[Reply]) -> None:
        """Rows that were not tried, each until its `due`."""
        await self._write(ledger.release, rows)

    async def find_out(self, peers: Peers) -> None:
        """Is a relay back that was out of reach? Asked with a greeting, at nobody's cost."""
        try:
            peers.give_back(await peers.dial())
        except UnreachableError as error:
            peers.unreachable(error)
        else:
            peers.reached()

    # --- an attempt ---

    async def _attempt(self, peers: Peers, rows: Sequence[Delivery], *, full: bool) -> Outcomes:
        """Make the copies and hand them over; an outcome for each row."""
        packed = await self._packer.pack(rows)
        outcomes = packed.unfit
        if packed.parcels:
            outcomes = outcomes | await self._hand_over(peers, packed.parcels, full=full)
        peers.heard(rows, outcomes)
        return outcomes

    async def _hand_over(self, peers: Peers, parcels: Sequence[Parcel], *, full: bool) -> Outcomes:
        """To a kept connection, or to a new one where those that were kept have gone stale."""
        while peer := peers.kept():
            outcomes, seconds = await self._through(peers, peer, parcels)
            stale = not peer.alive and all(one.trial is Trial.UNTRIED for one in outcomes.values())
            if not stale or self._stopping:
                break
        else:
            try:
                peer = await peers.dial()
            except UnreachableError as error:
                peers.unreachable(error)
                return _untried(f"{peers.relay}: {error}", parcels)
            outcomes, seconds = await self._through(peers, peer, parcels)
        if not self._stopping:
            peers.answered(list(outcomes.values()), seconds, alive=peer.alive, full=full)
        return outcomes

    async def _through(
        self, peers: Peers, peer: Peer, parcels: Sequence[Parcel]
    ) -> tuple[Outcomes, float]:
        """What a connection in hand made of them, and in how many seconds; it is given back."""
        began = asyncio.get_running_loop().time()
        self._busy.add(peer)
        try:
            if self._stopping:
                return _untried("stopped before its turn", parcels), 0.0
            outcomes = _by_row(parcels, await peer.deliver(parcels))
            return outcomes, asyncio.get_running_loop().time() - began
        finally:
            self._busy.discard(peer)
            peers.give_back(peer)

    # --- what became of it ---

    async def _record(
        self,
        peers: Peers,
        rows: Sequence[Delivery],
        outcomes: Outcomes,
        refused: tuple[int, ...],
        reason: str,
        *,
        resumed: bool,
    ) -> None:
        now = self._clock.now()
        untried = [
            Reply(row.id, row.mailing, DeliveryState.DUE, outcomes[row.id].text, now)
            for row in rows
            if outcomes[row.id].trial is Trial.UNTRIED
        ]
        replies = [
            self._reply(row, outcomes[row.id], now)
            for row in rows
            if outcomes[row.id].trial is not Trial.UNTRIED
        ]
        peers.allowance.took(-len(untried), now)
        taken = len(replies) if peers.allowance.warms_up else 0
        lesson = Lesson(taken, refused, reason, resumed)
        if await self._write(_apply, str(peers.relay), replies, untried, lesson, now):
            peers.known_stopped = peers.stopped

    async def _write(
        self, verb: Callable[Concatenate[Db, P], object], *values: P.args, **named: P.kwargs
    ) -> bool:
        """Until the disk takes it; False when the server stops before."""
        while True:
            try:
                await self._store.write(verb, *values, **named)
                return True
            except Exception:
                log.exception("the answers of some deliveries could not be written")
                if self._stopping:
                    return False
                await asyncio.sleep(REWRITE_SECONDS)

    def _reply(self, row: Delivery, outcome: Outcome, now: float) -> Reply:
        state, due = outcome.state, 0.0
        if state is DeliveryState.DUE:
            if backoff.expired(row.created, now):
                state = DeliveryState.EXPIRED
            else:
                due = now + backoff.pause(row.tries, random.random())  # noqa: S311 - no secret
        level = logging.DEBUG if state is DeliveryState.SENT else logging.INFO
        if log.isEnabledFor(level):
            log.log(level, "delivery %d %s: %s", row.id, state, mask_text(outcome.text))
        return Reply(row.id, row.mailing, state, outcome.text, due)


def _apply(
    db: Db,
    relay: str,
    replies: Sequence[Reply],
    untried: Sequence[Reply],
    lesson: Lesson,
    now: float,
) -> None:
    """What became of a batch, and what it taught about its relay."""
    if replies:
        ledger.record(db, replies, now)
    if untried:
        ledger.release(db, untried)
    if lesson.taken:
        relays.count(db, relay, lesson.taken, utc_day(now))
    if lesson.stopped:
        relays.stop(db, relay, lesson.stopped, now)
        ledger.give_back(db, lesson.refused, "the relay refused us", now, now)
    elif lesson.resumed:
        relays.resume(db, relay)


def _by_row(parcels: Sequence[Parcel], outcomes: Iterable[Sequence[Outcome]]) -> Outcomes:
    return {
        row: one
        for parcel, said in zip(parcels, outcomes, strict=True)
        for row, one in zip(parcel.deliveries, said, strict=True)
    }


def _untried(reason: str, parcels: Sequence[Parcel]) -> Outcomes:
    untried = Outcome(DeliveryState.DUE, reason, Trial.UNTRIED)
    return {row: untried for parcel in parcels for row in parcel.deliveries}
