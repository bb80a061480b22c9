"""The text of a post as a moderator sends it back whole, in her answer; pure.

Owns two ways: the text stands below her first line, typed or pasted; or she changed it where it is
quoted, between the two rules of the letter. Line breaks that a program made in what is one line of
the letter are taken out. Numbers before paragraphs stay: whether the letter put them there or the
author, only her text tells (moderation/restoring).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.text import below, marks, overlap, paragraphs, quotes
from listserv.text.quoted import SEEN, Letter, Line, is_rule

WIDEST = 100  # columns of a line that a program wrapped
LONGEST_PARAGRAPH = 12  # lines of what an office puts below

_NUMBER = re.compile(r"\s{0,3}\[[0-9٠-٩]{1,4}\]\s?")


def choose(fresh: str, lines: Sequence[Line], letter: Letter, words: str) -> str:
    """The post's text as she sends it back: from below her first line, or from the quotation.

    A few words below her first line are a greeting where she changed the text in the quotation.
    """
    inside = _inside(lines, letter, words.partition("\n")[0].strip())
    if not fresh:
        return inside
    if not inside or _size(fresh) * 3 >= _size(inside):
        return fresh
    post = letter.post.strip("\n")
    same = overlap.words([inside]).folded == overlap.words([post]).folded
    return fresh if same else inside


def _size(text: str) -> int:
    return len(text.split())


def typed_below(lines: Sequence[Line], letter: Letter, command: str, author: str) -> str:
    """The text below `command`, her first line, also where it is the post's; "" without."""
    first = next((at for at, line in enumerate(lines) if _is_command(line, command)), len(lines))
    low, high = letter.body
    found: list[Line] = []
    for line in lines[first + 1 :]:
        posts = all(low <= of < high for of in line.of)
        if line.frame or line.depth or (line.of and not posts) or line.text.rstrip() == "--":
            break
        if marks.is_phone_line(line.text):
            break
        found.append(line)
    return _rejoined(_peeled(found, author), letter)


def _peeled(lines: list[Line], author: str) -> list[Line]:
    """Lines without rules at both ends and without what offices put below a text."""
    end = len(lines)
    while end:
        start = end
        while start and lines[start - 1].text.strip() and end - start <= LONGEST_PARAGRAPH:
            start -= 1
        if start < end and not _is_added(lines, start, end, author):
            break
        end = min(start, end - 1)
    begin = 0
    while begin < end and (not lines[begin].text.strip() or is_rule(lines[begin])):
        begin += 1
    return lines[begin:end]


def _is_added(lines: Sequence[Line], start: int, end: int, author: str) -> bool:
    """Whether the paragraph from `start` to `end` is a rule, a disclaimer or her signature."""
    if any(line.of for line in lines[start:end]):
        return False  # the post's own
    paragraph = [line.text[:SEEN] for line in lines[start:end]]
    above = [line.text[:SEEN] for line in lines[max(start - 4, 0) : start] if line.text.strip()]
    return (
        (len(paragraph) == 1 and is_rule(lines[start]))
        or below.is_disclaimer(paragraph)
        or below.is_signature(paragraph, above, author)
    )


def _is_command(line: Line, command: str) -> bool:
    return line.hers and bool(command) and line.text.strip().startswith(command.strip())


def _inside(lines: Sequence[Line], letter: Letter, command: str) -> str:
    """The text between the two rules of the quotation, as she left it; "" without.

    Where she took a rule away, the letter's lines above and below it say where it stood.
    `command` is the first line of her own, which may stand there too.
    """
    low, high = letter.body
    known = [at for at, line in enumerate(lines) if line.of and not line.hers]
    if known and not high:
        return ""
    head = max((at for at in known if any(of < low for of in lines[at].of)), default=-1)
    foot = min((at for at in known if any(of >= high for of in lines[at].of)), default=len(lines))
    posts = [at for at in known if head < at < foot]
    rules = [at for at in range(head + 1, foot) if is_rule(lines[at]) and not _is_hers(lines[at])]
    above = [at for at in rules if not posts or at < posts[0]]
    under = [at for at in rules if at > max([*above[:1], *posts[-1:]], default=foot)]
    if not known and not (above and under):
        return ""
    begin = above[0] + 1 if above else head + 1 if head >= 0 else min(posts, default=foot)
    end = under[-1] if under else foot if foot < len(lines) else max(posts, default=begin - 1) + 1
    while not under and foot == len(lines) and end < foot and lines[end].depth:
        end += 1
    found = [line for line in lines[begin:end] if not (line.hers and line.text.strip() == command)]
    return _rejoined(found, letter)


def _is_hers(line: Line) -> bool:
    return line.hers and not line.depth


def _rejoined(lines: Sequence[Line], letter: Letter) -> str:
    """The text of lines, without the breaks that a program made in what is one line of the letter.

    Between lines that the letter does not have, a break stays where the next word had room.
    """
    width = max((len(line.text) for line in lines if len(line.text) <= WIDEST), default=0)
    out: list[str] = []
    before: Line | None = None
    for line in lines:
        text = line.text.strip()
        if before and text and _is_broken(before, line, letter, width):
            out[-1] += f" {text}"
        else:
            out.append(text)
        before = line if text else None
    return quotes.spaced(out)


def _is_broken(before: Line, line: Line, letter: Letter, width: int) -> bool:
    """Whether a program broke the line between these two."""
    if before.of and line.of:
        return letter.words.line[before.of[-1]] == letter.words.line[line.of[0]]
    if _NUMBER.match(line.text) or not width >= paragraphs.NARROWEST:
        return False
    return len(before.text) + 1 + len(line.text.split(None, 1)[0]) > width >= len(before.text)
