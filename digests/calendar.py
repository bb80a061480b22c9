"""When a digest is due: at the list's hour, in the list's time zone.

Pure. An issue ends at a boundary, the instant of the list's hour on its day; that instant, not the
moment the worker woke, decides which posts are in it. So an issue that is late by two days is the
same issue, missed ones are joined into one, and a clock that is put back an hour makes no second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from listserv.press.days import clock, zone

PERIODS = ("daily", "weekly", "monthly", "notices", "condolences")
NOTICES_DAY = 0  # Monday, on which the weekly notices go out
SETTLE = 30.0  # seconds after a boundary: a post stamped just before it is committed by then


def last_boundary(period: str, now: float, zone_name: str, digest_hour: str) -> tuple[float, date]:
    """The latest boundary that lies SETTLE seconds behind `now`: its instant and its local date."""
    at, place = clock(digest_hour), zone(zone_name)
    today = datetime.fromtimestamp(now, place).date()
    for day in _days_back(today):
        instant = datetime.combine(day, at, place).timestamp()
        if instant + SETTLE <= now and _ends(period, day):
            return instant, day
    raise ValueError(f"no boundary for the period {period!r}")


def _days_back(today: date) -> Iterator[date]:
    """From tomorrow (a zone's date line) back over more than a month."""
    return (today - timedelta(days=n) for n in range(-1, 35))


def _ends(period: str, day: date) -> bool:
    match period:
        case "daily" | "condolences":
            return True
        case "weekly":
            return day.weekday() == 0
        case "notices":
            return day.weekday() == NOTICES_DAY
        case "monthly":
            return day.day == 1
    return False
