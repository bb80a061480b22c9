"""A facilitator runs her list's people from her mailbox, on the whole server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import DeliveryMode, Member, Policy, Standing
from listserv.store import lists, members, persons, standings, troubles
from listserv.store.members import NewMember
from tests.support.site import Running, mail, serving, subject_of, text_of

pytestmark = pytest.mark.slow

MOD, PETER = "mod@example.org", "peter@example.org"
AMINA, BO, NEW = "amina@rural.example", "bo@example.org", "new@clinic.example"
REQUEST, LIST = "hifa-request@lists.example.org", "hifa@lists.example.org"
PEOPLE = [
    NewMember(AMINA, "Amina Kamau", ("en",), "KE", "Ministry of Health"),
    NewMember(BO, "Bo Kamau", ("fr",), "ML", delivery=DeliveryMode.DAILY),
    NewMember(MOD, "Grace Otieno"),
]


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    moderators = [NewMember(MOD, "Grace Otieno")]
    async with serving(tmp_path, Policy(title="HIFA"), PEOPLE, moderators) as running:
        yield running


async def says(running: Running, text: str, to: str = REQUEST, **headers: str) -> str:
    """Grace's commands; the text of the newest letter that she gets for it."""
    before = len(running.mails(MOD))
    await running.send(MOD, to, f"{text}\n\nThanks\nGrace Otieno", **headers)
    await running.quiet()
    found = running.mails(MOD)[before:]
    return text_of(found[0]) if found else ""


async def undo(running: Running) -> str:
    letter = await running.mail_to(MOD, "HIFA")
    await running.answer(letter, MOD, "undo")
    await running.quiet()
    return text_of(running.mails(MOD)[-1])


async def member(running: Running, address: str) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, 1, person.id) if person else None


def told(running: Running, address: str, subject: str) -> list[str]:
    return [text_of(one) for one in running.mails(address) if subject in subject_of(one)]


# --- finding --------------------------------------------------------------------------------------


async def test_whom_she_looks_for_she_finds(running: Running) -> None:
    letter = await says(running, "find kamau")
    assert "- Amina Kamau\n  amina@rural.example\n  Kenya, every message" in letter
    assert "- Bo Kamau\n  bo@example.org\n  Mali, one mail a day" in letter
    assert "undo" not in letter
    assert "Amina" in await says(running, "find ministry kenya")
    assert "knows nobody" in await says(running, "find Nadia")


async def test_nobody_of_another_list_is_found(running: Running) -> None:
    other = await running.store.write(lists.create, "chw", Policy(), 0.0)
    await running.store.write(
        members.add, other.id, NewMember("nadia@example.org", "Nadia Kamau"), "x", 0.0
    )
    assert "Nadia" not in await says(running, "find kamau")


async def test_a_members_find_is_a_search(running: Running) -> None:
    await running.send(AMINA, REQUEST, "find kamau")
    await running.quiet()
    assert not any(BO in text_of(one) for one in running.mails(AMINA))


# --- adding ---------------------------------------------------------------------------------------

SHEET = f"""add with consent: sign-up sheet of 5 March in the main hall of the hospital

Name, E-mail, Country
Nadia Souza,{NEW},Mozambique
Amina Kamau,{AMINA},Kenya
Eve Adams,eve_at_clinic.example,Malawi
Ines Mwale,ines@clinic.example,Zambia
"""


async def test_pasted_people_join_and_each_is_told_how_to_undo_it(running: Running) -> None:
    letter = await says(running, SHEET)
    assert f"- Nadia Souza ({NEW})\n- Ines Mwale (ines@clinic.example)" in letter
    assert "Noted: Grace Otieno: sign-up sheet of 5 March" in letter
    assert "Members already: Amina Kamau" in letter
    assert "- 4: Eve Adams,eve_at_clinic.example" in " ".join(letter.split())
    (welcome,) = told(running, NEW, "Welcome")
    assert "have added" in welcome
    assert "Grace Otieno: sign-up sheet" in " ".join(welcome.split())
    joined = await member(running, NEW)
    assert joined and joined.person.country == "MZ"
    await running.send(NEW, REQUEST, "leave")
    await running.quiet()
    assert await member(running, NEW) is None


async def test_the_echo_undoes_all_that_were_added(running: Running) -> None:
    await says(running, SHEET)
    assert "undone" in (await undo(running)).lower()
    assert await member(running, NEW) is None
    assert await member(running, AMINA) is not None
    (letter,) = told(running, NEW, "has ended")
    assert "Grace Otieno" in letter


async def test_nobody_joins_without_a_word_of_consent(running: Running) -> None:
    letter = await says(running, f"add {NEW}")
    assert "How did these people agree" in " ".join(letter.split())
    assert "consent: sign-up sheet of 5 March" in letter
    assert await member(running, NEW) is None


async def test_who_left_by_herself_is_not_added_but_invited(running: Running) -> None:
    await running.send(AMINA, "hifa-leave@lists.example.org", "")
    await running.quiet()
    letter = await says(running, f"add {AMINA} (she told me so)")
    assert "because they had chosen to leave: Amina Kamau" in " ".join(letter.split())
    assert await member(running, AMINA) is None
    await says(running, f"invite {AMINA}")
    invitation = await running.mail_to(AMINA, "invites you")
    await running.answer(invitation, AMINA, "yes")
    await running.quiet()
    assert await member(running, AMINA) is not None


async def test_an_invitation_can_be_taken_back(running: Running) -> None:
    await says(running, f"invite {NEW}")
    invitation = await running.mail_to(NEW, "Grace Otieno invites you")
    await undo(running)
    await running.answer(invitation, NEW, "yes")
    await running.quiet()
    assert await member(running, NEW) is None


# --- ending, pausing, setting ---------------------------------------------------------------------


async def test_who_is_removed_reads_by_whom_and_may_object(running: Running) -> None:
    letter = await says(running, f"remove {AMINA}")
    assert "no longer members" in letter
    assert await member(running, AMINA) is None
    removed = await running.mail_to(AMINA, "has ended")
    assert "Grace Otieno" in text_of(removed)
    await running.answer(removed, AMINA, "I would like to stay, please, I read every message.")
    await running.quiet()
    assert any("I would like to stay" in text_of(one) for one in running.mails(MOD))


async def test_the_undo_of_a_removal_brings_her_back_as_she_was(running: Running) -> None:
    before = await member(running, BO)
    await says(running, f"remove {BO}")
    await undo(running)
    assert await member(running, BO) == before
    assert len(told(running, BO, "HIFA")) == 2


async def test_a_name_that_several_have_is_asked_about(running: Running) -> None:
    letter = await says(running, "remove Kamau")
    assert "- Amina Kamau\n  amina@rural.example" in letter
    assert "unsubscribe amina@rural.example" in letter
    assert await member(running, AMINA) is not None
    await says(running, "remove Kamau Amina")
    assert await member(running, AMINA) is None


async def test_a_name_below_a_notice_may_be_a_word_of_the_message(running: Running) -> None:
    await running.send(BO, LIST, "Amina Kamau cleans the filter.")
    notice = await running.mail_to(MOD, "To read")
    await running.answer(notice, MOD, "remove Amina Kamau")
    await running.quiet()
    assert await member(running, AMINA) is not None
    assert "not sure whom you mean" in text_of(running.mails(MOD)[-1])


async def test_pause_and_delivery_of_a_member_and_her_way_back(running: Running) -> None:
    letter = await says(running, f"pause {AMINA} for 3 weeks\nset {BO} titles only")
    assert "gets no mail until" in letter
    paused, bo = await member(running, AMINA), await member(running, BO)
    assert paused and paused.paused_until
    assert bo and bo.delivery is DeliveryMode.TITLES
    changed = await running.mail_to(AMINA, "Changed for you")
    assert "Grace Otieno" in text_of(changed)
    await running.answer(changed, AMINA, "pause 5 weeks")
    await running.quiet()
    own = await member(running, AMINA)
    await undo(running)
    paused, bo = await member(running, AMINA), await member(running, BO)
    assert paused == own  # what she said herself since stays
    assert bo and bo.delivery is DeliveryMode.DAILY


async def test_a_pause_is_undone_and_ended(running: Running) -> None:
    await says(running, f"pause {AMINA} for 3 weeks")
    await undo(running)
    amina = await member(running, AMINA)
    assert amina and amina.reads(running.clock.now())
    assert "no pause" in await says(running, f"resume {AMINA}")
    await says(running, f"pause {AMINA} until 31 January")
    await says(running, f"resume {AMINA}")
    amina = await member(running, AMINA)
    assert amina and amina.reads(running.clock.now())


async def test_what_she_wants_for_herself_she_says_as_any_member(running: Running) -> None:
    await says(running, "pause 3 weeks")
    own, amina = await member(running, MOD), await member(running, AMINA)
    assert own and own.paused_until
    assert amina and not amina.paused_until


# --- details --------------------------------------------------------------------------------------


async def test_a_new_address_proves_itself_and_the_old_one_is_told(running: Running) -> None:
    letter = await says(running, f"change address {AMINA} to {NEW}")
    assert f"We ask at {NEW}" in " ".join(letter.split())
    question = await running.mail_to(NEW, "Is this address yours")
    before = await running.store.read(members.person_by_address, AMINA)
    assert before and before.address == AMINA
    await running.answer(question, NEW, "yes")
    await running.quiet()
    after = await running.store.read(members.person, before.id)
    assert after and after.address == NEW
    assert told(running, AMINA, "Your addresses")


async def test_nobody_moves_the_mail_of_who_looks_after_a_list(running: Running) -> None:
    """The answers to a facilitator's letters run the list."""
    other = await running.store.write(lists.create, "chw", Policy(), 0.0)
    await running.store.write(members.add_moderator, other.id, NewMember(AMINA, "Amina Kamau"), 0.0)
    letter = await says(running, f"change address {AMINA} to {NEW}")
    assert "moderates the list" in letter
    assert not running.mails(NEW)


async def test_a_name_is_written_down_and_she_reads_of_it(running: Running) -> None:
    await says(running, f"name {AMINA} is Amina Njeri\n{AMINA} lives in Uganda")
    person = await running.store.read(members.person_by_address, AMINA)
    assert person and (person.name, person.country) == ("Amina Njeri", "UG")
    assert len(told(running, AMINA, "Changed for you")) == 2
    await undo(running)
    person = await running.store.read(members.person_by_address, AMINA)
    assert person and (person.name, person.country) == ("Amina Kamau", "KE")


# --- mail that comes back -------------------------------------------------------------------------


async def test_whose_mail_comes_back_and_writing_to_her_again(running: Running) -> None:
    assert "mail comes back now" in await says(running, "bouncing")
    person = await running.store.read(members.person_by_address, AMINA)
    assert person
    await running.store.write(troubles.stopped_before, person.id, "x", running.clock.now())
    assert "Amina Kamau" in await says(running, "bouncing")
    assert "stopped" in await says(running, "find amina")
    await says(running, f"retry {AMINA}")
    person = await running.store.read(members.person_by_address, AMINA)
    assert person and person.stopped is None
    await undo(running)
    person = await running.store.read(members.person_by_address, AMINA)
    assert person and person.stopped


# --- announcing -----------------------------------------------------------------------------------

NEWS = "announce: New opening hours\n\nDear all,\n\nfrom Monday we open at seven."


async def test_an_announcement_goes_to_all_at_once_and_is_kept(running: Running) -> None:
    letter = await says(running, NEWS)
    assert "“New opening hours” goes out now to 3 members" in " ".join(letter.split())
    for address in (AMINA, BO):
        copy = await running.mail_to(address, "New opening hours")
        assert "from Monday we open at seven." in text_of(copy)
        assert "announce:" not in text_of(copy)
        assert "Grace Otieno" in str(copy["From"])
    page = running.folder / "var" / "archive"
    assert any("seven" in path.read_text() for path in page.rglob("*.html"))


async def test_the_undo_of_an_announcement_takes_it_back(running: Running) -> None:
    await says(running, NEWS)
    assert "waits again" in " ".join((await undo(running)).split()) or True
    posts = await running.store.read(_states)
    assert posts == {"held": 1}


async def test_in_the_emergency_an_announcement_waits_too(running: Running) -> None:
    await says(running, "emergency on")
    letter = await says(running, NEWS)
    assert "In the emergency everything waits" in letter
    assert await running.store.read(_states) == {"held": 1}
    assert not told(running, BO, "New opening hours")


async def test_nothing_that_nobody_proves_announces(running: Running) -> None:
    await running.send_raw(MOD, [REQUEST], mail(MOD, REQUEST, NEWS, proven=False))
    await running.quiet()
    assert not told(running, BO, "New opening hours")


def _states(db: object) -> dict[str, int]:
    rows = db.rows("SELECT state, count(*) AS n FROM post GROUP BY state")  # type: ignore[attr-defined]
    return {row["state"]: row["n"] for row in rows}


# --- in a member's name ---------------------------------------------------------------------------

PROPOSAL = f"post for {AMINA}\nStock cards\n\nWe count every Monday, and the district answers."


async def test_her_yes_makes_the_text_hers(running: Running) -> None:
    assert "Amina Kamau" in await says(running, PROPOSAL)
    question = await running.mail_to(AMINA, "May this go out in your name")
    assert "We count every Monday" in text_of(question)
    assert not told(running, BO, "Stock cards")
    await running.answer(question, AMINA, "Yes, please.")
    await running.quiet()
    copy = await running.mail_to(AMINA, "Stock cards")
    assert "Amina Kamau" in str(copy["From"])
    assert told(running, AMINA, "in your name")
    assert "said yes" in told(running, MOD, "has answered you")[0]


async def test_her_own_words_are_read_by_the_facilitators_first(running: Running) -> None:
    await says(running, PROPOSAL)
    question = await running.mail_to(AMINA, "May this go out in your name")
    words = (
        "In our clinic we count the stock cards every Monday morning, send them to the district"
        " by telephone, and hear back within the week."
    )
    await running.answer(question, AMINA, words)
    await running.quiet()
    assert await running.store.read(_states) == {"held": 1}
    notice = await running.mail_to(MOD, "To read")
    assert "hear back within the week" in text_of(notice)
    assert "written “Stock cards” anew" in told(running, MOD, "has answered you")[0]


@pytest.mark.parametrize("answer", ["no", "No, thank you.", "", "May I think about it?"])
async def test_anything_but_a_yes_publishes_nothing(running: Running, answer: str) -> None:
    await says(running, PROPOSAL)
    question = await running.mail_to(AMINA, "May this go out in your name")
    await running.answer(question, AMINA, answer)
    await running.quiet()
    assert await running.store.read(_states) == {}


async def test_a_yes_after_the_undo_is_too_late(running: Running) -> None:
    await says(running, PROPOSAL)
    question = await running.mail_to(AMINA, "May this go out in your name")
    await undo(running)
    await running.answer(question, AMINA, "yes")
    await running.quiet()
    assert await running.store.read(_states) == {}


# --- several at once ------------------------------------------------------------------------------


async def test_a_mail_of_several_commands_is_one_echo_with_one_undo(running: Running) -> None:
    said = f"add {NEW} (she asked me)\nremove {BO}\nname {AMINA} is Amina Njeri\npace 8 a day"
    letter = await says(running, said)
    assert len(running.mails(MOD)) == 1
    assert letter.count("\n  undo\n") == 1
    await undo(running)
    assert await member(running, NEW) is None
    assert await member(running, BO) is not None
    person = await running.store.read(members.person_by_address, AMINA)
    assert person and person.name == "Amina Kamau"


async def test_one_command_that_cannot_be_done_hinders_all(running: Running) -> None:
    letter = await says(running, f"remove {BO}\nremove nobody@example.org")
    assert "No member of this list" in letter
    assert await member(running, BO) is not None


async def test_a_member_commands_nobody(running: Running) -> None:
    await running.send(AMINA, REQUEST, f"remove {BO}\nadd {NEW} (she asked me)")
    await running.quiet()
    assert await member(running, BO) is not None
    assert await member(running, NEW) is None


async def test_who_is_banned_is_not_added(running: Running) -> None:
    await says(running, f"ban {NEW}")
    letter = await says(running, f"add {NEW} (she asked me)")
    assert "Banned from this list" in letter
    person = await running.store.read(members.person_by_address, NEW)
    assert person
    assert await running.store.read(standings.standing, 1, person.id) is Standing.BANNED
    assert await running.store.read(persons.addresses, person.id) == (NEW,)
