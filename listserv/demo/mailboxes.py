"""The world outside the demo's server: a relay that keeps every copy in its reader's Maildir.

It owns `mailboxes/ADDRESS/{tmp,new,cur}`. The relay is a second real SMTP server on a free
loopback port; it takes everything, answers 250 after the file is renamed into place, and wakes
whoever waits for mail. A file that cannot be written is answered 451, so that the server under
show keeps the copy and tries again.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from listserv.demo.drafts import plain_text

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Item:
    """A mail in somebody's mailbox."""

    address: str
    path: Path

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)  # noqa: S101 - the default policy makes these
        return parsed

    @cached_property
    def text(self) -> str:
        return plain_text(self.message)

    @property
    def message_id(self) -> str:
        return str(self.message.get("Message-ID", "")).strip(" <>")

    @property
    def answer_to(self) -> str:
        """Where the answer of a mail program goes: Reply-To, else From."""
        header = self.message["Reply-To"] or self.message["From"]
        return str(header.addresses[0].addr_spec) if header else ""


class PostOffice:
    """The relay and the mailboxes below a directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._directory.mkdir(parents=True, exist_ok=True)
        self._server: asyncio.Server | None = None
        self._count = 0
        self.received: list[Item] = []  # since the start, in order
        self.news = asyncio.Event()

    async def start(self) -> int:
        """Listen on a free port of the loopback interface and return it."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="relay.example.org", loop=loop), HOST, 0
        )
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        try:
            for address in envelope.rcpt_tos:
                self.received.append(self._deliver(address, raw))
        except OSError:
            return "451 4.3.0 mailbox cannot be written"
        self.news.set()
        return "250 2.0.0 delivered"

    def _deliver(self, address: str, raw: bytes) -> Item:
        box = self._directory / address.lower().replace("/", "_")
        for name in ("tmp", "new", "cur"):
            (box / name).mkdir(parents=True, exist_ok=True)
        self._count += 1
        name = f"{self._count:06d}.relay.example.org"
        (box / "tmp" / name).write_bytes(raw)
        path = (box / "tmp" / name).rename(box / "new" / name)
        return Item(address.lower(), path)


def every(directory: Path) -> Iterator[Item]:
    """All mail of all mailboxes as it lies on the disk, in the order of arrival in each."""
    for box in sorted(directory.iterdir()):
        for path in sorted((box / "new").iterdir()):
            yield Item(box.name, path)
