"""Commands by mail: what a subject and a body ask for, in any language.

Pure. Owns the reading of command lines, for the clerk (mail to `-request@`) and for the desk
(commands sent to the posting address by mistake). The words stand in `words/*.toml`. Nothing here
fails: what is not understood comes back as it was typed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from listserv.languages import words
from listserv.languages.leave import leave_phrase
from listserv.languages.plain import Phrases, Piece, PieceKind, fold, split
from listserv.model import DeliveryMode

HELP = "help"
LISTS = "lists"
INFO = "info"  # args: a list, or none
JOIN = "join"  # args: a list and languages, or none
LEAVE = "leave"  # args: a list, or none
STATUS = "status"
DELIVERY = "delivery"  # args: a DeliveryMode, then a list or none
PAUSE = "pause"  # args: days
RESUME = "resume"
I_READ = "i-read"  # args: language codes in order
WHERE = "where"  # args: a post number, or none
WITHDRAW = "withdraw"  # args: as of where
ATTACHMENT = "attachment"  # args: files, "811.2" each, or "811" for all of a post

VERBS = (
    *(HELP, LISTS, INFO, JOIN, LEAVE, STATUS, DELIVERY, PAUSE, RESUME, I_READ),
    *(WHERE, WITHDRAW, ATTACHMENT),
)

# What a typo may still do: it only reads.
_TYPOS_ACT = (HELP, STATUS)
# What acts at the posting address (DESIGN: commands by mail); other commands are held there.
AT_POSTING = frozenset({LEAVE, JOIN, DELIVERY, PAUSE, HELP})

# Questions that go back instead of an act.
ASK_PAUSE = "pause"  # how long?
ASK_DELIVERY = "delivery"  # which way of delivery?
ASK_DIGEST = "digest"  # one a day, a week, a month?
ASK_SUMMARY = "summary"  # the digest or the discussion summary?
ASK_CANCEL = "cancel"  # leave the list, or take something back?
ASK_LANGUAGES = "i-read"  # which languages?
ASK_FILE = "attachment"  # which one?
ASKS = (ASK_PAUSE, ASK_DELIVERY, ASK_DIGEST, ASK_SUMMARY, ASK_CANCEL, ASK_LANGUAGES, ASK_FILE)

_LONGEST = 20_000  # characters of a body that are looked at
_LAST = "end"  # the word that ended the commands of older list servers
_MOST = 20  # commands of one mail
_LINE_WORDS = 14  # a line with more words is prose
_LINE_CHARACTERS = 250  # and so is a line with more characters
_LONGEST_PAUSE = 366  # days
_ALSO_WORDS = ("en", "es")  # codes of languages that are small words of others
_DAYS = {"day": 1, "week": 7, "month": 30}

_LIST = re.compile(r"[a-z0-9][a-z0-9-]{0,23}")
_FILE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,3})?")
_POINTS = str.maketrans({",": ".", "٫": ".", "٬": ".", "،": "."})
_PREFIX = re.compile(
    r"\s*(?:re|fwd?|tr|aw|res|rv|wg|rép|rep|enc|ref|رد)\s*(?:\[\d+\])?\s*[:：]", re.I
)
_DASHES = re.compile(r"_{5,}|-{5,}")


@dataclass(frozen=True, slots=True)
class Command:
    verb: str  # one of VERBS
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a mail asks for, in the order of its lines, each thing once."""

    commands: tuple[Command, ...] = ()
    unknown: str = ""  # the line, as typed, that ended the reading
    asks: tuple[str, ...] = ()  # of ASKS: what must be asked back
    asked: str = ""  # the line, as typed, that the first of `asks` is about
    language: str = ""  # the one its first command is written in; "" where that tells nothing
    suggestion: str = ""  # the known phrase nearest to `unknown`

    def __bool__(self) -> bool:
        return bool(self.commands or self.asks)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line understood: a command, a question to ask back, or neither (a courtesy)."""

    command: Command | None = None
    ask: str = ""
    language: str = ""


_COURTESY = _Line()


def parse(subject: str, body: str) -> Parsed:
    """The commands of a mail: first the subject's, then the body's.

    `body` is the clean text. An unknown subject is passed over when the body says anything; a
    body that is prose is passed over when the subject is a command. Prose that asks to be taken
    off a list is the command to leave.
    """
    head = _read_lines([_bare_subject(subject)])
    text = _read_lines(body[:_LONGEST].splitlines())
    if not head and not text and (leave_phrase(body) or leave_phrase(_bare_subject(subject))):
        return Parsed((Command(LEAVE),))
    both = Parsed(
        tuple(dict.fromkeys(head.commands + text.commands)),
        asks=tuple(dict.fromkeys(head.asks + text.asks)),
        asked=head.asked or text.asked,
        language=head.language or text.language,
    )
    unknown = text.unknown if text or not head else ""
    if not both and not unknown:
        unknown = head.unknown
    if not unknown:
        return both
    if not both and (reading := _mended(unknown)):
        return Parsed((Command(reading),))
    return replace(both, unknown=unknown, suggestion=_nearest(unknown))


def posting_command(subject: str, body: str) -> tuple[str, bool]:
    """What a mail to the posting address commands: (its lines, whether they act there).

    ("", False) is a post. A post may begin like a command, so here the whole text must be
    commands and courtesies; a subject counts alone, or beside a body that is a command too.
    """
    if leave_phrase(body) or (not body.strip() and leave_phrase(_bare_subject(subject))):
        return LEAVE, True
    lines = [line.strip() for line in body[:_LONGEST].splitlines() if line.strip()]
    if lines and fold(lines[-1]) == _LAST:
        lines.pop()
    if len(lines) > _MOST:
        return "", False
    said: list[tuple[str, _Line]] = []
    for line in lines:
        found = _read_line(line)
        if found is None or _prose(line, found):
            return "", False
        if found is not _COURTESY:
            said.append((line, found))
    title = _bare_subject(subject)
    if not said and (found := _read_line(title)) and found is not _COURTESY:
        said = [(title, found)]
    # `Attachment` alone is what many a post says of the file that comes with it.
    if not said or any(found.ask == ASK_FILE for _, found in said):
        return "", False
    acts = all(_acts_at_posting(found) for _, found in said)
    return "\n".join(line for line, _ in said), acts


def _prose(line: str, found: _Line) -> bool:
    """`leave the hospital`: a thing is left that need not be the list."""
    command = found.command
    if command is None or command.verb != LEAVE or not command.args:
        return False
    pieces = [piece for piece in split(line) if piece.kind is not PieceKind.MARK]
    place = past_courtesies(pieces)
    strong = words.phrases("leave", "strong").at(pieces, place)
    known = words.phrases("commands", LEAVE).at(pieces, place)
    return not strong and known is not None and len(pieces) - known[1] > len(command.args)


def _acts_at_posting(line: _Line) -> bool:
    if line.command:
        return line.command.verb in AT_POSTING
    return line.ask in (ASK_PAUSE, ASK_DELIVERY, ASK_DIGEST, ASK_CANCEL)


# --- lines --------------------------------------------------------------------------------------


def _bare_subject(subject: str) -> str:
    """The subject without `Re:` and its like in any number."""
    while found := _PREFIX.match(subject):
        subject = subject[found.end() :]
    return subject.strip()


def _read_lines(lines: Sequence[str]) -> Parsed:
    """Read up to a signature, a quotation, or the first line that is no command.

    Such a line is reported, but after an empty line it is taken for the rest of a letter.
    """
    commands: list[Command] = []
    asks: list[str] = []
    asked = language = ""
    after_empty = False
    for line in lines:
        if not line.strip():
            after_empty = bool(commands or asks)
            continue
        if ends_here(line):
            break
        found = _read_line(line)
        if found is None:
            unknown = "" if after_empty else line.strip()
            return Parsed(tuple(commands), unknown, tuple(asks), asked, language)
        language = language or found.language
        if found.command:
            commands.append(found.command)
        if found.ask:
            asks.append(found.ask)
            asked = asked or line.strip()
        if len(commands) >= _MOST:
            break
    return Parsed(tuple(commands), "", tuple(asks), asked, language)


def ends_here(line: str, *, dashed: bool = True) -> bool:
    """Whether a quotation or a signature begins, or somebody says that here is the end.

    `dashed`: a line of dashes begins a signature too; inside a text it only parts it.
    """
    if line.lstrip().startswith(">") or line.rstrip() == "--" or fold(line.strip()) == _LAST:
        return True
    return dashed and _DASHES.match(line) is not None


def _read_line(line: str) -> _Line | None:
    """One line understood wholly, or None."""
    if len(line) > _LINE_CHARACTERS:
        return None
    pieces = [piece for piece in split(line) if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]
    if len(pieces) > _LINE_WORDS:
        return None
    pieces = pieces[past_courtesies(pieces) :]
    if not pieces:
        return _COURTESY
    pieces = _without_thanks(pieces)
    line = line[: pieces[-1].end]
    for form in (_accented, _delivery, _command, _asked):
        if found := form(line, pieces):
            return replace(found, language=_written_in(pieces))
    return None


def _without_thanks(pieces: list[Piece]) -> list[Piece]:
    """The words before the courtesies that end a line: `one a day please, thank you`."""
    closings = words.phrases("courtesies", "closings", "soft")
    for place in range(1, len(pieces)):
        if closings.at(pieces, place) and past_courtesies(pieces, place) == len(pieces):
            return pieces[:place]
    return pieces


def _written_in(pieces: Sequence[Piece]) -> str:
    """The language whose words a command begins with; "" for the codes that all may use."""
    found: dict[str, int] = {}
    for language in words.tables():
        for name in ("commands", "delivery", "asks"):
            if known := words.phrases_in(language, name).at(pieces, 0):
                found[language] = max(found.get(language, 0), known[1])
    best = [language for language, end in found.items() if end == max(found.values())]
    code = len(best) == 1 and found[best[0]] == 1 and pieces[0].plain in VERBS
    return best[0] if len(best) == 1 and not code else ""


def past_courtesies(pieces: Sequence[Piece], place: int = 0) -> int:
    """The place after greetings and thanks; after all of a line that is nothing else."""
    polite = words.phrases("courtesies", "greetings", "closings", "soft")
    addressees = words.phrases("courtesies", "addressees")
    while found := polite.at(pieces, place):
        place = found[1]
        if whom := addressees.at(pieces, place):
            place = whom[1]
    return place


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


def _accented(line: str, pieces: Sequence[Piece]) -> _Line | None:
    """`résumé` asks for a digest or a summary; without its accents it may be `resume`."""
    typed = line.strip(" .!?:;").casefold()
    if typed in words.section("asks")["summary"] and fold(typed) != typed:
        return _Line(ask=ASK_SUMMARY)
    return None


def _asked(line: str, pieces: Sequence[Piece]) -> _Line | None:
    found = words.phrases("asks").at(pieces, 0)
    if found and not _rest(line, pieces, found[1]):
        return _Line(ask=found[0])
    return None


# --- verbs --------------------------------------------------------------------------------------


def _command(line: str, pieces: Sequence[Piece]) -> _Line | None:
    found = words.phrases("commands").at(pieces, 0)
    if not found:
        return None
    verb, place = found
    rest = _rest(line, pieces, place)
    if verb == PAUSE:
        return _pause(line, pieces, place)
    if verb == I_READ:
        return _languages(line[pieces[place - 1].end :])
    if verb in (WHERE, WITHDRAW):
        return _post(verb, rest)
    if verb == ATTACHMENT:
        return _files(rest)
    if verb == JOIN:
        return _join(rest, line[pieces[place - 1].end :])
    if verb in (HELP, LISTS) and not rest:
        return _Line(Command(verb))
    if verb in (INFO, LEAVE, STATUS, RESUME) and len(rest) <= 1:
        return _on_list(Command(verb), rest)
    return None


def _delivery(line: str, pieces: Sequence[Piece]) -> _Line | None:
    """`one a day`, `set delivery daily`, `SET hw-en NOMAIL`."""
    asks = words.phrases("delivery", "set").at(pieces, 0)
    modes = words.phrases("delivery", *(mode.value for mode in DeliveryMode))
    for start in (0, *range(asks[1], asks[1] + 5)) if asks else (0,):
        if found := modes.at(pieces, start):
            mode, place = found
            between = line[pieces[asks[1] - 1].end : pieces[start].start] if asks and start else ""
            rest = (*between.lower().split(), *_rest(line, pieces, place))
            return _on_list(Command(DELIVERY, (mode,)), rest)
    return _set_without_mode(line, pieces, asks)


def _set_without_mode(
    line: str, pieces: Sequence[Piece], asks: tuple[str, int] | None
) -> _Line | None:
    if not asks:
        return None
    rest = _rest(line, pieces, asks[1])
    digest = words.phrases("asks", "digest")
    if any(digest.at(split(word), 0) for word in rest) and len(rest) <= 2:
        return _Line(ask=ASK_DIGEST)
    plain = " ".join(piece.plain for piece in pieces[: asks[1]])
    return _Line(ask=ASK_DELIVERY) if not rest and plain in ("set delivery", "delivery") else None


def _on_list(command: Command, rest: Sequence[str]) -> _Line | None:
    """The command for the list that is named; None when more than a list is named."""
    names = [_list_name(word) for word in rest]
    if len(names) > 1 or not all(names):
        return None
    return _Line(Command(command.verb, (*command.args, *names)))


def _list_name(word: str) -> str:
    """`hifa`, `HIFA@lists.example.org`, `hifa-request@…` -> hifa; "" when it can be none."""
    name = word.lower().partition("@")[0].removesuffix("-request")
    return name if _LIST.fullmatch(name) else ""


def _join(rest: Sequence[str], tail: str) -> _Line | None:
    """`join hifa fr en`: a list, or none, and languages. `rest` has lost codes that are fillers
    too; they are found again in the tail, but for the `en` of "en français"."""
    said = [word.strip(".,;:!?").lower() for word in tail.split()]
    after = [*said[1:], ""]
    rest = [
        word
        for word, following in zip(said, after, strict=False)
        if (fold(word) in words.tables() and not _is_named(following)) or word in rest
    ]
    lists = [word for word in rest if not _language(word)]
    languages = [code for word in rest if (code := _language(word))]
    if len(lists) > 1 or not all(_list_name(word) for word in lists):
        return None
    if said[:1] == ["to"] and lists and fold(lists[0]).isdigit():
        return None  # `join to 811`: a moderator's word about a post
    return _Line(Command(JOIN, (*map(_list_name, lists), *languages)))


def _is_named(word: str) -> bool:
    """A language by its name, not by its code."""
    return bool(_language(word)) and fold(word) not in words.tables()


def is_language(word: str) -> bool:
    """A code of a language of the word tables."""
    return word in words.tables()


def _language(word: str) -> str:
    """The code of a language that is named or spelled as a code, or ""."""
    plain = fold(word)
    if plain in words.tables():
        return plain
    found = words.phrases("names").at(split(plain), 0)
    return found[0] if found else ""


def _languages(tail: str) -> _Line | None:
    said = [piece.plain for piece in split(tail) if piece.kind is PieceKind.WORD]
    named = [word for word in said if _language(word) and word not in words.tables()]
    if named:  # "je lis en français": a word that is a code only by chance
        said = [word for word in said if word not in _ALSO_WORDS]
    fillers = words.single_words("arguments", "fillers")
    codes = [_language(word) for word in said if _language(word) or word not in fillers]
    if not codes:
        return _Line(ask=ASK_LANGUAGES)
    return _Line(Command(I_READ, tuple(dict.fromkeys(codes)))) if all(codes) else None


def _post(verb: str, rest: Sequence[str]) -> _Line | None:
    """`where 811`, `withdraw`: about a post by its number, or the last one."""
    numbers = [fold(word).lstrip("#") for word in rest]
    if len(numbers) > 1 or not all(n.isascii() and n.isdigit() and len(n) < 10 for n in numbers):
        return None
    return _Line(Command(verb, tuple(numbers)))


def _files(rest: Sequence[str]) -> _Line | None:
    """`attachment 811.2 811.3`, `attachment 811`; in other languages a comma is no end: `811,2`."""
    if not rest:
        return _Line(ask=ASK_FILE)
    named = [fold(word).lstrip("#").translate(_POINTS) for word in rest]
    if len(named) > _MOST or not all(_FILE.fullmatch(word) for word in named):
        return None
    return _Line(Command(ATTACHMENT, tuple(dict.fromkeys(named))))


def _pause(line: str, pieces: Sequence[Piece], place: int) -> _Line | None:
    """`pause 3 weeks`, `pause hw-en 10 days`; without a length it is asked back."""
    spans = words.phrases("durations")
    for at in range(place, min(place + 4, len(pieces))):
        unit = spans.at(pieces, at + 1)
        if pieces[at].kind is PieceKind.NUMBER and unit:
            days = pieces[at].value * _DAYS[unit[0]]
            before = _rest(line[: pieces[at].start], pieces, place)
            rest = (*before, *_rest(line, pieces, unit[1]))
            if not 0 < days <= _LONGEST_PAUSE:
                return _Line(ask=ASK_PAUSE)
            return _on_list(Command(PAUSE, (str(days),)), rest)
    return _Line(ask=ASK_PAUSE) if len(_rest(line, pieces, place)) <= 2 else None


# --- near misses --------------------------------------------------------------------------------


def _mended(unknown: str) -> str:
    """The reading verb that a mistyped line meant, or ""."""
    near = _near(unknown, words.phrases("commands", *_TYPOS_ACT))
    return near[1] if near else ""


def _nearest(unknown: str) -> str:
    """The known phrase nearest to an unknown line, or ""."""
    near = _near(unknown, words.phrases("commands")) or _near(unknown, words.phrases("delivery"))
    return near[0] if near else ""


def _near(unknown: str, known: Phrases) -> tuple[str, str] | None:
    plain = " ".join(piece.plain for piece in split(unknown) if piece.kind is not PieceKind.MARK)
    if len(plain.split()) > 4 or len(plain) > 40:
        return None
    phrases = dict(known)
    near = difflib.get_close_matches(plain, phrases, n=1, cutoff=0.74)
    return (near[0], phrases[near[0]]) if near else None
