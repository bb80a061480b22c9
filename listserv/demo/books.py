"""What reached whom, from the two books that must agree: the ledger and the mailboxes.

The ledger is read from its tables, not through the store's queries, so that a query that counts
wrongly is found as well: this is the one SQL outside the store, and it comes on a connection that
can only read. The mailboxes are read from the disk. Nothing here changes anything.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path

from listserv.demo.checks import Arrived, Place
from listserv.demo.forum import Forum
from listserv.demo.mailboxes import Item
from listserv.demo.people import on_one_line, words
from listserv.store.base import Db

_TAG = re.compile(r"<[^>]*>")
_COPIES = """
SELECT address.address, post.message_id FROM delivery
JOIN address ON address.person = delivery.person AND main = 1
JOIN mailing ON mailing.id = delivery.mailing JOIN post ON post.number = mailing.post
WHERE mailing.kind = 'post' AND delivery.state = 'sent'
"""
_DIGESTS = """
SELECT address.address, issue.posts FROM delivery
JOIN address ON address.person = delivery.person AND main = 1
JOIN issue ON issue.mailing = delivery.mailing WHERE delivery.state = 'sent'
"""
_PLACES = """
SELECT post.message_id, root.message_id AS root, post.topic FROM post
JOIN post AS root ON root.number = post.thread WHERE post.published IS NOT NULL
"""


def by_ledger(db: Db) -> list[Arrived]:
    """Copies and digests the ledger calls sent."""
    ids = {
        row["number"]: row["message_id"] for row in db.rows("SELECT number, message_id FROM post")
    }
    copies = [Arrived(row["address"], False, (row["message_id"],)) for row in db.rows(_COPIES)]
    digests = [
        Arrived(row["address"], True, tuple(ids[number] for number in json.loads(row["posts"])))
        for row in db.rows(_DIGESTS)
    ]
    return copies + digests


def places(db: Db) -> dict[str, Place]:
    """Where each published post stands, by its Message-ID."""
    return {row["message_id"]: Place(row["root"], row["topic"]) for row in db.rows(_PLACES)}


def by_mailboxes(items: Iterable[Item], forum: Forum) -> list[Arrived]:
    """Copies by their Message-ID; digests by the words of the posts they carry."""
    known = {message.message_id for message in forum.messages}
    found = []
    for item in items:
        if item.message_id in known:
            found.append(Arrived(item.address, False, (item.message_id,)))
        elif is_digest(item):
            plain = on_one_line(item.text)
            posts = [
                message.message_id
                for message in forum.published
                for _ in range(plain.count(words(message.text)))
            ]
            found.append(Arrived(item.address, True, tuple(posts)))
    return found


def is_digest(item: Item) -> bool:
    return item.message_id.startswith("digest.")


def is_summary(item: Item) -> bool:
    return item.message_id.startswith("summary.")


def pages(archive: Path) -> list[tuple[str, str]]:
    """The archive's pages as (name, text without the markup)."""
    return [
        (
            str(page.relative_to(archive)),
            html.unescape(_TAG.sub("", page.read_text(encoding="utf-8"))),
        )
        for page in sorted(archive.rglob("*.html"))
    ]
