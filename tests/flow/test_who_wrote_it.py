"""Who wrote it, through the whole server: real sockets, a DNS that says what it is told."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from listserv.identity import keys
from listserv.identity.resolver import Records
from listserv.model import Policy
from listserv.store import held
from listserv.store.members import NewMember
from tests.support import dkimpy, site
from tests.support.site import FRONT, Running, mail, serving, text_of
from tests.support.zone import Zone

AMINA = "amina@clinic.example"
TO = "hifa@lists.example.org"
KEY = keys.new("sel")
PROXY = "127.0.0.2"
DNS: dict[str, Records | None] = {
    "clinic.example TXT": (b"v=spf1 ip4:192.0.2.7 -all",),
    "sel._domainkey.clinic.example TXT": (KEY.record().encode(),),
    "_dmarc.clinic.example TXT": (b"v=DMARC1; p=reject",),
}


@asynccontextmanager
async def a_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch, extra: str = ""
) -> AsyncIterator[Running]:
    """A list that moderates nobody, with two members and a moderator, behind a proxy."""
    monkeypatch.setattr("listserv.app.Resolver", lambda: Zone(DNS))
    proxied = site.SETTINGS.replace("[smtp]\n", f'[smtp]\nproxies = ["{PROXY}"]\n')
    monkeypatch.setattr(site, "SETTINGS", proxied)
    policy, mods = Policy(title="HIFA", moderation="none"), [NewMember("mod@example.org", "Mod")]
    people = [NewMember(AMINA, "Amina"), NewMember("reader@example.org", "Reader")]
    async with serving(folder, policy, people, mods, start=None, extra=extra) as here:
        yield here


@pytest.fixture
async def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    async with a_list(tmp_path, monkeypatch) as here:
        yield here


class Proxied(smtplib.SMTP):
    """A client whose proxy says first whose connection it is."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        line.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 40000 25\r\n")
        return line


async def from_proxy(here: Running, raw: bytes) -> None:
    """Her server sends a mail, through a proxy."""

    def talk() -> None:
        where = ("127.0.0.1", here._port("smtp"))
        with Proxied(*where, timeout=10, source_address=(PROXY, 0)) as client:
            client.sendmail(AMINA, [TO], raw)

    await asyncio.to_thread(talk)


async def hand_over(here: Running, before: str, raw: bytes, sender: str = AMINA) -> None:
    """A front sends a mail, after a word about the client that it has it from."""

    def talk() -> None:
        with smtplib.SMTP("127.0.0.1", here._port("smtp"), timeout=10) as client:
            client.ehlo("front.example.org")
            code, said = client.docmd(before)
            assert code in (220, 250), said
            client.ehlo("mail.clinic.example")
            if before.startswith("XFORWARD"):
                client.docmd(before)  # EHLO forgets it
            client.sendmail(sender, [TO], raw)

    await asyncio.to_thread(talk)


async def proofs(here: Running) -> list[tuple[str, str]]:
    """(proof, state) of every post, in order."""

    def asked(db: Any) -> list[tuple[str, str]]:
        rows = db.rows("SELECT proof, state FROM post ORDER BY number")
        return [(row["proof"], row["state"]) for row in rows]

    return await here.store.read(asked)


def words(letter: Message) -> str:
    return " ".join(text_of(letter).split())


@pytest.mark.parametrize("verb", ["XCLIENT", "XFORWARD", "PROXY"])
async def test_a_client_that_her_domain_sends_by(running: Running, verb: str) -> None:
    raw = mail(AMINA, TO, "Eleven cases of measles.", proven=False, Subject="Measles")
    if verb == "PROXY":
        await from_proxy(running, raw)
    else:
        await hand_over(running, f"{verb} ADDR=192.0.2.7", raw)
    copy = await running.mail_to("reader@example.org", "Measles")
    assert "Eleven cases" in text_of(copy)
    assert (await proofs(running))[0][0] == "spf clinic.example"


async def spam_of_the_day(here: Running) -> Message:
    """What a filter marked makes no notice: it is told of twice a day."""
    await here.until_held(1)
    here.clock.advance(43_200)
    here.app.wake()
    return await here.mail_to("mod@example.org", "Spam")


async def test_a_signature_of_her_domain(running: Running) -> None:
    raw = mail(AMINA, TO, "Eleven cases of measles.", proven=False, Subject="Measles")
    await running.send_raw(AMINA, [TO], dkimpy.signed(raw, "clinic.example", KEY))
    await running.mail_to("reader@example.org", "Measles")
    assert (await proofs(running))[0][0] == "dkim clinic.example"


@pytest.mark.parametrize(
    ("verb", "server"),
    [
        ("XCLIENT", FRONT),
        ("XFORWARD", "mx.evil.example"),
        ("XFORWARD", f"=?utf-8?q?{FRONT.replace('.', '=2E')}?="),
    ],
)
async def test_a_forged_member_is_held_though_nobody_is_moderated(
    running: Running, verb: str, server: str
) -> None:
    """Rule 11: the From of a member, from somebody else's client, with results that the forger
    wrote himself, under our front's own name where he talks to us directly, or in a spelling of it
    that the front does not take out. Nobody hears of it but the moderator."""
    results = f"{server}; dmarc=pass header.from=clinic.example"
    said = {"Subject": "Watches", "Authentication_Results": results}
    raw = mail(AMINA, TO, "Buy my watches.", proven=False, **said)
    await hand_over(running, f"{verb} ADDR=198.51.100.66", raw)
    notice = await running.mail_to("mod@example.org", "Watches")
    assert "it says it is from clinic.example, but clinic.example denies it" in words(notice)
    assert "The sender is not proven" in words(notice)
    assert "nothing proves who sent it" not in words(notice)
    await running.quiet()
    assert {one["Delivered-To"] for one in running.mails()} == {"mod@example.org"}
    assert await proofs(running) == [("", "held")]


async def test_a_filter_in_front_holds_a_members_post(running: Running) -> None:
    raw = mail(AMINA, TO, "Cheap pills.", Subject="Pills", X_Spam_Flag="YES")
    await running.send_raw(AMINA, [TO], raw)
    assert "This looks like spam: 1. Pills" in words(await spam_of_the_day(running))
    assert await proofs(running) == [("results clinic.example", "held")]


async def test_a_strangers_word_about_spam_counts_for_nothing(running: Running) -> None:
    raw = mail(AMINA, TO, "Eleven cases.", proven=False, Subject="Cases", X_Spam_Flag="YES")
    await hand_over(running, "XCLIENT ADDR=192.0.2.7", raw)
    await running.mail_to("reader@example.org", "Cases")
    assert not await running.store.read(held.queue)


async def test_rspamd_is_asked_where_the_site_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"Cheap pills")
        assert b"\r\nIp: 192.0.2.7\r\n" in asked
        writer.write(b'HTTP/1.1 200 OK\r\n\r\n{"action":"add header"}')
        writer.close()

    filters = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = filters.sockets[0].getsockname()[1]
    named = f'[rspamd]\nurl = "http://127.0.0.1:{port}"\n'
    async with a_list(tmp_path, monkeypatch, named) as running:
        raw = mail(AMINA, TO, "Cheap pills", proven=False, Subject="Pills")
        await hand_over(running, "XFORWARD ADDR=192.0.2.7", raw)
        assert "This looks like spam: 1. Pills" in words(await spam_of_the_day(running))
        assert await proofs(running) == [("spf clinic.example", "held")]
    filters.close()


async def test_findings_of_others_go_no_further(running: Running) -> None:
    """Neither our front's headers nor forged ones: a reader's server might believe them."""
    odd = {
        "X_Spam_Status": "No, score=-9 required=5",
        "X_Spamd_Result": "default: False [-9.00 / 15.00]",
        "ARC_Authentication_Results": f"i=1; {FRONT}; dmarc=pass",
        "Received_SPF": "pass",
        "DKIM_Signature": "v=1; a=rsa-sha256; d=clinic.example; s=x; b=x",
        "X_Originating_IP": "[192.0.2.7]",
    }
    await running.send(AMINA, TO, "Eleven cases.", Subject="Cases", **odd)
    copy = await running.mail_to("reader@example.org", "Cases")
    kept = {name.lower() for name in copy}
    assert not kept & {name.replace("_", "-").lower() for name in odd} - {"dkim-signature"}
    assert "authentication-results" not in kept
    assert "d=clinic.example" not in str(copy)
