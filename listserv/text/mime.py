"""A message cut into its parts: offsets, types and decoded bytes; pure, linear.

Owns the reading of MIME (RFC 2045 to 2047, 2231) from raw bytes, as tolerant as real mail
needs: missing end marks, parts without headers, unknown encodings. Depth and number of parts
are capped before any work is done, so that no message costs more than its length. A failure
cannot happen; what is odd is told in `Tree.defects`.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from listserv.text import charset, headers

MOST_PARTS = 100
DEEPEST = 20

_PARAM = re.compile(r';\s*([^=;\s"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_TYPE = re.compile(r"\s*([a-z0-9!#$&^_.+-]{1,80})\s*/\s*([a-z0-9!#$&^_.+-]{1,120})\s*(?:;|$|\s)")
_CONTINUED = re.compile(r"([^*]+)(?:\*(\d{1,2}))?(\*?)")
_COMMENT = re.compile(r"\([^()]*\)")
_NOT_BASE64 = bytes(b for b in range(256) if not (chr(b).isalnum() and b < 128) and b not in b"+/=")


@dataclass(frozen=True, slots=True)
class Part:
    """One entity. `data` is its body as it came; `children` are the parts of a multipart."""

    type: str  # "text/plain", in lower case
    params: dict[str, str]
    heads: headers.Headers
    data: bytes
    children: tuple[Part, ...] = ()

    @property
    def main(self) -> str:
        return self.type.partition("/")[0]

    @property
    def encoding(self) -> str:
        return _COMMENT.sub("", self.heads.text("content-transfer-encoding")).strip(" ;'\"").lower()

    def disposition(self) -> str:
        """attachment, inline or "" (RFC 2183)."""
        return self.heads.text("content-disposition").partition(";")[0].strip().lower()

    def filename(self) -> str:
        """The name its sender gave it, as it came; "" for none."""
        value = headers.raw_text(self.heads.first("content-disposition"))
        return parameters(value).get("filename") or self.params.get("name", "")

    def decoded(self) -> bytes:
        """The bytes without their transfer encoding; broken base64 as far as it goes."""
        encoding = self.encoding
        if encoding == "quoted-printable":
            return binascii.a2b_qp(self.data)
        if encoding == "base64":
            return _from_base64(self.data)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return _from_uu(self.data)
        return self.data

    def size(self) -> int:
        """How many bytes `decoded` has, without decoding base64."""
        if self.encoding != "base64":
            return len(self.decoded())
        return len(self.data.translate(None, _NOT_BASE64 + b"=")) * 3 // 4

    def text(self) -> str:
        """The decoded text of a text part with line ends "\\n"."""
        text = charset.decode(self.decoded(), self.params.get("charset", ""))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def walk(self) -> Iterator[Part]:
        """This part and all below, in the order of the message."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Tree:
    """A whole message and what was odd about it."""

    root: Part
    defects: list[str] = field(default_factory=list)


def parse(raw: bytes, heads: headers.Headers | None = None) -> Tree:
    """The tree of a message. `heads` saves splitting the top header block again."""
    heads = heads or headers.split(raw)
    budget = _Budget()
    root = _part(heads, raw[heads.body_at :], "text/plain", 0, budget)
    return Tree(root, [*heads.defects, *dict.fromkeys(budget.defects)])


@dataclass(slots=True)
class _Budget:
    parts: int = MOST_PARTS
    defects: list[str] = field(default_factory=list)


def _part(heads: headers.Headers, data: bytes, default: str, depth: int, budget: _Budget) -> Part:
    budget.parts -= 1
    kind, params = content_type(headers.raw_text(heads.first("content-type")), default)
    if not kind.startswith("multipart/"):
        return Part(kind, params, heads, data)
    boundary = params.get("boundary", "").rstrip()
    if not boundary:
        budget.defects.append("multipart without a boundary")
        return Part("text/plain", {}, heads, data)
    if depth >= DEEPEST:
        budget.defects.append("parts nested too deep")
        return Part("application/octet-stream", {}, heads, data)
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for start, end in spans(data, boundary, budget.defects):
        if budget.parts <= 0:
            budget.defects.append("too many parts")
            break
        piece = data[start:end]
        below = headers.split(piece)
        children.append(_part(below, piece[below.body_at :], inner, depth + 1, budget))
    if not children and data.strip():
        # A multipart whose boundary never comes: its text is all there is.
        children.append(Part("text/plain", {}, headers.Headers(), data))
    return Part(kind, params, heads, data, tuple(children))


def spans(data: bytes, boundary: str, defects: list[str]) -> Iterator[tuple[int, int]]:
    """Where the parts stand between the boundary lines of a multipart's body (RFC 2046 §5.1.1).

    The last one may be closed or not; then that is added to `defects`.
    """
    mark = b"--" + boundary.encode("utf-8", "replace")
    # Found by its letters and looked at where it stands: ten times quicker than by line ends.
    line = re.compile(re.escape(mark) + rb"(--)?[ \t]*(?=\r|\n|$)")
    start = -1
    for found in line.finditer(data):
        before = data[max(0, found.start() - 2) : found.start()]
        if before and not before.endswith(b"\n"):
            continue
        if start >= 0:
            yield start, found.start() - (2 if before == b"\r\n" else 1)
        if found[1]:
            return
        start = _line_after(data, found.end())
    if start >= 0:
        defects.append("multipart without its end")
        yield start, len(data)


def _line_after(data: bytes, at: int) -> int:
    stop = data.find(b"\n", at)
    return len(data) if stop < 0 else stop + 1


def content_type(value: str, default: str = "text/plain") -> tuple[str, dict[str, str]]:
    """(type, parameters) of a Content-Type value; what is no type becomes `default`."""
    match = _TYPE.match(_COMMENT.sub("", value[:2000]).lower() if "(" in value else value.lower())
    if not match:
        return default, parameters(value)
    return f"{match[1]}/{match[2]}", parameters(value)


def parameters(value: str) -> dict[str, str]:
    """The parameters after a value, names in lower case; RFC 2231 pieces joined and decoded."""
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in list(_PARAM.finditer(value))[:200]:
        text = match[2].strip()
        if text[:1] == '"':
            text = re.sub(r"\\(.)", r"\1", text[1:].removesuffix('"'))
        name = _CONTINUED.fullmatch(match[1].lower())
        if not name:
            continue
        if name[2] is None and not name[3]:
            # A boundary may have two blanks in a row (RFC 2046 §5.1.1), and no encoded words.
            plain.setdefault(name[1], text if name[1] == "boundary" else headers.decode(text))
        else:
            pieces.setdefault(name[1], []).append((int(name[2] or 0), bool(name[3]), text))
    return plain | {name: _joined(found) for name, found in pieces.items()}


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    codec, data = "", b""
    for number, coded, text in sorted(pieces, key=lambda piece: piece[0]):
        if coded and number == 0 and text.count("'") >= 2:
            codec, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if coded else text.encode("utf-8", "surrogateescape")
    return charset.decode(data, codec)


def _from_base64(data: bytes) -> bytes:
    # What stands after the padding is no base64: list servers append plain footers there.
    kept = data.translate(None, _NOT_BASE64)
    end = kept.find(b"=")
    kept = kept[: end if end >= 0 else len(kept)]
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def _from_uu(data: bytes) -> bytes:
    out: list[bytes] = []
    for line in data.splitlines():
        if line.startswith(b"begin ") or line == b"end" or not line:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            break
    return b"".join(out)
