"""Invitations: who was asked to join a list by somebody else, and who does not want to be asked.

Owns `invitation` and `declined`. An address is invited to a list once in LATELY, and to none for
REST after a no; a letter for whoever used her address to join stays unwritten for a while, too.
What hinders an invitation is decided in fates.py.
"""

from __future__ import annotations

from listserv.store import confirmations, journal
from listserv.store.base import Db
from listserv.text.addresses import inbox
from listserv.text.dates import DAY

KIND = "invite"  # of the question that is answered
LATELY = 30 * DAY  # between two invitations of one address to one list
REST = 365 * DAY  # after a no, until somebody may invite her again
QUIET = 30 * DAY  # after a no, in which a join mail that nothing proves is not answered


def ask(
    db: Db, list_id: int, address: str, name: str, language: str, by_name: str, now: float
) -> int:
    """Set aside the question of the letter `invitation`; `by_name` is who invites. Returns its id,
    the same one when it is asked again."""
    return confirmations.ask(db, KIND, list_id, address, name, language, by_name, now, LATELY)


def made(db: Db, list_id: int, address: str, by: int, now: float) -> None:
    """An invitation goes out, in this transaction; `by` 0 is the command line. It is a letter of
    her day."""
    confirmations.spend(db, inbox(address), f"invitation to list {list_id}", 1, now)
    db.execute(
        "INSERT OR REPLACE INTO invitation (list, address, by, made) VALUES (?, ?, ?, ?)",
        (list_id, address, by, now),
    )
    journal.note(db, "list", list_id, "invited", f"by person {by}", now)


def open_of(db: Db, list_id: int, by: int, made: float) -> int:
    """How many of the invitations that somebody made at an instant nobody has answered."""
    return int(
        db.value(
            "SELECT count(*) FROM invitation JOIN confirmation USING (list, address)"
            " WHERE list = ? AND by = ? AND invitation.made = ? AND kind = ? AND used IS NULL",
            list_id,
            by,
            made,
            KIND,
        )
    )


def take_back(db: Db, list_id: int, by: int, made: float, now: float) -> None:
    """The invitations that somebody made at an instant are none: their letters are too old."""
    rows = db.rows(
        "DELETE FROM invitation WHERE list = ? AND by = ? AND made = ? RETURNING address",
        list_id,
        by,
        made,
    )
    for row in rows:
        db.execute(
            "UPDATE confirmation SET used = ? WHERE kind = ? AND list = ? AND address = ?"
            " AND used IS NULL",
            (now, KIND, list_id, row["address"]),
        )
    journal.note(db, "list", list_id, "invitations taken back", f"by person {by}", now)


def decline(db: Db, address: str, now: float) -> None:
    """She does not want to join, whoever asked it for her."""
    db.execute("INSERT OR REPLACE INTO declined (address, at) VALUES (?, ?)", (address, now))


def was_asked(db: Db, list_id: int, address: str, since: float) -> bool:
    """Whether an address was invited to a list after an instant."""
    return bool(
        db.value(
            "SELECT 1 FROM invitation WHERE list = ? AND address = ? AND made > ?",
            list_id,
            address,
            since,
        )
    )


def has_declined(db: Db, address: str, since: float) -> bool:
    """Whether she has said no after an instant."""
    return bool(db.value("SELECT 1 FROM declined WHERE address = ? AND at > ?", address, since))


def forget(db: Db, address: str) -> None:
    """She has joined: what she said before holds no more."""
    db.execute("DELETE FROM declined WHERE address = ?", (address,))


# --- what goes ------------------------------------------------------------------------------------


def is_any_old(db: Db, before: float) -> bool:
    """Whether there is something that counted no more at an instant."""
    return bool(
        db.value("SELECT 1 FROM invitation WHERE made < ? LIMIT 1", before - LATELY)
        or db.value("SELECT 1 FROM declined WHERE at < ? LIMIT 1", before - REST)
    )


def forget_old(db: Db, before: float, limit: int) -> int:
    """What counted no more at an instant goes, at most so much of each kind; returns how much."""
    made = db.execute(
        "DELETE FROM invitation WHERE (list, address) IN"
        " (SELECT list, address FROM invitation WHERE made < ? LIMIT ?)",
        (before - LATELY, limit),
    ).rowcount
    said = db.execute(
        "DELETE FROM declined WHERE address IN (SELECT address FROM declined WHERE at < ? LIMIT ?)",
        (before - REST, limit),
    ).rowcount
    return made + said
