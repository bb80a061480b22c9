"""Over SMTP: what counts as somebody's own word, and what never does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from functools import partial
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import lists, members, persons
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, FRONT, Running, mail, serving, subject_of, text_of

pytestmark = pytest.mark.slow

DAY = 86_400.0
AMINA, NEW = "amina@clinic.example", "amina.kamau@ministry.example"
PAUL, DORA = "paul@post.example", "dora@clinic.example"
MOD, LIKE_MOD = "mod@rsr.example", "grace.otieno.hifa@free.example"
HIFA, REQUEST, SITE = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}", f"listserv@{DOMAIN}"
LEAVE = f"hifa-leave@{DOMAIN}"
POLICY = Policy(title="HIFA", archive="public", moderation="nonmembers", flood=0)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau", ("en", "fr")),
        NewMember(PAUL, "Paul Marie", ("fr",)),
        NewMember(DORA, "Dora Wanjiru"),
    ]
    mods = [NewMember(MOD, "Grace Otieno")]
    async with serving(tmp_path, POLICY, people, mods) as running:
        yield running


async def own(forum: Running, address: str) -> tuple[str, ...]:
    person = await forum.store.read(members.person_by_address, address)
    return await forum.store.read(persons.addresses, person.id) if person else ()


async def asks(forum: Running, sender: str, line: str, to: str = REQUEST) -> list[Message]:
    """What comes back for a line of command."""
    before = {one["Message-ID"] for one in forum.mails(sender)}
    await forum.send(sender, to, line, Subject="")
    await forum.quiet()
    return [one for one in forum.mails(sender) if one["Message-ID"] not in before]


async def answers(forum: Running, letter: Message, sender: str, body: str) -> list[Message]:
    before = {one["Message-ID"] for one in forum.mails(sender)}
    await forum.answer(letter, sender, body)
    await forum.quiet()
    return [one for one in forum.mails(sender) if one["Message-ID"] not in before]


# --- is this also you? ----------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["", "Thanks\n\nDora"])
async def test_thanks_make_no_stranger_of_her_name_her(forum: Running, word: str) -> None:
    like = "dora.wanjiru@free.example"
    await forum.send(like, REQUEST, "help", From=f"Dora Wanjiru <{like}>", Subject="")
    question = await forum.mail_to(DORA, "Is this also you?")
    (again,) = await answers(forum, question, DORA, word)
    assert await own(forum, DORA) == (DORA,)
    assert "“yes”" in text_of(again)
    assert like in text_of(again)
    await answers(forum, again, DORA, "yes, that is me")
    assert await own(forum, DORA) == (DORA, like)


async def test_who_looks_after_a_list_is_not_asked_about_a_stranger_of_her_name(
    forum: Running,
) -> None:
    now = forum.clock.now()
    await forum.store.write(
        partial(members.add, list_id=1, new=NewMember(MOD, "Grace Otieno"), consent="x", now=now)
    )
    await forum.send(LIKE_MOD, REQUEST, "help", From=f"Grace Otieno <{LIKE_MOD}>", Subject="")
    await forum.quiet()
    assert "Is this also you?" not in [subject_of(one) for one in forum.mails(MOD)]


async def test_a_member_cannot_have_who_looks_after_a_list_asked_to_become_one_with_her(
    forum: Running,
) -> None:
    (told,) = await asks(forum, PAUL, f"address add {MOD}")
    assert forum.mails(MOD) == []
    assert f"{PAUL}" in text_of(told)
    assert await own(forum, PAUL) == (PAUL,)


async def test_who_looks_after_a_list_takes_her_own_other_record_in_with_two_words(
    forum: Running,
) -> None:
    await asks(forum, MOD, f"address add {DORA}")
    await answers(forum, await forum.mail_to(DORA, "Is this address yours?"), DORA, "yes")
    question = await forum.mail_to(MOD, "Are both of these you?")
    await answers(forum, question, MOD, "Thanks!")
    assert await own(forum, MOD) == (MOD,)
    await answers(forum, question, MOD, "yes")
    assert set(await own(forum, MOD)) == {MOD, DORA}


async def test_thanks_join_no_two_members(forum: Running) -> None:
    await asks(forum, PAUL, f"address add {DORA}")
    question = await forum.mail_to(DORA, "Is this address yours?")
    (again,) = await answers(forum, question, DORA, "Thank you\nDora")
    assert "Are both of these you?" not in [subject_of(one) for one in forum.mails(PAUL)]
    assert "p***@post.example" in text_of(again)
    assert PAUL not in text_of(again)
    await answers(forum, again, DORA, "yes")
    await answers(forum, await forum.mail_to(PAUL, "Ces deux personnes"), PAUL, "")
    assert await own(forum, PAUL) == (PAUL,)


# --- posts that look like commands ----------------------------------------------------------------


async def test_one_word_answers_in_a_thread_are_no_settings(forum: Running) -> None:
    body = "Dear all,\n\nHow often do you restock your clinics with rehydration salts?\n\nDora"
    await forum.send(DORA, HIFA, body, Subject="Restocking", Message_ID="<q1@clinic.example>")
    await forum.quiet()
    await forum.publish()
    quoted = "Weekly\n\nOn Mon, Dora wrote:\n> How often do you restock?\n"
    headers = {"In_Reply_To": "<q1@clinic.example>", "References": "<q1@clinic.example>"}
    await forum.send(AMINA, HIFA, quoted, Subject="Re: Restocking", **headers)
    await forum.quiet()
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person is not None
    member = await forum.store.read(members.member, 1, person.id)
    assert member is not None
    assert member.delivery.value == "each"
    state = await forum.store.read(
        lambda db: db.value("SELECT state FROM post ORDER BY number DESC LIMIT 1")
    )
    assert state == "held"


async def test_thanks_below_somebody_elses_leave_end_no_membership(forum: Running) -> None:
    headers = {"Subject": "Re: [HIFA] Leave", "In_Reply_To": "<post1@clinic.example>"}
    await forum.send(PAUL, HIFA, "Thanks!", **headers)
    await forum.quiet()
    assert await forum.is_member(PAUL)


# --- proof ----------------------------------------------------------------------------------------


async def test_a_profile_and_a_pause_that_wait_for_a_yes_are_both_done(forum: Running) -> None:
    body = "profile: midwife in Kisumu\n\npause 3 weeks"
    await forum.send_raw(AMINA, [REQUEST], mail(AMINA, REQUEST, body, proven=False, Subject=""))
    await answers(forum, await forum.mail_to(AMINA, "Is this from you?"), AMINA, "yes")
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person is not None
    member = await forum.store.read(members.member, 1, person.id)
    assert member is not None
    assert person.profile == "midwife in Kisumu"
    assert member.paused_until is not None


def by_network(sender: str, to: str, body: str) -> bytes:
    """A mail that only the network it came through speaks for."""
    domain = sender.rpartition("@")[2]
    results = f"Authentication-Results: {FRONT}; spf=pass smtp.mailfrom={sender}\r\n"
    raw = mail(sender, to, body, proven=False, Subject="")
    assert domain.encode() in raw
    return results.encode() + raw


async def test_a_network_alone_proves_no_member(forum: Running) -> None:
    raw = by_network(AMINA, REQUEST, f"address add {NEW}\nprofile: nurse")
    await forum.send_raw(AMINA, [REQUEST], raw)
    await forum.quiet()
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person is not None
    assert person.profile == ""
    assert forum.mails(NEW) == []
    assert "Is this from you?" in [subject_of(one) for one in forum.mails(AMINA)]


async def test_a_network_alone_proves_nobody_who_runs_a_list(forum: Running) -> None:
    await forum.send_raw(MOD, [REQUEST], by_network(MOD, REQUEST, "emergency on"))
    await forum.quiet()
    about = await forum.store.read(lists.by_id, 1)
    assert about is not None
    assert not about.policy.emergency
    await answers(forum, forum.mails(MOD)[-1], MOD, "yes")
    about = await forum.store.read(lists.by_id, 1)
    assert about is not None
    assert about.policy.emergency


# --- letters to people who never asked ------------------------------------------------------------


async def test_facilitators_cannot_have_one_stranger_written_to_all_day(forum: Running) -> None:
    victim = "victim@elsewhere.example"
    for who in (AMINA, PAUL, DORA, AMINA, PAUL, DORA):
        await asks(forum, MOD, f"address {who} is now {victim}")
    assert len(forum.mails(victim)) == 1


async def test_an_undo_of_one_post_for_her_leaves_the_other_question_open(forum: Running) -> None:
    first = f"post for {AMINA}\nStock cards\nDear all, here is the text of the first one."
    await asks(forum, MOD, first)
    question = forum.mails(AMINA)[-1]
    second = f"post for {AMINA}\nVaccines\nDear all, here is the text of the second one."
    await asks(forum, MOD, second)
    await answers(forum, forum.mails(MOD)[-1], MOD, "undo")
    await answers(forum, question, AMINA, "yes")
    assert "Stock cards" in " ".join(subject_of(one) for one in forum.mails(DORA))


# --- one mail, one answer -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "to"),
    [("help", [REQUEST, SITE]), ("one a day", [REQUEST, SITE]), ("leave", [LEAVE, REQUEST])],
)
async def test_a_mail_to_two_of_our_addresses_is_answered_once(
    forum: Running, body: str, to: list[str]
) -> None:
    await forum.send_raw(AMINA, to, mail(AMINA, ", ".join(to), body, Subject=""))
    await forum.quiet()
    assert len(forum.mails(AMINA)) == 1


# --- undo of an address ---------------------------------------------------------------------------


async def test_an_address_that_became_somebody_elses_is_asked_about_not_lost(
    forum: Running,
) -> None:
    now = forum.clock.now()
    amina = await forum.store.read(members.person_by_address, AMINA)
    assert amina is not None
    await forum.store.write(
        partial(persons.add_address, person_id=amina.id, address=NEW, now=now - 20 * DAY)
    )
    await asks(forum, NEW, f"address remove {AMINA}")
    told = forum.mails(AMINA)[-1]
    other = NewMember(AMINA, "Somebody Else")
    await forum.store.write(partial(members.add, list_id=1, new=other, consent="x", now=now))
    (asked,) = await answers(forum, told, AMINA, f"address add {AMINA}")
    assert "Is this address yours?" in subject_of(asked)


# --- what is noted of it --------------------------------------------------------------------------


async def journal(forum: Running) -> str:
    rows = await forum.store.read(lambda db: db.rows("SELECT event, reason FROM journal"))
    return "\n".join(f"{row['event']}: {row['reason']}" for row in rows)


async def test_no_address_of_a_facilitator_without_a_name_stands_in_the_journal(
    forum: Running,
) -> None:
    def nameless(db: Db) -> None:
        db.execute(
            "UPDATE person SET name = '' WHERE id = (SELECT person FROM address WHERE address = ?)",
            (MOD,),
        )

    await forum.store.write(nameless)
    nurse = "new.nurse@ward.example"
    await asks(forum, MOD, f"invite {nurse}")
    await answers(forum, await forum.mail_to(nurse), nurse, "yes")
    assert await forum.is_member(nurse)
    said = await journal(forum)
    assert "invited by person" in said
    assert MOD not in said


async def test_a_signed_leave_is_noted_as_one(forum: Running) -> None:
    await asks(forum, PAUL, "leave")
    assert not await forum.is_member(PAUL)
    said = await journal(forum)
    assert "signed by post.example" in said
    assert "token" not in said


async def test_a_facilitator_cannot_move_a_member_into_a_colleagues_mailbox(
    forum: Running,
) -> None:
    colleague = NewMember("helen@rsr.example", "Helen Kariuki")
    await forum.store.write(
        partial(members.add_moderator, list_id=1, new=colleague, now=forum.clock.now())
    )
    (told,) = await asks(forum, MOD, f"address {AMINA} is now helen@rsr.example")
    assert "because this person moderates the list" in text_of(told)
    assert forum.mails("helen@rsr.example") == []
