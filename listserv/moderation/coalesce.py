"""How many letters a moderator gets when many posts are held at once.

Pure. The first few held posts of a minute get a notice each, which is quickest to answer. What
comes beyond that goes into a queue mail, once its oldest post has waited a minute or a page is
full: fifty posts at once are three notices and two letters, not fifty.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def plan(waited: Sequence[float], notices: int, queues: int) -> Plan:
    """What to send now.

    `waited` is how long each untold post has waited, oldest first, in seconds; `notices` and
    `queues` are the letters of the window that ends now.
    """
    burst = bool(queues) or (len(waited) > 1 and waited[0] >= WINDOW_SECONDS)
    singles = 0 if burst else min(len(waited), max(0, SINGLES - notices))
    full, last = divmod(len(waited) - singles, PAGE)
    newest_page = singles + full * PAGE
    if last and waited[newest_page] < WINDOW_SECONDS:
        last = 0
    return Plan(singles, (PAGE,) * full + ((last,) if last else ()))
