"""What changed between two texts, in words; pure.

Owns which words of two texts are the same ones, and how the others are shown to people: in plain
text, in any language, a line for what was and a line for what is, with a few words around them.

The work is nearly linear: paragraphs first, then words that stand once on either side, then a small
table for what lies between. Where a text repeats itself beyond that, a longer part than need be
counts as changed. Nothing here fails.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from listserv.text import numbered
from listserv.text.comparable import Pieces, pieces

LEFT_OUT = "[…]"
AROUND = 5  # words and marks shown on either side of a change
LONGEST = 4000  # characters of a difference that is shown
LONGEST_SIDE = 800  # characters of what was, or what is, at one place

_TABLE = 2500  # cells of the table that compares two short runs word by word
_FURTHEST = 40  # pieces by which a change is moved to whole lines
_DEEPEST = 24  # how often a part is parted again

Pair = tuple[int, int]  # two places, or the first and the one after the last
Run = tuple[int, int, int, int]  # first and one after the last in the old text, and in the new


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its words and marks; `paragraphs` has for each its first piece and the one
    after its last, `lines` for each piece the number of its line, from 0, empty lines apart."""

    text: str
    pieces: Pieces
    paragraphs: list[Pair]
    lines: list[int]

    def __len__(self) -> int:
        return len(self.lines)

    def gap(self, at: int) -> str:
        """What stands before a piece; behind the last one where `at` is their number."""
        start = self.pieces.ends[at - 1] if at else 0
        return self.text[start : self.pieces.starts[at] if at < len(self) else len(self.text)]


@dataclass(frozen=True, slots=True)
class Passage:
    """One place that changed, with a few words around it, in lines as they are in the texts.

    `was` is empty where whole lines are new, `is_now` where they are gone.
    """

    was: str
    is_now: str


def words_changed(old: str, new: str) -> bool:
    """Whether the words or marks differ; white space and typography aside."""
    return pieces(old).keys != pieces(new).keys


def shown(old: str, new: str, longest: int = LONGEST) -> str:
    """What changed, for people: `- ` before each line that was, `+ ` before each that is.

    `[…]` stands for words that did not change; in a line of its own at the end for changes that
    are left out, because the whole would be longer than `longest` characters.
    """
    parts: list[str] = []
    room = longest - len(LEFT_OUT) - 2
    for passage in difference(old, new):
        part = "\n".join([*_marked("- ", passage.was), *_marked("+ ", passage.is_now)])
        room -= len(part) + 2
        if room < 0:
            parts.append(LEFT_OUT)
            break
        parts.append(part)
    return "\n\n".join(parts)


def _marked(mark: str, side: str) -> list[str]:
    return [mark + line for line in _shortened(side).split("\n") if line]


def _shortened(side: str) -> str:
    """The beginning and the end of what is too long to be shown."""
    if len(side) <= LONGEST_SIDE:
        return side
    half = LONGEST_SIDE // 2
    first, last = side[:half], side[-half:]
    # A blank is looked for near the cut alone: there are words without end.
    first = first[: max(first.rfind(" ", half - 40), first.rfind("\n", half - 40))] or first
    last = last[last.find(" ", 0, 40) + 1 :]
    return f"{first} {LEFT_OUT} {last}"


def difference(old: str, new: str) -> tuple[Passage, ...]:
    """The places that changed, in order."""
    was, now = read(old), read(new)
    return tuple(
        Passage(_side(was, first, last), _side(now, begin, end))
        for first, last, begin, end in _with_context(was, now)
        if first < last or begin < end
    )


# --- which words are the same ---------------------------------------------------------------------


def read(text: str) -> Text:
    """A text with its words, paragraph by paragraph."""
    found = Text(text, Pieces([], [], []), [], [])
    line = before = 0
    for start, end in numbered.spans(text):
        part, first = pieces(text, start, end), len(found)
        for begins, ends in zip(part.starts, part.ends, strict=True):
            line += text.find("\n", before, begins) >= 0
            found.lines.append(line)
            before = ends
        found.pieces.keys.extend(part.keys)
        found.pieces.starts.extend(part.starts)
        found.pieces.ends.extend(part.ends)
        found.paragraphs.append((first, len(found)))
    return found


def same_words(old: Text, new: Text) -> list[Pair]:
    """The places of words that are in both texts, in order; whole paragraphs are sought first."""
    found: list[Pair] = []
    i = j = 0
    for one, other in _aligned(_paragraphs(old), _paragraphs(new)):
        (start, end), (begin, stop) = old.paragraphs[one], new.paragraphs[other]
        found += _between(old, new, (i, start), (j, begin))
        found += zip(range(start, end), range(begin, stop), strict=True)
        i, j = end, stop
    return found + _between(old, new, (i, len(old)), (j, len(new)))


def _paragraphs(text: Text) -> list[str]:
    """Each paragraph as one key."""
    return [" ".join(text.pieces.keys[start:end]) for start, end in text.paragraphs]


def _between(old: Text, new: Text, one: Pair, other: Pair) -> list[Pair]:
    a, b = old.pieces.keys[slice(*one)], new.pieces.keys[slice(*other)]
    return [(one[0] + i, other[0] + j) for i, j in _aligned(a, b)]


def _aligned(a: Sequence[str], b: Sequence[str]) -> list[Pair]:
    """Places (in a, in b) of equal keys, rising in both."""
    found: list[Pair] = []
    parts = [(0, len(a), 0, len(b), 0)]
    while parts:
        i, i_end, j, j_end, depth = parts.pop()
        while i < i_end and j < j_end and a[i] == b[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        while i < i_end and j < j_end and a[i_end - 1] == b[j_end - 1]:
            i_end, j_end = i_end - 1, j_end - 1
            found.append((i_end, j_end))
        if (i_end - i) * (j_end - j) <= _TABLE:
            found += ((i + x, j + y) for x, y in _longest_common(a[i:i_end], b[j:j_end]))
        elif depth < _DEEPEST and (anchors := _anchors(a, b, (i, i_end), (j, j_end))):
            found += anchors
            for (x, y), (x_next, y_next) in pairwise([(i - 1, j - 1), *anchors, (i_end, j_end)]):
                parts.append((x + 1, x_next, y + 1, y_next, depth + 1))
    return sorted(found)


def _anchors(a: Sequence[str], b: Sequence[str], one: Pair, other: Pair) -> list[Pair]:
    """Keys that stand once in both parts: the longest row of them in the order of both."""
    in_a, in_b = Counter(a[slice(*one)]), Counter(b[slice(*other)])
    places = {b[j]: j for j in range(*other) if in_b[b[j]] == 1}
    ends: list[int] = []  # the lowest place in b at which a row of that length ends
    rows: list[Pair] = []
    before: list[int] = []
    last: list[int] = []  # for each length, the number in `rows` of the pair that ends it
    for i in range(*one):
        if in_a[a[i]] != 1 or a[i] not in places:
            continue
        j = places[a[i]]
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        last[length : length + 1] = [len(rows)]
        rows.append((i, j))
    row: list[Pair] = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(rows[at])
        at = before[at]
    return row[::-1]


def _longest_common(a: Sequence[str], b: Sequence[str]) -> list[Pair]:
    """The longest common row of two short runs, by the usual table."""
    table = [[0] * (len(b) + 1)]  # from the end of `a` to its beginning
    for one in reversed(a):
        below, line = table[-1], [0] * (len(b) + 1)
        for j in range(len(b) - 1, -1, -1):
            line[j] = below[j + 1] + 1 if one == b[j] else max(below[j], line[j + 1])
        table.append(line)
    table.reverse()
    found: list[Pair] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


# --- what is shown --------------------------------------------------------------------------------


def _changed(old: Text, new: Text) -> Iterator[Run]:
    """The runs of pieces that are not the same."""
    i = j = 0
    found: list[Run] = []
    for x, y in [*same_words(old, new), (len(old), len(new))]:
        if i < x or j < y:
            found.append((i, x, j, y))
        i, j = x + 1, y + 1
    ends = (0, 0)
    for run, after in pairwise([*found, (len(old), len(old), len(new), len(new))]):
        moved = _to_lines(old, new, run, ends, (after[0], after[2]))
        ends = moved[1], moved[3]
        yield moved


def _to_lines(old: Text, new: Text, run: Run, before: Pair, after: Pair) -> Run:
    """The run moved to whole lines, where the same words stand at either end of it.

    Of `333. Call me.` as well `. Call me` may have gone as `Call me.`, which was a line. `before`
    and `after` are the end of the run before and the beginning of the next, in either text.
    """
    i, x, j, y = run
    if (i < x) == (j < y):
        return run
    text, first, last = (old, i, x) if i < x else (new, j, y)
    keys = text.pieces.keys
    lowest = max(before[0] - i, before[1] - j, -_FURTHEST)
    highest = min(after[0] - x, after[1] - y, _FURTHEST)
    for way, most in ((1, highest), (-1, -lowest)):
        for by in range(most + 1):
            one, other = first + way * by, last + way * by
            if by and keys[one - (way > 0)] != keys[other - (way > 0)]:
                break
            if _breaks(text, one) and _breaks(text, other):
                return i + way * by, x + way * by, j + way * by, y + way * by
    return run


def _breaks(text: Text, at: int) -> bool:
    """Whether a line ends before a piece."""
    return at in (0, len(text)) or text.lines[at - 1] != text.lines[at]


def _with_context(old: Text, new: Text) -> Iterator[Run]:
    """The changed runs with words around them; runs whose words overlap are one."""
    i = i_end = j = j_end = 0
    for run in _changed(old, new):
        left = min(_room(old, run[0], run[1], -1), _room(new, run[2], run[3], -1))
        right = min(_room(old, run[0], run[1], 1), _room(new, run[2], run[3], 1))
        begins = run[0] - left, run[2] - left
        if begins[0] >= i_end and begins[1] >= j_end:
            yield i, i_end, j, j_end
            i, j = begins
        i_end, j_end = run[1] + right, run[3] + right
    yield i, i_end, j, j_end


def _room(text: Text, start: int, end: int, way: int) -> int:
    """How many words before (-1) or behind (1) a run are shown: none of another line."""
    at = start - 1 if way < 0 else end
    if not 0 <= at < len(text):
        return 0
    edge = start if way < 0 else end - 1
    home = text.lines[at if start == end else edge]
    count = 0
    while 0 <= at < len(text) and text.lines[at] == home and count < 2 * AROUND:
        if count >= AROUND and text.gap(at if way > 0 else at + 1):
            break  # a word with its marks stays whole
        at, count = at + way, count + 1
    return count


def _side(text: Text, first: int, last: int) -> str:
    """The pieces from `first` to `last`, without the latter, line by line."""
    shown = (
        text.text[text.pieces.starts[first] : text.pieces.ends[last - 1]] if first < last else ""
    )
    lines = [" ".join(line.split()) for line in shown.split("\n") if line.strip()]
    if lines and first > 0 and text.lines[first - 1] == text.lines[first]:
        lines[0] = f"{LEFT_OUT} {lines[0]}"
    if lines and last < len(text) and text.lines[last - 1] == text.lines[last]:
        lines[-1] += f" {LEFT_OUT}"
    return "\n".join(lines)
