"""Which files go on to members: by their ending, their declared type and how they begin; pure.

Owns the allowlist: documents, sheets, pictures, text. All three must agree, so a program is none of
these however it is named: `card.pdf.exe` is no PDF, nor is a `card.pdf` that begins like a program.
What carries macros is left out too. What is not on the list is named to members and never sent.

Nothing here fails: any name, type and octets give an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PICTURE = "picture"
TEXT = "text"
DOCUMENT = "document"

JPEG = "image/jpeg"

# Types that say nothing: phones and web mail call any file one of these.
VAGUE = frozenset({"application/octet-stream", "application/download", "application/x-download"})
# Endings of what a computer runs; they may not stand inside a name either.
RUNS = frozenset(
    (
        *("app", "apk", "bat", "cmd", "cpl", "dll", "exe", "hta", "iso", "jar", "js", "jse", "lnk"),
        *("msi", "pif", "ps1", "reg", "scr", "sh", "vb", "vbe", "vbs", "wsf"),
    )
)

_OLE = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = rb"PK\x03\x04"
_MACROS = re.compile(rb"vbaProject|_VBA_PROJECT|_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J", re.I)
_RIFF = rb"RIFF....WEBP"
_LONGEST_TEXT = 1_000_000  # octets of a text that are looked at


@dataclass(frozen=True, slots=True)
class Kind:
    type: str  # as it goes out
    group: str  # PICTURE, TEXT or DOCUMENT
    begins: re.Pattern[bytes] | None = None  # None: any text
    also: frozenset[str] = frozenset()  # other types that mails give it


def _kind(type_: str, group: str, begins: bytes = b"", also: str = "") -> Kind:
    pattern = re.compile(begins, re.DOTALL) if begins else None
    return Kind(type_, group, pattern, frozenset(also.split()))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_PACKED = "application/zip application/x-zip-compressed"
_JPEG = _kind(JPEG, PICTURE, rb"\xff\xd8\xff", "image/jpg image/pjpeg")

KINDS: dict[str, Kind] = {
    "pdf": _kind("application/pdf", DOCUMENT, rb"%PDF-", "application/x-pdf"),
    "rtf": _kind("application/rtf", DOCUMENT, rb"\{\\rtf", "text/rtf application/msword"),
    "doc": _kind("application/msword", DOCUMENT, _OLE, "application/vnd.ms-word"),
    "xls": _kind("application/vnd.ms-excel", DOCUMENT, _OLE, "application/excel"),
    "ppt": _kind("application/vnd.ms-powerpoint", DOCUMENT, _OLE, "application/powerpoint"),
    "docx": _kind(
        f"{_OFFICE}.wordprocessingml.document", DOCUMENT, _ZIP, f"{_PACKED} application/msword"
    ),
    "xlsx": _kind(
        f"{_OFFICE}.spreadsheetml.sheet", DOCUMENT, _ZIP, f"{_PACKED} application/vnd.ms-excel"
    ),
    "pptx": _kind(
        f"{_OFFICE}.presentationml.presentation",
        DOCUMENT,
        _ZIP,
        f"{_PACKED} application/vnd.ms-powerpoint",
    ),
    "odt": _kind(f"{_OPEN}.text", DOCUMENT, _ZIP, _PACKED),
    "ods": _kind(f"{_OPEN}.spreadsheet", DOCUMENT, _ZIP, _PACKED),
    "odp": _kind(f"{_OPEN}.presentation", DOCUMENT, _ZIP, _PACKED),
    "txt": _kind("text/plain", TEXT),
    "csv": _kind(
        "text/csv", TEXT, b"", "text/plain text/comma-separated-values application/vnd.ms-excel"
    ),
    "ics": _kind("text/calendar", TEXT, b"", "application/ics"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _kind("image/png", PICTURE, rb"\x89PNG\r\n\x1a\n", "image/x-png"),
    "gif": _kind("image/gif", PICTURE, rb"GIF8[79]a"),
    "webp": _kind("image/webp", PICTURE, _RIFF),
}


def by_name(name: str, declared: str) -> Kind | None:
    """What a file may be by its name and the type that its mail gives it; None is never sent."""
    pieces = [piece.strip().lower() for piece in name.split(".")]
    kind = KINDS.get(pieces[-1]) if len(pieces) > 1 else None
    if kind is None or RUNS.intersection(pieces[1:]):
        return None
    fits = declared == kind.type or declared in kind.also or declared in VAGUE
    return kind if fits else None


def of(name: str, declared: str, data: bytes) -> Kind | None:
    """What a file is, its octets looked at; None is never sent."""
    kind = by_name(name, declared)
    if kind is None:
        return None
    if kind.begins is None:
        return None if b"\x00" in data[:_LONGEST_TEXT] else kind
    if not kind.begins.match(data) or (kind.group == DOCUMENT and _MACROS.search(data)):
        return None
    return kind
