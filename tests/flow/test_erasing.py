"""Somebody has herself erased by mail: what is left of her, on real sockets.

Her name and her address are looked for in every column of every table, in every octet of the
database and its log, in the archive's folder, and in what the server logged.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import Message
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import DeliveryMode, Policy, Post, Standing, State
from listserv.store import (
    erasures,
    held,
    invitations,
    lists,
    members,
    persons,
    posts,
    spool,
    standings,
)
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.flow.test_redacting import spellings
from tests.support.site import (
    DOMAIN,
    START,
    Running,
    mail,
    serving,
    started,
    subject_of,
    text_of,
    until,
)

pytestmark = pytest.mark.slow

AMINA, SECOND = "amina.kamande@rsr.example.org", "wanjiru@home.example.org"
PAUL, DORA, HELEN = "paul@post.example", "dora@post.example", "helen@team.example.org"
NAME = "Amina Kamande"
HIFA, OWNER, REQUEST = (f"hifa{word}@{DOMAIN}" for word in ("", "-owner", "-request"))
FILTERS = "We boil the filters every Monday and dry them in the sun for an hour."
REST = "Nobody has fallen ill since we began, and the district nurse wants to know why."


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, NAME, country="KE", profile="Amina Kamande is a nurse in Nairobi."),
        NewMember(PAUL, "Paul Ngassa"),
        NewMember(DORA, "Dora", delivery=DeliveryMode.DAILY),
    ]
    policy = Policy(title="HIFA", archive="public", rota=f"Mon-Sun {HELEN}")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as running:
        yield running


def _latest(db: Db) -> Post:
    return posts.where(db, "1 ORDER BY number DESC LIMIT 1")[0]


async def publish(forum: Running, sender: str, text: str, subject: str, **headers: str) -> Post:
    named = {AMINA: f"{NAME} <{AMINA}>", PAUL: f"Paul Ngassa <{PAUL}>"}[sender]
    await forum.send(sender, HIFA, text, Subject=subject, From=named, **headers)
    await forum.quiet()
    post = await forum.store.read(_latest)
    notice = [m for m in forum.mails(HELEN) if f"Number {post.number}." in text_of(m)][-1]
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    found = await forum.store.read(spool.post, post.number)
    assert found is not None
    assert found.published
    return found


async def discuss(forum: Running) -> tuple[Post, Post]:
    """A post of hers, and an answer that quotes it, greets her by her name and copies her."""
    text = f"Dear all,\n\n{FILTERS}\n\n{REST}\n\nBest wishes,\nAmina Kamande\n"
    first = await publish(forum, AMINA, text, "Filters")
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    answer = (
        f"I agree with {NAME}: in Douala we clean ours with sand, and colleagues do it too.\n\n"
        f"Paul\n\n"
        f"On Mon, 5 Jan 2026 at 10:00, {NAME} <{AMINA}> wrote:\n{quoted}\n"
    )
    second = await publish(
        forum,
        PAUL,
        answer,
        "Re: Filters",
        In_Reply_To=f"<{first.message_id}>",
        Cc=f'"{NAME}" <{AMINA}>',
    )
    return first, second


async def erase(forum: Running, answer: str, sender: str = AMINA) -> Message:
    """She asks, and answers the question; the receipt, once it has left and is forgotten."""
    await forum.send(sender, REQUEST, "erase me", Subject="erase me")
    question = await forum.mail_to(sender, "Shall we erase")
    await forum.answer(question, sender, answer)
    receipt = await forum.mail_to(sender, "erased", seconds=60)
    await ended(forum)
    return receipt


async def ended(forum: Running) -> None:
    """Wait until nothing names her any more, the receipt neither."""

    async def done() -> bool:
        return not await forum.store.read(erasures.open_ones)

    forum.app.wake()
    await until(done, 20, "the erasure does not end")
    await forum.quiet()


def plain(letter: Message) -> str:
    return " ".join(text_of(letter).split())


def in_tables(db: Db, words: tuple[str, ...]) -> list[str]:
    found = []
    for table in db.table_names():
        for row in db.rows(f"SELECT * FROM {table}"):
            for column, value in row.items():
                octets = value if isinstance(value, bytes) else str(value).encode()
                if any(one in octets for word in words for one in coded(word)):
                    found.append(f"{table}.{column}: {octets[-3000:]!r}")
    return found


def coded(word: str) -> list[bytes]:
    return [one for one in spellings(word) if len(one) > 5]


async def on_disk(forum: Running, words: tuple[str, ...]) -> list[bytes]:
    """Traces in the octets of the database, once its log is emptied."""
    path = Home(forum.folder / "var").database
    log = path.with_name(path.name + "-wal")

    async def empty() -> bool:
        return not log.stat().st_size

    await until(empty, 10.0, "the log is not emptied")
    octets = path.read_bytes()
    return [one for word in words for one in coded(word) if one in octets]


def pages(forum: Running) -> str:
    folder = forum.app.settings.archive.dir
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*")) if path.is_file())


HERS = ("Kamande", AMINA, "kamande@rsr", "Nairobi")


async def all_of_it(forum: Running) -> None:
    """What else there is of her: a digest, a summary, letters, mail to people, a question."""
    await forum.send(AMINA, OWNER, f"May I write about {NAME}?", From=f"{NAME} <{AMINA}>")
    await forum.send(PAUL, OWNER, f"Who is {NAME} ({AMINA})?", Subject="Question")
    await forum.send(AMINA, REQUEST, "profile: Amina Kamande, nurse in Nairobi")
    await forum.quiet()
    forum.clock.advance(86_400)
    forum.app.wake()
    await forum.mail_to(DORA)
    await forum.quiet()


async def test_her_posts_stay_without_her_name(
    forum: Running, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await discuss(forum)
    await all_of_it(forum)
    assert "Kamande" in pages(forum)
    with caplog.at_level(logging.INFO):
        receipt = await erase(forum, "yes")
    assert "\n\n".join(forum.store.read_now(in_tables, HERS)) == ""
    assert await on_disk(forum, HERS) == []
    assert "Kamande" not in pages(forum)
    assert "a former member" in pages(forum)
    assert not [one for one in caplog.messages if "kamande" in one.lower()]
    assert "without your name: 1" in plain(receipt)
    post = await forum.store.read(spool.post, first.number)
    assert post is not None
    assert (post.author, post.address, post.person_id) == ("a former member", "", 0)
    assert FILTERS in post.text
    raw = await forum.store.read(spool.raw, post.mail_id)
    assert FILTERS.encode() in raw.replace(b"=\r\n", b"")
    assert b"Comments: " in raw
    answer = await forum.store.read(spool.post, second.number)
    assert answer is not None
    assert "in Douala we clean ours with sand" in answer.text


async def test_her_posts_go_and_so_do_her_words(forum: Running) -> None:
    first, second = await discuss(forum)
    await all_of_it(forum)
    assert "boil" in pages(forum)
    receipt = await erase(forum, "yes, also my messages\n\nAmina")
    words = (*HERS, "district", FILTERS)
    assert forum.store.read_now(in_tables, words) == []
    assert await on_disk(forum, words) == []
    assert "boil" not in pages(forum)
    assert "Kamande" not in pages(forum)
    assert "taken away: 1" in plain(receipt)
    assert "Douala" in pages(forum)
    answer = await forum.store.read(spool.post, second.number)
    raw = await forum.store.read(spool.raw, second.mail_id)
    assert answer is not None
    assert answer.published
    assert b"in Douala we clean ours with sand" in raw
    assert subject_of(receipt) == "Your data has been erased"
    gone = await forum.store.read(spool.post, first.number)
    assert gone is not None
    assert gone.published is None


# --- who, and by which words ----------------------------------------------------------------------


async def asked(forum: Running, sender: str = AMINA) -> Message:
    await forum.send(sender, REQUEST, "erase me", Subject="erase me")
    return await forum.mail_to(sender, "Shall we erase")


async def is_kept(forum: Running, address: str = AMINA) -> bool:
    await forum.quiet()
    return await forum.is_member(address) and not await forum.store.read(erasures.open_ones)


@pytest.mark.parametrize("said", ["", "no", "yes, but only my address", "leave me in peace"])
async def test_no_other_answer_erases_anybody(forum: Running, said: str) -> None:
    question = await asked(forum)
    await forum.answer(question, AMINA, said)
    assert await is_kept(forum)


async def test_an_answer_that_cannot_be_read_is_asked_again(forum: Running) -> None:
    question = await asked(forum)
    await forum.answer(question, AMINA, "yes, but only my address")
    await forum.quiet()
    again = await forum.mail_to(AMINA, "Shall we erase")
    assert again["Message-ID"] != question["Message-ID"]
    assert "could not understand" in text_of(again)
    await forum.answer(again, AMINA, "yes")
    await forum.mail_to(AMINA, "erased", seconds=60)


async def test_a_forged_from_gets_a_question_and_nothing_else(forum: Running) -> None:
    raw = mail(AMINA, REQUEST, "erase me", proven=False)
    await forum.send_raw("mallory@evil.example", [REQUEST], raw)
    assert await forum.mail_to(AMINA, "Shall we erase")
    assert await is_kept(forum)


async def test_who_writes_in_her_name_does_not_fill_her_mailbox(forum: Running) -> None:
    for n in range(6):
        raw = mail(AMINA, REQUEST, f"erase me\n\n{n}", proven=False)
        await forum.send_raw("mallory@evil.example", [REQUEST], raw)
    await forum.quiet()
    assert len(forum.mails(AMINA)) == 3


async def test_somebody_else_cannot_answer_for_her(forum: Running) -> None:
    question = await asked(forum)
    await forum.answer(question, PAUL, "yes")
    assert await is_kept(forum)


async def test_an_automatic_answer_erases_nobody(forum: Running) -> None:
    question = await asked(forum)
    to = question["Reply-To"]
    await forum.send(AMINA, to, "yes", Auto_Submitted="auto-replied")
    assert await is_kept(forum)


async def test_a_question_beside_hers_is_not_answered_by_it(forum: Running) -> None:
    """Unproven, `pause` waits for a yes of its own; that yes is none to be erased."""
    raw = mail(AMINA, REQUEST, "pause 3 weeks\nerase me", proven=False)
    await forum.send_raw(AMINA, [REQUEST], raw)
    pause = await forum.mail_to(AMINA, "Is this from you?")
    await forum.mail_to(AMINA, "Shall we erase")
    await forum.answer(pause, AMINA, "yes")
    assert await is_kept(forum)


async def test_who_alone_moderates_a_list_is_told(forum: Running) -> None:
    await forum.send(HELEN, REQUEST, "erase me", Subject="erase me")
    told = await forum.mail_to(HELEN, "Nothing has been erased")
    assert "only facilitator of HIFA" in plain(told)


async def test_the_sites_admin_is_told(forum: Running) -> None:
    await forum.send("admin@example.org", REQUEST, "erase me", Subject="erase me")
    told = await forum.mail_to("admin@example.org", "Nothing has been erased")
    assert "runs this server" in plain(told)


async def test_a_moderator_goes_from_duty_where_another_stays(forum: Running) -> None:
    now = forum.clock.now()
    await forum.store.write(members.add_moderator, 1, NewMember(PAUL, "Paul Ngassa"), now)
    await erase(forum, "yes", HELEN)
    team = await forum.store.read(members.moderators, 1)
    assert [one.address for one in team] == [PAUL]
    about = await forum.store.read(lists.by_id, 1)
    assert about is not None
    assert about.policy.rota == ""
    assert forum.store.read_now(in_tables, (HELEN,)) == []


async def test_a_list_may_leave_no_choice(forum: Running) -> None:
    await discuss(forum)
    now = forum.clock.now()
    about = await forum.store.read(lists.by_id, 1)
    assert about is not None
    policy = replace(about.policy, erase="posts")
    await forum.store.write(lists.set_policy, 1, policy, now)
    question = await asked(forum)
    assert "also my messages" not in text_of(question)
    assert "go too" in text_of(question)
    await forum.answer(question, AMINA, "yes")
    receipt = await forum.mail_to(AMINA, "erased", seconds=60)
    assert "taken away: 1" in plain(receipt)
    assert "boil" not in pages(forum)


async def test_a_stranger_is_erased_too(forum: Running) -> None:
    """She is no member, and her posts and mails are here all the same."""
    eve = "eve@far.example"
    await forum.send(eve, HIFA, "I am new here and ask about filters.", From=f"Eve Adams <{eve}>")
    await forum.quiet()
    assert forum.store.read_now(in_tables, ("eve@far",))
    await erase(forum, "yes", eve)
    assert forum.store.read_now(in_tables, ("eve@far", "Adams")) == []


async def test_a_stranger_of_whom_nothing_is_held_is_told_so(forum: Running) -> None:
    await forum.send("nobody@far.example", REQUEST, "erase me", Subject="erase me")
    told = await forum.mail_to("nobody@far.example")
    assert "We hold nothing" in text_of(told)


async def test_who_was_only_invited_is_erased_too(forum: Running) -> None:
    """She never wrote, and her address stands in an invitation: "We hold nothing", she was told."""
    eve, now = "eve@far.example", forum.clock.now()
    await forum.store.write(invitations.made, 1, eve, 0, now)
    forum.clock.advance(86_400)  # the invitation was a stranger's letter of its day
    await erase(forum, "yes", eve)
    assert forum.store.read_now(in_tables, ("eve@far",)) == []


# --- what waits, and what was said of her ---------------------------------------------------------


async def test_a_post_that_waits_goes_and_no_copy_leaves(forum: Running) -> None:
    await discuss(forum)
    await forum.send(AMINA, HIFA, f"{FILTERS} Is that enough?", From=f"{NAME} <{AMINA}>")
    await forum.until_held(1)
    await forum.quiet()
    await erase(forum, "yes")
    assert await forum.store.read(held.queue) == []
    assert forum.store.read_now(in_tables, ("enough?", *HERS)) == []
    notice = [m for m in forum.mails(HELEN) if "Number 103." in text_of(m)][-1]
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    post = await forum.store.read(spool.post, 103)
    assert post is not None
    assert (post.state, post.published) == (State.REFUSED, None)
    told = await forum.mail_to(HELEN, "Nothing has changed")
    assert "not published" in plain(told)
    assert not [one for one in forum.mails(AMINA) if "not published" in plain(one)]


async def test_a_ban_outlives_her_and_nothing_of_her_does(forum: Running) -> None:
    await discuss(forum)
    now = forum.clock.now()
    amina = await forum.store.read(members.person_by_address, AMINA)
    assert amina is not None
    await forum.store.write(standings.set_standing, 1, amina.id, Standing.BANNED, 3, now)
    receipt = await erase(forum, "yes, also my messages")
    assert "had banned this address" in plain(receipt)
    assert forum.store.read_now(in_tables, HERS) == []
    await forum.send(AMINA, HIFA, "Here I am again.", From=f"{NAME} <{AMINA}>")
    await forum.quiet()
    post = await forum.store.read(_latest)
    assert post.state is State.DROPPED
    assert post.reasons[0] == "banned"
    forum.clock.advance(86_400)
    await forum.send(AMINA, f"hifa-join@{DOMAIN}", "join")
    await forum.answer(await forum.mail_to(AMINA, "join"), AMINA, "yes")
    await forum.quiet()
    again = await forum.store.read(members.person_by_address, AMINA)
    assert again is not None
    assert await forum.store.read(standings.standing, 1, again.id) is Standing.BANNED


async def test_her_other_addresses_go_too_and_who_has_her_name_stays(forum: Running) -> None:
    now = forum.clock.now()
    amina = await forum.store.read(members.person_by_address, AMINA)
    assert amina is not None
    await forum.store.write(persons.add_address, amina.id, SECOND, now - 30 * 86_400)
    twin = NewMember("kamande@other.example", NAME)
    await forum.store.write(members.add, 1, twin, "test", now)
    await discuss(forum)
    await forum.send(SECOND, OWNER, "This comes from my other address.")
    await erase(forum, "yes", SECOND)
    assert forum.store.read_now(in_tables, (AMINA, SECOND)) == []
    other = await forum.store.read(members.person_by_address, "kamande@other.example")
    assert other is not None
    assert other.name == NAME


async def test_who_was_erased_may_come_again(forum: Running) -> None:
    await discuss(forum)
    await erase(forum, "yes")
    await forum.send(AMINA, f"hifa-join@{DOMAIN}", "join")
    await forum.answer(await forum.mail_to(AMINA, "join"), AMINA, "yes")
    await forum.quiet()
    assert await forum.is_member(AMINA)


# --- a database from a backup ---------------------------------------------------------------------


async def test_an_old_database_erases_her_again(forum: Running) -> None:
    await discuss(forum)
    path = Home(forum.folder / "var").database
    backup = forum.folder / "backup.db"
    with sqlite3.connect(path) as source, sqlite3.connect(backup) as copy:
        source.backup(copy)
    await erase(forum, "yes, also my messages")
    roll = Home(forum.folder / "var").erasures.read_text()
    assert "amina" not in roll.lower()
    await forum.app.stop()
    for one in path.parent.glob(path.name + "*"):
        one.unlink()
    shutil.copy(backup, path)
    before = len(forum.mails(AMINA))
    again = await started(forum.folder, START + 10 * 86_400)
    try:

        async def done() -> bool:
            return not await again.store.read(erasures.open_ones)

        await until(done, 60, "she is not erased again")
        await again.quiet()
        assert again.store.read_now(in_tables, (*HERS, "district")) == []
        assert len(again.mails(AMINA)) == before
        assert await again.store.read(erasures.marks)
    finally:
        await again.app.stop()
    third = await started(forum.folder, START + 11 * 86_400)
    try:
        assert await third.store.read(erasures.open_ones) == []
    finally:
        await third.app.stop()


async def test_what_waits_for_a_relay_is_not_sent_any_more(forum: Running) -> None:
    """Her post is let out while nothing can leave: she gets her receipt, and nobody a copy."""
    question = await asked(forum)
    outbox, aside = forum.folder / "outbox", forum.folder / "aside"
    outbox.rename(aside)
    outbox.write_text("no folder")  # what is delivered now has to wait
    await forum.send(AMINA, HIFA, f"{FILTERS} {REST}", Subject="Filters", From=f"{NAME} <{AMINA}>")
    await forum.until_held(1)
    for post in await forum.store.read(held.queue):
        now = forum.clock.now()
        await forum.store.write(held.decide, post.number, State.APPROVED, 0, "ok", now)
    forum.app.wake()

    async def waits() -> bool:
        return bool(await forum.store.read(lambda db: db.rows(_WAITING)))

    await until(waits, 10, "no copy waits")
    to = question["Reply-To"]
    await forum.send(AMINA, to, "yes", Subject="Re: erase")

    async def told() -> bool:
        open_ones = await forum.store.read(erasures.open_ones)
        return [one.step for one in open_ones] == [erasures.TOLD]

    await until(told, 60, "the receipt is not written")
    left = {one.partition(":")[0] for one in forum.store.read_now(in_tables, HERS)}
    assert left == {"delivery.address", "rendition.head"}
    outbox.unlink()
    aside.rename(outbox)
    forum.clock.advance(7_200)
    forum.app.wake()
    await forum.mail_to(AMINA, "erased", seconds=20)
    await ended(forum)
    assert [subject_of(one) for one in forum.mails(PAUL)] == []
    assert forum.store.read_now(in_tables, HERS) == []


_WAITING = """
SELECT 1 FROM delivery JOIN mailing ON mailing.id = mailing
WHERE kind = 'post' AND state = 'due' AND laid = 0
"""
