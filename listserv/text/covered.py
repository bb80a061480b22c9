"""What a signature must cover of a mail to say whose words they are; pure.

A signature vouches for the headers that it names, from the lowest of each name, and for the bytes
of the body (RFC 6376 §5.4). Whoever has one signed mail of somebody's may send it again, with more
headers above the signed ones and others in place of those that were not: every reader shows the
topmost, and reads the body as these say. Owns the rules for what such a mail can still prove. A
failure cannot happen: what is odd proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from listserv.text import charset, headers, mime
from listserv.text.headers import Headers

# RFC 5322 §3.6 and RFC 2045 §3 let each of these stand once.
ONCE = (
    *("from", "sender", "reply-to", "to", "cc", "date", "subject"),
    *("message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)

MOST_SIGNATURES = 10  # of one mail that could prove it, top first

_PREAMBLE = re.compile(
    rb"\s*+(?:This is an? (?:(?:multi-?part|cryptographically signed) message in MIME format"
    rb"|(?:OpenPGP/MIME|S/MIME) (?:signed|encrypted) message(?: \(RFC 4880 and 3156\))?)\.?\s*+)?",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(rb"--\S{1,70}[ \t]*+\r?\n")
_BASE64 = re.compile(rb"[A-Za-z0-9+/\s]*+={0,2}\s*+")
_SPELLED = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*+\r?\n)")  # what quoted-printable decodes
_ASCII = bytes(byte for byte in range(128) if byte != 0x1B)


def one_meaning(heads: Headers) -> bool:
    """Whether the headers can be read in one way only: none hidden, none twice."""
    if heads.defects or heads.loose:
        return False
    return all(len(heads.all(name)) <= 1 for name in ONCE)


def suffices(needed: Collection[str], tags: Collection[str], names: Collection[str]) -> bool:
    """Whether a signature that holds proves a mail: `tags` are those that it has, `names` the
    headers that it covers (h=), in lower case. With l= words could be appended."""
    return "l" not in tags and set(names).issuperset(needed)


def needed(heads: Headers, body: bytes) -> frozenset[str]:
    """The headers beside From that a signature over this mail must cover to prove it.

    A Subject that is not covered could be anybody's. Content-Type and Content-Transfer-Encoding,
    which Gmail and many others leave out, are needed where the body itself does not say what it is.
    """
    found = {"subject"} if heads.all("subject") else set[str]()
    kind, params = mime.content_type(headers.raw_text(heads.first("content-type")))
    begins = match.end() if (match := _PREAMBLE.match(body)) else 0
    first = _BOUNDARY.match(body, begins)
    if kind.startswith("multipart/"):
        mark = b"--" + params.get("boundary", "").rstrip().encode("utf-8", "replace")
        if first is None or first[0].rstrip() != mark:
            found.add("content-type")
        return frozenset(found)
    if first or kind != "text/plain" or not _keeps_ascii(params.get("charset", "")):
        found.add("content-type")
    if not _is_encoded_as_said(heads, body):
        found.add("content-transfer-encoding")
    return frozenset(found)


def _keeps_ascii(name: str) -> bool:
    """Whether ASCII stays ASCII in a charset: UTF-7 and EBCDIC can spell line ends."""
    codec = charset.lookup(name)
    try:
        return not codec or _ASCII.decode(codec) == _ASCII.decode("ascii")
    except UnicodeError:
        return False


def _is_encoded_as_said(heads: Headers, body: bytes) -> bool:
    """Whether a body of one part has this transfer encoding and could have no other."""
    said = mime.Part("", {}, heads, b"").encoding
    if said == "base64":
        return _BASE64.fullmatch(body) is not None
    return said in ("", "7bit", "8bit", "binary") and not _SPELLED.search(body)
