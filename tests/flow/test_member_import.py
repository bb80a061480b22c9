"""A large import beside the running server: nobody who writes in meanwhile waits for it."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import imports, members
from listserv.store.members import NewMember
from tests.support.site import serving

pytestmark = pytest.mark.slow

MEMBERS = 4_000
WELCOMES = "SELECT min(due) FROM mailing WHERE kind = 'welcome'"
AMINA = NewMember("amina@rsr.example.org", "Amina Kamau")


async def test_posts_come_in_while_thousands_are_imported(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    rows = (f"member{n}@d{n % 40}.example.org,Member {n}\n" for n in range(MEMBERS))
    path.write_text("address,name\n" + "".join(rows))
    async with serving(tmp_path, Policy(), [AMINA], start=None) as running:
        await running.send(AMINA.address, "hifa@lists.example.org", "The first.")
        words = ("member", "import", "hifa", str(path), "--consent", "the old list")
        program = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "listserv.cli", *words),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        done = asyncio.create_task(program.communicate())
        waits: list[float] = []
        while not done.done():
            begun = time.perf_counter()
            text = f"Number {len(waits)}, about stock cards."
            await running.send(AMINA.address, "hifa@lists.example.org", text)
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.05)
        said, problems = await done
        assert (program.returncode, problems) == (0, b"")
        assert said == b"%d joined, 0 were members, 0 left out\n" % MEMBERS
        assert len(waits) > 3
        assert max(waits) < 1.0, max(waits)
        assert await running.store.read(members.count, 1) == MEMBERS + 1
        await running.until_held(len(waits) + 1)
        assert [one for one in running.mails() if "member" in one["Delivered-To"]] == []
        due = await running.store.read(lambda db: db.value(WELCOMES))
        assert due > time.time() + imports.WELCOMED / 2  # they wait until the import is over
