"""What of a mail is carried on unchanged: for lists with `body = original`.

Pure, linear; run in a child process, for the bytes are hostile. The author's MIME is kept. What a
relay might not pass on unchanged is encoded anew and nothing else is: parts with 8-bit octets or
lines over 76, and parts with live tokens of ours in them. The headers of the mail are not carried.

What is signed is kept byte for byte (RFC 1847 §2.1), also its lines of up to 998. The standards
want it 7-bit (RFC 3156 §3, RFC 8551 §3.1.3); where it is not, or holds a token, it goes out
encoded anew and without its signature, which would be a wrong one. What is encrypted is `closed`:
nothing may stand beside it, since mail programs open a closed mail only where it is the whole.

A failure here cannot happen: what is no MIME is plain text.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from listserv.text import armour, encode, lines, mime
from listserv.text.headers import Headers, decode, raw_text
from listserv.text.masks import mask_tokens
from listserv.text.mime import Part

# The lines of a part's head that go out, one of each (RFC 2045, 2183, 3282, 2557).
ALLOWED = tuple(
    f"content-{name}"
    for name in (
        *("type", "transfer-encoding", "disposition", "id"),
        *("description", "language", "location"),
    )
)
DEEPEST_MESSAGE = 5  # mails within mails that are looked into
SIGNED = "multipart/signed"
SIGNATURES = frozenset(
    f"application/{name}" for name in ("pgp-signature", "pkcs7-signature", "x-pkcs7-signature")
)

_LINE_END = re.compile(rb"\r\n?|\n")
_FLOW = ("format", "delsp")  # RFC 3676: what a text's blanks mean


@dataclass(frozen=True, slots=True)
class Carried:
    """Plain text that a footer may follow, or else an entity: MIME headers, empty line, body."""

    text: str = ""
    entity: bytes = b""  # 7-bit, CRLF; b"" where `text` says it all
    closed: bool = False  # the entity must be the whole mail


def carry(raw: bytes) -> Carried:
    """What a copy of `raw` holds of it."""
    root = mime.parse(raw).root
    if _takes_footer(root):
        return Carried(text=mask_tokens(root.text()).rstrip("\n"))
    return Carried(entity=_entity(root), closed=root.type in armour.CLOSED)


def text_entity(
    text: str,
    kind: str = "text/plain",
    heads: Headers | None = None,
    flow: Mapping[str, str] | None = None,
) -> bytes:
    """A text as an entity, with what `heads` says beside its type and encoding."""
    encoding, body = encode.body(text)
    named = encode.parametered("Content-Type", kind, {"charset": "utf-8", **(flow or {})})
    named += encode.header("Content-Transfer-Encoding", encoding)
    kept = _mime_headers(heads or Headers(), ("content-type", "content-transfer-encoding"))
    return named + kept + b"\r\n" + body


def multipart(entities: Sequence[bytes]) -> tuple[str, bytes]:
    """(boundary, body) of a multipart (RFC 2046 §5.1); the same parts have the same boundary."""
    inner = b"\r\n".join(entities)
    boundary = "=_" + hashlib.sha256(inner).hexdigest()[:24]
    while boundary.encode("ascii") in inner:
        boundary = "=_" + hashlib.sha256(boundary.encode("ascii")).hexdigest()[:24]
    mark = b"--" + boundary.encode("ascii")
    body = b"".join(mark + b"\r\n" + one + b"\r\n" for one in entities) + mark + b"--\r\n"
    return boundary, body


def _takes_footer(part: Part) -> bool:
    """Whether a footer can stand below the text itself."""
    flowed = any(name in part.params for name in _FLOW)
    if part.type != "text/plain" or part.disposition() == "attachment" or flowed:
        return False
    # An inline signature is over octets: it stays good in UTF-8 only where it was made in it.
    text = part.text()
    return not armour.is_signed(text) or text.encode("utf-8", "replace") == _lf(part.decoded())


# --- parts ----------------------------------------------------------------------------------------


def _entity(part: Part, depth: int = 0) -> bytes:
    """A part as it came where that can be sent on, else encoded anew as far as it must be."""
    longest = lines.LONGEST if part.type == SIGNED else encode.LINE
    can_go = _is_safe(part.data, longest) and not _says_8_bit(part, depth)
    if can_go and not _has_tokens(part, depth):
        return _mime_headers(part.heads) + b"\r\n" + _crlf(part.data)
    if part.children:
        return _parts(part, depth)
    if part.main == "text":
        return _text(part)
    if part.type == "message/rfc822" and depth < DEEPEST_MESSAGE:
        return _message(part, depth)
    return _binary_entity(part)


def _parts(part: Part, depth: int) -> bytes:
    """Each part for itself; what was signed goes without its signature."""
    kind, children, parameters = part.type, part.children, part.params
    if kind == SIGNED:
        children = tuple(child for child in children if child.type not in SIGNATURES)
        if len(children) == 1:
            return _entity(children[0], depth)
        kind, parameters = "multipart/mixed", {}
    boundary, body = multipart([_entity(child, depth) for child in children])
    named = encode.parametered("Content-Type", kind, {**parameters, "boundary": boundary})
    kept = _mime_headers(part.heads, ("content-type", "content-transfer-encoding"))
    return named + kept + b"\r\n" + body


def _text(part: Part) -> bytes:
    """In UTF-8; what bears an inline signature in its own octets, unless a token is in them."""
    text = part.text()
    masked = mask_tokens(text)
    if masked == text and armour.is_signed(text):
        encoding, body = encode.transfer(_crlf(part.decoded()))
        kept = _mime_headers(part.heads, ("content-transfer-encoding",))
        return kept + encode.header("Content-Transfer-Encoding", encoding) + b"\r\n" + body
    flow = {name: part.params[name] for name in _FLOW if name in part.params}
    return text_entity(masked, part.type, part.heads, flow)


def _message(part: Part, depth: int) -> bytes:
    """A mail within the mail: its parts are treated alike, its other headers stay."""
    root = mime.parse(part.decoded()).root
    others = b"".join(
        _line(name, value, lines.LONGEST) for name, value in root.heads.lines if name not in ALLOWED
    )
    kept = _mime_headers(part.heads, ("content-transfer-encoding",))
    return kept + b"\r\n" + others + _entity(root, depth + 1)


def _binary_entity(part: Part) -> bytes:
    """In base64, which a message in a mail may not be (RFC 2046 §5.2.1): that becomes a file."""
    without = ["content-transfer-encoding"]
    named = b""
    if _declared(part).startswith(("message/", "multipart/")):
        without.append("content-type")
        named = encode.parametered("Content-Type", "application/octet-stream", {"name": "mail.eml"})
    data = part.decoded()
    if part.main != "application" or named:
        data = mask_tokens(data.decode("latin-1")).encode("latin-1")
    coded = base64.encodebytes(data).replace(b"\n", b"\r\n")
    kept = _mime_headers(part.heads, without)
    return kept + named + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded


# --- lines ----------------------------------------------------------------------------------------


def _declared(part: Part) -> str:
    return mime.content_type(raw_text(part.heads.first("content-type")))[0]


def _mime_headers(heads: Headers, without: Iterable[str] = ()) -> bytes:
    """The MIME lines of a part, as they came where a relay passes them on."""
    wanted = [name for name in ALLOWED if name not in without and heads.first(name)]
    return b"".join(_line(name, heads.first(name), encode.LINE) for name in wanted)


def _line(name: str, value: bytes, longest: int) -> bytes:
    """A header line as it came, or written anew; b"" for one that cannot be written."""
    value = mask_tokens(value.decode("latin-1")).encode("latin-1")
    line = name.title().encode("ascii") + b":" + _crlf(value) + b"\r\n"
    if _is_safe(line, longest):
        return line
    if name == "content-type":
        line = encode.parametered(name.title(), *mime.content_type(raw_text(value)))
    elif name == "content-disposition":
        kind, _, rest = raw_text(value).partition(";")
        line = encode.parametered(name.title(), kind, mime.parameters(f";{rest}"))
    else:
        line = encode.header(name.title(), decode(value))
    # A word of a thousand octets cannot be folded; without the line the part still shows.
    return line if _is_safe(line, lines.LONGEST) else b""


def _has_tokens(part: Part, depth: int) -> bool:
    """Whether live tokens stand in a part, as its octets or as what a reader makes of them."""
    if _masks(part.data.decode("latin-1")) or (part.main == "text" and _masks(part.text())):
        return True
    return any(_has_tokens(inner, below) for inner, below in _inner(part, depth))


def _says_8_bit(part: Part, depth: int) -> bool:
    """Whether a part says that it needs 8BITMIME: a relay would encode it anew for a peer without.

    Nobody may change what stands inside of a signed part.
    """
    if part.encoding in ("8bit", "binary"):
        return True
    inner = () if part.type == SIGNED else _inner(part, depth)
    return any(_says_8_bit(one, below) for one, below in inner)


def _inner(part: Part, depth: int) -> tuple[tuple[Part, int], ...]:
    """What stands in a part, each with how many mails it is within."""
    if part.main == "message" and depth < DEEPEST_MESSAGE:
        return ((mime.parse(part.decoded()).root, depth + 1),)
    return tuple((child, depth) for child in part.children)


def _masks(text: str) -> bool:
    return mask_tokens(text) != text


def _is_safe(octets: bytes, longest: int) -> bool:
    """Whether a relay passes this on as it is: 7-bit, without NUL, in lines of at most that."""
    return octets.isascii() and b"\x00" not in octets and not lines.has_long(octets, longest)


def _crlf(data: bytes) -> bytes:
    return _LINE_END.sub(b"\r\n", data)


def _lf(data: bytes) -> bytes:
    return _LINE_END.sub(b"\n", data)
