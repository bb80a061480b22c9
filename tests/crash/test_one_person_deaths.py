"""The server dies while an address becomes somebody's, or two persons become one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, fill, mail

pytestmark = pytest.mark.slow

AMINA, NEW = "amina@clinic.example", "amina@ministry.example"
MOD = "mod@team.example.org"
HIFA, REQUEST = f"hifa@{DOMAIN}", f"hifa-request@{DOMAIN}"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        policy = Policy(title="HIFA", archive="public", moderation="nonmembers")
        made.fill(policy, [NewMember(AMINA, "Amina Kamau")], [NewMember(MOD, "Grace")])
        yield made


async def answered(house: House, address: str, subject: str) -> None:
    letter = await house.letter(address, subject)
    to = str(letter["Reply-To"]).strip("<>")
    await house.send(address, to, mail(address, to, "yes", Subject=f"Re: {subject}"))
    await house.quiet()


def addresses(house: House) -> list[tuple[int, str]]:
    rows = house.rows("SELECT person, address FROM address WHERE address LIKE 'amina%' ORDER BY 2")
    return [(row["person"], row["address"]) for row in rows]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "verb", ["namesakes.note", "namesakes.asked", "persons.add_address", "namesakes.read_again"]
)
async def test_a_death_between_an_unknown_mail_and_her_yes(
    house: House, when: str, verb: str
) -> None:
    """She is asked once, and her post goes out once, as hers."""
    await house.start(f"{when}:{verb}:1")
    who = f"Amina Kamau <{NEW}>"
    text = "We count the cards every Monday."
    await house.send(NEW, HIFA, mail(NEW, HIFA, text, Subject="Cards", From=who))
    await answered(house, AMINA, "also you")
    await house.has_died()
    await house.quiet()
    await house.stop()
    assert [address for _, address in addresses(house)] == [AMINA, NEW]
    (post,) = house.rows("SELECT person, state FROM post")
    assert (post["person"], post["state"]) == (addresses(house)[0][0], "done")
    letters = house.letters()
    assert letters == Counter(
        {
            ("confirm-also", AMINA): 1,
            ("changed", AMINA): 1,
            ("address-told", NEW): 1,
            ("notice", MOD): 1,
            ("post", AMINA): 1,
        }
    )
    house.check_copies()


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_death_while_two_persons_become_one(house: House, when: str) -> None:
    """All of it or nothing; her yes is read again, and each is told once."""
    fill(house.folder, "chifa", Policy(title="CHIFA"), [NewMember(NEW, "A. Kamau")], [])
    await house.start(f"{when}:merging.merge:1")
    await house.send(AMINA, REQUEST, mail(AMINA, REQUEST, f"address add {NEW}", Subject=""))
    await answered(house, NEW, "address yours")
    await answered(house, AMINA, "both of these")
    await house.has_died()
    await house.quiet()
    await house.stop()
    (person, first), (other, second) = addresses(house)
    assert (person == other, first, second) == (True, AMINA, NEW)
    lists = house.rows("SELECT list FROM member WHERE person = ? ORDER BY list", person)
    assert [row["list"] for row in lists] == [1, 2]
    letters = house.letters()
    assert letters["changed", AMINA] == 1
    assert letters["address-told", NEW] == 1
