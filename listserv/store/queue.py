"""The queue: the ledger as the postmaster sees it, and what becomes of it when it is old.

Owns `mailing.counts`, the end of the ledger's rows, and the postmaster's word that what waits is
due now. What waits is counted from the open rows; a fortnight after its end a mailing shrinks to a
row of counts, for a busy site would grow by millions of rows a month. A crash between two pages of
that leaves some of it for the next time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.store import laying, ledger
from listserv.store.base import Db, Row
from listserv.text.dates import DAY

FORTNIGHT = 14 * DAY
HOUR = 3600.0


def counts(db: Db) -> dict[str, int]:
    """Deliveries of the last fortnight by state."""
    return {
        row["state"]: row["n"]
        for row in db.rows(
            "SELECT state, count(*) AS n FROM delivery GROUP BY state ORDER BY state"
        )
    }


def waiting(db: Db) -> int:
    """Deliveries that are due or being tried; what is still being laid is none."""
    due = db.value(
        "SELECT count(*) FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE mailing.due IS NOT NULL AND state = 'due'"
    )
    return int(due + db.value("SELECT count(*) FROM delivery WHERE state = 'trying'"))


_OPEN_ROWS = """
SELECT delivery.id, mailing, kind, list.name AS list, mailing.created, state, tries, delivery.due,
       reply,
       CASE delivery.address WHEN '' THEN coalesce(address.address, 'nobody any more')
            ELSE delivery.address END AS address
FROM mailing JOIN delivery ON delivery.mailing = mailing.id
LEFT JOIN address ON address.person = delivery.person AND main = 1
LEFT JOIN list ON list.id = mailing.list
WHERE finished IS NULL AND laid = 0 AND state IN ('due', 'trying')
"""


def oldest(db: Db, limit: int) -> list[Row]:
    """The deliveries that have waited longest, with the peer's last words."""
    return db.rows(f"{_OPEN_ROWS} ORDER BY mailing.id, delivery.id LIMIT ?", limit)


def among(db: Db, ids: Sequence[int]) -> list[Row]:
    """Those of these deliveries that wait or are being tried."""
    wanted = "AND delivery.id IN (SELECT value FROM json_each(?)) ORDER BY delivery.id"
    return db.rows(f"{_OPEN_ROWS} {wanted}", json.dumps(list(ids)))


def of_mailing(db: Db, mailing: int) -> Row | None:
    """A mailing, and in `counts` its deliveries by state, also when their rows are gone."""
    row = db.row(
        "SELECT mailing.id AS mailing, kind, list.name AS list, post, mailing.created, finished,"
        " counts FROM mailing LEFT JOIN list ON list.id = mailing.list WHERE mailing.id = ?",
        mailing,
    )
    if row is None:
        return None
    kept = row["counts"]
    return {**row, "counts": json.loads(kept) if kept else _by_state(db, mailing)}


def _by_state(db: Db, mailing: int) -> dict[str, int]:
    return dict(
        db.execute(
            "SELECT state, count(*) FROM delivery WHERE mailing=? GROUP BY state", (mailing,)
        ).fetchall()
    )


def kept_back(db: Db) -> Row:
    """What the rates of recipient domains keep back: `copies`, and when the `last` has its turn."""
    (row,) = db.rows(
        "SELECT count(*) AS copies, max(delivery.due) AS last"
        " FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE finished IS NULL AND state = 'due' AND reply = ?",
        ledger.QUOTA,
    )
    return row


def retry_now(db: Db, now: float, ids: Sequence[int] | None = None) -> int:
    """What waits for its hour, or these of it, is due now; returns how many."""
    wanted = "" if ids is None else " AND id IN (SELECT value FROM json_each(?2))"
    rows = db.rows(
        "UPDATE delivery SET due=?1 WHERE state='due' AND due > ?1" + wanted + " RETURNING mailing",
        now,
        *(() if ids is None else (json.dumps(list(ids)),)),
    )
    for mailing in {row["mailing"] for row in rows}:
        db.execute("UPDATE mailing SET due=? WHERE id=? AND laid=0", (now, mailing))
    db.hint("road")
    return len(rows)


def drop(db: Db, ids: Sequence[int], now: float) -> int:
    """Withdraw copies that wait, on the postmaster's word; returns how many."""
    return ledger.withdraw(db, ids, "dropped by the postmaster", now)


def drop_mailing(db: Db, mailing: int, now: float) -> int:
    """The same for all that waits of one mailing."""
    rows = db.rows(
        "SELECT delivery.id FROM delivery JOIN mailing ON mailing.id = mailing"
        " WHERE mailing = ? AND state = 'due' AND laid = 0",
        mailing,
    )
    return drop(db, [row["id"] for row in rows], now)


def abandoned(db: Db, now: float) -> int | None:
    """A mailing that somebody began to lay an hour ago and never opened."""
    found: int | None = db.value(
        "SELECT id FROM mailing WHERE laid = 1 AND finished IS NULL AND created < ? LIMIT 1",
        now - HOUR,
    )
    return found


def is_old(db: Db, now: float) -> bool:
    """Is there a mailing to collapse?"""
    return bool(db.value(f"SELECT EXISTS ({_OLD})", now - FORTNIGHT))


_OLD = "SELECT id FROM mailing WHERE collapsed = 0 AND finished < ? LIMIT 1"


def collapse(db: Db, now: float) -> bool:
    """Make a mailing that ended a fortnight ago a row of counts, a page at a time.

    True: there is more to do. What a letter showed and asked stays: its answer may come late.
    """
    row = db.row(_OLD, now - FORTNIGHT)
    if row is None:
        return False
    collapse_one(db, row["id"])
    return True


def collapse_one(db: Db, mailing: int) -> bool:
    """Make a page of a mailing's rows counts, and at last what its copies are made from; True:
    there is more of it."""
    if not db.value("SELECT counts FROM mailing WHERE id=?", mailing):
        states = json.dumps(_by_state(db, mailing))
        db.execute("UPDATE mailing SET counts=? WHERE id=?", (states, mailing))
    gone = db.execute(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE mailing=? LIMIT ?)",
        (mailing, laying.PAGE),
    ).rowcount
    if gone == laying.PAGE:
        return True
    db.execute("DELETE FROM rendition WHERE mailing=?", (mailing,))
    db.execute("UPDATE mailing SET collapsed=1 WHERE id=?", (mailing,))
    return False
