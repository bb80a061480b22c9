"""How a name sounds, whatever its script: `Huda Salim` and `هدى سليم` are one; pure.

A guess for names that are known in Latin letters and signed in Arabic ones, or the other way round.
Of each word the consonants are compared, those that languages spell in many ways as one. Nothing
here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from listserv.languages.plain import fold

_LEAST = 2  # consonants; fewer are in too many words
_PAIRS = {"kh": "x", "ch": "$", "sh": "$", "th": "t", "dh": "d", "gh": "g", "dj": "g", "ph": "f"}
_PAIR = re.compile("|".join(_PAIRS) + "|c(?=[eiy])|(?<=.)h$")
_ALIKE = str.maketrans(dict(zip("cqjpv", "kkgbf", strict=True)) | dict.fromkeys("aeiouyw"))
_ARABIC = str.maketrans(
    dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttghxddrzs$sdtzgfkklmnh", strict=True))
)
_TWICE = re.compile(r"(.)\1+")
_LAST_H = re.compile(r"(?<=.)[حه]$")


def sounds(word: str) -> str:
    """The consonants of a word in a common spelling; "" where they tell too little."""
    plain = _TWICE.sub(r"\1", fold(word))
    if plain.isascii():
        plain = _PAIR.sub(lambda found: _PAIRS.get(found[0], "s" * (found[0] == "c")), plain)
        plain = plain.translate(_ALIKE)
    else:
        plain = _LAST_H.sub("", plain).translate(_ARABIC)
    heard = "".join(letter for letter in plain if letter.isascii())
    return heard if len(heard) >= _LEAST else ""


def sound_alike(said: Iterable[str], known: Iterable[str]) -> bool:
    """Whether one of some words sounds like one of others."""
    return bool({sounds(word) for word in said} & {sounds(word) for word in known} - {""})
