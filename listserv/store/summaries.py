"""Discussion summaries: drafts and what was published.

Owns `summary`. Publishing marks the archive, spools the mail and asks for translations in one
transaction. A published summary has a number among those of posts; whoever translates or fetches it
is given it as if it were a post by its list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection

from listserv.model import Post, State, Summary
from listserv.model.translations import ASKED_FOR
from listserv.store import journal, laying, lists, shelf, spool, tasks
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
    wanted: Collection[str] = (),
) -> bool:
    """Publish a draft, in other words where some are given: to the archive, and by the mailing laid
    for it; people are asked to put it into the languages `wanted`. False: it was already."""
    changed = db.execute(
        "UPDATE summary SET published=?, permalink=?, text=coalesce(?, text)"
        " WHERE id=? AND published IS NULL",
        (now, permalink, text, summary_id),
    ).rowcount
    if not changed:
        return False
    number = _next_number(db)
    db.execute("UPDATE summary SET number=? WHERE id=?", (number, summary_id))
    row = db.row("SELECT list, thread, language FROM summary WHERE id=?", summary_id)
    assert row is not None  # noqa: S101 - updated just above
    shelf.mark(db, row["list"], row["thread"])
    copies = db.value("SELECT count(*) FROM delivery WHERE mailing=?", mailing)
    journal.note(db, "summary", summary_id, "published", f"{copies} copies", now)
    laying.open_mailing(db, mailing, now)
    tasks.ask(db, number, 1, row["language"], wanted, now + ASKED_FOR, now)
    return True


def _next_number(db: Db) -> int:
    """The number that the next post would have had."""
    return int(
        db.value("UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'post' RETURNING seq")
    )


def get(db: Db, summary_id: int) -> Summary | None:
    row = db.row("SELECT * FROM summary WHERE id=?", summary_id)
    return _summary(row) if row else None


def text(db: Db, number: int) -> Post | None:
    """What has this number: a post, or a published summary in the form of one. That is by its list,
    by no person and from no address, and has one version."""
    return spool.post(db, number) or _as_post(db, number)


def numbers(db: Db, ids: Collection[int]) -> list[int]:
    """Those of these summaries that are published."""
    rows = db.rows(
        "SELECT number FROM summary WHERE number IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?)) ORDER BY number",
        json.dumps(list(ids)),
    )
    return [row["number"] for row in rows]


def texts_before(db: Db, list_id: int, numbers: Collection[int], until: float) -> list[Post]:
    """Those of these numbers that are summaries of a list, published up to an instant; as posts."""
    found = (_as_post(db, number) for number in sorted(numbers))
    return [
        one for one in found if one and one.list_id == list_id and (one.published or 0.0) <= until
    ]


def _as_post(db: Db, number: int) -> Post | None:
    row = db.row("SELECT * FROM summary WHERE number = ?", number)
    about = lists.by_id(db, row["list"]) if row else None
    if row is None or about is None:
        return None
    return Post(
        number=number,
        list_id=about.id,
        state=State.DONE,
        received=row["published"],
        sent=row["published"],
        person_id=0,
        author=about.title,
        address="",
        country="",
        proof="",
        subject=row["title"],
        topic=row["title"],
        message_id="",
        references=(),
        language=row["language"],
        text=row["text"],
        version=1,
        published=row["published"],
        thread=row["thread"],
    )


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
        number=row["number"] or 0,
    )
