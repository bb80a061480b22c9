"""The safety gate: whether a text in another language keeps what a life may hang on; pure.

Owns the word on a translation: a machine's draft with any finding is not sent without a person, and
a person is told of hers. It looks at numbers with their units, at denials, at how much a program
did not know, and at nonsense; it does not look at the rest of the sense. A false alarm costs a
look; so what it does not understand is a finding. Nothing is raised, whatever the texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from listserv.translate import nonsense
from listserv.translate.matching import odd
from listserv.translate.negations import Denials, agree, denials
from listserv.translate.numbers import quantities
from listserv.translate.shield import is_kept
from listserv.translate.tables import Language, language, nobody
from listserv.translate.tokens import Token, tokens

_BREAK = re.compile(r"\n(?:[ \t]*\n)+")
MOST_TEXT = 40_000  # letters of a text; a longer one is for people
_UNKNOWN = 0.1  # of the words, that a program may leave as they were
_FEW_UNKNOWN = 2


class Flaw(StrEnum):
    """What is wrong with a draft."""

    NUMBER = "number"
    UNIT = "unit"
    NEGATION = "negation"
    UNKNOWN = "unknown"  # too many words that the program did not know
    LENGTH = "length"
    REPEATED = "repeated"  # nonsense, or the text as it was
    LANGUAGE = "language"  # there is no table of it: figures alone were compared


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw, and what stands there on each side, short, for people; "" where it is missing."""

    flaw: Flaw
    original: str
    draft: str


def check(
    original: str, draft: str, source: str, target: str, *, words: int = 0, unknown: int = 0
) -> tuple[Finding, ...]:
    """What a draft does not keep of its original; empty where it may be sent.

    `source` and `target` as in ISO 639-1; `words` and `unknown` as in `model.MachineDraft`. Texts
    with as many paragraphs as each other are compared paragraph by paragraph. One of more than
    `MOST_TEXT` letters is not compared, and LENGTH says so.
    """
    known, other = language(source), language(target)
    found: list[Finding] = []
    if known is None or other is None:
        lacks = Finding(Flaw.LANGUAGE, "" if known else source, "" if other else target)
        found.append(lacks)
    if unknown > _FEW_UNKNOWN and unknown > _UNKNOWN * words:
        found.append(Finding(Flaw.UNKNOWN, "", f"{unknown} / {words}"))
    if max(len(original), len(draft)) > MOST_TEXT:
        return (*found, Finding(Flaw.LENGTH, _start(original), _start(draft)))
    for ours, theirs in _parts(original, draft):
        if ours == theirs and is_kept(ours):
            continue
        before, after = tokens(ours), tokens(theirs)
        found.extend(_numbers(before, after, known or nobody(), other or nobody()))
        if known and other:
            found.extend(_denials(before, after, known, other))
        if nonsense.length(ours, theirs):
            found.append(Finding(Flaw.LENGTH, _start(ours), _start(theirs)))
        if clause := nonsense.repeated(before, after):
            found.append(Finding(Flaw.REPEATED, "", clause))
        elif _base(source) != _base(target) and nonsense.untranslated(before, after):
            found.append(Finding(Flaw.REPEATED, _start(ours), _start(theirs)))
    return tuple(found)


def _parts(original: str, draft: str) -> Sequence[tuple[str, str]]:
    """The paragraphs side by side, or both texts whole."""
    ours, theirs = _paragraphs(original), _paragraphs(draft)
    if len(ours) == len(theirs):
        return list(zip(ours, theirs, strict=True))
    return [(original, draft)]


def _paragraphs(text: str) -> Sequence[str]:
    return [one for one in _BREAK.split(text.replace("\r\n", "\n")) if one.strip()]


def _numbers(
    original: Sequence[Token], draft: Sequence[Token], source: Language, target: Language
) -> Iterator[Finding]:
    for one in odd(quantities(original, source), quantities(draft, target)):
        yield Finding(Flaw.UNIT if one.unit else Flaw.NUMBER, one.original, one.draft)


def _denials(
    original: Sequence[Token], draft: Sequence[Token], source: Language, target: Language
) -> Iterator[Finding]:
    ours, theirs = denials(original, source), denials(draft, target)
    if not agree(ours, theirs):
        yield Finding(Flaw.NEGATION, _few(ours), _few(theirs))


def _few(said: Denials) -> str:
    return " | ".join(said.sure or said.unsure)[:120]


def _start(text: str) -> str:
    return " ".join(text[:200].split())[:60]


def _base(code: str) -> str:
    return re.split(r"[-_]", code.lower(), maxsplit=1)[0]
