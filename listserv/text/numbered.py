"""The paragraphs of a text and their numbers, as a moderator names them in `cut 4`; pure.

One place that says where a paragraph begins: the notice shows the numbers, edits find them again.
A failure cannot happen: a text without empty lines is one paragraph, white space alone is none.
"""

from __future__ import annotations

import re

_PARTED = re.compile(r"\n[ \t]*\n\s*")  # the blanks before the next paragraph are none of it


def spans(text: str) -> list[tuple[int, int]]:
    """Where each paragraph begins and ends in the text; what lies between is white space."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    found: list[tuple[int, int]] = []
    while start < end:
        parted = _PARTED.search(text, start, end)
        found.append((start, parted.start() if parted else end))
        start = parted.end() if parted else end
    return found


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text in order; the first one is number 1."""
    return [text[start:end] for start, end in spans(text)]


def numbered(text: str) -> str:
    """The paragraphs of a text marked [1], [2] …, with one empty line between them."""
    return "\n\n".join(f"[{n}] {part}" for n, part in enumerate(paragraphs(text), 1))


def new_ones(before: str, after: str) -> tuple[int, int]:
    """The numbers in `after` of the first and the last paragraph that were put into `before`.

    (0, 0) where nothing was put in, or anything else was changed.
    """
    old, new = paragraphs(before), paragraphs(after)
    added = len(new) - len(old)
    above = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    if added < 1 or new[above + added :] != old[above:]:
        return 0, 0
    return above + 1, above + added
