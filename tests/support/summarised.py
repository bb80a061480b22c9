"""Discussion summaries in a bare store, published without a mail."""

from __future__ import annotations

from listserv.store import laying, summaries
from listserv.store.base import Db, Store

TITLE, TEXT = "Zinc in short", "Amina gives 5 mg of zinc. Paul gives 10 mg."


def summarise(
    store: Store,
    list_id: int,
    thread: int,
    now: float,
    text: str = TEXT,
    wanted: tuple[str, ...] = ("fr",),
) -> int:
    """Publish the summary of a thread, in English; returns its number."""
    made = store.write_now(summaries.draft, list_id, thread, "en", TITLE, text, now)
    mailing = laying.lay_all(store, "summary", list_id, (), (), now)
    assert store.write_now(summaries.publish, made, f"summary-{made}", mailing, now, None, wanted)
    return store.read_now(_number, made)


def _number(db: Db, summary_id: int) -> int:
    return int(db.value("SELECT number FROM summary WHERE id = ?", summary_id))
