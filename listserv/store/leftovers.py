"""What is no post goes after its time (rule 6): commands, bounces, spam, what was refused.

Owns the end of such rows of `errand`, `post`, `version`, `mail`, `confirmation`, of what such posts
say in other languages, of letters to
strangers, of requests to join (`applicants.forget`), and of invitations (`invitations.forget_old`).
A page a transaction, oldest first, each found by an index, so that it keeps nobody waiting; a crash
between two pages leaves the rest for the next look.

Kept are the raw mails of posts and of their later versions; of moderators' answers, that they came
and whether they were proven; of private talks, who writes to whom under which alias. Of a
translator's answer its translations are kept, which name its mail no more: it held what we had
sent, and other things that she wrote.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.store import applicants, invitations
from listserv.store.base import Db, Row
from listserv.store.errands import ASKED, HANDED_ON

PAGE = 50  # rows of each kind in one transaction

# The end of a post that was never out and never will be.
_ENDED = "state IN ('dropped', 'refused') AND published IS NULL AND was_out IS NULL"
_KEPT = f"""
    (purpose = 'moderate' AND outcome NOT LIKE 'automatic:%')
    OR (purpose = 'author' AND (outcome LIKE '{HANDED_ON}%' OR outcome LIKE '{ASKED}%'))
"""
_STRANGERS = "collapsed = 1 AND urgent = 1 AND person = 0 AND shown = '[]'"


def is_any(db: Db, before: float) -> bool:
    """Is there something to remove?"""
    looks = (
        _old_errands(db, before, 1),
        db.value(f"SELECT 1 FROM post WHERE {_ENDED} AND decided < ? LIMIT 1", before),
        db.value("SELECT 1 FROM confirmation WHERE expires < ? LIMIT 1", before),
        db.value(f"SELECT 1 FROM mailing WHERE {_STRANGERS} AND finished < ? LIMIT 1", before),
        applicants.old(db, before, 1),
        invitations.is_any_old(db, before),
    )
    return any(looks)


def remove(db: Db, before: float) -> bool:
    """Remove a page of what came before an instant; whether there was anything."""
    removed = [_errands(db, before), _posts(db, before), _questions(db, before)]
    removed.append(applicants.forget(db, before, PAGE))
    removed.append(invitations.forget_old(db, before, PAGE))
    return any(removed) or _letters(db, before) > 0


def _errands(db: Db, before: float) -> int:
    old = _old_errands(db, before, PAGE)
    db.many("UPDATE errand SET swept = 1 WHERE id = ?", [(row["id"],) for row in old])
    gone = [(row["id"],) for row in old if not row["kept"]]
    db.many("DELETE FROM errand WHERE id = ?", gone)
    db.many("DELETE FROM journal WHERE kind = 'errand' AND ref = ?", gone)
    _drop(db, [row["mail"] for row in old])
    return len(old)


def _old_errands(db: Db, before: float, most: int) -> list[Row]:
    """Of the oldest ones; younger ones are not looked at."""
    rows = db.rows(
        f"SELECT errand.id, mail, received, {_KEPT} AS kept FROM errand"
        " JOIN mail ON mail.id = errand.mail"
        " WHERE state != 'received' AND swept = 0 ORDER BY errand.id LIMIT ?",
        most,
    )
    return [row for row in rows if row["received"] < before]


def _posts(db: Db, before: float) -> int:
    rows = db.rows(
        f"SELECT number, mail, state FROM post WHERE {_ENDED} AND decided < ?"
        " ORDER BY decided LIMIT ?",
        before,
        PAGE,
    )
    numbers = [(row["number"],) for row in rows]
    mails = [row["mail"] for row in rows]
    for number in numbers:
        mails += [
            row["mail"]
            for row in db.rows("SELECT mail FROM version WHERE post = ? AND mail != 0", *number)
        ]
    db.many("DELETE FROM version WHERE post = ?", numbers)
    db.many("DELETE FROM translation WHERE post = ?", numbers)
    of_tasks = "task IN (SELECT id FROM task WHERE post = ?)"
    db.many(f"DELETE FROM assignment WHERE {of_tasks}", numbers)
    db.many("DELETE FROM task WHERE post = ?", numbers)
    db.many("DELETE FROM post WHERE number = ?", numbers)
    # Of what people decided the journal goes on telling.
    dropped = [(row["number"],) for row in rows if row["state"] == "dropped"]
    db.many("DELETE FROM journal WHERE kind = 'post' AND ref = ?", dropped)
    _drop(db, mails)
    return len(rows)


def _drop(db: Db, mails: Sequence[int]) -> None:
    """Remove raw mails that nothing needs; of which only the envelope is needed, the bytes."""
    unused = [(mail,) for mail in dict.fromkeys(mails) if not _is_needed(db, mail)]
    named = "EXISTS (SELECT 1 FROM errand WHERE errand.mail = mail.id)"
    db.many("UPDATE translation SET mail = 0 WHERE mail = ? AND mail != 0", unused)
    db.many(f"UPDATE mail SET raw = x'' WHERE id = ? AND {named}", unused)
    db.many(f"DELETE FROM mail WHERE id = ? AND NOT {named}", unused)


def _is_needed(db: Db, mail: int) -> bool:
    return bool(
        db.value(
            "SELECT EXISTS (SELECT 1 FROM post WHERE mail = ?1)"
            " OR EXISTS (SELECT 1 FROM version WHERE mail = ?1 AND mail != 0)"
            " OR EXISTS (SELECT 1 FROM errand WHERE mail = ?1 AND swept = 0)",
            mail,
        )
    )


def _questions(db: Db, before: float) -> int:
    """Questions that were open no longer then; an answer hears what it hears of any old one."""
    rows = db.rows("SELECT id FROM confirmation WHERE expires < ? LIMIT ?", before, PAGE)
    ids = [(row["id"],) for row in rows]
    db.many("DELETE FROM confirmation WHERE id = ?", ids)
    db.many("DELETE FROM journal WHERE kind = 'confirmation' AND ref = ?", ids)
    return len(rows)


def _letters(db: Db, before: float) -> int:
    """Rows of counts that letters to strangers became."""
    rows = db.rows(
        f"SELECT id FROM mailing WHERE {_STRANGERS} AND finished < ? LIMIT ?", before, PAGE
    )
    db.many("DELETE FROM mailing WHERE id = ?", [(row["id"],) for row in rows])
    return len(rows)
