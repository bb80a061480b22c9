"""The door over real sockets: what it lets in, what it answers, and what it never does."""

from __future__ import annotations

import asyncio
import logging
import random
import re
import socket
import sqlite3
import time
from pathlib import Path

import pytest

from listserv.intake.gate import Gate
from listserv.intake.session import Limits
from listserv.model import Destination, Envelope, Policy, Purpose
from listserv.store import lists, spool
from listserv.store.base import Store
from tests.support.peer import TOKENS, house

RAW = b"From: Amina <amina@example.org>\r\nSubject: Measles\r\n\r\nEleven cases.\r\n"


async def test_our_own_fault_is_temporary_and_tells_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The library answers `500 Error: (ValueError) text`: a bounce, and a leak."""
    async with house() as here:
        here.kept.fail = ValueError("disk full at /var/lib, amina@example.org")
        peer = await here.peer()
        with caplog.at_level(logging.INFO):
            assert await peer.mail("hifa@lists.example.org", raw=RAW) == (
                "451 4.3.0 Our fault, please try again later"
            )
        assert "ValueError" in caplog.text
        assert "amina" not in caplog.text
        here.kept.fail = None
        assert (await peer.mail("hifa@lists.example.org", raw=RAW)).startswith("250 ")


async def test_our_own_fault_at_rcpt_is_temporary_too() -> None:
    async def broken() -> Gate:
        raise RuntimeError("secret")

    async with house(current=broken) as here:
        peer = await here.peer()
        (reply,) = await peer.begin("hifa@lists.example.org")
        assert reply.startswith("451 4.3.0 ")
        assert "secret" not in reply
        assert (await peer.say("NOOP")).startswith("250 ")


async def test_a_mail_is_kept_as_it_came_and_then_250() -> None:
    async with house() as here:
        peer = await here.peer()
        raw = RAW + b"..dot\r\n.one\r\nbare\nlf and\rcr \x00 \xe9\xff\r\n"
        stuffed = raw.replace(b"\r\n.", b"\r\n..")
        await peer.begin("HIFA@Lists.Example.ORG", "hifa-leave+lq2w3e4r5t6y7@lists.example.org")
        await peer.say("DATA")
        peer.send(stuffed + b".\r\n")
        assert await peer.reply() == "250 2.0.0 Kept"
        assert here.kept.mails == [
            (
                Envelope(
                    mail_from="amina@example.org",
                    destinations=(
                        Destination("hifa@lists.example.org", Purpose.POST, 1),
                        Destination(
                            "hifa-leave+lq2w3e4r5t6y7@lists.example.org",
                            Purpose.LEAVE,
                            1,
                            TOKENS["lq2w3e4r5t6y7"],
                        ),
                    ),
                    peer="127.0.0.1",
                    trusted=False,
                    received=pytest.approx(1_772_000_000.0, abs=60),
                    helo="peer.example.org",
                ),
                raw,
            )
        ]


async def test_250_waits_for_the_store() -> None:
    async with house() as here:
        here.kept.hold = asyncio.Event()
        peer = await here.peer()
        await peer.begin("hifa@lists.example.org")
        await peer.say("DATA")
        peer.send(RAW + b".\r\n")
        await here.kept.entered.wait()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await peer.reader.readexactly(1)
        here.kept.hold.set()
        assert (await peer.reply()).startswith("250 ")


async def test_what_is_advertised() -> None:
    async with house(message_size=12_345) as here:
        peer = await here.connect()
        assert (await peer.greet()).split("\n") == [
            "250-lists.example.org",
            "250-SIZE 12345",
            "250-PIPELINING",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250 ENHANCEDSTATUSCODES",
        ]


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("NOOP", "250 2.0.0 "),
        ("RSET", "250 2.0.0 "),
        ("noop", "250 2.0.0 "),
        ("HELP", "214 2.0.0 "),
        ("VRFY amina", "252 2.5.0 "),
        ("VRFY", "501 5.5.4 "),
        ("EXPN hifa", "502 5.5.1 "),
        ("AUTH PLAIN AGEAYg==", "502 5.5.1 "),
        ("STARTTLS", "502 5.5.1 "),
        ("XCLIENT ADDR=192.0.2.1", "500 5.5.1 "),
        ("GET / HTTP/1.1", "500 5.5.1 "),
        ("", "500 5.5.1 "),
        ("RCPT TO:<hifa@lists.example.org>", "503 5.5.1 "),
        ("DATA", "503 5.5.1 "),
        ("MAIL", "501 5.5.4 "),
        ("MAIL FROM:", "553 5.1.3 "),
        ("MAIL FROM:<", "553 5.1.3 "),
        ("MAIL FROM:<a b@example.org>", "553 5.1.3 "),
        ("MAIL FROM:<amina@example.org> SIZE=x", "501 5.5.4 "),
        ("MAIL FROM:<amina@example.org> BODY=BINARYMIME", "501 5.5.4 "),
        ("MAIL FROM:<amina@example.org> RET=FULL", "555 5.5.4 "),
        ("MAIL FROM:<amina@example.org> SIZE=99999999", "552 5.3.4 "),
        ("MAIL FROM:<amina@example.org> SIZE=300 BODY=8BITMIME", "250 2.0.0 "),
        ("MAIL FROM:<amina@example.org> SMTPUTF8", "250 2.0.0 "),
        ("MAIL FROM:<josé@example.org> SMTPUTF8", "250 2.0.0 "),
        ("MAIL FROM:<>", "250 2.0.0 "),
        ("mail from: <amina@example.org>", "250 2.0.0 "),
        ("NO\x00OP", "500 5.5.2 "),
        ("NOOP " + "x" * 3000, "500 5.5.2 "),
        ("x" * 70_000, "500 5.5.2 "),
    ],
)
async def test_replies_to_one_command(line: str, reply: str) -> None:
    async with house() as here:
        peer = await here.peer()
        assert (await peer.say(line)).startswith(reply)
        assert (await peer.say("NOOP")).startswith("250 ")


async def test_octets_that_are_no_text() -> None:
    async with house() as here:
        peer = await here.peer()
        peer.send(b"MAIL FROM:<jos\xe9@example.org>\r\n")
        assert (await peer.reply()).startswith("500 5.5.2 ")


@pytest.mark.parametrize(
    ("recipient", "reply"),
    [
        ("hifa@lists.example.org", "250 2.1.5 "),
        ("postmaster", "250 2.1.5 "),
        ("abuse@lists.example.org", "250 2.1.5 "),
        ("hifa-bounces+BQ2W3E4R5T6Y7@lists.example.org", "250 2.1.5 "),
        ("@relay.example:hifa@lists.example.org", "250 2.1.5 "),
        ("nobody@lists.example.org", "550 5.1.1 "),
        ("hifa-leave+bq2w3e4r5t6y7@lists.example.org", "550 5.1.1 "),
        ("hifa@example.org", "550 5.7.1 "),
        ("hifa%lists.example.org@example.org", "550 5.7.1 "),
        ("victim%example.org@lists.example.org", "550 5.1.1 "),
        ("@lists.example.org:victim@example.org", "550 5.7.1 "),
        ('"victim@example.org"@lists.example.org', "550 5.1.1 "),
        ("", "550 5.1.1 "),
        ("a b@lists.example.org", "553 5.1.3 "),
    ],
)
async def test_replies_to_a_recipient(recipient: str, reply: str) -> None:
    async with house() as here:
        peer = await here.peer()
        (said,) = await peer.begin(recipient)
        assert said.startswith(reply)


async def test_the_null_return_path_is_a_sender() -> None:
    async with house() as here:
        peer = await here.peer()
        await peer.begin("hifa-bounces+bq2w3e4r5t6y7@lists.example.org", sender="")
        await peer.say("DATA")
        peer.send(RAW + b".\r\n")
        assert (await peer.reply()).startswith("250 ")
        assert here.kept.mails[0][0].mail_from == ""


async def test_the_same_recipient_twice_counts_once() -> None:
    async with house() as here:
        peer = await here.peer()
        await peer.mail("hifa@lists.example.org", "HIFA@LISTS.EXAMPLE.ORG", raw=RAW)
        assert len(here.kept.mails[0][0].destinations) == 1


async def test_too_many_recipients_are_put_off() -> None:
    async with house(recipients=2) as here:
        peer = await here.peer()
        replies = await peer.begin(
            *(f"{local}@lists.example.org" for local in ("hifa", "hifa-fr", "hifa-owner"))
        )
        assert [reply[:9] for reply in replies] == ["250 2.1.5", "250 2.1.5", "452 4.5.3"]


async def test_recipients_do_not_stay_for_the_next_mail() -> None:
    async with house() as here:
        peer = await here.peer()
        await peer.mail("hifa@lists.example.org", raw=RAW)
        assert (await peer.say("DATA")).startswith("503 ")
        await peer.begin("hifa-fr@lists.example.org")
        await peer.say("RSET")
        assert (await peer.say("DATA")).startswith("503 ")
        await peer.begin("hifa-fr@lists.example.org")
        await peer.say("EHLO again.example.org")
        assert (await peer.say("RCPT TO:<hifa@lists.example.org>")).startswith("503 ")


# --- content ---------------------------------------------------------------------------------

REFUSED = {
    "552 5.3.4": RAW + b"x" * 70 + b"\r\n" + b"y\r\n" * 1000,
    "554 5.6.0": RAW + b"x" * 201 + b"\r\n",
    "554 5.4.6": b"List-Id: HIFA <hifa.lists.example.org>\r\n" + RAW,
}


@pytest.mark.parametrize("status", REFUSED)
async def test_content_refused_to_a_stranger_is_taken_from_a_trusted_peer(status: str) -> None:
    """A trusted peer has already said 250 for us: a refusal would become a bounce to a forged
    sender. The desk finds the same again and makes it a state."""
    raw = REFUSED[status]
    async with house(message_size=2000, line_length=200) as here:
        peer = await here.peer()
        assert (await peer.mail("hifa@lists.example.org", raw=raw)).startswith(status)
        assert here.kept.mails == []
        assert (await peer.say("NOOP")).startswith("250 ")
    async with house(message_size=2000, line_length=200, trusted=True) as here:
        peer = await here.peer()
        assert (await peer.mail("hifa@lists.example.org", raw=raw)).startswith("250 ")
        assert here.kept.raws == [raw]
        assert here.kept.mails[0][0].trusted


async def test_even_a_trusted_peer_has_a_bound() -> None:
    async with house(message_size=1000, trusted=True) as here:
        peer = await here.connect()
        assert "250-SIZE 4000" in await peer.greet()
        assert (await peer.mail("hifa@lists.example.org", raw=b"y\r\n" * 1333)).startswith("250 ")
        assert (await peer.mail("hifa@lists.example.org", raw=b"y\r\n" * 1400)).startswith("552 ")


async def test_lines_up_to_the_limit() -> None:
    async with house() as here:
        peer = await here.peer()
        raw = b"\r\n" + b"x" * 10_000 + b"\r\n"
        assert (await peer.mail("hifa@lists.example.org", raw=raw)).startswith("250 ")
        raw = b"\r\n" + b"x" * 10_001 + b"\r\n"
        assert (await peer.mail("hifa@lists.example.org", raw=raw)).startswith("554 5.6.0 ")


@pytest.mark.parametrize(
    "end",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r.\r\n",
        b"\r\n.\r",
        b"\r\n.\r\r\n",
        b"\r\n\x00.\r\n",
    ],
)
async def test_nothing_is_smuggled(end: bytes) -> None:
    """What only some hosts take for the end of a mail must not start a second one here."""
    second = b"MAIL FROM:<admin@lists.example.org>\r\nRCPT TO:<hifa-owner@lists.example.org>\r\n"
    async with house() as here:
        peer = await here.peer()
        raw = RAW + b"text" + end + second + b"DATA\r\n" + RAW
        reply = await peer.mail("hifa@lists.example.org", raw=raw)
        assert reply.startswith("250 ")
        assert (await peer.say("NOOP")).startswith("250 ")
        assert len(here.kept.mails) == 1
        assert here.kept.mails[0][0].mail_from == "amina@example.org"


async def test_pipelined_mails_are_answered_in_order() -> None:
    async with house() as here:
        peer = await here.peer()
        mail = (
            b"MAIL FROM:<amina@example.org>\r\nRCPT TO:<hifa@lists.example.org>\r\n"
            b"RCPT TO:<nobody@lists.example.org>\r\nDATA\r\n" + RAW + b".\r\n"
        )
        peer.send(mail * 3 + b"QUIT\r\n")
        codes = [(await peer.reply())[:3] for _ in range(16)]
        assert codes == ["250", "250", "550", "354", "250"] * 3 + ["221"]
        assert here.kept.raws == [RAW] * 3
        assert await peer.reply() == ""


async def test_a_peer_that_closes_its_side_early_is_still_heard() -> None:
    """The library cancels the mail in hand when a peer has sent all and half-closes."""
    async with house() as here:
        peer = await here.peer()
        peer.send(b"MAIL FROM:<>\r\nRCPT TO:<hifa@lists.example.org>\r\nDATA\r\n" + RAW + b".\r\n")
        peer.writer.write_eof()
        codes = [(await peer.reply())[:3] for _ in range(4)]
        assert codes == ["250", "250", "354", "250"]
        assert here.kept.raws == [RAW]


async def test_a_peer_that_vanishes_in_data_leaves_nothing() -> None:
    async with house() as here:
        peer = await here.peer()
        await peer.begin("hifa@lists.example.org")
        await peer.say("DATA")
        peer.send(RAW)
        await peer.writer.drain()
        await peer.close()
        second = await here.peer()
        assert (await second.say("NOOP")).startswith("250 ")
        assert here.kept.mails == []


async def test_a_peer_that_vanishes_while_we_keep_its_mail_tears_nothing() -> None:
    async with house() as here:
        here.kept.hold = asyncio.Event()
        peer = await here.peer()
        await peer.begin("hifa@lists.example.org")
        await peer.say("DATA")
        peer.send(RAW + b".\r\n")
        await here.kept.entered.wait()
        peer.writer.transport.abort()
        await asyncio.sleep(0.02)
        here.kept.hold.set()
        await asyncio.sleep(0.02)
        assert here.kept.raws == [RAW]


async def test_with_the_real_store(tmp_path: Path) -> None:
    """The words of rule 1: after 250 another process finds the mail in the database."""
    store = Store.open(tmp_path / "listserv.db")
    store.write_now(lists.create, "hifa", Policy(), 0.0)
    async with house() as here:

        async def accept(envelope: Envelope, raw: bytes) -> object:
            return await store.write(spool.accept, envelope, raw)

        here.door._accept = accept
        peer = await here.peer()
        reply = await peer.mail("hifa@lists.example.org", "hifa-owner@lists.example.org", raw=RAW)
        assert reply.startswith("250 ")
        with sqlite3.connect(tmp_path / "listserv.db") as another:
            assert another.execute("SELECT raw FROM mail").fetchall() == [(RAW,)]
            assert another.execute("SELECT count(*) FROM post").fetchone() == (1,)
            assert another.execute("SELECT count(*) FROM errand").fetchone() == (1,)
        store.close()
        assert (await peer.mail("hifa@lists.example.org", raw=RAW)).startswith("451 4.3.0 ")


async def test_nonsense_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever octets come, each reply is one of SMTP's and the next peer is served."""
    dice = random.Random(811)
    words = [b"MAIL FROM:", b"RCPT TO:", b"DATA", b"EHLO ", b"<>", b"<hifa@lists.example.org>"]
    words += [
        b"\r\n",
        b"\n",
        b"\r",
        b".",
        b" ",
        b"\x00",
        b"\xff",
        b"\xc3\xa9",
        b'"',
        b"=",
        b"SIZE",
        b"\xb2",
    ]
    async with house(errors=1000) as here:
        for _ in range(60):
            peer = await here.peer()
            peer.send(b"".join(dice.choices(words, k=40)) + b"\r\n.\r\nQUIT\r\n")
            peer.writer.write_eof()
            said = (await peer.reader.read()).decode()
            assert all(re.match(r"[2-5]\d\d[ -]", line) for line in said.splitlines())
        assert (await (await here.peer()).mail("postmaster", raw=RAW)).startswith("250 ")
    assert "talk with" not in caplog.text


def test_the_limits_agree_with_postfix() -> None:
    """What Postfix lets in must not be too large for us: it could only bounce it."""
    lines = (Path(__file__).parents[2] / "config" / "postfix" / "main.cf").read_text()
    (size,) = re.findall(r"^message_size_limit = (\d+)$", lines, re.MULTILINE)
    assert int(size) <= Limits().message_size


# --- bounds ----------------------------------------------------------------------------------


async def test_connections_in_all() -> None:
    async with house(connections=2) as here:
        first, _second = await here.peer(), await here.peer()
        third = await here.connect()
        assert (await third.reply()).startswith("421 4.7.0 ")
        assert await third.reply() == ""
        await first.say("QUIT")
        assert await first.reply() == ""
        await here.peer()


async def test_connections_of_one_peer() -> None:
    async with house(connections_per_peer=1) as here:
        await here.peer()
        second = await here.connect()
        assert (await second.reply()).startswith("421 4.7.0 ")
    async with house(connections_per_peer=1, trusted=True) as here:
        await here.peer()
        await here.peer()


async def test_commands_of_one_session() -> None:
    async with house(commands=5) as here:
        peer = await here.peer()
        for _ in range(4):
            assert (await peer.say("NOOP")).startswith("250 ")
        assert (await peer.say("NOOP")).startswith("421 4.7.0 ")
        assert await peer.reply() == ""


async def test_errors_of_one_session() -> None:
    async with house(errors=3) as here:
        peer = await here.peer()
        for _ in range(3):
            assert (await peer.say("NONSENSE")).startswith("500 ")
        peer.send(b"NONSENSE\r\n")
        assert (await peer.reply()).startswith("500 ")
        assert (await peer.reply()).startswith("421 4.7.0 ")
        assert await peer.reply() == ""


async def test_a_silent_peer_is_let_go() -> None:
    async with house(command_timeout=0.05) as here:
        peer = await here.peer()
        assert (await peer.reply()).startswith("421 4.4.2 ")
        assert await peer.reply() == ""


async def test_a_peer_silent_in_data_is_let_go() -> None:
    async with house(data_timeout=0.05) as here:
        peer = await here.peer()
        await peer.begin("hifa@lists.example.org")
        await peer.say("DATA")
        peer.send(RAW)
        assert (await peer.reply()).startswith("421 4.4.2 ")
        assert here.kept.mails == []


async def test_a_drip_does_not_last_for_ever() -> None:
    """Each octet renews the wait for the next; the session as a whole has an end."""
    async with house(session=0.2, command_timeout=0.1) as here:
        peer = await here.peer()
        begun = time.monotonic()
        with pytest.raises(ConnectionError):
            while time.monotonic() - begun < 3:
                peer.send(b"N")
                await peer.writer.drain()
                await asyncio.sleep(0.02)
        assert time.monotonic() - begun < 2


async def test_a_peer_that_does_not_read_is_cut() -> None:
    async with house(session=0.3) as here:
        peer = await here.peer()
        peer.writer.transport.pause_reading()
        peer.send(b"NOOP\r\n" * 5000)
        await asyncio.sleep(0.5)
        assert not here.door._inside


# --- stop and secrecy ------------------------------------------------------------------------


async def test_stop_lets_the_mail_in_hand_be_kept() -> None:
    async with house() as here:
        here.kept.hold = asyncio.Event()
        idle, busy = await here.peer(), await here.peer()
        await busy.begin("hifa@lists.example.org")
        await busy.say("DATA")
        busy.send(RAW + b".\r\n")
        await here.kept.entered.wait()
        stopping = asyncio.create_task(here.door.stop(2.0))
        assert (await idle.reply()).startswith("421 4.3.2 ")
        assert await idle.reply() == ""
        here.kept.hold.set()
        assert (await busy.reply()).startswith("250 ")
        assert (await busy.reply()).startswith("421 4.3.2 ")
        await stopping
        assert here.kept.raws == [RAW]
        with pytest.raises(OSError):
            await here.connect()


async def test_stop_is_bounded() -> None:
    async with house() as here:
        peer = await here.peer()
        await peer.begin("hifa@lists.example.org")
        await peer.say("DATA")
        begun = time.monotonic()
        await here.door.stop(0.1)
        assert time.monotonic() - begun < 1
        with pytest.raises((ConnectionError, TimeoutError)):
            if await peer.reply() == "":
                raise ConnectionError


async def test_no_address_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Rule 9. The library logs whole command lines at the level of information."""
    with caplog.at_level(logging.DEBUG):
        async with house() as here:
            peer = await here.peer()
            await peer.mail("hifa@lists.example.org", "nobody@lists.example.org", raw=RAW)
            await peer.say("VRFY amina@example.org")
            await peer.say("QUIT")
    said = [record.getMessage() for record in caplog.records if record.levelno > logging.DEBUG]
    assert any("kept" in line for line in said)
    assert not any("amina" in line or "nobody" in line for line in said)


async def test_a_peer_of_version_six_that_is_four() -> None:
    async with house(trusted=True) as here:
        assert here.door.trusts("::ffff:127.0.0.1")
        assert not here.door.trusts("::ffff:192.0.2.1")
        assert not here.door.trusts("::1")
        assert not here.door.trusts("")


async def test_two_doors_do_not_share_a_port() -> None:
    async with house() as here:
        with pytest.raises(OSError):
            await here.door.start_smtp("127.0.0.1", here.port)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", here.port)) == 0
