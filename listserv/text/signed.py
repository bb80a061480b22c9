"""What of a mail DKIM and ARC sign, and in which form: relaxed/relaxed (RFC 6376 §3.4); pure.

For mail that is as we send it: 7-bit, every line ends with CRLF.
"""

from __future__ import annotations

import base64
import hashlib
import re

# Everything that says who wrote, what it is and how to leave.
NAMES = (
    *("from", "to", "cc", "reply-to", "subject", "date"),
    *("message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
    *("auto-submitted", "precedence"),
    *("list-id", "list-post", "list-help", "list-owner", "list-archive", "archived-at"),
    *("list-subscribe", "list-unsubscribe", "list-unsubscribe-post"),
)

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r]|\r\n[ \t])*)\r\n")
_BLANKS = re.compile(rb"[ \t]+")
_FOLDED_BLANKS = re.compile(rb"[ \t\r\n]+")


def headers(head: bytes) -> list[tuple[str, bytes]]:
    """The headers to be signed: (name in lower case, relaxed form), in the order of the h= tag.

    Of a name that stands twice the lowest is the first (RFC 6376 §5.4.2).
    """
    found = [(name.lower().decode("ascii"), value) for name, value in _FIELD.findall(head)]
    return [
        (name, relaxed(name, value))
        for known in NAMES
        for name, value in reversed(found)
        if name == known
    ]


def relaxed(name: str, value: bytes) -> bytes:
    """A header with its CRLF, folds and blanks evened; `name` is in lower case (§3.4.2)."""
    return name.encode("ascii") + b":" + _FOLDED_BLANKS.sub(b" ", value).strip(b" ") + b"\r\n"


def body_hash(body: bytes) -> str:
    """The bh= tag: SHA-256 over the relaxed body (§3.4.4), in base64."""
    text = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    text += b"\r\n" if text else b""
    return base64.b64encode(hashlib.sha256(text).digest()).decode("ascii")


def names_tag(names: list[str]) -> str:
    """The h= tag in lines of at most 76, folded at its colons (§3.5).

    From is named once more than it stands there, so that a second one breaks the signature.
    """
    lines = [""]
    for name in ("from", *names):
        if len(lines[-1]) + len(name) > 70:
            lines.append("")
        lines[-1] += name + ":"
    return "\r\n ".join(lines).removesuffix(":")


def signature_tag(signature: str) -> str:
    """The value of the b= tag in lines of 72."""
    return "\r\n ".join(signature[at : at + 72] for at in range(0, len(signature), 72))
