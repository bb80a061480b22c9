"""The peer's replies: from bytes on the wire to answers; pure.

Owns the reading of SMTP and LMTP replies (RFC 5321 §4.2) and of what EHLO offers. Replies are
bounded: a peer that sends endless lines or something that is no SMTP raises `ReplyError`, and the
caller drops the line. Text of a peer is untrusted: it is shown on one line, without controls, cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

LONGEST_LINE = 2000  # octets; RFC 5321 §4.5.3.1.5 allows 512
MOST_LINES = 200
SHOWN = 200  # characters of a reply that we keep

_WHOLE = {b"%d " % code: code for code in range(200, 600)}  # how a last line begins
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


class ReplyError(ValueError):
    """The peer does not speak SMTP."""


class Answer(NamedTuple):
    """A whole reply; `raw` holds its texts without codes, lines apart by LF."""

    code: int
    raw: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.code < 300

    @property
    def text(self) -> str:
        """The reply on one line, without controls."""
        text = self.raw.decode("utf-8", "replace")
        return text.strip() if text.isprintable() else _CONTROLS.sub(" ", text).strip()

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 2034), "5.1.1", or ""."""
        found = _STATUS.match(self.text)
        return found[0] if found else ""

    def line(self) -> str:
        """Code and text for the ledger, cut."""
        return f"{self.code} {self.text}"[:SHOWN].rstrip()


class Replies:
    """Collects what comes in until replies are whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def pending(self) -> bool:
        """Is there the beginning of a reply?"""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> Iterator[Answer]:
        """The replies that `data` completes. Raises ReplyError behind those that were good."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            # The answer of one line, of which there are four a copy, without detours.
            code = _WHOLE.get(line[:4]) if not self._lines and len(line) <= LONGEST_LINE else None
            if code:
                yield Answer(code, line[4:].removesuffix(b"\r"))
            elif answer := self._take(line):
                yield answer
        if len(self._rest) > LONGEST_LINE:
            raise ReplyError("the peer's reply has no end")

    def _take(self, line: bytes) -> Answer | None:
        line = line.removesuffix(b"\r")
        code, mark = line[:3], line[3:4]
        if len(line) > LONGEST_LINE or len(self._lines) >= MOST_LINES:
            raise ReplyError("the peer's reply is too long")
        if not (code.isdigit() and b"200" <= code < b"600" and mark in (b"", b" ", b"-")):
            raise ReplyError(f"the peer does not speak SMTP: {_shown(line)}")
        if self._lines and self._lines[0][:3] != code:
            raise ReplyError(f"the peer mixes reply codes: {_shown(line)}")
        self._lines.append(line)
        if mark == b"-":
            return None
        raw = b"\n".join(one[4:] for one in self._lines)
        self._lines.clear()
        return Answer(int(code), raw)


def _shown(line: bytes) -> str:
    return _CONTROLS.sub(" ", line[:60].decode("utf-8", "replace")).strip()


@dataclass(frozen=True, slots=True)
class Features:
    """What the peer offers (RFC 5321 §4.1.1.1); a peer that knows only HELO offers nothing."""

    pipelining: bool = False
    starttls: bool = False
    size: int | None = None  # largest message in octets; 0: no bound; None: not offered
    auth: frozenset[str] = frozenset()


def features(answer: Answer) -> Features:
    """The offers in an EHLO or LHLO reply; the first line is the peer's name."""
    offers: dict[str, list[str]] = {}
    for line in answer.raw.decode("ascii", "ignore").upper().splitlines()[1:]:
        word, *values = line.replace("AUTH=", "AUTH ").split() or [""]
        offers.setdefault(word, []).extend(values)
    size = "".join(offers.get("SIZE", ())[:1]) or "0"
    return Features(
        pipelining="PIPELINING" in offers,
        starttls="STARTTLS" in offers,
        size=int(size) if "SIZE" in offers and size.isdecimal() and len(size) < 20 else None,
        auth=frozenset(offers.get("AUTH", ())),
    )
