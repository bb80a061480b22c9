"""The ledger: every recipient of every mailing has a row (rule 2).

Owns `delivery`, from the instant that a mailing is opened (laying) to the last answer; only the
postmaster's word makes rows due besides (queue).

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
    Delivery,
    DeliveryState,
    Letter,
    Publication,
    Rendition,
    Reply,
)
from listserv.store import failures, journal, laying, mailings, shelf, twins
from listserv.store.base import Db, Row

SHARE = 25  # copies that a mailing gets at once, at least, when many wait
MAILINGS = 200  # that are looked at in one round
TOGETHER = 3600.0  # seconds after a mailing of welcomes was made in which others join it
QUOTA = "waiting for quota"  # the reply of a copy that a rate keeps back


# --- what is to leave -------------------------------------------------------------------------


def fan_out(db: Db, number: int, publication: Publication, mailing: int, now: float) -> bool:
    """Publish an approved post: its place, its laid copies, its marks; all or nothing.

    False when the post is not waiting to go out (any more), or not in the version that was laid;
    or where somebody whom it was laid for has got its twin meanwhile. `now` is when the table began
    to cook.
    """
    if twins.doubled(db, number, mailing):
        return False
    list_id = db.value("SELECT list FROM post WHERE number=?", number)
    changed = db.execute(
        """
        UPDATE post SET state='out', published=?, recalled=NULL, thread=?, parent=?, position=?,
            topic=?, permalink=?, until=?, gathered=? WHERE number=? AND state='approved'
            AND version = (SELECT version FROM mailing WHERE id=?)
        """,
        (
            after_digests(db, list_id, now),
            publication.thread,
            publication.parent,
            publication.position,
            publication.topic,
            publication.permalink,
            publication.until,
            publication.gathered,
            number,
            mailing,
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
    shelf.mark(db, row["list"], publication.thread)
    twins.mark(db, number)
    copies = db.value("SELECT count(*) FROM delivery WHERE mailing=?", mailing)
    journal.note(db, "post", number, "out", f"{copies} copies", now)
    laying.open_mailing(db, mailing, now)
    return True


def after_digests(db: Db, list_id: int, now: float) -> float:
    """When a post is published that was ready at `now`: a digest that was closed meanwhile is over,
    so it is after that, for the next."""
    closed = db.value("SELECT max(until) FROM issue WHERE list=?", list_id)
    return max(now, math.nextafter(closed or 0.0, math.inf))


def spool_letters(db: Db, letters: Iterable[Letter], now: float) -> None:
    """Spool letters to one person each; they go before any broadcast."""
    for letter in letters:
        db.execute(
            "INSERT INTO mailing (id, kind, list, person, shown, asked, urgent, created, due)"
            " VALUES (?,?,?,?,?,?,1,?,?)",
            (
                letter.id,
                letter.kind,
                letter.list_id,
                letter.person_id,
                json.dumps(letter.shown),
                letter.asked,
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


def spool_in_turn(db: Db, letters: Sequence[Letter], now: float, wait: float = 0.0) -> None:
    """Spool letters that are in no hurry, the welcomes of an import; all of one kind and list.

    Those that wait are one mailing, which takes turns with others: by themselves they would all
    be before whatever is posted next. Who is to get one already gets no second one. None leaves
    before `wait` seconds are over.
    """
    due = now + wait
    if not letters:
        return
    kind, list_id = letters[0].kind, letters[0].list_id
    mailing = db.value(
        "SELECT id FROM mailing WHERE kind=? AND list=? AND created > ? AND due IS NOT NULL"
        " AND urgent=0 ORDER BY created DESC LIMIT 1",
        kind,
        list_id,
        now - TOGETHER,
    )
    is_new = mailing is None
    if is_new:
        mailing = laying.lay(db, kind, list_id, now)
    first = db.value("SELECT coalesce(max(n) + 1, 0) FROM rendition WHERE mailing=?", mailing)
    said = [Rendition(letter.language, letter.head, letter.body) for letter in letters]
    laying.lay_renditions(db, mailing, said, first)
    db.many(
        "INSERT INTO delivery (mailing, rendition, person, address, due) VALUES (?,?,?,?,?)"
        " ON CONFLICT DO NOTHING",
        (
            (mailing, n, letter.person_id, letter.address, due)
            for n, letter in enumerate(letters, first)
        ),
    )
    if is_new:
        laying.open_mailing(db, mailing, due)
    else:
        mailings.come_again(db, [(mailing, due)])
        db.hint("road")


# --- attempts ---------------------------------------------------------------------------------


def take(db: Db, now: float, room: int, letters: int, copies: int) -> list[Delivery]:
    """Write attempts before they are made: at most `room` rows, which are `trying` from now on.

    Letters come first, at most `letters` of them, but a quarter of the room is left to copies where
    any may leave; of these at most `copies` are shared by the mailings that were served longest
    ago.
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
            "UPDATE delivery SET state='trying', tries=tries+1, tried=?"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (now, json.dumps([one.id for one in taken])),
        )
    return taken


def _waiting(db: Db, now: float, most: int) -> list[Row]:
    """The mailings that were served longest ago and have copies due."""
    return db.rows(
        "SELECT id, kind, list, created, rewritten FROM mailing WHERE urgent = 0 AND due <= ?"
        " ORDER BY due, id LIMIT ?",
        now,
        min(most, MAILINGS),
    )


def next_due(db: Db) -> float | None:
    """When the next row may leave; None when none waits."""
    found: float | None = db.value("SELECT min(due) FROM mailing WHERE due IS NOT NULL")
    return found


def _letters(db: Db, now: float, room: int) -> list[Delivery]:
    rows = db.rows(
        """
        SELECT delivery.id, mailing.id AS mailing, kind, rendition, delivery.person AS person_id,
               address, list AS list_id, tries + 1 AS tries, created, rewritten
        FROM mailing JOIN delivery ON delivery.mailing = mailing.id
        WHERE urgent = 1 AND mailing.due <= ? AND state = 'due' ORDER BY mailing.due, mailing.id
        LIMIT ?
        """,
        now,
        room,
    )
    if rows:
        mailings.set_due(db, [(row["mailing"], None) for row in rows])
    return [Delivery(**row, urgent=True) for row in rows]


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
    mailings.set_due(db, [(mailing["id"], following)])
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
            rewritten=mailing["rewritten"],
        )
        for id_, rendition, person, address, tries, reads, again in rows
        if reads
    ]


def record(db: Db, replies: Sequence[Reply], now: float) -> None:
    """Write what became of attempts."""
    _write_down(db, replies, untried=False)
    mailings.come_again(db, [(r.mailing, r.due) for r in replies if r.state is DeliveryState.DUE])
    mailings.finish_ended(db, {r.mailing for r in replies if r.state is not DeliveryState.DUE}, now)
    for reply in replies:
        if reply.state in (DeliveryState.FAILED, DeliveryState.EXPIRED):
            journal.note(db, "delivery", reply.delivery, reply.state.value, "", now)
    failures.refused(db, replies, now)


def release(db: Db, replies: Sequence[Reply]) -> None:
    """Put copies back untried, each until its `due`: out of the relay's reach, or of a quota."""
    _write_down(db, replies, untried=True)
    mailings.come_again(db, [(r.mailing, r.due) for r in replies])


def _write_down(db: Db, replies: Sequence[Reply], *, untried: bool) -> None:
    """The answers in one statement; an attempt that was none is not counted."""
    said = [(r.delivery, r.state.value, r.text, r.due) for r in replies]
    db.execute(
        """
        UPDATE delivery SET state = said.state, reply = said.reply, due = said.due,
            tries = tries - ?
        FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS state,
                     json_extract(value, '$[2]') AS reply, json_extract(value, '$[3]') AS due
              FROM json_each(?)) AS said
        WHERE delivery.id = said.id AND delivery.state = 'trying'
        """,
        (untried, json.dumps(said)),
    )


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
        journal.note(db, "delivery", row["id"], "given back", why, now)
    for mailing in {row["mailing"] for row in rows}:
        mailings.reopen(db, mailing, why, now)
    mailings.come_again(db, [(row["mailing"], due) for row in rows])
    return len(rows)


def recover(db: Db, now: float) -> int:
    """At start: what was being tried is due again; what was half laid is forgotten.

    Returns how many copies were being tried.
    """
    db.wipes = True  # what was redacted right before a crash may be in the log still
    for row in db.rows("SELECT id FROM mailing WHERE laid = 1"):
        while laying.forget(db, row["id"], now):
            pass
    tried = db.rows("SELECT DISTINCT mailing FROM delivery WHERE state='trying'")
    n = db.execute("UPDATE delivery SET state='due', due=? WHERE state='trying'", (now,)).rowcount
    mailings.come_again(db, [(row["mailing"], now) for row in tried])
    return n


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
    mailings.finish_ended(db, {row["mailing"] for row in rows}, now)
    return len(rows)


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
