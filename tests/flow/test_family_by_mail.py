"""Linked forums over SMTP: a post is passed on, with two lines in French; all get it once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.model.translations import Manner, Translation
from listserv.store import held, members, spool, translations, volunteers
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.dates import DAY
from tests.support.site import DOMAIN, Running, fill, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
ZOE = "zoe@post.example"
AWA, MARIE, NEIL = "awa@dakar.example", "marie@lyon.example", "neil@london.example"
HELEN, JEAN = "helen@team.example.org", "jean@team.example.org"
HIFA, FRENCH = f"hifa@{DOMAIN}", f"hifa-fr@{DOMAIN}"
POST = "Dear all,\n\nGauges on our cylinders read too high in the heat.\n\nAmina"
SHORT = "Les manomètres se trompent quand il fait chaud : vérifiez-les chaque semaine."
ARCHIVE = f"https://{DOMAIN}/archive"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    """Awa reads French and is in both: each message in one, one mail a day in the other. Marie gets
    each message of both."""
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
        NewMember(NEIL, "Neil Smith", ("en",), "United Kingdom"),
        NewMember(AWA, "Awa Diop", ("fr", "en"), "Senegal"),
        NewMember(MARIE, "Marie Ndiaye", ("fr", "en"), "France"),
    ]
    theirs = [
        NewMember(PAUL, "Paul Ngassa", ("fr",), "Cameroon"),
        NewMember(AWA, "Awa Diop", ("fr", "en"), delivery=DeliveryMode.DAILY),
        NewMember(MARIE, "Marie Ndiaye", ("fr", "en")),
    ]
    helen, jean = NewMember(HELEN, "Helen Otieno"), NewMember(JEAN, "Jean Traore", ("fr",))
    policy = Policy(title="HIFA", archive="public", family="hifa", subject_prefix="[HIFA]")
    french = Policy(
        title="HIFA français",
        archive="public",
        family="hifa",
        language="fr",
        languages=("fr",),
        subject_prefix="[HIFA-fr]",
    )
    async with serving(tmp_path, policy, people, [helen]) as running:
        fill(tmp_path, "hifa-fr", french, theirs, [jean])
        running.app.wake(frozenset({"door"}))
        yield running


async def pass_on(forum: Running, subject: str = "Oxygen", text: str = POST) -> tuple[int, int]:
    """Amina's post goes out, and in the other forum too; gives its two numbers."""
    await forum.send(AMINA, HIFA, text, Subject=subject)
    letter = await forum.mail_to(HELEN, "To read")
    await forum.answer(letter, HELEN, f"ok\npass hifa-fr: {SHORT}")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    notice = await forum.mail_to(JEAN, subject)
    await forum.answer(notice, JEAN, "ok")
    await forum.quiet()
    return waiting.number - 1, waiting.number


def copies(forum: Running, to: str) -> list[str]:
    return [subject_of(one) for one in forum.mails(to)]


async def test_everybody_gets_it_once(forum: Running) -> None:
    await pass_on(forum)
    echo = await forum.mail_to(HELEN, "Done")
    said = "a copy waits for the moderators of HIFA français, with your short version"
    assert said in " ".join(text_of(echo).split())
    assert copies(forum, NEIL) == ["[HIFA] Oxygen"]
    assert copies(forum, PAUL) == ["[HIFA-fr] Oxygen"]
    assert copies(forum, MARIE) == ["[HIFA] Oxygen"], "it was out first, and nobody knew better"
    assert copies(forum, AWA) == ["[HIFA] Oxygen"]
    forum.clock.advance(DAY)
    forum.app.wake()
    await forum.quiet()
    assert copies(forum, AWA) == ["[HIFA] Oxygen"], "no digest with what she has"


async def test_two_lines_in_french_stand_above_it_there(forum: Running) -> None:
    english, _ = await pass_on(forum)
    notice = next(one for one in forum.mails(JEAN) if "Oxygen" in subject_of(one))
    said = " ".join(text_of(notice).split())
    assert f"HIFA ({english})" in said or f"HIFA sous le numéro {english}" in said
    assert SHORT[:30] in said
    (copy,) = forum.mails(PAUL)
    text = text_of(copy)
    assert text.index("Helen Otieno") < text.index(SHORT[:20]) < text.index("Gauges")


async def test_two_lines_in_its_own_language_do_not_go_with_it(forum: Running) -> None:
    """Nobody would see them: they stand above what a reader cannot read."""
    french = (
        "Chers collègues,\n\nLes manomètres des bouteilles tombent en panne pendant la saison"
        " chaude, et nous n'en avons pas d'autres. Que faites-vous dans votre hôpital ?\n\nAmina"
    )
    _, there = await pass_on(forum, "Manomètres", french)
    said = " ".join(text_of(await forum.mail_to(HELEN, "Done")).split())
    assert "without your short version: the message is in that forum's language" in said
    assert await forum.store.read(translations.ever, there) == []


async def test_two_lines_are_judged_by_the_language_that_the_same_answer_tells(
    forum: Running,
) -> None:
    """Once with the `ok`, once afterwards, where the copy too is in the language that she tells."""
    await forum.send(AMINA, HIFA, POST, Subject="Oxygen")
    letter = await forum.mail_to(HELEN, "To read")
    await forum.answer(letter, HELEN, f"language fr\nok\npass hifa-fr: {SHORT}")
    await forum.quiet()
    said = " ".join(text_of(await forum.mail_to(HELEN, "Done")).split())
    assert "without your short version: the message is in that forum's language" in said
    (there,) = await forum.store.read(held.queue)
    assert (there.language, await forum.store.read(translations.ever, there.number)) == ("fr", [])
    await forum.send(AMINA, HIFA, POST, Subject="Cylinders")
    letter = await forum.mail_to(HELEN, "Cylinders")
    await forum.answer(letter, HELEN, "ok")
    await forum.quiet()
    echo = await forum.mail_to(HELEN, "Done")
    await forum.answer(echo, HELEN, f"pass hifa-fr: {SHORT}\n\nlanguage fr")
    await forum.quiet()
    there = (await forum.store.read(held.queue))[-1]
    assert (there.topic, there.language) == ("Cylinders", "fr")
    assert await forum.store.read(translations.ever, there.number) == []


async def test_its_pages_name_each_other(forum: Running, tmp_path: Path) -> None:
    english, french = await pass_on(forum)
    folder = forum.folder / "var" / "archive" / "public"
    for name, other, number in (("hifa", "hifa-fr", french), ("hifa-fr", "hifa", english)):
        (page,) = (folder / name / "m").glob("*.html")
        (twin,) = (folder / other / "m").glob("*.html")
        for shown in (page, *(folder / name / "t").glob("*.html")):
            html = shown.read_text("utf-8")
            assert f'<a href="../../{other}/m/{twin.name}">' in html, shown
            assert f"{number}</a>" in html
        home = (folder / name / "index.html").read_text("utf-8")
        assert f'<a href="../{other}/index.html"' in home
        assert f"{other}-join@{DOMAIN}" in home


async def test_where_and_lists_and_info_name_the_other_forum(forum: Running) -> None:
    _, french = await pass_on(forum)
    (told,) = await forum.told_for(AMINA, f"hifa-request@{DOMAIN}", "where")
    assert f"Also in HIFA français as {french}\n{ARCHIVE}/hifa-fr/m/" in text_of(told)
    (told,) = await forum.told_for(AMINA, f"hifa-request@{DOMAIN}", "info")
    assert (
        f"The same community in French: HIFA français. To join, write to hifa-fr-join@{DOMAIN}"
        in (" ".join(text_of(told).split()))
    )
    (told,) = await forum.told_for(AMINA, f"listserv@{DOMAIN}", "lists")
    assert "Language: French." in text_of(told)


async def test_who_reads_french_is_told_of_the_french_forum(forum: Running) -> None:
    await forum.send("fatou@dakar.example", f"hifa-join@{DOMAIN}", "Bonjour", Subject="Adhésion")
    await forum.quiet()
    for letter in forum.mails("fatou@dakar.example"):
        if letter["Reply-To"]:
            await forum.answer(letter, "fatou@dakar.example", "oui")
    await forum.quiet()
    welcome = forum.mails("fatou@dakar.example")[-1]
    assert f"hifa-fr-join@{DOMAIN}" in text_of(welcome)


async def test_a_planned_discussion_runs_in_both(forum: Running) -> None:
    """Its prefix and question go along, each forum counts its own, and an answer that is passed on
    too goes below the question there."""
    opening = "Question 2 of our discussion.\n\nHow do you check gauges?"
    await forum.send(
        AMINA, HIFA, opening, Subject="QUALITY (3) Gauges", Message_ID="<q2@rsr.example.org>"
    )
    letter = await forum.mail_to(HELEN, "To read")
    await forum.answer(letter, HELEN, "ok q2\npass hifa-fr")
    await forum.quiet()
    await forum.answer(await forum.mail_to(JEAN, "Gauges"), JEAN, "ok")
    await forum.quiet()
    assert "QUALITY (3)" in copies(forum, NEIL)[-1]
    assert "QUALITY (1)" in copies(forum, PAUL)[-1]
    await forum.send(
        NEIL,
        HIFA,
        "We compare two of them every Monday.",
        Subject="Re: QUALITY (3) Gauges",
        In_Reply_To="<q2@rsr.example.org>",
        References="<q2@rsr.example.org>",
    )
    letter = await forum.mail_to(HELEN, "Neil")
    await forum.answer(letter, HELEN, "ok\npass hifa-fr")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    await forum.answer(await forum.mail_to(JEAN, "Neil"), JEAN, "ok")
    await forum.quiet()
    answer = await forum.store.read(spool.post, waiting.number)
    assert answer is not None
    first = await forum.store.read(spool.post, answer.thread)
    assert first is not None
    assert first.list_id == answer.list_id != 1
    assert "QUALITY (2)" in copies(forum, PAUL)[-1]


async def test_an_announcement_is_passed_on_as_one(forum: Running) -> None:
    """To all in the other forum who get any mail; who is in both has it already."""
    await forum.send(HELEN, f"hifa-request@{DOMAIN}", "announce: New hours\n\nWe open at seven.")
    await forum.quiet()
    await forum.send(HELEN, f"hifa-request@{DOMAIN}", "pass 101 to hifa-fr")
    await forum.quiet()
    await forum.answer(await forum.mail_to(JEAN, "New hours"), JEAN, "ok")
    await forum.quiet()
    for one in (NEIL, MARIE, AWA):
        assert copies(forum, one) == ["[HIFA] New hours"]
    assert copies(forum, PAUL) == ["[HIFA-fr] New hours"]
    forum.clock.advance(DAY)
    forum.app.wake()
    await forum.quiet()
    assert copies(forum, AWA) == ["[HIFA] New hours"]


async def test_a_translator_corrects_a_twin_in_a_forum_that_she_does_not_know(
    forum: Running,
) -> None:
    """Zoe is no member of either; what she made for one forum stands in the other too."""
    english, french = await pass_on(forum)

    def zoe(db: Db) -> None:
        person, _ = members.ensure_person(db, NewMember(ZOE, "Zoe Zulu", ("fr",)), 1.0)
        volunteers.add(db, 1, person, "en", "fr", 1.0)
        made = Translation(english, 1, "fr", Manner.HUMAN, "Les jauges.", person_id=person)
        translations.keep(db, made, forum.clock.now(), credited=True)

    await forum.store.write(zoe)
    shown = await forum.store.read(translations.by_people, french)
    assert "Les jauges." in [one.text for one in shown]
    (told,) = await forum.told_for(ZOE, f"listserv@{DOMAIN}", f"correct {french} fr")
    assert "Les jauges." in text_of(told)
    assert f"{english}" in subject_of(told) + text_of(told)
