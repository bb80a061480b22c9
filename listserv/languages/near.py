"""Near misses: what a mistyped line of a member may have meant.

Pure. Owns which typing mistakes are seen through. A mistake acts where it only asks to read; for
anything else the nearest line is offered, and she is asked. Nothing here fails.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from functools import cache

from listserv.languages import countries, member, words
from listserv.languages.command import Command, Verb
from listserv.languages.courtesies import past_courtesies, said
from listserv.languages.line import read

# What a typo may still do: it only reads.
TYPOS_ACT = (Verb.HELP, Verb.GET, Verb.INDEX, Verb.STATUS)
WORDS = 4  # of a line that may be a mistyped phrase

_CHARACTERS = 60  # and so long at most
_LONGEST = 8  # words of a line whose first one may be mistyped
_ALIKE = (0.74, 0.8, 0.8, 0.8, 0.85)  # how alike two phrases are, of 1; of one word, two, …
_WORD_ALIKE = 0.75  # and two words that begin a line
_SHORTEST = 4  # letters of a mistyped phrase
_SHORTEST_SWAPPED = 3  # letters of a word whose letters may be in another order


def mended(unknown: str) -> Command | None:
    """What a mistyped line asked to read; a typo does nothing else."""
    known = dict(words.phrases("commands", *TYPOS_ACT))
    if near := _near(unknown, known):
        return Command(Verb(known[near]))
    for better in _first_mended(unknown, member.begins(*TYPOS_ACT)):
        found = read(better)
        if found and [one.verb in TYPOS_ACT for one in found.commands] == [True]:
            return found.commands[0]
    return None


def nearest(unknown: str) -> str:
    """The known line nearest to an unknown one, or ""."""
    pieces, stays = said(unknown), words.phrases("leave", "stays")
    if any(stays.at(pieces, place) for place in range(len(pieces))):
        return ""  # `No quiero salir`
    if near := _near(unknown, _phrases()):
        return near
    lines = _first_mended(unknown, _firsts())
    return next((one for one in lines if _can_be(one)), "")


def _can_be(line: str) -> bool:
    """Whether a mended line is one, and no other words of prose: `country nurse in Kibera`."""
    found = read(line)
    if not found:
        return False
    said_of = [one.args[0] for one in found.commands if one.verb is Verb.COUNTRY and one.args]
    return all(countries.code(one) for one in said_of)


def _near(unknown: str, known: Collection[str]) -> str:
    """A known phrase; the longer one is, the more alike it must be."""
    pieces = said(unknown)
    typed = [piece.plain for piece in pieces[past_courtesies(pieces) :]]
    plain = " ".join(typed)
    if not typed or len(typed) > _LONGEST or len(plain) > _CHARACTERS:
        return ""
    alike = _ALIKE[min(len(typed), len(_ALIKE)) - 1]
    near = [] if len(plain) < _SHORTEST else difflib.get_close_matches(plain, known, 1, alike)
    near = near or sorted(one for one in known if _swapped(plain, one))
    return near[0] if near else ""


def _first_mended(unknown: str, known: frozenset[str]) -> Iterator[str]:
    """A line with words that its first one may have been."""
    pieces = said(unknown)
    if not pieces or len(pieces) > _LONGEST:
        return
    first, rest = pieces[0], unknown[pieces[0].end :]
    short = len(first.plain) < _SHORTEST
    near = [] if short else difflib.get_close_matches(first.plain, known, 3, _WORD_ALIKE)
    near += sorted(one for one in known if _swapped(first.plain, one))
    yield from (one + rest for one in near)


def _swapped(typed: str, known: str) -> bool:
    """Whether two words differ by letters that changed places: `gte`, `get`."""
    same = len(typed) >= _SHORTEST_SWAPPED and typed[0] == known[:1]
    return same and sorted(typed) == sorted(known)


@cache
def _phrases() -> frozenset[str]:
    """All lines of members that hold no value."""
    known = (*words.phrases("commands"), *words.phrases("delivery"), *words.phrases("asks"))
    return member.phrases() | {phrase for phrase, mode in known if mode != "set"}


@cache
def _firsts() -> frozenset[str]:
    """The words that lines of members begin with."""
    return member.begins() | {phrase.split()[0] for phrase in _phrases()}
