"""Leave phrases: short prose in which somebody asks to be taken off the list.

Pure. Owns the difference between "Please remove me from this list, I retire" and "patients leave
the hospital on foot". A sentence is a leave phrase when only fillers ("please", "could you") stand
before the words that say it and only fillers after them, up to a word that begins the why. What
is missed here is an ordinary post and is held or published like one; what is found wrongly is
asked back by the letter that undoes a leave.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split

_LONGEST = 60  # words of a text that may still be a leave mail
_LONGEST_SENTENCE = 30
_SENTENCE = re.compile(r"(?<=[.!?؟;؛])\s|\n")


def leave_phrase(text: str) -> bool:
    """Whether a short text asks to be taken off the list, in any language."""
    if len(text) > _LONGEST * 12:
        return False
    sentences = [_polite_away(split(part)) for part in _SENTENCE.split(text)]
    sentences = [sentence for sentence in sentences if _count(sentence)]
    if sum(_count(sentence) for sentence in sentences) > _LONGEST:
        return False
    alone = len(sentences) == 1
    return any(_asks_to_leave(sentence, alone) for sentence in sentences)


def _count(sentence: Sequence[Piece]) -> int:
    return sum(piece.kind in (PieceKind.WORD, PieceKind.NUMBER) for piece in sentence)


def _polite_away(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A sentence from its first word that is no greeting, thanks or comma."""
    polite = words.phrases("courtesies")
    place = 0
    while place < len(pieces):
        if found := polite.at(pieces, place):
            place = found[1]
        elif pieces[place].plain in (",", "!", ".", "-", ":"):
            place += 1
        else:
            break
    return pieces[place:]


def _asks_to_leave(sentence: Sequence[Piece], alone: bool) -> bool:
    if _count(sentence) > _LONGEST_SENTENCE:
        return False
    fillers = words.single_words("leave", "fillers")
    place = 0
    while place < len(sentence):
        if _complete(sentence, place, alone):
            return True
        if sentence[place].plain not in fillers:
            return False
        place += 1
    return False


def _complete(sentence: Sequence[Piece], place: int, alone: bool) -> bool:
    """Whether the words that ask to leave begin at `place` and the sentence goes on as it may."""
    strong = words.phrases("leave", "strong").at(sentence, place)
    found = strong or words.phrases("leave", "weak").at(sentence, place)
    if not found:
        return False
    fillers = words.single_words("leave", "fillers")
    lists = words.single_words("leave", "lists")
    because = words.single_words("leave", "because")
    named = False
    end = found[1]
    for piece in sentence[end:]:
        if piece.plain in lists:
            named = True
        elif piece.plain in (",", "(", "-", ".", "!", "?", "'") or piece.plain in because:
            if piece.plain in because or piece.plain in (",", "(", "-"):
                return bool(strong) or named
        elif piece.plain not in fillers:
            return False
    return bool(strong) or named or alone
