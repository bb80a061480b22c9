"""Units beside a number, by the tables of its language: "mg", "comprimés", "ساعات"; pure.

Owns which of the words around a number is its unit, and which units go together: what stands
between the two may leave it open, and then both "no unit" and that unit are possible.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.translate.tables import Language
from listserv.translate.tokens import Token

NONE = frozenset({""})
FIGURE = "figure"  # a 1 that stands in a figure, of nothing

_OPEN = {  # units that one language says and another leaves to the reader
    "year": frozenset({"", "year"}),
    "times": frozenset({"", "times"}),
    "degree": frozenset({"", "degree", "°c", "°f"}),
    "°c": frozenset({"°c", "degree"}),
    "°f": frozenset({"°f", "degree"}),
}
_ASIDE = 10  # tokens in brackets between a number and its unit
_TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "times"})


def behind(tokens: Sequence[Token], start: int, language: Language) -> tuple[int, frozenset[str]]:
    """(end, units) of what stands behind a number that ends before `start`."""
    if start >= len(tokens):
        return start, NONE
    found = language.find(language.signs, tokens, start)
    if found is None or found[2] or _begins_name(tokens, start, found[0]):
        return start, _near(tokens, start, language)
    end, unit = found[0], found[1]
    while more := _per(tokens, end, language, unit):
        end, unit = more[0], f"{unit}/{more[1]}"
    return end, _OPEN.get(unit, frozenset({unit}))


def _begins_name(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the letters hold a figure, as in "the 2009 H1N1"; 8h30 is no name."""
    after = tokens[end] if end < len(tokens) else None
    named = after is not None and after.kind == "digits" and after.joined == ""
    return named and tokens[start].joined is None


def before(tokens: Sequence[Token], start: int, language: Language) -> frozenset[str]:
    """The unit right before a number that has none behind it, as in "dakika 20"."""
    for back in (1, 2):
        place = start - back
        if place < 0 or tokens[place].kind == "sign":
            break
        found = language.find(language.units, tokens, place)
        if found and found[0] == place + 1:
            near = back == 1 and "unit_first" in language.flags
            return _OPEN.get(found[1], frozenset({found[1]} if near else {"", found[1]}))
    return NONE


def _near(tokens: Sequence[Token], start: int, language: Language) -> frozenset[str]:
    """A unit one word further on ("14 consecutive days") may be meant."""
    place = start + 1
    aside = tokens[start].raw == "("
    if aside:  # 9.5 (4.8-13) days
        closed = [
            at for at, one in enumerate(tokens[start : start + _ASIDE], start) if one.raw == ")"
        ]
        place = closed[0] + 1 if closed else len(tokens)
    elif tokens[start].kind != "word":
        return NONE
    if place >= len(tokens) or tokens[place].kind != "word":
        return NONE
    found = language.find(language.units, tokens, place)
    return (
        NONE
        if found is None or found[2]
        else _OPEN.get(found[1], frozenset({found[1]} if aside else {"", found[1]}))
    )


def _per(
    tokens: Sequence[Token], start: int, language: Language, unit: str
) -> tuple[int, str] | None:
    """(end, unit) of "/kg", "per kg", "daily" behind a unit; three times a day need not say so."""
    if start >= len(tokens) or unit in _TIMES:
        return None
    if rate := language.find(language.rates, tokens, start):
        return rate[0], rate[1]
    slash = tokens[start].raw == "/"
    place = start + 1 if slash else language.is_one_of("per", tokens, start)
    found = language.find(language.signs, tokens, place) if 0 < place < len(tokens) else None
    return None if found is None else (found[0], found[1])
