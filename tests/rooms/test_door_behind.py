"""The door behind a front or a proxy: whose mail it is (XFORWARD, XCLIENT, the PROXY protocol)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.intake.wire import read_address, read_attributes
from tests.support.peer import House, Peer, house

TO = "hifa@lists.example.org"
V2 = b"\r\n\r\n\x00\r\nQUIT\n"


# --- what is written ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "attributes"),
    [
        ("ADDR=192.0.2.7 HELO=mx.example.net", {"ADDR": "192.0.2.7", "HELO": "mx.example.net"}),
        ("addr=192.0.2.7  PROTO=ESMTP", {"ADDR": "192.0.2.7", "PROTO": "ESMTP"}),
        ("NAME=[UNAVAILABLE] ADDR=[tempunavail]", {"NAME": "", "ADDR": ""}),
        ("HELO=two+20words+3d+C3+A9", {"HELO": "two words=Ã©"}),
        ("HELO=a+0D+0AMAIL", None),
        ("HELO=a+00", None),
        ("HELO", None),
        ("=x", None),
        ("A-B=x", None),
        ("", None),
        (" ", None),
    ],
)
def test_attributes(argument: str, attributes: dict[str, str] | None) -> None:
    assert read_attributes(argument) == attributes


PIECES = ["ADDR", "HELO", "=", "+0D", "+41", " ", "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_attributes_are_read_or_refused(rest: str) -> None:
    for name, value in (read_attributes(f"ADDR={rest}") or {}).items():
        assert name.isalpha()
        assert value.isprintable()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("IPV6:2001:DB8::7", "2001:db8::7"),
        ("ipv6:2001:db8::7", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("192.0.2.700", ""),
        ("mx.example.net", ""),
        ("", ""),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert read_address(text) == address


# --- XFORWARD -------------------------------------------------------------------------------------


async def test_a_front_says_whom_it_has_a_mail_from() -> None:
    async with house(trusted=True) as here:
        peer = await here.peer("EHLO front.example.org")
        assert await peer.say("XFORWARD NAME=mx.example.net ADDR=192.0.2.7") == "250 2.0.0 Noted"
        assert await peer.say("XFORWARD HELO=mx.example.net SOURCE=REMOTE") == "250 2.0.0 Noted"
        await peer.mail(TO)
        await peer.mail(TO)  # on the same connection, another one's
        (first, _), (second, _) = here.kept.mails
        assert (first.peer, first.trusted) == ("127.0.0.1", True)
        assert (first.client, first.helo) == ("192.0.2.7", "mx.example.net")
        assert (second.client, second.helo) == ("", "")


@pytest.mark.parametrize("forget", ["RSET", "EHLO front.example.org"])
async def test_what_was_said_of_a_mail_that_never_came(forget: str) -> None:
    async with house(trusted=True) as here:
        peer = await here.peer()
        await peer.say("XFORWARD ADDR=192.0.2.7 HELO=mx.example.net")
        await peer.say(forget)
        await peer.mail(TO)
        assert here.kept.mails[0][0].client == ""


@pytest.mark.parametrize(
    "attributes",
    ["ADDR=[UNAVAILABLE]", "ADDR=127.0.0.1 SOURCE=LOCAL", "ADDR=nonsense", "HELO=x"],
)
async def test_a_mail_of_nobody_from_outside(attributes: str) -> None:
    async with house(trusted=True) as here:
        peer = await here.peer()
        assert (await peer.say(f"XFORWARD {attributes}")).startswith("250 ")
        await peer.mail(TO)
        assert here.kept.mails[0][0].client == ""


async def test_lmtp_has_it_too() -> None:
    async with house(trusted=True, lmtp=True) as here:
        peer = await here.connect()
        assert "XFORWARD" in await peer.greet("LHLO front.example.org")
        await peer.say("XFORWARD ADDR=IPV6:2001:db8::7")
        await peer.mail(TO)
        assert here.kept.mails[0][0].client == "2001:db8::7"


@pytest.mark.parametrize("verb", ["XFORWARD", "XCLIENT"])
async def test_strangers_may_not(verb: str) -> None:
    async with house() as here:
        peer = await here.connect()
        assert verb not in await peer.greet()
        assert await peer.say(f"{verb} ADDR=192.0.2.7") == "500 5.5.1 Command not recognised"
        await peer.mail(TO)
        envelope, _ = here.kept.mails[0]
        assert (envelope.peer, envelope.client) == ("127.0.0.1", "")
        assert envelope.helo == "peer.example.org"


@pytest.mark.parametrize("verb", ["XFORWARD", "XCLIENT"])
async def test_not_within_a_mail_and_not_without_sense(verb: str) -> None:
    async with house(trusted=True) as here:
        peer = await here.peer()
        assert (await peer.say(f"{verb} ADDR")).startswith("501 5.5.4 ")
        assert (await peer.say(verb)).startswith("501 5.5.4 ")
        await peer.begin(TO)
        assert (await peer.say(f"{verb} ADDR=192.0.2.7")).startswith("503 5.5.1 ")


# --- XCLIENT --------------------------------------------------------------------------------------


async def test_a_front_hands_its_connection_on() -> None:
    """From then on it is that client's, a stranger's: it says nothing more of others, its mail is
    judged like a stranger's, and what it writes under the front's name is not believed."""
    async with house(trusted=True) as here:
        peer = await here.peer()
        assert (await peer.say("XCLIENT ADDR=192.0.2.7 NAME=mx.example.net")).startswith("220 ")
        assert (await peer.say("MAIL FROM:<amina@example.org>")).startswith("503 ")
        assert "XFORWARD" not in await peer.say("EHLO mx.example.net")
        assert (await peer.say("XCLIENT ADDR=127.0.0.1")).startswith("500 ")
        await peer.mail(TO)
        envelope, _ = here.kept.mails[0]
        assert (envelope.peer, envelope.trusted) == ("192.0.2.7", False)
        assert (envelope.client, envelope.helo) == ("", "mx.example.net")


async def test_a_client_that_nobody_knows_is_a_stranger() -> None:
    async with house(trusted=True) as here:
        peer = await here.peer()
        assert (await peer.say("XCLIENT ADDR=[UNAVAILABLE]")).startswith("220 ")
        await peer.say("EHLO mx.example.net")
        await peer.mail(TO)
        assert (here.kept.mails[0][0].peer, here.kept.mails[0][0].trusted) == ("", False)


async def test_connections_are_counted_for_the_client_behind() -> None:
    async with house(trusted=True, connections_per_peer=2) as here:
        peers = [await here.peer() for _ in range(4)]
        said = [await peer.say("XCLIENT ADDR=192.0.2.7") for peer in peers[:3]]
        assert [reply[:3] for reply in said] == ["220", "220", "421"]
        assert (await peers[3].say("XCLIENT ADDR=192.0.2.8")).startswith("220 ")


@pytest.mark.slow
@pytest.mark.swaks
async def test_with_swaks() -> None:
    async with house(trusted=True) as here:
        program = await asyncio.create_subprocess_exec(
            *("swaks", "--server", "127.0.0.1", "--port", str(here.port), "--to", TO),
            *("--from", "amina@example.net", "--ehlo", "mx.example.net"),
            *("--xclient-addr", "192.0.2.7"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await program.communicate()
        assert program.returncode == 0, said.decode()
        envelope, _ = here.kept.mails[0]
        assert (envelope.peer, envelope.helo) == ("192.0.2.7", "mx.example.net")


# --- the PROXY protocol ---------------------------------------------------------------------------


def v2(command: int, family: int, block: bytes) -> bytes:
    return V2 + struct.pack("!BBH", 0x20 | command, family, len(block)) + block


def four(client: str) -> bytes:
    addresses = socket.inet_aton(client) + socket.inet_aton("192.0.2.1")
    return addresses + struct.pack("!HH", 50000, 25)


SIX = socket.inet_pton(socket.AF_INET6, "2001:db8::7") + bytes(16) + struct.pack("!HH", 50000, 25)


async def opened(here: House, header: bytes) -> Peer:
    peer = await here.connect()
    peer.send(header)
    return peer


@pytest.mark.parametrize(
    ("header", "client"),
    [
        (b"PROXY TCP4 192.0.2.7 192.0.2.1 50000 25\r\n", "192.0.2.7"),
        (b"PROXY TCP6 2001:db8::7 2001:db8::1 50000 25\r\n", "2001:db8::7"),
        (b"PROXY UNKNOWN\r\n", ""),
        (v2(1, 0x11, four("192.0.2.7")), "192.0.2.7"),
        (v2(1, 0x11, four("192.0.2.7") + b"\x03\x00\x04abcd"), "192.0.2.7"),
        (v2(1, 0x21, SIX), "2001:db8::7"),
        (v2(1, 0x00, b""), ""),
        (v2(0, 0x00, b""), ""),
        (v2(0, 0x11, four("192.0.2.7")), ""),
    ],
)
@pytest.mark.parametrize("trusted", [True, False])
async def test_a_proxy_says_whose_connection_it_is(
    header: bytes, client: str, trusted: bool
) -> None:
    """Also where the proxy itself is trusted: whom it lets through is not."""
    async with house(trusted=trusted, proxy=True) as here:
        peer = await opened(here, header)
        await peer.greet()
        await peer.mail(TO)
        envelope, _ = here.kept.mails[0]
        assert (envelope.peer, envelope.trusted, envelope.client) == (client, False, "")


async def test_a_trusted_front_behind_a_proxy() -> None:
    async with house(trusted=True, proxy=True) as here:
        peer = await opened(here, b"PROXY TCP4 127.0.0.9 127.0.0.1 50000 25\r\n")
        assert "XFORWARD" in await peer.greet()


@pytest.mark.parametrize(
    "header",
    [
        b"EHLO peer.example.org\r\n",
        b"PROXY TCP4 nonsense 192.0.2.1 1 2\r\n",
        b"PROXY TCP4 192.0.2.7\r\n",
        b"PROXY " + b"x" * 70_000,
        v2(1, 0x11, b"\x00"),
        V2 + b"\xff\xff\x00\x00",
        b"\r\n\r\n\x00\r\nQUIX\n\x21\x11\x00\x00",
    ],
)
async def test_what_is_no_header_ends_the_connection(header: bytes) -> None:
    async with house(proxy=True) as here:
        peer = await opened(here, header)
        peer.writer.write_eof()
        with contextlib.suppress(ConnectionError):
            assert await peer.reply() == ""
        assert not here.kept.mails


async def test_a_proxy_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("listserv.intake.session.PROXY_SECONDS", 0.02)
    async with house(proxy=True) as here:
        assert await (await here.connect()).reply() == ""


async def test_a_proxy_is_not_counted_as_one_peer() -> None:
    async with house(proxy=True, connections_per_peer=1) as here:
        one, two, again = [
            await opened(here, f"PROXY TCP4 192.0.2.{n} 192.0.2.1 50000 25\r\n".encode())
            for n in (7, 8, 7)
        ]
        assert (await one.reply()).startswith("220 ")
        assert (await two.reply()).startswith("220 ")
        assert (await again.reply()).startswith("421 4.7.0 ")


async def test_nobody_else_may_say_whose_connection_it_is() -> None:
    async with house(trusted=True) as here:
        peer = await opened(here, b"PROXY TCP4 192.0.2.7 192.0.2.1 50000 25\r\n")
        assert (await peer.reply()).startswith("220 ")
        assert (await peer.reply()).startswith("500 5.5.1 ")
