"""What somebody has given to the lists: her memberships, and her posts that are out.

Owns nothing. Posts count that everybody may still read: none that was taken back, by whomever.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store.base import Db
from listserv.store.recalls import WITHDRAWN

_HERS = f"""
    FROM post WHERE person = ? AND person != 0 AND published IS NOT NULL AND NOT {WITHDRAWN}
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A published post of hers."""

    list_id: int
    topic: str
    published: float
    permalink: str
    begins: bool  # a thread


def of(db: Db, person_id: int) -> list[Given]:
    """All of hers, the newest first."""
    rows = db.packed(
        "list, topic, published, permalink, begins",
        "SELECT list, topic, published, permalink, thread = number AS begins"
        f"{_HERS} ORDER BY published DESC, number DESC",
        person_id,
    )
    return [
        Given(list_id, topic, published, permalink, bool(begins))
        for list_id, topic, published, permalink, begins in rows
    ]
