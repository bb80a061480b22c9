"""One copy: a rendition with the places of one recipient filled in; pure.

Owns the bytes that leave. A rendition becomes a mould once: checked (7-bit, CRLF, short lines, no
NUL but our marks), its head cut at the marks, its body dot-stuffed with the final dot (RFC 5321
§4.5.2). A copy is then a join of a few byte strings; nothing else is changed, nothing is parsed
again. A rendition that must not go out as it is raises ValueError.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from listserv.model import MARK_LEAVE, Rendition
from listserv.text import lines

_HEAD = re.compile(
    rb"(?:[!-\-/-9;-~][!-9;-~]*:(?:[^\r\n]|\r\n[ \t])*+\r\n)+"
)  # none begins with a dot


@dataclass(frozen=True, slots=True)
class Mould:
    """A rendition ready to be copied."""

    head: tuple[bytes, ...]  # cut at the leave marks
    stuffed: bytes  # the empty line, the body dot-stuffed, the final dot and its CRLF

    @property
    def personal(self) -> bool:
        """Does the head have a place for the recipient's leave token?"""
        return len(self.head) > 1

    def fill(self, leave: str) -> bytes:
        """The head of one recipient, as long as its lines are; ends with CRLF."""
        return leave.encode("ascii").join(self.head)

    def body(self) -> bytes:
        """The body as it was."""
        return self.stuffed[:-3].replace(b"\r\n..", b"\r\n.")[2:]


def mould(rendition: Rendition) -> Mould:
    """Check a rendition and prepare it. Raises ValueError with what is wrong."""
    head, body = rendition.head, rendition.body
    for name, part in (("head", head), ("body", body)):
        if part and not part.endswith(b"\r\n"):
            raise ValueError(f"the {name} does not end with CRLF")
        if not part.count(b"\r") == part.count(b"\n") == part.count(b"\r\n"):
            raise ValueError(f"the {name} has a bare CR or LF")
        if not part.isascii():
            raise ValueError(f"the {name} is not 7-bit")
        if lines.has_long(part):
            raise ValueError(f"the {name} has a line over {lines.LONGEST} octets")
    parts = tuple(head.split(MARK_LEAVE))
    if not _HEAD.fullmatch(head):
        raise ValueError("the head is not one block of header lines")
    if b"\x00" in b"".join((*parts, body)):
        raise ValueError("the message has a NUL that is no mark of ours")
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..") + b".\r\n"
    return Mould(parts, stuffed)


class Parcel(NamedTuple):
    """A copy with its envelope, ready for a relay; several deliveries where none is personal."""

    deliveries: tuple[int, ...]  # rows of the ledger
    recipients: tuple[str, ...]  # the address of each
    created: float  # of its mailing, POSIX seconds
    sender: str  # return path; "" is the null one
    head: bytes  # filled and signed; ends with CRLF
    mould: Mould  # shared by all copies of a rendition

    @property
    def content(self) -> bytes:
        """What follows DATA, the final dot included."""
        return self.head + self.mould.stuffed

    @property
    def size(self) -> int:
        """Octets, at least as many as SIZE counts (RFC 1870 §5 leaves out the doubled dots)."""
        return len(self.head) + len(self.mould.stuffed) - 3
