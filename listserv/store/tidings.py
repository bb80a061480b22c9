"""Tidings: what moderators are told of mail that comes back.

Owns `failure.told`, `roundup`, and the end of a `complaint`. Moderators hear of each other at once,
where one of them does not get the list's letters, and of their members once a month. A telling is
one transaction with its letters: nobody is told twice, and nothing is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from listserv.model import Letter, Person
from listserv.store import journal, ledger, members
from listserv.store.base import Db, Row
from listserv.text.dates import DAY

# --- moderators -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unheard:
    """A moderator whom a list's letters do not reach."""

    list_id: int
    person: Person
    failures: tuple[int, ...]
    kind: str
    said: str
    told_before: bool  # within a day


def unheard(db: Db, silent: Collection[str], now: float) -> list[Unheard]:
    """Letters to moderators that failed and that nobody was told of, by list and moderator.

    Kinds in `silent` are no failures.
    """
    rows = db.rows(
        "SELECT id, list, person, kind, said FROM failure WHERE told IS NULL AND kind != ''"
        " ORDER BY id"
    )
    groups: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        if row["kind"] not in silent:
            groups.setdefault((row["list"], row["person"]), []).append(row)
    return [
        Unheard(
            list_id,
            person,
            tuple(row["id"] for row in group),
            group[-1]["kind"],
            group[-1]["said"],
            bool(
                db.value(
                    "SELECT 1 FROM failure WHERE person=? AND list=? AND told > ?",
                    person_id,
                    list_id,
                    now - DAY,
                )
            ),
        )
        for (list_id, person_id), group in groups.items()
        if (person := members.person(db, person_id))
    ]


def told(db: Db, one: Unheard, letters: Sequence[Letter], now: float) -> None:
    """Others know of these failures, or knew already."""
    marks = ",".join("?" * len(one.failures))
    db.execute(
        f"UPDATE failure SET told=? WHERE id IN ({marks})",
        (0.0 if one.told_before else now, *one.failures),
    )
    ledger.spool_letters(db, letters, now)
    if not one.told_before:
        reason = f"list {one.list_id}: {len(letters)} told"
        journal.note(db, "person", one.person.id, "is not reached", reason, now)


# --- the monthly list -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lost:
    """A member whose mail comes back, or who complained and is none any more."""

    person: Person
    since: float
    kind: str  # of the last failure; "" for who complained


def rounds(db: Db) -> dict[int, str]:
    """By list: the month of which its moderators were told last."""
    return dict(db.execute("SELECT list, month FROM roundup").fetchall())


def lost(db: Db, list_id: int, limit: int) -> list[Lost]:
    """The members of a list whose mail comes back, the longest first."""
    rows = db.rows(
        "SELECT trouble.person, since, kind FROM trouble"
        " JOIN member ON member.person = trouble.person AND member.list = ?"
        " ORDER BY since, trouble.person LIMIT ?",
        list_id,
        limit,
    )
    return _lost(db, rows)


def lost_in_all(db: Db, list_id: int) -> int:
    """How many they are."""
    return int(
        db.value(
            "SELECT count(*) FROM trouble"
            " JOIN member ON member.person = trouble.person AND member.list = ?",
            list_id,
        )
    )


def fresh(db: Db, list_id: int, limit: int) -> list[Lost]:
    """The members of a list whose mail came back and who are in no trouble (yet), the newest last.

    A failure is weighed a day later; what a peer said is read before, "" is not read yet.
    """
    rows = db.rows(
        "SELECT failure.person, min(at) AS since, kind FROM failure"
        " JOIN member ON member.person = failure.person AND member.list = ?"
        " WHERE counted IS NULL AND failure.person NOT IN (SELECT person FROM trouble)"
        " GROUP BY failure.person ORDER BY since, failure.person LIMIT ?",
        list_id,
        limit,
    )
    return _lost(db, rows)


def complaints(db: Db, list_id: int, limit: int) -> list[Lost]:
    """Who left a list by a complaint of which its moderators do not know yet, oldest first."""
    rows = db.rows(
        "SELECT person, max(at) AS since, '' AS kind FROM complaint WHERE list=?"
        " GROUP BY person ORDER BY since LIMIT ?",
        list_id,
        limit,
    )
    return _lost(db, rows)


def _lost(db: Db, rows: Sequence[Row]) -> list[Lost]:
    return [
        Lost(person, row["since"], row["kind"])
        for row in rows
        if (person := members.person(db, row["person"]))
    ]


def rounded(
    db: Db,
    list_id: int,
    month: str,
    letters: Sequence[Letter],
    complained: Sequence[int],
    now: float,
) -> None:
    """A list's moderators know of this month, or there was nothing to tell.

    `complained` are the people of whose complaints they know now.
    """
    db.execute(
        "DELETE FROM complaint WHERE list=? AND person IN (SELECT value FROM json_each(?))",
        (list_id, json.dumps(complained)),
    )
    db.execute("INSERT OR REPLACE INTO roundup (list, month) VALUES (?,?)", (list_id, month))
    ledger.spool_letters(db, letters, now)
