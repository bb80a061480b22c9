"""Commands of facilitators: what a moderator's mail says about her list, in any language.

Pure. Owns the reading of lines such as `emergency on`, `slow 811 2 a day each` or `set rules` with
the text below; the words stand in `words/*.toml`. Every line must be known, or a courtesy: what is
left over comes back as it was typed, and nothing may act then. A command that lacks its value is a
question. Who may say what, and what it does, is told by moderation/steering. Nothing here fails.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import takewhile

from listserv.languages import words
from listserv.languages.days import Day
from listserv.languages.grammar import past_courtesies
from listserv.languages.patterns import Line, Values, hours, line_of, patterns
from listserv.languages.plain import Piece, PieceKind, fold
from listserv.text import subject as subjects

LONGEST = 100_000  # characters that are read; more than any text of a list may have
_MOST = 20  # commands of one mail
_LAST = "end"  # the word that ended the commands of older list servers
_LONGEST_NAME = 6  # words
_POST_NUMBERS = 100  # numbers of posts are above; positions are below
_DECISION_WORDS = 6  # words of a line that is looked at for a decision


class Verb(StrEnum):
    """What a facilitator can say; the fields of Instruction that each uses stand beside it."""

    EMERGENCY = "emergency"  # on, or off
    PACE = "pace"  # number: posts a day, 0 is off
    SLOW = "slow"  # thread, number: posts a day of each author, 0 is off
    CLOSE = "close"  # thread, until (None: until it is opened)
    OPEN = "open"  # thread
    WATCH = "watch"  # who: an address
    UNWATCH = "unwatch"  # who
    BAN = "ban"  # who
    UNBAN = "unban"  # who
    TRUST = "trust"  # who
    UNTRUST = "untrust"  # who
    SET = "set"  # key of TEXTS; on: text, for `hours` times; else it is taken away
    SHOW = "show"  # key of TEXTS or "policy"
    AWAY = "away"  # until
    BACK = "back"
    DECEASED = "deceased"  # who: a name or an address
    LETTERS = "letters"  # on: one for each post; else at the list's hours
    MOST = "most"  # number: characters of a post in her letters, 0: all
    HELD = "held"


TEXTS = ("welcome", "rules", "footer", "hours", "rota")


class Problem(StrEnum):
    """Why nothing acts."""

    QUESTION = "question"  # a line with a question mark
    UNCLEAR = "unclear"  # a line that is not known
    LACKING = "lacking"  # a command without the value it needs; `lacks` says which
    NO_TEXT = "no-text"  # `set rules` with nothing below


@dataclass(frozen=True, slots=True)
class Instruction:
    verb: Verb
    on: bool = True
    number: int = 0
    thread: int = 0  # the number of any of its posts
    who: str = ""
    key: str = ""
    text: str = ""
    times: tuple[str, ...] = ()  # "07:00"
    until: Day | None = None
    said: str = ""  # the line as typed


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a mail says. It is for the list when it holds commands, and acts without a problem."""

    commands: tuple[Instruction, ...] = ()
    unknown: str = ""  # the line as typed that the problem is about
    problem: Problem | None = None
    lacks: Verb | None = None

    def __bool__(self) -> bool:
        return bool(self.commands)


def read(subject: str, text: str) -> Instructions:
    """The commands of a mail: its subject's, then those of `text`, its writer's own words.

    A subject that is no command is passed over; answers to a letter are read with subject "".
    """
    lines = text[:LONGEST].splitlines()
    title = subjects.strip(subject)
    head = _read([title])
    body = _read(lines, begun=bool(head))
    if not head:
        return body if body or body.problem else head
    if head.problem:  # the subject is `set rules`, and its text stands below
        keys = {one.key for one in body.commands if one.verb is Verb.SET}
        return body if head.commands[0].key in keys else _read([title, *lines])
    return replace(body, commands=tuple(dict.fromkeys(head.commands + body.commands)))


def looks_like_moderation(text: str) -> bool:
    """Whether the first words of a mail decide about a post by its number: `811 ok`, `recall 812`.

    Cheap: it only says to whom a mail is for, never what it does.
    """
    lines = (line_of(line) for line in text[:LONGEST].splitlines()[:_MOST])
    first = next((line for line in lines if line.text.strip() and not _is_courtesy(line)), None)
    if first is None or not first.pieces:
        return False
    start = past_courtesies(first.pieces)
    near = first.pieces[start : start + _DECISION_WORDS]
    numbered = any(piece.value > _POST_NUMBERS for piece in near)
    return numbered and any(_decides(near, place) for place in (0, _past_number(near)))


def _past_number(pieces: Sequence[Piece]) -> int:
    """The place after the numbers that a line begins with."""
    return sum(1 for _ in takewhile(lambda piece: piece.kind is PieceKind.NUMBER, pieces))


def _decides(pieces: Sequence[Piece], place: int) -> bool:
    decided = words.phrases("answers", "publish", "refuse", "spam", "later").at(pieces, place)
    return (decided or words.phrases("forms").at(pieces, place)) is not None


# --- lines ----------------------------------------------------------------------------------------


def _read(lines: Sequence[str], *, begun: bool = False) -> Instructions:
    """Read up to a quotation, a signature, or the first line that is not known.

    A name may stand below commands; `begun`: there was one before these lines.
    """
    commands: list[Instruction] = []
    gap, polite = begun, False  # since the last command: an empty line, a courtesy
    for place, typed in enumerate(lines):
        if _ends(typed):
            break
        line = line_of(typed.strip())
        if not line.text or _is_courtesy(line):
            gap, polite = gap or not line.text, polite or bool(line.text)
            continue
        found = _line(line)
        if not isinstance(found, Instruction):
            below = (begun or commands) and (gap or polite)
            if below and _is_name(line, 0, capital=not polite):
                continue
            return Instructions(tuple(commands), line.text, *found)
        if len(commands) == _MOST:
            return Instructions(tuple(commands), line.text, Problem.UNCLEAR)
        if found.verb is Verb.SET and found.on and not found.times:
            return _with_text(commands, found, lines[place + 1 :])
        commands.append(found)
        polite = gap = False
    return Instructions(tuple(dict.fromkeys(commands)))


def _ends(line: str) -> bool:
    """A quotation or a signature begins, or somebody says that here is the end."""
    return line.lstrip().startswith(">") or line.rstrip() == "--" or fold(line.strip()) == _LAST


def _with_text(
    commands: Sequence[Instruction], found: Instruction, below: Sequence[str]
) -> Instructions:
    """`set rules` takes the rest of the mail."""
    kept = takewhile(lambda line: not _ends(line), below)
    text = "\n".join(line.rstrip() for line in kept).strip()
    if found.key == "hours":
        found = replace(found, times=hours(text))
        text = text if found.times else ""
    else:
        found = replace(found, text=text)
    problem = None if text else Problem.NO_TEXT
    return Instructions((*commands, found), "" if text else found.said, problem)


def _line(line: Line) -> Instruction | tuple[Problem, Verb | None]:
    """One line understood wholly, or why it is not."""
    start = past_courtesies(line.pieces)
    end = _before_thanks(line, start)
    if line.asks:
        return Problem.QUESTION, None
    if not line.pieces or line.odd:
        return Problem.UNCLEAR, None
    found = patterns("facilitator", "and").whole(line, start, end)
    if found and (made := _instruction(*found)):
        return replace(made, said=line.text)
    if bare := patterns("facilitator_bare").whole(line, start, end):
        return Problem.LACKING, Verb(bare[0])
    return Problem.UNCLEAR, None


def _before_thanks(line: Line, start: int) -> int:
    """The place where the courtesies begin that end a line: `emergency on please, thanks`."""
    closings = words.phrases("courtesies", "closings", "soft")
    for place in range(start + 1, len(line.pieces)):
        ends = past_courtesies(line.pieces, place) == len(line.pieces)
        if ends and closings.at(line.pieces, place):
            return place
    return len(line.pieces)


def _is_courtesy(line: Line) -> bool:
    """Thanks, or a greeting with whom it greets."""
    place = past_courtesies(line.pieces)
    if place == len(line.pieces):
        return not (line.odd or line.asks)
    greets = words.phrases("courtesies", "greetings").at(line.pieces, 0)
    return bool(greets) and _is_name(line, place, capital=False)


def _is_name(line: Line, place: int, *, capital: bool) -> bool:
    """Whether a line is from a place on a few words that say nothing else: `Grace Otieno`.

    Without `capital` they may be of a script that has no capitals.
    """
    said = line.pieces[place:]
    initials = [line.text[piece.start] for piece in said]
    return (
        0 < len(said) <= _LONGEST_NAME
        and not (line.odd or line.asks)
        and all(piece.kind is PieceKind.WORD for piece in said)
        and all(letter.isupper() if capital else not letter.islower() for letter in initials)
        and not any(piece.plain in _content_words() for piece in said)
    )


@cache
def _content_words() -> frozenset[str]:
    """Words that say something: none of them is read as a name."""
    found = set(words.single_words("names_never", "words"))
    for section in ("answers", "forms", "reasons", "facilitator_bare", "texts"):
        for meaning in words.section(section):
            found |= words.single_words(section, meaning)
    return frozenset(found)


# --- commands -------------------------------------------------------------------------------------


def _instruction(meaning: str, values: Values) -> Instruction | None:
    """What a pattern of the tables means; None where its value is none that it can have."""
    number, thread = values.get("n", 0), values.get("post", 0)
    until, times = values.get("day"), values.get("hours", ())
    verb, _, how = meaning.partition("-")
    made = Instruction(
        _VERBS.get(verb) or Verb(verb),
        on=meaning not in ("emergency-off", "unset", "hours"),
        number=number if isinstance(number, int) else 0,
        thread=thread if isinstance(thread, int) else 0,
        who=str(values.get("address") or values.get("name") or ""),
        key=str(values.get("key", "")),
        until=until if isinstance(until, Day) else None,
        times=times if isinstance(times, tuple) else (),
    )
    if made.verb is Verb.SET and made.key not in (("hours",) if how == "hours" else TEXTS):
        return None
    return made


_VERBS = {"unset": Verb.SET, "each": Verb.LETTERS, "hours": Verb.LETTERS, "whole": Verb.MOST}
