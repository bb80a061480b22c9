"""Where an old message begins that a mail program put below a new one: separators, header blocks;
pure.

Owns the blocks of From, Sent, To and Subject that Outlook and its like write in every language
instead of marking a quotation, also on one line. Every look is bounded by lines and characters.
"""

from __future__ import annotations

import re

from listserv.text import marks

SEEN = 400  # characters of a line that patterns look at
MOST_HEADERS = 14  # lines of a header block that are looked at


def seen(line: str) -> str:
    """What patterns look at: not more than SEEN characters, and no marks of direction."""
    line = line[:SEEN]
    return line if line.isascii() else marks.BIDI.sub("", line)


def old_message(lines: list[str], at: int) -> int:
    """Where the old message that shows itself at line `at` begins; -1: it is not one."""
    line = seen(lines[at])
    if marks.SEPARATOR.match(line):
        return at
    label = marks.HEADER_LABEL.match(line)
    if label and (_is_header_block(label, lines, at) or _is_in_one_line(label, line)):
        before = at - 1
        while before >= 0 and at - before <= 4 and not lines[before].strip():
            before -= 1
        return before if before >= 0 and marks.RULE.match(lines[before][:SEEN]) else at
    return -1


def _is_header_block(label: re.Match[str], lines: list[str], at: int) -> bool:
    """From, a time, and To or Subject in the lines that follow, as mail programs write them.

    A memo that somebody typed has such lines too, but no address in them, no clock, no `Re:`.
    Programs that do not begin with From write the address into it.
    """
    led = bool(label["origin"])
    labels = _labels(lines[at : at + (MOST_HEADERS if led else 5)])
    named = labels.keys()
    if not ("origin" in named and {"sent", "date"} & named and {"to", "subject"} & named):
        return False
    if marks.ADDRESS.search(labels["origin"]):
        return True
    return led and ("sent" in named or _is_dated(labels, lines, at))


def _labels(lines: list[str]) -> dict[str, str]:
    """What stands behind the first label of each kind, in their order, down to a second From."""
    found: dict[str, str] = {}
    for line in lines:
        line = seen(line)
        label = marks.HEADER_LABEL.match(line)
        if label and label.lastgroup == "origin" in found:
            break
        if label and label.lastgroup:
            found.setdefault(label.lastgroup, line[label.end() :])
    return found


def _is_dated(labels: dict[str, str], lines: list[str], at: int) -> bool:
    """Whether a block with `Date:` was written by a program: a clock, an address, `Re:`, a rule."""
    above = next((line for line in reversed(lines[max(at - 4, 0) : at]) if line.strip()), "")
    return bool(
        marks.TIME.search(labels["date"])
        or marks.ADDRESS.search(labels.get("to", ""))
        or marks.ANSWER_MARK.match(labels.get("subject", ""))
        or marks.RULE.match(above[:SEEN])
    )


def _is_in_one_line(label: re.Match[str], line: str) -> bool:
    """`From: Amina <a@b.org> Sent: Monday To: … Subject: …`, which some programs make of it."""
    sent = marks.SENT_IN_LINE.search(line, label.end()) if label["origin"] else None
    return sent is not None and bool(marks.SUBJECT_IN_LINE.search(line, sent.end() - 1))
