"""What a moderator wants of her own letters: how many, how long, and none while she is away.

Owns `most`, `letters` and `away_until` of `moderator`. Every change gives back what was before, so
that it can be undone; of somebody who does not moderate the list nothing is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from listserv.store import journal
from listserv.store.base import Db

# Columns with their value of somebody who wants nothing of her own: how many characters of a post
# she is shown, 0 for all that a letter carries; a notice for each post, or queue mails at hours.
OWN: Mapping[str, str | int] = {"most": 0, "letters": ""}
EACH, HOURS = "each", "hours"  # values of `letters`; "" is the list's own way


def set_own(
    db: Db, list_id: int, person_id: int, column: str, value: str | int, now: float
) -> dict[str, str | int]:
    """What she wants on one list, in a column of OWN; returns what was, with her as `who`."""
    if column not in OWN:
        raise KeyError(column)
    row = db.row("SELECT * FROM moderator WHERE list = ? AND person = ?", list_id, person_id)
    _set(db, list_id, person_id, column, value, now)
    return {"who": person_id, column: row[column] if row else OWN[column]}


def set_away(db: Db, person_id: int, until: float | None, now: float) -> dict[str, float | None]:
    """She is away from all her lists until then, or back (None); returns what was, by list id.

    The ids are text, as the book of decisions keeps names.
    """
    rows = db.rows("SELECT list, away_until FROM moderator WHERE person = ?", person_id)
    for row in rows:
        _set(db, row["list"], person_id, "away_until", until, now)
    return {str(row["list"]): row["away_until"] for row in rows}


def put_away_back(db: Db, person_id: int, before: Mapping[str, float | None], now: float) -> None:
    """What set_away changed is as it was."""
    for list_id, until in before.items():
        _set(db, int(list_id), person_id, "away_until", until, now)


def _set(db: Db, list_id: int, person_id: int, column: str, value: object, now: float) -> None:
    changed = db.execute(
        f"UPDATE moderator SET {column} = ? WHERE list = ? AND person = ?",
        (value, list_id, person_id),
    ).rowcount
    if changed:
        said = f"{column} {value} on list {list_id}"
        journal.note(db, "person", person_id, "own letters", said, now)
        db.hint("herald")
