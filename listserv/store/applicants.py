"""Applicants: who has proven her address, and waits for a facilitator to let her in.

Owns `applicant` and `applicant_wish`. A row is made with the answer that proved her, and is open
until somebody decides, she takes it back, or nobody decides in time; each step is one transaction
with its letters, so a crash before it means that it is taken again. Of two decisions the first
counts: the verbs that decide return False for one that came too late.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.model import Applicant, Application, DeliveryMode, Letter
from listserv.store import invitations, journal, ledger, members, memberships
from listserv.store.base import Db, Row
from listserv.store.members import NewMember
from listserv.text.dates import DAY

KIND = "applicant"  # of the question whose answer goes to the facilitators
ANSWER_SECONDS = 60 * DAY  # how long she may answer it, or add something
SLACK = 3  # letters by which two spellings of a name may differ: accents, blanks, a comma
LONGEST = 4_000  # characters that are kept of what she says
_OPEN = "state IN ('waiting', 'asked')"


# --- looking --------------------------------------------------------------------------------------


def get(db: Db, applicant_id: int) -> Applicant | None:
    return _one(db.row("SELECT * FROM applicant WHERE id = ?", applicant_id))


def open_one(db: Db, list_id: int, address: str) -> Applicant | None:
    """Her open application to a list."""
    return _one(
        db.row(
            f"SELECT * FROM applicant WHERE list = ? AND address = ? AND {_OPEN}", list_id, address
        )
    )


def was_refused(db: Db, list_id: int, address: str, since: float) -> bool:
    """Whether an address was refused after an instant."""
    decided = refused_before(db, list_id, address)
    return decided is not None and decided > since


def last(db: Db, list_id: int, address: str) -> Applicant | None:
    """Her newest application to a list, open or closed."""
    said = "SELECT * FROM applicant WHERE list = ? AND address = ? ORDER BY id DESC LIMIT 1"
    return _one(db.row(said, list_id, address))


def lists(db: Db) -> list[int]:
    """The lists that somebody waits to join."""
    rows = db.rows(f"SELECT DISTINCT list FROM applicant WHERE {_OPEN} ORDER BY list")
    return [row["list"] for row in rows]


def of_list(db: Db, list_id: int) -> list[Applicant]:
    """Who waits to join a list, or was asked something; the first first."""
    rows = db.rows(f"SELECT * FROM applicant WHERE list = ? AND {_OPEN} ORDER BY id", list_id)
    return [_applicant(row) for row in rows]


def refused_before(db: Db, list_id: int, address: str) -> float | None:
    """When an address was last refused."""
    last: float | None = db.value(
        "SELECT max(decided) FROM applicant WHERE address = ? AND list = ? AND state = 'refused'",
        address,
        list_id,
    )
    return last


def called_like(db: Db, list_id: int, name: str) -> list[tuple[int, str]]:
    """(person, name) of the members and facilitators whose names are about as long: these few are
    compared."""
    rows = db.packed(
        "person, name",
        "SELECT one.person AS person, name FROM (SELECT person FROM member WHERE list = ?1"
        " UNION SELECT person FROM moderator WHERE list = ?1) AS one"
        " JOIN person ON person.id = one.person WHERE length(name) BETWEEN ?2 AND ?3",
        list_id,
        len(name) - SLACK,
        len(name) + SLACK,
    )
    return [(person, known) for person, known in rows]


# --- applying -------------------------------------------------------------------------------------


def apply(db: Db, list_id: int, new: NewMember, said: str, consent: str, now: float) -> int:
    """Somebody proven wants to join; returns the row's id, of the open one where there is one."""
    known = open_one(db, list_id, new.address)
    if known is not None:
        return known.id
    cursor = db.execute(
        "INSERT INTO applicant (list, address, name, languages, country, delivery, said, made,"
        " stirred, consent) VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            *(list_id, new.address, new.name, json.dumps(new.languages or ("en",)), new.country),
            *(new.delivery.value, said[:LONGEST], now, now, consent),
        ),
    )
    made = int(cursor.lastrowid or 0)
    journal.note(db, "applicant", made, "applied", f"list {list_id}: {consent}", now)
    db.hint("registrar")
    return made


def answered(db: Db, applicant_id: int, said: str, now: float) -> bool:
    """She says more, perhaps what she was asked: the facilitators read it. False: it is decided."""
    return _step(
        db,
        applicant_id,
        "state = 'waiting', told = NULL, reminded = NULL, answer = ?",
        (said[:LONGEST],),
        "answered",
        now,
    )


def withdraw(db: Db, applicant_id: int, now: float) -> bool:
    """She wants to join no more."""
    return _step(db, applicant_id, "state = 'withdrawn', decided = ?", (now,), "withdrawn", now)


# --- deciding -------------------------------------------------------------------------------------


def admit(db: Db, applicant_id: int, by: int, consent: str, now: float) -> bool:
    """She is a member. False: it was decided before."""
    one = get(db, applicant_id)
    if one is None or not _decide(db, applicant_id, Application.JOINED, by, now):
        return False
    new = NewMember(one.address, one.name, one.languages, one.country, delivery=one.delivery)
    members.add(db, one.list_id, new, consent, now, herself=True)
    invitations.forget(db, one.address)
    return True


def refuse(db: Db, applicant_id: int, by: int, now: float) -> bool:
    """False: it was decided before."""
    return _decide(db, applicant_id, Application.REFUSED, by, now)


def ask(db: Db, applicant_id: int, question: str, by: int, now: float) -> bool:
    """A facilitator asks her something. False: it was decided before."""
    return _step(
        db,
        applicant_id,
        "state = 'asked', question = ?, asked_by = ?, answer = ''",
        (question[:LONGEST], by),
        f"asked by person {by}",
        now,
    )


def give_up(db: Db, applicant_id: int, letters: Sequence[Letter], now: float) -> bool:
    """Nobody decided in time; she reads it. False: somebody has meanwhile."""
    if not _decide(db, applicant_id, Application.EXPIRED, 0, now):
        return False
    ledger.spool_letters(db, letters, now)
    return True


def reopen(db: Db, applicant_id: int, decided: float, now: float) -> bool:
    """A decision of that instant is taken back: she waits again, and is a member no more."""
    one = get(db, applicant_id)
    if one is None or one.decided != decided or open_one(db, one.list_id, one.address):
        return False
    if one.state is Application.JOINED:
        person = members.person_by_address(db, one.address)
        if person is None or not members.remove(db, one.list_id, person.id, "taken back", now):
            return False  # she has left herself
        memberships.unwelcome(db, one.list_id, person.id, decided, now)
    db.execute(
        "UPDATE applicant SET state = 'waiting', told = ?1, stirred = ?1, decided = NULL,"
        " decided_by = NULL WHERE id = ?2",
        (now, applicant_id),
    )
    journal.note(db, "applicant", applicant_id, "waits again", "", now)
    return True


def _decide(db: Db, applicant_id: int, state: Application, by: int, now: float) -> bool:
    values = (state.value, now, by)
    set_to = "state = ?, decided = ?, decided_by = ?"
    return _step(db, applicant_id, set_to, values, f"{state} by person {by}", now)


def _step(
    db: Db, applicant_id: int, set_to: str, values: Sequence[object], event: str, now: float
) -> bool:
    """Change an open row; False where it is open no more."""
    changed = db.execute(
        f"UPDATE applicant SET {set_to}, stirred = ? WHERE id = ? AND {_OPEN}",
        (*values, now, applicant_id),
    ).rowcount
    if changed:
        journal.note(db, "applicant", applicant_id, event, "", now)
        db.hint("registrar")
    return bool(changed)


# --- telling --------------------------------------------------------------------------------------


def told(db: Db, ids: Sequence[int], letters: Sequence[Letter], now: float) -> None:
    """The facilitators know of these as they were `now`, by these letters."""
    _mark(db, "told", ids, now)
    ledger.spool_letters(db, letters, now)


def reminded(db: Db, ids: Sequence[int], letters: Sequence[Letter], now: float) -> None:
    """The facilitators were told of these once more."""
    _mark(db, "reminded", ids, now)
    ledger.spool_letters(db, letters, now)


def _mark(db: Db, column: str, ids: Sequence[int], now: float) -> None:
    db.execute(
        f"UPDATE applicant SET {column} = ?1 WHERE state = 'waiting' AND stirred <= ?1"
        " AND id IN (SELECT value FROM json_each(?2))",
        (now, json.dumps(list(ids))),
    )


def ask_for(db: Db, list_id: int, person_id: int) -> None:
    """A facilitator wants one mail of all who wait, shown before or not."""
    db.execute(
        "INSERT OR IGNORE INTO applicant_wish (list, person) VALUES (?, ?)", (list_id, person_id)
    )
    db.hint("registrar")


def asked_for(db: Db) -> list[tuple[int, int]]:
    """(list, person) of those who want to see all who wait."""
    rows = db.rows("SELECT list, person FROM applicant_wish ORDER BY list, person")
    return [(row["list"], row["person"]) for row in rows]


def shown(db: Db, list_id: int, person_id: int, letters: Sequence[Letter], now: float) -> None:
    """She has her mail of all who wait, in these letters."""
    db.execute("DELETE FROM applicant_wish WHERE list = ? AND person = ?", (list_id, person_id))
    ledger.spool_letters(db, letters, now)


# --- what goes ------------------------------------------------------------------------------------


def old(db: Db, before: float, limit: int) -> list[int]:
    """Requests that were decided before an instant and hold more of her than her address."""
    rows = db.rows(
        "SELECT id FROM applicant WHERE decided < ? AND (state != 'refused' OR languages != '[]')"
        " ORDER BY id LIMIT ?",
        before,
        limit,
    )
    return [row["id"] for row in rows]


def forget(db: Db, before: float, limit: int) -> int:
    """Of a refusal only the address and the day are kept, for who asks again; others go wholly.
    Returns how many had something to go."""
    ids = [(one,) for one in old(db, before, limit)]
    db.many("DELETE FROM applicant WHERE id = ? AND state != 'refused'", ids)
    db.many(
        "UPDATE applicant SET name = '', languages = '[]', country = '', delivery = 'each',"
        " said = '', consent = '', question = '', answer = '', asked_by = 0, decided_by = NULL"
        " WHERE id = ?",
        ids,
    )
    return len(ids)


def _one(row: Row | None) -> Applicant | None:
    return _applicant(row) if row else None


def _applicant(row: Row) -> Applicant:
    values = dict(row)
    values["list_id"] = values.pop("list")
    values["languages"] = tuple(json.loads(values["languages"]))
    values["delivery"] = DeliveryMode(values["delivery"])
    values["state"] = Application(values["state"])
    values["decided_by"] = values["decided_by"] or 0
    return Applicant(**values)
