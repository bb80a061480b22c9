"""Redactions: every place where words of a post are kept, and how they are written anew.

Owns the list of those places: the mails of the post, of its thread and of whoever answered about
it or translated it; all versions, translations, subjects and notes; what was said in decisions and
journal; letters, copies, digests and summaries that were made of them. What is rewritten is written
in one transaction, or nothing is. The database file keeps nothing of what stood there before:
SQLite overwrites what is deleted, and the log of the last writes is emptied (store/base.py). What a
post is told apart by, its digests, stays. How often words stood somewhere is written down, never
the words. What somebody composes meanwhile of what stood there is not written, but composed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from listserv.model import Rendition
from listserv.store import decisions, journal, scrubbing, shelf
from listserv.store.base import Db

P = ParamSpec("P")
R = TypeVar("R")

_MOVING = ("post", "version", "translation", "decision", "summary")  # tables whose rows move
ERASE = "erase"  # a line of the book: somebody is being erased
MOST_TALK = 500  # latest mails between people and moderators that are looked into


@dataclass(frozen=True, slots=True)
class Places:
    """Where words of a post may stand; see `places`."""

    posts: tuple[int, ...] = ()  # and published summaries
    own: tuple[int, ...] = ()  # mails that the post itself came in, versions too
    mails: tuple[int, ...] = ()  # all others
    renditions: tuple[tuple[int, int], ...] = ()  # (mailing, n)
    threads: tuple[tuple[int, int], ...] = ()  # (list, thread) whose pages show it
    translations: tuple[int, ...] = ()  # that have a text


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
    nth: int  # of the words that it names for this post
    count: int  # places
    seen: Places
    texts: Sequence[tuple[Kept, str]] = ()
    mails: Mapping[int, bytes] = field(default_factory=dict)
    renditions: Mapping[tuple[int, int], Rendition] = field(default_factory=dict)


def places(db: Db, number: int, mail: int) -> Places:
    """All that may hold words of a post but `mail`, the one that says which.

    A post that came to two lists, came again, or was passed on, is the same post; what stands in
    its thread or answers it may quote it.
    """
    twins = _ids(db, _TWINS, number)
    if not twins:
        return Places()
    same = json.dumps(twins)
    posts = _ids(db, _POSTS, same)
    named = json.dumps(posts)
    own = _ids(db, f"{_MAILS_OF} ORDER BY 1", same)
    (since,) = _ids(db, _FIRST, json.dumps(own))
    mailings = _ids(db, _MAILINGS, named, since, named, named)
    mails = set(_ids(db, _MAILS_OF, named))
    mails.update(_ids(db, _ANSWERS, named, since, named, json.dumps(mailings), named, named, named))
    mails.update(_ids(db, _TALK, named, since, MOST_TALK))
    mails.update(_ids(db, _TRANSLATED, named))
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
        tuple(_ids(db, _TRANSLATIONS, named)),
    )


# The same mail; or one that the desk takes for its repetition, on whatever list: by its Message-ID
# and all that it says, or by that, its words and its author. The Message-ID alone is what somebody
# wrote, and half the site may share it. (The index of post.message_id begins with the list.)
_TWINS = """
WITH one AS (SELECT * FROM post WHERE number = ?)
SELECT number FROM post WHERE mail = (SELECT mail FROM one)
UNION SELECT number FROM post
    WHERE list IN (SELECT id FROM list)
    AND message_id = (SELECT message_id FROM one WHERE message_id != '')
    AND (digest = (SELECT digest FROM one WHERE digest != '')
        OR (text_digest, address) = (SELECT text_digest, address FROM one WHERE text_digest != ''))
ORDER BY 1
"""
# Twins, all of their threads, what answers any of these and is not out yet; and the summaries of
# these threads, which are translated as posts are.
_POSTS = """
WITH twin AS (SELECT * FROM post WHERE number IN (SELECT value FROM json_each(?))),
out AS MATERIALIZED (
    SELECT number, message_id FROM twin
    UNION SELECT post.number, post.message_id FROM post JOIN twin ON twin.list = post.list
        WHERE twin.thread != 0 AND post.thread = twin.thread
)
SELECT number FROM out
UNION SELECT number FROM post WHERE list IN (SELECT list FROM twin) AND (
    under IN (SELECT number FROM out) OR join_to IN (SELECT number FROM out)
    OR (refs != '[]' AND EXISTS (SELECT 1 FROM json_each(post.refs)
        WHERE value IN (SELECT message_id FROM out WHERE message_id != ''))))
UNION SELECT number FROM summary WHERE number IS NOT NULL
    AND thread IN (SELECT thread FROM twin WHERE thread != 0)
ORDER BY 1
"""
_FIRST = "SELECT min(received) FROM mail WHERE id IN (SELECT value FROM json_each(?))"
_IN_LISTS = "IN (SELECT list FROM post WHERE number IN (SELECT value FROM json_each(?)))"
_MAILS_OF = """
SELECT mail FROM post WHERE number IN (SELECT value FROM json_each(?1))
UNION SELECT mail FROM version WHERE mail != 0 AND post IN (SELECT value FROM json_each(?1))
"""
# Letters that asked somebody to translate one of these.
_TO_TRANSLATE = """
SELECT letter FROM assignment JOIN task ON task.id = assignment.task
WHERE post IN (SELECT value FROM json_each(?))
"""
# Copies of these posts; every letter, digest and summary since the first of them came.
_MAILINGS = f"""
SELECT id FROM mailing WHERE list {_IN_LISTS} AND created >= ? AND collapsed = 0
AND (kind != 'post' OR post IN (SELECT value FROM json_each(?)))
UNION {_TO_TRANSLATE} ORDER BY id
"""
# What came to a letter that showed one of these, to a return path, to the alias of an author, or as
# the answer to a question about one.
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
_TRANSLATED = """
SELECT mail FROM translation WHERE mail != 0 AND post IN (SELECT value FROM json_each(?))
"""
_TRANSLATIONS = """
SELECT id FROM translation WHERE text != '' AND post IN (SELECT value FROM json_each(?)) ORDER BY id
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
    ("translation", "text", ("id",), f"post {_OF_POSTS}", False),
    ("translation", "topic", ("id",), f"post {_OF_POSTS}", False),
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
    for table in _MOVING:
        scrubbing.around(db, table, written(made, table))
    for mail, raw in made.mails.items():
        forget(db, mail, raw)
    _rewrite(db, made.renditions)
    for list_id, thread in made.seen.threads:
        shelf.mark(db, list_id, thread)
    list_id = db.value("SELECT list FROM post WHERE number = ?", made.number)
    said = f"{made.count} places"
    done = {"mail": made.mail, "places": made.count, "nth": made.nth}
    decisions.remember(db, list_id, made.number, made.by, "redact", now, "", done, letter)
    journal.note(db, "post", made.number, "redacted", f"by person {made.by}: {said}", now)
    db.wipes = True
    return True


def written(made: Redaction, table: str) -> frozenset[int]:
    """The numbers of the rows of a table that are written anew."""
    rows = (kept.key[0] for kept, _ in made.texts if _TEXTS[kept.place][0] == table)
    return frozenset(rows)


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


def done_before(db: Db, number: int, mail: int, nth: int, letter: int) -> int:
    """In how many places this mail had its nth words taken out of a post already; 0: it had not.

    The letter that tells of it now is this one."""
    places = 0
    for one in decisions.of_post(db, number):
        if one.what == "redact" and (one.before["mail"], one.before.get("nth", nth)) == (mail, nth):
            places += one.before["places"]
            decisions.tell(db, one.id, letter)
    return places


# --- what is composed meanwhile -------------------------------------------------------------------


class LookAgainError(Exception):
    """What something was composed of, or decided on, has changed meanwhile: look again. Words were
    taken out that it may hold, or somebody is another person by now."""


def last(db: Db) -> int:
    """The last line of the book of decisions, to be read with, or before, what is composed of."""
    return int(db.value("SELECT max(id) FROM decision") or 0)


def since(db: Db, line: int, but: int = 0) -> bool:
    """Whether words or a person were taken out behind a line of the book, on whatever list: what
    was composed of what was read with it may hold them. `but` is the mail of a command that looked
    itself."""
    return bool(
        db.value(
            f"SELECT 1 FROM decision WHERE id > ? AND (what = '{ERASE}'"
            " OR (what = 'redact' AND (? = 0 OR json_extract(before, '$.mail') != ?)))",
            line,
            but,
            but,
        )
    )


def erased(db: Db, now: float) -> None:
    """Write the line of the book that says so of a person; only the last one tells anything."""
    db.execute("DELETE FROM decision WHERE what = ? AND list = 0", (ERASE,))
    decisions.remember(db, 0, 0, 0, ERASE, now)


def unless_since(
    db: Db, line: int, verb: Callable[Concatenate[Db, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """Run a verb that writes what was composed; raises LookAgainError, and nothing happened, where
    words were taken out behind a line of the book."""
    if since(db, line):
        raise LookAgainError
    return verb(db, *args, **kwargs)
