"""What a facilitator does with people and announces, with a real SIGKILL on either side of each
step: it is done once, and everybody is told of it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail

pytestmark = pytest.mark.slow

MOD, AMINA, BO = "mod@team.example.org", "amina@clinic.example", "bo@school.example"
REQUEST = f"hifa-request@{DOMAIN}"
SAID = f"""add Bo Banda <{BO}> (sign-up sheet of 5 March)
remove {AMINA}
announce: New opening hours

From Monday we open at seven.
"""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        people = [NewMember(AMINA, "Amina"), NewMember("eve@example.org", "Eve")]
        made.fill(Policy(title="HIFA"), people, [NewMember(MOD, "Grace")])
        yield made


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    "verb", ["announcements.born", "announcements.ready", "memberships.add", "memberships.end"]
)
async def test_a_death_while_her_mail_is_carried_out(house: House, verb: str, when: str) -> None:
    await house.start(f"{when}:{verb}:1")
    await house.send(MOD, REQUEST, mail(MOD, REQUEST, SAID))
    await house.has_died()
    await house.quiet()
    await house.stop()
    found = house.rows("SELECT address FROM member JOIN address USING (person) ORDER BY address")
    assert [row["address"] for row in found] == [BO, "eve@example.org"]
    assert house.rows("SELECT state, topic FROM post") == [
        {"state": "done", "topic": "New opening hours"}
    ]
    sent: Counter[str] = Counter()
    for (kind, _), n in house.letters().items():
        sent[kind] += n
    assert sent == {"steered": 1, "welcome": 1, "removed": 1, "post": 2}
    book = house.rows("SELECT what FROM decision ORDER BY id")
    assert [row["what"] for row in book] == ["add", "remove", "approve"]
