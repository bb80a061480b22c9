"""How many connections a relay gets; pure.

A relay begins with some. While all of them are busy, and an answer takes about as long as it did
when it was quickest, more of them help, and each batch adds one; once the relay has complained, a
whole round of batches adds one. Where answers get slower with each connection, the relay (or we
ourselves) can do no more, and the number stays. A complaint (421, a line broken off) halves it; a
connection that is refused while others work shows the relay's own bound, and that many are kept.
(Additive increase and multiplicative decrease, as TCP does it, RFC 5681; that a slower answer means
a queue is Vegas's idea.)
"""

from __future__ import annotations

FIRST = 6  # connections to begin with
SLOWER = 1.8  # times the quickest answer: then more connections do not help
FEWEST_COPIES = 10  # a shorter batch says little about how long a copy takes
DOUBLING_SECONDS = 3600.0  # the quickest answer is taken for twice as long: a relay may change
HOLD_SECONDS = 60.0  # after the relay's bound was found, before one more is tried
SAME_SECONDS = 5.0  # complaints within are one: all connections hear of the same trouble


class Width:
    """The number for one relay, `most` at most. Every instant is in seconds, of any clock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._width = float(min(FIRST, most))
        self._quickest = float("inf")  # seconds a copy
        self._measured = 0.0
        self._complained = False
        self._halved = float("-inf")
        self._held_until = float("-inf")

    @property
    def allowed(self) -> int:
        """Connections at the same time."""
        return int(self._width)

    def done(self, copies: int, seconds: float, full: bool, now: float) -> None:
        """A batch was answered; `full`: all connections were busy, and more copies waited."""
        if copies < FEWEST_COPIES:
            return
        each = seconds / copies
        older = max(0.0, now - self._measured) / DOUBLING_SECONDS
        self._quickest = min(each, self._quickest * 2.0 ** min(older, 24.0))
        self._measured = now
        if full and each < SLOWER * self._quickest and now >= self._held_until:
            step = 1 / self._width if self._complained else 1.0
            self._width = min(float(self._most), self._width + step)

    def complained(self, now: float) -> None:
        """The relay sent us away (421) or broke a line off."""
        if now < self._halved + SAME_SECONDS:
            return
        self._complained = True
        self._halved = now
        self._width = max(1.0, self._width / 2)

    def refused(self, working: int, now: float) -> None:
        """A new connection was refused while `working` others were up: more it does not take."""
        self._complained = True
        self._held_until = now + HOLD_SECONDS
        self._width = max(1.0, min(self._width, float(working)))
