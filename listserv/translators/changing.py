"""One place of a translation, changed by a line: `change "50 mg/kg" to "5 mg/kg"`; pure.

Owns how a translator's words become such changes, in any quotation marks and the words of five
languages, and what a change does to a text: the one place where its words stand gets the others,
never inside a figure or a link. Where they stand nowhere, or twice, nothing is changed. Nothing
here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from listserv.languages import courtesies, words
from listserv.languages.plain import seen
from listserv.languages.plain import words as folded_words
from listserv.text.comparable import pieces

MOST_CHANGES = 10  # in one answer
LONGEST = 600  # characters of a line with one

_QUOTED = (
    r"(?:«\s?([^»]{1,300}?)\s?»|[\"“”„‟]([^\"“”„‟]{1,300})[\"“”„‟]|[‘'‚‹]([^’'‘›]{1,300})[’'‘›])"
)
_LINE = re.compile(rf"([^\"“”„‟«‘'‚‹]{{2,80}}){_QUOTED}([^\"“”„‟«‘'‚‹]{{1,40}}){_QUOTED}[\s.!]*")
_FIGURE = re.compile(r"(\d+(?:[.,\u00a0\u202f]\d+)*)((?:\s?[^\W\d]+(?:\s?/\s?[^\W\d]+)?)?)")
UNKNOWN = "…"
_NUMBERED = re.compile(r"\s*(\d{1,9})\s?[:：]\s?")


@dataclass(frozen=True, slots=True)
class Change:
    before: str
    after: str
    number: int = 0  # of the text; 0: it says none


def read(said: str) -> tuple[Change, ...]:
    """The changes that all of her words are, courtesies aside; () where they say anything else."""
    found: list[Change] = []
    for line in said.split("\n"):
        if courtesies.says_nothing(line):
            continue
        change = _change(line)
        if change is None:
            if found and courtesies.may_be_name(line):
                break  # her name below it
            return ()
        found.append(change)
        if len(found) == MOST_CHANGES:
            break
    return tuple(found)


def _change(line: str) -> Change | None:
    number = _NUMBERED.match(line)
    made = _LINE.fullmatch(seen(line[number.end() if number else 0 :][:LONGEST]))
    if made is None:
        return None
    asks, first, between, second = made[1], made.group(2, 3, 4), made[5], made.group(6, 7, 8)
    said = " ".join(folded_words(asks))
    if said not in _plain("forms", "change") or not _leads(between):
        return None
    return Change(_one(first), _one(second), int(number[1]) if number else 0)


def _leads(between: str) -> bool:
    arrow = between.strip(" ,") in ("->", "→", "=>")
    return arrow or " ".join(folded_words(between)) in _plain("around", "into")


@cache
def _plain(section: str, meaning: str) -> frozenset[str]:
    return frozenset(" ".join(folded_words(one)) for one in words.section(section)[meaning])


def _one(groups: Sequence[str | None]) -> str:
    return " ".join(next(filter(None, groups), "").split())


def made(text: str, changes: Sequence[Change]) -> str | None:
    """The text with all of the changes; None where one has no place, or several, or is none, or was
    sent as our letter shows it, without her words."""
    for one in changes:
        if one.after in (UNKNOWN, one.before):
            return None
        row, wanted = pieces(text), pieces(one.before).keys
        places = [
            at
            for at in range(len(row) - len(wanted) + 1 if wanted else 0)
            if row.keys[at] == wanted[0] and row.keys[at : at + len(wanted)] == wanted
        ]
        if len(places) != 1:
            return None
        start, end = row.starts[places[0]], row.ends[places[0] + len(wanted) - 1]
        text = text[:start] + one.after + text[end:]
    return text


def example(original: str, hers: str) -> tuple[str, str]:
    """(the words of hers to be changed, into what) of two short passages with one figure each;
    UNKNOWN stands for what only she can say."""
    ours, theirs = _FIGURE.findall(original), _FIGURE.findall(hers)
    if len(theirs) != 1:
        return UNKNOWN, UNKNOWN
    ((wrong, unit),) = theirs
    if len(ours) != 1 or not ours[0][0].isdecimal():  # a comma may be a point in her language
        return wrong, UNKNOWN
    ((right, other),) = ours
    if wrong == right:  # the flaw lies elsewhere
        return UNKNOWN, UNKNOWN
    if "".join(unit.split()).casefold() != "".join(other.split()).casefold():
        return wrong, right
    return _one([wrong + unit]), _one([right + unit])
