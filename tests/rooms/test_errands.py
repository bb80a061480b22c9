"""How errands are run: read together, done one after the other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.errand import Brief, Errands, Outcome
from listserv.model import Destination, Envelope, Origin, Policy, Proof, Purpose, Reading
from listserv.store import lists, spool
from listserv.store.base import Store
from tests.support.clock import StillClock

NOW = 1_800_000_000.0
SECONDS = 0.3  # that a name server is silent for


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    yield store
    store.close()


class Child:
    """Reads as From whatever the mail says."""

    async def read(self, raw: bytes) -> Reading:
        return Reading(from_address=raw.decode())


class Front:
    async def proof(self, raw: bytes, reading: Reading, origin: Origin) -> Proof:
        if raw.startswith(b"broken"):
            raise OSError("no such line")
        await asyncio.sleep(0 if raw.startswith(b"quick") else SECONDS)
        return Proof("dkim", "example.org")


class Room:
    purposes = (Purpose.JOIN,)
    for_robots = False

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.busy = 0

    async def run(self, brief: Brief) -> Outcome:
        self.busy += 1
        assert self.busy == 1  # the second answer to a question meets what the first one did
        await asyncio.sleep(0.01)
        self.busy -= 1
        self.seen.append(brief.reading.from_address)
        return Outcome("done")


def came(store: Store, name: str, path: str = "x@example.org") -> None:
    to = (Destination("hifa-join@x", Purpose.JOIN, 1),)
    envelope = Envelope(path, to, "192.0.2.7", False, NOW)
    store.write_now(spool.accept, envelope, f"{name}@example.org".encode())


async def worked(store: Store) -> tuple[Room, float]:
    room = Room()
    began = time.monotonic()
    await Errands(store, Child(), Front(), StillClock(NOW), room).step()
    return room, time.monotonic() - began


async def test_silent_name_servers_are_waited_for_together(store: Store) -> None:
    names = [f"slow{n}" for n in range(4)] + [f"quick{n}" for n in range(4)]
    for name in names:
        came(store, name)
    room, seconds = await worked(store)
    assert room.seen == [f"{name}@example.org" for name in names]
    assert SECONDS <= seconds < 3 * SECONDS


async def test_one_that_fails_holds_up_no_other(store: Store) -> None:
    for name in ("broken", "quick1", "quick2"):
        came(store, name)
    room, _ = await worked(store)
    assert len(room.seen) == 2
    states = store.read_now(lambda db: db.rows("SELECT state, tries FROM errand ORDER BY id"))
    assert [(row["state"], row["tries"]) for row in states] == [
        ("received", 1),
        ("done", 0),
        ("done", 0),
    ]


async def test_nobody_is_asked_about_a_robot(store: Store) -> None:
    """Its mail ends before the name server is asked for a proof."""
    came(store, "broken", "owner-nurses@example.org")
    room, _ = await worked(store)
    assert room.seen == []
    outcome = store.read_now(lambda db: db.value("SELECT outcome FROM errand"))
    assert outcome == "automatic: return path of a robot"
