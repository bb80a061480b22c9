"""When a message of history was sent: its Date, unless that is missing or absurd.

Pure. Clocks of senders are wrong by decades now and then, and an archive that believed them would
begin in 1904 and end in 2098. A failure here cannot happen: the worst answer is the date of the
message before.
"""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import mktime_tz, parsedate_tz

from listserv.text.headers import raw_text, split

DAY = 86_400.0
EARLIEST = 378_691_200.0  # 1982: no Internet mail is older (RFC 822)
ON_THE_WAY = 30 * DAY  # how long a mail may have been held before its first Received line


def received_dates(raw: bytes) -> tuple[float, ...]:
    """The dates of the Received lines, top (latest) first (RFC 5321 §4.4); bad ones left out."""
    found = []
    for value in split(raw).all("received"):
        date = instant(raw_text(value).rpartition(";")[2])
        if date is not None:
            found.append(date)
    return tuple(found)


def instant(text: str) -> float | None:
    """POSIX seconds of an RFC 5322 date; None for anything else."""
    try:
        parts = parsedate_tz(text)
        return float(mktime_tz(parts)) if parts else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def believable(
    claimed: float | None, received: Sequence[float], before: float, now: float
) -> float:
    """The date to keep for a message of history.

    `claimed` is its Date header; it counts if a Received line vouches for it (or there is none).
    Else the top Received line counts, else `before`, the date of the message before it.
    """
    possible = [date for date in received if EARLIEST <= date <= now + DAY]
    if claimed is not None and EARLIEST <= claimed <= now + DAY:
        vouched = any(claimed - DAY <= date <= claimed + ON_THE_WAY for date in possible)
        if vouched or not possible:
            return claimed
    return possible[0] if possible else before
