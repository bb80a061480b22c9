"""Troubles: the people whose mail comes back, from the first failure to the last probe.

Owns `failure` after its birth, `trouble`, `outage`, a `complaint` at its birth, `person.stopped`.
Every step of a person is one transaction with the letter it causes, so a crash asks nobody twice
and stops nobody in silence. Nobody is removed here but who complained: that is leaving by another
button.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from listserv.model import (
    BROADCASTS,
    Case,
    Failure,
    Letter,
    Purpose,
    Token,
    Trouble,
)
from listserv.store import failures, journal, ledger, members, merged
from listserv.store.base import Db, Row
from listserv.text.dates import DAY

KEPT = 60 * DAY  # failures and complaints, for the monthly list

_FAILURE = """
SELECT id, at, person, domain, list AS list_id, mailing, about, kind, said, counted FROM failure
"""


# --- what comes in ----------------------------------------------------------------------------


def reported(db: Db, mailing: int, person: int, kind: str, said: str, now: float) -> bool:
    """A report says that a copy did not arrive; False where we know no such copy.

    A quick peer reports before the road has written that the copy left.
    """
    delivery = db.value(
        "SELECT id FROM delivery WHERE mailing=? AND person=? AND state IN ('sent', 'trying')",
        mailing,
        person,
    )
    if delivery is None:
        return False
    ledger.bounced(db, mailing, person, said, now)
    return failures.note(db, delivery, kind, said, now)


def reported_of(
    db: Db, mailing: int, addresses: Sequence[str], kind: str, said: str, now: float
) -> None:
    """A report on a copy that many share, or on a stranger's letter: its token names nobody.

    Of members, those whom it names by an address that such a copy went to.
    """
    if db.value("SELECT kind FROM mailing WHERE id=?", mailing) not in BROADCASTS:
        ledger.bounced(db, mailing, 0, said, now)
        return
    for address in addresses:
        person = db.value("SELECT person FROM address WHERE address=? AND main=1", address)
        if person:
            reported(db, mailing, person, kind, said, now)


def complained(db: Db, token: Token, now: float) -> bool:
    """She called a mail of ours spam: no more of that list. False where that ends nothing.

    A letter to a moderator is her work; the button under it ends no membership.
    """
    token = merged.token(db, token)
    list_id = token.second
    if token.purpose is Purpose.BOUNCES:
        row = db.row("SELECT list, kind FROM mailing WHERE id=?", token.second)
        if row is None or row["kind"] in failures.MODERATORS:
            return False
        list_id = row["list"]
    if not members.remove(db, list_id, token.first, "complaint", now):
        return False
    db.execute(
        "INSERT INTO complaint (at, person, list) VALUES (?,?,?)", (now, token.first, list_id)
    )
    return True


# --- judging and weighing ---------------------------------------------------------------------


def unjudged(db: Db, limit: int) -> list[Failure]:
    """Failures that nobody has read yet: what peers refused."""
    return [
        Failure(**row) for row in db.rows(f"{_FAILURE} WHERE kind='' ORDER BY id LIMIT ?", limit)
    ]


def judge(db: Db, kinds: Mapping[int, str]) -> None:
    """Say of failures, by id, what they mean."""
    db.many("UPDATE failure SET kind=? WHERE id=?", ((kind, id_) for id_, kind in kinds.items()))


def unweighed(db: Db, until: float) -> list[Failure]:
    """Failures up to an instant that are judged and not weighed, oldest first."""
    return [
        Failure(**row)
        for row in db.rows(
            f"{_FAILURE} WHERE counted IS NULL AND kind != '' AND at <= ? ORDER BY at, id", until
        )
    ]


def between(db: Db, since: float, until: float) -> list[Failure]:
    """All failures of a time."""
    return [Failure(**row) for row in db.rows(f"{_FAILURE} WHERE at BETWEEN ? AND ?", since, until)]


def readers(db: Db, domain: str) -> int:
    """How many members at a domain are written to every day."""
    return int(
        db.value(
            """
            SELECT count(DISTINCT member.person) FROM address
            JOIN member ON member.person = address.person
            JOIN person ON person.id = address.person
            WHERE main = 1 AND substr(address, instr(address, '@') + 1) = ?
            AND delivery IN ('each', 'daily', 'titles') AND stopped IS NULL
            """,
            domain,
        )
    )


def domains(db: Db, lists: Iterable[int]) -> int:
    """At how many domains these lists have members who get mail."""
    return int(
        db.value(
            """
            SELECT count(DISTINCT substr(address, instr(address, '@') + 1)) FROM member
            JOIN person ON person.id = member.person
            JOIN address ON address.person = member.person AND main = 1
            WHERE list IN (SELECT value FROM json_each(?)) AND delivery != 'none'
            AND stopped IS NULL
            """,
            json.dumps(sorted(lists)),
        )
    )


def outages(db: Db) -> list[tuple[str, float, float]]:
    """The outages that we know: domain ("" all, our own), since when, last seen."""
    return db.execute("SELECT domain, since, last FROM outage ORDER BY domain").fetchall()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What came of weighing some failures."""

    costs: Mapping[int, int]  # by failure id; 0 costs nothing
    troubles: Sequence[Trouble]
    outages: Sequence[tuple[str, float, float]]


def weigh(db: Db, weighed: Weighed, now: float) -> None:
    """Write what failures cost; all of it or nothing."""
    db.many(
        "UPDATE failure SET counted=? WHERE id=?",
        ((cost, id_) for id_, cost in weighed.costs.items()),
    )
    for one in weighed.troubles:
        db.execute(
            """
            INSERT INTO trouble (person, since, last, kind, said, score, day, cost)
            VALUES (:person, :since, :last, :kind, :said, :score, :day, :cost)
            ON CONFLICT (person) DO UPDATE SET last=:last, kind=:kind, said=:said, score=:score,
                day=:day, cost=:cost
            """,
            asdict(one),
        )
        journal.note(db, "person", one.person, "mail comes back", one.kind, now)
    db.many(
        "INSERT INTO outage (domain, since, last) VALUES (?,?,?)"
        " ON CONFLICT (domain) DO UPDATE SET since=excluded.since, last=excluded.last",
        weighed.outages,
    )
    db.execute("DELETE FROM failure WHERE at < ? AND counted IS NOT NULL", (now - KEPT,))
    db.execute("DELETE FROM outage WHERE last < ?", (now - KEPT,))
    db.execute("DELETE FROM complaint WHERE at < ?", (now - KEPT,))


# --- a person's steps -------------------------------------------------------------------------


def of(db: Db, person: int) -> Trouble | None:
    """The trouble of a person, if there is any."""
    row = db.row("SELECT * FROM trouble WHERE person=?", person)
    return Trouble(**row) if row else None


def cases(db: Db, quiet_since: float, heard: bool = False) -> list[Case]:
    """Everybody whose mail comes back, or only those of whom we heard since.

    What left before `quiet_since` and did not come back has arrived.
    """
    rows = db.rows(
        f"""
        SELECT trouble.*, person.stopped,
               EXISTS (SELECT 1 FROM member WHERE member.person = trouble.person) AS is_member,
               delivery.state AS probe_state, delivery.tried AS probe_tried,
               failure.id IS NOT NULL AS probe_failed, failure.counted AS probe_cost
        FROM trouble JOIN person ON person.id = trouble.person
        LEFT JOIN delivery ON delivery.mailing = probe AND delivery.person = trouble.person
        LEFT JOIN failure ON failure.mailing = probe AND failure.person = trouble.person
        {"WHERE trouble.heard IS NOT NULL" if heard else ""} ORDER BY trouble.person
        """
    )
    return [_case(db, row, quiet_since) for row in rows]


def _case(db: Db, row: Row, quiet_since: float) -> Case:
    trouble = Trouble(**{name: row[name] for name in Trouble.__slots__})
    return Case(
        trouble,
        bool(row["is_member"]),
        row["stopped"],
        row["probe_state"] or "",
        row["probe_tried"] or 0.0,
        bool(row["probe_failed"]),
        row["probe_cost"],
        row["stopped"] is None and _arrived(db, trouble, quiet_since),
    )


def _arrived(db: Db, trouble: Trouble, until: float) -> bool:
    """Is there a copy, made after the last failure and until then, that did not come back?

    CROSS JOIN keeps SQLite at her few lists; by itself it looks through every mailing there was.
    """
    kinds = ",".join("?" * len(BROADCASTS))
    return bool(
        db.value(
            f"""
            SELECT 1 FROM member
            CROSS JOIN mailing ON mailing.list = member.list AND mailing.kind IN ({kinds})
                AND mailing.created > ? AND mailing.created <= ?
            JOIN delivery ON delivery.mailing = mailing.id AND delivery.person = member.person
            WHERE member.person = ? AND state = 'sent' AND tried <= ? LIMIT 1
            """,
            *BROADCASTS,
            trouble.last,
            until,
            trouble.person,
            until,
        )
    )


def probe(db: Db, person: int, letter: Letter, now: float) -> bool:
    """Ask whether she can be reached; False when she is being asked already."""
    changed = db.execute(
        "UPDATE trouble SET probe=?, probes = probes + (SELECT stopped IS NOT NULL FROM person"
        " WHERE id=?) WHERE person=? AND probe=0",
        (letter.id, person, person),
    ).rowcount
    if changed:
        ledger.spool_letters(db, [letter], now)
        journal.note(db, "person", person, "probed", f"mailing {letter.id}", now)
    return bool(changed)


def close(db: Db, person: int, now: float) -> None:
    """A probe that told nothing, or what we knew, is over."""
    db.execute("UPDATE trouble SET probe=0 WHERE person=?", (person,))
    journal.note(db, "person", person, "probe came back", "", now)


def stop(db: Db, person: int, now: float) -> None:
    """Send her no copies any more; her memberships stay."""
    db.execute("UPDATE person SET stopped=? WHERE id=? AND stopped IS NULL", (now, person))
    db.execute("UPDATE trouble SET probe=0, probes=0, heard=NULL WHERE person=?", (person,))
    journal.note(db, "person", person, "stopped", "mail comes back", now)


def stopped_before(db: Db, person: int, said: str, now: float) -> None:
    """Somebody new whose mail came back elsewhere is stopped here, and looked after alike."""
    day = int(now // DAY)
    db.execute(
        "INSERT OR IGNORE INTO trouble (person, since, last, kind, said, score, day, cost)"
        " VALUES (?,?,?,'unknown',?,0,?,0)",
        (person, now, now, said, day),
    )
    stop(db, person, now)


def forget(db: Db, person: int, now: float) -> None:
    """Her mail goes to another mailbox from now on: what came back from the old one is over."""
    clear(db, person, "another address", now)
    db.execute("DELETE FROM failure WHERE person=?", (person,))
    db.execute("DELETE FROM complaint WHERE person=?", (person,))


def clear(db: Db, person: int, why: str, now: float, letters: Sequence[Letter] = ()) -> None:
    """Forget her trouble, and end the stop with the letters that say so."""
    db.execute("UPDATE person SET stopped=NULL WHERE id=?", (person,))
    if db.execute("DELETE FROM trouble WHERE person=?", (person,)).rowcount:
        ledger.spool_letters(db, letters, now)
        journal.note(db, "person", person, "trouble over", why, now)


def missed(db: Db, person: int, since: float, limit: int) -> list[Row]:
    """What came out since an instant on the lists that she reads, the newest first.

    A row has list, number, topic, author and address.
    """
    return db.rows(
        """
        SELECT post.list, number, topic, author, address
        FROM member JOIN post ON post.list = member.list
        WHERE member.person = ? AND member.delivery != 'none' AND published > ?
        ORDER BY published DESC, number DESC LIMIT ?
        """,
        person,
        since,
        limit,
    )


def missed_counts(db: Db, person: int, since: float) -> dict[int, int]:
    """How many there are, by list."""
    rows = db.execute(
        "SELECT post.list, count(*) FROM member JOIN post ON post.list = member.list"
        " WHERE member.person = ? AND member.delivery != 'none' AND published > ?"
        " GROUP BY post.list",
        (person, since),
    )
    return dict(rows.fetchall())
