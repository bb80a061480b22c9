"""What an answer means for the copy it was given for, and who is to blame; pure.

A 2xx answer to the final dot is final: sent. A 5xx answer is final: failed, unless it blames the
relay (it wants a login, it does not relay for us): then no member did anything wrong, and the copy
stays due. Everything else, 4xx, silence, a broken line, is tried again (backoff).

Who is to blame is said per answer. Policy refusals (5.7.x) are about our site, our signature or
our words: they are final for this copy, and must never cost a member anything.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from listserv.delivery.replies import Answer
from listserv.model import DeliveryState


class Stage(StrEnum):
    """The command that an answer belongs to."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    DOT = "the message"


class Blame(StrEnum):
    """Whose fault a refusal is."""

    RECIPIENT = "recipient"
    CONTENT = "content"  # this message: its size or its form
    POLICY = "policy"  # what the receiver thinks of us
    RELAY = "relay"  # ours: the relay is not set up for us
    PEER = "peer"  # the relay's own trouble: a full disk, too much to do


class Trial(StrEnum):
    """How far the peer had a say."""

    ANSWERED = "answered"
    BROKEN = "broken"  # the line broke under this copy, which counts as a try
    UNTRIED = "untried"  # this copy's turn never came


class Outcome(NamedTuple):
    """What became of one copy: SENT, DUE (try again) or FAILED, with one line of text.

    `blame` is whose fault an answer is that took nothing; None where there was no such answer.
    """

    state: DeliveryState
    text: str
    trial: Trial = Trial.ANSWERED
    blame: Blame | None = None

    @property
    def refuses_us(self) -> bool:
        """Is it us who are refused, whoever the recipient? Many such make a relay stop."""
        policy = self.blame is Blame.POLICY and self.state is DeliveryState.FAILED
        return policy or self.blame is Blame.RELAY

    @property
    def spared(self) -> Outcome:
        """What it is once the relay is found to refuse us: the copy is due again."""
        return self._replace(state=DeliveryState.DUE) if self.refuses_us else self


_WANTS_LOGIN = frozenset({530, 534, 535, 538})  # RFC 4954 §6
_NO_RELAYING = re.compile(
    r"\brelay\w*\b.{0,20}\b(?:denied|prohibited|refused|disabled|not (?:permitted|allowed))"
    r"|\b(?:unable|cannot|not (?:permitted|allowed)|refus\w+) to relay",
    re.IGNORECASE,
)


def blame(answer: Answer, stage: Stage) -> Blame:
    """Whose fault a 4xx or 5xx answer is (RFC 3463 subjects; texts only where codes are mute)."""
    status = answer.status
    if answer.code in _WANTS_LOGIN:
        return Blame.RELAY
    if stage is not Stage.DOT and _NO_RELAYING.search(answer.text) and status[2:3] in ("", "7"):
        return Blame.RELAY
    if status[2:4] == "7.":
        return Blame.POLICY
    if answer.code == 552 and stage is Stage.MAIL:
        return Blame.CONTENT  # RFC 1870: refused by its declared size
    if status[2:4] == "6." or status[2:] == "3.4" or (stage is Stage.DOT and not status):
        return Blame.CONTENT
    if stage is Stage.MAIL:
        return Blame.RELAY if answer.code // 100 == 5 else Blame.PEER
    return Blame.RECIPIENT


def judge(answer: Answer, stage: Stage) -> Outcome:
    """What an answer means for the copy it was given for."""
    line = answer.line()
    if answer.code // 100 == 2 and stage is Stage.DOT:
        return Outcome(DeliveryState.SENT, line)
    if answer.code // 100 not in (4, 5):
        return Outcome(DeliveryState.DUE, line)  # a peer out of step proves nothing
    whose = blame(answer, stage)
    final = answer.code // 100 == 5 and whose is not Blame.RELAY
    return Outcome(
        DeliveryState.FAILED if final else DeliveryState.DUE, line, Trial.ANSWERED, whose
    )
