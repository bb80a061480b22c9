"""The relay dies while the server runs: monitors hear of it, and mail leaves when it is back."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store.members import NewMember
from tests.crash.house import House
from tests.support.site import DOMAIN, mail, until

pytestmark = pytest.mark.slow

AMINA = "amina@post.example"
REQUEST = f"hifa-request@{DOMAIN}"


async def test_a_relay_that_is_away_is_told_to_monitors(tmp_path: Path) -> None:
    """`queue show` said "ok; out of reach", and /health said ok while nothing left the house."""
    async with House(tmp_path) as house:
        house.fill(Policy(title="HIFA"), [NewMember(AMINA, "Amina", ("en",))], [])
        await house.start()
        assert await health(house) == (
            200,
            {"ok": True, "waiting": 0, "relays": {"ok": 1}, "engines": {"ok": 1}},
        )
        await house.sink.__aexit__()
        await house.send(AMINA, REQUEST, mail(AMINA, REQUEST, "help", Subject="help"))

        async def told() -> bool:
            return await health(house) == (
                503,
                {"ok": False, "waiting": 1, "relays": {"out of reach": 1}, "engines": {"ok": 1}},
            )

        await until(told, 20.0, "/health still says that all is well")
        shown = await said(house, "queue", "show")
        assert ": out of reach; asked again in " in shown
        assert shown.splitlines()[1].count("smtp://") == 1, "it says of whom it speaks once"
        await house.sink.__aenter__()
        assert await house.letter(AMINA, "")
        await house.quiet()
        assert (await health(house))[0] == 200
        await house.stop()


async def health(house: House) -> tuple[int, object]:
    def ask() -> tuple[int, object]:
        try:
            with urllib.request.urlopen(house.web("/health"), timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    return await asyncio.to_thread(ask)


async def said(house: House, *words: str) -> str:
    program = await house.program("never", "cli", *words)
    text = (await program.stdout.read()).decode()
    assert await program.wait() == 0
    return text
