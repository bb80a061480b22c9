"""The numbers of a text with their units, and whether two texts say the same ones; pure.

Owns what a number is: figures, words, halves, names that hold figures (COVID-19), months. A number
is compared by every value it may have; one that a language may say or leave away ("one", "first",
"both") is loose: it may answer to a number of the other text and need not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from listserv.translate import units
from listserv.translate.figures import Value, decimal_sign, fraction, values
from listserv.translate.numerals import Spelled, spelled
from listserv.translate.tables import Language
from listserv.translate.tokens import Token, as_written

NUMBER, NAME, MONTH = "number", "name", "month"

_COMPARED = frozenset("<>\u2264\u2265\u00b1")
_MONEY = frozenset("$\u20ac\u00a3")
_ONE: frozenset[Value] = frozenset({Fraction(1)})
_HOUR = frozenset({"hour"})
_CLOCK = frozenset({"", "hour"})
_MINUS = frozenset("-\u2212")
_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})(?:e|er|\u00e8me)?\Z")
_NEAR = 3  # tokens between a month and a figure of its date


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: what it may be worth, of what, and how it stands there."""

    kind: str
    readings: frozenset[Value]
    units: frozenset[str]
    loose: bool
    shown: str
    sign: str = ""  # "<", where it stands before the number
    stem: str = ""  # of a name: "covid"


def quantities(text: Sequence[Token], language: Language) -> Sequence[Quantity]:
    """The numbers of a text in their order."""
    return _Reader(text, language).read()


class _Reader:
    """Goes over the tokens once; every method that takes a place gives the next one."""

    def __init__(self, found: Sequence[Token], language: Language) -> None:
        self._tokens = found
        self._language = language
        self._decimal = decimal_sign(found, language.decimal)
        self._found: list[Quantity] = []
        self._end = 0  # of the last number
        self._leading = False  # its unit stands before it

    def read(self) -> Sequence[Quantity]:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.kind == "digits":
                place = self._figure(place)
            elif token.kind == "word":
                place = self._word(place)
            else:
                place += 1
        return self._found

    def _word(self, place: int) -> int:
        language, every = self._language, self._tokens
        if not language.begins(every[place].word):
            return self._sign_or_roman(place)
        if idle := language.find(language.idle, every, place):
            return idle[0]
        if month := language.find(language.months, every, place):
            sure = self._dated(place, month[0])
            if sure is not None:
                self._put(MONTH, place, month[0], frozenset({Fraction(month[1])}), loose=not sure)
                return month[0]
        if number := spelled(every, place, language):
            return self._spelled(place, number)
        article = language.clitics[:1]
        dual = language.find(language.duals, every, place)
        if dual and not every[place].word.startswith(article):
            self._put(NUMBER, place, dual[0], frozenset({Fraction(2)}), frozenset({"", dual[1]}))
            return dual[0]
        if unit := language.find(language.units, every, place):
            end, readings = self._and_half(unit[0], _ONE)
            self._put(NUMBER, place, end, readings, frozenset({unit[1]}), loose=readings == _ONE)
            return end
        if language.endings and every[place].word.endswith(language.endings):
            self._put(NUMBER, place, place + 1, frozenset({Fraction(2)}), loose=True)
            return place + 1
        return self._sign_or_roman(place)

    def _sign_or_roman(self, place: int) -> int:
        raw = self._raw(place)
        if value := fraction(raw):
            return self._more(place, place + 1, frozenset({value}))
        if roman := _roman(raw):
            self._put(NUMBER, place, place + 1, frozenset({Fraction(roman)}), loose=True)
        return place + 1

    def _spelled(self, place: int, number: Spelled) -> int:
        end = number.end
        flags = self._language.flags
        if number.scale and "scale_first" in flags:
            end += self._raw(end) in _MONEY  # bilioni $8.3
        if number.scale and "scale_first" in flags and self._kind(end) == "digits":
            several = values(self._tokens[end].raw, self._decimal)
            if len(several) == 1 and isinstance(several[0], Fraction):
                return self._more(place, end + 1, frozenset({several[0] * number.scale}))
        return self._more(place, number.end, frozenset(number.readings), loose=number.loose)

    def _figure(self, place: int) -> int:
        token = self._tokens[place]
        several = values(token.raw, self._decimal)
        if self._is_name(place):
            self._put(NAME, place, place + 1, frozenset(several))
            return place + 1
        for one in several[:-1]:
            self._put(NUMBER, place, place + 1, frozenset({one}))
        last, end = several[-1], self._suffix(place + 1)
        if isinstance(last, str):
            return self._more(place, end, frozenset({last}))
        last, end = self._divided(place, last, end)
        while (scale := self._scale(end)) is not None:
            last, end = last * scale[1], scale[0]
        if self._raw(end) == ":" and self._kind(end + 1) == "digits":
            end = self._clock(end + 1)
            hours = frozenset({last, last + 12}) if self._evening(end, last) else frozenset({last})
            before = units.before(self._tokens, place, self._language)
            self._put(NUMBER, place, end, hours, before if "" not in before else _CLOCK)
            return end
        return self._more(place, end, self._year(place, last) or self._signed(place, last))

    def _clock(self, minutes: int) -> int:
        """Behind the colon of 8:00; minutes of none are not said everywhere."""
        return minutes + 1 if self._raw(minutes) == "00" else minutes

    def _year(self, place: int, value: Fraction) -> frozenset[Value]:
        """2010-11; nothing for what is no short year."""
        before = values(self._raw(place - 1), ".")[0] if self._kind(place - 1) == "digits" else 0
        raw = self._raw(place)
        if self._tokens[place].joined == "-" and len(raw) == 2 and not isinstance(before, str):
            return frozenset({value, before // 100 * 100 + value}) if before > 1000 else frozenset()
        return frozenset()

    def _signed(self, place: int, value: Fraction) -> frozenset[Value]:
        before = self._tokens[place - 1] if place else None
        if before and before.raw in _MINUS and before.joined is None:
            if self._tokens[place].joined is not None:
                return frozenset({-value})
        elif before and (before.word,) in self._language.words.get("minus", ()):
            return frozenset({value, -value})
        return frozenset({value})

    def _more(self, place: int, end: int, readings: frozenset[Value], loose: bool = False) -> int:
        """A number with the half behind it, its unit, and what it shares with a range."""
        end, readings = self._and_half(end, readings)
        after, unit = units.behind(self._tokens, end, self._language)
        if after > end:
            after, readings = self._and_half(after, readings)  # "un an et demi"
        leading = unit == units.NONE
        if leading:
            unit = units.before(self._tokens, place, self._language)
            leading = unit != units.NONE
        if "hour" in unit and after > end:
            readings = self._hours(after, readings)
            if self._kind(after) == "digits" and self._raw(after) == "00":
                after += 1  # 8 h 00
        if unit == _HOUR and self._is_clock(place):
            unit = _CLOCK
        if self._found and self._found[-1].kind == NUMBER and self._range(place):
            first = self._found[-1]
            if first.units in (units.NONE, frozenset({units.FIGURE})):
                self._found[-1] = replace(first, units=units.NONE | unit)
            elif unit == units.NONE and self._leading:
                unit = unit | first.units
        if unit == units.NONE and readings == _ONE:
            unit = self._one(place, max(after, end))
        self._leading = leading  # siku tano hadi sita
        self._put(NUMBER, place, max(after, end), readings, unit, loose=loose)
        return max(after, end)

    def _one(self, place: int, end: int) -> frozenset[str]:
        """A figure 1 is no article; of a word that is one, a month's first day alone is like it."""
        if self._kind(place) == "digits":
            return frozenset({units.FIGURE})
        near = [one for one in (end, end + 1) if one < len(self._tokens)]
        dated = any(self._language.find(self._language.months, self._tokens, one) for one in near)
        return frozenset({"", units.FIGURE}) if dated else units.NONE

    def _is_clock(self, place: int) -> bool:
        """ "à 7 heures" is "at 7"; "de 5 à 8 heures" is no hour of the day."""
        at = place > 0 and self._language.is_one_of("at", self._tokens, place - 1) == place
        return at and not (self._found and self._range(place))

    def _hours(self, end: int, readings: frozenset[Value]) -> frozenset[Value]:
        late = {
            one + 12 for one in readings if self._evening(end, one) and not isinstance(one, str)
        }
        return readings | late

    def _evening(self, end: int, value: Value) -> bool:
        """Whether the hour is of the afternoon, which others count on from twelve."""
        if isinstance(value, str) or not 0 < value < 12:
            return False
        near = range(end, min(end + 3, len(self._tokens)))
        return any(self._evening_at(one) for one in near)

    def _evening_at(self, place: int) -> bool:
        if self._tokens[place].word == "p" and self._raw(place + 1) == ".":
            return True
        return self._language.find(self._language.evening, self._tokens, place) is not None

    def _range(self, place: int) -> bool:
        """Whether the number before belongs to this one: "5-10 mg", "5 to 10 mg"."""
        if self._end == place:
            return True
        if self._end == place - 1 and self._tokens[place - 1].raw in "-\u2013\u2014/\u2212":
            return True
        linked = self._language.is_one_of("to", self._tokens, self._end)
        return linked == place or (place == self._end and self._tokens[place].joined is not None)

    def _divided(self, place: int, value: Fraction, end: int) -> tuple[Fraction, int]:
        """1/2, and 1 ½."""
        if sign := fraction(self._raw(end)):
            return value + sign, end + 1
        if self._raw(end) == "/" and self._kind(end + 1) == "digits" and place + 1 == end:
            below = values(self._raw(end + 1), self._decimal)[0]
            alone = self._raw(end + 2) != "/" and self._raw(place - 1) != "/"
            if alone and not isinstance(below, str) and 0 < value < below <= 10:
                return value / below, end + 2
        return value, end

    def _and_half(self, end: int, readings: frozenset[Value]) -> tuple[int, frozenset[Value]]:
        """Two and a half."""
        language, every = self._language, self._tokens
        place = language.is_one_of("and", every, end) if end < len(every) else 0
        joined = place > 0
        place = place or end
        for _ in range(2):  # "and a half"
            found = language.find(language.numbers, every, place) if place < len(every) else None
            if found and found[1].kind in ("part", "part_loose") and (joined or found[2]):
                more = Fraction(1, found[1].value)
                return found[0], frozenset(
                    one + more for one in readings if not isinstance(one, str)
                ) or readings
            if not joined or self._raw(place) not in ("a", "one"):
                break
            place += 1
        return end, readings

    def _scale(self, end: int) -> tuple[int, int] | None:
        """(end, factor) of "million" behind a figure."""
        if end >= len(self._tokens):
            return None
        found = self._language.find(self._language.numbers, self._tokens, end)
        if found is None or found[1].kind != "scale" or found[2]:
            return None
        return found[0], found[1].value

    def _suffix(self, place: int) -> int:
        """Behind the letters of 3rd, 1er, 1990s."""
        known = self._language.words.get("plural_digits", frozenset())
        if self._kind(place) == "word" and self._tokens[place].joined in ("", "'"):
            word = self._tokens[place].word
            decade = word == "s" and len(self._raw(place - 1)) == 4
            return place + ((word,) in known or decade)
        return place

    def _is_name(self, place: int) -> bool:
        token, language = self._tokens[place], self._language
        if place and token.joined in ("", "-") and self._kind(place - 1) == "word":
            before = self._tokens[place - 1]
            part = language.find(language.numbers, self._tokens, place - 1)
            if part and part[1].kind == "part_loose":  # mid-1960s
                return False
            return not (token.joined == "" and before.word in language.clitics)
        after = place + 1
        if self._kind(after) == "word" and self._tokens[after].joined == "-":
            return (
                any(one.isupper() for one in self._raw(after)[1:]) and self._raw(after)[0].islower()
            )
        if self._kind(after) != "word" or self._tokens[after].joined != "":
            return False
        if self._suffix(after) > after or fraction(self._raw(after)) or self._scale(after):
            return False
        return language.find(language.signs, self._tokens, after) is None

    def _dated(self, place: int, end: int) -> bool | None:
        """Whether a month's name is one for sure; many are words too. None: it is none."""
        word = self._tokens[place].word
        day = self._day(place - 1) or (place > 1 and self._day(place - 2)) or self._day(end)
        if len(word) <= 3 and word.isascii() and not day and word != "may":
            return None
        written = self._raw(place)[:1].isupper() or not self._language.month_capital
        if day:
            return written
        if self._language.month_capital:
            return written and word != "may" and self._kind(place - 1) == "word"
        return word.isascii() and len(word) > 4

    def _day(self, place: int) -> bool:
        """Whether a figure stands there that is no name."""
        return self._kind(place) == "digits" and not self._is_name(place)

    def _put(
        self,
        kind: str,
        place: int,
        end: int,
        readings: frozenset[Value],
        unit: frozenset[str] = units.NONE,
        loose: bool = False,
    ) -> None:
        shown = as_written(self._tokens[max(0, place - 1) : end + 1][:8])
        before = self._raw(place - 1)
        sign = before if before and before in _COMPARED else ""
        stem = self._tokens[place - 1].word if kind == NAME and place else ""
        self._found.append(Quantity(kind, readings, unit, loose, shown[:60], sign, stem))
        self._end = end

    def _kind(self, place: int) -> str:
        return self._tokens[place].kind if 0 <= place < len(self._tokens) else ""

    def _raw(self, place: int) -> str:
        return self._tokens[place].raw if 0 <= place < len(self._tokens) else ""


def _roman(raw: str) -> int:
    """Roman figures from two to thirty-nine; 0 for what is none."""
    found = _ROMAN.match(raw) if len(raw) >= 2 and raw[0] in "XVI" and raw[1] in "XVI" else None
    if found is None:
        return 0
    ones = {"IX": 9, "IV": 4}.get(found[2])
    ones = len(found[2]) + 4 * found[2].startswith("V") if ones is None else ones
    return 10 * len(found[1]) + ones
