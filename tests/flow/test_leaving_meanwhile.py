"""Who leaves in the middle of a fan-out gets nothing more: neither that post nor a later one."""

from __future__ import annotations

from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.sink import Script
from tests.support.site import DOMAIN, mail, until

pytestmark = pytest.mark.slow

HIFA = f"hifa@{DOMAIN}"
LEAVE = f"hifa-leave@{DOMAIN}"
MEMBERS = [f"member{n}@post.example" for n in range(400)]
LEAVER = MEMBERS[-1]


async def test_who_leaves_in_the_middle_gets_nothing_more(tmp_path: Path) -> None:
    async with House(tmp_path, Script(slow=0.01)) as house:
        house.relay("connections = 2")
        house.fill(Policy(title="HIFA", moderation="none"), [NewMember(one) for one in MEMBERS], [])
        await house.start()
        await house.send(MEMBERS[0], HIFA, post("first"))

        async def under_way() -> bool:
            return len(house.sink.messages) > 10

        await until(under_way, 20.0, "no fan-out")
        await house.send(LEAVER, LEAVE, mail(LEAVER, LEAVE, "please", Subject="leave"))
        await house.quiet(60)
        await house.send(MEMBERS[0], HIFA, post("second"))
        await house.letter(MEMBERS[0], "second")
        await house.quiet(60)
        await house.stop()

        subjects = [str(one["Subject"]) for one in house.mails(LEAVER)]
        assert len(subjects) == 1, "only the letter that says so, and how to undo it"
        assert "first" not in subjects[0]
        assert len(house.mails(MEMBERS[-2])) == 2
        withdrawn = house.rows("SELECT reply FROM delivery WHERE state = 'withdrawn'")
        assert [row["reply"] for row in withdrawn] == ["left or paused before sending"]


def post(name: str) -> bytes:
    text = f"The {name} thought of a long day, with enough words to be one."
    return mail(MEMBERS[0], HIFA, text, Subject=name, Message_ID=f"<{name}@post.example>")
