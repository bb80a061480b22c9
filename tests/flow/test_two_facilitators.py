"""Two facilitators of one list, in two languages, who contradict each other within a day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Member, Policy
from listserv.store import applicants, lists, members
from listserv.store.members import NewMember
from tests.support.site import Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

GRACE, LUCIA = "grace@example.org", "lucia@correo.example"
AMINA, ZOE, NEW = "amina@clinic.example", "zoe@clinic.example", "nadia@clinic.example"
LIST, REQUEST = "hifa@lists.example.org", "hifa-request@lists.example.org"


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    team = [NewMember(GRACE, "Grace Otieno"), NewMember(LUCIA, "Lucía Ramírez", ("es",))]
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(ZOE, "Zoe Zulu"), *team]
    policy = Policy(title="HIFA", join="approve", rules="Be brief.")
    async with serving(tmp_path, policy, people, team) as running:
        yield running


async def says(running: Running, who: str, text: str) -> Message:
    """A facilitator writes; the first letter that she gets for it."""
    return (await running.told_for(who, REQUEST, text))[0]


async def answers(running: Running, letter: Message, who: str, text: str) -> str:
    return flat((await running.told_for_answer(letter, who, text))[0])


def flat(letter: Message) -> str:
    return " ".join(text_of(letter).split())


def last(running: Running, who: str, subject: str) -> Message:
    return [one for one in running.mails(who) if subject in subject_of(one)][-1]


async def policy(running: Running) -> Policy:
    found = await running.store.read(lists.by_id, 1)
    assert found is not None
    return found.policy


async def member(running: Running, address: str) -> Member | None:
    person = await running.store.read(members.person_by_address, address)
    return await running.store.read(members.member, 1, person.id) if person else None


# --- undo, when somebody else has spoken since ----------------------------------------------------


async def test_undo_leaves_what_a_colleague_has_said_since(running: Running) -> None:
    """Lucía set rules, Grace set others, and Lucía's undo brought the oldest ones back."""
    hers = await says(running, LUCIA, "definir las reglas: Regla A.")
    await says(running, GRACE, "set rules: Rule B.")
    echo = await answers(running, hers, LUCIA, "deshacer")
    assert (await policy(running)).rules == "Rule B."
    assert "Grace Otieno: set rules: Rule B." in echo
    assert "- deshecho" not in echo


async def test_undo_after_the_colleagues_undo_takes_hers_back(running: Running) -> None:
    hers = await says(running, LUCIA, "ritmo 8 al día")
    theirs = await says(running, GRACE, "pace 5 a day\nset hours 07:00 13:00")
    assert "undone: pace 5 a day" in await answers(running, theirs, GRACE, "undo")
    echo = await answers(running, hers, LUCIA, "deshacer")
    assert "deshecho: ritmo 8 al día" in echo
    assert (await policy(running)).pace == 0


async def test_what_stands_hinders_no_other_line_of_the_same_mail(running: Running) -> None:
    hers = await says(running, GRACE, "pace 2 a day\nset hours 07:00 13:00")
    await says(running, LUCIA, "sin ritmo")
    echo = await answers(running, hers, GRACE, "undo")
    assert "undone: set hours 07:00 13:00" in echo
    assert "this stands, for it was said since: Lucía Ramírez: sin ritmo" in echo


async def test_undo_leaves_what_the_member_has_said_since(running: Running) -> None:
    hers = await says(running, LUCIA, f"{AMINA} sin correo")
    await running.send(AMINA, REQUEST, "one a day")
    await running.quiet()
    echo = await answers(running, hers, LUCIA, "deshacer")
    found = await member(running, AMINA)
    assert found is not None
    assert found.delivery == "daily"
    assert "- deshecho" not in echo


async def test_a_ban_by_one_and_its_end_by_the_other(running: Running) -> None:
    hers = await says(running, LUCIA, f"bloquear a {AMINA}")
    await says(running, GRACE, f"unban {AMINA}")
    echo = await answers(running, hers, LUCIA, "deshacer")
    assert f"Grace Otieno: unban {AMINA}" in echo


async def test_an_address_that_was_confirmed_stays(running: Running) -> None:
    """The echo said "undone", and the mail went on to the new address."""
    hers = await says(running, GRACE, f"change address {AMINA} to {NEW}")
    question = last(running, NEW, "Is this address yours?")
    assert "Grace Otieno, who looks after HIFA, tells us" in flat(question)
    await running.answer(question, NEW, "yes")
    await running.quiet()
    echo = await answers(running, hers, GRACE, "undo")
    assert f"{NEW} was confirmed from there, and stays the address" in echo
    assert await member(running, NEW) is not None


# --- who was told is told of the reversal ---------------------------------------------------------


async def test_who_was_told_of_a_change_is_told_of_its_undo(running: Running) -> None:
    echo = await says(running, GRACE, f"set {AMINA} titles only\npause {ZOE} for 3 weeks")
    assert len(running.mails(AMINA)) == len(running.mails(ZOE)) == 1
    await answers(running, echo, GRACE, "undo")
    assert "You now receive from HIFA: every message." in flat(running.mails(AMINA)[-1])
    assert "Your mail from HIFA comes again" in flat(running.mails(ZOE)[-1])
    assert len(running.mails(AMINA)) == len(running.mails(ZOE)) == 2


# --- who asks to join -----------------------------------------------------------------------------


async def applies(running: Running, address: str, name: str) -> None:
    await running.send(address, "hifa-join@lists.example.org", "", proven=False)
    await running.quiet()
    await running.answer(running.mails(address)[-1], address, f"yes\n\n{name}, Kenya")
    await running.quiet()


async def test_who_is_added_waits_for_nobody_any_more(running: Running) -> None:
    """Grace added her by hand, Lucía said no, and she was told no and stayed a member."""
    await applies(running, NEW, "Nadia Souza")
    await says(running, GRACE, f"add {NEW} (she asked me)")
    assert await running.store.read(applicants.of_list, 1) == []
    echo = await answers(running, last(running, LUCIA, "Nadia"), LUCIA, "no: no es partera")
    assert "Ya es miembro" in echo
    assert await member(running, NEW) is not None
    assert "partera" not in "".join(text_of(one) for one in running.mails(NEW))


async def test_the_undo_of_adding_her_opens_her_request_again(running: Running) -> None:
    await applies(running, NEW, "Nadia Souza")
    await answers(running, await says(running, GRACE, f"add {NEW} (she asked me)"), GRACE, "undo")
    assert await member(running, NEW) is None
    (one,) = await running.store.read(applicants.of_list, 1)
    assert one.address == NEW


async def test_who_was_let_in_again_by_the_other_stays(running: Running) -> None:
    removed = await says(running, LUCIA, f"eliminar a {ZOE}")
    await applies(running, ZOE, "Zoe Zulu")
    await answers(running, last(running, GRACE, "asks to join HIFA"), GRACE, "ok")
    assert "Grace Otieno: ok" in await answers(running, removed, LUCIA, "deshacer")
    assert await member(running, ZOE) is not None


async def test_who_takes_her_request_back_is_not_admitted(running: Running) -> None:
    """She wrote to -leave, was told that she is no member, and was let in an hour later."""
    await applies(running, NEW, "Nadia Souza")
    await running.send(NEW, "hifa-leave@lists.example.org", "I have changed my mind")
    await running.quiet()
    assert "is taken back, as you asked" in flat(running.mails(NEW)[-1])
    echo = await answers(running, last(running, LUCIA, "Nadia"), LUCIA, "ok")
    assert "Retiró la solicitud" in echo
    assert await member(running, NEW) is None


async def test_nobody_was_quicker_than_herself(running: Running) -> None:
    await applies(running, NEW, "Nadia Souza")
    asked = last(running, LUCIA, "Nadia")
    await answers(running, asked, LUCIA, "no: no es partera")
    echo = await answers(running, asked, LUCIA, "ok")
    assert "Lucía" not in echo


async def test_the_name_of_a_facilitator_is_a_warning(running: Running) -> None:
    await applies(running, NEW, "Grace Otieno")
    asked = [one for one in running.mails(GRACE) if "to join" in subject_of(one)][-1]
    assert "a facilitator has the same name" in flat(asked)


# --- what colleagues are told ---------------------------------------------------------------------


async def test_the_next_notice_says_how_a_colleague_runs_the_list(running: Running) -> None:
    await says(running, GRACE, f"emergency on\nwatch {ZOE}")
    before = len(running.mails(LUCIA))
    await running.send(AMINA, LIST, "Who cleans the filter?", Subject="Filters")
    await running.quiet()
    (notice,) = running.mails(LUCIA)[before:]
    assert "Grace Otieno escribió: emergency on" in flat(notice)
    assert f"Grace Otieno escribió: watch {ZOE}" in flat(notice)
    assert "emergency on" not in flat(last(running, GRACE, "Filters"))
    await running.send(ZOE, LIST, "What does a filter cost now?", Subject="Prices")
    await running.quiet()
    assert "Grace" not in flat(last(running, LUCIA, "Prices"))


async def test_an_end_of_no_emergency_says_so(running: Running) -> None:
    echo = await says(running, LUCIA, "fin de la emergencia")
    assert "deshacer" not in flat(echo)
    assert "No había ninguna emergencia" in flat(echo)


# --- pace -----------------------------------------------------------------------------------------


async def test_what_waits_for_its_turn_says_so_and_goes_when_the_pace_ends(
    running: Running,
) -> None:
    """Two were approved at one a day; both echoes said "published", and after `pace off` the second
    waited for a day still."""
    await says(running, GRACE, "pace 1 a day")
    for subject in ("Filters", "Masks"):
        await running.send(AMINA, LIST, f"Who has spare {subject}?", Subject=subject)
        await running.quiet()
    first = await answers(running, last(running, GRACE, "To read: Filters"), GRACE, "ok")
    assert "published" in first
    second = await answers(running, last(running, GRACE, "To read: Masks"), GRACE, "ok")
    assert "goes out in its turn, at most 1 a day" in second
    assert not [one for one in running.mails(ZOE) if "Masks" in subject_of(one)]
    await says(running, LUCIA, "fin del ritmo")
    assert [one for one in running.mails(ZOE) if "Masks" in subject_of(one)]


# --- a list that ends -----------------------------------------------------------------------------


async def test_what_waits_on_a_list_that_is_closed_goes_back(running: Running) -> None:
    """The post stayed in the queue for ever, and the answers to its notice were refused."""
    await running.send(AMINA, LIST, "Who cleans the filter?", Subject="Filters")
    await applies(running, NEW, "Nadia Souza")
    await running.store.write(lists.retire, 1, running.clock.now())
    running.app.wake()
    await running.quiet()
    back = running.mails(AMINA)[-1]
    assert "HIFA was closed before anybody had read this message" in flat(back)
    assert "Who cleans the filter?" in text_of(back)
    assert "HIFA was closed" in flat(running.mails(NEW)[-1])


# --- what letters show ----------------------------------------------------------------------------


async def test_a_notice_names_no_reason_that_holds_nothing(running: Running) -> None:
    """Zoe was trusted, wrote what looked private, said that it is for all, and was watched by then:
    "it waits because: its author needs no approval"."""
    await says(running, GRACE, f"trust {ZOE}")
    await running.send(ZOE, LIST, "Thank you dear, I found it!", Subject="Re: Gloves")
    await running.quiet()
    await says(running, GRACE, f"watch {ZOE}")
    await running.answer(running.mails(ZOE)[-1], ZOE, "for everyone")
    await running.quiet()
    notice = flat(last(running, GRACE, "Gloves"))
    assert "It waits because: - this member is watched" in notice
    assert "its author needs no approval" not in notice


async def test_a_word_to_an_author_shows_her_own_text(running: Running) -> None:
    """It showed the text as the facilitator had changed it."""
    await running.send(AMINA, LIST, "Who cleans the filter?", Subject="Filters")
    await running.quiet()
    notice = last(running, GRACE, "To read: Filters")
    await answers(running, notice, GRACE, 'change "filter" to "pump"')
    await answers(
        running, last(running, GRACE, "Done"), GRACE, "ok\ntell: I changed a word, is it right?"
    )
    (word,) = [one for one in running.mails(AMINA) if "About your message" in subject_of(one)]
    assert "Who cleans the filter?" in text_of(word)
