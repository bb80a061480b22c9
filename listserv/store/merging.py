"""Two persons who are one: all that names the younger names the older from then on.

Owns `merged`. It is one transaction, and no query of it reads a table from end to end that grows
with posts and letters: what names a person is found by an index, her copies by the mailings of a
fortnight. Read whole are what facilitators were asked by hand: requests to join, and invitations.
A column that names persons and is not in this file is found by a test. Where both had something of
a kind, what stays is said beside each step; a ban stays, and what she asked to be kept from.
"""

from __future__ import annotations

import json

from listserv.model import DeliveryMode, Standing
from listserv.store import journal, laying, ledger, members, persons, standings
from listserv.store.base import Db
from listserv.store.redactions import LookAgainError
from listserv.text.dates import DAY

# Columns that name a person, where she may be named any number of times.
PLAIN = (
    *(("post", "person"), ("post", "decided_by"), ("post", "taken_by"), ("version", "by")),
    *(("decision", "by"), ("mailing", "person"), ("confirmation", "person"), ("mode", "person")),
    *(("applicant", "asked_by"), ("applicant", "decided_by"), ("invitation", "by")),
    *(("complaint", "person"), ("merged", "is_now"), ("translation", "person")),
)
# Those of which a list, or an address, has one for each: what the older one said stays.
ONCE = (
    *(("moderator", "person"), ("filter", "person"), ("newcomer", "person")),
    *(("queue_wish", "person"), ("applicant_wish", "person"), ("likeness", "person")),
)
# Those that have a step of their own below.
APART = (
    *(("address", "person"), ("member", "person"), ("standing", "person")),
    *(("failure", "person"), ("trouble", "person"), ("delivery", "person")),
    *(("volunteer", "person"), ("translator", "person"), ("assignment", "person")),
)
# Where nobody is named whom we know: `merged` itself, who was erased; and what goes by itself.
NOBODY = (("merged", "person"), ("erasure", "person"), ("spelling", "person"))

_UNDOABLE = 60 * DAY  # how old a decision may be whose values name her
_FILLED = ("name", "country", "organisation", "profile", "timezone")
_STRICTEST = (Standing.BANNED, Standing.WATCHED, Standing.TRUSTED)


def is_bare(db: Db, person_id: int, admin: str) -> bool:
    """Whether somebody is no more than an address: on no list, and without a post."""
    return not (
        members.memberships(db, person_id)
        or db.value("SELECT 1 FROM post WHERE person = ? AND person != 0 LIMIT 1", person_id)
        or members.looks_after_a_list(db, person_id, admin)
    )


def merge(db: Db, one: int, other: int, main: str, now: float) -> int:
    """Make two persons one, whose main address is `main`, one of theirs; returns who stays: the
    older one. Somebody who is no more than an address is given to the other by `take` instead.
    Raises LookAgainError while copies are laid for a list that the younger alone is on."""
    stays, goes = min(one, other), max(one, other)
    _merge(db, stays, goes, main, now)
    return stays


def take(db: Db, person_id: int, address: str, admin: str, now: float, since: float = 0.0) -> None:
    """Give her an address, from `since` on or from now, also that of somebody who is nothing else.
    Raises persons.TakenError."""
    owner: int | None = db.value("SELECT person FROM address WHERE address = ?", address)
    if owner is not None and owner != person_id and is_bare(db, owner, admin):
        main = persons.addresses(db, person_id)[0]
        _merge(db, person_id, owner, main, now)
    persons.add_address(db, person_id, address, now, since)


def _merge(db: Db, stays: int, goes: int, main: str, now: float) -> None:
    reader: int = db.value("SELECT person FROM address WHERE address = ?", main)
    _values_of_decisions(db, stays, goes, now)
    _copies(db, stays, goes, now)
    _troubles(db, stays, goes, reader)
    _memberships(db, stays, goes, reader, now)
    _standings(db, stays, goes, now)
    _translating(db, stays, goes)
    for table, column in PLAIN:
        db.execute(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND {column} != 0", (stays, goes)
        )
    for table, column in ONCE:
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", (stays, goes))
        db.execute(f"DELETE FROM {table} WHERE {column} = ?", (goes,))
    _addresses(db, stays, goes, main, now)
    _own_words(db, stays, goes)
    db.execute("UPDATE journal SET ref = ? WHERE kind = 'person' AND ref = ?", (stays, goes))
    db.execute("DELETE FROM person WHERE id = ?", (goes,))
    db.execute("INSERT INTO merged (person, is_now) VALUES (?, ?)", (goes, stays))
    persons.shown_anew(db, stays)
    journal.note(db, "person", stays, "merged", f"with person {goes}", now)


# --- what the two had both ------------------------------------------------------------------------


def _copies(db: Db, stays: int, goes: int, now: float) -> None:
    """Rows of the ledger; after a fortnight there are none. What waits goes out once; what has left
    keeps the address that it went to, which is no longer hers alone to be known by."""
    found = "FROM mailing CROSS JOIN delivery ON delivery.mailing = mailing.id"
    rows = db.rows(
        f"SELECT delivery.id, delivery.mailing, address, state {found} AND delivery.person = ?"
        " WHERE collapsed = 0",
        goes,
    )
    hers = {
        row["mailing"]
        for row in db.rows(
            f"SELECT delivery.mailing {found} AND delivery.person = ?"
            " WHERE collapsed = 0 AND address = ''",
            stays,
        )
    }
    twice = [one["id"] for one in rows if not one["address"] and one["mailing"] in hers]
    ledger.withdraw(db, twice, "one person now", now)
    left = [one["id"] for one in rows if not one["address"] and one["state"] != "due"]
    db.execute(
        "UPDATE delivery SET address = (SELECT address FROM address WHERE person = ? AND main = 1)"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (goes, json.dumps([*twice, *left])),
    )
    db.execute(
        "UPDATE delivery SET person = ? WHERE id IN (SELECT value FROM json_each(?))",
        (stays, json.dumps([one["id"] for one in rows])),
    )


def _troubles(db: Db, stays: int, goes: int, reader: int) -> None:
    """What came back from the mailbox that is written to from now on; the other's is over."""
    other = goes if reader == stays else stays
    for table in ("failure", "trouble"):
        db.execute(f"DELETE FROM {table} WHERE person = ?", (other,))
        db.execute(f"UPDATE {table} SET person = ? WHERE person = ?", (stays, goes))
    stopped = db.value("SELECT stopped FROM person WHERE id = ?", reader)
    db.execute("UPDATE person SET stopped = ? WHERE id = ?", (stopped, stays))


def _memberships(db: Db, stays: int, goes: int, reader: int, now: float) -> None:
    """On a list of both she reads as she does at her main address, and not at all only where she
    reads at neither; her posts are those of both. A membership moves to a smaller number: what is
    being laid, from number to number, would pass her by, so it is waited for (LookAgainError)."""
    for one in members.memberships(db, goes):
        hers = members.member(db, one.list_id, stays)
        if hers is None:
            if laying.is_being_laid(db, one.list_id):
                raise LookAgainError
            continue
        read, other = (one, hers) if reader == goes else (hers, one)
        if read.delivery is DeliveryMode.NONE:
            read, other = other, read
        if hers.delivery is not read.delivery:
            members.set_delivery(db, one.list_id, stays, read.delivery, now)
        db.execute(
            "UPDATE member SET posts = posts + ?, joined = min(joined, ?), own_copies = ?,"
            " paused = ?, paused_until = ? WHERE list = ? AND person = ?",
            (
                *(one.posts, one.joined, read.own_copies, read.paused, read.paused_until),
                *(one.list_id, stays),
            ),
        )
        db.execute("DELETE FROM member WHERE list = ? AND person = ?", (one.list_id, goes))
        db.execute("DELETE FROM mode WHERE list = ? AND person = ?", (one.list_id, goes))
    db.execute("UPDATE member SET person = ? WHERE person = ?", (stays, goes))


def _standings(db: Db, stays: int, goes: int, now: float) -> None:
    """The strictest word of both: nobody gets rid of a ban by another address."""
    rows = db.rows("SELECT list, word FROM standing WHERE person = ?", goes)
    db.execute("DELETE FROM standing WHERE person = ?", (goes,))
    for row in rows:
        word, before = Standing(row["word"]), standings.standing(db, row["list"], stays)
        strictest = next(one for one in _STRICTEST if one in (word, before))
        if strictest is not before:
            standings.set_standing(db, row["list"], stays, strictest, 0, now)


def _translating(db: Db, stays: int, goes: int) -> None:
    """She has offered what either has, since the first of them did; the longer absence counts, a
    bound of texts counts before none, and no name stands where one of them wanted none. What either
    ended herself, she did. Of a text that both were asked for she has it as who has it still."""
    db.execute(
        "INSERT INTO volunteer (list, person, source, language, since)"
        " SELECT list, ?, source, language, since FROM volunteer WHERE person = ?"
        " ON CONFLICT DO UPDATE SET since = min(since, excluded.since)",
        (stays, goes),
    )
    db.execute("DELETE FROM volunteer WHERE person = ?", (goes,))
    db.execute(
        "INSERT INTO translator (person, most, away_until, credited, ended)"
        " SELECT ?, most, away_until, credited, ended FROM translator WHERE person = ?"
        " ON CONFLICT DO UPDATE SET most = max(most, excluded.most),"
        " away_until = max(coalesce(away_until, excluded.away_until),"
        "  coalesce(excluded.away_until, away_until)),"
        " credited = min(credited, excluded.credited),"
        " ended = (SELECT json_group_array(list) FROM (SELECT value AS list FROM json_each(ended)"
        "  UNION SELECT value FROM json_each(excluded.ended)))",
        (stays, goes),
    )
    db.execute("DELETE FROM translator WHERE person = ?", (goes,))
    db.execute(
        "DELETE FROM assignment WHERE person = ? AND ended IS NOT NULL AND task IN"
        " (SELECT task FROM assignment WHERE person = ? AND ended IS NULL)",
        (stays, goes),
    )
    db.execute("UPDATE OR IGNORE assignment SET person = ? WHERE person = ?", (stays, goes))
    db.execute("DELETE FROM assignment WHERE person = ?", (goes,))


def _addresses(db: Db, stays: int, goes: int, main: str, now: float) -> None:
    db.execute(
        "UPDATE address SET was_main = CASE main WHEN 1 THEN ? ELSE was_main END, main = 0"
        " WHERE person IN (?, ?)",
        (now, stays, goes),
    )
    db.execute(
        "UPDATE address SET person = ?, since = max(since, ?) WHERE person = ?", (stays, now, goes)
    )
    db.execute("UPDATE address SET main = 1, was_main = 0 WHERE address = ?", (main,))


def _own_words(db: Db, stays: int, goes: int) -> None:
    """What the older one has not said of herself the younger one says."""
    filled = ", ".join(f"{one} = coalesce(nullif({one}, ''), other.{one})" for one in _FILLED)
    filled = filled.replace("nullif(", "nullif(person.")
    db.execute(
        f"""
        UPDATE person SET {filled}, conceal = max(person.conceal, other.conceal),
            machine = min(person.machine, other.machine),
            daily_bytes = coalesce(nullif(person.daily_bytes, 0), other.daily_bytes),
            deceased = CASE WHEN other.deceased IS NULL THEN NULL ELSE person.deceased END
        FROM person AS other WHERE person.id = ? AND other.id = ?
        """,
        (stays, goes),
    )


def _values_of_decisions(db: Db, stays: int, goes: int, now: float) -> None:
    """What undoing puts back names her by her number too, on the lists that know her."""
    for name in ("person", "who", "taken_by"):
        db.execute(
            f"""
            UPDATE decision SET before = json_set(before, '$.{name}', ?)
            WHERE at > ? AND json_extract(before, '$.{name}') = ? AND list IN (
                SELECT list FROM member WHERE person = ? UNION
                SELECT list FROM moderator WHERE person = ? UNION
                SELECT list FROM standing WHERE person = ?)
            """,
            (stays, now - _UNDOABLE, goes, goes, goes, goes),
        )
