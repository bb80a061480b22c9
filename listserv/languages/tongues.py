"""Languages as people name them: by a name in any language of the word tables, or by a code.

Pure but for the reading of Babel's tables, once. Owns the step from a word to the ISO 639-1 code,
also of languages that nothing here is written in: who reads them may say so. A code that is a small
word of a sentence (`I read it`) is none. What is no language that we know is "".
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

from listserv.languages.plain import fold
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
