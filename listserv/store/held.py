"""The moderation queue: held posts, their notices, the moderators' decisions.

Owns the marks that say who was told of a held post and how often, and what the clock does with one
that nobody decides. Each mark is one transaction with the letters that it stands for. Of two
moderators one decision counts; nothing here deletes anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from listserv.model import Letter, Post, State, Wait
from listserv.store import decisions, errands, issues, journal, ledger, posts, rulings
from listserv.store.base import Db
from listserv.store.rulings import Ruling
from listserv.text.dates import DAY

UNANSWERED = "unanswered"  # a reason: the author was asked, and has not answered
GIVEN_BACK = ("gave-back", "expired")  # to an author who is proven; kept, of any other
_SPAM = "instr(reasons, '\"marked-spam\"') > 0"  # a filter takes it for spam


def queue(db: Db, list_id: int | None = None) -> list[Post]:
    """Held posts, oldest first; of one list or of all."""
    if list_id is None:
        return posts.where(db, "post.state = 'held' ORDER BY number")
    return posts.where(db, "post.state = 'held' AND post.list = ? ORDER BY number", list_id)


def lists(db: Db) -> list[int]:
    """The lists on which something is held."""
    rows = db.rows("SELECT DISTINCT list FROM post WHERE state = 'held' ORDER BY list")
    return [row["list"] for row in rows]


def waits(db: Db, list_id: int) -> list[Wait]:
    """What waits for the moderators of a list, oldest first; cheap, for a burst asks it often."""
    rows = db.rows(
        f"""
        SELECT number, post.version, version.made, mail.received, noticed, reminded, put_off,
               taken_by, {_SPAM} AS spam, author_told,
               (SELECT max(max(at), coalesce(max(undone), 0)) FROM decision
                WHERE decision.post = number) AS stirred,
               CASE WHEN taken_by THEN
                   (SELECT max(at) FROM decision WHERE decision.post = number AND undone IS NULL
                    AND json_type(before, '$.taken_by') IS NOT NULL) END AS taken
        FROM post JOIN mail ON mail.id = post.mail
        LEFT JOIN version ON version.post = number AND version.n = post.version
        WHERE state = 'held' AND post.list = ? AND awaits = '' ORDER BY number
        """,
        list_id,
    )
    return [
        Wait(
            number=row["number"],
            version=row["version"],
            since=(row["made"] if row["version"] > 1 else None) or row["received"],
            received=row["received"],
            noticed=row["noticed"],
            stirred=row["stirred"] or 0.0,
            reminded=row["reminded"],
            put_off=row["put_off"],
            taken_by=row["taken_by"],
            taken=row["taken"] or 0.0,
            spam=bool(row["spam"]),
            author_told=row["author_told"] is not None,
        )
        for row in rows
    ]


def untold(db: Db) -> int:
    """How many posts nobody was told of yet; without what a filter takes for spam, which waits."""
    return int(
        db.value(
            "SELECT count(*) FROM post WHERE state = 'held' AND noticed IS NULL AND awaits = ''"
            f" AND NOT ({_SPAM})"
        )
    )


def these(db: Db, numbers: Sequence[int]) -> list[Post]:
    """Posts that are held still, by number."""
    marks = ",".join("?" * len(numbers))
    return posts.where(db, f"post.state = 'held' AND number IN ({marks}) ORDER BY number", *numbers)


def marked_spam(db: Db, numbers: Sequence[int]) -> set[int]:
    """Those of these posts that a filter takes for spam."""
    rows = db.rows(
        f"SELECT number FROM post WHERE {_SPAM} AND number IN (SELECT value FROM json_each(?))",
        json.dumps(list(numbers)),
    )
    return {row["number"] for row in rows}


def taken(db: Db, numbers: Sequence[int]) -> set[int]:
    """Those of these posts that a moderator takes care of."""
    rows = db.rows(
        "SELECT number FROM post WHERE taken_by != 0"
        " AND number IN (SELECT value FROM json_each(?))",
        json.dumps(list(numbers)),
    )
    return {row["number"] for row in rows}


def made_by(db: Db, number: int, version: int) -> tuple[int, bool]:
    """The person who made a version of a post (0: nobody we know), and whether as its author."""
    row = db.row("SELECT by, why FROM version WHERE post = ? AND n = ?", number, version)
    return (row["by"], row["why"] in ("author", "answer")) if row else (0, False)


def refused_untold(db: Db, limit: int) -> list[Post]:
    """Posts that the desk itself refused, whose author was not told yet."""
    return posts.where(
        db, "post.state = 'refused' AND noticed IS NULL ORDER BY number LIMIT ?", limit
    )


def failed_untold(db: Db, limit: int) -> list[Post]:
    """Posts that no room could digest, of which nobody was told yet."""
    return posts.where(
        db, "post.state = 'shunted' AND noticed IS NULL ORDER BY number LIMIT ?", limit
    )


def ask_for_queue(db: Db, list_id: int, person_id: int) -> None:
    """Somebody who moderates a list wants one mail of all that waits there, shown before or not."""
    db.execute(
        "INSERT OR IGNORE INTO queue_wish (list, person) VALUES (?, ?)", (list_id, person_id)
    )
    db.hint("herald")


def asked_for(db: Db) -> list[tuple[int, int]]:
    """(list, person) of those who want to see all that waits."""
    rows = db.rows("SELECT list, person FROM queue_wish ORDER BY list, person")
    return [(row["list"], row["person"]) for row in rows]


def queue_sent(db: Db, list_id: int, person_id: int, letters: Sequence[Letter], now: float) -> None:
    """She has her mail of all that waits, in these letters."""
    db.execute("DELETE FROM queue_wish WHERE list = ? AND person = ?", (list_id, person_id))
    ledger.spool_letters(db, letters, now)


# --- what the clock does --------------------------------------------------------------------------


def noticed(db: Db, numbers: Sequence[int], letters: Sequence[Letter], now: float) -> None:
    """These posts' people are told: by these letters, or there is nobody to tell."""
    fresh = _marked(db, "noticed", numbers, now)
    ledger.spool_letters(db, letters, now)
    if letters:
        for number in fresh:
            journal.note(db, "post", number, "told", "", now)


def author_told(db: Db, numbers: Sequence[int], letters: Sequence[Letter], now: float) -> None:
    """The authors of these know that they wait, or are not to be written to."""
    _marked(db, "author_told", numbers, now)
    ledger.spool_letters(db, letters, now)


def _marked(db: Db, column: str, numbers: Sequence[int], now: float) -> list[int]:
    """Note when something first happened to these posts; returns those to which it did."""
    rows = db.rows(
        f"UPDATE post SET {column} = ? WHERE {column} IS NULL"
        " AND number IN (SELECT value FROM json_each(?)) RETURNING number",
        now,
        json.dumps(list(numbers)),
    )
    return [row["number"] for row in rows]


def stepped(
    db: Db, numbers: Sequence[int], done: int, letters: Sequence[Letter], now: float
) -> None:
    """These were reminded of (1) or escalated (2): the next step counts from now."""
    rows = db.rows(
        "UPDATE post SET reminded = ?, noticed = ? WHERE state = 'held' AND reminded < ?"
        " AND number IN (SELECT value FROM json_each(?)) RETURNING number",
        done,
        now,
        done,
        json.dumps(list(numbers)),
    )
    ledger.spool_letters(db, letters, now)
    for row in rows:
        journal.note(db, "post", row["number"], "reminded" if done == 1 else "escalated", "", now)


def give_back(db: Db, number: int, reason: str, letters: Sequence[Letter], now: float) -> bool:
    """Nobody decided: the post goes back to its author, or is kept (GIVEN_BACK).

    False: it was decided meanwhile, and nothing happened.
    """
    ended = Ruling(number, 0, 0, reason, said=reason, state=State.REFUSED)
    if not rulings.rule(db, ended, now):
        return False
    ledger.spool_letters(db, letters, now)
    return True


def unanswered(db: Db, author: float, private: float) -> list[int]:
    """Held posts whose author has not answered; she was asked before then, or `private` before."""
    rows = db.rows(
        "SELECT number FROM post WHERE state = 'held' AND awaits != ''"
        " AND coalesce(awaits_since, 0) <= CASE awaits WHEN 'private' THEN ? ELSE ? END",
        private,
        author,
    )
    return [row["number"] for row in rows]


def come_back(db: Db, number: int, now: float) -> None:
    """A post waits for its author no more; the moderators are told, with that for a reason."""
    changed = db.execute(
        """
        UPDATE post SET awaits = '', awaits_since = NULL, noticed = NULL, reminded = 0,
            put_off = ?, author_told = coalesce(author_told, ?),
            reasons = json_insert(reasons, '$[#]', ?)
        WHERE number = ? AND state = 'held' AND awaits != ''
        """,
        (now, now, UNANSWERED, number),
    ).rowcount
    if changed:
        journal.note(db, "post", number, UNANSWERED, "", now)
        db.hint("herald")


def reopen(db: Db, number: int, by: int, now: float) -> bool:
    """Put a post that was given back into the queue again, as if it had come now.

    False: that is not what became of it.
    """
    last = next(iter(decisions.of_post(db, number)), None)
    if last is None or last.what not in GIVEN_BACK:
        return False
    changed = db.execute(
        "UPDATE post SET state = 'held', noticed = NULL, reminded = 0, put_off = ?, decided = NULL,"
        " decided_by = NULL WHERE number = ? AND state = 'refused'",
        (now, number),
    ).rowcount
    if not changed or not decisions.undone(db, last.id, now):
        return False
    journal.note(db, "post", number, "reopened", f"by person {by}", now)
    db.hint("herald")
    return True


# --- decisions ------------------------------------------------------------------------------------


def decide(
    db: Db,
    number: int,
    state: State,
    by: int,
    reason: str,
    now: float,
    letters: Sequence[Letter] = (),
) -> bool:
    """Approve or refuse a held post. False: it was not held (any more), and nothing changed.

    `by` is the moderator's person id, 0 for the command line.
    """
    what = "approve" if state is State.APPROVED else "refuse"
    ruling = Ruling(number, 0, by, what, said=reason, state=state)
    if not rulings.rule(db, ruling, now):
        return False
    ledger.spool_letters(db, letters, now)
    return True


def decision(db: Db, number: int) -> tuple[int, float]:
    """(person id, instant) of a post's decision; person 0 is a rule or the command line."""
    row = db.row("SELECT decided_by, decided FROM post WHERE number=?", number) or {}
    return row.get("decided_by") or 0, row.get("decided") or 0.0


def approved(db: Db, now: float, limit: int) -> list[Post]:
    """Posts that wait to be published, oldest decision first."""
    return posts.where(
        db,
        "post.state = 'approved' AND post.due <= ?1 AND coalesce(post.release, 0) <= ?1"
        " AND (urgent OR max(coalesce(post.paced, 0), coalesce(translating, 0)) <= ?1)"
        " ORDER BY urgent DESC, coalesce(decided, 0), number LIMIT ?2",
        now,
        limit,
    )


def untranslated(db: Db, limit: int) -> list[Post]:
    """Approved posts of lists that translate, for which nobody has looked who is to be asked."""
    return posts.where(
        db,
        "post.state = 'approved' AND translating IS NULL AND +post.list IN (SELECT id FROM list"
        " WHERE json_extract(policy, '$.translate') != 'off')"
        " ORDER BY coalesce(decided, 0), number LIMIT ?",
        limit,
    )


def paced(db: Db, number: int, turn: float) -> None:
    """An approved post waits for its turn, unless a facilitator sends it out at once."""
    db.execute("UPDATE post SET paced = ? WHERE number = ? AND state = 'approved'", (turn, number))


def waits_its_turn(db: Db, list_id: int, pace: int, now: float) -> bool:
    """Whether a post that is approved now has to wait, at a pace of so many a day (0: none)."""
    if not pace:
        return False
    out = issues.copied_since(db, list_id, now - DAY)
    if len(out) >= pace or any(one > now - DAY / pace for one in out):
        return True
    return bool(
        db.value(
            "SELECT 1 FROM post WHERE list = ? AND state = 'approved' AND urgent = 0"
            " AND coalesce(release, 0) <= ? LIMIT 1",
            list_id,
            now,
        )
    )


def always_proven(db: Db, address: str) -> bool:
    """Mail from this address came proven before, and never otherwise.

    Her posts count, and her mail to whatever address of ours, as far as it was proven. What was not
    counts only where a letter to her was answered, or a post was kept: to -request anybody may
    write in her name, and must not spoil her good record by that. An answer that was asked back
    because nothing proved it does not count: a second forgery must not pass because of the first.
    Nor does what her mail program sent by itself while she was away: nobody looks for its proof.
    """
    row = db.row(
        """
        SELECT sum(proof != '') AS proven, sum(proof = '') AS bare FROM (
            SELECT * FROM (SELECT proof FROM post WHERE address = ?1 AND version > 0
                           ORDER BY number DESC LIMIT 20)
            UNION ALL
            SELECT * FROM (SELECT proof FROM errand WHERE sender = ?1 AND state = 'done'
                           AND (proof NOT IN ('', ?2) OR purpose IN ('moderate', 'translate'))
                           AND outcome NOT LIKE '%asked back%unproven%'
                           AND outcome NOT LIKE '%asked back: whose%'
                           AND outcome NOT LIKE 'automatic:%' AND outcome NOT LIKE 'a complaint,%'
                           ORDER BY id DESC LIMIT 20)
        )
        """,
        address,
        errands.ANSWER,
    )
    return bool(row and row["proven"] and not row["bare"])


def unasked(db: Db, limit: int) -> list[Post]:
    """Posts whose author is to be asked whom they are for."""
    return posts.where(
        db,
        "post.state = 'held' AND awaits = 'private' AND author_told IS NULL"
        " ORDER BY post.list, number LIMIT ?",
        limit,
    )


def asked(db: Db, number: int, letter: Letter | None, now: float) -> None:
    """The author is asked by this letter; without one, there is nobody to ask, and the post waits
    for the moderators."""
    if letter is None:
        db.execute("UPDATE post SET awaits = '', awaits_since = NULL WHERE number = ?", (number,))
        db.hint("herald")
        return
    db.execute("UPDATE post SET author_told = ? WHERE number = ?", (now, number))
    ledger.spool_letters(db, [letter], now)
    journal.note(db, "post", number, "author asked", "for whom", now)
