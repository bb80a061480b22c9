"""What of one line a translation must not change, or has its words given for; pure.

Owns links, addresses, DOIs, quoted titles, terms of the glossary, names, numbers with their units,
acronyms, and signs that mean something to a program: each is a span, with what stands there in the
draft. Numbers and signs are always found, whatever else is in the line: no digit of an author's,
and no sign that could forge a tag, is ever shown. Time grows with the line alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from listserv.translate.glossary import Glossary
from listserv.translate.names import names, shouted, titled

MOST_NAMES = 50  # that a caller may give
LONGEST_NAME = 100

_DOMAIN = r"(?<![^\W_])[A-Za-z0-9-]{2,63}(?:\.[A-Za-z0-9-]{1,63}){0,4}\.[a-z]{2,12}(?![^\W_])"
# What would be a link or an address to a mail program. Pieces of a link are no link of their own.
LINKS = re.compile(rf"://|\w@\w|{_DOMAIN}")
_LINK = re.compile(
    rf"""
    (?i:https?://|ftp://|www\.)[^\s<>"]{{1,2000}}(?<![.,;:!?)\]'])
    | \b(?:doi:\s?)?10\.\d{{4,9}}/[^\s<>"]{{1,200}}(?<![.,;:!?)\]'])
    | [^\s<>"@,;:()]{{1,64}}@[A-Za-z0-9.-]{{1,250}}[A-Za-z0-9]
    | {_DOMAIN}(?::\d{{1,5}}\b)?(?:[/?][^\s<>"]{{0,2000}}(?<![.,;:!?)\]']))?
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(
    r"\u201c[^\u201c\u201d]{1,300}\u201d|\u00ab[^\u00ab\u00bb]{1,300}\u00bb|\"[^\"]{1,300}\""
)
_NUMBER = re.compile(
    r"""
    \d{1,2}\s?h\s?\d{2}\b
    | (?<![^\W_])[^\W\d_]{1,12}-?\d[^\W_]{0,20}(?:-[^\W_]{1,20}){0,3}
    | (?: \d{1,3}(?:[\u0020\u00a0\u202f]\d{3})+(?!\d) | \d+ )
      (?: [.,:/\u00a0\u202f\u2013\u066b\u066c-]\d+ )*
      (?: [^\W\d_]{1,10}\b
        | \s?(?: %|\u2030|\u00b0[CF]?
              | (?: [mnkc\u00b5\u03bc]?[gl]|[md]L|[mck]m|mcg|IU|UI|mm\s?Hg|mmol(?:/[lL])?|kcal )\b
            )
      )?
    """,
    re.VERBOSE,
)
_ACRONYM = re.compile(
    r"(?<![^\W_])[A-Za-z]{0,3}[A-Z][A-Za-z]{0,20}[A-Z][A-Za-z]{0,4}(?![^\W_])"
    r"(?:-(?=[A-Z0-9])[A-Za-z0-9]{1,12})*"
)
_SIGN = re.compile(r"[<>&*^$@\\/\[\]{}~#+|\x00-\x08\x0b-\x1f\x7f\u2028-\u202e\u2066-\u2069]+")
_WORD = re.compile(r"[^\W\d_]+")


class Span(NamedTuple):
    start: int
    end: int
    instead: str  # what the draft has there


@dataclass(frozen=True, slots=True)
class Care:
    """What the caller and the site add for one text: names of people, and terms."""

    names: Sequence[str] = ()
    glossary: Glossary = field(default_factory=Glossary)


NOTHING = Care()


class Keeper:
    """Finds the spans of lines; made once for a text."""

    def __init__(self, care: Care) -> None:
        self._glossary = care.glossary
        self._given = _given(care.names)

    def spans(self, line: str) -> list[Span]:
        """In their order, none upon another."""
        taken = _Taken(line)
        taken.every(_LINK)
        for start, end in taken.free():
            for quoted in _QUOTED.finditer(line, start, end):
                if titled([word[0] for word in _WORD.finditer(quoted[0])]):
                    taken.take(*quoted.span())
        for start, end in taken.free():
            for placed in self._glossary.find(line, start, end):
                taken.take(placed.start, placed.end, placed.instead(line))
        if self._given:
            taken.every(self._given)
        capitals = not shouted([word[0] for word in _WORD.finditer(line)])
        if capitals:
            taken.every(_ACRONYM)
        taken.every(_NUMBER)
        if capitals:
            for start, end in list(names(line, taken.is_free)):
                taken.take(start, end)
        taken.every(_SIGN)
        return sorted(taken.spans)


class _Taken:
    """Which letters of a line stand in a span."""

    def __init__(self, line: str) -> None:
        self.spans: list[Span] = []
        self._line = line
        self._mask = bytearray(len(line))

    def take(self, start: int, end: int, instead: str | None = None) -> None:
        self._mask[start:end] = b"\1" * (end - start)
        self.spans.append(Span(start, end, self._line[start:end] if instead is None else instead))

    def every(self, kept: re.Pattern[str]) -> None:
        for start, end in self.free():
            for found in kept.finditer(self._line, start, end):
                self.take(*found.span())

    def is_free(self, start: int, end: int) -> bool:
        return self._mask.find(1, start, end) < 0

    def free(self) -> Iterator[tuple[int, int]]:
        """The stretches between the spans, as they are now."""
        mask, start = bytes(self._mask), 0
        while 0 <= start < len(mask):
            end = mask.find(1, start)
            if end < 0:
                end = len(mask)
            if end > start:
                yield start, end
            start = mask.find(0, end)


def _given(some: Sequence[str]) -> re.Pattern[str] | None:
    """Names of people as their owners write them, whole and word by word."""
    whole = [name.strip()[:LONGEST_NAME] for name in some[:MOST_NAMES]]
    words = [word for name in whole for word in name.split() if len(word) > 1 and word[0].isupper()]
    wanted = sorted({name for name in (*whole, *words) if _WORD.search(name)}, key=len)[::-1]
    if not wanted:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in wanted)})(?!\w)")
