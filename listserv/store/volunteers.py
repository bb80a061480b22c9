"""Who translates for a list, from which language into which, and how much.

Owns `volunteer` and `translator`. What she is asked for stands in store/tasks.
"""

from __future__ import annotations

import json

from listserv.model.translations import Volunteer
from listserv.store import journal, tasks
from listserv.store.base import Db, Row

# What a translator may set of her own, each a column of `translator`.
OWN = frozenset({"most", "away_until", "credited"})

_SELECT = """
SELECT list, volunteer.person AS person_id, source, language, coalesce(most, 0) AS most, away_until,
       coalesce(credited, 1) AS credited
FROM volunteer LEFT JOIN translator ON translator.person = volunteer.person
"""


def of_list(db: Db, list_id: int) -> list[Volunteer]:
    """All of a list who can be written to, those who offered first before."""
    rows = db.rows(
        f"{_SELECT} JOIN person ON person.id = volunteer.person WHERE list = ?"
        " AND stopped IS NULL AND deceased IS NULL ORDER BY since, volunteer.person",
        list_id,
    )
    return [_volunteer(row) for row in rows]


def of_person(db: Db, person_id: int) -> dict[int, tuple[Volunteer, ...]]:
    """What she offered, by list."""
    rows = db.rows(
        f"{_SELECT} WHERE volunteer.person = ? ORDER BY list, source, language", person_id
    )
    found: dict[int, tuple[Volunteer, ...]] = {}
    for row in rows:
        list_id = row["list"]
        found[list_id] = (*found.get(list_id, ()), _volunteer(row))
    return found


def add(db: Db, list_id: int, person_id: int, source: str, language: str, now: float) -> bool:
    """She translates from `source` into `language` from now on; False: she did."""
    changed = db.execute(
        "INSERT OR IGNORE INTO volunteer (list, person, source, language, since)"
        " VALUES (?,?,?,?,?)",
        (list_id, person_id, source, language, now),
    ).rowcount
    if changed:
        said = f"list {list_id}: {source} {language}"
        journal.note(db, "person", person_id, "translates", said, now)
        db.hint("translators")
    return bool(changed)


def remove(
    db: Db, list_id: int, person_id: int, now: float, source: str = "", language: str = ""
) -> list[tuple[str, str]]:
    """She does so no more, for this pair or for none; returns the pairs that it ended. What she
    has of them is free for others."""
    rows = db.rows(
        "DELETE FROM volunteer WHERE list = ?1 AND person = ?2 AND (?3 = '' OR source = ?3)"
        " AND (?4 = '' OR language = ?4) RETURNING source, language",
        list_id,
        person_id,
        source,
        language,
    )
    for row in rows:
        said = f"list {list_id}: {row['source']} {row['language']}"
        journal.note(db, "person", person_id, "translates no more", said, now)
    pairs = [(row["source"], row["language"]) for row in rows]
    if pairs:
        write_ended(db, list_id, person_id, herself=False)
        tasks.put_off_all(db, list_id, person_id, pairs, now)
        tasks.let_go(db, now)
    return pairs


def ended_by_herself(db: Db, person_id: int) -> frozenset[int]:
    """The lists that she translated for until she said that she does so no more."""
    kept = db.value("SELECT ended FROM translator WHERE person = ?", person_id)
    return frozenset(json.loads(kept)) if kept else frozenset()


def write_ended(db: Db, list_id: int, person_id: int, *, herself: bool) -> None:
    """Write down who ended it: she, who may offer again, or somebody else."""
    lists = ended_by_herself(db, person_id) - {list_id} | ({list_id} if herself else set())
    db.execute(
        "INSERT INTO translator (person, ended) VALUES (?1, ?2)"
        " ON CONFLICT (person) DO UPDATE SET ended = ?2",
        (person_id, json.dumps(sorted(lists))),
    )


def pairs(db: Db, list_id: int, person_id: int) -> list[tuple[str, str]]:
    """From which languages into which she translates for a list."""
    rows = db.rows(
        "SELECT source, language FROM volunteer WHERE list = ? AND person = ?"
        " ORDER BY source, language",
        list_id,
        person_id,
    )
    return [(row["source"], row["language"]) for row in rows]


def is_credited(db: Db, person_id: int) -> bool:
    """Whether her name stands with what she translates, also where she offers nothing any more."""
    return bool(
        db.value("SELECT coalesce(max(credited), 1) FROM translator WHERE person = ?", person_id)
    )


def set_own(db: Db, person_id: int, column: str, value: float | None, now: float) -> None:
    """Write a column of OWN."""
    if column not in OWN:
        raise KeyError(column)
    db.execute(
        f"INSERT INTO translator (person, {column}) VALUES (?1, ?2)"
        f" ON CONFLICT (person) DO UPDATE SET {column} = ?2",
        (person_id, value),
    )
    journal.note(db, "person", person_id, "translator", column, now)
    tasks.let_go(db, now)
    db.hint("translators")


def _volunteer(row: Row) -> Volunteer:
    return Volunteer(
        row["person_id"],
        row["source"],
        row["language"],
        row["most"],
        row["away_until"],
        bool(row["credited"]),
    )
