"""Tired members: who joins, leaves, comes back, answers twice, in prose, or from another phone.

No silence where an answer is due, and no two letters to one mail.
"""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Member, Policy
from listserv.store import lists, members
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, START, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

NEW, PHONE = "amina@clinic.example", "amina.k@phone.example"
MARIA = "maria@example.org"
GRACE = "grace@team.example.org"
JOIN, LEAVE = f"hifa-join@{DOMAIN}", f"hifa-leave@{DOMAIN}"
REQUEST, SITE = f"hifa-request@{DOMAIN}", f"listserv@{DOMAIN}"
DAY = 86_400.0
TEAM = (NewMember(GRACE, "Grace Otieno", ("en",)),)


async def site(tmp_path: Path, join: str) -> AsyncIterator[Running]:
    policy = Policy(title="HIFA", join=join)
    people = [NewMember(MARIA, "Maria Silva", ("en",))]
    async with serving(tmp_path, policy, people, TEAM) as made:
        yield made


@pytest.fixture
async def confirming(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "confirm"):
        yield made


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "open"):
        yield made


@pytest.fixture
async def approving(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "approve"):
        yield made


async def writes(
    running: Running, sender: str, to: str, body: str = "", *, proven: bool = True, n: int = 0
) -> list[Message]:
    """Send a mail, and return what its sender gets for it."""
    headers = {"Subject": "", "Message_ID": f"<{n}.{abs(hash((sender, to, body)))}@m.example>"}
    return await running.told_for(sender, to, body, proven=proven, **headers)


async def membership(running: Running, address: str, list_id: int = 1) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, list_id, person.id) if person else None


# --- leaving twice --------------------------------------------------------------------------------


async def test_each_leave_of_a_day_is_told_and_can_be_undone(confirming: Running) -> None:
    """The second one was silent, and the first letter "too old"."""
    (first,) = await writes(confirming, MARIA, LEAVE)
    (back,) = await confirming.told_for_answer(first, MARIA, "yes")
    assert subject_of(back) == "Welcome back to HIFA"
    (second,) = await writes(confirming, MARIA, LEAVE, n=2)
    assert subject_of(second) == "You have left HIFA"
    assert await membership(confirming, MARIA) is None
    await confirming.told_for_answer(first, MARIA, "yes, please")  # the older of the two
    assert await membership(confirming, MARIA) is not None


async def test_a_second_leave_that_nothing_proves_is_asked(confirming: Running) -> None:
    """It was answered with "you are not a member"."""
    (first,) = await writes(confirming, MARIA, LEAVE, proven=False)
    await confirming.told_for_answer(first, MARIA, "")
    (question,) = await writes(confirming, MARIA, LEAVE, proven=False, n=2)
    assert subject_of(question) == "Is this from you?"
    assert await membership(confirming, MARIA) is not None
    (left,) = await confirming.told_for_answer(question, MARIA, "yes")
    assert subject_of(left) == "You have left HIFA"
    assert await membership(confirming, MARIA) is None
    (again,) = await confirming.told_for_answer(question, MARIA, "yes")
    assert subject_of(again) == "You had answered that letter before"


async def test_who_is_no_member_reads_how_to_become_one(confirming: Running) -> None:
    (letter,) = await writes(confirming, NEW, LEAVE)
    assert JOIN in text_of(letter)


# --- coming back ----------------------------------------------------------------------------------


async def test_who_undoes_leaving_finds_all_as_it_was(confirming: Running) -> None:
    said = "titles only\npause 3 weeks\ncopies of my own posts off\nmute CHW"
    await writes(confirming, MARIA, REQUEST, said)
    before = await membership(confirming, MARIA)
    (left,) = await writes(confirming, MARIA, REQUEST, "leave")
    (back,) = await confirming.told_for_answer(left, MARIA, "yes, it was a mistake")
    assert await membership(confirming, MARIA) == before
    text = text_of(back)
    assert "everything is as it was" in text
    assert "Your pause goes on until 26 January 2026" in text
    assert "You do not get your own messages" in text
    (again,) = await confirming.told_for_answer(left, MARIA, "yes")
    assert subject_of(again) == "What you receive from HIFA"


async def test_who_joins_again_reads_as_before(confirming: Running) -> None:
    await writes(
        confirming, MARIA, REQUEST, "titles only\npause 3 weeks\nno copies of my own posts"
    )
    await writes(confirming, MARIA, LEAVE)
    (question,) = await writes(confirming, MARIA, JOIN)
    assert "one mail a day" not in text_of(question)
    (back,) = await confirming.told_for_answer(question, MARIA, "yes")
    assert "everything is as it was" in text_of(back)
    found = await membership(confirming, MARIA)
    assert found is not None
    assert (found.delivery, found.own_copies) == (DeliveryMode.TITLES, False)
    assert found.paused_until is None  # she wants it now


async def test_who_joins_again_much_later_is_new(confirming: Running) -> None:
    await writes(confirming, MARIA, REQUEST, "titles only")
    await writes(confirming, MARIA, LEAVE)
    confirming.clock.advance(40 * DAY)
    (question,) = await writes(confirming, MARIA, JOIN)
    (welcome,) = await confirming.told_for_answer(question, MARIA, "yes")
    assert "Welcome. maria@example.org is now a member" in text_of(welcome)
    found = await membership(confirming, MARIA)
    assert found is not None
    assert found.delivery is DeliveryMode.DAILY


# --- the letters of a stranger's day --------------------------------------------------------------


@pytest.mark.parametrize("proven", [True, False])
async def test_help_does_not_silence_joining(confirming: Running, proven: bool) -> None:
    (help_,) = await writes(confirming, NEW, REQUEST, "help", proven=proven)
    if proven:
        (question,) = await writes(confirming, NEW, JOIN)
        (welcome,) = await confirming.told_for_answer(question, NEW, "yes")
    else:  # her answer is proven by the letter's address
        (welcome,) = await confirming.told_for_answer(help_, NEW, "join, every message")
    assert "Welcome" in subject_of(welcome)
    assert await membership(confirming, NEW) is not None


async def test_an_answer_to_help_proves_her_for_another_list_that_it_names(two: Running) -> None:
    (help_,) = await writes(two, NEW, REQUEST, "help", proven=False)
    (welcome,) = await two.told_for_answer(help_, NEW, "join chw")
    assert "Welcome" in subject_of(welcome)
    assert await membership(two, NEW, 2) is not None
    assert await membership(two, NEW, 1) is None


async def test_nobody_joins_an_open_list_without_a_welcome(opened: Running) -> None:
    await writes(opened, NEW, REQUEST, "help")
    (welcome,) = await writes(opened, NEW, JOIN)
    assert subject_of(welcome) == "Welcome to HIFA"
    assert await membership(opened, NEW) is not None


async def test_what_nothing_proves_is_one_letter_a_day(confirming: Running) -> None:
    for n, (to, body) in enumerate([(REQUEST, "help"), (JOIN, ""), (LEAVE, ""), (SITE, "lists")]):
        await writes(confirming, NEW, to, body, proven=False, n=n)
    assert len(confirming.mails(NEW)) == 1


async def test_a_member_is_told_what_she_did_after_all_her_letters(confirming: Running) -> None:
    for n in range(41):
        await writes(confirming, MARIA, REQUEST, "status", n=n)
    assert len(confirming.mails(MARIA)) == 40
    (told,) = await writes(confirming, MARIA, REQUEST, "titles only")
    assert "titles" in text_of(told)


# --- what answers say -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "mode"),
    [
        ("Sure!", "daily"),
        ("yess", "daily"),
        ("yes, no mail", "none"),
        ("Yes please I want one a day", "daily"),
        ("Oui, avec plaisir", "daily"),
        ("oui, pas de mail", "none"),
        ("Sí, con mucho gusto", "daily"),
    ],
)
async def test_whoever_says_yes_joins(confirming: Running, said: str, mode: str) -> None:
    (question,) = await writes(confirming, NEW, JOIN)
    (welcome,) = await confirming.told_for_answer(question, NEW, said)
    assert "HIFA" in subject_of(welcome)
    found = await membership(confirming, NEW)
    assert found is not None
    assert found.delivery.value == mode


@pytest.mark.parametrize("to", [JOIN, f"hifa-join@{DOMAIN}"])
async def test_what_is_neither_yes_nor_no_is_asked_once_more(confirming: Running, to: str) -> None:
    (question,) = await writes(confirming, NEW, to, "je souhaite m'inscrire", proven=False)
    prose = "Bonjour, je travaille dans un hôpital de district et je lis beaucoup le soir."
    (again,) = await confirming.told_for_answer(question, NEW, prose)
    assert "oui ou non" in text_of(again)
    assert await membership(confirming, NEW) is None
    assert confirming.mails(GRACE) == []
    (welcome,) = await confirming.told_for_answer(again, NEW, "oui")
    assert "HIFA" in subject_of(welcome)


async def test_a_second_unclear_answer_is_read_by_people(confirming: Running) -> None:
    (question,) = await writes(confirming, NEW, JOIN)
    (again,) = await confirming.told_for_answer(
        question, NEW, "The weather in Kano is hot, and mail is slow."
    )
    assert (
        await confirming.told_for_answer(again, NEW, "Who reads the mail that I send there?") == []
    )
    (handed,) = confirming.mails(GRACE)
    assert subject_of(handed) == "For the facilitators: Re: Do you want to join HIFA?"


async def test_an_empty_mail_that_answers_nothing_joins_nobody(confirming: Running) -> None:
    """A program that does not say that it is one."""
    (question,) = await writes(confirming, NEW, JOIN)
    to = email.utils.parseaddr(question["Reply-To"])[1]
    (again,) = await writes(confirming, NEW, to)
    assert "whether it is yes or no" in text_of(again)
    assert await writes(confirming, NEW, to) == []
    assert await membership(confirming, NEW) is None


async def test_no_then_yes_and_yes_then_no(confirming: Running) -> None:
    (question,) = await writes(confirming, NEW, JOIN)
    assert await confirming.told_for_answer(question, NEW, "no") == []
    (welcome,) = await confirming.told_for_answer(question, NEW, "yes")
    assert subject_of(welcome) == "Welcome to HIFA"
    (told,) = await confirming.told_for_answer(question, NEW, "no")
    assert subject_of(told) == "You are a member of HIFA"
    (left,) = await confirming.told_for_answer(told, NEW, "leave")
    assert subject_of(left) == "You have left HIFA"


async def test_a_second_yes_is_told_how_it_stands(confirming: Running) -> None:
    (question,) = await writes(confirming, NEW, JOIN)
    await confirming.told_for_answer(question, NEW, "yes")
    (told,) = await confirming.told_for_answer(question, NEW, "yes!!")
    assert subject_of(told) == "What you receive from HIFA"
    confirming.clock.advance(15 * DAY)
    (told,) = await confirming.told_for_answer(question, NEW, "yes")
    assert subject_of(told) == "You are a member of HIFA"
    await writes(confirming, NEW, LEAVE)
    (told,) = await confirming.told_for_answer(question, NEW, "oui")
    assert subject_of(told) == "You are not a member of HIFA"


@pytest.mark.parametrize("proven", [True, False])
async def test_a_yes_from_another_phone_is_asked_back(confirming: Running, proven: bool) -> None:
    (question,) = await writes(confirming, NEW, JOIN, proven=proven)
    assert await confirming.told_for_answer(question, PHONE, "yes") == []
    asked = confirming.mails(NEW)[-1]
    assert subject_of(asked) == "Did this answer come from you?"
    assert await membership(confirming, PHONE) is None
    await confirming.told_for_answer(question, PHONE, "yes, yes")
    assert len(confirming.mails(NEW)) == 2
    (welcome,) = await confirming.told_for_answer(asked, NEW, "yes")
    assert subject_of(welcome) == "Welcome to HIFA"


# --- two lists ------------------------------------------------------------------------------------


@pytest.fixture
async def two(confirming: Running) -> Running:
    chw = await confirming.store.write(lists.create, "chw", Policy(title="CHW forum"), START)
    await confirming.store.write(members.add, chw.id, NewMember(MARIA), "test", START)
    return confirming


@pytest.mark.parametrize(
    ("said", "hifa", "chw"),
    [
        ("chw", True, False),
        ("HIFA please", False, True),
        ("leave chw", True, False),
        ("all", False, False),
        ("no", True, True),
    ],
)
async def test_who_is_on_two_lists_is_asked_which_one(
    two: Running, said: str, hifa: bool, chw: bool
) -> None:
    (question,) = await writes(two, MARIA, SITE, "leave")
    assert "CHW forum" in text_of(question)
    got = await two.told_for_answer(question, MARIA, said)
    assert (await membership(two, MARIA) is not None) is hifa
    assert (await membership(two, MARIA, 2) is not None) is chw
    assert len(got) == 1
    assert ("nothing happens" in text_of(got[0])) is (said == "no")


async def test_a_bare_yes_to_which_list_is_asked_again(two: Running) -> None:
    (question,) = await writes(two, MARIA, SITE, "leave")
    (again,) = await two.told_for_answer(question, MARIA, "yes")
    assert subject_of(again) == "Which list do you want to leave?"


async def test_one_letter_undoes_leaving_all(two: Running) -> None:
    (left,) = await writes(two, MARIA, SITE, "quitter tout")
    assert subject_of(left) == "You have left HIFA and CHW forum"
    assert await membership(two, MARIA, 2) is None
    (back,) = await two.told_for_answer(left, MARIA, "")
    assert "HIFA" in text_of(back)
    assert "CHW forum" in text_of(back)
    assert await membership(two, MARIA) is not None
    assert await membership(two, MARIA, 2) is not None


async def test_commands_that_answer_where_and_lists_are_done(two: Running) -> None:
    for n, ask in enumerate(("where", "lists")):
        (letter,) = await writes(two, MARIA, REQUEST, ask, n=n)
        (told,) = await two.told_for_answer(letter, MARIA, ("one a day", "titles only")[n])
        assert "Changed" in subject_of(told)
    assert two.mails(GRACE) == []


# --- where facilitators decide --------------------------------------------------------------------


async def test_what_she_wrote_at_first_is_shown_to_facilitators(approving: Running) -> None:
    prose = "Dear team, I am a midwife and heard of you in Kisumu."
    (question,) = await writes(approving, NEW, JOIN, prose)
    await approving.told_for_answer(question, NEW, "Amina Kamau, Kenya")
    letter = await approving.mail_to(GRACE, "asks to join")
    assert "heard of you in Kisumu" in text_of(letter)
    assert "Amina Kamau, Kenya" in text_of(letter)


async def test_an_empty_yes_is_asked_who_she_is_once(approving: Running) -> None:
    (question,) = await writes(approving, NEW, JOIN)
    (who,) = await approving.told_for_answer(question, NEW, "")
    assert subject_of(who) == "One thing more before you join HIFA"
    assert approving.mails(GRACE) == []
    (applied,) = await approving.told_for_answer(who, NEW, "yes")
    assert subject_of(applied) == "Your request to join HIFA"
    assert "No country was given." in text_of(await approving.mail_to(GRACE, "asks to join"))


async def test_who_was_a_member_is_shown_as_one(approving: Running) -> None:
    approving.clock.advance(DAY)
    await writes(approving, MARIA, LEAVE)
    approving.clock.advance(20 * DAY)
    (question,) = await writes(approving, MARIA, JOIN)
    await approving.told_for_answer(question, MARIA, "Maria Silva, Brazil")
    letter = await approving.mail_to(GRACE, "asks to join")
    assert "until 6 January 2026, and left of their own accord." in text_of(letter)


# --- other silences -------------------------------------------------------------------------------


async def test_my_data_twice_a_day_is_said(confirming: Running) -> None:
    await writes(confirming, MARIA, REQUEST, "my data")
    (told,) = await writes(confirming, MARIA, REQUEST, "my data", n=2)
    assert subject_of(told) == "Your data was sent to you today"


async def test_a_no_at_the_other_address_is_told(confirming: Running) -> None:
    await writes(confirming, MARIA, REQUEST, f"address add {PHONE}")
    question = await confirming.mail_to(PHONE, "")
    await confirming.told_for_answer(question, PHONE, "no")
    assert subject_of(confirming.mails(MARIA)[-1]) == f"{PHONE} is not your address here"


async def test_a_private_mail_to_somebody_who_has_gone_is_told(confirming: Running) -> None:
    await confirming.store.write(members.add, 1, NewMember(NEW, "Amina"), "test", START)
    await confirming.send(MARIA, f"hifa@{DOMAIN}", "We keep cards on the wall.", Subject="Cards")
    await confirming.until_held(1)
    await confirming.publish()
    alias = email.utils.parseaddr((await confirming.mail_to(NEW, "Cards"))["From"])[1]
    sql = "UPDATE person SET deceased = 1 WHERE name = 'Maria Silva'"
    await confirming.store.write(lambda db: db.execute(sql).rowcount)
    (told,) = await writes(confirming, NEW, alias, "May I call you on Friday about the cards?")
    assert subject_of(told) == "Not handed on: Cards"
    assert await writes(confirming, NEW, alias, "Or on Monday?", proven=False) == []
