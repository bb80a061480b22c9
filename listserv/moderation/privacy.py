"""Private letters that were sent to a list: thanks to one person, bank details, a CV.

Pure. Owns what reads like a letter to one person. It is a guess, and a wrong one costs its author
one word: she is asked whether it is for everyone. What is missed goes the way of any post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split
from listserv.languages.plain import words as folded_words
from listserv.model import Reading

SHORT = 12  # a text of thanks up to so many words reads like a word to one person
BARE = 4  # with so few words it is a word to one person whatever they are
START = 4  # the thanks stand among its first words: "Hi Amina, many thanks"
NOTE = 20  # with so few words a letter that speaks of what is theirs is to one person
LETTER = 60  # words of a letter to one person by what it says
ACCOUNT = 9  # figures of an account's number: more than two years, "2019-2020"
LONGEST = 4_000  # characters that are looked at: bank details stand in letters, not in essays

_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b")
_FIGURES = re.compile(r"\d[\d -]{6,30}\d")
_CV = re.compile(r"(?<![a-z])(?:cv|curriculum|resume|r\u00e9sum\u00e9|lebenslauf)(?![a-z])", re.I)


def reads_private(reading: Reading, answers: str = "") -> str:
    """Why a post reads like a letter to one person, as a code; "" for a post to all.

    `answers` is the name of the author of the post that it answers, "" where it answers none.
    """
    if len(reading.clean) > LONGEST:
        return ""
    pieces = split(reading.clean)
    said = [piece for piece in pieces if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if _bank(reading.clean, said):
        return "bank"
    if _own_cv(reading, said):
        return "cv"
    if _to_one(reading, said, answers):
        return "one person"
    return "thanks" if _thanks(reading, pieces, said) else ""


def _bank(text: str, said: Sequence[Piece]) -> bool:
    """An account's number, not only the word: "the bank account of the clinic" is a subject."""
    if _IBAN.search(text):
        return True
    if not _holds("bank", said):
        return False
    return any(len(re.sub(r"\D", "", run)) >= ACCOUNT for run in _FIGURES.findall(text))


def _own_cv(reading: Reading, said: Sequence[Piece]) -> bool:
    """Her own; also where she says that it comes along, and forgot the file."""
    if not reading.attachments:
        return len(said) <= LETTER and _holds("cv-sent", said)
    return _holds("cv", said) or any(_CV.search(one.name) for one in reading.attachments)


def _to_one(reading: Reading, said: Sequence[Piece], answers: str) -> bool:
    """A short letter that greets one person and speaks of what is theirs."""
    if len(said) > LETTER or not _holds("alone", said):
        return False
    names = set(folded_words(answers))
    answered = any(piece.plain in names for piece in said[:START])
    is_note = len(said) <= SHORT or (len(said) <= NOTE and not _greets_all(reading.clean))
    return answered or is_note or _greets_one(reading.clean)


def _greets_all(text: str) -> bool:
    """`Dear all,`"""
    pieces = split(text.lstrip()[:80])
    greeting = words.phrases("courtesies", "greetings").at(pieces, 0)
    to_all = words.phrases("courtesies", "addressees")
    return to_all.at(pieces, greeting[1] if greeting else 0) is not None


def _greets_one(text: str) -> bool:
    """`Hi Helen,`: a greeting and one name, of which nothing says that it means all."""
    pieces = split(text.lstrip()[:80])
    greeting = words.phrases("courtesies", "greetings").at(pieces, 0)
    if not greeting or greeting[1] + 1 >= len(pieces):
        return False
    name, after = pieces[greeting[1]], pieces[greeting[1] + 1]
    to_all = words.phrases("courtesies", "addressees").at(pieces, greeting[1])
    is_name = name.kind is PieceKind.WORD and not text.lstrip()[name.start].islower()
    return is_name and not to_all and (after.breaks or after.kind is PieceKind.MARK)


def _holds(meaning: str, said: Sequence[Piece]) -> bool:
    phrases = words.phrases("private", meaning)
    return any(phrases.at(said, place) for place in range(len(said)))


def _thanks(reading: Reading, pieces: Sequence[Piece], said: Sequence[Piece]) -> bool:
    """A few words of thanks to somebody, that point nowhere and ask after the family at most."""
    if reading.attachments or len(reading.clean) > SHORT * 20 or len(said) > SHORT:
        return False
    marks = {piece.plain for piece in pieces}
    thanks, family = words.phrases("thanks", "words"), words.phrases("thanks", "family")
    thanked = next((place for place in range(START) if thanks.at(said, place)), None)
    if thanked is None or marks & {"/", "@"}:
        return False
    if "?" in marks and not any(family.at(said, place) for place in range(len(said))):
        return False
    return len(said) <= BARE or _addressed(reading.clean, said, thanked)


def _addressed(text: str, said: Sequence[Piece], thanked: int) -> bool:
    """Whether a name or a greeting stands near the thanks, not only matter in small letters."""
    greeting = words.phrases("courtesies", "greetings")
    near = range(1, min(len(said), thanked + 1 + START))
    return any(
        not text[said[place].start].islower() or greeting.at(said, place)
        for place in near
        if place != thanked
    )
