"""Whether an answer to a letter of the server says yes, no, or something for a person to read.

Pure. Owns the reading of answers to “did you ask for this?” in every language; the words stand in
languages/words. An answer without words of its own confirms: the mail is the proof. After leaving,
thanks alone are a goodbye, and who says that it was a mistake wants to be back. Prose that is
neither is never guessed at. Owns also what is thanks and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from listserv.languages import courtesies, grammar, words
from listserv.languages.command import Verb
from listserv.languages.leave import leave_phrase
from listserv.languages.line import joined
from listserv.languages.plain import Piece, spoken

REJOIN = "rejoin"

_LONGEST = 4_000  # characters that are looked at
_NAME_WORDS = 6  # of a line that may be a name
_SENTENCE = re.compile(r"[.!?؟;؛\n]")
_DRAWLED = re.compile(r"(\w)\1+$")
_IF = re.compile(r"\W*si\s+\w", re.IGNORECASE)  # "if" in two languages, and a hasty "sí"
_HASTY_YES = 3  # words
_THUMBS_DOWN = "👎❌🚫⛔"


class Consent(Enum):
    YES = "yes"
    NO = "no"
    OTHER = "other"


def read(text: str, kind: str, name: str = "", wish: str = "") -> Consent:
    """What the new text of an answer says to the question of a kind (confirmations.kind).

    `name` is the writer's own, which may stand under a mail; `wish` the command line asked about:
    who writes it again confirms it.
    """
    text = joined(text[:_LONGEST])
    again = grammar.parse("", text)
    if wish and again and not again.unknown and again.commands == grammar.parse("", wish).commands:
        return Consent.YES
    own, thanked = own_words(text, name)
    if not own and (marks := _marks(text)):
        return marks
    if not own:
        return Consent.NO if kind == REJOIN and thanked else Consent.YES
    return _after_leaving(own) if kind == REJOIN else _before(own)


def _before(own: str) -> Consent:
    """A wish that waits: to join, or a command."""
    said = spoken(own)
    yes, no = _begins(said, "yes"), _begins(said, "no")
    refused = _holds(said, "deny") or _mistaken(said) or leave_phrase(own)
    if yes > no:
        tail = said[yes:]
        doubtful = refused or _conditional(own, tail)
        doubtful = doubtful or (_begins(tail, "no") > 0 and not _begins(tail, "fine"))
        return Consent.OTHER if doubtful else Consent.YES
    if _begins(said, "fine"):
        return Consent.OTHER
    return Consent.NO if no or refused else Consent.OTHER


def _after_leaving(own: str) -> Consent:
    """She has left: is it to be undone?"""
    said = spoken(own)
    yes, no = _begins(said, "yes"), _begins(said, "no")
    if undoes(own):
        return Consent.YES
    if _holds(said, "meant"):
        return Consent.NO
    mistaken = _mistaken(said)
    if leave_phrase(own) or _stops(own):
        return Consent.OTHER if mistaken or yes else Consent.NO
    if mistaken:
        return Consent.YES
    if _holds(said, "deny"):  # to leave, or our mail?
        return Consent.OTHER
    if yes > no and not _conditional(own, said[yes:]):
        return Consent.YES
    return Consent.NO if no and not _begins(said, "fine") else Consent.OTHER


# --- the parts of an answer -----------------------------------------------------------------------


def own_words(text: str, name: str) -> tuple[str, bool]:
    """(the lines without greetings, thanks and names; whether there were any thanks)."""
    known = {piece.plain for piece in spoken(name)}
    own: list[str] = []
    thanked = False
    for line in text.splitlines():
        said = spoken(line)
        polite = courtesies.past_courtesies(said)
        thanked = thanked or polite > 0
        rest = said[polite:]
        if not rest or {piece.plain for piece in rest} <= known:
            continue
        if not (thanked and _is_name(line, rest)):
            own.append(line[rest[0].start :])
    return "\n".join(own), thanked


def only_yes(own: str) -> bool:
    """Whether words that say yes say nothing besides: `Yes, you may publish it`."""
    said, place = spoken(own), 0
    agreed = words.phrases("consent", "yes", "beside")
    while place < len(said):
        found = agreed.at(said, place)
        polite = courtesies.past_courtesies(said, place)
        place, before = max(found[1] if found else place, polite), place
        if place == before:
            return False
    return True


def is_said(text: str, name: str) -> bool:
    """Whether an answer has words of its own, or a mark for one: no empty one, no thanks alone."""
    return bool(own_words(text, name)[0] or _marks(text))


def undoes(own: str) -> bool:
    """Whether all that somebody says is that what a letter told is to be undone: `undo`."""
    said = spoken(own)
    said = said[courtesies.past_courtesies(said) :]
    found = words.phrases("undo", "words").at(courtesies.without_thanks(said), 0) if said else None
    return found is not None and found[1] == len(courtesies.without_thanks(said))


def only_thanks(text: str, *names: str) -> bool:
    """Whether a text is thanks, with greetings and names of those it is between, and nothing else.

    Who asks, or is only sorry, may wait for an answer; any other word of capitals may matter.
    """
    if "?" in text or "؟" in text:
        return False
    said, known = spoken(text), {piece.plain for name in names for piece in spoken(name)}
    closings, sorry = words.phrases("courtesies", "closings"), words.phrases("thanks", "sorry")
    thanked, place = False, 0
    while place < len(said):
        if polite := courtesies.past_courtesies(said, place) - place:
            ends = range(place, place + polite)
            thanked |= any(closings.at(said, at) and not sorry.at(said, at) for at in ends)
            place += polite
        elif said[place].plain in known:
            place += 1
        else:
            return False
    return thanked


def _marks(text: str) -> Consent | None:
    """What a text without words of its own says all the same."""
    if any(mark in text for mark in _THUMBS_DOWN):
        return Consent.NO
    return Consent.OTHER if "?" in text or "؟" in text else None


def _is_name(line: str, said: Sequence[Piece]) -> bool:
    """A line, or the end of one, such as `Nadia de Souza`, and no word that decides anything."""
    if len(said) > _NAME_WORDS or any(_begins(said, one) for one in ("yes", "no", "mistake")):
        return False
    if not {piece.plain for piece in said}.isdisjoint(words.single_words("names_never", "words")):
        return False
    return courtesies.begins_like_name(line, said, capitals=True)


def _begins(said: Sequence[Piece], meaning: str) -> int:
    """How many words of a meaning stand at the beginning."""
    found = words.phrases("consent", meaning).at(said, 0)
    drawled = words.phrases("consent", meaning).at(_not_drawled(said), 0)
    joins = words.phrases("commands", Verb.JOIN).at(said, 0) if meaning == "yes" else None
    return max(one[1] if one else 0 for one in (found, drawled, joins))


def _not_drawled(said: Sequence[Piece]) -> list[Piece]:
    """The first word with its last letter once: `yess`, `ouiii`."""
    first = [replace(one, plain=_DRAWLED.sub(r"\1", one.plain)) for one in said[:1]]
    return [*first, *said[1:]]


def _holds(said: Sequence[Piece], meaning: str) -> bool:
    phrases = words.phrases("consent", meaning)
    return any(phrases.at(said, place) for place in range(len(said)))


def _stops(own: str) -> bool:
    """A sentence that begins like the command to leave."""
    leave = words.phrases("commands", Verb.LEAVE)
    sentences = [spoken(part) for part in _SENTENCE.split(own)]
    return any(leave.at(said, courtesies.past_courtesies(said)) for said in sentences)


def _mistaken(said: Sequence[Piece]) -> bool:
    return _holds(said, "mistake") and not _holds(said, "meant")


def _conditional(own: str, tail: Sequence[Piece]) -> bool:
    """`yes, but …`, `si on me le demande`: a condition, which a robot cannot meet."""
    if _IF.match(own) and len(tail) > _HASTY_YES:
        return True
    conditions = words.phrases("answers", "conditions")
    return any(conditions.at(tail, place) for place in range(len(tail)))
