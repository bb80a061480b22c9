"""The ledger: every recipient of every mailing has a row (rule 2).

Owns `mailing`, `rendition`, `delivery`. A post's fan-out is one transaction: all its copies are
due, or none. An attempt is written before the road dials (`begin`), the answer after (`record`).
What a crash leaves in `trying` becomes due again at start: at worst those transactions happen
twice, never a whole post.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence

from listserv.model import (
    Copy,
    Delivery,
    DeliveryState,
    Letter,
    Publication,
    Rendition,
    Reply,
)
from listserv.store import journal, spool
from listserv.store.base import Db, Row

BROADCASTS = ("post", "digest", "summary")  # kinds that go to members, and stop when they leave


def reserve(db: Db, n: int = 1) -> int:
    """Set aside n mailing ids and return the first: a letter's tokens name it before it exists."""
    following: int = db.value(
        "UPDATE sequence SET next = next + ? WHERE name = 'mailing' RETURNING next", n
    )
    return following - n


def fan_out(
    db: Db,
    number: int,
    publication: Publication,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
) -> bool:
    """Publish an approved post: its place, a row per copy, its marks; all or nothing.

    False when the post is not waiting to go out (any more). `now` is when the table began to cook:
    a digest that was closed meanwhile is over, so the post is published after it, for the next.
    """
    closed = db.value(
        "SELECT max(until) FROM issue WHERE list = (SELECT list FROM post WHERE number=?)", number
    )
    changed = db.execute(
        """
        UPDATE post SET state='out', published=?, thread=?, parent=?, position=?, topic=?,
            permalink=? WHERE number=? AND state='approved'
        """,
        (
            max(now, math.nextafter(closed or 0.0, math.inf)),
            publication.thread,
            publication.parent,
            publication.position,
            publication.topic,
            publication.permalink,
            number,
        ),
    ).rowcount
    if not changed:
        return False
    row = db.row("SELECT list, person FROM post WHERE number=?", number)
    assert row is not None  # noqa: S101 - updated just above
    db.execute(
        "UPDATE member SET posts = posts + 1 WHERE list=? AND person=?",
        (row["list"], row["person"]),
    )
    db.execute(
        "INSERT INTO archive_mark (list, thread) VALUES (?, ?)",
        (row["list"], publication.thread),
    )
    journal.note(db, "post", number, "out", f"{len(copies)} copies", now)
    broadcast(db, "post", row["list"], renditions, copies, now, post=number)
    db.hint("shelf")
    return True


def broadcast(
    db: Db,
    kind: str,
    list_id: int,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
    post: int = 0,
) -> int:
    """Spool one mailing to many; returns its id. Without copies it is finished at once."""
    mailing = reserve(db)
    db.execute(
        "INSERT INTO mailing (id, kind, list, post, created) VALUES (?,?,?,?,?)",
        (mailing, kind, list_id, post, now),
    )
    db.many(
        "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,?,?,?,?)",
        ((mailing, n, r.language, r.head, r.body) for n, r in enumerate(renditions)),
    )
    db.table("delivery").insert_all(
        {
            "mailing": mailing,
            "rendition": copy.rendition,
            "person": copy.person_id,
            "address": copy.address,
            "due": now,
        }
        for copy in copies
    )
    if not copies:
        _finish(db, mailing, now)
    db.hint("road")
    return mailing


def spool_letters(db: Db, letters: Iterable[Letter], now: float) -> None:
    """Spool letters to one person each; they go before any fan-out."""
    for letter in letters:
        db.execute(
            "INSERT INTO mailing (id, kind, list, person, shown, asked, urgent, created)"
            " VALUES (?,?,?,?,?,?,1,?)",
            (
                letter.id,
                letter.kind,
                letter.list_id,
                letter.person_id,
                json.dumps(letter.shown),
                letter.asked,
                now,
            ),
        )
        db.execute(
            "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,0,?,?,?)",
            (letter.id, letter.language, letter.head, letter.body),
        )
        db.execute(
            "INSERT INTO delivery (mailing, rendition, person, address, urgent, due)"
            " VALUES (?,0,?,?,1,?)",
            (letter.id, letter.person_id, letter.address, now),
        )
        db.hint("road")


def due(db: Db, now: float, limit: int) -> list[Delivery]:
    """Deliveries to try now: letters first, then by age, so nobody waits behind a big fan-out."""
    return [
        Delivery(**row)
        for row in db.rows(
            f"""
            {_DELIVERY} WHERE delivery.state = 'due' AND due <= ?
            ORDER BY delivery.urgent DESC, due, delivery.id LIMIT ?
            """,
            now,
            limit,
        )
    ]


_DELIVERY = """
SELECT delivery.id, delivery.mailing, delivery.rendition, delivery.person AS person_id,
       delivery.address, mailing.list AS list_id, delivery.tries, mailing.created
FROM delivery JOIN mailing ON mailing.id = delivery.mailing
"""


def begin(db: Db, next_due: Mapping[int, float], now: float) -> list[Delivery]:
    """Write an attempt before it is made; `next_due` maps delivery id to the try after this one.

    Returns the deliveries to make, each with this attempt counted. Who left, paused or stopped
    mail since the fan-out is withdrawn here and not returned.
    """
    ids = list(next_due)
    marks = ",".join("?" * len(ids))
    kinds = ",".join("?" * len(BROADCASTS))
    gone = db.execute(
        f"""
        UPDATE delivery SET state='withdrawn', reply='left or paused before sending'
        WHERE id IN ({marks}) AND state='due' AND person != 0 AND EXISTS (
            SELECT 1 FROM mailing WHERE mailing.id = delivery.mailing AND kind IN ({kinds})
            AND NOT EXISTS (
                SELECT 1 FROM member WHERE member.list = mailing.list
                AND member.person = delivery.person AND member.delivery != 'none'
                AND coalesce(member.paused_until, 0) <= ?))
        """,
        (*ids, *BROADCASTS, now),
    ).rowcount
    db.many(
        "UPDATE delivery SET state='trying', tries=tries+1, tried=?, due=?"
        " WHERE id=? AND state='due'",
        ((now, next_due[delivery], delivery) for delivery in ids),
    )
    begun = [
        Delivery(**row)
        for row in db.rows(
            f"{_DELIVERY} WHERE delivery.id IN ({marks}) AND delivery.state='trying'"
            " ORDER BY delivery.id",
            *ids,
        )
    ]
    if gone:
        _finish_ended(db, ids, now)
    return begun


def record(db: Db, replies: Sequence[Reply], now: float) -> None:
    """Write what became of attempts."""
    db.many(
        "UPDATE delivery SET state=?, reply=?, due=? WHERE id=? AND state='trying'",
        ((reply.state.value, reply.text, reply.due, reply.delivery) for reply in replies),
    )
    ended = [r.delivery for r in replies if r.state is not DeliveryState.DUE]
    _finish_ended(db, ended, now)
    for reply in replies:
        if reply.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
            journal.note(db, "delivery", reply.delivery, reply.state.value, "", now)


def release(db: Db, ids: Sequence[int], due: float) -> None:
    """Put begun deliveries back untried: the relay could not be reached at all."""
    db.many(
        "UPDATE delivery SET state='due', tries=tries-1, due=? WHERE id=? AND state='trying'",
        ((due, delivery) for delivery in ids),
    )


def recover(db: Db, now: float) -> int:
    """At start: what was being tried when we stopped is due again. Returns how many."""
    return db.execute(
        "UPDATE delivery SET state='due', due=? WHERE state='trying'", (now,)
    ).rowcount


def _finish_ended(db: Db, ids: Sequence[int], now: float) -> None:
    marks = ",".join("?" * len(ids))
    mailings = db.rows(
        f"""
        SELECT DISTINCT mailing FROM delivery WHERE id IN ({marks}) AND NOT EXISTS (
            SELECT 1 FROM delivery AS open WHERE open.mailing = delivery.mailing
            AND open.state IN ('due', 'trying'))
        """,
        *ids,
    )
    for row in mailings:
        _finish(db, row["mailing"], now)


def _finish(db: Db, mailing: int, now: float) -> None:
    db.execute("UPDATE mailing SET finished=? WHERE id=? AND finished IS NULL", (now, mailing))
    post = db.value("SELECT post FROM mailing WHERE id=? AND kind='post'", mailing)
    if post:
        spool.retire(db, post, now)


def rendition(db: Db, mailing: int, n: int) -> Rendition:
    """The message that a delivery's copy is made from."""
    row = db.row("SELECT language, head, body FROM rendition WHERE mailing=? AND n=?", mailing, n)
    if row is None:
        raise LookupError(f"mailing {mailing} has no rendition {n}")
    return Rendition(**row)


def shown(db: Db, mailing: int) -> tuple[tuple[int, int], ...]:
    """The posts and versions a letter showed, by position from 1."""
    text = db.value("SELECT shown FROM mailing WHERE id=?", mailing)
    return tuple((number, version) for number, version in json.loads(text or "[]"))


def asked(db: Db, mailing: int) -> str:
    """The question a letter asked; "" for most."""
    return str(db.value("SELECT asked FROM mailing WHERE id=?", mailing) or "")


def counts(db: Db) -> dict[str, int]:
    """Deliveries by state."""
    return {
        row["state"]: row["n"]
        for row in db.rows(
            "SELECT state, count(*) AS n FROM delivery GROUP BY state ORDER BY state"
        )
    }


def waiting(db: Db) -> int:
    """Deliveries that are due or being tried."""
    return int(db.value("SELECT count(*) FROM delivery WHERE state IN ('due', 'trying')"))


def oldest(db: Db, limit: int) -> list[Row]:
    """The deliveries that have waited longest, with the peer's last words."""
    return db.rows(
        "SELECT delivery.id, kind, created, address, state, tries, delivery.due, reply"
        " FROM delivery JOIN mailing ON mailing.id = delivery.mailing"
        " WHERE state IN ('due', 'trying') ORDER BY delivery.id LIMIT ?",
        limit,
    )


def retry_now(db: Db, now: float) -> int:
    """Everything that waits for its hour is due now; returns how many."""
    db.hint("road")
    return db.execute(
        "UPDATE delivery SET due=? WHERE state='due' AND due > ?", (now, now)
    ).rowcount


def bounced(db: Db, mailing: int, person: int, text: str, now: float) -> bool:
    """A report says that a sent copy did not arrive; True when we know that copy."""
    row = db.row(
        "SELECT id FROM delivery WHERE mailing=? AND person=? AND state='sent'", mailing, person
    )
    if row is None:
        return False
    db.execute("UPDATE delivery SET state='failed', reply=? WHERE id=?", (text, row["id"]))
    journal.note(db, "delivery", row["id"], "bounced", "", now)
    return True
