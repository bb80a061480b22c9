"""Between a question to join and its answer much may happen: a ban, the end of a list, a change of
mind; and who asks twice is not asked twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.mailroom import OWED_STRANGER
from listserv.model import Applicant, Application, Purpose, Standing, Token
from listserv.store import applicants, confirmations, invitations, lists, members, standings
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.counter import Came, Counter, Letter, proven
from tests.support.typed import packed

HIFA, CHW = 1, 2
REQUEST, CHW_REQUEST = "hifa-request@lists.example.org", "chw-request@lists.example.org"
SITE = "listserv@lists.example.org"
AMINA, ROSA, FATOU = "amina@example.org", "rosa@example.org", "fatou@example.org"
NADIA = "nadia@elsewhere.example"  # a stranger
NAMES = {AMINA: "Amina Kamau", ROSA: "Rosa Quispe", FATOU: "Fatou Diop", NADIA: "Nadia New"}
PEOPLE = [NewMember(one, NAMES[one]) for one in (AMINA, ROSA, FATOU)]  # rosa is not on chw
DAY = 86_400.0


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with Counter(tmp_path, PEOPLE) as made:
        yield made


@pytest.fixture
async def approving(tmp_path: Path) -> AsyncIterator[Counter]:
    async with Counter(tmp_path, PEOPLE, join="approve") as made:
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
    subject = ""
    if answers is not None:
        extra += f"In-Reply-To: <{answers.message_id}>\r\n"
        to, subject = answers.reply_to, "Re: Please confirm"
    raw = packed("gmail-web", subject, text, sender=(NAMES[who], who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert all(one == "" for one in came.details), came.details
    return came


def one_of(came: Came, kind: str) -> Letter:
    (found,) = [one for one in came.letters if one.kind == kind]
    return found


def is_on(counter: Counter, who: str, list_id: int) -> bool:
    person = counter.person(who)
    return counter.store.read_now(members.member, list_id, person) is not None


def ban(counter: Counter, who: str, list_id: int) -> None:
    person = counter.person(who)
    counter.store.write_now(
        standings.set_standing, list_id, person, Standing.BANNED, 0, counter.clock.now()
    )


def retire(counter: Counter, list_id: int) -> None:
    counter.store.write_now(lists.retire, list_id, counter.clock.now())


# --- a ban ----------------------------------------------------------------------------------------


async def test_a_yes_after_a_ban_joins_nothing(counter: Counter) -> None:
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    ban(counter, ROSA, CHW)
    await writes(counter, "yes", ROSA, answers=question)
    assert not is_on(counter, ROSA, CHW)


async def test_whoever_was_banned_after_leaving_is_not_back_by_undoing_it(counter: Counter) -> None:
    told = one_of(await writes(counter, "leave", ROSA, proof=True), "left")
    ban(counter, ROSA, HIFA)
    await writes(counter, "undo", ROSA, answers=told)
    assert not is_on(counter, ROSA, HIFA)


# --- the end of a list ----------------------------------------------------------------------------


async def test_a_yes_to_a_list_that_has_ended_joins_nothing(counter: Counter) -> None:
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    retire(counter, CHW)
    await writes(counter, "yes", ROSA, answers=question)
    assert not is_on(counter, ROSA, CHW)


async def test_nobody_is_asked_to_join_a_list_that_has_ended(counter: Counter) -> None:
    retire(counter, CHW)
    came = await writes(counter, "join chw", ROSA, SITE)
    assert "confirm-join" not in {one.kind for one in came.letters}
    came = await writes(counter, "join chw", AMINA, SITE, proof=True)
    assert not came.changed


async def test_who_left_a_list_that_has_ended_is_not_back_on_it(counter: Counter) -> None:
    told = one_of(await writes(counter, "leave", ROSA, proof=True), "left")
    retire(counter, HIFA)
    await writes(counter, "undo", ROSA, answers=told)
    assert not is_on(counter, ROSA, HIFA)


# --- an invitation --------------------------------------------------------------------------------


def invited(counter: Counter, folder: Path, who: str, list_id: int = CHW) -> str:
    """The address of an open invitation, to which a yes goes."""
    now = counter.clock.now()
    question = counter.store.write_now(
        invitations.ask, list_id, who, NAMES[who], "en", "Neil Patel", now
    )
    counter.store.write_now(invitations.made, list_id, who, 0, now)
    token = tokens.seal(Home(folder / "var").keys(), Token(Purpose.CONFIRM, question, 0))
    return f"{'hifa' if list_id == HIFA else 'chw'}-confirm+{token}@lists.example.org"


async def takes(counter: Counter, who: str, to: str, text: str = "yes please") -> Came:
    extra = "In-Reply-To: <letter.1@lists.example.org>\r\n"
    raw = packed("gmail-web", "Re: Invitation", text, sender=(NAMES[who], who), extra=extra)
    came = await counter.hand_in(raw, to, who)
    assert came.details == ("",), came.details
    return came


async def test_an_invitation_is_taken_by_a_yes(counter: Counter, tmp_path: Path) -> None:
    await takes(counter, NADIA, invited(counter, tmp_path, NADIA))
    assert is_on(counter, NADIA, CHW)


async def test_who_was_banned_after_the_invitation_joins_nothing(
    counter: Counter, tmp_path: Path
) -> None:
    to = invited(counter, tmp_path, ROSA)
    ban(counter, ROSA, CHW)
    await takes(counter, ROSA, to)
    assert not is_on(counter, ROSA, CHW)


async def test_an_invitation_to_a_list_that_has_ended_is_none(
    counter: Counter, tmp_path: Path
) -> None:
    to = invited(counter, tmp_path, NADIA)
    retire(counter, CHW)
    await takes(counter, NADIA, to)
    assert not is_on(counter, NADIA, CHW)


async def test_who_has_joined_since_is_told_how_she_reads(counter: Counter, tmp_path: Path) -> None:
    to = invited(counter, tmp_path, ROSA)
    await writes(counter, "join chw", NADIA)  # somebody else's wish changes nothing of it
    now = counter.clock.now()
    counter.store.write_now(members.add, CHW, NewMember(ROSA), "file", now)
    came = await takes(counter, ROSA, to)
    assert [one.kind for one in came.to(ROSA)] == ["status"]


async def test_a_no_holds_no_more_for_who_joins(counter: Counter, tmp_path: Path) -> None:
    """By a question of today, or as somebody who left a short time ago."""
    await takes(counter, NADIA, invited(counter, tmp_path, NADIA), "no")
    await takes(counter, ROSA, invited(counter, tmp_path, ROSA), "no")
    declined = {one for one in (NADIA, ROSA) if counter.store.read_now(_has_declined, one)}
    assert declined == {NADIA, ROSA}
    question = one_of(await writes(counter, "join hifa", NADIA, proof=True), "confirm-join")
    await writes(counter, "yes", NADIA, answers=question)
    assert is_on(counter, NADIA, HIFA)
    await writes(counter, "leave", ROSA, proof=True)
    question = one_of(await writes(counter, "join hifa", ROSA, proof=True), "confirm-join")
    await writes(counter, "yes", ROSA, answers=question)
    assert is_on(counter, ROSA, HIFA)
    assert not any(counter.store.read_now(_has_declined, one) for one in (NADIA, ROSA))


def _has_declined(db: Db, address: str) -> bool:
    return invitations.has_declined(db, address, 0.0)


# --- twice ----------------------------------------------------------------------------------------


async def test_who_asks_twice_in_a_day_gets_one_question(counter: Counter) -> None:
    """Where nothing proves her mail; else it comes again an hour later, when it may have been lost,
    as often as she is owed letters."""
    one_of(await writes(counter, "join hifa", NADIA), "confirm-join")
    assert (await writes(counter, "join hifa please", NADIA)).letters == ()
    counter.clock.advance(DAY)
    for _ in range(OWED_STRANGER):
        one_of(await writes(counter, "join hifa", NADIA, proof=True), "confirm-join")
        assert (await writes(counter, "join hifa", NADIA, proof=True)).letters == ()
        counter.clock.advance(3_601)
    assert (await writes(counter, "join hifa", NADIA, proof=True)).letters == ()


async def test_who_waits_for_the_facilitators_is_told_so_and_asked_nothing(
    approving: Counter,
) -> None:
    question = one_of(await writes(approving, "join hifa", NADIA), "confirm-join")
    said = "yes, I am Nadia New, a nurse in Uganda"
    one_of(await writes(approving, said, NADIA, answers=question), "applied")
    approving.clock.advance(DAY)
    came = await writes(approving, "join hifa", NADIA)
    assert [one.kind for one in came.to(NADIA)] == ["applied"]
    assert approving.store.read_now(applicants.of_list, HIFA)[0].said.count("nurse") == 1


async def test_what_put_her_back_is_noted_anew(counter: Counter) -> None:
    """Who joins again is on the list by her word of today, not by that of years ago."""
    told = one_of(await writes(counter, "leave", ROSA, proof=True), "left")
    await writes(counter, "undo", ROSA, answers=told)
    noted = counter.store.read_now(members.consents, counter.person(ROSA))[HIFA][1]
    assert noted.startswith("undid leaving, mail "), noted


# --- while the facilitators think it over ---------------------------------------------------------


async def applied(counter: Counter) -> Letter:
    """Nadia waits for a facilitator; the letter that says so, which she may answer."""
    question = one_of(await writes(counter, "join hifa", NADIA), "confirm-join")
    said = "yes, I am Nadia New, a nurse in Uganda"
    return one_of(await writes(counter, said, NADIA, answers=question), "applied")


def request(counter: Counter) -> Applicant | None:
    return counter.store.read_now(applicants.get, 1)


@pytest.mark.parametrize(
    "said", ["no", "No, thank you", "leave", "Please remove me from this list"]
)
async def test_who_waits_takes_it_back(approving: Counter, said: str) -> None:
    letter = await applied(approving)
    await writes(approving, said, NADIA, answers=letter)
    found = request(approving)
    assert found is not None
    assert found.state is Application.WITHDRAWN


async def test_a_no_to_what_a_facilitator_asked_is_an_answer(approving: Counter) -> None:
    """`Do you work in a hospital?` `No.`"""
    letter = await applied(approving)
    now = approving.clock.now()
    approving.store.write_now(applicants.ask, 1, "Do you work in a hospital?", 4, now)
    await writes(approving, "No", NADIA, answers=letter)
    found = request(approving)
    assert found is not None
    assert (found.state, found.answer) == (Application.WAITING, "No")


async def test_who_asked_to_be_left_alone_after_a_question_is_left_alone(
    approving: Counter,
) -> None:
    letter = await applied(approving)
    now = approving.clock.now()
    approving.store.write_now(applicants.ask, 1, "Do you work in a hospital?", 4, now)
    await writes(approving, "please remove me from this list", NADIA, answers=letter)
    found = request(approving)
    assert found is not None
    assert found.state is Application.WITHDRAWN


async def test_the_facilitators_read_five_mails_of_hers_in_a_day(approving: Counter) -> None:
    letter = await applied(approving)
    for number in range(8):
        said = f"I forgot to tell you something about my work, part {number}."
        await writes(approving, said, NADIA, answers=letter)
    found = request(approving)
    assert found is not None
    assert found.answer.endswith("part 4.")


async def test_the_same_long_words_are_heard_once_in_a_day(approving: Counter) -> None:
    """A robot that does not say that it is one says the same to whatever it gets."""
    letter = await applied(approving)
    said = "Thank you for your mail, which I shall read when I am back in my office."
    await writes(approving, said, NADIA, answers=letter)
    first = request(approving)
    approving.clock.advance(60.0)
    await writes(approving, said, NADIA, answers=letter)
    assert request(approving) == first


async def test_who_says_no_country_is_asked_who_she_is(approving: Counter) -> None:
    """Her mail says her name; the facilitators decide on name and country."""
    question = one_of(await writes(approving, "join hifa", NADIA), "confirm-join")
    came = await writes(approving, "yes", NADIA, answers=question)
    assert [one.kind for one in came.to(NADIA)] == ["confirm-join"]
    assert request(approving) is None


async def test_who_was_banned_may_ask_those_who_decide(approving: Counter) -> None:
    await writes(approving, "leave hifa", ROSA, proof=True)
    ban(approving, ROSA, HIFA)
    question = one_of(await writes(approving, "join hifa", ROSA, proof=True), "confirm-join")
    one_of(await writes(approving, "yes, I am in Peru", ROSA, answers=question), "applied")
    assert not is_on(approving, ROSA, HIFA)


async def test_an_empty_mail_that_answers_nothing_takes_no_invitation(
    counter: Counter, tmp_path: Path
) -> None:
    """A program may write to any address that it finds."""
    to = invited(counter, tmp_path, NADIA)
    raw = packed("gmail-web", "", "", sender=(NAMES[NADIA], NADIA), extra="")
    await counter.hand_in(raw, to, NADIA)
    assert not is_on(counter, NADIA, CHW)


async def test_how_she_wants_to_read_takes_an_invitation(counter: Counter, tmp_path: Path) -> None:
    await takes(counter, NADIA, invited(counter, tmp_path, NADIA), "one a week")
    assert is_on(counter, NADIA, CHW)


# --- other things that happen meanwhile -----------------------------------------------------------


async def test_who_has_come_to_look_after_a_list_is_not_made_one_with_a_member(
    counter: Counter,
) -> None:
    """She said yes as a member; by the time the other one answers, her mailbox opens a list."""
    (asked, *_) = (await writes(counter, f"address add {FATOU}", AMINA, proof=True)).to(FATOU)
    (merge, *_) = (await writes(counter, "yes", FATOU, answers=asked)).to(AMINA)
    assert merge.kind == "confirm-merge"
    now = counter.clock.now()
    counter.store.write_now(members.add_moderator, HIFA, NewMember(FATOU), now)
    await writes(counter, "yes", AMINA, answers=merge)
    assert counter.person(FATOU) != counter.person(AMINA)


async def test_nobody_joins_an_open_list_on_a_day_without_room_for_the_welcome(
    tmp_path: Path,
) -> None:
    async with Counter(tmp_path, PEOPLE, join="open") as opened:
        now = opened.clock.now()
        for n in range(OWED_STRANGER):
            opened.store.write_now(confirmations.spend, NADIA, f"letter {n}", OWED_STRANGER, now)
        came = await writes(opened, "join hifa", NADIA, proof=True)
        assert came.letters == ()
        assert not is_on(opened, NADIA, HIFA)
        opened.clock.advance(DAY)
        one_of(await writes(opened, "join hifa", NADIA, proof=True), "welcome")
        assert is_on(opened, NADIA, HIFA)


async def test_a_mail_without_a_sender_answers_no_question(counter: Counter) -> None:
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    raw = b"Subject: Re: yes\r\nIn-Reply-To: <letter.1@lists.example.org>\r\n\r\nyes\r\n"
    came = await counter.hand_in(raw, question.reply_to, ROSA)
    assert (came.letters, came.changed) == ((), frozenset())
    assert not is_on(counter, ROSA, CHW)


async def test_who_has_answered_is_not_asked_about_a_copy_of_the_letter(counter: Counter) -> None:
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    await writes(counter, "yes", ROSA, answers=question)
    came = await writes(counter, "yes", NADIA, answers=question)
    assert came.letters == ()


async def test_a_subject_of_no_above_a_yes_is_a_yes(counter: Counter) -> None:
    """Below a subject of hers stands what she says."""
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    extra = f"In-Reply-To: <{question.message_id}>\r\n"
    raw = packed("gmail-web", "no", "Yes, please", sender=(NAMES[ROSA], ROSA), extra=extra)
    await counter.hand_in(raw, question.reply_to, ROSA)
    assert is_on(counter, ROSA, CHW)


@pytest.mark.parametrize("said", ["no", "non merci"])
async def test_a_no_in_the_subject_alone_is_a_no(counter: Counter, said: str) -> None:
    question = one_of(await writes(counter, "join chw", ROSA), "confirm-join")
    extra = f"In-Reply-To: <{question.message_id}>\r\n"
    raw = packed("gmail-web", said, "", sender=(NAMES[ROSA], ROSA), extra=extra)
    await counter.hand_in(raw, question.reply_to, ROSA)
    assert not is_on(counter, ROSA, CHW)


def delivery(counter: Counter, who: str) -> str:
    person = counter.person(who)
    found = counter.store.read_now(members.member, HIFA, person)
    return found.delivery.value if found else "none"


async def test_a_question_carries_out_its_lines_once(counter: Counter) -> None:
    """A mail program sends the yes again a day later: she has changed her mind since."""
    question = one_of(await writes(counter, "titles only", ROSA), "confirm")
    await writes(counter, "yes", ROSA, answers=question)
    assert delivery(counter, ROSA) == "titles"
    await writes(counter, "one a week", ROSA, proof=True)
    came = await writes(counter, "yes", ROSA, answers=question)
    assert delivery(counter, ROSA) == "weekly"
    assert [one.kind for one in came.letters] == ["expired"]


async def test_who_has_said_no_to_a_line_has_closed_its_question(counter: Counter) -> None:
    """Whoever wrote in her name cannot have a second look at her mailbox."""
    question = one_of(await writes(counter, "titles only", ROSA), "confirm")
    await writes(counter, "no", ROSA, answers=question)
    await writes(counter, "yes", ROSA, answers=question)
    assert delivery(counter, ROSA) == "each"


async def test_a_line_that_waited_too_long_is_not_carried_out(counter: Counter) -> None:
    question = one_of(await writes(counter, "titles only", ROSA), "confirm")
    counter.clock.advance(15 * DAY)
    came = await writes(counter, "yes", ROSA, answers=question)
    assert delivery(counter, ROSA) == "each"
    assert [one.kind for one in came.letters] == ["expired"]


@pytest.mark.parametrize("to", [REQUEST, SITE, "hifa-join@lists.example.org"])
async def test_our_own_mail_that_comes_back_asks_for_nothing(counter: Counter, to: str) -> None:
    extra = "X-Listserv-Trace: lists.example.org\r\n" + proven("example.org")
    raw = packed("gmail-web", "", "status\nleave hifa", sender=(NAMES[ROSA], ROSA), extra=extra)
    came = await counter.hand_in(raw, to, ROSA)
    assert (came.letters, came.changed) == ((), frozenset())


async def test_our_own_mail_that_comes_back_answers_no_question(counter: Counter) -> None:
    question = one_of(await writes(counter, "titles only", ROSA), "confirm")
    extra = "X-Listserv-Trace: lists.example.org\r\n" + proven("example.org")
    raw = packed("gmail-web", "Re: x", "yes", sender=(NAMES[ROSA], ROSA), extra=extra)
    came = await counter.hand_in(raw, question.reply_to, ROSA)
    assert (came.letters, delivery(counter, ROSA)) == ((), "each")
