"""What a newcomer met in a day as a facilitator: lines that were offered, undone, or asked back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Member, Policy, Standing
from listserv.store import members, standings
from listserv.store.members import NewMember
from tests.support import site
from tests.support.site import Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

GRACE, LUCIA, JOAO = "grace@afya.example", "lucia@correo.example", "joao@correio.example"
WORK = "lucia@trabajo.example"  # the other address of Lucía
AMINA, BO, NEW = "amina@clinic.example", "bo@clinic.example", "ines@clinic.example"
ZED = "zed@works.example"
REQUEST = "hifa-request@lists.example.org"


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    team = [
        NewMember(GRACE, "Grace Otieno"),
        NewMember(LUCIA, "Lucía Ramírez", ("es",), "PE"),
        NewMember(JOAO, "João Machava", ("pt",), "MZ"),
    ]
    people = [
        NewMember(AMINA, "Amina Kamau"),
        NewMember(BO, "Bo Otieno"),
        NewMember(ZED, "Zed Zulu"),
        *team,
    ]
    async with serving(tmp_path, Policy(title="HIFA"), people, team) as running:
        yield running


async def says(running: Running, who: str, text: str) -> Message:
    """A facilitator writes; the first letter that she gets for it."""
    return (await running.told_for(who, REQUEST, text))[0]


async def answers(running: Running, letter: Message, who: str, text: str) -> Message:
    return (await running.told_for_answer(letter, who, text))[0]


async def unproven(running: Running, who: str, letter: Message, text: str) -> Message:
    """An answer that nothing proves, from one of her addresses or another one."""
    number = len(running.mails())
    raw = site.mail(
        who,
        str(letter["Reply-To"]),
        text,
        proven=False,
        Subject=f"Re: {subject_of(letter)}",
        In_Reply_To=str(letter["Message-ID"]),
        Message_ID=f"<{number}@{who.partition('@')[2]}>",
    )
    await running.send_raw(who, [str(letter["Reply-To"])], raw)
    await running.quiet()
    return running.mails()[number]


def flat(letter: Message) -> str:
    return " ".join(text_of(letter).split())


async def member(running: Running, address: str) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, 1, person.id) if person else None


async def standing(running: Running, address: str) -> Standing:
    person = await running.store.read(members.person_by_address, address)
    assert person
    return await running.store.read(standings.standing, 1, person.id)


# --- consent --------------------------------------------------------------------------------------


async def test_how_they_agreed_is_an_answer_of_its_own(running: Running) -> None:
    """The letter offered to add a stranger of its own, and `consent: …` alone was no answer."""
    asked = await says(running, GRACE, f"add\nInes Mwale <{NEW}>\nzed@clinic.example\n\nGrace")
    assert "amina@example.org" not in text_of(asked)
    assert "consent: sign-up sheet of 5 March" in text_of(asked)
    assert await member(running, NEW) is None
    done = await answers(running, asked, GRACE, "consent: she asked me by phone\n\nGrace Otieno")
    assert "Noted: Grace Otieno: she asked me by phone" in flat(done)
    assert (await member(running, NEW)) and (await member(running, "zed@clinic.example"))


async def test_the_same_in_portuguese_below_a_mail_that_nothing_proves(running: Running) -> None:
    raw = site.mail(JOAO, REQUEST, f"adicionar\n{NEW}\n\nJoão Machava", proven=False)
    await running.send_raw(JOAO, [REQUEST], raw)
    await running.quiet()
    lacks = await unproven(running, JOAO, running.mails(JOAO)[-1], "sim")
    assert "consentimento:" in text_of(lacks)
    done = await unproven(running, JOAO, lacks, "consentimento: pediu por telefone\n\nJoão")
    assert "pediu por telefone" in flat(done)
    assert await member(running, NEW)


async def test_an_address_of_our_examples_is_nobodys(running: Running) -> None:
    echo = await says(running, GRACE, "add amina@example.org (sign-up sheet of 5 March)")
    assert "Nobody was added" in flat(echo)
    assert "only as examples: amina@example.org" in flat(echo)
    assert not running.mails("amina@example.org")
    echo = await says(running, GRACE, "invite amina@example.org")
    assert "only as examples: amina@example.org" in flat(echo)


# --- undo, below a question -----------------------------------------------------------------------


async def test_undo_below_a_question_means_what_was_asked_about(running: Running) -> None:
    done = await says(running, JOAO, f"vigiar {AMINA}")
    asked = await answers(running, done, JOAO, "desfazer, mas só talvez amanhã")
    assert "1 ok" not in text_of(asked)
    assert "desfazer" in text_of(asked).partition("exemplo")[2]
    echo = await answers(running, asked, JOAO, "desfazer")
    assert f"vigiar {AMINA}" in flat(echo)
    assert await standing(running, AMINA) is Standing.ORDINARY


@pytest.mark.parametrize("word", ["deshacer", "sí", "Sí, soy yo.\n\nLucía"])
async def test_from_her_other_address_she_is_asked_and_her_yes_does_it(
    running: Running, word: str
) -> None:
    done = await says(running, LUCIA, f"vigilar {AMINA}")
    asked = await unproven(running, WORK, done, "deshacer")
    assert asked["Delivered-To"] == LUCIA
    assert WORK in text_of(asked)
    assert "1 ok" not in text_of(asked)
    assert await standing(running, AMINA) is Standing.WATCHED
    await answers(running, asked, LUCIA, word)
    assert await standing(running, AMINA) is Standing.ORDINARY


async def test_a_place_below_her_name_is_no_word_of_hers(running: Running) -> None:
    done = await says(running, JOAO, f"vigiar {AMINA}\n\nJoão Machava\nMaputo")
    echo = await answers(running, done, JOAO, "desfazer\n\nJoão Machava\nMaputo")
    assert f"vigiar {AMINA}" in flat(echo)
    assert await standing(running, AMINA) is Standing.ORDINARY


# --- undo, when she has spoken herself ------------------------------------------------------------


async def test_who_chose_to_stay_since_is_not_thrown_out(running: Running) -> None:
    added = await says(
        running,
        GRACE,
        f"add (sign-up sheet)\nInes Mwale <{NEW}>\nZed Zulu <zed@clinic.example>\n"
        "Ted <t@b.example>",
    )
    await running.send(NEW, REQUEST, "one a day")
    await running.send("zed@clinic.example", REQUEST, "leave")
    await running.quiet()
    left = await running.mail_to("zed@clinic.example", "You have left")
    await running.answer(left, "zed@clinic.example", "undo")
    await running.quiet()
    assert await member(running, "zed@clinic.example")
    echo = await answers(running, added, GRACE, "undo")
    assert await member(running, "t@b.example") is None
    stays = await member(running, NEW)
    assert stays and stays.delivery is DeliveryMode.DAILY
    assert await member(running, "zed@clinic.example")
    assert "Ines Mwale" in flat(echo)
    assert "Zed Zulu" in flat(echo)
    assert not [one for one in running.mails(NEW) if "has ended" in subject_of(one)]


async def test_a_question_that_was_taken_back_is_not_said_to_be_answered(running: Running) -> None:
    done = await says(running, GRACE, f"change address {AMINA} to amina@home.example")
    letter = running.mails("amina@home.example")[-1]
    await answers(running, done, GRACE, "undo")
    told = await answers(running, letter, "amina@home.example", "yes")
    assert "taken back" in flat(told)
    assert "before" not in subject_of(told)


async def test_a_second_undo_says_that_it_is_undone_already(running: Running) -> None:
    done = await says(running, GRACE, f"watch {AMINA}")
    await answers(running, done, GRACE, "undo")
    assert "undone already" in flat(await answers(running, done, GRACE, "undo"))


# --- people ---------------------------------------------------------------------------------------


async def test_members_who_are_invited_are_members_already(running: Running) -> None:
    echo = flat(await says(running, GRACE, f"invite\nAmina Kamau <{AMINA}>\n{NEW}"))
    assert "Members already: Amina Kamau" in echo
    assert "No members" not in echo


@pytest.mark.parametrize("verb", ["dar de baja", "dar de baja a", "eliminar a", "unsubscribe"])
async def test_people_below_are_removed_whatever_the_word(running: Running, verb: str) -> None:
    await says(running, LUCIA, f"{verb}\n{AMINA}\nBo <{BO}>\n\nLucía Ramírez")
    assert await member(running, AMINA) is None
    assert await member(running, BO) is None
    assert await member(running, LUCIA)


async def test_a_name_of_an_office_is_read(running: Running) -> None:
    await says(running, GRACE, f'add "Doe, Jane" <{NEW}> (meeting of 3 May)')
    joined = await member(running, NEW)
    assert joined and joined.person.name == "Jane Doe"


async def test_the_closing_bracket_of_a_consent_is_kept(running: Running) -> None:
    echo = await says(running, JOAO, f"adicionar reunião (3 de maio)\nInes <{NEW}>")
    assert "reunião (3 de maio)" in flat(echo)


async def test_an_address_of_somebody_else_is_told(running: Running) -> None:
    """Any answer was said to be enough, and none but a yes was."""
    echo = flat(await says(running, GRACE, f"change address {AMINA} to {BO}"))
    assert "Bo Otieno" in echo
    assert "only a yes" in echo
    assert "Any answer" not in echo


async def test_who_is_paused_gets_nothing_yet(running: Running) -> None:
    await says(running, GRACE, f"no mail to {AMINA} for 3 weeks")
    echo = flat(await says(running, GRACE, f"{AMINA} one a day"))
    assert "so no mail comes until" in echo


async def test_a_decision_among_commands_is_to_be_sent_apart(running: Running) -> None:
    asked = flat(await says(running, GRACE, f"watch {AMINA}\nok"))
    assert "two mails" in asked
    assert await standing(running, AMINA) is Standing.ORDINARY


async def test_colleagues_read_whom_it_was_about_and_that_it_is_undone(running: Running) -> None:
    done = await says(running, GRACE, f"remove\n{ZED}\n{BO}\n\nGrace Otieno")
    await running.send(AMINA, "hifa@lists.example.org", "Hola a todos", Subject="Uno")
    await running.quiet()
    notice = flat(running.mails(JOAO)[-1])
    assert "Grace Otieno" in notice
    assert "remove (Zed Zulu, Bo Otieno)" in notice
    await answers(running, done, GRACE, "undo")
    await running.send(AMINA, "hifa@lists.example.org", "Hola otra vez", Subject="Dos")
    await running.quiet()
    assert "desfeito" in flat(running.mails(JOAO)[-1])
