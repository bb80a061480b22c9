"""Words that people say of themselves, fit to be shown to others.

Pure. Owns what a name and an organisation may be made of: what is shown to strangers, and stands in
letters that somebody can cause, must not be able to carry a link or a message of its own.
"""

from __future__ import annotations

import re
import unicodedata

from listserv.text.layout import clip

LONGEST_NAME = 60  # characters
LONGEST_ORGANISATION = 100
LONGEST_PROFILE = 300  # columns of the line below somebody's messages
_DIGITS = 3  # of a name: more of them may be a telephone number, or a price
_JOINERS = "\u200c\u200d"  # letters of Persian and Indian scripts stand apart or together by them
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_LINK = re.compile(
    r"://|www\.|[^\W_]{2,}\.[a-z]{2,}|\.(?:co|com|io|ly|me|net|org)\b", re.IGNORECASE | re.ASCII
)
_TITLE = re.compile(r"\b(?:dr|mr|mrs|ms|prof|eng|st|sr|sra|dra|pe)\.", re.IGNORECASE)
_OF_NAMES = frozenset(" .'’‘`´ʼ-‐‑–·,()")
_OF_ORGANISATIONS = _OF_NAMES | frozenset('&/+"“”«»:;!°#')


def tidy(text: str) -> str:
    """On one line, single blanks, without characters that nobody sees or that turn what follows."""
    seen = (
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in _JOINERS or letter.isspace() or unicodedata.category(letter) not in _UNSEEN
    )
    return " ".join("".join(seen).split())


def fit(column: str, typed: str) -> str | None:
    """What is kept of what somebody writes into a column of a person, name, country, organisation
    or profile; None where it is nothing to be shown to others. "" takes away all but a name."""
    text = tidy(typed)
    match column:
        case "name":
            fits = is_name(text)
        case "country":
            fits = is_name(text) or not text
        case "organisation":
            fits = is_organisation(text) or not text
        case _:
            return clip(text, LONGEST_PROFILE)
    return text if fits else None


def is_name(text: str) -> bool:
    """Whether a text can be a person's name or a country's: letters, what joins them, and a short
    number, as in `Poste de santé 3`."""
    digits = sum(map(str.isdigit, text))
    return len(text) <= LONGEST_NAME and _made_of(text, _OF_NAMES, digits=digits <= _DIGITS)


def is_organisation(text: str) -> bool:
    """The same of an organisation: figures too, and more marks."""
    return len(text) <= LONGEST_ORGANISATION and _made_of(text, _OF_ORGANISATIONS, digits=True)


def _made_of(text: str, marks: frozenset[str], *, digits: bool) -> bool:
    skipped = marks | frozenset(_JOINERS)
    kinds = [unicodedata.category(letter)[0] for letter in text if letter not in skipped]
    if not set(kinds) <= set("LMN" if digits else "LM"):
        return False
    return kinds.count("L") > 1 and not _LINK.search(_TITLE.sub("", text))
