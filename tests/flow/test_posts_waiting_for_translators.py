"""A post that waits for its translations, as its facilitator sees it; real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import members, posts, volunteers
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = pytest.mark.slow

AMINA, GRACE, MARIE = "amina@rsr.example.org", "grace@team.example.org", "marie@post.example"
LIST = f"hifa@{DOMAIN}"
POST = "Dear all,\n\nWe give 5 mg of zinc for ten days, and most children are well.\n\nAmina"
HOUR = 3600.0


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(MARIE, "Marie Ndiaye", ("fr",))]
    policy = Policy(
        title="HIFA",
        languages=("en", "fr", "es"),
        translate="volunteers",
        translate_hold=2 * HOUR,
    )
    async with serving(tmp_path, policy, people, [NewMember(GRACE, "Grace Otieno")]) as running:
        person = await running.store.read(members.person_by_address, MARIE)
        assert person
        await running.store.write(volunteers.add, 1, person.id, "en", "fr", 1.0)
        yield running


async def approved(forum: Running, words: str) -> str:
    """The echo of an answer to the notice of the post 101."""
    await forum.send(AMINA, LIST, POST, Subject="Zinc for children")
    notice = await forum.mail_to(GRACE, "Zinc for children")
    return await answer(forum, notice, words)


async def answer(forum: Running, letter: object, words: str) -> str:
    before = len(forum.mails(GRACE))
    await forum.answer(letter, GRACE, words)  # type: ignore[arg-type]
    await forum.quiet()
    return " ".join(text_of(forum.mails(GRACE)[before]).split())


async def is_out(forum: Running) -> bool:
    post = await forum.store.read(posts.get, 101)
    assert post
    return post.published is not None


async def test_the_echo_says_until_when_it_waits_and_what_comes_of_each_language(
    forum: Running,
) -> None:
    """It said "published" of a post that was not out for two hours."""
    echo = await approved(forum, "ok fr es en")
    assert not await is_out(forum)
    assert "published" not in echo
    assert "goes out when it is translated; at the latest: " in echo
    assert "to send it at once, answer: ok now" in echo
    assert "marked for translation: French" in echo
    assert "nobody here translates into it: Spanish" in echo
    assert "it can be read in that language already: English" in echo


async def test_ok_now_sends_it_at_once(forum: Running) -> None:
    await approved(forum, "ok fr")
    echo = forum.mails(GRACE)[-1]
    assert "published" in await answer(forum, echo, "ok now")
    assert await is_out(forum)


async def test_while_it_waits_its_words_can_be_changed(forum: Running) -> None:
    await approved(forum, "ok fr")
    echo = forum.mails(GRACE)[-1]
    told = await answer(forum, echo, 'change "zinc" to "oral zinc"')
    assert "too late" not in told
    post = await forum.store.read(posts.get, 101)
    assert post and "5 mg of oral zinc" in post.text
    assert not await is_out(forum)


async def test_where_nobody_can_translate_it_it_is_published(forum: Running) -> None:
    echo = await approved(forum, "ok es")
    assert "published" in echo
    assert "at the latest" not in echo
    assert await is_out(forum)
