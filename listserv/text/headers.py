"""Header lines as bytes: where they begin and end, and what they say.

Owns the splitting of a header block (tolerant, capped, linear) and the decoding of values:
RFC 2047 encoded words, raw 8-bit, or both mixed. Nothing here raises for any bytes. A block
that is not one (a stray line, a missing empty line, more than the cap) is read as far as it
goes, and the defect is named.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from itertools import islice

from listserv.text import charset

BLOCK_CAP = 64 * 1024  # bytes of header block that are read
VALUE_CAP = 16 * 1024  # bytes of one value that are decoded

_NAME = re.compile(rb"([!-9;-~]+)[ \t]*:")  # RFC 5322 §3.6.8, with the blank of §4.5
_WORD = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?([^?\n]*)\?=")
_BETWEEN_WORDS = re.compile(
    r"(=\?[^?\s]{1,64}\?[bBqQ]\?[^?\n]*\?=)\s+(?==\?[^?\s]{1,64}\?[bBqQ]\?)"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_BLANKS = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """A header block in order. Names are lower-case, values raw bytes with their folds."""

    lines: tuple[tuple[str, bytes], ...] = ()
    body_at: int = 0  # offset of the first byte after the empty line
    defects: tuple[str, ...] = ()
    loose: bool = False  # a name with a blank before its colon: others may see another header

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every value of a header, top first."""
        return tuple(value for key, value in self.lines if key == name)

    def first(self, name: str) -> bytes:
        """The topmost value, b"" without one."""
        return next((value for key, value in self.lines if key == name), b"")

    def text(self, name: str) -> str:
        """The topmost value decoded, on one line."""
        return decode(self.first(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """Every value decoded, top first."""
        return tuple(decode(value) for value in self.all(name))


def split(raw: bytes) -> Headers:
    """The header block at the start of `raw`: RFC 5322 §2.2, read with any line ends.

    A leading mbox line (`From `, `>From `) is skipped. A line that is neither a header nor a
    continuation ends the block: there the body begins, as mail programs without an empty line
    mean it. At most 64 KB are read; what lies beyond counts as no header.
    """
    lines: list[tuple[str, bytes]] = []
    defects: list[str] = []
    name, parts, loose = "", list[bytes](), False
    at, end = 0, min(len(raw), BLOCK_CAP)
    while at < end:
        stop = raw.find(b"\n", at, end)
        after = end if stop < 0 else stop + 1
        line = raw[at:after].rstrip(b"\r\n")
        if not line:
            at = after
            break
        if line[:1] in b" \t" and name:
            parts.append(line)
        elif match := _NAME.match(line):
            if name:
                lines.append((name, b"\n".join(parts)))
            name, parts = match[1].decode("ascii").lower(), [line[match.end() :]]
            loose = loose or not line.startswith(b":", match.end(1))
        elif not (line.startswith((b"From ", b">From ")) and at == 0):
            defects.append("line that is no header")
            break
        at = after
    else:
        if at < len(raw):
            defects.append("header block too large")
            at = _after_empty_line(raw, at)
    if name:
        lines.append((name, b"\n".join(parts)))
    return Headers(tuple(lines), at, tuple(defects), loose)


def _after_empty_line(raw: bytes, at: int) -> int:
    marks = (b"\n\r\n", b"\n\n")
    return min(
        (i + len(mark) for mark in marks if (i := raw.find(mark, at)) >= 0), default=len(raw)
    )


def decode(value: bytes | str) -> str:
    """A header value as one line of text without controls; never raises.

    Encoded words are decoded wherever they stand, also inside quoted strings and beside raw
    8-bit text, as real programs write them (RFC 2047 §6.2 for blanks between two of them).
    """
    text = raw_text(value)
    if "=?" in text:
        text = decode_words(text)
    return _BLANKS.sub(" ", _CONTROLS.sub(" ", text)).strip()


def raw_text(value: bytes | str) -> str:
    """A header value unfolded, encoded words untouched: what structured headers are cut from."""
    if isinstance(value, bytes):
        value = charset.decode(value[:VALUE_CAP], "")
    return value[:VALUE_CAP].replace("\r", "").replace("\n", "")


def decode_words(text: str) -> str:
    """Encoded words replaced by their text; a broken one stays as it came."""
    text = _BETWEEN_WORDS.sub(r"\1", text)
    pieces: list[str] = []
    pending, codec, at = b"", "", 0
    for match in islice(_WORD.finditer(text), 500):
        data = _payload(match[2], match[3])
        if data is None:
            continue
        name = match[1].partition("*")[0].lower()  # RFC 2231 §5 language suffix
        # One character may be cut between two words of the same charset.
        if match.start() != at or name != codec:
            pieces += [charset.decode(pending, codec), text[at : match.start()]]
            pending = b""
        pending, codec, at = pending + data, name, match.end()
    return "".join([*pieces, charset.decode(pending, codec), text[at:]])


def _payload(kind: str, coded: str) -> bytes | None:
    data = coded.encode("ascii", "replace")
    if kind in "qQ":
        return binascii.a2b_qp(data.replace(b"_", b" "), header=False)
    try:
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    except binascii.Error:
        return None
