"""One person over SMTP: several addresses, what she wants of a list, what she has given to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from email.message import Message
from functools import partial
from pathlib import Path

import pytest

from listserv.digests import publish as summaries
from listserv.model import DeliveryMode, MailingList, Policy
from listserv.store import held, lists, members, persons, spool
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text import tokens
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

DAY = 86_400.0
AMINA, NEW = "amina@clinic.example", "amina.kamau@ministry.example"
PAUL, DORA = "paul@post.example", "dora@clinic.example"
MOD = "mod@rsr.example"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
POLICY = Policy(title="HIFA", archive="public", moderation="nonmembers", flood=0)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [
        NewMember(AMINA, "Amina Kamau", ("en", "fr")),
        NewMember(PAUL, "Paul Marie", ("fr",)),
        NewMember(DORA, "Dora"),
    ]
    mods = [NewMember(MOD, "Grace Otieno")]
    async with serving(tmp_path, POLICY, people, mods) as running:
        yield running


async def asks(forum: Running, sender: str, line: str, to: str = REQUEST) -> Message:
    """What comes back for a line of command."""
    before = {one["Message-ID"] for one in forum.mails(sender)}
    await forum.send(sender, to, line, Subject="")
    await forum.quiet()
    found = [one for one in forum.mails(sender) if one["Message-ID"] not in before]
    assert found, f"no answer to {line!r}"
    return found[-1]


async def own(forum: Running, address: str = AMINA) -> tuple[str, ...]:
    person = await forum.store.read(members.person_by_address, address)
    return await forum.store.read(persons.addresses, person.id) if person else ()


def newest(forum: Running, to: str, words: str) -> Message:
    """The last mail to an address that has these words."""
    return [one for one in forum.mails(to) if words in text_of(one)][-1]


# --- addresses ------------------------------------------------------------------------------------


async def test_a_move_is_proven_at_the_new_address_and_told_at_the_old(forum: Running) -> None:
    told = await asks(forum, AMINA, f"address move {NEW}")
    assert NEW in text_of(told)
    assert await own(forum) == (AMINA,)
    (question,) = forum.mails(NEW)
    text = text_of(question)
    assert "Amina Kamau" in text
    assert "a***@clinic.example" in text
    assert AMINA not in question.as_string()
    await forum.answer(question, NEW, "yes")
    await forum.quiet()
    assert await own(forum) == (NEW, AMINA)
    letter = newest(forum, AMINA, "goes to")
    assert f"address remove {NEW}" in text_of(letter)
    # The list's next copy goes to the new one, and posts count from both.
    for n, sender in enumerate((AMINA, NEW)):
        await forum.send(sender, HIFA, f"Stock cards on the wall, {n}.", Subject=f"Cards {n}")
    await forum.quiet()
    assert await forum.store.read(held.queue) == []
    assert len([one for one in forum.mails(NEW) if "Cards" in subject_of(one)]) == 2
    assert not [one for one in forum.mails(AMINA) if "Cards" in subject_of(one)]


async def test_another_address_leaves_the_main_one_as_it_is(forum: Running) -> None:
    await asks(forum, AMINA, f"address add {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)
    told = await asks(forum, NEW, "status")  # she is answered where she writes from
    assert f"a***@clinic.example, {NEW}" in text_of(told)


@pytest.mark.parametrize("word", ["no", f"address remove {NEW}"])
async def test_the_old_address_undoes_it(forum: Running, word: str) -> None:
    await asks(forum, AMINA, f"address move {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "yes")
    await forum.quiet()
    letter = newest(forum, AMINA, "goes to")
    await forum.answer(letter, AMINA, word)
    await forum.quiet()
    assert await own(forum) == (AMINA,)
    assert "no longer" in text_of(forum.mails(NEW)[-1])
    # Who was undone cannot come back by answering: a person reads it.
    await forum.answer(forum.mails(NEW)[-1], NEW, "no")
    await forum.quiet()
    assert await own(forum) == (AMINA,)


async def test_thanks_for_the_letter_undo_nothing(forum: Running) -> None:
    await asks(forum, AMINA, f"address add {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "yes")
    await forum.quiet()
    await forum.answer(newest(forum, AMINA, "your address too"), AMINA, "Thank you!\n\nAmina")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)


async def test_a_no_at_the_new_address_changes_nothing(forum: Running) -> None:
    await asks(forum, AMINA, f"address move {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "no")
    await forum.quiet()
    assert await own(forum) == (AMINA,)


async def test_a_forged_move_asks_her_first(forum: Running) -> None:
    """Nothing is written to the address that a forger names before she has said yes."""
    await forum.send_raw(
        AMINA,
        [REQUEST],
        f"From: {AMINA}\r\nTo: {REQUEST}\r\n\r\naddress move {NEW}\r\n".encode(),
    )
    await forum.quiet()
    assert forum.mails(NEW) == []
    (question,) = forum.mails(AMINA)
    await forum.answer(question, AMINA, "yes")
    await forum.quiet()
    assert len(forum.mails(NEW)) == 1


async def test_three_new_addresses_a_day_get_a_letter(forum: Running) -> None:
    lines = "\n".join(f"address add a{n}@clinic{n}.example" for n in range(5))
    told = await asks(forum, AMINA, lines)
    asked = [n for n in range(5) if forum.mails(f"a{n}@clinic{n}.example")]
    assert asked == [0, 1, 2]
    assert "a4@clinic4.example" in text_of(told)
    assert "tomorrow" in text_of(told)


async def test_an_address_of_ours_or_of_nobody_is_none(forum: Running) -> None:
    for address in (HIFA, "noreply@ministry.example"):
        told = await asks(forum, AMINA, f"address move {address}")
        assert "cannot use" in text_of(told)
    assert len(forum.mails()) == 2


async def test_the_main_one_is_removed_and_the_last_one_stays(forum: Running) -> None:
    await asks(forum, AMINA, f"address add {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "yes")
    await forum.quiet()
    forum.clock.advance(15 * DAY)  # else she is asked at the old one
    told = await asks(forum, NEW, f"address remove {AMINA}")
    assert await own(forum, NEW) == (NEW,)
    assert f"{AMINA} is no longer" in text_of(told)
    told = await asks(forum, NEW, f"address remove {NEW}")
    assert "only address" in text_of(told)
    # The old address was hers before, and can undo it.
    letter = newest(forum, AMINA, "no longer")
    assert f"address add {AMINA}" in text_of(letter)
    await forum.answer(letter, AMINA, "Hello, what does this mean? Please explain it to me.")
    await forum.quiet()
    assert await own(forum, NEW) == (NEW,)  # a person reads it
    await forum.answer(letter, AMINA, f"This was not me!\naddress add {AMINA}")
    await forum.quiet()
    assert await own(forum) == (AMINA,)


async def test_a_stranger_who_moves_learns_how(forum: Running) -> None:
    """Her old mailbox is dead, and she has no other: people can do it."""
    told = await asks(forum, "kamau@other.example", "my new address is kamau@other.example")
    assert "address move kamau@other.example" in text_of(told)
    assert f"hifa-owner@{DOMAIN}" in text_of(told)
    assert await own(forum) == (AMINA,)


async def test_who_reads_both_mailboxes_may_answer_from_the_old(forum: Running) -> None:
    await asks(forum, AMINA, f"address move {NEW}")
    await forum.answer(await forum.mail_to(NEW), AMINA, "yes")
    await forum.quiet()
    assert await own(forum) == (NEW, AMINA)


async def test_a_new_mailbox_gets_mail_where_the_old_one_was_given_up(forum: Running) -> None:
    def stop(db: Db) -> None:
        db.execute(
            "UPDATE person SET stopped = 1"
            " WHERE id = (SELECT person FROM address WHERE address = ?)",
            (AMINA,),
        )

    await forum.store.write(stop)
    await asks(forum, AMINA, f"address move {NEW}")
    await forum.answer(await forum.mail_to(NEW), NEW, "yes")
    await forum.quiet()
    await forum.send(PAUL, HIFA, "We post them on the wall.", Subject="Cards")
    await forum.quiet()
    assert any("Cards" in subject_of(one) for one in forum.mails(NEW))


# --- two persons, one is you ----------------------------------------------------------------------


async def both(forum: Running) -> None:
    """Amina is on a second list with her other address."""
    chifa = await forum.store.write(lists.create, "chifa", replace(POLICY, title="CHIFA"), 0.0)
    new = NewMember(NEW, "A. Kamau", ("fr",))
    await forum.store.write(members.add, chifa.id, new, "test", forum.clock.now())
    forum.app.wake()


async def test_two_persons_become_one_when_both_have_said_yes(forum: Running) -> None:
    await both(forum)
    await asks(forum, AMINA, f"address add {NEW}")
    (question,) = forum.mails(NEW)
    assert "sous un autre compte" in text_of(question)  # in the language of whom we know there
    await forum.answer(question, NEW, "oui")
    await forum.quiet()
    assert await own(forum) == (AMINA,)
    second = newest(forum, AMINA, "cannot be undone")
    assert "both of these" in subject_of(second)
    await forum.answer(second, AMINA, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)
    person = await forum.store.read(members.person_by_address, NEW)
    assert person
    assert person.name == "Amina Kamau"
    assert len(await forum.store.read(members.memberships, person.id)) == 2
    assert "one person" in text_of(forum.mails(AMINA)[-1])


@pytest.mark.parametrize("who", [NEW, AMINA])
async def test_a_no_of_either_keeps_them_apart(forum: Running, who: str) -> None:
    """Somebody may name another member's address, and another member may say yes to a thief."""
    await both(forum)
    await asks(forum, AMINA, f"address add {NEW}")
    (question,) = forum.mails(NEW)
    await forum.answer(question, NEW, "non" if who == NEW else "oui")
    await forum.quiet()
    if who == AMINA:
        await forum.answer(newest(forum, AMINA, "cannot be undone"), AMINA, "no")
        await forum.quiet()
    assert await own(forum) == (AMINA,)
    assert await own(forum, NEW) == (NEW,)


# --- is this also you? ----------------------------------------------------------------------------


async def test_an_unknown_mail_with_her_name_asks_her_and_waits(forum: Running) -> None:
    await forum.send(
        NEW, HIFA, "We count every Monday.", Subject="Cards", From=f"Amina KAMAU <{NEW}>"
    )
    await forum.until_held(1)
    question = await forum.mail_to(AMINA, "Is this also you?")
    assert NEW in text_of(question)
    (post,) = await forum.store.read(held.queue)
    assert post.person_id == 0
    await forum.answer(question, AMINA, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)
    after = await forum.store.read(spool.post, post.number)
    person = await forum.store.read(members.person_by_address, AMINA)
    assert after
    assert person
    # The rules have read it again: a member's post needs no approval here.
    assert (after.person_id, after.published is not None) == (person.id, True)
    assert any("Cards" in subject_of(one) for one in forum.mails(PAUL))


async def test_who_is_somebody_else_of_that_name_undoes_her_yes(forum: Running) -> None:
    """Whose mail it was reads of it at once, and is nobody's other address."""
    await forum.send(NEW, HIFA, "Monday.", Subject="Cards", From=f"Amina Kamau <{NEW}>")
    await forum.answer(await forum.mail_to(AMINA, "Is this also you?"), AMINA, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)
    letter = await forum.mail_to(NEW, "Your addresses")
    await forum.answer(letter, NEW, "No, I am another Amina.")
    await forum.quiet()
    assert await own(forum) == (AMINA,)


async def test_she_is_asked_once_ever(forum: Running) -> None:
    for n, answer in enumerate(("no", "yes")):
        await forum.send(
            NEW, HIFA, f"We count every Monday, {n}.", Subject=f"Cards {n}",
            From=f"Amina Kamau <{NEW}>",
        )  # fmt: skip
        await forum.quiet()
        if answer:
            question = await forum.mail_to(AMINA, "Is this also you?")
            await forum.answer(question, AMINA, answer)
            await forum.quiet()
        forum.clock.advance(40 * DAY)
    assert len([one for one in forum.mails(AMINA) if "also you" in subject_of(one)]) == 1
    assert await own(forum) == (AMINA,)


async def test_a_command_of_an_unknown_address_asks_too(forum: Running) -> None:
    """She has a new mailbox, and writes what she always wrote."""
    await forum.send(NEW, REQUEST, "one a day", Subject="", From=f"Amina Kamau <{NEW}>")
    await forum.quiet()
    assert NEW in text_of(await forum.mail_to(AMINA, "Is this also you?"))


@pytest.mark.parametrize(
    ("name", "proven"),
    [("Amina", True), ("Amina Kamau-Otieno", True), ("Amina Kamau", False), ("Paul Maria", True)],
)
async def test_who_may_be_somebody_else_asks_nobody(
    forum: Running, name: str, proven: bool
) -> None:
    await forum.send(
        NEW, HIFA, "We count every Monday.", Subject="Cards", From=f"{name} <{NEW}>", proven=proven
    )
    await forum.until_held(1)
    await forum.quiet()
    assert not [one for one in forum.mails() if "also you" in subject_of(one)]


async def test_two_members_of_one_name_are_not_asked(forum: Running) -> None:
    twin = NewMember("amina@other.example", "Amina Kamau")
    await forum.store.write(members.add, 1, twin, "test", forum.clock.now())
    await forum.send(NEW, HIFA, "Monday.", Subject="Cards", From=f"Amina Kamau <{NEW}>")
    await forum.until_held(1)
    await forum.quiet()
    assert not [one for one in forum.mails() if "also you" in subject_of(one)]


async def test_a_namesake_who_joined_meanwhile_is_asked_too(forum: Running) -> None:
    """A yes of the member's alone does not take another member's address."""
    await forum.send(NEW, HIFA, "Monday.", Subject="Cards", From=f"Amina Kamau <{NEW}>")
    question = await forum.mail_to(AMINA, "Is this also you?")
    joined = NewMember(NEW, "Amina Kamau")
    await forum.store.write(members.add, 1, joined, "test", forum.clock.now())
    await forum.answer(question, AMINA, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA,)
    second = newest(forum, NEW, "somebody else")
    await forum.answer(second, NEW, "yes")
    await forum.quiet()
    assert await own(forum) == (AMINA, NEW)


async def test_a_moderator_may_work_on_it_meanwhile(forum: Running) -> None:
    """What somebody has changed or taken is not read again; it is the member's all the same."""
    await forum.send(NEW, HIFA, "Monday.", Subject="Cards", From=f"Amina Kamau <{NEW}>")
    question = await forum.mail_to(AMINA, "Is this also you?")
    notice = await forum.mail_to(MOD, "To read")
    await forum.answer(notice, MOD, "I take it")
    await forum.quiet()
    await forum.answer(question, AMINA, "yes")
    await forum.quiet()
    (post,) = await forum.store.read(held.queue)
    assert post.person_id
    await forum.answer(notice, MOD, "ok")
    await forum.quiet()
    assert await forum.store.read(held.queue) == []
    assert any("Cards" in subject_of(one) for one in forum.mails(PAUL))


# --- what she wants of a list ---------------------------------------------------------------------


async def publish(forum: Running, subject: str, sender: str = PAUL, **headers: str) -> int:
    """A post that goes out at once; returns its number."""
    said = f"We have news about {subject.lower()}, and {len(forum.mails())} questions."
    await forum.send(sender, HIFA, said, Subject=subject, **headers)
    await forum.quiet()
    number = await forum.store.read(lambda db: db.value("SELECT max(number) FROM post"))
    post = await forum.store.read(spool.post, number)
    assert post
    assert post.published is not None, post.reasons
    return int(number)


def had(forum: Running, to: str) -> list[str]:
    """Subjects of the copies that somebody had."""
    copies = [one for one in forum.mails(to) if one["List-Post"] and "via" in str(one["From"])]
    return [subject_of(one) for one in copies]


async def test_a_muted_thread_and_muted_words_pass_her_by(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    told = await asks(forum, AMINA, f"mute {number}")
    assert "Stock cards" in text_of(told)
    assert f"unmute {number}" in text_of(told)
    await asks(forum, AMINA, "mute family planning")
    await publish(forum, "Re: Stock cards", Message_ID="<2@post.example>")
    await publish(forum, "Family   Planning: who pays?")
    await publish(forum, "Planning a family day")
    assert sorted(had(forum, AMINA)) == ["Planning a family day", "Stock cards"]
    assert len(had(forum, DORA)) == 4
    await asks(forum, AMINA, f"unmute {number}")
    await publish(forum, "Re: Stock cards", Message_ID="<3@post.example>")
    assert had(forum, AMINA).count("Stock cards") == 2


async def test_only_words_until_all_topics(forum: Running) -> None:
    told = await asks(forum, AMINA, "only CHW\nonly Malaria")
    assert "CHW, Malaria" in text_of(told)
    for subject in ("CHW kits", "Stock cards", "Malária em casa"):
        await publish(forum, subject)
    assert had(forum, AMINA) == ["CHW kits", "Malária em casa"]
    told = await asks(forum, AMINA, "all topics")
    assert "only chw\n  only malaria" in text_of(told)
    await publish(forum, "Bed nets")
    assert "Bed nets" in had(forum, AMINA)


async def test_nobody_learns_what_a_post_that_waits_is_called(forum: Running) -> None:
    await forum.send("x@other.example", HIFA, "For you alone.", Subject="My secret")
    await forum.until_held(1)
    (post,) = await forum.store.read(held.queue)
    told = await asks(forum, AMINA, f"mute {post.number}")
    assert "no message with this number" in text_of(told)
    assert "secret" not in text_of(told)


async def test_a_digest_leaves_out_what_its_reader_does_not_want(forum: Running) -> None:
    for address in (AMINA, DORA):
        await asks(forum, address, "one a day")
    number = await publish(forum, "Stock cards")
    await publish(forum, "Bed nets")
    await asks(forum, AMINA, f"mute {number}")
    forum.clock.advance(DAY)
    forum.app.wake()
    digests = [await forum.mail_to(one, "", 10.0) for one in (AMINA, DORA)]
    await forum.quiet()
    hers, doras = (text_of(forum.mails(one)[-1]) for one in (AMINA, DORA))
    assert ("Stock cards" in hers, "Stock cards" in doras) == (False, True)
    assert "Bed nets" in hers
    assert digests
    # And no mail at all where nothing is left.
    before = len(forum.mails(AMINA))
    await publish(forum, "Re: Stock cards", Message_ID="<4@post.example>")
    forum.clock.advance(DAY)
    forum.app.wake()
    await forum.quiet()
    assert len(forum.mails(AMINA)) == before
    assert "Stock cards" in text_of(forum.mails(DORA)[-1])


async def test_a_summary_passes_by_who_muted_its_thread(forum: Running) -> None:
    number = await publish(forum, "Stock cards")
    await asks(forum, AMINA, f"mute {number}")
    seal = partial(tokens.seal, forum.app.keys)
    made = summaries.draft_summary(forum.store, forum.app.site, 1, number, forum.clock.now())
    summaries.publish_summary(forum.store, forum.app.site, seal, made, forum.clock.now())
    forum.app.wake()
    await forum.quiet()
    had_it = [one["Delivered-To"] for one in forum.mails() if "summary." in one["Message-ID"]]
    assert sorted(had_it) == [DORA, PAUL]


# --- a pause --------------------------------------------------------------------------------------


async def test_after_a_pause_mail_comes_again_by_itself_and_nothing_of_it_later(
    forum: Running,
) -> None:
    await asks(forum, DORA, "one a week")
    for address in (AMINA, DORA):
        await asks(forum, address, "pause 3 days")
    await publish(forum, "On Monday")
    forum.clock.advance(4 * DAY)
    await publish(forum, "On Friday")
    assert had(forum, AMINA) == ["On Friday"]
    forum.clock.advance(4 * DAY)
    forum.app.wake()
    await forum.quiet()
    weekly = text_of(forum.mails(DORA)[-1])
    assert ("On Friday" in weekly, "On Monday" in weekly) == (True, False)


async def test_she_comes_back_early(forum: Running) -> None:
    await asks(forum, AMINA, "pause 3 weeks")
    await publish(forum, "On Monday")
    told = await asks(forum, AMINA, "resume")
    assert "pause 21 days" in text_of(told)
    await publish(forum, "On Tuesday")
    assert had(forum, AMINA) == ["On Tuesday"]
    assert "paused" not in text_of(await asks(forum, AMINA, "status"))


# --- of herself -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("timezone Mexico City", "America/Mexico_City. It is 02:00 there now."),
        ("set timezone UTC+3", "UTC+3. It is 11:00 there now."),
        ("my country is Quênia", "Your country: Kenya."),
        ("country Narnia", "Your country: Narnia."),
        ("my name is Amina W. Kamau", "Your name here is Amina W. Kamau."),
    ],
)
async def test_what_she_says_of_herself_is_understood(forum: Running, line: str, said: str) -> None:
    assert said in text_of(await asks(forum, AMINA, line))


@pytest.mark.parametrize(
    "line",
    [
        "timezone Brazil",
        "timezone Nowhere",
        "my name is visit cheap-pills.example now",
        "organisation http://cheap.example",
    ],
)
async def test_what_cannot_be_shown_to_others_is_asked_back(forum: Running, line: str) -> None:
    told = text_of(await asks(forum, AMINA, line))
    assert "cannot use" in told


async def test_a_change_on_two_lists_goes_back_to_what_each_was(forum: Running) -> None:
    chifa = await forum.store.write(lists.create, "chifa", replace(POLICY, title="CHIFA"), 0.0)
    daily = NewMember(AMINA, delivery=DeliveryMode.DAILY)
    await forum.store.write(members.add, chifa.id, daily, "test", forum.clock.now())
    told = text_of(await asks(forum, AMINA, "no mail", f"listserv@{DOMAIN}"))
    assert "HIFA and CHIFA" in told
    assert "every message hifa\n  one a day chifa" in told
    told = text_of(
        await asks(forum, AMINA, "every message hifa\none a day chifa", f"listserv@{DOMAIN}")
    )
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person
    modes = [one.delivery for one in await forum.store.read(members.memberships, person.id)]
    assert modes == [DeliveryMode.EACH, DeliveryMode.DAILY]


async def test_a_letter_for_ones_employer(forum: Running) -> None:
    number = await publish(forum, "Stock cards", AMINA)
    await publish(forum, "Re: Stock cards", AMINA, Message_ID="<5@clinic.example>")
    post = await forum.store.read(spool.post, number)
    letter = await asks(forum, AMINA, "my contributions")
    text = text_of(letter)
    assert "Amina Kamau" in subject_of(letter)
    assert "Amina Kamau has published 2 messages" in text
    assert "has begun 1 discussion" in text
    assert post
    assert f"https://{DOMAIN}/archive/hifa/{post.permalink[:3]}" in text or post.permalink in text
    french = text_of(await asks(forum, AMINA, "my contributions fr"))
    assert "À qui de droit" in french
    # A stranger has given nothing, and reads no title.
    assert "Stock" not in text_of(await asks(forum, "x@other.example", "my contributions"))


async def test_the_letter_names_the_newest_two_hundred(forum: Running) -> None:
    """From all her addresses, and from a list that she has left; nothing that was taken back."""
    person = await forum.store.read(members.person_by_address, AMINA)
    assert person

    def write(db: Db) -> None:
        db.execute("INSERT INTO mail VALUES (1, 0, '', 0, '', 1, x'00', '', '')")
        for n in range(1, 208):
            db.execute(
                "INSERT INTO post (number, mail, list, state, person, topic, thread, published,"
                " withdrawn) VALUES (?, 1, 1, 'done', ?, ?, 1, ?, ?)",
                (n, person.id, f"Topic {n}", DAY * 365 * n / 50, 9e9 if n > 205 else None),
            )

    await forum.store.write(write)
    await forum.store.write(members.remove, 1, person.id, "by mail", forum.clock.now())
    text = text_of(await asks(forum, AMINA, "my contributions"))
    assert "Amina Kamau has written to HIFA." in text
    assert "has published 205 messages" in text
    assert "5 earlier messages are not listed" in text
    assert ("Topic 205" in text, "Topic 6\n" in text, "Topic 5\n" in text) == (True, True, False)
    assert text.index("Topic 205") < text.index("Topic 6\n")
    assert "Topic 206" not in text
    assert "1970: 49\n1971: 50\n" in text


async def test_status_is_short_for_somebody_on_six_lists_in_arabic(
    forum: Running, tmp_path: Path
) -> None:
    def more(db: Db) -> list[MailingList]:
        made = []
        for n, name in enumerate(("chifa", "hifa-fr", "hifa-ar", "hifa-es", "hifa-pt")):
            policy = replace(POLICY, title=f"منتدى الرعاية الصحية للجميع {n}", language="ar")
            made.append(lists.create(db, name, policy, 0.0))
        return made

    reader = NewMember("nour@clinic.example", "نور الدين الحسن", ("ar", "fr", "en"), "SD")
    now = forum.clock.now()
    for one in (MailingList(1, "hifa", POLICY), *await forum.store.write(more)):
        mode = DeliveryMode.DAILY if one.id % 2 else DeliveryMode.EACH
        await forum.store.write(members.add, one.id, replace(reader, delivery=mode), "test", now)
    lines = "\n".join(
        ("mute malaria", "timezone Khartoum", "organisation وزارة الصحة", "pause 3 weeks hifa-fr")
    )
    await asks(forum, reader.address, lines, f"listserv@{DOMAIN}")
    letter = await asks(forum, reader.address, "status", f"listserv@{DOMAIN}")
    assert len(str(letter.get_payload())) < 1024
    assert "hifa-ar" in text_of(letter)
