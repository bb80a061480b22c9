"""Whom a private-looking post is for, as its author says: everyone, one person, or nobody.

Pure. Owns the reading of the answer to "for everyone, or only for Amina?". One word is enough, in
any language; the name of the one person is a word for her. Prose, and words for two of them, are
none: people read those. Owns also what takes a post back in answer to a moderator's question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words

LONGEST = 12  # words of an answer; more of them are prose
_ARABIC_FOR = "ل"  # is written in one with the name behind it
_ARABIC_FROM = "\u0600"
_SENTENCE = re.compile(r"(?<=[.!?؟])\s|\n")
_SIGNED, _SIGNED_LINES = 60, 5  # characters of a line of a signature, and lines


class Audience(StrEnum):
    EVERYONE = "everyone"
    ONE = "one"
    NOBODY = "nobody"
    UNKNOWN = "unknown"


def read(said: str, name: str, author: str = "") -> Audience:
    """Whom the author means; `name` is the one person's, "" where nobody knows whom she meant.

    Her own name, `author`, may stand below what she says, and her signature below that.
    """
    said = _above_signature(said, author)
    pieces = [p for p in split(said) if p.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if len(pieces) > LONGEST or _asks(said):
        return Audience.UNKNOWN
    names, own = set(folded_words(name)), set(folded_words(author))
    prefixed = {f"{_ARABIC_FOR}{one}" for one in names if one > _ARABIC_FROM}
    names = (names - own) | prefixed  # a namesake's signature names nobody
    known, back = words.phrases("audience"), words.phrases("taken-back", "words", "no")
    found: set[str] = set()
    place = 0
    while place < len(pieces):
        if one := known.at(pieces, place):
            found.add(one[0])
            place = one[1]
        elif two := back.at(pieces, place):
            found.add(Audience.NOBODY)
            place = two[1]
        elif pieces[place].plain in names:
            found.add(Audience.ONE)
            place += 1
        elif courtesy := _past_courtesy(pieces, place):
            place = courtesy
        elif found and pieces[place].plain in own:
            place += 1
        else:
            return Audience.UNKNOWN
    return Audience(found.pop()) if len(found) == 1 else Audience.UNKNOWN


def _past_courtesy(pieces: Sequence[Piece], place: int) -> int:
    """Behind a courtesy at a place, 0 for none. "Hello all" and "thanks to all" greet and thank;
    "only for colleagues" does not, so whom they are for stands right behind them."""
    if polite := words.phrases("courtesies", "greetings", "closings").at(pieces, place):
        addressed = words.phrases("courtesies", "addressees").at(pieces, polite[1])
        return addressed[1] if addressed else polite[1]
    soft = words.phrases("courtesies", "soft").at(pieces, place)
    return soft[1] if soft else 0


def _asks(said: str) -> bool:
    return any(piece.plain == "?" for piece in split(said))


def takes_back(said: str, author: str, asked: str) -> bool:
    """Whether an answer to what a moderator `asked` is wholly the word that takes the post back.

    It may be polite, and have its author's name below. What might be an answer is none: "private"
    of a hospital, "delete it" of a line, "nobody" of whoever cleans it, "don't publish it" of a
    telephone number.
    """
    said = _above_signature(said, author)
    own = [p for p in split(said) if p.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if len(own) > LONGEST or _asks(said):
        return False
    sure, no = words.phrases("taken-back", "words"), words.phrases("taken-back", "words", "no")
    known = no if _wants_no_yes_or_no(asked) else sure
    names = set(folded_words(author))
    found, place = False, 0
    while place < len(own):
        if one := known.at(own, place):
            found, place = True, one[1]
        elif courtesy := _past_courtesy(own, place):
            place = courtesy
        elif found and own[place].plain in names:
            place += 1
        else:
            return False
    return found


def _above_signature(said: str, author: str) -> str:
    """What stands above a line with the author's full name, where a few short lines stand below it:
    what she does, where she works, her telephone."""
    full = folded_words(author)
    lines = [line.strip() for line in said.strip().splitlines()]
    for place, line in enumerate(lines):
        below = [one for one in lines[place + 1 :] if one]
        if place and len(full) > 1 and folded_words(line) == full:
            short = all(len(one) <= _SIGNED and one[-1] not in ".!?؟:" for one in below)
            return "\n".join(lines[: place + 1]) if short and len(below) <= _SIGNED_LINES else said
    return said


def _wants_no_yes_or_no(asked: str) -> bool:
    """Whether all that is asked is which, where or how, and nothing about what is published."""
    about = words.phrases("taken-back", "about")
    pieces = [p for p in split(asked) if p.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if any(about.at(pieces, place) for place in range(len(pieces))):
        return False
    sentences = [one for one in _SENTENCE.split(asked) if folded_words(one)]
    questions = [one for one in sentences if _asks(one)] or sentences[-1:]
    return bool(questions) and all(_begins_with_which(one) for one in questions)


def _begins_with_which(question: str) -> bool:
    said = [p for p in split(question) if p.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    place = 0
    while courtesy := _past_courtesy(said, place):
        place = courtesy
    return words.phrases("taken-back", "which").at(said, place) is not None
