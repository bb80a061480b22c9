"""The one person whom a letter greets: "Thanks dear Amina, how is the family?"; pure.

A guess, for a question to the letter's own author. Who greets all, nobody, nurses, an editor or a
country greets no one. In a script without capitals any words could be a name: there it is one word
right behind a greeting.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from babel import Locale

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words

BEGINNING = 120  # characters in which a greeting stands
LONGEST = 3  # words of a name, with a title
_PLURALS = ("", "s", "es")
_ARABIC_THE = "ال"  # "the reader", "the members"


def greeted(text: str) -> str:
    """The name behind the greeting or thanks that a text begins with, "" for none."""
    start = text.lstrip()[:BEGINNING]
    pieces = split(start)
    polite = words.phrases("courtesies", "greetings", "closings")
    kind, place = "", 0
    while courtesy := polite.at(pieces, place):
        kind, place = courtesy
    end = _name_ends(start, pieces, place)
    said = [piece for piece in pieces[place:end] if piece.kind is PieceKind.WORD]
    ended = end < len(pieces) and (pieces[end].kind is PieceKind.MARK or pieces[end].breaks)
    if not kind or not ended or not 0 < len(said) <= LONGEST:
        return ""
    name = start[said[0].start : said[-1].end]
    if not name[0].isupper() and not _is_caseless_name(said, kind):
        return ""
    return name if _is_person(said) else ""


def _name_ends(start: str, pieces: Sequence[Piece], place: int) -> int:
    """Behind the capital words from a place on, and the points of titles and initials."""
    to_all = words.phrases("courtesies", "addressees")
    while place < len(pieces) and not to_all.at(pieces, place):
        piece = pieces[place]
        if piece.kind is not PieceKind.WORD or start[piece.start].islower():
            break
        place += 1
        short = len(piece.plain) == 1 or piece.plain in _titles()
        if short and place < len(pieces) and pieces[place].plain == ".":
            place += 1
    return place


def _titles() -> frozenset[str]:
    return words.single_words("signatures", "honorifics")


def _is_caseless_name(said: Sequence[Piece], kind: str) -> bool:
    bare = [piece.plain for piece in said if piece.plain not in _titles()]
    titled = len(bare) < len(said)
    return (
        kind == "greetings" and len(bare) == 1 and (titled or not bare[0].startswith(_ARABIC_THE))
    )


def _is_person(said: Sequence[Piece]) -> bool:
    roles = words.single_words("signatures", "roles") | _titles()
    many = [one for one in said if any(one.plain.removesuffix(s) in roles for s in _PLURALS)]
    return len(many) < len(said) and " ".join(piece.plain for piece in said) not in _countries()


@cache
def _countries() -> frozenset[str]:
    """The folded names of all countries, in the languages of the word tables."""
    return frozenset(
        " ".join(folded_words(name))
        for language in words.tables()
        for name in Locale.parse(language).territories.values()
    )
