"""Errands: mail to any address of ours that is not a posting address.

Owns `errand` after its birth in the spool. An errand is finished in the same transaction as what
it changed and the letters it caused, so a crash repeats all of it or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from listserv.model import Errand, Letter, Purpose, Token
from listserv.store import journal, ledger, merged, spool
from listserv.store.base import Db, Row
from listserv.store.spool import RETRY_SECONDS, TRIES

T = TypeVar("T")
Change = Callable[[Db], object]
# How the outcome of a private mail begins whose alias somebody was shown.
HANDED_ON, ASKED = "handed on", "unproven: the writer is asked"
# In the outcome of an answer to somebody's letter that came from an address that is not hers.
ELSEWHERE = "other-address"
ANSWER = "answer"  # the proof of a mail that its writer says is hers, where only she could say so


@dataclass(frozen=True, slots=True)
class Private:
    """A mail that came to the alias of a post's author, or of who had written to it."""

    mail_id: int
    sender: str  # address of its From
    proof: str  # "" where nothing proves that: it was not handed on
    token: Token


def due(db: Db, now: float, purposes: Sequence[Purpose], limit: int) -> list[Errand]:
    """Errands for these purposes that wait, in the order of `fairness`."""
    rows = [row for one in purposes for row in _waiting(db, one, now, limit)]
    rows.sort(key=lambda row: (not row["known"], row["turn"], row["id"]))
    return [
        Errand(
            id=row["id"],
            mail_id=row["mail_id"],
            list_id=row["list_id"],
            purpose=Purpose(row["purpose"]),
            address=row["address"],
            token=_token_now(db, row["token"]),
            command=row["command"],
            origin=spool.origin(row),
            tries=row["tries"],
            size=row["size"],
        )
        for row in rows[:limit]
    ]


def _waiting(db: Db, purpose: Purpose, now: float, limit: int) -> list[Row]:
    """For each purpose apart, so that an index has them in order, however many wait."""
    return db.rows(
        f"""
        SELECT errand.id, errand.mail AS mail_id, errand.list AS list_id, purpose, address, token,
               command, known, turn, {spool.ORIGIN}, errand.tries, mail.size
        FROM errand JOIN mail ON mail.id = errand.mail
        WHERE state = 'received' AND purpose = ? AND due <= ?
        ORDER BY known DESC, turn, errand.id LIMIT ?
        """,
        purpose.value,
        now,
        limit,
    )


def _token_now(db: Db, text: str | None) -> Token | None:
    token = _token(text)
    return merged.token(db, token) if token else None


def _token(text: str | None) -> Token | None:
    if text is None:
        return None
    purpose, first, second, generation = json.loads(text)
    return Token(Purpose(purpose), first, second, generation)


def answers_elsewhere(db: Db, errand: Errand, purposes: Sequence[Purpose]) -> bool:
    """Whether the same mail came to another address of ours that answers it: of the same list, or
    of a list where this one is of none. What asks the most by itself stands first in `purposes`."""
    if errand.token is not None:
        return False
    marks = ", ".join("?" * len(purposes))
    rows = db.rows(
        f"SELECT id, list, purpose FROM errand WHERE mail = ? AND id != ? AND purpose IN ({marks})",
        errand.mail_id,
        errand.id,
        *(one.value for one in purposes),
    )
    mine = purposes.index(errand.purpose), errand.id
    return any(
        (purposes.index(Purpose(row["purpose"])), row["id"]) < mine
        and errand.list_id in (row["list"], 0)
        for row in rows
    )


def private(db: Db, errand_id: int) -> Private | None:
    """An errand that is done at the alias of a post; None where there is no such one."""
    row = db.row(
        "SELECT mail, sender, proof, token FROM errand"
        " WHERE id = ? AND purpose = 'author' AND state = 'done' AND sender != ''",
        errand_id,
    )
    token = _token(row["token"]) if row else None
    return Private(row["mail"], row["sender"], row["proof"], token) if row and token else None


def confirm(db: Db, errand_id: int) -> None:
    """A mail that nothing proved is its writer's all the same."""
    db.execute("UPDATE errand SET proof=? WHERE id=? AND proof=''", (ANSWER, errand_id))


def doubt(db: Db, errand_id: int) -> None:
    """What proves a mail is not enough here: its writer is asked."""
    db.execute("UPDATE errand SET proof='' WHERE id=?", (errand_id,))


def finish(
    db: Db,
    errand_id: int,
    outcome: str,
    now: float,
    letters: Sequence[Letter] = (),
    changes: Sequence[Change] = (),
    sender: str = "",
    proof: str = "",
) -> bool:
    """End an errand with what came of it; False when it had ended already.

    `changes` are verbs of the store with all but the database filled in: what the errand does.
    `sender` is the address of its From, `proof` what proves it, "" where nothing does.
    """
    changed = db.execute(
        "UPDATE errand SET state='done', outcome=?, sender=?, proof=?"
        " WHERE id=? AND state='received'",
        (outcome, sender, proof, errand_id),
    ).rowcount
    if not changed:
        return False
    for change in changes:
        change(db)
    journal.note(db, "errand", errand_id, "done", outcome, now)
    ledger.spool_letters(db, letters, now)
    return True


def commanded(db: Db, mail_id: int, command: str) -> bool:
    """Whether a kept mail has had an errand with this command."""
    return bool(db.value("SELECT 1 FROM errand WHERE mail=? AND command=?", mail_id, command))


def foreseen(db: Db, changes: Sequence[Change], query: Callable[[Db], T]) -> T:
    """What a query reads once these changes are made; they are taken back before anybody sees."""
    hints, wipes = set(db.hints), db.wipes
    db.execute("SAVEPOINT foreseen")
    try:
        for change in changes:
            change(db)
        return query(db)
    finally:
        db.execute("ROLLBACK TO foreseen")
        db.execute("RELEASE foreseen")
        db.hints, db.wipes = hints, wipes


def shunt(db: Db, errand_id: int, detail: str, now: float) -> None:
    """Try again later; after three tries keep it for a human."""
    tries = db.value("SELECT tries FROM errand WHERE id = ?", errand_id) + 1
    state = "shunted" if tries >= TRIES else "received"
    db.execute(
        "UPDATE errand SET state=?, tries=?, due=?, detail=? WHERE id=?",
        (state, tries, now + RETRY_SECONDS * tries, detail, errand_id),
    )
    if state == "shunted":
        reason = detail.strip().splitlines()[-1][:200]
        journal.note(db, "errand", errand_id, "shunted", reason, now)


def shunted(db: Db) -> list[tuple[str, int]]:
    """("post" or "errand", its number) of all mail that no room could digest, the oldest first."""
    rows = db.rows(
        "SELECT 'post' AS kind, number, mail FROM post WHERE state = 'shunted'"
        " UNION ALL SELECT 'errand', id, mail FROM errand WHERE state = 'shunted' ORDER BY mail"
    )
    return [(row["kind"], row["number"]) for row in rows]
