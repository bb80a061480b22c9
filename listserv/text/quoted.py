"""Which lines of an answer are quoted from the letter that it answers; pure.

Owns the judgement of every line: the letter's, perhaps with words that she typed into it; a
program's frame around it; or hers. Made of what overlap finds: the letter's words, in its order.
In doubt a line is hers, but an example of an answer that the letter gives, bare between its other
lines, is the letter's: nobody may be taken to have said it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from listserv.text import frames, headerblocks, marks, overlap
from listserv.text.overlap import Run, Words

SEEN = 400  # characters of a line that patterns look at
MOST_FRAMES = 50
MOST_PIECES = 8  # words at the letter's end that a program may have cut
MOST_ABOVE = 20  # lines between a rule and the letter's first words

_MARKS = re.compile(r"(?:[ \t\xa0]{0,3}[>＞]){1,60}[ \t\xa0]?")
_RULE = re.compile(r"\s{0,4}[-‐-―−_]{5,200}\s*$")
_NO_WORDS = re.compile(r"[\s|:>*=_.~·‐-―−-]+")
_LETTERS_RULE = re.compile(r"-{30,60}$")
_EXAMPLE = re.compile(r"  (?![\s-])")
_ITEM = re.compile(r"[0-9٠-٩]{1,4}\. ")
_LINK = re.compile(r"<?\b(?:https?://|mailto:|www\.)\S{1,4000}|[^\s<>]{1,64}@[^\s<>]{1,255}")
_TAIL = re.compile(r"[^\w\s]{1,20}")


@dataclass(slots=True)
class Line:
    """A line of the mail, and what was found out about it."""

    text: str  # without quotation marks
    depth: int  # of quotation marks
    hers: bool = True
    frame: bool = False  # written by the mail program, around the quotation
    typed: list[str] = field(default_factory=list)  # hers inside a line of the letter
    of: list[int] = field(default_factory=list)  # words of the letter, by place, that it has


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of ours, read for comparing."""

    lines: list[str]
    words: Words
    telling: list[bool]  # by word: not of an example of an answer
    body: tuple[int, int]  # words of the one post between two rules; (0, 0) without
    post: str  # its text


def read_line(text: str) -> Line:
    """A line of a mail; the unmarked ones are hers until the letter is found."""
    found = _MARKS.match(text)
    depth = sum(found[0].count(mark) for mark in ">＞") if found else 0
    return Line(text[found.end() :] if found else text, depth, hers=not depth)


def read_letter(text: str) -> Letter:
    """The plain text of a letter; "" is one that no mail quotes."""
    lines = text.replace("\r\n", "\n").split("\n")
    words = overlap.words(lines)
    rules = [at for at, line in enumerate(lines) if _LETTERS_RULE.match(line)]
    body, post = (0, 0), ""
    if len(rules) >= 2 and not any(_heads_an_item(lines, at) for at in rules):
        body = (bisect_left(words.line, rules[0]), bisect_left(words.line, rules[-1]))
        post = "\n".join(lines[rules[0] + 1 : rules[-1]])
    examples = _examples(lines)
    telling = [not examples[at] for at in words.line]
    return Letter(lines, words, telling, body, post)


def _examples(lines: Sequence[str]) -> list[bool]:
    """Which lines are examples of an answer: `  ok`; no rest of a row that begins with `- `."""
    found: list[bool] = []
    in_row = False
    for line in lines:
        indented = bool(_EXAMPLE.match(line))
        in_row = line.startswith("- ") or (in_row and indented)
        found.append(indented and not in_row)
    return found


def _heads_an_item(lines: Sequence[str], rule: int) -> bool:
    """`2. Stock cards` below a rule: the letter shows several posts."""
    return rule + 1 < len(lines) and bool(_ITEM.match(lines[rule + 1]))


def is_rule(line: Line) -> bool:
    return bool(_RULE.match(line.text[:SEEN]))


def compare(lines: Sequence[Line], letter: Letter, domain: str) -> bool:
    """Judge every line; False, and nothing judged, where the letter is not in the mail.

    `domain` is that of the letter's addresses, which attributions name.
    """
    texts = [line.text for line in lines]
    text = overlap.words(texts)
    copies = overlap.copies(text, letter.words, letter.telling, [line.depth > 0 for line in lines])
    if not copies:
        return False
    # Where one is marked, that is the quotation, though she cut it short; the other is her own.
    copies = sorted(copies, key=lambda copy: not _is_marked(copy, lines, text))
    marked = _is_marked(copies[0], lines, text)
    quoted, pasted = [-1] * len(text.folded), [-1] * len(text.folded)
    for number, copy in enumerate(copies):
        is_pasted = number > 0 and _is_pasted(copy, lines, text, letter)
        place = pasted if is_pasted else quoted
        sure = [run for run in copy if _is_sure(run, lines, text, letter, marked=marked)]
        for run in sure:
            place[run.at : run.at + run.size] = range(run.of, run.of + run.size)
        end = Run(len(text.folded), len(letter.words.folded), 0)
        if sure and not any(letter.telling[sure[-1].of + sure[-1].size :]):
            sure.append(end)  # only examples are left, where she may have put hers
        elif sure:
            _finish(place, sure[-1], text, letter)
        for one, other in pairwise(sure):
            _fill(place, (one, other), texts, text, letter)
    _judge(lines, text, letter, quoted, marked=marked)
    for at, of in enumerate(pasted):
        if of >= 0 and quoted[at] < 0:
            lines[text.line[at]].of.append(of)
    _claim_examples(lines, letter)
    first, last = _judge_others(lines, letter)
    _frame(lines, first, last, domain)
    return True


def _is_marked(copy: Sequence[Run], lines: Sequence[Line], text: Words) -> bool:
    marked = sum(run.size for run in copy if lines[text.line[run.at]].depth)
    return marked * 2 > sum(run.size for run in copy)


def _is_sure(run: Run, lines: Sequence[Line], text: Words, letter: Letter, *, marked: bool) -> bool:
    """Whether words are quoted: an example of an answer is so as a whole line, marked as others."""
    if any(letter.telling[run.of : run.of + run.size]):
        return True
    return text.is_line(run.at, run.size) and (lines[text.line[run.at]].depth > 0 or not marked)


def _is_pasted(copy: Sequence[Run], lines: Sequence[Line], text: Words, letter: Letter) -> bool:
    """Whether a further copy is the post alone, unmarked: she sends it back changed.

    A few words of it may stand elsewhere by accident, as in the frame around the quotation.
    """
    low, high = letter.body
    inside = sum(run.size for run in copy if low <= run.of and run.of + run.size <= high)
    marked = any(lines[text.line[run.at]].depth for run in copy)
    return not marked and (not high or inside * 10 >= sum(run.size for run in copy) * 9)


def _fill(
    place: list[int], runs: tuple[Run, Run], lines: Sequence[str], text: Words, letter: Letter
) -> None:
    """Match what stands between two runs where it is the letter's, cut or damaged by a program.

    So are whole lines that the letter has there too and that nothing else was matched with, the
    last of equal ones: its examples of an answer, lines of a word or two.
    """
    one, other = runs
    at, end = one.at + one.size, other.at
    of, to = one.of + one.size, other.of
    if at >= end or of >= to:
        return
    if end < len(text.folded) and overlap.same(
        _between(lines, text, at, end), _between(letter.lines, letter.words, of, to)
    ):
        place[at:end] = [min(of + step, to - 1) for step in range(end - at)]
        return
    whole = {
        tuple(letter.words.folded[start:stop]): start
        for start, stop in _whole_lines(letter.words, of, to)
    }
    for start, stop in _whole_lines(text, at, end)[::-1]:
        found = whole.pop(tuple(text.folded[start:stop]), -1)
        if found >= 0:
            place[start:stop] = range(found, found + stop - start)


def _finish(place: list[int], last: Run, text: Words, letter: Letter) -> None:
    """Match the letter's last words behind its last run, where a program cut them in pieces."""
    of, at = last.of + last.size, last.at + last.size
    rest = "".join(letter.words.folded[of : of + MOST_PIECES])
    size = 0
    for end in range(at, min(at + 2 * MOST_PIECES, len(text.folded))):
        size += len(text.folded[end])
        if size >= len(rest):
            if len(letter.words.folded) - of <= MOST_PIECES and rest == "".join(
                text.folded[at : end + 1]
            ):
                place[at : end + 1] = [of] * (end + 1 - at)
            return


def _between(lines: Sequence[str], words: Words, at: int, end: int) -> str:
    """The text between word `at - 1` and word `end`."""
    first, last = words.line[at - 1], words.line[end]
    if first == last:
        return lines[first][words.end[at - 1] : words.start[end]]
    between = lines[first + 1 : last]
    return "\n".join([lines[first][words.end[at - 1] :], *between, lines[last][: words.start[end]]])


def _whole_lines(words: Words, at: int, end: int) -> list[tuple[int, int]]:
    """(first word, the one behind the last) of the whole lines among some words."""
    found: list[tuple[int, int]] = []
    start = at
    for place in range(at, end):
        if words.begins_line(place):
            start = place
        if words.begins_line(start) and words.ends_line(place):
            found.append((start, place + 1))
    return found


def _judge(
    lines: Sequence[Line], text: Words, letter: Letter, quoted: list[int], *, marked: bool
) -> None:
    """Say of every line with words of the letter that it is quoted, and what she typed into it.

    An example of an answer is hers where she changed it, or where only the others are marked.
    """
    for number, group in groupby(range(len(text.folded)), key=text.line.__getitem__):
        places = list(group)
        line = lines[number]
        known = [quoted[place] for place in places if quoted[place] >= 0]
        example = not any(letter.telling[of] for of in known)
        bare = marked and not line.depth
        if not known or (example and (bare or len(known) < len(places))):
            continue
        line.hers, line.of = False, known
        if len(known) < len(places):
            line.typed = _typed(line.text, text, places, quoted)


def _typed(line: str, text: Words, places: Sequence[int], quoted: list[int]) -> list[str]:
    """What stands in a line between words of the letter, but for links, which programs add."""
    links = [found.span() for found in _LINK.finditer(line)]
    found: list[str] = []
    for known, group in groupby(places, key=lambda place: quoted[place] >= 0):
        own = list(group)
        if known or all(_within(text.start[place], links) for place in own):
            continue
        start, end = text.start[own[0]], text.end[own[-1]]
        tail = _TAIL.match(line, end)
        found.append(line[start : tail.end() if tail else end])
    return found


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    before = bisect_left(spans, (at + 1, 0)) - 1
    return before >= 0 and at < spans[before][1]


def _claim_examples(lines: Sequence[Line], letter: Letter) -> None:
    """An example that is left over from the letter with its indentation is the letter's.

    She may have taken away all that stood between it and the rest of the quotation.
    """
    claimed = {of for line in lines for of in line.of}
    left: dict[str, list[int]] = {}
    for number, places in groupby(range(len(letter.telling)), key=letter.words.line.__getitem__):
        of = list(places)
        if not letter.telling[of[0]] and not claimed.intersection(of):
            left[letter.lines[number].rstrip()] = of
    for line in lines:
        if line.hers and not line.depth and line.text.rstrip() in left:
            line.hers, line.of = False, left.pop(line.text.rstrip())


def _judge_others(lines: Sequence[Line], letter: Letter) -> tuple[int, int]:
    """Judge the lines without words of the letter; its first line in the mail, and its last.

    A marked one is hers where it stands inside the quotation and no deeper, or below the letter's
    last word: programs mark what is typed there. A blank one goes with the line above; rules say
    nothing.
    """
    known = [at for at, line in enumerate(lines) if line.of and not line.hers]
    first, last = _from_rule(lines, known[0], letter), known[-1]
    end, reach = len(letter.words.folded) - 1, last
    if end in lines[last].of:
        while reach + 1 < len(lines) and lines[reach + 1].depth:
            reach += 1
    depth, above = lines[known[0]].depth, True
    for number, line in enumerate(lines):
        inside = first < number <= reach
        if line.of and not line.hers:
            depth = line.depth
        elif not line.text.strip():
            line.hers = above
        elif _says_nothing(line.text) or (inside and _is_link(line.text)):
            line.hers = False
        elif line.depth:
            line.hers = inside and line.depth == depth
            line.frame = not inside
        above = line.hers
    return first, last


def _from_rule(lines: Sequence[Line], first: int, letter: Letter) -> int:
    """Where a letter that begins with a rule begins, if its first words are in line `first`."""
    if 0 not in lines[first].of or not _LETTERS_RULE.match(letter.lines[0]):
        return first
    above = range(first - 1, max(first - MOST_ABOVE, -1), -1)
    return next((at for at in above if is_rule(lines[at])), first)


def _says_nothing(line: str) -> bool:
    """A rule, or a strange mark of quotation; no mark of a signature."""
    return bool(_NO_WORDS.fullmatch(line[:SEEN])) and line.strip() not in ("--", "—")


def _is_link(line: str) -> bool:
    return bool(_LINK.fullmatch(line.strip(" <>()[]")[:SEEN]))


# --- what programs write around it ----------------------------------------------------------------


def _frame(lines: Sequence[Line], first: int, last: int, domain: str) -> None:
    """Mark attributions, header blocks and separators, and older mail that they introduce.

    They stand above the letter's first line of all, and above what is quoted below its last one.
    """
    texts = [line.text if line.hers else ">" for line in lines]
    starts = [
        at
        for at, line in enumerate(lines)
        if not line.hers and line.text.strip() and not first < at <= last
        if at == 0 or lines[at - 1].hers
    ]
    for start in starts[:MOST_FRAMES]:
        for line in lines[frames.begins(texts, start, domain) : start]:
            line.hers, line.frame = False, True
    _wrote(lines[:first], domain)
    _old_mail(lines, texts)


def _wrote(lines: Sequence[Line], domain: str) -> None:
    """Mark attributions that she typed an answer below, above the letter's first line."""
    texts = [line.text if line.hers else ">" for line in lines]
    ends = [at for at, text in enumerate(texts) if marks.WROTE.search(text[-SEEN:])]
    for at in ends[-MOST_FRAMES:]:
        for line in lines[frames.begins(texts, at + 1, domain) : at + 1]:
            line.hers, line.frame = False, True


def _old_mail(lines: Sequence[Line], texts: Sequence[str]) -> None:
    """Mark header blocks that no line of the letter follows, and the old mail below them.

    It is older than her answer and younger than the letter where another frame follows, or stands
    below the letter. Else she typed between the block and the letter.
    """
    tries = 0
    for at, line in enumerate(lines):
        if not line.hers or not line.text.strip() or tries > MOST_FRAMES:
            continue
        start = headerblocks.old_message(list(texts[at : at + 20]), 0)
        if start < 0:
            continue
        tries += 1
        end = next((n for n in range(at + 1, len(lines)) if not lines[n].hers), len(lines))
        block = next((n for n in range(at, end) if not lines[n].text.strip()), end)
        followed = end < len(lines) and not lines[end].frame
        for old in lines[at : block if followed else end]:
            old.hers, old.frame = False, True
