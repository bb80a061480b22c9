"""What the letters to translators show: the texts that are asked for, and what came of an answer.

Pure values of the templates in mail/; the kinds of letters stand in press/kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ToTranslate:
    """A text in a letter to a translator: the original, a text to begin with, or both.

    What other people wrote stands `shielded` in it (translators/pieces).
    """

    number: int
    source: str
    language: str
    original_topic: str = ""
    author: str = ""
    country: str = ""
    text: str = ""  # the original's
    until: float | None = None
    sort: str = ""  # of the draft: machine, stands, or hers
    by: str = ""  # whose name stands with the translation that stands
    topic: str = ""  # the draft's
    draft: str = ""
    doubts: tuple[str, ...] = ()  # what the safety gate found in it


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is in an original and in its translation, and does not agree; "" where it is missing."""

    original: str
    draft: str
    figures: bool = False  # numbers, or their units
    wrong: str = ""  # of figures: what a line might change …
    right: str = ""  # … and into what


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one text, or of one line, of a translator's answer."""

    word: str  # a case of translated.txt
    number: int = 0
    topic: str = ""
    language: str = ""
    out: bool = False  # its message went out before
    untitled: bool = False  # its title is not translated
    title: str = ""  # … is, with nothing else
    doubts: tuple[Doubt, ...] = ()
    day: date | None = None
    count: int = 0
    value: str = ""  # as typed; of what stands again, whose it is, or ""
    stands: str = ""  # after `taken-back`: the earlier text that stands again is "hers" or "other"
    mine: ToTranslate | None = None  # her text that was taken back
    free: bool = False  # somebody else can be asked for what she put off
