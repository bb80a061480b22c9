"""The moderation queue: held posts, their notices, the moderators' decisions.

Owns the change of a post from `held` to `approved` or `refused`, and the mark that says that its
moderators were told. Of two moderators one decision counts; nothing here deletes anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.model import Letter, Post, State
from listserv.store import journal, ledger, posts, rulings
from listserv.store.base import Db
from listserv.store.rulings import Ruling


def queue(db: Db, list_id: int | None = None) -> list[Post]:
    """Held posts, oldest first; of one list or of all."""
    if list_id is None:
        return posts.where(db, "post.state = 'held' ORDER BY number")
    return posts.where(db, "post.state = 'held' AND post.list = ? ORDER BY number", list_id)


@dataclass(frozen=True, slots=True)
class Untold:
    """A held post that no moderator was told of yet; what a plan of letters needs of it."""

    number: int
    list_id: int
    received: float


def untold(db: Db, limit: int) -> list[Untold]:
    """What nobody was told of, oldest first; cheap, for a burst asks it often."""
    return [
        Untold(row["number"], row["list"], row["received"])
        for row in db.rows(
            "SELECT number, list, received FROM post JOIN mail ON mail.id = post.mail"
            " WHERE state = 'held' AND noticed IS NULL ORDER BY number LIMIT ?",
            limit,
        )
    ]


def these(db: Db, numbers: Sequence[int]) -> list[Post]:
    """Posts that are held still, by number."""
    marks = ",".join("?" * len(numbers))
    return posts.where(db, f"post.state = 'held' AND number IN ({marks}) ORDER BY number", *numbers)


def refused_untold(db: Db, limit: int) -> list[Post]:
    """Posts that the desk itself refused, whose author was not told yet."""
    return posts.where(
        db, "post.state = 'refused' AND noticed IS NULL ORDER BY number LIMIT ?", limit
    )


def letters_since(db: Db, list_id: int, kind: str, since: float) -> int:
    """How many letters of a kind ("notice", "queue") went to a list's moderators since then."""
    return int(
        db.value(
            "SELECT count(*) FROM mailing WHERE kind = ? AND list = ? AND created >= ?",
            kind,
            list_id,
            since,
        )
    )


def noticed(db: Db, numbers: Sequence[int], letters: Sequence[Letter], now: float) -> None:
    """These posts' people are told: by these letters, or there is nobody to tell."""
    db.many("UPDATE post SET noticed = ? WHERE number = ?", ((now, number) for number in numbers))
    ledger.spool_letters(db, letters, now)
    if letters:
        for number in numbers:
            journal.note(db, "post", number, "told", "", now)


def decide(
    db: Db,
    number: int,
    state: State,
    by: int,
    reason: str,
    now: float,
    letters: Sequence[Letter] = (),
    topic: str = "",
) -> bool:
    """Approve or refuse a held post. False: it was not held (any more), and nothing changed.

    `by` is the moderator's person id, 0 for the command line; `topic` a new subject.
    """
    what = "approve" if state is State.APPROVED else "refuse"
    changes = {"topic": topic} if topic else {}
    ruling = Ruling(number, 0, by, what, said=reason, state=state, changes=changes)
    if not rulings.rule(db, ruling, now):
        return False
    ledger.spool_letters(db, letters, now)
    return True


def decision(db: Db, number: int) -> tuple[int, float]:
    """(person id, instant) of a post's decision; person 0 is a rule or the command line."""
    row = db.row("SELECT decided_by, decided FROM post WHERE number=?", number) or {}
    return row.get("decided_by") or 0, row.get("decided") or 0.0


def approved(db: Db, now: float, limit: int) -> list[Post]:
    """Posts that wait to be published, oldest decision first."""
    return posts.where(
        db,
        "post.state = 'approved' AND post.due <= ? ORDER BY coalesce(decided, 0), number LIMIT ?",
        now,
        limit,
    )


def always_proven(db: Db, address: str) -> bool:
    """Mail from this address came proven before, and never otherwise.

    Her posts and her answers count. An answer that was asked back because nothing proved it does
    not: a second forgery must not pass because of the first.
    """
    row = db.row(
        """
        SELECT sum(proof != '') AS proven, sum(proof = '') AS bare FROM (
            SELECT * FROM (SELECT proof FROM post WHERE address = ? AND version > 0
                           ORDER BY number DESC LIMIT 20)
            UNION ALL
            SELECT * FROM (SELECT proof FROM errand WHERE sender = ? AND state = 'done'
                           AND purpose = 'moderate' AND outcome NOT LIKE '%asked back%unproven%'
                           ORDER BY id DESC LIMIT 20)
        )
        """,
        address,
        address,
    )
    return bool(row and row["proven"] and not row["bare"])
