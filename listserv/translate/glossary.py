"""The words that a site wants for its terms in another language: a glossary of one pair; pure.

Owns how a file of terms is read, where its terms stand in a text, and which of them a draft lost.
Terms are whole words, of any case; of two that begin at the same word the longer one counts. What
a file says wrongly is told by its line, and the rest of the file counts.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MOST_TERMS = 20_000
LONGEST = 200  # characters of a term
MOST_WORDS = 12  # of a term

_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u0652\u0670]+")
_GAP = re.compile(r"[\s'\u2019\u2010\u2011-]{1,3}\Z")
_ANY_GAP = re.compile(r"[^\w\n]{1,3}\Z")  # a translation may have brackets of its own
_DIGITS_BEFORE = re.compile(r"\d[.,:/-]\Z")
_DIGITS_BEHIND = re.compile(r"[.,:/-]\d")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[_-]\w{1,8})?\Z")
_COLUMNS = (("source", "target"), ("sourcestring", "targetstring"))


@dataclass(frozen=True, slots=True)
class Term:
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A term where it stands in a text."""

    start: int
    end: int
    term: Term

    def instead(self, text: str) -> str:
        """The target, with a capital where the text has one and the glossary has none."""
        target = self.term.target
        if text[self.start].isupper() and not self.term.source[0].isupper():
            return target[0].upper() + target[1:]
        return target


@dataclass(slots=True)
class _Node:
    """The words that may follow, and the term that ends here."""

    after: dict[str, _Node] = field(default_factory=dict)
    term: Term | None = None


class Glossary:
    """Terms of one pair; an empty one finds nothing. `terms`: from source to target."""

    def __init__(self, terms: Mapping[str, str] | None = None) -> None:
        self._terms = [Term(source, target) for source, target in (terms or {}).items()]
        self._sources = _tree({term.source: term for term in self._terms})

    def __len__(self) -> int:
        return len(self._terms)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Placed]:
        """The terms in text[start:end], none upon another; time grows with the text alone."""
        if not self._terms:
            return
        behind = start
        words = list(_WORD.finditer(text, start, len(text) if end is None else end))
        for place in range(len(words)):
            if words[place].start() < behind:
                continue
            found = list(_at(self._sources, text, words, place))
            if found:
                behind = found[-1].end
                yield found[-1]

    def missed(self, original: str, draft: str) -> tuple[str, ...]:
        """The terms of the original whose target is not in the draft."""
        wanted = {placed.term.source: placed.term for placed in self.find(original)}
        targets = _tree({term.target: term for term in wanted.values()})
        words = list(_WORD.finditer(draft))
        said = {
            _key(placed.term.target)
            for place in range(len(words))
            for placed in _at(targets, draft, words, place, _ANY_GAP)
        }
        return tuple(source for source, term in wanted.items() if _key(term.target) not in said)


def _tree(terms: Mapping[str, Term]) -> _Node:
    root = _Node()
    for words, term in terms.items():
        node = root
        for word in _key(words):
            node = node.after.setdefault(word, _Node())
        if node is not root and node.term is None:
            node.term = term
    return root


def _key(words: str) -> tuple[str, ...]:
    return tuple(_plain(word[0]) for word in _WORD.finditer(words))


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()


def _at(
    root: _Node, text: str, words: list[re.Match[str]], place: int, gap: re.Pattern[str] = _GAP
) -> Iterator[Placed]:
    """Each term that begins with this word, the shortest first."""
    start = last = words[place].start()
    if _DIGITS_BEFORE.search(text, max(0, start - 2), start):
        return  # the end of a number
    node = root
    for word in words[place : place + MOST_WORDS]:
        if last > start and not gap.match(text, last, word.start()):
            return
        following = node.after.get(_plain(word[0]))
        if following is None:
            return
        node, last = following, word.end()
        if node.term and not (text[last - 1].isdigit() and _DIGITS_BEHIND.match(text, last)):
            yield Placed(start, last, node.term)


# --- files ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: its terms, and what in it is no term."""

    terms: Mapping[str, str]
    problems: tuple[Problem, ...]


def read(text: str, source: str, target: str) -> Sheet:
    """A file of terms in comma-separated values (RFC 4180), with a header.

    Two columns, or those of a terminology: id, sourceLang, targetLang, sourceString, targetString.
    """
    terms: dict[str, str] = {}
    seen: dict[tuple[str, ...], str] = {}
    problems: list[Problem] = []
    rows = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        header = next(rows, [])
        if len(header) == 1:
            return Sheet({}, (Problem(1, "the header has one column, and needs two"),))
        columns = _columns(header)
        for row in rows:
            line = rows.line_num
            if not any(cell.strip() for cell in _two(row, columns)):
                continue
            said = _wrong(row, header, columns, (source, target))
            if not said:
                one, other = (cell.strip() for cell in _two(row, columns))
                key = _key(one)
                if seen.setdefault(key, other).casefold() != other.casefold():
                    said = f"“{one}” stands above already, as “{seen[key]}”, which counts"
                elif len(terms) >= MOST_TERMS:
                    said = f"more than {MOST_TERMS:,} terms; this one and those below do not count"
                    problems.append(Problem(line, said))
                    break
                else:
                    terms[one] = other
            if said:
                problems.append(Problem(line, said))
    except csv.Error as error:
        problems.append(Problem(rows.line_num, f"is no CSV: {error}; the lines below do not count"))
    return Sheet(terms, tuple(problems))


def _columns(header: list[str]) -> tuple[int, int]:
    """Where the two terms stand."""
    names = [name.strip().lower().lstrip("\ufeff") for name in header]
    for one, other in _COLUMNS:
        if one in names and other in names:
            return names.index(one), names.index(other)
    return 0, 1


def _two(row: list[str], columns: tuple[int, int]) -> list[str]:
    return [row[place] for place in columns if place < len(row)]


def _wrong(
    row: list[str], header: list[str], columns: tuple[int, int], pair: tuple[str, str]
) -> str:
    """What is wrong with a row; "" for nothing."""
    if len(row) != len(header):
        return f"has {len(row)} columns, the header has {len(header)}"
    one, other = (cell.strip() for cell in _two(row, columns))
    if not one or not other:
        return "a term stands alone"
    for term in (one, other):
        if len(term) > LONGEST or len(_key(term)) > MOST_WORDS:
            return f"“{term[:40]}…” is too long for a term"
        if not any(letter.isalpha() for letter in term) or not term.isprintable():
            return f"“{term[:40]}” is no term" if term.isprintable() else "is no term"
    if not one[0].isalnum():
        return f"“{one[:40]}” does not begin with a letter or a digit"
    return _other_pair(dict(zip((name.strip().lower() for name in header), row, strict=True)), pair)


def _other_pair(row: Mapping[str, Any], pair: tuple[str, str]) -> str:
    for column, wanted in zip(("sourcelang", "targetlang"), pair, strict=True):
        said = str(row.get(column, wanted)).strip()
        found = _LANGUAGE.match(said)
        if found is None or found[1] != wanted:
            return f"is of the language “{said[:20]}”, the file of “{wanted}”"
    return ""


def turned(terms: Mapping[str, str]) -> dict[str, str]:
    """The same terms for the opposite direction; of several, the first counts."""
    found: dict[str, str] = {}
    for source, target in terms.items():
        if target[0].isalnum():
            found.setdefault(target, source)
    return found
