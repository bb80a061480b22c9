"""Claims: a moderator's mail waits until she says that it is hers, or how people agreed.

Pure. Owns what a question of ours keeps: the mail that is read again after her answer, and the
letter that her mail was about; and whether her answer says yes or no. What she had written is then
read from her mail again, so a yes does just that and is no decision by itself: it publishes nothing
where she had refused. Only a word says yes; an empty answer is asked again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from listserv.languages import pasted, signatures, words
from listserv.languages.courtesies import past_courtesies
from listserv.languages.instruction import Instructions, Verb
from listserv.languages.plain import Piece, PieceKind, split

WHOSE = "whose"  # the question whether a mail that nothing proves is hers
UNPROVEN = "unproven"  # the same of one that is too long: she says again what she wants
CONSENT = "consent"  # the question how the people of a mail agreed
CONFIRMED = "confirmed"  # the command of an errand whose mail she has said is hers
_CODE = re.compile(rf"({WHOSE}|{CONSENT})-(\d{{1,12}})-(\d{{1,12}})")
_BELOW = re.compile(r" ?below-(\d{1,12})$")
_LINES = 40  # of an answer that are looked at


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that waits for its yes."""

    mail: int
    letter: int  # of ours, that it answers; 0 for none
    asks: str = WHOSE

    @property
    def code(self) -> str:
        """As the row of our question keeps it."""
        return f"{self.asks}-{self.mail}-{self.letter}"


def of(asked: str) -> Claim | None:
    """The claim that a letter asked about; None where it asked something else."""
    found = _CODE.fullmatch(asked)
    return Claim(int(found[2]), int(found[3]), found[1]) if found else None


def below(asked: str, letter: int) -> str:
    """What a question keeps that asks about an answer to a letter: an `undo` means that letter."""
    return f"{asked} below-{letter}".strip() if letter else asked


def parted(kept: str) -> tuple[str, int]:
    """The other way round: (what was asked, the letter or 0)."""
    found = _BELOW.search(kept)
    return (kept[: found.start()], int(found[1])) if found else (kept, 0)


# --- how people agreed ----------------------------------------------------------------------------


def again(said: str) -> str:
    """The command of an errand whose mail is read again with these words of consent."""
    return f"{CONSENT}: {said}"


def is_hers(command: str) -> bool:
    """Whether an errand's mail was said to be hers: nothing else has to prove it."""
    return command == CONFIRMED or bool(agreed_in(command))


def agreed_in(command: str) -> str:
    """The words of consent that an errand brings along; "" for none."""
    begins = f"{CONSENT}: "
    return command.removeprefix(begins) if command.startswith(begins) else ""


def agreed(said: Instructions, consent: str) -> Instructions:
    """Commands with how their people agreed, where they do not say so themselves."""
    commands = (
        replace(one, other=one.other or consent) if one.verb is Verb.ADD else one
        for one in said.commands
    )
    return replace(said, commands=tuple(commands))


def consent(text: str) -> str:
    """How people agreed, where her own words begin with that; "" for anything else."""
    lines = filter(None, map(str.strip, text.splitlines()[:_LINES]))
    first = next((one for one in lines if past_courtesies(_pieces(one)) < len(_pieces(one))), "")
    return pasted.consent_of(first)


# --- yes or no ------------------------------------------------------------------------------------


def answered(text: str, names: Collection[str]) -> str:
    """What her own words say to the question: "yes", "no", or "" for anything else."""
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    said = [_pieces(line) for line in lines]
    first = next((at for at, one in enumerate(said) if past_courtesies(one) < len(one)), -1)
    if first < 0 or "?" in text or "؟" in text or not _only_signed(lines, first + 1, names):
        return ""
    own = said[first][past_courtesies(said[first]) :]
    return next((word for word in ("yes", "no") if _is_whole(own, word)), "")


def _is_whole(said: Sequence[Piece], meaning: str) -> bool:
    """Whether words say this, with courtesies behind it: `yes please`, `sí, soy yo, gracias`."""
    known = words.phrases("consent", meaning)
    decided = words.phrases("answers", "publish" if meaning == "yes" else "refuse")
    place = 0
    while found := known.at(said, place) or decided.at(said, place):
        place = past_courtesies(said, found[1])
    return 0 < place == len(said)


def _only_signed(lines: Sequence[str], place: int, names: Collection[str]) -> bool:
    """Whether nothing but courtesies, a name and what stands with it is left."""
    known = {piece.plain for name in names for piece in _pieces(name)}
    for at in range(place, len(lines)):
        said = _pieces(lines[at])
        rest = said[past_courtesies(said) :]
        if all(piece.plain in known for piece in rest):
            continue
        return signatures.begins(lines, at, names, _never) or signatures.begins(
            lines, at - 1, names, _never
        )
    return True


def _never(line: str) -> bool:
    return False


def _pieces(text: str) -> list[Piece]:
    return [piece for piece in split(text) if piece.kind in (PieceKind.WORD, PieceKind.NUMBER)]
