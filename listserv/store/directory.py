"""The directory: who is found by a part of her name, organisation, country or address.

Owns `spelling`, what people are found by. Rows of it go by themselves (triggers) when what they are
made of changes, and are made before somebody looks. A look reads all of them, some hundredths of a
second for 150,000 people, and no index is to be kept true. Who looks says on whose lists: nobody
else is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from listserv.model import Member, Person, Standing, Trouble
from listserv.store import members, standings, troubles
from listserv.store.base import Db

Spell = Callable[[str, str, str, Sequence[str]], str]

PAGE = 1000  # rows made in one transaction: a hundredth of a second
_CANDIDATES = 2000  # who are no members, of whom it is asked whether the list knows them


@dataclass(frozen=True, slots=True)
class Hits:
    """Person ids: members of the list, and others that it knows; `count` is of the members."""

    members: tuple[int, ...]
    count: int
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a list knows of somebody."""

    person: Person
    member: Member | None = None
    left: float | None = None  # when, of somebody who was a member
    standing: Standing = Standing.ORDINARY
    trouble: Trouble | None = None  # her mail comes back


def spell(db: Db, how: Spell, after: int) -> int:
    """Make the rows that are missing of a page of people whose ids are above `after`; returns the
    last of these ids, 0 at the end."""
    rows = db.rows(
        """
        SELECT id, name, organisation, country,
               (SELECT json_group_array(address) FROM address WHERE person = person.id) AS addresses
        FROM person WHERE id > ? AND id NOT IN (SELECT person FROM spelling) ORDER BY id LIMIT ?
        """,
        after,
        PAGE,
    )
    db.many(
        "INSERT INTO spelling (person, text) VALUES (?, ?)",
        [
            (
                row["id"],
                how(row["name"], row["organisation"], row["country"], json.loads(row["addresses"])),
            )
            for row in rows
        ],
    )
    return int(rows[-1]["id"]) if rows else 0


def unspelled(db: Db) -> bool:
    """Whether a row is missing."""
    people, rows = (db.value(f"SELECT count(*) FROM {one}") for one in ("person", "spelling"))
    return bool(people > rows)


def find(db: Db, list_id: int, words: Sequence[str], most: int) -> Hits:
    """Who has all these words: members of a list, the nearest first; where there is room, others
    that the list knows, who left it, wrote to it, or were watched or banned."""
    if not words:
        return Hits((), 0)
    has = _has(words)
    rows = db.execute(
        f"SELECT person, count(*) OVER () FROM spelling JOIN member USING (person)"
        f" WHERE {has} AND list = ? ORDER BY instr(text, ?), person LIMIT ?",
        (*words, list_id, words[0], most),
    ).fetchall()
    found = tuple(int(person) for person, _ in rows)
    count = int(rows[0][1]) if rows else 0
    return Hits(found, count, _others(db, list_id, words, most - len(found)))


def _others(db: Db, list_id: int, words: Sequence[str], most: int) -> tuple[int, ...]:
    if most <= 0:
        return ()
    rows = db.execute(
        f"""
        SELECT person FROM (SELECT person, text FROM spelling WHERE {_has(words)}
            AND person NOT IN (SELECT person FROM member WHERE list = ?) LIMIT {_CANDIDATES})
            AS other
        WHERE EXISTS (SELECT 1 FROM standing WHERE list = ? AND standing.person = other.person)
           OR EXISTS (SELECT 1 FROM post WHERE list = ? AND post.person = other.person
                AND post.person != 0)
           OR EXISTS (SELECT 1 FROM journal WHERE kind = 'person' AND ref = other.person
                AND event = 'left' AND reason LIKE ?)
        ORDER BY instr(text, ?), person LIMIT ?
        """,
        (*words, list_id, list_id, list_id, f"list {list_id}: %", words[0], most),
    ).fetchall()
    return tuple(int(person) for (person,) in rows)


def looked_after(db: Db, list_id: int, moderator: int) -> list[int]:
    """A list, and the others that its moderator looks after."""
    rows = db.rows("SELECT list FROM moderator WHERE person = ? AND list != ?", moderator, list_id)
    return [list_id, *(row["list"] for row in rows)]


def named(db: Db, lists: Sequence[int], words: Sequence[str]) -> list[tuple[int, str]]:
    """(person id, name) of all members of these lists who have all these words."""
    if not words:
        return []
    rows = db.packed(
        "person, name",
        f"""
        SELECT DISTINCT spelling.person AS person, person.name AS name
        FROM spelling JOIN person ON person.id = spelling.person
        JOIN member ON member.person = spelling.person
        WHERE {_has(words)} AND member.list IN (SELECT value FROM json_each(?))
        """,
        *words,
        json.dumps(list(lists)),
    )
    return [(person, name) for person, name in rows]


def _has(words: Sequence[str]) -> str:
    return " AND ".join("instr(text, ?)" for _ in words)


def known(db: Db, list_id: int, person_id: int) -> Known | None:
    """What a list knows of a person."""
    person = members.person(db, person_id)
    if person is None:
        return None
    member = members.member(db, list_id, person_id)
    left = None if member else last_left(db, list_id, person_id)
    return Known(
        person,
        member,
        left[0] if left else None,
        standings.standing(db, list_id, person_id),
        troubles.of(db, person_id),
    )


def last_left(db: Db, list_id: int, person_id: int) -> tuple[float, str] | None:
    """When somebody left a list last, and how; None where she never did."""
    row = db.row(
        "SELECT at, reason FROM journal WHERE kind = 'person' AND ref = ? AND event = 'left'"
        " AND reason LIKE ? ORDER BY id DESC LIMIT 1",
        person_id,
        f"list {list_id}: %",
    )
    return (row["at"], row["reason"].partition(": ")[2]) if row else None
