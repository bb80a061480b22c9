"""Which of some texts a quotation was taken from; pure.

Owns the guess for answers that cite no Message-ID we have: those to a digest, and those of programs
that leave it out. Programs wrap and mark what they quote, so letters are compared without blanks.
Many posts share a sentence, and a whole digest may be quoted: a text counts only where no other
thread comes near. A failure here means that nobody knows what an answer answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LONGEST = 20_000  # characters of a quotation, and of a text, that are looked at
PIECE = 32  # letters of a piece: six words or so
SHORTEST = 20
MOST_PIECES = 64
ENOUGH = 2  # pieces that say it, or all there are


@dataclass(frozen=True, slots=True)
class Source:
    """A text that may have been quoted."""

    number: int
    thread: int
    text: str


def quotation(text: str, clean: str) -> str:
    """What a mail holds beside its author's words, as paragraphs without marks."""
    own = {line.strip() for line in clean[:LONGEST].split("\n")}
    lines: list[str] = []
    before = False
    for line in text[: 2 * LONGEST].split("\n"):
        said = line.strip()
        marked = said.startswith((">", "|"))
        if marked != before:
            lines.append("")  # "Amina wrote:" is no part of what she wrote
        lines.append(said.lstrip("> |") if marked or said not in own else "")
        before = marked
    return "\n".join(lines)[:LONGEST]


def source(quoted: str, sources: Iterable[Source]) -> int:
    """The number of the text that most of a quotation stands in; 0 where none or several may be.

    Within one thread the later of two counts: it is listed first.
    """
    pieces = _pieces(quoted)
    if not pieces:
        return 0
    best: dict[int, tuple[int, int]] = {}  # by thread: pieces found, number
    for one in sources:
        letters = _letters(one.text)
        found = sum(piece in letters for piece in pieces)
        if found > best.get(one.thread, (0, 0))[0]:
            best[one.thread] = (found, one.number)
    ranked = sorted(best.values(), reverse=True)
    first, second = (*ranked, (0, 0), (0, 0))[:2]
    sure = first[0] >= min(ENOUGH, len(pieces)) and first[0] > 2 * second[0]
    return first[1] if sure else 0


def _pieces(quoted: str) -> Sequence[str]:
    """Pieces of equal length from the beginning of each paragraph; of many an even choice."""
    found: dict[str, None] = {}
    for paragraph in _paragraphs(quoted):
        letters = _letters(paragraph)
        for at in range(0, len(letters), PIECE):
            if len(piece := letters[at : at + PIECE]) >= SHORTEST:
                found[piece] = None
    step = -(-len(found) // MOST_PIECES) or 1
    return list(found)[::step]


def _paragraphs(text: str) -> Iterable[str]:
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            lines.append(line)
        elif lines:
            yield " ".join(lines)
            lines = []
    if lines:
        yield " ".join(lines)


def _letters(text: str) -> str:
    return "".join(text[:LONGEST].split()).casefold()
