"""A text as words and marks that can be compared, whatever typography and white space do; pure.

Owns what counts as the same word: a phone makes curly quotation marks, long dashes and `…`, a mail
program breaks lines and puts hard blanks. Case and accents count. A link, a mail address and a
figure (`2.4`) are one piece each, so that no part of them is ever taken for a word; so is a letter
of a script that puts no blanks between words. Every pattern is bounded: linear time. Nothing fails.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Thai, Lao, Tibetan, Burmese, Khmer, kana, Chinese characters: each letter is a word.
_UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
# Vowel signs and accents that `\w` does not know as parts of words.
_SIGNS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0700-\u0963\u0970-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f"
)
_UNSEEN = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_LETTERS = rf"(?:[^\W_{_UNSPACED}]++|[{_SIGNS}]++)"
_DASHES = "-‐‑‒–—―−"
_IN_LINK = r"[^\s<>\"“”«»]"
_LINK_END = r"[^\s<>\"“”«»‘’.,;:!?'*_)\]}…،؛؟。，]"  # not the marks of the sentence around it

LINK = re.compile(rf"(?:https?|ftp)://{_IN_LINK}*{_LINK_END}", re.IGNORECASE)
_PIECE = re.compile(
    rf"(?P<link>{LINK.pattern}|www\.{_IN_LINK}*{_LINK_END}"
    r"|[\w.+%-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){0,8}+"
    rf"|(?:[\w-]{{1,63}}+\.){{1,8}}+[a-z]{{2,24}}+/{_IN_LINK}*{_LINK_END})"
    rf"|(?P<word>{_LETTERS}(?:{_LETTERS}|(?<=\d)[.,٫٬](?=\d)|[{_UNSEEN}]++(?=[^\W_{_UNSPACED}]))*+"
    rf"|[{_UNSPACED}][{_SIGNS}]*+)"
    rf"|(?P<skip>[\s{_UNSEEN}]++)"
    rf"|(?P<mark>[{_DASHES}]++|[.…]{{2,}}+|([=~*#])\5*+|.)",
    re.IGNORECASE,
)
_LONE = re.compile(f"[{_UNSPACED}]")
_DROPPED = re.compile(f"[{_UNSEEN}]+")
# Inside quotation marks people take the other kind, and an apostrophe is one of them.
_MARKS = dict.fromkeys('"“”„‟«»″＂‘’‚‛`´′ʼ＇', "'") | dict.fromkeys(
    ("…", "……", "..", ".…", "…."), "…"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The words and marks of a text: equal keys are the same; piece n is text[starts[n]:ends[n]].

    White space, and characters that nobody sees, lie between pieces.
    """

    keys: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.keys)


def pieces(text: str, start: int = 0, end: int | None = None) -> Pieces:
    """The words and marks of a text, or of its part from `start` to `end`."""
    found = Pieces([], [], [])
    known: dict[str, str] = {}
    for match in _PIECE.finditer(text, start, len(text) if end is None else end):
        kind, raw = match.lastgroup, match[0]
        if kind == "skip":
            continue
        if raw not in known:
            known[raw] = _key(raw, str(kind))
        found.keys.append(known[raw])
        found.starts.append(match.start())
        found.ends.append(match.end())
    return found


def _key(raw: str, kind: str) -> str:
    if kind == "link":
        return raw
    if kind == "word":
        return raw if raw.isascii() else unicodedata.normalize("NFC", _DROPPED.sub("", raw))
    if raw[0] in _DASHES:
        return "-"
    return _MARKS.get(raw[:2], raw)


def is_word(key: str) -> bool:
    """Whether the piece says something: a mark or an emoji does not."""
    return any(letter.isalnum() for letter in key)


def is_unspaced(letter: str) -> bool:
    """Whether the letter is of a script that puts no blanks between words."""
    return _LONE.match(letter) is not None
