"""What the archive's tables of contents are made from: threads without their texts.

Owns nothing; light on purpose, since a list of 30,000 posts is counted anew for each new one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from listserv.store.base import Db
from listserv.store.recalls import TAKEN_BACK


@dataclass(frozen=True, slots=True)
class Opening:
    """The first post of a thread that is there: one may have been taken back."""

    thread: int
    topic: str
    author: str
    address: str
    country: str
    number: int
    spoken: tuple[str, ...]  # as Post.spoken


def openings(db: Db, list_id: int) -> list[Opening]:
    """The first published post of every thread of a list, by the thread's number."""
    return [
        Opening(thread, topic, author, address, country, number, tuple(json.loads(spoken)))
        for thread, topic, author, address, country, number, spoken in db.execute(
            """
            SELECT thread, topic, author, address, coalesce(person.country, ''), number,
                   CASE WHEN first.languages != '[]' THEN first.languages
                        WHEN first.language != '' THEN json_array(first.language)
                        ELSE '[]' END
            FROM (SELECT thread, topic, author, address, person, number, language, languages,
                         min(position << 32 | number)
                  FROM post WHERE list = ? AND thread != 0 AND published IS NOT NULL
                  GROUP BY thread) AS first
            LEFT JOIN person ON person.id = first.person ORDER BY thread
            """,
            (list_id,),
        )
    ]


@dataclass(frozen=True, slots=True)
class Gone:
    """A post that was taken back; its page says so."""

    thread: int
    permalink: str
    was_out: float
    recalled: float


def gone(db: Db, list_id: int) -> list[Gone]:
    """The posts of a list that were out and are not."""
    return [
        Gone(*row)
        for row in db.execute(
            "SELECT thread, permalink, was_out, recalled FROM post"
            f" WHERE list = ? AND {TAKEN_BACK} AND permalink != '' ORDER BY number",
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
