"""Undo and recall, by answering mail; real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.digests.publish import draft_summary, publish_summary
from listserv.model import DeliveryMode, Policy, Post, Standing, State, Token
from listserv.store import held, issues, lists, members, recalls, spool, standings, summaries
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text import tokens
from listserv.text.permalink import post_page, thread_page
from tests.support.html_check import crawl
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of, until

pytestmark = pytest.mark.slow

AMINA, PAUL, DORA = "amina@rsr.example.org", "paul@post.example", "dora@post.example"
HELEN = "helen@team.example.org"
HIFA = f"hifa@{DOMAIN}"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]
    policy = Policy(title="HIFA", archive="public")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as running:
        yield running


async def publish(forum: Running, subject: str, text: str = "") -> int:
    text = text or f"How do you keep them? I mean {subject}."
    await forum.send(AMINA, HIFA, text, Subject=subject)
    notice = await forum.mail_to(HELEN, subject)
    (post,) = await forum.store.read(held.queue)
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    return post.number


def pages(forum: Running) -> str:
    folder = forum.app.settings.archive.dir
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*.html")))


async def test_undo_puts_a_post_back_and_says_how_many_copies_had_left(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    assert "Stock cards" in pages(forum)
    done = await forum.mail_to(HELEN, "Done")
    forum.clock.advance(570)  # of ten minutes
    await forum.answer(done, HELEN, "undo")
    await forum.quiet()
    echo = forum.mails(HELEN)
    assert any("copies that had left before: 2" in " ".join(text_of(m).split()) for m in echo)
    post = await forum.store.read(spool.post, number)
    assert post is not None
    assert (post.state, post.published) == (State.HELD, None)
    assert "Stock cards" not in pages(forum)
    again = [one for one in forum.mails(HELEN) if "How do you keep them" in text_of(one)][-1]
    await forum.answer(again, HELEN, "ok")
    await forum.quiet()
    assert len([m for m in forum.mails(PAUL) if "How do you keep them" in text_of(m)]) == 1
    assert "Stock cards" in pages(forum)


async def test_a_changed_text_goes_to_all_again(forum: Running) -> None:
    number = await publish(forum, "Stock cards", "How do you keep them?\n\nCall 0700 111 222.")
    await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, "undo")
    await forum.quiet()
    again = [one for one in forum.mails(HELEN) if "0700 111 222" in text_of(one)][-1]
    await forum.answer(again, HELEN, "cut 2\nok")
    await forum.quiet()
    copies = [text_of(m) for m in forum.mails(PAUL) if "How do you keep them" in text_of(m)]
    assert ["0700" in one for one in copies] == [True, False]
    post = await forum.store.read(spool.post, number)
    assert post is not None
    assert post.version == 2


async def test_undo_comes_too_late_after_ten_minutes(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    forum.clock.advance(601)
    await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, "undo")
    await forum.mail_to(HELEN, "Nothing has changed")
    post = await forum.store.read(spool.post, number)
    assert post is not None
    assert post.published


async def test_undo_takes_back_all_that_one_answer_did_to_a_post(forum: Running) -> None:
    """The answer had two lines; undo took the author's trust back, and the post stayed out."""
    await forum.send(AMINA, HIFA, "How do you keep them?", Subject="Stock cards")
    (post,) = await shown(forum)
    await forum.answer(await forum.mail_to(HELEN, "Stock"), HELEN, "ok\nno approval needed")
    await forum.quiet()
    told = await recalled(forum, f"undo {post.number}")
    assert "copies that had left before: 2" in told
    assert await state_of(forum, post.number) is State.HELD
    assert await forum.store.read(standings.standing, 1, post.person_id) is Standing.ORDINARY


async def test_the_ten_minutes_begin_when_it_goes_out(tmp_path: Path) -> None:
    """It waited three hours for its turn, and a minute later it was too late to undo."""
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]
    policy = Policy(title="HIFA", pace=8)
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as forum:
        await publish(forum, "Stock cards")
        number = await publish(forum, "Oxygen")
        forum.clock.advance(3 * 3600 + 5)
        forum.app.wake()
        await forum.quiet()
        forum.clock.advance(60)
        assert "copies that had left" in await recalled(forum, f"undo {number}")
        assert await state_of(forum, number) is State.HELD


async def test_undo_in_an_answer_is_about_the_list_that_it_is_sent_to(forum: Running) -> None:
    """Whoever moderates another list only took back what she had decided on this one."""
    now = forum.clock.now()
    other = forum.store.write_now(lists.create, "chifa", Policy(title="CHIFA"), now)
    forum.store.write_now(members.add_moderator, other.id, NewMember(HELEN, "Helen"), now)
    number = await publish(forum, "Stock cards")
    done = await forum.mail_to(HELEN, "Done")
    there = str(done["Reply-To"]).replace("hifa-moderate", "chifa-moderate")
    await forum.send(HELEN, there, "undo", Subject="Re: Done")
    assert "it was undone already" in text_of(await forum.mail_to(HELEN, "Nothing has changed"))
    assert await state_of(forum, number) is State.DONE


async def test_undoing_an_edit_counts_no_copies(forum: Running) -> None:
    """They had been told of when the post was taken back; the edit was made since."""
    number = await publish(forum, "Stock cards", "How do you keep them?\n\nCall 0700 111 222.")
    assert "copies that had left" in await recalled(forum, f"undo {number}")
    await recalled(forum, f"{number} cut 2")
    told = await recalled(forum, f"undo {number}")
    assert "undone" in told
    assert "copies that had left" not in told


async def test_undoing_a_note_leaves_the_post_where_it_is(forum: Running) -> None:
    """The note was undone by taking the whole post back."""
    number = await publish(forum, "Stock cards")
    await recalled(forum, f"public note {number}: See the other forum too.")
    assert "See the other forum" in pages(forum)
    forum.clock.advance(86_400)
    await recalled(forum, f"undo {number}")
    assert await state_of(forum, number) is State.DONE
    assert "Stock cards" in pages(forum)
    assert "See the other forum" not in pages(forum)


async def test_undoing_a_recall_sends_no_copy_of_words_that_were_cut(forum: Running) -> None:
    """A copy of the first version had been stopped by an undo; the recall's undo sent it."""
    number = await publish(forum, "Stock cards", "How do you keep them?\n\nCall 0700 111 222.")
    await let_wait(forum, number, PAUL)
    for words in ("undo {n}", "{n} cut 2", "ok {n}", "recall {n}", "undo {n}"):
        await recalled(forum, words.format(n=number))
    forum.app.wake()
    await forum.quiet()
    assert await copies_of(forum, number, PAUL) == [(1, "withdrawn"), (2, "sent")]


async def test_undoing_a_recall_sends_no_copy_that_the_author_had_stopped(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    await let_wait(forum, number, PAUL)
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", f"withdraw {number}", Subject="")
    await forum.quiet()
    copies = await forum.store.read(recalls.counted, number)
    assert copies.stopped == 1
    for words in ("recall", "undo"):
        await recalled(forum, f"{words} {number}")
    forum.app.wake()
    await forum.quiet()
    assert await copies_of(forum, number, PAUL) == [(1, "withdrawn")]


async def let_wait(forum: Running, number: int, whom: str) -> None:
    """Her copy of a post has not left, nor will it within the hour."""
    later = forum.clock.now() + 3600

    def write(db: Db) -> None:
        mine = "mailing IN (SELECT id FROM mailing WHERE post = ? AND kind = 'post')"
        to = "person = (SELECT person FROM address WHERE address = ?)"
        db.execute(
            f"UPDATE delivery SET state = 'due', due = ? WHERE {mine} AND {to}",
            (later, number, whom),
        )
        db.execute("UPDATE mailing SET finished = NULL, due = ? WHERE post = ?", (later, number))
        db.execute("UPDATE post SET state = 'out' WHERE number = ?", (number,))

    await forum.store.write(write)


async def copies_of(forum: Running, number: int, whom: str) -> list[tuple[int, str]]:
    """(version, state) of the copies of a post to somebody."""

    def read(db: Db) -> list[tuple[int, str]]:
        rows = db.rows(
            "SELECT version, state FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
            " JOIN address ON address.person = delivery.person"
            " WHERE post = ? AND kind = 'post' AND address.address = ? ORDER BY mailing.id",
            number,
            whom,
        )
        return [(row["version"], row["state"]) for row in rows]

    return await forum.store.read(read)


async def shown(forum: Running) -> list[Post]:
    """What waits, once its moderators were told."""
    await forum.quiet()
    return await forum.store.read(held.queue)


async def state_of(forum: Running, number: int) -> State:
    post = await forum.store.read(spool.post, number)
    assert post is not None
    return post.state


async def test_a_recall_hides_a_post_everywhere(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    await publish(forum, "Oxygen")
    forum.clock.advance(86_400)
    await forum.send(HELEN, f"hifa-request@{DOMAIN}", f"recall {number}", Subject="")
    await forum.quiet()
    assert any("taken back" in text_of(one) for one in forum.mails(HELEN))
    assert "Stock cards" not in pages(forum)
    assert "Oxygen" in pages(forum)
    post = await forum.store.read(spool.post, number)
    assert post is not None
    assert post.state is State.RECALLED


async def test_a_grace_holds_copies_so_that_undo_reaches_all(tmp_path: Path) -> None:
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]
    policy = Policy(title="HIFA", grace=600.0)
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as forum:
        number = await publish(forum, "Stock cards")
        assert forum.mails(PAUL) == []
        await forum.answer(await forum.mail_to(HELEN, "Done"), HELEN, "undo")
        await forum.quiet()
        post = await forum.store.read(spool.post, number)
        assert post is not None
        assert post.state is State.HELD
        forum.clock.advance(700)
        forum.app.wake()
        await forum.quiet()
        assert forum.mails(PAUL) == []


async def recalled(forum: Running, words: str) -> str:
    """Helen writes to the commands' address; what she is told."""
    before = {one["Message-ID"] for one in forum.mails(HELEN)}
    await forum.send(HELEN, f"hifa-request@{DOMAIN}", words, Subject="")
    await forum.quiet()
    echo = next(m for m in forum.mails(HELEN) if m["Message-ID"] not in before)
    return " ".join(text_of(echo).split())


async def test_a_recalled_first_post_leaves_the_thread_to_the_others(forum: Running) -> None:
    """Its page says that it was taken back, without a word of it, and nothing leads there."""
    first = await publish(forum, "Stock cards", "We keep SECRET cards.")
    post = await forum.store.read(spool.post, first)
    assert post is not None
    answer = f"<{post.message_id}>"
    text = "We count on Mondays."
    await forum.send(PAUL, HIFA, text, Subject="Re: Stock cards", In_Reply_To=answer)
    await forum.quiet()
    notice = next(m for m in forum.mails(HELEN) if text in text_of(m))
    await forum.answer(notice, HELEN, "ok")
    await forum.quiet()
    assert "SECRET" in pages(forum)
    await recalled(forum, f"recall {first}")
    shown = pages(forum)
    assert "SECRET" not in shown
    assert "We count on Mondays" in shown
    folder = forum.app.settings.archive.dir / "public" / "hifa"
    page = folder / post_page(post.permalink)
    assert "This message was taken back on 5 January 2026." in page.read_text()
    assert post.permalink not in shown
    assert crawl(folder / "index.html")[1] == []
    echo = next(m for m in forum.mails(HELEN) if "taken back" in text_of(m))
    await forum.answer(echo, HELEN, "undo")
    await forum.quiet()
    assert "SECRET" in pages(forum)
    assert "SECRET" in page.read_text()


async def test_the_last_post_of_a_thread_takes_its_pages_along(forum: Running) -> None:
    number = await publish(forum, "Stock cards", "We keep SECRET cards.")
    folder = forum.app.settings.archive.dir / "public" / "hifa"
    assert (folder / thread_page(number)).exists()
    await recalled(forum, f"recall {number}")
    assert not (folder / thread_page(number)).exists()
    assert crawl(folder / "index.html")[1] == []


async def test_those_who_have_it_get_a_short_letter(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    told = await recalled(forum, f"recall {number}: It named a patient by mistake, sorry.")
    assert "copies that had left before: 2" in told
    assert "get your words" in told
    for one in (AMINA, PAUL):
        letter = await forum.mail_to(one, "Taken back: Stock cards")
        assert "It named a patient by mistake, sorry." in text_of(letter)
        assert letter["List-Unsubscribe"]
        # Who had every message was told how to get every message, and Amina that Amina wrote it.
        assert "every message" not in text_of(letter)
        assert "Write leave or one a day to hifa-request@" in text_of(letter)
        hers = "Your message was taken back: “Stock cards”." in text_of(letter)
        assert hers == ("Here is your text, so that nothing is lost" in text_of(letter))
        assert hers == ("from Amina Kamau" not in text_of(letter)) == (one == AMINA)
    again = await recalled(forum, f"recall {number}")
    assert "copies that had left before: 2" in again
    assert len([m for m in forum.mails(PAUL) if "Taken back" in subject_of(m)]) == 1


async def test_a_digest_on_its_way_says_that_it_was_taken_back(tmp_path: Path) -> None:
    """The relay is away while the digest waits; the undo brings the words back before it leaves."""
    people = [
        NewMember(AMINA, "Amina Kamau"),
        NewMember(PAUL, "Paul", delivery=DeliveryMode.DAILY),
        NewMember(DORA, "Dora", ("fr",), delivery=DeliveryMode.TITLES),
    ]
    policy = Policy(title="HIFA")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as forum:
        number = await publish(forum, "Stock cards", "We keep SECRET cards.")
        await publish(forum, "Oxygen", "We have none.")
        outbox = tmp_path / "outbox"
        outbox.rename(tmp_path / "aside")
        outbox.write_text("no folder")  # what is delivered now has to wait
        forum.clock.advance(86_400)
        forum.app.wake()
        await until(lambda: _has(forum, "kind = 'digest'"), 10.0, "no digest was closed")
        for words, without in (("recall", {"fr", "en"}), ("undo", set()), ("recall", {"fr", "en"})):
            await forum.send(HELEN, f"hifa-request@{DOMAIN}", f"{words} {number}", Subject="")
            await _lack(forum, without)
        outbox.unlink()
        (tmp_path / "aside").rename(outbox)
        forum.clock.advance(7_200)
        forum.app.wake()
        digest = text_of(await forum.mail_to(PAUL, seconds=20.0))
        titles = text_of(await forum.mail_to(DORA, seconds=20.0))
    assert "SECRET" not in digest + titles
    assert "[taken back]" in digest
    assert "We have none." in digest
    assert "We have none." in titles


async def test_a_digest_closed_while_it_was_taken_back_leaves_it_to_the_next(
    tmp_path: Path,
) -> None:
    """Dated as before, it was in no digest at all; what a digest had is not in a second one."""
    people = [
        NewMember(AMINA, "Amina Kamau"),
        NewMember(PAUL, "Paul", delivery=DeliveryMode.DAILY),
    ]
    async with serving(
        tmp_path, Policy(title="HIFA"), people, [NewMember(HELEN, "Helen")]
    ) as forum:
        had = await publish(forum, "Oxygen", "We have none.")
        await a_day_later(forum)
        missed = await publish(forum, "Stock cards", "We keep cards.")
        for number in (had, missed):
            await recalled(forum, f"recall {number}")
        await a_day_later(forum)
        for number in (had, missed):
            await recalled(forum, f"undo {number}")
        await a_day_later(forum)
        digests = [text_of(one) for one in forum.mails(PAUL)]
    assert len([one for one in digests if "We have none." in one]) == 1
    assert len([one for one in digests if "We keep cards." in one]) == 1


async def a_day_later(forum: Running) -> None:
    """And its digest is closed."""
    before = await forum.store.read(issues.last_until, 1, "daily")
    forum.clock.advance(86_400)
    forum.app.wake()

    async def closed() -> bool:
        return await forum.store.read(issues.last_until, 1, "daily") != before

    await until(closed, 10.0, "no digest was closed")
    await forum.quiet()


async def _has(forum: Running, condition: str) -> bool:
    def there(db: Db) -> bool:
        return bool(db.value(f"SELECT 1 FROM mailing WHERE laid = 0 AND {condition}"))

    return await forum.store.read(there)


def _said(db: Db) -> set[str]:
    """The languages of the copies of digests that wait and hold no words of the post."""
    rows = db.rows(
        "SELECT language, head, body FROM delivery JOIN mailing ON mailing.id = delivery.mailing"
        " JOIN rendition ON rendition.mailing = mailing.id AND rendition.n = delivery.rendition"
        " WHERE kind = 'digest' AND state IN ('due', 'trying')"
    )
    return {row["language"] for row in rows if b"SECRET" not in row["body"]}


async def _lack(forum: Running, languages: set[str]) -> None:
    async def so() -> bool:
        return await forum.store.read(_said) == languages

    await until(so, 10.0, f"other copies than {languages} lack the words")


async def test_a_note_stands_under_the_post_in_archive_and_digest(tmp_path: Path) -> None:
    people = [
        NewMember(AMINA, "Amina Kamau"),
        NewMember(PAUL, "Paul", delivery=DeliveryMode.DAILY),
    ]
    policy = Policy(title="HIFA", archive="public")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as forum:
        number = await publish(forum, "Stock cards", "We keep cards.")
        await recalled(forum, f"public note {number}: A <b>template</b> is in the archive.")
        shown = pages(forum)
        assert shown.count("A &lt;b&gt;template&lt;/b&gt; is in the archive.") == 2
        forum.clock.advance(86_400)
        forum.app.wake()
        digest = text_of(await forum.mail_to(PAUL))
        at = digest.index("We keep cards.")
        assert "[Note from a moderator (Helen): A <b>template</b>" in digest[at:]


async def test_a_summary_that_cites_a_recalled_post_is_told_of(forum: Running) -> None:
    """What was published stays, and the moderator is told; a draft goes out without the words."""
    number = await publish(forum, "Stock cards", "We keep SECRET cards on the wall.")
    site, now = forum.app.site, forum.clock.now()

    def seal(token: Token) -> str:
        return tokens.seal(forum.app.keys, token)

    def drafted() -> int:
        return draft_summary(forum.store, site, 1, number, now)

    first, second = await asyncio.to_thread(drafted), await asyncio.to_thread(drafted)
    await asyncio.to_thread(publish_summary, forum.store, site, seal, first, now)
    await forum.quiet()
    told = await recalled(forum, f"recall {number}")
    assert "have sentences of it still: 1" in told
    await asyncio.to_thread(publish_summary, forum.store, site, seal, second, now)
    published = await forum.store.read(summaries.get, second)
    assert published is not None
    assert "SECRET" not in published.text
    assert "[taken back]" in published.text


async def test_a_cut_reaches_the_copies_of_a_list_that_carries_mail_as_it_came(
    tmp_path: Path,
) -> None:
    """`cut 2` on a list with body = original: the archive obeyed, the copies had the number."""
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa")]
    policy = Policy(title="HIFA", body="original")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen")]) as forum:
        text = "How do you keep them?\n\nCall 0700 111 222."
        await forum.send(AMINA, HIFA, text, Subject="Stock cards")
        await forum.answer(await forum.mail_to(HELEN, "Stock cards"), HELEN, "cut 2\nok")
        copy = await forum.mail_to(PAUL, "Stock cards")
        assert "How do you keep them?" in text_of(copy)
        assert "0700" not in copy.as_string()
