"""The table: what happens when somebody changes her mail while copies are being made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from listserv.clock import OffsetClock
from listserv.fanout import table
from listserv.fanout.table import Table
from listserv.identity.arc import Sealer
from listserv.model import DeliveryMode, Destination, Envelope, Policy, Purpose, Site
from listserv.store import lists, members, shelf, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.text.carried import Carried

NOW = 1_800_000_000.0
SITE = Site("lists.example.org", "Lists")
KEYS = tokens.Keys(((0, b"k" * 32),))


class Meddled:
    """A store in which a member changes her mode just before the first copies are written."""

    def __init__(self, store: Store, list_id: int, person_id: int) -> None:
        self._store = store
        self._change: tuple[int, int] | None = (list_id, person_id)
        self.read = store.read

    async def write(self, verb: Any, *args: Any) -> Any:
        if verb is table._apply and self._change:
            where, self._change = self._change, None
            await self._store.write(members.set_delivery, *where, DeliveryMode.NONE, NOW + 1)
        return await self._store.write(verb, *args)


async def no_set(raw: bytes, proof: str) -> Sealer | None:
    return None


async def never(address: str) -> bool:
    raise AssertionError(address)


async def nothing(raw: bytes) -> Carried:
    raise AssertionError(raw)


def two_approved(store: Store, list_id: int) -> list[int]:
    """A question and its answer, approved in this order at the same moment."""
    envelope = Envelope("", (Destination("hifa@x", Purpose.POST, list_id),), "127.0.0.1", True, NOW)
    numbers = [store.write_now(spool.accept, envelope, b"x").numbers[0] for _ in range(2)]

    def approve(db: Db) -> None:
        db.execute(
            "UPDATE post SET state='approved', decided=?, topic='Oxygen', subject='Oxygen',"
            " message_id='m' || number, refs='[]', sent=?",
            (NOW, NOW),
        )
        db.execute(
            "UPDATE post SET topic='', subject='', refs=json_array('m' || ?) WHERE number=?",
            (numbers[0], numbers[1]),
        )

    store.write_now(approve)
    return numbers


async def test_an_answer_never_overtakes_its_question(tmp_path: Path) -> None:
    """A question whose copies had to be made again was overtaken by its answer, which so began a
    thread of its own; one demo in five showed it."""
    store = Store.open(tmp_path / "t.db")
    try:
        hifa = store.write_now(lists.create, "hifa", Policy(), NOW)
        people = [NewMember(f"m{n}@example.org") for n in range(2)]
        store.write_now(members.add_many, hifa.id, people, "test", NOW)
        question, answer = two_approved(store, hifa.id)
        leaver = store.read_now(members.members, hifa.id)[0].person.id
        room = Table(
            Meddled(store, hifa.id, leaver),  # type: ignore[arg-type]
            SITE,
            lambda token: tokens.seal(KEYS, token),
            never,
            nothing,
            no_set,
            OffsetClock(NOW + 10),
        )
        while await room.step():
            pass
        posts = store.read_now(shelf.thread_posts, hifa.id, question)
        assert [post.number for post in posts] == [question, answer]
        copies = store.read_now(lambda db: db.rows("SELECT person FROM delivery"))
        assert leaver not in {copy["person"] for copy in copies}
    finally:
        store.close()
