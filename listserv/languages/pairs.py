"""Languages that a line names: those somebody translates between, and those asked for behind the
numbers of posts.

Pure. Owns how `en fr es`, `fr<->en`, `from English into French and Spanish` become codes, in any
language of the word tables; small words stand in the section `pairs` of `words/*.toml`. Where a
language stands by its name, `en` and `es` are small words of others: `en français`. What is no such
line is (); nothing fails.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from listserv.languages import tongues, words
from listserv.languages.plain import Piece, PieceKind, split

BOTH = "<->"  # behind the first language: into the others, and from them
MOST = 8  # languages of one line

_BOTH_WAYS = re.compile(r"<\s*[-=–—]*\s*>|[↔⇄⇔]")
_ONE_WAY = re.compile(r"[-=–—]*>|[→⇒<←-]")
_IDLE = frozenset(".,:;/+&()-=")
_CODES_AND_WORDS = ("en", "es")
_ARABIC_PREFIXES = (
    "و",
    "ب",
    "بال",
    "لل",
)  # "and", "in", "in the", "to the": one word with the next


def named(text: str) -> tuple[str, ...]:
    """The languages that a whole text names, each once, in order; () where it says more."""
    return tuple(dict.fromkeys(_named(split(text))))


def pair(text: str) -> tuple[str, ...]:
    """The language from which and those into which: ("en", "fr", "es"), or ("fr", "<->", "en") for
    both ways; () where a text names less than two, or not who goes into whom."""
    bare, arrows = _BOTH_WAYS.subn(" ", text)
    pieces = split(_ONE_WAY.sub(" ", bare))
    both_ways = words.phrases("pairs", "both")
    kept: list[Piece] = []
    place = 0
    while place < len(pieces):
        found = both_ways.at(pieces, place)
        kept += [] if found else [pieces[place]]
        place = found[1] if found else place + 1
    both = bool(arrows) or len(kept) < len(pieces)
    return _paired(_named(kept), both=both)


def directions(codes: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(from, into) for each way of a `pair`; () of none."""
    source, *rest = codes or ("",)
    into = [code for code in rest if code != BOTH]
    back = into if BOTH in rest else []
    return (*((source, code) for code in into), *((code, source) for code in back))


def said(ways: Collection[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The pairs that say these ways together: ("en", "fr", "es") and ("fr", "<->", "pt")."""
    found: dict[str, tuple[str, ...]] = {}
    told: set[tuple[str, str]] = set()
    for source, into in ways:
        back = (into, source)
        if back in ways and back not in told:
            found[f"{source} {into}"] = (source, BOTH, into)
            told.add((source, into))
        elif back not in told:
            found[source] = (*found.get(source, (source,)), into)
    return tuple(found.values())


def _paired(said: Sequence[str], *, both: bool) -> tuple[str, ...]:
    """`en fr, fr en` goes both ways, `en fr, en es` into two."""
    if len(said) == 4 and said[:2] == said[:1:-1]:
        said, both = said[:2], True
    elif len(said) > 2 and set(said[::2]) == {said[0]} and len(said) % 2 == 0:
        said = [said[0], *said[1::2]]
    if not 1 < len(said) <= MOST or len(set(said)) != len(said):
        return ()
    return (said[0], *([BOTH] if both else []), *said[1:])


def _named(pieces: Sequence[Piece]) -> list[str]:
    small = words.single_words("pairs", "small")
    found: list[tuple[str, str]] = []  # the word, its language
    for piece in pieces:
        if piece.kind is PieceKind.MARK and piece.plain in _IDLE:
            continue
        if piece.kind is not PieceKind.WORD:
            return []
        if code := _language(piece.plain):
            found.append((piece.plain, code))
        elif piece.plain not in small:
            return []
    if any(plain != code for plain, code in found):
        found = [one for one in found if one[0] not in _CODES_AND_WORDS]
    return [code for _, code in found]


def _language(plain: str) -> str:
    if plain in words.tables():
        return plain
    return _by_name(plain) or next(
        (
            code
            for prefix in _ARABIC_PREFIXES
            if plain.startswith(prefix) and (code := _by_name(plain.removeprefix(prefix)))
        ),
        "",
    )


def _by_name(plain: str) -> str:
    found = words.phrases("names").at(split(plain), 0)
    return found[0] if found else tongues.code(plain)
