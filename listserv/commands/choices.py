"""What somebody answers to "shall we erase all we hold about you?".

Pure. Owns the reading of that answer, in every language: keep my posts without my name, take them
away too, or no. It cannot be undone, so it counts only where all of it is known words, courtesies
and her own name; an empty answer is none. Anything else is asked back.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words

LONGEST = 25  # words of an answer; more of them are prose
_IDLE = frozenset(',.!;-*_>()"')  # marks that say nothing


class Choice(StrEnum):
    KEEP = "keep"  # yes; her posts stay without her name
    REMOVE = "remove"  # yes; her posts go too
    NO = "no"
    UNKNOWN = "unknown"


def read(said: str, name: str = "") -> Choice:
    """What she wants; `name` is her own, which may stand below."""
    pieces = [piece for piece in split(said) if not (piece.breaks or piece.plain in _IDLE)]
    if not 0 < len(pieces) <= LONGEST:
        return Choice.UNKNOWN
    known, own = words.phrases("erasing"), set(folded_words(name))
    found: set[str] = set()
    place = 0
    while place < len(pieces):
        if one := known.at(pieces, place):
            found.add(one[0])
            place = one[1]
        elif courtesy := _past_courtesy(pieces, place):
            place = courtesy
        elif pieces[place].kind is PieceKind.WORD and pieces[place].plain in own:
            place += 1
        else:
            return Choice.UNKNOWN
    return _CHOICES.get(frozenset(found), Choice.UNKNOWN)


_CHOICES = {
    frozenset({"yes"}): Choice.KEEP,
    frozenset({"yes", "keep"}): Choice.KEEP,
    frozenset({"keep"}): Choice.KEEP,
    frozenset({"yes", "posts"}): Choice.REMOVE,
    frozenset({"posts"}): Choice.REMOVE,
    frozenset({"no"}): Choice.NO,
}


def _past_courtesy(pieces: Sequence[Piece], place: int) -> int:
    """Behind a courtesy at a place, 0 for none."""
    polite = words.phrases("courtesies", "greetings", "closings", "soft").at(pieces, place)
    if polite is None:
        return 0
    addressed = words.phrases("courtesies", "addressees").at(pieces, polite[1])
    return addressed[1] if addressed else polite[1]
