"""How many copies a relay may be given now: its rate, and its warm-up; pure.

The rate is a bucket that is full after a restart; what the warm-up has taken of its day stands in
the store, and is told at the start (`remember`). Letters are counted and never wait.
"""

from __future__ import annotations

from listserv.delivery import warmup
from listserv.delivery.quota import MANY, Quota
from listserv.delivery.relay import Relay
from listserv.text.dates import utc_day


class Allowance:
    """For one relay. Every instant is POSIX seconds."""

    def __init__(self, relay: Relay) -> None:
        self._quota = Quota(relay.rate)
        self._began = relay.warmup
        self.day = 0  # of UTC; which `taken` is about
        self.taken = 0

    def remember(self, day: int, taken: int) -> None:
        """What was taken before the restart."""
        self.day, self.taken = day, taken

    def copies(self, now: float) -> int:
        """How many may start now."""
        return min(self._quota.allowed(now), self._left(now))

    def took(self, copies: int, now: float) -> None:
        """So many have started, letters among them; fewer than none when they were not tried."""
        self._turn_day(now)
        self.taken = max(0, self.taken + copies)
        if copies > 0:
            self._quota.took(copies, now)

    def again(self, now: float) -> float:
        """The instant from which one may start."""
        return warmup.next_day(now) if self._left(now) <= 0 else self._quota.again(now)

    @property
    def warms_up(self) -> bool:
        """Must what was taken outlive a restart?"""
        return self._began is not None

    def _left(self, now: float) -> int:
        if self._began is None:
            return MANY
        self._turn_day(now)
        limit = warmup.limit(warmup.day_number(self._began, now))
        return MANY if limit is None else max(0, limit - self.taken)

    def _turn_day(self, now: float) -> None:
        today = utc_day(now)
        if today != self.day:
            self.day, self.taken = today, 0
