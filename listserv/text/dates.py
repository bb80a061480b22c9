"""Dates of mail: read from headers, believed where they can be true, written into ours; pure.

Owns the one reading of RFC 5322 dates, the one rule of which date of a post to believe, and the one
spelling of a Date line. Clocks of senders are wrong by decades now and then: an archive that
believed them would begin in 1904 and end in 2098.

A failure here cannot happen: what is no date is None, and the worst date to believe is that of the
arrival, or of the message before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, mktime_tz, parsedate_tz

from listserv.text.headers import raw_text, split

DAY = 86_400.0  # seconds
EARLIEST = 378_691_200.0  # 1982: no Internet mail is older (RFC 822)
ON_THE_WAY = 30 * DAY  # how long a mail may have been held before its first Received line
_LATEST = 4_102_444_800.0  # the year 2100
_WIDEST = 15 * 3600  # seconds that a time zone may be off UTC


def instant(text: str) -> float | None:
    """POSIX seconds of an RFC 5322 date; None for none, for nonsense, and for absurd years.

    A zone beyond what the globe has is a typing error of a clock: the time is read as UTC.
    """
    try:
        parts = parsedate_tz(text)
        if parts is None:
            return None
        offset = parts[9] or 0
        seconds = float(mktime_tz((*parts[:9], offset if abs(offset) <= _WIDEST else 0)))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return seconds if 0 < seconds < _LATEST else None


def received_dates(raw: bytes) -> tuple[float, ...]:
    """The dates of the Received lines, top (latest) first (RFC 5321 §4.4); bad ones left out."""
    found = []
    for value in split(raw).all("received"):
        date = instant(raw_text(value).rpartition(";")[2])
        if date is not None:
            found.append(date)
    return tuple(found)


def believable(
    claimed: float | None, received: Sequence[float], before: float, now: float
) -> float:
    """The date to keep for a message.

    `claimed` is its Date header; it counts if an instant of `received` vouches for it (or there is
    none). Else the first of `received` counts, else `before`, the date of the message before it.
    """
    possible = [date for date in received if EARLIEST <= date <= now + DAY]
    if claimed is not None and EARLIEST <= claimed <= now + DAY:
        vouched = any(claimed - DAY <= date <= claimed + ON_THE_WAY for date in possible)
        if vouched or not possible:
            return claimed
    return possible[0] if possible else before


def header_date(instant: float) -> str:
    """POSIX seconds as a Date line says them (RFC 5322 §3.3), in UTC: no zone is known to us."""
    return format_datetime(datetime.fromtimestamp(int(instant), UTC))


def utc_day(at: float) -> int:
    """The number of an instant's day since 1970, in UTC: budgets are counted by it."""
    return int(at // DAY)
