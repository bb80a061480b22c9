"""The items of a digest that was composed already, and what becomes of one that is taken back.

Pure. Knows how templates/mail/digest.txt, notices.txt, condolences.txt and titles.txt lay out an
item: a line with the post's number and its author, and below it the address for answers; in a list
of titles a row with number and author, and below it how the post begins. Below the last rule, and
in what tells of translations alone, rows name posts of earlier issues by their titles. Linear. What
is not recognised stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from listserv.text.layout import NARROW

_RULE = "-" * NARROW
_ITEM = re.compile(
    r"^([0-9]{1,12}) [^\n]*\nmailto:[^\s@]{1,64}-(?:reply|author)[+-][A-Za-z2-7]{20,40}@\S{1,255}$",
    re.MULTILINE,
)
_ROW = re.compile(r" ([0-9]{1,12}) ")
_EARLIER = re.compile(r"^ ([0-9]{1,12}) [^\n]*(?:\n  [^\n]*)*", re.MULTILINE)


def without(text: str, numbers: Collection[int], said: str) -> str:
    """What was gathered, with `said` in the place of the words of the posts with these numbers."""
    made = _digest if _ITEM.search(text) else _titles
    return _earlier(made(text, numbers, said), numbers, said)


def _earlier(text: str, numbers: Collection[int], said: str) -> str:
    """Without the titles, and authors, of earlier posts."""
    rule = f"\n{_RULE}\n"
    above, found, below = text.rpartition(rule)

    def row(named: re.Match[str]) -> str:
        return f" {named[1]} {said}" if int(named[1]) in numbers else named[0]

    return f"{above}{found}{_EARLIER.sub(row, below)}"


def _digest(text: str, numbers: Collection[int], said: str) -> str:
    items = list(_ITEM.finditer(text))
    out: list[str] = []
    at = 0
    for n, item in enumerate(items):
        if int(item[1]) not in numbers:
            continue
        after = items[n + 1].start() if n + 1 < len(items) else len(text)
        end = _end(text, item.end(), after, last=n + 1 == len(items))
        out += [text[at : item.end()], f"\n\n{said}\n\n"]
        at = end
    return "".join([*out, text[at:]])


def _end(text: str, start: int, after: int, *, last: bool) -> int:
    """Where an item ends: at the next one, or at the rule before another thread or the footer."""
    rule = text.rfind(f"\n{_RULE}\n", start, after)
    if rule < 0:
        return after
    below = text[rule + len(_RULE) + 2 : after].strip("\n")
    return rule + 1 if last or "\n" not in below else after


def _titles(text: str, numbers: Collection[int], said: str) -> str:
    lines = text.split("\n")
    opening = False  # the next line that is no more of a row is how a post begins
    for n, line in enumerate(lines):
        row = _ROW.match(line)
        if row:
            opening = int(row[1]) in numbers
        elif opening and not line.startswith("  "):
            if line.strip():
                lines[n] = said
            opening = False
    return "\n".join(lines)
