"""What a moderator reads when her answer is not wholly known, or cannot be carried out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import held
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
HELEN = "helen@team.example.org"
HIFA = f"hifa@{DOMAIN}"
POST = "Dear all,\n\nWe keep stock cards on the wall.\n\nNobody reads them. Who does it better?"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul Ngassa", ("en",))]
    moderators = [NewMember(HELEN, "Hélène Otieno", ("fr",))]
    async with serving(tmp_path, Policy(title="HIFA"), people, moderators) as running:
        yield running


async def test_she_reads_what_was_understood_in_her_language(forum: Running) -> None:
    await forum.send(AMINA, HIFA, POST, Subject="Stock cards")
    await forum.quiet()
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "cut 1\nok tomorrow\nperhaps tell her about the other list")
    asked = text_of(await forum.mail_to(HELEN, "Une question avant d'agir"))
    understood = asked.partition("Nous avons compris ceci")[2]
    assert "couper 1" in understood
    assert "ok demain" in understood
    unread = asked.partition("Nous avons compris ceci")[0]
    assert "perhaps tell her about the other list" in unread
    (post,) = await forum.store.read(held.queue)
    assert (post.version, post.text.strip()) == (1, POST)


async def test_what_was_understood_may_be_sent_again(forum: Running) -> None:
    await forum.send(AMINA, HIFA, POST, Subject="Stock cards")
    await forum.quiet()
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "couper 1\nok, mais")
    asked = await forum.mail_to(HELEN, "Une question avant d'agir")
    lines = text_of(asked).partition("Nous avons compris ceci")[2].split("\n\n")[1]
    await forum.answer(asked, HELEN, "\n".join(line.strip() for line in lines.splitlines()))
    copy = text_of(await forum.mail_to(PAUL, "Stock cards"))
    assert "We keep stock cards on the wall." in copy
    assert "Dear all" not in copy


async def test_a_text_that_lacks_a_third_comes_back_with_the_difference(forum: Running) -> None:
    """A phone sent the first screen of a long text alone: the author's other words are not lost."""
    await forum.send(AMINA, HIFA, POST, Subject="Stock cards")
    await forum.quiet()
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "edit\n\nDear all,\n\nWe keep stock cards on my wall.")
    echo = text_of(await forum.mail_to(HELEN, "Une question avant d'agir"))
    assert "plus d'un tiers des mots" in " ".join(echo.split())
    assert "- Nobody reads them. Who does it better?" in echo
    assert "couper 4" in echo
    (post,) = await forum.store.read(held.queue)
    assert (post.version, post.text.strip()) == (1, POST)


async def test_thanks_and_a_signature_do_not_stop_a_decision(forum: Running) -> None:
    """She thanked the author by his name, and signed as an office does; she was asked back."""
    await forum.send(PAUL, HIFA, POST, Subject="Stock cards")
    await forum.quiet()
    letter = await forum.mail_to(HELEN, "Stock cards")
    said = "ok\n\nMerci Paul !\n\nHélène Otieno | ONG Santé | +254 700 111222\nModératrice, HIFA"
    await forum.answer(letter, HELEN, said)
    assert "We keep stock cards" in text_of(await forum.mail_to(AMINA, "Stock cards"))
