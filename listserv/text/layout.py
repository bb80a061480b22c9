"""Lines for narrow screens: folding of tables and indexes, sizes in words; pure.

Paragraphs of a letter are never folded here (they are logical lines); what is aligned is, at
38 columns, which a phone shows without breaking.
"""

from __future__ import annotations

import unicodedata

NARROW = 38  # columns

_UNITS = {"fr": ("octets", "Ko", "Mo")}
_UNITS_ELSE = ("bytes", "KB", "MB")
_UNITS_AR = ("بايت", "ك.ب", "م.ب")


def columns(text: str) -> int:
    """Columns a terminal or a fixed-width phone font needs: wide letters two, marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(letter) for letter in text)


def _columns_of(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrap(text: str, width: int) -> str:
    """`text` folded at blanks to lines of at most `width` columns.

    Line breaks in `text` stay. A word longer than a line stands alone and whole: links are
    never cut.
    """
    return "\n".join(_wrap_line(line, width) for line in text.split("\n"))


def _wrap_line(line: str, width: int) -> str:
    lines = [""]
    for word in line.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and columns(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def clip(text: str, width: int = NARROW) -> str:
    """`text` on one line of at most `width` columns, with an ellipsis where it was cut."""
    text = " ".join(text.split())
    if columns(text) <= width:
        return text
    kept, used = "", 0
    for letter in text:
        used += _columns_of(letter)
        if used > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def size_words(n: int, language: str = "en") -> str:
    """A size for people, rounded up so that nobody pays more than was said: `12 KB`, `1.4 MB`."""
    small, kilo, mega = _UNITS_AR if language == "ar" else _UNITS.get(language, _UNITS_ELSE)
    if n < 1000:
        return f"{n} {small}"
    thousands = -(-n // 1000)
    if thousands < 1000:
        return f"{thousands} {kilo}"
    tenths = -(-n // 100_000)
    whole, tenth = divmod(tenths, 10)
    comma = "." if language == "en" else ","
    return f"{whole}{comma}{tenth} {mega}" if tenth and whole < 10 else f"{-(-tenths // 10)} {mega}"
