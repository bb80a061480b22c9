"""Translations that a moderator asks for when a post is on its way or out already.

Owns that decision and its way back. People are asked as for any other (store/tasks); what nobody
has taken when it is undone is wanted no more, and whoever has one of the texts keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.model.translations import ASKED_FOR, Manner, Requested
from listserv.store import decisions, journal, lists, posts, tasks, translations, volunteers
from listserv.store.base import Db
from listserv.store.decisions import Entry

WHAT = "translate"  # as of decisions.Entry


def look(db: Db, number: int, languages: Sequence[str]) -> Requested:
    """What comes of asking for a post in these languages."""
    post = posts.get(db, number)
    mailing_list = lists.by_id(db, post.list_id) if post else None
    if post is None or mailing_list is None or mailing_list.policy.translate == "off":
        return Requested(translates=False)
    if not post.spoken:
        return Requested(known=False)
    people = [one for one in translations.of_post(db, number) if one.manner is Manner.HUMAN]
    done = {*post.spoken, *(one.language for one in people)}
    waiting = {one.language for one in tasks.of_post(db, number)}
    offered = volunteers.of_list(db, post.list_id)
    able = {one.language for one in offered if one.source == post.spoken[0]}
    asked = tuple(one for one in languages if one not in done and one not in waiting)
    return Requested(
        asked,
        tuple(one for one in languages if one in waiting),
        tuple(one for one in languages if one in done),
        tuple(one for one in asked if one not in able),
    )


def ask(
    db: Db, number: int, languages: Sequence[str], by: int, now: float, letter: int = 0
) -> None:
    """Ask for those of them that are not there and not asked for yet; also again for what nobody
    did in time, or was taken back, and of whoever had it then."""
    post, wanted = posts.get(db, number), look(db, number, languages).asked
    if post is None or not wanted:
        return
    tasks.reopen(db, number, post.version, wanted)
    tasks.ask(db, number, post.version, post.spoken[0], wanted, now + ASKED_FOR, now)
    was, said = {"requested": list(wanted)}, " ".join(wanted)
    decisions.remember(db, post.list_id, number, by, WHAT, now, said, was, letter)


def take_back(db: Db, entry: Entry, by: int, now: float) -> None:
    """What an entry of the book asked for is wanted no more, but for what somebody has."""
    rows = db.rows(
        "UPDATE task SET ended = ?, outcome = 'dropped' WHERE post = ? AND ended IS NULL"
        " AND language IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM assignment AS has WHERE has.task = task.id"
        " AND has.ended IS NULL) RETURNING language",
        now,
        entry.post,
        json.dumps(entry.before["requested"]),
    )
    if rows:
        said = " ".join(row["language"] for row in rows)
        journal.note(db, "post", entry.post, "not to translate", f"{said}, by person {by}", now)
        tasks.let_go(db, now)


def still(db: Db, entry: Entry) -> tuple[str, ...]:
    """The languages of an entry that somebody is translating into still."""
    waiting = {one.language for one in tasks.of_post(db, entry.post)}
    return tuple(one for one in entry.before.get("requested", ()) if one in waiting)
