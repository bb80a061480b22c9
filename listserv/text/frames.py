"""What mail programs write above a quotation, in languages that we have no words for; pure.

Where a quotation begins is known here: its text was recognised, or it is marked. Then shape is
enough: a line that ends in a colon and has a date and a name's address, a block of `label: value`
lines with an address and a date, a separator of dashes, a warning about outside mail. Where the
quotation must first be found by such lines, quotes and marks judge, by their words.
Every pattern sees capped lines, and few of them: the work for one quotation is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.text import below, marks

SEEN = 400  # characters of a line that patterns look at
MOST_LABELS = 16  # lines of a header block
MOST_WRAPPED = 5  # lines of an attribution
MOST_BLANK = 4

_LABEL = re.compile(r"[\s*_]{0,6}[^\W\d_][^:：\n]{0,30}\*{0,2}[:：]\*{0,2}(?:\s|$|\S{1,60}@)")
_ENCLOSED = re.compile(r"\s{0,4}-{2,}\s?.{1,300}\s?-{2,}\s*$")
_ENDS = re.compile(r"[:：][\s*_]*$")
_FORM = re.compile(r"[^\W\d][:：]\s+\S")  # `ask: …`: no attribution has a colon inside
_LINKED = re.compile(r"https?://|aka\.ms/|banner(?:start|end)", re.IGNORECASE)


def begins(lines: Sequence[str], at: int, ours: str = "") -> int:
    """Where the frame above a quotation that begins at line `at` begins; `at` where it has none.

    `ours` is the domain of the letter that is quoted, for attributions that name its address.
    """
    top = at
    for _ in range(4):  # a separator, a block, a rule, an attribution: each at most once or so
        bottom = _above_blanks(lines, top)
        found = _one(lines, bottom, ours)
        if found < 0:
            notice = _notice(lines, bottom)
            found = _one(lines, _above_blanks(lines, notice), ours) if notice < bottom else -1
        if found < 0:
            break
        top = found
    return top


def _above_blanks(lines: Sequence[str], at: int) -> int:
    """The end of the text above line `at`."""
    end = at
    while end > 0 and at - end < MOST_BLANK and not lines[end - 1].strip():
        end -= 1
    return end


def _one(lines: Sequence[str], end: int, ours: str) -> int:
    """Where the piece of a frame that ends before line `end` begins; -1: there is none."""
    if end <= 0 or not lines[end - 1].strip():
        return -1
    last = _plain(lines[end - 1])
    if marks.RULE.match(last) or marks.SEPARATOR.match(last) or _is_enclosed(last):
        return end - 1
    block = _block(lines, end)
    return block if block >= 0 else _attribution(lines, end, ours)


def _is_enclosed(line: str) -> bool:
    """`-------- Asıl ileti --------`, or fewer dashes around a date or an address."""
    if not _ENCLOSED.match(line):
        return False
    return "-----" in line or bool(marks.DATE.search(line) or marks.ADDRESS.search(line))


def _plain(line: str) -> str:
    return marks.BIDI.sub("", line[:SEEN])


def _block(lines: Sequence[str], end: int) -> int:
    """Where the header block (`From: Sent: To: Subject:`) that ends before `end` begins."""
    labels: list[int] = []
    for at in range(end - 1, max(end - 1 - MOST_LABELS, -1), -1):
        if _LABEL.match(_plain(lines[at])):
            labels.append(at)
        elif not _goes_on(lines, at, bool(labels)):
            break
    known = {at: kind for at in labels if (kind := _known(lines[at]))}
    origins = [at for at, kind in known.items() if kind == "origin"]
    if origins and len(set(known.values())) >= 2:
        return min(origins)
    together = [at for at in labels if all(line.strip() for line in lines[at:end])]
    said = "\n".join(_plain(lines[at]) for at in together)
    shaped = len(together) > 2 and marks.ADDRESS.search(said) and marks.DATE.search(said)
    return min(together) if shaped else -1


def _goes_on(lines: Sequence[str], at: int, in_block: bool) -> bool:
    """A blank line between labels, or the rest of a label's long line."""
    above = _plain(lines[at - 1]) if at else ""
    if not _LABEL.match(above):
        return False
    return (in_block and not lines[at].strip()) or "@" in lines[at][:SEEN] or len(above) > 55


def _known(line: str) -> str:
    found = marks.HEADER_LABEL.match(_plain(line))
    return found.lastgroup or "" if found else ""


def _attribution(lines: Sequence[str], end: int, ours: str) -> int:
    """Where `On …, Amina <…> wrote:`, perhaps over several lines, begins; -1: there is none."""
    said, found = "", -1
    for at in range(end - 1, max(end - 1 - MOST_WRAPPED, -1), -1):
        line = _plain(lines[at]).strip()
        if not line or (said and _ENDS.search(line)):
            break
        said = f"{line} {said}".strip()
        if not _ENDS.search(said) or len(said) > SEEN or _FORM.search(said):
            break
        if not _introduces(said, ours):
            continue
        dated = bool(marks.DATE.search(said))  # without its date, or half an address, it goes on
        found = at if dated or found < 0 else found
        if dated and said.count(">") <= said.count("<") and not _led(lines, at):
            break
    return found


def _introduces(said: str, ours: str) -> bool:
    dated, addressed = bool(marks.DATE.search(said)), bool(marks.ADDRESS.search(said))
    wrote = bool(marks.WROTE.search(said))
    named = bool(ours) and ours in said.casefold()
    return (dated and (addressed or wrote or bool(marks.TIME.search(said)))) or (
        (addressed or named) and (wrote or "<" in said or named)
    )


def _led(lines: Sequence[str], at: int) -> bool:
    """The line above begins an attribution, which this one goes on with: `On Mon, Jan 5,`."""
    if at == 0 or marks.LEAD.match(_plain(lines[at]).strip()):
        return False
    return bool(marks.LEAD.match(_plain(lines[at - 1]).strip()))


def _notice(lines: Sequence[str], end: int) -> int:
    """Where a warning about outside mail that a server put above the letter begins; else `end`."""
    start = end
    while start > 0 and end - start < 6 and lines[start - 1].strip():
        start -= 1
    paragraph = [line[:SEEN] for line in lines[start:end]]
    warns = any(below.is_banner(line) or _LINKED.search(line) for line in paragraph)
    return start if warns else end
