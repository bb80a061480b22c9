"""The thread that a post joins, and what is called how there.

Owns nothing: it looks among published posts for what a new one answers. Headers are believed first,
then words; what is not sure begins a thread of its own, and a moderator can say better.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import Post, Reading, Sort
from listserv.store import shelf
from listserv.store.base import Db
from listserv.text import excerpts, naming, subject, threads

MOST_NAMES = 100  # of a thread's posts that the next one may share
MOST_QUOTED = 400  # latest posts that a quotation is looked for in


def under(db: Db, post: Post, now: float) -> tuple[int, int]:
    """(thread, parent) of a post that is not published yet; parent 0 is unknown.

    Where a moderator said so, there. Else under the post that its address or its quotation names,
    else the nearest published post that it cites, else by its subject, else with those that cite
    the same missing post. All answers to the items of one digest cite the digest, which is no post:
    only their addresses, their words and their subjects say what they mean.
    """
    if post.join_to is not None:
        named = shelf.by_number(db, post.list_id, post.join_to) if post.join_to else None
        return (named.thread, named.number) if named else (post.number, 0)
    if post.parent and (named := shelf.by_number(db, post.list_id, post.parent)):
        return named.thread, named.number
    known = shelf.by_message_ids(db, post.list_id, post.references)
    cited = {} if known else shelf.citing(db, post.list_id, post.references)
    thread, parent = threads.place_one(post.number, post.references, known, cited)
    if parent and _turns_away(db, post, thread):
        thread, parent = post.number, 0
    if thread == post.number or (not parent and _strange(db, post, thread)):
        return by_subject(db, post.list_id, post.topic, post.subject, now) or thread, parent
    return thread, parent


def _turns_away(db: Db, post: Post, thread: int) -> bool:
    """Whether somebody pressed Reply only to begin a new message."""
    return naming.turns_away(
        subject.read(post.topic),
        subject.read(post.subject),
        [subject.read(topic) for topic in topics_of(db, post.list_id, thread)],
        quotes=post.removed.quoted_lines > 0 or "\n>" in f"\n{post.text}",
    )


def _strange(db: Db, post: Post, thread: int) -> bool:
    """Whether nothing in a thread is called as this post is."""
    own = subject.topic_key(post.topic)
    topics = topics_of(db, post.list_id, thread)
    return bool(own) and all(subject.topic_key(topic) != own for topic in topics)


def by_subject(db: Db, list_id: int, topic: str, typed: str, now: float) -> int:
    """An answer without references joins its topic's thread; which post it means is unknown.

    So does a post to which a moderator gave a thread's subject, and one that names a topic of a
    planned discussion. `topic` is its subject as it would be published, `typed` as it came; 0 is no
    thread.
    """
    own, heard = subject.topic_key(topic), subject.topic_key(typed)
    planned = bool(subject.read(topic).prefix)
    keys = {own} if planned or own != heard else set()
    if subject.is_reply(typed) and not planned:
        keys = {own, heard}
    keys.discard("")
    active = shelf.active_topics(db, list_id, now - threads.SUBJECT_SECONDS) if keys else []
    return next((known.thread for called, known in active if subject.topic_key(called) in keys), 0)


def answered(db: Db, list_id: int, reading: Reading, now: float) -> int:
    """The number of the post that an answer quotes, where it cites none that we have; 0: none."""
    if not subject.is_reply(reading.subject) and subject.read(reading.subject).title:
        return 0
    cited = threads.ancestry(reading.references, reading.in_reply_to)
    words = excerpts.quotation(reading.text, reading.clean)
    if not words.strip() or shelf.by_message_ids(db, list_id, cited):
        return 0
    lately = (
        excerpts.Source(row["number"], row["thread"], row["text"])
        for row in db.rows(
            "SELECT number, thread, text FROM post"
            " JOIN version ON version.post = number AND version.n = version"
            " WHERE list = ? AND published > ? ORDER BY published DESC, number DESC LIMIT ?",
            list_id,
            now - threads.SUBJECT_SECONDS,
            MOST_QUOTED,
        )
    )
    return excerpts.source(words, lately)


def topic_answered(db: Db, list_id: int, number: int, cited: Sequence[str]) -> str:
    """What the published post is called that has this number, or is the nearest of those cited."""
    known = shelf.by_message_ids(db, list_id, cited)
    nearest = next((known[one].number for one in reversed(cited) if one in known), 0)
    return str(
        db.value(
            "SELECT topic FROM post WHERE list = ? AND number = ? AND thread != 0",
            list_id,
            number or nearest,
        )
        or ""
    )


def kind_of(db: Db, list_id: int, thread: int) -> Sort:
    """What a thread's first post is, as a moderator said; ordinary where it was taken back."""
    found = db.value(
        "SELECT kind FROM post WHERE list = ? AND number = ? AND published IS NOT NULL",
        list_id,
        thread,
    )
    return Sort(found or "")


def topics_of(db: Db, list_id: int, thread: int) -> list[str]:
    """What the posts of a thread are called, each name once, the first post's first.

    Of very many the first and the last: in a planned discussion each post has a name of its own.
    """
    rows = db.rows(
        "SELECT topic FROM post WHERE list = ? AND thread = ? AND thread != 0"
        " GROUP BY topic ORDER BY min(position), min(number)",
        list_id,
        thread,
    )
    return [str(row["topic"]) for row in (*rows[:1], *rows[1:][-MOST_NAMES:])]


def was_called(db: Db, list_id: int, key: str) -> bool:
    """Whether a thread of a list ever had a topic with this key, however long ago."""
    rows = db.rows("SELECT DISTINCT topic FROM post WHERE list = ? AND thread != 0", list_id)
    return any(subject.topic_key(row["topic"]) == key for row in rows)


def last_count(db: Db, list_id: int, prefix: str) -> int:
    """The count of the last post of a planned discussion; 0 where there is none."""
    rows = db.rows(
        """
        SELECT topic FROM (SELECT topic FROM post WHERE list = ?1 AND published IS NOT NULL
                           AND topic LIKE ?2 ORDER BY published DESC LIMIT 1)
        UNION ALL
        SELECT topic FROM post WHERE list = ?1 AND recalled IS NOT NULL AND topic LIKE ?2
        """,
        list_id,
        f"{prefix} (%",
    )
    return max((subject.read(row["topic"]).count for row in rows), default=0)
