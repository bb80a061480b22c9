"""Words of a translator that are no text: too little for one, or said to us; pure.

Owns what is taken for talk: a question, a word such as `Voici.`, a few lines that are much shorter
than what was to be translated, without a title or a number above them. In doubt words are a text,
and she is asked. Nothing here fails.
"""

from __future__ import annotations

from listserv.text import overlap

LEAST = 0.35  # of the original's letters, in a whole text
FEW_WORDS = 10  # of hers: fewer are no translation …
LONG = 3 * FEW_WORDS  # … of an original of so many words
MOST_TALK = 300  # characters
_ASKS = ("?", "؟", "？")


def is_too_little(text: str, original: str) -> bool:
    """Whether words can be no translation of a text, whatever she says."""
    return _words(text) < FEW_WORDS and _words(original) >= LONG


def is_short(text: str, original: str) -> bool:
    """Whether a text is much shorter than what it translates."""
    return letters(text) < LEAST * letters(original)


def is_note(text: str, original: str) -> bool:
    """Whether words beside other texts are no text too; `original` "": there is none for them."""
    if len(text) > MOST_TALK:
        return False
    return not original or _words(text) < FEW_WORDS or is_short(text, original)


def is_talk(text: str, original: str) -> bool:
    """Whether words without a title, which nothing places, are said to us; `original` "": there
    is none that they could translate."""
    if not original or len(text) > MOST_TALK:
        return False
    if asks(text) and not asks(original):
        return True
    return _words(original) >= LONG and is_short(text, original)


def asks(text: str) -> bool:
    """Whether there is a question in a text."""
    return any(mark in text for mark in _ASKS)


def letters(text: str) -> int:
    return sum(map(len, overlap.words([text]).folded))


def _words(text: str) -> int:
    return len(overlap.words([text]).folded)
