"""Questions that wait for an answer from an address, and the budget of letters (rule 3).

Owns `confirmation`, `budget` and `tally`. What is counted of a day is found by an index, and goes
when the day is over.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    life: float = LIFE_SECONDS,
    person: int = 0,
) -> int:
    """Open a question; returns its id, which its token carries. An open one is used again,
    and may be answered as long as a new one.

    `person` is whom it is about, where that is not whoever has the address.
    """
    known = db.value(
        "SELECT id FROM confirmation WHERE kind=? AND list=? AND address=? AND command=?"
        " AND used IS NULL AND expires > ? AND person = ?",
        kind,
        list_id,
        address,
        command,
        now,
        person,
    )
    if known:
        db.execute(
            "UPDATE confirmation SET expires = max(expires, ?) WHERE id = ?", (now + life, known)
        )
        return int(known)
    cursor = db.execute(
        "INSERT INTO confirmation (kind, list, person, address, name, language, command, made,"
        " expires) VALUES (?,?,?,?,?,?,?,?,?)",
        (kind, list_id, person, address, name, language, command, now, now + life),
    )
    return int(cursor.lastrowid or 0)


def get(db: Db, confirmation_id: int) -> Confirmation | None:
    row = db.row(
        "SELECT id, kind, list, person, address, name, language, command, expires, used"
        " FROM confirmation WHERE id = ?",
        confirmation_id,
    )
    return Confirmation(**row) if row else None


def open_one(db: Db, kind: str, list_id: int, address: str, now: float) -> Confirmation | None:
    """The newest question of a kind to an address that nobody has answered."""
    found = db.value(
        "SELECT max(id) FROM confirmation WHERE kind=? AND list=? AND address=? AND used IS NULL"
        " AND expires > ?",
        kind,
        list_id,
        address,
        now,
    )
    return get(db, found) if found else None


def kept(db: Db, kind: str, person: int, now: float) -> list[str]:
    """What the questions of a kind to a person keep, the newest first, answered or not, until they
    are too old."""
    rows = db.rows(
        "SELECT command FROM confirmation WHERE person = ? AND person != 0 AND kind = ?"
        " AND expires > ? ORDER BY id DESC",
        person,
        kind,
        now,
    )
    return [row["command"] for row in rows]


def use(db: Db, confirmation_id: int, now: float) -> bool:
    """The address answered yes; False when it had answered before."""
    is_first = _close(db, confirmation_id, "answered", now)
    if not is_first and was_declined(db, confirmation_id):
        journal.note(db, "confirmation", confirmation_id, "answered", "", now)
    return is_first


def decline(db: Db, confirmation_id: int, now: float) -> bool:
    """The address answered no: the question is closed; False when it had answered before."""
    return _close(db, confirmation_id, "declined", now)


def withdraw(db: Db, confirmation_id: int, now: float) -> bool:
    """It was asked by mistake: no answer acts any more; False when it had been answered."""
    return _close(db, confirmation_id, "withdrawn", now)


def was_withdrawn(db: Db, confirmation_id: int) -> bool:
    """Whether a question was taken back by who had it asked."""
    return _last_said(db, confirmation_id) == "withdrawn"


def was_declined(db: Db, confirmation_id: int) -> bool:
    """Whether the last answer to a question was no."""
    return _last_said(db, confirmation_id) == "declined"


def _last_said(db: Db, confirmation_id: int) -> str:
    lines = journal.of(db, "confirmation", confirmation_id)
    return str(lines[-1]["event"]) if lines else ""


def is_open(db: Db, confirmation_id: int) -> bool:
    """Whether nobody has answered a question, nor taken it back."""
    return bool(
        db.value("SELECT 1 FROM confirmation WHERE id = ? AND used IS NULL", confirmation_id)
    )


# --- ways back ------------------------------------------------------------------------------------

_WAY_BACK = "way-back"  # the kind of a row that keeps the lines that undo what a letter told


def keep_way_back(
    db: Db, letter: int, list_id: int, person: int, address: str, lines: str, now: float
) -> None:
    """Keep the lines of command, in English, that go back from what a letter told."""
    db.execute(
        "INSERT INTO confirmation (kind, list, person, address, command, letter, made, expires)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (_WAY_BACK, list_id, person, address, lines, letter, now, now + LIFE_SECONDS),
    )


def way_back(db: Db, person: int, letters: Sequence[int], now: float) -> tuple[int, str] | None:
    """(a list or 0, the lines) that go back from the first of these letters that told a change;
    from the newest of hers where no letter is named. None where there is none."""
    for letter in letters or (0,):
        row = db.row(
            "SELECT list, command FROM confirmation WHERE kind = ? AND person = ?"
            " AND person != 0 AND ? IN (0, letter) AND expires > ? ORDER BY id DESC LIMIT 1",
            _WAY_BACK,
            person,
            letter,
            now,
        )
        if row:
            return row["list"], row["command"]
    return None


def _close(db: Db, confirmation_id: int, how: str, now: float) -> bool:
    changed = db.execute(
        "UPDATE confirmation SET used = ? WHERE id = ? AND used IS NULL", (now, confirmation_id)
    ).rowcount
    if changed:
        journal.note(db, "confirmation", confirmation_id, how, "", now)
    return bool(changed)


def spend(
    db: Db,
    address: str,
    cause: str,
    limit: int,
    now: float,
    within: Sequence[tuple[str, int]] = (),
) -> bool:
    """Count one letter against an address's day; False when the day's letters are spent.

    `within` are days that it counts against as well: of many addresses together, by a name of
    theirs, each with how many letters they have.
    `cause` names what the letter answers. A letter is counted before it is written, and spooled
    with what it tells of; a crash in between has it written again, for the same cause, and that
    costs the day nothing: else the one letter of a stranger's day would be lost.
    """
    day = utc_day(now)
    spent = db.rows("SELECT cause FROM budget WHERE address = ? AND day = ?", address.lower(), day)
    if {"cause": cause} in spent:
        return True
    if len(spent) >= limit or any(tallied(db, name, now) >= most for name, most in within):
        return False
    db.execute("DELETE FROM budget WHERE day < ?", (day - 1,))
    db.execute("DELETE FROM tally WHERE day < ?", (day - 1,))
    db.execute(
        "INSERT INTO budget (address, day, cause) VALUES (?, ?, ?)", (address.lower(), day, cause)
    )
    db.many(
        "INSERT INTO tally (day, name, count) VALUES (?, ?, 1)"
        " ON CONFLICT (day, name) DO UPDATE SET count = count + 1",
        [(day, name) for name, _ in within],
    )
    return True


def tallied(db: Db, name: str, now: float) -> int:
    """How many letters were counted under a name today."""
    day = utc_day(now)
    return db.value("SELECT count FROM tally WHERE day = ? AND name = ?", day, name) or 0


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
