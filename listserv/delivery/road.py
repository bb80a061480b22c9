"""The road: due rows become copies, copies leave, answers are written down.

Owns the rounds. A round takes due rows (the ledger marks them, letters first, then the
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
from collections.abc import Coroutine, Sequence
from typing import Any

from listserv.clock import Clock
from listserv.delivery.batch import share
from listserv.delivery.carrier import Carrier
from listserv.delivery.packer import Packer
from listserv.delivery.peers import Peers, Standing
from listserv.delivery.relay import Relay
from listserv.delivery.signing import SignerPool
from listserv.delivery.smtp import Patience
from listserv.delivery.turns import Turns
from listserv.model import Delivery, DeliveryState, Reply, Site
from listserv.store import ledger, relays
from listserv.store.base import Store
from listserv.text.tokens import Seal

GLANCE_SECONDS = 0.1  # how long a round waits for batches under way before it looks again
GATHER_SECONDS = 0.003  # after the end of one batch, for others: one transaction serves them all
SOON_SECONDS = 5.0  # what is due within these is waited for; later things are polled
ABORT_SECONDS = 0.5  # how long answers may take to be written after lines were broken off


class Road:
    """The worker. `keep` is how many seconds an idle connection is kept.

    Gather and apply: `ledger.take`, which writes the attempt. Decide: `turns.pick` which relay,
    `batch.share` which connection, and later `outcomes.judge` what an answer means. Apply:
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
        self._carrier = Carrier(store, Packer(store, site, seal, signers, clock), clock)
        self._lanes: set[asyncio.Task[None]] = set()
        self._looked = 0.0  # for letters alone
        self._known = False
        self._stopping = False

    # --- the worker ---

    async def step(self) -> bool:
        """Start what is due on the connections that are free. True: look again at once."""
        if self._stopping:
            return await self._glance()
        await self._look_up()
        self._find_out()
        now = self._clock.now()
        turn, copies = self._choose(now)
        if turn is None or (not copies and not self._letters_turn()):
            return await self._glance()
        peers = self._relays[turn]
        free = (peers.room if copies else peers.room_for_letters) or 0
        room = 1 if peers.stopped else free * self._batch
        letters = 0 if peers.stopped and self._any_sound() else room
        taken = await self._store.write(ledger.take, now, room, letters, min(room, copies))
        if not taken and peers.stopped and not letters:
            peers.rest(SOON_SECONDS)  # nothing to ask it with: the turn is another's
        rows = self._admit(peers, taken, now)
        if not rows:
            return await self._glance() or await self._await_due(peers, now)
        peers.allowance.took(len(rows), now)
        self._turns.gave(turn, len(rows))
        for batch in share(rows, free, self._batch):
            self._start(peers, self._carrier.carry(peers, batch, full=len(taken) == room))
        return True

    async def stop(self, seconds: float = 2.0) -> None:
        """Let transactions under way end, within `seconds`; then break off. Answers are kept."""
        self._stopping = True
        self._carrier.finish()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=seconds)
        self._carrier.abort()
        if self._lanes:
            await asyncio.wait(self._lanes, timeout=ABORT_SECONDS)
        left = list(self._lanes)
        for lane in left:
            lane.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for peers in self._relays:
            peers.close()

    def standing(self) -> dict[str, Standing]:
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

    async def _look_up(self) -> None:
        """At start what each relay had of its day and whether it is stopped; later whether one
        that rests because it was stopped is mended."""
        for peers in self._relays:
            if not self._known:
                peers.recall(await self._store.read(relays.load, str(peers.relay)))
            elif peers.stopped and peers.resting:
                peers.see(await self._store.read(relays.load, str(peers.relay)))
        self._known = True

    def _letters_turn(self) -> bool:
        """Look for letters that the kept connection could take? Often enough, while all others
        work; a look is a transaction."""
        if not self._lanes:
            return True
        now = asyncio.get_running_loop().time()
        if now < self._looked + GLANCE_SECONDS / 2:
            return False
        self._looked = now
        return True

    def _find_out(self) -> None:
        """Greet a relay that was out of reach, once it has rested; no row waits for the answer."""
        for peers in self._relays:
            if peers.is_lost and not peers.resting and not peers.batches:
                self._start(peers, self._carrier.find_out(peers))

    def _any_sound(self) -> bool:
        return any(not peers.stopped and not peers.is_lost for peers in self._relays)

    def _admit(self, peers: Peers, rows: Sequence[Delivery], now: float) -> Sequence[Delivery]:
        """The rows that may leave now; those that a domain's rate keeps back get their hour."""
        if not peers.relay.domain_rates or not rows:
            return rows
        slots = {row.id: peers.slot(row, now) for row in rows}
        waiting = [
            Reply(row.id, row.mailing, DeliveryState.DUE, ledger.QUOTA, slots[row.id])
            for row in rows
            if slots[row.id]
        ]
        if waiting:
            self._start(peers, self._carrier.put_off(waiting))
        return [row for row in rows if not slots[row.id]]

    async def _glance(self) -> bool:
        """Wait a moment for batches under way; False when there are none."""
        if not self._lanes:
            return False
        await asyncio.wait(self._lanes, timeout=GLANCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if self._lanes:
            await asyncio.sleep(GATHER_SECONDS)
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

    def _start(self, peers: Peers, work: Coroutine[Any, Any, None]) -> None:
        """Let something go its own way; it counts as one of the relay's connections."""

        def ended(lane: asyncio.Task[None]) -> None:
            self._lanes.discard(lane)
            peers.batches -= 1

        lane = asyncio.create_task(work)
        self._lanes.add(lane)
        peers.batches += 1
        lane.add_done_callback(ended)
