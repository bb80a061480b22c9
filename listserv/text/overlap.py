"""Which words of one text stand in another, in its order, whatever the line breaks; pure.

Made for a mail that quotes a letter whose text we have: programs wrap lines anew, mark them or do
not, change blanks, quotation marks and dashes, cut long links. So words are compared, folded: no
case, no accents, no punctuation. A copy of the letter is a chain of runs of equal words in the
letter's order; words between them were changed, or belong to whoever answers. The work is linear
but for a logarithm. Nothing here fails.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import groupby
from typing import NamedTuple

from listserv.text.accents import unaccented

LEAST = 3  # words of a run
FEW = 8  # words that tell: fewer in all are no copy
MANY = 25  # and of a second copy
LONG = 12  # words of a run that tell by themselves
NEAR = 12  # words between two runs of one paragraph that was changed
LONGEST_EXAMPLE = 60  # words in a row that do not tell
SIDE = 64  # words that are looked at where a line may stand elsewhere too
MOST_SIDES = 1000  # and so often
STEP = 32  # words compared at once
MOST_COPIES = 4

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u064b-\u0652])+")
_WORD_WEIGHT = 64
_FOLDED = 100  # characters of a word that are folded
_ASCII = re.compile(r"[a-z0-9]")
_LOST = re.compile(r"[?\ufffd\u0080-\u02ff]")
_FAR = re.compile(r"[\u0300-\u1fff\u2c00-\ufdff]")  # letters that no damage makes


@dataclass(slots=True)
class Words:
    """The words of lines: folded, with the line each is in and its place there."""

    folded: list[str] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)

    def begins_line(self, at: int) -> bool:
        return at == 0 or self.line[at] != self.line[at - 1]

    def ends_line(self, at: int) -> bool:
        return at + 1 == len(self.line) or self.line[at] != self.line[at + 1]

    def is_line(self, at: int, size: int) -> bool:
        return self.begins_line(at) and self.ends_line(at + size - 1)


class Run(NamedTuple):
    """`size` words that are equal from `at` in the text and from `of` in the letter."""

    at: int
    of: int
    size: int


def words(lines: Sequence[str]) -> Words:
    """The words of lines, in order."""
    found = Words()
    for number, line in enumerate(lines):
        for match in _WORD.finditer(line):
            found.folded.append(fold(match[0]))
            found.line.append(number)
            found.start.append(match.start())
            found.end.append(match.end())
    return found


def fold(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    return unaccented(word[:_FOLDED]).casefold() + word[_FOLDED:]


def copies(
    text: Words, letter: Words, telling: Sequence[bool], marked: Sequence[bool]
) -> list[list[Run]]:
    """The copies of `letter` in `text`, the one with most words first; runs in order.

    `telling`, a bool for each word of the letter: a run has at least one such word. What does not
    tell is what people write by themselves too, such as the letter's examples of an answer.
    `marked`, a bool for each line of the text: of two equal lines the marked one is quoted, rather
    a whole line than a part, and the one as far from the margin as the letter's. A run never goes
    beyond its line of the text.
    """
    rest = _by_line(_runs(text, letter, _to_telling(telling)), text)
    found: list[list[Run]] = []
    while rest and len(found) < MOST_COPIES:
        weights = [
            run.size * _WORD_WEIGHT
            + text.is_line(run.at, run.size)
            + (text.start[run.at] == letter.start[run.of])
            + marked[text.line[run.at]]
            for run in rest
        ]
        chain = _chain(rest, weights, len(letter.folded))
        valid = _valid(chain, text, letter)
        told = sum(sum(telling[run.of : run.of + run.size]) for run in valid)
        if told < (MANY if found else FEW):
            break
        found.append(valid)
        taken = {at for run in valid for at in range(run.at, run.at + run.size)}
        rest = [run for run in rest if run.at not in taken and run.at + run.size - 1 not in taken]
    return found


def _to_telling(telling: Sequence[bool]) -> list[int]:
    """For each word how many there are from it to the next that tells; 0 in a long silence."""
    distance: list[int] = []
    for tells, group in groupby(telling):
        size = len(list(group))
        silent = not tells and size <= LONGEST_EXAMPLE
        distance += range(size, 0, -1) if silent else [0] * size
    return distance


def _runs(text: Words, letter: Words, to_telling: Sequence[int]) -> list[Run]:
    """Runs of equal words from left to right, each where the last one ended or further on.

    The line that a run goes on with may stand elsewhere in the letter too: that is another run.
    """
    index: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(letter.folded) - LEAST + 1):
        index.setdefault(tuple(letter.folded[at : at + LEAST]), []).append(at)
    runs: list[Run] = []
    now = Run(0, 0, 0)
    # Where the letter goes on: behind the last run, behind the last that is no accident, and where
    # that was before.
    expected = sure = before = sides = 0
    for at in range(len(text.folded) - LEAST + 1):
        going_on = at < now.at + now.size
        if going_on and (sides > MOST_SIDES or not text.begins_line(at)):
            continue
        places = index.get(tuple(text.folded[at : at + LEAST]), ())
        found = [
            Run(at, of, size)
            for of in _candidates(places, before, sure, expected)
            if not (going_on and of - at == now.of - now.at)
            if (size := _equal(text.folded, at, letter.folded, of, SIDE if going_on else None))
            > to_telling[of]
        ]
        runs += found
        sides += len(found) * going_on
        if found and not going_on:
            now = max(found, key=lambda run: run.size)
            expected = now.of + now.size
            if now.size >= LONG or abs(now.of - sure) <= NEAR:
                before, sure = sure, expected
    return runs


def _candidates(places: Sequence[int], *expected: int) -> list[int]:
    """The places worth a try: the next ones from where the letter may go on, and the first."""
    if len(places) < 2:
        return list(places)
    next_ones = (bisect_left(places, each - LEAST) for each in expected)
    after = [places[at] for at in next_ones if at < len(places)]
    return list(dict.fromkeys([*after, places[0]]))


def _equal(text: list[str], at: int, letter: list[str], of: int, most: int | None) -> int:
    """How many words are equal from here on, `most` at the most."""
    size = LEAST
    most = min(len(text) - at, len(letter) - of, most or len(text))
    while size + STEP <= most and (
        text[at + size : at + size + STEP] == letter[of + size : of + size + STEP]
    ):
        size += STEP
    while size < most and text[at + size] == letter[of + size]:
        size += 1
    return size


def _by_line(runs: Sequence[Run], text: Words) -> list[Run]:
    """Runs cut at the line ends of the text, each once, in order."""
    found: set[Run] = set()
    for run in runs:
        start = run.at
        for at in range(run.at, run.at + run.size):
            if text.ends_line(at) or at + 1 == run.at + run.size:
                found.add(Run(start, run.of + start - run.at, at + 1 - start))
                start = at + 1
    return sorted(found)


def _chain(runs: Sequence[Run], weights: Sequence[int], length: int) -> list[Run]:
    """The heaviest runs that follow one another in both texts (a Fenwick tree of maxima)."""
    best = [(0, -1)] * (length + 1)  # weight of the best chain so far, and its last run
    linked: list[tuple[int, int]] = []  # weight of the chain that a run ends, the run before it
    waiting: list[tuple[int, int]] = []  # runs that end further on: (end, number)
    for number, run in enumerate(runs):
        while waiting and waiting[0][0] <= run.at:
            _, ended = heappop(waiting)
            at = runs[ended].of + runs[ended].size
            while at <= length:
                best[at] = max(best[at], (linked[ended][0], ended))
                at += at & -at
        linked.append(_best(best, run.of))
        linked[number] = (linked[number][0] + weights[number], linked[number][1])
        heappush(waiting, (run.at + run.size, number))
    number = max(range(len(runs)), key=lambda each: linked[each][0])
    chain: list[Run] = []
    while number >= 0:
        chain.append(runs[number])
        number = linked[number][1]
    return chain[::-1]


def _best(best: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    found = (0, -1)
    while at > 0:
        found = max(found, best[at])
        at -= at & -at
    return found


def _valid(chain: Sequence[Run], text: Words, letter: Words) -> list[Run]:
    """The runs that are quotation, not the answer's own words that stand in the letter too.

    A quoted run begins a line of both, or goes on from the run before. Inside a line that begins
    otherwise it counts when it goes on in the next line: programs glue lines.
    """
    kept: list[Run] = []
    for number, run in enumerate(chain):
        near_before = number > 0 and _near(chain[number - 1], run)
        near_after = number + 1 < len(chain) and _near(run, chain[number + 1])
        opens = letter.begins_line(run.of)
        goes_on = near_after and text.ends_line(run.at + run.size - 1)
        begins = text.begins_line(run.at) or near_before or (opens and goes_on)
        if begins and (opens or near_before or near_after or run.size >= LONG):
            kept.append(run)
    return kept


def _near(one: Run, other: Run) -> bool:
    return other.at - one.at - one.size <= NEAR and other.of - one.of - one.size <= NEAR


def same(text: str, letter: str) -> bool:
    """Whether what stands between two runs is the letter's, cut, glued or damaged by a program.

    Letters that a charset lost are `?` or two strange ones; all others must be there.
    """
    if _joined(text) == _joined(letter):
        return True
    if not _LOST.search(text) or _FAR.search(text) or not _WORD.search(letter):
        return False
    return _ASCII.findall(text.lower()) == _ASCII.findall(letter.lower())


def _joined(text: str) -> str:
    return "".join(fold(word) for word in _WORD.findall(text))
