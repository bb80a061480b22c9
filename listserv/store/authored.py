"""Posts as their authors ask for them: the last one of a person, or one of hers by its number.

Owns nothing. A post is hers when the desk knew her for its author, at any of her addresses. While
she is asked about one, its moderators may have stopped the list, its thread, or her.
"""

from __future__ import annotations

import json

from listserv.model import Post, Standing
from listserv.store import lately, lists, posts, standings
from listserv.store.base import Db
from listserv.text.threads import Known


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
