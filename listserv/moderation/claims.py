"""Claims: a moderator's mail waits until she says that it is hers, or how people agreed.

Pure. Owns what a question of ours keeps: the mail that is read again after her answer, and the
letter that her mail was about. What she had written is read from her mail again after a yes
(languages/agreement), so a yes does just that and is no decision by itself: it publishes nothing
where she had refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from listserv.languages import pasted
from listserv.languages.agreement import LINES
from listserv.languages.courtesies import past_courtesies
from listserv.languages.instruction import Instructions, Verb
from listserv.languages.plain import spoken

WHOSE = "whose"  # the question whether a mail that nothing proves is hers
UNPROVEN = "unproven"  # the same of one that is too long: she says again what she wants
CONSENT = "consent"  # the question how the people of a mail agreed
CONFIRMED = "confirmed"  # the command of an errand whose mail she has said is hers
_CODE = re.compile(rf"({WHOSE}|{CONSENT})-(\d{{1,12}})-(\d{{1,12}})")
_BELOW = re.compile(r" ?below-(\d{1,12})$")


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
    lines = filter(None, map(str.strip, text.splitlines()[:LINES]))
    first = next((one for one in lines if past_courtesies(spoken(one)) < len(spoken(one))), "")
    return pasted.consent_of(first)
