"""What an address that is new to a person may ask for, and what every mail about one tells her."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import lists, members, persons
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

DAY = 86_400.0
XENA, NEW = "xena@clinic.example", "xena.new@ministry.example"
IMPOSTOR = "impostor@attack.example"
MOD = "mod@rsr.example"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
SITE = f"listserv@{DOMAIN}"
POLICY = Policy(title="HIFA", archive="public", moderation="none", flood=0)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(XENA, "Xena Papadaki"), NewMember("paul@post.example", "Paul")]
    async with serving(tmp_path, POLICY, people, [NewMember(MOD, "Grace Otieno")]) as running:
        yield running


async def own(forum: Running, address: str = XENA) -> tuple[str, ...]:
    person = await forum.store.read(members.person_by_address, address)
    return await forum.store.read(persons.addresses, person.id) if person else ()


async def sent(forum: Running, sender: str, line: str, to: str = REQUEST) -> list[Message]:
    """All that the server writes to anybody upon a mail."""
    before = {one["Message-ID"] for one in forum.mails()}
    await forum.send(sender, to, line, Subject="", From=f"Xena Papadaki <{sender}>")
    await forum.quiet()
    return [one for one in forum.mails() if one["Message-ID"] not in before]


async def answered(forum: Running, letter: Message, sender: str, body: str) -> list[Message]:
    before = {one["Message-ID"] for one in forum.mails()}
    await forum.answer(letter, sender, body)
    await forum.quiet()
    return [one for one in forum.mails() if one["Message-ID"] not in before]


async def taken_in(forum: Running, address: str) -> None:
    """She says that mail with her name was hers."""
    await sent(forum, address, "status")
    question = await forum.mail_to(XENA, "Is this also you?")
    assert "answer “no”" in text_of(question)
    await answered(forum, question, XENA, "yes")
    assert await own(forum) == (XENA, address)


# --- a whole person for one yes -------------------------------------------------------------------


@pytest.mark.parametrize("line", ["my data", "my contributions", "erase me"])
async def test_what_is_held_about_her_goes_to_no_address_of_today(
    forum: Running, line: str
) -> None:
    await taken_in(forum, IMPOSTOR)
    letters = await sent(forum, IMPOSTOR, line)
    (question,) = [one for one in letters if one["Delivered-To"] == XENA]
    (told,) = [one for one in letters if one["Delivered-To"] == IMPOSTOR]
    assert "x***@clinic.example" in text_of(told)
    assert not [one for one in letters if XENA in text_of(one) and one is not question]
    brought = await answered(forum, question, XENA, "yes")
    assert brought
    assert {one["Delivered-To"] for one in brought} == {XENA}


@pytest.mark.parametrize(
    "line", [f"address remove {XENA}", f"address move {IMPOSTOR}", "address add third@a.example"]
)
async def test_nor_changes_one_of_today_her_addresses(forum: Running, line: str) -> None:
    await taken_in(forum, IMPOSTOR)
    letters = await sent(forum, IMPOSTOR, line)
    assert await own(forum) == (XENA, IMPOSTOR)
    (question,) = [one for one in letters if one["Delivered-To"] == XENA]
    await answered(forum, question, XENA, "no")
    assert await own(forum) == (XENA, IMPOSTOR)


async def test_what_she_does_herself_she_says_yes_to_at_the_other(forum: Running) -> None:
    await taken_in(forum, NEW)
    letters = await sent(forum, NEW, f"address move {NEW}")
    (question,) = [one for one in letters if one["Delivered-To"] == XENA]
    await answered(forum, question, XENA, "yes")
    assert await own(forum) == (NEW, XENA)
    await sent(forum, NEW, f"address remove {XENA}")  # where our mail goes is no longer young
    assert await own(forum, NEW) == (NEW,)


async def test_a_young_address_gives_itself_up_and_an_old_one_is_like_any(forum: Running) -> None:
    await taken_in(forum, NEW)
    await sent(forum, NEW, f"address remove {NEW}")
    assert await own(forum) == (XENA,)
    await sent(forum, XENA, f"address add {NEW}")
    await answered(forum, await forum.mail_to(NEW, "Is this address yours?"), NEW, "yes")
    assert await own(forum) == (XENA, NEW)
    forum.clock.advance(15 * DAY)
    letters = await sent(forum, NEW, "my data")
    assert [one["Delivered-To"] for one in letters] == [NEW]


async def test_status_shows_a_young_address_no_other_in_full(forum: Running) -> None:
    await taken_in(forum, IMPOSTOR)
    (told,) = await sent(forum, IMPOSTOR, "status")
    assert "x***@clinic.example" in text_of(told)
    assert XENA not in text_of(told)


async def test_who_took_her_address_away_goes_with_the_line_that_brings_it_back(
    forum: Running,
) -> None:
    await taken_in(forum, IMPOSTOR)
    forum.clock.advance(15 * DAY)
    letters = await sent(forum, IMPOSTOR, f"address remove {XENA}")
    (rescue,) = [one for one in letters if one["Delivered-To"] == XENA]
    assert f"address add {XENA}" in text_of(rescue)
    assert f"takes {IMPOSTOR} away" in text_of(rescue)
    await answered(forum, rescue, XENA, f"address add {XENA}")
    assert await own(forum) == (XENA,)


# --- what a letter offers works -------------------------------------------------------------------


async def test_the_line_that_a_new_address_is_told_works_on_that_day(forum: Running) -> None:
    letters = await sent(forum, NEW, "my new address is " + NEW)
    (how,) = [one for one in letters if one["Delivered-To"] == NEW]
    assert f"address move {NEW}" in text_of(how)
    letters = await sent(forum, XENA, f"address move {NEW}")
    (question,) = [one for one in letters if one["Delivered-To"] == NEW]
    await answered(forum, question, NEW, "yes")
    assert await own(forum) == (NEW, XENA)


async def test_this_was_not_me_reaches_people_with_its_story(forum: Running) -> None:
    await sent(forum, XENA, f"address add {NEW}")
    await answered(forum, await forum.mail_to(NEW, "Is this address yours?"), NEW, "yes")
    letters = await sent(forum, XENA, f"address remove {NEW}")
    (told,) = [one for one in letters if one["Delivered-To"] == NEW]
    letters = await answered(forum, told, NEW, "Hello, this was not me at all, please help me.")
    (handed,) = [one for one in letters if one["Delivered-To"] == MOD]
    assert f"{NEW} is no longer your address here." in text_of(handed)


# --- two lists in one mail ------------------------------------------------------------------------


async def test_one_yes_is_for_all_lists_that_she_asked_for(forum: Running) -> None:
    """A welcome to the open one beside the question offered lines that answered the question."""
    for name, join in (("open", "open"), ("care", "confirm")):
        policy = Policy(title=name.title(), archive="public", join=join)
        await forum.store.write(lists.create, name, policy, forum.clock.now())
    letters = await sent(forum, XENA, "join care\njoin open", SITE)
    (question,) = letters
    assert "Care" in text_of(question)
    assert "Open" in text_of(question)
    assert "Welcome" not in subject_of(question)
    await answered(forum, question, XENA, "yes")
    person = await forum.store.read(members.person_by_address, XENA)
    assert person
    kept = await forum.store.read(members.memberships, person.id)
    assert [one.delivery.value for one in kept] == ["each", "daily", "daily"]


async def test_a_no_is_never_taken_in_silence(forum: Running) -> None:
    policy = Policy(title="Care", join="confirm")
    await forum.store.write(lists.create, "care", policy, forum.clock.now())
    (question,) = await sent(forum, XENA, "join care", SITE)
    (told,) = await answered(forum, question, XENA, "no")
    assert "nothing happens" in text_of(told)


# --- leaving from the other one -------------------------------------------------------------------


async def test_who_leaves_from_her_second_address_is_told_there_too(forum: Running) -> None:
    await sent(forum, XENA, f"address add {NEW}")
    await answered(forum, await forum.mail_to(NEW, "Is this address yours?"), NEW, "yes")
    letters = await sent(forum, NEW, "leave")
    assert sorted(one["Delivered-To"] for one in letters) == [NEW, XENA]
    again = await sent(forum, NEW, "leave")
    assert "another address" not in text_of(again[0])
    (at_second,) = [one for one in letters if one["Delivered-To"] == NEW]
    await answered(forum, at_second, NEW, "yes")
    assert await forum.is_member(XENA)


# --- words that leave -----------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["leave", "quitter", "salir, gracias"])
async def test_the_word_below_each_copy_leaves_in_answer_to_it(forum: Running, word: str) -> None:
    await forum.send("paul@post.example", HIFA, "We post them on the wall.", Subject="Cards")
    copy = await forum.mail_to(XENA, "Cards")
    await forum.send(
        XENA, HIFA, word, Subject="Re: " + subject_of(copy), In_Reply_To=copy["Message-ID"]
    )
    await forum.quiet()
    assert not await forum.is_member(XENA)
    assert not [one for one in forum.mails("paul@post.example") if "Re:" in subject_of(one)]


@pytest.mark.parametrize(
    "prose",
    [
        "Please take my address off this list. Thanks.",
        "I want out of this group",
        "Quiten mi correo de la lista",
        "Por favor retirem o meu email da lista",
        "Não quero receber mais mensagens",
    ],
)
async def test_prose_that_asks_to_leave_goes_out_to_nobody(forum: Running, prose: str) -> None:
    await forum.send(XENA, HIFA, prose, Subject="Hello")
    await forum.quiet()
    assert not await forum.is_member(XENA)
    assert {one["Delivered-To"] for one in forum.mails()} == {XENA}


@pytest.mark.parametrize("sender", ["", "Xena Night"])
async def test_leave_above_her_name_leaves_whatever_her_phone_calls_her(
    forum: Running, sender: str
) -> None:
    """Her From said nothing of her name, and the list was to read `leave, Xena Papadaki, Nurse`."""
    named = {"From": f"{sender} <{XENA}>" if sender else XENA}
    await forum.send(XENA, HIFA, "leave\n\nXena Papadaki\nNurse, Kisumu", Subject="x", **named)
    await forum.quiet()
    assert not await forum.is_member(XENA)
    assert not [one for one in forum.mails("paul@post.example") if "Nurse" in text_of(one)]
