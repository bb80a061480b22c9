"""What translators answer to the letter that asks them, beside their texts; pure.

Owns how a line becomes an order: `not now 811`, `undo`, and what members may write of their own
translating (member.py); and what stands around a text: `811 fr:`, `=== 811 · French ===`,
`Title: …`, `abstract 814:`, a note such as `here is my translation:`. The words stand in
`words/*.toml`. What is no such line is None or ""; nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from listserv.languages import member, words
from listserv.languages.command import Command, Verb
from listserv.languages.courtesies import past_courtesies, without_thanks
from listserv.languages.patterns import Line, line_of, patterns
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words

NOT_NOW, UNDO = "not-now", "undo"
# What members may ask for anywhere that means something in such an answer.
OWN = frozenset({Verb.AWAY, Verb.MOST, Verb.CREDIT, Verb.CORRECT, Verb.RETRACT})

_LONGEST = 80  # characters of a line above a text
_MOST_NOTE = 120  # characters of a note above a text
_MARK = re.compile(r"[\s>*_#=<\[({-]*")
_FIGURE = re.compile(r"\d")
_COLON = re.compile(r"[:：]")
_MOST_NUMBERS = 40  # that a range names


@dataclass(frozen=True, slots=True)
class Order:
    """What a line asks for: NOT_NOW or UNDO with the posts it names, or a member's command."""

    what: str
    numbers: tuple[int, ...] = ()
    language: str = ""
    value: str = ""  # of a member's command


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above a text: which post it says, into which language, and how."""

    number: int
    language: str = ""
    abstract: bool = False
    rest: str = ""  # the text that begins on the same line


def order(text: str) -> Order | None:
    """The order that a whole line is."""
    line = line_of(" ".join(text.split()))
    if line.asks:
        return None
    ends = dict.fromkeys((len(line.pieces), len(without_thanks(list(line.pieces)))))
    start = past_courtesies(line.pieces)
    return next(filter(None, (_order(line, start, end) for end in ends if start < end)), None)


def _order(line: Line, start: int, end: int) -> Order | None:
    if found := patterns("translator").whole(line, start, end):
        said = [one for value in found[1].values() if isinstance(value, tuple) for one in value]
        numbers, language = _posts(said)
        return Order(found[0], numbers, language)
    said_back = words.phrases("undo", "words").at(line.pieces, start)
    if said_back and said_back[1] == end:
        return Order(UNDO)
    command = member.read(line, start, end)
    if isinstance(command, Command) and command.verb in OWN:
        return _own(command)
    return None


def _own(command: Command) -> Order:
    if command.verb is Verb.CORRECT:
        numbers, language = _posts(command.args)
        return Order(Verb.CORRECT, numbers, language)
    if command.verb is Verb.RETRACT:
        return Order(UNDO, *_posts(command.args))
    return Order(command.verb, value=" ".join(command.args))


def _posts(said: Collection[str]) -> tuple[tuple[int, ...], str]:
    """`812-815`, `817`, `fr` as (812, 813, 814, 815, 817) and "fr"."""
    numbers: list[int] = []
    for one in said:
        first, _, last = one.partition("-")
        if first.isdigit():
            numbers += range(int(first), int(last or first) + 1)[:_MOST_NUMBERS]
    languages = [one for one in said if not one[:1].isdigit()]
    return tuple(dict.fromkeys(numbers))[:_MOST_NUMBERS], languages[0] if languages else ""


def heading(text: str, numbers: Collection[int]) -> Heading | None:
    """What a line above a text names: `811:`, `811 fr:`, `N° 811`, `=== 811 · French ===`,
    `abstract 814: We had …`. A number that is none of `numbers` is taken only with a colon or a
    frame, alone on its line."""
    head, colon, rest = _parted(text)
    if len(head) > _LONGEST or not _FIGURE.search(head):
        return None
    pieces = [piece for piece in split(head) if piece.kind is not PieceKind.MARK]
    found = [piece.value for piece in pieces if piece.kind is PieceKind.NUMBER]
    said = [piece for piece in pieces if piece.kind is PieceKind.WORD]
    if len(found) != 1 or len(found) + len(said) != len(pieces):
        return None
    read = _around(said)
    if read is None:
        return None
    language, abstract = read
    framed = bool(colon) or text.strip().startswith("==")
    if found[0] not in numbers and not (framed and not rest and found[0] > 99):
        return None
    return Heading(found[0], language, abstract, rest)


def _around(said: Sequence[Piece]) -> tuple[str, bool] | None:
    """What the words beside a number say: a language or "", and whether it is no more than two
    lines; None where they say anything else."""
    language, abstract, at = "", False, 0
    while at < len(said):
        short = words.phrases("translated", "abstract").at(said, at)
        if short:
            abstract, at = True, short[1]
            continue
        plain = said[at].plain
        code = _language(plain) or (plain if plain == "en" and len(said) == 1 else "")
        if not code and plain not in _single("heading"):
            return None
        language, at = language or code, at + 1
    return language, abstract


def _parted(text: str) -> tuple[str, str, str]:
    """What stands before a colon, it, and what stands behind it."""
    found = _COLON.search(text[: 2 * _LONGEST])
    if found is None:
        return text.strip(), "", ""
    return text[: found.start()].strip(), ":", text[found.end() :].strip(" \t=*_]-")


def title(text: str) -> str | None:
    """What stands behind `Title:`, "" for nothing; None where a line is no such one."""
    head, colon, rest = _parted(_MARK.sub("", text, count=1))
    said = " ".join(folded_words(head)) if len(head) <= _LONGEST else ""
    return rest if colon and said and said in _whole("title") else None


def is_note(text: str) -> bool:
    """Whether a paragraph above a text only says that the text comes: `Here is my translation:`."""
    line = text.strip()
    if len(line) > _MOST_NOTE or not line.endswith((":", "：")):
        return False
    said = set(folded_words(line))
    return not said.isdisjoint(_single("lead")) and "\n" not in line


@cache
def _single(meaning: str) -> frozenset[str]:
    return words.single_words("translated", meaning)


@cache
def _whole(meaning: str) -> frozenset[str]:
    return frozenset(
        " ".join(folded_words(phrase)) for phrase in words.section("translated")[meaning]
    )


def _language(plain: str) -> str:
    if plain in words.tables() and plain not in _single("heading"):
        return plain
    named = words.phrases("names").at(split(plain), 0)
    return named[0] if named else ""
