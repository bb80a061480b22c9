"""A list that keeps the author's address says how her post was proven: ARC sets in real copies."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from listserv.child import arc_holds
from listserv.home import Home
from listserv.identity.keyring import Keyring
from listserv.model import Policy
from listserv.store.members import NewMember
from tests.support.site import DOMAIN, Running, fill, mail, make_site, started

pytestmark = pytest.mark.slow

AMINA, PAUL = "amina@rsr.example.org", "paul@post.example"
HIFA = f"hifa@{DOMAIN}"


async def forum(folder: Path, policy: Policy) -> Running:
    """A site that signs, and a list on which posts go out by themselves."""
    make_site(folder)
    Keyring(Home(folder / "var").dkim).begin()
    people = [NewMember(AMINA, "Amina Kamau", ("en",)), NewMember(PAUL, "Paul", ("fr",))]
    fill(folder, "hifa", policy, people, [])
    return await started(folder)


async def copy(running: Running, raw: bytes) -> bytes:
    """What Paul gets of Amina's mail."""
    await running.send_raw(AMINA, [HIFA], raw)
    await running.mail_to(PAUL)
    box = mailbox.Maildir(running.folder / "outbox")
    (found,) = [
        text
        for key in box.iterkeys()
        if f"Delivered-To: {PAUL}".encode() in (text := box.get_bytes(key))
    ]
    return found


def record(running: Running) -> dict[str, bytes]:
    (key,) = Keyring(running.app.home.dkim).signing()
    return {f"{key.selector}._domainkey.{DOMAIN}": key.record().encode()}


POST = mail(AMINA, HIFA, "We post them on the wall.", Subject="Stock cards")


async def test_a_copy_with_the_authors_address_says_how_it_was_proven(tmp_path: Path) -> None:
    running = await forum(tmp_path, Policy(title="HIFA", moderation="none", dmarc="never"))
    try:
        raw = await copy(running, POST)
        assert AMINA.encode() in raw.partition(b"\nTo:")[0]
        assert b"ARC-Authentication-Results: i=1; lists.example.org;" in raw
        assert arc_holds(raw, record(running))
    finally:
        await running.app.stop()


async def test_a_copy_under_the_alias_needs_none(tmp_path: Path) -> None:
    running = await forum(tmp_path, Policy(title="HIFA", moderation="none"))
    try:
        assert b"ARC-" not in await copy(running, POST)
    finally:
        await running.app.stop()


async def test_a_chain_that_does_not_hold_ends_here(tmp_path: Path) -> None:
    running = await forum(tmp_path, Policy(title="HIFA", moderation="none", dmarc="never"))
    try:
        raw = await copy(running, b"ARC-Seal: i=1; cv=none; d=forward.example; s=x; b=x\r\n" + POST)
        assert b"ARC-" not in raw
    finally:
        await running.app.stop()
