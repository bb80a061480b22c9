"""Leave phrases: short prose in which somebody asks to be taken off the list.

Pure. Owns the difference between "Please remove me from this list, I retire" and "patients leave
the hospital on foot". A sentence is a leave phrase when only fillers ("please", "could you") stand
before the words that say it and only fillers after them, up to a word that begins the why. A why
of known words ("too many emails", "I have retired") may stand before them, too. What
is missed here is an ordinary post and is held or published like one; what is found wrongly is
asked back by the letter that undoes a leave. In a discussion the same words may speak of it, or of
another list: there only those count that say that it is this list she leaves, and the word alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.languages import words
from listserv.languages.plain import Piece, PieceKind, split

_LONGEST = 60  # words of a text that may still be a leave mail
_LONGEST_SENTENCE = 30
_IN = frozenset({"in", "en", "em"})  # before the name of a language
_ARABIC_IN = "بال"
_SENTENCE = re.compile(r"(?<=[.!?؟;؛])\s|\n")


def leave_phrase(text: str, *, sure: bool = False) -> bool:
    """Whether a short text asks to be taken off the list, in any language.

    `sure`: in words that say nothing else where people talk; `Remove me from this discussion` and
    `How do I leave this group?` may be meant for one another. `Leave` alone is the word that stands
    below each copy.
    """
    if len(text) > _LONGEST * 12 or _stays(text):
        return False
    sentences = [_polite_away(split(part)) for part in _SENTENCE.split(text)]
    sentences = [sentence for sentence in sentences if _count(sentence)]
    if sum(_count(sentence) for sentence in sentences) > _LONGEST:
        return False
    is_one = len(sentences) == 1
    if sure and is_one and _is_the_word(sentences[0]):
        return True
    return any(_asks_to_leave(sentence, is_one and not sure, sure) for sentence in sentences)


def _is_the_word(sentence: Sequence[Piece]) -> bool:
    """Whether a sentence is a command to leave and nothing else: `quitter`. What may tell somebody
    else to stop is none."""
    said = words.phrases("commands", "leave").at(sentence, 0)
    is_whole = said is not None and not _count(_polite_away(sentence[said[1] :]))
    return is_whole and _complete(sentence, 0, alone=True)


def _stays(text: str) -> bool:
    """Whether somebody says that she wants to be a member still."""
    stays, pieces = words.phrases("leave", "stays"), split(text)
    return any(stays.at(pieces, place) for place in range(len(pieces)))


def _count(sentence: Sequence[Piece]) -> int:
    return sum(piece.kind in (PieceKind.WORD, PieceKind.NUMBER) for piece in sentence)


def _polite_away(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """A sentence from its first word that is no greeting, thanks, comma or known why."""
    polite = words.phrases("courtesies")
    why = words.phrases("leave", "why")
    place = 0
    while place < len(pieces):
        if found := polite.at(pieces, place) or why.at(pieces, place):
            place = found[1]
        elif pieces[place].plain in (",", "!", ".", "-", ":", "?"):
            place += 1
        else:
            break
    return pieces[place:]


def _asks_to_leave(sentence: Sequence[Piece], alone: bool, sure: bool) -> bool:
    if _count(sentence) > _LONGEST_SENTENCE:
        return False
    fillers = words.single_words("leave", "fillers")
    somebody = words.phrases("leave", "somebody")
    themselves = words.phrases("leave", "self")
    place, of_others = 0, False
    while place < len(sentence):
        if of_others and (own := themselves.at(sentence, place)):
            strong = words.phrases("leave", "strong").at(sentence, place)
            if not strong or strong[1] <= own[1]:  # "Can anybody unsubscribe me?"
                return False  # "Can anybody leave the forum?"
        if _complete(sentence, place, alone):
            return not sure or _is_strong(sentence, place) or not _how(sentence[:place])
        if found := somebody.at(sentence, place):
            place, of_others = found[1], True
        elif sentence[place].plain in fillers:
            place += 1
        else:
            return False
    return False


def _ends(sentence: Sequence[Piece], place: int) -> bool:
    """Whether nothing stands from `place` on but courtesy, or known words that say why somebody
    leaves, perhaps behind "because"."""
    if not _count(_polite_away(sentence[place:])):
        return True
    why = words.phrases("leave", "why")
    because = words.single_words("leave", "because")
    while place < len(sentence):
        if found := why.at(sentence, place):
            return not _does(sentence, found[1])
        if sentence[place].kind is PieceKind.WORD and sentence[place].plain not in because:
            return False
        place += 1
    return False


def _does(sentence: Sequence[Piece], place: int) -> bool:
    """Whether mails that stand before `place` do something: "too many emails kill time"."""
    if place >= len(sentence) or sentence[place].kind is not PieceKind.WORD:
        return False
    known = (words.single_words("leave", one) for one in ("fillers", "because", "lists"))
    goes_on = any(sentence[place].plain in one for one in known)
    return sentence[place - 1].plain in words.single_words("leave", "mails") and not goes_on


def _how(before: Sequence[Piece]) -> bool:
    return any(piece.plain in words.single_words("leave", "how") for piece in before)


def _in_a_language(after: Sequence[Piece]) -> bool:
    """`no longer want to receive messages in English`: she stays, for those of another language."""
    names = words.phrases("names")
    return any(
        names.at(after, place)
        and (after[place - 1].plain in _IN or after[place].plain.startswith(_ARABIC_IN))
        for place in range(1, len(after))
    )


def _is_strong(sentence: Sequence[Piece], place: int) -> bool:
    return words.phrases("leave", "strong").at(sentence, place) is not None


def _removes_own(sentence: Sequence[Piece], place: int) -> tuple[str, int] | None:
    """`quiten mi correo`: what is to be removed is her address or her name."""
    removes = words.phrases("leave", "removes").at(sentence, place)
    return words.phrases("leave", "own").at(sentence, removes[1]) if removes else None


def _complete(sentence: Sequence[Piece], place: int, alone: bool) -> bool:
    """Whether the words that ask to leave begin at `place` and the sentence goes on as it may."""
    strong = words.phrases("leave", "strong").at(sentence, place)
    found = strong or words.phrases("leave", "weak").at(sentence, place)
    own = None if found else _removes_own(sentence, place)
    found = found or own
    if not found:
        return False
    fillers = words.single_words("leave", "fillers")
    lists = words.single_words("leave", "lists")
    because = words.single_words("leave", "because")
    mails = words.single_words("leave", "mails")
    takes = not strong and words.phrases("leave", "takes").at(sentence, place)
    if not strong and _how(sentence[:place]):
        lists -= mails  # "How do I leave messages?"
        alone = False
    if own:
        lists -= mails  # "Supprimez mon adresse des messages" asks for something else
        alone = False
    if strong and _in_a_language(sentence[found[1] :]):
        return False
    named = False
    for at, piece in enumerate(sentence[found[1] :], found[1]):
        if takes and not named and piece.plain in mails:
            return False  # "Can you take the messages away for me?"
        if piece.plain in lists:
            named = True
        elif piece.plain in (",", "(", "-", ".", "!", "?", "'") or piece.plain in because:
            if piece.plain in because or piece.plain in (",", "(", "-"):
                return bool(strong) or named or (alone and _ends(sentence, at))
        elif piece.plain not in fillers:
            return False
    return bool(strong) or named or alone
