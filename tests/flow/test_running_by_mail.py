"""A facilitator runs her list from her mailbox, on the whole server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import lists
from listserv.store.members import NewMember
from tests.support.site import Running, mail, serving, text_of

MOD, AMINA = "mod@example.org", "amina@example.org"
REQUEST = "hifa-request@lists.example.org"


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau")]
    moderators = [NewMember(MOD, "Grace Otieno")]
    async with serving(tmp_path, Policy(title="HIFA"), people, moderators) as running:
        yield running


async def policy_of(running: Running) -> Policy:
    found = await running.store.read(lists.get, "hifa")
    assert found
    return found.policy


async def test_commands_their_echo_and_its_undo(running: Running) -> None:
    await running.send(MOD, REQUEST, "emergency on\npace 8 a day\n\nThanks\nGrace Otieno")
    echo = await running.mail_to(MOD, "HIFA")
    policy = await policy_of(running)
    assert (policy.emergency, policy.pace) == (True, 8)
    await running.answer(echo, MOD, "undo")
    await running.quiet()
    policy = await policy_of(running)
    assert (policy.emergency, policy.pace) == (False, 0)


async def test_a_signature_is_neither_a_command_nor_a_part_of_the_rules(running: Running) -> None:
    below = "\n\nGrace Otieno\nInfirmière, ONG Santé Pour Tous\nTél. : +221 77 123 45 67\n"
    await running.send(MOD, REQUEST, f"pace 8 a day{below}")
    await running.mail_to(MOD, "HIFA")
    await running.send(MOD, REQUEST, f"définir les règles : Soyez brefs.{below}")
    await running.quiet()
    policy = await policy_of(running)
    assert (policy.pace, policy.rules) == (8, "Soyez brefs.")
    said = "Welcome!\n\nGrace Otieno\nModerator, HIFA"
    await running.send(MOD, REQUEST, f"set welcome\n{said}")
    await running.quiet()
    assert (await policy_of(running)).welcome == said


async def test_commands_answer_any_letter_to_a_moderator(running: Running) -> None:
    await running.send(AMINA, "hifa@lists.example.org", "Who cleans the filter?")
    notice = await running.mail_to(MOD)
    await running.answer(notice, MOD, "Bonjour,\n\nurgence activée\n\nMerci")
    echo = await running.mail_to(MOD, "HIFA")
    assert "every message waits" in text_of(echo)
    assert (await policy_of(running)).emergency


async def test_what_nothing_proves_is_asked_at_her_address(running: Running) -> None:
    """Anybody can write a moderator's address into a From."""
    forged = mail(MOD, REQUEST, "deceased Amina Kamau", proven=False)
    await running.send_raw(MOD, [REQUEST], forged)
    question = await running.mail_to(MOD, "One question")
    assert await running.is_member(AMINA)
    await running.answer(question, MOD, "deceased Amina Kamau")
    await running.quiet()
    assert not await running.is_member(AMINA)


async def test_a_members_mail_to_the_same_address_is_a_members(running: Running) -> None:
    await running.send(AMINA, REQUEST, "emergency on")
    await running.quiet()
    assert not (await policy_of(running)).emergency
    assert not running.mails(MOD)


async def test_all_that_waits_comes_again_for_the_asking(running: Running) -> None:
    await running.send(AMINA, "hifa@lists.example.org", "Who cleans the filter?", Subject="Filter")
    await running.mail_to(MOD, "Filter")
    await running.quiet()
    before = len(running.mails(MOD))
    await running.send(MOD, REQUEST, "held")
    await running.quiet()
    shown = await running.mail_to(MOD)
    assert len(running.mails(MOD)) == before + 1
    assert "Who cleans the filter?" in text_of(shown)
    await running.answer(shown, MOD, "101 ok")
    assert "Filter" in str((await running.mail_to(AMINA, "Filter"))["Subject"])


async def test_a_position_of_a_letter_names_no_thread(running: Running) -> None:
    """`close 1` under a notice: the post shown there, or message 1 of ten years ago?"""
    await running.send(AMINA, "hifa@lists.example.org", "Who cleans the filter?", Subject="Filter")
    notice = await running.mail_to(MOD, "Filter")
    await running.answer(notice, MOD, "close 1")
    question = await running.mail_to(MOD, "One question")
    assert "place of one message and the number of another" in " ".join(text_of(question).split())


async def test_help_shows_a_moderator_what_she_does_most(running: Running) -> None:
    await running.send(MOD, REQUEST, "help")
    said = text_of(await running.mail_to(MOD, "How to use"))
    for line in ("ok", "no: reason", "what waits", "show policy", "set rules", "away until 3 May"):
        assert f"\n{line}\n" in said
    assert len(said.encode()) < 1500
    await running.send(AMINA, REQUEST, "help")
    assert "what waits" not in text_of(await running.mail_to(AMINA, "How to use"))


async def test_help_of_the_site_names_the_lists_that_she_moderates(running: Running) -> None:
    await running.send(MOD, "listserv@lists.example.org", "help")
    assert REQUEST in text_of(await running.mail_to(MOD, "How to use"))


async def test_a_mistyped_command_of_a_moderator_is_guessed_from_hers(running: Running) -> None:
    """`watch Kwame` and `set footer Health for all` got a letter about digests."""
    for said, guess in (
        ("watch Kwame", "watch amina@example.org"),
        ("emergancy on", "emergency on"),
        ("set footer Health for all", "set footer"),
    ):
        await running.send(MOD, REQUEST, said)
        letter = await running.mail_to(MOD, guess)
        assert f"\n  {said}\n" in text_of(letter)
        assert f"\n  {guess}\n" in text_of(letter)
    assert "goes below the command" in text_of(letter)
    await running.send(AMINA, REQUEST, "watch Kwame")
    assert "watch amina" not in text_of(await running.mail_to(AMINA, "did not understand"))


async def test_a_subject_alone_leads_into_a_closed_discussion(running: Running) -> None:
    """An answer without References was shown as one of the closed discussion, without a word."""
    await running.send(AMINA, "hifa@lists.example.org", "Who cleans the filter?", Subject="Filter")
    await running.answer(await running.mail_to(MOD, "To read"), MOD, "ok")
    await running.mail_to(AMINA, "Filter")
    await running.send(MOD, REQUEST, "close 101")
    await running.mail_to(MOD, "Done: HIFA")
    await running.send(AMINA, "hifa@lists.example.org", "The driver does.", Subject="Re: Filter")
    await running.quiet()
    (notice,) = [text for text in map(text_of, running.mails(MOD)) if "Number 102." in text]
    assert "its discussion is closed" in notice
    await running.send(AMINA, "hifa@lists.example.org", "Who mends the pump?", Subject="Pump")
    assert "closed" not in text_of(await running.mail_to(MOD, "Pump"))
