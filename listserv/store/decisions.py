"""The book of decisions: who decided what, what it changed, and in which letter she was told.

Owns `decision`. A line is written in the transaction of what it tells of, with the values that were
there before; undoing puts exactly those back, once. The book is also what the next queue mail
reports. Nothing is ever taken out of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from listserv.store.base import Db, Row


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book."""

    id: int
    at: float
    list_id: int
    post: int  # 0: about the list
    by: int  # person id; 0: the command line or the clock
    what: str  # as Ruling.what, or the name of a facilitator's command
    said: str
    before: Mapping[str, Any]  # what it changed, as it was
    letter: int  # the mail that told of it

    @property
    def decided(self) -> bool:
        """Whether it changed what becomes of the post, not only what is said in it."""
        return "state" in self.before

    @property
    def rewords(self) -> bool:
        """Whether it changed the post's words."""
        return "version" in self.before


def remember(
    db: Db,
    list_id: int,
    post: int,
    by: int,
    what: str,
    now: float,
    said: str = "",
    before: Mapping[str, Any] | None = None,
    letter: int = 0,
) -> None:
    """Write a line; `before` holds JSON values by name."""
    db.execute(
        "INSERT INTO decision (at, list, post, by, what, said, before, letter)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (now, list_id, post, by, what, said, json.dumps(before or {}), letter),
    )


def of_letter(db: Db, letter: int) -> list[Entry]:
    """What a letter told of and nobody has undone, the last first."""
    return _where(db, "letter = ? AND letter != 0 AND undone IS NULL ORDER BY id DESC", letter)


def of_post(db: Db, number: int) -> list[Entry]:
    """What was decided about a post and nobody has undone, the last first."""
    return _where(db, "post = ? AND undone IS NULL ORDER BY id DESC", number)


def last_about(db: Db, posts: Sequence[int], by: int) -> list[Entry]:
    """What the last answer of a moderator that decided about one of these posts did to them, and
    nobody has undone, the last first."""
    named = json.dumps(posts)
    letter = db.value(
        "SELECT letter FROM decision WHERE post IN (SELECT value FROM json_each(?)) AND by = ?"
        " AND undone IS NULL AND letter != 0 AND what != 'redact' ORDER BY id DESC LIMIT 1",
        named,
        by,
    )
    return [one for one in of_letter(db, letter or 0) if one.post in posts]


def of_list(db: Db, list_id: int, since: float, until: float) -> list[Entry]:
    """What was decided on a list in (since, until], in order."""
    return _where(
        db, "list = ? AND at > ? AND at <= ? AND undone IS NULL ORDER BY id", list_id, since, until
    )


def undone_on_list(db: Db, list_id: int, since: float, until: float) -> list[Entry]:
    """What was decided on a list until an instant, and undone in (since, until], in order."""
    return _where(
        db,
        "list = ? AND post = 0 AND at <= ? AND undone > ? AND undone <= ? ORDER BY id",
        list_id,
        since,
        since,
        until,
    )


def since(db: Db, post: int, line: int) -> bool:
    """Whether somebody decided about a post behind a line of the book."""
    return bool(db.value("SELECT 1 FROM decision WHERE post = ? AND id > ? LIMIT 1", post, line))


def stands(db: Db, line: int) -> bool:
    """Whether a line is there, and nobody has undone it."""
    return bool(db.value("SELECT 1 FROM decision WHERE id = ? AND undone IS NULL", line))


def later(db: Db, list_id: int, line: int) -> list[Entry]:
    """What was decided behind a line of the book about a list and its people, and nobody has
    undone, the last first."""
    return _where(
        db, "post = 0 AND id > ? AND list = ? AND undone IS NULL ORDER BY id DESC", line, list_id
    )


def told(db: Db, letter: int) -> bool:
    """Whether a letter told of anything, be it undone by now."""
    return bool(db.value("SELECT 1 FROM decision WHERE letter = ? AND letter != 0 LIMIT 1", letter))


def instants(db: Db, list_id: int, person: int) -> frozenset[float]:
    """When something was decided about a person of a list, or undone."""
    rows = db.rows(
        "SELECT at, undone FROM decision WHERE list = ? AND post = 0"
        " AND json_extract(before, '$.person') = ?",
        list_id,
        person,
    )
    return frozenset(at for row in rows for at in (row["at"], row["undone"]) if at is not None)


def tell(db: Db, entry: int, letter: int) -> None:
    """Another letter tells of a line: the mail that asked for it was run again."""
    db.execute("UPDATE decision SET letter = ? WHERE id = ?", (letter, entry))


def undone(db: Db, entry: int, now: float, mail: int = 0) -> bool:
    """Mark a line as undone, by the mail that asked for it; False when it was before."""
    changed = db.execute(
        "UPDATE decision SET undone = ?, undone_mail = ? WHERE id = ? AND undone IS NULL",
        (now, mail, entry),
    ).rowcount
    return bool(changed)


def undone_by(db: Db, mail: int) -> list[Entry]:
    """What a mail undid already, when a server that died with it runs it again."""
    return _where(db, "undone_mail = ? AND undone_mail != 0 ORDER BY id DESC", mail)


def _where(db: Db, condition: str, *values: object) -> list[Entry]:
    return [_entry(row) for row in db.rows(f"SELECT * FROM decision WHERE {condition}", *values)]


def _entry(row: Row) -> Entry:
    return Entry(
        row["id"],
        row["at"],
        row["list"],
        row["post"],
        row["by"],
        row["what"],
        row["said"],
        json.loads(row["before"]),
        row["letter"],
    )
