"""What goes into the ledger at once, and what waits in it, for tests that do not send it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Copy, Rendition
from listserv.store import laying
from listserv.store.base import Db


def broadcast(
    db: Db,
    kind: str,
    list_id: int,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
) -> int:
    """Lay and open a broadcast in one transaction; returns its mailing id."""
    mailing = laying.lay(db, kind, list_id, now)
    laying.lay_page(db, mailing, renditions, 0, copies, now)
    laying.open_mailing(db, mailing, now)
    return mailing


@dataclass(frozen=True, slots=True)
class Waiting:
    mailing: int
    rendition: int
    person: int
    address: str


def due(db: Db) -> list[Waiting]:
    """The rows of opened mailings that are due, in order."""
    rows = db.rows(
        "SELECT mailing, rendition, delivery.person,"
        " coalesce(nullif(delivery.address, ''), address.address) AS address FROM delivery"
        " JOIN mailing ON mailing.id = mailing"
        " LEFT JOIN address ON address.person = delivery.person"
        " WHERE state = 'due' AND laid = 0 ORDER BY delivery.id"
    )
    return [Waiting(**row) for row in rows]
