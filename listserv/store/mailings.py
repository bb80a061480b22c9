"""A mailing: its number, what its copies are made from, and when the next of them may leave.

Owns `mailing` and `rendition` while copies leave. A mailing is due when one of its copies is, and
finished when none can leave any more; then a post's raw message goes its way (`spool.retire`).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from listserv.model import Rendition
from listserv.store import spool
from listserv.store.base import Db
from listserv.text import mime

RETOLD = 100_000  # renditions of a mailing are numbered below this; made again, above it


def reserve(db: Db, n: int = 1) -> int:
    """Set aside n mailing ids and return the first: a letter's tokens name it before it exists."""
    following: int = db.value(
        "UPDATE sequence SET next = next + ? WHERE name = 'mailing' RETURNING next", n
    )
    return following - n


def set_due(db: Db, mailings: Sequence[tuple[int, float | None]]) -> None:
    """When the next copies of these may leave; None: none waits."""
    db.execute(
        "UPDATE mailing SET due = said.due FROM (SELECT json_extract(value, '$[0]') AS id,"
        " json_extract(value, '$[1]') AS due FROM json_each(?)) AS said WHERE mailing.id = said.id",
        (json.dumps(mailings),),
    )


def come_again(db: Db, dues: Iterable[tuple[int, float]]) -> None:
    """Copies of these mailings wait again until the instants given."""
    first: dict[int, float] = {}
    for mailing, due in dues:
        first[mailing] = min(due, first.get(mailing, math.inf))
    for mailing, due in first.items():
        db.execute(
            "UPDATE mailing SET due=? WHERE id=? AND (due IS NULL OR due > ?)", (due, mailing, due)
        )


def finish_ended(db: Db, mailings: Iterable[int], now: float) -> None:
    """Those of these whose last copy has left, or cannot leave, are over."""
    for mailing in mailings:
        if not db.value(
            "SELECT EXISTS (SELECT 1 FROM delivery WHERE mailing=?1 AND state='trying')"
            " OR EXISTS (SELECT 1 FROM delivery WHERE mailing=?1 AND state='due')",
            mailing,
        ):
            _finish(db, mailing, now)


def _finish(db: Db, mailing: int, now: float) -> None:
    db.execute(
        "UPDATE mailing SET finished=?, due=NULL WHERE id=? AND finished IS NULL", (now, mailing)
    )
    post = _post(db, mailing)
    if post:
        spool.retire(db, post, now)


def reopen(db: Db, mailing: int, why: str, now: float) -> None:
    """Copies of it wait again that had ended."""
    db.execute("UPDATE mailing SET finished=NULL WHERE id=? AND collapsed=0", (mailing,))
    post = _post(db, mailing)
    if post:
        spool.put_back(db, post, why, now)


def _post(db: Db, mailing: int) -> int:
    """The post that it carries; 0 for another kind."""
    return int(db.value("SELECT post FROM mailing WHERE id=? AND kind='post'", mailing) or 0)


def rendition(db: Db, mailing: int, n: int) -> Rendition:
    """The message that a delivery's copy is made from."""
    row = db.row("SELECT language, head, body FROM rendition WHERE mailing=? AND n=?", mailing, n)
    if row is None:
        raise LookupError(f"mailing {mailing} has no rendition {n}")
    return Rendition(**row)


def shown(db: Db, mailing: int) -> tuple[tuple[int, int], ...]:
    """The posts and versions a letter showed, by position from 1."""
    text = db.value("SELECT shown FROM mailing WHERE id=?", mailing)
    return tuple((number, version) for number, version in json.loads(text or "[]"))


def is_finished(db: Db, mailing: int) -> bool:
    """Whether no copy of it is to leave any more; of one that is not kept, too."""
    return not db.value("SELECT 1 FROM mailing WHERE id=? AND finished IS NULL", mailing)


def kind(db: Db, mailing: int) -> str:
    """Which letter it is, as press/kinds.py names it; "" for none that is kept."""
    return str(db.value("SELECT kind FROM mailing WHERE id=?", mailing) or "")


def created(db: Db, mailing: int) -> float:
    """When it was written; 0 for none that is kept."""
    return float(db.value("SELECT created FROM mailing WHERE id=?", mailing) or 0.0)


def showed_her(db: Db, letters: Sequence[int], list_id: int, person: int) -> int:
    """The first of these that is a list's letter to this person and showed posts; 0 for none."""
    for letter in letters:
        if shown(db, letter) and db.value(
            "SELECT 1 FROM mailing JOIN delivery ON delivery.mailing = mailing.id"
            " WHERE mailing.id = ? AND mailing.list = ? AND delivery.person = ?",
            letter,
            list_id,
            person,
        ):
            return letter
    return 0


def text(db: Db, mailing: int) -> str:
    """What a letter said, to tell a quotation of it from new words; "" where it is not kept."""
    row = db.row("SELECT head, body FROM rendition WHERE mailing = ? AND n = 0", mailing)
    if row is None:
        return ""
    root = mime.parse(row["head"] + b"\r\n" + row["body"]).root
    return next((part.text() for part in root.walk() if part.type == "text/plain"), "")


def asked(db: Db, mailing: int) -> str:
    """The question a letter asked; "" for most."""
    return str(db.value("SELECT asked FROM mailing WHERE id=?", mailing) or "")
