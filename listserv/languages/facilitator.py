"""Commands of facilitators: what a moderator's mail says about her list, in any language.

Pure. Owns the reading of lines such as `emergency on`, `slow 811 2 a day each` or `set rules` with
the text below; the words stand in `words/*.toml`. Every line must be known, a courtesy or her
signature: what is left over comes back as it was typed, and nothing may act then. A command that
lacks its value is a question. Who may say what, and what it does, is told by moderation/steering.
Nothing here fails.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, takewhile

from listserv.languages import endings, pasted, people, signatures, words
from listserv.languages import line as members
from listserv.languages.command import Verb as Command
from listserv.languages.courtesies import past_courtesies
from listserv.languages.days import Day, begins_with_days
from listserv.languages.endings import Names
from listserv.languages.grammar import ends_here
from listserv.languages.instruction import TEXTS, Instruction, Instructions, Problem, Verb
from listserv.languages.patterns import Line, Patterns, Values, hours, line_of, patterns
from listserv.languages.plain import Piece, PieceKind
from listserv.text import subject as subjects
from listserv.text.paragraphs import logical

LONGEST = 100_000  # characters that are read; more than any text of a list may have
_LONGEST_COMMANDS = 20_000  # characters; a longer mail has a text in it, or many people
_MOST = 20  # commands of one mail
_LAST_LINES = 500  # of a text, that are looked at for a command
_LONGEST_NAME = 6  # words
_POST_NUMBERS = 100  # numbers of posts are above; positions are below
_DECISION_WORDS = 6  # words of a line that is looked at for a decision
_LONGEST_GUESSED = 8  # words of a line that may be a mistyped command
_SHORTEST_MENDED = 4  # letters of a word that may be a mistyped one
_ALIKE = 0.74  # how alike two words are then, of 1
_COLON = re.compile("[:：]")


def read(
    subject: str, text: str, names: Collection[str] = (), of_list: Collection[str] = ()
) -> Instructions:
    """The commands of a mail: its subject's, then those of `text`, its writer's own words with
    their lines as they came.

    A subject that is no command is passed over; answers to a letter are read with subject "".
    `names` are all that the writer is known by, `of_list` those of her list; both may stand below
    commands.
    """
    lines = _unbroken(text[:LONGEST])
    title = subjects.strip(subject)
    known = endings.names_of(names, of_list, _content_words())
    head = _read([title], known)
    named = _line(line_of(title))
    if isinstance(named, Instruction) and named.verb in people.NAMED:
        whole = _read([title, *lines], known)  # its people stand below
        if whole:
            return whole
    body = _read(lines, known, begun=bool(head))
    if not head:
        return _titled(body, title) if body or body.problem else head
    if head.problem:  # the subject is `set rules`, and its text stands below
        keys = {one.key for one in body.commands if one.verb is Verb.SET}
        return body if head.commands[0].key in keys else _read([title, *lines], known)
    return replace(body, commands=tuple(dict.fromkeys(head.commands + body.commands)))


def _titled(found: Instructions, title: str) -> Instructions:
    """An announcement without a subject has the mail's."""
    lacks = title and any(one.verb is Verb.ANNOUNCE and not one.other for one in found.commands)
    if not lacks:
        return found
    named = (
        replace(one, other=title) if one.verb is Verb.ANNOUNCE and not one.other else one
        for one in found.commands
    )
    return replace(found, commands=tuple(named))


def nearest(typed: str) -> tuple[str, Verb | None]:
    """What a line that is no command may have meant: a line, and what is to be added to it.

    A line without a verb is one to be answered as it is; a verb without a line, what lacks a value;
    both, a line that takes its text from the lines below it; ("", None) for nothing.
    """
    line = line_of(typed.strip())
    if len(line.pieces) > _LONGEST_GUESSED:
        return "", None
    place = past_courtesies(line.pieces)
    if place == len(line.pieces):
        return "", None
    guesses = (_begun(line, place), _mistyped(line, place), _of_a_member(line))
    return next((found for found in guesses if found != ("", None)), ("", None))


def _begun(line: Line, place: int) -> tuple[str, Verb | None]:
    """Of a line that begins like a command."""
    for meaning, end in patterns("facilitator", "and").at(line, place):
        said = line.text[line.pieces[place].start : line.pieces[end - 1].end]
        verb = people.VERBS.get(meaning.partition("-")[0])
        if verb in people.NAMED or verb in people.TEXTS:
            return "", verb
        if verb is None or isinstance(_line(line_of(said)), Instruction):
            return said, Verb.SET if meaning == "set" else None
    for meaning, _ in patterns("facilitator_bare", "set").at(line, place):
        return "", Verb(meaning)
    return "", None


def _mistyped(line: Line, place: int) -> tuple[str, Verb | None]:
    """Of a line whose first word is nearly that of a command, and whose rest is right."""
    first = line.pieces[place]
    if len(first.plain) < _SHORTEST_MENDED:
        return "", None
    begins = patterns("facilitator", "and").begins
    for word in difflib.get_close_matches(first.plain, begins, n=3, cutoff=_ALIKE):
        mended = line_of(word + line.text[first.end :])
        if isinstance(_line(mended), Instruction):
            return mended.text, None
    return "", None


def _of_a_member(line: Line) -> tuple[str, Verb | None]:
    """Of a line that a member may say of herself, with somebody's address in it."""
    place = next((at for at in range(len(line.pieces)) if line.is_address(at)), -1)
    if place < 0:
        return "", None
    piece = line.pieces[place]
    rest = f"{line.text[: piece.start]} {line.text[piece.end :]}".replace("<>", "").strip()
    said = members.read(rest)
    if said and any(one.verb is Command.LEAVE for one in said.commands):
        return "", Verb.REMOVE
    mended = f"{piece.plain} {rest}"
    return (mended, None) if isinstance(_line(line_of(mended)), Instruction) else ("", None)


def decides_by_number(text: str) -> bool:
    """Whether the first words of a mail decide about a post by its number: `811 ok`, `recall 812`.

    Cheap: it only says whom a mail is for, never what it does.
    """
    near = _first_words(text)
    return any(piece.value > _POST_NUMBERS for piece in near) and begins_with_decision(text)


def begins_with_decision(text: str) -> bool:
    """Whether the first words of a mail decide something, by a number or none."""
    near = _first_words(text)
    return any(_decides(near, place) for place in (0, _past_number(near)))


def _first_words(text: str) -> Sequence[Piece]:
    lines = (line_of(line) for line in text[:LONGEST].splitlines()[:_MOST])
    first = next((line for line in lines if line.text.strip() and not _is_courtesy(line)), None)
    if first is None or not first.pieces:
        return ()
    start = past_courtesies(first.pieces)
    return first.pieces[start : start + _DECISION_WORDS]


def _past_number(pieces: Sequence[Piece]) -> int:
    """The place after the numbers that a line begins with."""
    return sum(1 for _ in takewhile(lambda piece: piece.kind is PieceKind.NUMBER, pieces))


def _decides(pieces: Sequence[Piece], place: int) -> bool:
    decided = words.phrases("answers", "publish", "refuse", "spam", "later").at(pieces, place)
    return (decided or words.phrases("forms").at(pieces, place)) is not None


# --- lines ----------------------------------------------------------------------------------------


def _read(lines: Sequence[str], names: Names, *, begun: bool = False) -> Instructions:
    """Read up to a quotation, a signature, or the first line that is not known.

    A name may stand below commands; `begun`: there was one before these lines.
    """
    commands: list[Instruction] = []
    gap, polite = begun, False  # since the last command: an empty line, a courtesy
    own = list(takewhile(lambda line: not ends_here(line), lines))
    taken = 0  # so many lines belong to commands
    for place, typed in enumerate(own):
        if place < taken:
            continue
        line = line_of(typed.strip())
        if not line.text or _is_courtesy(line):
            gap, polite = gap or not line.text, polite or bool(line.text)
            continue
        found, beside = _line(line), ""
        if not isinstance(found, Instruction):
            found, beside = _with_text_beside(typed) or (found, "")
        if not isinstance(found, Instruction):
            if (begun or commands) and _begins_signature(own, place, names, gap or polite):
                break
            if (begun or commands) and (gap or polite) and _signs(line, names.known):
                continue
            return Instructions(tuple(commands), line.text, *found)
        if len(commands) == _MOST:
            return Instructions(tuple(commands), line.text, Problem.UNCLEAR)
        if _takes_text(found):
            return _with_text(commands, found, (beside, *lines[place + 1 :]), names)
        if found.verb in people.TEXTS:
            return _with_words(commands, found, lines[place + 1 :], names)
        if people.takes_lines(found):
            found, below = people.with_lines(found, own[place + 1 :], names, _acts)
            if not found.text:
                bare = Problem.UNCLEAR if found.other else Problem.LACKING
                lacks = None if found.other else found.verb
                return Instructions(tuple(commands), line.text, bare, lacks)
            taken = place + 1 + below
        commands.append(found)
        polite, gap = False, place < taken and not "".join(own[taken - 1 : taken]).strip()
    return Instructions(tuple(dict.fromkeys(commands)))


def _begins_signature(lines: Sequence[str], place: int, names: Names, apart: bool) -> bool:
    """Whether her signature begins here; one word right below a command may be a mistyped one."""
    alone = len(line_of(lines[place]).pieces) == 1 and not any(map(str.strip, lines[place + 1 :]))
    return (apart or not alone) and signatures.begins(lines, place, names.hers, _acts)


def _unbroken(text: str) -> list[str]:
    """Lines, those whole that a program broke; what begins something of its own begins a line."""
    is_short = len(text) <= _LONGEST_COMMANDS
    return logical(text, _stands_alone if is_short else _is_of_people).splitlines()


def _stands_alone(typed: str) -> bool:
    """Whether a line is no rest of the one above: a command, of people, a courtesy."""
    if _is_of_people(typed):
        return True
    line = line_of(typed.strip())
    found = _line(line)
    return isinstance(found, Instruction) or found[0] is Problem.LACKING or _is_courtesy(line)


def _is_of_people(typed: str) -> bool:
    """Somebody with her address, or how people agreed."""
    return "@" in typed or bool(pasted.consent_of(typed))


def _acts(typed: str) -> bool:
    """Whether a line is a command, or one that lacks its value."""
    found = _line(line_of(typed))
    return isinstance(found, Instruction) or found[0] is Problem.LACKING


# --- texts of the list ----------------------------------------------------------------------------


def _takes_text(found: Instruction) -> bool:
    return found.verb is Verb.SET and found.on and not found.times


def _with_text_beside(typed: str) -> tuple[Instruction, str] | None:
    """`set rules: Be kind.` and its text; a question behind the colon is none."""
    head, *text = _COLON.split(typed, maxsplit=1)
    beside = "".join(text).strip()
    if not beside or beside.endswith(("?", "؟")):
        return None
    found = _line(line_of(head.strip()))
    return (found, beside) if isinstance(found, Instruction) and _takes_text(found) else None


def _with_text(
    commands: Sequence[Instruction], found: Instruction, lines: Sequence[str], names: Names
) -> Instructions:
    """`set rules` takes the rest of the mail, without her signature and the closing above it; or
    what stands above a line that says that here is its end.

    Where its last lines may be either, it is asked; of hours and a rota they are no part.
    """
    whole = [line.rstrip() for line in takewhile(_is_of_text, lines)]
    kept = whole
    acts = _acts_in_rota if found.key == "rota" else _acts
    if not any(map(_ends_text, lines[len(whole) : len(whole) + 1])):
        kept = whole[: endings.before_signature(whole, names, acts)]
        above = kept[: endings.before_closing(kept, names.known)]
        doubt = endings.doubtful(above, names, acts, signs=found.key == "welcome")
        if found.key in ("hours", "rota"):
            whole = kept = kept[:doubt] if doubt < len(above) else kept
        elif doubt < len(above):
            last = " / ".join(filter(None, kept[doubt:]))
            return Instructions((*commands, found), last, Problem.SIGNATURE)
    if astray := _astray(kept, names.known):
        return Instructions((*commands, found), astray, Problem.UNCLEAR)
    text = "\n".join(kept[: endings.before_closing(kept, names.known)]).strip()
    if found.key == "hours":
        found = replace(found, times=hours(text))
        text = text if found.times else ""
    else:
        found = replace(found, text=text, cut=_in_one_line(whole[len(kept) :]))
    problem = None if text else Problem.NO_TEXT
    return Instructions((*commands, found), "" if text else found.said, problem)


def _in_one_line(lines: Sequence[str]) -> str:
    return " / ".join(filter(None, lines))


def _acts_in_rota(typed: str) -> bool:
    """Whether a line is no signature's below a rota: a shift begins with its days."""
    return _acts(typed) or begins_with_days(typed)


def _is_of_text(line: str) -> bool:
    return not (ends_here(line, dashed=False) or _ends_text(line))


def _ends_text(line: str) -> bool:
    said = line_of(line.strip())
    found = words.phrases("around", "end").at(said.pieces, 0)
    return found is not None and found[1] == len(said.pieces) and not said.asks


def _with_words(
    commands: Sequence[Instruction], found: Instruction, lines: Sequence[str], names: Names
) -> Instructions:
    """What is to be published takes the rest of the mail, without her titles and numbers, which
    nobody is to get by mistake; or what stands above a line that says that here is its end.

    An announcement has her name below it, as a post has it; what a member is asked has none.
    """
    whole = [line.rstrip() for line in takewhile(_is_of_text, lines)]
    kept = whole
    if not any(map(_ends_text, lines[len(whole) : len(whole) + 1])):
        signs = found.verb is Verb.ANNOUNCE
        kept = whole[: endings.before_hers(whole, names, _acts, signs=signs)]
    cut = _in_one_line(whole[len(kept) :])
    found = replace(found, text="\n".join(kept).strip(), cut=cut)
    if astray := _astray(found.text.splitlines(), names.known):
        return Instructions((*commands, found), astray, Problem.UNCLEAR)
    problem = None if found.text else Problem.NO_TEXT
    return Instructions((*commands, found), "" if found.text else found.said, problem)


def _astray(lines: Sequence[str], names: frozenset[str]) -> str:
    """The line for which these are no text of a list: a command that ends a paragraph, or a word
    of courtesy or decision where nothing else is said; "" where they may be one."""
    typed = [line.strip() for line in lines]
    said = [line_of(one) for one in islice(filter(None, typed), _MOST + 1)]
    if 0 < len(said) <= _MOST and _says_nothing(said[0], names):
        named = (_is_name(one, 0, capital=False) or _says_nothing(one, names) for one in said)
        if all(named):
            return said[0].text
    for one, after in list(zip(typed, (*typed[1:], ""), strict=False))[-_LAST_LINES:]:
        ends = bool(one) and _says_nothing(line_of(after), names)
        if ends and isinstance(_line(line_of(one)), Instruction):
            return one
    return ""


def _says_nothing(line: Line, names: frozenset[str]) -> bool:
    """Nothing at all, thanks, her name, or a bare decision: `ok`."""
    if not line.pieces and any(map(str.isalnum, line.text)):
        return False  # too long a line to be taken apart
    place = past_courtesies(line.pieces)
    decided = words.phrases("answers", "publish", "refuse", "spam", "later")
    if found := decided.at(line.pieces, place):
        place = past_courtesies(line.pieces, found[1])
    return all(piece.plain in names for piece in line.pieces[place:])


def _line(line: Line) -> Instruction | tuple[Problem, Verb | None]:
    """One line understood wholly, or why it is not."""
    start = past_courtesies(line.pieces)
    end = _before_thanks(line, start)
    if announced := _announces(line, start):
        return announced
    if line.asks:
        return Problem.QUESTION, None
    made = _meant(patterns("facilitator", "and"), line, start, end)
    if made and (made.verb in people.FREE or not line.odd):
        return replace(made, said=line.text)
    if not line.pieces or line.odd:
        return Problem.UNCLEAR, None
    if bare := patterns("facilitator_bare").whole(line, start, end):
        return Problem.LACKING, Verb(bare[0])
    return Problem.UNCLEAR, None


def _announces(line: Line, start: int) -> Instruction | None:
    """A line with the subject of an announcement, in which any word and mark may stand."""
    made = _meant(_announcing(), line, start, len(line.pieces))
    asks = line.asks and made is not None and not made.other
    return replace(made, said=line.text) if made and not asks else None


def _meant(known: Patterns, line: Line, start: int, end: int) -> Instruction | None:
    """The first of some patterns that the words from `start` to `end` are, with fit values."""
    if start >= end:
        return None
    found = (_instruction(*one, line) for one in known.every(line, start, end))
    return next(filter(None, found), None)


@cache
def _announcing() -> Patterns:
    return Patterns({Verb.ANNOUNCE: words.section("facilitator")[Verb.ANNOUNCE]})


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


def _signs(line: Line, names: frozenset[str]) -> bool:
    """Whether a line is a name, perhaps with thanks before it; one word alone must be of `names`,
    as "Mistake" is none, and so must those of a script that has no capitals."""
    place = past_courtesies(line.pieces)
    said = line.pieces[place:]
    if said and all(piece.plain in names for piece in said):
        return not (line.odd or line.asks)
    return len(said) > 1 and _is_name(line, place, capital=True)


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


def _content_words() -> frozenset[str]:
    return signatures.telling("facilitator_bare", "texts")


# --- commands -------------------------------------------------------------------------------------


def _instruction(meaning: str, values: Values, line: Line) -> Instruction | None:
    """What a pattern of the tables means; None where its value is none that it can have."""
    if meaning.partition("-")[0] in people.VERBS:
        return people.instruction(meaning, values, line)
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
