"""Whom a private-looking post is for, as its author says: everyone, one person, or nobody.

Pure. Owns the reading of the answer to "for everyone, or only for Amina?". One word is enough, in
any language; the name of the one person is a word for her. Prose, and words for two of them, are
none: people read those.
"""

from __future__ import annotations

from enum import StrEnum

from listserv.languages import words
from listserv.languages.plain import PieceKind, split
from listserv.languages.plain import words as folded_words

LONGEST = 12  # words of an answer; more of them are prose


class Audience(StrEnum):
    EVERYONE = "everyone"
    ONE = "one"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


def read(said: str, name: str) -> Audience:
    """Whom the author means; `name` is the one person's, "" where nobody knows whom she meant."""
    pieces = [p for p in split(said) if p.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if len(pieces) > LONGEST:
        return Audience.UNKNOWN
    known = words.phrases("audience")
    polite = words.phrases("courtesies")
    names = set(folded_words(name))
    found: set[str] = set()
    place = 0
    while place < len(pieces):
        if one := known.at(pieces, place):
            found.add(one[0])
            place = one[1]
        elif courtesy := polite.at(pieces, place):
            place = courtesy[1]
        elif pieces[place].plain in names:
            found.add(Audience.ONE)
            place += 1
        else:
            return Audience.UNKNOWN
    return Audience(found.pop()) if len(found) == 1 else Audience.UNKNOWN
