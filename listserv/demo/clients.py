"""Raw mail as real mail programs write it: charsets, encodings, headers, parts.

`write` turns a Draft into the bytes a program would hand to its server. The layouts are in
layouts.py, their wordings in wording.py; what the server's cleaning saves is measured on mail like
this.

Pure: a text that does not fit its program's charset goes out in UTF-8, as programs do.
"""

from __future__ import annotations

import textwrap
from base64 import encodebytes
from collections.abc import Callable
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime, formataddr
from hashlib import sha256
from quopri import encodestring

from listserv.demo import layouts
from listserv.demo.drafts import Draft
from listserv.demo.wording import answer_prefix


@dataclass(frozen=True, slots=True)
class Program:
    """How one mail program packs what its layout made: (plain, HTML), either may be ""."""

    layout: Callable[[Draft], tuple[str, str]]
    charset: str
    encoding: str  # 8bit | quoted-printable | base64
    header: tuple[str, str]
    parameters: str = ""  # of text/plain


def write(draft: Draft) -> bytes:
    """The raw mail, with CRLF line ends; KeyError for an unknown program."""
    program = PROGRAMS[draft.program]
    plain, marked = program.layout(draft)
    parts = []
    if plain:
        parts.append(_part("plain", plain, program, program.parameters))
    if marked:
        parts.append(_part("html", marked, program))
    body = parts[0] if len(parts) == 1 else _multipart("alternative", parts, draft.message_id)
    if draft.attachment:
        body = _multipart("mixed", [body, _photograph(draft.attachment)], draft.message_id)
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(draft, program))
    return head.encode("ascii") + body


# --- headers ----------------------------------------------------------------------------------


def _headers(draft: Draft, program: Program) -> list[tuple[str, str]]:
    found = [
        ("From", _folded(formataddr((draft.name, draft.address), program.charset))),
        ("To", draft.to),
        ("Subject", _encoded(_subject(draft), program.charset)),
        ("Date", format_datetime(draft.local)),
        ("Message-ID", f"<{draft.message_id}>"),
    ]
    if draft.answered and not draft.subject:
        chain = (*draft.answered.references, draft.answered.message_id)
        found.append(("In-Reply-To", f"<{draft.answered.message_id}>"))
        found.append(("References", "\r\n ".join(f"<{one}>" for one in dict.fromkeys(chain))))
    return [*found, program.header, *draft.extra, ("MIME-Version", "1.0")]


def _subject(draft: Draft) -> str:
    if draft.subject or not draft.answered:
        return draft.subject
    prefix = answer_prefix(draft.program, draft.language)
    if draft.answered.subject.casefold().startswith(prefix.casefold()):
        return draft.answered.subject
    return prefix + draft.answered.subject


def _encoded(text: str, charset: str) -> str:
    if text.isascii():
        return _folded(text)
    return Header(text, _charset(text, charset), maxlinelen=75, header_name="Subject").encode(
        linesep="\r\n"
    )


def _folded(text: str) -> str:
    return "\r\n ".join(
        textwrap.wrap(text, 66, break_long_words=False, break_on_hyphens=False) or [""]
    )


# --- parts ------------------------------------------------------------------------------------


def _charset(text: str, wished: str) -> str:
    try:
        text.encode(wished)
    except UnicodeEncodeError:
        return "utf-8"
    return wished


def _part(kind: str, text: str, program: Program, parameters: str = "") -> bytes:
    charset = _charset(text, program.charset)
    raw = (text.rstrip("\n") + "\n").encode(charset)
    if program.encoding == "base64":
        raw = encodebytes(raw)
    elif program.encoding == "quoted-printable":
        raw = encodestring(raw)
    head = (
        f"Content-Type: text/{kind}; charset={charset}{parameters}\r\n"
        f"Content-Transfer-Encoding: {program.encoding}\r\n\r\n"
    )
    return head.encode() + raw.replace(b"\n", b"\r\n")


def _multipart(kind: str, parts: list[bytes], seed: str) -> bytes:
    boundary = f"=_{sha256((kind + seed).encode()).hexdigest()[:24]}"
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'
    line = f"--{boundary}".encode()
    return head.encode() + b"".join(
        [*(line + b"\r\n" + part + b"\r\n" for part in parts), line, b"--\r\n"]
    )


def _photograph(size: int) -> bytes:
    """A part of about `size` bytes of what a photograph looks like to a mail server."""
    noise = sha256(b"photograph").digest() * (size // 32 + 1)
    head = (
        "Content-Type: image/jpeg; name=IMG_0412.jpg\r\n"
        "Content-Disposition: attachment; filename=IMG_0412.jpg\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(noise[:size]).replace(b"\n", b"\r\n")


_QP = "quoted-printable"
PROGRAMS: dict[str, Program] = {
    "gmail": Program(layouts.gmail, "utf-8", _QP, ("X-Mailer", "Webmail")),
    "outlook": Program(
        layouts.outlook, "windows-1252", _QP, ("X-Mailer", "Microsoft Outlook 16.0")
    ),
    "iphone": Program(layouts.iphone, "utf-8", _QP, ("X-Mailer", "iPhone Mail (21F90)")),
    "samsung": Program(layouts.samsung, "utf-8", "base64", ("X-Mailer", "Samsung Email")),
    "thunderbird": Program(
        layouts.thunderbird,
        "utf-8",
        "8bit",
        ("User-Agent", "Mozilla Thunderbird"),
        "; format=flowed",
    ),
    "yahoo": Program(layouts.yahoo, "utf-8", _QP, ("X-Mailer", "YMailNorrin")),
    "mutt": Program(layouts.mutt, "utf-8", "8bit", ("User-Agent", "Mutt/2.2.12")),
    "phone-html": Program(
        layouts.phone_html, "utf-8", "base64", ("X-Mailer", "Outlook for Android")
    ),
    "webmail": Program(layouts.webmail, "iso-8859-1", _QP, ("X-Mailer", "Zimbra 8.8.15")),
}
