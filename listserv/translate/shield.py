"""A text as a translation program gets it, and the draft made of its answer; pure.

Owns the layout. The program sees single lines (cells of a table, items of a list) without their
marks, and in each a tag instead of whatever must not change. Quotations, citations and whatever
has no words are not shown at all. A draft in which a tag is missing, doubled or in another line, or
with something in it that the program cannot have from the text, is no draft of that paragraph: it
stays as its author wrote it, and is counted, for a dose could have gone with the tag.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import MachineDraft
from listserv.translate.spans import LINKS, NOTHING, Care, Keeper

_BREAK = re.compile(r"\n(?:[ \t]*\n)+")
_LONG = 45  # characters of a line that a program may have broken
_GOES_ON = re.compile(r"(?![a-z][.)])[a-z\u00df-\u00ff]")  # with a small letter
_QUOTE = re.compile(r"[ \t]{0,3}>")
_CITATION = re.compile(
    r"\W{0,3}(?:citations?|references?|r\u00e9f\u00e9rences?|referencias?|refer\u00eancias?"
    r"|cita\u00e7\u00e3o|\u0627\u0644\u0645\u0631\u062c\u0639)\s?:",
    re.IGNORECASE,
)
# "Kamau A, Souza B. Oral rehydration. Lancet 2019;393(10181):123-34."
_AUTHORS = re.compile(r"\W{0,6}[^\W\d_][\w'\u2019-]{1,40}(?: [\w'\u2019-]{2,40}){0,2},? [A-Z]")
_ISSUE = re.compile(
    r"\b(?:19|20)\d\d\b[^.;\n]{0,20};\s?\d{1,4}\s?(?:\([^()\n]{1,12}\))?\s?:\s?e?\d"
)
_BULLET = r"[-*\u2022\u00b7\u2013\u2014\u25aa\u25cf]"
_MARKER = re.compile(
    rf"[ \t]*(?:(?:{_BULLET}|\(?(?:\d{{1,3}}|[a-z]|[ivx]{{1,5}})[.)]|[A-Z]\))[ \t]+)?"
)
_CELL = re.compile(r"([ \t]*[|\t][ \t|]*| {2,})")
_UNKNOWN = re.compile(r"(?<!\w)[*@#](?=\w)")  # before a word that the program did not know
_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")
# What the program cannot have from the text either, for every such sign of it was behind a tag.
_INVENTED = re.compile(r"[@<>\[\]{}\\\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Form:
    """How a tag is written for a program: `write % number`, found again by `read`."""

    write: str
    read: re.Pattern[str]


_ANY = Form("[%d]", re.compile(r"\[(\d{1,9})\]"))


@dataclass(frozen=True, slots=True)
class Shielded:
    """Lines for the program, what their tags stand for, and how the text is put together again.

    A paragraph is made of pieces: text as it was, or the place of a line.
    """

    lines: tuple[str, ...]
    kept: tuple[str, ...]
    paragraphs: tuple[tuple[str | int, ...], ...]
    originals: tuple[str, ...]  # the paragraphs, for those of which no draft comes back
    shown: str  # the words from which the lines were made
    form: Form
    care: Care


@dataclass(frozen=True, slots=True)
class Unshielded:
    """The draft; `unknown` of its `words` stand as they were, `untouched` paragraphs too."""

    text: str
    words: int
    unknown: int
    untouched: int


def shield(text: str, form: Form, care: Care = NOTHING) -> Shielded:
    """The text in lines, with tags instead of what must not change."""
    return _Shielding(form, care).of(text)


def is_kept(paragraph: str) -> bool:
    """Whether no program is shown any of it: a citation, a quotation, what has no words."""
    return not shield(paragraph, _ANY).lines


class _Shielding:
    def __init__(self, form: Form, care: Care) -> None:
        self._form = form
        self._care = care
        self._keeper = Keeper(care)
        self._lines: list[str] = []
        self._kept: list[str] = []
        self._shown: list[str] = []

    def of(self, text: str) -> Shielded:
        originals = tuple(one for one in _BREAK.split(text.strip()) if one.strip())
        paragraphs = tuple(tuple(self._paragraph(one)) for one in originals)
        shown = "\n".join(self._shown)
        return Shielded(
            *(tuple(self._lines), tuple(self._kept), paragraphs, originals),
            *(shown, self._form, self._care),
        )

    def _paragraph(self, paragraph: str) -> list[str | int]:
        if _CITATION.match(paragraph):
            return [paragraph]
        pieces: list[str | int] = []
        for line in _logical(paragraph):
            pieces += ["\n"] if pieces else []
            marker = _MARKER.match(line)
            begins = marker.end() if marker else 0
            if _QUOTE.match(line) or (_AUTHORS.match(line, begins) and _ISSUE.search(line)):
                pieces.append(line)
                continue
            pieces.append(line[:begins])
            for place, cell in enumerate(_CELL.split(line[begins:])):
                pieces += [cell] if place % 2 else self._cell(cell)
        return pieces

    def _cell(self, cell: str) -> list[str | int]:
        """The line that is made of it; where all of its words are given, what stands there."""
        body = cell.strip()
        spans = self._keeper.spans(body)
        ends = [0, *(span.end for span in spans)]
        starts = [*(span.start for span in spans), len(body)]
        between = [body[end:start] for end, start in zip(ends, starts, strict=True)]
        before = cell[: len(cell) - len(cell.lstrip())]
        behind = cell[len(before) + len(body) :]
        if not any(_WORD.search(some) for some in between):
            given = zip(between, [*(span.instead for span in spans), ""], strict=True)
            return [before, *(part for both in given for part in both), behind]
        tags = [self._form.write % (len(self._kept) + place) for place in range(len(spans))]
        self._kept += [span.instead for span in spans]
        self._lines.append(
            "".join(part for both in zip(between, [*tags, ""], strict=True) for part in both)
        )
        self._shown.append(body)
        return [before, len(self._lines) - 1, behind]


def _logical(paragraph: str) -> Sequence[str]:
    """Its lines, those that a program has broken in one again."""
    lines: list[str] = []
    length = 0  # of the line before, as it came
    for line in paragraph.split("\n"):
        if length >= _LONG and _GOES_ON.match(line) and not _QUOTE.match(lines[-1]):
            lines[-1] = f"{lines[-1].rstrip()} {line}"
        else:
            lines.append(line)
        length = len(line)
    return lines


# --- back -----------------------------------------------------------------------------------------


def unshield(said: Sequence[str], shielded: Shielded) -> Unshielded:
    """The program's answers, one for each line ("" for none), with everything back in its place."""
    answers = [_Answer.of(*both, shielded) for both in zip(shielded.lines, said, strict=True)]
    pieces, words, unknown, untouched = [], 0, 0, 0
    for paragraph, original in zip(shielded.paragraphs, shielded.originals, strict=True):
        of_it = [answers[piece] for piece in paragraph if isinstance(piece, int)]
        if not all(answer.sound for answer in of_it):
            pieces.append(original)
            untouched += 1
            continue
        words += sum(answer.words for answer in of_it)
        unknown += sum(answer.unknown for answer in of_it)
        pieces.append("".join(_piece(piece, answers) for piece in paragraph))
    return Unshielded("\n\n".join(pieces), words, unknown, untouched)


def _piece(piece: str | int, answers: Sequence[_Answer]) -> str:
    return piece if isinstance(piece, str) else answers[piece].text


@dataclass(frozen=True, slots=True)
class _Answer:
    sound: bool
    text: str = ""
    words: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, asked: str, said: str, shielded: Shielded) -> _Answer:
        form, kept = shielded.form, shielded.kept
        said = " ".join(said.split())
        if not said or len(said) > 5 * len(asked) + 200 or not _same_tags(asked, said, shielded):
            return cls(sound=False)
        unknown = len(_UNKNOWN.findall(said))
        plain = _UNKNOWN.sub("", said)
        bare = form.read.sub(" ", plain)
        if _INVENTED.search(bare) or LINKS.search(bare):
            return cls(sound=False)
        text = form.read.sub(lambda tag: kept[int(tag[1])], plain)
        return cls(True, text, len(_WORD.findall(bare)), unknown)


def _same_tags(asked: str, said: str, shielded: Shielded) -> bool:
    """Whether each tag came back once; and numbers in their order, for doses could have changed
    places.
    """
    before, after = (
        [int(tag[1]) for tag in shielded.form.read.finditer(one)] for one in (asked, said)
    )
    if sorted(before) != sorted(after):
        return False
    return _numbers(before, shielded) == _numbers(after, shielded)


def _numbers(tags: Sequence[int], shielded: Shielded) -> list[int]:
    return [tag for tag in tags if _DIGIT.search(shielded.kept[tag])]


def draft_of(
    said: Sequence[str], shielded: Shielded, engine: str, source: str, target: str
) -> MachineDraft | None:
    """The draft, with the terms of the glossary that it lacks; None where no paragraph is sound."""
    found = unshield(said, shielded)
    asked = sum(any(isinstance(one, int) for one in some) for some in shielded.paragraphs)
    if asked and found.untouched == asked:
        return None
    missed = shielded.care.glossary.missed(shielded.shown, found.text)
    return MachineDraft(
        *(found.text, engine, source, target, found.words, found.unknown),
        untouched=found.untouched,
        glossary=missed,
    )
