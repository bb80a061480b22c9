"""LMTP (RFC 2033) octet by octet: smtplib's client reads one reply, so it cannot test this."""

from __future__ import annotations

import pytest

from tests.support.peer import Peer, house

RAW = b"Subject: Measles\r\n\r\nEleven cases.\r\n"


async def deliver(peer: Peer, *recipients: str, raw: bytes = RAW) -> list[str]:
    """A transaction; gives the reply for each recipient that was taken."""
    replies = await peer.begin(*(f"{local}@lists.example.org" for local in recipients))
    taken = [reply for reply in replies if reply.startswith("250 ")]
    assert (await peer.say("DATA")).startswith("354 ")
    peer.send(raw + b".\r\n")
    answers = [await peer.reply() for _ in taken]
    # Nothing more, nothing less: the next reply is that of the next command.
    assert await peer.say("NOOP") == "250 2.0.0 OK"
    return answers


async def test_the_greeting_is_lhlo() -> None:
    async with house(lmtp=True) as here:
        peer = await here.connect()
        lines = (await peer.greet("LHLO front.example.org")).split("\n")
        assert lines[0] == "250-lists.example.org"
        assert {"250-PIPELINING", "250 ENHANCEDSTATUSCODES"} < set(lines)
        assert (await peer.say("EHLO front.example.org")).startswith("500 5.5.1 ")
        assert (await peer.say("HELO front.example.org")).startswith("500 5.5.1 ")


async def test_smtp_knows_no_lhlo() -> None:
    async with house() as here:
        peer = await here.connect()
        assert (await peer.greet("LHLO front.example.org")).startswith("500 5.5.1 ")


@pytest.mark.parametrize(
    ("recipients", "replies"),
    [
        (["hifa"], 1),
        (["hifa", "hifa-fr", "postmaster"], 3),
        (["hifa", "nobody", "hifa-fr"], 2),
        (["hifa", "HIFA", "hifa-fr"], 3),  # each RCPT that was taken has its reply
    ],
)
async def test_a_reply_for_each_recipient(recipients: list[str], replies: int) -> None:
    async with house(lmtp=True) as here:
        peer = await here.peer("LHLO front.example.org")
        assert await deliver(peer, *recipients) == ["250 2.0.0 Kept"] * replies
        assert len(here.kept.mails) == 1
        assert len(here.kept.mails[0][0].destinations) == len(
            {local.lower() for local in recipients} - {"nobody"}
        )


async def test_no_recipient_no_data() -> None:
    """RFC 2033 §4.2: without a successful RCPT the answer to DATA is 503."""
    async with house(lmtp=True) as here:
        peer = await here.peer("LHLO front.example.org")
        await peer.begin("nobody@lists.example.org")
        assert (await peer.say("DATA")).startswith("503 5.5.1 ")


async def test_our_own_fault_for_each_recipient() -> None:
    async with house(lmtp=True) as here:
        here.kept.fail = RuntimeError("secret")
        peer = await here.peer("LHLO front.example.org")
        answers = await deliver(peer, "hifa", "hifa-fr")
        assert answers == ["451 4.3.0 Our fault, please try again later"] * 2


async def test_too_large_for_each_recipient() -> None:
    async with house(lmtp=True, message_size=100) as here:
        peer = await here.peer("LHLO front.example.org")
        answers = await deliver(peer, "hifa", "hifa-fr", raw=b"y\r\n" * 100)
        assert answers == ["552 5.3.4 Message is too large"] * 2
        assert await deliver(peer, "hifa") == ["250 2.0.0 Kept"]


async def test_pipelined() -> None:
    async with house(lmtp=True) as here:
        peer = await here.peer("LHLO front.example.org")
        peer.send(
            b"MAIL FROM:<>\r\nRCPT TO:<hifa@lists.example.org>\r\nRCPT TO:<x@lists.example.org>\r\n"
            b"RCPT TO:<hifa-fr@lists.example.org>\r\nDATA\r\n" + RAW + b".\r\nQUIT\r\n"
        )
        codes = [(await peer.reply())[:3] for _ in range(8)]
        assert codes == ["250", "250", "550", "250", "354", "250", "250", "221"]
