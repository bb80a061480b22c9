"""Posts as values: the one place where a row of `post` becomes a `Post`.

Owns nothing; spool, held, issues, shelf all read posts through here.
"""

from __future__ import annotations

import json
from collections import Counter

from listserv.model import Attachment, Note, Post, Removed, Sort, State
from listserv.store.base import Db, Row

# An SQL condition on `post`: it is out, and its author wants nobody to get it any more.
WITHDRAWN = "coalesce(post.withdrawn >= post.published, 0)"

_SELECT = """
SELECT post.*, version.text AS text, mail.received AS received, mail.size AS size,
       coalesce(person.country, '') AS country, coalesce(person.profile, '') AS profile
FROM post
JOIN mail ON mail.id = post.mail
LEFT JOIN version ON version.post = post.number AND version.n = post.version
LEFT JOIN person ON person.id = post.person
"""


def newest(db: Db) -> int:
    """The highest number that a post has, 0 where there is none."""
    return int(db.value("SELECT max(number) FROM post") or 0)


def get(db: Db, number: int) -> Post | None:
    """A post by its number, or None."""
    found = where(db, "post.number = ?", number)
    return found[0] if found else None


def where(db: Db, condition: str, *values: object) -> list[Post]:
    """Posts that meet an SQL condition; the store's own files only."""
    return [_post(row) for row in db.rows(f"{_SELECT} WHERE {condition}", *values)]


def proofs(db: Db, limit: int) -> dict[str, int]:
    """How the latest posts that came by mail were proven: {"dkim": 7, "": 3}."""
    rows = db.rows(
        """SELECT proof FROM post JOIN mail ON mail.id = post.mail
           WHERE mail.peer <> '' ORDER BY post.number DESC LIMIT ?""",
        limit,
    )
    return Counter(row["proof"].partition(" ")[0] for row in rows)


def _post(row: Row) -> Post:
    return Post(
        number=row["number"],
        list_id=row["list"],
        state=State(row["state"]),
        received=row["received"],
        sent=row["sent"] or row["received"],
        person_id=row["person"],
        author=row["author"],
        address=row["address"],
        country=row["country"],
        proof=row["proof"],
        subject=row["subject"],
        topic=row["topic"],
        message_id=row["message_id"],
        references=tuple(json.loads(row["refs"])),
        language=row["language"],
        text=row["text"] or "",
        version=row["version"],
        reasons=tuple(json.loads(row["reasons"])),
        attachments=tuple(Attachment(*item) for item in json.loads(row["attachments"])),
        removed=Removed(**json.loads(row["removed"])),
        size=row["size"],
        published=row["published"],
        thread=row["thread"],
        parent=row["parent"] or row["under"],
        position=row["position"],
        permalink=row["permalink"],
        mail_id=row["mail"],
        profile=row["profile"],
        kind=Sort(row["kind"]),
        until=row["until"],
        join_to=row["join_to"],
        urgent=bool(row["urgent"]),
        release=row["release"],
        paced=row["paced"],
        wanted=tuple(row["wanted"].split()),
        translating=row["translating"],
        question=row["question"],
        notes=tuple(Note(*one) for one in json.loads(row["notes"])),
        patient=tuple(json.loads(row["patient"])),
        awaits=row["awaits"],
        awaits_since=row["awaits_since"],
        taken_by=row["taken_by"],
        put_off=row["put_off"],
        recalled=row["recalled"],
        withdrawn=row["withdrawn"],
        languages=tuple(json.loads(row["languages"])),
    )
