"""Signatures without `-- `, as phones and offices put them below a mail: where one begins.

Pure. One reader for every room: moderators' answers hold theirs against the pieces of a text
(titles), commands of members and facilitators are read by lines. A signature never stops a command,
and never hides one. Nothing here fails; in doubt there is none, and whoever reads asks back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache

from listserv.languages import words
from listserv.languages.plain import Phrases, PieceKind, split
from listserv.languages.titles import LONGEST_LINE, LONGEST_SIGNATURE, PHONE, Signatures

_AROUND = " \t\r\xa0*_~-–—•|,;🙏🙂😊"  # marks around a line that say nothing
_DECISIONS = ("publish", "refuse", "spam", "later")
_COMMANDS = ("join", "leave", "pause", "resume", "where", "withdraw")


def begins(
    lines: Sequence[str], place: int, names: Collection[str], acts: Callable[[str], bool]
) -> bool:
    """Whether the lines from `place` to the end are a signature: a name of hers, perhaps behind
    thanks, and titles, organisations, numbers and addresses beside it or below it.

    `lines` are her own words, without a quotation below them; `names` are all that she is known
    by. `acts` says whether a line is a command, or one that would be asked back for its value: a
    signature holds none, and no question. Of the lines a few short ones are read.
    """
    said = _last_lines(lines, place)
    if not said or any("?" in line or "؟" in line for line in said):
        return False
    start = past_closing(said[0])
    below = said[1:] if start == len(said[0]) else [said[0][start:], *said[1:]]
    above = lines[place - 1].strip()[:LONGEST_LINE] if place else "?"
    apart = start > 0 or past_closing(above) == len(above)
    signed = _is_signature("\n".join(below), names, apart)
    return signed and not any(acts(line) for line in said)


def past_closing(line: str) -> int:
    """The offset behind the thanks or regards that a line begins with, and the marks there."""
    closings = words.phrases("courtesies", "closings")
    addressees = words.phrases("courtesies", "addressees")
    both = words.phrases("answers", "and")
    pieces = split(line)
    at = 0
    while found := closings.at(pieces, at):
        at = found[1]
        if whom := addressees.at(pieces, at):
            at = whom[1]
        if (more := both.at(pieces, at)) and closings.at(pieces, more[1]):
            at = more[1]  # `Thanks and regards`
        while at < len(pieces) and pieces[at].kind is PieceKind.MARK:
            at += 1
    if at == 0:
        return 0
    return pieces[at].start if at < len(pieces) else len(line)


def is_title(line: str) -> bool:
    """Whether a line holds nothing but titles and what reaches somebody, and at least one."""
    found = _signatures(line.strip(_AROUND)[: LONGEST_LINE + 1], ())
    end = len(found.pieces)
    return end > 0 and found.of_signature(0, end) and found.is_firm(0, end)


def holds_number(line: str) -> bool:
    """Whether a telephone number stands in a line."""
    return re.search(PHONE, line[:LONGEST_LINE]) is not None


def _last_lines(lines: Sequence[str], place: int) -> list[str]:
    """The lines that say something, without marks around them; [] where they are too many or too
    long."""
    said: list[str] = []
    for at in range(place, len(lines)):
        line = lines[at].strip(_AROUND)
        if not line:
            continue
        if len(line) > LONGEST_LINE or len(said) > LONGEST_SIGNATURE + 1:
            return []
        said.append(line)
    return said


def _is_signature(text: str, names: Collection[str], apart: bool) -> bool:
    """Whether a text begins with a known name and is a signature; `apart`: an empty line or thanks
    stand above it."""
    found = _signatures(text, names)
    for known in (found.names, found.all_names):  # `Domingo Job` is of words that say something too
        if 0 < found.signed(0, known) == len(found.pieces):
            return True
    return apart and 0 < found.signed_otherwise() == len(found.pieces)


def _signatures(text: str, names: Collection[str]) -> Signatures:
    return Signatures(text, split(text), names, _never(), _verbs(), towns=True)


@cache
def content_words() -> frozenset[str]:
    """Words that decide, hinder or explain something: none of them is read as a name."""
    return telling("sorts") | words.single_words("around", "now")


@cache
def telling(*sections: str) -> frozenset[str]:
    """Words that decide or explain something, with those of some more sections. Those of sorts of
    posts are not among them by themselves: one may greet `Dear Job`."""
    found = set(words.single_words("names_never", "words"))
    for section in ("answers", "reasons", "forms", "days", *sections):
        for meaning in words.section(section):
            found |= words.single_words(section, meaning)
    return frozenset(found)


@cache
def _never() -> frozenset[str]:
    """Of commands, the words for how mail is delivered too: `Amina Kamau` / `Weekly Please`."""
    modes = (mode for mode in words.section("delivery") if mode != "set")
    return content_words().union(*(words.single_words("delivery", mode) for mode in modes))


@cache
def _verbs() -> Phrases:
    """What no line of a signature begins with: words of decisions, and those of commands that begin
    no title, as "Information Officer" does."""
    found = {f"answers {one}": words.section("answers")[one] for one in _DECISIONS}
    found |= {f"forms {one}": said for one, said in words.section("forms").items()}
    found |= {f"commands {one}": words.section("commands")[one] for one in _COMMANDS}
    found |= {f"leave {one}": words.section("leave")[one] for one in ("strong", "weak")}
    return Phrases(found)
