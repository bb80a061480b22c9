"""Of the lines around one text of a letter, those that are the translator's text; pure.

Owns the judgement between two ways to answer: below what she translates, where what she left of the
letter is no part of her text; or in its place, where it is: a name, a link, a citation that she did
not touch, and all of a draft that she did not have to change. Nothing here fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from listserv.languages import translating
from listserv.text import overlap
from listserv.text.numbered import paragraphs
from listserv.text.quoted import SEEN, Letter
from listserv.translators.pieces import Part

MOST_LEFT = 0.4  # of an original, that may stand in a text that replaces it
INTACT = 0.97  # of a draft: less was changed, or cut
MOST_CUT = 0.3  # of a draft, that she may take out and write nothing else
ENOUGH = 0.7  # of the original's length: her own lines may be the whole text
FURTHEST = 100  # lines below a line, where its equal may stand
SHORT = 12  # words of a line that may stand twice


@dataclass(slots=True, eq=False)
class Item:
    """A line of the mail around a text: hers, or of the letter."""

    text: str
    depth: int = 0  # of quotation marks
    part: Part = Part.OTHER  # what it is in the letter
    own: bool = False
    of: list[int] = field(default_factory=list)  # words of the letter that it has
    typed: list[str] = field(default_factory=list)  # hers inside a line of the letter


@dataclass(frozen=True, slots=True)
class Given:
    """What the letter says of a text."""

    topic: str = ""
    original: str = ""
    draft_topic: str = ""
    draft: str = ""
    words: dict[Part, frozenset[int]] = field(default_factory=dict)  # by place in the letter
    lines: dict[int, int] = field(default_factory=dict)  # the line of each of them

    @classmethod
    def of(cls, letter: Letter, places: Sequence[tuple[int, Part]], at: int) -> Given:
        """Of the text `at` in a letter whose lines are `places`; empty where none is quoted."""
        texts: dict[Part, list[str]] = {}
        for line, (piece, part) in zip(letter.lines, places, strict=False):
            if piece == at:
                texts.setdefault(part, []).append(line)
        words: dict[Part, set[int]] = {}
        lines: dict[int, int] = {}
        if places:
            for word, number in enumerate(letter.words.line):
                piece, part = places[number]
                if piece == at:
                    words.setdefault(part, set()).add(word)
                    lines[word] = number
        return cls(
            _topic(texts.get(Part.TITLE, [])),
            "\n".join(texts.get(Part.ORIGINAL, [])).strip("\n"),
            _topic(texts.get(Part.DRAFT_TITLE, [])),
            "\n".join(texts.get(Part.DRAFT, [])).strip("\n"),
            {part: frozenset(found) for part, found in words.items()},
            lines,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """Her text, line by line, and its topic where it stands apart."""

    lines: list[str]
    topic: str = ""


def _topic(lines: Sequence[str]) -> str:
    return next((translating.title(line) or line for line in lines if line.strip()), "")


def chosen(items: Sequence[Item], given: Given) -> Made | None:
    """Her text; None where there is nothing of hers."""
    items = _with_typed(_untwisted(items), given)
    topic, items = _own_topic(items, given)
    own = [item for item in items if item.own and item.text.strip()]
    in_draft = _in_draft(items, given)
    if in_draft:
        return Made(in_draft, topic or _draft_topic(items))
    if not own:
        return Made([], topic) if topic else None
    return Made(_in_original(items, own, given), topic)


def _untwisted(items: Sequence[Item]) -> list[Item]:
    """Of two equal lines the one that goes on with the letter is the letter's: a name stands below
    the original and below her text."""
    found = list(items)
    following: Item | None = None
    for at, item in enumerate(items):
        if not item.text.strip():
            continue
        above, following = following, found[at]
        if not item.own or above is None or above.own:
            continue
        own = overlap.words([item.text]).folded
        for later, other in enumerate(found[at + 1 : at + FURTHEST], at + 1):
            same = len(own) <= SHORT and own == overlap.words([other.text[:SEEN]]).folded
            if same and not other.own and not other.typed and item.depth >= other.depth:
                found[at] = following = replace(other, text=item.text, depth=item.depth)
                found[later] = replace(item, text=other.text, depth=other.depth)
                break
    return found


def _with_typed(items: Sequence[Item], given: Given) -> list[Item]:
    """Lines of the original with words of hers in them: the line is hers where words of the letter
    gave way, else she wrote her words beside it."""
    found: list[Item] = []
    kept = frozenset(of for item in items for of in item.of)
    missing = Counter(given.lines[word] for word in given.lines.keys() - kept)
    for item in items:
        found.append(item)
        if item.own or not item.typed or item.part is not Part.ORIGINAL:
            continue
        if any(missing[given.lines[of]] for of in item.of if of in given.lines):
            found[-1] = Item(item.text, item.depth, own=True)
        else:
            found += [Item(one, item.depth, own=True) for one in item.typed]
    return found


# --- topics ---------------------------------------------------------------------------------------


def _own_topic(items: Sequence[Item], given: Given) -> tuple[str, list[Item]]:
    """The topic that she wrote into the letter's own line, or in its place, and the other items."""
    topic, rest = "", []
    begun = False  # her text has
    for at, item in enumerate(items):
        titled = translating.title(item.text)
        if item.part in (Part.TITLE, Part.DRAFT_TITLE) and not item.own:
            changed = item.typed or not given.words.get(item.part, frozenset()) <= {*item.of}
            topic = titled if changed and titled else topic
            rest.append(item)
        elif item.own and not begun and (titled or _replaces_title(items, at)):
            topic = titled or item.text.strip()
        else:
            begun = begun or (item.own and bool(item.text.strip()))
            rest.append(item)
    return topic, rest


def _replaces_title(items: Sequence[Item], at: int) -> bool:
    """Whether a line of hers stands right between a heading and the author's name."""
    above = next((one for one in items[max(at - 2, 0) : at][::-1] if one.text), None)
    below = next((one for one in items[at + 1 : at + 3] if one.text), None)
    return (
        above is not None
        and below is not None
        and above.part in (Part.HEADING, Part.TITLE)
        and below.part is Part.BYLINE
    )


def _draft_topic(items: Sequence[Item]) -> str:
    left = (one.text for one in items if one.part is Part.DRAFT_TITLE and not one.own)
    return next((translating.title(one) or "" for one in left), "")


# --- in the place of the draft --------------------------------------------------------------------


def _in_draft(items: Sequence[Item], given: Given) -> list[str]:
    """The draft as she changed it where it stands; [] where she did not."""
    draft = given.words.get(Part.DRAFT, frozenset())
    left = [item for item in items if item.part is Part.DRAFT and not item.own]
    if not left or not draft:
        return []
    depth = left[0].depth
    first = next(at for at, item in enumerate(items) if item.part is Part.DRAFT)
    first = min([first, *(at for at, item in enumerate(items) if item.part is Part.DRAFT_TITLE)])
    first = min([first, *(at for at, item in enumerate(items) if item.part is Part.MARK)])
    inside = [
        item
        for item in items[first:]
        if item.part is Part.DRAFT or not item.text or (item.own and item.depth == depth)
    ]
    hers = [item for item in inside if item.own and item.text.strip()]
    share = len({of for item in left for of in item.of} & draft) / len(draft)
    typed = any(item.typed for item in left)
    cut = not hers and not typed and 1 - MOST_CUT < share < 1 and _cut_inside(left, given)
    if not (typed or cut or (hers and share < INTACT)):
        return []
    alone = sum(len(item.text) for item in hers)
    begins = next((at for at, item in enumerate(inside) if item is hers[0]), 0) if hers else 0
    if not typed and alone >= ENOUGH * len(given.original) and inside.index(left[-1]) < begins:
        return []  # all of it, below a draft whose end she cut away
    return [item.text for item in inside]


def _cut_inside(left: Sequence[Item], given: Given) -> bool:
    """Whether words are gone from a line of the draft, and what comes later is there."""
    kept = {of for item in left for of in item.of}
    by_line: dict[int, list[int]] = {}
    for word in sorted(given.words[Part.DRAFT]):
        by_line.setdefault(given.lines[word], []).append(word)
    last = max(kept, default=-1)
    return any(
        words[-1] < last and not kept.isdisjoint(words) and not kept.issuperset(words)
        for words in by_line.values()
    )


# --- in the place of the original -----------------------------------------------------------------


def _in_original(items: Sequence[Item], own: Sequence[Item], given: Given) -> list[str]:
    """Her own lines; with what she left of the original between them where they take its place."""
    words = given.words.get(Part.ORIGINAL, frozenset())
    depth = Counter(item.depth for item in own).most_common(1)[0][0]
    left = [
        item
        for item in items
        if item.part is Part.ORIGINAL and not item.own and item.depth == depth
    ]
    share = len({of for item in left for of in item.of} & words) / max(len(words), 1)
    mine = [item.text for item in items if item.own or not item.text]
    complete = len(paragraphs("\n".join(mine))) >= len(paragraphs(given.original))
    signed = _signed(items, left, given)
    if not left or share > MOST_LEFT or (complete and not signed):
        return mine
    kept = {id(item) for item in (signed if complete else left)}
    return [item.text for item in items if item.own or not item.text or id(item) in kept]


def _signed(items: Sequence[Item], left: Sequence[Item], given: Given) -> list[Item]:
    """The lines of the original right above a line of hers that took the place of its last one: a
    name, whose owner's title she translated."""
    signers = [line.strip() for line in given.original.rpartition("\n\n")[2].split("\n")][:-1]
    rows = [item for item in items if item.text.strip() and (item.own or item in left)]
    while rows and rows[-1].own:
        rows.pop()
    above = rows[-len(signers) :] if signers else []
    same = [item.text.strip() for item in above] == signers
    return above if same and not any(item.own for item in above) else []
