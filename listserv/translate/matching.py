"""Which numbers of a text have no like in its translation; pure.

Owns how two lists of numbers are held against each other: the like ones first, unit and all, then
those of another unit, and last what is left on either side. Linear in the number of numbers.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from listserv.translate.figures import Value
from listserv.translate.numbers import MONTH, NAME, NUMBER, Quantity
from listserv.translate.units import FIGURE

_SURE_FIRST = ((False, False), (True, True), (False, True), (True, False))  # loose on either side


@dataclass(frozen=True, slots=True)
class Odd:
    """A number that differs: `unit` where it is the unit alone; "" on the side where it lacks."""

    unit: bool
    original: str
    draft: str


def odd(original: Sequence[Quantity], draft: Sequence[Quantity]) -> Sequence[Odd]:
    """What two texts do not have in common."""
    pairs = _Pairs(_of(original, NUMBER), _of(draft, NUMBER))
    left, right = pairs.left_over(), pairs.right_over()
    missing = [
        *_unnamed(left, _of(draft, NAME), _of(original, NAME)),
        *_lacking(_of(original, NAME), [*_of(draft, NAME), *right]),
        *_lacking(_of(original, MONTH), [*_of(draft, MONTH), *_of(draft, NUMBER)]),
    ]
    extra = [
        *_unnamed(right, _of(original, NAME), _of(draft, NAME)),
        *_lacking(_of(draft, NAME), [*_of(original, NAME), *left]),
        *_lacking(_of(draft, MONTH), [*_of(original, MONTH), *_of(original, NUMBER)]),
        *_renamed(_of(original, NAME), left, _of(draft, NAME)),
    ]
    beside = _beside(list(dict.fromkeys(missing)), list(dict.fromkeys(extra)))
    return [*pairs.differing, *beside]


class _Pairs:
    """Numbers of the left and of the right; each is used once."""

    def __init__(self, left: Sequence[Quantity], right: Sequence[Quantity]) -> None:
        self._left, self._right = left, right
        self._free_left = [True] * len(left)
        self._free_right = [True] * len(right)
        self.differing: list[Odd] = []
        for loose_left, loose_right in _SURE_FIRST:
            self._match(loose_left, loose_right, lambda one: one.units)
        for loose_left, loose_right in _SURE_FIRST:
            if not (loose_left and loose_right):
                self._match(loose_left, loose_right, lambda _: frozenset({"any"}), differ=True)

    def _match(
        self,
        loose_left: bool,
        loose_right: bool,
        units: Callable[[Quantity], frozenset[str]],
        differ: bool = False,
    ) -> None:
        shelf: dict[tuple[Value, str], deque[int]] = {}
        for place, one in enumerate(self._right):
            if self._free_right[place] and one.loose == loose_right:
                for value in one.readings:
                    for unit in units(one):
                        shelf.setdefault((value, unit), deque()).append(place)
        for place, one in enumerate(self._left):
            if not self._free_left[place] or one.loose != loose_left:
                continue
            found = self._take(shelf, one, units(one))
            if found is not None:
                self._free_left[place] = self._free_right[found] = False
                other = self._right[found]
                if differ or (one.sign and other.sign and one.sign != other.sign):
                    of_unit = differ and FIGURE not in one.units | other.units
                    self.differing.append(Odd(of_unit, one.shown, other.shown))

    def _take(
        self, shelf: dict[tuple[Value, str], deque[int]], one: Quantity, units: frozenset[str]
    ) -> int | None:
        for value in one.readings:
            for unit in sorted(units, reverse=True):
                waiting = shelf.get((value, unit), deque())
                while waiting:
                    place = waiting.popleft()
                    if self._free_right[place]:
                        return place
        return None

    def left_over(self) -> Sequence[Quantity]:
        """What the original has and the draft has not."""
        return _sure(self._left, self._free_left)

    def right_over(self) -> Sequence[Quantity]:
        """What the draft has more."""
        return _sure(self._right, self._free_right)


def _sure(every: Sequence[Quantity], free: Sequence[bool]) -> Sequence[Quantity]:
    return [one for one, alone in zip(every, free, strict=True) if alone and not one.loose]


def _of(every: Sequence[Quantity], kind: str) -> Sequence[Quantity]:
    return [one for one in every if one.kind == kind]


def _values(every: Sequence[Quantity]) -> frozenset[Value]:
    return frozenset(value for one in every for value in one.readings)


def _unnamed(
    numbers: Sequence[Quantity], names: Sequence[Quantity], ours: Sequence[Quantity]
) -> Iterator[Quantity]:
    """The numbers but for those without a unit that are a name in the other text alone (ACE2)."""
    known = Counter(value for one in names for value in one.readings)
    known -= Counter(value for one in ours for value in one.readings)
    for one in numbers:
        named = next((value for value in one.readings if known[value]), None)
        if named is None or not one.units & {"", FIGURE}:
            yield one
        else:
            known[named] -= 1


def _lacking(here: Sequence[Quantity], there: Sequence[Quantity]) -> Iterator[Quantity]:
    """Names or months of one text whose figures stand nowhere in the other."""
    known = _values(there)
    for one in here:
        if not one.loose and not one.readings <= known:
            yield one


def _renamed(
    original: Sequence[Quantity], left: Sequence[Quantity], draft: Sequence[Quantity]
) -> Iterator[Quantity]:
    """Names that have other figures than in the original: COVID-91."""
    others = _values(left)
    known: dict[str, set[Value]] = {}
    for one in original:
        known.setdefault(one.stem, set()).update(one.readings)
    for one in draft:
        if one.stem in known and not one.readings <= known[one.stem] | others:
            yield one


def _beside(missing: Sequence[Quantity], extra: Sequence[Quantity]) -> Iterator[Odd]:
    """What is left on both sides, in their order."""
    for place in range(max(len(missing), len(extra))):
        one = missing[place].shown if place < len(missing) else ""
        other = extra[place].shown if place < len(extra) else ""
        yield Odd(False, one, other)
