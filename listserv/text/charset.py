"""Bytes to text: the declared charset, then what the bytes themselves say; pure.

Owns the one rule by which undeclared or wrongly declared text is read: declared charset (with
the misspellings of real mail) -> UTF-8 strict -> Windows code page by script -> replacement
characters. A failure cannot happen: every sequence of bytes becomes some text.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import pairwise

_ALIASES = {
    "uft-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-8",
    "utf": "utf-8",
    "cp-850": "cp850",
    "cp-1252": "cp1252",
    "windows-874": "cp874",
    "x-windows-949": "cp949",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "x-mac-arabic": "mac-arabic",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "asmo-708": "iso-8859-6",
    # HTML5 and every mail program read these as their Windows superset.
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
}
_ANY = {"us-ascii", "ascii", "ansi_x3.4-1968", "utf-8", "utf8", "unknown-8bit", "8bit", "x-unknown"}
_LATIN = {"cp1252", "cp1254", "iso8859-1", "iso8859-15", "ascii"}
_NOT_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_NAME = re.compile(r"[^a-z0-9_.:+-]+")
# The commonest Arabic letters in cp1256; in cp1252 the same bytes are accented Latin letters,
# which hardly ever stand side by side.
_ARABIC_LETTERS = frozenset("اليونمترهبدعسفقكحجط".encode("cp1256"))


def decode(data: bytes, declared: str) -> str:
    """The text of `data`; `declared` is the charset the mail names, "" when it names none."""
    if data.isascii() and b"\x1b" not in data and not _is_wide(declared):
        return data.decode("ascii")
    codec = lookup(declared)
    if codec and not (codec in _LATIN and _is_utf8(data)):
        try:
            text = data.decode(codec)
            text.encode()  # raises for the half characters that UTF-7 can spell
            return text
        except (UnicodeError, ValueError):
            pass
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    guess = _by_script(data)
    if codec not in ("", "utf-8", guess) and not _mostly_utf8(data):
        return data.decode(codec, "replace").encode("utf-8", "replace").decode()
    if _mostly_utf8(data):
        return data.decode("utf-8", "replace")
    return data.decode(guess, "replace")


def _is_utf8(data: bytes) -> bool:
    """Valid UTF-8 beyond ASCII: by chance no Latin text is ("Ã©" is no word)."""
    try:
        return not data.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


@lru_cache(maxsize=256)
def lookup(declared: str) -> str:
    """The Python codec a charset name means; "" for none, unknown, or what is no text."""
    name = _NAME.sub("", declared[:64].strip().lower())
    if not name or name in _ANY:
        return "utf-8" if name in {"utf-8", "utf8"} else ""
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = getattr(info, "_is_text_encoding", True)
    return info.name if is_text and info.name not in _NOT_TEXT else ""


def _is_wide(declared: str) -> bool:
    """Whether ASCII bytes do not mean ASCII characters in this charset."""
    return bool(declared) and lookup(declared).startswith(("utf-16", "utf-32", "utf-7", "hz"))


def _mostly_utf8(data: bytes) -> bool:
    """Text in UTF-8 with a few broken places (cut in the middle of a character, say)."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken * 10 <= sum(1 for letter in text if letter > "\x7f") - broken


def _by_script(data: bytes) -> str:
    """cp1256 where high bytes are mostly common Arabic letters and stand in runs, else cp1252."""
    high = [byte for byte in data if byte >= 0x80]
    arabic = sum(1 for byte in high if byte in _ARABIC_LETTERS)
    runs = sum(1 for a, b in pairwise(data) if a >= 0xC0 and b >= 0xC0)
    return "cp1256" if arabic * 2 > len(high) and runs * 2 > len(high) else "cp1252"
