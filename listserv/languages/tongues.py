"""Languages as people name them: by a name in any language of the word tables, or by a code.

Pure but for the reading of Babel's tables, once. Owns the step from a word to the ISO 639-1 code,
also of languages that nothing here is written in: who reads them may say so. A code that is a small
word of a sentence (`I read it`) is none. What is no language that we know is "".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale, UnknownLocaleError

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, fold
from listserv.languages.words import tables

_LETTERS = 2  # of a code
_SMALL = frozenset(
    {"am", "an", "as", "be", "da", "de", "el", "et", "fi", "he", "ho", "id", "in", "is", "it"}
    | {"la", "li", "lo", "lu", "me", "mi", "my", "na", "ne", "ni", "no", "of", "om", "or", "os"}
    | {"sa", "se", "si", "so", "ta", "te", "ti", "to", "tu"}
)
# Names that people use and the tables do not have.
_ALSO = {
    "kiswahili": "sw",
    "chichewa": "ny",
    "chinyanja": "ny",
    "luganda": "lg",
    "sesotho": "st",
    "setswana": "tn",
    "isizulu": "zu",
    "isixhosa": "xh",
    "kikongo": "kg",
    "farsi": "fa",
    "dari": "fa",
    "pashtu": "ps",
    "creole": "ht",
    "kreyol": "ht",
    "mandarin": "zh",
    "filipino": "tl",
}


def code(word: str) -> str:
    """`sw` for `Swahili`, `swahili`, `السواحيلية` or `sw`."""
    plain = fold(word)
    if plain in _codes():
        return "" if plain in _SMALL else plain
    return _named().get(plain, "")


def of_tables(pieces: Sequence[Piece], place: int) -> tuple[str, int] | None:
    """A language that the server speaks, as it stands at a place, and the place behind it: `fr`,
    `French`, `en français`, `française`."""
    inside = _inside(pieces, place)
    for at in dict.fromkeys((inside, place)):
        if found := words.phrases("names").at(pieces, at):
            return found
    for at in (place, inside):
        if at < len(pieces) and pieces[at].plain in tables():
            return pieces[at].plain, at + 1
    return None


def at(pieces: Sequence[Piece], place: int) -> tuple[str, int] | None:
    """The same, also of one that nothing here is written in: `sw`, `Swahili`."""
    if found := of_tables(pieces, place):
        return found
    inside = _inside(pieces, place)
    known = inside < len(pieces) and pieces[inside].kind is PieceKind.WORD
    found_code = code(pieces[inside].plain) if known else ""
    return (found_code, inside + 1) if found_code else None


def _inside(pieces: Sequence[Piece], place: int) -> int:
    found = words.phrases("around", "tongue").at(pieces, place)
    return found[1] if found else place


@cache
def _named() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in tables():
        for short, name in _names(language).items():
            found.setdefault(fold(name), short)
    return {**found, **_ALSO}


@cache
def _codes() -> frozenset[str]:
    return frozenset(short for language in tables() for short in _names(language))


def _names(language: str) -> Mapping[str, str]:
    """The languages of a language's table by their codes."""
    try:
        names = Locale.parse(language).languages
    except (UnknownLocaleError, ValueError):
        return {}
    return {short: name for short, name in names.items() if len(short) == _LETTERS}
