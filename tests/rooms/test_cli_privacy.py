"""`listserv member data` and `member erase`, without a server and beside one."""

from __future__ import annotations

import asyncio
import mailbox
from pathlib import Path

import pytest

from listserv.cli import privacy
from listserv.home import Home
from listserv.model import Destination, Envelope, Purpose
from listserv.store import erasures, spool
from listserv.store.base import Store
from tests.support.shell import Shell
from tests.support.site import started, until

AMINA = "amina@example.org"


def kept(shell: Shell, raw: bytes) -> None:
    """A mail of hers to the moderators."""
    to = Destination("hifa-owner@x", Purpose.OWNER, 1)

    def keep(store: Store) -> None:
        store.write_now(spool.accept, Envelope(AMINA, (to,), "192.0.2.1", True, 1.7e9), raw)
        store.write_now(lambda db: db.execute("UPDATE errand SET state='done', sender=?", (AMINA,)))

    shell.store(keep)


def octets(shell: Shell) -> bytes:
    return Home(shell.folder / "var").database.read_bytes()


def test_what_is_held_is_shown(hifa: Shell, tmp_path: Path) -> None:
    kept(hifa, b"From: amina@example.org\r\nSubject: Question\r\n\r\nWho moderates?\r\n")
    shown = hifa.says("member", "data", AMINA)
    assert "Amina Kamau" in shown
    assert "HIFA: each" in shown
    told = hifa.json("member", "data", AMINA)
    assert told["person"][0]["name"] == "Amina Kamau"
    box = tmp_path / "amina.mbox"
    hifa.says("member", "data", "1", "--mbox", str(box))
    assert [one["Subject"] for one in mailbox.mbox(box)] == ["Question"]
    assert box.stat().st_mode & 0o777 == 0o600
    assert "there already" in hifa.fails(2, "member", "data", "1", "--mbox", str(box))


@pytest.mark.slow
def test_somebody_is_erased_without_a_server(hifa: Shell) -> None:
    kept(hifa, b"From: amina@example.org\r\nSubject: x\r\n\r\nMy name is Amina Kamau.\r\n")
    assert "--yes" in hifa.fails(2, "member", "erase", AMINA)
    assert "Amina Kamau" in hifa.says("member", "data", AMINA)
    done = hifa.json("member", "erase", AMINA, "--yes")
    assert done["ended"]
    assert b"Kamau" not in octets(hifa)
    (one,) = hifa.store(lambda store: store.read_now(erasures.open_ones))
    assert one.step == erasures.TOLD  # the receipt leaves with the next start, and her address then
    assert "nobody here" in hifa.fails(1, "member", "data", AMINA)
    assert "nothing is held" in hifa.fails(1, "member", "erase", AMINA, "--yes")


def test_who_cannot_be_erased_is_named(hifa: Shell) -> None:
    hifa.says("moderator", "add", "hifa", "grace@example.org")
    alone = hifa.fails(1, "member", "erase", "grace@example.org", "--yes")
    assert "only moderator of HIFA" in alone
    hifa.says("member", "add", "hifa", "admin@example.org", "--quiet")
    assert "site's admin" in hifa.fails(1, "member", "erase", "admin@example.org", "--yes")


@pytest.mark.slow
async def test_beside_a_server_the_server_does_it(hifa: Shell) -> None:
    running = await started(hifa.folder)
    try:
        done = await asyncio.to_thread(hifa.json, "member", "erase", AMINA, "--yes")
        assert done["ended"]
        receipt = await running.mail_to(AMINA, "erased")
        assert receipt["From"].endswith("<listserv@lists.example.org>")

        async def ended() -> bool:
            return not await running.store.read(erasures.open_ones)

        await until(ended, 20, "the erasure does not end")

        async def gone() -> bool:
            return b"amina@example" not in octets(hifa)

        await until(gone, 10, "her address is in the file")
    finally:
        await running.app.stop()


def test_what_has_changed_while_the_question_stood_is_looked_at_again(
    hifa: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She became the only moderator of a list while the postmaster thought it over."""

    def ask(*_: object) -> None:
        hifa.says("moderator", "add", "hifa", AMINA)

    monkeypatch.setattr(privacy, "_ask", ask)
    assert "only moderator of HIFA" in hifa.fails(1, "member", "erase", AMINA)
    assert "Amina Kamau" in hifa.says("member", "data", AMINA)
