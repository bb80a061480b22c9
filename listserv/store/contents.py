"""What the archive's tables of contents are made from: threads without their texts.

Owns nothing; light on purpose, since a list of 30,000 posts is counted anew for each new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store.base import Db


@dataclass(frozen=True, slots=True)
class Opening:
    """The first post of a thread."""

    thread: int
    topic: str
    author: str
    address: str
    country: str


def openings(db: Db, list_id: int) -> list[Opening]:
    """The first post of every thread of a list, by number."""
    return [
        Opening(*row)
        for row in db.execute(
            """
            SELECT number, topic, author, address, coalesce(person.country, '')
            FROM post LEFT JOIN person ON person.id = post.person
            WHERE list = ? AND thread = number AND published IS NOT NULL ORDER BY number
            """,
            (list_id,),
        )
    ]


def publications(db: Db, list_id: int) -> list[tuple[int, float]]:
    """(thread, published) of every post of a list, in time."""
    return [
        (thread, published)
        for thread, published in db.execute(
            "SELECT thread, published FROM post"
            " WHERE list = ? AND thread != 0 AND published IS NOT NULL ORDER BY published",
            (list_id,),
        )
    ]
