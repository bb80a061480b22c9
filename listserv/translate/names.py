"""Which words of a line are names, by their capitals alone; pure.

A name is one word, or several, with a capital where no sentence begins: `Amina Kamau`, `Ministry
of Health`. It stands in a draft as its author wrote it. Months, days, languages and forms of
address have capitals in English and are words all the same; where every word has one (a heading)
capitals say nothing. A word taken wrongly for a name stays in the language of its author.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_BEGINS = frozenset('.!?:;\u2026\u00bf\u00a1"\u201c\u00ab\u2018\u061f')
_SPACES = re.compile(r"\.?[ \u00a0\u202f]\Z")
_INNER = re.compile(r"(?:of|d[aeio]|d[ao]s|del|della|l[aeo]|los|las|v[ao]n|der|bin|ibn|al|el)\Z")
_AND = re.compile(r"(?:and|y|e|et)\Z")
_ELIDED = re.compile(r"[dl]['\u2019][^\W\d_a-z]")
_TITLE = re.compile(r"(?:Dra?|M|Mrs?|Ms|Profa?|Sra?|Srta|Mme|Mlle|St|[^\W\d_a-z])\Z")
_NO_NAME = re.compile(
    r"""(?:
    january|february|march|april|may|june|july|august|september|october|november|december
    |monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|easter|ramadan
    |english|french|spanish|portuguese|arabic|swahili|african|asian|european|american|latin
    |caribbean|western|eastern|northern|southern|north|south|east|west|global
    |all|everyone|colleagues?|friends?|members?|sir|madam|director|minister|president
    |doctora?|professor|i(?:['\u2019](?:m|ve|d|ll))?
    |coll\u00e8gues?|amis|tous|toutes|monsieur|madame|docteur|professeur
    |colegas?|amigos|todos|todas|se\u00f1ora?|profesora?|senhora?|doutora?|professora|caros
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
)


def names(line: str, free: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    """Where names stand in the stretches of a line that are `free`."""
    words = [word for word in _WORD.finditer(line) if free(*word.span())]
    if "," not in line and titled([word[0] for word in words], least=5, tenths=8):
        return
    run: list[re.Match[str]] = []
    for word in words:
        if run and not _SPACES.match(line, run[-1].end(), word.start()):
            yield from _name(run)
            run = []
        small = bool(run) and _is_inner(word[0], run)
        if small or (_is_capital(word[0]) and (run or not _begins(line, word.start()))):
            run.append(word)
        else:
            yield from _name(run)
            run = []
    yield from _name(run)


def _is_inner(word: str, run: list[re.Match[str]]) -> bool:
    """A small word within a name; `and` only in one that has another: `Ministry of Health and`."""
    if _AND.match(word):
        return any(_INNER.match(one[0]) for one in run)
    return bool(_INNER.match(word) or _ELIDED.match(word))


def _name(run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """The run without the small words at its end; nothing where no word of it is a name."""
    while run and (_INNER.match(run[-1][0]) or _AND.match(run[-1][0])):
        run = run[:-1]
    if not all(_NO_NAME.match(word[0]) for word in run):
        yield run[0].start(), run[-1].end()


def _begins(line: str, start: int) -> bool:
    """Whether a sentence begins here."""
    before = line[max(0, start - 200) : start].rstrip(" \t\u00a0\u202f([*_")
    if not before:
        return True
    if before[-1] == ".":
        return not _TITLE.match(before[:-1].rpartition(" ")[2])
    return before[-1] in _BEGINS


def _is_capital(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


def titled(words: Sequence[str], least: int = 2, tenths: int = 6) -> bool:
    """Whether words have the capitals of a title: the first, and so many of the longer ones.

    `least`: of capitals. `tenths` of the words of four letters or more must have one.
    """
    long = [word for word in words if len(word) > 3]
    capital = [word for word in words if word[0].isupper()]
    if len(capital) < least or not words[0][0].isupper():
        return False
    return 10 * sum(word[0].isupper() for word in long) >= tenths * len(long)


def shouted(words: Sequence[str]) -> bool:
    """Whether a line is written in capitals."""
    return len(words) > 3 and 10 * sum(word.isupper() for word in words) >= 6 * len(words)
