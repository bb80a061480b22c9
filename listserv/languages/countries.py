"""Countries as people write them: by a name in any language of the word tables, or by a code.

Pure but for the reading of Babel's tables, once. Owns the step from what is typed to the ISO 3166
code of two letters; a country is told by its name from that (press/speech.py). What is no country
that we know is "", and is kept as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from listserv.languages.plain import Phrases, words
from listserv.languages.words import single_words, tables

_BRACKETS = re.compile(r"[()]")
_LETTERS = 2  # of a code; longer ones of the table are parts of the world
_LONGEST_CODE = 3
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
# Names that people use and the tables do not have.
_ALSO = {
    "AE": ("UAE", "Emirates", "الإمارات"),
    "BA": ("Bosnia", "Bosnia and Herzegovina"),
    "CD": (
        "DRC",
        "DR Congo",
        "Democratic Republic of the Congo",
        "Democratic Republic of Congo",
        "RDC",
        "RD Congo",
        "République démocratique du Congo",
        "República Democrática del Congo",
        "República Democrática do Congo",
        "Congo Kinshasa",
        "Zaire",
    ),
    "CF": ("RCA", "Centrafrique", "CAR"),
    "CG": ("Congo", "Congo Brazzaville", "Republic of the Congo", "République du Congo"),
    "CI": ("Ivory Coast", "RCI", "Costa de Marfil", "كوت ديفوار"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic", "République tchèque", "República Checa", "República Tcheca"),
    "GB": (
        "UK",
        "Great Britain",
        "Britain",
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Angleterre",
        "Inglaterra",
        "Grande-Bretagne",
        "Gran Bretaña",
        "Grã-Bretanha",
    ),
    "GM": ("The Gambia",),
    "GW": ("Guinea Bissau", "Guiné Bissau"),
    "HK": ("Hong Kong",),
    "IR": ("Irão",),
    "KR": ("Korea",),
    "LA": ("Lao PDR",),
    "MM": ("Burma", "Birmanie", "Birmania"),
    "MO": ("Macau", "Macao"),
    "NL": ("Holland", "Hollande", "Holanda"),
    "PS": ("Palestine", "Palestina", "فلسطين"),
    "SA": ("السعودية",),
    "ST": ("São Tomé", "Sao Tome and Principe"),
    "SZ": ("Swaziland", "Suazilandia"),
    "TL": ("East Timor", "Timor"),
    "TR": ("Turkey",),
    "TT": ("Trinidad", "Trinidad and Tobago"),
    "TZ": ("United Republic of Tanzania", "Tanzanie", "Tanzânia"),
    "US": (
        "USA",
        "U.S.A.",
        "United States of America",
        "EEUU",
        "EE. UU.",
        "EUA",
        "États-Unis",
        "Estados Unidos de América",
    ),
    "VN": ("Viet Nam", "Vietname"),
}


def code(text: str) -> str:
    """`KE` for `Kenya`, `Kenia`, `كينيا`, `le Kenya`, `KEN` or `ke`; "" for what is no country's
    name."""
    said = words(text)
    if found := _codes().get(said):
        return found
    has_article = len(said) > 1 and said[0] in single_words("arguments", "fillers")
    return _named().get(said[1:], "") if has_article else ""


def is_name(text: str) -> bool:
    """Whether a text is a country's name and nothing else; a code alone is a word, too."""
    return len(text.strip()) > _LONGEST_CODE and bool(code(text))


@cache
def named() -> Phrases:
    """The names of all countries without the codes, to be found in the words of a text."""
    meanings: dict[str, list[str]] = {}
    for name, short in _named().items():
        meanings.setdefault(short, []).append(" ".join(name))
    return Phrases(meanings)


@cache
def _named() -> Mapping[tuple[str, ...], str]:
    """Folded words of a name -> code. Of two countries with one name the first has it."""
    found: dict[tuple[str, ...], str] = {}
    for language in tables():
        for short, name in _names(language).items():
            for one in (name, *_BRACKETS.split(name)):  # Myanmar (Burma)
                found.setdefault(words(one), short)
    for short, names in _ALSO.items():
        found.update({words(name): short for name in names})
    found.pop((), None)
    return found


@cache
def _codes() -> Mapping[tuple[str, ...], str]:
    """The same, and the codes."""
    found = dict(_named())
    for language in tables():
        for short in _names(language):
            found.setdefault(words(short), short)
    three = {old: new[0] for old, new in get_global("territory_aliases").items() if len(new) == 1}
    known = set(found.values())
    for old, new in three.items():
        if old.isalpha() and len(old) > _LETTERS and new in known:
            found.setdefault(words(old), new)
    return found


def _names(language: str) -> Mapping[str, str]:
    """The countries of a language's table by their codes."""
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        short: name
        for short, name in names.items()
        if len(short) == _LETTERS and short.isalpha() and short not in _NO_COUNTRIES
    }
