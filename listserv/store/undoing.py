"""Undoing: a decision is taken back by putting what it changed to what it was.

Owns the way back from the book of decisions. A post that is out already is recalled first, where
the decision let it out; its copies that had left are counted, for nothing brings those back. A note
goes from a post that stays where it is. What was decided since keeps an earlier decision from being
undone: the last one goes first. An entry is undone once. Words that were taken out do not come
back, and keep nothing else from being undone; nor does a copy that went to another list.
"""

from __future__ import annotations

from listserv.model import Post, Standing, State
from listserv.store import (
    decisions,
    issues,
    journal,
    ledger,
    passing,
    recalls,
    requested,
    rulings,
    shelf,
    spool,
    standings,
    tasks,
    twins,
)
from listserv.store.base import Db
from listserv.store.decisions import Entry

# What an author said herself, or who passed a copy on, which no moderator's word undoes; as
# Ruling.what.
AUTHORS_WORDS = frozenset({"withdraw", "author", "answer", "audience", passing.BACK})


def undo(db: Db, entry: Entry, by: int, now: float, mail: int = 0) -> int | None:
    """Take a decision about a post back, as `mail` asks; returns how many copies had left, None for
    "not now"."""
    if entry.what == passing.PASS:
        return 0 if passing.take_back(db, entry, by, now, mail) else None
    every = decisions.of_post(db, entry.post)
    entries = [one for one in every if one.what not in ("redact", passing.PASS)]
    later = [one for one in entries if one.id > entry.id]
    post = spool.post(db, entry.post)
    if later or entry not in entries or post is None:
        return None
    is_out = post.state in (State.OUT, State.DONE)
    if entry.what in AUTHORS_WORDS or (is_out and entry.rewords and not entry.decided):
        return None
    if not decisions.undone(db, entry.id, now, mail):
        return None
    if entry.what == "standing":
        word = Standing(entry.before["standing"])
        standings.set_standing(db, entry.list_id, entry.before["person"], word, by, now)
        return 0
    if entry.what == requested.WHAT:
        requested.take_back(db, entry, by, now)
        return 0
    recalled = None
    if is_out and entry.decided:
        recalled = recalls.recall(db, post.number, by, now, back=True)
    values = dict(entry.before)
    release = values.get("release", post.release) or 0.0
    if values.get("state") == State.APPROVED and (is_out or release <= now):
        # It was to go out on a day that is over: undone, it waits, and does not go out at once.
        values |= {"state": State.HELD.value, "decided": None, "decided_by": None}
    if not is_out and not rulings.TRANSLATED.isdisjoint(values):
        tasks.look_anew(db, post.number, now)
    if values:
        assigned = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE post SET {assigned} WHERE number = ?", (*values.values(), post.number))
    if entry.what == "recall":
        _show_again(db, post, now)
    elif is_out and not entry.decided:
        shelf.mark(db, post.list_id, post.thread)
    journal.note(db, "post", post.number, "undone", f"{entry.what}, by person {by}", now)
    db.hint("herald")
    return recalled.left if recalled else 0


def _show_again(db: Db, post: Post, now: float) -> None:
    """Undo a recall: the post is in the archive again, and its stopped copies leave.

    Where a digest was closed that lacks it for the recall, it is published now, for the next.
    """
    recalls.resume(db, post.number, now)
    if post.withdrawn is None:
        tasks.resume(db, post.number, now)
    if issues.missed(db, post.number):
        published = ledger.after_digests(db, post.list_id, now)
        db.execute("UPDATE post SET published = ? WHERE number = ?", (published, post.number))
    db.execute(
        "UPDATE member SET posts = posts + 1 WHERE list = ? AND person = ?",
        (post.list_id, post.person_id),
    )
    shelf.mark(db, post.list_id, post.thread)
    twins.mark(db, post.number)
