"""Who has died: all her memberships end in silence, and can be put back as they were.

Owns `person.deceased`, but for its end where she joins a list again. No letter is written to
anybody, and none about her posts to her. A copy that waits is withdrawn when its turn comes, as for
whoever left; what she wrote stays hers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from listserv.store import journal
from listserv.store.base import Db

# What is kept of the rows that end, to put them back.
_ENDED = {
    "member": (
        *("list", "delivery", "joined", "consent", "own_copies", "posts"),
        *("paused_until", "paused"),
    ),
    "moderator": ("list", "most", "letters", "away_until"),
}


def end(db: Db, person_id: int, by: int, now: float) -> dict[str, Any]:
    """End all that brings somebody letters; returns what `put_back` needs, JSON values by name."""
    before: dict[str, Any] = {"person": person_id}
    before["deceased"] = db.value("SELECT deceased FROM person WHERE id = ?", person_id)
    for table, columns in _ENDED.items():
        named = ", ".join(columns)
        before[table] = db.rows(f"SELECT {named} FROM {table} WHERE person = ?", person_id)
        db.execute(f"DELETE FROM {table} WHERE person = ?", (person_id,))
    db.execute("UPDATE person SET deceased = ? WHERE id = ?", (now, person_id))
    journal.note(db, "person", person_id, "deceased", f"says person {by}", now)
    return before


def put_back(db: Db, before: Mapping[str, Any], now: float) -> None:
    """It was an error: she is where she was. A row that is there again meanwhile stays."""
    person_id = before["person"]
    for table, columns in _ENDED.items():
        for row in before[table]:
            known = [one for one in columns if one in row]  # not what was added since
            named, marks = ", ".join(known), ", ".join("?" * len(known))
            db.execute(
                f"INSERT OR IGNORE INTO {table} (person, {named}) VALUES (?, {marks})",
                (person_id, *(row[one] for one in known)),
            )
    db.execute("UPDATE person SET deceased = ? WHERE id = ?", (before["deceased"], person_id))
    journal.note(db, "person", person_id, "not deceased", "", now)
