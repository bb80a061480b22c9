"""The words of a language for numbers, units and negations, from `words/*.toml`, read once; pure.

Owns the tables; nobody else knows their files. A language is added by adding a file. A table that
is no TOML or holds a figure that is none is a fault of the build.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Generic, TypeVar

from listserv.translate.tokens import Token, key

T = TypeVar("T")

_MOST_KNOWN = 20_000  # words that a language remembers to be of no interest


class Phrases(Generic[T]):
    """Phrases to their meaning; the longest that stands at a place counts."""

    def __init__(self, meanings: Mapping[tuple[str, ...], T]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, meaning in sorted(meanings.items(), key=lambda one: -len(one[0])):
            self._by_first.setdefault(phrase[0], []).append((phrase, meaning))

    def __contains__(self, first: str) -> bool:
        return first in self._by_first

    def at(self, tokens: Sequence[Token], start: int, first: str) -> tuple[int, T] | None:
        """(end, meaning) of the phrase at `start`, its first word read as `first`."""
        for phrase, meaning in self._by_first.get(first, ()):
            end = start + len(phrase)
            rest = tokens[start + 1 : end]
            if len(rest) == len(phrase) - 1 and all(
                one.word == word for one, word in zip(rest, phrase[1:], strict=True)
            ):
                return end, meaning
        return None


@dataclass(frozen=True, slots=True)
class Said:
    """What a word says of a number; its kind is one of those in `_NUMBERS`."""

    kind: str
    value: int
    plain: bool = True  # the first spelling of its value; a plural such as "millions" is none


@dataclass(frozen=True, slots=True)
class Negating:
    """Words that deny, for sure or maybe: where another language may deny."""

    words: Phrases[str]  # yes, idle, or the sense of one that may deny
    pair: frozenset[str] = frozenset()  # twice for neither ... nor
    particle: frozenset[str] = frozenset()  # French ne
    second: frozenset[str] = frozenset()  # French pas
    restrictive: frozenset[str] = frozenset()  # French que
    double: frozenset[str] = frozenset()  # deny no more behind a denial
    yes_words: re.Pattern[str] | None = None
    maybe_words: re.Pattern[str] | None = None
    not_negative: frozenset[str] = frozenset()
    number_sign: frozenset[str] = frozenset()  # "No. 5"


@dataclass(frozen=True, slots=True)
class Language:
    """The table of a language; an empty one knows figures and signs alone."""

    numbers: Phrases[Said]
    months: Phrases[int]
    units: Phrases[str]
    signs: Phrases[str]  # units straight behind a figure
    duals: Phrases[str]
    rates: Phrases[str]  # "daily"
    idle: Phrases[bool]
    evening: Phrases[bool]
    negating: Negating
    decimal: str = "."
    month_capital: bool = False  # months are told from words by it
    words: Mapping[str, frozenset[tuple[str, ...]]] = field(default_factory=dict)
    and_where: str = ""
    flags: frozenset[str] = frozenset()
    clitics: tuple[str, ...] = ()
    and_clitic: str = ""
    endings: tuple[str, ...] = ()  # of words that may stand for two of something
    begun: dict[str, bool] = field(default_factory=dict)

    def forms(self, word: str) -> Iterator[tuple[str, bool]]:
        """The word, and what it is without what is written onto it; True behind an "and"."""
        yield word, False
        for clitic in self.clitics:
            if word.startswith(clitic) and len(word) > len(clitic) + 1 + 2 * (clitic == "\u0643"):
                yield word[len(clitic) :], word.startswith(self.and_clitic)

    def begins(self, word: str) -> bool:
        """Whether anything but a denial may begin with a word; remembered, for most do not."""
        known = self.begun.get(word)
        if known is None:
            every = (self.idle, self.months, self.numbers, self.duals, self.units)
            known = any(form in one for form, _ in self.forms(word) for one in every)
            known = known or bool(self.endings and word.endswith(self.endings))
            if len(self.begun) < _MOST_KNOWN:
                self.begun[word] = known
        return known

    def find(
        self, phrases: Phrases[T], tokens: Sequence[Token], start: int
    ) -> tuple[int, T, bool] | None:
        """(end, meaning, behind an "and") of what stands at a place."""
        for form, joined in self.forms(tokens[start].word):
            if found := phrases.at(tokens, start, form):
                return *found, joined
        return None

    def is_one_of(self, name: str, tokens: Sequence[Token], start: int) -> int:
        """Where a phrase of a list of small words ends; 0 where none stands."""
        known = self.words.get(name, frozenset())
        for length in (3, 2, 1):
            if tuple(one.word for one in tokens[start : start + length]) in known:
                return min(start + length, len(tokens))
        return 0


_SMALL = ("and", "per", "to", "minus", "at", "plural_digits")
_FLAGS = (
    "tens_need_and",
    "teens_need_and",
    "twenties",
    "teens_after",
    "units_before_tens",
    "scale_first",
    "unit_first",
)
_NUMBERS = (
    "decade",
    "loose",
    "part_loose",
    "count",
    "scale",
    "part",
    "part_two",
)  # the last one counts


@cache
def language(code: str) -> Language | None:
    """The table of a language (ISO 639-1, a region after it is left out); None without one."""
    return _languages().get(re.split(r"[-_]", code.lower(), maxsplit=1)[0])


@cache
def nobody() -> Language:
    """The table of a language that has none: figures, and units in signs."""
    return _made({}, _common())


@cache
def _languages() -> Mapping[str, Language]:
    return {
        entry.name.removesuffix(".toml"): _made(tomllib.loads(entry.read_text("utf-8")), _common())
        for entry in (resources.files("listserv.translate") / "words").iterdir()
        if entry.name.endswith(".toml") and entry.name != "common.toml"
    }


@cache
def _common() -> Mapping[str, Sequence[str]]:
    path = resources.files("listserv.translate") / "words" / "common.toml"
    return dict(tomllib.loads(path.read_text("utf-8"))["unit"])


def _made(table: Mapping[str, object], common: Mapping[str, Sequence[str]]) -> Language:
    numbers: dict[tuple[str, ...], Said] = {}
    for kind in _NUMBERS:
        values: set[str] = set()
        for value, phrase in _pairs(table, kind):
            numbers[phrase] = Said(kind, int(value), value not in values)
            values.add(value)
    signs = {key(one): name for name, spellings in common.items() for one in spellings}
    units = {phrase: name for name, phrase in _pairs(table, "unit")}
    return Language(
        numbers=Phrases(numbers),
        months=Phrases({phrase: int(value) for value, phrase in _pairs(table, "month")}),
        units=Phrases(units),
        signs=Phrases(signs if table.get("unit_first") else {**signs, **units}),
        duals=Phrases({phrase: name for name, phrase in _pairs(table, "dual")}),
        rates=Phrases({phrase: name for name, phrase in _pairs(table, "rate")}),
        idle=Phrases({phrase: True for _, phrase in _pairs(table, "idle")}),
        evening=Phrases({key(one): True for one in _list(table, "evening")}),
        negating=_negating(table.get("negation", {})),
        decimal=str(table.get("decimal", "")),
        month_capital=bool(table.get("month_capital")),
        words={name: frozenset(key(one) for one in _list(table, name)) for name in _SMALL},
        and_where=str(table.get("and_where", "")),
        flags=frozenset(name for name in _FLAGS if table.get(name)),
        clitics=tuple("".join(key(one)) for one in _list(table, "clitics")),
        and_clitic=str(table.get("and_clitic", "")),
        endings=tuple(_list(table.get("dual_endings", {}), "endings")),
    )


def _negating(table: object) -> Negating:
    senses = table.get("maybe", {}) if isinstance(table, dict) else {}
    words = {key(one): sense for sense in senses for one in _list(senses, sense)}
    words |= {key(one): kind for kind in ("yes", "idle") for one in _list(table, kind)}
    return Negating(
        words=Phrases(words),
        pair=_firsts(table, "pair"),
        particle=_firsts(table, "particle"),
        second=_firsts(table, "second"),
        restrictive=_firsts(table, "restrictive"),
        double=_firsts(table, "double"),
        yes_words=_pattern(table, "yes_words"),
        maybe_words=_pattern(table, "maybe_words"),
        not_negative=_firsts(table, "not_negative"),
        number_sign=_firsts(table, "number_sign"),
    )


def _pairs(table: Mapping[str, object], section: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    found = table.get(section, {})
    assert isinstance(found, dict)  # noqa: S101 - our own file
    for value, spellings in found.items():
        for one in spellings:
            yield value, key(one)


def _list(table: object, name: str) -> Sequence[str]:
    found = table.get(name, []) if isinstance(table, dict) else []
    return [str(one) for one in found]


def _firsts(table: object, name: str) -> frozenset[str]:
    return frozenset(key(one)[0] for one in _list(table, name))


def _pattern(table: object, name: str) -> re.Pattern[str] | None:
    parts = _list(table, name)
    return re.compile("|".join(f"(?:{one})" for one in parts)) if parts else None
