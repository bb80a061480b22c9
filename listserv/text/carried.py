"""What of a mail is carried on unchanged: for lists with `body = original`.

Pure, linear; run in a child process, for the bytes are hostile. The author's MIME is kept byte for
byte, so that her own signature (RFC 1847) stays good. What a relay could not pass on unchanged is
encoded anew and nothing else is: parts with 8-bit octets or lines over 998, and parts with live
tokens of ours in them. The headers of the mail are not carried.

A failure here cannot happen: what is no MIME is plain text.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from listserv.text import encode, lines, mime
from listserv.text.headers import Headers, raw_text
from listserv.text.masks import mask_tokens

# The lines of a part's head that go out (RFC 2045, 2183, 3282, 2557).
ALLOWED = frozenset(
    f"content-{name}"
    for name in (
        *("type", "transfer-encoding", "disposition", "id"),
        *("description", "language", "location"),
    )
)
LONGEST_BOUNDARY = 70  # RFC 2046 §5.1.1

_LINE_END = re.compile(rb"\r\n?|\n")
_NOT_7_BIT = re.compile(rb"[\x00\x80-\xff]+")
_FLOW = ("format", "delsp")  # RFC 3676: what a text's blanks mean


@dataclass(frozen=True, slots=True)
class Carried:
    """Plain text that a footer may follow, or else an entity: MIME headers, empty line, body."""

    text: str = ""
    entity: bytes = b""  # 7-bit, CRLF; b"" where `text` says it all


def carry(raw: bytes) -> Carried:
    """What a copy of `raw` holds of it."""
    root = mime.parse(raw).root
    if _is_plain(root):
        return Carried(text=mask_tokens(root.text()).rstrip("\n"))
    return Carried(entity=_entity(root))


def text_entity(text: str, content_type: str, heads: Headers | None = None) -> bytes:
    """A text as an entity, with what `heads` says beside type and encoding."""
    encoding, body = encode.body(text)
    kept = _mime_headers(heads or Headers(), ("content-type", "content-transfer-encoding"))
    named = encode.header("Content-Type", content_type)
    return kept + named + encode.header("Content-Transfer-Encoding", encoding) + b"\r\n" + body


def multipart(entities: Iterable[bytes], boundary: bytes) -> bytes:
    """The body of a multipart (RFC 2046 §5.1)."""
    mark = b"--" + boundary
    return b"".join(mark + b"\r\n" + one + b"\r\n" for one in entities) + mark + b"--\r\n"


def _is_plain(part: mime.Part) -> bool:
    """Whether a footer can stand below the text itself."""
    flowed = any(name in part.params for name in _FLOW)
    return part.type == "text/plain" and part.disposition() != "attachment" and not flowed


def _entity(part: mime.Part) -> bytes:
    """A part as it came where that can be sent on, else encoded anew as far as it must be."""
    body = _crlf(part.data)
    if not _is_unsafe(body) and not _has_tokens(part):
        return _mime_headers(part.heads) + b"\r\n" + body
    boundary = part.params.get("boundary", "").rstrip()
    if part.children and len(boundary) <= LONGEST_BOUNDARY:
        kept = _mime_headers(part.heads, without=("content-transfer-encoding",))
        inner = (_entity(child) for child in part.children)
        return kept + b"\r\n" + multipart(inner, _NOT_7_BIT.sub(b"_", boundary.encode()))
    if part.main == "text":
        flow = "".join(f"; {name}={part.params[name]}" for name in _FLOW if name in part.params)
        return text_entity(
            mask_tokens(part.text()), f"{part.type}; charset=utf-8{flow}", part.heads
        )
    return _binary_entity(part)


def _binary_entity(part: mime.Part) -> bytes:
    """In base64, which a message in a mail may not be (RFC 2046 §5.2.1): that becomes a file."""
    without = ["content-transfer-encoding"]
    named = b""
    if _declared(part).startswith(("message/", "multipart/")):
        without.append("content-type")
        named = b'Content-Type: application/octet-stream; name="message.eml"\r\n'
    data = part.decoded()
    if part.main == "message":
        data = mask_tokens(data.decode("latin-1")).encode("latin-1")
    coded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    kept = _mime_headers(part.heads, without)
    return kept + named + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded


def _declared(part: mime.Part) -> str:
    return mime.content_type(raw_text(part.heads.first("content-type")))[0]


def _mime_headers(heads: Headers, without: Iterable[str] = ()) -> bytes:
    """The MIME lines of a part, as they came where a relay passes them on."""
    kept = b""
    for name, value in heads.lines:
        if name not in ALLOWED or name in without:
            continue
        line = name.title().encode("ascii") + b":" + _crlf(value) + b"\r\n"
        if _is_unsafe(line):
            line = encode.header(name.title(), _NOT_7_BIT.sub(b"_", value))
        # A word of a thousand octets cannot be folded; without the line the part still shows.
        kept += b"" if _is_unsafe(line) else line
    return kept


def _has_tokens(part: mime.Part) -> bool:
    if part.children:
        return any(_has_tokens(child) for child in part.children)
    if part.main not in ("text", "message"):
        return False
    text = part.text() if part.main == "text" else part.decoded().decode("latin-1")
    return mask_tokens(text) != text


def _is_unsafe(octets: bytes) -> bool:
    """Whether a relay might not pass this on as it is: it is not 7-bit, or has a line too long."""
    return not octets.isascii() or b"\x00" in octets or lines.has_long(octets)


def _crlf(data: bytes) -> bytes:
    return _LINE_END.sub(b"\r\n", data)
