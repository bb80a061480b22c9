"""Redactions: every place where words of a post are kept, and how they are written anew.

Owns the list of those places: the mails of the post, of its thread and of whoever answered about
it; all versions, subjects and notes; what was said in decisions and journal; letters, copies,
digests and summaries that were made of them. What is rewritten is written in one transaction, or
nothing is. The database file keeps nothing of what stood there before: SQLite overwrites what is
deleted, and the log of the last writes is emptied (store/base.py). What a post is told apart by,
its digests, stays. How often words stood somewhere is written down, never the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from listserv.model import Rendition
from listserv.store import decisions, journal
from listserv.store.base import Db

AROUND = 100  # posts before and behind one whose row is written anew: more pages than it ever met
MOST_TALK = 500  # latest mails between people and moderators that are looked into


@dataclass(frozen=True, slots=True)
class Places:
    """Where words of a post may stand; see `places`."""

    posts: tuple[int, ...] = ()
    own: tuple[int, ...] = ()  # mails that the post itself came in, versions too
    mails: tuple[int, ...] = ()  # all others
    renditions: tuple[tuple[int, int], ...] = ()  # (mailing, n)
    threads: tuple[tuple[int, int], ...] = ()  # (list, thread) whose pages show it


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as a column keeps it."""

    place: int  # which of _TEXTS
    key: tuple[int, ...]
    text: str
    is_json: bool


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is written anew, and where: only what changed."""

    number: int
    by: int
    mail: int  # the moderator's, so that a second run knows the first
    count: int  # places
    seen: Places
    texts: Sequence[tuple[Kept, str]] = ()
    mails: Mapping[int, bytes] = field(default_factory=dict)
    renditions: Mapping[tuple[int, int], Rendition] = field(default_factory=dict)


def places(db: Db, number: int, mail: int) -> Places:
    """All that may hold words of a post but `mail`, the one that says which.

    A post that came to two lists, or was passed on, is the same post; what stands in its thread or
    answers it may quote it.
    """
    posts = _posts(db, number)
    if not posts:
        return Places()
    twins = _ids(db, _TWINS, number)
    named, same = json.dumps(posts), json.dumps(twins)
    own = _ids(db, f"{_MAILS_OF} ORDER BY 1", same)
    (since,) = _ids(db, _FIRST, json.dumps(own))
    mailings = _ids(db, _MAILINGS, named, since, named)
    mails = set(_ids(db, _MAILS_OF, named))
    mails.update(_ids(db, _ANSWERS, named, since, same, json.dumps(mailings), same, named, named))
    mails.update(_ids(db, _TALK, named, since, MOST_TALK))
    renditions = db.rows(
        "SELECT mailing, n FROM rendition WHERE mailing IN (SELECT value FROM json_each(?))"
        " ORDER BY mailing, n",
        json.dumps(mailings),
    )
    threads = db.rows(
        "SELECT DISTINCT list, thread FROM post WHERE thread != 0"
        " AND number IN (SELECT value FROM json_each(?)) ORDER BY list, thread",
        named,
    )
    return Places(
        tuple(posts),
        tuple(own),
        tuple(sorted(mails - set(own) - {mail})),
        tuple((row["mailing"], row["n"]) for row in renditions),
        tuple((row["list"], row["thread"]) for row in threads),
    )


def _posts(db: Db, number: int) -> list[int]:
    """The post, its twins, all of their threads, and what answers them and is not out yet."""
    return _ids(
        db,
        """
        WITH twin AS (SELECT * FROM post WHERE mail = (SELECT mail FROM post WHERE number = ?))
        SELECT number FROM twin
        UNION SELECT post.number FROM post JOIN twin ON twin.list = post.list
            WHERE twin.thread != 0 AND post.thread = twin.thread
        UNION SELECT post.number FROM post JOIN twin ON twin.list = post.list
            WHERE post.under = twin.number OR post.join_to = twin.number
            OR (twin.message_id != '' AND instr(post.refs, twin.message_id) > 0)
        ORDER BY 1
        """,
        number,
    )


_TWINS = "SELECT number FROM post WHERE mail = (SELECT mail FROM post WHERE number = ?)"
_FIRST = "SELECT min(received) FROM mail WHERE id IN (SELECT value FROM json_each(?))"
_IN_LISTS = "IN (SELECT list FROM post WHERE number IN (SELECT value FROM json_each(?)))"
_MAILS_OF = """
SELECT mail FROM post WHERE number IN (SELECT value FROM json_each(?1))
UNION SELECT mail FROM version WHERE mail != 0 AND post IN (SELECT value FROM json_each(?1))
"""
# Copies of these posts; every letter, digest and summary since the first of them came.
_MAILINGS = f"""
SELECT id FROM mailing WHERE list {_IN_LISTS} AND created >= ? AND collapsed = 0
AND (kind != 'post' OR post IN (SELECT value FROM json_each(?))) ORDER BY id
"""
# What came to a letter that showed the post, to a return path, to the alias of its author, or as
# the answer to a question about it.
_ANSWERS = f"""
WITH letter AS (
    SELECT mailing.id FROM mailing, json_each(shown) AS one
    WHERE list {_IN_LISTS} AND created >= ? AND shown != '[]'
    AND json_extract(one.value, '$[0]') IN (SELECT value FROM json_each(?))
    UNION SELECT value FROM json_each(?)
), question AS (
    SELECT id FROM confirmation WHERE kind IN ('ask', 'private')
    AND CAST(command AS INTEGER) IN (SELECT value FROM json_each(?))
)
SELECT mail FROM errand WHERE token IS NOT NULL AND CASE purpose
    WHEN 'confirm' THEN json_extract(token, '$[1]') IN (SELECT id FROM question)
    WHEN 'author' THEN json_extract(token, '$[1]') IN (SELECT value FROM json_each(?))
    ELSE json_extract(token, '$[2]') IN (
        SELECT id FROM letter
        UNION SELECT id FROM mailing WHERE post IN (SELECT value FROM json_each(?))) END
"""
_TALK = f"""
SELECT mail FROM errand JOIN mail ON mail.id = errand.mail
WHERE list {_IN_LISTS} AND purpose IN ('owner', 'moderators') AND received >= ?
ORDER BY errand.id DESC LIMIT ?
"""


def _ids(db: Db, sql: str, *values: object) -> list[int]:
    return [row[0] for row in db.execute(sql, values)]


# --- texts ----------------------------------------------------------------------------------------

# (table, column, its key, which rows, whether it holds JSON); `?` is the posts.
_OF_POSTS = "IN (SELECT value FROM json_each(?))"
_OF_THREADS = f"IN (SELECT thread FROM post WHERE thread != 0 AND number {_OF_POSTS})"
_TEXTS = (
    ("version", "text", ("post", "n"), f"post {_OF_POSTS}", False),
    *(
        ("post", column, ("number",), f"number {_OF_POSTS}", is_json)
        for column, is_json in (
            *(("subject", False), ("topic", False), ("detail", False)),
            *(("attachments", True), ("notes", True), ("patient", True)),
        )
    ),
    ("summary", "title", ("id",), f"thread {_OF_THREADS}", False),
    ("summary", "text", ("id",), f"thread {_OF_THREADS}", False),
    ("decision", "said", ("id",), f"post {_OF_POSTS}", False),
    ("decision", "before", ("id",), f"post {_OF_POSTS}", True),
    ("journal", "reason", ("id",), f"kind = 'post' AND ref {_OF_POSTS}", False),
)


def texts(db: Db, posts: Sequence[int]) -> list[Kept]:
    """Every text that is kept of these posts."""
    named = json.dumps(posts)
    return [
        Kept(place, tuple(row[:-1]), row[-1], is_json)
        for place, (table, column, key, which, is_json) in enumerate(_TEXTS)
        for row in db.execute(
            f"SELECT {', '.join(key)}, {column} FROM {table} WHERE {which} AND {column} != ''",
            (named,),
        )
    ]


# --- writing --------------------------------------------------------------------------------------


def redact(db: Db, made: Redaction, now: float, letter: int = 0) -> bool:
    """Write what was taken out of a post's places. False: there are others by now, look again."""
    if places(db, made.number, made.mail) != made.seen or not _as_read(db, made):
        return False
    for kept, text in made.texts:
        table, column, key, _, _ = _TEXTS[kept.place]
        where = " AND ".join(f"{name} = ?" for name in key)
        db.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", (text, *kept.key))
    _clear_around(db, {kept.key[0] for kept, _ in made.texts if _TEXTS[kept.place][0] == "post"})
    for mail, raw in made.mails.items():
        forget(db, mail, raw)
    _rewrite(db, made.renditions)
    for list_id, thread in made.seen.threads:
        db.execute("INSERT INTO archive_mark (list, thread) VALUES (?, ?)", (list_id, thread))
    list_id = db.value("SELECT list FROM post WHERE number = ?", made.number)
    said = f"{made.count} places"
    done = {"mail": made.mail, "places": made.count}
    decisions.remember(db, list_id, made.number, made.by, "redact", now, "", done, letter)
    journal.note(db, "post", made.number, "redacted", f"by person {made.by}: {said}", now)
    db.wipes = True
    db.hint("shelf")
    return True


def _clear_around(db: Db, numbers: Iterable[int]) -> None:
    """Write the rows around these posts anew, on pages of their own.

    Rows of posts grow as they go their way, and SQLite then moves them between neighbouring pages:
    a page may keep a copy of a row that has left it. A page that loses all of its rows is cleared.
    """
    done = 0
    for number in sorted(numbers):
        if done and number <= done + AROUND // 2:
            continue
        done = number
        near = (number - AROUND, number + AROUND)
        rows = db.execute("SELECT * FROM post WHERE number BETWEEN ? AND ?", near).fetchall()
        db.execute("PRAGMA defer_foreign_keys=ON")  # until the end of this transaction
        db.execute("DELETE FROM post WHERE number BETWEEN ? AND ?", near)
        db.many(f"INSERT INTO post VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _as_read(db: Db, made: Redaction) -> bool:
    """Whether the texts are what they were: somebody may have edited one meanwhile."""
    current = {(one.place, one.key): one.text for one in texts(db, made.seen.posts)}
    return all(current.get((kept.place, kept.key)) == kept.text for kept, _ in made.texts)


def forget(db: Db, mail: int, raw: bytes) -> None:
    """Write a mail anew, without words that stood in it."""
    db.execute("UPDATE mail SET raw = ?, size = ? WHERE id = ?", (raw, len(raw), mail))
    db.wipes = True


def _rewrite(db: Db, renditions: Mapping[tuple[int, int], Rendition]) -> None:
    """What copies are made from; the road reads it again."""
    db.many(
        "UPDATE rendition SET head = ?, body = ? WHERE mailing = ? AND n = ?",
        ((made.head, made.body, *key) for key, made in renditions.items()),
    )
    _made_anew(db, {mailing for mailing, _ in renditions})


def _made_anew(db: Db, mailings: Iterable[int]) -> None:
    db.many(
        "UPDATE mailing SET rewritten = rewritten + 1 WHERE id = ?", ((one,) for one in mailings)
    )


def done_before(db: Db, number: int, mail: int) -> int:
    """In how many places this mail had words taken out of a post already; 0: it had not."""
    entries = decisions.of_post(db, number)
    found = [one.before for one in entries if one.what == "redact"]
    return sum(one["places"] for one in found if one["mail"] == mail)


def since(db: Db, list_id: int, at: float) -> bool:
    """Whether words were taken out on a list since then: what was composed before may hold them."""
    return bool(
        db.value(
            "SELECT 1 FROM decision WHERE list = ? AND at >= ? AND what = 'redact'", list_id, at
        )
    )
