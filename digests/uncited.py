"""A draft of a summary without the posts that were taken back since it was made.

Pure. Knows how templates/mail/summary.txt says whose words a line has: the number of the post in
brackets at its end. What a facilitator wrote herself stays. What is not recognised stays, and she
reads it before it goes out.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from listserv.press.layout import RULE

_SENTENCE = re.compile(r"- .*\((\d{1,12})\)")
_ASKED = re.compile(r".*\((\d{1,12})\):")
_GIVERS = re.compile(r"  .*\(\d")
_NUMBERS = re.compile(r"\((\d[\d, ]*)\)")
_ROW = re.compile(r"(\d{1,12}) ")


def without(text: str, gone: Collection[int], said: str) -> str:
    """`text` without sentences, sources and index lines of these posts; `said` stands for the first
    post's words."""
    if not gone:
        return text
    parts = [part.split("\n") for part in text.split(f"{RULE}\n")]
    return f"{RULE}\n".join("\n".join(_part(part, gone, said)) for part in parts)


def _part(lines: list[str], gone: Collection[int], said: str) -> list[str]:
    kept: list[str] = []
    drops = False  # the line before was dropped, and its later lines go with it
    for n, line in enumerate(lines):
        asked, sentence, row = _ASKED.fullmatch(line), _SENTENCE.fullmatch(line), _ROW.match(line)
        if asked and int(asked[1]) in gone:
            return [*lines[: n + 1], "", said, "", ""]
        if drops and line.startswith("  "):
            continue
        drops = bool(
            (sentence and int(sentence[1]) in gone)
            or (row and int(row[1]) in gone)
            or (line.startswith("- ") and _given_by(lines[n + 1 :], gone))
        )
        if not drops:
            kept.append(line)
    return kept


def _given_by(below: list[str], gone: Collection[int]) -> bool:
    """Whether only these posts named a source, as the line below it says."""
    if not below or not _GIVERS.match(below[0]):
        return False
    found = [int(one) for numbers in _NUMBERS.findall(below[0]) for one in numbers.split(",")]
    return set(found) <= set(gone)
