"""Members who offer to translate, and posts asked for in a language, over SMTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.model.translations import Manner, Translation
from listserv.store import members, spool, translations, volunteers
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL, MOD = "amina@clinic.example", "paul@post.example", "mod@rsr.example"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
POLICY = Policy(
    title="HIFA",
    languages=("en", "fr"),
    moderation="nonmembers",
    flood=0,
    translate="volunteers",
)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul Marie", ("fr",))]
    async with serving(tmp_path, POLICY, people, [NewMember(MOD, "Grace Otieno")]) as running:
        yield running


def offers(db: Db) -> list[tuple[str, str]]:
    person = members.person_by_address(db, PAUL)
    assert person
    found = volunteers.of_person(db, person.id).get(1, ())
    return [(one.source, one.language) for one in found]


async def test_an_offer_is_made_seen_ended_and_made_again(forum: Running) -> None:
    (told,) = await forum.told_for(PAUL, REQUEST, "je propose de traduire de l'anglais en français")
    assert await forum.store.read(offers) == [("en", "fr")]
    assert "anglais → français" in text_of(told)
    assert "Paul Marie translates for HIFA" in subject_of(await forum.mail_to(MOD, "translates"))

    notice = await forum.mail_to(MOD, "translates")
    line = next(one for one in text_of(notice).splitlines() if "remove translator" in one)
    (echo,) = await forum.told_for_answer(notice, MOD, line.strip())
    assert await forum.store.read(offers) == []
    assert "undo" in text_of(echo)
    assert "HIFA" in text_of(forum.mails(PAUL)[-1])

    await forum.told_for_answer(echo, MOD, "undo")
    assert await forum.store.read(offers) == [("en", "fr")]

    (ended,) = await forum.told_for(PAUL, REQUEST, "je ne traduis plus")
    assert await forum.store.read(offers) == []
    await forum.told_for_answer(ended, PAUL, "annuler")
    assert await forum.store.read(offers) == [("en", "fr")]


async def test_an_offer_that_nothing_proves_waits_for_a_yes(forum: Running) -> None:
    (asked,) = await forum.told_for(PAUL, REQUEST, "je peux traduire en fr", proven=False)
    assert await forum.store.read(offers) == []
    await forum.told_for_answer(asked, PAUL, "oui")
    assert await forum.store.read(offers) == [("en", "fr")]


async def test_a_post_comes_in_the_language_that_is_asked_for(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "We count 5 cards every Monday.", Subject="Stock cards")
    await forum.quiet()
    number = await forum.store.read(lambda db: int(db.value("SELECT max(number) FROM post")))
    post = await forum.store.read(spool.post, number)
    assert post and post.published
    await forum.store.write(lambda db: db.execute("UPDATE post SET language = 'en'"))

    (told,) = await forum.told_for(PAUL, REQUEST, f"recevoir {number} en français")
    assert "We count" not in text_of(told)
    lines = re.findall(r"^  (.+)$", text_of(told), re.M)
    assert lines == [f"recevoir {number} en"]
    (told,) = await forum.told_for(PAUL, REQUEST, lines[0])
    assert "We count 5 cards every Monday." in text_of(told)

    one = Translation(number, 1, "fr", Manner.HUMAN, "Nous comptons 5 fiches.", topic="Fiches")
    await forum.store.write(translations.keep, one, forum.clock.now())
    (told,) = await forum.told_for(PAUL, REQUEST, f"recevoir {number}")
    assert "Fiches" in subject_of(told)
    assert "Nous comptons 5 fiches." in text_of(told)
    assert "We count" not in text_of(told)


async def test_nobody_gets_a_post_of_a_list_of_others_or_in_a_forged_name(forum: Running) -> None:
    await forum.send(AMINA, HIFA, "We count every Monday.", Subject="Stock cards")
    await forum.quiet()
    number = await forum.store.read(lambda db: int(db.value("SELECT max(number) FROM post")))
    found = await forum.told_for("zoe@nowhere.example", REQUEST, f"get {number}")
    assert all("Monday" not in text_of(one) for one in found)
    (asked,) = await forum.told_for(AMINA, REQUEST, f"get {number}", proven=False)
    assert "Monday" not in text_of(asked)
