"""Copies that are the same for all: one transaction serves many, each with an answer of her own."""

from __future__ import annotations

import pytest

from listserv.model import Purpose, Rendition, Token
from listserv.text.tokens import open_
from tests.support.forum import KEYS, POST, Forum, drain, once
from tests.support.sink import Script, Sink

pytestmark = pytest.mark.usefixtures("no_long_rests")


@pytest.fixture
def names() -> list[str]:
    return [f"p{n}" for n in range(300)]


SHARED = Rendition("en", b"From: hifa@lists.example.org\r\nSubject: stock\r\n", POST.body)


@pytest.mark.parametrize("lmtp", [False, True], ids=["smtp", "lmtp"])
async def test_where_nothing_is_personal_a_transaction_serves_many(
    forum: Forum, names: list[str], lmtp: bool
) -> None:
    mailing = forum.send(*names, rendition=SHARED)
    async with Sink(Script(lmtp=lmtp)) as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(names)
    assert forum.counts() == {"sent": 300}
    (sender,) = {sender for sender, _, _ in sink.messages}
    local = sender.removesuffix("@lists.example.org").removeprefix("hifa-bounces+")
    assert open_(KEYS, local) == Token(Purpose.BOUNCES, 0, mailing)
    if not lmtp:  # where the peer counts each recipient
        assert sink.transactions <= 300 / 10


async def test_in_a_shared_transaction_each_recipient_has_her_own_answer(forum: Forum) -> None:
    forum.send("amina", "permerror", "temperror", "bola", rendition=SHARED)
    async with Sink() as sink:
        await drain(forum.road(sink))
    assert sink.recipients == once(["amina", "bola"])
    states = {str(row["address"]).partition("@")[0]: row["state"] for row in forum.rows()}
    assert states == {"amina": "sent", "permerror": "failed", "temperror": "due", "bola": "sent"}
