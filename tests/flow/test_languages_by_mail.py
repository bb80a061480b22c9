"""A post's language is found, told to its moderator, and corrected by her; real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy, Post
from listserv.store import held, spool
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, text_of, until

pytestmark = pytest.mark.slow

AMINA, NOELLE = "amina@rsr.example.org", "noelle@rsr.example.org"
MARIE = "marie@team.example.org"
LIST = f"hifa@{DOMAIN}"
ENGLISH = "We use stock cards in our district and they help us a lot. How do you keep yours?"
FRENCH = "Nous utilisons des fiches de stock dans notre district, et elles nous aident beaucoup."
BOTH = (
    f"Dear colleagues,\n\n{ENGLISH}\n\nWe also count the boxes every month.\n\n"
    f"Chers collègues,\n\n{FRENCH}\n\nNous comptons aussi les boîtes tous les mois."
)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
        NewMember(NOELLE, "Noëlle Sarr", ("fr",), "Senegal"),
    ]
    moderators = [NewMember(MARIE, "Marie Diop", ("en",))]
    policy = Policy(title="HIFA", language="en", languages=("en", "fr"))
    async with serving(tmp_path, policy, people, moderators) as running:
        yield running


async def waiting(forum: Running) -> Post:
    (post,) = await forum.store.read(held.queue)
    return post


async def test_the_notice_names_the_language(forum: Running) -> None:
    await forum.send(NOELLE, LIST, FRENCH, Subject="Fiches")
    notice = await forum.mail_to(MARIE, "Fiches")
    assert "Language: French." in text_of(notice)


async def test_a_post_in_two_languages_has_both(forum: Running) -> None:
    await forum.send(NOELLE, LIST, BOTH, Subject="Cards, fiches")
    notice = await forum.mail_to(MARIE, "Cards")
    assert "Language: English and French." in text_of(notice)
    assert (await waiting(forum)).spoken == ("en", "fr")


async def test_a_few_words_are_in_the_language_of_who_wrote_them(forum: Running) -> None:
    await forum.send(NOELLE, LIST, "Voir le fichier.", Subject="Fiches")
    assert "Language: French." in text_of(await forum.mail_to(MARIE, "Fiches"))


async def test_what_is_not_known_is_said_to_be_so_and_she_says_it(forum: Running) -> None:
    await forum.send(AMINA, LIST, "1200 / 1350 / 1410 CFA", Subject="Prices")
    notice = await forum.mail_to(MARIE, "Prices")
    assert "Its language is not known." in text_of(notice)
    await forum.answer(notice, MARIE, "language fr")
    echo = await forum.mail_to(MARIE, "Done")
    assert "its language from now on: French" in text_of(echo)
    assert (await waiting(forum)).language == "fr"


async def test_the_correction_goes_with_her_ok_and_undo_takes_it_back(forum: Running) -> None:
    await forum.send(AMINA, LIST, ENGLISH, Subject="Cards")
    notice = await forum.mail_to(MARIE, "Cards")
    number = (await waiting(forum)).number
    await forum.answer(notice, MARIE, "language en fr\nok tomorrow")
    echo = await forum.mail_to(MARIE, "Done")
    said = " ".join(text_of(echo).split())
    assert "its language from now on: English, French goes out on" in said
    assert (await spoken(forum, number)) == ("en", "fr")
    await forum.answer(echo, MARIE, "undo")
    await forum.quiet()
    assert (await waiting(forum)).spoken == ("en",)


async def test_of_a_published_post_its_page_learns_it_and_unlearns_it(forum: Running) -> None:
    await forum.send(AMINA, LIST, ENGLISH, Subject="Cards")
    notice = await forum.mail_to(MARIE, "Cards")
    number = (await waiting(forum)).number
    await forum.answer(notice, MARIE, "ok")
    await forum.mail_to(AMINA, "Cards")
    await forum.answer(notice, MARIE, "language: Swahili")
    await until(lambda: says(forum, 'lang="sw"'), 10, "the page has no Swahili")
    assert (await spoken(forum, number)) == ("sw",)
    await forum.quiet()
    (echo,) = [one for one in forum.mails(MARIE) if "its language from now on" in text_of(one)]
    await forum.answer(echo, MARIE, "undo")
    await until(lambda: says(forum, 'lang="sw"', False), 10, "the page stays Swahili")
    assert (await spoken(forum, number)) == ("en",)


async def spoken(forum: Running, number: int) -> tuple[str, ...]:
    post = await forum.store.read(spool.post, number)
    assert post is not None
    return post.spoken


async def says(forum: Running, mark: str, does: bool = True) -> bool:
    """Whether a page of the archive has the mark, or none has it."""
    pages = [one.read_text("utf-8") for one in forum.folder.rglob("*.html")]
    return bool(pages) and any(mark in page for page in pages) is does


async def test_a_word_that_is_no_language_changes_nothing(forum: Running) -> None:
    await forum.send(AMINA, LIST, ENGLISH, Subject="Cards")
    notice = await forum.mail_to(MARIE, "Cards")
    await forum.answer(notice, MARIE, "language of the poor")
    await forum.quiet()
    assert (await waiting(forum)).language == "en"
