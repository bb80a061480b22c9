"""The keeper's steps, with a real SIGKILL on either side of each.

A forum in trouble is laid out before the server starts: one member is to be asked, one to be
stopped, one to be written to again, one has a failure to be weighed, and a month has begun.
Whatever the instant of the death, each gets one letter at most, and the state that goes with it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from listserv.home import Home
from listserv.model import Policy
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import until

pytestmark = pytest.mark.slow

DAY = 86_400.0
ASKED, FULL, BACK, NEW = (f"{name}@rsr.example.org" for name in ("amina", "bo", "clara", "dora"))
MOD = "mod@team.example.org"
DOOMS = [
    (when, verb)
    for verb in (
        "troubles.probe",
        "troubles.stop",
        "troubles.clear",
        "troubles.weigh",
        "tidings.rounded",
    )
    for when in ("before", "after")
]


def lay_out(db: Db, now: float) -> None:
    people = {
        row["address"]: row["person"] for row in db.rows("SELECT address, person FROM address")
    }
    for address, kind, heard in ((ASKED, "dead", None), (FULL, "full", None), (BACK, "full", now)):
        db.execute(
            "INSERT INTO trouble (person, since, last, kind, said, score, day, cost, heard)"
            " VALUES (?,?,?,?,'no',6,0,3,?)",
            (people[address], now - 9 * DAY, now - 3 * DAY, kind, heard),
        )
    db.execute("UPDATE person SET stopped=? WHERE id=?", (now - 2 * DAY, people[BACK]))
    db.execute(
        "INSERT INTO failure (at, person, domain, list, mailing, about, kind, said, told)"
        " VALUES (?,?,'rsr.example.org',1,5,'post','','550 5.1.1 no',0)",
        (now - 2 * DAY, people[NEW]),
    )
    db.execute("INSERT INTO roundup (list, month) VALUES (1, '2000-01')")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with House(tmp_path) as made:
        people = [NewMember(one) for one in (ASKED, FULL, BACK, NEW)]
        made.fill(Policy(title="HIFA"), people, [NewMember(MOD)])
        store = Store.open(Home(tmp_path / "var").database)
        store.write_now(lay_out, made.clock)
        store.close()
        yield made


@pytest.mark.parametrize(("when", "verb"), DOOMS, ids=[f"{verb}-{when}" for when, verb in DOOMS])
async def test_whatever_the_instant(house: House, when: str, verb: str) -> None:
    await house.start(f"{when}:{verb}:1")

    async def done() -> bool:
        return bool(house.rows("SELECT 1 FROM roundup WHERE month != '2000-01'"))

    await until(done, 20, "the keeper does not come to its end")
    await house.has_died()
    await house.stop()
    assert house.deaths == 1
    assert house.letters() == {("probe", ASKED): 1, ("reached", BACK): 1, ("unreached", MOD): 1}
    house.check_copies()
    stopped = house.rows(
        "SELECT address FROM address JOIN person ON person.id = person WHERE stopped IS NOT NULL"
    )
    assert [row["address"] for row in stopped] == [FULL]
    scores = house.rows("SELECT address, score FROM trouble JOIN address USING (person) ORDER BY 1")
    assert [(row["address"], row["score"]) for row in scores] == [(ASKED, 6), (FULL, 6), (NEW, 3)]
