"""An erasure whose server dies, with a real SIGKILL on either side of each of its steps.

Whatever the instant, the story must end the same: nothing names her in any octet of the database,
the file of erasures has her once, she gets one receipt, and others lost nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail, until

pytestmark = pytest.mark.slow

AMINA, PAUL, MOD = "amina.kamande@rsr.example.org", "paul@post.example", "mod@team.example.org"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"
WORDS = "We boil the filters every Monday and dry them in the sun."

STEPS = [
    # verb, which time, and what it is that time
    ("erasures.begin", 1, "she is nobody"),
    ("erasures.advance", 1, "she is in the file"),
    ("erasing.hide", 1, "her post is out of sight"),
    ("erasing.rewrite", 2, "a text of somebody else"),
    ("sweeping.write_mails", 1, "the mails"),
    ("sweeping.drop_letters", 1, "letters to her"),
    ("sweeping.write_renditions", 1, "what copies are made from"),
    ("erasing.reform", 1, "her post is no more"),
    ("scrubbing.step", 2, "leftovers of rows"),
    ("sweeping.scrub", 3, "leftovers of indexes"),
    ("erasures.tell", 1, "the receipt"),
    ("erasures.end", 1, "the end"),
]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        people = [NewMember(AMINA, "Amina Kamande"), NewMember(PAUL, "Paul Ouedraogo")]
        made.fill(Policy(title="HIFA", archive="public"), people, [NewMember(MOD, "Helen")])
        yield made


async def publish(house: House, sender: str, text: str, subject: str) -> None:
    await house.send(sender, HIFA, mail(sender, HIFA, text, Subject=subject))
    notice = await house.letter(MOD, subject)
    to = notice["Reply-To"]
    await house.send(MOD, to, mail(MOD, to, "ok", Subject=f"Re: {subject}"))
    await house.quiet()


async def erase(house: House) -> None:
    await house.send(AMINA, REQUEST, mail(AMINA, REQUEST, "erase me", Subject="erase me"))
    question = await house.letter(AMINA, "Shall we erase")
    to = question["Reply-To"]
    await house.send(AMINA, to, mail(AMINA, to, "yes, also my messages", Subject="Re: erase"))


def traces(house: House) -> list[bytes]:
    path = Home(house.folder / "var").database
    octets = b"".join(one.read_bytes() for one in path.parent.glob(path.name + "*"))
    return [one for one in (b"Kamande", b"kamande@", b"boil the") if one in octets]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("verb", "nth", "what"), STEPS)
async def test_a_death_at_a_step_is_taken_up_again(
    house: House, verb: str, nth: int, what: str, when: str
) -> None:
    await house.start(f"{when}:{verb}:{nth}")
    await publish(house, AMINA, WORDS, "Filters")
    answer = f"I agree, here it works.\n\nAmina Kamande <{AMINA}> wrote:\n> {WORDS}\n"
    await publish(house, PAUL, answer, "Sand")
    assert traces(house)
    await erase(house)

    async def ended() -> bool:
        if house.deaths == 0:
            return False
        return bool(house.rows("SELECT 1 FROM erasure WHERE ended IS NOT NULL"))

    await until(ended, 60, f"{what}: the erasure does not end")
    await house.quiet()
    await asyncio.sleep(1)  # the log is emptied right after
    assert traces(house) == []
    lines = Home(house.folder / "var").erasures.read_text().splitlines()
    assert len(lines) == 1
    assert len([one for one in house.mails(AMINA) if "erased" in one["Subject"]]) == 1
    assert house.rows("SELECT 1 FROM version WHERE instr(text, 'here it works') > 0")
    await house.stop()
