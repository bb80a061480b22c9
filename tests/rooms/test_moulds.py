"""The cache of renditions in use: each prepared once, as few kept as memory allows."""

from __future__ import annotations

import pytest

from listserv.delivery import moulds
from listserv.delivery.copy import Mould
from listserv.delivery.moulds import Moulds
from listserv.delivery.signer import Plan, plan
from listserv.identity import keys
from listserv.model import Delivery, Rendition
from tests.support.forum import HEAD, Forum, drain, once
from tests.support.sink import Sink


async def test_the_body_is_hashed_once_for_all_batches(
    forum: Forum, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches that began together read the rendition together, and each hashed it."""
    hashed: list[Mould] = []

    def counted(mould: Mould) -> Plan:
        hashed.append(mould)
        return plan(mould)

    monkeypatch.setattr(moulds, "plan", counted)
    names = [f"p{n}" for n in range(100)]
    forum.send(*names)
    async with Sink() as sink:
        signers = forum.signers(keys.new("ed", "ed25519"))
        await drain(forum.road(sink, signers=signers, batch=10))
    assert sink.recipients == once(names)
    assert len(hashed) == 1


async def test_the_cache_is_bounded(forum: Forum) -> None:
    body = b"x" * 70 + b"\r\n"
    big = Rendition("en", HEAD, body * 1000)
    mailings = [forum.send("amina", rendition=big) for _ in range(5)]
    cache = Moulds(forum.store, signs=False, most=200_000)
    for mailing in mailings * 2:
        row = Delivery(1, mailing, "post", 0, 1, "amina@example.org", 1, 1, 0.0)
        assert not isinstance(await cache.of(row), str)
    assert len(cache) == 2
