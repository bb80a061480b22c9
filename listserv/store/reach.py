"""Which translations of a post may still come: who can be asked for them, and by when.

Reads only. Whoever has a text may bring it; whoever offered the languages can be asked, unless she
is away, has her fill of the week, or had it before. Nothing waits for what cannot come.
"""

from __future__ import annotations

from listserv.model.translations import APART_HELD
from listserv.store.base import Db

WEEK = 7 * 86400.0
# Of an assignment: she is not asked for that text again. What she gave back by going away she may
# be asked for when she is there again; what she put off, after a week; what a moderator asks for
# anew, at once.
HAD = f"""
outcome NOT IN ('dropped', 'away', 'anew') AND (outcome != 'not now' OR ended > ?1 - {WEEK})
"""
COUNTS = "outcome NOT IN ('not now', 'away')"  # … and it counts for her week

_VOLUNTEER = """volunteer JOIN person ON person.id = volunteer.person
LEFT JOIN translator ON translator.person = volunteer.person
"""
_CAN = f"""
stopped IS NULL AND deceased IS NULL AND coalesce(away_until, 0) <= ?1
AND (coalesce(most, 0) = 0 OR most > (SELECT count(*) FROM assignment
    WHERE assignment.person = volunteer.person AND given > ?1 - {WEEK} AND {COUNTS}))
AND (SELECT coalesce(max(given), 0) FROM assignment
    WHERE assignment.person = volunteer.person) + {APART_HELD} < ?2
"""
_FREE = f"""
SELECT 1 FROM {_VOLUNTEER} WHERE volunteer.list = coalesce(post.list, summary.list)
AND volunteer.source = task.source AND volunteer.language = task.language
AND volunteer.person != ?3 AND {_CAN}
AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.task = task.id
    AND assignment.person = volunteer.person AND {HAD})
"""


def languages(
    db: Db, number: int, now: float, by: float = float("inf"), but: int = 0
) -> frozenset[str]:
    """The languages wanted of a post, or summary, that somebody may bring who is not `but`: she has
    it, or can be asked before the instant `by`."""
    rows = db.rows(
        "SELECT task.language FROM task LEFT JOIN post ON post.number = task.post"
        " LEFT JOIN summary ON summary.number = task.post"
        " WHERE task.post = ?4 AND task.ended IS NULL AND (EXISTS (SELECT 1 FROM assignment"
        " WHERE assignment.task = task.id AND assignment.ended IS NULL AND person != ?3)"
        f" OR EXISTS ({_FREE}))",
        now,
        by,
        but,
        number,
    )
    return frozenset(row["language"] for row in rows)


def able(db: Db, list_id: int, source: str, now: float, by: float) -> frozenset[str]:
    """The languages into which somebody can be asked before the instant `by`, for a text that
    nobody was asked for yet."""
    rows = db.rows(
        f"SELECT DISTINCT volunteer.language FROM {_VOLUNTEER}"
        f" WHERE volunteer.list = ?3 AND volunteer.source = ?4 AND {_CAN}",
        now,
        by,
        list_id,
        source,
    )
    return frozenset(row["language"] for row in rows)


def is_hoped_for(db: Db, number: int, now: float) -> bool:
    """Whether anything that a post waits for may come before it goes out without."""
    until = db.value("SELECT translating FROM post WHERE number = ?", number) or 0.0
    return bool(languages(db, number, now, until))
