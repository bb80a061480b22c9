"""Which parts of a message are its text, and which are attachments; pure.

Owns the choice between text/plain and its HTML twin, format=flowed (RFC 3676), and the list of
attachments with their sizes and names that are safe to show and to store. A forwarded message
(message/rfc822) is an attachment, its text is not the author's. What Outlook packs into a
winmail.dat is taken out of it; the package itself is shown to nobody.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from listserv.model import Attachment
from listserv.text import headers, tnef
from listserv.text.masks import mask_tokens
from listserv.text.mime import Part

_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>\"|?*:]")
_TYPE = re.compile(r"[a-z0-9.+-]{1,80}/[a-z0-9.+-]{1,120}")
_SILENT = frozenset({"pgp-signature", "pkcs7-signature", "x-pkcs7-signature"})
_STUB = re.compile(
    r"(?:html|view(?:er)?|visuali[sz]|affich|mostrar|exibir)[^\n]{0,200}"
    r"(?:message|e-?mail|mensaje|mensagem|courriel|format)",
    re.IGNORECASE,
)
_ENDINGS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/zip": ".zip",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
}
LONGEST = 500_000  # characters of plain text; what lies beyond stays in the raw message alone
LONGEST_NAME = 100  # characters
_LAID_OUT = 1_000_000  # bytes of a part whose line ends are made equal for a digest
_ATTACHED = headers.split(b"Content-Disposition: attachment\n\n")


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a message: `plain` as sent, or `html` where there is no plain text."""

    plain: str = ""
    html: str = ""
    flowed: bool = False  # `plain` came as format=flowed and is logical lines already
    twin: bool = False  # HTML was left out beside the plain text
    cut: bool = False  # `plain` was too long
    attachments: tuple[Attachment, ...] = ()
    files: tuple[Part, ...] = ()  # the parts behind `attachments`, in the same order
    markup: str = ""  # all HTML, also where its plain twin is the text: it shows the pictures


def choose(root: Part) -> Body:
    """The text and the attachments of a message."""
    plain, html, files = _sorted(root)
    texts = [(part.text(), _is_flowed(part)) for part in plain]
    joined = _together(
        [_unflowed(text[:LONGEST], part) for (text, _), part in zip(texts, plain, strict=True)]
    )
    markup = "\n<br>\n".join(part.text() for part in html)
    use_html = bool(html) and (not joined.strip() or _is_stub(joined, markup))
    return Body(
        plain="" if use_html else joined[:LONGEST],
        html=markup if use_html else "",
        flowed=bool(texts) and all(flowed for _, flowed in texts),
        twin=bool(html) and not use_html,
        cut=not use_html and sum(len(text) for text, _ in texts) > LONGEST,
        attachments=tuple(_attachment(part, n) for n, part in enumerate(files, 1)),
        files=tuple(files),
        markup=markup,
    )


def attached(root: Part) -> list[Part]:
    """The `files` of the Body, where only they are wanted."""
    return _sorted(root)[2]


def _sorted(root: Part) -> tuple[list[Part], list[Part], list[Part]]:
    """(plain text, HTML, attachments); a winmail.dat gives text only where nothing else does."""
    plain: list[Part] = []
    html: list[Part] = []
    files: list[Part] = []
    packed: list[Part] = []
    for part in _leaves(root):
        if part.type in tnef.TYPES:
            content = tnef.read(part.decoded())
            packed += _texts_of(content)
            files += [_file(each) for each in content.files]
        elif _is_text(part, bool(plain or html)):
            (html if part.type == "text/html" else plain).append(part)
        elif part.type.partition("/")[2] not in _SILENT:
            files.append(part)
    for part in packed if not (plain or html) else ():
        (html if part.type == "text/html" else plain).append(part)
    return plain, html, files


def _texts_of(content: tnef.Content) -> list[Part]:
    found = (("text/plain", content.text), ("text/html", content.html))
    return [
        Part(kind, {"charset": "utf-8"}, headers.Headers(), text.encode("utf-8", "replace"))
        for kind, text in found
        if text.strip()
    ]


def _file(inside: tnef.File) -> Part:
    kind = inside.type.strip().lower()
    if not _TYPE.fullmatch(kind):
        ending = "." + inside.name.rpartition(".")[2].lower()
        known = (name for name, end in _ENDINGS.items() if end == ending)
        kind = next(known, "application/octet-stream")
    return Part(kind, {"name": inside.name}, _ATTACHED, inside.data)


def _leaves(part: Part) -> Iterator[Part]:
    """Every part that is no multipart, in order."""
    return (each for each in part.walk() if not each.type.startswith("multipart/"))


def _is_text(part: Part, had_text: bool) -> bool:
    if part.main != "text" or part.disposition() == "attachment":
        return False
    if part.type in ("text/plain", "text/html"):
        return not (part.filename() and had_text)
    # Other kinds of text (calendar, vcard, csv) are the text only where nothing else is.
    return not had_text and not part.filename() and part.type in ("text/enriched", "text/richtext")


def _together(texts: list[str]) -> str:
    """The plain parts one below the other; a footer part of a list comes last by itself."""
    return "\n\n".join(text.strip("\n") for text in texts if text.strip()) if texts else ""


def _is_stub(plain: str, markup: str) -> bool:
    """A plain part that only says that the message is HTML."""
    return len(plain) < 300 and len(markup) > 3 * len(plain) and bool(_STUB.search(plain))


# --- format=flowed ------------------------------------------------------------------------------


def _is_flowed(part: Part) -> bool:
    return part.params.get("format", "").lower() == "flowed"


def _unflowed(text: str, part: Part) -> str:
    if not _is_flowed(part):
        return text
    return unflow(text, delsp=part.params.get("delsp", "").lower() == "yes")


def unflow(text: str, delsp: bool = False) -> str:
    """Logical lines of a format=flowed text (RFC 3676 §4): soft breaks joined, stuffing off.

    Lines of different quote depth are never joined, nor is the signature line `-- `.
    """
    out: list[str] = []
    pending, depth = list[str](), -1
    for line in text.split("\n"):
        bare = line.lstrip(">")
        level = len(line) - len(bare)
        bare = bare[1:] if bare[:1] == " " else bare
        soft = bare.endswith(" ") and bare != "-- "
        if pending and (level != depth or bare == "-- "):
            out.append(_quoted(depth, pending))
            pending = []
        depth = level
        pending.append(bare[:-1] if soft and delsp else bare)
        if not soft:
            out.append(_quoted(depth, pending))
            pending = []
    if pending:
        out.append(_quoted(depth, pending))
    return "\n".join(out)


def _quoted(depth: int, pieces: list[str]) -> str:
    text = "".join(pieces)
    return f"{'>' * depth} {text}".rstrip(" ") if depth > 0 else text


# --- attachments ----------------------------------------------------------------------------------


def _attachment(part: Part, number: int) -> Attachment:
    return Attachment(shown_name(part, number), part.type, part.size())


def shown_name(part: Part, number: int) -> str:
    """The name of an attachment, the `number`th of its message, as it is shown."""
    name = part.filename()
    if not name and part.type == "message/rfc822":
        name = headers.split(part.data).text("subject") + ".eml"
    return safe_name(name, part.type, number)


def safe_name(name: str, kind: str, number: int) -> str:
    """A file name without folders, controls and marks that turn its reading; never empty."""
    name = _NO_NAME.sub("", headers.decode(name).replace("\\", "/").rpartition("/")[2])
    name = mask_tokens(" ".join(name.split()).lstrip(". "))
    stem, dot, ending = name.rpartition(".")
    if len(name) > LONGEST_NAME:
        ending = ending[:10] if dot else ""
        name = f"{(stem or name)[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}"
    if name.rstrip("."):
        return name
    return f"attachment-{number}{_ENDINGS.get(kind, '')}"


def digest_of(root: Part) -> bytes:
    """SHA-256 over the decoded content of every part, with line ends made equal.

    A relay that changes the transfer encoding does not change it.
    """
    total = hashlib.sha256()
    for part in _leaves(root):
        data = part.decoded()
        if part.main in ("text", "message"):
            data = _without_layout(data)
        total.update(hashlib.sha256(data).digest())
    return total.digest()


def _without_layout(data: bytes) -> bytes:
    """Lines without blanks at their ends; what is very long is cheap to make and dear to read."""
    first, rest = data[:_LAID_OUT], data[_LAID_OUT:]
    return b"\n".join(line.rstrip() for line in first.splitlines()).rstrip() + rest
