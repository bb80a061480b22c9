"""Questions that wait for an answer from an address, and the budget of letters (rule 3).

Owns `confirmation` and `budget`.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store import journal
from listserv.store.base import Db
from listserv.text.dates import DAY, utc_day

LIFE_SECONDS = 14 * DAY


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An open question: did this address really ask for that?"""

    id: int
    kind: str  # "join", or the verb of a command that wants proof
    list: int
    person: int
    address: str
    name: str
    language: str
    command: str  # the command line to carry out once proven
    expires: float
    used: float | None


def ask(
    db: Db,
    kind: str,
    list_id: int,
    address: str,
    name: str,
    language: str,
    command: str,
    now: float,
) -> int:
    """Open a question; returns its id, which its token carries. An open one is used again."""
    known = db.value(
        "SELECT id FROM confirmation WHERE kind=? AND list=? AND address=? AND command=?"
        " AND used IS NULL AND expires > ?",
        kind,
        list_id,
        address,
        command,
        now,
    )
    if known:
        return int(known)
    cursor = db.execute(
        "INSERT INTO confirmation (kind, list, address, name, language, command, made, expires)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (kind, list_id, address, name, language, command, now, now + LIFE_SECONDS),
    )
    return int(cursor.lastrowid or 0)


def get(db: Db, confirmation_id: int) -> Confirmation | None:
    row = db.row(
        "SELECT id, kind, list, person, address, name, language, command, expires, used"
        " FROM confirmation WHERE id = ?",
        confirmation_id,
    )
    return Confirmation(**row) if row else None


def use(db: Db, confirmation_id: int, now: float) -> bool:
    """The address answered yes; False when it had answered before."""
    return _close(db, confirmation_id, "answered", now)


def decline(db: Db, confirmation_id: int, now: float) -> bool:
    """The address answered no: the question is closed; False when it had answered before."""
    return _close(db, confirmation_id, "declined", now)


def _close(db: Db, confirmation_id: int, how: str, now: float) -> bool:
    changed = db.execute(
        "UPDATE confirmation SET used = ? WHERE id = ? AND used IS NULL", (now, confirmation_id)
    ).rowcount
    if changed:
        journal.note(db, "confirmation", confirmation_id, how, "", now)
    return bool(changed)


def spend(db: Db, address: str, cause: str, limit: int, now: float) -> bool:
    """Count one letter against an address's day; False when the day's letters are spent.

    `cause` names what the letter answers. A letter is counted before it is written, and spooled
    with what it tells of; a crash in between has it written again, for the same cause, and that
    costs the day nothing: else the one letter of a stranger's day would be lost.
    """
    day = utc_day(now)
    spent = db.rows("SELECT cause FROM budget WHERE address = ? AND day = ?", address.lower(), day)
    if {"cause": cause} in spent:
        return True
    if len(spent) >= limit:
        return False
    db.execute("DELETE FROM budget WHERE day < ?", (day - 1,))
    db.execute(
        "INSERT INTO budget (address, day, cause) VALUES (?, ?, ?)", (address.lower(), day, cause)
    )
    return True


def spent(db: Db, address: str, now: float) -> int:
    """How many letters an address had today."""
    return int(
        db.value(
            "SELECT count(*) FROM budget WHERE address = ? AND day = ?",
            address.lower(),
            utc_day(now),
        )
    )


def spend_octets(db: Db, key: str, cause: str, octets: int, limit: int, now: float) -> bool:
    """Count so many octets against a key's day; False where they are more than what is left of it.

    `cause` is as of `spend`.
    """
    day = utc_day(now)
    spent = db.rows("SELECT cause, octets FROM budget WHERE address = ? AND day = ?", key, day)
    if any(one["cause"] == cause for one in spent):
        return True
    if sum(one["octets"] for one in spent) + octets > limit:
        return False
    db.execute(
        "INSERT INTO budget (address, day, cause, octets) VALUES (?, ?, ?, ?)",
        (key, day, cause, octets),
    )
    return True
