"""When we try again, and until when; pure.

A copy whose answer was not final is tried again after 5 minutes (a greylist is satisfied by then),
15, 30, 60 and 120 minutes, then every 4 hours, each stretched by up to a fifth so that ten thousand
copies refused together do not come back together. Five days after the mailing was made the copy
expires.

A relay that cannot be reached rests: 1 second, doubled with each failure, at most 5 minutes. No
try is counted against a member for that.
"""

from __future__ import annotations

MINUTE = 60.0
PAUSES = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE, 120 * MINUTE, 240 * MINUTE)
STRETCH = 0.2
LIFETIME = 5 * 24 * 60 * MINUTE
LONGEST_REST = 5 * MINUTE


def pause(tries: int, jitter: float) -> float:
    """Seconds until the try after number `tries` (from 1); `jitter` is in [0, 1)."""
    step = PAUSES[min(max(tries, 1), len(PAUSES)) - 1]
    return step * (1 + STRETCH * jitter)


def expired(created: float, now: float) -> bool:
    """Is a copy of a mailing made at `created` too old to be tried again?"""
    return now - created >= LIFETIME


def rest(failures: int, jitter: float) -> float:
    """Seconds that a relay rests after `failures` (from 1) in a row; `jitter` is in [0, 1)."""
    doubled = min(2.0 ** min(failures - 1, 20), LONGEST_REST)
    return doubled * (1 + STRETCH * jitter)
