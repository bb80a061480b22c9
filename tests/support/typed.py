"""A mail that somebody typed, quotation and all, as her mail program packs it: raw bytes for tests.

`packed(client, subject, text)` makes the parts, the charset and the transfer encoding of a program,
and the HTML twin that it writes: what stands behind `>` is a quotation there. The text itself is
taken as it is; one that begins with `<` is HTML, and goes out alone. Nothing here fails; what a
charset lacks goes out in UTF-8, as programs do.
"""

from __future__ import annotations

import html
import textwrap
from base64 import encodebytes
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr
from itertools import groupby
from quopri import encodestring

NAME, ADDRESS = "María Ñuñez", "maria@example.org"
TO = "hifa-request@lists.example.org"


@dataclass(frozen=True, slots=True)
class Packing:
    """How a program packs a text; its charset may depend on the script."""

    parts: str = "plain"  # plain, both or html
    charset: str = "utf-8"
    arabic: str = "utf-8"
    encoding: str = "quoted-printable"
    flowed: bool = False
    block: str = "div"  # the element of a line: div, p (Word) or br
    mailer: tuple[str, str] = ("X-Mailer", "Webmail")


_WINDOWS = {"charset": "windows-1252", "arabic": "windows-1256"}
PACKINGS: dict[str, Packing] = {
    "gmail-web": Packing("both"),
    "gmail-android": Packing("both", encoding="base64"),
    "iphone": Packing("plain", encoding="base64", mailer=("X-Mailer", "iPhone Mail (21F90)")),
    "outlook": Packing(
        "both", **_WINDOWS, block="p", mailer=("X-Mailer", "Microsoft Outlook 16.0")
    ),
    "outlook-android": Packing("html", encoding="base64"),
    "hotmail": Packing("html", charset="utf-16", arabic="utf-16", encoding="base64"),
    "yahoo": Packing("both", block="br", mailer=("X-Mailer", "YMailNorrin")),
    "thunderbird": Packing(
        encoding="8bit", flowed=True, mailer=("User-Agent", "Mozilla Thunderbird")
    ),
    "samsung": Packing("both", encoding="base64", block="br"),
    "webmail": Packing(charset="iso-8859-1", arabic="windows-1256"),
    "webmail-html": Packing("html", charset="iso-8859-1", arabic="iso-8859-6", block="br"),
    "phone": Packing(encoding="8bit", mailer=("X-Mailer", "Android mail")),
    "whatsapp-like phone": Packing("html", encoding="8bit"),
}


def packed(
    client: str,
    subject: str,
    text: str,
    *,
    to: str = TO,
    sender: tuple[str, str] = (NAME, ADDRESS),
    answers: str = "",
    extra: str = "",
) -> bytes:
    """The raw mail, CRLF line ends; KeyError for an unknown client.

    `answers` is the Message-ID that it answers, `extra` more header lines.
    """
    made = PACKINGS[client]
    parts = []
    if text.startswith("<"):
        parts.append(_part("html", text, made))
    elif made.parts != "html":
        parts.append(_part("plain", _flowed(text) if made.flowed else text, made))
    if made.parts != "plain" and not text.startswith("<"):
        parts.append(_part("html", _markup(text, made.block), made))
    title = Header(subject, "utf-8", 76, "Subject").encode(linesep="\r\n")
    head = (
        f"{extra}From: {formataddr(sender)}\r\nTo: {to}\r\nSubject: {title}\r\n"
        "Date: Mon, 05 Jan 2026 22:30:00 +0300\r\nMessage-ID: <typed@example.org>\r\n"
    )
    if answers:
        head += f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n"
    head += f"{made.mailer[0]}: {made.mailer[1]}\r\nMIME-Version: 1.0\r\n"
    if len(parts) == 1:
        return head.encode() + parts[0]
    body = b"".join(b"--=_b0\r\n" + part + b"\r\n" for part in parts)
    kind = b'Content-Type: multipart/alternative; boundary="=_b0"\r\n\r\n'
    return head.encode() + kind + body + b"--=_b0--\r\n"


def _part(kind: str, text: str, made: Packing) -> bytes:
    arabic = any("\u0600" <= letter <= "\u06ff" for letter in text)
    charset = made.arabic if arabic else made.charset
    try:
        octets = text.encode(charset)
    except UnicodeEncodeError:
        charset, octets = "utf-8", text.encode()
    if made.encoding == "base64":
        octets = encodebytes(octets)
    elif made.encoding == "quoted-printable":
        octets = encodestring(octets)
    flowed = "; format=flowed" if made.flowed and kind == "plain" else ""
    head = (
        f"Content-Type: text/{kind}; charset={charset}{flowed}\r\n"
        f"Content-Transfer-Encoding: {made.encoding}\r\n\r\n"
    )
    return head.encode() + octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _flowed(text: str) -> str:
    """format=flowed (RFC 3676): a soft break is a space before the line end."""
    lines: list[str] = []
    for line in text.split("\n"):
        mark = "> " if line.startswith(">") else ""
        said = line.removeprefix(">").strip() if mark else line.rstrip()
        if line == "-- ":
            said = line
        parts = textwrap.wrap(said, 70, break_long_words=False, break_on_hyphens=False)
        parts = parts if len(said) > 70 else [said]
        lines += [f"{mark}{part} " for part in parts[:-1]] + [f"{mark}{parts[-1]}"]
    return "\n".join(lines)


def _markup(text: str, block: str) -> str:
    """The HTML of a text: its quoted lines in a blockquote, each line in an element."""
    out = ['<html><head></head><body dir="auto">']
    for quoted, group in groupby(text.split("\n"), lambda line: line.startswith(">")):
        lines = [line.removeprefix(">").strip() if quoted else line for line in group]
        inside = _lines(lines, block)
        out.append(f'<blockquote type="cite">{inside}</blockquote>' if quoted else inside)
    return "\n".join([*out, "</body></html>"])


def _lines(lines: list[str], block: str) -> str:
    said = [html.escape(line).replace("  ", "&nbsp; ") for line in lines]
    if block == "br":
        return "<br>\n".join(said) + "<br>"
    if block == "p":
        return "\n".join(f'<p class="MsoNormal">{one or "<o:p>&nbsp;</o:p>"}</p>' for one in said)
    return "".join(f"<div>{one or '<br>'}</div>" for one in said)
