"""Lines of members that hold values: `mute 811`, `at most 50 KB a day`, `address move …`.

Pure. Owns how such a line becomes a command; how it is written in each language stands in the
sections `member` and `member_bare` of `words/*.toml`, as patterns. A meaning is the verb, and
behind `_` its first argument: `address_move`. What is no such line is None; nothing fails.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from listserv.languages import words
from listserv.languages.command import Command, Verb
from listserv.languages.patterns import Line, Patterns, Value, patterns

# Those whose value is whatever stands behind the first words.
FREE = frozenset({Verb.SEARCH, Verb.NAME, Verb.COUNTRY, Verb.ORGANISATION, Verb.ONLY, Verb.MUTE})
_WORDY = frozenset({Verb.DELIVERY, Verb.JOIN})
TAKES_TEXT = frozenset({Verb.PROFILE})  # the lines below a bare one are its value


def read(line: Line, start: int, end: int) -> Command | str | None:
    """The command of the pieces from `start` to `end`, or the verb that lacks its value."""
    if start >= end:
        return None
    line = replace(line, marked=frozenset())  # `copies of my own posts: off`
    if bare := patterns("member_bare").whole(line, start, end):
        return bare[0]
    if found := patterns("member").whole(line, start, end):
        meaning, values = found
        verb, bar, how = meaning.partition("_")
        said = [text for value in values.values() for text in _texts(value)]
        return Command(Verb(verb), (*([how] if bar else ()), *said))
    return None


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (f"{value}",)


@cache
def begins(*verbs: Verb) -> frozenset[str]:
    """The words that such lines begin with, those of some verbs or of all."""
    section = words.section("member")
    return Patterns(
        {one: said for one, said in section.items() if not verbs or one.split("_")[0] in verbs}
    ).begins


@cache
def phrases() -> frozenset[str]:
    """The lines that hold no value, folded; the many ways to say how she reads are not all spelled
    out, and neither is joining."""
    section = words.section("member")
    few = {one: said for one, said in section.items() if one.partition("_")[0] not in _WORDY}
    return Patterns(few).phrases | patterns("member_bare").phrases
