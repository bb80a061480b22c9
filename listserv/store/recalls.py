"""Recalls: a post that is out is taken back.

Owns the way of a post from `out` or `done` to `recalled`, or back to its moderators. Its copies
that wait leave no more; those that had left are counted, for nothing brings them back. It is hidden
everywhere at once: what is published has an instant of publication, and a recalled post has none.
Copies of digests that hold it wait on, with other words in its place. Its place in the thread stays
taken, so that no number means two posts. A second recall of the same post changes nothing and
counts the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from listserv.model import Note, Rendition, State
from listserv.store import decisions, journal, ledger, mailings, posts, shelf, tasks, twins
from listserv.store.base import Db
from listserv.store.mailings import RETOLD
from listserv.store.rulings import dumped

WHY = "taken back"  # the reply of a copy that a recall stopped
AUTHORS = "withdrawn by its author"  # of one that she stopped: no undo sends it
# A post that was out and is not; where it is held again, until it goes out again.
TAKEN_BACK = "recalled IS NOT NULL AND published IS NULL"
WITHDRAWN = posts.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Recalled:
    """What became of a post's copies."""

    left: int  # had left, or were under way
    stopped: int


def recall(
    db: Db, number: int, by: int, now: float, letter: int = 0, *, back: bool = False
) -> Recalled | None:
    """Take a post back; None when it was never out. `back`: its moderators decide again."""
    row = db.row("SELECT * FROM post WHERE number = ?", number)
    if row is None or row["state"] not in (State.OUT, State.DONE, State.RECALLED):
        return None
    if row["state"] != State.RECALLED:
        stop(db, number, now, WHY)
        tasks.drop(db, number, now)
        _hide(db, row["list"], row["person"], number, row["thread"], now)
        if not back:
            before = {name: row[name] for name in ("state", "published", "recalled")}
            decisions.remember(db, row["list"], number, by, "recall", now, "", before, letter)
        journal.note(db, "post", number, "recalled", f"by person {by}", now)
    else:
        _told_again(db, number, letter)
    return counted(db, number)


def _told_again(db: Db, number: int, letter: int) -> None:
    """The letter that was to tell of a recall died with the server: this one tells of it."""
    db.execute(
        "UPDATE decision SET letter = ? WHERE post = ? AND what = 'recall' AND undone IS NULL"
        " AND letter != 0 AND letter NOT IN (SELECT id FROM mailing)",
        (letter, number),
    )


def stop(db: Db, number: int, now: float, why: str) -> None:
    """Copies of a post that wait leave no more; `why` is their reply, WHY or AUTHORS."""
    waiting = db.rows(
        "SELECT delivery.id FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE mailing.post = ? AND mailing.kind = 'post' AND state = 'due'",
        number,
    )
    ledger.withdraw(db, [row["id"] for row in waiting], why, now)


def withdraw(db: Db, number: int, now: float) -> None:
    """Its author takes a post back that is out: no copy and no digest has it any more.

    The archive is its moderators' to decide about. They may put it out again, by a decision anew;
    undoing a recall of theirs shows it there again, and sends nothing.
    """
    db.execute(
        "UPDATE post SET withdrawn = max(?, coalesce(published, 0)) WHERE number = ?", (now, number)
    )
    stop(db, number, now, AUTHORS)
    tasks.drop(db, number, now)
    journal.note(db, "post", number, "withdrawn", "by its author", now)


def _hide(db: Db, list_id: int, person: int, number: int, thread: int, now: float) -> None:
    db.execute(
        "UPDATE post SET state = 'recalled', was_out = published, published = NULL, recalled = ?"
        " WHERE number = ?",
        (now, number),
    )
    db.execute(
        "UPDATE member SET posts = max(0, posts - 1) WHERE list = ? AND person = ?",
        (list_id, person),
    )
    shelf.mark(db, list_id, thread)
    twins.mark(db, number)


def resume(db: Db, number: int, now: float) -> None:
    """The copies that a recall stopped wait again, for it was undone.

    Not those of an earlier mailing: other words may have gone out since.
    """
    resumed = db.rows(
        "UPDATE delivery SET state = 'due', due = ?, reply = '' WHERE state = 'withdrawn'"
        " AND reply = ? AND mailing ="
        " (SELECT max(id) FROM mailing WHERE post = ? AND kind = 'post') RETURNING mailing",
        now,
        WHY,
        number,
    )
    for mailing in {row["mailing"] for row in resumed}:
        mailings.reopen(db, mailing, "the recall was undone", now)
        mailings.come_again(db, [(mailing, now)])
    db.hint("road")


def counted(db: Db, number: int) -> Recalled:
    """What became of the copies of a post, of all its mailings together; old ones are counts."""
    row = db.row(
        "SELECT sum(state IN ('sent', 'trying')) AS gone, sum(reply IN (?, ?)) AS stopped"
        " FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE mailing.post = ? AND mailing.kind = 'post' AND counts = ''",
        WHY,
        AUTHORS,
        number,
    )
    gone, stopped = (row["gone"] or 0, row["stopped"] or 0) if row else (0, 0)
    old = db.value(
        "SELECT sum(json_extract(counts, '$.sent')) FROM mailing"
        " WHERE post = ? AND kind = 'post' AND counts != ''",
        number,
    )
    return Recalled(gone + (old or 0), stopped)


def people(db: Db, number: int) -> int:
    """How many people have a post as a copy of its own.

    Somebody may have had it twice, in other words. Of old mailings only counts are left: in the
    same words nobody had it twice.
    """
    persons = db.value(
        "SELECT count(DISTINCT delivery.person) FROM mailing"
        " JOIN delivery ON delivery.mailing = mailing.id"
        " WHERE mailing.post = ? AND mailing.kind = 'post' AND counts = ''"
        " AND state IN ('sent', 'trying')",
        number,
    )
    in_the_same_words = db.value(
        """
        SELECT max(gone) FROM (
            SELECT sum(CASE WHEN counts != '' THEN coalesce(json_extract(counts, '$.sent'), 0) ELSE
                (SELECT count(*) FROM delivery WHERE mailing = mailing.id
                    AND state IN ('sent', 'trying')) END) AS gone
            FROM mailing WHERE post = ? AND kind = 'post' GROUP BY version)
        """,
        number,
    )
    return max(persons or 0, in_the_same_words or 0)


def reached(db: Db, number: int) -> frozenset[int]:
    """Persons who have a post: as a copy, or in a digest. Of old mailings nobody knows any more."""
    return frozenset(
        row["person"]
        for row in db.rows(
            """
            WITH holds AS (
                SELECT id FROM mailing WHERE post = ?1 AND kind = 'post'
                UNION SELECT mailing FROM issue, json_each(posts)
                    WHERE issue.list = (SELECT list FROM post WHERE number = ?1) AND value = ?1
            )
            SELECT DISTINCT person FROM holds JOIN delivery ON delivery.mailing = holds.id
            JOIN rendition ON rendition.mailing = holds.id
                AND rendition.n = delivery.rendition % ?2
            WHERE state IN ('sent', 'trying') AND (rendition.posts = ''
                OR EXISTS (SELECT 1 FROM json_each(rendition.posts) WHERE value = ?1))
            """,
            number,
            RETOLD,
        )
    )


# --- digests that hold it -------------------------------------------------------------------------


def taken_back(db: Db, number: int) -> frozenset[int]:
    """The posts of a post's list that were out and are not, or that their authors took back."""
    rows = db.rows(
        "SELECT number FROM post WHERE list = (SELECT list FROM post WHERE number = ?)"
        f" AND ({TAKEN_BACK} OR {WITHDRAWN})",
        number,
    )
    return frozenset(row["number"] for row in rows)


def digests_under_way(db: Db, number: int) -> list[int]:
    """Mailings of digests of its list that were made since a post came, and have copies to send."""
    return [
        row["id"]
        for row in db.rows(
            "SELECT mailing.id FROM post JOIN mail ON mail.id = post.mail"
            " JOIN mailing ON mailing.list = post.list AND mailing.created >= mail.received"
            " WHERE number = ? AND mailing.kind = 'digest' AND finished IS NULL AND laid = 0",
            number,
        )
    ]


def retell(db: Db, mailing: int, remake: Callable[[Rendition], Rendition]) -> None:
    """Let the copies of a mailing that wait be made from renditions made anew.

    `remake` gets each as it was at first. The first ones stay: a copy on its way needs them, and
    so does who remakes them again.
    """
    for row in db.rows(
        "SELECT n, language, head, body FROM rendition WHERE mailing = ? AND n < ?", mailing, RETOLD
    ):
        n = row.pop("n")
        first = Rendition(**row)
        made, place = remake(first), n
        if made.body != first.body:
            last = db.value(
                "SELECT max(n) FROM rendition WHERE mailing = ? AND n % ? = ?", mailing, RETOLD, n
            )
            place = last + RETOLD
            db.execute(
                "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,?,?,?,?)",
                (mailing, place, made.language, made.head, made.body),
            )
        db.execute(
            "UPDATE delivery SET rendition = ? WHERE mailing = ? AND rendition % ? = ?"
            " AND state IN ('due', 'trying')",
            (place, mailing, RETOLD, n),
        )


# --- notes ----------------------------------------------------------------------------------------


def annotate(db: Db, number: int, note: Note, by: int, now: float, letter: int = 0) -> None:
    """Put a moderator's note under a post that is out: archive and later digests show it."""
    post = posts.get(db, number)
    if post is None:
        return
    db.execute("UPDATE post SET notes = ? WHERE number = ?", (dumped((*post.notes, note)), number))
    before = {"notes": dumped(post.notes)}
    decisions.remember(db, post.list_id, number, by, "note", now, note.text, before, letter)
    journal.note(db, "post", number, "noted", f"by person {by}", now)
    shelf.mark(db, post.list_id, post.thread)
