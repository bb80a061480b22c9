"""Members change how they read during a day: every post reaches each of them exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = pytest.mark.slow

AUTHOR = "amina@rsr.example.org"
TO_EACH = "to-each@example.org"
TO_DAILY = "to-daily@example.org"
AND_BACK = "and-back@example.org"
HIFA = f"hifa@{DOMAIN}"
REQUEST = f"hifa-request@{DOMAIN}"
POSTS = ("The first thought of the day.", "The second thought.", "The third thought.")


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AUTHOR, "Amina Kamau", ("en",)),
        NewMember(TO_EACH, "Tina", ("en",), delivery=DeliveryMode.DAILY),
        NewMember(TO_DAILY, "Dora", ("en",)),
        NewMember(AND_BACK, "Berta", ("en",), delivery=DeliveryMode.DAILY),
    ]
    async with serving(tmp_path, Policy(title="HIFA", moderation="none"), people) as running:
        yield running


async def post(forum: Running, text: str) -> None:
    await forum.send(AUTHOR, HIFA, text, Subject=text[:12])
    await forum.mail_to(AUTHOR, text[:12])
    await forum.quiet()
    forum.clock.advance(60)


async def switch(forum: Running, address: str, wish: str) -> None:
    await forum.send(address, REQUEST, wish, Subject="")
    await forum.quiet()
    forum.clock.advance(60)


async def test_every_post_comes_once(forum: Running) -> None:
    """Who went over to every message lost her day; who left it had her day twice."""
    await post(forum, POSTS[0])
    await switch(forum, TO_EACH, "every message")
    await switch(forum, TO_DAILY, "one a day")
    await switch(forum, AND_BACK, "every message")
    await post(forum, POSTS[1])
    await switch(forum, AND_BACK, "one a day")
    await post(forum, POSTS[2])
    forum.clock.advance(24 * 3600)
    forum.app.wake()
    await forum.mail_to(AND_BACK, "2 messages")
    await forum.quiet()
    for address in (AUTHOR, TO_EACH, TO_DAILY, AND_BACK):
        mails = [text_of(one) for one in forum.mails(address)]
        had = Counter(text for text in POSTS for mail in mails if text in mail)
        assert had == dict.fromkeys(POSTS, 1), address
