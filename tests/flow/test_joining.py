"""Joining over real sockets: open, confirm, approve, invited; and the first days of a newcomer."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest
from click.testing import CliRunner

from listserv.cli import main
from listserv.model import DeliveryMode, Member, Policy, Standing
from listserv.store import applicants, confirmations, lists, members, standings
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, START, Running, mail, serving, subject_of, text_of, until

pytestmark = pytest.mark.slow

NEW = "amina@clinic.example"
SECOND = "peter@clinic.example"
THIRD = "rosa@clinic.example"
GRACE = "grace@team.example.org"
HELEN = "helen@team.example.org"
MARIA = "maria@example.org"
JOIN = f"hifa-join@{DOMAIN}"
REQUEST = f"hifa-request@{DOMAIN}"
DAY = 86_400.0
TEAM = (NewMember(GRACE, "Grace Otieno", ("en",)), NewMember(HELEN, "Helen Moderator", ("en",)))


async def site(tmp_path: Path, join: str, **more: object) -> AsyncIterator[Running]:
    policy = Policy(title="HIFA", join=join, **more)  # type: ignore[arg-type]
    async with serving(tmp_path, policy, [NewMember(MARIA, "Maria Silva", ("pt",))], TEAM) as made:
        yield made


@pytest.fixture
async def approving(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "approve"):
        yield made


@pytest.fixture
async def confirming(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "confirm"):
        yield made


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Running]:
    async for made in site(tmp_path, "open"):
        yield made


async def asks(running: Running, address: str, body: str = "", **headers: str) -> Message:
    """Somebody whom nothing proves writes to `-join`, and is asked."""
    await running.send_raw(address, [JOIN], mail(address, JOIN, body, proven=False, **headers))
    await running.quiet()
    return running.mails(address)[-1]


async def applies(running: Running, address: str, said: str) -> Message:
    """Somebody asks, and says who she is; returns the letter to a facilitator."""
    question = await asks(running, address)
    before = len(running.mails(HELEN))
    await running.answer(question, address, said)

    async def told() -> bool:
        return len(running.mails(HELEN)) > before

    await until(told, 10.0, "the facilitators were not told")
    await running.quiet()
    return [one for one in running.mails(GRACE) if "to join" in subject_of(one)][-1]


async def member(running: Running, address: str) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, 1, person.id) if person else None


async def consent(running: Running, address: str) -> str:
    person = await running.store.read(members.person_by_address, address)
    assert person is not None
    return (await running.store.read(members.consents, person.id))[1][1]


async def later(running: Running, seconds: float) -> None:
    running.clock.advance(seconds)
    running.app.wake()
    await running.quiet()


# --- open and confirm -----------------------------------------------------------------------------


async def test_an_open_list_takes_a_signed_mail_at_once(opened: Running) -> None:
    await opened.send(NEW, JOIN, "", From=f"Amina Kamau <{NEW}>")
    welcome = await opened.mail_to(NEW, "Welcome")
    found = await member(opened, NEW)
    assert found is not None
    assert found.delivery is DeliveryMode.DAILY
    assert found.person.name == "Amina Kamau"
    assert "every message" in text_of(welcome)
    assert len(opened.mails(NEW)) == 1
    assert await consent(opened, NEW) == "by mail, signed by clinic.example, mail 1"


async def test_an_open_list_asks_whom_nothing_proves(opened: Running) -> None:
    question = await asks(opened, NEW)
    assert await member(opened, NEW) is None
    await opened.answer(question, NEW, "")
    await opened.mail_to(NEW, "Welcome")
    assert await consent(opened, NEW) == "confirmed by answer, mail 2"


async def test_a_network_that_speaks_for_all_its_users_is_no_signature(opened: Running) -> None:
    """SPF says that the clinic's server sent it, and not which of its people."""
    raw = mail(NEW, JOIN, "", proven=False)
    results = b"Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=clinic.example\r\n"
    await opened.send_raw(NEW, [JOIN], results + raw)
    question = await opened.mail_to(NEW, "")
    assert "Do you want to join" in subject_of(question)


async def test_a_signature_is_not_enough_where_every_address_is_asked(confirming: Running) -> None:
    await confirming.send(NEW, JOIN, "")
    question = await confirming.mail_to(NEW, "Do you want to join")
    assert await member(confirming, NEW) is None
    await confirming.answer(question, NEW, "yes, thank you\n\nAmina Kamau, Kenya")
    await confirming.mail_to(NEW, "Welcome")
    found = await member(confirming, NEW)
    assert found is not None
    assert (found.person.name, found.person.country) == ("Amina Kamau", "KE")


@pytest.mark.parametrize(
    ("to", "subject", "body", "answer", "mode"),
    [
        (JOIN, "", "", "yes", DeliveryMode.DAILY),
        (JOIN, "", "", "every message", DeliveryMode.EACH),
        (JOIN, "", "", "Yes!\n\nevery message\n\nAmina", DeliveryMode.EACH),
        (JOIN, "", "", "The roads are bad\nin Kenya now.\n\ntitles only", None),
        (JOIN, "", "every message", "yes", DeliveryMode.EACH),
        (JOIN, "every message", "", "yes", DeliveryMode.EACH),
        (JOIN, "", "Dear team,\nI am a nurse in Kano.\nchaque message", "oui", DeliveryMode.EACH),
        (JOIN, "", "every message", "titles only", DeliveryMode.TITLES),
        (REQUEST, "join, every message", "", "yes", DeliveryMode.EACH),
        (REQUEST, "", "join\nevery message", "yes", DeliveryMode.EACH),
        (REQUEST, "", "je souhaite m'inscrire\nun par jour", "oui", DeliveryMode.DAILY),
    ],
)
async def test_one_question_how_she_wants_to_read(
    confirming: Running, to: str, subject: str, body: str, answer: str, mode: DeliveryMode | None
) -> None:
    """Asked once, understood in every place; one mail a day when nothing is said."""
    raw = mail(NEW, to, body, proven=False, Subject=subject)
    await confirming.send_raw(NEW, [to], raw)
    question = await confirming.mail_to(NEW, "HIFA")
    await confirming.answer(question, NEW, answer)
    await confirming.quiet()
    found = await member(confirming, NEW)
    if mode is None:  # prose that says no yes is asked once more
        assert found is None
        assert "whether it is yes or no" in text_of(confirming.mails(NEW)[-1])
        assert confirming.mails(GRACE) == []
        return
    assert found is not None
    assert found.delivery is mode
    assert len(confirming.mails(NEW)) == 2


async def test_who_said_how_is_not_asked_how(confirming: Running) -> None:
    question = await asks(confirming, NEW, "every message")
    assert "one mail a day" not in text_of(question)


async def test_several_lists_in_one_mail_take_one_answer(confirming: Running) -> None:
    chw = Policy(title="Community health", join="confirm")
    await confirming.store.write(lists.create, "chw", chw, START)
    said = "join hifa\njoin chw fr\nevery message"
    await confirming.send_raw(NEW, [REQUEST], mail(NEW, REQUEST, said, proven=False, Subject=""))
    question = await confirming.mail_to(NEW, "")
    assert "Community health" in subject_of(question)
    await confirming.answer(question, NEW, "oui")
    await confirming.quiet()
    person = await confirming.store.read(members.person_by_address, NEW)
    assert person is not None
    assert person.languages == ("fr",)
    found = await confirming.store.read(members.memberships, person.id)
    assert [one.delivery for one in found] == [DeliveryMode.EACH] * 2
    assert len(confirming.mails(NEW)) == 2


async def test_a_member_who_joins_again_reads_what_she_receives(confirming: Running) -> None:
    await confirming.send(MARIA, JOIN, "")
    status = await confirming.mail_to(MARIA, "")
    assert "HIFA" in text_of(status)
    assert "Subject: " not in text_of(status)
    assert len(confirming.mails(MARIA)) == 1


async def test_who_has_left_may_come_back(confirming: Running) -> None:
    await confirming.send(MARIA, f"hifa-leave@{DOMAIN}", "")
    await confirming.mail_to(MARIA, "HIFA")
    assert await member(confirming, MARIA) is None
    await confirming.send(MARIA, JOIN, "cada mensagem", Subject="join")
    question = await confirming.mail_to(MARIA, "HIFA?")
    await confirming.answer(question, MARIA, "sim")
    await confirming.mail_to(MARIA, "Que bom que voltou")
    found = await member(confirming, MARIA)
    assert found is not None
    assert found.delivery is DeliveryMode.EACH
    assert found.person.name == "Maria Silva"


async def test_a_no_keeps_forgers_quiet_for_a_while(confirming: Running) -> None:
    """The letter promised that she would not hear from us again, and the next forger broke it."""
    question = await asks(confirming, NEW)
    await confirming.answer(question, NEW, "no, I did not ask for this")
    await later(confirming, 2 * DAY)
    await confirming.send_raw(NEW, [JOIN], mail(NEW, JOIN, "again", proven=False))
    await confirming.quiet()
    assert len(confirming.mails(NEW)) == 1
    await confirming.send(NEW, JOIN, "now it is me, signed")
    await confirming.quiet()
    assert len(confirming.mails(NEW)) == 2


async def test_who_is_banned_joins_nothing(confirming: Running) -> None:
    person, _ = await confirming.store.write(members.ensure_person, NewMember(NEW), START)
    await confirming.store.write(standings.set_standing, 1, person, Standing.BANNED, 0, START)
    await confirming.send(NEW, JOIN, "")
    await confirming.quiet()
    assert confirming.mails(NEW) == []


# --- approve --------------------------------------------------------------------------------------


async def test_facilitators_let_her_in(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya\nI run a clinic in Kisumu.")
    assert subject_of(letter) == "Amina Kamau asks to join HIFA"
    text = text_of(letter)
    assert "Amina Kamau, Kenya" in text
    assert NEW in text
    assert "I run a clinic in Kisumu." in text
    request = approving.mails(NEW)[-1]
    assert "have your request" in text_of(request)
    assert await member(approving, NEW) is None
    assert await approving.store.read(members.person_by_address, NEW) is None

    await approving.answer(letter, GRACE, "ok")
    await approving.mail_to(NEW, "Welcome")
    found = await member(approving, NEW)
    assert found is not None
    assert (found.person.name, found.person.country) == ("Amina Kamau", "KE")
    assert found.delivery is DeliveryMode.DAILY
    noted = await consent(approving, NEW)
    assert noted == "confirmed by answer, mail 2; let in by Grace Otieno, mail 3"
    echo = await approving.mail_to(GRACE, "Done")
    assert "Is a member now" in text_of(echo)


async def test_a_signed_mail_that_says_who_she_is_goes_straight_to_them(approving: Running) -> None:
    await approving.send(NEW, JOIN, "Amina Kamau, Kenya", From=f"Amina Kamau <{NEW}>")
    await approving.mail_to(GRACE, "Amina Kamau asks to join HIFA")
    assert [subject_of(one) for one in approving.mails(NEW)] == ["Your request to join HIFA"]


async def test_a_signed_mail_without_a_country_is_asked_for_it(approving: Running) -> None:
    await approving.send(NEW, JOIN, "", From=f"Amina Kamau <{NEW}>")
    question = await approving.mail_to(NEW, "Do you want to join")
    assert "your name and your country" in text_of(question)
    assert approving.mails(GRACE) == []


async def test_an_automatic_answer_applies_for_nobody(approving: Running) -> None:
    question = await asks(approving, NEW)
    to = email.utils.parseaddr(question["Reply-To"])[1]
    await approving.send(
        NEW, to, "I am away.", Subject="Out of office", Auto_Submitted="auto-replied"
    )
    await approving.quiet()
    assert approving.mails(GRACE) == []
    assert await approving.store.read(applicants.lists) == []


async def test_the_reason_of_a_no_reaches_her_and_undo_opens_it_again(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    await approving.answer(letter, GRACE, "no: this list is for members of the project only")
    refused = await approving.mail_to(NEW, "")
    await approving.quiet()
    refused = approving.mails(NEW)[-1]
    assert "this list is for members of the project only" in text_of(refused)
    echo = await approving.mail_to(GRACE, "Done")
    await approving.answer(echo, GRACE, "undo")
    await approving.quiet()
    assert "once more" in text_of(approving.mails(NEW)[-1])
    (one,) = await approving.store.read(applicants.of_list, 1)
    assert one.address == NEW
    await approving.answer(letter, HELEN, "ok")
    await approving.quiet()
    # Grace's letter, and Helen is proven to answer it: she speaks for herself.
    await approving.mail_to(NEW, "Welcome")
    assert (await consent(approving, NEW)).endswith("let in by Helen Moderator, mail 5")


async def test_undo_of_an_ok_takes_her_off_again(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    await approving.answer(letter, GRACE, "ok")
    await approving.mail_to(NEW, "Welcome")
    await approving.answer(await approving.mail_to(GRACE, "Done"), GRACE, "undo")
    await approving.quiet()
    assert await member(approving, NEW) is None
    assert "once more" in text_of(approving.mails(NEW)[-1])
    echo = approving.mails(GRACE)[-1]
    assert "Waits for a decision again" in text_of(echo)
    await approving.answer(letter, GRACE, "ok")
    await approving.quiet()
    assert await member(approving, NEW) is not None


async def test_a_bare_no_is_asked_for_its_reason(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    await approving.answer(letter, GRACE, "no")
    question = await approving.mail_to(GRACE, "One question")
    assert "Which reason may we give" in text_of(question)
    await approving.answer(question, GRACE, "off purpose")
    await approving.quiet()
    assert "Reason: off purpose" in text_of(approving.mails(NEW)[-1])


@pytest.mark.parametrize("said", ["ok SUBJECT Stock cards", "cut 4", "ok tomorrow", "perhaps"])
async def test_what_cannot_be_said_of_people_does_nothing(approving: Running, said: str) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    await approving.answer(letter, GRACE, said)
    await approving.mail_to(GRACE, "One question")
    assert await member(approving, NEW) is None
    assert [one.told is None for one in await approving.store.read(applicants.of_list, 1)] == [
        False
    ]


async def test_a_question_goes_to_her_and_its_answer_comes_back(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    await approving.answer(letter, GRACE, "ask: Where do you work?")
    question = await approving.mail_to(NEW, "A question before you join")
    assert "Grace Otieno" in text_of(question)
    assert "Where do you work?" in text_of(question)
    await approving.answer(question, NEW, "In the county hospital of Kisumu.")
    await approving.quiet()
    for facilitator in (GRACE, HELEN):
        again = approving.mails(facilitator)[-1]
        assert "asks to join" in subject_of(again)
        assert "Grace Otieno asked: “Where do you work?”" in text_of(again)
        assert "In the county hospital of Kisumu." in text_of(again)
    await approving.answer(approving.mails(HELEN)[-1], HELEN, "ok")
    await approving.mail_to(NEW, "Welcome")


async def test_thanks_for_our_letter_nag_nobody(approving: Running) -> None:
    await applies(approving, NEW, "Amina Kamau, Kenya")
    before = len(approving.mails(GRACE))
    await approving.answer(approving.mails(NEW)[-1], NEW, "Thank you very much!\n\nAmina Kamau")
    await approving.quiet()
    assert len(approving.mails(GRACE)) == before
    await approving.answer(approving.mails(NEW)[-1], NEW, "please remove me, I changed my mind")
    await approving.quiet()
    assert await approving.store.read(applicants.lists) == []


async def test_of_two_facilitators_one_decision_counts(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    other = approving.mails(HELEN)[-1]
    await approving.answer(letter, GRACE, "ok")
    await approving.mail_to(NEW, "Welcome")
    await approving.answer(other, HELEN, "no: not a health worker")
    echo = await approving.mail_to(HELEN, "Nothing has changed")
    assert "Grace Otieno was quicker" in text_of(echo)
    assert await member(approving, NEW) is not None
    assert "not a health worker" not in "".join(text_of(one) for one in approving.mails(NEW))


async def test_what_is_decided_is_not_asked_about(approving: Running) -> None:
    letter = await applies(approving, NEW, "Amina Kamau, Kenya")
    other = approving.mails(HELEN)[-1]
    await approving.answer(letter, GRACE, "ok")
    await approving.mail_to(NEW, "Welcome")
    await approving.answer(other, HELEN, "no")  # of one who waits, it is asked for a reason
    echo = await approving.mail_to(HELEN, "Nothing has changed")
    assert "Grace Otieno was quicker" in text_of(echo)


async def test_a_namesake_and_an_earlier_no_are_told(approving: Running) -> None:
    letter = await applies(approving, NEW, "Maria SILVA, Brazil")
    await approving.answer(letter, GRACE, "no: you are a member already")
    await approving.quiet()
    await later(approving, 2 * DAY)
    text = text_of(await applies(approving, NEW, "My name is Maria Silva, from Brazil"))
    assert f"A member has the same name: {MARIA}." in text
    assert "We said no to this address before, on 5 January 2026." in text


async def test_nobody_decides_they_are_reminded_and_she_is_told(approving: Running) -> None:
    await applies(approving, NEW, "Amina Kamau, Kenya")
    await later(approving, 13 * 3600.0)
    reminder = await approving.mail_to(HELEN, "Still waiting")
    assert "Amina Kamau" in subject_of(reminder)
    await later(approving, 3 * DAY)
    assert len([one for one in approving.mails(HELEN) if "Still" in subject_of(one)]) == 1
    await later(approving, 12 * DAY)
    closed = await approving.mail_to(NEW, "")
    await approving.quiet()
    closed = approving.mails(NEW)[-1]
    assert "found the time to decide" in text_of(closed)
    assert JOIN in text_of(closed)
    await approving.answer(reminder, HELEN, "ok")
    echo = await approving.mail_to(HELEN, "Nothing has changed")
    assert "the request was closed" in text_of(echo)
    assert await member(approving, NEW) is None


async def test_several_share_a_letter_at_the_lists_hours(tmp_path: Path) -> None:
    async for running in site(tmp_path, "approve", hours=("16:00",)):
        for address, said in (
            (NEW, "Amina Kamau, Kenya"),
            (SECOND, "Peter Okello, Uganda"),
            (THIRD, "Rosa Díaz, Perú"),
        ):
            question = await asks(running, address)
            await running.answer(question, address, said)
            await running.quiet()
        assert running.mails(GRACE) == []
        await later(running, 9 * 3600.0)
        letter = await running.mail_to(GRACE, "3 people")
        assert "2. Peter Okello, Uganda" in text_of(letter)
        await running.answer(letter, GRACE, "1 ok\n2 no: please join the list of Uganda\nrest ok")
        await running.quiet()
        echo = await running.mail_to(GRACE, "Done")
        assert text_of(echo).count("Is a member now") == 2
        assert await member(running, NEW) is not None
        assert await member(running, SECOND) is None
        assert await member(running, THIRD) is not None
        assert "the list of Uganda" in text_of(running.mails(SECOND)[-1])


async def test_many_at_once_are_no_letter_each(approving: Running) -> None:
    for number in range(8):
        address = f"nurse{number}@clinic{number}.example"
        said = f"Nurse Number{'abcdefgh'[number]}, Kenya"
        await approving.send(address, JOIN, said, From=f"Nurse <{address}>")
        await approving.quiet()
    assert len(approving.mails(GRACE)) == 3
    await later(approving, 61.0)
    assert len(approving.mails(GRACE)) == 4
    assert "5 people" in subject_of(approving.mails(GRACE)[-1])


async def test_what_waits_shows_who_wants_to_join(approving: Running) -> None:
    await applies(approving, NEW, "Amina Kamau, Kenya")
    before = len(approving.mails(HELEN))
    await approving.send(HELEN, REQUEST, "what waits", Subject="")
    await approving.quiet()
    again = approving.mails(HELEN)[before:]
    assert [subject_of(one) for one in again] == ["Amina Kamau asks to join HIFA"]
    await approving.answer(again[0], HELEN, "ok")
    await approving.mail_to(NEW, "Welcome")


# --- the first days -------------------------------------------------------------------------------


async def joined(running: Running) -> None:
    await running.send(NEW, JOIN, "", From=f"Amina Kamau <{NEW}>")
    await running.mail_to(NEW, "Welcome")


async def test_a_week_later_she_is_asked_whether_she_can_read_us(opened: Running) -> None:
    await joined(opened)
    await later(opened, 6 * DAY)
    assert len(opened.mails(NEW)) == 1
    await later(opened, DAY + 60)
    asked = await opened.mail_to(NEW, "Can you read us?")
    await opened.answer(asked, NEW, "yes")
    await later(opened, DAY)
    assert len(opened.mails(NEW)) == 2
    assert opened.mails(GRACE) == []
    await later(opened, 2 * DAY)
    who = await opened.mail_to(NEW, "Where do you work")
    await opened.answer(who, NEW, "Kisumu County Hospital\nmidwife, newborn care")
    echo = await opened.mail_to(NEW, "Changed")
    found = await member(opened, NEW)
    assert found is not None
    assert found.person.organisation == "Kisumu County Hospital"
    assert found.person.profile == "midwife, newborn care"
    await opened.answer(echo, NEW, "no organisation\nno profile")
    await opened.quiet()
    found = await member(opened, NEW)
    assert found is not None
    assert (found.person.organisation, found.person.profile) == ("", "")
    await later(opened, 30 * DAY)
    assert [subject_of(one) for one in opened.mails(NEW) if "?" in subject_of(one)] == [
        "Can you read us?",
        "Where do you work, and on what?",
    ]


async def test_who_cannot_read_us_well_is_read_by_people(opened: Running) -> None:
    await joined(opened)
    await later(opened, 7 * DAY + 60)
    asked = await opened.mail_to(NEW, "Can you read us?")
    await opened.answer(asked, NEW, "No, there are only question marks in them")
    handed = await opened.mail_to(GRACE, "")
    assert "only question marks" in text_of(handed)


async def test_who_has_written_since_can_read_us(opened: Running) -> None:
    await joined(opened)
    await later(opened, 2 * DAY)
    await opened.send(NEW, REQUEST, "titles only", Subject="")
    await opened.quiet()
    await later(opened, 6 * DAY)
    assert not [one for one in opened.mails(NEW) if "Can you read" in subject_of(one)]
    await later(opened, 3 * DAY)
    await opened.mail_to(NEW, "Where do you work")


async def test_a_paused_or_added_member_is_asked_nothing(opened: Running) -> None:
    added = NewMember("added@example.org", "Added Person")
    await opened.store.write(members.add, 1, added, "sheet", START)
    await joined(opened)
    person = await opened.store.read(members.person_by_address, NEW)
    assert person is not None
    await opened.store.write(members.pause, 1, person.id, START + 40 * DAY, START)
    for _ in range(12):
        await later(opened, DAY)
    assert len(opened.mails(NEW)) == 1
    assert opened.mails("added@example.org") == []


async def test_two_lists_ask_once(opened: Running) -> None:
    await opened.store.write(lists.create, "chw", Policy(title="CHW", join="open"), START)
    await opened.send(NEW, REQUEST, "join hifa\njoin chw", Subject="")
    await opened.mail_to(NEW, "Welcome")
    for _ in range(14):
        await later(opened, DAY)
    assert len(opened.mails(NEW)) == 3


# --- invited --------------------------------------------------------------------------------------


@pytest.fixture
async def inviting(tmp_path: Path) -> AsyncIterator[Running]:
    """By the clock of the command line."""
    policy = Policy(title="HIFA", join="approve", description="Health workers ask and answer.")
    people = [NewMember(MARIA, "Maria Silva", ("pt",))]
    async with serving(tmp_path, policy, people, TEAM, start=None) as made:
        yield made


async def invite(running: Running, *words: str) -> str:
    args = ["--config", str(running.folder / "listserv.toml"), "member", "invite", "hifa", *words]
    done = await asyncio.to_thread(CliRunner().invoke, main, args)
    return done.output


async def test_an_invitation_is_taken_by_answering(inviting: Running) -> None:
    assert "is invited" in await invite(inviting, NEW, "--by", "Neil Patel")
    letter = await inviting.mail_to(NEW, "Neil Patel invites you to HIFA")
    assert "Health workers ask and answer." in text_of(letter)
    await inviting.answer(letter, NEW, "Yes please, every message")
    await inviting.mail_to(NEW, "Welcome")
    found = await member(inviting, NEW)
    assert found is not None
    assert found.delivery is DeliveryMode.EACH
    assert (await consent(inviting, NEW)).startswith("invited by Neil Patel, answered, mail ")


async def test_nobody_is_invited_twice_or_after_a_no(inviting: Running) -> None:
    await invite(inviting, NEW)
    letter = await inviting.mail_to(NEW, "invites you")
    assert "less than 30 days ago" in await invite(inviting, NEW)
    await inviting.answer(letter, NEW, "no thank you")
    await inviting.quiet()
    assert "has said no" in await invite(inviting, NEW)
    assert "is on the list already" in await invite(inviting, MARIA)
    assert "is no address" in await invite(inviting, "nobody")
    assert len(inviting.mails(NEW)) == 1
    assert await inviting.store.read(confirmations.spent, NEW, inviting.clock.now()) <= 1
