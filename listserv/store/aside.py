"""Mail to people that was put aside: they read of it later, in one letter with others.

Owns `errand.aside`: 'later' for what they are shown, 'spam' for what is only counted, '' for all
the rest. The mark is part of the errand's end; it goes in the same transaction as the letter that
tells of it. A crash before that means that the letter is written again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Letter
from listserv.store import ledger
from listserv.store.base import Db
from listserv.text.dates import DAY

LATER, SPAM = "later", "spam"
KIND = "gathered"  # of the letter
_LATER = f"aside = '{LATER}'"  # as the index has it
FIRST_SECONDS = 3600.0  # from the first mail to the letter, where none was written today


@dataclass(frozen=True, slots=True)
class Heap:
    """What is put aside for a list's people, or the site's (list 0), up to the errand `last`."""

    mails: tuple[int, ...]  # ids of the first ones, oldest first
    later: int  # all of them
    spam: int
    last: int


def put(db: Db, errand_id: int, why: str) -> None:
    """Put an errand's mail aside; `why` is LATER or SPAM."""
    db.execute("UPDATE errand SET aside = ? WHERE id = ?", (why, errand_id))


def due(db: Db, now: float) -> list[int]:
    """The lists whose people are to be told now: an hour after the first mail, and once a day.

    Spam alone is no reason for a letter.
    """
    rows = db.rows(
        f"""
        SELECT first.list, received FROM (
            SELECT list, min(id) AS id FROM errand WHERE {_LATER} GROUP BY list
        ) AS first JOIN errand ON errand.id = first.id JOIN mail ON mail.id = errand.mail
        """
    )
    return [
        row["list"]
        for row in rows
        if row["received"] <= now - FIRST_SECONDS and _told(db, row["list"]) <= now - DAY
    ]


def _told(db: Db, list_id: int) -> float:
    """When the last letter was written; 0 for never."""
    last = db.value("SELECT max(created) FROM mailing WHERE kind = ? AND list = ?", KIND, list_id)
    return float(last or 0.0)


def heap(db: Db, list_id: int, most: int) -> Heap:
    """What waits to be told, with the ids of at most so many mails."""
    counted = db.row(
        "SELECT sum(aside = 'later') AS later, sum(aside = 'spam') AS spam, max(id) AS last"
        " FROM errand WHERE aside != '' AND list = ?",
        list_id,
    )
    assert counted is not None  # noqa: S101 - sums always give a row
    rows = db.rows(
        f"SELECT mail FROM errand WHERE {_LATER} AND list = ? ORDER BY id LIMIT ?",
        list_id,
        most,
    )
    mails = tuple(row["mail"] for row in rows)
    return Heap(mails, counted["later"] or 0, counted["spam"] or 0, counted["last"] or 0)


def told(db: Db, list_id: int, last: int, letters: Sequence[Letter], now: float) -> None:
    """These letters tell of all that was put aside up to this errand."""
    db.execute(
        "UPDATE errand SET aside = '' WHERE aside != '' AND list = ? AND id <= ?", (list_id, last)
    )
    ledger.spool_letters(db, letters, now)
