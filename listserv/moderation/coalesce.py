"""How many letters a moderator gets when many posts are held at once.

Pure. The first few held posts of a minute get a notice each, which is quickest to answer; what
comes beyond that waits for the next queue mail, one a minute at most, so that fifty posts at
once are one letter and not fifty.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW_SECONDS = 60.0
SINGLES = 3  # notices in a window
PAGE = 40  # posts in one queue mail


@dataclass(frozen=True, slots=True)
class Plan:
    """How to tell of the waiting posts now: so many alone, then pages of so many each."""

    singles: int
    pages: tuple[int, ...] = ()

    @property
    def told(self) -> int:
        return self.singles + sum(self.pages)


def plan(waiting: int, notices: int, queues: int) -> Plan:
    """What to send, after so many notices and queue mails in the window that ends now."""
    singles = min(waiting, max(0, SINGLES - notices)) if not queues else 0
    rest = waiting - singles
    if not rest or queues:
        return Plan(singles)
    full, last = divmod(rest, PAGE)
    return Plan(singles, (PAGE,) * full + ((last,) if last else ()))
