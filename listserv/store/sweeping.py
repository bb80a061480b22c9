"""What an erasure changes of mails, of what copies are made from, and what SQLite leaves of it.

Owns nothing but these looks through `mail`, `rendition` and the ledger, oldest first; see
erasing.py, whose promises hold here too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listserv.model import Rendition
from listserv.store import erasures, mailings, queue, scrubbing
from listserv.store.base import Db
from listserv.store.erasing import HERS, forget_mail, who
from listserv.store.erasures import Erasure

# --- mails ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail behind the place reached."""

    id: int
    received: float
    own: bool  # hers, and no post of hers
    hers: bool  # came as a post of hers, which gets its form elsewhere
    through: bool  # came from an address of hers, whoever wrote it
    whole: bool  # a translator's answer, which may hold her words anywhere
    thread: int  # that it came to; 0 for none


def mails(db: Db, one: Erasure, limit: int) -> list[Mail]:
    """The next ones, oldest first."""
    rows = db.rows(
        f"""
        SELECT mail.id, received,
            lower(mail_from) IN (SELECT value FROM json_each(?2)) AS through,
            EXISTS (SELECT 1 FROM errand WHERE errand.mail = mail.id AND sender != ''
                AND sender IN (SELECT value FROM json_each(?2))) AS sent,
            EXISTS (SELECT 1 FROM errand WHERE errand.mail = mail.id
                AND purpose = 'translate') AS whole,
            EXISTS (SELECT 1 FROM post WHERE post.mail = mail.id AND {HERS}) AS hers,
            EXISTS (SELECT 1 FROM post WHERE post.mail = mail.id AND address != '') AS posted,
            coalesce((SELECT max(thread) FROM post WHERE post.mail = mail.id), 0) AS thread
        FROM mail WHERE id > ?3 ORDER BY id LIMIT ?4
        """,
        *who(one),
        one.place,
        limit,
    )
    return [
        Mail(
            row["id"],
            row["received"],
            # A post of somebody else that came through her mailbox is his.
            bool((row["sent"] or row["through"]) and not row["hers"] and not row["posted"]),
            bool(row["hers"]),
            bool(row["through"]),
            bool(row["whole"]),
            row["thread"],
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What becomes of some mails; only what changes."""

    others: Mapping[int, tuple[bytes, bytes]]  # as they were, as they are kept
    own: Mapping[int, bytes]
    through: Sequence[int]


def write_mails(db: Db, before: Erasure, after: Erasure, made: Rewriting) -> bool:
    """Write mails anew."""
    same = (
        db.value("SELECT raw FROM mail WHERE id = ?", mail) == raw
        for mail, (raw, _) in made.others.items()
    )
    if not all(same) or not erasures.advance(db, before, after):
        return False
    for mail, (_, raw) in made.others.items():
        db.execute("UPDATE mail SET raw = ?, size = ? WHERE id = ?", (raw, len(raw), mail))
    db.many("UPDATE mail SET mail_from = '' WHERE id = ?", [(mail,) for mail in made.through])
    for mail, raw in made.own.items():
        forget_mail(db, mail, raw)
    changed = [*made.others, *made.through]
    scrubbing.later(db, "mail", changed)
    return True


# --- what copies are made from --------------------------------------------------------------------


def letters(db: Db, one: Erasure) -> list[tuple[int, int, int]]:
    """(row of the ledger, mailing, rendition) of letters to her. Scans the ledger."""
    rows = db.rows(
        "SELECT id, mailing, rendition FROM delivery WHERE address != ''"
        " AND address IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 100",
        json.dumps(one.named.addresses),
    )
    return [(row["id"], row["mailing"], row["rendition"]) for row in rows]


def drop_letters(
    db: Db, before: Erasure, after: Erasure, found: Sequence[tuple[int, int, int]], now: float
) -> bool:
    """Letters to her are gone, and those that wait are not sent."""
    if not erasures.advance(db, before, after):
        return False
    for row, mailing, rendition in found:
        db.execute("DELETE FROM delivery WHERE id = ?", (row,))
        db.execute("DELETE FROM rendition WHERE mailing = ? AND n = ?", (mailing, rendition))
        db.execute("UPDATE mailing SET asked = '' WHERE id = ? AND urgent = 1", (mailing,))
    touched = sorted({mailing for _, mailing, _ in found})
    mailings.finish_ended(db, touched, now)
    scrubbing.later(db, "delivery", [row for row, _, _ in found])
    scrubbing.later(db, "rendition", touched)
    scrubbing.later(db, "mailing", touched)
    return True


def forget_letter(db: Db, letter: int) -> None:
    """The receipt has left: nothing says to whom."""
    rows = db.rows("SELECT id FROM delivery WHERE mailing = ?", letter)
    while queue.collapse_one(db, letter):
        pass
    scrubbing.around(db, "delivery", [row["id"] for row in rows])
    scrubbing.around(db, "rendition", [letter])
    scrubbing.around(db, "mailing", [letter])


@dataclass(frozen=True, slots=True)
class Kind:
    """What copies of a mailing are made from, one of several."""

    row: int
    mailing: int
    kind: str  # of the mailing
    created: float
    thread: int  # of the post that it carries; 0 for none
    made: Rendition


def renditions(db: Db, one: Erasure, limit: int) -> list[Kind]:
    """The next ones, but for copies of her own posts."""
    rows = db.rows(
        f"""
        SELECT rendition.rowid AS row, mailing, mailing.kind, mailing.created, rendition.language,
            head, body,
            coalesce(post.thread, 0) AS thread
        FROM rendition JOIN mailing ON mailing.id = mailing
        LEFT JOIN post ON post.number = mailing.post AND mailing.kind = 'post'
        WHERE rendition.rowid > ?3 AND NOT (post.number IS NOT NULL AND {HERS})
        ORDER BY rendition.rowid LIMIT ?4
        """,
        *who(one),
        one.place,
        limit,
    )
    return [
        Kind(
            row["row"],
            row["mailing"],
            row["kind"],
            row["created"],
            row["thread"],
            Rendition(row["language"], row["head"], row["body"]),
        )
        for row in rows
    ]


def write_renditions(
    db: Db,
    before: Erasure,
    after: Erasure,
    changed: Sequence[tuple[Kind, Rendition]],
) -> bool:
    """Write them anew; copies that wait are made of them as they are then."""
    for kept, _ in changed:
        row = db.row("SELECT head, body FROM rendition WHERE rowid = ?", kept.row)
        if row is not None and (row["head"], row["body"]) != (kept.made.head, kept.made.body):
            return False
    if not erasures.advance(db, before, after):
        return False
    db.many(
        "UPDATE rendition SET head = ?, body = ? WHERE rowid = ?",
        [(made.head, made.body, kept.row) for kept, made in changed],
    )
    touched = sorted({kept.mailing for kept, _ in changed})
    db.many("UPDATE mailing SET rewritten = rewritten + 1 WHERE id = ?", [(m,) for m in touched])
    scrubbing.later(db, "rendition", touched)
    return True


# --- leftovers ------------------------------------------------------------------------------------

# Indexes, and tables that lie in their own order, in which an address of hers had a place. `list`
# stands for each list.
_ORDERS = (
    ("address", ("address",)),
    ("post", ("address",)),
    ("errand", ("sender",)),
    ("confirmation", ("list", "address")),
    ("applicant", ("address",)),
    ("applicant", ("list", "address")),
    ("namesake", ("list", "address")),
    ("invitation", ("list", "address")),
    ("declined", ("address",)),
)


def scrub(db: Db, before: Erasure, after: Erasure) -> bool:
    """Write over what one of these orders may have left; `before.part` says which."""
    if not erasures.advance(db, before, after):
        return False
    table, columns = _ORDERS[before.part]
    heads = [(row["id"],) for row in db.rows("SELECT id FROM list")] if len(columns) > 1 else [()]
    for address in before.named.addresses:
        for head in (*heads, (0,)) if len(columns) > 1 else heads:
            scrubbing.in_index(db, table, columns, (*head, address))
    return True


def orders() -> int:
    """How many of them there are."""
    return len(_ORDERS)


def scrub_rest(db: Db, before: Erasure, after: Erasure) -> bool:
    """What counts letters of two days, and what relays said last."""
    if not erasures.advance(db, before, after):
        return False
    erasures.forget_counts(db, before.named.addresses)
    for address in before.named.addresses:
        db.execute("UPDATE relay SET reason = '' WHERE instr(lower(reason), ?) > 0", (address,))
    scrubbing.whole(db, "budget")
    scrubbing.whole(db, "likeness")
    return True
