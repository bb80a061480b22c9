"""What members ask for without a number, or at the wrong address, over SMTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import filters, held, members
from listserv.store.base import Db
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = pytest.mark.slow

DAY = 86_400.0
AMINA, PAUL, MOD = "amina@clinic.example", "paul@post.example", "mod@rsr.example"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
POLICY = Policy(title="HIFA", archive="public", moderation="nonmembers", flood=0)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul Marie", ("fr",))]
    async with serving(tmp_path, POLICY, people, [NewMember(MOD, "Grace Otieno")]) as running:
        yield running


async def says(forum: Running, sender: str, line: str, to: str = REQUEST, **headers: str) -> str:
    """The text of the letter that answers a line; "" where none came."""
    before = {one["Message-ID"] for one in forum.mails(sender)}
    await forum.send(sender, to, line, **{"Subject": "", **headers})
    await forum.quiet()
    found = [one for one in forum.mails(sender) if one["Message-ID"] not in before]
    return text_of(found[-1]) if found else ""


async def posts(forum: Running, subject: str) -> None:
    await forum.send(
        AMINA,
        HIFA,
        f"How do you count them? {subject}",
        Subject=subject,
        Message_ID=f"<{subject.replace(' ', '-')}@clinic.example>",
    )
    await forum.quiet()


async def test_mute_below_a_post_is_about_that_one(forum: Running) -> None:
    """No copy shows its number; a program says which one is answered."""
    await posts(forum, "Stock cards")
    told = await says(
        forum, PAUL, "muet", Subject="Re: Stock cards", In_Reply_To="<Stock-cards@clinic.example>"
    )
    assert "Stock cards" in told

    def said(db: Db) -> tuple[tuple[str, str], ...]:
        person = members.person_by_address(db, PAUL)
        return filters.of(db, 1, person.id) if person else ()

    ((kind, _),) = await forum.store.read(said)
    assert kind == "mute"
    assert "muet 811" in await says(forum, PAUL, "muet")  # which one nobody can know: asked back


async def test_withdraw_alone_takes_back_the_only_post_of_today(forum: Running) -> None:
    await posts(forum, "Stock cards")
    assert "taken back" in await says(forum, AMINA, "withdraw")


async def test_withdraw_alone_asks_which_of_several(forum: Running) -> None:
    await posts(forum, "Stock cards")
    await posts(forum, "Bed nets")
    asked = await says(forum, AMINA, "withdraw")
    assert "Nothing is taken back yet" in asked
    assert asked.index("Bed nets") < asked.index("Stock cards")
    line = next(one.strip() for one in asked.splitlines() if "withdraw" in one)
    assert "Bed nets" in subject_of(forum.mails(PAUL)[-1])
    assert "taken back" in await says(forum, AMINA, line)


async def test_withdraw_alone_asks_about_an_older_post(forum: Running) -> None:
    await posts(forum, "Stock cards")
    forum.clock.advance(2 * DAY)
    asked = await says(forum, AMINA, "withdraw")
    assert "Nothing is taken back yet" in asked
    assert "Stock cards" in asked


async def test_resume_sent_to_the_list_is_no_post(forum: Running) -> None:
    await says(forum, AMINA, "pause 3 weeks")
    assert "comes again" in await says(forum, AMINA, "resume", HIFA)
    assert await forum.store.read(held.queue) == []


async def test_long_lines_are_a_command_each(forum: Running) -> None:
    """Three lines as long as a mail program breaks them are no sentence."""
    told = await says(
        forum,
        AMINA,
        "organisation Ministry of Health and Population, Lilongwe District\n"
        "search stock cards and supervision by telephone in the districts\n"
        "profile: Midwife in Kisumu, eleven years in the county, and cards",
    )
    assert "Lilongwe District" in told
    assert "did you mean" not in told.casefold()

    def now(db: Db) -> tuple[str, str]:
        person = members.person_by_address(db, AMINA)
        assert person is not None
        return person.organisation, person.profile

    assert await forum.store.read(now) == (
        "Ministry of Health and Population, Lilongwe District",
        "Midwife in Kisumu, eleven years in the county, and cards",
    )


async def test_long_lines_of_a_moderator_at_the_posting_address_are_no_post(
    forum: Running,
) -> None:
    first, second = f"{'a' * 20}.of.advertisements@x.example.org", AMINA.rjust(40, "b")
    await forum.send(MOD, HIFA, f"ban {first}\nban {second}", Subject="Two of them")
    await forum.quiet()
    assert not any("Two of them" in subject_of(one) for one in forum.mails(PAUL))
