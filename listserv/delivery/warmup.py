"""How many copies a day a new host sends, so that the world gets to know it; pure.

The large receivers publish no figures: they ask for a low volume first, to people who want the
mail, raised slowly and without bursts (Google, "Email sender guidelines", support.google.com/mail/
answer/81126; Yahoo, senders.yahooinc.com/best-practices). The steps below are the ones in use for
hosts of their own: about double each day, from hundreds to where a forum of 20,000 fits twice.

A day is a day of UTC. What was taken today stands in the store, so a restart does not forget it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from listserv.text.dates import DAY, utc_day

STEPS = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def limit(day: int) -> int | None:
    """Copies on the day of this number; day 1 is the first. None: as many as there are."""
    return STEPS[max(day, 1) - 1] if day <= len(STEPS) else None


def day_number(began: date, now: float) -> int:
    """Which day of the warm-up is it? 1 is the day it began; less: it begins later."""
    return (datetime.fromtimestamp(now, UTC).date() - began).days + 1


def next_day(now: float) -> float:
    """The instant at which the next day begins."""
    return (utc_day(now) + 1) * DAY
