"""Errands: mail to any address of ours that is not a posting address.

Owns `errand` after its birth in the spool. An errand is finished in the same transaction as what
it changed and the letters it caused, so a crash repeats all of it or nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from listserv.model import Errand, Letter, Purpose, Token
from listserv.store import journal, ledger, merged, spool
from listserv.store.base import Db, Row
from listserv.store.spool import RETRY_SECONDS, TRIES

Change = Callable[[Db], object]
# How the outcome of a private mail begins whose alias somebody was shown.
HANDED_ON, ASKED = "handed on", "unproven: the writer is asked"
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
