"""Instants as people's days: time zones by name, dates in them.

Pure. Owns the one rule for a time zone nobody knows: it is UTC, so that a mistyped setting delays
a digest by hours and never stops it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo


def zone(name: str) -> tzinfo:
    """The time zone of an IANA name such as `Africa/Kampala`; UTC for any other text."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a folder's name
        return UTC


def local_day(instant: float, zone_name: str) -> date:
    """The date on the calendar of a time zone."""
    return datetime.fromtimestamp(instant, zone(zone_name)).date()
