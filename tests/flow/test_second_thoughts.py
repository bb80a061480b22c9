"""A moderator changes her mind, or writes to the wrong address; real sockets.

Each of these was met by somebody who moderated a forum for a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy, Post, Standing, State
from listserv.store import held, lists, spool, standings
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
HELEN, JEAN = "helen@team.example.org", "jean@team.example.org"
HIFA = f"hifa@{DOMAIN}"
POST = (
    "Dear all,\n\nWe keep stock cards on the wall.\n\nNobody reads them. Who does it better?\n\n"
    "Call me: +254 722 000 111"
)
SHORT = "Dear all,\n\nWho reads stock cards?"


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul Ngassa", ("en",))]
    moderators = [NewMember(HELEN, "Helen Otieno"), NewMember(JEAN, "Jean Traore")]
    async with serving(tmp_path, Policy(title="HIFA"), people, moderators) as running:
        await running.send(AMINA, HIFA, POST, Subject="Stock cards")
        await running.quiet()
        yield running


def copies(forum: Running, to: str = PAUL) -> list[str]:
    return [
        text_of(one)
        for one in forum.mails(to)
        if one["List-Id"] and "Stock cards" in subject_of(one)
    ]


async def answer(forum: Running, letter: Message, who: str, words: str) -> None:
    """Answer a letter, and wait until all that comes of it is done."""
    await forum.answer(letter, who, words)
    await forum.quiet()


async def the_post(forum: Running) -> Post:
    post = await forum.store.read(spool.post, 101)
    assert post is not None
    return post


# --- decisions sent to the list -----------------------------------------------------------------


@pytest.mark.parametrize("said", ["ok", "1 ok", "OK, thank you!\n\nHelen", "no: private", "cut 4"])
async def test_a_decision_sent_to_the_list_is_nobodys_post(forum: Running, said: str) -> None:
    """Her program answered the list instead of us: `ok` went to every member."""
    await forum.send(HELEN, HIFA, said, Subject="Re: To read: Stock cards, from Amina Kamau")
    await forum.quiet()
    assert all(said not in text for text in copies(forum))
    assert [post.number for post in await forum.store.read(held.queue)] == [101]
    answer = subject_of(forum.mails(HELEN)[-1])
    assert answer.startswith(("One question before we act", "Nothing has changed"))


async def test_it_is_carried_out_where_it_answers_our_letter(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.send(
        HELEN,
        HIFA,
        "1 ok\n\nOn Mon, 5 Jan 2026 at 10:00, HIFA <hifa@lists.example.org> wrote:\n"
        + "\n".join(f"> {line}" for line in text_of(notice).splitlines()[:12]),
        Subject="Re: To read: Stock cards",
        In_Reply_To=notice["Message-ID"],
    )
    copy = await forum.mail_to(PAUL, "Stock cards")
    assert "We keep stock cards on the wall." in text_of(copy)
    assert "wrote:" not in text_of(copy)


async def test_somebody_elses_letter_gives_no_right(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.send(PAUL, HIFA, "ok", Subject="Re: x", In_Reply_To=notice["Message-ID"])
    await forum.quiet()
    assert (await the_post(forum)).state is State.HELD


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("ok mais enlevez le numéro de téléphone", "Re: À lire : Stock cards, de Amina Kamau"),
        ("I do not know her, it seems suspicious.", "Re: Among us: Stock cards, from Amina Kamau"),
        ("Please undo, I took the wrong one.", "Re: Done, thank you"),
        ("no: falta la fuente\n\nHelen Otieno\nCoordinadora de enfermería", "Stock cards"),
        ("team: does anybody know this person?\n\nHelen", "Stock cards"),
    ],
)
async def test_what_seems_to_be_an_answer_of_hers_is_held(
    forum: Running, said: str, subject: str
) -> None:
    """Sent to the list, without In-Reply-To, and not wholly known: it went to every member."""
    await forum.send(HELEN, HIFA, said, Subject=subject)
    await forum.quiet()
    assert [text_of(one) for one in forum.mails(PAUL)] == []


async def test_our_letter_quoted_is_an_answer_to_it(forum: Running) -> None:
    notice = text_of(await forum.mail_to(HELEN, "To read: Stock cards"))
    quoted = "\n".join(f"> {line}" for line in notice.splitlines())
    await forum.send(HELEN, HIFA, f"Take the number out, please.\n\n{quoted}", Subject="Cards")
    await forum.quiet()
    assert forum.mails(PAUL) == []


async def test_a_moderators_own_post_goes_its_way(forum: Running) -> None:
    said = "Dear all,\n\nNo news from Kisumu. On Monday we talk about cold boxes."
    await forum.send(HELEN, HIFA, said, Subject="Next week")
    assert said in text_of(await forum.mail_to(PAUL, "Next week"))


async def test_one_that_begins_like_an_answer_costs_her_an_ok(forum: Running) -> None:
    said = "Ok, thank you all for this week. On Monday we talk about cold boxes."
    await forum.send(HELEN, HIFA, said, Subject="Next week")
    await forum.quiet()
    notice = await forum.mail_to(HELEN, "To read: Next week")
    assert "it looks like an answer to a letter of ours" in " ".join(text_of(notice).split())
    await forum.answer(notice, HELEN, "ok")
    assert said in text_of(await forum.mail_to(PAUL, "Next week"))


# --- before it goes out -------------------------------------------------------------------------


async def test_a_later_day_may_be_changed_to_now(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await forum.answer(notice, HELEN, "ok now")
    assert "stock cards on the wall" in text_of(await forum.mail_to(PAUL, "Stock cards"))


async def test_a_later_day_may_be_changed_to_no(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await forum.answer(notice, HELEN, "no: too long")
    refused = await forum.mail_to(AMINA, "Stock cards")
    assert "too long" in text_of(refused)
    assert (await the_post(forum)).state is State.REFUSED


@pytest.mark.parametrize("said", ["later", "ask: Which district is it?", "recall"])
async def test_it_may_come_back_to_the_queue(forum: Running, said: str) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await answer(forum, notice, HELEN, said)
    assert (await the_post(forum)).state is State.HELD
    await forum.answer(notice, HELEN, "ok")
    await forum.mail_to(PAUL, "Stock cards")


async def test_a_change_leaves_the_day(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await answer(forum, notice, HELEN, "cut 4")
    post = await the_post(forum)
    assert post.state is State.APPROVED
    assert "722 000" not in post.text
    assert copies(forum) == []


# --- undo ---------------------------------------------------------------------------------------


async def test_undo_shows_the_words_that_would_go_out_then(forum: Running) -> None:
    """`cut 4` and `ok`, then `undo`, then `ok`: the telephone number went out."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, "cut 4\nok")
    done = await forum.mail_to(HELEN, "Done")
    await answer(forum, done, HELEN, "undo")
    letter = text_of(forum.mails(HELEN)[-1])
    assert "your changes of its words are undone too" in " ".join(letter.split())
    assert "722 000" in letter


@pytest.mark.parametrize("said", ["ok", "no: too long"])
async def test_undo_below_the_notice_means_what_was_decided_there(
    forum: Running, said: str
) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, said)
    await answer(forum, notice, HELEN, "undo")
    assert (await the_post(forum)).state is State.HELD


async def test_undo_below_a_notice_undoes_nobody_elses_word(forum: Running) -> None:
    mine, hers = await forum.mail_to(HELEN, "To read"), await forum.mail_to(JEAN, "To read")
    await answer(forum, hers, JEAN, "no: too long")
    await answer(forum, mine, HELEN, "undo")
    assert (await the_post(forum)).state is State.REFUSED


# --- what she changed herself -------------------------------------------------------------------


async def test_her_own_change_is_no_surprise_to_her(forum: Running) -> None:
    """`cut 4`, read the echo, then `ok` below the notice: "it has changed since you saw it"."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "cut 4")
    await forum.answer(notice, HELEN, "ok")
    copy = text_of(await forum.mail_to(PAUL, "Stock cards"))
    assert "722 000" not in copy


async def test_numbers_of_a_text_that_is_no_more_are_asked_back(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "cut 2")
    await answer(forum, notice, HELEN, "cut 3")
    post = await the_post(forum)
    assert "Who does it better?" in post.text
    assert "it has changed since you saw it" in " ".join(text_of(forum.mails(HELEN)[-1]).split())


async def test_another_moderators_change_is_shown_first(forum: Running) -> None:
    mine, hers = await forum.mail_to(HELEN, "To read"), await forum.mail_to(JEAN, "To read")
    await answer(forum, hers, JEAN, "cut 4")
    await answer(forum, mine, HELEN, "ok")
    assert copies(forum) == []


async def test_a_much_shorter_text_goes_out_after_her_yes(forum: Running) -> None:
    """`edit` with a short text, asked back; `yes` published the old long text."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, f"edit\n\n{SHORT}")
    asked = await forum.mail_to(HELEN, "One question before we act")
    assert "To publish your text all the same" in " ".join(text_of(asked).split())
    await forum.answer(asked, HELEN, "yes")
    copy = text_of(await forum.mail_to(PAUL, "Stock cards"))
    assert "Who reads stock cards?" in copy
    assert "on the wall" not in copy
    edited = text_of(await forum.mail_to(AMINA, "with changes"))
    assert "+ Who reads stock cards?" in edited


async def test_an_ok_to_the_notice_may_mean_either_text(forum: Running) -> None:
    """She had edited a telephone number out, was asked, and said ok to the notice: it went out."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, f"edit\n\n{SHORT}")
    await answer(forum, notice, HELEN, "ok")
    assert copies(forum) == []
    asked = forum.mails(HELEN)[-1]
    assert "722 000" in text_of(asked)
    await forum.answer(asked, HELEN, "ok")
    assert "on the wall" in text_of(await forum.mail_to(PAUL, "Stock cards"))


async def test_a_proposal_is_overtaken_by_another_edit(forum: Running) -> None:
    mine, hers = await forum.mail_to(HELEN, "To read"), await forum.mail_to(JEAN, "To read")
    await forum.answer(mine, HELEN, f"edit\n\n{SHORT}")
    asked = await forum.mail_to(HELEN, "One question before we act")
    await answer(forum, hers, JEAN, "cut 4")
    await answer(forum, asked, HELEN, "yes")
    assert copies(forum) == []
    assert (await the_post(forum)).state is State.HELD


# --- after it is out ----------------------------------------------------------------------------


async def test_words_about_the_author_count_after_the_post_is_out(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, "ok\nno approval needed")
    await forum.mail_to(PAUL, "Stock cards")
    await answer(forum, notice, HELEN, "approval needed")
    mailing_list = await forum.store.read(lists.get, "hifa")
    post = await the_post(forum)
    author = post.person_id
    word = await forum.store.read(standings.standing, mailing_list.id, author)
    assert word is Standing.ORDINARY
    await answer(forum, notice, HELEN, "no approval needed")
    word = await forum.store.read(standings.standing, mailing_list.id, author)
    assert word is Standing.TRUSTED


async def test_the_team_may_talk_about_it(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, "ok")
    await forum.mail_to(PAUL, "Stock cards")
    await answer(forum, notice, HELEN, "team: Jean, was that right?")
    assert "was that right?" in text_of(forum.mails(JEAN)[-1])


# --- two moderators, and the clock --------------------------------------------------------------


async def test_anothers_day_is_not_changed_by_an_old_notice(forum: Running) -> None:
    """Helen let it out on Friday; Jean's `ok` to her own notice would have sent it at once."""
    mine, hers = await forum.mail_to(HELEN, "To read"), await forum.mail_to(JEAN, "To read")
    await answer(forum, mine, HELEN, "ok Friday")
    await answer(forum, hers, JEAN, "ok")
    assert copies(forum) == []
    assert "Helen Otieno" in text_of(forum.mails(JEAN)[-1])
    await answer(forum, hers, JEAN, "recall")
    assert (await the_post(forum)).state is State.HELD


async def test_thanks_below_the_echo_change_no_day(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, "ok Friday")
    done = await forum.mail_to(HELEN, "Done")
    await answer(forum, done, HELEN, "ok, thank you")
    assert copies(forum) == []
    assert (await the_post(forum)).state is State.APPROVED
    await answer(forum, done, HELEN, "no: too long")
    assert (await the_post(forum)).state is State.REFUSED


@pytest.mark.parametrize("said", ["later", "I take it", "team: careful", "no approval needed"])
async def test_only_an_ok_takes_a_text_that_she_was_asked_about(forum: Running, said: str) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, f"edit\n\n{SHORT}")
    asked = await forum.mail_to(HELEN, "One question before we act")
    await answer(forum, asked, HELEN, said)
    assert (await the_post(forum)).text.strip() == POST


async def test_a_cut_below_that_question_is_of_the_authors_text(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, f"edit\n\n{SHORT}")
    asked = await forum.mail_to(HELEN, "One question before we act")
    await answer(forum, asked, HELEN, "cut 4")
    text = (await the_post(forum)).text
    assert "on the wall" in text
    assert "722 000" not in text
    await forum.answer(asked, HELEN, "ok")  # the text that it asked about is the older one now
    await forum.quiet()
    assert copies(forum) == []


async def test_a_change_of_words_is_not_undone_once_it_is_out(forum: Running) -> None:
    """The telephone number came into the archive, days after the post went out without it."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await answer(forum, notice, HELEN, "cut 4")
    await forum.answer(notice, HELEN, "ok now")
    await forum.mail_to(PAUL, "Stock cards")
    for _ in range(3):
        await forum.answer(notice, HELEN, "undo")
        await forum.quiet()
    post = await the_post(forum)
    assert post.published is None or "722 000" not in post.text


async def test_an_undo_below_its_own_echo_goes_no_further_back(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "cut 4")
    await answer(forum, notice, HELEN, "no approval needed")
    await answer(forum, notice, HELEN, "undo")
    echo = forum.mails(HELEN)[-1]
    assert "To take this back" not in text_of(echo)
    await answer(forum, echo, HELEN, "undo")
    assert "722 000" not in (await the_post(forum)).text


async def test_several_things_undone_of_one_post_are_one_post_to_answer(forum: Running) -> None:
    """The echo showed the post twice, so a plain ok was asked which one it meant."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await forum.answer(notice, HELEN, "I take it\nno approval needed")
    done = await forum.mail_to(HELEN, "Done")
    await answer(forum, done, HELEN, "undo")
    assert copies(forum) == []
    await answer(forum, forum.mails(HELEN)[-1], HELEN, "ok")
    (copy,) = copies(forum)
    assert "stock cards on the wall" in copy
    assert (await the_post(forum)).taken_by == 0


async def test_what_a_day_let_out_waits_again_once_undone(forum: Running) -> None:
    """`undo` of a decision about a day that is over sent the post out again at once."""
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ok Friday")
    await answer(forum, notice, HELEN, "later")
    echo = forum.mails(HELEN)[-1]
    forum.clock.advance(9 * 86400)
    await answer(forum, echo, HELEN, "undo")
    assert (await the_post(forum)).state is State.HELD
    assert copies(forum) == []


async def test_who_was_asked_is_not_waited_for_once_it_is_let_out(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "ask: Which district is it?")
    await answer(forum, notice, HELEN, "ok Friday")
    await answer(forum, notice, HELEN, "recall")
    assert (await the_post(forum)).awaits == ""


async def test_two_who_take_out_the_same_words(forum: Running) -> None:
    """The second one's mail had lost the words by then: the mark itself was taken out."""
    mine, hers = await forum.mail_to(HELEN, "To read"), await forum.mail_to(JEAN, "To read")
    await asyncio.gather(
        forum.answer(mine, HELEN, '101 redact "+254 722 000 111"'),
        forum.answer(hers, JEAN, '101 redact "+254 722 000 111"'),
    )
    await forum.quiet()
    text = (await the_post(forum)).text
    assert "722 000" not in text
    assert text.count("[… ") == 1
    assert "[… […" not in text


async def test_the_rest_leaves_out_what_she_has_taken(forum: Running) -> None:
    notice = await forum.mail_to(HELEN, "To read: Stock cards")
    await answer(forum, notice, HELEN, "I take it")
    await answer(forum, notice, HELEN, "rest ok")
    assert copies(forum) == []
