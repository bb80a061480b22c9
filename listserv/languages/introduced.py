"""Who somebody says that she is, and from which country: `Amina Kamau, Kenya`; pure.

A guess for people who decide, and who read her own words beside it: what is not clear is "". A
country is looked for where one says it, alone between marks or behind a word such as `from`, by its
names in all languages of the word tables; two of them are none. A name is what stands before it, or
behind `my name is`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from listserv.languages import countries, words
from listserv.languages.courtesies import PARTICLE, past_courtesies
from listserv.languages.plain import Piece, PieceKind, fold, spoken
from listserv.languages.plain import words as plain_words

_LINES = 40  # of a mail, that are looked at
_LINE = 250  # characters of one
_LONGEST_NAME = 5  # words
_SHORTEST = 2  # letters of one
_TELLING = 3  # letters of a word that two names share
_MOST_PARTS = 3  # of a mail that says a name and a country alone
_APART = re.compile(r"[,;:|/()\[\]•*،؛\t]|\s[-–—]+\s|[.!?؟](?:\s|$)")
_TITLE = re.compile(r"\b([^\W\d_]{1,5})\.(?=\s)")  # `Dr.`, an initial
_DOUBTFUL = frozenset(map(fold, ("congo", "الكونغو")))  # of two countries


@dataclass(frozen=True, slots=True)
class Introduction:
    name: str = ""
    country: str = ""  # a code of ISO 3166


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands between two marks of a line."""

    typed: str
    pieces: tuple[Piece, ...]
    line: int

    @property
    def country(self) -> str:
        """Of a part that is a country's name and nothing else."""
        start = _past_from(self.pieces, 0)
        found = _at(self.pieces, start)
        return found[0] if found and found[1] == len(self.pieces) else ""


def introduced(text: str, from_name: str = "") -> Introduction:
    """What a mail says of its writer; `from_name` is the name in its From."""
    parts = list(_parts(text))
    known = frozenset(plain_words(from_name))
    return Introduction(_name(parts, from_name), _country(parts, known))


def only_introduces(text: str, from_name: str = "", address: str = "") -> bool:
    """Whether a mail says who its writer is, and nothing else: `Amina Kamau, Kenya`.

    A program may write two words as well: a name without a country, or without capitals, counts
    where the From has a word of it.
    """
    parts = list(_parts(text))
    names = [one for one in parts if not one.country]
    if len(names) != 1 or len(parts) > _MOST_PARTS:
        return False
    (part,) = names
    me = words.phrases("introductions", "me").at(part.pieces, 0)
    said = _without_country(part, me[1] if me else 0)
    if not 0 < len(said) <= _LONGEST_NAME or any(one.kind is not PieceKind.WORD for one in said):
        return False
    plain = {one.plain for one in said}
    if not plain.isdisjoint(_offices()):
        return False
    own, box = set(plain_words(from_name)), fold(address.partition("@")[0])
    if any(len(one) >= _TELLING and (one in own or one in box) for one in plain):
        return True
    has_country = len(said) + (me[1] if me else 0) < len(part.pieces) or len(parts) > 1
    return has_country and all(_may_be_name(part, one) for one in said) and _is_person(part, said)


def _without_country(part: _Part, start: int) -> Sequence[Piece]:
    """The words from a place on, up to `from Kenya` or `Kenya` at the end."""
    for place in range(start + 1, len(part.pieces)):
        found = _at(part.pieces, _past_from(part.pieces, place))
        if found and found[1] == len(part.pieces):
            return part.pieces[start:place]
    return part.pieces[start:]


def _parts(text: str) -> Iterator[_Part]:
    lines = [line[:_LINE] for line in text.splitlines() if line.strip()][:_LINES]
    for place, line in enumerate(lines):
        begin = past_courtesies(_words(line))
        start = _words(line)[begin].start if begin < len(_words(line)) else len(line)
        for typed in _APART.split(_TITLE.sub(_without_point, line[start:])):
            if pieces := _words(typed):
                yield _Part(typed, pieces, place)


def _without_point(found: re.Match[str]) -> str:
    (plain,) = plain_words(found[1]) or ("",)
    titles = words.single_words("signatures", "honorifics")
    return found[1] if len(plain) == 1 or plain in titles else found[0]


def _words(text: str) -> tuple[Piece, ...]:
    return tuple(spoken(text))


# --- the country ----------------------------------------------------------------------------------


def _country(parts: Sequence[_Part], known: frozenset[str]) -> str:
    """The only one that stands apart; else the only one behind `from`, or at the end of words."""
    parts = [one for one in parts if not {piece.plain for piece in one.pieces} <= known]
    apart = dict.fromkeys(filter(None, (one.country for one in parts)))
    if not apart:
        apart = dict.fromkeys(code for one in parts for code in _within(one, known))
    return next(iter(apart)) if len(apart) == 1 else ""


def _within(part: _Part, known: frozenset[str]) -> Iterator[str]:
    """`a nurse from Kenya and …`, `Amina Kamau Kenya`; `Chad Brown` is none."""
    place = 1
    while place < len(part.pieces):
        found = _at(part.pieces, place)
        if found is None:
            place += 1
            continue
        code, end = found
        behind = words.phrases("introductions", "from").at(part.pieces, place - 1)
        is_name = end < len(part.pieces) and part.typed[part.pieces[end].start].isupper()
        ends = end == len(part.pieces) and place > 1
        if (behind and not is_name) or (ends and not {part.pieces[end - 1].plain} <= known):
            yield code
        place = end


def _past_from(pieces: Sequence[Piece], place: int) -> int:
    """Past `from`, `my country is`."""
    me = words.phrases("introductions", "me").at(pieces, place)
    place = me[1] if me else place
    while behind := words.phrases("introductions", "from").at(pieces, place):
        place = behind[1]
    return place


def _at(pieces: Sequence[Piece], place: int) -> tuple[str, int] | None:
    """The code of the country whose name begins at a place, and the place behind it; none for one
    that may be either of two."""
    found = countries.named().at(pieces, place)
    if found and " ".join(one.plain for one in pieces[place : found[1]]) in _DOUBTFUL:
        return None
    return found


# --- the name -------------------------------------------------------------------------------------


def _name(parts: Sequence[_Part], from_name: str) -> str:
    """Hers as she says it; else as it stands in the From."""
    places = range(len(parts))
    said = next(filter(None, (_said(parts, place) for place in places)), "")
    if not said:
        said = next(filter(None, (_before_country(parts, place) for place in places)), "")
        if len(said.split()) == 1 and from_name:  # `Nairobi, Kenya`
            return from_name
    return from_name if not said or _is_less(said, from_name) else said


def _is_less(found: str, from_name: str) -> bool:
    """`Amina` of Amina Kamau."""
    return set(plain_words(found)) < set(plain_words(from_name))


def _said(parts: Sequence[_Part], place: int) -> str:
    """Behind `my name is`; of `I am Amina Kamau from Kenya` the two words."""
    part = parts[place]
    me = words.phrases("introductions", "me").at(part.pieces, 0)
    if me and me[1] == len(part.pieces) and place + 1 < len(parts):  # `Name: Amina Kamau`
        return _of_capitals(parts[place + 1], 0)
    return _of_capitals(part, me[1]) if me else ""


def _before_country(parts: Sequence[_Part], place: int) -> str:
    """What begins a line, with the country behind it on that line or alone on the next."""
    part = parts[place]
    begins = place == 0 or parts[place - 1].line < part.line
    if not begins or part.country:
        return ""
    beside = [one for one in parts[place + 1 :] if one.line == part.line]
    below = [one for one in parts[place + 1 :] if one.line == part.line + 1]
    if any(one.country for one in (*beside, *below[:1])) or any(_within(part, frozenset())):
        return _of_capitals(part, 0)
    return ""


def _of_capitals(part: _Part, start: int) -> str:
    """The words of a name from a place on, up to one that is none."""
    end = start
    while end < len(part.pieces) and end - start < _LONGEST_NAME + 1:
        piece = part.pieces[end]
        if end > start and _at(part.pieces, end):
            break
        if end > start and words.phrases("introductions", "from").at(part.pieces, end):
            following = part.pieces[end + 1 : end + 2]  # `de Souza`, `from Kenya`
            if not following or _at(part.pieces, end + 1) or len(piece.plain) > PARTICLE:
                break
        if not _may_be_name(part, piece):
            break
        end += 1
    while end > start and part.typed[part.pieces[end - 1].start].islower():
        end -= 1  # `I am a`
    said = part.pieces[start:end]
    if not 0 < len(said) <= _LONGEST_NAME or not _is_person(part, said):
        return ""
    return part.typed[said[0].start : said[-1].end].strip()


def _may_be_name(part: _Part, piece: Piece) -> bool:
    typed = part.typed[piece.start : piece.end]
    if piece.kind is not PieceKind.WORD:
        return False
    return typed[0].isupper() or typed.upper() == typed.lower() or len(typed) <= PARTICLE


def _is_person(part: _Part, said: Sequence[Piece]) -> bool:
    """At least a word that begins like a name, and none of an office or its work."""
    typed = part.typed[said[0].start : said[-1].end]
    if len(typed) < _SHORTEST or not (
        any(map(str.isupper, typed)) or typed.upper() == typed.lower()
    ):
        return False
    return {piece.plain for piece in said}.isdisjoint(_offices())


@cache
def _offices() -> frozenset[str]:
    meanings = ("roles", "bodies", "organisations")
    labels = {word for said in words.section("introductions").values() for word in said}
    known = (words.single_words("signatures", one) for one in meanings)
    return frozenset(
        plain for one in labels for plain in plain_words(one) if len(plain) > PARTICLE
    ).union(*known)
