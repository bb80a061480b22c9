"""The road: due rows become copies, copies leave, answers are written down.

Owns the batches under way. A round gathers due rows (the ledger puts letters first), writes their
attempts in one transaction, and gives each free connection a batch; the batches then go their own
way, so a slow peer holds up its own rows only, and a letter waits for no fan-out. Relays are used
in their order: the next one when those before rest or have all the connections they may have.

What a failure does:
  the relay cannot be reached       its rows are due again at once, no try counted; the relay rests
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
import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from listserv.clock import Clock
from listserv.delivery import backoff
from listserv.delivery.backoff import Outcome, Trial
from listserv.delivery.batch import share
from listserv.delivery.copy import Parcel
from listserv.delivery.moulds import Moulds, Ready
from listserv.delivery.peers import Peer, Peers
from listserv.delivery.relay import Relay
from listserv.delivery.signer import Signer
from listserv.delivery.smtp import Patience, UnreachableError
from listserv.delivery.verp import return_path
from listserv.model import Delivery, DeliveryState, Purpose, Reply, Site, Token
from listserv.store import ledger, lists
from listserv.store.base import Store
from listserv.text.addresses import mask_text
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.delivery")

GLANCE_SECONDS = 0.1  # how long a round waits for batches under way before it looks again
REWRITE_SECONDS = 5.0  # between attempts to write answers down
ABORT_SECONDS = 0.5  # how long answers may take to be written after lines were broken off


class Road:
    """The worker. `keep` is how many seconds an idle connection is kept.

    Gather: `ledger.due`. Decide: `batch.share` who carries what, and later `backoff.judge` what an
    answer means. Apply: `ledger.begin` before an attempt, `ledger.record` after it.
    """

    def __init__(
        self,
        store: Store,
        site: Site,
        relays: Sequence[Relay],
        seal: Seal,
        signer: Signer | None,
        clock: Clock,
        *,
        batch: int = 50,
        patience: Patience | None = None,
        keep: float = 5.0,
    ) -> None:
        self._store = store
        self._site = site
        self._seal = seal
        self._signer = signer
        self._clock = clock
        self._batch = batch
        patience = patience or Patience()
        self._relays = [Peers(relay, site.domain, patience, keep=keep) for relay in relays]
        self._moulds = Moulds(store, signer)
        self._names: dict[int, str] = {0: ""}
        self._lanes: set[asyncio.Task[None]] = set()
        self._busy: set[Peer] = set()
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="signer")
        self._stopping = False

    # --- the worker ---

    async def step(self) -> bool:
        """Start what is due on the connections that are free. True: look again at once."""
        peers = next((peers for peers in self._relays if peers.room > 0), None)
        if peers is None or self._stopping:
            return await self._glance()
        free = peers.room
        now = self._clock.now()
        rows = await self._store.read(ledger.due, now, free * self._batch)
        if not rows:
            return await self._glance()
        next_due = {row.id: now + self._pause(row.tries + 1) for row in rows}
        begun = await self._store.write(ledger.begin, next_due, now)
        for batch in share(begun, free, self._batch):
            self._start(peers, batch)
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
        self._threads.shutdown(wait=False)

    async def _glance(self) -> bool:
        """Wait a moment for batches under way; False when there are none."""
        if not self._lanes:
            return False
        await asyncio.wait(self._lanes, timeout=GLANCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return True

    # --- a batch ---

    def _start(self, peers: Peers, rows: Sequence[Delivery]) -> None:
        def ended(lane: asyncio.Task[None]) -> None:
            self._lanes.discard(lane)
            peers.batches -= 1

        lane = asyncio.create_task(self._carry(peers, rows))
        self._lanes.add(lane)
        peers.batches += 1
        lane.add_done_callback(ended)

    async def _carry(self, peers: Peers, rows: Sequence[Delivery]) -> None:
        """One batch, from rows of the ledger to answers in it."""
        try:
            outcomes = await self._attempt(peers, rows)
        except Exception:
            log.exception("a batch of %d deliveries failed by our own fault", len(rows))
            ours = Outcome(DeliveryState.DUE, "our own fault, see the log", Trial.BROKEN)
            outcomes = {row.id: ours for row in rows}
        while True:
            try:
                return await self._record(rows, outcomes)
            except Exception:
                log.exception("the answers of %d deliveries could not be written", len(rows))
                if self._stopping:
                    return None
                await asyncio.sleep(REWRITE_SECONDS)

    async def _attempt(self, peers: Peers, rows: Sequence[Delivery]) -> dict[int, Outcome]:
        """Make the copies and hand them over; an outcome for each row's id."""
        outcomes: dict[int, Outcome] = {}
        made: list[tuple[Delivery, Ready]] = []
        for row in rows:
            ready = await self._moulds.of(row)
            if isinstance(ready, str):
                log.error("delivery %d: mailing %d %s", row.id, row.mailing, ready)
                outcomes[row.id] = Outcome(DeliveryState.FAILED, ready)
            else:
                made.append((row, ready))
                await self._learn_name(row.list_id)
        if made:
            loop = asyncio.get_running_loop()
            parcels = await loop.run_in_executor(self._threads, self._cut, made)
            handed = await self._hand_over(peers, parcels)
            outcomes |= {row.id: one for (row, _), one in zip(made, handed, strict=True)}
        return outcomes

    def _cut(self, made: Sequence[tuple[Delivery, Ready]]) -> list[Parcel]:
        """The copies of a batch; runs in a thread, where signing lets the others go on."""
        now = self._clock.now()
        return [self._parcel(row, ready, now) for row, ready in made]

    def _parcel(self, row: Delivery, ready: Ready, now: float) -> Parcel:
        leave = ""
        if ready.mould.personal:
            leave = self._seal(Token(Purpose.LEAVE, row.person_id, row.list_id))
        head = ready.mould.fill(leave)
        if self._signer and ready.plan:
            head = self._signer.sign(ready.plan, leave, now) + head
        sender = return_path(
            self._site, self._names[row.list_id], self._seal, row.person_id, row.mailing
        )
        return Parcel(row.id, row.created, sender, row.address, head, ready.mould)

    async def _learn_name(self, list_id: int) -> None:
        """A list's name never changes; it is looked up once."""
        if list_id not in self._names:
            found = await self._store.read(lists.by_id, list_id)
            self._names[list_id] = found.name if found else ""

    async def _hand_over(self, peers: Peers, parcels: Sequence[Parcel]) -> list[Outcome]:
        """To a kept connection or a new one; a kept one that had gone stale is replaced."""
        while True:
            try:
                peer = await peers.take()
            except UnreachableError as error:
                peers.failed(str(error))
                return _untried(str(error), parcels)
            if self._stopping:
                peers.give_back(peer)
                return _untried("stopped before its turn", parcels)
            self._busy.add(peer)
            try:
                outcomes = await peer.deliver(parcels)
            finally:
                self._busy.discard(peer)
            peers.give_back(peer)
            untried = all(one.trial is Trial.UNTRIED for one in outcomes)
            if not untried or peer.alive or self._stopping:
                break
        if any(one.trial is Trial.ANSWERED for one in outcomes):
            peers.worked()
        elif not self._stopping:
            peers.failed(f"{peers.relay}: {outcomes[0].text}")
        return outcomes

    # --- what became of it ---

    async def _record(self, rows: Sequence[Delivery], outcomes: dict[int, Outcome]) -> None:
        now = self._clock.now()
        untried = [row.id for row in rows if outcomes[row.id].trial is Trial.UNTRIED]
        replies = [
            self._reply(row, outcomes[row.id], now)
            for row in rows
            if outcomes[row.id].trial is not Trial.UNTRIED
        ]
        if untried:
            await self._store.write(ledger.release, untried, now)
        if replies:
            await self._store.write(ledger.record, replies, now)

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
        return Reply(row.id, state, outcome.text, due)

    def _pause(self, tries: int) -> float:
        return backoff.pause(tries, random.random())  # noqa: S311 - no secret


def _untried(reason: str, parcels: Sequence[Parcel]) -> list[Outcome]:
    return [Outcome(DeliveryState.DUE, reason, Trial.UNTRIED) for _ in parcels]
