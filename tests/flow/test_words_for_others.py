"""What a facilitator publishes for others: her own card stays out of it; what is taken back after
copies had left."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy, Post
from listserv.store import lists, spool
from listserv.store.members import NewMember
from tests.support.site import Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

MOD, JOAO = "lucia@example.org", "joao@example.org"
AMINA, BO = "amina@example.org", "bo@example.org"
REQUEST = "hifa-request@lists.example.org"
CARD = "\n\nLucía Quispe\nProgramme officer, Red Salud\n+51 987 654 321"
PEOPLE = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(BO, "Bo Kamau", ("en",))]
PROPOSAL = f"post for {AMINA}\nStock cards\nWe count every Monday."
NEWS = "announce: New opening hours\nFrom Monday we open at seven."


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    moderators = [NewMember(MOD, "Lucía Quispe"), NewMember(JOAO, "João Machava")]
    async with serving(tmp_path, Policy(title="HIFA"), PEOPLE, moderators) as running:
        yield running


async def says(running: Running, text: str, who: str = MOD) -> str:
    """A facilitator's commands with her card below; the newest letter that she gets then."""
    await running.send(who, REQUEST, text + CARD)
    await running.quiet()
    return newest(running, who)


def newest(running: Running, who: str) -> str:
    return plain(text_of(running.mails(who)[-1]))


def plain(text: str) -> str:
    return " ".join(text.split())


async def answers(running: Running, subject: str, who: str, words: str) -> str:
    await running.answer(await running.mail_to(who, subject), who, words)
    await running.quiet()
    return newest(running, who)


async def the_post(running: Running, number: int = 101) -> Post | None:
    return await running.store.read(spool.post, number)


def told(running: Running, address: str, subject: str) -> list[str]:
    return [plain(text_of(one)) for one in running.mails(address) if subject in subject_of(one)]


# --- whose telephone ------------------------------------------------------------------------------


async def test_a_members_words_bear_no_telephone_of_the_facilitators(running: Running) -> None:
    echo = await says(running, PROPOSAL)
    assert "We count every Monday." in echo
    assert "left out as your signature: Lucía Quispe / Programme officer" in echo
    (question,) = told(running, AMINA, "May this go out")
    assert "Stock cards We count every Monday." in question
    assert "987" not in question
    await answers(running, "May this go out", AMINA, "yes")
    copy = told(running, BO, "Stock cards")[-1]
    assert "We count every Monday." in copy
    assert "987" not in copy
    assert "Lucía" not in copy


async def test_an_announcement_bears_her_name_alone(running: Running) -> None:
    echo = await says(running, NEWS)
    assert "From Monday we open at seven. Lucía Quispe" in echo
    assert "left out as your signature: Programme officer, Red Salud / +51" in echo
    copy = told(running, BO, "New opening hours")[-1]
    assert "at seven. Lucía Quispe" in copy
    assert "987" not in copy


async def test_a_welcome_says_what_was_left_out_of_it(running: Running) -> None:
    """The closing above it had the mail's reader take the signature away, and nobody said so."""
    echo = await says(running, "set welcome\nWelcome! Tell us where you work.\n\nBest regards")
    assert "left out as your signature: Lucía Quispe / Programme officer" in echo


async def test_a_line_of_the_rota_with_her_name_is_asked_back(running: Running) -> None:
    echo = await says(running, f"set rota\nMon-Fri {JOAO}\nSat-Sun Lucía Quispe")
    assert "Sat-Sun Lucía Quispe" in echo
    mailing_list = await running.store.read(lists.get, "hifa")
    assert mailing_list
    assert mailing_list.policy.rota == ""


# --- her own words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "We count every Friday, not Monday.\n\nAmina",
        "Yes, but say Friday, not Monday.",
        "Yes. We count on Friday.\n\nAmina Kamau\nNurse\n+254 722 123456",
    ],
)
async def test_her_own_words_wait_and_close_the_question(running: Running, words: str) -> None:
    await says(running, PROPOSAL)
    answer = await answers(running, "May this go out", AMINA, words)
    assert "Your message has arrived" in answer
    assert "is message 101, and waits for you" in told(running, MOD, "has answered you")[0]
    post = await the_post(running)
    assert post
    assert post.state == "held"
    assert "Friday" in post.text
    assert "722" not in post.text
    before = len(running.mails(BO))
    again = await answers(running, "May this go out", AMINA, "yes")
    assert "answered" in again or "already" in again
    assert len(running.mails(BO)) == before
    assert await the_post(running, 102) is None


async def test_a_question_goes_to_people_and_leaves_hers_open(running: Running) -> None:
    await says(running, PROPOSAL)
    await answers(running, "May this go out", AMINA, "Who will read it, please?")
    assert await the_post(running) is None
    await answers(running, "May this go out", AMINA, "Yes, you may publish it in my name.")
    assert "We count every Monday." in told(running, BO, "Stock cards")[-1]


async def test_what_stands_beside_a_no_is_read(running: Running) -> None:
    await says(running, PROPOSAL)
    await answers(running, "May this go out", AMINA, "No, we count on Friday.")
    assert await the_post(running) is None
    letter = told(running, MOD, "has answered you")[0]
    assert "does not want" in letter
    assert "we count on Friday." in letter


# --- taken back after copies had left -------------------------------------------------------------


async def test_what_left_before_the_undo_can_be_put_right(running: Running) -> None:
    await says(running, NEWS)
    await running.mail_to(BO, "New opening hours")
    echo = [one for one in running.mails(MOD) if one["In-Reply-To"] and "HIFA" in subject_of(one)]
    await running.answer(echo[0], MOD, "undo")
    await running.quiet()
    assert "copies that had left before:" in told(running, MOD, "Done")[-1]
    waiting = [plain(text_of(one)) for one in running.mails(JOAO)]
    assert not any("corrected by its author" in letter for letter in waiting)
    recalled = await says(running, "recall 101: It was a mistake, sorry.")
    assert "it was taken back already" in recalled
    assert "those who have it get your words" in recalled
    for who in (AMINA, BO):
        assert "It was a mistake, sorry." in told(running, who, "Taken back: New opening hours")[0]
    await running.send(JOAO, REQUEST, "101 no: not now")
    await running.quiet()
    refused = told(running, MOD, "About your message")[-1]
    assert "was not sent to the members" not in refused
    assert "had left" in refused
