"""What the archive is made from, and which pages are out of date.

Owns `archive_mark`, and the places of posts in threads once they are published. The archive
itself is derived: every page can be made again from here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from listserv.model import Envelope, Person, Post, Reading, State
from listserv.store import journal, posts, spool
from listserv.store.base import Db
from listserv.text import threads as threading

MOST_CITED = 12  # ids of one post that are looked for in others: each costs a scan


@dataclass(frozen=True, slots=True)
class ImportedPost:
    """A post that came from a file of history, read and ready to be kept."""

    raw: bytes
    reading: Reading
    author: Person | None
    topic: str
    sent: float  # the date to believe, which is its date of publication too
    permalink: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A line of a list's index."""

    number: int
    topic: str
    posts: int
    first: float  # published
    last: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A thread whose pages are out of date. A thread may have several: each is one change."""

    id: int
    list_id: int
    thread: int


def marks(db: Db, limit: int = 500) -> list[Mark]:
    """What is out of date, oldest first."""
    return [
        Mark(row["id"], row["list"], row["thread"])
        for row in db.rows("SELECT id, list, thread FROM archive_mark ORDER BY id LIMIT ?", limit)
    ]


def mark(db: Db, list_id: int, thread: int) -> None:
    """The pages of a thread are to be written again."""
    db.execute("INSERT INTO archive_mark (list, thread) VALUES (?, ?)", (list_id, thread))
    db.hint("shelf")


def mark_all(db: Db, list_id: int) -> None:
    """Every thread of a list is to be made again."""
    db.execute(
        "INSERT INTO archive_mark (list, thread)"
        " SELECT DISTINCT list, thread FROM post WHERE list = ? AND thread != 0",
        (list_id,),
    )
    db.hint("shelf")


def clear(db: Db, done: Iterable[Mark]) -> None:
    """These changes are on the pages; one that came meanwhile has a mark of its own."""
    db.many("DELETE FROM archive_mark WHERE id = ?", ((mark.id,) for mark in done))


def threads(db: Db, list_id: int) -> list[Thread]:
    """All threads of a list; the topic is that of the first post that is there."""
    return [
        Thread(**row)
        for row in db.rows(
            """
            SELECT place.thread AS number, opening.topic AS topic, posts, first, last
            FROM (SELECT thread, count(*) AS posts, min(published) AS first,
                         max(published) AS last, min(position << 32 | number) AS opens
                  FROM post WHERE list = ? AND thread != 0 AND published IS NOT NULL
                  GROUP BY thread) AS place
            JOIN post AS opening ON opening.number = opens & 0xffffffff
            ORDER BY first, place.thread
            """,
            list_id,
        )
    ]


def thread_posts(db: Db, list_id: int, thread: int) -> list[Post]:
    """The published posts of one thread, in order."""
    return posts.where(
        db,
        "post.list = ? AND post.thread = ? AND published IS NOT NULL ORDER BY position, number",
        list_id,
        thread,
    )


def published(db: Db, list_id: int) -> list[Post]:
    """All published posts of a list, by thread and position. Large: one list in memory."""
    return posts.where(
        db,
        "post.list = ? AND post.thread != 0 AND published IS NOT NULL"
        " ORDER BY post.thread, position, number",
        list_id,
    )


# --- places in threads ---


def by_message_ids(db: Db, list_id: int, message_ids: Sequence[str]) -> dict[str, threading.Known]:
    """Published posts with these ids; of an id used twice the first post."""
    marks_ = ",".join("?" * len(message_ids))
    return {
        row["message_id"]: threading.Known(row["number"], row["thread"])
        for row in db.rows(
            f"""
            SELECT min(number) AS number, thread, message_id FROM post
            WHERE list = ? AND message_id IN ({marks_}) AND thread != 0
            GROUP BY message_id
            """,
            list_id,
            *message_ids,
        )
    }


def citing(db: Db, list_id: int, references: Sequence[str]) -> dict[str, int]:
    """Threads of published posts that cite one of these ids themselves, by id.

    For an answer whose parent never arrived: its siblings cite the same missing post. What is cited
    in several threads is a digest, and says nothing.
    """
    found = {}
    for reference in references[:MOST_CITED]:
        rows = db.rows(
            "SELECT DISTINCT thread FROM post WHERE list = ? AND thread != 0"
            " AND instr(refs, ?) > 0 LIMIT 2",
            list_id,
            json.dumps(reference),
        )
        if len(rows) == 1:
            found[reference] = int(rows[0]["thread"])
    return found


def by_number(db: Db, list_id: int, number: int) -> threading.Known | None:
    row = db.row(
        "SELECT number, thread FROM post WHERE list = ? AND number = ? AND thread != 0",
        list_id,
        number,
    )
    return threading.Known(row["number"], row["thread"]) if row else None


def active_topics(db: Db, list_id: int, since: float) -> list[tuple[str, threading.Known]]:
    """Topics published since then with their latest post, newest first."""
    return [
        (row["topic"], threading.Known(row["number"], row["thread"]))
        for row in db.rows(
            "SELECT topic, number, thread FROM post WHERE list = ? AND published > ?"
            " AND thread != 0 ORDER BY published DESC, number DESC",
            list_id,
            since,
        )
    ]


def topic_of_thread(db: Db, list_id: int, number: int) -> str | None:
    """The topic of the thread that a published post of a list stands in; None for another post."""
    found = db.value(
        "SELECT opening.topic FROM post JOIN post AS opening"
        " ON opening.list = post.list AND opening.thread = post.thread"
        " WHERE post.number = ? AND post.list = ? AND post.published IS NOT NULL"
        " AND opening.published IS NOT NULL ORDER BY opening.position, opening.number LIMIT 1",
        number,
        list_id,
    )
    return None if found is None else str(found)


def last_position(db: Db, list_id: int, thread: int) -> int:
    """The highest position given in a thread; 0 when there is none."""
    return int(
        db.value(
            "SELECT coalesce(max(position), 0) FROM post WHERE list = ? AND thread = ?",
            list_id,
            thread,
        )
    )


def permalink_taken(db: Db, list_id: int, permalink: str) -> bool:
    return bool(db.value("SELECT 1 FROM post WHERE list = ? AND permalink = ?", list_id, permalink))


# --- history ---


def nodes(db: Db, list_id: int) -> list[threading.Node]:
    """All published posts of a list, as threading reads them."""
    return [
        threading.Node(
            row["number"],
            row["message_id"],
            tuple(json.loads(row["refs"])),
            row["subject"],
            row["sent"],
        )
        for row in db.rows(
            "SELECT number, message_id, refs, subject, sent FROM post"
            " WHERE list = ? AND published IS NOT NULL ORDER BY number",
            list_id,
        )
    ]


def digests(db: Db, list_id: int) -> set[tuple[str, str]]:
    """(Message-ID, digest) of every post of a list: what an import must not repeat."""
    return {
        (row["message_id"], row["digest"])
        for row in db.rows("SELECT message_id, digest FROM post WHERE list = ?", list_id)
    }


def permalinks(db: Db, list_id: int) -> set[str]:
    return {
        row["permalink"]
        for row in db.rows("SELECT permalink FROM post WHERE list=? AND permalink!=''", list_id)
    }


def import_posts(db: Db, list_id: int, rows: Sequence[ImportedPost], now: float) -> tuple[int, ...]:
    """Keep posts of history as done; returns their numbers. They are placed afterwards."""
    return tuple(_import(db, list_id, row, now) for row in rows)


def _import(db: Db, list_id: int, row: ImportedPost, now: float) -> int:
    reading = row.reading
    values = spool.read_columns(reading) | {
        "mail": spool.keep(db, Envelope("", (), "import", True, now), row.raw),
        "list": list_id,
        "state": State.DONE.value,
        "person": row.author.id if row.author else 0,
        "author": reading.from_name or (row.author.name if row.author else ""),
        "topic": row.topic,
        "sent": row.sent,
        "version": 1,
        "noticed": now,
        "decided": now,
        "published": row.sent,
        "permalink": row.permalink,
    }
    cursor = db.execute(
        f"INSERT INTO post ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )
    number = int(cursor.lastrowid or 0)
    spool.new_version(db, number, 1, reading.clean, 0, "imported", now)
    journal.note(db, "post", number, "imported", "", now)
    return number


def place(db: Db, list_id: int, places: Mapping[int, threading.Place]) -> None:
    """Write the places of posts, by number; mark the threads they join and those they leave."""
    touched = {at.thread for at in places.values()}
    for row in db.rows("SELECT number, thread FROM post WHERE list = ? AND thread != 0", list_id):
        if row["number"] in places and places[row["number"]].thread != row["thread"]:
            touched.add(row["thread"])
    db.many(
        "UPDATE post SET thread = ?, parent = ?, position = ? WHERE number = ?",
        ((at.thread, at.parent, at.position, number) for number, at in places.items()),
    )
    for thread in sorted(touched):
        mark(db, list_id, thread)
