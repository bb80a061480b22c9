"""Lists whose posts are read, decided and placed, without a door, copies or children."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from listserv import reading
from listserv.fanout.placing import place
from listserv.model import (
    Destination,
    Envelope,
    MailingList,
    Origin,
    Policy,
    Post,
    Proof,
    Purpose,
    Reading,
    Site,
    State,
)
from listserv.moderation.desk import Desk
from listserv.store import held, laying, ledger, lists, spool
from listserv.store.base import Db, Store
from tests.support.clock import StillClock

SITE = Site("lists.example.org", "Health lists")


class Child:
    """Reads as the children do."""

    async def read(self, raw: bytes) -> Reading:
        return reading.read(raw)


class Front:
    """A front that has proven everybody."""

    async def proof(self, raw: bytes, read: Reading, origin: Origin) -> Proof:
        return Proof("dkim", read.from_address.rpartition("@")[2], signed=True)


class Placed:
    """A store, its desk, and a moderator who lets pass what she is told to."""

    def __init__(self, store: Store, now: float) -> None:
        self.store = store
        self.clock = StillClock(now)
        self.desk = Desk(store, Child(), Front(), None, SITE, self.clock)

    def new_list(self, name: str, **policy: Any) -> MailingList:
        known = {"subject_prefix": f"[{name}]"} | policy
        return self.store.write_now(lists.create, name, Policy(**known), self.clock.now())

    async def arrive(self, raw: bytes, to: Sequence[MailingList], under: int = 0) -> list[int]:
        """A mail comes in; returns the numbers of its posts, read and judged."""
        destinations = tuple(
            Destination(SITE.address(one.name), Purpose.POST, one.id) for one in to
        )
        envelope = Envelope("her@example.org", destinations, "192.0.2.1", True, self.clock.now())
        numbers = self.store.write_now(spool.accept, envelope, raw).numbers
        self.store.write_now(_change, numbers, {"under": under})
        while await self.desk.step():
            pass
        return list(numbers)

    def let_pass(self, number: int, where: MailingList, **changes: object) -> str:
        """Publish a post as a moderator who changed its columns so; returns the subject sent."""
        now = self.clock.now()
        self.change(number, **changes)
        self.store.write_now(held.decide, number, State.APPROVED, 0, "ok", now)
        post = self.post(number)
        publication = self.store.read_now(place, post, where, now)
        mailing = self.store.write_now(laying.lay, "post", where.id, now, number, post.version)
        assert self.store.write_now(ledger.fan_out, number, publication, mailing, now)
        return publication.subject

    def change(self, number: int, **columns: object) -> None:
        self.store.write_now(_change, [number], columns)

    def post(self, number: int) -> Post:
        found = self.store.read_now(spool.post, number)
        assert found is not None
        return found


def _change(db: Db, numbers: Sequence[int], columns: dict[str, object]) -> None:
    for name, value in columns.items():
        db.many(f"UPDATE post SET {name} = ? WHERE number = ?", ((value, n) for n in numbers))
