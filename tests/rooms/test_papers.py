"""My data, where there is more of it than a letter may carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from listserv.commands.papers import Papers
from listserv.mailroom import Mailroom
from listserv.model import Site
from listserv.press.letter import Press
from listserv.store import translations
from listserv.store.base import Db, Store
from tests.support.clock import StillClock
from tests.support.translating import NOW, Forum, said


@pytest.mark.parametrize(("texts", "left"), [(1, None), (300, ["journal", "translation"])])
async def test_what_finds_no_room_is_named(
    tmp_path: Path, texts: int, left: list[str] | None
) -> None:
    """A translator's texts of some years were more than any mail may be, and were sent."""
    store = Store.open(tmp_path / "t.db")
    number = Forum(store).post("out")

    def work(db: Db) -> None:
        for _ in range(texts):
            translations.keep(db, said(number, text="Donnez 5 mg. " * 80), NOW)

    store.write_now(work)
    site = Site("lists.example.org", "Lists")
    clock = StillClock(NOW)
    room = Mailroom(store, Press(site), site, lambda token: "x" * 28, clock)
    papers = Papers(store, room, 10_000_000, clock)
    found = json.loads(await papers._json(2, 200_000))
    assert found.get("left_out") == left
    assert ("translation" in found) == (left is None)
    store.close()
