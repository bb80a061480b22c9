"""Discussion summaries: drafts and what was published.

Owns `summary`. Publishing marks the archive and spools the mail in one transaction.
"""

from __future__ import annotations

import re

from listserv.model import Summary
from listserv.store import journal, laying, shelf
from listserv.store.base import Db, Row


def draft(
    db: Db, list_id: int, thread: int, language: str, title: str, text: str, now: float
) -> int:
    """Keep a draft; returns its id. A later draft of the same thread is another row."""
    cursor = db.execute(
        "INSERT INTO summary (list, thread, language, title, text, made) VALUES (?,?,?,?,?,?)",
        (list_id, thread, language, title, text, now),
    )
    return int(cursor.lastrowid or 0)


def revise(db: Db, summary_id: int, title: str, text: str, now: float) -> bool:
    """Replace a draft's words; False when it is published already or unknown."""
    return bool(
        db.execute(
            "UPDATE summary SET title=?, text=?, made=? WHERE id=? AND published IS NULL",
            (title, text, now, summary_id),
        ).rowcount
    )


def publish(
    db: Db,
    summary_id: int,
    permalink: str,
    mailing: int,
    now: float,
    text: str | None = None,
) -> bool:
    """Publish a draft, in other words where some are given: to the archive, and by the mailing laid
    for it. False: it was already."""
    changed = db.execute(
        "UPDATE summary SET published=?, permalink=?, text=coalesce(?, text)"
        " WHERE id=? AND published IS NULL",
        (now, permalink, text, summary_id),
    ).rowcount
    if not changed:
        return False
    row = db.row("SELECT list, thread FROM summary WHERE id=?", summary_id)
    assert row is not None  # noqa: S101 - updated just above
    shelf.mark(db, row["list"], row["thread"])
    copies = db.value("SELECT count(*) FROM delivery WHERE mailing=?", mailing)
    journal.note(db, "summary", summary_id, "published", f"{copies} copies", now)
    laying.open_mailing(db, mailing, now)
    return True


def get(db: Db, summary_id: int) -> Summary | None:
    row = db.row("SELECT * FROM summary WHERE id=?", summary_id)
    return _summary(row) if row else None


def every(db: Db, list_id: int) -> list[Summary]:
    """Published summaries of a list, newest first."""
    return [
        _summary(row)
        for row in db.rows(
            "SELECT * FROM summary WHERE list=? AND published IS NOT NULL"
            " ORDER BY published DESC, id DESC",
            list_id,
        )
    ]


def citing(db: Db, number: int) -> int:
    """How many published summaries of its thread name a post."""
    rows = db.rows(
        "SELECT text FROM summary WHERE published IS NOT NULL"
        " AND thread = (SELECT thread FROM post WHERE number = ?)",
        number,
    )
    named = re.compile(rf"(?<!\d){number}(?!\d)")
    return sum(bool(named.search(row["text"])) for row in rows)


def _summary(row: Row) -> Summary:
    return Summary(
        id=row["id"],
        list_id=row["list"],
        thread=row["thread"],
        language=row["language"],
        title=row["title"],
        text=row["text"],
        made=row["made"],
        published=row["published"],
        permalink=row["permalink"],
    )
