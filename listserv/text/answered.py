"""What somebody wrote in her answer to a letter of ours, apart from the letter; pure.

The letter's text is known, so its words are found wherever they stand (quoted): marked or bare,
wrapped anew, changed in places, above or below the answer or all around it. What is neither the
letter nor a program's frame around it is hers, also where she typed between quoted lines or into
one. In doubt a line stays hers: whoever reads the words asks back then. Signatures, phone lines
and disclaimers go as in posts (quotes). Nothing here fails; the work is linear but for a logarithm.

For a letter that holds one post between two rules, its text as she sent it back is found too
(sentback): typed or pasted below her first line, or changed inside the quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Reading
from listserv.text import marks, paragraphs, quotes, sentback
from listserv.text.quoted import SEEN, Letter, Line, compare, read_letter, read_line

_MARKED = re.compile(r"\s{0,3}[>＞]")
_QUOTATION = "> ."
_NO_FRAME = "\ue000"  # of the private use area
_PHONE_WORDS = 10  # of a phone line that a program glued to the line above


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer taken apart; each is "" where there is none."""

    words: str  # hers in order, "\n" line ends; what she put into quoted lines comes last
    below: str = ""  # the text that follows her first line; else the one between the rules
    hidden: bool = False  # no words are known as hers, and there is text that is not the letter's


def own_words(reading: Reading, letter: str = "") -> Answered:
    """Take an answer apart; `letter` is the plain text of the letter that it answers.

    Without the letter, or where nothing of it is quoted, quotations are found by their marks and
    frames alone.
    """
    lines = [read_line(text) for text in reading.text_lines.split("\n")]
    known = read_letter(letter)
    if not letter or not compare(lines, known, _domain(reading)):
        return _by_marks(reading, lines, known)
    words = _stripped(lines, reading.from_name) or _doubtful(lines, known)
    fresh = sentback.typed_below(lines, known, words.partition("\n")[0], reading.from_name)
    return Answered(words, sentback.choose(fresh, lines, known, words))


def _domain(reading: Reading) -> str:
    """`@` and the domain of the letter, from the address with a token that was answered."""
    ours = [address for address in reading.addressed if "+" in address] or reading.addressed
    return "@" + ours[0].rpartition("@")[2].casefold() if ours else ""


def _stripped(lines: Sequence[Line], author: str) -> str:
    """Her lines without signatures, phone lines and disclaimers, which end each run of them.

    What she put into the quotation comes last: a command stands outside. What programs wrote
    around it is known: a line that ends in a colon is hers.
    """
    out: list[str] = []
    inside: list[str] = []
    for line in lines:
        if line.hers and line.depth:
            inside.append(_kept(line.text))
        own = not line.depth and (line.hers or not line.text.strip())
        out.append(_kept(line.text) if own else _QUOTATION)
        inside += [each for typed in line.typed for each in ("", _kept(typed), "")]
    words = [quotes.strip("\n".join(each), author)[0] for each in (out, inside)]
    return _without_marked("\n\n".join(words).replace(_NO_FRAME, ""))


def _kept(line: str) -> str:
    return line.rstrip() + _NO_FRAME if line.rstrip().endswith((":", "：")) else line


def _without_marked(own: str) -> str:
    kept = [_unglued(line) for line in own.split("\n") if not _MARKED.match(line)]
    return quotes.spaced(kept)


def _unglued(line: str) -> str:
    """A long line without the phone line that was joined to it as if a program had broken it."""
    if len(line) < paragraphs.NARROWEST or len(line) > 20 * SEEN:
        return line
    for found in list(re.finditer(r"(?<=\s)\S", line))[-_PHONE_WORDS:]:
        tail = line[found.start() :]
        if found[0].isupper() and marks.is_phone_line(tail):
            return line[: found.start()].rstrip()
    return line


def _doubtful(lines: Sequence[Line], letter: Letter) -> str:
    """Some examples of the letter without the others, where she wrote nothing else; else "".

    Perhaps she took away what did not apply. They come with a line of the letter, so that they are
    asked back and never taken for a decision.
    """
    left = [at for at, line in enumerate(lines) if line.of and not line.depth]
    examples = [at for at in left if not any(letter.telling[of] for of in lines[at].of)]
    size = sum(len(lines[at].of) for at in examples)
    if not examples or size == letter.telling.count(False):
        return ""
    others = [at for at in left if at not in set(examples)]
    near = max((at for at in others if at < examples[0]), default=min(others, default=examples[0]))
    return "\n".join(lines[at].text for at in sorted({near, *examples}))


def _by_marks(reading: Reading, lines: Sequence[Line], letter: Letter) -> Answered:
    """An answer that quotes nothing of the letter as we know it."""
    words = _without_marked(reading.lines)
    fresh = words.partition("\n")[2].strip("\n")
    unmarked = any(line.text.strip() for line in lines if not line.depth)
    return Answered(words, sentback.choose(fresh, lines, letter, words), unmarked and not words)
