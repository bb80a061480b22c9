"""Who asks to join, in words of her own; and two facilitators who decide about her at one time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Member, Policy
from listserv.store import members
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

PAULA, IVO = "paula@w.example", "ivo@w.example"
GRACE, JOAO = "grace@team.example.org", "joao@team.example.org"
TEAM = (NewMember(GRACE, "Grace Otieno"), NewMember(JOAO, "João Machava"))
JOIN, REQUEST = f"hifa-join@{DOMAIN}", f"hifa-request@{DOMAIN}"


@pytest.fixture
async def approving(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, Policy(title="HIFA", join="approve"), [], TEAM) as made:
        yield made


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Running]:
    async with serving(tmp_path, Policy(title="HIFA", join="open"), [], TEAM) as made:
        yield made


async def writes(
    running: Running, sender: str, to: str, body: str, *, proven: bool = False, **headers: str
) -> list[Message]:
    """Send a mail, and return what its sender gets for it."""
    return await running.told_for(sender, to, body, proven=proven, **{"Subject": "", **headers})


async def applies(running: Running, said: str = "Paula León, Perú") -> None:
    """She has asked, and the facilitators read of it."""
    (question,) = await writes(running, PAULA, JOIN, "")
    (told,) = await running.told_for_answer(question, PAULA, said)
    assert subject_of(told) == "Your request to join HIFA"
    assert "to join HIFA" in subject_of(running.mails(GRACE)[-1])


async def member(running: Running, address: str) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, 1, person.id) if person else None


def flat(letter: Message) -> str:
    return " ".join(text_of(letter).split())


# --- who she is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name", "country"),
    [
        ("Paula León, Perú", "Paula León", "PE"),
        ("Paula Mboa, Moçambique", "Paula Mboa", "MZ"),
        ("PAULA LEÓN, PERÚ", "PAULA LEÓN", "PE"),
        ("Paula León\nPerú", "Paula León", "PE"),
        ("Me llamo Paula León y vivo en Perú", "Paula León", "PE"),
        ("Mute Mwangi, Kenya", "Mute Mwangi", "KE"),
    ],
)
async def test_a_name_that_looks_like_a_command_is_a_name(
    approving: Running, said: str, name: str, country: str
) -> None:
    """`Paula` is near to `pausa`, and was asked whether she wants a pause."""
    await applies(approving, said)
    shown = text_of(approving.mails(GRACE)[-1])
    assert name in subject_of(approving.mails(GRACE)[-1])
    assert {"PE": "Peru", "MZ": "Mozambique", "KE": "Kenya"}[country] in shown


async def test_a_name_alone_is_asked_for_the_country_not_whether_she_wants_a_pause(
    approving: Running,
) -> None:
    (question,) = await writes(approving, PAULA, JOIN, "")
    (again,) = await approving.told_for_answer(question, PAULA, "Paula León")
    assert subject_of(again) == "One thing more before you join HIFA"
    (told,) = await approving.told_for_answer(again, PAULA, "Paula León, Perú")
    assert subject_of(told) == "Your request to join HIFA"


async def test_who_she_is_is_heard_in_answer_to_any_letter(approving: Running) -> None:
    """She asks for help between; what she says then of herself belongs to her wish to join."""
    (question,) = await writes(approving, PAULA, JOIN, "")
    (helped,) = await approving.told_for_answer(question, PAULA, "help")
    (told,) = await approving.told_for_answer(helped, PAULA, "Paula León, Perú")
    assert subject_of(told) == "Your request to join HIFA"


@pytest.mark.parametrize("said", ["Ivo Lima, Moçambique", "ivo lima, moçambique", "Ivo Lima"])
async def test_a_name_and_country_say_yes_where_nothing_need_be_written(
    opened: Running, said: str
) -> None:
    (question,) = await writes(opened, IVO, JOIN, "")
    (welcome,) = await opened.told_for_answer(question, IVO, said)
    assert subject_of(welcome) == "Welcome to HIFA"
    assert await member(opened, IVO) is not None


@pytest.mark.parametrize("said", ["Ticket Received", "Your mail has come to us, in Kenya."])
async def test_a_program_that_says_nothing_of_itself_gets_two_letters(
    opened: Running, said: str
) -> None:
    (question,) = await writes(opened, IVO, JOIN, "")
    (again,) = await opened.told_for_answer(question, IVO, said)
    assert "whether it is yes or no" in text_of(again)
    assert await opened.told_for_answer(again, IVO, said) == []
    assert await member(opened, IVO) is None


async def test_prose_to_the_letter_that_asks_who_gets_two_letters(approving: Running) -> None:
    (question,) = await writes(approving, PAULA, JOIN, "")
    said = "We thank you for contacting us and will answer within three working days."
    (again,) = await approving.told_for_answer(question, PAULA, said)
    assert await approving.told_for_answer(again, PAULA, said) == []
    assert await approving.told_for_answer(again, PAULA, f"{said} Goodbye.") == []


# --- two who decide -------------------------------------------------------------------------------


def told(running: Running, who: str) -> Message:
    """The letter that asks a facilitator about her."""
    return next(one for one in running.mails(who) if "to join HIFA" in subject_of(one))


async def test_undo_of_spam_tells_nobody(approving: Running) -> None:
    await applies(approving)
    (echo,) = await approving.told_for_answer(told(approving, GRACE), GRACE, "spam")
    before = len(approving.mails(PAULA))
    (undone,) = await approving.told_for_answer(echo, GRACE, "undo")
    assert "Waits for a decision again. Nobody was told." in flat(undone)
    assert len(approving.mails(PAULA)) == before


async def test_a_no_says_that_a_colleague_has_just_asked_her(approving: Running) -> None:
    await applies(approving)
    await approving.told_for_answer(told(approving, GRACE), GRACE, "ask: Where do you work?")
    question = approving.mails(PAULA)[-1]
    (echo,) = await approving.told_for_answer(told(approving, JOAO), JOAO, "no: only doctors")
    assert "Grace Otieno asked a question a short time ago" in flat(echo)

    (answered,) = await approving.told_for_answer(question, PAULA, "At the Loayza hospital.")
    assert "has been passed on to the facilitators" in flat(answered)
    handed = approving.mails(GRACE)[-1]
    assert subject_of(handed).startswith("For the facilitators")
    said = flat(handed)
    assert f"Paula León <{PAULA}> wrote to the facilitators" in said
    assert "João Machava said no to the request to join" in said
    assert "Grace Otieno asked: “Where do you work?”" in said
    assert "At the Loayza hospital." in said

    line = next(one for one in text_of(handed).splitlines() if one.startswith("  add "))
    await approving.send(GRACE, REQUEST, line.strip())
    await approving.quiet()
    assert await member(approving, PAULA) is not None


async def test_the_question_of_yesterday_has_its_day(approving: Running) -> None:
    await applies(approving)
    await approving.told_for_answer(told(approving, GRACE), GRACE, "ask: Where do you work?")
    approving.clock.advance(86_400.0)
    (echo,) = await approving.told_for_answer(told(approving, JOAO), JOAO, "ok")
    assert "Grace Otieno asked a question on 5 January 2026" in flat(echo)


async def test_colleagues_learn_who_was_let_in(approving: Running) -> None:
    await applies(approving)
    (echo,) = await approving.told_for_answer(told(approving, GRACE), GRACE, "no: only doctors")
    await approving.told_for_answer(echo, GRACE, "undo")
    await approving.told_for_answer(told(approving, JOAO), JOAO, "ok")
    await approving.send(PAULA, f"hifa@{DOMAIN}", "We keep stock cards.", Subject="Cards")
    await approving.quiet()
    notice = await approving.mail_to(GRACE, "Cards")
    assert "João Machava let in Paula León, who asked to join." in flat(notice)
    theirs = await approving.mail_to(JOAO, "Cards")
    assert "let in" not in flat(theirs)


async def test_who_was_refused_and_asks_again_is_heard(approving: Running) -> None:
    await applies(approving)
    await approving.told_for_answer(told(approving, GRACE), GRACE, "no: only doctors")
    (passed,) = await writes(approving, PAULA, JOIN, "Quiero participar, soy doctora", proven=True)
    assert "se ha pasado al equipo de HIFA" in flat(passed)
    said = flat(approving.mails(JOAO)[-1])
    assert "Quiero participar, soy doctora" in said
    assert "Grace Otieno said no to the request to join" in said


async def test_mail_to_the_facilitators_says_who_wrote_it(approving: Running) -> None:
    await applies(approving)
    await approving.told_for_answer(told(approving, GRACE), GRACE, "ok")
    await writes(approving, PAULA, f"hifa-owner@{DOMAIN}", "May I post jobs?", proven=True)
    said = flat(approving.mails(JOAO)[-1])
    assert f"Paula León <{PAULA}> wrote" in said
    assert "A member since" in said
    await writes(approving, GRACE, REQUEST, f"unsubscribe {PAULA}", proven=True)
    await writes(approving, PAULA, f"hifa-owner@{DOMAIN}", "Why am I off?", proven=True)
    said = flat(approving.mails(JOAO)[-1])
    assert "and was removed by Grace Otieno." in said
    assert f"add {PAULA}" in said


async def test_many_in_a_busy_hour_wait_two_minutes_at_most(approving: Running) -> None:
    """After ten letters in an hour the next waited ten minutes."""
    for n in range(14):
        who = f"nurse{n}@w{n}.example"
        said = {"proven": True, "From": f"Ana Juma <{who}>", "Message_ID": f"<{n}@w.example>"}
        await writes(approving, who, JOIN, f"I am Ana Juma, from Kenya, number {n}", **said)
        approving.clock.advance(61.0)
    approving.clock.advance(120.0)
    approving.app.wake()
    await approving.quiet()
    shown = "".join(text_of(one) for one in approving.mails(GRACE))
    assert all(f"nurse{n}@w{n}.example" in shown for n in range(14))
