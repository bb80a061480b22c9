"""What an address of ours is for, and the envelope of a mail; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Purpose(StrEnum):
    """What an address of ours is for (DESIGN: addresses)."""

    POST = "post"  # hifa@
    REPLY = "reply"  # hifa-reply+TOKEN@: to the list, under a post
    AUTHOR = "author"  # hifa-author+TOKEN@: private, to a post's author or who wrote to her
    REQUEST = "request"  # hifa-request@ and the old prefix habits: commands for the list
    SITE = "site"  # listserv@ info@: commands for the site
    JOIN = "join"
    LEAVE = "leave"
    CONFIRM = "confirm"
    OWNER = "owner"  # reaches the moderators
    TEAM = "moderators"  # the same: among themselves
    MODERATE = "moderate"  # a moderator's answer to a notice or queue mail
    TRANSLATE = "translate"
    SUMMARY = "summary"
    BOUNCES = "bounces"  # return path
    ADMIN = "admin"  # postmaster@ abuse@: the site's admin


class Token(NamedTuple):
    """What an address token says. The two numbers mean, by purpose:

    author: post number, 0 (to its author) or an errand (to the sender of that one) ·
    reply: post number, 0 · leave: person, list · confirm: confirmation, 0 ·
    moderate, translate, summary, bounces: person (0: a stranger), mailing (the letter).
    """

    purpose: Purpose
    first: int
    second: int
    generation: int = 0


@dataclass(frozen=True, slots=True)
class Destination:
    """A recipient the gate let in."""

    address: str
    purpose: Purpose
    list_id: int = 0  # 0: the site
    token: Token | None = None
    command: str = ""  # what the address itself says: "no mail" for nomail.hifa@


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mail that is kept came from: its envelope without the recipients."""

    mail_from: str  # "" is the null return path
    peer: str  # as in Envelope, all of them
    trusted: bool
    received: float
    client: str = ""
    helo: str = ""

    @property
    def sender(self) -> str:
        """The address that sent it to the first server of ours; "" where a trusted peer did not
        say."""
        return self.client if self.trusted else self.peer


@dataclass(frozen=True, slots=True)
class Envelope:
    mail_from: str  # "" is the null return path
    destinations: tuple[Destination, ...]
    peer: str  # address of the client, without port
    trusted: bool  # the peer already said 250 for us: a refusal becomes a state
    received: float
    client: str = ""  # the address of who gave it to a trusted peer (XFORWARD); "" unknown
    helo: str = ""  # what that client called itself
