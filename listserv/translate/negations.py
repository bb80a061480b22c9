"""How often a text denies something, and whether its translation does so as often; pure.

Owns the ways languages deny: French in two words, Spanish and Portuguese twice for once, Swahili
within the verb. Words that one language denies with and another need not ("unable", "except",
"unclear") may count or not; where both texts have such a word of one sense they answer each other.
Linear in the length of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.translate.tables import Language
from listserv.translate.tokens import Token, as_written

_WINDOW = 8  # tokens between two words of one denial
_ENDS = frozenset(".;:?!\u061f\u061b\u2026")
_NUMBERED = frozenset({".", "\u00b0", "\u00ba"})
_LEAST = "least"  # "no less than": answers to "at least" alone
_OTHER = "other"  # any sense: Arabic and Swahili make adjectives with one word
# Senses of which another language need not say anything that denies.
_WEAK = frozenset({"failure", "lack", "avoid", "except", "unless", "instead", _OTHER, "ne"})
_SURE, _IDLE = "yes", "idle"


@dataclass(frozen=True, slots=True)
class Denials:
    """The sure ones as they stand, how many may be others by sense, and these as they stand."""

    sure: tuple[str, ...]
    maybe: Counter[str]
    unsure: tuple[str, ...] = ()


def denials(text: Sequence[Token], language: Language) -> Denials:
    """The denials of a text."""
    return _Counter(text, language).count()


def agree(one: Denials, other: Denials) -> bool:
    """Whether two texts may deny equally often, and neither is the only one that denies."""
    if bool(one.maybe[_LEAST]) != bool(other.maybe[_LEAST]):
        return False
    common = (one.maybe & other.maybe) | Counter({_LEAST: len(one.unsure) + len(other.unsure)})
    ours, theirs = one.maybe - common, other.maybe - common
    if _strong(one, ours) and not other.sure and not theirs:
        return False
    if _strong(other, theirs) and not one.sure and not ours:
        return False
    alike = min(ours[_OTHER], theirs.total()) + min(theirs[_OTHER], ours.total())
    least, most = len(one.sure), len(one.sure) + max(0, ours.total() - alike)
    fewest, utmost = len(other.sure), len(other.sure) + max(0, theirs.total() - alike)
    return least <= utmost and fewest <= most


def _strong(one: Denials, left: Counter[str]) -> bool:
    """Whether a text denies what its translation cannot but deny."""
    return bool(one.sure) or any(sense not in _WEAK for sense in left)


class _Counter:
    def __init__(self, found: Sequence[Token], language: Language) -> None:
        self._tokens = found
        self._language = language
        self._how = language.negating
        self._last = -_WINDOW - 1  # place of the last denial of the sentence
        self._skip = -1  # a place that belongs to a denial before it
        self._shown: list[str] = []
        self._maybe: Counter[str] = Counter()
        self._unsure: list[str] = []

    def count(self) -> Denials:
        place = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if token.kind == "word":
                place = self._word(place, token)
                continue
            if token.raw in _ENDS:
                self._last = -_WINDOW - 1
            place += 1
        return Denials(tuple(self._shown), self._maybe, tuple(self._unsure))

    def _word(self, place: int, token: Token) -> int:
        if place == self._skip or self._before_figure(place, token):
            return place + 1
        if token.word in self._how.particle:
            return self._particle(place)
        if token.word == "t" and token.joined == "'" and self._tokens[place - 1].word[-1:] == "n":
            self._sure(place)
            return place + 1
        if (
            not self._how.particle
            and token.word in self._how.restrictive
            and place - self._last <= _WINDOW
        ):
            self._shown.pop()  # not but is only
            self._last = -_WINDOW - 1
            return place + 1
        end, kind = self._kind(place)
        if kind == _SURE:
            if not self._again(place, token):
                self._sure(place)
        elif token.word in self._how.pair:
            self._pair(place, token)
        elif kind and kind != _IDLE:
            self._maybe[kind] += 1
            self._unsure.append(_shown(self._tokens, place))
        return end

    def _kind(self, place: int) -> tuple[int, str]:
        """(end, yes, idle, the sense of a word that may deny, or "") of the words at a place."""
        word, how = self._tokens[place].word, self._how
        for form in self._forms(word):
            if found := how.words.at(self._tokens, place, form):
                return found
        if word not in how.not_negative:
            if how.yes_words and how.yes_words.fullmatch(word):
                return place + 1, _SURE
            if how.maybe_words and how.maybe_words.fullmatch(word):
                return place + 1, _OTHER
        return place + 1, ""

    def _forms(self, word: str) -> list[str]:
        """Without an "and" written onto it; other such letters only before longer words."""
        forms = [word]
        for clitic in self._language.clitics:
            rest = word.removeprefix(clitic)
            if rest != word and len(rest) >= (2 if clitic in "\u0648\u0641" else 3):
                forms.append(rest)
        return forms

    def _particle(self, place: int) -> int:
        """French: ne ... pas is one denial, as is aucun ... ne; ne ... que is none, but personne ne
        is one whatever follows."""
        before = self._tokens[place - 1].word if place else ""
        if before in self._how.second and before not in (*self._how.double, "non", "pas"):
            self._sure(place - 1, f"{self._tokens[place - 1].raw} {self._tokens[place].raw}")
            return place + 1
        for ahead in range(place + 1, min(place + 1 + _WINDOW, len(self._tokens))):
            token = self._tokens[ahead]
            if token.raw in _ENDS:
                break
            if token.word in self._how.restrictive:
                return place + 1
            if token.word in self._how.second:
                self._skip = ahead
                if not self._goes_on(place):
                    self._sure(ahead, self._tokens[place].raw + " " + token.raw)
                return place + 1
        self._maybe["ne"] += not self._goes_on(place)
        return place + 1

    def _goes_on(self, place: int) -> bool:
        """Whether the word before "ne" began the denial: aucun ... ne."""
        return place - self._last <= _WINDOW and self._tokens[self._last].word in self._how.double

    def _pair(self, place: int, token: Token) -> None:
        """Neither ... nor in one word twice; behind another denial it only goes on with it."""
        ahead = self._tokens[place + 1 : place + 1 + _WINDOW]
        if place - self._last > _WINDOW and any(one.word == token.word for one in ahead):
            self._sure(place)
        elif place - self._last <= _WINDOW:
            self._last = place

    def _sure(self, place: int, shown: str = "") -> None:
        self._shown.append(shown or _shown(self._tokens, place))
        self._last = place

    def _again(self, place: int, token: Token) -> bool:
        """Whether the word only strengthens a denial before it."""
        return token.word in self._how.double and place - self._last <= _WINDOW

    def _before_figure(self, place: int, token: Token) -> bool:
        """ "No. 5" """
        if token.word not in self._how.number_sign:
            return False
        after = self._tokens[place + 1 : place + 3]
        return [one.kind for one in after[1:]] == ["digits"] and after[0].raw in _NUMBERED


def _shown(found: Sequence[Token], place: int) -> str:
    return as_written(found[max(0, place - 2) : place + 3])[:60]
