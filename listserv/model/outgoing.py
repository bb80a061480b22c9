"""What goes out: mailings, their copies, letters, digests and summaries; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

# Places in a rendition's head that are filled per recipient when the copy leaves. NUL cannot
# stand in a 7-bit message otherwise, so no text can forge one.
MARK_LEAVE = b"\x00leave\x00"  # the recipient's leave token


@dataclass(frozen=True, slots=True)
class Rendition:
    """A message that goes to many: header block and body, both 7-bit with CRLF line ends.

    `head` ends without the empty line and may hold the marks above; `body` holds none, so that
    its DKIM hash is made once.
    """

    language: str
    head: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """One recipient of a broadcast; `rendition` is an index into the mailing's renditions.

    The address is that of the hour at which the copy leaves.
    """

    person_id: int
    rendition: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A robot's letter to one person. `id` is reserved before composing: its tokens need it."""

    id: int
    kind: str  # name of its template: "notice", "queue", "held" …
    list_id: int  # 0: the site
    person_id: int  # 0: a stranger
    address: str
    language: str
    head: bytes
    body: bytes
    shown: tuple[tuple[int, int], ...] = ()  # (post number, version) by position
    asked: str = ""  # the question it asks, where its answer depends on that


@dataclass(frozen=True, slots=True)
class Publication:
    """Where a post stands once it is published; decided by the table, written by fan_out."""

    thread: int
    parent: int
    position: int
    topic: str
    subject: str  # as sent, with prefix and number
    permalink: str
    until: float | None = None  # as Post.until
    gathered: bool = False  # it goes out without copies, and in one mail with others
    shown: int = 1  # the number behind its topic, 1 for none


# Kinds of mailings that go to members; by "recalled" they learn that a message was taken back.
BROADCASTS = frozenset({"post", "digest", "summary", "recalled"})


class DeliveryState(StrEnum):
    DUE = "due"
    TRYING = "trying"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Delivery(NamedTuple):
    """A row of the ledger as the road sees it."""

    id: int
    mailing: int
    kind: str  # post, digest, summary, or the name of a letter's template
    rendition: int
    person_id: int
    address: str
    list_id: int
    tries: int  # this one included
    created: float
    urgent: bool = False  # a letter: it waits for no fan-out and no quota
    returning: bool = False  # a quota kept it back before
    rewritten: int = 0  # how often its mailing was, when the row was taken

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


class Reply(NamedTuple):
    """What became of one delivery: `state` is SENT, DUE (try again at `due`), FAILED, EXPIRED."""

    delivery: int
    mailing: int
    state: DeliveryState
    text: str  # the peer's answer or our own reason, one line
    due: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """A discussion summary of a thread; `text` is the letter's body, plain."""

    id: int
    list_id: int
    thread: int
    language: str
    title: str
    text: str
    made: float
    published: float | None = None
    permalink: str = ""
    number: int = 0  # from the sequence of posts; given at publication
