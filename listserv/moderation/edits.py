"""Edits: what a moderator changes in a post's text by `cut`, `change`, `add` and `edit`.

Pure. Owns what each of them does to a text, and what is asked back instead. All edits of one answer
mean the text as it was shown, numbers and words alike, and are done together or not at all; a
paragraph that no edit names keeps its bytes. Words are found whatever quotation marks, blanks, line
breaks and dashes a phone made of them, and never inside a link or a figure.

A failure cannot happen: what cannot be done is a Problem, and the text stays as it was.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from listserv.moderation.restoring import restored, share_lost
from listserv.text import numbered
from listserv.text.comparable import is_unspaced, is_word, pieces
from listserv.text.difference import shown
from listserv.text.layout import clip

MOST_LOST = 1 / 3  # of the words, by a whole text that comes back; more is asked back
SHOWN_PLACES = 12  # of words that stand several times
SHOWN_WORDS = 200  # characters

_BLANKS = " \t\xa0\u202f"
_BULLET = re.compile(r"\s*+[-*•–—·▪●]?\s*+")
_FULL_STOP = re.compile(r"[\s.,;:!?…]*+")
_OPENING = frozenset("([{«“„‘/-‐‑–—")
_CLOSING = frozenset(".,;:!?)]}»”’…،؛؟。，、")
_TYING = frozenset("\"'’/-‐‑–—")  # what may stand right behind a word, and before more of it


class Problem(StrEnum):
    """Why edits are asked back; `Edited.about` has what stands beside each."""

    NO_SUCH_PARAGRAPH = "no-such-paragraph"  # the number
    WORDS_NOT_FOUND = "words-not-found"  # the words
    WORDS_FOUND_TWICE = "words-found-twice"  # the words, and the paragraph of each place
    EDITS_COLLIDE = "edits-collide"  # the words that another edit of the answer changes too
    NOTHING_LEFT = "nothing-left"
    TOO_MUCH_LOST = "too-much-lost"  # the difference
    NOTHING_CHANGED = "nothing-changed"


@dataclass(frozen=True, slots=True)
class Cut:
    """Paragraphs `first` to `last`; `last` 0 is `first` alone."""

    first: int
    last: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """The one place where `words` stand becomes `to`; in `paragraph` alone, unless it is 0."""

    words: str
    to: str
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Add:
    """`words` come behind the first place where `after` stands, as an abbreviation is explained."""

    words: str
    after: str
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole text as it comes back from the moderator; it stands alone."""

    text: str


Edit = Cut | Change | Add | Whole


@dataclass(frozen=True, slots=True)
class Edited:
    """The text after the edits; as it was where there is a problem, but for TOO_MUCH_LOST: there it
    is the one that came back."""

    text: str
    problem: Problem | None = None
    about: str = ""  # of the problem, in no language


class _StoppedError(Exception):
    """An edit that cannot be done."""

    def __init__(self, problem: Problem, about: str = "", text: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.about = about
        self.text = text


def apply(text: str, edits: Sequence[Edit]) -> Edited:
    """The text after all edits of one answer, or the first problem."""
    try:
        wholes = [edit for edit in edits if isinstance(edit, Whole)]
        if wholes and len(edits) > 1:
            raise _StoppedError(Problem.EDITS_COLLIDE)
        made = _whole(text, wholes[0].text) if wholes else _edited(text, edits)
        if not made.strip():
            raise _StoppedError(Problem.NOTHING_LEFT)
        if made == text:
            raise _StoppedError(Problem.NOTHING_CHANGED)
    except _StoppedError as stopped:
        return Edited(stopped.text or text, stopped.problem, stopped.about)
    return Edited(made)


def _whole(text: str, returned: str) -> str:
    made = restored(text, returned)
    if made.strip() and share_lost(text, made) > MOST_LOST:
        raise _StoppedError(Problem.TOO_MUCH_LOST, shown(text, made), made)
    return made


def _edited(text: str, edits: Sequence[Edit]) -> str:
    parts = numbered.spans(text)
    cuts = {n for edit in edits if isinstance(edit, Cut) for n in _cut(edit, len(parts))}
    row = _row(text, parts)
    places: list[_Place] = []
    for edit in dict.fromkeys(edits):
        if isinstance(edit, Change | Add):
            if not 0 <= edit.paragraph <= len(parts):
                raise _StoppedError(Problem.NO_SUCH_PARAGRAPH, f"{edit.paragraph}")
            places.append(_place(edit, row, cuts))
    places.sort(key=lambda place: (place.start, place.end))
    for one, other in pairwise(places):
        if one.end > other.start:
            raise _StoppedError(Problem.EDITS_COLLIDE, _clipped(other.words))
    return _rebuilt(text, parts, cuts, places)


def _cut(cut: Cut, count: int) -> range:
    """The numbers of the paragraphs that go."""
    last = cut.last or cut.first
    if not 0 < cut.first <= last <= count:
        raise _StoppedError(
            Problem.NO_SUCH_PARAGRAPH, f"{cut.first if cut.first > count else last}"
        )
    return range(cut.first, last + 1)


# --- finding words --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """`start:end` in the text becomes `to`; `words` is how the moderator named the place."""

    start: int
    end: int
    to: str
    words: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The pieces of a text in one string, for searching.

    In `keys` a blank stands before each key, and before the `\n` that ends each paragraph; the
    lists have an entry for each of these blanks.
    """

    text: str
    parts: Sequence[tuple[int, int]]  # where each paragraph stands
    keys: str
    starts: list[int]
    ends: list[int]
    paragraphs: list[int]  # numbers, from 1


def _row(text: str, parts: Sequence[tuple[int, int]]) -> _Row:
    keys: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    paragraphs: list[int] = []
    for number, (start, end) in enumerate(parts, 1):
        part = pieces(text, start, end)
        keys += [*part.keys, "\n"]
        starts += [*part.starts, end]
        ends += [*part.ends, end]
        paragraphs += [number] * (len(part) + 1)
    return _Row(text, parts, "".join(f" {key}" for key in keys), starts, ends, paragraphs)


def _place(edit: Change | Add, row: _Row, cuts: Container[int]) -> _Place:
    """Where the words of an edit stand in the text, and what comes there."""
    words = edit.words if isinstance(edit, Change) else edit.after
    wanted = pieces(words).keys
    exact = _found(wanted, row.keys, row, edit.paragraph, cuts)
    found = exact or _found_in_any_case(wanted, row, edit.paragraph, cuts)
    if not found:
        raise _StoppedError(Problem.WORDS_NOT_FOUND, _clipped(words))
    if len(found) > 1 and not (exact and isinstance(edit, Add)):
        marks = [f"[{row.paragraphs[n]}]" for n in found[:SHOWN_PLACES]]
        more = ["…"] * (len(found) > SHOWN_PLACES)
        raise _StoppedError(Problem.WORDS_FOUND_TWICE, " ".join([_clipped(words), *marks, *more]))
    start, end = row.starts[found[0]], row.ends[found[0] + len(wanted) - 1]
    if isinstance(edit, Add):
        return _Place(end, end, _spaced(row.text, end, _one_line(edit.words)), words)
    to = _one_line(edit.to)
    if not to:
        start, end = _with_blanks(row.text, start, end, *row.parts[row.paragraphs[found[0]] - 1])
    return _Place(start, end, to, words)


def _found(
    wanted: Sequence[str], keys: str, row: _Row, paragraph: int, cuts: Container[int]
) -> list[int]:
    """The numbers of the pieces with which the words begin, a few at most; in one paragraph alone,
    unless that is 0."""
    found: list[int] = []
    needle = "".join(f" {key}" for key in wanted)
    at, piece = 0, 0  # a blank in `keys`, and its number
    while wanted and len(found) <= SHOWN_PLACES:
        place = keys.find(f"{needle} ", at)
        if place < 0:
            break
        piece += keys.count(" ", at, place)
        if row.paragraphs[piece] not in cuts and paragraph in (0, row.paragraphs[piece]):
            found.append(piece)
        at, piece = place + 1, piece + 1
    return found


def _found_in_any_case(
    wanted: Sequence[str], row: _Row, paragraph: int, cuts: Container[int]
) -> list[int]:
    words = [key for key in wanted if is_word(key)]
    if len(words) == 1 and len(words[0]) > 1 and words[0].isupper():
        return []  # an abbreviation: WHO is not who
    folded = [key.casefold() for key in wanted]
    return _found(folded, row.keys.casefold(), row, paragraph, cuts)


# --- putting words in and out ---------------------------------------------------------------------


def _rebuilt(
    text: str, parts: Sequence[tuple[int, int]], cuts: Container[int], places: Sequence[_Place]
) -> str:
    """The text with all edits done; `places` in order."""
    out: list[str] = []
    waiting = deque(places)
    behind = 0  # the end of the paragraph before
    for number, (start, end) in enumerate(parts, 1):
        above, at, behind = text[behind:start], start, end
        changed: list[str] = []
        while waiting and waiting[0].end <= end:
            place = waiting.popleft()
            changed += [text[at : place.start], place.to]
            at = place.end
        part = "".join(changed) + text[at:end]
        if changed:
            part = "\n".join(numbered.paragraphs(part))  # no line is left empty
        if number in cuts or not part:
            continue
        out += [above if out or number == 1 else above[above.rfind("\n") + 1 :], part]
    return "".join(out) + text[behind:]


def _spaced(text: str, at: int, words: str) -> str:
    """Words to be put in there, with a blank before and behind where one is needed."""
    before, behind = text[at - 1 : at], text[at : at + 1]
    tied = words[:1] in _TYING and words[1:2].isalnum() and words[-1:] not in _TYING
    if before in _OPENING or words[:1] in _CLOSING or tied or is_unspaced(before):
        first = ""
    else:
        first = " "
    open_end = not behind or behind.isspace() or behind in _CLOSING or behind in _TYING
    return f"{first}{words}{'' if open_end or is_unspaced(behind) else ' '}" if words else ""


def _with_blanks(text: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """Where words are taken out, with the blanks that would be left too many, or the bullet of an
    item that is gone; the paragraph is text[first:last]."""
    above = text.rfind("\n", first, start) + 1 or first
    below = text.find("\n", end, last)
    below = last if below < 0 else below
    if _BULLET.fullmatch(text, above, start) and _FULL_STOP.fullmatch(text, end, below):
        return above, below
    if end == last or text[end].isspace() or text[end] in _CLOSING:
        while start > first and text[start - 1] in _BLANKS:
            start -= 1
    if start == first or text[start - 1] == "\n" or text[start - 1] in _OPENING:
        while end < last and text[end] in _BLANKS:
            end += 1
    return start, end


def _one_line(words: str) -> str:
    """Words as typed; a mail program may have broken them over lines."""
    return " ".join(line.strip() for line in words.splitlines() if line.strip())


def _clipped(words: str) -> str:
    return clip(words[: 2 * SHOWN_WORDS], SHOWN_WORDS)
