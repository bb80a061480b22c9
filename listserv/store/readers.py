"""Moderators as readers of what waits: their wishes, and what each of them was shown.

Owns nothing: what she was shown, and until when she knows what others decided, is not kept twice.
The rows of her letters say it.
"""

from __future__ import annotations

from listserv.model import Reader
from listserv.store import members
from listserv.store.base import Db


def of_list(db: Db, list_id: int, admin: str) -> list[Reader]:
    """Who reads what waits on a list: its moderators, or the site's admin where it has none."""
    wishes = {
        row["person"]: row for row in db.rows("SELECT * FROM moderator WHERE list = ?", list_id)
    }
    found = []
    for person in members.responsible(db, list_id, admin):
        wish = wishes.get(person.id)
        addresses = _addresses(db, person.id)
        if wish is None:
            found.append(Reader(person, addresses))
        else:
            found.append(
                Reader(person, addresses, wish["most"], wish["letters"], wish["away_until"])
            )
    return found


def _addresses(db: Db, person_id: int) -> frozenset[str]:
    rows = db.rows("SELECT address FROM address WHERE person = ?", person_id)
    return frozenset(row["address"] for row in rows)


def shown(db: Db, list_id: int, person_id: int, since: float) -> dict[tuple[int, int], float]:
    """(post, version) -> when a letter since then last showed it to this person."""
    rows = db.rows(
        "SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS version,"
        " max(created) AS at FROM mailing, json_each(shown)"
        " WHERE list = ? AND created >= ? AND shown != '[]' AND person = ? GROUP BY 1, 2",
        list_id,
        since,
        person_id,
    )
    return {(row["number"], row["version"]): row["at"] for row in rows}


def letters_since(db: Db, list_id: int, person_id: int, kind: str, since: float) -> int:
    """How many letters of a kind ("notice", "queue") a reader got about a list since then."""
    return int(
        db.value(
            "SELECT count(*) FROM mailing WHERE kind = ? AND list = ? AND created >= ?"
            " AND person = ?",
            kind,
            list_id,
            since,
            person_id,
        )
    )


def last_letter(db: Db, list_id: int, person_id: int, kind: str, since: float) -> float | None:
    """When a reader got her last letter of a kind about a list since then."""
    last: float | None = db.value(
        "SELECT max(created) FROM mailing WHERE kind = ? AND list = ? AND created >= ?"
        " AND person = ?",
        kind,
        list_id,
        since,
        person_id,
    )
    return last
