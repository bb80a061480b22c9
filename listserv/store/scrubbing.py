"""What SQLite leaves in the file of rows that were changed: written over.

Owns `scrub`, places that are to be written over later. Deleted octets are overwritten by SQLite
itself (`secure_delete`), but where rows grow, shrink or come between others, it moves their
neighbours from page to page, and a page may keep a copy of a row that has left it. A page that
loses all of its rows is cleared: so the rows around a place are taken out and put in again, in the
transaction that changed something there. The same holds for the pages of an index, in its own
order. Where many rows change, one step after the other, this comes last: rows that are put in again
move others, which must not name anybody any more. What stays in the log of the last writes is
emptied by the writer (store/base.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from listserv.store.base import Db

PAGE = 4096
REACH = 12 * PAGE  # octets of rows on either side of one that changed: more pages than it ever met
TURNS = 3  # at the edge of one a copy may be left, now and then; each reaches further
MOST = 20_000_000  # octets that are taken out on a side at once, where rows are large
STEP = 50  # rows that are looked at together
NEAR = 600  # rows before and behind a place in an index
_KEYS = {"post": "number", "version": "post", "rendition": "mailing"}  # else `id`

_Row = tuple[Any, ...]


def around(db: Db, table: str, keys: Iterable[int]) -> None:
    """Write the rows around these anew, on pages of their own."""
    for turn in range(TURNS):
        middle = None  # up to here the last ones reach far enough
        for number in sorted(set(keys)):
            if middle is None or number > middle:
                middle = _around(db, table, number, turn)


def later(db: Db, table: str, keys: Iterable[int]) -> None:
    """The same, but once nothing is to be changed any more: see `step`."""
    db.many("INSERT OR IGNORE INTO scrub (of, place) VALUES (?, ?)", [(table, key) for key in keys])


def step(db: Db) -> bool:
    """Write over what waits around the next place. False: nothing waits."""
    row = db.row("SELECT turn, of, place FROM scrub ORDER BY turn, of, place LIMIT 1")
    if row is None:
        return False
    turn, of = row["turn"], row["of"]
    middle = _around(db, of, row["place"], turn)
    db.execute(
        "UPDATE scrub SET turn = turn + 1 WHERE turn = ? AND of = ? AND place <= ?",
        (turn, of, middle),
    )
    db.execute("DELETE FROM scrub WHERE turn >= ?", (TURNS,))
    db.wipes = True
    return True


def _around(db: Db, table: str, number: int, turn: int) -> int:
    """Around one place; up to which one that is enough."""
    key, reach = _KEYS.get(table, "id"), REACH * (2 + turn) // 2
    columns = _columns(db, table)
    before = _side(db, table, columns, f"{key} < ? ORDER BY {key} DESC", number, reach)
    behind = _side(db, table, columns, f"{key} >= ? ORDER BY {key}", number, reach)
    place = columns.index(key)
    found: list[int] = [row[place] for row in (*before, *behind)]
    if found:
        _again(db, table, columns, f"{key} BETWEEN ? AND ?", (min(found), max(found)))
    return max(number, found[len(before) + len(behind) // 2]) if behind else number


def _side(
    db: Db, table: str, columns: Sequence[str], which: str, number: int, reach: int
) -> list[_Row]:
    """The rows on one side, as far as they lie on pages that a row there may have met."""
    found: list[_Row] = []
    near = octets = 0
    cursor = db.execute(f"SELECT {_quoted(columns)} FROM {table} WHERE {which}", (number,))
    while near < reach and octets < MOST and (rows := cursor.fetchmany(STEP)):
        found += rows
        sizes = [_size(row) for row in rows]
        near += sum(min(size, PAGE) for size in sizes)
        octets += sum(sizes)
    cursor.close()
    return found


def _size(row: _Row) -> int:
    return sum(len(one) if isinstance(one, str | bytes) else 2 for one in row)


def in_index(db: Db, table: str, columns: Sequence[str], place: Sequence[object]) -> None:
    """The same around a place in an index, or in a table that lies in an order of its own."""
    key = _key(db, table)
    named, marks = ", ".join(columns), ", ".join("?" * len(columns))
    for compare, order in (("<", "DESC"), (">=", "ASC")):
        ordered = ", ".join(f"{one} {order}" for one in columns)
        near = (
            f"({key}) IN (SELECT {key} FROM {table} WHERE ({named}) {compare} ({marks})"
            f" ORDER BY {ordered} LIMIT {NEAR})"
        )
        _again(db, table, _columns(db, table), near, place)


def whole(db: Db, table: str) -> None:
    """The same of all rows of a small table."""
    _again(db, table, _columns(db, table), "1", ())


def _again(
    db: Db, table: str, columns: Sequence[str], which: str, values: Sequence[object]
) -> None:
    named = _quoted(columns)
    rows = db.execute(f"SELECT {named} FROM {table} WHERE {which}", tuple(values)).fetchall()
    if not rows:
        return
    db.execute("PRAGMA defer_foreign_keys=ON")  # until the end of this transaction
    db.execute(f"DELETE FROM {table} WHERE {which}", tuple(values))
    marks = ", ".join("?" * len(columns))
    db.many(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)


def _quoted(columns: Sequence[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)


def _columns(db: Db, table: str) -> list[str]:
    """Every column, and where rows have a number that no column shows, that too."""
    names = [str(row["name"]) for row in db.rows(f"PRAGMA table_info({table})")]
    return ["rowid", *names] if _key(db, table) == "rowid" else names


def _key(db: Db, table: str) -> str:
    """The columns that say which row it is."""
    info = [row for row in db.rows(f"PRAGMA table_info({table})") if row["pk"]]
    own = sorted(info, key=lambda row: int(row["pk"]))
    if len(own) == 1 and own[0]["type"] == "INTEGER":
        return str(own[0]["name"])
    made = str(db.value("SELECT sql FROM sqlite_master WHERE name = ?", table))
    return ", ".join(row["name"] for row in own) if "WITHOUT ROWID" in made else "rowid"
