"""Linked forums over SMTP: what was passed on is taken back, refused, recalled or withdrawn."""

from __future__ import annotations

import re
from email.message import Message

import pytest

from listserv.model import State
from listserv.store import held, spool
from tests.flow.test_family_by_mail import (
    AMINA,
    FRENCH,
    HELEN,
    HIFA,
    JEAN,
    MARIE,
    NEIL,
    PAUL,
    POST,
    SHORT,
    copies,
    forum,
    pass_on,
)
from tests.support.site import DOMAIN, Running, mail, subject_of, text_of

pytestmark = pytest.mark.slow

__all__ = ["forum"]  # the fixture
REQUEST = f"hifa-request@{DOMAIN}"


def flat(text: str) -> str:
    return " ".join(text.split())


async def told(running: Running, to: str, word: str = "") -> str:
    """The last letter to somebody, on one line."""
    found = [one for one in running.mails(to) if word in subject_of(one)]
    return flat(text_of(found[-1])) if found else ""


async def state(running: Running, number: int) -> State:
    post = await running.store.read(spool.post, number)
    assert post
    return post.state


async def passed(running: Running, answer: str = f"ok\npass hifa-fr: {SHORT}") -> int:
    """Amina's post, passed on; the number of the copy, that waits."""
    await running.send(AMINA, HIFA, POST, Subject="Oxygen")
    await running.answer(await running.mail_to(HELEN, "To read"), HELEN, answer)
    await running.quiet()
    (waiting,) = await running.store.read(held.queue)
    return waiting.number


async def published_and_passed(forum: Running) -> tuple[Message, int]:
    """The notice of a post that is out and then passed on, and the number of its copy."""
    await forum.send(AMINA, HIFA, POST, Subject="Oxygen")
    notice = await forum.mail_to(HELEN, "To read")
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    await forum.answer(notice, HELEN, "pass hifa-fr")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    return notice, waiting.number


# --- undo -----------------------------------------------------------------------------------------


async def test_undo_takes_the_copy_back_and_nothing_else(forum: Running) -> None:
    _, number = await published_and_passed(forum)
    echo = [one for one in forum.mails(HELEN) if "Done" in subject_of(one)][-1]
    await forum.answer(echo, HELEN, "undo")
    await forum.quiet()
    assert f"the copy in HIFA français ({number}) is taken back" in await told(forum, HELEN)
    assert await state(forum, number) is State.REFUSED
    assert await state(forum, number - 1) in (State.OUT, State.DONE)
    await forum.answer(await forum.mail_to(JEAN, "Oxygen"), JEAN, "ok")
    await forum.quiet()
    said = [flat(text_of(one)) for one in forum.mails(JEAN)][-1]
    assert "Helen Otieno" in said
    assert "repris" in said
    assert await state(forum, number) is State.REFUSED
    assert not [one for one in forum.mails(AMINA) if "About your" in subject_of(one)]


async def test_undo_of_the_notice_takes_back_what_was_said_last(forum: Running) -> None:
    notice, number = await published_and_passed(forum)
    await forum.answer(notice, HELEN, "undo")
    await forum.quiet()
    assert await state(forum, number) is State.REFUSED
    assert await state(forum, number - 1) in (State.OUT, State.DONE)
    await forum.answer(notice, HELEN, "pass hifa-fr")
    await forum.quiet()
    (again,) = await forum.store.read(held.queue)
    assert again.number > number, "it may be passed on again"


async def test_undo_takes_back_both_where_one_mail_said_both(forum: Running) -> None:
    number = await passed(forum)
    await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, "undo")
    await forum.quiet()
    assert await state(forum, number) is State.REFUSED
    assert await state(forum, number - 1) is State.HELD


async def test_what_is_out_there_is_not_taken_back_from_here(forum: Running) -> None:
    number = await passed(forum, "ok\npass hifa-fr")
    await forum.answer(await forum.mail_to(JEAN, "Oxygen"), JEAN, "ok")
    await forum.quiet()
    await forum.send(HELEN, REQUEST, f"{number - 1} undo")
    await forum.quiet()
    said = await told(forum, HELEN)
    assert "it is out in HIFA français already" in said
    assert f"recall {number}" in said
    assert await state(forum, number) in (State.OUT, State.DONE)


# --- refused there --------------------------------------------------------------------------------


async def test_who_passed_it_on_reads_that_it_was_refused(forum: Running) -> None:
    number = await passed(forum)
    await forum.answer(
        await forum.mail_to(JEAN, "Oxygen"), JEAN, "non : nous en avons parlé en mai"
    )
    await forum.quiet()
    assert await state(forum, number) is State.REFUSED
    said = await told(forum, HELEN)
    assert "did not publish" in said
    assert "nous en avons parlé en mai" in said
    assert [subject_of(one) for one in forum.mails(AMINA)] == ["[HIFA] Oxygen"]
    echo = await told(forum, JEAN)
    assert "Helen Otieno" in echo


# --- recall and withdraw --------------------------------------------------------------------------


async def test_a_recall_stays_in_its_forum_and_the_others_facilitators_are_told(
    forum: Running,
) -> None:
    english, french = await pass_on(forum)
    await forum.send(HELEN, REQUEST, f"recall {english}")
    await forum.quiet()
    assert await state(forum, english) is State.RECALLED
    assert await state(forum, french) in (State.OUT, State.DONE)
    assert f"HIFA français ({french})" in await told(forum, HELEN)
    letter = forum.mails(JEAN)[-1]
    (line,) = re.findall(r"^  (\w+ \d+)$", text_of(letter), re.MULTILINE)
    assert line.endswith(f" {french}")
    await forum.answer(letter, JEAN, line)
    await forum.quiet()
    assert await state(forum, french) is State.RECALLED


@pytest.mark.parametrize("below", [True, False])
async def test_an_undo_that_takes_it_back_is_told_there_too(forum: Running, below: bool) -> None:
    """By `undo` below the letter, or by its number; for it is a recall as well."""
    english, french = await pass_on(forum)
    echo = await forum.mail_to(HELEN, "Done")
    before = len(forum.mails(JEAN))
    if below:
        await forum.answer(echo, HELEN, "undo")
    else:
        await forum.send(HELEN, REQUEST, f"undo {english}")
    await forum.quiet()
    assert await state(forum, english) is State.HELD
    assert await state(forum, french) in (State.OUT, State.DONE)
    assert f"HIFA français ({french})" in await told(forum, HELEN)
    (letter,) = forum.mails(JEAN)[before:]
    assert f"{french}" in text_of(letter)
    assert "Helen Otieno" in text_of(letter)


async def test_an_undo_of_what_never_went_out_is_told_nobody(forum: Running) -> None:
    await forum.send(AMINA, HIFA, POST, Subject="Oxygen")
    await forum.answer(await forum.mail_to(HELEN, "Oxygen"), HELEN, "ok tomorrow")
    await forum.quiet()
    await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, "undo")
    await forum.quiet()
    assert "also in" not in await told(forum, HELEN)
    assert forum.mails(JEAN) == []


async def test_its_author_withdraws_it_everywhere(forum: Running) -> None:
    english, french = await pass_on(forum)
    (letter,) = await forum.told_for(AMINA, REQUEST, f"withdraw {english}")
    assert "HIFA français" in flat(text_of(letter))
    for number in (english, french):
        post = await forum.store.read(spool.post, number)
        assert post
        assert post.author_took_it_back
    assert f"recall {english}" in await told(forum, HELEN)
    assert f"{french}" in await told(forum, JEAN)


async def test_its_author_withdraws_it_where_it_waits(forum: Running) -> None:
    number = await passed(forum)
    (letter,) = await forum.told_for(AMINA, f"hifa-fr-request@{DOMAIN}", f"withdraw {number}")
    assert "HIFA" in flat(text_of(letter))
    assert await state(forum, number) is State.REFUSED
    post = await forum.store.read(spool.post, number - 1)
    assert post
    assert post.author_took_it_back


# --- once -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("meanwhile", ["", "ok tomorrow"])
async def test_who_got_it_before_it_was_taken_back_gets_no_twin(
    forum: Running, meanwhile: str
) -> None:
    raw = mail(AMINA, f"{HIFA}, {FRENCH}", POST, Subject="Oxygen")
    await forum.send_raw(AMINA, [HIFA, FRENCH], raw)
    notice = await forum.mail_to(HELEN, "To read")
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    assert copies(forum, MARIE) == ["[HIFA] Oxygen"]
    await forum.answer(notice, HELEN, "undo")
    await forum.quiet()
    if meanwhile:
        await forum.answer(notice, HELEN, meanwhile)
        await forum.quiet()
    await forum.answer(await forum.mail_to(JEAN, "Oxygen"), JEAN, "ok")
    await forum.quiet()
    assert copies(forum, MARIE) == ["[HIFA] Oxygen"]
    assert copies(forum, PAUL) == ["[HIFA-fr] Oxygen"]
    await forum.answer(notice, HELEN, "ok now")
    await forum.quiet()
    assert copies(forum, NEIL) == ["[HIFA] Oxygen"]


async def test_nor_when_it_went_out_again_meanwhile(forum: Running) -> None:
    number = await passed(forum)
    await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, f"{number - 1} undo")
    await forum.quiet()
    await forum.answer(await forum.mail_to(HELEN, "To read"), HELEN, "ok\npass hifa-fr")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    notice = [one for one in forum.mails(JEAN) if "Oxygen" in subject_of(one)][-1]
    await forum.answer(notice, JEAN, "ok")
    await forum.quiet()
    assert copies(forum, MARIE) == ["[HIFA] Oxygen"]
    assert waiting.number > number
