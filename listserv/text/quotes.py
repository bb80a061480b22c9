"""The one quote stripper: what the author wrote, without what programs and lists added; pure.

Kept: greeting, text, closing, typed name, CITATION blocks, and the quoted lines that
interleaved answers answer (marked `>`). Removed: other quotations with their attribution lines
and header blocks, signature blocks, phone lines, disclaimers, list footers. In doubt text
stays: the raw message is kept for ever, but a reader sees only what is left here. One pass
over lines whose length is capped before any pattern sees them: linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import takewhile

from listserv.model import Removed
from listserv.text import below, marks
from listserv.text.headerblocks import SEEN, old_message, seen

LONGEST_CONTEXT = 12  # quoted lines kept above an interleaved answer
SHORT_CONTEXT = 3  # quoted lines kept above a single answer
MOST_FOOTER = 8  # lines below a signature mark in a quotation
MOST_CITED = 14  # lines from `CITATION:` to the extract below it
LONGEST_PARAGRAPH = 40  # lines of a disclaimer
SHORT_ATTRIBUTION = 80  # characters of `Amina Kamau wrote:` above a quotation

_QUOTED = re.compile(r"[ \t]{0,3}[>＞]")
_QUOTE_MARKS = re.compile(r"(?:[ \t]{0,3}[>＞])+ ?")
_MANGLED_FROM = re.compile(r"^>From (?=\S)")
_NAMED = re.compile(r"<[^\s<>@]{1,64}@[^\s<>@]{1,255}>")
_COLON = re.compile(r"[^:\n]{0,60}[:：]")
_NO_CONTENT = re.compile(r"[\s>＞|_=*-]*")


@dataclass(slots=True)
class _Run:
    """Neighbouring lines of one kind: quoted or new. An attribution belongs to its quotation."""

    quoted: bool
    lines: list[str] = field(default_factory=list)
    attributed: bool = False

    def is_blank(self) -> bool:
        return all(_NO_CONTENT.fullmatch(line[:SEEN]) for line in self.lines)

    def filled(self) -> int:
        return sum(1 for line in self.lines if not _NO_CONTENT.fullmatch(line[:SEEN]))


@dataclass(slots=True)
class _Tally:
    quoted_lines: int = 0
    signature: bool = False
    phone_line: bool = False
    disclaimer: bool = False
    footer: bool = False

    def removed(self) -> Removed:
        return Removed(
            self.quoted_lines, self.signature, self.phone_line, self.disclaimer, self.footer
        )


def strip(text: str, author: str = "") -> tuple[str, Removed]:
    """(the author's own text, what was taken away) of a text with "\\n" line ends.

    `author` is the name in From: a block of lines below the closing that begins with it is a
    signature without its mark.
    """
    tally = _Tally()
    lines = _parted(_restored(text.split("\n")))
    lines = _without_tail(lines, tally)
    runs = _runs(lines, tally)
    for run in runs:
        if not run.quoted:
            run.lines = _peeled(run.lines, author, tally)
    if runs and not runs[0].quoted:
        runs[0].lines = _without_banner(runs[0].lines, tally)
    kept = _kept(_merged(runs), tally)
    return spaced(kept), tally.removed()


def _restored(lines: list[str]) -> list[str]:
    """`>From ` at the start of a line that stands among unquoted ones is a mail store's mark."""
    out = list(lines)
    for at, line in enumerate(lines):
        if _MANGLED_FROM.match(line):
            near = lines[max(at - 1, 0) : at] + lines[at + 1 : at + 2]
            if not any(_QUOTED.match(each) for each in near):
                out[at] = line[1:]
    return out


def _parted(lines: list[str]) -> list[str]:
    """An attribution with an address stands on a line of its own, also where a program has set it
    behind the answer, or the quotation behind it: `yes On …, Amina <…> wrote:   Dear all`."""
    out: list[str] = []
    for line in lines:
        found = None if _QUOTED.match(line) else _inline(line[:SEEN])
        if found is None:
            out.append(line)
            continue
        start, end = found
        out += [part for part in (line[:start].rstrip(), line[start:end]) if part.strip()]
        out += [line[end:].strip()] if line[end:].strip() else []
    return out


def _inline(line: str) -> tuple[int, int] | None:
    """Where in a line an attribution begins and ends that has a date, a time and an address."""
    named = _NAMED.search(line)
    colon = named and _COLON.match(line, named.end())
    if not named or not colon:
        return None
    begins = [
        place
        for place in range(1, named.start())
        if line[place - 1].isspace() and not line[place].islower() and marks.LEAD.match(line, place)
    ]
    start = 0 if marks.LEAD.match(seen(line).strip()) else next(reversed(begins), -1)
    if start < 0:
        return None
    said = line[start : colon.end()]
    is_whole = start == 0 and not seen(line[colon.end() :]).strip()
    known = bool(marks.WROTE.search(said) and marks.DATE.search(said) and marks.TIME.search(said))
    return (start, colon.end()) if known and not is_whole else None


# --- the old message below ----------------------------------------------------------------------


def _without_tail(lines: list[str], tally: _Tally) -> list[str]:
    """The lines before a header block or a separator: from there on all is the old message."""
    for at, line in enumerate(lines):
        if _QUOTED.match(line):
            continue
        start = old_message(lines, at)
        if start >= 0:
            tally.quoted_lines += sum(1 for each in lines[start:] if each.strip())
            return lines[:start]
    return lines


# --- runs of quoted and new lines ---------------------------------------------------------------


def _runs(lines: list[str], tally: _Tally) -> list[_Run]:
    runs: list[_Run] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            if not runs or not runs[-1].quoted:
                runs.append(_Run(quoted=True))
            runs[-1].lines.append(line)
            at += 1
            continue
        length, unmarked = _attribution(lines, at)
        if length and unmarked:
            tally.quoted_lines += sum(1 for each in lines[at:] if each.strip())
            break
        if length:
            runs.append(_Run(quoted=True, attributed=True))
            at += length
            continue
        if not runs or runs[-1].quoted:
            runs.append(_Run(quoted=False))
        runs[-1].lines.append(line)
        at += 1
    return _bridged(runs)


def _bridged(runs: list[_Run]) -> list[_Run]:
    """Blank lines between quoted ones (and between an attribution and its lines) belong there."""
    out: list[_Run] = []
    for run in runs:
        if out and out[-1].quoted and (run.quoted or run.is_blank()):
            out[-1].lines += run.lines
            out[-1].attributed |= run.attributed
        else:
            out.append(run)
    return out


def _attribution(lines: list[str], at: int) -> tuple[int, bool]:
    """(lines of the attribution that begins at `at`, whether its quotation is unmarked).

    `On …, Amina <…> wrote:` may be wrapped over four lines. It counts when quoted lines follow,
    or when it has both a date with a time, or an address, and a verb of writing, and begins as
    such lines do; "le patient a écrit :" is prose.
    """
    first = seen(lines[at]).strip()
    if not first or not (
        marks.LEAD.match(first)
        or marks.WROTE.search(first)
        or "<" in first
        or ("@" in first and marks.ADDRESS.search(first))
    ):
        return 0, False
    joined = ""
    for length, line in enumerate(lines[at : at + 4], 1):
        line = seen(line).strip()
        if not line:
            break
        joined = f"{joined} {line}".strip()
        if _ends_attribution(line, joined):
            marked = _is_quoted_next(lines, at + length)
            if _is_attribution(joined.strip("- "), marked):
                return length, not marked and _has_text(lines, at + length)
            return 0, False
    return 0, False


def _ends_attribution(line: str, joined: str) -> bool:
    if line[-1] in ":：":
        return bool(marks.WROTE.search(joined) or marks.WORDLESS.match(joined))
    return line.endswith("---") and bool(marks.WROTE.search(joined)) and joined.startswith("--")


def _is_attribution(text: str, marked: bool) -> bool:
    dated = bool(marks.DATE.search(text))
    addressed = bool(marks.ADDRESS.search(text))
    if not marks.WROTE.search(text):
        return dated and addressed and bool(marks.TIME.search(text))
    if marked:
        return dated or addressed
    led = bool(marks.LEAD.match(text))
    return (dated and addressed) or (led and dated and bool(marks.TIME.search(text)))


def _is_quoted_next(lines: list[str], at: int) -> bool:
    following = (line for line in lines[at : at + 6] if line.strip())
    return bool(_QUOTED.match(next(following, "")))


def _has_text(lines: list[str], at: int) -> bool:
    return any(line.strip() for line in lines[at : at + 20])


# --- which quotations stay ------------------------------------------------------------------------


def _merged(runs: list[_Run]) -> list[_Run]:
    """Runs without empty new ones; quotations that thereby become neighbours are one."""
    return _bridged([run for run in runs if run.quoted or not run.is_blank()])


def _kept(runs: list[_Run], tally: _Tally) -> list[str]:
    """All new lines, and of the quotations what the answers below them need."""
    out: list[str] = []
    quotations = sum(1 for run in runs if run.quoted and not run.is_blank())
    for at, run in enumerate(runs):
        lines = run.lines
        if run.quoted and not run.attributed and _cites(out):
            lines = _trimmed(run.lines)
        elif run.quoted:
            interleaved = quotations > 1 or at > 0
            lines = _context(run, interleaved) if at + 1 < len(runs) else []
            tally.quoted_lines += run.filled() - _Run(quoted=True, lines=lines).filled()
            if not lines:
                _drop_introduction(out, led=False)
        out += ["", *lines, ""]
    _drop_introduction(out, led=True)
    return out


def _cites(lines: list[str]) -> bool:
    """Whether the lines end with a CITATION block: what is marked below it is its extract."""
    filled = [line for line in lines[-MOST_CITED:] if line.strip()]
    return any(marks.CITATION.match(line[:SEEN]) for line in filled)


def _drop_introduction(lines: list[str], *, led: bool) -> None:
    """Take the attribution off the end of lines whose quotation is gone.

    `On Mon, Amina wrote:` without a year, a time or an address is one only here. Where no
    quotation was seen (`led`), it must begin as such lines do.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if not end or lines[end - 1].rstrip()[-1] not in ":：":
        return
    said = ""
    for start in range(end - 1, max(end - 5, -1), -1):
        line = seen(lines[start]).strip()
        if not line:
            break
        said = f"{line} {said}".strip()
        if marks.LEAD_WORD.match(said) and marks.WROTE.search(said):
            del lines[start:]
            return
    if not led and len(said) <= SHORT_ATTRIBUTION and marks.WROTE.search(said):
        del lines[start + (not line) :]


def _context(run: _Run, interleaved: bool) -> list[str]:
    """The lines of a quotation with an answer below it that stay.

    A whole message quoted above one answer goes; of a long quotation between answers the last
    paragraph stays, which is what the answer speaks of.
    """
    long = run.filled() > LONGEST_CONTEXT
    lines = _trimmed(_without_end(_trimmed(run.lines), long=long))
    if not interleaved and run.attributed and run.filled() > SHORT_CONTEXT:
        return []
    if not long:
        return lines
    paragraph = list(takewhile(lambda line: not _NO_CONTENT.fullmatch(line[:SEEN]), lines[::-1]))
    return paragraph[::-1] if len(paragraph) <= LONGEST_CONTEXT else []


def _without_end(lines: list[str], *, long: bool) -> list[str]:
    """Quoted lines without the signature, the disclaimer and the list's footer at their end; where
    such stood there, without the closing above them.

    Where nothing else is quoted it stays: it is what the answer speaks of.
    """
    bare = [_QUOTE_MARKS.sub("", line, count=1) for line in lines]
    mark = next((at for at in range(len(bare) - 1, 0, -1) if _is_mark(bare, at, long=long)), 0)
    few = 0 < len(bare) - mark - 1 <= MOST_FOOTER and all(map(str.strip, bare[mark:]))
    left = bare[:mark] if mark and few else bare.copy()
    while left and (end := _peel_from(left, "", _Tally())) < len(left):
        del left[end:]
        while left and not left[-1].strip():
            left.pop()
    if len(left) == len(lines) or not any(line.strip() for line in left):
        return lines
    start = _paragraph_start(left, len(left))
    closing = left[start:]
    short = len(closing) <= 3 and all(len(line) <= 60 for line in closing)
    ends = bool(closing) and short and marks.CLOSING.match(closing[0].strip(" *_"))
    return lines[: start if ends else len(left)]


def _is_mark(lines: list[str], at: int, *, long: bool) -> bool:
    """Whether a line of a quotation is the mark of a signature. `--` also stands between the parts
    of a text: it is one below a closing, and near the end of a quotation that is cut anyway."""
    if lines[at].rstrip() != "--":
        return False
    return long or lines[at] == "-- " or any(map(_closes, lines[max(at - 5, 0) : at]))


def _closes(line: str) -> bool:
    """`Best wishes,` alone on its line."""
    line = line[:SEEN].strip(" *_")
    if len(line) > 60 or not marks.CLOSING.match(line) or line.endswith((":", "?", "؟")):
        return False
    return line.endswith((",", "،", "!")) or len(line.split()) <= 3


def _trimmed(lines: list[str]) -> list[str]:
    first, last = 0, len(lines)
    while first < last and _NO_CONTENT.fullmatch(lines[first][:SEEN]):
        first += 1
    while last > first and _NO_CONTENT.fullmatch(lines[last - 1][:SEEN]):
        last -= 1
    return lines[first:last]


# --- what stands below the author's text ----------------------------------------------------------


def _peeled(lines: list[str], author: str, tally: _Tally) -> list[str]:
    """New lines without signature, phone line, disclaimers and footers at their end."""
    lines = _without_signature(lines, tally)
    while True:
        while lines and not lines[-1].strip():
            lines.pop()
        start = _peel_from(lines, author, tally)
        if start == len(lines):
            return lines
        del lines[start:]


def _without_signature(lines: list[str], tally: _Tally) -> list[str]:
    """The lines before `-- ` (RFC 3676 §4.3); a bare `--` counts when little follows it."""
    end = len(lines)
    rest, size = 0, 0  # filled lines and characters below
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if line in ("-- ", "--", "—"):
            most = 40 if line == "-- " else 12
            end = at if rest <= most and size <= 60 * most else end
        rest += bool(line.strip())
        size += len(line)
        if size > 60 * 40:
            break
    _count([line for line in lines[end + 1 :] if line.strip()], tally)
    return lines[:end]


def _count(signature: list[str], tally: _Tally) -> None:
    """What the lines below a signature mark were: programs and lists write there too."""
    phone = sum(1 for line in signature if marks.is_phone_line(line))
    footer = sum(1 for line in signature if below.is_footer_line(line[:SEEN]))
    tally.phone_line |= bool(phone)
    tally.footer |= bool(footer)
    tally.signature |= len(signature) > phone + footer


def _peel_from(lines: list[str], author: str, tally: _Tally) -> int:
    """Where the last paragraph or line begins if it is not the author's text, else the end."""
    end = len(lines)
    if not lines:
        return end
    if marks.is_phone_line(lines[-1]):
        tally.phone_line = True
        return end - 1
    start = _paragraph_start(lines, end)
    # A list's rule and footer may stand directly below the last line of a letter.
    rules = [at for at in range(max(start, end - 12), end) if marks.RULE.match(lines[at][:SEEN])]
    if rules and below.is_footer([line[:SEEN] for line in lines[rules[0] :]]):
        tally.footer = True
        return rules[0]
    paragraph = [line[:SEEN] for line in lines[start : start + LONGEST_PARAGRAPH]]
    if end - start > LONGEST_PARAGRAPH:
        return end
    if below.is_footer(paragraph):
        tally.footer = True
    elif below.is_disclaimer(paragraph) or (tally.disclaimer and below.is_heading(paragraph)):
        tally.disclaimer = True
    elif below.is_profile(paragraph, author):
        tally.signature = True
    elif notice := _notice(lines, start, paragraph, author):
        tally.disclaimer = True
        return start + notice
    elif below.is_ruled_signature(paragraph, author, above_notice=tally.disclaimer):
        tally.signature = True
    elif below.is_signature(paragraph, closing := _closing(lines, start), author):
        tally.signature = True
        return start + below.signs(paragraph, closing, author)
    elif not (len(paragraph) == 1 and marks.RULE.match(paragraph[0])):
        return end  # the author's own; a bare rule stood above what was peeled
    return start


def _notice(lines: list[str], start: int, paragraph: list[str], author: str) -> int:
    """The line of a paragraph at which an office's notice begins right below a signature, or 0."""
    notice = below.notice_in(paragraph)
    head = paragraph[:notice]
    signed = bool(notice) and below.is_ruled_signature(head, author, above_notice=True)
    if notice and not signed:
        signed = below.is_signature(head, _closing(lines, start), author)
    return notice if signed else 0


def _paragraph_start(lines: list[str], end: int) -> int:
    """Where the paragraph that ends at `end` begins; of one longer than LONGEST_PARAGRAPH, some
    line above that length."""
    start, highest = end, max(end - LONGEST_PARAGRAPH - 1, 0)
    while start > highest and lines[start - 1].strip():
        start -= 1
    return start


def _closing(lines: list[str], start: int) -> list[str]:
    """The paragraph above a signature; phone lines may stand between."""
    end = start
    while end and start - end < 8 and _is_between(lines[end - 1]):
        end -= 1
    return [line[:SEEN] for line in lines[_paragraph_start(lines, end) : end]]


def _is_between(line: str) -> bool:
    return not line.strip() or marks.is_phone_line(line)


def _without_banner(lines: list[str], tally: _Tally) -> list[str]:
    """Without the warning about outside mail that an office puts above the text."""
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not lines or not below.is_banner(lines[first][:SEEN]):
        return lines
    tally.disclaimer = True
    after = first
    while after < len(lines) and lines[after].strip():
        after += 1
    return lines[after:] if any(line.strip() for line in lines[after:]) else lines


def spaced(lines: list[str]) -> str:
    """Lines joined, with one empty line at most between paragraphs and none at the ends."""
    out: list[str] = []
    for line in lines:
        line = line.rstrip()
        if line or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip("\n")
