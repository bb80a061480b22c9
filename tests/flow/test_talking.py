"""Talking with authors and with the other moderators, by answering mail; real sockets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import held, lists, spool
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, fill, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
HELEN, JEAN = "helen@team.example.org", "jean@team.example.org"
HIFA, FRENCH = f"hifa@{DOMAIN}", f"hifa-fr@{DOMAIN}"
POST = "Dear all,\n\nWe keep stock cards on the wall.\n\nWho does it better?\n\nAmina"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau", ("en",), "Kenya"),
        NewMember(PAUL, "Paul Ngassa", ("fr",), "Cameroon"),
    ]
    moderators = [NewMember(HELEN, "Helen Otieno"), NewMember(JEAN, "Jean Traore", ("fr",))]
    policy = Policy(title="HIFA", archive="public", languages=("en", "fr"))
    async with serving(tmp_path, policy, people, moderators) as running:
        fill(
            tmp_path,
            "hifa-fr",
            Policy(title="HIFA français", language="fr", languages=("fr",)),
            people,
            [NewMember(JEAN, "Jean Traore", ("fr",))],
        )
        running.app.wake(frozenset({"door"}))
        yield running


async def notice(forum: Running, text: str = POST, subject: str = "Stock cards") -> None:
    await forum.send(AMINA, HIFA, text, Subject=subject)
    await forum.quiet()


async def test_a_question_comes_back_as_version_two(forum: Running) -> None:
    """`ask:` goes to the author in her language; what she answers is read with the post."""
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ask: Which district is it, and since when?")
    asked = await forum.mail_to(AMINA, "A question about your message")
    assert "Which district is it, and since when?" in text_of(asked)
    assert "Helen Otieno" in text_of(asked)
    assert "We keep stock cards on the wall." in text_of(asked)
    await forum.answer(asked, AMINA, "Kisumu, since March.\n\nAmina")
    await forum.quiet()
    (post,) = await forum.store.read(held.queue)
    assert post.version == 2
    assert post.text.startswith(POST.split("\n\n", maxsplit=1)[0])
    assert post.text.rstrip().endswith("Kisumu, since March.\n\nAmina")
    again = await forum.mail_to(HELEN, "Stock cards")
    assert "Kisumu, since March." in text_of(again)
    await forum.answer(again, HELEN, "ok")
    copy = await forum.mail_to(PAUL, "Stock cards")
    assert "Kisumu, since March." in text_of(copy)


async def test_a_corrected_text_replaces_the_old_one(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ask: please name the district")
    asked = await forum.mail_to(AMINA, "A question about your message")
    better = POST.replace("stock cards", "stock cards in Kisumu")
    await forum.answer(asked, AMINA, better)
    await forum.quiet()
    (post,) = await forum.store.read(held.queue)
    assert (post.version, post.text.strip()) == (2, better)


async def test_a_private_word_goes_with_the_ok(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ok\ntell: Lovely, thank you for this photo of your work.")
    await forum.quiet()
    word = await forum.mail_to(AMINA, "About your message")
    assert "Lovely, thank you for this photo of your work." in text_of(word)
    assert "Stock cards" in subject_of(await forum.mail_to(PAUL))


async def test_the_team_talks_among_itself(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "team: Jean, is this the same as last week?")
    team = await forum.mail_to(JEAN, "nous\u00a0: Stock cards (Amina Kamau)")
    assert "is this the same as last week?" in text_of(team)
    assert team["Reply-To"] == f"hifa-moderators@{DOMAIN}"
    assert all("last week" not in text_of(one) for one in forum.mails(AMINA))
    assert len(await forum.store.read(held.queue)) == 1


async def test_moderators_write_to_one_another(forum: Running) -> None:
    """`hifa-moderators@`: the others read it, and their answers go there too; nobody else does."""
    team = f"hifa-moderators@{DOMAIN}"
    await forum.send(HELEN, team, "I am away on Monday. Who reads?", Subject="Next week")
    letter = await forum.mail_to(JEAN, "Next week")
    assert letter["Reply-To"] == team
    await forum.answer(letter, JEAN, "I do.")
    assert "I do." in text_of(await forum.mail_to(HELEN, "Next week"))
    await forum.send(AMINA, team, "May I ask you something?", Subject="A question")
    asked = await forum.mail_to(HELEN, "A question")
    assert asked["Reply-To"] == AMINA
    await forum.quiet()
    assert forum.mails(AMINA) == []


async def test_a_public_note_is_shown_as_it_will_appear(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "public note: A template is in our archive.")
    echo = await forum.mail_to(HELEN, "Done")
    line = "[Note from a moderator (Helen Otieno): A template is in our archive.]"
    assert line in text_of(echo)
    await forum.answer(letter, HELEN, "ok")
    await forum.quiet()
    copies = {one["Delivered-To"]: text_of(one) for one in forum.mails()}
    assert line in copies[AMINA]
    assert "(Helen Otieno" in copies[PAUL]
    assert line not in copies[PAUL]  # she reads French


async def test_a_post_moves_to_another_forum(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "move hifa-fr")
    await forum.quiet()
    (post,) = await forum.store.read(held.queue)
    french = await forum.store.read(lists.get, "hifa-fr")
    assert french is not None
    assert post.list_id == french.id
    assert "moved" in post.reasons
    told = await forum.mail_to(AMINA, "HIFA français")
    assert told["Content-Language"] == "fr"
    theirs = forum.mails(JEAN)[-1]
    await forum.answer(theirs, JEAN, "oui")
    copy = await forum.mail_to(PAUL, "Stock cards")
    assert copy["To"] == FRENCH


async def test_a_published_post_is_passed_on(forum: Running) -> None:
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ok\npass hifa-fr")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    assert waiting.reasons == ("passed-on",)
    first = await forum.store.read(spool.post, waiting.number - 1)
    assert first is not None
    assert first.published
    assert waiting.text == first.text


async def test_who_passes_on_what_is_there_already_reads_so(forum: Running) -> None:
    """The echo once told of a second copy, which never came to be."""
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ok\npass hifa-fr")
    await forum.quiet()
    (waiting,) = await forum.store.read(held.queue)
    await forum.answer(letter, HELEN, "pass hifa-fr")
    await forum.quiet()
    echo = forum.mails(HELEN)[-1]
    assert subject_of(echo) == "Nothing has changed: Stock cards"
    assert f"it is in HIFA français ({waiting.number}) already" in text_of(echo)
    assert await forum.store.read(held.queue) == [waiting]


WORDS_MISSING, TOO_LATE = "The words that belong to it are", "it was published already"
ASKED = (
    (HELEN, "redact 101 her name", WORDS_MISSING),
    (HELEN, "caviarder 101", WORDS_MISSING),
    (HELEN, "tachar", WORDS_MISSING),
    (HELEN, "rasurar 101 ela", WORDS_MISSING),
    (HELEN, "احجب 101", WORDS_MISSING),
    (HELEN, "recall 101:", WORDS_MISSING),
    (HELEN, "pass hifa-de", "We do not know the forum that"),
    (HELEN, 'redact "stock cards"?', "Your answer holds a question"),
    (HELEN, "recall if Jean agrees", "Your answer sets a condition"),
    (HELEN, 'redact "stock cards"\nrecall', "two different"),
    (PAUL, "recall", "not one of yours"),
    (PAUL, "pace 8 a day", "not one of yours"),
    (HELEN, "ok if Jean agrees", TOO_LATE),
    (HELEN, "change x to y", TOO_LATE),
    (HELEN, "wait", TOO_LATE),
    (PAUL, "ok", TOO_LATE),
)


async def test_what_can_still_be_done_is_asked_about(forum: Running) -> None:
    """`redact` without its words was once answered with "it was published already"."""
    await notice(forum)
    letter = await forum.mail_to(HELEN, "Stock cards")
    await forum.answer(letter, HELEN, "ok")
    await forum.quiet()
    for sender, said, asked in ASKED:
        before = {one["Message-ID"] for one in forum.mails(HELEN)}
        await forum.answer(letter, sender, said)
        await forum.quiet()
        (back,) = (one for one in forum.mails(HELEN) if one["Message-ID"] not in before)
        assert asked in text_of(back), said


async def test_a_letter_to_one_person_is_asked_about(forum: Running) -> None:
    """`Thanks dear` to the list: its author is asked, and one word settles it."""
    await notice(forum)
    await forum.answer(await forum.mail_to(HELEN, "Stock cards"), HELEN, "ok")
    copy = await forum.mail_to(PAUL, "Stock cards")
    await forum.send(
        PAUL,
        HIFA,
        "Thanks dear Amina, call me tonight.\n\nPaul",
        Subject="Re: Stock cards",
        In_Reply_To=copy["Message-ID"],
    )
    asked = await forum.mail_to(PAUL, "Stock cards")
    await forum.quiet()
    asked = forum.mails(PAUL)[-1]
    assert "Amina Kamau" in text_of(asked)
    assert all("call me tonight" not in text_of(one) for one in forum.mails(HELEN))
    await forum.answer(asked, PAUL, "seulement pour Amina")
    await forum.quiet()
    private = forum.mails(AMINA)[-1]
    assert "call me tonight" in text_of(private)
    assert PAUL not in private.as_string()
    assert await forum.store.read(held.queue) == []


async def test_where_and_withdraw_mean_the_last_post(forum: Running) -> None:
    await notice(forum)
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", "where", Subject="")
    where = await forum.mail_to(AMINA, "What became of your message: Stock cards")
    assert "waits for a facilitator" in text_of(where)
    await forum.send(AMINA, f"hifa-request@{DOMAIN}", "withdraw", Subject="")
    gone = await forum.mail_to(AMINA, "Taken back: Stock cards")
    assert "Nobody has got it." in text_of(gone)
    assert "We keep stock cards on the wall." in text_of(gone)
    assert await forum.store.read(held.queue) == []
    assert forum.mails(PAUL) == []
