"""Questions to a translator about her own mail, and what her answers to them mean.

Owns the letter that sends a text, or her words, back to her with one question; and the way from
its answer to an errand that reads the same mail again with what she has said of it: that it is
hers, that a text is right as it is, is to be left, is of this number, or has other words in one
place. Nothing is shown while she is asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from listserv.errand import Brief, Outcome
from listserv.languages import agreement, translating
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, Purpose, Token
from listserv.press.brought import Brought, Doubt
from listserv.store import errands, spool
from listserv.store.base import Store
from listserv.store.errands import Change
from listserv.translators import changing, judging, pieces
from listserv.translators.judging import Around, Word
from listserv.translators.letters import hers
from listserv.translators.pieces import Code, Pending, Piece
from listserv.translators.returned import Text
from listserv.translators.scene import Asked

SEEN_LINES = 10  # of an answer to a question
SHOWN = 2000  # characters of a mail that comes back with a question
HERS, SURE, NOT, AS, CHANGE = "hers", "sure", "not", "as", "change"
NOT_FOUND = "not-found"  # words that were to be changed
TOO_LONG = "too-long"  # nothing of the mail was read

_SAID_OF_TEXTS = frozenset({*judging.ASKS, NOT_FOUND})
# Where nothing that is surely hers waits for the answer; any other question is owed to her.
_NOT_OWED = frozenset({errands.ELSEWHERE, "whose", "no-words"})


@dataclass(frozen=True, slots=True)
class Question:
    code: str  # a case of translation-asked.txt
    text: Text | None = None  # which it is about
    other: str = ""  # a language, a name, an address, or words
    doubts: Sequence[Doubt] = ()  # of the gate


@dataclass(frozen=True, slots=True)
class Again:
    """What comes of her answer to a question."""

    outcome: str
    left: Brought | None = None  # she said no
    changes: tuple[Change, ...] = ()


class Questions:
    def __init__(self, store: Store, mailroom: Mailroom) -> None:
        self._store = store
        self._mailroom = mailroom

    async def whose(self, asked: Asked, brief: Brief, words: str, code: str) -> Outcome:
        """Ask at the registered address whether a mail is hers."""
        question = Question(code, other=brief.reading.from_address)
        letter = await self.letter(asked, brief, question, words)
        return Outcome(f"asked back: {code}", [letter] if letter else [])

    async def letter(
        self, asked: Asked, brief: Brief, question: Question, words: str
    ) -> Letter | None:
        """Her words with one question; within her day's budget, and not twice in the same words.

        Where words of hers wait for the answer, it is asked beyond the budget: else they would be
        lost, and nobody told.
        """
        to = replace(Addressee.of(asked.person), proven=_is_owed(asked, brief, question.code))
        cause = f"errand {brief.errand.id}"
        code, text, command = question.code, question.text, brief.errand.command
        if await self._mailroom.repeats(brief.reading, f"translations, {code}{command}", cause):
            return None
        if not await self._mailroom.may_write(to, cause, owed=True):
            return None
        piece = text.piece if text else None
        shown = (piece,) if piece else asked.code.pieces
        letter = await told(
            self._mailroom,
            "translation-asked",
            asked,
            brief,
            shown,
            question=code,
            one=hers(piece, text.topic, text.text) if piece and text else None,
            text=pieces.shielded(words[:SHOWN]) if not text else "",
            other=question.other,
            numbers=tuple(dict.fromkeys(one.number for one in asked.code.pieces if one.whole)),
            doubts=tuple(question.doubts),
            last_of=await self._mailroom.last_of(to),
        )
        number, language = (piece.number, piece.language) if piece else (0, "")
        mail = brief.errand.mail_id
        pending = Pending(code, mail, asked.letter, number, language, command)
        return replace(letter, asked=Code(shown, pending=pending).text)

    async def again(
        self, asked: Asked, pending: Pending, words: str, names: Sequence[str]
    ) -> Again | None:
        """What she answers to a question: the mail that it asked about is read again; None where
        she answers something else."""
        yes = agreement.answered(words, names)
        about = f"{pending.number} {pending.language}"
        said = ""
        if pending.asks == "which":
            said = _named(words, asked.code.pieces)
        elif pending.asks in ("whose", errands.ELSEWHERE):
            said = HERS if yes == "yes" else ""
        elif yes and pending.number and pending.asks in _SAID_OF_TEXTS:
            said = f"{SURE if yes == 'yes' else NOT} {about}"
        elif pending.number and (changes := changing.read(words)):
            said = f"{CHANGE} {about} {_packed(changes)}"
        nothing_to_do = bool(yes) and pending.asks == NOT_FOUND and not pending.number
        is_left = yes == "no" or nothing_to_do
        left = Brought("left", pending.number, language=pending.language) if is_left else None
        if not said and not left:
            return None
        command = ";".join([*_meant(pending), said])
        before = await self._store.read(errands.commanded, pending.mail, command)
        if said and before:
            return Again("read again before")
        if not said:
            return Again("not hers", left)
        return Again(f"read again: {command}", left, (read_again(asked, pending, command),))

    async def rest(self, asked: Asked) -> tuple[Change, ...]:
        """Where she answered a question with the right text: what else its mail brought."""
        pending = asked.code.pending
        if pending is None or not pending.number:
            return ()
        said = f"{NOT} {pending.number} {pending.language}"
        command = ";".join([*_meant(pending), said])
        if await self._store.read(errands.commanded, pending.mail, command):
            return ()
        return (read_again(asked, pending, command),)


def _is_owed(asked: Asked, brief: Brief, code: str) -> bool:
    """Of a mail that was too long nobody has asked yet whose it is: it is owed where she surely
    wrote it."""
    if code == TOO_LONG:
        return asked.known_address and bool(brief.proof)
    return code not in _NOT_OWED


def read_again(asked: Asked, pending: Pending, command: str) -> Change:
    """A mail of hers, with what she has said of it."""
    return partial(
        spool.errand,
        mail_id=pending.mail,
        list_id=asked.list.id,
        purpose=Purpose.TRANSLATE,
        address="",
        token=Token(Purpose.TRANSLATE, asked.person.id, pending.letter),
        command=command,
    )


async def told(
    mailroom: Mailroom, kind: str, asked: Asked, brief: Brief, shown: Sequence[Piece], **values: Any
) -> Letter:
    """A letter to a translator, whose answer comes back here."""
    return await mailroom.letter(
        kind,
        Addressee.of(asked.person),
        asked.list,
        answer=Purpose.TRANSLATE,
        shown=tuple((one.number, one.version) for one in shown),
        in_reply_to=brief.reading.message_id,
        automatic="auto-replied",
        **values,
    )


# --- what she has said of a mail ------------------------------------------------------------------


def said_of(command: str, word: str, piece: Piece) -> bool:
    return f"{word} {piece.number} {piece.language}" in command.split(";")


def changed(text: Text, command: str) -> tuple[Text, str]:
    """(the text with the changes that she has said of it, the words of one that has no place)"""
    head = f"{CHANGE} {text.piece.number} {text.piece.language} "
    for one in command.split(";"):
        if one.startswith(head):
            changes = [changing.Change(*pair) for pair in json.loads(one[len(head) :])]
            made = changing.made(text.text, changes)
            if made is None:
                return text, changes[0].before
            text = replace(text, text=made, untouched=False)
    return text, ""


def _meant(pending: Pending) -> list[str]:
    """What she has said of a mail so far, without a change that had no place."""
    said = pending.said.split(";") if pending.said else []
    return said[:-1] if pending.asks == NOT_FOUND and said[-1:] != [HERS] else said


def _packed(changes: Sequence[changing.Change]) -> str:
    """Changes as a part of an errand's command, which has no semicolon."""
    made = json.dumps([[one.before, one.after] for one in changes], ensure_ascii=False)
    return made.replace(";", "\\u003b")


def alone(asked: Asked, command: str) -> Piece | None:
    """The text that words belong to which nothing places."""
    if asked.code.pending and asked.code.pending.number:
        return asked.code.pieces[0]
    return next((one for one in asked.code.pieces if said_of(command, AS, one)), None)


def _named(words: str, shown: Sequence[Piece]) -> str:
    """The text that her answer names, as an errand's command; "" for none."""
    numbers = frozenset(one.number for one in shown)
    for line in words.splitlines()[:SEEN_LINES]:
        found = translating.heading(line, numbers)
        if found and found.number in numbers and not found.rest:
            named = [one for one in shown if one.number == found.number]
            fits = [one for one in named if one.language == found.language] or named
            return f"{AS} {fits[0].number} {fits[0].language}"
    return ""


def beside(word: Word, text: Text, around: Around) -> str:
    """What a question names beside the text: a language, or who was there before."""
    if word is Word.LANGUAGE:
        return judging.seems(text)
    if word is Word.TAKEN and around.standing:
        return around.standing.translator
    return ""
