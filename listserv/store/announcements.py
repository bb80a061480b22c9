"""Posts that facilitators begin: announcements, and what a member says yes to.

Owns how such a post is born: from a mail that was no post, in words of its own, held and waiting
for nobody's eyes yet (its `awaits`). The mail that brings it about is run again after a crash, and
finds it by itself. What lets it out, or shows it to the moderators, is a ruling like any other.
"""

from __future__ import annotations

import json
from dataclasses import astuple

from listserv.model import MailingList, Person, Reading, Sort, State
from listserv.store import journal, spool
from listserv.store.base import Db

BORN = "asked"  # what such a post awaits until then; nobody is told of it
BEGUN = "begun"  # of its version: no mail holds these words


def born(
    db: Db,
    mail_id: int,
    mailing_list: MailingList,
    author: Person,
    reading: Reading,
    topic: str,
    text: str,
    proof: str,
    domain: str,
    now: float,
) -> int:
    """The number of a post with this topic that a mail brings about; the same one, asked again.

    Its text is a second version, for the mail holds other words: copies are not made from that.
    """
    known = db.value(
        "SELECT number FROM post WHERE mail = ? AND list = ? AND topic = ? AND version > 1",
        mail_id,
        mailing_list.id,
        topic,
    )
    if known:
        return int(known)
    columns = spool.read_columns(reading) | {
        "mail": mail_id,
        "list": mailing_list.id,
        "state": State.HELD.value,
        "awaits": BORN,
        "awaits_since": now,
        "version": 2,
        "person": author.id,
        "address": author.address,
        "author": author.name,
        "proof": proof,
        "subject": topic,
        "topic": topic,
        "sent": now,
        "refs": "[]",
        "digest": "",
        "text_digest": "",
        "patient": "[]",
        "removed": "{}",
        "attachments": json.dumps([astuple(one) for one in reading.attachments]),
        "message_id": "",
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    cursor = db.execute(f"INSERT INTO post ({names}) VALUES ({marks})", tuple(columns.values()))
    number = int(cursor.lastrowid or 0)
    db.execute(
        "UPDATE post SET message_id = ? WHERE number = ?",
        (f"{int(now)}.{number}.{mailing_list.name}@{domain}", number),
    )
    spool.new_version(db, number, 1, text, author.id, "as read", now)
    spool.new_version(db, number, 2, text, author.id, BEGUN, now)
    journal.note(db, "post", number, "held", f"begun by mail {mail_id}", now)
    return number


def ready(db: Db, number: int, kind: Sort, reason: str) -> None:
    """It is a post like any other: its moderators decide about it, where nobody has by now."""
    db.execute(
        "UPDATE post SET awaits = '', awaits_since = NULL, kind = ?, reasons = ?"
        " WHERE number = ? AND state = 'held'",
        (kind.value, json.dumps([reason]), number),
    )
    db.hint("herald")


def is_begun(db: Db, number: int, version: int) -> bool:
    """Whether a version is the words that a post was born with."""
    why = db.value("SELECT why FROM version WHERE post = ? AND n = ?", number, version)
    return bool(why == BEGUN)


def will_get(db: Db, list_id: int, now: float) -> int:
    """How many members an announcement goes to now."""
    return int(
        db.value(
            "SELECT count(*) FROM member JOIN person ON person.id = member.person WHERE list = ?"
            " AND delivery != 'none' AND coalesce(paused_until, 0) <= ? AND stopped IS NULL",
            list_id,
            now,
        )
    )
