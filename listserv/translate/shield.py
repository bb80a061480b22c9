"""What a translation program must not touch, behind empty tags that it carries along; pure.

Owns links, addresses, DOIs, numbers with their units, and signs that mean something to the program:
each becomes a tag with a number, and paragraphs end in one. A draft in which a tag is missing,
doubled or in another paragraph is no draft of that paragraph: a dose could have gone with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_KEPT = re.compile(
    r"""
    https?://[^\s<>"]{1,2000}(?<![.,;:!?)\]'])
    | \b(?:doi:\s?)?10\.\d{4,9}/[^\s<>"]{1,200}(?<![.,;:!?)\]'])
    | [^\s<>"@,;:()]{1,64}@[A-Za-z0-9.-]{1,250}[A-Za-z0-9]
    | \d+(?:[.,:/\u00a0\u202f-]\d+)*(?:\s?(?:%|°C?|(?:[mnk\u00b5\u03bc]?[gl]|mL|[mck]m|IU|UI)\b))?
    | [<>&*^$@\\/\[\]{}~\#+|\x00-\x08\x0b-\x1f\x7f]+
    """,
    re.VERBOSE,
)
_TAG = re.compile(r'<(a|p) id="(\d{1,9})"/>')
_UNKNOWN = re.compile(r"\*(?=\w)")
_BREAK = re.compile(r"\n(?:[ \t]*\n)+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Shielded:
    """A text as the program gets it, with what its tags stand for."""

    text: str
    kept: tuple[str, ...]
    paragraphs: tuple[str, ...]  # as they were, for those of which no draft comes back


@dataclass(frozen=True, slots=True)
class Unshielded:
    """The draft; `unknown` of its `words` stand as they were, `untouched` paragraphs too."""

    text: str
    words: int
    unknown: int
    untouched: int


def shield(text: str) -> Shielded:
    """The text with tags instead of what must not change."""
    kept: list[str] = []

    def put(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f'<a id="{len(kept) - 1}"/>'

    paragraphs = tuple(one for one in _BREAK.split(text.strip()) if one.strip())
    behind = (_KEPT.sub(put, one) for one in paragraphs)
    shielded = "\n".join(f'{one}\n<p id="{place}"/>' for place, one in enumerate(behind))
    return Shielded(shielded, tuple(kept), paragraphs)


def unshield(draft: str, shielded: Shielded) -> Unshielded:
    """The program's answer with everything back in its place."""
    answers = _by_paragraph(draft, len(shielded.paragraphs))
    wanted = _by_paragraph(shielded.text, len(shielded.paragraphs))
    pieces, words, unknown, untouched = [], 0, 0, 0
    for before, asked, came in zip(shielded.paragraphs, wanted, answers, strict=True):
        if not came or _tags(came) != _tags(asked):
            pieces.append(before)
            untouched += 1
            continue
        unknown += len(_UNKNOWN.findall(came))
        plain = _UNKNOWN.sub("", came)
        words += len(_WORD.findall(_TAG.sub(" ", plain)))
        pieces.append(_TAG.sub(lambda tag: shielded.kept[int(tag[2])], plain))
    return Unshielded("\n\n".join(pieces), words, unknown, untouched)


def _by_paragraph(text: str, count: int) -> Sequence[str]:
    """What stands before the tag of each paragraph; "" where the tags are not in order."""
    found = ["" for _ in range(count)]
    start = 0
    for tag in _TAG.finditer(text):
        if tag[1] != "p":
            continue
        place = int(tag[2])
        if place < count:
            found[place] = "" if found[place] else text[start : tag.start()].strip()
        start = tag.end()
    return found


def _tags(paragraph: str) -> list[int]:
    return sorted(int(tag[2]) for tag in _TAG.finditer(paragraph))
