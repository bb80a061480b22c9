"""Fifty deaths at random moments of fan-outs: nobody is left without a copy, and who gets two was
being tried when the server died, at most `batch` of them a connection."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.sink import Script
from tests.support.site import DOMAIN, mail, until

pytestmark = pytest.mark.slow

DEATHS = 50
HIFA = f"hifa@{DOMAIN}"
MEMBERS = [f"member{n}@post.example" for n in range(600)]
BATCH, CONNECTIONS = 50, 3


async def test_deaths_in_the_middle_of_fan_outs(tmp_path: Path) -> None:
    chance = random.Random(3)
    async with House(tmp_path, Script(slow=0.003)) as house:
        house.relay(f"connections = {CONNECTIONS}")
        house.fill(Policy(title="HIFA", moderation="none"), [NewMember(one) for one in MEMBERS], [])
        await house.start()
        posts = 0
        while house.deaths < DEATHS:
            if not waiting(house):
                posts += 1
                await house.send(MEMBERS[0], HIFA, post(posts))
                await until(lambda: asyncio.sleep(0, waiting(house)), 20.0, "no fan-out")
            await asyncio.sleep(chance.uniform(0.0, 0.4))
            await house.kill()
            assert house.tried <= BATCH * CONNECTIONS
        await house.quiet(60)
        await house.stop()
        print(f"\n{posts} posts, {house.doubtful.total()} rows were being tried at deaths")
        house.check_copies()
        copies = Counter(address for kind, address in house.letters().elements() if kind == "post")
        assert copies == dict.fromkeys(MEMBERS, posts)
        assert house.doubtful.total() > 10, "deaths must have met batches under way"


def waiting(house: House) -> int:
    return int(house.rows("SELECT count(*) AS n FROM delivery WHERE state = 'due'")[0]["n"])


def post(n: int) -> bytes:
    name = f"<thought{n}@post.example>"
    text = f"Thought {n} of a long day, with enough words to be one."
    return mail(MEMBERS[0], HIFA, text, Subject=f"Thought {n}", Message_ID=name)
