"""Patterns: a line of words with places for values, such as `close (thread) {post} until {day}`.

Pure. Owns how such a line is written in the word tables and how a typed line is held against it:
wholly, from its first word to its last. `(x)` may stand there or not, `a/b` is one of the two, both
may be nested; in braces stands the kind of a value. A mark between two words of the pattern is no
match, beside a value it does not matter. Nothing typed can fail here; a pattern that is written
wrongly raises ValueError, and the tests read them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile

from listserv.languages import countries, days, pairs, words
from listserv.languages.days import Day
from listserv.languages.plain import Piece, PieceKind, fold, split
from listserv.model import DeliveryMode
from listserv.text import addresses

Value = int | str | Day | tuple[str, ...]
Values = Mapping[str, Value]

_LONGEST = 250  # characters of a line; a longer one is prose
_LONGEST_NAME = 8  # words
_LONGEST_TOPIC = 5  # words
_MOST_NUMBERS = 20  # of posts, in one line
_FIRST_YEAR, _LAST_YEAR = 1980, 2100  # of a month that an archive may have
_KILOBYTES = {"kilobytes": 1, "megabytes": 1000}
_PART = re.compile(r"[()/]|[^\s()/]+")
ADDRESS = re.compile(  # `typed_address` reads it
    r"<?(?:mailto:)?([^\s<>()\[\]:;,،؛\"'“”«»]{1,64}@[^\s<>()\[\]:;,،؛\"'“”«»]{1,255})>?"
)
_IDLE = frozenset('.,:;!-()"*_<>#[]🙏🙂😊')  # marks that say nothing
_CLOSED_BY = {")": "(", "]": "[", "»": "«", "”": "“"}
_MINUS = re.compile(r"(?<!\S)[-–−]\d")
_RANGE = re.compile(r"#?(\d{1,9})(?:\s*[-–]\s*#?(\d{1,9}))?[,;.]?")
_MONTH = re.compile(r"(20\d\d)[-/. ](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[-/. ](20\d\d)")
_TIME = re.compile(r"(\d{1,2})(?:[:h.](\d{2})|h)?")


# --- typed lines ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line: its words, numbers and addresses, and before which of them a mark stands."""

    text: str
    pieces: tuple[Piece, ...]
    marked: frozenset[int]  # places in `pieces`
    odd: bool  # it has a mark that no command has

    @property
    def asks(self) -> bool:
        return any(mark in self.text for mark in "?؟¿")

    def is_address(self, place: int) -> bool:
        return place < len(self.pieces) and "@" in self.pieces[place].plain

    def tail(self, place: int) -> str:
        """What stands from a place on, as typed, without marks around it, but with the bracket that
        closes one of its own."""
        if place >= len(self.pieces):
            return ""
        start = self.pieces[place].start
        return self.text[start : closed(self.text, start, self.pieces[-1].end)]


def closed(text: str, start: int, end: int) -> int:
    """The end of a part of a text, past a bracket there that closes one of its own."""
    opens = _CLOSED_BY.get(text[end : end + 1], "")
    return end + (bool(opens) and opens in text[start:end])


def line_of(text: str) -> Line:
    """A line taken apart; one that is too long has no pieces."""
    pieces: list[Piece] = []
    marked: set[int] = set()
    odd = len(text) > _LONGEST or bool(_MINUS.search(text))
    at = 0
    for found in [*ADDRESS.finditer(text[:_LONGEST]), None]:
        end = found.start() if found else len(text)
        for piece in split(text[at:end][:_LONGEST]):
            if piece.kind in (PieceKind.WORD, PieceKind.NUMBER):
                pieces.append(Piece(piece.kind, piece.plain, at + piece.start, at + piece.end))
            else:
                marked.add(len(pieces))
                odd |= piece.plain not in _IDLE
        if found is None:
            break
        address = typed_address(found)
        again = bool(pieces) and pieces[-1].plain == address  # Outlook: a@b<mailto:a@b>
        if not again:
            pieces.append(Piece(PieceKind.MARK, address or "@", *found.span(1)))
        at = found.end()
    return Line(text, () if len(text) > _LONGEST else tuple(pieces), frozenset(marked), odd)


def typed_address(found: re.Match[str]) -> str:
    """The address of an ADDRESS, as `addresses.normalise` gives it; "" if mail cannot use it."""
    return addresses.normalise(found[1].rstrip(".!?"))


def address_in(text: str) -> str:
    """The first address of a line; "" for none."""
    found = ADDRESS.search(text[:_LONGEST])
    return typed_address(found) if found else ""


# --- values ---------------------------------------------------------------------------------------

Found = tuple[Value, int]  # a value, and the place after it


def _number(line: Line, place: int) -> Iterator[Found]:
    if place < len(line.pieces) and line.pieces[place].kind is PieceKind.NUMBER:
        yield line.pieces[place].value, place + 1


def _address(line: Line, place: int) -> Iterator[Found]:
    if line.is_address(place) and line.pieces[place].plain != "@":
        yield line.pieces[place].plain, place + 1


def _day(line: Line, place: int) -> Iterator[Found]:
    if found := days.named(line.pieces, place):
        yield found


def _key(line: Line, place: int) -> Iterator[Found]:
    yield from patterns("texts").at(line, place)


def _name(line: Line, place: int) -> Iterator[Found]:
    """The rest of the line, as typed; of `Amina Kamau <amina@example.org>` the address."""
    last = len(line.pieces) - 1
    if line.is_address(last) and last >= place:
        yield from ((address, last + 1) for address, _ in _address(line, last))
        return
    said = line.pieces[place:]
    letters = sum(map(str.isalpha, "".join(piece.plain for piece in said)))
    if len(said) <= _LONGEST_NAME and letters > 1 and not any(piece.value >= 0 for piece in said):
        yield line.tail(place), last + 1


def _called(line: Line, place: int) -> Iterator[Found]:
    """What somebody is called, to the end of the line, as typed: `Amina Kamau`, `Poste de santé 3`.
    What follows it of who she is is left out: `Penda et je suis sage-femme`."""
    said = line.pieces[place : _end_of_name(line, place)]
    letters = sum(map(str.isalpha, "".join(piece.plain for piece in said)))
    fits = 0 < len(said) <= _LONGEST_NAME and letters > 1 and said[0].value < 0
    if fits and not line.asks and not _is_small(line, said[0]):  # `is` is no name
        whole = len(said) == len(line.pieces[place:])
        name = line.tail(place) if whole else line.text[said[0].start : said[-1].end]
        yield name, len(line.pieces)


def _end_of_name(line: Line, place: int) -> int:
    """Where another sentence about her begins: `and I am`, `, je suis`."""
    me, both = words.phrases("introductions", "me"), words.phrases("answers", "and")
    for at in range(place + 1, len(line.pieces)):
        joined = both.at(line.pieces, at)
        begins = me.at(line.pieces, joined[1] if joined else at)
        if begins and (joined or _is_marked(line, at)):
            return at
    return len(line.pieces)


def _is_small(line: Line, piece: Piece) -> bool:
    """A word without a capital that begins no name: `is`, `not`."""
    typed = line.text[piece.start : piece.end]
    return typed.islower() and piece.plain in words.single_words("names_never", "words")


def _is_marked(line: Line, place: int) -> bool:
    """Whether a mark stands before a piece."""
    between = line.text[line.pieces[place - 1].end : line.pieces[place].start]
    return any(mark in between for mark in ",.;:،؛-–—")


def _country(line: Line, place: int) -> Iterator[Found]:
    """The rest of the line, as typed, where it is a country that we know."""
    if place < len(line.pieces) and countries.code(line.tail(place)):
        yield line.tail(place), len(line.pieces)


def _rest(line: Line, place: int) -> Iterator[Found]:
    """The rest of the line, as typed."""
    if place < len(line.pieces):
        yield line.tail(place), len(line.pieces)


def _topic(line: Line, place: int) -> Iterator[Found]:
    """A few words of a subject, as typed; a number alone names a thread, and no words."""
    said = line.pieces[place:]
    if 0 < len(said) <= _LONGEST_TOPIC and not all(piece.plain.isdigit() for piece in said):
        yield line.tail(place), len(line.pieces)


def _posts(line: Line, place: int) -> Iterator[Found]:
    """Numbers of posts, to the end of the line: `811 812-815`, perhaps and languages: `811 fr en`,
    `811 in French`."""
    both = words.single_words("answers", "and")
    said = [one for one in fold(line.tail(place)).replace(",", " ").split() if one not in both]
    numbers = list(takewhile(_RANGE.fullmatch, said[:_MOST_NUMBERS]))
    typed = said[len(numbers) :]
    codes = pairs.named(" ".join(typed))
    if numbers and bool(typed) == bool(codes):
        found = (_RANGE.fullmatch(one) for one in numbers)
        ranges = ("-".join(filter(None, one.groups())) for one in found if one)
        yield (*ranges, *codes), len(line.pieces)


def _pair(line: Line, place: int) -> Iterator[Found]:
    """Languages from which and into which, to the end of the line: `en fr es`, `fr<->en`."""
    if codes := pairs.pair(line.tail(place)):
        yield codes, len(line.pieces)


def _month(line: Line, place: int) -> Iterator[Found]:
    """`March 2026`, `2026-03` is "2026-03"; `March`, `03` is "03"."""
    if found := _MONTH.fullmatch(fold(line.tail(place))):
        year, month = found[1] or found[4], int(found[2] or found[3])
        yield f"{year}-{month:02d}", len(line.pieces)
    elif line.pieces[place:] and 0 < line.pieces[place].value <= len(days.MONTHS):
        yield f"{line.pieces[place].value:02d}", place + 1
    elif named := words.phrases("months").at(line.pieces, place):
        month, after = days.MONTHS.index(named[0]) + 1, named[1]
        small = words.phrases("days", "of").at(line.pieces, after)
        after = small[1] if small else after
        year = line.pieces[after].value if after < len(line.pieces) else -1
        if _FIRST_YEAR <= year <= _LAST_YEAR:
            yield f"{year}-{month:02d}", after + 1
        elif after == len(line.pieces):
            yield f"{month:02d}", after


def _language(line: Line, place: int) -> Iterator[Found]:
    """A language by its code or its name, as its code."""
    if place < len(line.pieces):
        plain = line.pieces[place].plain
        if plain in words.tables():
            yield plain, place + 1
        elif named := words.phrases("names").at(line.pieces, place):
            yield named


def _named_language(line: Line, place: int) -> Iterator[Found]:
    """A language by its name: `en` before it is a small word."""
    if found := words.phrases("names").at(line.pieces, place):
        yield found


def _size(line: Line, place: int) -> Iterator[Found]:
    """`50 KB`, `1 MB`, `50`, in kilobytes."""
    for number, after in _number(line, place):
        unit = words.phrases("sizes").at(line.pieces, after)
        times = _KILOBYTES[unit[0]] if unit else 1
        yield int(str(number)) * times, unit[1] if unit else after


def _mode(line: Line, place: int) -> Iterator[Found]:
    """How somebody reads, as a DeliveryMode."""
    if found := words.phrases("delivery", *(mode.value for mode in DeliveryMode)).at(
        line.pieces, place
    ):
        yield found


def _span(line: Line, place: int) -> Iterator[Found]:
    """`3 weeks`, in days."""
    for number, after in _number(line, place):
        if unit := words.phrases("durations").at(line.pieces, after):
            yield int(str(number)) * days.SPANS[unit[0]], unit[1]


def _hours(line: Line, place: int) -> Iterator[Found]:
    if found := hours(line.tail(place)):
        yield found, len(line.pieces)


def hours(text: str) -> tuple[str, ...]:
    """The times of day that a whole text names: `7:00 and 13h` is ("07:00", "13:00").

    () for any other text. Whether a day has such a time is not looked at.
    """
    between = words.single_words("facilitator", "and")
    found: list[str] = []
    for word in re.split(r"[\s,;]+", fold(text[:_LONGEST]).strip(" .,;\n")):
        if time := _TIME.fullmatch(word):
            found.append(f"{int(time[1]):02d}:{time[2] or '00'}")
        elif word not in between:
            return ()
    return tuple(found)


_KINDS: Mapping[str, Callable[[Line, int], Iterator[Found]]] = {
    "n": _number,
    "post": _number,
    "address": _address,
    "new": _address,
    "mode": _mode,
    "span": _span,
    "day": _day,
    "key": _key,
    "name": _name,
    "called": _called,
    "country": _country,
    "hours": _hours,
    "rest": _rest,
    "topic": _topic,
    "posts": _posts,
    "month": _month,
    "language": _language,
    "into": _named_language,
    "pair": _pair,
    "size": _size,
}


# --- patterns -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Slot:
    kind: str


@dataclass(frozen=True, slots=True)
class _Choice:
    ways: tuple[tuple[_Part, ...], ...]


_Part = str | _Slot | _Choice  # a folded word, a value, or one of several ways


def _parsed(pattern: str) -> tuple[_Part, ...]:
    tokens = _PART.findall(pattern)
    parts, end = _sequence(tokens, 0)
    if end != len(tokens):
        raise ValueError(f"a bracket too many: {pattern!r}")
    return parts


def _sequence(tokens: Sequence[str], at: int) -> tuple[tuple[_Part, ...], int]:
    parts: list[_Part] = []
    while at < len(tokens) and tokens[at] != ")":
        grouped = tokens[at] == "("
        ways = []
        while True:
            way, at = _way(tokens, at)
            ways.append(way)
            if at >= len(tokens) or tokens[at] != "/":
                break
            at += 1
        if len(ways) > 1:
            parts.append(_Choice(tuple(ways)))
        elif grouped:
            parts.append(_Choice((ways[0], ())))
        else:
            parts.extend(ways[0])
    return tuple(parts), at


def _way(tokens: Sequence[str], at: int) -> tuple[tuple[_Part, ...], int]:
    token = tokens[at] if at < len(tokens) else ")"
    if token in (")", "/"):
        raise ValueError(f"a bracket or a stroke too many: {' '.join(tokens)!r}")
    if token == "(":  # noqa: S105 - a bracket, no password
        parts, end = _sequence(tokens, at + 1)
        if end >= len(tokens):
            raise ValueError(f"a bracket is open: {' '.join(tokens)!r}")
        return parts, end + 1
    if token.startswith("{"):
        if token[1:-1] not in _KINDS:
            raise ValueError(f"no kind of value: {token}")
        return (_Slot(token[1:-1]),), at + 1
    if "{" in token:
        raise ValueError(f"no kind of value: {token}")
    return tuple(piece.plain for piece in split(token)), at + 1


@dataclass(frozen=True, slots=True)
class _At:
    """How far a line was matched, with which values; `word`: up to a word of the pattern."""

    place: int
    values: tuple[tuple[str, Value], ...] = ()
    word: bool = False


def _match(parts: Sequence[_Part], line: Line, at: _At) -> Iterator[_At]:
    if not parts:
        yield at
        return
    part, *others = parts
    match part:
        case str():
            fits = at.place < len(line.pieces) and line.pieces[at.place].plain == part
            if fits and not (at.word and at.place in line.marked):
                yield from _match(others, line, _At(at.place + 1, at.values, True))
        case _Slot(kind):
            for value, end in _KINDS[kind](line, at.place):
                yield from _match(others, line, _At(end, (*at.values, (kind, value))))
        case _Choice(ways):
            for way in ways:
                yield from _match((*way, *others), line, at)


def _firsts(parts: Sequence[_Part]) -> frozenset[str] | None:
    """The words that a pattern may begin with; None where it may begin with a value."""
    match parts:
        case [str() as word, *_]:
            return frozenset({word})
        case [_Choice(ways), *others]:
            found = [_firsts((*way, *others)) for way in ways]
            return None if None in found else frozenset().union(*(one or () for one in found))
    return None


def _spelled(parts: Sequence[_Part]) -> Iterator[str]:
    """All ways to write a pattern that has no values."""
    match parts:
        case []:
            yield ""
        case [str() as word, *others]:
            yield from (f"{word} {rest}".strip() for rest in _spelled(others))
        case [_Choice(ways), *others]:
            yield from (said for way in ways for said in _spelled((*way, *others)))


class Patterns:
    """The patterns of a section by their meaning."""

    __slots__ = ("_of",)

    def __init__(self, meanings: Mapping[str, Sequence[str]]) -> None:
        found = [
            (meaning, _parsed(pattern))
            for meaning, patterns_ in meanings.items()
            for pattern in patterns_
        ]
        # `décès de {name}` before `décès {name}`
        found.sort(key=lambda one: -sum(isinstance(part, str) for part in one[1]))
        self._of = [(meaning, parts, _firsts(parts)) for meaning, parts in found]

    def whole(self, line: Line, place: int, end: int) -> tuple[str, Values] | None:
        """What the pieces of a line from `place` to `end` mean, with their values."""
        return next(self.every(line, place, end), None)

    def every(self, line: Line, place: int, end: int) -> Iterator[tuple[str, Values]]:
        """All that they may mean, the likeliest first."""
        text = line.text[: closed(line.text, 0, line.pieces[end - 1].end)]
        short = Line(text, line.pieces[:end], line.marked, line.odd)
        for meaning, found in self._found(short, place):
            if found.place == end:
                yield meaning, dict(found.values)

    def at(self, line: Line, place: int) -> Iterator[tuple[str, int]]:
        """The meanings of patterns without values that begin at a place, and where each ends."""
        for meaning, found in self._found(line, place):
            yield meaning, found.place

    @property
    def begins(self) -> frozenset[str]:
        """The words that these patterns may begin with."""
        return frozenset().union(*(firsts or () for _, _, firsts in self._of))

    @property
    def phrases(self) -> frozenset[str]:
        """What the patterns without values say, folded."""
        return frozenset(phrase for _, parts, _ in self._of for phrase in _spelled(parts))

    def _found(self, line: Line, place: int) -> Iterator[tuple[str, _At]]:
        word = line.pieces[place].plain if place < len(line.pieces) else ""
        for meaning, parts, firsts in self._of:
            if firsts is None or word in firsts:
                for found in _match(parts, line, _At(place)):
                    yield meaning, found


@cache
def patterns(section: str, *but: str) -> Patterns:
    """The patterns of a section of the word tables in all languages, without some meanings."""
    return Patterns(
        {name: all_ for name, all_ in words.section(section).items() if name not in but}
    )
