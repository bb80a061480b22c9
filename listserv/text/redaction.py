"""Words that are taken out of a text: where they stand, and the mark that stands there instead.

Pure. The words are found whatever case, accents, white space, line breaks and marks of quotation
do to them: what counts are letters and figures, and that words are whole. A telephone number is
found however its figures are grouped. In HTML they are found through entities and tags, in what a
reader sees and in what she does not; in links also as `%C3%A9`. A letter of a script that puts no
blanks between words may stand anywhere; Arabic words may have an article or a preposition joined.
An address in angle brackets, `<amina@example.org>`, is found as it stands and in no longer one.

Too much may be found, a name that somebody else has too: that is read again by a human. Linear:
every pattern is bounded and possessive. Nothing fails.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

from listserv.text.comparable import is_unspaced

FEWEST = 3  # letters or figures; fewer stand everywhere
LONGEST = 2000  # characters
_MARK = re.compile(r"\[… \d{4}-\d\d-\d\d\]")
GROUPED = 6  # figures from which a number may be grouped in any way

_UNSEEN = "\u200b"  # what every letter without width becomes before it is compared
_DROPPED = "\u00ad\u0640\u034f\u061c\u2060\ufeff"
_GAP = r"[\W_]{1,300}+"
_EXACT = re.compile(r"<([^<>\s]{1,320}@[^<>\s]{1,320})>")
_LOOSE = r"[\W_]{0,8}+"
_JOINED = "(?:[وف]?+(?:[بكل]?ال|لل|[بكل])?)"  # and, so; in, like, for; the
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){1,2000}+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
_CODED = re.compile(f"{_PERCENT.pattern}|{_ENTITY.pattern}")
_TAG = re.compile(r"[A-Za-z/!?]")
_NAME = re.compile(r"/?([A-Za-z0-9]{1,12})")
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "mark", "o", "q", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "tt", "u", "var", "wbr"),
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be taken out, ready to be looked for; see `words`."""

    pattern: re.Pattern[str]
    anchor: str = ""  # stands wherever the words do, but for letters without width


def mark(day: str) -> str:
    """What stands where words were taken out: `[… 2026-11-22]`, in no language."""
    return f"[… {day}]"


def is_mark(typed: str) -> bool:
    """Whether words were taken out of what somebody typed: she, too, wanted them to go."""
    return _MARK.search(typed) is not None


def is_enough(typed: str) -> bool:
    """Whether words say enough to be looked for."""
    letters = sum(letter.isalnum() for letter in typed)
    unspaced = any(is_unspaced(letter) for letter in typed)
    return (1 if unspaced else FEWEST - 1) < letters and len(typed) <= LONGEST


@lru_cache(64)
def words(typed: str) -> Words:
    """Words as somebody typed them; where they do not say enough nothing is ever found."""
    plain = folded(typed).replace(_UNSEEN, "")
    tokens = re.findall(r"[^\W_]+", plain)
    if not tokens or not is_enough(typed):
        return Words(re.compile(r"(?!)"))
    if exact := _EXACT.fullmatch(plain):
        return _address(exact[1])
    is_number = all(token.isdecimal() for token in tokens) and sum(map(len, tokens)) >= GROUPED
    between = f"(?:{_LOOSE})" if is_number else f"{_UNSEEN}*+"
    spelled = [between.join(re.escape(letter) for letter in token) for token in tokens]
    first, last = tokens[0][0], tokens[-1][-1]
    before = "" if is_unspaced(first) else r"(?<![^\W_])"
    joined = _JOINED if "\u0600" <= first <= "\u06ff" else ""
    behind = "" if is_unspaced(last) else rf"(?!{_UNSEEN}*+[^\W_])"
    core = (_LOOSE if is_number else _GAP).join(spelled)
    anchor = "" if is_number else max(tokens, key=len)
    return Words(re.compile(f"{before}{joined}({core}){behind}"), anchor)


def _address(plain: str) -> Words:
    core = f"{_UNSEEN}*+".join(re.escape(letter) for letter in plain)
    return Words(re.compile(rf"(?<![\w.+%-])({core})(?![\w-]|\.[^\W_])"), plain)


def in_text(text: str, typed: str, mark: str) -> tuple[str, int]:
    """`text` with a mark in each place where the words stood, and how many places."""
    wanted = words(typed)
    text, places = _struck(text, _Seen(text), wanted, mark)
    if "%" in text:
        text, hidden = _struck(text, _decoded(text, _PERCENT), wanted, mark)
        places += hidden
    return text, places


def in_html(source: str, typed: str, mark: str) -> tuple[str, int]:
    """The same of a page: in what is shown, and in its tags and comments. Tags stay."""
    wanted = words(typed)
    mark = mark.encode("ascii", "xmlcharrefreplace").decode("ascii")
    places = 0
    for looked_at in (_shown, _unshown):
        source, found = _struck(source, looked_at(source), wanted, mark)
        places += found
    return source, places


def in_json(value: Any, strike: Callable[[str], str]) -> Any:
    """The same value with every text in it struck; a text may hold JSON itself."""
    match value:
        case str() if value[:1] in ("[", "{"):
            try:
                inner = json.loads(value)
            except (ValueError, RecursionError):
                return strike(value)
            return json.dumps(in_json(inner, strike), ensure_ascii=False)
        case str():
            return strike(value)
        case list():
            return [in_json(one, strike) for one in value]
        case dict():
            return {name: in_json(one, strike) for name, one in value.items()}
    return value


# --- comparing ------------------------------------------------------------------------------------


@lru_cache(4)  # many words are looked for in one text
def folded(text: str) -> str:
    """A text of the same length in which letters that count as the same are the same."""
    return text.translate({ord(letter): _fold(letter) for letter in set(text)})


@lru_cache(4096)
def _fold(letter: str) -> str:
    if letter in _DROPPED or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return _UNSEEN
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return (unicodedata.normalize("NFKD", letter).casefold() or letter)[0]


# --- views ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Seen:
    """What is read of a source. Piece n begins at `starts[n]` of `text`, and stands in the source
    from `at[n][0]` to `at[n][1]`; a coded one is whole. Without pieces it is the source itself."""

    text: str
    starts: list[int] = field(default_factory=list)
    at: list[tuple[int, int]] = field(default_factory=list)

    def places(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """The parts of the source that show text[start:end]."""
        if not self.starts:
            return ((start, end),)
        return self._pieces(start, end)

    def _pieces(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        n = bisect_right(self.starts, start) - 1
        while n < len(self.starts) and self.starts[n] < end:
            length = (self.starts[n + 1] if n + 1 < len(self.starts) else len(self.text)) - (
                self.starts[n]
            )
            first, last = self.at[n]
            if last - first == length:  # letter by letter
                behind = max(0, self.starts[n] + length - end)
                yield first + max(0, start - self.starts[n]), last - behind
            elif last > first:
                yield first, last
            n += 1


class _Builder:
    """Makes a view, piece by piece."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._text: list[str] = []
        self._length = 0
        self._seen = _Seen("")

    def piece(self, text: str, start: int, end: int) -> None:
        if text:
            self._text.append(text)
            self._seen.starts.append(self._length)
            self._seen.at.append((start, end))
            self._length += len(text)

    def coded(self, start: int, end: int, code: re.Pattern[str]) -> None:
        """A part of the source in which `code` stands for letters."""
        at = start
        for found in code.finditer(self._source, start, end):
            self.piece(self._source[at : found.start()], at, found.start())
            self.piece(_meant(found[0]), found.start(), found.end())
            at = found.end()
        self.piece(self._source[at:end], at, end)

    def made(self) -> _Seen:
        self._seen.text = "".join(self._text)
        return self._seen


def _meant(code: str) -> str:
    return unquote(code, errors="replace") if code[0] == "%" else unescape(code)


def _decoded(source: str, code: re.Pattern[str]) -> _Seen:
    builder = _Builder(source)
    builder.coded(0, len(source), code)
    return builder.made()


@lru_cache(2)
def _shown(source: str) -> _Seen:
    """What a page shows: without its tags; those that break a line are a blank."""
    builder = _Builder(source)

    def tag(start: int, end: int) -> None:
        name = _NAME.match(source, start + 1)
        if source.startswith("<!--", start) or (name and name[1].lower() in _INLINE):
            return
        builder.piece(" ", start, start)

    _walk(source, lambda start, end: builder.coded(start, end, _ENTITY), tag)
    return builder.made()


@lru_cache(2)
def _unshown(source: str) -> _Seen:
    """What a page does not show: its tags and comments."""
    builder = _Builder(source)
    _walk(source, lambda start, end: None, lambda start, end: builder.coded(start, end, _CODED))
    return builder.made()


_Take = Callable[[int, int], None]


def _walk(source: str, text: _Take, tag: _Take) -> None:
    """Cut a page into text and tags; what is never closed is text."""
    at = begins = 0
    open_comment = "-->" in source
    while (start := source.find("<", at)) >= 0:
        end = -1
        if open_comment and source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            open_comment = end >= 0
            end = end + 3 if end >= 0 else -1
        elif _TAG.match(source, start + 1):
            end = source.find(">", start) + 1
            if not end:
                break
        at = start + 1 if end < 0 else end
        if end >= 0:
            text(begins, start)
            tag(start, end)
            begins = end
    text(begins, len(source))


# --- taking out -----------------------------------------------------------------------------------


def _struck(source: str, seen: _Seen, wanted: Words, mark: str) -> tuple[str, int]:
    """The source without what was found; the mark stands where each place begins."""
    compared = folded(seen.text)
    if wanted.anchor not in compared.replace(_UNSEEN, ""):
        return source, 0
    found = [match.span(1) for match in wanted.pattern.finditer(compared)]
    if not found:
        return source, 0
    out: list[str] = []
    at = 0
    for span in found:
        put: Sequence[str] = (mark,)
        for start, end in seen.places(*span):
            if start < at:
                start = at
            out += [source[at:start], *put]
            put, at = (), max(at, end)
    out.append(source[at:])
    return "".join(out), len(found)
