"""What strangers bring about, with a real SIGKILL on either side of each step: nobody gets a letter
twice, no mail to people is lost, and what goes after its time goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.commands.screening import UNPROVEN
from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail, until

pytestmark = pytest.mark.slow

NOOR, MOD = "noor@new.example", "mod@team.example.org"
OWNER, JOIN = f"hifa-owner@{DOMAIN}", f"hifa-join@{DOMAIN}"
HOUR, DAY = 3600.0, 86_400.0


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        made.fill(Policy(title="HIFA"), [], [NewMember(MOD, "Helen")])
        yield made


async def written(house: House, sql: str, complaint: str) -> None:
    async def there() -> bool:
        return bool(house.rows(sql))

    await until(there, 20.0, complaint)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_death_while_her_letter_is_counted(house: House, when: str) -> None:
    """Counted before it is written, and once: against her day, her domain's and the site's."""
    await house.start(f"{when}:confirmations.spend:1")
    await house.send(NOOR, JOIN, mail(NOOR, JOIN, "join", proven=False))
    await house.has_died()
    await house.quiet()
    await house.stop()
    assert house.letters() == {("confirm-join", NOOR): 1}
    counts = house.rows("SELECT name, count FROM tally")
    assert {row["name"]: row["count"] for row in counts} == {
        "strangers at new.example": 1,
        "strangers": 1,
    }


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("verb", ["aside.put", "aside.told"])
async def test_a_death_while_mail_is_gathered(house: House, when: str, verb: str) -> None:
    await house.start(f"{when}:{verb}:1" if verb == "aside.put" else "never")
    for n in range(UNPROVEN + 3):
        sender = f"s{n}@shop{n}.example"
        await house.send(sender, OWNER, mail(sender, OWNER, f"Offer {n}", proven=False))
    await house.quiet()
    await house.stop()
    house.clock += 2 * HOUR
    await house.start(f"{when}:{verb}:1" if verb == "aside.told" else "never")
    await written(house, "SELECT 1 FROM mailing WHERE kind = 'gathered'", "nothing was gathered")
    await house.quiet()
    if verb == "aside.told":
        await house.has_died()
    await house.stop()
    assert house.deaths == 1
    assert house.letters() == {("owner-forward", MOD): UNPROVEN, ("gathered", MOD): 1}
    letter = next(one for one in house.mails(MOD) if one.is_multipart())
    file = letter.get_payload()[1].get_payload(decode=True).decode()  # type: ignore[union-attr,index]
    assert [f"Offer {n}\n" in file for n in range(UNPROVEN + 3)] == [False] * UNPROVEN + [True] * 3
    assert house.rows("SELECT 1 FROM errand WHERE aside != ''") == []


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_death_while_old_mail_goes(house: House, when: str) -> None:
    await house.start()
    await house.send(NOOR, JOIN, mail(NOOR, JOIN, "join"))
    await house.quiet()
    await house.stop()
    house.clock += 80 * DAY
    await house.start(f"{when}:leftovers.remove:1")
    await house.has_died()

    async def gone() -> bool:
        return not house.rows("SELECT 1 FROM errand UNION ALL SELECT 1 FROM mail")

    await until(gone, 20.0, "old mail is there still")
    await house.quiet()
    await house.stop()
    assert house.rows("SELECT 1 FROM confirmation") == []
    assert len(house.mails(NOOR)) == 1
