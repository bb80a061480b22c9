"""One line of a member's mail: the command that it is, a question to ask back, or a courtesy.

Pure. Owns how one line becomes commands, for the reader of whole mails (grammar.py). A line counts
only as a whole: what is left over makes it none. Beside that a short paragraph may hold one
sentence that is a command without any doubt, and say why: `I go on leave, please pause 3 weeks`.
The words stand in `words/*.toml`; lines with values are read by member.py. Nothing here fails.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from listserv.languages import days, member, tongues, words
from listserv.languages.command import LONGEST_PAUSE, Command, Doubt, Verb
from listserv.languages.courtesies import past_courtesies, said, without_thanks
from listserv.languages.patterns import closed, line_of
from listserv.languages.plain import Piece, PieceKind, fold, split
from listserv.model import DeliveryMode
from listserv.text.paragraphs import logical

MOST = 20  # commands of one mail, files or posts of one command
LONGEST = 250  # characters of a line; a longer one is prose
_WORDS = 14  # and so is one with more words
_PROSE_WORDS = 40  # of a paragraph that may hold a command and say why
_SURE_WORDS = 3  # of a phrase that is no part of any other sentence
_NAME_WORDS = range(2, 5)
_NEARLY = 0.75  # how alike two words are, of 1, where one is the other mistyped
_ALSO_WORDS = ("en", "es")  # codes of languages that are small words of others
_ARABIC_AND = "و"  # written as one word with the next

_LIST = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
_FILE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")
_POINTS = str.maketrans({",": ".", "٫": ".", "٬": ".", "،": "."})
_CLAUSE = re.compile(r"[.!?;:,؟؛،…]+(?=\s|$)|\s[-–—]\s|\n")

# What no wish leads to: `can you help …`, `I want to leave …`, `could you find …` go on otherwise.
_UNWISHED = frozenset({Verb.HELP, Verb.LEAVE, Verb.JOIN, Verb.SEARCH, Verb.ONLY, Verb.MORE})
# What a sentence amid others may ask for.
_AMID = frozenset(
    {Verb.PAUSE, Verb.WITHDRAW, Verb.WHERE, Verb.GET, Verb.THREAD, Verb.MUTE, Verb.UNMUTE}
    | {Verb.LIMIT, Verb.DELIVERY, Verb.OFFER, Verb.I_READ, Verb.ATTACHMENT, Verb.JOIN}
)


@dataclass(frozen=True, slots=True)
class Said:
    """One line understood: commands, a question to ask back, or neither (a courtesy)."""

    commands: tuple[Command, ...] = ()
    ask: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.commands or self.ask)


COURTESY = Said()


def read(line: str) -> Said | None:
    """One line understood wholly, or None."""
    if len(line) > LONGEST:
        return None
    line = " ".join(line.split())
    pieces = said(line)
    if len(pieces) > _WORDS:
        return None
    pieces = pieces[past_courtesies(pieces) :]
    if not pieces:
        return COURTESY
    pieces = without_thanks(pieces)
    line = line[: closed(line, 0, pieces[-1].end)]
    found = _understood(line, pieces)
    wishes = words.phrases("asides", "wishes")
    while not found and (wish := wishes.at(pieces, 0)):
        pieces = pieces[past_courtesies(pieces, wish[1]) :]
        found = _understood(line, pieces)
        if found and any(one.verb in _UNWISHED for one in found.commands):
            return None
    return found


def joined(text: str) -> str:
    """A text with the lines whole that a program broke; one command a line stays so, however long
    they are."""
    return logical(text, _stands_alone)


def _stands_alone(line: str) -> bool:
    """Whether a line is a command, a courtesy, or begins a text: `profile: Midwife in Kisumu`."""
    head, colon, _ = line.partition(":")
    begun = read(head) if colon else None
    texts = begun.commands if begun else ()
    return read(line) is not None or any(one.verb in member.TAKES_TEXT for one in texts)


def _understood(line: str, pieces: Sequence[Piece]) -> Said | None:
    if not pieces:
        return None
    for form in (_accented, _delivery, _values, _set_without_mode, _command, _asked):
        if found := form(line, pieces):
            return replace(found, language=_written_in(pieces))
    return None


def amid(paragraph: str) -> Said | None:
    """The one command in a paragraph that says why, or commands that are all of it; None where
    anything else may be meant.

    A sentence, or what stands between commas, is a whole command: with a number, or asked for
    politely. No condition stands beside it, and no question.
    """
    pieces = said(paragraph)
    if len(pieces) > _PROSE_WORDS or any(mark in paragraph for mark in "?؟"):
        return None
    conditions = words.phrases("asides", "conditions")
    if any(conditions.at(pieces, place) for place in range(len(pieces))):
        return None
    clauses = _clauses(paragraph)
    found = [
        one
        for place, clause in enumerate(clauses)
        if (one := read(clause)) and _is_sure(one, clause, clauses[place + 1 : place + 2])
    ]
    rest = [clause for clause in clauses if read(clause) is not COURTESY]
    if len(clauses) == 1 or not found or len(found) not in (1, len(rest)):
        return None
    commands = tuple(command for one in found for command in one.commands)
    return replace(found[0], commands=commands)


def _clauses(paragraph: str) -> list[str]:
    """What stands between marks, and before `because`."""
    found: list[str] = []
    because = words.phrases("asides", "because")
    for clause in filter(str.strip, _CLAUSE.split(paragraph)):
        pieces = said(clause)
        starts = [piece.start for at, piece in enumerate(pieces) if at and because.at(pieces, at)]
        cut = starts[0] if starts else len(clause)
        found += [one for one in (clause[:cut], clause[cut:]) if one]
    return found


def _is_sure(one: Said, clause: str, after: Sequence[str]) -> bool:
    """Whether a clause asks for what it says; `after` is the one behind it."""
    if one.ask or any(command.verb not in _AMID for command in one.commands):
        return False
    pieces = said(clause)
    asked, wishes = words.phrases("courtesies", "soft"), words.phrases("asides", "wishes")
    polite = any(asked.at(pieces, at) or wishes.at(pieces, at) for at in range(len(pieces)))
    polite = polite or any(asked.at(said(behind), 0) for behind in after)
    joins = any(command.verb is Verb.JOIN for command in one.commands)
    numbered = any(piece.value >= 0 for piece in pieces)
    return polite or numbered or (joins and len(pieces) >= _SURE_WORDS)


def _written_in(pieces: Sequence[Piece]) -> str:
    """The language whose words a command begins with; "" for the codes that all may use."""
    found: dict[str, int] = {}
    for language in words.tables():
        for name in ("commands", "delivery", "asks"):
            if known := words.phrases_in(language, name).at(pieces, 0):
                found[language] = max(found.get(language, 0), known[1])
    best = [language for language, end in found.items() if end == max(found.values())]
    code = len(best) == 1 and found[best[0]] == 1 and pieces[0].plain in tuple(Verb)
    return best[0] if len(best) == 1 and not code else ""


def _rest(line: str, pieces: Sequence[Piece], place: int) -> tuple[str, ...]:
    """The words after a verb as typed, without courtesies and words that only fill."""
    fillers = words.phrases("arguments", "fillers")
    polite = words.phrases("courtesies")
    kept = []
    tail = line[pieces[place - 1].end :]
    for word in tail.split():
        word = word.strip(".,;:!?()<>\"'«»*_،؛؟…").lower()
        folded = [piece for piece in split(word) if piece.kind is not PieceKind.MARK]
        known = fillers.at(folded, 0) or polite.at(folded, 0)
        if folded and not (known and known[1] == len(folded)):
            kept.append(word)
    return tuple(kept)


def _accented(line: str, pieces: Sequence[Piece]) -> Said | None:
    """`résumé` asks for a digest or a summary; without its accents it may be `resume`."""
    typed = line.strip(" .!?:;").casefold()
    if typed in words.section("asks")["summary"] and fold(typed) != typed:
        return Said(ask=Doubt.SUMMARY)
    return None


def _values(line: str, pieces: Sequence[Piece]) -> Said | None:
    """A line with values in it, `at most 50 KB a day`, or one that lacks them."""
    typed = line_of(line)
    start = next(
        (at for at, piece in enumerate(typed.pieces) if piece.start >= pieces[0].start),
        len(typed.pieces),
    )
    found = member.read(typed, past_courtesies(typed.pieces, start), len(typed.pieces))
    if isinstance(found, Command) and found.verb is Verb.ONLY and _is_nearly_a_mode(pieces):
        return None  # `solo títuos`
    return Said(ask=found) if isinstance(found, str) else Said((found,)) if found else None


def _asked(line: str, pieces: Sequence[Piece]) -> Said | None:
    found = words.phrases("asks").at(pieces, 0)
    if found and not _rest(line, pieces, found[1]):
        return Said(ask=found[0])
    return None


# --- verbs --------------------------------------------------------------------------------------


def _command(line: str, pieces: Sequence[Piece]) -> Said | None:
    found = words.phrases("commands").at(pieces, 0)
    if not found:
        return None
    verb, place = Verb(found[0]), found[1]
    rest = _rest(line, pieces, place)
    if verb == Verb.PAUSE:
        return _pause(line, pieces, place)
    if verb == Verb.I_READ:
        return _languages(line[pieces[place - 1].end :])
    if verb in (Verb.WHERE, Verb.WITHDRAW):
        return _posts(verb, rest)
    if verb == Verb.ATTACHMENT:
        return _files(rest)
    if verb == Verb.JOIN:
        return _join(rest, line[pieces[place - 1].end :])
    if verb in (Verb.HELP, Verb.LISTS) and not rest:
        return Said((Command(verb),))
    if verb in (Verb.INFO, Verb.LEAVE, Verb.STATUS, Verb.RESUME) and len(rest) <= 1:
        return _on_list(Command(verb), rest)
    return None


def _delivery(line: str, pieces: Sequence[Piece]) -> Said | None:
    """`one a day`, `set delivery daily`, `SET hw-en NOMAIL`."""
    asks = words.phrases("delivery", "set").at(pieces, 0)
    modes = words.phrases("delivery", *(mode.value for mode in DeliveryMode))
    for start in (0, *range(asks[1], asks[1] + 5)) if asks else (0,):
        if found := modes.at(pieces, start):
            mode, place = found
            between = line[pieces[asks[1] - 1].end : pieces[start].start] if asks and start else ""
            alone = words.single_words("arguments", "alone")
            typed = (*between.lower().split(), *_rest(line, pieces, place))
            rest = [word for word in typed if fold(word) not in alone]
            if rest and _is_nearly_a_mode(pieces):
                return None  # `titres seuleement`
            return _on_list(Command(Verb.DELIVERY, (mode,)), rest)
    return None


def _is_nearly_a_mode(pieces: Sequence[Piece]) -> bool:
    """Whether a line is a mistyped way of delivery, and names no list and no topic."""
    typed = [piece.plain for piece in pieces]
    for phrase, mode in words.phrases("delivery"):
        known = phrase.split()
        if mode != "set" and len(known) == len(typed) > 1:
            odd = [pair for pair in zip(typed, known, strict=True) if pair[0] != pair[1]]
            if len(odd) == 1 and SequenceMatcher(None, *odd[0]).ratio() >= _NEARLY:
                return True
    return False


def _set_without_mode(line: str, pieces: Sequence[Piece]) -> Said | None:
    asks = words.phrases("delivery", "set").at(pieces, 0)
    if not asks:
        return None
    rest = _rest(line, pieces, asks[1])
    digest = words.phrases("asks", "digest")
    if any(digest.at(split(word), 0) for word in rest) and len(rest) <= 2:
        return Said(ask=Doubt.DIGEST)
    plain = " ".join(piece.plain for piece in pieces[: asks[1]])
    return Said(ask=Doubt.DELIVERY) if not rest and plain in ("set delivery", "delivery") else None


def _on_list(command: Command, rest: Sequence[str]) -> Said | None:
    """The command for the list that is named; None when more than a list is named."""
    names = [_list_name(word) for word in rest]
    if len(names) > 1 or not all(names) or any(map(language_of, rest)):
        return None
    return Said((Command(command.verb, (*command.args, *names)),))


def _list_name(word: str) -> str:
    """`hifa`, `HIFA@lists.example.org`, `hifa-request@…` -> hifa; "" when it can be none."""
    name = word.lower().partition("@")[0].removesuffix("-request")
    return name if _LIST.fullmatch(name) else ""


def _join(rest: Sequence[str], tail: str) -> Said | None:
    """`join hifa fr en one a day`: a list, or none, languages, and how she wants to read.

    `rest` has lost codes that are fillers too; they are found again in the tail, but for the `en`
    of "en français".
    """
    tail, modes = _mode_in(tail)
    typed = [word.strip(".,;:!?").lower() for word in tail.split()]
    after = [*typed[1:], ""]
    rest = [
        word
        for word, following in zip(typed, after, strict=False)
        if (fold(word) in words.tables() and not _is_named(following)) or word in rest
    ]
    lists = [word for word in rest if not language_of(word)]
    lists = lists[:1] if _is_list_and_name(tail) else lists
    languages = [code for word in rest if (code := language_of(word))]
    if len(lists) > 1 or not all(_list_name(word) for word in lists):
        return None
    if typed[:1] == ["to"] and lists and fold(lists[0]).isdigit():
        return None  # `join to 811`: a moderator's word about a post
    return Said((Command(Verb.JOIN, (*map(_list_name, lists), *languages, *modes)),))


def _is_list_and_name(tail: str) -> bool:
    """`hifa Amina Kamau`: older list servers wanted her name behind the list's."""
    first, *name = tail.split() or [""]
    capitals = all(word[0].isupper() and word.isalpha() for word in name)
    return first.islower() and len(name) in _NAME_WORDS and capitals


def _mode_in(tail: str) -> tuple[str, tuple[str, ...]]:
    """A tail without a way of delivery, and that one."""
    modes = words.phrases("delivery", *(mode.value for mode in DeliveryMode))
    pieces = said(tail)
    for place in range(len(pieces)):
        if found := modes.at(pieces, place):
            mode, end = found
            return f"{tail[: pieces[place].start]} {tail[pieces[end - 1].end :]}", (mode,)
    return tail, ()


def _is_named(word: str) -> bool:
    """A language by its name, not by its code."""
    return bool(language_of(word)) and fold(word) not in words.tables()


def language_of(word: str) -> str:
    """The code of a language that is named or spelled as a code, or ""."""
    plain = fold(word)
    if plain in words.tables():
        return plain
    names = words.phrases("names")
    found = names.at(split(plain), 0) or names.at(split(plain.removeprefix(_ARABIC_AND)), 0)
    return found[0] if found else ""


def _languages(tail: str) -> Said | None:
    typed = [piece.plain for piece in split(tail) if piece.kind is PieceKind.WORD]
    if any(_is_named(word) for word in typed):  # "je lis en français": a code only by chance
        typed = [word for word in typed if word not in _ALSO_WORDS]
    fillers = words.single_words("arguments", "fillers")
    codes = [_tongue(word) for word in typed if language_of(word) or word not in fillers]
    if not codes:
        return Said(ask=Verb.I_READ)
    return Said((Command(Verb.I_READ, tuple(dict.fromkeys(codes))),)) if all(codes) else None


def _tongue(word: str) -> str:
    """The code of any language, also of one that nothing here is written in, or ""."""
    return language_of(word) or tongues.code(word) or tongues.code(word.removeprefix(_ARABIC_AND))


def _posts(verb: Verb, rest: Sequence[str]) -> Said | None:
    """`where 811`, `withdraw`, `withdraw 811, 812`: about posts by their numbers, or the last."""
    numbers = [fold(word).lstrip("#") for word in rest]
    if len(numbers) > MOST or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    return Said(tuple(Command(verb, (n,)) for n in numbers) or (Command(verb),))


def _files(rest: Sequence[str]) -> Said | None:
    """`attachment 811.2 811.3`, `attachment 811`; in other languages a comma is no end: `811,2`."""
    if not rest:
        return Said(ask=Verb.ATTACHMENT)
    named = [fold(word).lstrip("#").translate(_POINTS) for word in rest]
    if len(named) > MOST or not all(_FILE.fullmatch(word) for word in named):
        return None
    return Said((Command(Verb.ATTACHMENT, tuple(dict.fromkeys(named))),))


def _pause(line: str, pieces: Sequence[Piece], place: int) -> Said | None:
    """`pause 3 weeks`, `pause hw-en 10 days`; without a length it is asked back."""
    for at in range(place, min(place + 4, len(pieces))):
        if span := _span(pieces, at):
            length, end = span
            before = _rest(line[: pieces[at].start], pieces, place)
            rest = (*before, *_rest(line, pieces, end))
            if not 0 < length <= LONGEST_PAUSE:
                return Said(ask=Verb.PAUSE)
            return _on_list(Command(Verb.PAUSE, (str(length),)), rest)
    return Said(ask=Verb.PAUSE) if len(_rest(line, pieces, place)) <= 2 else None


def _span(pieces: Sequence[Piece], place: int) -> tuple[int, int] | None:
    """(days, the place after) of `3 weeks`, `two weeks`, `أسبوعين`."""
    if whole := words.phrases("spans").at(pieces, place):
        return int(whole[0]), whole[1]
    named = words.phrases("numbers").at(pieces, place)
    number = int(named[0]) if named else pieces[place].value
    unit = words.phrases("durations").at(pieces, named[1] if named else place + 1)
    return (number * days.SPANS[unit[0]], unit[1]) if unit and number >= 0 else None
