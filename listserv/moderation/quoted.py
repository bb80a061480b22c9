"""Quoted words in a form: `change "x" to "y"`, with whatever quotation marks a phone makes.

Pure. Owns which mark ends which: “x”, „x“, ”x”, «x», »x«, ‘x’, ‹x›, "x", 'x'. The words stand
within one paragraph; a line that a mail program broke is joined again. What is not closed is not
quoted. Nothing here fails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CLOSING = {
    '"': '"\u201d\u201c',
    "\u201c": '\u201d"\u201c',  # “x”
    "\u201d": '\u201d"',  # ”x”
    "\u201e": '\u201c\u201d"',  # „x“
    "«": "»",
    "»": "«",
    "\u2039": "\u203a",  # ‹x›
    "\u203a": "\u2039",
    "\u2018": "\u2019'",  # ‘x’
    "\u2019": "\u2019'",
    "\u201a": "\u2018\u2019",  # ‚x‘
    "'": "'\u2019",
}
_APOSTROPHES = "'\u2018\u2019"  # stand inside words, too
_SPACE = re.compile(r"[ \t\u00a0\u200e\u200f\u202f]*(?:\n[ \t\u00a0]*(?!\n))?[ \t\u00a0\u202f]*")
_EMPTY_LINE = re.compile(r"\n[ \t\r\u00a0]*\n")


@dataclass(frozen=True, slots=True)
class Quoted:
    words: str
    end: int  # offset behind the closing mark


def quoted(text: str, offset: int) -> Quoted | None:
    """The words in quotation marks that begin at an offset, spaces and one line break aside."""
    start = _SPACE.match(text, offset).end()  # type: ignore[union-attr]  # matches anything
    closing = _CLOSING.get(text[start : start + 1], "")
    blank = _EMPTY_LINE.search(text, start)
    limit = blank.start() if blank else len(text)
    for mark in closing:
        end = _close(text, start + 1, limit, mark)
        if end >= 0:
            return Quoted(" ".join(text[start + 1 : end].split()), end + 1)
    return None


def _close(text: str, start: int, limit: int, mark: str) -> int:
    """Where a mark closes, -1 if nowhere; an apostrophe inside a word closes nothing."""
    end = text.find(mark, start, limit)
    while end >= 0 and mark in _APOSTROPHES and text[end + 1 : end + 2].isalnum():
        end = text.find(mark, end + 1, limit)
    return end
