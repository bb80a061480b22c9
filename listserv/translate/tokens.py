"""A text as words, figures and signs, in a spelling that tables can be looked up in; pure.

Owns what two spellings of one word have in common: marks above and below letters, the hamza, the
digits of another script. It does not know what a word means. Every text gives tokens; none is too
strange, and the work is linear in its length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_LINK = re.compile(
    r"https?://[^\s<>]{1,2000}|\bdoi:\s?\S{1,200}|\b10\.\d{4,9}/\S{1,200}"
    r"|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}|\bwww\.\S{1,2000}"
)
_ENTITY = re.compile(r"&(lt|gt|amp|nbsp|quot);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "nbsp": "\u00a0", "quot": '"'}
_UNSEEN = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]"
)
_POWER = re.compile(r"(?<=\d)[\u207a\u207b]?[\u00b2\u00b3\u00b9\u2070\u2074-\u2079]+")
_TOKEN = re.compile(
    r"""(?P<digits>
        [0-9]{1,3}(?:[ \u00a0\u202f\u2009'\u2019][0-9]{3})+(?![0-9])(?:[.,\u066b][0-9]+)?
        | [0-9]+(?:[.,\u066b\u066c\u00b7][0-9]+)*
        | (?<![^\s(<>=])[.,][0-9]+
    )
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[^\s\w]|_|\d)""",
    re.VERBOSE,
)
_THAT_NOT = frozenset(
    {"\u0623\u0644\u0627", "\u0648\u0623\u0644\u0627", "\u0628\u0623\u0644\u0627"}
)
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2212")
_APOSTROPHES = frozenset("'\u2019\u02bc\u2018`\u00b4")
_LIKE = str.maketrans({"\u0649": "\u064a", "\u0629": "\u0647", "\u00b5": "u", "\u03bc": "u"})


class Token(NamedTuple):
    """A word, a figure or a sign; `word` as tables know it, `raw` as it was written.

    `joined` is what stood between it and the token before, where nothing else did: "-", "'" or
    "" (a word straight behind a figure); None after a space or at the start.
    """

    kind: str  # "word", "digits", "sign"
    word: str
    raw: str
    joined: str | None


def tokens(text: str) -> Sequence[Token]:
    """The tokens of a text without its links and addresses."""
    found: list[Token] = []
    end, between = -1, ""
    clean = _digits(_UNSEEN.sub("", _ENTITY.sub(_entity, _LINK.sub(" ", text))))
    pending: Token | None = None
    for match in _TOKEN.finditer(clean):
        kind, raw = str(match.lastgroup), match[0]
        joined = between if match.start() == end else None
        if kind == "sign" and joined is not None and pending is None and found:
            sign = "-" if raw in _HYPHENS else "'" if raw in _APOSTROPHES else ""
            if sign and found[-1].kind != "sign":
                pending, end, between = Token(kind, sign, raw, joined), match.end(), sign
                continue
        if pending is not None and (joined is None or kind == "sign"):
            found.append(pending)  # it joined nothing
            joined = None if joined is None else ""
        pending = None
        found.append(Token(kind, fold(raw) if kind == "word" else raw, raw, joined))
        end, between = match.end(), ""
    return found if pending is None else [*found, pending]


def as_written(found: Sequence[Token]) -> str:
    """Tokens that follow one another as they stand in their text: `5 mg/kg`, with one space for
    several; a mark that belongs to what stood before is left out."""
    first, *rest = found or (None,)
    if first is None:
        return ""
    after = (f"{' ' if one.joined is None else one.joined}{one.raw}" for one in rest)
    return "".join((first.raw, *after)).lstrip(".,;:!?)]} ")


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word in small letters without marks; letters that people mix up are one."""
    if word in _THAT_NOT:
        return "\u0627\u0646\u0644\u0627"  # two words, and not "except", which folds to the same
    bare = unicodedata.normalize("NFD", word.lower())
    return "".join(one for one in bare if not unicodedata.combining(one)).translate(_LIKE)


def key(phrase: str) -> tuple[str, ...]:
    """What the tokens of a phrase of a table are called."""
    return tuple(one.word for one in tokens(phrase))


def _entity(found: re.Match[str]) -> str:
    return _ENTITIES[found[1]]


def _digits(text: str) -> str:
    """With the digits of every script as those of ours, powers as 10^6, and words in one form."""
    found = unicodedata.normalize("NFC", text)
    if found.isascii():
        return found
    found = _POWER.sub(lambda power: "^" + unicodedata.normalize("NFKC", power[0]), found)
    foreign = {one for one in set(found) if one.isdecimal() and not one.isascii()}
    return found.translate({ord(one): str(unicodedata.decimal(one)) for one in foreign})
