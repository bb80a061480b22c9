"""One batch over one line: a transaction per parcel, the next one opened behind the final dot.

Owns the order of commands (RFC 5321 §4.1.4). A peer that offers PIPELINING (RFC 2920) gets MAIL,
RCPT and DATA in one segment, and the opening of the next transaction in the segment that ends the
message before: one round trip a copy. Any other peer gets one command at a time.

    opened --MAIL 250, a RCPT 250, DATA 354--> message sent --250--> SENT
       |                                            |------- 4xx, 5xx--> judged
       |--all refused, at any step--> judged, then RSET

A parcel goes to one recipient, or to several where nothing in it is personal; each has an outcome
of her own. LMTP answers the dot once for each recipient it accepted (RFC 2033 §4.2).

When the line goes down, the parcel whose answer was awaited had its try; the others had none. A
message whose dot was sent may have arrived: it stays due all the same, since a second copy is
better than none. On a line that was kept from an earlier batch the peer may have hung up long ago:
if nothing was answered yet, nobody had a try.
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from listserv.delivery.copy import Parcel
from listserv.delivery.line import Line
from listserv.delivery.outcomes import Outcome, Stage, Trial, judge
from listserv.delivery.replies import Answer, Features
from listserv.model import DeliveryState

GO_ON = 354

_PATH = re.compile(r"[!-;=?-~]{1,64}@[!-;=?-~]{1,255}")  # nothing that could end a command
_NO_ADDRESS = Outcome(DeliveryState.FAILED, "553 5.1.3 not an address that mail can use")


@dataclass(slots=True)
class _Transaction:
    """A parcel under way, the `n`th of its batch; recipients are named by their place in it."""

    n: int
    parcel: Parcel
    outcomes: list[Outcome | None]  # one for each recipient; None while open
    asked: list[int]  # who is named to the peer, in this order
    heard: int = 0  # of these, how many RCPT was answered for
    accepted: deque[int] = field(default_factory=deque)

    def settle(self, outcome: Outcome) -> None:
        """Whoever is still open gets this."""
        for place, known in enumerate(self.outcomes):
            if known is None:
                self.outcomes[place] = outcome


_Step = Callable[[_Transaction, Answer], None]


class Transactions:
    """Hands a batch over. `command` and `message` are deadlines in seconds."""

    def __init__(
        self,
        line: Line,
        offers: Features,
        parcels: Sequence[Parcel],
        *,
        lmtp: bool,
        kept: bool,
        command: float,
        message: float,
    ) -> None:
        self._line = line
        self._offers = offers
        self._pipelining = offers.pipelining
        self._parcels = parcels
        self._lmtp = lmtp
        self._kept = kept
        self._command = command
        self._message = message
        self._outcomes: list[list[Outcome | None]] = [[None] * len(p.recipients) for p in parcels]
        self._ended = [False] * len(parcels)
        self._left = len(parcels)
        self._next = 0  # the first that is not opened yet
        self._dotted = -1  # the last whose message was sent
        self._answered = False
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> list[list[Outcome]]:
        """The outcomes of each parcel, in order, one for each of its recipients."""
        self._line.on_lost = self._lost
        if self._line.lost:
            self._lost(self._line.lost)
        else:
            self._open()
            self._line.flush()
        await self._over
        return [[one for one in outcomes if one] for outcomes in self._outcomes]

    def finish(self) -> None:
        """Open no more transactions; those that are under way come to their end."""
        never = Outcome(DeliveryState.DUE, "stopped before its turn", Trial.UNTRIED)
        for n in range(self._next, len(self._parcels)):
            self._outcomes[n] = [never] * len(self._outcomes[n])
            self._end(n)
        self._next = len(self._parcels)

    # --- the steps, in order ---

    def _open(self) -> None:
        """Begin the next transaction, if there is one."""
        while self._next < len(self._parcels):
            n = self._next
            self._next += 1
            parcel, outcomes = self._parcels[n], self._outcomes[n]
            asked = self._fit(parcel, outcomes)
            if not asked:
                self._end(n)
                continue
            transaction = _Transaction(n, parcel, outcomes, asked)
            self._say(self._mail_command(parcel), self._mail, transaction)
            if self._pipelining:
                for place in asked:
                    self._say(_rcpt_command(parcel, place), self._rcpt, transaction)
                self._say(b"DATA\r\n", self._data, transaction)
            return

    def _mail(self, transaction: _Transaction, answer: Answer) -> None:
        if not answer.ok:
            transaction.settle(judge(answer, Stage.MAIL))
        if self._pipelining:
            return
        if answer.ok:
            self._ask(transaction)
        else:
            self._end(transaction.n)
            self._open()

    def _ask(self, transaction: _Transaction) -> None:
        """Name the next recipient to a peer that wants one command at a time."""
        place = transaction.asked[transaction.heard]
        self._say(_rcpt_command(transaction.parcel, place), self._rcpt, transaction)

    def _rcpt(self, transaction: _Transaction, answer: Answer) -> None:
        place = transaction.asked[transaction.heard]
        transaction.heard += 1
        if transaction.outcomes[place] is None:
            if answer.ok:
                transaction.accepted.append(place)
            else:
                transaction.outcomes[place] = judge(answer, Stage.RCPT)
        if self._pipelining:
            return
        if transaction.heard < len(transaction.asked):
            self._ask(transaction)
        elif transaction.accepted:
            self._say(b"DATA\r\n", self._data, transaction)
        else:
            self._give_up(transaction)

    def _data(self, transaction: _Transaction, answer: Answer) -> None:
        if answer.code != GO_ON:
            transaction.settle(judge(answer, Stage.DATA))
            self._give_up(transaction)
            return
        if not transaction.accepted:  # a peer that wants a message for nobody gets an empty one
            self._line.send(b".\r\n")
            if not self._lmtp:  # LMTP answers the dot once per accepted recipient: never
                self._line.expect(self._cleared, self._message)
            self._end(transaction.n)
        else:
            self._dotted = transaction.n
            self._line.send(transaction.parcel.content)
            for _ in range(len(transaction.accepted) if self._lmtp else 1):
                self._line.expect(partial(self._dot, transaction), self._message)
        if self._pipelining:
            self._open()

    def _dot(self, transaction: _Transaction, answer: Answer) -> None:
        outcome = judge(answer, Stage.DOT)
        if self._lmtp:
            transaction.outcomes[transaction.accepted.popleft()] = outcome
            if transaction.accepted:
                return
        else:
            transaction.settle(outcome)
        self._end(transaction.n)
        if not self._pipelining:
            self._open()

    def _give_up(self, transaction: _Transaction) -> None:
        """A transaction without a message: cleared away before the next."""
        self._line.send(b"RSET\r\n")
        self._line.expect(self._cleared, self._command)
        self._end(transaction.n)
        if self._pipelining:
            self._open()

    def _cleared(self, answer: Answer) -> None:
        """Whatever the peer says to RSET or to an empty message, the next one starts afresh."""
        if not self._pipelining:
            self._open()
        self._check()

    # --- what is said ---

    def _say(self, command: bytes, hearer: _Step, transaction: _Transaction) -> None:
        self._line.send(command)
        self._line.expect(partial(hearer, transaction), self._command)

    def _mail_command(self, parcel: Parcel) -> bytes:
        size = "" if self._offers.size is None else f" SIZE={parcel.size}"
        return f"MAIL FROM:<{parcel.sender}>{size}\r\n".encode("ascii")

    def _fit(self, parcel: Parcel, outcomes: list[Outcome | None]) -> list[int]:
        """Who can be named to the peer; the others are refused without asking it."""
        if 0 < (self._offers.size or 0) < parcel.size:
            text = f"552 5.3.4 the relay takes {self._offers.size} octets, this has {parcel.size}"
            outcomes[:] = [Outcome(DeliveryState.FAILED, text)] * len(outcomes)
        else:
            for place, recipient in enumerate(parcel.recipients):
                if not _PATH.fullmatch(recipient):
                    outcomes[place] = _NO_ADDRESS
        return [place for place, known in enumerate(outcomes) if known is None]

    # --- ends ---

    def _end(self, n: int) -> None:
        """All recipients of a parcel have their outcomes."""
        if self._ended[n]:
            return
        self._ended[n] = True
        self._left -= 1
        self._answered = self._answered or any(
            one.trial is Trial.ANSWERED for one in self._outcomes[n] if one
        )
        self._check()

    def _check(self) -> None:
        """The batch is over when all is settled and the line is quiet again."""
        if not self._left and not self._line.waiting and not self._over.done():
            self._over.set_result(None)

    def _lost(self, reason: str) -> None:
        blamed = self._answered or not self._kept
        for n, outcomes in enumerate(self._outcomes):
            if self._ended[n]:
                continue
            if n == self._dotted:
                lost = Outcome(DeliveryState.DUE, f"{reason} (after the dot)", Trial.BROKEN)
            elif blamed and n < self._next:
                lost = Outcome(DeliveryState.DUE, reason, Trial.BROKEN)
            else:
                lost = Outcome(DeliveryState.DUE, reason, Trial.UNTRIED)
            outcomes[:] = [known or lost for known in outcomes]
            self._end(n)
            blamed = False
        self._check()


def _rcpt_command(parcel: Parcel, place: int) -> bytes:
    return f"RCPT TO:<{parcel.recipients[place]}>\r\n".encode("ascii")
