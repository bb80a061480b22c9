"""A facilitator says in words which language a post is in, and into which it is to be put."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import members, posts, tasks, volunteers
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, GRACE = "amina@rsr.example.org", "grace@team.example.org"
MARIE = "marie@post.example"
LIST = f"hifa@{DOMAIN}"
POST = "Dear all,\n\nWe give 5 mg of zinc for ten days.\n\nWho does it better?\n\nAmina"
MINUTE = 60.0


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    """Number 101 waits for Grace; Marie puts English into French."""
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",)),
        NewMember(MARIE, "Marie Ndiaye", ("fr",)),
    ]
    policy = Policy(title="HIFA", languages=("en", "fr", "es"), translate="volunteers")
    async with serving(tmp_path, policy, people, [NewMember(GRACE, "Grace Otieno")]) as running:
        marie = await running.store.read(members.person_by_address, MARIE)
        assert marie is not None
        await running.store.write(volunteers.add, 1, marie.id, "en", "fr", 1.0)
        await running.send(AMINA, LIST, POST, Subject="Zinc for children")
        yield running


async def say(forum: Running, letter: Message, body: str) -> str:
    """What Grace reads when she answers a letter; its lines joined."""
    before = len(forum.mails(GRACE))
    await forum.answer(letter, GRACE, body)
    await forum.quiet()
    found = forum.mails(GRACE)[before:]
    assert len(found) == 1, [subject_of(one) for one in found]
    return " ".join(text_of(found[0]).split())


async def spoken(forum: Running) -> tuple[str, ...]:
    post = await forum.store.read(posts.get, 101)
    assert post is not None
    return post.spoken


async def wanted(forum: Running) -> list[str]:
    return [one.language for one in await forum.store.read(tasks.of_post, 101)]


async def test_the_language_in_her_own_words(forum: Running) -> None:
    notice = await forum.mail_to(GRACE, "Zinc for children")
    for typed, languages in (
        ("C'est du français.", ("fr",)),
        ("langue anglaise", ("en",)),
        ("It is in Swahili", ("sw",)),
    ):
        assert "its language from now on" in await say(forum, notice, typed)
        assert await spoken(forum) == languages
    echo = await say(forum, notice, "language unknown")
    assert "from now on its language counts as not known" in echo
    assert await spoken(forum) == ()
    await say(forum, notice, "ok, this is English")
    assert await spoken(forum) == ("en",)
    assert "not known" in await say(forum, notice, "language unknown"), "and once it is out"
    assert await spoken(forum) == ()
    await say(forum, notice, "undo")
    assert await spoken(forum) == ("en",)


async def test_an_unknown_language_is_asked_back_with_a_line_that_works(forum: Running) -> None:
    notice = await forum.mail_to(GRACE, "Zinc for children")
    asked = await say(forum, notice, "langue klingonne")
    assert "Which language do you mean?" in asked
    assert "language fr second opinion fr" in asked
    letter = forum.mails(GRACE)[-1]
    await say(forum, letter, "language fr")
    assert await spoken(forum) == ("fr",)


async def test_a_translation_is_asked_for_once_a_post_is_out(forum: Running) -> None:
    notice = await forum.mail_to(GRACE, "Zinc for children")
    await say(forum, notice, "ok")
    assert await wanted(forum) == []
    said = await say(forum, notice, "ok fr es en")
    assert "asked for: French" in said
    assert "asked for, but nobody here translates into it: Spanish" in said
    assert "it can be read in that language already: English" in said
    assert "published already" not in said
    assert await wanted(forum) == ["fr", "es"]
    assert "asked for already: French" in await say(forum, notice, "translate fr")
    echo = next(one for one in forum.mails(GRACE) if "nobody here" in text_of(one))
    assert "undone" in await say(forum, echo, "undo")
    assert await wanted(forum) == []
    assert (await forum.store.read(posts.get, 101)).published  # type: ignore[union-attr]
    assert "asked for: French" in await say(forum, notice, "traduire fr")
    assert await wanted(forum) == ["fr"]


async def test_undo_leaves_a_text_to_whoever_has_it(forum: Running) -> None:
    notice = await forum.mail_to(GRACE, "Zinc for children")
    await say(forum, notice, "ok")
    await say(forum, notice, "translate fr es")
    echo = forum.mails(GRACE)[-1]
    forum.clock.advance(6 * MINUTE)
    forum.app.wake()
    await forum.quiet()
    assert "Zinc" in text_of(await forum.mail_to(MARIE, "À traduire"))
    assert "somebody is translating it already: French" in await say(forum, echo, "undo")
    assert await wanted(forum) == ["fr"]
