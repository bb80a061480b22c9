"""winmail.dat: what Outlook wraps a mail in for other Outlooks (MS-OXTNEF); pure.

Owns the little of it that a list needs: the files inside with their names, and the text where the
mail has no other. Compressed RTF is not read. Every length is checked against what is there, and
the number of pieces is bounded: broken bytes give what stands before the break, never an error.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from listserv.text import charset

TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
MOST_PIECES = 500  # attributes, and properties of each
MOST_FILES = 50

_SIGNATURE = 0x223E9F78
_FRAME = struct.Struct("<BHHI")  # level, id, type, length (MS-OXTNEF §2.1.3.1)
_LONG = struct.Struct("<I")
_PROPERTY = struct.Struct("<HH")  # type, id

_BODY, _DATA, _TITLE = 0x800C, 0x800F, 0x8010
_NEW_FILE, _PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007
_TEXT, _HTML, _LONG_NAME, _MIME_TAG = 0x1000, 0x1013, 0x3707, 0x370E
# Octets of a value of fixed size, padded to four (MS-OXTNEF §2.1.3.4).
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_MANY = 0x1000
_NAMED = 0x8000
_UTF16 = 0x1F


@dataclass(slots=True)
class File:
    """A file inside; `type` is what Outlook says, "" for nothing."""

    name: str = ""
    type: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Content:
    """What could be read: the text in one form or both, and the files."""

    text: str = ""
    html: str = ""
    files: list[File] = field(default_factory=list)


def read(data: bytes) -> Content:
    """The content of a winmail.dat; empty where the bytes are none."""
    content = Content()
    codec = "cp1252"
    for number, value in _attributes(data):
        if number == _CODEPAGE and len(value) >= 4:
            codec = f"cp{_LONG.unpack_from(value)[0]}"
        elif number == _BODY:
            content.text = content.text or _text(value, codec)
        elif number == _PROPERTIES:
            found = dict(_properties(value, codec))
            content.text = found.get(_TEXT, content.text)
            content.html = found.get(_HTML, content.html)
        elif number == _NEW_FILE and len(content.files) < MOST_FILES:
            content.files.append(File())
        elif content.files:
            _into(content.files[-1], number, value, codec)
    content.files = [each for each in content.files if each.data]
    return content


def _into(file: File, number: int, value: bytes, codec: str) -> None:
    if number == _TITLE:
        file.name = file.name or _text(value, codec)
    elif number == _DATA:
        file.data = value
    elif number == _FILE_PROPERTIES:
        found = dict(_properties(value, codec))
        file.name = found.get(_LONG_NAME, file.name)
        file.type = found.get(_MIME_TAG, file.type)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(id, value) of each attribute, in order, as far as the bytes hold."""
    if len(data) < 6 or _LONG.unpack_from(data)[0] != _SIGNATURE:
        return
    at = 6  # signature and key
    for _ in range(MOST_PIECES):
        if at + _FRAME.size > len(data):
            return
        level, number, _, size = _FRAME.unpack_from(data, at)
        at += _FRAME.size
        if level not in (1, 2) or at + size > len(data):
            return
        yield number, data[at : at + size]
        at += size + 2  # and a checksum


def _properties(data: bytes, codec: str) -> Iterator[tuple[int, str]]:
    """(id, text) of the MAPI properties that are text; the others are stepped over."""
    if len(data) < 4:
        return
    at = 4  # how many it says there are
    for _ in range(min(_LONG.unpack_from(data)[0], MOST_PIECES)):
        if at + 4 > len(data):
            return
        kind, number = _PROPERTY.unpack_from(data, at)
        at = _after_name(data, at + 4) if number >= _NAMED else at + 4
        many, kind = bool(kind & _MANY), kind & ~_MANY
        count = 1
        if many or kind in _VARIABLE:
            if at + 4 > len(data):
                return
            count = min(_LONG.unpack_from(data, at)[0], MOST_PIECES)
            at += 4
        if kind in _FIXED:
            at += _FIXED[kind] * count
            continue
        if kind not in _VARIABLE:
            return
        for _ in range(count):
            if at + 4 > len(data):
                return
            size = _LONG.unpack_from(data, at)[0]
            value = data[at + 4 : at + 4 + size]
            at += 4 + size + -size % 4
            if number in (_TEXT, _HTML, _LONG_NAME, _MIME_TAG):
                yield number, _text(value, "utf-16-le" if kind == _UTF16 else codec)


def _after_name(data: bytes, at: int) -> int:
    """Where the value of a named property begins: a GUID, and a number or a name stand before."""
    if at + 24 > len(data):
        return len(data)
    kind, size = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (size + -size % 4 if kind == 1 else 0)


def _text(value: bytes, codec: str) -> str:
    return charset.decode(value, codec).partition("\0")[0].replace("\r\n", "\n")
