"""Laying a broadcast page by page, so that no fan-out keeps the door waiting.

Owns the rhythm only: each page is a transaction of its own, and between two of them the writer
takes whatever else waits. The rows are the ledger's; who opens the mailing does so in the
transaction that publishes what it carries. A crash on the way leaves a mailing that was never
opened, which the next start forgets.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import Copy, Rendition
from listserv.store import ledger
from listserv.store.base import Db, Store


def lay(
    store: Store,
    kind: str,
    list_id: int,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
) -> int:
    """Lay a broadcast whose copies are all known; returns its mailing id, to be opened.

    Waits for each page, as `forget` does: from an event loop, run it in a thread.
    """
    mailing = store.write_now(ledger.lay, kind, list_id, now)
    try:
        store.write_now(ledger.lay_renditions, mailing, renditions)
        for first in range(0, len(copies), ledger.PAGE):
            page = copies[first : first + ledger.PAGE]
            store.write_now(ledger.lay_copies, mailing, page, now)
    except BaseException:
        forget(store, mailing, now)
        raise
    return mailing


def forget(store: Store, mailing: int, now: float) -> None:
    """Take back a broadcast that is not to be opened."""
    while store.write_now(ledger.forget, mailing, now):
        pass


def lay_page(
    db: Db,
    mailing: int,
    renditions: Sequence[Rendition],
    first: int,
    copies: Sequence[Copy],
    now: float,
) -> None:
    """One page, with the renditions that its copies are the first to need, from number `first`."""
    ledger.lay_renditions(db, mailing, renditions, first)
    ledger.lay_copies(db, mailing, copies, now)
