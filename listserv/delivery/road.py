"""The road: due rows become copies, copies leave, answers are written down.

Owns the batches under way. A round takes due rows (the ledger marks them, letters first, then the
mailings that waited longest) and gives each free connection of a relay a batch; the batches then go
their own way, so a slow peer holds up its own rows only. Each relay keeps a connection for letters,
which wait for no fan-out and no quota. Relays share the copies by weight.

What a failure does:
  the relay cannot be reached       its rows are due again at once, no try counted; the relay rests
  the relay refuses us, whoever     it is stopped; what it refused lately is due again, for another
    the recipient is                relay, or for this one when it serves us again
  the line breaks in mid-batch      the copy in hand had its try, the others are due at once
  the peer refuses for good         that copy failed, with the peer's words
  a rendition cannot go out         its copies failed, with the reason; an error in the log
  our own code raises               the batch is due again after a pause; traceback in the log
  the program is killed             rows being tried are due again at start (ledger.recover): at
                                    most `batch` rows a connection can be sent twice
  the disk refuses the answers      they are written again until it takes them

Logs name deliveries by their row, and mask addresses in the peer's words.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable, Sequence

from listserv.clock import Clock
from listserv.delivery import backoff
from listserv.delivery.backoff import Outcome, Trial
from listserv.delivery.batch import share
from listserv.delivery.copy import Parcel
from listserv.delivery.packer import Packer
from listserv.delivery.peers import Peer, Peers
from listserv.delivery.relay import Relay
from listserv.delivery.signing import SignerPool
from listserv.delivery.smtp import Patience, UnreachableError
from listserv.delivery.turns import Turns
from listserv.delivery.warmup import utc_day
from listserv.model import Delivery, DeliveryState, Reply, Site
from listserv.store import ledger, relays
from listserv.store.base import Db, Store
from listserv.text.addresses import mask_text
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.delivery")

GLANCE_SECONDS = 0.1  # how long a round waits for batches under way before it looks again
SOON_SECONDS = 5.0  # what is due within these is waited for; later things are polled
REWRITE_SECONDS = 5.0  # between attempts to write answers down
ABORT_SECONDS = 0.5  # how long answers may take to be written after lines were broken off

Outcomes = dict[int, Outcome]  # by the row's id


class Road:
    """The worker. `keep` is how many seconds an idle connection is kept.

    Gather and apply: `ledger.take`, which writes the attempt. Decide: `turns.pick` which relay,
    `batch.share` which connection, and later `backoff.judge` what an answer means. Apply:
    `ledger.record`.
    """

    def __init__(
        self,
        store: Store,
        site: Site,
        relays: Sequence[Relay],
        seal: Seal,
        signers: SignerPool | None,
        clock: Clock,
        *,
        batch: int = 50,
        patience: Patience | None = None,
        keep: float = 5.0,
    ) -> None:
        self._store = store
        self._clock = clock
        self._batch = batch
        patience = patience or Patience()
        self._turns = turns = Turns([relay.weight for relay in relays])
        self._relays = [
            Peers(relay, turns.connections(n, relay.connections), site.domain, patience, keep=keep)
            for n, relay in enumerate(relays)
        ]
        self._packer = Packer(store, site, seal, signers, clock)
        self._lanes: set[asyncio.Task[None]] = set()
        self._busy: set[Peer] = set()
        self._known = False
        self._stopping = False

    # --- the worker ---

    async def step(self) -> bool:
        """Start what is due on the connections that are free. True: look again at once."""
        if self._stopping:
            return await self._glance()
        await self._remember()
        now = self._clock.now()
        turn, copies = self._choose(now)
        if turn is None:
            return await self._glance()
        peers = self._relays[turn]
        free = (peers.room if copies else peers.room_for_letters) or 0
        room = 1 if peers.on_trial else free * self._batch
        following = now + self._pause(1)
        taken = await self._store.write(ledger.take, now, room, min(room, copies), following)
        rows = await self._admit(peers, taken, now)
        if not rows:
            return await self._glance() or await self._await_due(peers, now)
        peers.allowance.took(len(rows), now)
        self._turns.gave(turn, len(rows))
        for batch in share(rows, free, self._batch):
            self._start(peers, batch, full=len(taken) == room)
        return True

    async def stop(self, seconds: float = 2.0) -> None:
        """Let transactions under way end, within `seconds`; then break off. Answers are kept."""
        self._stopping = True
        for peer in self._busy:
            peer.finish()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=seconds)
        for peer in self._busy:
            peer.abort()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=ABORT_SECONDS)
        left = list(self._lanes)
        for lane in left:
            lane.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for peers in self._relays:
            peers.close()

    def standing(self) -> dict[str, str]:
        """How each relay stands now, by its URL."""
        return {str(peers.relay): peers.standing() for peers in self._relays}

    def _choose(self, now: float) -> tuple[int | None, int]:
        """The relay whose turn it is, and how many copies it may be given beside letters."""
        allowed = [peers.allowance.copies(now) for peers in self._relays]
        turn = self._turns.pick(
            [
                peers.room if copies or peers.room is None else 0
                for peers, copies in zip(self._relays, allowed, strict=True)
            ]
        )
        if turn is not None:
            return turn, allowed[turn]
        return self._turns.pick([peers.room_for_letters for peers in self._relays]), 0

    async def _remember(self) -> None:
        """What each relay had of its day before the start, and whether it is stopped or mended."""
        for peers in self._relays:
            if peers.stopped or not self._known:
                peers.remember(await self._store.read(relays.load, str(peers.relay)))
        self._known = True

    async def _admit(
        self, peers: Peers, rows: Sequence[Delivery], now: float
    ) -> Sequence[Delivery]:
        """The rows that may leave now; those that a domain's rate keeps back get their hour."""
        if not peers.relay.domain_rates:
            return rows
        slots = {row.id: peers.slot(row, now) for row in rows}
        waiting = [
            Reply(row.id, row.mailing, DeliveryState.DUE, ledger.QUOTA, slots[row.id])
            for row in rows
            if slots[row.id]
        ]
        if waiting:
            await self._store.write(ledger.release, waiting)
        return [row for row in rows if not slots[row.id]]

    async def _glance(self) -> bool:
        """Wait a moment for batches under way; False when there are none."""
        if not self._lanes:
            return False
        await asyncio.wait(self._lanes, timeout=GLANCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return True

    async def _await_due(self, peers: Peers, now: float) -> bool:
        """Wait a moment for what is due, or allowed, within seconds; False when nothing is."""
        due = await self._store.read(ledger.next_due)
        if due is None:
            return False
        seconds = max(due, peers.allowance.again(now)) - now
        if seconds > SOON_SECONDS:
            return False
        await asyncio.sleep(min(max(seconds, 0.01), GLANCE_SECONDS))
        return True

    # --- a batch ---

    def _start(self, peers: Peers, rows: Sequence[Delivery], *, full: bool) -> None:
        def ended(lane: asyncio.Task[None]) -> None:
            self._lanes.discard(lane)
            peers.batches -= 1

        lane = asyncio.create_task(self._carry(peers, rows, full=full))
        self._lanes.add(lane)
        peers.batches += 1
        lane.add_done_callback(ended)

    async def _carry(self, peers: Peers, rows: Sequence[Delivery], *, full: bool) -> None:
        """One batch, from rows of the ledger to answers in it."""
        try:
            outcomes = await self._attempt(peers, rows, full=full)
        except Exception:
            log.exception("a batch of %d deliveries failed by our own fault", len(rows))
            ours = Outcome(DeliveryState.DUE, "our own fault, see the log", Trial.BROKEN)
            outcomes = {row.id: ours for row in rows}
        while True:
            try:
                return await self._record(peers, rows, outcomes)
            except Exception:
                log.exception("the answers of %d deliveries could not be written", len(rows))
                if self._stopping:
                    return None
                await asyncio.sleep(REWRITE_SECONDS)

    async def _attempt(self, peers: Peers, rows: Sequence[Delivery], *, full: bool) -> Outcomes:
        """Make the copies and hand them over; an outcome for each row."""
        packed = await self._packer.pack(rows)
        outcomes = packed.unfit
        if packed.parcels:
            stopped = peers.stopped
            outcomes = outcomes | await self._hand_over(peers, packed.parcels, full=full)
            if stopped and not peers.stopped:
                await self._store.write(relays.resume, str(peers.relay))
        for row in rows:
            peers.heard(row, outcomes[row.id])
        if peers.refuses_us:
            await self._stop_relay(peers)
            outcomes = {row: one.spared for row, one in outcomes.items()}
        return outcomes

    async def _hand_over(self, peers: Peers, parcels: Sequence[Parcel], *, full: bool) -> Outcomes:
        """To a kept connection or a new one; a kept one that had gone stale is replaced."""
        while True:
            try:
                peer = await peers.take()
            except UnreachableError as error:
                peers.unreachable(error)
                return _untried(str(error), parcels)
            if self._stopping:
                peers.give_back(peer)
                return _untried("stopped before its turn", parcels)
            self._busy.add(peer)
            began = asyncio.get_running_loop().time()
            try:
                outcomes = _by_row(parcels, await peer.deliver(parcels))
            finally:
                self._busy.discard(peer)
            peers.give_back(peer)
            untried = all(one.trial is Trial.UNTRIED for one in outcomes.values())
            if not untried or peer.alive or self._stopping:
                break
        if not self._stopping:
            seconds = asyncio.get_running_loop().time() - began
            peers.answered(list(outcomes.values()), seconds, alive=peer.alive, full=full)
        return outcomes

    # --- what became of it ---

    async def _record(self, peers: Peers, rows: Sequence[Delivery], outcomes: Outcomes) -> None:
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
        await self._store.write(_apply, str(peers.relay), replies, untried, taken, now)

    async def _stop_relay(self, peers: Peers) -> None:
        """It refuses us and not the members: nobody's copy is lost by that."""
        now = self._clock.now()
        refused, reason = peers.health.refused(), mask_text(peers.health.words())
        if not peers.stopped:
            log.error("relay %s is stopped, it refuses us: %s", peers.relay, reason)
        peers.stop()  # what other batches are told from now on stops nothing anew
        again = now + self._pause(1)
        await self._store.write(relays.stop, str(peers.relay), reason, now)
        await self._store.write(ledger.give_back, refused, "the relay refused us", again, now)

    def _reply(self, row: Delivery, outcome: Outcome, now: float) -> Reply:
        state, due = outcome.state, 0.0
        if state is DeliveryState.DUE:
            if backoff.expired(row.created, now):
                state = DeliveryState.EXPIRED
            else:
                due = now + self._pause(row.tries)
        level = logging.DEBUG if state is DeliveryState.SENT else logging.INFO
        if log.isEnabledFor(level):
            log.log(level, "delivery %d %s: %s", row.id, state, mask_text(outcome.text))
        return Reply(row.id, row.mailing, state, outcome.text, due)

    def _pause(self, tries: int) -> float:
        return backoff.pause(tries, random.random())  # noqa: S311 - no secret


def _apply(
    db: Db,
    relay: str,
    replies: Sequence[Reply],
    untried: Sequence[Reply],
    taken: int,
    now: float,
) -> None:
    """What became of a batch, and what it took of its relay's day."""
    if replies:
        ledger.record(db, replies, now)
    if untried:
        ledger.release(db, untried)
    if taken:
        relays.count(db, relay, taken, utc_day(now))


def _by_row(parcels: Sequence[Parcel], outcomes: Iterable[Sequence[Outcome]]) -> Outcomes:
    return {
        row: one
        for parcel, said in zip(parcels, outcomes, strict=True)
        for row, one in zip(parcel.deliveries, said, strict=True)
    }


def _untried(reason: str, parcels: Sequence[Parcel]) -> Outcomes:
    untried = Outcome(DeliveryState.DUE, reason, Trial.UNTRIED)
    return {row: untried for parcel in parcels for row in parcel.deliveries}
