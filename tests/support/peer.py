"""A peer that speaks SMTP or LMTP octet by octet, and a door to speak to, for the tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Any

from listserv.clock import OffsetClock
from listserv.intake.gate import Gate
from listserv.intake.server import Door, Limits
from listserv.model import Envelope, Purpose, Site, Token

SITE = Site("lists.example.org", "Forum")
LOOPBACK = frozenset({ip_network("127.0.0.0/8")})
TOKENS = {
    "lq2w3e4r5t6y7": Token(Purpose.LEAVE, 7, 1),
    "bq2w3e4r5t6y7": Token(Purpose.BOUNCES, 7, 3),
}


class Peer:
    """One connection to a server; replies come back as text without the last line end."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def reply(self) -> str:
        """Read one reply, all its lines; "" when the server has closed."""
        lines = []
        while True:
            async with asyncio.timeout(5):
                line = (await self.reader.readline()).decode()
            lines.append(line.rstrip("\r\n"))
            if line[3:4] != "-":
                return "\n".join(lines)

    def send(self, octets: bytes) -> None:
        self.writer.write(octets)

    async def say(self, line: str) -> str:
        self.send(line.encode() + b"\r\n")
        return await self.reply()

    async def greet(self, line: str = "EHLO peer.example.org") -> str:
        """Read the banner and greet; gives the reply to the greeting."""
        assert (await self.reply()).startswith("220 ")
        return await self.say(line)

    async def begin(self, *recipients: str, sender: str = "amina@example.org") -> list[str]:
        """MAIL and the RCPTs; gives the replies to the RCPTs."""
        assert (await self.say(f"MAIL FROM:<{sender}>")).startswith("250 ")
        return [await self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]

    async def mail(self, *recipients: str, raw: bytes = b"Subject: x\r\n\r\nx\r\n") -> str:
        """A whole transaction; gives the (first) reply to DATA."""
        await self.begin(*recipients)
        assert (await self.say("DATA")).startswith("354 ")
        self.send(raw + b".\r\n")
        return await self.reply()

    async def close(self) -> None:
        self.writer.close()


class Kept:
    """A store that only remembers; `fail` makes it raise, `hold` makes it slow."""

    def __init__(self) -> None:
        self.mails: list[tuple[Envelope, bytes]] = []
        self.fail: Exception | None = None
        self.hold: asyncio.Event | None = None
        self.entered = asyncio.Event()

    async def accept(self, envelope: Envelope, raw: bytes) -> int:
        self.entered.set()
        if self.hold:
            await self.hold.wait()
        if self.fail:
            raise self.fail
        self.mails.append((envelope, raw))
        return len(self.mails)

    @property
    def raws(self) -> list[bytes]:
        return [raw for _, raw in self.mails]


class House:
    """A running door with what it kept."""

    def __init__(self, door: Door, kept: Kept, port: int) -> None:
        self.door, self.kept, self.port = door, kept, port

    async def connect(self) -> Peer:
        return Peer(*await asyncio.open_connection("127.0.0.1", self.port))

    async def peer(self, greeting: str = "EHLO peer.example.org") -> Peer:
        """A connection that has greeted."""
        peer = await self.connect()
        assert (await peer.greet(greeting)).startswith("250")
        return peer


def gate() -> Gate:
    return Gate({"hifa": 1, "hifa-fr": 2}, SITE, TOKENS.get)


@asynccontextmanager
async def house(
    *,
    lmtp: bool = False,
    trusted: bool = False,
    proxy: bool = False,
    current: Callable[[], Awaitable[Gate]] | None = None,
    **bounds: Any,
) -> AsyncIterator[House]:
    """Open a door on a free port; `bounds` are fields of Limits."""

    async def now() -> Gate:
        return gate()

    kept = Kept()
    peers = LOOPBACK if trusted else frozenset()
    clock = OffsetClock(1_772_000_000.0)
    proxies = LOOPBACK if proxy else frozenset()
    limits = Limits(**bounds)
    door = Door(current or now, kept.accept, limits, peers, SITE.domain, clock, proxies)
    _, port = await (door.start_lmtp if lmtp else door.start_smtp)("127.0.0.1", 0)
    try:
        yield House(door, kept, port)
    finally:
        if kept.hold:
            kept.hold.set()
        await door.stop(1.0)
