"""What authors ask and answer about their posts, while others decide about them; real sockets."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import pytest

from listserv.commands.authors import Authors
from listserv.model import DeliveryMode, Policy, Post, Standing, State, ThreadRule
from listserv.store import authored, decisions, held, lists, members, rulings, spool, standings
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.store.rulings import Ruling
from tests.support.site import DOMAIN, FRONT, Running, mail, serving, subject_of, text_of, until

pytestmark = pytest.mark.slow

AMINA, PAUL, HELEN = "amina@rsr.example.org", "paul@post.example", "helen@team.example.org"
VISITOR, DORA = "visitor@other.example", "dora@post.example"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
OWNER = f"hifa-owner@{DOMAIN}"
POST = "Where do you buy the filters for the pump, colleagues in the district?"
PEOPLE = (NewMember(AMINA, "Amina Kamau"), NewMember(PAUL, "Paul Ngassa"))
OUT = (State.OUT, State.DONE)
SLOT = 86_400.0 / 8 + 5  # between two posts, at eight a day

Site = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A forum with this policy."""

    @asynccontextmanager
    async def opened(**policy: Any) -> AsyncIterator[Running]:
        made = Policy(title="HIFA", **policy)
        async with serving(tmp_path, made, PEOPLE, [NewMember(HELEN, "Helen Otieno")]) as forum:
            yield forum

    return opened


async def sent(forum: Running, text: str, subject: str, sender: str = AMINA, **headers: str) -> int:
    """Send a post, and let it be judged; returns its number."""
    await forum.send(sender, HIFA, text, Subject=subject, **headers)
    await forum.quiet()
    return int(await forum.store.read(lambda db: db.value("SELECT max(number) FROM post")))


async def published(forum: Running, text: str, subject: str, sender: str = AMINA) -> Post:
    number = await sent(forum, text, subject, sender)
    if (await read(forum, number)).state is State.HELD:
        await forum.publish()
    return await read(forum, number)


async def read(forum: Running, number: int) -> Post:
    post = await forum.store.read(spool.post, number)
    assert post is not None
    return post


async def is_out(forum: Running, number: int) -> None:
    async def there() -> bool:
        return (await read(forum, number)).state in OUT

    forum.app.wake()
    await until(there, 10, f"post {number} does not go out")


async def again(forum: Running) -> None:
    """An errand could not end; a minute later it is run again."""

    async def failed() -> bool:
        return bool(await forum.store.read(lambda db: db.value("SELECT max(tries) FROM errand")))

    await until(failed, 10, "no errand failed")
    forum.clock.advance(60)
    forum.app.wake()
    await forum.quiet()


def said(mails: list[Message]) -> list[str]:
    return [" ".join(text_of(one).split()) for one in mails]


def fate(forum: Running) -> str:
    """What Amina reads of a post of hers."""
    return said([one for one in forum.mails(AMINA) if "What became" in subject_of(one)])[-1]


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], Any]) -> None:
    """Once, `act` happens between what a step of Authors reads and what the errand writes."""
    real, done = getattr(Authors, name), []

    async def late(self: Authors, *args: Any) -> Any:
        found = real(self, *args)
        found = await found if hasattr(found, "__await__") else found
        if not done:
            done.append(1)
            await act()
        return found

    monkeypatch.setattr(Authors, name, late)


# --- withdraw -------------------------------------------------------------------------------------


async def test_who_takes_back_what_is_approved_meanwhile_reads_how_many_have_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She read "Nobody has got it", and a moment later it went out to everybody."""
    async with site() as forum:
        number = await sent(forum, POST, "One")

        async def approve() -> None:
            now = forum.clock.now()
            await forum.store.write(held.decide, number, State.APPROVED, 0, "ok", now)
            await is_out(forum, number)

        meanwhile(monkeypatch, "_withdrawn", approve)
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await again(forum)
        letter = await forum.mail_to(AMINA, "Taken back")
        assert "Nobody has got it" not in text_of(letter)
        assert "takes a message back" in subject_of(forum.mails(HELEN)[-1])


async def test_who_takes_back_what_goes_out_meanwhile_stops_what_has_not_left(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for its hour when she was read, and the copies that waited then all left."""
    async with site(pace=8) as forum:
        await published(forum, POST, "One")
        number = await sent(forum, "Who repairs the broken ones at night?", "Two")
        (post,) = await forum.store.read(held.queue)
        now = forum.clock.now()
        await forum.store.write(held.decide, number, State.APPROVED, 0, "ok", now)
        forum.app.wake()

        async def waits() -> bool:
            return (await read(forum, number)).paced is not None

        await until(waits, 10, "it does not wait for its hour")

        async def hour() -> None:
            forum.clock.advance(SLOT)
            await is_out(forum, number)

        meanwhile(monkeypatch, "_withdrawn", hour)
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await again(forum)
        letter = await forum.mail_to(AMINA, "Taken back")
        assert "Nobody has got it" not in text_of(letter)
        assert "takes a message back" in subject_of(forum.mails(HELEN)[-1])
        assert post.number == number


async def test_what_its_author_took_back_is_not_refused_as_well(site: Site) -> None:
    """The desk had approved it, nobody was told: she read "Taken back", and then "refused"."""
    async with site(pace=8, moderation="none") as forum:
        await sent(forum, POST, "One")
        number = await sent(forum, "Who repairs the broken ones at night?", "Two")
        assert (await read(forum, number)).state is State.APPROVED
        before = len(forum.mails(AMINA))
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await forum.quiet()
        assert [subject_of(one)[:10] for one in forum.mails(AMINA)[before:]] == ["Taken back"]


async def test_no_moderator_brings_back_what_its_author_took_back(site: Site) -> None:
    """It was not in the book: `undo` took the ok before it back, and she was in the queue again."""
    async with site(pace=8) as forum:
        await published(forum, POST, "One")
        number = await sent(forum, "Who repairs the broken ones at night?", "Two")
        await forum.answer(await forum.mail_to(HELEN, "Two"), HELEN, "ok")
        await forum.quiet()
        assert (await read(forum, number)).state is State.APPROVED
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await forum.quiet()
        entries = await forum.store.read(decisions.of_post, number)
        assert [one.what for one in entries] == ["withdraw", "approve"]
        await forum.send(HELEN, REQUEST, f"undo {number}", Subject="")
        await forum.quiet()
        assert (await read(forum, number)).state is State.REFUSED


async def test_what_its_author_took_back_is_in_no_digest(tmp_path: Path) -> None:
    """It was out already, and so its readers of digests got it the next morning all the same."""
    people = [*PEOPLE, NewMember(DORA, "Dora", delivery=DeliveryMode.DAILY)]
    policy = Policy(title="HIFA")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen Otieno")]) as forum:
        number = (await published(forum, POST, "One")).number
        await published(forum, "Who repairs the broken ones at night?", "Two")
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await forum.quiet()
        assert "digests leave it out" in said(forum.mails(HELEN))[-1]
        for words in ("recall", "undo"):  # her word stands, whatever becomes of the archive
            await forum.send(HELEN, REQUEST, f"{words} {number}", Subject="")
            await forum.quiet()
        forum.clock.advance(86_400)
        forum.app.wake()
        digest = text_of(await forum.mail_to(DORA))
    assert "Who repairs" in digest
    assert "filters" not in digest


async def test_a_digest_on_its_way_says_that_its_author_took_it_back(tmp_path: Path) -> None:
    """The relay was away; the digest was made and no copy of it had left."""
    people = [*PEOPLE, NewMember(DORA, "Dora", delivery=DeliveryMode.DAILY)]
    policy = Policy(title="HIFA")
    async with serving(tmp_path, policy, people, [NewMember(HELEN, "Helen Otieno")]) as forum:
        number = (await published(forum, POST, "One")).number
        await published(forum, "Who repairs the broken ones at night?", "Two")
        outbox = tmp_path / "outbox"
        outbox.rename(tmp_path / "aside")
        outbox.write_text("no folder")  # what is delivered now has to wait
        forum.clock.advance(86_400)
        forum.app.wake()

        async def closed() -> bool:
            query = "SELECT count(*) FROM mailing WHERE kind = 'digest' AND laid = 0"
            return bool(await forum.store.read(lambda db: db.value(query)))

        await until(closed, 10, "no digest was closed")
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")

        async def marked() -> bool:
            return (await read(forum, number)).withdrawn is not None

        await until(marked, 10, "it is not taken back")
        outbox.unlink()
        (tmp_path / "aside").rename(outbox)
        forum.clock.advance(7_200)
        forum.app.wake()
        digest = text_of(await forum.mail_to(DORA, seconds=20.0))
    assert "Who repairs" in digest
    assert "[taken back]" in digest
    assert "filters" not in digest


async def test_where_tells_of_the_withdrawal_and_counts_people(site: Site) -> None:
    """It went out twice, in other words: she read of four members on a list of two."""
    async with site() as forum:
        number = (await published(forum, POST, "One")).number
        await forum.send(HELEN, REQUEST, f"undo {number}", Subject="")
        await forum.quiet()
        await forum.send(HELEN, REQUEST, f'{number} change "pump" to "foot pump"', Subject="")
        await forum.quiet()
        await forum.send(HELEN, REQUEST, f"{number} ok", Subject="")
        await forum.quiet()
        await forum.send(AMINA, REQUEST, f"where {number}", Subject="")
        await forum.quiet()
        assert "straight away to 2 members" in fate(forum)
        await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
        await forum.quiet()
        await forum.send(AMINA, REQUEST, f"where {number}", Subject="")
        await forum.quiet()
        told = fate(forum)
        assert "You took it back" in told
        assert "2 members had it before" in told
        assert "facilitators decide about the archive" in told


async def test_where_tells_that_she_took_it_back_before_it_was_out(site: Site) -> None:
    async with site() as forum:
        number = await sent(forum, POST, "One")
        for words in ("withdraw", "where"):
            await forum.send(AMINA, REQUEST, f"{words} {number}", Subject="")
            await forum.quiet()
        assert "You took it back before it went out. Nobody has got it." in fate(forum)


async def test_moderators_read_once_that_it_is_taken_back(site: Site) -> None:
    """Each `withdraw` of the same post wrote to all of them again."""
    async with site() as forum:
        number = (await published(forum, POST, "One")).number
        for _ in range(2):
            await forum.send(AMINA, REQUEST, f"withdraw {number}", Subject="")
            await forum.quiet()
        letters = [one for one in forum.mails(HELEN) if "takes a message back" in subject_of(one)]
        assert len(letters) == 1
        assert "You took it back" in fate(forum)


# --- answers to a moderator's question ------------------------------------------------------------


async def asked(forum: Running, words: str = "ask: which pump do you mean") -> Message:
    """A post of Amina's, and the question about it."""
    await sent(forum, POST, "One")
    await forum.answer(await forum.mail_to(HELEN, "One"), HELEN, words)
    return await forum.mail_to(AMINA, "A question about your message")


async def test_an_answer_is_kept_when_a_moderator_edits_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edit came between reading and writing; her answer counted as given, and was lost."""
    async with site() as forum:
        question = await asked(forum)
        number = await forum.store.read(lambda db: db.value("SELECT max(number) FROM post"))

        async def edit() -> None:
            cut = Ruling(number, 1, 0, "change", text="Where do you buy the filters?")
            await forum.store.write(rulings.rule, cut, forum.clock.now())

        meanwhile(monkeypatch, "_next_version", edit)
        await forum.answer(question, AMINA, "The foot pump of 1998.")
        await again(forum)
        post = await read(forum, number)
        assert (post.version, post.awaits) == (3, "")
        assert post.text.endswith("The foot pump of 1998.")


async def test_an_answer_from_another_address_goes_to_the_moderators(site: Site) -> None:
    """Who reads her mail with one address and writes with another was dropped without a word."""
    async with site() as forum:
        question = await asked(forum)
        await forum.answer(question, "amina@mailbox.example", "The foot pump of 1998.")
        await forum.quiet()
        letter = forum.mails(HELEN)[-1]
        assert "The foot pump of 1998." in text_of(letter)
        assert letter["Reply-To"] == "amina@mailbox.example"
        (post,) = await forum.store.read(held.queue)
        assert (post.version, post.awaits) == (1, "author")


@pytest.mark.parametrize("words", ["Here it is, the table of last year.", ""])
async def test_moderators_learn_of_a_file_in_the_answer(site: Site, words: str) -> None:
    """`ask: please send the table` brought the words around it, and nobody knew of the table."""
    async with site() as forum:
        question = await asked(forum, "ask: please send the table")
        before = len(forum.mails(HELEN))
        to = email.utils.parseaddr(question["Reply-To"])[1]
        made = EmailMessage()
        made["Authentication-Results"] = f"{FRONT}; dkim=pass header.d=rsr.example.org"
        made["From"], made["To"], made["Subject"] = AMINA, to, "Re: a question"
        made["Message-ID"], made["Date"] = "<1@rsr>", "Mon, 05 Jan 2026 10:00:00 +0000"
        made.set_content(words)
        made.add_attachment(b"a;b\n" * 50, maintype="text", subtype="csv", filename="table.csv")
        await forum.send_raw(AMINA, [to], made.as_bytes())
        await forum.quiet()
        assert any("table.csv" in text for text in said(forum.mails(HELEN)[before:]))
        (post,) = await forum.store.read(held.queue)
        assert post.text.endswith(words)


async def test_a_question_that_cannot_be_sent_makes_nothing_wait(site: Site) -> None:
    """A guest has one letter of ours a day; her post waited a week for a question never sent."""
    async with site() as forum:
        number = await sent(forum, POST, "One", VISITOR)
        forum.clock.advance(8 * 3600)
        forum.app.wake()
        await forum.mail_to(VISITOR)
        await forum.answer(forum.mails(HELEN)[0], HELEN, "ask: which pump do you mean")
        await forum.quiet()
        assert (await read(forum, number)).awaits == ""
        assert len(forum.mails(VISITOR)) == 1
        assert "are spent" in said(forum.mails(HELEN))[-1]
        await forum.send(HELEN, REQUEST, f"{number} no: private", Subject="")
        await forum.quiet()
        assert len(forum.mails(VISITOR)) == 1
        assert "are spent" in said(forum.mails(HELEN))[-1]


async def test_the_notice_shows_the_question_beside_the_answer(site: Site) -> None:
    """It said "corrected by its author", and her answer stood there as if she had posted it."""
    async with site() as forum:
        await sent(forum, f"{POST}\n\nKind regards,\nAmina", "One")
        await forum.answer(await forum.mail_to(HELEN, "One"), HELEN, "ask: which pump do you mean?")
        question = await forum.mail_to(AMINA, "A question about your message")
        told = " ".join(text_of(question).split())
        assert "may be published with your message" in told
        await forum.answer(question, AMINA, "The foot pump of 1998.")
        await forum.quiet()
        notice = said(forum.mails(HELEN))[-1]
        assert "Helen Otieno asked: “which pump do you mean?”" in notice
        assert "is below, as [2]. To leave it out, answer: cut 2" in notice
        assert "corrected by its author" not in notice
        assert "[2] The foot pump of 1998. [3] Kind regards" in notice
        await forum.answer(forum.mails(HELEN)[-1], HELEN, "cut 2\nok")
        await forum.quiet()
        copies = [one for one in said(forum.mails(PAUL)) if "Where do you buy" in one]
        assert len(copies) == 1
        assert "1998" not in copies[0]


@pytest.mark.parametrize("words", ["withdraw", "Please do not publish it.\n\nAmina"])
async def test_an_answer_may_take_the_post_back(site: Site, words: str) -> None:
    """ "Please do not publish it" stood in the text that was offered for publication."""
    async with site() as forum:
        question = await asked(forum)
        before = len(forum.mails(HELEN))
        await forum.answer(question, AMINA, words)
        await forum.quiet()
        number = await forum.store.read(lambda db: db.value("SELECT max(number) FROM post"))
        assert (await read(forum, number)).state is State.REFUSED
        assert "Taken back" in subject_of(forum.mails(AMINA)[-1])
        (letter,) = forum.mails(HELEN)[before:]
        assert "takes a message back" in subject_of(letter)
        assert "which pump do you mean" in said([letter])[0]


@pytest.mark.parametrize("words", ["It is private.", "Yes. Please do not publish it.", "Nobody"])
async def test_what_may_be_an_answer_takes_nothing_back(site: Site, words: str) -> None:
    async with site() as forum:
        await forum.answer(await asked(forum), AMINA, words)
        await forum.quiet()
        (post,) = await forum.store.read(held.queue)
        assert post.text.endswith(words)


# --- for everyone, or for one ---------------------------------------------------------------------

DEAR = "Thanks dear Amina, how is the family?"


async def for_whom(forum: Running, above: Post) -> tuple[int, Message]:
    """Paul answers a post in private words; his post, and the question that he gets."""
    refs = f"<{above.message_id.strip('<>')}>"
    number = await sent(forum, DEAR, "Re: Filters", PAUL, In_Reply_To=refs)
    assert (await read(forum, number)).awaits == "private"
    return number, forum.mails(PAUL)[-1]


async def test_an_answer_that_nobody_can_read_goes_on_with_the_post(site: Site) -> None:
    """The moderators read "It is only for those who come" and not of what; she heard nothing."""
    async with site() as forum:
        above = await published(forum, POST, "Filters")
        number, question = await for_whom(forum, above)
        before = len(forum.mails(HELEN)), len(forum.mails(PAUL))
        await forum.answer(question, PAUL, "It is only for the people who come to the training")
        await forum.quiet()
        (letter,) = said(forum.mails(HELEN)[before[0] :])
        assert f"It is about message {number}, “Filters”" in letter
        assert "people who come to the training" in letter
        assert DEAR in letter
        (told,) = forum.mails(PAUL)[before[1] :]
        assert "a facilitator reads it" in said([told])[0]
        await forum.answer(told, PAUL, "Only for Amina, sorry")
        await forum.quiet()
        assert "alone" in subject_of(forum.mails(AMINA)[-1])


async def test_who_greets_one_person_is_asked_about_her(site: Site) -> None:
    """It answered no post: "or only for Amina?" was not in the question, nor understood."""
    async with site() as forum:
        number = await sent(forum, DEAR, "Family", PAUL)
        question = await forum.mail_to(PAUL, "For everyone?")
        assert "or only for Amina?" in " ".join(text_of(question).split())
        before = len(forum.mails(HELEN))
        await forum.answer(question, PAUL, "Only for Amina, sorry")
        await forum.quiet()
        assert (await read(forum, number)).state is State.REFUSED
        assert "Taken back" in subject_of(forum.mails(PAUL)[-1])
        assert len(forum.mails(HELEN)) == before


async def test_moderators_read_that_a_post_looked_private(site: Site) -> None:
    """She said that it is for everyone, and nobody knew why she had been asked."""
    async with site() as forum:
        above = await published(forum, POST, "Filters")
        _, question = await for_whom(forum, above)
        await forum.answer(question, PAUL, "for everyone")
        await forum.quiet()
        notice = said(forum.mails(HELEN))[-1]
        assert (
            "It read like a letter to one person; its author says that it is for everyone" in notice
        )


async def test_a_mail_to_the_facilitators_names_the_post_that_it_is_about(site: Site) -> None:
    """She answered a letter about her post, and five people read "Why?" and not of what."""
    async with site() as forum:
        number = await sent(forum, POST, "One")
        await forum.answer(await forum.mail_to(HELEN, "One"), HELEN, "no: please add the year")
        letter = await forum.mail_to(AMINA, "About your message")
        await forum.quiet()
        before = len(forum.mails(HELEN))
        ours = {"Subject": "Re: About your message", "In_Reply_To": str(letter["Message-ID"])}
        await forum.send(AMINA, OWNER, "Why is that? It matters to all of us.", **ours)
        await forum.quiet()
        (handed,) = said(forum.mails(HELEN)[before:])
        assert f"It is about message {number}, “One”" in handed
        await forum.send(AMINA, OWNER, "Thanks Helen", **ours)
        await forum.send(AMINA, OWNER, "Thanks Helen", Subject="Thanks")
        await forum.quiet()
        assert len(forum.mails(HELEN)) == before + 2  # only what answers no letter of ours
        await forum.send(AMINA, OWNER, "Thanks\nStill Waiting", **ours)
        await forum.quiet()
        assert "Still Waiting" in said(forum.mails(HELEN))[-1]


def _emergency(db: Db, post: Post) -> None:
    about = lists.by_id(db, post.list_id)
    assert about is not None
    lists.set_policy(db, about.id, replace(about.policy, emergency=True), 0.0)


def _closed(db: Db, post: Post) -> None:
    standings.set_thread_rule(db, 1, post.thread, ThreadRule(closed_until=4e9), 0, 0.0)


def _stands(word: Standing) -> Callable[[Db, Post], None]:
    def say(db: Db, post: Post) -> None:
        paul = members.person_by_address(db, PAUL)
        assert paul is not None
        standings.set_standing(db, 1, paul.id, word, 0, 0.0)

    return say


@pytest.mark.parametrize(
    ("since", "reasons"),
    [
        (None, ()),
        (_stands(Standing.TRUSTED), ()),
        (_emergency, ("emergency",)),
        (_closed, ("closed",)),
        (_stands(Standing.WATCHED), ("watched",)),
        (_stands(Standing.BANNED), ("banned",)),
    ],
)
async def test_for_everyone_goes_by_what_was_said_since(
    site: Site, since: Callable[[Db, Post], None] | None, reasons: tuple[str, ...]
) -> None:
    """The question was open while moderators stopped all; `for everyone` went out around them."""
    async with site(moderation="none") as forum:
        above = await published(forum, POST, "Filters")
        number, question = await for_whom(forum, above)
        if since is not None:
            await forum.store.write(since, above)
        await forum.answer(question, PAUL, "for everyone")
        await forum.quiet()
        post = await read(forum, number)
        assert (post.state in OUT, post.reasons, post.awaits) == (not reasons, reasons, "")


async def test_for_one_is_handed_on_only_if_nobody_published_it_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ruling came too late and the mail went to her all the same, as if it were private."""
    async with site() as forum:
        above = await published(forum, POST, "Filters")
        number, question = await for_whom(forum, above)

        async def approve() -> None:
            now = forum.clock.now()
            await forum.store.write(held.decide, number, State.APPROVED, 0, "ok", now)

        meanwhile(monkeypatch, "_for_whom", approve)
        await forum.answer(question, PAUL, "private")
        await again(forum)
        assert (await read(forum, number)).state in OUT
        assert not [one for one in forum.mails(AMINA) if "alone" in subject_of(one)]


async def test_for_one_reaches_her_though_a_network_alone_speaks_for_the_writer(site: Site) -> None:
    """Her provider's SPF is too little for an alias; but she had answered our own letter."""
    async with site() as forum:
        above = await published(forum, POST, "Filters")
        refs = f"<{above.message_id.strip('<>')}>"
        raw = mail(VISITOR, HIFA, DEAR, False, Subject="Re: Filters", In_Reply_To=refs)
        proof = f"Authentication-Results: {FRONT}; spf=pass smtp.mailfrom={VISITOR}\r\n"
        await forum.send_raw(VISITOR, [HIFA], proof.encode() + raw)
        question = await forum.mail_to(VISITOR)
        await forum.answer(question, VISITOR, "private")
        await forum.quiet()
        letter = forum.mails(AMINA)[-1]
        assert DEAR in text_of(letter)
        assert "alone" in subject_of(letter)


async def test_the_author_above_is_the_nearest_one(site: Site) -> None:
    """The desk named the nearest ancestor in its question, `for one` went to the newest post."""
    async with site() as forum:
        first = await published(forum, POST, "Filters")
        second = await published(forum, "The old ones leak in the rain.", "Filters", PAUL)
        cited = " ".join(f"<{one.message_id.strip('<>')}>" for one in (second, first))
        number = await sent(forum, DEAR, "Re: Filters", PAUL, References=cited)
        found = await forum.store.read(authored.answered_author, number)
        assert found == (first.number, "Amina Kamau")
