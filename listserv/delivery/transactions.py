"""One batch over one line: a transaction per copy, the next one opened behind the final dot.

Owns the order of commands (RFC 5321 §4.1.4). A peer that offers PIPELINING (RFC 2920) gets MAIL,
RCPT and DATA in one segment, and the opening of the next transaction in the segment that ends the
message before: one round trip a copy. Any other peer gets one command at a time.

    opened --MAIL 250, RCPT 250, DATA 354--> message sent --250--> SENT
       |                                          |------- 4xx, 5xx--> judged
       |--a refusal at any step--> judged, then RSET

When the line goes down, the copy whose answer was awaited had its try; the others had none. A
message whose dot was sent may have arrived: it stays due all the same, since a second copy is
better than none. On a line that was kept from an earlier batch the peer may have hung up long ago:
if nothing was answered yet, nobody had a try.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from listserv.delivery.backoff import Outcome, Stage, Trial, judge
from listserv.delivery.copy import Parcel
from listserv.delivery.line import Line
from listserv.delivery.replies import Answer, Features
from listserv.model import DeliveryState

GO_ON = 354

_PATH = re.compile(r"[!-;=?-~]{1,64}@[!-;=?-~]{1,255}")  # nothing that could end a command


@dataclass(slots=True)
class _Transaction:
    """A copy under way, the `n`th of its batch."""

    n: int
    parcel: Parcel
    refusal: Outcome | None = None


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
        self._parcels = parcels
        self._lmtp = lmtp
        self._kept = kept
        self._command = command
        self._message = message
        self._outcomes: list[Outcome | None] = [None] * len(parcels)
        self._left = len(parcels)
        self._next = 0  # the first that is not opened yet
        self._dotted = -1  # the last whose message was sent
        self._answered = False
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> list[Outcome]:
        """An outcome for each parcel, in order."""
        self._line.on_lost = self._lost
        if self._line.lost:
            self._lost(self._line.lost)
        else:
            self._open()
            self._line.flush()
        await self._over
        return [outcome for outcome in self._outcomes if outcome]

    def finish(self) -> None:
        """Open no more transactions; those that are under way come to their end."""
        for n in range(self._next, len(self._parcels)):
            self._settle(n, Outcome(DeliveryState.DUE, "stopped before its turn", Trial.UNTRIED))
        self._next = len(self._parcels)

    # --- the steps, in order ---

    def _open(self) -> None:
        """Begin the next transaction, if there is one."""
        while self._next < len(self._parcels):
            transaction = _Transaction(self._next, self._parcels[self._next])
            self._next += 1
            refusal = self._unfit(transaction.parcel)
            if refusal is None:
                self._say(self._mail_command(transaction.parcel), self._mail, transaction)
                if self._offers.pipelining:
                    self._say(self._rcpt_command(transaction.parcel), self._rcpt, transaction)
                    self._say(b"DATA\r\n", self._data, transaction)
                return
            self._settle(transaction.n, refusal)

    def _mail(self, transaction: _Transaction, answer: Answer) -> None:
        if not answer.ok:
            transaction.refusal = judge(answer, Stage.MAIL)
        if self._offers.pipelining:
            return
        if transaction.refusal:
            self._settle(transaction.n, transaction.refusal)
            self._open()
        else:
            self._say(self._rcpt_command(transaction.parcel), self._rcpt, transaction)

    def _rcpt(self, transaction: _Transaction, answer: Answer) -> None:
        if not answer.ok and transaction.refusal is None:
            transaction.refusal = judge(answer, Stage.RCPT)
        if self._offers.pipelining:
            return
        if transaction.refusal:
            self._give_up(transaction, transaction.refusal)
        else:
            self._say(b"DATA\r\n", self._data, transaction)

    def _data(self, transaction: _Transaction, answer: Answer) -> None:
        if answer.code != GO_ON:
            self._give_up(transaction, transaction.refusal or judge(answer, Stage.DATA))
            return
        if transaction.refusal:  # a peer that wants a message for nobody gets an empty one
            self._line.send(b".\r\n")
            if not self._lmtp:  # LMTP answers the dot once per accepted recipient: never
                self._line.expect(self._cleared, self._message)
            self._settle(transaction.n, transaction.refusal)
        else:
            self._dotted = transaction.n
            self._line.send(transaction.parcel.content)
            self._line.expect(partial(self._dot, transaction), self._message)
        if self._offers.pipelining:
            self._open()

    def _dot(self, transaction: _Transaction, answer: Answer) -> None:
        self._settle(transaction.n, judge(answer, Stage.DOT))
        if not self._offers.pipelining:
            self._open()

    def _give_up(self, transaction: _Transaction, refusal: Outcome) -> None:
        """A transaction without a message: cleared away before the next."""
        self._line.send(b"RSET\r\n")
        self._line.expect(self._cleared, self._command)
        self._settle(transaction.n, refusal)
        if self._offers.pipelining:
            self._open()

    def _cleared(self, answer: Answer) -> None:
        """Whatever the peer says to RSET or to an empty message, the next one starts afresh."""
        if not self._offers.pipelining:
            self._open()
        self._check()

    # --- what is said ---

    def _say(self, command: bytes, hearer: _Step, transaction: _Transaction) -> None:
        self._line.send(command)
        self._line.expect(partial(hearer, transaction), self._command)

    def _mail_command(self, parcel: Parcel) -> bytes:
        size = "" if self._offers.size is None else f" SIZE={parcel.size}"
        return f"MAIL FROM:<{parcel.sender}>{size}\r\n".encode("ascii")

    def _rcpt_command(self, parcel: Parcel) -> bytes:
        return f"RCPT TO:<{parcel.recipient}>\r\n".encode("ascii")

    def _unfit(self, parcel: Parcel) -> Outcome | None:
        """What we can refuse ourselves, without asking the peer."""
        if not _PATH.fullmatch(parcel.recipient) or (
            parcel.sender and not _PATH.fullmatch(parcel.sender)
        ):
            return Outcome(DeliveryState.FAILED, "553 5.1.3 not an address that mail can use")
        if 0 < (self._offers.size or 0) < parcel.size:
            text = f"552 5.3.4 the relay takes {self._offers.size} octets, this has {parcel.size}"
            return Outcome(DeliveryState.FAILED, text)
        return None

    # --- ends ---

    def _settle(self, n: int, outcome: Outcome) -> None:
        if self._outcomes[n] is not None:
            return
        self._outcomes[n] = outcome
        self._answered |= outcome.trial is Trial.ANSWERED
        self._left -= 1
        self._check()

    def _check(self) -> None:
        """The batch is over when all is settled and the line is quiet again."""
        if not self._left and not self._line.waiting and not self._over.done():
            self._over.set_result(None)

    def _lost(self, reason: str) -> None:
        blamed = self._answered or not self._kept
        for n, outcome in enumerate(self._outcomes):
            if outcome is not None:
                continue
            if n == self._dotted:
                lost = Outcome(DeliveryState.DUE, f"{reason} (after the dot)", Trial.BROKEN)
            elif blamed and n < self._next:
                lost = Outcome(DeliveryState.DUE, reason, Trial.BROKEN)
            else:
                lost = Outcome(DeliveryState.DUE, reason, Trial.UNTRIED)
            self._settle(n, lost)
            blamed = False
        self._check()
