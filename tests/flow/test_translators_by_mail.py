"""People translate by mail: asked in one letter, answered as mail programs answer; real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.model.translations import Manner, Translation
from listserv.store import members, tasks, translations, volunteers
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, mail, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, GRACE = "amina@rsr.example.org", "grace@team.example.org"
MARIE, PAUL = "marie@post.example", "paul@post.example"
LIST, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
POST = (
    "Dear all,\n\nWe give 5 mg of zinc for ten days, and most children are well again within a"
    " week.\n\nWho does it better?\n\nAmina"
)
FRENCH = (
    "Chers tous,\n\nNous donnons 5 mg de zinc pendant dix jours, et la plupart des enfants vont"
    " bien au bout d'une semaine.\n\nQui fait mieux que nous ?\n\nAmina"
)
TITLED = f"Titre : Du zinc pour les enfants\n\n{FRENCH}"
MINUTE, HOUR = 60.0, 3600.0


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    """Number 101 is out, and somebody is to put it into French: Marie and Paul might."""
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",)),
        NewMember(MARIE, "Marie Ndiaye", ("fr",)),
        NewMember(PAUL, "Paul Ngassa", ("fr",)),
    ]
    policy = Policy(title="HIFA", languages=("en", "fr"), translate="volunteers")
    async with serving(tmp_path, policy, people, [NewMember(GRACE, "Grace Otieno")]) as running:
        for address in (MARIE, PAUL):
            person = await person_of(running, address)
            await running.store.write(volunteers.add, 1, person, "en", "fr", 1.0)
        await running.send(AMINA, LIST, POST, Subject="Zinc for children")
        notice = await running.mail_to(GRACE, "Zinc for children")
        await running.answer(notice, GRACE, "ok fr")
        await running.quiet()
        await later(running, 6 * MINUTE)
        yield running


async def person_of(forum: Running, address: str) -> int:
    person = await forum.store.read(members.person_by_address, address)
    assert person is not None
    return person.id


async def later(forum: Running, seconds: float) -> None:
    """Time goes on, and everybody looks for work."""
    forum.clock.advance(seconds)
    forum.app.wake()
    await forum.quiet()


async def letter_to(forum: Running, address: str) -> Message:
    return await forum.mail_to(address, "À traduire")


async def reply(forum: Running, letter: Message, who: str, body: str, **more: str) -> Message:
    """Answer with the whole letter quoted; what she gets for it."""
    before = len(forum.mails(who))
    quoted = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
    full = f"{body}\n\nLe lun. 5 janv. 2026 à 10:00, HIFA a écrit :\n{quoted}\n"
    subject = "Re: " + subject_of(letter)
    await forum.send(who, letter["Reply-To"], full, Subject=subject, **more)
    await forum.quiet()
    found = forum.mails(who)[before:]
    assert found, "no letter came"
    return found[-1]


async def shown(forum: Running) -> list[Translation]:
    """What people have made of number 101, as it stands."""
    return [
        one
        for one in await forum.store.read(translations.of_post, 101)
        if one.manner is not Manner.MACHINE
    ]


async def open_tasks(forum: Running) -> list[int]:
    return [one.person_id for one in await forum.store.read(tasks.of_post, 101)]


async def test_a_translation_comes_back_and_is_thanked_for(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    assert "Zinc for children" in text_of(letter)
    assert "We give 5 mg of zinc for ten days" in text_of(letter)
    assert not [one for one in forum.mails(PAUL) if "À traduire" in subject_of(one)]
    thanks = await reply(forum, letter, MARIE, TITLED)
    assert subject_of(thanks) == "Merci\xa0: le numéro 101 en français"
    (one,) = await shown(forum)
    assert (one.topic, one.text) == ("Du zinc pour les enfants", FRENCH)
    assert (one.translator, one.manner) == ("Marie Ndiaye", Manner.HUMAN)
    assert await open_tasks(forum) == []


async def test_not_now_and_the_other_is_asked(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    told = await reply(forum, letter, MARIE, "pas maintenant")
    assert "quelqu'un d'autre" in text_of(told)
    other = await letter_to(forum, PAUL)
    await reply(forum, other, PAUL, f"101 :\n\n{TITLED}\n\nsans mon nom")
    (one,) = await shown(forum)
    assert (one.text, one.translator) == (FRENCH, "")


async def test_one_who_is_late_is_asked_whether_hers_should_replace_it(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    await later(forum, 49 * HOUR)
    other = await letter_to(forum, PAUL)
    await reply(forum, other, PAUL, TITLED)
    mine = TITLED.replace("Chers tous", "Chères et chers collègues")
    asked = await reply(forum, letter, MARIE, mine)
    assert "Paul Ngassa" in text_of(asked)
    assert "Chères et chers collègues" in text_of(asked)
    assert [one.translator for one in await shown(forum)] == ["Paul Ngassa"]
    thanks = await reply(forum, asked, MARIE, "oui")
    assert "Merci" in subject_of(thanks)
    assert [one.translator for one in await shown(forum)] == ["Marie Ndiaye"]
    told = await forum.mail_to(PAUL, "corrigée")
    assert "+ Chères et chers collègues" in text_of(told)


async def test_late_and_nobody_else_did_it(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    await later(forum, 49 * HOUR)
    await reply(forum, letter, MARIE, TITLED)
    assert [one.translator for one in await shown(forum)] == ["Marie Ndiaye"]
    assert await open_tasks(forum) == []


async def test_a_correction_and_undo_once(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    await reply(forum, letter, MARIE, TITLED)
    (copy,) = await forum.told_for(PAUL, REQUEST, "corriger 101", Subject="correction")
    assert "Du zinc pour les enfants" in text_of(copy)
    assert FRENCH in text_of(copy).replace("\r\n", "\n")
    changed = "\n".join(
        f"> {line}" for line in text_of(copy).replace("dix jours", "dix longs jours").split("\n")
    )
    before = len(forum.mails(PAUL))
    await forum.send(PAUL, copy["Reply-To"], f"Le 5 janvier, HIFA a écrit :\n{changed}\n")
    await forum.quiet()
    thanks = forum.mails(PAUL)[before:][-1]
    (one,) = await shown(forum)
    assert (one.translator, "dix longs jours" in one.text) == ("Paul Ngassa", True)
    told = await forum.mail_to(MARIE, "corrigée")
    assert "longs" in text_of(told)
    await reply(forum, thanks, PAUL, "annuler")
    assert [one.translator for one in await shown(forum)] == ["Marie Ndiaye"]
    again = await reply(forum, thanks, PAUL, "annuler")
    assert "rien" in text_of(again)
    assert [one.translator for one in await shown(forum)] == ["Marie Ndiaye"]


async def test_a_changed_dose_is_told_and_corrected_by_sending_it_again(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    thanks = await reply(forum, letter, MARIE, TITLED.replace("5 mg", "50 mg"))
    assert "50 mg" in text_of(thanks)
    await reply(forum, thanks, MARIE, f"101 :\n{TITLED}")
    (one,) = await shown(forum)
    assert "5 mg" in one.text
    assert "50 mg" not in one.text


async def test_somebody_elses_from_changes_nothing_before_her_yes(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    before = len(forum.mails(MARIE))
    await forum.send("mallory@evil.example", letter["Reply-To"], TITLED, Subject="Re: x")
    await forum.quiet()
    assert await shown(forum) == []
    (asked,) = forum.mails(MARIE)[before:]
    assert "mallory@evil.example" in text_of(asked)
    await reply(forum, asked, MARIE, "oui")
    assert [one.text for one in await shown(forum)] == [FRENCH]


async def test_an_absence_notice_is_no_translation(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    before = len(forum.mails(MARIE))
    raw = mail(
        MARIE,
        letter["Reply-To"],
        "Je suis absente jusqu'au 3 mai et je lirai votre message à mon retour.",
        Auto_Submitted="auto-replied",
        Subject="Absence",
    )
    await forum.send_raw(MARIE, [letter["Reply-To"]], raw)
    await forum.quiet()
    assert await shown(forum) == []
    assert await open_tasks(forum) == [await person_of(forum, MARIE)]
    assert forum.mails(MARIE)[before:] == []


async def test_a_members_command_in_an_answer_is_carried_out(forum: Running) -> None:
    letter = await letter_to(forum, MARIE)
    told = await reply(forum, letter, MARIE, "je ne traduis plus")
    assert "traduire" in text_of(told) or "traduction" in text_of(told)
    person = await person_of(forum, MARIE)
    assert await forum.store.read(volunteers.of_person, person) == {}
    assert await shown(forum) == []


@pytest.mark.parametrize(
    ("body", "question"),
    [
        ("Chers tous,\n\nNous donnons 5 mg.", "beaucoup plus court"),
        (
            "Estimados colegas:\n\nDamos 5 mg de zinc durante diez días, y la mayoría de los niños"
            " se recupera en una semana.\n\n¿Quién lo hace mejor que nosotros?\n\nAmina",
            "espagnol",
        ),
    ],
)
async def test_what_is_in_doubt_waits_for_her_yes(forum: Running, body: str, question: str) -> None:
    letter = await letter_to(forum, MARIE)
    asked = await reply(forum, letter, MARIE, body)
    assert question in text_of(asked)
    assert body.split("\n")[0] in text_of(asked)
    assert await shown(forum) == []
    await reply(forum, asked, MARIE, "oui")
    assert [one.text for one in await shown(forum)] == [body]
