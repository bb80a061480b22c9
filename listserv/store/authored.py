"""Posts as their authors ask for them: the last one of a person, or one of hers by its number.

Owns nothing. A post is hers when the desk knew her for its author, at any of her addresses. While
she is asked about one, its moderators may have stopped the list, its thread, or her.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from listserv.model import Post, Standing
from listserv.store import lately, lists, posts, standings
from listserv.store.base import Db
from listserv.text import ours
from listserv.text.threads import Known

_IN_REPLY_TO = re.compile(rb"^In-Reply-To:\s{1,9}<([^<>\s]{1,900})>", re.I | re.M)

ANSWER = "answer"  # what makes a version with her answer below the text, or above her name
WITHDRAWN = "withdrawn"  # why a post is refused that its author took back


def post(db: Db, person_id: int, list_id: int, number: int = 0) -> Post | None:
    """One of her posts: by its number, else the last that she sent; `list_id` 0 is any list.

    None where there is none, and for the number of a post of somebody else. What a robot sent in
    her name, and what never was a post, is no answer to "where is my message?".
    """
    condition = "post.person = ? AND post.person != 0 AND (post.list = ? OR ? = 0)"
    values: tuple[object, ...] = (person_id, list_id, list_id)
    if number:
        condition += " AND number = ?"
        values += (number,)
    else:
        condition += " AND state NOT IN ('dropped', 'received')"
    found = posts.where(db, f"{condition} ORDER BY number DESC LIMIT 1", *values)
    return found[0] if found else None


def recent(db: Db, person_id: int, list_id: int, most: int) -> list[Post]:
    """Her last posts that she may still take back, the newest first; `list_id` 0 is any list."""
    found = posts.where(
        db,
        "post.person = ? AND post.person != 0 AND (post.list = ? OR ? = 0)"
        " AND state IN ('held', 'approved', 'out', 'done') ORDER BY number DESC LIMIT ?",
        person_id,
        list_id,
        list_id,
        4 * most,
    )
    return [one for one in found if not one.author_took_it_back][:most]


def question(db: Db, number: int) -> tuple[int, str]:
    """(who asked, what) of the last question to the author of a post; (0, "") for none."""
    row = db.row(
        "SELECT by, said FROM decision WHERE post = ? AND what = 'ask' AND undone IS NULL"
        " ORDER BY id DESC LIMIT 1",
        number,
    )
    return (row["by"], row["said"]) if row else (0, "")


def before_answer(db: Db, number: int, version: int) -> str | None:
    """The text that a version put its author's answer into; None where it is no such version."""
    if db.value("SELECT why FROM version WHERE post = ? AND n = ?", number, version) != ANSWER:
        return None
    text: str | None = db.value(
        "SELECT text FROM decision JOIN version ON version.post = decision.post"
        " AND n = json_extract(before, '$.version')"
        " WHERE decision.post = ? AND what = ? AND undone IS NULL"
        " ORDER BY decision.id DESC LIMIT 1",
        number,
        ANSWER,
    )
    return text


def for_all(db: Db, number: int) -> bool:
    """Whether the author of a post said that it is for everyone, when it looked private."""
    return bool(
        db.value(
            "SELECT 1 FROM decision WHERE post = ? AND what = 'audience' AND undone IS NULL", number
        )
    )


def about(db: Db, list_id: int, message_ids: Sequence[str], domain: str) -> tuple[int, str]:
    """(number, topic) of the post of a list that a mail is about; (0, "") for none.

    `message_ids` are those that it cites, the oldest first. A letter of ours that answered a post
    has the post's own id in its head.
    """
    ids = [*message_ids, *_answered_by(db, ours.letters_named(message_ids[::-1], domain))]
    for one in reversed(ids):
        row = db.row(
            "SELECT number, topic FROM post WHERE list = ? AND message_id = ?"
            " ORDER BY number LIMIT 1",
            list_id,
            one,
        )
        if row:
            return row["number"], row["topic"]
    return 0, ""


def _answered_by(db: Db, letters: Sequence[int]) -> list[str]:
    """The Message-IDs that letters of ours answered."""
    heads = (db.value("SELECT head FROM rendition WHERE mailing = ?", one) for one in letters)
    found = [_IN_REPLY_TO.search(bytes(head)) for head in heads if head]
    return [one[1].decode("ascii", "replace") for one in found if one]


def taken_back(db: Db, number: int) -> bool:
    """Whether the author of a post took it back before it was out."""
    said = db.value(
        "SELECT said FROM decision WHERE post = ? AND undone IS NULL ORDER BY id DESC LIMIT 1",
        number,
    )
    return bool(said == WITHDRAWN)


def is_author(db: Db, number: int, person_id: int, address: str) -> bool:
    """Whether somebody wrote a post: a person we know, or whoever wrote from its address."""
    row = db.row("SELECT person, address FROM post WHERE number = ?", number)
    if row is None:
        return False
    return bool(person_id and row["person"] == person_id) or row["address"] == address


def answered_author(db: Db, number: int) -> tuple[int, str]:
    """(number, author's name) of the post that an unpublished one answers; (0, "") for none."""
    answered = _answered(db, number)
    if answered is None:
        return 0, ""
    author = db.value("SELECT author FROM post WHERE number = ?", answered.number)
    return answered.number, author


def _answered(db: Db, number: int) -> Known | None:
    """The post that another answers, found as the desk found it."""
    row = db.row("SELECT list, under, refs FROM post WHERE number = ?", number)
    return lately.above(db, row["list"], row["under"], json.loads(row["refs"])) if row else None


def stopped_since(db: Db, post: Post, now: float) -> tuple[str, ...]:
    """Why a post that the desk would have let out waits now: codes of the desk's rules."""
    about = lists.by_id(db, post.list_id)
    standing = standings.standing(db, post.list_id, post.person_id)
    answered = _answered(db, post.number)
    thread = standings.thread_rule(db, post.list_id, answered.thread) if answered else None
    reasons = []
    if about is None or about.policy.emergency:
        reasons.append("emergency")
    if standing in (Standing.WATCHED, Standing.BANNED):
        reasons.append(standing.value)
    if thread and (thread.closed_until or 0.0) > now:
        reasons.append("closed")
    return tuple(reasons)
