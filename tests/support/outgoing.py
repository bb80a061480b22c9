"""What waits in the ledger, for tests that do not send it."""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store.base import Db


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
