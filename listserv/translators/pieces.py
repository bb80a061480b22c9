"""What a letter to a translator holds, text by text, and where each stands in it; pure.

Owns the marks between the texts of such a letter (`=== 811 · French ===`, `--- … ---`), which lines
of it are an original, a draft or a topic, and what the letter's row keeps of it, so that an answer
is understood when the letter itself is kept no more. A post whose lines look like our marks cannot
forge one: they stand indented in the letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import Enum

from listserv.languages import translating
from listserv.languages.plain import seen

_HEADING = re.compile(r"={3,}[^=\d]{0,40}(\d{1,9})[^=]{0,80}={3,}\s*$")
_MARK = re.compile(r"-{3} .{0,400} -{3}\s*$")
_RULE = re.compile(r"-{20,}\s*$")
_FORGED = re.compile(r"^(?=={3}|-{3})", re.MULTILINE)
_OFFER = re.compile(r"\s{0,4}\D{0,12}(\d{1,9})\s?[:：]")


class Part(Enum):
    """What a line of the letter is."""

    OTHER = "other"  # above the texts, or below them
    HEADING = "heading"
    TITLE = "title"
    BYLINE = "byline"
    ORIGINAL = "original"
    MARK = "mark"  # above a draft
    DRAFT_TITLE = "draft title"
    DRAFT = "draft"
    OFFER = "offer"  # a post that may be said in two lines


@dataclass(frozen=True, slots=True)
class Piece:
    """A version of a post that a letter asks for, or shows, in a language."""

    number: int
    version: int
    source: str
    language: str
    whole: bool = True  # False: it may be said in two lines
    again: bool = False  # people have translated it, and she knows of that
    stands: int = 0  # the translation that she was shown: what comes takes its place


@dataclass(frozen=True, slots=True)
class Pending:
    """A mail of hers that waits for her answer to a question of ours."""

    asks: str  # a code of press/phrases
    mail: int
    letter: int  # of ours, that the mail answers
    number: int = 0
    language: str = ""
    said: str = ""  # what she has answered before of this mail, as an errand's command


KEPT, PUT_OFF = "kept", "put-off"  # what a letter told of a text


@dataclass(frozen=True, slots=True)
class Code:
    """What the row of a letter keeps."""

    pieces: tuple[Piece, ...] = ()
    kept: int = 0  # the mail that brought what an `undo` takes back
    pending: Pending | None = None
    # What an `undo` goes back from (KEPT or PUT_OFF, number, language), and orders that set how she
    # translates as it was (what, 0, value).
    told: tuple[tuple[str, int, str], ...] = ()

    @property
    def text(self) -> str:
        pending = astuple(self.pending) if self.pending else None
        kept = [list(astuple(one)) for one in self.pieces]
        told = [list(one) for one in self.told]
        found = [kept, self.kept, pending, *([told] if told else [])]
        return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def code(text: str) -> Code:
    """The other way round; an empty one for a row that keeps none."""
    if not text.startswith("["):
        return Code()
    pieces, kept, pending, *more = json.loads(text)
    told = tuple((word, number, language) for one in more for word, number, language in one)
    shown = tuple(Piece(*one) for one in pieces)
    return Code(shown, kept, Pending(*pending) if pending else None, told)


def shielded(text: str) -> str:
    """A text for the letter: no line of it is one of our marks."""
    return _FORGED.sub(" ", text)


def layout(lines: Sequence[str], pieces: Sequence[Piece]) -> list[tuple[int, Part]]:
    """For each line of a letter the place in `pieces` of the text that it belongs to, -1 for none,
    and what it is there."""
    return [*_Layout(pieces).of(lines)]


class _Layout:
    """Goes through a letter from its first line to its last."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._whole = [at for at, one in enumerate(pieces) if one.whole]
        self._offered = {one.number: at for at, one in enumerate(pieces) if not one.whole}
        self._numbers = [one.number for one in pieces]
        self._at = -1
        self._before = Part.OTHER

    def of(self, lines: Sequence[str]) -> list[tuple[int, Part]]:
        found = []
        for line in lines:
            self._before = self._part(seen(line))
            found.append((self._at, self._before))
        return found

    def _part(self, line: str) -> Part:
        heading = _HEADING.match(line)
        if heading:
            self._begin(int(heading[1]))
            return Part.HEADING
        if _RULE.match(line) and self._before is not Part.OTHER:
            self._at = -1
            return Part.OTHER
        if self._at >= 0 and self._before not in (Part.OTHER, Part.OFFER):
            return self._inside(line)
        offer = _OFFER.match(line)
        self._at = self._offered.get(int(offer[1]), -1) if offer else -1
        return Part.OFFER if self._at >= 0 else Part.OTHER

    def _begin(self, number: int) -> None:
        """The next text of this number."""
        left = [at for at in self._whole if self._numbers[at] == number]
        self._at = left[0] if left else -1
        if left:
            self._whole.remove(left[0])

    def _inside(self, line: str) -> Part:
        before = self._before
        if _MARK.match(line):
            return Part.MARK
        if before is Part.MARK and line.strip():
            return Part.DRAFT_TITLE if translating.title(line) is not None else Part.DRAFT
        following = {
            Part.HEADING: Part.TITLE,
            Part.TITLE: Part.BYLINE if line.strip() else Part.ORIGINAL,
            Part.BYLINE: Part.ORIGINAL,
            Part.DRAFT_TITLE: Part.DRAFT,
        }
        return following.get(before, before)
