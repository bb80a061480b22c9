"""Words taken out of a whole mail, and of nothing else in it.

Pure, linear; run in a child process, for the bytes are hostile. The mail keeps its shape: header
lines, boundaries and parts in which nothing was found stay byte for byte. A part in which something
was found is encoded anew, in its own charset or else in UTF-8, and its header lines say so. Mails
within the mail are looked into; a file is not, and its name is given. Who wrote it, to which
address answers go, and which mail it is (From, Reply-To, Message-ID …) stays as it was, unless a
person is taken out of it.

A failure here cannot happen: what is no MIME is text.
"""

from __future__ import annotations

import binascii
import codecs
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from listserv.text import charset, encode, headers, lines, mime, redaction
from listserv.text.addresses import parse
from listserv.text.mime import Part

Rewrite = Callable[[str], str]
Lines = dict[str, bytes]  # header lines by name in lower case, as they are to be

_KEPT = frozenset(
    {
        *("from", "sender", "reply-to", "return-path", "message-id", "in-reply-to", "references"),
        *("date", "mime-version", "content-transfer-encoding", "content-id", "dkim-signature"),
        *("arc-seal", "arc-message-signature", "list-id", "list-unsubscribe"),
    }
)
_ADDRESSES = frozenset({"to", "cc", "bcc", "resent-to", "resent-cc"})
_WRITERS = frozenset({"from", "sender", "reply-to", "return-path"})
_ALWAYS_KEPT = frozenset(
    {
        *("date", "mime-version", "content-transfer-encoding", "content-id"),
        *("list-id", "list-unsubscribe"),
    }
)
_NAMED = frozenset({"content-type", "content-disposition"})
_STRUCTURE = frozenset({"boundary", "charset", "type", "protocol", "micalg", "format", "delsp"})
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})
_QP = "quoted-printable"
_TEXTS = frozenset(
    {
        *("application/json", "application/xml", "application/xhtml+xml", "application/ics"),
        *("application/csv", "message/delivery-status", "message/disposition-notification"),
    }
)
_MAILS = frozenset({"message/rfc822", "message/global"})
_MARKUP = frozenset({"text/html", "application/xhtml+xml", "text/xml", "application/xml"})
_NOT_READ = frozenset(
    f"application/{name}" for name in ("pgp-signature", "pkcs7-signature", "x-pkcs7-signature")
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A mail without the words, and in how many places they stood; 0: it is as it was."""

    raw: bytes
    places: int
    unseen: tuple[str, ...] = ()  # names of what could not be looked into


@dataclass(slots=True)
class _Work:
    """What is taken out, and what was found so far."""

    typed: Sequence[str]
    mark: str
    crlf: bool  # its lines end with CRLF
    kept: frozenset[str] = _KEPT  # header lines that stay
    boxes: frozenset[str] = _ADDRESSES  # those of people
    places: int = 0
    unseen: list[str] = field(default_factory=list)

    def text(self, text: str) -> str:
        return self._each(text, redaction.in_text)

    def html(self, text: str) -> str:
        return self._each(text, redaction.in_html)

    def _each(self, text: str, way: Callable[[str, str, str], tuple[str, int]]) -> str:
        for one in self.typed:
            text, places = way(text, one, self.mark)
            self.places += places
        return text


def in_message(raw: bytes, typed: Sequence[str], mark: str, *, a_person: bool = False) -> Rewritten:
    """A mail with a mark in each place where one of these stood.

    `a_person`: they are all that names somebody, so they are looked for in every header line.
    """
    work = _Work(typed, mark, b"\r\n" in raw or b"\n" not in raw)
    if a_person:
        work.kept, work.boxes = _ALWAYS_KEPT, _ADDRESSES | _WRITERS
    made = _entity(raw, "text/plain", 0, work)
    return Rewritten(made if work.places else raw, work.places, tuple(dict.fromkeys(work.unseen)))


def _entity(raw: bytes, default: str, depth: int, work: _Work) -> bytes:
    """A header block and what follows it."""
    heads = headers.split(raw)
    block, body = raw[: heads.body_at], raw[heads.body_at :]
    kind, params = mime.content_type(headers.raw_text(heads.first("content-type")), default)
    boundary = params.get("boundary", "").rstrip()
    changed: Lines = {}
    if kind.startswith("multipart/") and boundary and depth < mime.DEEPEST:
        body = _parts(body, boundary, kind, depth, work)
    else:
        body, changed = _leaf(Part(kind, params, heads, body), depth, work)
    return _block(block, changed, work) + body


def _parts(body: bytes, boundary: str, kind: str, depth: int, work: _Work) -> bytes:
    """What stands in a multipart; what stands before and behind its parts is text."""
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    out: list[bytes] = []
    at = 0
    for start, end in mime.spans(body, boundary, []):
        between = body[at:start]
        out.append(_before(between, boundary, work) if not at else between)
        at = max(start, end)
        out.append(_entity(body[start:at], inner, depth + 1, work))
    mark = b"--" + boundary.encode("utf-8", "replace")
    last = body.find(b"\n", body.find(mark, at)) if at and mark in body[at:] else at
    last = last if last >= 0 else len(body)
    return b"".join([*out, body[at:last], _octets(body[last:], work)])


def _before(between: bytes, boundary: str, work: _Work) -> bytes:
    cut = max(0, between.rfind(b"--" + boundary.encode("utf-8", "replace")))
    return _octets(between[:cut], work) + between[cut:]


def _octets(data: bytes, work: _Work) -> bytes:
    """A text that says nothing of itself."""
    text = charset.decode(data, "")
    new = work.text(text)
    return data if new == text else new.encode("utf-8", "replace")


# --- parts ----------------------------------------------------------------------------------------


def _leaf(part: Part, depth: int, work: _Work) -> tuple[bytes, Lines]:
    """A part's body, and the header lines that change with it."""
    is_mail = part.type in _MAILS or part.filename().lower().endswith(".eml")
    if is_mail and depth < mime.DEEPEST:
        before = work.places
        octets = part.decoded()
        made = _entity(octets, "text/plain", depth + 1, work)
        if work.places == before:
            return part.data, {}
        return (made, {}) if part.encoding in _PLAIN else _recoded(part, made, work)
    is_text = part.main == "text" or part.type in _TEXTS or part.type.startswith("multipart/")
    if is_text or part.type in _MAILS:
        return _text(part, work)
    if part.type not in _NOT_READ and part.data.strip():
        name = " ".join(part.filename().split())
        for one in work.typed:  # a name that is taken out is not said again
            name, _ = redaction.in_text(name, one, work.mark)
        work.unseen.append(name or part.type)
    return part.data, {}


def _text(part: Part, work: _Work) -> tuple[bytes, Lines]:
    declared = part.params.get("charset", "")
    text = charset.decode(part.decoded(), declared)
    new = work.html(text) if part.type in _MARKUP else work.text(text)
    if new == text:
        return part.data, {}
    octets = _in_charset(new, declared)
    if octets is not None:
        return _recoded(part, octets, work)
    body, changed = _recoded(part, new.encode("utf-8", "replace"), work)
    params = {**part.params, "charset": "utf-8"}
    changed["content-type"] = encode.parametered("Content-Type", part.type, params)
    return body, changed


def _in_charset(text: str, declared: str) -> bytes | None:
    """In the charset that the part names, where that has all of its letters."""
    try:
        info = codecs.lookup(declared or "us-ascii")
        return text.encode(info.name) if getattr(info, "_is_text_encoding", True) else None
    except (LookupError, ValueError):
        return None


def _recoded(part: Part, data: bytes, work: _Work) -> tuple[bytes, Lines]:
    """Octets in the encoding of their part, or in one that they can have."""
    if part.encoding in _PLAIN:
        longest = max(encode.LINE, max(map(len, part.data.split(b"\n"))))
        is_8bit = part.encoding in ("8bit", "binary") and not part.data.isascii()
        if (data.isascii() or is_8bit) and not lines.has_long(data, longest):
            return data, {}
    if part.encoding == "base64" or b"\x00" in data or part.encoding not in (*_PLAIN, _QP):
        coded, said = _base64(data), "base64"
    else:
        coded, said = _quoted_printable(data), _QP
    if not part.data.endswith(b"\n"):
        coded = coded.removesuffix(b"\r\n")
    body = coded if work.crlf else coded.replace(b"\r\n", b"\n")
    if said == part.encoding:
        return body, {}
    return body, {"content-transfer-encoding": encode.header("Content-Transfer-Encoding", said)}


def _base64(data: bytes) -> bytes:
    coded = binascii.b2a_base64(data, newline=False)
    step = encode.LINE
    return b"".join(coded[at : at + step] + b"\r\n" for at in range(0, len(coded), step))


def _quoted_printable(data: bytes) -> bytes:
    """Of text with any line ends."""
    data = data.replace(b"\r\n", b"\n").removesuffix(b"\n") + b"\n"
    return encode.quoted_printable(data.replace(b"\n", b"\r\n"))


# --- header lines ---------------------------------------------------------------------------------


def _block(block: bytes, changed: Lines, work: _Work) -> bytes:
    """A header block, its last empty line with it."""
    fields, rest = _fields(block)
    waiting = dict(changed)
    out: list[bytes] = []
    for name, line in fields:
        new = waiting.pop(name, b"") if name in changed else line
        if name not in work.kept:
            new = _field(name, new, work)
        out.append(line if new is line else _ended(new, work))
    return b"".join([*out, *(_ended(line, work) for line in waiting.values()), rest])


def _ended(line: bytes, work: _Work) -> bytes:
    return line if work.crlf else line.replace(b"\r\n", b"\n")


def _fields(block: bytes) -> tuple[list[tuple[str, bytes]], bytes]:
    """(name, line with its folds and line end) of each field, and the empty line behind them."""
    found: list[tuple[str, list[bytes]]] = []
    rest = b""
    for line in block.splitlines(keepends=True) if b"\n" in block else [block]:
        if not line.strip(b"\r\n"):
            rest += line
        elif line[:1] in b" \t" and found:
            found[-1][1].append(line)
        else:
            name = line.partition(b":")[0].strip().decode("ascii", "replace").lower()
            found.append((name, [line]))
    return [(name, b"".join(pieces)) for name, pieces in found], rest


def _field(name: str, line: bytes, work: _Work) -> bytes:
    """One header line without the words."""
    shown, _, value = line.partition(b":")
    title = shown.strip().decode("ascii", "replace")
    before = work.places
    if name in _NAMED:
        new = _parametered(title, value, work)
    elif name in work.boxes:
        new = _boxes(title, value, work)
    else:
        said = work.text(headers.decode(value))
        new = title.encode("ascii", "replace") + encode.header("Subject", said)[len(b"Subject") :]
    return line if work.places == before else new


def _parametered(title: str, value: bytes, work: _Work) -> bytes:
    """A type or a disposition: the names of files in it."""
    text = headers.raw_text(value)
    kind, _, behind = text.partition(";")
    params = mime.parameters(f";{behind}")
    made = {name: said if name in _STRUCTURE else work.text(said) for name, said in params.items()}
    return encode.parametered(title, kind.strip(), made)


def _boxes(title: str, value: bytes, work: _Work) -> bytes:
    """Who got it: a name is taken out of its entry, an address with it."""
    kept: list[bytes] = []
    for name, address in parse(headers.raw_text(value)):
        before = work.places
        work.text(address)
        if work.places == before:
            kept.append(encode.mailbox(work.text(name), address))
    return encode.header(title, b", ".join(kept) or b"undisclosed-recipients:;")


# --- our own --------------------------------------------------------------------------------------


def retold(head: bytes, body: bytes, rewrite: Rewrite) -> tuple[bytes, bytes]:
    """(head, body) of a text/plain mail of ours with another text, as encode.message makes one."""
    part = mime.parse(head + b"\r\n" + body).root
    encoding, octets = encode.body(rewrite(part.text()))
    said = {
        "content-type": f"text/plain; charset={'us-ascii' if encoding == '7bit' else 'utf-8'}",
        "content-transfer-encoding": encoding,
    }
    made = (
        encode.header(line.partition(b":")[0].decode("ascii"), said[name]) if name in said else line
        for name, line in _fields(head)[0]
    )
    return b"".join(made), octets


def divided(raw: bytes) -> tuple[bytes, bytes]:
    """(head, body) of a whole mail of ours, as a rendition keeps them."""
    body_at = headers.split(raw).body_at
    return raw[: body_at - len(b"\r\n")], raw[body_at:]
