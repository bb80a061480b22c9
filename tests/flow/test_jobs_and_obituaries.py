"""Jobs, events, calls and an obituary, as everybody on a forum reads them over some weeks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Policy, Post
from listserv.store import deceased, issues, members, posts
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.dates import DAY
from tests.support.site import DOMAIN, START, Running, serving, subject_of, text_of, until

pytestmark = pytest.mark.slow

HIFA = f"hifa@{DOMAIN}"
HELEN = "helen@team.example.org"
AMINA, PAUL, ROSA = "amina@rsr.example.org", "paul@post.example", "rosa@salud.example"
GONE = "grace@clinic.example"
MODES = {mode: f"{mode.value}@readers.example" for mode in DeliveryMode}
SILENT = {MODES[DeliveryMode.SUMMARIES], MODES[DeliveryMode.NONE]}
EACH = {AMINA, PAUL, ROSA, MODES[DeliveryMode.EACH]}
READERS = (EACH | set(MODES.values())) - SILENT
DAILY, TITLES = MODES[DeliveryMode.DAILY], MODES[DeliveryMode.TITLES]
WEEKLY = MODES[DeliveryMode.WEEKLY]
TUESDAY = START + 22 * 3600 + 120  # two minutes past six on the next day
MONDAY = TUESDAY + 6 * DAY

JOB = "We look for a pharmacist in Kisumu. Please write to us until 30 January 2026.\n\nAmina"
EVENT = "On Thursday at ten we talk about stock cards, https://forum.example/talk\n\nPaul"
CALL = "Please send us your papers about oxygen.\n\nPaul"
SAD = "Our colleague Grace Wanjiru died on Sunday. She was a nurse for forty years.\n\nRosa"
PROFILE = "Rosa Tzoc is a doctor in Cobán."
SLOGAN = "Health for all"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",), "KE"),
        NewMember(PAUL, "Paul Ngassa", ("en",), "CM"),
        NewMember(ROSA, "Rosa Tzoc", ("en",), "GT", profile=PROFILE),
        NewMember(GONE, "Grace Wanjiru", ("en",)),
        *(NewMember(address, "", ("en",), delivery=mode) for mode, address in MODES.items()),
    ]
    policy = Policy(title="Health Forum", footer=SLOGAN, subject_prefix="[hifa]")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen Otieno")]) as running:
        person = await running.store.read(members.person_by_address, GONE)
        assert person is not None
        await running.store.write(deceased.end, person.id, 0, START)
        yield running


async def say(
    forum: Running, author: str, subject: str, text: str, answer: str, **headers: str
) -> Post:
    """Somebody writes, and Helen answers the notice; gives what became of the post."""
    forum.clock.advance(300)
    await forum.send(author, HIFA, text, Subject=subject, **headers)
    await forum.quiet()
    notice = [one for one in forum.mails(HELEN) if subject_of(one).startswith("To read")][-1]
    assert subject.removeprefix("Re: ") in subject_of(notice)
    await forum.answer(notice, HELEN, answer)
    await forum.quiet()
    return await forum.store.read(_latest)


def _latest(db: Db) -> Post:
    return posts.where(db, "1 ORDER BY number DESC LIMIT 1")[0]


async def come(forum: Running, instant: float) -> None:
    """The clock goes on to an instant after the digest hour, and all that is due goes out."""
    forum.clock.advance(instant - forum.clock.now())
    forum.app.wake()

    async def is_closed() -> bool:
        """Condolences are the last issue of a morning."""
        reached = await forum.store.read(issues.last_until, 1, "condolences")
        return (reached or 0.0) > instant - 3600

    await until(is_closed, 20, "the digests are not closed")
    await forum.quiet()


def got(forum: Running, words: str, but: frozenset[str] = frozenset()) -> dict[str, Message]:
    """Who has a mail of the list with these words in its subject; nobody has two.

    `but` are Message-IDs of mails that do not count.
    """
    found: dict[str, Message] = {}
    for mail in forum.mails():
        is_of_list = mail["List-Unsubscribe"] and mail["Message-ID"] not in but
        if words in subject_of(mail) and is_of_list:
            assert mail["Delivered-To"] not in found, (mail["Delivered-To"], words)
            found[mail["Delivered-To"]] = mail
    return found


async def test_notices_go_out_on_monday_until_their_day(forum: Running) -> None:
    """A job and a call wait for Monday, an urgent event does not; each stands until its day."""
    job = await say(forum, AMINA, "Pharmacist in Kisumu", JOB, "ok job")
    assert (job.thread, job.state) == (job.number, "done")
    await say(forum, PAUL, "Stock cards, a talk", EVENT, "ok now event")
    assert got(forum, "Kisumu") == {}
    assert set(got(forum, "a talk")) == EACH

    await come(forum, TUESDAY)
    digests = got(forum, "Tuesday 6 January")
    assert set(digests) == {DAILY, TITLES}
    assert "https://forum.example/talk" in text_of(digests[DAILY])
    assert "Kisumu" not in text_of(digests[DAILY]) + text_of(digests[TITLES])

    await come(forum, MONDAY)
    notices = got(forum, "Health Forum: jobs, events, calls, week of 12 January")
    assert set(notices) == READERS
    assert got(forum, "Monday 12 January") == {}, "no digest of notices alone"
    text = text_of(notices[WEEKLY])
    assert f" {job.number} Pharmacist in Kisumu (until 30 January) " in " ".join(text.split())
    assert JOB in text
    assert EVENT in text
    assert text.count(SLOGAN) == 1
    assert all(len(line) <= 38 for line in text.split("---")[0].split("\n") if line[:1] == " ")
    assert notices[WEEKLY]["List-Post"]
    assert notices[WEEKLY]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    await come(forum, MONDAY + 7 * DAY)
    assert got(forum, "week of 19 January") == {}, "nothing new"
    await say(forum, PAUL, "Papers on oxygen", CALL, "ok call")
    await come(forum, MONDAY + 14 * DAY)
    text = text_of(got(forum, "week of 26 January")[DAILY])
    assert CALL in text
    assert JOB not in text
    earlier = text.partition("Earlier notices that still stand:\n")[2]
    assert "Pharmacist in Kisumu (until 30 January) " in " ".join(earlier.split())
    assert "Stock cards, a talk\n" in earlier, "without a day it stands four weeks"

    await say(forum, AMINA, "A clerk", "We look for a clerk.\n\nAmina", "ok job")
    await come(forum, MONDAY + 21 * DAY)
    text = text_of(got(forum, "week of 2 February")[DAILY])
    assert "Papers on oxygen" in text
    assert "Kisumu" not in text


async def test_an_answer_to_a_job_reaches_its_author_alone(forum: Running) -> None:
    """Somebody sent her CV to the whole forum, once."""
    await say(forum, AMINA, "Pharmacist in Kisumu", JOB, "ok job")
    await come(forum, MONDAY)
    text = text_of(got(forum, "week of 12 January")[WEEKLY])
    address = text.partition("\nmailto:")[2].partition("\n")[0]
    await forum.send(WEEKLY, address, "I am a pharmacist. My CV follows.", Subject="Kisumu")
    await forum.quiet()
    assert any("My CV follows." in text_of(one) for one in forum.mails(AMINA))
    assert all("My CV" not in text_of(one) for one in forum.mails() if one["List-Unsubscribe"])


async def test_an_obituary_and_its_condolences(forum: Running) -> None:
    """It goes at once, bare; the answers of a day are one mail; a moderator's goes by itself."""
    sad = await say(
        forum, ROSA, "Grace Wanjiru (1950-2026)", SAD, "ok obituary", Message_ID="<1@x>"
    )
    copies = got(forum, "Grace Wanjiru")
    assert set(copies) == EACH
    assert subject_of(copies[PAUL]) == "[hifa] Grace Wanjiru (1950-2026)"
    assert PROFILE not in text_of(copies[PAUL])
    assert SLOGAN not in text_of(copies[PAUL])
    before = frozenset({copies[PAUL]["Message-ID"]})
    under = {"In_Reply_To": "<1@x>", "References": "<1@x>"}
    again = "Re: Grace Wanjiru (1950-2026)"
    for author, words in ((AMINA, "She taught me to count."), (PAUL, "We shall miss her.")):
        answer = await say(forum, author, again, words, "ok", **under)
        assert (answer.thread, answer.topic) == (sad.number, sad.topic)
    assert got(forum, "Grace Wanjiru", before) == {}
    at_once = await say(forum, ROSA, again, "The burial is today.", "ok now", **under)
    assert set(got(forum, "Grace Wanjiru", before)) == EACH
    assert all(
        subject_of(one) == "[hifa] Grace Wanjiru (1950-2026)"
        for one in got(forum, "Grace Wanjiru", before).values()
    )

    await come(forum, TUESDAY)
    gathered = got(forum, "Grace Wanjiru (1950-2026): condolences")
    assert set(gathered) == EACH
    text = text_of(gathered[ROSA])
    text = re.sub(r"\nmailto:hifa-reply[+]\S+\n", "\n", text)
    assert " Amina Kamau, Kenya\n\nShe taught me to count." in text
    assert " Paul Ngassa, Cameroon\n\nWe shall miss her." in text
    assert "The burial is today." not in text
    assert SLOGAN not in text
    assert gathered[ROSA]["Reply-To"].startswith("hifa-reply+")
    digest = text_of(got(forum, "Tuesday 6 January")[DAILY])
    for words in (SAD, "She taught me to count.", "We shall miss her.", "The burial is today."):
        assert words in digest
    assert f"{at_once.number} Rosa Tzoc, Guatemala" in digest

    await forum.answer(gathered[AMINA], AMINA, "One word more.")
    await forum.quiet()
    notice = [one for one in forum.mails(HELEN) if subject_of(one).startswith("To read")][-1]
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    await come(forum, TUESDAY + DAY)
    found = [m for m in forum.mails(PAUL) if "condolences" in subject_of(m)]
    (second,) = [m for m in found if m["Message-ID"] != gathered[PAUL]["Message-ID"]]
    assert "One word more." in text_of(second)
    assert "We shall miss her." not in text_of(second)
    await come(forum, TUESDAY + 2 * DAY)
    assert len([m for m in forum.mails(PAUL) if "condolences" in subject_of(m)]) == 2


async def test_who_has_died_gets_nothing(forum: Running) -> None:
    await say(forum, AMINA, "Pharmacist in Kisumu", JOB, "ok job")
    await say(forum, ROSA, "Grace Wanjiru", SAD, "ok obituary", Message_ID="<1@x>")
    await say(forum, PAUL, "Re: Grace Wanjiru", "A loss.", "ok", References="<1@x>")
    await come(forum, MONDAY)
    assert set(got(forum, "week of 12 January")) == READERS
    assert forum.mails(GONE) == []
