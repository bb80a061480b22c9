"""Mail that comes back, through a whole running server: reports, complaints, signs of life."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import members, troubles
from listserv.store.members import NewMember
from tests.support.mails import complaint, report
from tests.support.site import DOMAIN, Running, mail, serving, text_of, until

AMINA, BO, MOD = "amina@clinic.example", "bo@school.example", "mod@example.org"
DAY = 86_400.0


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau"), NewMember(BO, "Bo Lund")]
    policy = Policy(moderation="none", title="HIFA")
    async with serving(tmp_path, policy, people, [NewMember(MOD)]) as running:
        yield running


async def posted(running: Running, n: int) -> Message:
    """Bo writes; Amina's copy, with its return path."""
    await running.send(BO, f"hifa@{DOMAIN}", f"Question {n}?", Subject=f"Topic {n}")
    return await running.mail_to(AMINA, f"Topic {n}")


def return_path(copy: Message) -> str:
    found = re.search(r"[^<>\s]+-bounces\+[a-z2-7]{28}@[^<>\s]+", str(copy["Return-Path"]))
    assert found, copy["Return-Path"]
    return found[0]


async def stop(running: Running) -> None:
    """Amina's copies come back until she is asked, and the question comes back too."""
    for n in range(2):
        await running.send_raw("", [return_path(await posted(running, n))], report(AMINA))
        await running.quiet()
        running.clock.advance(DAY)
    running.app.wake()
    probe = await running.mail_to(AMINA, "Do our mails reach you?")
    await running.send_raw("", [return_path(probe)], report(AMINA))
    await running.quiet()
    running.clock.advance(DAY + 60)
    running.app.wake()
    await until(lambda: is_stopped(running, True), 10, "she is not stopped")


async def is_stopped(running: Running, wanted: bool) -> bool:
    person = await running.store.read(members.person_by_address, AMINA)
    assert person is not None
    return (person.stopped is not None) is wanted


async def test_from_the_first_bounce_to_the_headlines(running: Running) -> None:
    await stop(running)
    await running.send(BO, f"hifa@{DOMAIN}", "And now?", Subject="Missed by her")
    await running.mail_to(BO, "Missed by her")
    await running.quiet()
    assert not [one for one in running.mails(AMINA) if "Missed" in str(one["Subject"])]
    # Any mail of hers that is proven: here a word to the robot.
    await running.send(AMINA, f"hifa-request@{DOMAIN}", "status")
    back = await running.mail_to(AMINA, "our mails reach you again")
    assert "Missed by her" in text_of(back)
    assert await is_stopped(running, False)
    await posted(running, 9)


async def test_an_unproven_mail_in_her_name_changes_nothing(running: Running) -> None:
    await stop(running)
    forged = mail(AMINA, f"hifa-request@{DOMAIN}", "status", proven=False)
    await running.send_raw(AMINA, [f"hifa-request@{DOMAIN}"], forged)
    await running.quiet()
    assert await is_stopped(running, True)


async def test_a_post_of_hers_is_a_sign_of_life(running: Running) -> None:
    await stop(running)
    await running.send(AMINA, f"hifa@{DOMAIN}", "I am back.", Subject="Back")
    await running.mail_to(AMINA, "our mails reach you again")
    assert await is_stopped(running, False)


async def test_an_answer_to_the_probe_needs_no_proof(running: Running) -> None:
    await stop(running)
    running.clock.advance(31 * DAY)
    running.app.wake()

    async def asked() -> bool:
        return len([m for m in running.mails(AMINA) if "reach you?" in str(m["Subject"])]) == 2

    await until(asked, 10, "no second probe")
    probe = running.mails(AMINA)[-1]
    raw = mail("amina.other@example.net", str(probe["Reply-To"]), "yes", proven=False)
    await running.send_raw("amina.other@example.net", [str(probe["Reply-To"])], raw)
    await running.mail_to(AMINA, "our mails reach you again")
    assert await is_stopped(running, False)


@pytest.mark.parametrize("at", ["abuse", "postmaster", "hifa-owner"])
async def test_a_complaint_ends_a_membership_wherever_it_comes(running: Running, at: str) -> None:
    copy = await posted(running, 1)
    heads = f"Return-Path: <{return_path(copy)}>"
    await running.quiet()
    before = len(running.mails())
    await running.send_raw("fbl@provider.example", [f"{at}@{DOMAIN}"], complaint(heads))
    await running.quiet()
    amina = await running.store.read(members.person_by_address, AMINA)
    assert amina is not None
    assert await running.store.read(members.memberships, amina.id) == []
    assert len(running.mails()) == before


async def test_a_complaint_with_a_made_up_token_changes_nothing(running: Running) -> None:
    await posted(running, 1)
    heads = f"Return-Path: <hifa-bounces+{'a2' * 14}@{DOMAIN}>"
    await running.send_raw("fbl@provider.example", [f"abuse@{DOMAIN}"], complaint(heads))
    await running.quiet()
    assert len(await running.store.read(members.members, 1)) == 2


async def test_a_notice_that_comes_back_is_told_to_the_admin(tmp_path: Path) -> None:
    policy, mods = Policy(title="HIFA"), [NewMember(MOD, "Mo")]
    async with serving(tmp_path, policy, [NewMember(BO)], mods) as running:
        await running.send(BO, f"hifa@{DOMAIN}", "Question?", Subject="Topic")
        notice = await running.mail_to(MOD, "Topic")
        await running.send_raw("", [return_path(notice)], report(MOD))
        told = await running.mail_to("admin@example.org", "Mo does not get our mails")
        assert "no other facilitator" in text_of(told)


async def test_a_crowd_at_one_domain_is_nobodys_death(tmp_path: Path) -> None:
    crowd = [NewMember(f"m{n}@ministry.example") for n in range(6)]
    async with serving(tmp_path, Policy(moderation="none"), [*crowd, NewMember(BO)]) as running:
        for n in range(2):
            await running.send(BO, f"hifa@{DOMAIN}", f"Question {n}?", Subject=f"Topic {n}")
            for one in crowd:
                copy = await running.mail_to(one.address, f"Topic {n}")
                await running.send_raw("", [return_path(copy)], report(one.address))
            await running.quiet()
            running.clock.advance(DAY)
        running.clock.advance(DAY)
        running.app.wake()
        await running.quiet()

        async def weighed() -> bool:
            return not await running.store.read(troubles.unweighed, running.clock.now())

        await until(weighed, 10, "nothing was weighed")
        assert await running.store.read(troubles.cases, running.clock.now()) == []
        assert await running.store.read(troubles.outages)
