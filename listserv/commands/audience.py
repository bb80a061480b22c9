"""Whom a private-looking post is for, as its author says: everyone, one person, or nobody.

Pure. Owns the reading of the answer to "for everyone, or only for Amina?". One word is enough, in
any language; the name of the one person is a word for her. Prose, and words for two of them, are
none: people read those. Owns also what takes a post back in answer to a moderator's question.
"""

from __future__ import annotations

import re
from enum import StrEnum

from listserv.languages import signatures, words
from listserv.languages.courtesies import past_courtesies, past_courtesy
from listserv.languages.plain import split, spoken
from listserv.languages.plain import words as folded_words

LONGEST = 12  # words of an answer; more of them are prose
_ARABIC_FOR = "ل"  # is written in one with the name behind it
_ARABIC_FROM = "\u0600"
_SENTENCE = re.compile(r"(?<=[.!?؟])\s|\n")


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
    pieces = spoken(said)
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
        elif (courtesy := past_courtesy(pieces, place)) > place:
            place = courtesy
        elif found and pieces[place].plain in own:
            place += 1
        else:
            return Audience.UNKNOWN
    return Audience(found.pop()) if len(found) == 1 else Audience.UNKNOWN


def _asks(said: str) -> bool:
    return any(piece.plain == "?" for piece in split(said))


def takes_back(said: str, author: str, asked: str) -> bool:
    """Whether an answer to what a moderator `asked` is wholly the word that takes the post back.

    It may be polite, and have its author's name below. What might be an answer is none: "private"
    of a hospital, "delete it" of a line, "nobody" of whoever cleans it, "don't publish it" of a
    telephone number.
    """
    said = _above_signature(said, author)
    own = spoken(said)
    if len(own) > LONGEST or _asks(said):
        return False
    sure, no = words.phrases("taken-back", "words"), words.phrases("taken-back", "words", "no")
    known = no if _wants_no_yes_or_no(asked) else sure
    names = set(folded_words(author))
    found, place = False, 0
    while place < len(own):
        if one := known.at(own, place):
            found, place = True, one[1]
        elif (courtesy := past_courtesy(own, place)) > place:
            place = courtesy
        elif found and own[place].plain in names:
            place += 1
        else:
            return False
    return found


def _above_signature(said: str, author: str) -> str:
    """What stands above the author's signature: what she does, where she works, her telephone."""
    lines = said.strip().splitlines()
    places = range(1, len(lines))
    begins = (at for at in places if signatures.begins(lines, at, (author,), _answers))
    return "\n".join(lines[: next(begins, len(lines))])


def _answers(line: str) -> bool:
    """Whether a line begins with a word that counts."""
    said = spoken(line)
    known, back = words.phrases("audience"), words.phrases("taken-back", "words", "no")
    return bool(known.at(said, 0) or back.at(said, 0))


def _wants_no_yes_or_no(asked: str) -> bool:
    """Whether all that is asked is which, where or how, and nothing about what is published."""
    about = words.phrases("taken-back", "about")
    pieces = spoken(asked)
    if any(about.at(pieces, place) for place in range(len(pieces))):
        return False
    sentences = [one for one in _SENTENCE.split(asked) if folded_words(one)]
    questions = [one for one in sentences if _asks(one)] or sentences[-1:]
    return bool(questions) and all(_begins_with_which(one) for one in questions)


def _begins_with_which(question: str) -> bool:
    said = spoken(question)
    return words.phrases("taken-back", "which").at(said, past_courtesies(said)) is not None
