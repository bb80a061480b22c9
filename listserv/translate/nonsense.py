"""Whether a draft is a text at all: its length, its repetitions, whether it was translated; pure.

Owns what a program does when it fails without saying so: half of a text, a clause over and over,
the text as it was. Linear in the length of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from listserv.translate.tokens import Token

_SHORT = 60  # letters of an original, under which any length will do
_LEAST, _MOST = 0.4, 2.5  # draft to original, in letters
_RUN = 4  # times the same
_CLAUSE = 12  # words of the longest clause that is looked for
_FEW = 6  # words, under which a text may stay as it is
_SAME = 0.8  # of the words


def length(original: str, draft: str) -> bool:
    """Whether one is far too short for the other."""
    ours, theirs = _letters(original), _letters(draft)
    if max(ours, theirs) < _SHORT:
        return bool(ours) != bool(theirs)
    return not _LEAST * ours <= theirs <= _MOST * ours


def repeated(original: Sequence[Token], draft: Sequence[Token]) -> str:
    """What a draft says again and again and the original does not; "" for nothing."""
    words, before = _words(draft), _words(original)
    for size in range(1, _CLAUSE + 1):
        run = _longest_run(words, size)
        if run[0] >= _RUN and run[0] > _longest_run(before, size)[0] + 1:
            return " ".join(words[run[1] : run[1] + size])[:60]
    return ""


def untranslated(original: Sequence[Token], draft: Sequence[Token]) -> bool:
    """Whether the words are those of the original still; names do not count."""
    ours, theirs = _plain(original), _plain(draft)
    if len(ours) < _FEW:
        return False
    common = (Counter(ours) & Counter(theirs)).total()
    return common >= _SAME * len(ours)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _words(text: Sequence[Token]) -> Sequence[str]:
    return [one.word for one in text if one.kind != "sign"]


def _plain(text: Sequence[Token]) -> Sequence[str]:
    return [one.word for one in text if one.kind == "word" and not one.raw[0].isupper()]


def _longest_run(words: Sequence[str], size: int) -> tuple[int, int]:
    """(times, start) of the clause of so many words that stands most often in a row."""
    best, start, same = 1, 0, 0
    for place in range(size, len(words)):
        same = same + 1 if words[place] == words[place - size] else 0
        if same // size + 1 > best:
            best, start = same // size + 1, place - same - size + 1
    return best, start
