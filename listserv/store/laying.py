"""Laying a broadcast: every copy gets its row before the first of them may leave.

Owns a mailing until it is opened. It is laid a page at a time, each page a transaction of its own,
so that the door's mails find their place between the pages; then it is opened in one instant, in
the same transaction that publishes what it carries. What a crash leaves half laid was never opened,
and is forgotten at the next start.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.model import Copy, Rendition
from listserv.store import mailings
from listserv.store.base import Db, Store

PAGE = 1000  # copies laid in one transaction: a few milliseconds of the writer


def lay(db: Db, kind: str, list_id: int, now: float, post: int = 0, version: int = 0) -> int:
    """Begin a broadcast that nobody takes copies of yet; returns its mailing id."""
    mailing = mailings.reserve(db)
    db.execute(
        "INSERT INTO mailing (id, kind, list, post, version, created, laid) VALUES (?,?,?,?,?,?,1)",
        (mailing, kind, list_id, post, version, now),
    )
    return mailing


def is_being_laid(db: Db, list_id: int) -> bool:
    """Whether copies for a list are being laid: who gets one is looked up from number to number."""
    return bool(
        db.value("SELECT 1 FROM mailing WHERE laid = 1 AND finished IS NULL AND list = ?", list_id)
    )


def reached(db: Db, post: int, version: int) -> frozenset[int]:
    """Persons who have a post in this version already: it was taken back and goes out again."""
    return frozenset(
        row["person"]
        for row in db.rows(
            "SELECT delivery.person FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
            " WHERE post = ? AND version = ? AND kind = 'post' AND state IN ('sent', 'trying')",
            post,
            version,
        )
    )


def lay_renditions(db: Db, mailing: int, renditions: Sequence[Rendition], first: int = 0) -> None:
    """Add the messages that copies are made from, numbered from `first`."""
    db.many(
        "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,?,?,?,?)",
        ((mailing, first + n, r.language, r.head, r.body) for n, r in enumerate(renditions)),
    )


def lay_copies(db: Db, mailing: int, copies: Sequence[Copy], now: float) -> None:
    """Add a row for each copy, in one statement; at most PAGE at once keeps the door quick."""
    db.execute(
        "INSERT INTO delivery (mailing, person, rendition, due)"
        " SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]'), ? FROM json_each(?)",
        (mailing, now, json.dumps([(copy.person_id, copy.rendition) for copy in copies])),
    )


def open_mailing(db: Db, mailing: int, now: float) -> None:
    """All copies of a laid broadcast are due; where none is left to leave, it is finished.

    Raises LookupError when a server that just started has forgotten it.
    """
    found = db.execute(
        "UPDATE mailing SET laid=0, due=? WHERE id=? AND laid=1", (now, mailing)
    ).rowcount
    if not found:
        raise LookupError(f"mailing {mailing} is not being laid")
    mailings.finish_ended(db, [mailing], now)
    db.hint("road")


def forget(db: Db, mailing: int, now: float) -> bool:
    """Take a page of a laid broadcast back, its row at last; True: there is more of it."""
    if db.value("SELECT laid FROM mailing WHERE id=?", mailing) != 1:
        return False
    gone = db.execute(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE mailing=? LIMIT ?)",
        (mailing, PAGE),
    ).rowcount
    if gone == PAGE:
        return True
    db.execute("DELETE FROM rendition WHERE mailing=?", (mailing,))
    db.execute("UPDATE mailing SET laid=0, collapsed=1, finished=? WHERE id=?", (now, mailing))
    return False


def lay_page(
    db: Db,
    mailing: int,
    renditions: Sequence[Rendition],
    first: int,
    copies: Sequence[Copy],
    now: float,
) -> None:
    """One page, with the renditions that its copies are the first to need, from number `first`."""
    lay_renditions(db, mailing, renditions, first)
    lay_copies(db, mailing, copies, now)


# --- page by page, from outside the writer ----------------------------------------------------


def lay_all(
    store: Store,
    kind: str,
    list_id: int,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
) -> int:
    """Lay a broadcast whose copies are all known; returns its mailing id, to be opened.

    Waits for each page, as `forget_all` does: from an event loop, run it in a thread.
    """
    mailing = store.write_now(lay, kind, list_id, now)
    try:
        store.write_now(lay_renditions, mailing, renditions)
        for first in range(0, len(copies), PAGE):
            page = copies[first : first + PAGE]
            store.write_now(lay_copies, mailing, page, now)
    except BaseException:
        forget_all(store, mailing, now)
        raise
    return mailing


def forget_all(store: Store, mailing: int, now: float) -> None:
    """Take back a broadcast that is not to be opened."""
    while store.write_now(forget, mailing, now):
        pass
