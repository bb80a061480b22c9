"""Failures: the mails of ours that did not reach a person, noted where they come to light.

Owns `failure` at its birth, and the mark that a person was heard of. The road's verb notes what a
peer refused, the returns what a report says; each in the transaction that writes it into the
ledger, so a copy fails once however often it is told. Only her main address counts: a mail to
another one says nothing about it. What a failure means is decided elsewhere (bounces/).
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import DeliveryState, Purpose, Reply, Token
from listserv.store.base import Db, Row

# Letters that must reach a moderator: others are told when they do not.
NEEDED = (
    *("notice", "queue", "reminder", "escalated"),
    *("done", "asked-back", "already-decided", "owner-forward", "applicant", "admitted"),
)
# All letters to moderators. Nobody is told that a telling did not arrive: it would go on for ever.
MODERATORS = (*NEEDED, "bouncing", "moderator", "unreached")
# Tokens whose first number is a person.
PERSONAL = frozenset(
    {Purpose.LEAVE, Purpose.MODERATE, Purpose.TRANSLATE, Purpose.SUMMARY, Purpose.BOUNCES}
)


def refused(db: Db, replies: Sequence[Reply], now: float) -> None:
    """Note the copies among these that a peer refused for good, or for too long."""
    for reply in replies:
        if reply.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
            note(db, reply.delivery, "", reply.text, now)


def note(db: Db, delivery: int, kind: str, said: str, now: float) -> bool:
    """Note that a row of the ledger failed; False where that says nothing of anybody.

    What cost nothing before (a relay refused it, and it was given back) may fail once more.
    """
    marks = ",".join("?" * len(NEEDED))
    noted = db.execute(
        f"""
        INSERT INTO failure (at, person, domain, list, mailing, about, kind, said, told)
        SELECT ?, delivery.person, substr(main.address, instr(main.address, '@') + 1),
               mailing.list, mailing.id, mailing.kind, ?, ?,
               CASE WHEN mailing.kind IN ({marks}) THEN NULL ELSE 0 END
        FROM delivery JOIN mailing ON mailing.id = delivery.mailing
        JOIN address AS main ON main.person = delivery.person AND main.main = 1
        WHERE delivery.id = ? AND delivery.address IN ('', main.address)
        ON CONFLICT (mailing, person) DO UPDATE
        SET at=excluded.at, kind=excluded.kind, said=excluded.said, counted=NULL
        WHERE coalesce(counted, 0) = 0
        """,
        (now, kind, said, *NEEDED, delivery),
    ).rowcount
    if noted:
        db.hint("keeper")
    return bool(noted)


def last(db: Db, person: int) -> Row | None:
    """The newest failure of a person that was not weighed yet: `at`, `kind` and what was `said`."""
    return db.row(
        "SELECT at, kind, said FROM failure WHERE person=? AND counted IS NULL"
        " ORDER BY id DESC LIMIT 1",
        person,
    )


def heard(db: Db, address: str, token: Token | None, now: float) -> None:
    """A mail of her own came from a proven address ("" none), or to an address with her token.

    It matters where mail for her came back, and to nobody else.
    """
    owners = [db.value("SELECT person FROM address WHERE address=?", address)] if address else []
    if token is not None:
        owners.append(_holder(db, token))
    for person in owners:
        heard_from(db, person, now)


def heard_from(db: Db, person: int | None, now: float) -> None:
    """The same where it is known who she is."""
    if db.execute("UPDATE trouble SET heard=? WHERE person=?", (now, person)).rowcount:
        db.hint("keeper")


def _holder(db: Db, token: Token) -> int | None:
    """The person whom a token was given to; None where it is bound to nobody."""
    if token.purpose in PERSONAL:
        return token.first
    if token.purpose is not Purpose.CONFIRM:
        return None
    found: int | None = db.value(
        "SELECT address.person FROM confirmation JOIN address USING (address)"
        " WHERE confirmation.id=?",
        token.first,
    )
    return found
