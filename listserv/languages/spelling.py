"""What a person is found by: the words of her name, organisation, country and addresses, folded.

Pure. Owns how a query and what is kept are made comparable: `Jose` finds José, `kenia` who lives in
Kenya, `امينة` أمينة. The name comes first, so that who is found by it stands before who is found by
her organisation. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError

from listserv.languages import countries
from listserv.languages.plain import fold, words
from listserv.languages.words import tables

_OF_ADDRESSES = frozenset("@._")
_AROUND = " \t\"'<>()[],;:!?؟“”«»@"
MOST_WORDS = 6  # of a query


def spelled(name: str, organisation: str, country: str, addresses: Sequence[str]) -> str:
    """What is kept of a person, to look for words in it."""
    parts = (_folded(name), _folded(organisation), _country(country), *map(_folded, addresses))
    return "\n".join(filter(None, parts))


def _folded(text: str) -> str:
    """As `fold`, and thirty times as fast where there is nothing to fold."""
    return text.lower() if text.isascii() else fold(text)


def query(typed: str) -> tuple[str, ...]:
    """The words to look for; all of them stand in what is kept of who is meant."""
    found = (part for word in typed.split() for part in _parts(word))
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_WORDS]


def _parts(word: str) -> tuple[str, ...]:
    """`O’Brien` is two words; an address, or a part of one, is looked for as it is."""
    whole = fold(word).strip(_AROUND)
    return (whole,) if _OF_ADDRESSES & set(whole) else words(word)


@lru_cache(maxsize=1024)
def _country(typed: str) -> str:
    """A country as it was typed, and its names in every language that is spoken here."""
    code = countries.code(typed) if typed else ""
    found = (_territories(language).get(code, "") for language in tables()) if code else ()
    return fold("\n".join(dict.fromkeys(filter(None, (typed, *found)))))


@cache
def _territories(language: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(language).territories)
    except (UnknownLocaleError, ValueError):
        return {}
