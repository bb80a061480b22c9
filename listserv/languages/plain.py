"""Plain words: a text cut into pieces that can be compared whatever the case, accents or script.

Pure. Owns how two spellings count as the same word (`D'ACCORD` and `d’accord`, `إلغاء` and
`الغاء`, `٣` and `3`) and how a phrase is found in a text. Every piece remembers where it stood, so
that a reason or a subject is taken from the text as it was typed. Nothing here can fail: any text
gives pieces, if only marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

# Letters that look or sound alike on a phone keyboard and that no decomposition brings together.
_ALIKE = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ı": "i", "ß": "ss", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك"}
)
_MARKS = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "،": ",", "؛": ";"})
_MARKS |= str.maketrans({"؟": "?", "¿": "?", "¡": "!", "…": ".", "«": '"', "»": '"', "“": '"'})
_MARKS |= str.maketrans({"”": '"', "„": '"', "·": "-", "•": "-", "→": "=", "|": "-"})

# What may stand inside a word: combining marks, Arabic vowel signs, joiners and direction marks.
_INNER = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\ufe0f"
_UNSEEN = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_PIECE = re.compile(
    rf"(?P<blank>\n[^\S\n]*(?:\n[^\S\n]*)+)|(?P<line>[\n\u2028\u2029\x0b\x0c\x85])"
    rf"|(?P<number>\d+)|(?P<word>(?:[^\W\d_][{_INNER}{_UNSEEN}]*)+)"
    rf"|(?P<skip>[\s'’‘`´ʼ{_INNER}{_UNSEEN}]+|(?<=[^\W\d_])[-‐‑](?=[^\W\d_]))|(?P<mark>.)",
    re.DOTALL,
)
_HIDDEN = re.compile(f"[{_UNSEEN}]")
_LONGEST_NUMBER = 9  # digits: more than any post number


class PieceKind(Enum):
    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    LINE = "line"  # a line break
    BLANK = "blank"  # one or more empty lines


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, number, mark or break; `plain` is its folded form, `start:end` where it stood."""

    kind: PieceKind
    plain: str
    start: int
    end: int

    @property
    def value(self) -> int:
        """The number, -1 for a piece that is none."""
        return int(self.plain) if self.kind is PieceKind.NUMBER else -1

    @property
    def breaks(self) -> bool:
        return self.kind is PieceKind.LINE or self.kind is PieceKind.BLANK


def fold(text: str) -> str:
    """The text without case, accents, vowel signs and unseen characters; digits as 0-9."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_ALIKE))
    return "".join(_plain_letter(letter) for letter in decomposed).translate(_ALIKE)


def _plain_letter(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Mn", "Cf") or letter == "ـ":  # the stroke that stretches Arabic words
        return ""
    return str(unicodedata.decimal(letter)) if category == "Nd" else letter


def seen(text: str) -> str:
    """The text without joiners, direction marks and others that nobody sees."""
    return _HIDDEN.sub("", text)


def split(text: str) -> tuple[Piece, ...]:
    """The pieces of a text in order; spaces, apostrophes and hyphens of words only part them."""
    pieces = []
    for found in _PIECE.finditer(text):
        name = str(found.lastgroup)
        if name != "skip":
            pieces.append(_piece(PieceKind(name), found))
    return tuple(pieces)


def _piece(kind: PieceKind, found: re.Match[str]) -> Piece:
    text = found.group()
    if kind is PieceKind.MARK:
        plain = unicodedata.normalize("NFKC", text.translate(_MARKS))
    elif kind is PieceKind.LINE or kind is PieceKind.BLANK:
        plain = "\n"
    else:
        plain = fold(text)
    if kind is PieceKind.NUMBER and not (plain.isascii() and len(plain) <= _LONGEST_NUMBER):
        kind = PieceKind.MARK
    return Piece(kind, plain, *found.span())


def words(text: str) -> tuple[str, ...]:
    """The folded words and numbers of a text, without marks and breaks."""
    return tuple(piece.plain for piece in spoken(text))


def spoken(text: str) -> list[Piece]:
    """The words and numbers of a text, without marks and breaks."""
    return [piece for piece in split(text) if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]


class Phrases:
    """Phrases and what they mean, found at a place in the pieces of a text; the longest wins."""

    __slots__ = ("_by_first",)

    def __init__(self, meanings: Mapping[str, Iterable[str]]) -> None:
        entries: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, phrases in meanings.items():
            for phrase in phrases:
                plain = tuple(piece.plain for piece in split(phrase))
                entries.setdefault(plain[0], []).append((plain, meaning))
        for found in entries.values():
            found.sort(key=lambda entry: -len(entry[0]))
        self._by_first = entries

    def at(self, pieces: Sequence[Piece], place: int) -> tuple[str, int] | None:
        """The meaning of the longest phrase that begins at `place`, and the place after it."""
        if place >= len(pieces):
            return None
        for plain, meaning in self._by_first.get(pieces[place].plain, ()):
            end = place + len(plain)
            if end <= len(pieces) and all(
                piece.plain == part for piece, part in zip(pieces[place:end], plain, strict=True)
            ):
                return meaning, end
        return None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every phrase, folded, with its meaning."""
        for entries in self._by_first.values():
            for plain, meaning in entries:
                yield " ".join(plain), meaning
