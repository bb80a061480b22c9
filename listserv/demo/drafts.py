"""What a person writes and what she answers, before a mail program has touched it.

It owns the two values that layouts and mail programs share, and the reading of a received copy as
its reader's program shows it. A copy that has no From or no Date raises: the demo's own server
never sends such a thing.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message answered, as the member received it."""

    name: str
    address: str
    to: str
    when: datetime
    subject: str
    text: str
    message_id: str  # without brackets
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person does in her mail program before she presses "send"."""

    program: str
    language: str
    name: str
    address: str
    organisation: str
    timezone: str
    to: str
    subject: str  # "" makes "Re: …" of the message answered
    text: str  # one line a paragraph
    when: datetime
    message_id: str
    answered: Quoted | None = None
    attachment: int = 0  # size in bytes of a photograph
    extra: tuple[tuple[str, str], ...] = ()  # further header lines

    @property
    def local(self) -> datetime:
        return self.when.astimezone(ZoneInfo(self.timezone))

    @property
    def signature(self) -> str:
        return "\n".join(filter(None, (self.name, self.organisation)))


def received(raw: bytes) -> Quoted:
    """A received copy as its reader's mail program shows it."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    sender = message["From"].addresses[0]
    return Quoted(
        name=sender.display_name or sender.addr_spec,
        address=sender.addr_spec,
        to=str(message["To"] or ""),
        when=parsedate_to_datetime(str(message["Date"])),
        subject=str(message["Subject"] or ""),
        text=plain_text(message).rstrip(),
        message_id=str(message["Message-ID"]).strip(" <>"),
        references=tuple(part.strip("<>") for part in str(message.get("References", "")).split()),
    )


def plain_text(message: EmailMessage) -> str:
    """The plain part of a mail with "\\n" line ends; "" when it has none."""
    body = message.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""
