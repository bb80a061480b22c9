"""Lists and their policies.

Owns `list`. A policy is kept whole, as JSON of every key, so that a later version of the program
can add keys with defaults without touching the file.
"""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from listserv.model import MailingList, Policy
from listserv.store import journal, shelf
from listserv.store.base import Db, Row


class ListExistsError(ValueError):
    """A list of that name is there already."""


def create(db: Db, name: str, policy: Policy, now: float) -> MailingList:
    """Make a list; its name is checked by the caller. Raises ListExistsError."""
    if get(db, name):
        raise ListExistsError(f"there is a list {name} already")
    cursor = db.execute(
        "INSERT INTO list (name, created, policy) VALUES (?, ?, ?)", (name, now, _dump(policy))
    )
    list_id = int(cursor.lastrowid or 0)
    journal.note(db, "list", list_id, "created", "", now)
    for sister in _naming(db, list_id, Policy(), policy):
        shelf.mark_all(db, sister)
    db.hint("door")
    return MailingList(list_id, name, policy, now)


def get(db: Db, name: str) -> MailingList | None:
    row = db.row("SELECT * FROM list WHERE name = ?", name.lower())
    return _list(row) if row else None


def by_id(db: Db, list_id: int) -> MailingList | None:
    row = db.row("SELECT * FROM list WHERE id = ?", list_id)
    return _list(row) if row else None


def every(db: Db) -> list[MailingList]:
    """All lists that are not retired, by name."""
    return [_list(row) for row in db.rows("SELECT * FROM list WHERE retired IS NULL ORDER BY name")]


def ever(db: Db) -> list[MailingList]:
    """All lists, retired ones too, by name."""
    return [_list(row) for row in db.rows("SELECT * FROM list ORDER BY name")]


def set_policy(db: Db, list_id: int, policy: Policy, now: float) -> None:
    """What waits for its turn is given a new one where the pace is another now; what waits for
    translations is looked at anew where the list has others, or does not wait as long."""
    before = by_id(db, list_id)
    if before is not None and _translates(before.policy) != _translates(policy):
        db.execute(
            "UPDATE post SET translating = NULL WHERE list = ? AND state = 'approved'", (list_id,)
        )
        db.hint("table")
    if before is not None and before.policy.pace != policy.pace:
        db.execute("UPDATE post SET paced = NULL WHERE list = ? AND state = 'approved'", (list_id,))
        db.hint("table")
    db.execute("UPDATE list SET policy = ? WHERE id = ?", (_dump(policy), list_id))
    shelf.mark_all(db, list_id)  # a changed title shows on every page of the list
    for sister in _naming(db, list_id, before.policy if before else policy, policy):
        shelf.mark_all(db, sister)
    journal.note(db, "list", list_id, "policy changed", "", now)
    db.hint("door")


def _translates(policy: Policy) -> tuple[str, float]:
    return policy.translate, policy.translate_hold


def _naming(db: Db, list_id: int, before: Policy, now: Policy) -> list[int]:
    """The lists whose pages name this one, and say it otherwise after such a change."""
    shown = [(one.title, one.language, one.archive, one.family) for one in (before, now)]
    families = {one.family for one in (before, now)} - {""}
    if shown[0] == shown[1]:
        return []
    return [one.id for one in ever(db) if one.policy.family in families and one.id != list_id]


def retire(db: Db, list_id: int, now: float) -> None:
    """Take no more mail for a list; its posts and archive stay. Its family names it no more as a
    forum that one may join."""
    before = by_id(db, list_id)
    db.execute("UPDATE list SET retired = ? WHERE id = ?", (now, list_id))
    for sister in _naming(db, list_id, before.policy, Policy()) if before else ():
        shelf.mark_all(db, sister)
    journal.note(db, "list", list_id, "retired", "", now)
    db.hint("door")


def _dump(policy: Policy) -> str:
    return json.dumps(asdict(policy), ensure_ascii=False)


def _list(row: Row) -> MailingList:
    known = {field.name for field in fields(Policy)}
    values = {key: value for key, value in json.loads(row["policy"]).items() if key in known}
    for key in ("languages", "hours"):
        if key in values:
            values[key] = tuple(values[key])
    return MailingList(row["id"], row["name"], Policy(**values), row["created"], row["retired"])
