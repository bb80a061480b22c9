"""Instants as people's days: time zones by name, dates in them, times of day.

Pure. Owns the rules for a time zone nobody knows, and an hour nobody can read: UTC, and six in the
morning, so that a mistyped setting delays a digest by hours and never stops it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DEFAULT_CLOCK = time(6)


def zone(name: str) -> tzinfo:
    """The time zone of an IANA name such as `Africa/Kampala`; UTC for any other text."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a folder's name
        return UTC


def local_day(instant: float, zone_name: str) -> date:
    """The date on the calendar of a time zone."""
    return datetime.fromtimestamp(instant, zone(zone_name)).date()


def midnight(day: date, zone_name: str) -> float:
    """The instant at which a day begins on the calendar of a time zone."""
    return datetime.combine(day, time(), zone(zone_name)).timestamp()


def clock(text: str) -> time:
    """`06:30` as a time of day; six in the morning for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else _DEFAULT_CLOCK
