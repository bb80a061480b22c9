"""Commands by mail: what a subject and a body ask for, in any language.

Pure. Owns the reading of whole mails, for the clerk (mail to `-request@`) and for the desk (mail
to the posting address by mistake): where the reading ends, what a subject says beside a body, which
lines are a signature. What contradicts itself is found by contradictions.py, one line is read by
line.py; the words stand in `words/*.toml`. Nothing here fails: what is not understood comes back as
it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from listserv.languages import courtesies, member, near, signatures, words
from listserv.languages.command import OF_LISTS, Command, Doubt, Parsed, Verb
from listserv.languages.contradictions import contradict, exclusive, without_idle
from listserv.languages.courtesies import said
from listserv.languages.leave import leave_phrase
from listserv.languages.line import COURTESY, MOST, Said, amid, joined, read
from listserv.languages.patterns import ADDRESS, typed_address
from listserv.languages.plain import fold, seen
from listserv.text import marks
from listserv.text import subject as subjects

LONGEST = 20_000  # characters of a body that are looked at
_BROKEN = 30  # characters of a line that a phone may have broken
_WRAPPED = 60  # characters of a quoted line that a program may have broken
_MOST_LINES = 100  # that say anything
_SIGNATURE = 40  # lines that are looked at for one
_SIGNATURE_WORDS = 12  # of a body that may be no more than a name and what stands with it
_AMBIGUOUS = 2  # words of a subject that mean something else in other sentences
_FIELD = re.compile(r"\s*[^\W\d_]+\s*:")  # one word and a colon
_DASHES = re.compile(r"_{5,}|-{5,}")
_CHANGING = frozenset({Verb.LEAVE, Verb.DELIVERY, Verb.PAUSE, Verb.RESUME, Verb.WITHDRAW})


def parse(subject: str, body: str, names: Collection[str] = ()) -> Parsed:
    """The commands of a mail: first the subject's, then the body's.

    `body` is the clean text, its lines as they came; `names` are all that its writer is known by,
    her addresses too. An unknown subject is passed over when the body says anything; a body that is
    prose where the subject is a command, unless it says something else in the same words. Prose
    that asks to be taken off a list is the command to leave.
    """
    title, body = seen(subjects.unmarked(subject)), joined(seen(body[:LONGEST]))
    lines = body.splitlines()
    text = _guessed(_read_lines(lines, names))
    if not text:
        text = _leaving(body, names) or text
    if text.thanks and subjects.is_reply(subject):
        title = ""  # it is not hers who thanks
    head = _of_subject(title)
    if (
        head.ask in member.TAKES_TEXT
        and not text
        and (below := _text_below(lines, 0, names, paragraphs=True)[0])
    ):
        return Parsed((Command(Verb(head.ask), (below,)),))
    if head.commands and not text and _speaks_otherwise(title, head.commands[0], body):
        return replace(text, unknown=text.unknown or title)
    both = _together(title, head, text, body)
    if both:
        return both
    return _unclear(subject, title, text, body)


def scattered(text: str) -> tuple[Command, ...]:
    """The commands that lines of a text are, whatever stands between them, up to a signature."""
    found: list[Command] = []
    for line in joined(text[:LONGEST]).splitlines()[:_MOST_LINES]:
        if line.rstrip() == "--" or len(found) >= MOST:
            break
        one = None if _is_quoted(line) else read(line)
        found += one.commands if one else ()
    return tuple(dict.fromkeys(found))


def typed(subject: str, body: str, command: Command) -> str:
    """The line of a mail that says a command, as it was typed; "" where none alone does."""
    for line in (*joined(body[:LONGEST]).splitlines()[:_MOST_LINES], subjects.unmarked(subject)):
        one = None if _is_quoted(line) else read(line)
        if one and command in one.commands:
            return line.strip()
    return ""


def is_language(word: str) -> bool:
    """A code of a language of the word tables."""
    return word in words.tables()


# --- lines ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Found:
    """What was read so far; a block is what stands between empty lines."""

    blocks: list[list[Command]] = field(default_factory=lambda: [[]])
    typed: list[str] = field(default_factory=list)  # the lines of the commands
    asks: list[str] = field(default_factory=list)
    asked: str = ""
    language: str = ""
    gap: bool = False  # an empty line, or a quotation, stands below what was said
    thanked: bool = False
    lines: int = 0  # that said something, courtesies too

    @property
    def commands(self) -> list[Command]:
        return [command for block in self.blocks for command in block]

    def __bool__(self) -> bool:
        return bool(self.asks or any(self.blocks))

    def add(self, line: str, one: Said) -> None:
        self.lines += 1
        if one is COURTESY:
            return
        if self.gap:
            self.blocks.append([])
        self.gap = False
        self.language = self.language or one.language
        self.blocks[-1].extend(one.commands)
        self.typed += [line.strip()] if one.commands else []
        if one.ask:
            self.asks.append(one.ask)
            self.asked = self.asked or line.strip()

    def parsed(self, unknown: str = "", unread: tuple[str, ...] = ()) -> Parsed:
        asks, commands = tuple(dict.fromkeys(self.asks)), self.commands
        if contradict(self.blocks[0]):
            return self._conflict()
        if contradict(commands):
            whole = next(n for n in range(len(self.blocks)) if contradict(self._up_to(n)))
            if not contradict(self.blocks[whole]):
                return self._conflict()
            commands, unknown = self._up_to(whole - 1), ""  # the rest is a menu of ours
            unread = ()
        found = tuple(dict.fromkeys(without_idle(commands)))
        thanks = self.thanked and not found and not asks
        return Parsed(found, unknown, asks, self.asked, self.language, thanks=thanks, unread=unread)

    def _conflict(self) -> Parsed:
        return Parsed(asks=(Doubt.CONFLICT,), asked=exclusive(self.typed))

    def _up_to(self, block: int) -> list[Command]:
        return [command for one in self.blocks[: block + 1] for command in one]


def _read_lines(lines: Sequence[str], names: Collection[str]) -> Parsed:
    """Read up to a signature, or the first line that is no command.

    Such a line is reported, but below an empty line it is taken for the rest of a letter. Quoted
    lines are passed over: she may have answered below them, or between.
    """
    found = _Found()
    place = 0
    while place < len(lines):
        line = lines[place]
        place += 1
        if not line.strip():
            found.gap = bool(found)
        elif _is_quoted(line):
            found.gap = bool(found)
            place += _broken(lines, place)
        elif ends_here(line) or len(found.commands) >= MOST or found.lines > _MOST_LINES:
            break
        elif marks.is_phone_line(line):
            if found:
                break
        elif texted := _with_text(lines, place - 1, names):
            found.add(line, texted[0])
            place = texted[1]
        elif (one := _understood(line, gap=found.gap)) is not None:
            found.thanked |= one is COURTESY and courtesies.has_thanks(line)
            found.add(line, _to_own(line, one, names))
        elif one := read(_mended(line, lines[place : place + 1])):
            found.add(line, one)
            place += 1
        elif one := read(_without_name(line, names)):
            found.add(line, one)
            break
        elif _is_polite(line, found):
            found.thanked = True
            found.lines += 1
        else:
            signed = (found or found.thanked) and _is_signed(lines, place - 1, names, found)
            if found.gap or signed:
                return found.parsed()
            return found.parsed(line.strip(), _unread(lines[place:]))
    return found.parsed()


def _unread(lines: Sequence[str]) -> tuple[str, ...]:
    """Commands below the line that ended the reading, up to a signature: they are not done. What
    stands between them is one, too, if mistyped."""
    own = list(takewhile(lambda line: not ends_here(line), lines[:_MOST_LINES]))
    acts = [_is_line(line) for line in own]
    last = max((place for place, is_one in enumerate(acts) if is_one), default=-1)
    kept = (
        line.strip()
        for place, line in enumerate(own[: last + 1])
        if acts[place] or near.nearest(line)
    )
    return tuple(kept)[:MOST]


def _is_line(line: str) -> bool:
    """Whether a line alone is a command, or the first of a text: `profile: nurse`."""
    texted = _with_text([line], 0, ())
    return bool(texted[0] if texted else read(line))


def _guessed(text: Parsed) -> Parsed:
    """With what may be meant by a line that stands beside commands."""
    if not text or not text.unknown:
        return text
    return replace(text, suggestion=near.nearest(text.unknown))


def _understood(line: str, *, gap: bool) -> Said | None:
    """One line; below an empty one a text that holds a command is the rest of a letter."""
    one = read(line)
    return amid(line) if one is None and not gap else one


def _to_own(line: str, one: Said, names: Collection[str]) -> Said:
    """`unsubscribe amina@example.org` names no list where that is her own address."""
    own = [name.casefold() for name in names if "@" in name and name.casefold() in line.casefold()]
    locals_ = {address.partition("@")[0] for address in own}
    commands = tuple(
        replace(command, args=tuple(arg for arg in command.args if arg not in locals_))
        if command.verb in OF_LISTS
        else command
        for command in one.commands
    )
    return replace(one, commands=commands) if own else one


def _without_name(line: str, names: Collection[str]) -> str:
    """A line without the full name that it ends with, where a program joined the two; else ""."""
    pieces = said(line)
    plain = [piece.plain for piece in pieces]
    for name in names:
        words_ = [piece.plain for piece in said(name)]
        if "@" not in name and 1 < len(words_) < len(plain) and plain[-len(words_) :] == words_:
            return line[: pieces[-len(words_)].start]
    return ""


def _mended(line: str, below: Sequence[str]) -> str:
    """A line with the rest that a program has broken off; "" for a short one."""
    rest = " ".join(below).strip()
    return f"{line} {rest}" if len(line) >= _BROKEN and rest and not _is_quoted(rest) else ""


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _broken(lines: Sequence[str], place: int) -> int:
    """1 where the line at `place` is the rest of a quoted one that a program broke, else 0."""
    above = lines[place - 1].rstrip()
    if len(above) < _WRAPPED or above[-1:] in ".:!?؟…" or place >= len(lines):
        return 0
    below = lines[place + 1] if place + 1 < len(lines) else ""
    return int(bool(lines[place].strip()) and not _is_quoted(lines[place]) and _is_quoted(below))


def _is_polite(line: str, found: _Found) -> bool:
    """A greeting above commands, or thanks below them."""
    if courtesies.says_nothing(line):
        return True
    return courtesies.is_thanks(line) if found else courtesies.is_greeting(line)


def _is_signed(lines: Sequence[str], place: int, names: Collection[str], found: _Found) -> bool:
    """Whether her signature begins here, or a name below her thanks."""
    if _begins_signature(lines, place, names):
        return True
    titled = words.phrases("signatures", "honorifics").at(said(lines[place]), 0) is not None
    return (titled or found.thanked) and courtesies.may_be_name(lines[place])


def ends_here(line: str, *, dashed: bool = True) -> bool:
    """Whether a quotation or a signature begins, or somebody says that here is the end.

    `dashed`: a line of dashes begins a signature too; inside a text it only parts it.
    """
    if _is_quoted(line) or line.rstrip() == "--" or is_last(line):
        return True
    return dashed and _DASHES.match(line) is not None


def is_last(line: str) -> bool:
    """Whether a line is the word that ended the commands of older list servers."""
    return fold(line.strip()) == "end"


def _with_text(lines: Sequence[str], place: int, names: Collection[str]) -> tuple[Said, int] | None:
    """`profile` and its text, behind a colon and on the lines below up to an empty one, and the
    place after it."""
    head, colon, rest = lines[place].partition(":")
    one = read(head)
    command = one.commands[0] if one and one.commands else None
    if not command or command.verb not in member.TAKES_TEXT or command.args:
        return None
    beside = rest.strip() if colon else ""
    place += 1
    if beside and place < len(lines) and not lines[place].strip():
        return Said((Command(command.verb, (beside,)),)), place
    below, place = _text_below(lines, place, names, begun=bool(beside))
    text = f"{beside} {below}".strip()
    return (Said((Command(command.verb, (text,)),)) if text else Said(ask=command.verb)), place


def _text_below(
    lines: Sequence[str],
    place: int,
    names: Collection[str],
    *,
    begun: bool = False,
    paragraphs: bool = False,
) -> tuple[str, int]:
    """The text that begins at a place, as one line, and the place after it: up to a signature and
    to an empty line; with more `paragraphs`, up to one that is a command or polite. One that has
    `begun` above may end before its first line."""
    kept: list[str] = []
    gap = True
    while place < len(lines) and not ends_here(lines[place]):
        line = lines[place].strip()
        if not line and kept and not paragraphs:
            break
        polite = bool(line) and (read(line) is COURTESY or courtesies.is_greeting(line))
        ends = (gap and polite) or _is_command(line)
        if (kept or begun) and line and (ends or _begins_signature(lines, place, names)):
            break
        kept += [line] if line and not polite else []
        if len(kept) > _MOST_LINES:
            break
        gap = not line
        place += 1
    return " ".join(kept), place


def _is_command(line: str) -> bool:
    """Whether a line below a text is a command; `I work in Puno` may be a part of it, but for
    `organisation: KHC`."""
    one = read(line)
    if one is None or not one:
        return False
    free = any(command.verb in member.FREE for command in one.commands)
    return not free or _FIELD.match(line) is not None


def _begins_signature(lines: Sequence[str], place: int, names: Collection[str]) -> bool:
    if marks.is_phone_line(lines[place]):
        return True
    known = [name for name in names if "@" not in name]
    above = max(place - 1, 0)
    own = list(takewhile(lambda line: not ends_here(line), lines[above : place + _SIGNATURE]))
    return signatures.begins(own, place - above, known, lambda line: bool(read(line)))


# --- subjects -------------------------------------------------------------------------------------


def _of_subject(title: str) -> Said:
    """What a subject asks for; nothing where it is no command."""
    texted = _with_text([title], 0, ()) if title else None
    one = texted[0] if texted else read(title)
    if one is None and leave_phrase(title):
        return Said((Command(Verb.LEAVE),))
    return one or COURTESY


def _speaks_otherwise(title: str, command: Command, body: str) -> bool:
    """Whether prose has the few words of a subject in another sense, or wants the opposite:
    `Leave` above `I am on annual leave`, `No mail` above `No mail has come since Monday`."""
    if command.verb not in _CHANGING or any(arg.isdigit() for arg in command.args):
        return False
    pieces = said(body, LONGEST)
    if command.verb is Verb.LEAVE:
        stays = words.phrases("leave", "stays")
        if any(stays.at(pieces, place) for place in range(len(pieces))):
            return True
        if words.phrases("leave", "strong").at(said(title), 0):
            return False
    typed = [piece.plain for piece in said(title)]
    plain = [piece.plain for piece in pieces]
    again = any(plain[at : at + len(typed)] == typed for at in range(len(plain)))
    return again and len(typed) <= _AMBIGUOUS


# --- the whole ------------------------------------------------------------------------------------


def _together(title: str, head: Said, text: Parsed, body: str) -> Parsed:
    """A subject beside a body; where the body asks for something, a subject that only names the
    matter is none: `settings`, `Withdraw` above `withdraw 1234`."""
    first = head.commands
    if text or text.unread or near.nearest(text.unknown):
        verbs = {command.verb for command in text.commands}
        headings = words.phrases("asides", "headings")
        named = headings.at(said(title), 0)
        if named and named[1] == len(said(title)):
            first = ()
        first = tuple(one for one in first if one.args or one.verb not in verbs)
    commands = tuple(dict.fromkeys(without_idle(first + text.commands)))
    if contradict(commands) and not contradict(text.commands):
        below = [one for command in text.commands if (one := typed("", body, command))]
        return Parsed(asks=(Doubt.CONFLICT,), asked=exclusive([title, *below]))
    asks = text.asks or ((head.ask,) if head.ask and not text.commands else ())
    return replace(
        text,
        commands=commands,
        asks=asks,
        asked=text.asked or (title if asks else ""),
        language=(head.language if first else "") or text.language or head.language,
        unknown=text.unknown if text or text.unread or not (commands or asks) else "",
    )


def _unclear(subject: str, title: str, text: Parsed, body: str) -> Parsed:
    """A mail that asks for nothing we know: what may be meant by a mistyped line, and which line is
    asked about. The subject of an answer is not its writer's; above prose it is a heading."""
    thanks = text.thanks
    if subjects.is_reply(subject) or _is_no_subject(title):
        title = ""
    elif courtesies.says_nothing(title):
        title, thanks = "", thanks or courtesies.has_thanks(title)
    if not (text.unknown or title):
        return replace(text, thanks=thanks)
    length = len(said(body))
    for typed in (text.unknown, title if length <= _SIGNATURE_WORDS else ""):
        if command := near.mended(typed):
            return Parsed((command,))
    guesses = map(near.nearest, (text.unknown, title if length <= near.WORDS else ""))
    unknown, guess = text.unknown or title, next(filter(None, guesses), "")
    if (one := read(guess)) and one.ask:
        return Parsed(asks=(one.ask,), asked=unknown, suggestion=guess)
    return replace(text, unknown=unknown, suggestion=guess, thanks=False)


def _is_no_subject(title: str) -> bool:
    """`(no subject)`, as programs write it."""
    pieces = said(title)
    found = words.phrases("asides", "no-subject").at(pieces, 0)
    return not pieces or (found is not None and found[1] == len(pieces))


def _leaving(body: str, names: Collection[str]) -> Parsed | None:
    """Prose in which she asks to be taken off the list; None for any other.

    Where she names another address than hers, that is for people: `remove me and put my successor
    instead: jane@example.org`.
    """
    own = {name.casefold() for name in names if "@" in name}
    named = (typed_address(found) for found in ADDRESS.finditer(body))
    others = [address for address in named if own and address and address not in own]
    text = body
    for address in own:
        text = re.sub(re.escape(address), " ", text, flags=re.IGNORECASE)
    if not leave_phrase(text) and not (others and _replaces_herself(text)):
        return None
    lines = (line.strip() for line in body.splitlines() if others and others[0] in line.casefold())
    return Parsed((Command(Verb.LEAVE),), unknown=next(lines, ""))


def _replaces_herself(body: str) -> bool:
    """Whether somebody asks to leave before she names who comes instead."""
    pieces = said(body)
    instead, both = words.phrases("leave", "instead"), words.phrases("answers", "and")
    comes = any(instead.at(pieces, place) for place in range(len(pieces)))
    first = next((one.start for at, one in enumerate(pieces) if both.at(pieces, at)), len(body))
    return comes and leave_phrase(body[:first])
