"""Where one of several things to do fails each time, the others are done all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.commands.eraser import Eraser
from listserv.store import erasures, members
from listserv.store.base import Store
from tests.rooms.test_erased_everywhere import House

NOW = 1_767_600_000.0


class BrokenError(Exception):
    pass


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "t.db")
    yield made
    made.close()


async def rounds(worker: Eraser, most: int) -> int:
    """Go on as the loop does, whatever fails; how many rounds failed."""
    failed = 0
    for _ in range(most):
        try:
            if not await worker.step():
                break
        except BrokenError:
            failed += 1
    return failed


async def test_an_erasure_that_fails_stops_no_other(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(store, tmp_path, 1)
    first, second = (
        store.write_now(erasures.begin, whom, "keep", mark, NOW, tell=False)
        for whom, mark in ((person(store, "paul@post.example"), "one"), (hers(store), "two"))
    )
    texts = Eraser._texts

    async def broken(self: Eraser, one: erasures.Erasure) -> bool:
        if one.id == first:
            raise BrokenError
        return await texts(self, one)

    monkeypatch.setattr(Eraser, "_texts", broken)
    assert await rounds(house.eraser, 200) > 0
    assert [one.id for one in store.read_now(erasures.open_ones)] == [first]
    assert second != first


async def test_all_erasures_are_noted_before_any_goes_on(store: Store, tmp_path: Path) -> None:
    house = House(store, tmp_path, 1)
    for whom, mark in ((person(store, "paul@post.example"), "one"), (hers(store), "two")):
        store.write_now(erasures.begin, whom, "keep", mark, NOW, tell=False)
    await house.eraser.step()
    await house.eraser.step()
    steps = [one.step for one in store.read_now(erasures.open_ones)]
    assert erasures.NOTE not in steps


def hers(store: Store) -> erasures.Whom:
    return person(store, "wanjiru@rsr.example.org")


def person(store: Store, address: str) -> erasures.Whom:
    found = store.read_now(members.person_by_address, address)
    assert found is not None
    whom = store.read_now(erasures.whom, found.id)
    assert whom is not None
    return whom
