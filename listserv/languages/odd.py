"""A word that stands where a line names a language, and is none that we know: `get 811 klingon`.

Pure. Owns which word of a line is the trouble, so that the answer can name it. Nothing acts on it,
and nothing fails: what is no such line is "".
"""

from __future__ import annotations

from collections.abc import Iterator

from listserv.languages import tongues, words
from listserv.languages.command import Command, Verb
from listserv.languages.line import language_of, read
from listserv.languages.plain import fold

_NAMES = frozenset({Verb.GET, Verb.CORRECT, Verb.OFFER, Verb.NO_OFFER})
_INSTEAD = ("fr", "pt")  # languages that may stand in the word's place
_MOST_WORDS = 14  # of a line that is looked at
_AROUND = ".,;:!?()<>\"'«»*_،؛؟…\u2068\u2069"


def strange_language(line: str) -> str:
    """The last such word of a line, as it was typed; "" for none."""
    typed = line.split()
    if len(typed) > _MOST_WORDS or _command(line):
        return ""
    return next(_found(typed), "")


def _found(typed: list[str]) -> Iterator[str]:
    for place in range(len(typed) - 1, 0, -1):
        bare = typed[place].strip(_AROUND)
        if not bare.isalpha() or len(bare) == 1 or _is_known(bare):
            continue
        for other in _INSTEAD:
            if _command(" ".join((*typed[:place], other, *typed[place + 1 :]))):
                yield bare
                return


def _is_known(word: str) -> bool:
    small = words.single_words("pairs", "small") | words.single_words("answers", "and")
    return fold(word) in small or bool(language_of(word) or tongues.code(word))


def _command(line: str) -> Command | None:
    """The one command of a line that names languages."""
    found = read(line)
    commands = found.commands if found else ()
    one = commands[0] if len(commands) == 1 and commands[0].verb in _NAMES else None
    named = one is not None and any(not arg[:1].isdigit() for arg in one.args)
    return one if named else None
