"""The spool: from the 250 to the verdict.

Owns `mail` (raw bytes and envelope), the first states of `post`, and the rows of `errand` at
their birth. `accept` is the one instant at which a mail becomes ours: the door answers 250 after
its commit. A crash before that leaves the mail with the peer, a crash after it leaves it here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple, dataclass

from listserv.model import (
    Action,
    Arrival,
    Envelope,
    Origin,
    Person,
    Post,
    Proof,
    Purpose,
    Reading,
    State,
    Token,
    Verdict,
)
from listserv.store import failures, fairness, journal, posts
from listserv.store.base import Db, Row
from listserv.text import threads
from listserv.text.dates import DAY

RETRY_SECONDS = 30.0
TRIES = 3
WEEK = 7 * DAY
ORIGIN = "mail_from, peer, trusted, received, client, helo"  # columns of `mail`

# An SQL condition on `post`: it came from the address ?1, or another one of the same person.
HERS = """
    post.address != '' AND post.address IN (SELECT ?1 UNION
        SELECT other.address FROM address AS this JOIN address AS other USING (person)
        WHERE this.address = ?1)
"""

_STATE = {
    Action.APPROVE: State.APPROVED,
    Action.HOLD: State.HELD,
    Action.REFUSE: State.REFUSED,
    Action.COMMAND: State.DROPPED,
    Action.DROP: State.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Accepted:
    mail_id: int
    numbers: tuple[int, ...]  # of the posts born
    errands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Twins:
    """What the rules must know about mail that came before this one."""

    repeat_of: int = 0
    same_id: int = 0
    same_text: int = 0


def accept(db: Db, envelope: Envelope, raw: bytes) -> Accepted:
    """Keep a mail: its bytes once, a post or an errand for each destination."""
    mail_id = keep(db, envelope, raw)
    numbers, errands = [], []
    for destination in envelope.destinations:
        if destination.purpose in (Purpose.POST, Purpose.REPLY):
            under = destination.token.first if destination.token else 0
            numbers.append(_born(db, mail_id, destination.list_id, under))
        else:
            errands.append(
                errand(
                    db,
                    mail_id,
                    destination.list_id,
                    destination.purpose,
                    destination.address,
                    destination.token,
                    destination.command,
                )
            )
    for number in numbers:
        journal.note(db, "post", number, "received", "", envelope.received)
    for errand_id in errands:
        journal.note(db, "errand", errand_id, "received", "", envelope.received)
    return Accepted(mail_id, tuple(numbers), tuple(errands))


def keep(db: Db, envelope: Envelope, raw: bytes) -> int:
    """Keep raw bytes with their envelope; returns the mail's id."""
    cursor = db.execute(
        "INSERT INTO mail (received, peer, trusted, client, helo, mail_from, size, raw)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (
            envelope.received,
            envelope.peer,
            envelope.trusted,
            envelope.client,
            envelope.helo,
            envelope.mail_from,
            len(raw),
            raw,
        ),
    )
    return _id(cursor.lastrowid)


def _born(db: Db, mail_id: int, list_id: int, under: int) -> int:
    cursor = db.execute(
        "INSERT INTO post (mail, list, state, under) VALUES (?, ?, 'received', ?)",
        (mail_id, list_id, under),
    )
    db.hint("desk")
    return _id(cursor.lastrowid)


def errand(
    db: Db,
    mail_id: int,
    list_id: int,
    purpose: Purpose,
    address: str,
    token: Token | None,
    command: str,
) -> int:
    """Write an errand for a kept mail; returns its id."""
    came = db.row(f"SELECT {ORIGIN} FROM mail WHERE id = ?", mail_id)
    assert came is not None  # noqa: S101 - a mail is kept before its errands
    place = fairness.place(db, purpose, origin(came))
    cursor = db.execute(
        "INSERT INTO errand (mail, list, purpose, address, token, command, known, network, turn)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        (
            mail_id,
            list_id,
            purpose.value,
            address,
            json.dumps(token) if token else None,
            command,
            place.known,
            place.network,
            place.turn,
        ),
    )
    db.hint("clerk")
    return _id(cursor.lastrowid)


def _id(value: int | None) -> int:
    assert value is not None  # noqa: S101 - sqlite3 gives an id after every INSERT
    return value


def arrivals(db: Db, now: float, limit: int) -> list[Arrival]:
    """Posts that wait for the desk, oldest first."""
    rows = db.rows(
        f"""
        SELECT post.number, post.mail AS mail_id, post.list AS list_id, {ORIGIN},
               mail.size, post.under, post.tries
        FROM post JOIN mail ON mail.id = post.mail
        WHERE post.state = 'received' AND post.due <= ? ORDER BY post.number LIMIT ?
        """,
        now,
        limit,
    )
    return [
        Arrival(
            number=row["number"],
            mail_id=row["mail_id"],
            list_id=row["list_id"],
            origin=origin(row),
            size=row["size"],
            under=row["under"],
            tries=row["tries"],
        )
        for row in rows
    ]


def origin(row: Row) -> Origin:
    """Where a mail came from, of a row that holds the columns ORIGIN."""
    return Origin(
        mail_from=row["mail_from"],
        peer=row["peer"],
        trusted=bool(row["trusted"]),
        received=row["received"],
        client=row["client"],
        helo=row["helo"],
    )


def raw(db: Db, mail_id: int) -> bytes:
    """The bytes of a mail as they came."""
    found: bytes = db.value("SELECT raw FROM mail WHERE id = ?", mail_id)
    return found


def post(db: Db, number: int) -> Post | None:
    return posts.get(db, number)


def has_post(db: Db, list_id: int, mail_id: int, message_id: str) -> bool:
    """Whether a mail came to a list as well: by its Message-ID, or in the same transaction.

    The post of that is among the newest, and has no Message-ID before the desk has read it."""
    return bool(
        db.value(
            """
            SELECT 1 FROM post WHERE list = ? AND message_id = ? AND message_id != ''
            UNION ALL
            SELECT 1 FROM (SELECT list, mail FROM post ORDER BY number DESC LIMIT 1000)
            WHERE list = ? AND mail = ?
            """,
            list_id,
            message_id,
            list_id,
            mail_id,
        )
    )


def twins(db: Db, arrival: Arrival, reading: Reading) -> Twins:
    """Posts judged before that this one repeats: the same mail, the same id, the same words."""
    before = (
        db.rows(
            "SELECT number, digest FROM post WHERE list = ? AND message_id = ? AND number != ?"
            " AND state != 'received' ORDER BY number",
            arrival.list_id,
            reading.message_id,
            arrival.number,
        )
        if reading.message_id
        else []
    )
    repeats = [row["number"] for row in before if row["digest"] == reading.digest]
    same_text = (
        db.value(
            f"""
            SELECT post.number FROM post JOIN mail ON mail.id = post.mail
            WHERE text_digest = ?2 AND text_digest != '' AND {HERS} AND number != ?3
                AND mail.received > ?4
            ORDER BY number
            """,
            reading.from_address,
            reading.text_digest,
            arrival.number,
            arrival.origin.received - WEEK,
        )
        if reading.text_digest
        else None
    )
    return Twins(
        repeat_of=repeats[0] if repeats else 0,
        same_id=before[0]["number"] if before and not repeats else 0,
        same_text=same_text or 0,
    )


def was_said(db: Db, reading: Reading) -> bool:
    """Whether the same address wrote the very same words to a list."""
    return bool(
        reading.text_digest
        and db.value(
            "SELECT 1 FROM post WHERE text_digest = ? AND address = ? LIMIT 1",
            reading.text_digest,
            reading.from_address,
        )
    )


def settle(
    db: Db,
    arrival: Arrival,
    verdict: Verdict,
    reading: Reading,
    proof: Proof,
    author: Person | None,
    topic: str,
    sent: float,
    now: float,
) -> None:
    """Write the desk's verdict and all that was read from the mail.

    `topic` is the subject as it would be published, `sent` the date to believe. Where cleaning
    left nothing, the first version is the whole text: whoever decides must see what it is.
    """
    state = _STATE[verdict.action]
    values = read_columns(reading) | {
        "state": state.value,
        "under": arrival.under,
        "reasons": json.dumps(verdict.reasons),
        "person": author.id if author else 0,
        "author": (author.name if author else "") or reading.from_name,
        "proof": f"{proof.how} {proof.domain}".strip(),
        "topic": topic,
        "sent": sent,
        "version": 1,
        "decided": None if state is State.HELD else now,
        "awaits": "private" if verdict.asks_author else "",
        "awaits_since": now if verdict.asks_author else None,
    }
    changed = db.execute(
        f"UPDATE post SET {', '.join(f'{name}=?' for name in values)}"
        " WHERE number=? AND state='received'",
        (*values.values(), arrival.number),
    ).rowcount
    if not changed:
        return  # judged already: what a failed round left running meets the next one
    text = reading.clean if reading.clean.strip() else reading.text
    new_version(db, arrival.number, 1, text, author.id if author else 0, "as read", now)
    journal.note(db, "post", arrival.number, state.value, ", ".join(verdict.reasons), now)
    if author and proof and not reading.automatic:
        failures.heard_from(db, author.id, now)
    if verdict.action is Action.COMMAND:
        errand(db, arrival.mail_id, arrival.list_id, Purpose.REQUEST, "", None, verdict.command)
    db.hint("table" if state is State.APPROVED else "herald")
    if verdict.asks_author:
        db.hint("asker")


def read_columns(reading: Reading) -> dict[str, object]:
    """What a post keeps of its reading, by column."""
    return {
        "address": reading.from_address,
        "subject": reading.subject,
        "message_id": reading.message_id,
        "refs": json.dumps(threads.ancestry(reading.references, reading.in_reply_to)),
        "language": reading.language,
        "languages": json.dumps(reading.languages),
        "digest": reading.digest,
        "text_digest": reading.text_digest,
        "patient": json.dumps(reading.patient),
        "attachments": json.dumps([astuple(item) for item in reading.attachments]),
        "removed": json.dumps(asdict(reading.removed)),
    }


def new_version(db: Db, number: int, n: int, text: str, by: int, why: str, now: float) -> None:
    """Keep a version of a post's text; earlier ones stay."""
    db.execute(
        "INSERT OR REPLACE INTO version (post, n, text, made, by, why) VALUES (?,?,?,?,?,?)",
        (number, n, text, now, by, why),
    )


def words_of(db: Db, number: int, n: int) -> str | None:
    """The text of a version of a post; None where none is kept."""
    found = db.value("SELECT text FROM version WHERE post = ? AND n = ?", number, n)
    return None if found is None else str(found)


def shunt(db: Db, number: int, detail: str, now: float) -> None:
    """A room could not digest this post: try again later, after three tries keep it for a human."""
    tries = db.value("SELECT tries FROM post WHERE number = ?", number) + 1
    if tries >= TRIES:
        db.execute(
            "UPDATE post SET state='shunted', noticed=NULL, tries=?, detail=? WHERE number=?",
            (tries, detail, number),
        )
        journal.note(db, "post", number, "shunted", detail.strip().splitlines()[-1][:200], now)
        db.hint("herald")
    else:
        db.execute(
            "UPDATE post SET tries=?, due=?, detail=? WHERE number=?",
            (tries, now + RETRY_SECONDS * tries, detail, number),
        )


def retire(db: Db, number: int, now: float) -> None:
    """Every copy of a post has ended: it is done."""
    changed = db.execute(
        "UPDATE post SET state='done' WHERE number=? AND state='out'", (number,)
    ).rowcount
    if changed:
        journal.note(db, "post", number, "done", "", now)


def put_back(db: Db, number: int, why: str, now: float) -> None:
    """Copies of a post wait again: it is not done."""
    changed = db.execute(
        "UPDATE post SET state='out' WHERE number=? AND state='done'", (number,)
    ).rowcount
    if changed:
        journal.note(db, "post", number, "out", why, now)


def counts(db: Db) -> dict[str, int]:
    """Posts by state."""
    return {
        row["state"]: row["n"]
        for row in db.rows("SELECT state, count(*) AS n FROM post GROUP BY state ORDER BY state")
    }
