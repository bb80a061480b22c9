"""Post comes in on several lines while the server is killed again and again.

In the end every mail that got its 250 is in the store, byte for byte, and every copy left: once, or
once more for each death in the middle of its transaction.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail

pytestmark = pytest.mark.slow

SECONDS = 10.0
LINES = 5
HIFA = f"hifa@{DOMAIN}"
MEMBERS = [f"member{n}@post.example" for n in range(6)]


async def test_deaths_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(8)
    async with House(tmp_path) as house:
        policy = Policy(title="HIFA", moderation="none", flood=0)
        house.fill(policy, [NewMember(one) for one in MEMBERS], [])
        await house.start()
        until = time.monotonic() + SECONDS
        lines = [asyncio.create_task(write(house, n, until)) for n in range(LINES)]
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.2, 1.2))
            await house.kill()
        sent = [raw for line in lines for raw in await line]
        await house.quiet(30)
        await house.stop()

        print(f"\n{len(sent)} mails over {house.deaths} deaths")
        assert house.deaths >= 4
        assert len(sent) > 10, "the machine was too slow to tell"
        kept = Counter(row["raw"] for row in house.rows("SELECT raw FROM mail"))
        assert set(kept) == set(sent), "kept byte for byte, and nothing else"
        states = Counter(row["state"] for row in house.rows("SELECT state FROM post"))
        assert states["done"] == len(sent), "each is one post"
        assert states["dropped"] == kept.total() - len(sent), "sent again for want of a 250"
        assert set(states) <= {"done", "dropped"}
        house.check_copies()
        posts = Counter(at for kind, at in house.letters().elements() if kind == "post")
        assert posts == {member: len(sent) for member in MEMBERS}


async def write(house: House, line: int, until: float) -> list[bytes]:
    """One member's posts, one after the other, each until it has its 250."""
    sent: list[bytes] = []
    while time.monotonic() < until:
        name = f"{line}.{len(sent)}"
        text = f"Thought {name} of a long day. " * (1 + len(sent) % 40)
        sender = MEMBERS[line]
        raw = mail(
            sender, HIFA, text, Subject=f"Thought {name}", Message_ID=f"<{name}@post.example>"
        )
        await house.send(sender, HIFA, raw)
        sent.append(raw)
        await asyncio.sleep(0.03)
    return sent
