"""A message that hands on another one: then what is handed on is the content; pure.

quotes.strip cuts the old message below an answer. Below nothing, or below a line ("Please see
this."), a forwarded article is what the author wants everybody to read: it stays whole, with the
lines that say where it comes from. Linear, as quotes.py is.
"""

from __future__ import annotations

import re

from listserv.model import Removed
from listserv.text import headerblocks, marks, quotes

MOST_ABOVE = 60  # filled lines above a forward; deeper down it is part of something else
LONGEST_REMARK = 240  # characters of what is typed above

_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_GREETING = re.compile(r".{1,40},\s*$")
_NAME = re.compile(r"[^\W\d_]{2,}")


def handed_on(text: str, author: str, *, marked: bool) -> tuple[str, Removed] | None:
    """(remark and forwarded message, what was taken from the remark); None: it is no forward.

    `marked` says that the subject has the mark of a forward. Then the header block that Outlook
    puts above answered and forwarded mail alike begins one too.
    """
    lines = text.split("\n")
    start = _start(lines, marked)
    if start < 0:
        return None
    remark, removed = quotes.strip("\n".join(lines[:start]), author)
    if removed.quoted_lines or _introduces(lines[:start]) or not _is_short(remark, author):
        return None
    below = _unquoted(lines[start:])
    return quotes.spaced([*remark.split("\n"), "", *below]), removed


def _start(lines: list[str], marked: bool) -> int:
    """Where the forwarded message begins; -1: nowhere."""
    filled = 0
    for at, line in enumerate(lines):
        if marks.FORWARD.match(
            marks.BIDI.sub("", _QUOTE.sub("", line[: headerblocks.SEEN], count=1))
        ):
            return at
        if marked and (start := headerblocks.old_message(lines, at)) >= 0:
            return start
        filled += bool(line.strip())
        if filled > MOST_ABOVE:
            break
    return -1


def _introduces(lines: list[str]) -> bool:
    """Whether an attribution stands there: the forward is in the message that is answered."""
    filled = [line.strip()[-headerblocks.SEEN :] for line in lines if line.strip()]
    return bool(filled) and filled[-1][-1] in ":：" and bool(marks.WROTE.search(filled[-1]))


def _is_short(remark: str, author: str) -> bool:
    """Nothing, or one short paragraph beside greeting, closing and the author's name."""
    names = {word.casefold() for word in _NAME.findall(author)}
    typed = [
        " ".join(lines)
        for paragraph in remark.split("\n\n")
        if (lines := [line for line in paragraph.split("\n") if not _is_frame(line, names)])
    ]
    return len(typed) <= 1 and len("".join(typed)) <= LONGEST_REMARK


def _is_frame(line: str, names: set[str]) -> bool:
    words = {word.casefold() for word in _NAME.findall(line[: headerblocks.SEEN])}
    short = len(line) <= 60
    return not line.strip() or (
        short and bool(_GREETING.match(line) or marks.CLOSING.match(line) or words <= names)
    )


def _unquoted(lines: list[str]) -> list[str]:
    """Apple quotes what it forwards: one mark comes off where every line has it."""
    filled = [line for line in lines if line.strip()]
    if all(_QUOTE.match(line) for line in filled[1:]) and len(filled) > 1:
        return [_QUOTE.sub("", line, count=1) for line in lines]
    return lines
