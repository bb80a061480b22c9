"""Digest issues: which posts a list's readers have had, up to when.

Owns `issue`. An issue is closed and its mail spooled in one transaction, or neither, so a crash
never sends a digest twice and never leaves a post out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.model import Issue, Post
from listserv.store import journal, laying, posts
from listserv.store.base import Db


def last_until(db: Db, list_id: int, period: str) -> float | None:
    """Up to when the last issue of a period reached; None before the first."""
    found: float | None = db.value(
        "SELECT max(until) FROM issue WHERE list = ? AND period = ?", list_id, period
    )
    return found


def published(db: Db, list_id: int, since: float, until: float) -> list[Post]:
    """Posts published in (since, until], in order of publication."""
    return posts.where(
        db,
        "post.list = ? AND published > ? AND published <= ? ORDER BY published, number",
        list_id,
        since,
        until,
    )


def close(
    db: Db,
    list_id: int,
    period: str,
    date: str,
    since: float,
    until: float,
    numbers: Sequence[int],
    mailing: int,
    now: float,
) -> bool:
    """Close an issue and open the mailing laid for it. An empty one only moves the mark.

    `since` must be where the last one ended (0 before the first, which has no posts), else somebody
    closed it meanwhile; and `numbers` must be all that was published in it, else one more was
    meanwhile. False then, and nothing changed: compose it again.
    """
    if (last_until(db, list_id, period) or 0.0) != since:
        return False
    if since and [post.number for post in published(db, list_id, since, until)] != list(numbers):
        return False
    if numbers:
        laying.open_mailing(db, mailing, now)
    cursor = db.execute(
        "INSERT INTO issue (list, period, date, since, until, mailing, posts)"
        " VALUES (?,?,?,?,?,?,?)",
        (list_id, period, date, since, until, mailing, json.dumps(list(numbers))),
    )
    if numbers:
        journal.note(
            db, "issue", int(cursor.lastrowid or 0), "closed", f"{len(numbers)} posts", now
        )
    return True


def every(db: Db, list_id: int) -> list[Issue]:
    """Closed issues with posts in them, oldest first."""
    return [
        Issue(
            id=row["id"],
            list_id=row["list"],
            period=row["period"],
            date=row["date"],
            since=row["since"],
            until=row["until"],
            posts=tuple(json.loads(row["posts"])),
        )
        for row in db.rows(
            "SELECT * FROM issue WHERE list = ? AND posts != '[]' ORDER BY id", list_id
        )
    ]
