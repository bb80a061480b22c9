"""Numbers in words, from the tables of a language: "soixante-dix-sept", "vinte e um"; pure.

Owns how words make up a number: what may be added to what, multiplied by what, and where an "and"
may stand between. A word that goes on no number begins the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from listserv.translate.tables import Language, Said
from listserv.translate.tokens import Token


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words, up to (not with) the token `end`. Loose: the words need not count."""

    end: int
    readings: frozenset[Fraction]
    loose: bool
    scale: int = 0  # a word such as "million" that stood alone


def spelled(tokens: Sequence[Token], start: int, language: Language) -> Spelled | None:
    """The longest number in words that begins at a token."""
    found = language.find(language.numbers, tokens, start)
    if found is None:
        return None
    end, said, _ = found
    if said.kind == "decade":
        return Spelled(end, frozenset({Fraction(said.value), Fraction(1900 + said.value)}), False)
    if said.kind in ("part", "part_loose", "part_two"):
        return _part(tokens, end, said, language)
    number = _Number(language)
    number.add(said.value, False)
    words = 1
    while more := _next(tokens, end, language, number):
        end, words = more, words + 1
    return _with_part(tokens, start, end, language, number, said, words)


def _with_part(
    tokens: Sequence[Token],
    start: int,
    end: int,
    language: Language,
    number: _Number,
    said: Said,
    words: int,
) -> Spelled:
    """The number, or so many parts: "two thirds"."""
    after = language.find(language.numbers, tokens, end) if end < len(tokens) else None
    if after and after[1].kind in ("part", "part_loose") and not after[2] and number.value < 10:
        value = Fraction(int(number.value), after[1].value)
        if after[1].kind == "part" or number.value > 1:
            return Spelled(after[0], frozenset({value}), False)
        return Spelled(after[0], frozenset({value, Fraction(after[1].value)}), True)
    vague = said.kind == "loose" and (words == 1 or said.value >= 10)  # hundreds of thousands
    loose = vague or (words == 1 and said.kind == "scale" and not said.plain)
    alone = said.value if words == 1 and said.kind == "scale" else 0
    return Spelled(end, frozenset({number.value}), loose, alone)


def _part(tokens: Sequence[Token], end: int, said: Said, language: Language) -> Spelled:
    """Half; in Swahili also "theluthi mbili", two thirds."""
    after = language.find(language.numbers, tokens, end) if end < len(tokens) else None
    if after and "scale_first" in language.flags and after[1].kind == "count":
        return Spelled(after[0], frozenset({Fraction(after[1].value, said.value)}), False)
    if said.kind == "part_two":
        return Spelled(end, frozenset({Fraction(2, said.value)}), False)
    readings = {Fraction(1, said.value)}
    if said.kind == "part_loose" or said.value > 2:  # "a third", "the third"
        readings.add(Fraction(said.value))
    return Spelled(end, frozenset(readings), said.kind == "part_loose")


def _next(tokens: Sequence[Token], end: int, language: Language, number: _Number) -> int:
    """Where the number goes on to; 0 where it ends."""
    if end >= len(tokens):
        return 0
    joined, behind = False, language.is_one_of("and", tokens, end)
    if behind and behind < len(tokens):
        joined, end = True, behind
    found = language.find(language.numbers, tokens, end)
    if found is None or found[1].kind not in ("count", "scale", "loose"):
        return 0
    behind, said, clitic = found
    if said.kind == "loose" and said.value != 1:
        return 0
    return behind if number.add(said.value, joined or clitic) else 0


class _Number:
    """What the words so far add up to."""

    def __init__(self, language: Language) -> None:
        self._flags = language.flags
        self._and = language.and_where
        self._total = 0
        self._group = 0
        self._least = 0  # the last scale
        self._begun = False
        self._last = 0  # word
        self._multiplied = 0  # Swahili: the scale that a number behind it multiplies
        self._tens_of = 0  # and of which it has tens

    @property
    def value(self) -> Fraction:
        return Fraction(self._total + self._group)

    def add(self, value: int, joined: bool) -> bool:
        """Whether a word goes on the number; it has then."""
        if self._begun and not self._goes_on(value, joined):
            return False
        if not self._begun:
            self._put(value)
        self._begun, self._last = True, value
        return True

    def _goes_on(self, value: int, joined: bool) -> bool:
        if joined and not self._may_join(value):
            return False
        if value >= 1000:
            return self._scaled(value)
        if self._multiplied and not joined and 0 < value < 1000:
            return self._multiply(value)
        if value == 100 and 2 <= self._group <= 19 and "scale_first" not in self._flags:
            self._group *= 100
            return True
        if self._tens_of and joined and value < 10:  # elfu kumi na mbili
            self._total += value * self._tens_of
            self._tens_of = 0
            return True
        if not self._fits(value, joined):
            return False
        self._multiplied = value if value == 100 and "scale_first" in self._flags else 0
        self._group += 76 if self._is_score(value) else value
        return True

    def _put(self, value: int) -> None:
        first = "scale_first" in self._flags
        self._multiplied = value if first and value >= 100 else 0
        if value >= 1000:
            self._total, self._least = value, value
        else:
            self._group = value

    def _scaled(self, value: int) -> bool:
        if "scale_first" in self._flags:
            if self._least and value >= self._least:
                return False
            self._total, self._group = self._total + self._group + value, 0
            self._least, self._multiplied = value, value
            return True
        if self._least and value >= self._least and not self._group and self._total < value:
            self._total, self._least = self._total * value, value  # mil millones
            return True
        if not self._group or (self._least and value >= self._least):
            return False
        self._total, self._group, self._least = self._total + self._group * value, 0, value
        return True

    def _multiply(self, value: int) -> bool:
        scale, self._multiplied = self._multiplied, 0
        if scale >= 1000:
            self._total += (value - 1) * scale
            self._tens_of = scale if value % 10 == 0 else 0
            return True
        if value >= 10:
            return False
        self._group += (value - 1) * scale
        return True

    def _may_join(self, value: int) -> bool:
        if self._and == "hundreds":
            return value < 100 and (self._group >= 100 or self._total > 0)
        if self._and == "one":
            return value in (1, 11) and self._group % 100 >= 20
        if self._and == "tens":
            return value < 10 and self._group % 100 >= 30
        return self._and == "any"

    def _fits(self, value: int, joined: bool) -> bool:
        tens = self._group % 100
        if self._is_score(value):
            return True
        if value >= 100:
            return self._group == 0
        if value >= 10 and value != 0:
            if tens == 0:
                return joined or not (self._group and self._and == "any" and not self._clitic())
            if "teens_after" in self._flags and value == 10 and not joined:
                return 0 < tens < 10
            if "units_before_tens" in self._flags and joined and value % 10 == 0 and value > 10:
                return 0 < tens < 10
            return "twenties" in self._flags and tens in (60, 80) and value < 20
        if value == 0 or tens % 10:
            return False
        return self._unit_fits(value, tens, joined)

    def _unit_fits(self, value: int, tens: int, joined: bool) -> bool:
        if tens == 0:
            return joined or "tens_need_and" not in self._flags or self._and == "tens"
        if self._last == 10:  # dix-sept; no septante-deux
            teens = "twenties" in self._flags and value >= 7
            return teens or (joined and "teens_need_and" in self._flags)
        return joined or "tens_need_and" not in self._flags

    def _is_score(self, value: int) -> bool:
        return "twenties" in self._flags and value == 20 and self._group % 100 == 4

    def _clitic(self) -> bool:
        return "teens_after" in self._flags
