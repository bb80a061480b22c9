"""People in a facilitator's mail: whom she finds, adds, removes; what she announces.

Pure. Owns how a line about a person becomes an instruction, and which lines below one belong to it:
the people of `add`, `invite` and `remove`, up to the next command or her signature. The words stand
in `words/*.toml`. What a member may say of herself, or a moderator of a post, is no such line: `add
my address …`, `add "x" after "y"`. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import takewhile

from listserv.languages import endings, member, pasted, signatures, words
from listserv.languages.courtesies import begins_like_name, past_courtesies
from listserv.languages.days import Day
from listserv.languages.endings import Names
from listserv.languages.grammar import ends_here
from listserv.languages.instruction import DETAILS, Instruction, Verb
from listserv.languages.patterns import Line, Values, line_of
from listserv.languages.plain import PieceKind
from listserv.languages.plain import split as pieces_of

VERBS: dict[str, Verb] = {
    one.value: one
    for one in (
        *(Verb.FIND, Verb.ADD, Verb.INVITE, Verb.REMOVE, Verb.PAUSE, Verb.RESUME, Verb.DELIVERY),
        *(Verb.ADDRESS, Verb.BOUNCING, Verb.RETRY, Verb.ANNOUNCE, Verb.PROPOSE),
    )
} | dict.fromkeys(DETAILS, Verb.DETAIL)
FREE = frozenset({Verb.FIND, Verb.DETAIL, Verb.ANNOUNCE, Verb.ADD, Verb.INVITE})  # any mark
NAMED = frozenset({Verb.ADD, Verb.INVITE, Verb.REMOVE})  # the people may stand below
TEXTS = frozenset({Verb.ANNOUNCE, Verb.PROPOSE})  # the text stands below

_LONGEST_FOUND = 8  # words
_MOST_LINES = 1000  # below a command, that are looked at: more than anybody may name at once
_QUOTES = frozenset('"“”„«»')
_QUOTED_NAME = re.compile(r'"[^"<>]{1,100}"\s*<(?=[^<>\s]+@)')
_ENDS = ">)].!?؟"

Acts = Callable[[str], bool]


# --- one line -------------------------------------------------------------------------------------


def instruction(meaning: str, values: Values, line: Line) -> Instruction | None:
    """What a pattern of the tables means; None where the line is another's, or its value no one."""
    key, _, how = meaning.partition("-")
    number, until = values.get("span", 0), values.get("day")
    made = Instruction(
        VERBS[key],
        who=str(values.get("address") or values.get("name") or ""),
        key=key if key in DETAILS else str(values.get("mode", "")),
        other=str(values.get("new") or ""),
        number=number if isinstance(number, int) else 0,
        until=until if isinstance(until, Day) else None,
    )
    rest = _typed(str(values.get("rest", "")), line)
    if made.verb is Verb.INVITE and made.who:  # `send an invitation to amina@example.org`
        made, rest = replace(made, who=""), made.who
    match made.verb:
        case Verb.FIND:
            return _finding(made, rest)
        case Verb.ADD | Verb.INVITE:
            return None if how == "one" and "@" not in rest else _adding(made, rest, line)
        case Verb.REMOVE | Verb.PROPOSE if _names_no_one(line):
            return None
        case Verb.REMOVE | Verb.PROPOSE if made.who and "@" not in made.who and how != "member":
            return made if _is_name(made.who) else None
        case Verb.DETAIL | Verb.ANNOUNCE:
            return replace(made, other=rest)
    return made


def _typed(rest: str, line: Line) -> str:
    """The rest of a line with the marks that end it: `Amina <amina@example.org>`."""
    if not rest:
        return ""
    _, _, behind = line.text.rpartition(rest)
    return rest + behind[: len(behind) - len(behind.lstrip(_ENDS))]


def _finding(made: Instruction, rest: str) -> Instruction | None:
    """`find amina`; `find posts about cholera` is a member's search, and `find attached` prose."""
    said = pieces_of(rest)
    if words.phrases("people", "posts").at(said, 0):
        return None
    return None if len(said) > 2 * _LONGEST_FOUND else replace(made, who=rest)


def _adding(made: Instruction, rest: str, line: Line) -> Instruction | None:
    """`add` with its people below, or with one beside it; or with how they agreed."""
    if _QUOTES & set(_QUOTED_NAME.sub("<", line.text)) or _is_members(line):
        return None
    if "@" not in rest and made.verb is Verb.INVITE:
        return None if rest else made
    if "@" not in rest:
        consent = pasted.consent_in(rest)
        # `add to this that …`
        said, small = pieces_of(rest), words.single_words("arguments", "fillers")
        prose = consent == rest.strip() and bool(said) and said[0].plain in small
        return None if prose else replace(made, other=consent)
    found = pasted.read(rest)
    names = [one.name for one in found.people if one.name]
    if found.bad or not found.people or not all(map(_is_name, names)):
        return None
    return replace(made, text=rest, other=found.consent)


def _names_no_one(line: Line) -> bool:
    """`remove "Amina"` is about words, `remove my address …` a member's, and two addresses two."""
    addresses = sum(map(line.is_address, range(len(line.pieces))))
    return addresses > 1 or bool(_QUOTES & set(line.text)) or _is_members(line)


def _is_members(line: Line) -> bool:
    """Whether a member could say it of herself: `add my address …`."""
    start = past_courtesies(line.pieces)
    return bool(member.read(line, start, len(line.pieces)))


def _is_name(text: str) -> bool:
    """Whether words may be somebody's name: with capitals, and none of them says something else."""
    said = pieces_of(text)
    if any(piece.plain in _never() for piece in said):
        return False
    named = [piece for piece in said if piece.kind is PieceKind.WORD]
    return bool(named) and begins_like_name(text, named)


@cache
def _never() -> frozenset[str]:
    return signatures.content_words() | signatures.telling("texts")


# --- the lines below ------------------------------------------------------------------------------


def takes_lines(found: Instruction) -> bool:
    """Whether lines below may belong to an instruction."""
    return found.verb in NAMED and not found.who


def with_lines(
    found: Instruction, lines: Sequence[str], names: Names, acts: Acts
) -> tuple[Instruction, int]:
    """An instruction with what stands below it, and how many of the lines that is.

    Without a text it lacks what it needs. `acts` says whether a line is a command, or one that
    would be asked back for its value.
    """
    looked_at = lines[:_MOST_LINES]
    own = list(takewhile(lambda line: not (ends_here(line) or acts(line)), looked_at))
    taken = len(lines) if len(own) == _MOST_LINES else 0  # too many, whatever stands below
    if found.text:
        own = _while_people(own)
    else:
        own = own[: endings.before_signature(own, names, acts)]
        own = own[: endings.before_closing(own, names.known)]
        own = own[: _before_name(own, names, acts)]
    said = [line.strip() for line in own if line.strip() and not _is_thanks(line)]
    text = "\n".join([found.text] * bool(found.text) + said)
    if "@" not in text:
        return found, 0
    read = pasted.read(text)
    if found.other and not found.text and len(read.bad) > len(read.people):
        return found, 0  # more prose than people
    consent = found.other or read.consent
    return replace(found, text=text, other=consent), taken or len(own)


def _before_name(lines: Sequence[str], names: Names, acts: Acts) -> int:
    """The line behind the last person where her signature begins there; else their end."""
    last = max((at for at, line in enumerate(lines) if "@" in line), default=-1)
    place = next((at for at in range(last + 1, len(lines)) if lines[at].strip()), len(lines))
    signed = place < len(lines) and signatures.begins(lines, place, names.hers, acts)
    return place if signed else len(lines)


def _while_people(lines: Sequence[str]) -> list[str]:
    """The lines below one that names somebody already: others like it, and how they agreed."""
    end = 0
    for place, line in enumerate(lines, 1):
        if "@" in line or pasted.consent_of(line):
            end = place
        elif line.strip():
            break
    return list(lines[:end])


def _is_thanks(typed: str) -> bool:
    line = line_of(typed.strip())
    return bool(line.pieces) and past_courtesies(line.pieces) == len(line.pieces)
