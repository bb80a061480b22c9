"""Numbers of an answer: which posts it speaks of (`1-4`, `1, 3 and 5`, `the rest`), which
paragraphs of one post (`cut 2, 4 and 6`).

Pure. Owns how a list of numbers ends: in a queue mail `3 cut 2, 4 ok` is two items, and where it
could be read both ways the list is not clear. Nothing here fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from listserv.languages import words
from listserv.languages.plain import PieceKind
from listserv.moderation.page import Page

_MOST = 100  # numbers of one list: an endless one costs no more than that

Ranges = tuple[tuple[int, int], ...]  # first and last number


class Mentioned(Enum):
    """Which posts an item speaks of."""

    NUMBERS = "numbers"
    REST = "rest"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Posts:
    """The posts named at a place, and the place after them."""

    about: Mentioned
    ranges: Ranges
    end: int


@dataclass(frozen=True, slots=True)
class Paragraphs:
    ranges: Ranges
    end: int
    clear: bool = True  # False: the numbers may belong to the next item


def posts(page: Page, place: int, *, spoken: bool = True) -> Posts | None:
    """`1-4`, `1, 3 and 5`, `post 811`, `the rest`, `all`; `spoken`: `1 to 4` is a range too.

    None for `los 3`, which may count three posts or name the third.
    """
    found = words.phrases("answers", "rest", "all").at(page.pieces, place)
    if found:
        return Posts(Mentioned(found[0]), (), found[1])
    ranges: list[tuple[int, int]] = []
    article = is_the_or_or(page, place)  # "o 1, o 2"
    at = end = _past_number_word(page, place)
    while page.number(at) >= 0 and len(ranges) < _MOST:
        one, end = _range(page, at, spoken)
        ranges.append(one)
        after = _past_and(page, end)
        if is_the_or_or(page, after) and not article and after == page.skip(end, ",&"):
            break  # "1 o 2", "1, o 2"
        at = _past_number_word(page, after) if after > end else page.skip(end, "#")
    counts = page.past(place, "around", "several") > place and len(ranges) == 1
    if not ranges or (counts and ranges[0][0] == ranges[0][1]):
        return None
    return Posts(Mentioned.NUMBERS, tuple(ranges), end)


def is_the_or_or(page: Page, place: int) -> bool:
    """Whether `o 2` stands there: "the second" in one language, "or the second" in another."""
    return page.plain(place) == "o" and page.number(place + 1) >= 0


def before_form(page: Page, named: Posts) -> int:
    """Where the form of some numbers begins: `1: ok`, `1) please publish`, `1` and a line below."""
    at = page.skip(named.end, ":-).=,")
    if page.kind(at) is PieceKind.LINE:
        at += 1
    return page.past_soft(at)


def begins_item(page: Page, place: int) -> bool:
    """Whether numbers and their form stand at `place`."""
    named = posts(page, place)
    return bool(named and page.form(before_form(page, named)))


def paragraphs(page: Page, place: int) -> Paragraphs | None:
    """The paragraphs to which a form applies: `4`, `6-9`, `2, 4 and 6`, `[4]`, `paragraph 4`."""
    ranges: list[tuple[int, int]] = []
    at = end = past_paragraph_word(page, place)
    while page.number(at) >= 0 and len(ranges) < _MOST:
        if ranges and page.several and begins_item(page, at):
            return Paragraphs(tuple(ranges), end, _is_next_item(page, end, at))
        one, end = _range(page, at, spoken=True)
        end = page.skip(end, "]")
        ranges.append(one)
        after = _on(page, end, _past_and(page, end))
        at = past_paragraph_word(page, after) if after > end else page.skip(end, "[#§")
    clear = page.number(past_paragraph_word(page, end)) < 0  # not `4 o 5`
    return Paragraphs(tuple(ranges), end, clear) if ranges else None


def _on(page: Page, end: int, place: int) -> int:
    """Past a line break in the middle of a list: a comma stands before it, a number behind."""
    if place == end or page.kind(place) is not PieceKind.LINE or begins_item(page, place + 1):
        return place
    after = page.past(place + 1, "answers", "and")
    return after if page.number(after) >= 0 else place


def past_paragraph_word(page: Page, place: int) -> int:
    return page.skip(page.past(page.skip(place, "["), "around", "paragraph"), "[#§")


def _is_next_item(page: Page, end: int, at: int) -> bool:
    """`, 4 ok` is the next item; `and 4 ok`, `, 4, ok` and `, 4 and 6 ok` may be no item at all."""
    named = posts(page, at)
    return (
        named is not None
        and len(named.ranges) == 1
        and page.plain(end) == ","
        and at == end + 1
        and page.form(page.past_soft(page.skip(named.end, ":"))) is not None
    )


def _range(page: Page, place: int, spoken: bool) -> tuple[tuple[int, int], int]:
    first = page.number(place)
    at = page.skip(place + 1, "]")
    to = page.past(at, "answers", "to") if spoken else at
    to = page.skip(to if to > at else page.skip(at, "-"), "[")
    if to > at and page.number(to) >= 0:
        return (first, page.number(to)), to + 1
    return (first, first), place + 1


def _past_number_word(page: Page, place: int) -> int:
    return page.skip(page.past(place, "answers", "numbers"), "#")


def _past_and(page: Page, place: int) -> int:
    return page.past(page.skip(place, ",&"), "answers", "and")
