"""The loop of a room: hints, rounds that fail, and how it stops."""

from __future__ import annotations

import asyncio

import pytest

from listserv import worker
from listserv.worker import Loop


class Room:
    """A worker that counts its rounds; each is what its next deed does."""

    def __init__(self, *deeds: str) -> None:
        self.rounds = 0
        self._deeds = list(deeds)

    async def step(self) -> bool:
        self.rounds += 1
        deed = self._deeds.pop(0) if self._deeds else "nothing"
        if deed == "fail":
            raise OSError("the disk is full")
        if deed == "hang":
            await asyncio.sleep(600)
        return deed == "more"


async def rounds(room: Room, n: int) -> None:
    async with asyncio.timeout(30):
        while room.rounds < n:
            await asyncio.sleep(0)


async def test_it_works_until_there_is_nothing_and_then_waits_for_a_hint() -> None:
    room = Room("more", "more")
    loop = Loop("room", room)
    loop.start()
    await rounds(room, 3)
    await asyncio.sleep(0.01)
    assert room.rounds == 3
    loop.wake()
    await rounds(room, 4)
    await loop.stop()


@pytest.mark.parametrize(("deed", "seconds"), [("nothing", 600), ("fail", 600), ("hang", 0.1)])
async def test_it_stops_within_bounds_whatever_it_does(
    deed: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that had just failed slept on for two seconds, and seven such rooms stopped one after
    the other: on a full disk a stop took longer than a supervisor waits."""
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 600)
    room = Room(deed)
    loop = Loop("room", room)
    loop.start()
    await rounds(room, 1)
    async with asyncio.timeout(30) as bound:
        await loop.stop(seconds)
    assert not bound.expired()
    loop.wake()
    await asyncio.sleep(0.01)
    assert room.rounds == 1


async def test_hints_do_not_hurry_a_room_that_fails() -> None:
    room = Room("fail")
    loop = Loop("room", room)
    loop.start()
    await rounds(room, 1)
    for _ in range(10):
        loop.wake()
        await asyncio.sleep(0)
    assert room.rounds == 1
    await loop.stop()
