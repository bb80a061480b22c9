"""A list that keeps the author's address says how her post was proven: ARC sets in real copies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from listserv.child import arc_holds
from listserv.home import Home
from listserv.identity import keys
from listserv.identity.keyring import Keyring
from listserv.identity.keys import Key
from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support import dkimpy
from tests.support.site import DOMAIN, Running, mail, serving

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
HIFA = f"hifa@{DOMAIN}"


@asynccontextmanager
async def forum(folder: Path, **policy: str) -> AsyncIterator[Running]:
    """A site that signs, and a list on which posts go out by themselves."""
    home = Home(folder / "var")
    home.make()
    Keyring(home.dkim).begin()
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul", ("fr",))]
    named = Policy(title="HIFA", moderation="none", **policy)  # type: ignore[arg-type]
    async with serving(folder, named, people, start=None) as running:
        yield running


async def copy(running: Running, raw: bytes) -> bytes:
    """What Paul gets of Amina's mail."""
    await running.send_raw(AMINA, [HIFA], raw)
    await running.mail_to(PAUL)
    (found,) = running.octets(PAUL)
    return found


def record(running: Running) -> dict[str, str]:
    (key,) = Keyring(running.app.home.dkim).signing()
    return {f"{key.selector}._domainkey.{DOMAIN}": key.record()}


POST = mail(AMINA, HIFA, "We post them on the wall.", Subject="Stock cards")


async def test_a_copy_with_the_authors_address_says_how_it_was_proven(tmp_path: Path) -> None:
    async with forum(tmp_path, dmarc="never") as running:
        raw = await copy(running, POST)
        assert AMINA.encode() in raw.partition(b"\nTo:")[0]
        assert b"ARC-Authentication-Results: i=1; lists.example.org;" in raw
        known = {name: said.encode() for name, said in record(running).items()}
        assert arc_holds(raw, known)
        assert dkimpy.signatures(raw, record(running)) == [True]


async def test_a_copy_under_the_alias_needs_none_and_is_signed(tmp_path: Path) -> None:
    async with forum(tmp_path) as running:
        raw = await copy(running, POST)
        assert b"ARC-" not in raw
        assert dkimpy.signatures(raw, record(running)) == [True]


async def test_keys_are_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To load one takes as long as a hundred signatures with it."""
    loaded: list[str] = []

    def load(path: Path, selector: str) -> Key:
        loaded.append(selector)
        return original(path, selector)

    original = keys.load
    monkeypatch.setattr(keys, "load", load)
    async with forum(tmp_path, dmarc="never") as running:
        for what in ("cards", "gloves"):
            await running.send(AMINA, HIFA, f"We count the {what}.", Subject=what)
            await running.mail_to(PAUL, what)
    assert loaded == ["listserv"]


async def test_a_chain_that_does_not_hold_ends_here(tmp_path: Path) -> None:
    async with forum(tmp_path, dmarc="never") as running:
        raw = await copy(running, b"ARC-Seal: i=1; cv=none; d=forward.example; s=x; b=x\r\n" + POST)
        assert b"ARC-" not in raw
