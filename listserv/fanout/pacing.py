"""Pacing: how many posts of a list go out in a day, and how far apart.

Pure. A pace of eight a day is a post every three hours at most, and never a ninth within any
twenty-four hours; after a quiet time the first goes at once. What facilitators send out at once
(`ok now`, an obituary) counts, and waits for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.text.dates import DAY


def next_slot(recent: Sequence[float], pace: int, now: float) -> float:
    """When the next post may go out, `now` for at once; `recent` are the publications of the last
    24 hours, in order, `pace` posts a day (0: no bound)."""
    if not pace or not recent:
        return now
    apart = recent[-1] + DAY / pace
    full = recent[-pace] + DAY if len(recent) >= pace else now
    return max(now, apart, full)
