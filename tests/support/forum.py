"""A store with one list, roads over it, and ways to send and to wait: for tests of the road."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from listserv.clock import OffsetClock
from listserv.delivery.relay import Relay
from listserv.delivery.road import Road
from listserv.delivery.signer import Signer
from listserv.delivery.signing import SignerPool
from listserv.delivery.smtp import Patience
from listserv.identity.keys import Key
from listserv.model import MARK_LEAVE, Copy, Letter, Policy, Rendition, Site, Token
from listserv.store import ledger, lists, mailings, members, queue
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text.tokens import Keys, seal
from tests.support.outgoing import broadcast
from tests.support.sink import Sink

SITE = Site("lists.example.org", "Health lists")
KEYS = Keys(((0, b"k" * 32),))
HEAD = (
    b"From: hifa@lists.example.org\r\nSubject: stock\r\n"
    b"List-Unsubscribe: <mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>\r\n"
)
POST = Rendition("en", HEAD, b"Dear all,\r\n.\r\nHow do you count stock?\r\n")
MINUTE = 60.0  # longer than anything here takes
QUICK = Patience(connect=2.0, greeting=0.5, command=0.3, message=0.3)


def seal_token(token: Token) -> str:
    return seal(KEYS, token)


class Forum:
    """A store with one list, and roads that end with the test."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = OffsetClock()
        self.hifa = store.write_now(lists.create, "hifa", Policy(), self.clock.now())
        self.people: dict[str, int] = {}
        self._roads: list[Road] = []
        self._pools: list[SignerPool] = []

    def send(self, *names: str, rendition: Rendition = POST) -> int:
        """A post to these members, who join for it; returns the mailing."""
        return self.store.write_now(self._send, names, rendition)

    def _send(self, db: Db, names: tuple[str, ...], rendition: Rendition) -> int:
        now = self.clock.now()
        copies = []
        for name in names:
            new = NewMember(address(name))
            members.add(db, self.hifa.id, new, "test", now)
            self.people[name], _ = members.ensure_person(db, new, now)
            copies.append(Copy(self.people[name], 0))
        return broadcast(db, "post", self.hifa.id, [rendition], copies, now)

    def write(self, name: str) -> None:
        """A letter to somebody we do not know."""
        number = self.store.write_now(mailings.reserve)
        letter = Letter(number, "help", 0, 0, address(name), "en", b"From: x\r\n", b"hi\r\n")
        self.store.write_now(ledger.spool_letters, [letter], self.clock.now())

    def road(self, *relays: Relay | Sink, **how: object) -> Road:
        how = {"patience": QUICK, **how}
        found = [relay_of(one) if isinstance(one, Sink) else one for one in relays]
        if "connections" in how:
            most = how.pop("connections")
            found = [replace(relay, connections=most) for relay in found]
        sealer, signers = how.pop("seal", seal_token), how.pop("signers", None)
        road = Road(self.store, SITE, found, sealer, signers, self.clock, **how)
        self._roads.append(road)
        return road

    def signers(self, key: Key) -> SignerPool:
        pool = SignerPool(Signer(SITE.domain, key))
        self._pools.append(pool)
        return pool

    def rows(self, state: str = "") -> list[dict[str, object]]:
        def query(db: Db) -> list[dict[str, object]]:
            return db.rows(
                """
                SELECT delivery.*,
                       coalesce(nullif(delivery.address, ''), address.address) AS address
                FROM delivery LEFT JOIN address ON address.person = delivery.person
                WHERE state = ? OR ? = '' ORDER BY delivery.id
                """,
                state,
                state,
            )

        return self.store.read_now(query)

    def counts(self) -> dict[str, int]:
        return self.store.read_now(queue.counts)

    async def close(self) -> None:
        for road in self._roads:
            await road.stop()
        for pool in self._pools:
            await pool.close()


def relay_of(sink: Sink) -> Relay:
    return Relay("lmtp" if sink.script.lmtp else "smtp", "127.0.0.1", sink.port)


async def drain(road: Road) -> None:
    """Until nothing is under way or due soon; TimeoutError after a minute."""
    async with asyncio.timeout(MINUTE):
        while await road.step():
            pass


async def until_empty(forum: Forum, road: Road, seconds: float = 600) -> None:
    """Through all rests and retries: the clock moves on when nothing is due."""
    async with asyncio.timeout(MINUTE):
        while forum.store.read_now(queue.waiting):
            await drain(road)
            await asyncio.sleep(0.005)
            forum.clock.advance(seconds)


async def until(condition: Callable[[], object], road: Road | None = None) -> None:
    """Until something is so, while the road goes on; TimeoutError after a minute."""
    async with asyncio.timeout(MINUTE):
        while not condition():
            if road:
                await road.step()
            await asyncio.sleep(0.001)


def once(names: Iterable[str]) -> Counter[str]:
    """Each of these has one copy."""
    return Counter(address(name) for name in names)


def address(name: str) -> str:
    """A name alone is one of example.org."""
    return name if "@" in name else f"{name}@example.org"
