"""Who joins and who has joined, with a real SIGKILL on either side of each step.

A list is laid out before the server starts: somebody waits to be let in, somebody since yesterday,
somebody waited for too long, somebody joined a week ago. The facilitator says ok. Whatever the
instant of the death, each letter goes out once, and the state that goes with it stands.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Policy
from listserv.store import applicants, members
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import mail, until

pytestmark = pytest.mark.slow

DAY = 86_400.0
WAITS, FORGOTTEN, FRESH, TOLD = (
    f"{name}@rsr.example.org" for name in ("amina", "bo", "clara", "dora")
)
MOD = "mod@team.example.org"
DOOMS = [
    (when, verb)
    for verb in (
        "applicants.told",
        "applicants.reminded",
        "applicants.give_up",
        "newcomers.move",
        "applicants.admit",
    )
    for when in ("before", "after")
]


def lay_out(db: Db, now: float) -> None:
    old = NewMember(FORGOTTEN, "Bo Andersen", ("en",), "DK")
    applicants.apply(db, 1, old, "I am Bo.", "confirmed by answer, mail 1", now - 15 * DAY)
    new = NewMember(WAITS, "Amina Kamau", ("en",), "KE")
    applicants.apply(db, 1, new, "I am Amina.", "confirmed by answer, mail 2", now - 60.0)
    told = NewMember(TOLD, "Dora Diaz", ("es",), "PE")
    known = applicants.apply(db, 1, told, "", "confirmed by answer, mail 4", now - DAY)
    applicants.told(db, [known], [], now - DAY)
    week = now - 7 * DAY - 60.0
    members.add(db, 1, NewMember(FRESH, "Clara"), "by answer, mail 3", week, herself=True)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        made.fill(Policy(title="HIFA", join="approve"), [], [NewMember(MOD, "Helen")])
        store = Store.open(Home(tmp_path / "var").database)
        store.write_now(lay_out, made.clock)
        store.close()
        yield made


@pytest.mark.parametrize(("when", "verb"), DOOMS, ids=[f"{verb}-{when}" for when, verb in DOOMS])
async def test_whatever_the_instant(house: House, when: str, verb: str) -> None:
    await house.start(f"{when}:{verb}:1")
    letter = await house.letter(MOD, "asks to join")
    to = str(letter["Reply-To"]).strip("<>")
    await house.send(MOD, to, mail(MOD, to, "ok", Subject="Re: to join"))

    async def done() -> bool:
        steps = house.rows("SELECT state FROM applicant WHERE state != 'waiting'")
        steps += house.rows("SELECT 1 FROM applicant WHERE reminded IS NOT NULL")
        return len(steps + house.rows("SELECT 1 FROM newcomer WHERE letter = 'profile'")) == 4

    await until(done, 20, "she is not let in")
    await house.has_died()
    await house.stop()
    assert house.deaths == 1
    assert house.letters() == {
        ("applicant", MOD): 2,
        ("not-decided", FORGOTTEN): 1,
        ("reads", FRESH): 1,
        ("admitted", MOD): 1,
        ("welcome", WAITS): 1,
    }
    house.check_copies()
    states = house.rows("SELECT address, state FROM applicant ORDER BY address")
    assert [(row["address"], row["state"]) for row in states] == [
        (WAITS, "joined"),
        (FORGOTTEN, "expired"),
        (TOLD, "waiting"),
    ]
    joined = house.rows("SELECT address FROM member JOIN address USING (person) ORDER BY address")
    assert [row["address"] for row in joined] == [WAITS, FRESH]
