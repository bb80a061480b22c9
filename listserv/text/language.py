"""A guess at the language of a text: script first, then its commonest words; pure.

Owns Arabic by its script, and every language that has its words in `common/`; `sw-near.txt` are
those of one that is near by and none of ours. It says "" rather than guess: under twenty letters,
between two languages that score alike, or for a language it does not know. Evidence in the text
alone.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

FEWEST = 20  # letters
SEEN = 4000  # characters looked at

_MARK = "letters "  # how the line begins that names the letters of a language
_NEAR = "-near"

_LETTERS = re.compile(r"[^\W\d_]+")
_LINKS = re.compile(r"https?://\S{1,500}|\S{1,64}@\S{1,255}")
# `l'eau` has a French word of one letter; `if (n == s)` has none.
_LONE = re.compile(r"\b[b-df-hj-np-tv-xz]\b(?!['’])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Common:
    """What a language is known by: its commonest words, and letters that few others have."""

    words: tuple[str, ...]
    letters: str = ""


def _read(text: str) -> _Common:
    first, _, rest = text.partition("\n")
    if first.startswith(_MARK):
        return _Common(tuple(rest.split()), first.removeprefix(_MARK))
    return _Common(tuple(text.split()))


def _tables() -> dict[str, _Common]:
    """By code; those near by only keep their own texts from passing for one of ours ("")."""
    found = {
        entry.name.removesuffix(".txt"): _read(entry.read_text("utf-8"))
        for entry in (resources.files("listserv.text") / "common").iterdir()
    }
    known = {code: common for code, common in sorted(found.items()) if not code.endswith(_NEAR)}
    near = (
        common.words
        for code, common in sorted(found.items())
        if code.endswith(_NEAR) and code.removesuffix(_NEAR) not in known
    )
    return known | {"": _Common(tuple(word for words in near for word in words))}


_COMMON = _tables()  # read at once: the processes that read mail may open nothing later


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """word -> language -> weight; a word that two languages share says less for each."""
    shared = Counter(word for common in _COMMON.values() for word in set(common.words))
    out: dict[str, dict[str, float]] = {}
    for code, common in _COMMON.items():
        for word in common.words:
            out.setdefault(word, {})[code] = 1.0 / shared[word] ** 2
    return out


def guess(text: str) -> str:
    """The language code of `text`, "" when unsure."""
    said = _LONE.sub(" ", _LINKS.sub(" ", text[:SEEN]))
    words = _LETTERS.findall(said.casefold())
    letters = "".join(words)
    if len(letters) < FEWEST:
        return ""
    arabic = sum(1 for letter in letters if "\u0620" <= letter <= "\u064a")
    if arabic * 2 > len(letters):
        # Persian and Urdu use letters that Arabic lacks.
        foreign = sum(letters.count(letter) for letter in "پچژگکیےٹڈڑںہ")
        return "ar" if foreign * 25 < len(letters) else ""
    latin = sum(1 for letter in letters if letter < "\u0250")
    if latin * 10 < len(letters) * 7:
        return ""
    return _by_words(words, letters)


def _by_words(words: list[str], letters: str) -> str:
    scores: dict[str, float] = dict.fromkeys(_COMMON, 0.0)
    weights = _weights()
    for word in words:
        for code, weight in weights.get(word, {}).items():
            scores[code] += weight
    for code, common in _COMMON.items():
        scores[code] += 0.5 * min(4, sum(letters.count(mark) for mark in common.letters))
    best, second = sorted(scores, key=lambda code: -scores[code])[:2]
    sure = scores[best] >= max(1.0, 0.06 * len(words)) and scores[best] > 1.25 * scores[second]
    return best if sure else ""
