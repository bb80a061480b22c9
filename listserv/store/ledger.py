"""The ledger: every recipient of every mailing has a row (rule 2).

Owns `mailing`, `rendition`, `delivery`. A broadcast is laid row by row, a page at a time, so that
the door's mails find their place between the pages; then it is opened in one instant, in the same
transaction that publishes what it carries. What a crash leaves half laid was never opened, and is
forgotten at start.

The road takes copies mailing by mailing: letters first, then the mailing that has waited longest,
so that a small list's post waits for no large one's. An attempt is written before the road dials
(`take`), the answer after (`record`). What a crash leaves in `trying` becomes due again at start:
at worst those transactions happen twice, never a whole post.

A copy of a broadcast leaves for the address that its person has then, and for none when she has
left, paused or stopped mail; a letter goes where it was meant to go.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from listserv.model import (
    Copy,
    Delivery,
    DeliveryState,
    Letter,
    Publication,
    Rendition,
    Reply,
)
from listserv.store import failures, journal, spool
from listserv.store.base import Db, Row

PAGE = 1000  # copies laid in one transaction: a few milliseconds of the writer
SHARE = 25  # copies that a mailing gets at once, at least, when many wait
MAILINGS = 200  # that are looked at in one round
QUOTA = "waiting for quota"  # the reply of a copy that a rate keeps back


# --- laying a mailing -------------------------------------------------------------------------


def reserve(db: Db, n: int = 1) -> int:
    """Set aside n mailing ids and return the first: a letter's tokens name it before it exists."""
    following: int = db.value(
        "UPDATE sequence SET next = next + ? WHERE name = 'mailing' RETURNING next", n
    )
    return following - n


def lay(db: Db, kind: str, list_id: int, now: float, post: int = 0) -> int:
    """Begin a broadcast that nobody takes copies of yet; returns its mailing id."""
    mailing = reserve(db)
    db.execute(
        "INSERT INTO mailing (id, kind, list, post, created, laid) VALUES (?,?,?,?,?,1)",
        (mailing, kind, list_id, post, now),
    )
    return mailing


def lay_renditions(db: Db, mailing: int, renditions: Sequence[Rendition], first: int = 0) -> None:
    """Add the messages that copies are made from, numbered from `first`."""
    db.many(
        "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,?,?,?,?)",
        ((mailing, first + n, r.language, r.head, r.body) for n, r in enumerate(renditions)),
    )


def lay_copies(db: Db, mailing: int, copies: Sequence[Copy], now: float) -> None:
    """Add a row for each copy, in one statement; at most PAGE at once keeps the door quick."""
    db.execute(
        "INSERT INTO delivery (mailing, person, rendition, due)"
        " SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]'), ? FROM json_each(?)",
        (mailing, now, json.dumps([(copy.person_id, copy.rendition) for copy in copies])),
    )


def open_mailing(db: Db, mailing: int, now: float) -> None:
    """All copies of a laid broadcast are due; where none is left to leave, it is finished.

    Raises LookupError when a server that just started has forgotten it.
    """
    found = db.execute(
        "UPDATE mailing SET laid=0, due=? WHERE id=? AND laid=1", (now, mailing)
    ).rowcount
    if not found:
        raise LookupError(f"mailing {mailing} is not being laid")
    _finish_ended(db, [mailing], now)
    db.hint("road")


def forget(db: Db, mailing: int, now: float) -> bool:
    """Take a page of a laid broadcast back, its row at last; True: there is more of it."""
    if db.value("SELECT laid FROM mailing WHERE id=?", mailing) != 1:
        return False
    gone = db.execute(
        "DELETE FROM delivery WHERE id IN (SELECT id FROM delivery WHERE mailing=? LIMIT ?)",
        (mailing, PAGE),
    ).rowcount
    if gone == PAGE:
        return True
    db.execute("DELETE FROM rendition WHERE mailing=?", (mailing,))
    db.execute("UPDATE mailing SET laid=0, collapsed=1, finished=? WHERE id=?", (now, mailing))
    return False


def broadcast(
    db: Db,
    kind: str,
    list_id: int,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
    post: int = 0,
) -> int:
    """Lay and open a broadcast at once, for what goes to few; returns its mailing id."""
    mailing = lay(db, kind, list_id, now, post)
    lay_renditions(db, mailing, renditions)
    lay_copies(db, mailing, copies, now)
    open_mailing(db, mailing, now)
    return mailing


def fan_out(db: Db, number: int, publication: Publication, mailing: int, now: float) -> bool:
    """Publish an approved post: its place, its laid copies, its marks; all or nothing.

    False when the post is not waiting to go out (any more). `now` is when the table began to cook:
    a digest that was closed meanwhile is over, so the post is published after it, for the next.
    """
    closed = db.value(
        "SELECT max(until) FROM issue WHERE list = (SELECT list FROM post WHERE number=?)", number
    )
    changed = db.execute(
        """
        UPDATE post SET state='out', published=?, thread=?, parent=?, position=?, topic=?,
            permalink=? WHERE number=? AND state='approved'
        """,
        (
            max(now, math.nextafter(closed or 0.0, math.inf)),
            publication.thread,
            publication.parent,
            publication.position,
            publication.topic,
            publication.permalink,
            number,
        ),
    ).rowcount
    if not changed:
        return False
    row = db.row("SELECT list, person FROM post WHERE number=?", number)
    assert row is not None  # noqa: S101 - updated just above
    db.execute(
        "UPDATE member SET posts = posts + 1 WHERE list=? AND person=?",
        (row["list"], row["person"]),
    )
    db.execute(
        "INSERT INTO archive_mark (list, thread) VALUES (?, ?)",
        (row["list"], publication.thread),
    )
    copies = db.value("SELECT count(*) FROM delivery WHERE mailing=?", mailing)
    journal.note(db, "post", number, "out", f"{copies} copies", now)
    open_mailing(db, mailing, now)
    db.hint("shelf")
    return True


def spool_letters(db: Db, letters: Iterable[Letter], now: float, *, urgent: bool = True) -> None:
    """Spool letters to one person each; they go before any broadcast, unless they are not `urgent`:
    the welcomes of an import take their turn like copies."""
    for letter in letters:
        db.execute(
            "INSERT INTO mailing (id, kind, list, person, shown, asked, urgent, created, due)"
            " VALUES (?,?,?,?,?,?,?,?,?)",
            (
                letter.id,
                letter.kind,
                letter.list_id,
                letter.person_id,
                json.dumps(letter.shown),
                letter.asked,
                urgent,
                now,
                now,
            ),
        )
        db.execute(
            "INSERT INTO rendition (mailing, n, language, head, body) VALUES (?,0,?,?,?)",
            (letter.id, letter.language, letter.head, letter.body),
        )
        db.execute(
            "INSERT INTO delivery (mailing, rendition, person, address, due) VALUES (?,0,?,?,?)",
            (letter.id, letter.person_id, letter.address, now),
        )
        db.hint("road")


# --- attempts ---------------------------------------------------------------------------------


def take(
    db: Db, now: float, room: int, letters: int, copies: int, next_due: float
) -> list[Delivery]:
    """Write attempts before they are made: at most `room` rows, which are `trying` from now on.

    Letters come first, at most `letters` of them, but a quarter of the room is left to copies where
    any may leave; of these at most `copies` are shared by the mailings that were served longest
    ago. `next_due` is when a row would be tried again if nobody recorded an answer.
    """
    taken = _letters(db, now, min(letters, room - min(copies, room // 4)))
    left = min(room - len(taken), copies)
    waiting = _waiting(db, now, left) if left else []
    share = max(SHARE, left // max(1, len(waiting)))
    for mailing in waiting:
        if left <= 0:
            break
        found = _copies(db, mailing, now, min(share, left))
        left -= len(found)
        taken += found
    if taken:
        db.execute(
            "UPDATE delivery SET state='trying', tries=tries+1, tried=?, due=?"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (now, next_due, json.dumps([one.id for one in taken])),
        )
    return taken


def _waiting(db: Db, now: float, most: int) -> list[Row]:
    """The mailings that were served longest ago and have copies due."""
    return db.rows(
        "SELECT id, kind, list, created FROM mailing WHERE urgent = 0 AND due <= ?"
        " ORDER BY due, id LIMIT ?",
        now,
        min(most, MAILINGS),
    )


def next_due(db: Db) -> float | None:
    """When the next row may leave; None when none waits."""
    found: float | None = db.value("SELECT min(due) FROM mailing WHERE due IS NOT NULL")
    return found


def _letters(db: Db, now: float, room: int) -> list[Delivery]:
    rows = db.execute(
        """
        SELECT delivery.id, mailing.id, kind, rendition, delivery.person, address, list, tries + 1,
               created, 1
        FROM mailing JOIN delivery ON delivery.mailing = mailing.id
        WHERE urgent = 1 AND mailing.due <= ? AND state = 'due' ORDER BY mailing.due, mailing.id
        LIMIT ?
        """,
        (now, room),
    ).fetchall()
    if rows:
        _set_due(db, [(row[1], None) for row in rows])
    return [Delivery(*row) for row in rows]


def _copies(db: Db, mailing: Row, now: float, room: int) -> list[Delivery]:
    """Due copies of one broadcast; who left, paused or was stopped since is withdrawn instead."""
    rows = db.packed(
        "id, rendition, person, address, tries, reads, again",
        """
        SELECT delivery.id, rendition, delivery.person, tries + 1 AS tries,
               coalesce(nullif(delivery.address, ''), address.address) AS address,
               delivery.address != '' OR coalesce(
                   member.delivery != 'none' AND coalesce(paused_until, 0) <= ?
                   AND person.stopped IS NULL AND address.address IS NOT NULL, 0) AS reads,
               reply = ? AS again
        FROM delivery
        LEFT JOIN member ON member.list = ? AND member.person = delivery.person
        LEFT JOIN person ON person.id = delivery.person
        LEFT JOIN address ON address.person = delivery.person AND main = 1
        WHERE mailing = ? AND state = 'due' AND due <= ? ORDER BY due, delivery.id LIMIT ?
        """,
        now,
        QUOTA,
        mailing["list"],
        mailing["id"],
        now,
        room,
    )
    following: float | None = now
    if len(rows) < room:  # what is left is due later
        following = db.value(
            "SELECT min(due) FROM delivery WHERE mailing=? AND state='due' AND due > ?",
            mailing["id"],
            now,
        )
    _set_due(db, [(mailing["id"], following)])
    gone = [id_ for id_, *_, reads, _ in rows if not reads]
    withdraw(db, gone, "left or paused before sending", now)
    return [
        Delivery(
            id=id_,
            mailing=mailing["id"],
            kind=mailing["kind"],
            rendition=rendition,
            person_id=person,
            address=address,
            list_id=mailing["list"],
            tries=tries,
            created=mailing["created"],
            returning=bool(again),
        )
        for id_, rendition, person, address, tries, reads, again in rows
        if reads
    ]


def record(db: Db, replies: Sequence[Reply], now: float) -> None:
    """Write what became of attempts."""
    said = [(r.delivery, r.state.value, r.text, r.due) for r in replies]
    db.execute(
        """
        UPDATE delivery SET state = said.state, reply = said.reply, due = said.due
        FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS state,
                     json_extract(value, '$[2]') AS reply, json_extract(value, '$[3]') AS due
              FROM json_each(?)) AS said
        WHERE delivery.id = said.id AND delivery.state = 'trying'
        """,
        (json.dumps(said),),
    )
    _come_again(db, [(r.mailing, r.due) for r in replies if r.state is DeliveryState.DUE])
    _finish_ended(db, {r.mailing for r in replies if r.state is not DeliveryState.DUE}, now)
    for reply in replies:
        if reply.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
            journal.note(db, "delivery", reply.delivery, reply.state.value, "", now)
    failures.refused(db, replies, now)


def release(db: Db, replies: Sequence[Reply]) -> None:
    """Put copies back untried, each until its `due`: out of the relay's reach, or of a quota."""
    said = [(r.delivery, r.text, r.due) for r in replies]
    db.execute(
        """
        UPDATE delivery SET state = 'due', tries = tries - 1, reply = said.reply, due = said.due
        FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS reply,
                     json_extract(value, '$[2]') AS due FROM json_each(?)) AS said
        WHERE delivery.id = said.id AND delivery.state = 'trying'
        """,
        (json.dumps(said),),
    )
    _come_again(db, [(r.mailing, r.due) for r in replies])


def give_back(db: Db, ids: Sequence[int], why: str, due: float, now: float) -> int:
    """Failed copies that were no fault of anybody's are due again; returns how many."""
    rows = db.rows(
        "UPDATE delivery SET state='due', reply=?, due=? WHERE state='failed'"
        " AND id IN (SELECT value FROM json_each(?)) RETURNING id, mailing",
        why,
        due,
        json.dumps(list(ids)),
    )
    for row in rows:
        db.execute("UPDATE mailing SET finished=NULL WHERE id=? AND collapsed=0", (row["mailing"],))
        journal.note(db, "delivery", row["id"], "given back", why, now)
    _come_again(db, [(row["mailing"], due) for row in rows])
    return len(rows)


def recover(db: Db, now: float) -> int:
    """At start: what was being tried is due again; what was half laid is forgotten.

    Returns how many copies were being tried.
    """
    for row in db.rows("SELECT id FROM mailing WHERE laid = 1"):
        while forget(db, row["id"], now):
            pass
    tried = db.rows("SELECT DISTINCT mailing FROM delivery WHERE state='trying'")
    n = db.execute("UPDATE delivery SET state='due', due=? WHERE state='trying'", (now,)).rowcount
    _come_again(db, [(row["mailing"], now) for row in tried])
    return n


# --- the state of a mailing -------------------------------------------------------------------


def _set_due(db: Db, mailings: Sequence[tuple[int, float | None]]) -> None:
    """When the next copies of these may leave; None: none waits."""
    db.execute(
        "UPDATE mailing SET due = said.due FROM (SELECT json_extract(value, '$[0]') AS id,"
        " json_extract(value, '$[1]') AS due FROM json_each(?)) AS said WHERE mailing.id = said.id",
        (json.dumps(mailings),),
    )


def _come_again(db: Db, dues: Iterable[tuple[int, float]]) -> None:
    """Copies of these mailings wait again until the instants given."""
    first: dict[int, float] = {}
    for mailing, due in dues:
        first[mailing] = min(due, first.get(mailing, math.inf))
    for mailing, due in first.items():
        db.execute(
            "UPDATE mailing SET due=? WHERE id=? AND (due IS NULL OR due > ?)", (due, mailing, due)
        )


def withdraw(db: Db, ids: Sequence[int], why: str, now: float) -> int:
    """Copies that wait are not to leave any more; returns how many."""
    if not ids:
        return 0
    rows = db.rows(
        "UPDATE delivery SET state='withdrawn', reply=? WHERE state='due'"
        " AND id IN (SELECT value FROM json_each(?)) RETURNING mailing",
        why,
        json.dumps(list(ids)),
    )
    _finish_ended(db, {row["mailing"] for row in rows}, now)
    return len(rows)


def _finish_ended(db: Db, mailings: Iterable[int], now: float) -> None:
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
    post = db.value("SELECT post FROM mailing WHERE id=? AND kind='post'", mailing)
    if post:
        spool.retire(db, post, now)


def bounced(db: Db, mailing: int, person: int, text: str, now: float) -> bool:
    """A report says that a sent copy did not arrive; True when that is news of a copy we know."""
    row = db.row(
        "UPDATE delivery SET state='failed', reply=? WHERE mailing=? AND person=? AND state='sent'"
        " RETURNING id",
        text,
        mailing,
        person,
    )
    if row is None:
        return False
    journal.note(db, "delivery", row["id"], "bounced", "", now)
    return True


# --- reading ----------------------------------------------------------------------------------


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


def asked(db: Db, mailing: int) -> str:
    """The question a letter asked; "" for most."""
    return str(db.value("SELECT asked FROM mailing WHERE id=?", mailing) or "")
