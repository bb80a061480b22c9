"""Courtesies: the greetings, thanks and goodbyes around what a mail asks for.

Pure. Owns which words of a line say nothing to a robot, names below them among these: they hinder
no command, and a mail that holds nothing else is answered by nobody. Nothing here fails; in doubt a
line says something.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece, spoken

LONGEST = 1_000  # characters of a line: nobody asks for anything in a longer one
_GREETING_WORDS = 8  # of a first line such as `Dear members of the HIFA team,`
_BARE_GREETING_WORDS = 4  # of one that no mark ends: `Dear HIFA team`
_THANKS_WORDS = 4  # that may follow thanks: `Merci de votre patience`, `Thanks to all of you`
_NAME_WORDS = 5
PARTICLE = 3  # letters of a word of a name that needs no capital: de, van, bin


def said(line: str, most: int = LONGEST) -> list[Piece]:
    """The words and numbers of a line; of a longer one those of so many characters."""
    return spoken(line[:most])


def past_courtesies(pieces: Sequence[Piece], place: int = 0) -> int:
    """The place after greetings and thanks; after all of a line that is nothing else."""
    while (end := past_courtesy(pieces, place)) > place:
        place = end
    return place


def past_courtesy(pieces: Sequence[Piece], place: int) -> int:
    """The place after one greeting, or one thanks, and whom it is for; the same place for none.

    What may follow is another's to know first: `Bonjour, merci de le retirer` takes back.
    """
    found = words.phrases("courtesies", "greetings", "closings", "soft").at(pieces, place)
    if found is None:
        return place
    kind, end = found
    whom = words.phrases("courtesies", "addressees").at(pieces, end)
    return whom[1] if whom and kind != "soft" else end  # `Please, all topics`


def without_thanks(pieces: list[Piece]) -> list[Piece]:
    """The words before the courtesies that end a line: `one a day if possible, thank you`."""
    softly = words.phrases("asides", "softly")
    for place in range(1, len(pieces)):
        end = past_courtesies(pieces, place)
        while found := softly.at(pieces, end):
            end = past_courtesies(pieces, found[1])
        if end == len(pieces):
            return pieces[:place]
    return pieces


def is_greeting(line: str) -> bool:
    """Whether a line greets somebody, whoever it is: `Dear HIFA team,`, `Estimados señores:`."""
    pieces = said(line)
    marked = line.rstrip()[-1:] in (",", ":", "،", "!", "：")
    greets = words.phrases("courtesies", "greetings").at(pieces, 0) is not None
    return greets and len(pieces) <= (_GREETING_WORDS if marked else _BARE_GREETING_WORDS)


def is_thanks(line: str) -> bool:
    """Whether a line begins with thanks and goes on for a few words, without a number, an address,
    a question or a wish."""
    pieces = said(line)
    closing = words.phrases("courtesies", "closings").at(pieces, 0)
    if closing is None or len(pieces) - closing[1] > _THANKS_WORDS:
        return False
    soft, wishes = words.phrases("courtesies", "soft"), words.phrases("asides", "wishes")
    asks = any(soft.at(pieces, at) or wishes.at(pieces, at) for at in range(len(pieces)))
    asks = asks or any(mark in line for mark in "@?؟")
    return not asks and not any(piece.value >= 0 for piece in pieces)


def has_thanks(line: str) -> bool:
    """Whether thanks or a goodbye stand in a line."""
    pieces = said(line)
    closings = words.phrases("courtesies", "closings")
    return any(closings.at(pieces, place) for place in range(len(pieces)))


def says_nothing(line: str) -> bool:
    """Whether a line holds no more than courtesies and words such as `ok`, `well received`."""
    pieces = said(line)
    received = words.phrases("asides", "received")
    place = past_courtesies(pieces)
    while found := received.at(pieces, place):
        place = past_courtesies(pieces, found[1])
    return place == len(pieces)


def may_be_name(line: str) -> bool:
    """Whether a line may be a name, as it stands below thanks: `Hellen`, `Nadia de Souza`."""
    pieces = said(line)
    if not 0 < len(pieces) <= _NAME_WORDS or any(mark in line for mark in "@?؟:"):
        return False
    if not words.single_words("names_never", "words").isdisjoint(p.plain for p in pieces):
        return False
    return begins_like_name(line, pieces)


def begins_like_name(text: str, pieces: Sequence[Piece], *, capitals: bool = False) -> bool:
    """Whether some words of a text begin as those of a name do: with a capital, or of a script that
    has none; small ones such as `de` may stand behind the first.

    With `capitals` a script without them has no names: prose of it would be taken for one.
    """
    typed = [text[piece.start : piece.end] for piece in pieces]
    begins = [word[:1].isupper() if capitals else not word[:1].islower() for word in typed]
    return begins[0] and all(
        large or len(word) <= PARTICLE for large, word in zip(begins, typed, strict=True)
    )
