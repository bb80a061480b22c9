"""Leaving at the counter: what acts on a forged From's word, once a day for each list, and what a
token of a copy may do in whoever's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from listserv.clock import Clock
from listserv.commands.informing import Informing
from listserv.commands.leaving import Leaving
from listserv.home import Home
from listserv.mailroom import Mailroom
from listserv.model import Application, Policy, Purpose, Site, Token
from listserv.press.letter import Press
from listserv.store import (
    applicants,
    confirmations,
    lists,
    members,
    merging,
    persons,
    volunteers,
)
from listserv.store.base import Store
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.clock import StillClock
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

HIFA, CHW = 1, 2
DOMAIN = "lists.example.org"
REQUEST, LEAVE, SITE = (f"{one}@{DOMAIN}" for one in ("hifa-request", "hifa-leave", "listserv"))
AMINA, ROSA, FATOU = "amina@example.org", "rosa@example.org", "fatou@example.org"
WORK, NADIA = "amina@work.example", "nadia@elsewhere.example"
NAMES = {AMINA: "Amina Kamau", WORK: "Amina Kamau", ROSA: "Rosa Quispe", FATOU: "Fatou Diop"}
NAMES[NADIA] = "Nadia New"


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    """Amina and Fatou are on both lists, Rosa on one."""
    people = [NewMember(one, NAMES[one]) for one in (AMINA, ROSA, FATOU)]
    async with Counter(tmp_path, people) as made:
        yield made


async def writes(
    counter: Counter,
    text: str,
    who: str,
    to: str = REQUEST,
    *,
    answers: Letter | None = None,
    proof: bool = False,
) -> Came:
    extra = proven(who.partition("@")[2]) if proof else ""
    if answers is not None:
        extra += f"In-Reply-To: <{answers.message_id}>\r\n"
        to = answers.reply_to
    raw = packed("gmail-web", "", text, sender=(NAMES[who], who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert all(one == "" for one in came.details), came.details
    return came


def kinds(came: Came) -> list[str]:
    return [one.kind for one in came.letters]


def on(counter: Counter, who: str) -> set[int]:
    found = counter.store.read_now(members.memberships, counter.person(who))
    return {one.list_id for one in found}


def token(counter: Counter, folder: Path, who: str | int, list_id: int = HIFA) -> str:
    """Where the List-Unsubscribe of her copies leads."""
    person = who if isinstance(who, int) else counter.person(who)
    sealed = tokens.seal(Home(folder / "var").keys(), Token(Purpose.LEAVE, person, list_id))
    return f"{'hifa' if list_id == HIFA else 'chw'}-leave+{sealed}@{DOMAIN}"


def spend_the_day(counter: Counter, who: str) -> None:
    for n in range(200):
        counter.store.write_now(confirmations.spend, who, f"letter {n}", 200, counter.clock.now())


# --- where nothing proves it ----------------------------------------------------------------------


async def test_one_leave_of_each_list_in_a_day_needs_no_proof(counter: Counter) -> None:
    assert kinds(await writes(counter, "leave hifa", AMINA, SITE)) == ["left"]
    assert kinds(await writes(counter, "leave chw", AMINA, SITE)) == ["left"]
    assert on(counter, AMINA) == set()


async def test_the_question_of_a_second_leave_is_a_letter_of_the_day(counter: Counter) -> None:
    """Whoever forges her name all day fills no mailbox."""
    (told,) = (await writes(counter, "leave hifa", ROSA)).letters
    await writes(counter, "undo", ROSA, answers=told)
    assert on(counter, ROSA) == {HIFA}
    spend_the_day(counter, ROSA)
    assert kinds(await writes(counter, "leave hifa please", ROSA)) == []
    assert on(counter, ROSA) == {HIFA}


async def test_who_only_asked_to_join_takes_that_back_by_leaving(tmp_path: Path) -> None:
    async with Counter(tmp_path, [NewMember(ROSA)], join="approve") as counter:
        (question,) = (await writes(counter, "join hifa", NADIA)).letters
        await writes(counter, "yes, I am Nadia New, in Uganda", NADIA, answers=question)
        assert counter.store.read_now(applicants.open_one, HIFA, NADIA) is not None
        await writes(counter, "leave hifa", NADIA, proof=True)
        found = counter.store.read_now(applicants.get, 1)
        assert found is not None
        assert found.state is Application.WITHDRAWN


async def test_who_translates_ends_that_too_and_takes_it_up_with_a_yes(counter: Counter) -> None:
    store, amina = counter.store, counter.person(AMINA)
    for list_id, language in ((HIFA, "fr"), (HIFA, "sw"), (CHW, "fr")):
        store.write_now(volunteers.add, list_id, amina, "en", language, counter.clock.now())
    (told,) = (await writes(counter, "leave hifa", AMINA, proof=True)).letters
    assert "You also translated there." in told.text
    assert store.read_now(volunteers.pairs, HIFA, amina) == []
    assert store.read_now(volunteers.pairs, CHW, amina) == [("en", "fr")]
    await writes(counter, "yes", AMINA, answers=told)
    assert on(counter, AMINA) == {HIFA, CHW}
    assert store.read_now(volunteers.pairs, HIFA, amina) == [("en", "fr"), ("en", "sw")]


async def test_who_does_not_translate_reads_nothing_of_it(counter: Counter) -> None:
    (told,) = (await writes(counter, "leave hifa", FATOU, proof=True)).letters
    assert "translated" not in told.text


async def test_prose_that_names_a_list_leaves_none(counter: Counter) -> None:
    (which,) = (await writes(counter, "leave", AMINA, SITE, proof=True)).letters
    assert which.kind == "which-list"
    said = "I have not asked to leave hifa and do not want to, who are you?"
    await writes(counter, said, AMINA, answers=which)
    assert on(counter, AMINA) == {HIFA, CHW}


# --- the token of a copy --------------------------------------------------------------------------


async def test_a_second_mail_to_a_token_finds_no_member(counter: Counter, tmp_path: Path) -> None:
    to = token(counter, tmp_path, ROSA)
    assert kinds(await writes(counter, "", ROSA, to)) == ["left"]
    came = await writes(counter, "", ROSA, to)
    assert (came.letters, came.outcomes) == ((), ("was no member",))


async def test_any_mailbox_of_hers_may_write_to_her_token(counter: Counter, tmp_path: Path) -> None:
    """Her copies go to one, and her mail program writes from the other."""
    now = counter.clock.now()
    counter.store.write_now(persons.add_address, counter.person(AMINA), WORK, now)
    assert kinds(await writes(counter, "", WORK, token(counter, tmp_path, AMINA))) == ["left"]
    assert on(counter, AMINA) == {CHW}


async def test_a_token_of_who_is_one_with_another_now_is_hers(
    counter: Counter, tmp_path: Path
) -> None:
    amina, rosa = counter.person(AMINA), counter.person(ROSA)
    to = token(counter, tmp_path, max(amina, rosa))
    counter.store.write_now(merging.merge, amina, rosa, AMINA, counter.clock.now())
    assert kinds(await writes(counter, "", AMINA, to)) == ["left"]
    assert on(counter, AMINA) == {CHW}


async def test_who_is_asked_about_a_mail_to_her_token_has_a_day(
    counter: Counter, tmp_path: Path
) -> None:
    spend_the_day(counter, ROSA)
    came = await writes(counter, "unsubscribe", NADIA, token(counter, tmp_path, ROSA))
    assert came.letters == ()
    assert on(counter, ROSA) == {HIFA}


# --- the link -------------------------------------------------------------------------------------


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[tuple[Leaving, Store]]:
    """Amina is person 1, on list 1."""
    store = Store.open(tmp_path / "t.db")
    clock: Clock = StillClock(1_767_600_000.0)
    about = store.write_now(lists.create, "hifa", Policy(title="HIFA"), clock.now())
    store.write_now(members.add, about.id, NewMember(AMINA, "Amina"), "test", clock.now())
    site = Site(DOMAIN, "Lists")
    mailroom = Mailroom(store, Press(site), site, lambda token: "x" * 28, clock)
    yield Leaving(store, mailroom, cast(Informing, None), clock), store  # nobody is informed here
    store.close()


async def test_two_clicks_of_one_moment_bring_one_letter(room: tuple[Leaving, Store]) -> None:
    leaving, store = room
    one = Token(Purpose.LEAVE, 1, 1)
    assert await asyncio.gather(leaving.by_link(one), leaving.by_link(one)) == [True, True]
    assert store.read_now(members.member, 1, 1) is None
    assert store.read_now(lambda db: db.value("SELECT count(*) FROM delivery")) == 1


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.LEAVE])
async def test_a_token_for_something_else_is_no_link(
    room: tuple[Leaving, Store], purpose: Purpose
) -> None:
    leaving, store = room
    assert not await leaving.by_link(Token(purpose, 1, 1))
    assert await leaving.holder(Token(purpose, 1, 1)) is None
    assert store.read_now(members.member, 1, 1) is not None


async def test_the_page_knows_who_has_left(room: tuple[Leaving, Store]) -> None:
    leaving, _ = room
    one = Token(Purpose.LEAVE, 1, 1)
    held = await leaving.holder(one)
    assert held is not None
    assert held.is_member
    assert await leaving.by_link(one)
    held = await leaving.holder(one)
    assert held is not None
    assert not held.is_member


async def test_a_link_of_who_is_one_with_another_now_is_hers(room: tuple[Leaving, Store]) -> None:
    leaving, store = room
    younger, _ = store.write_now(members.ensure_person, NewMember(ROSA), 1.0)
    store.write_now(merging.merge, 1, younger, AMINA, 2.0)
    held = await leaving.holder(Token(Purpose.LEAVE, younger, 1))
    assert held is not None
    assert held.is_member
    assert await leaving.by_link(Token(Purpose.LEAVE, younger, 1))
    assert store.read_now(members.member, 1, 1) is None
