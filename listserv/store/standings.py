"""What moderators said of people and threads: trusted, watched, banned; slow, closed.

Owns `standing`, `banned` and `thread_rule`. A row that is not there is the ordinary case; every
change is one line of the journal, and gives back what was before, so that it can be undone. Who was
banned and then erased is banned still: nothing is kept of her but fingerprints of her addresses.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import Standing, ThreadRule
from listserv.store import journal
from listserv.store.base import Db
from listserv.text.addresses import inbox


def standing(db: Db, list_id: int, person_id: int) -> Standing:
    word = db.value("SELECT word FROM standing WHERE list = ? AND person = ?", list_id, person_id)
    return Standing(word or "")


def of_stranger(db: Db, list_id: int, address: str) -> Standing:
    """What somebody is whom nobody knows: banned, where she was that before she was erased."""
    found = db.value(
        "SELECT 1 FROM banned WHERE list = ? AND fingerprint = keyed(?)", list_id, inbox(address)
    )
    return Standing.BANNED if found else Standing.ORDINARY


def keep_bans(db: Db, person_id: int, addresses: Sequence[str]) -> int:
    """Who is being erased stays banned where she is; returns on how many lists."""
    banned = db.rows("SELECT list FROM standing WHERE person = ? AND word = 'banned'", person_id)
    db.many(
        "INSERT OR IGNORE INTO banned (list, fingerprint) VALUES (?, keyed(?))",
        [(row["list"], inbox(one)) for row in banned for one in addresses],
    )
    return len(banned)


def take_bans_up(db: Db, person_id: int, address: str) -> None:
    """Somebody new has an address that was banned: the ban is hers, and can be ended as any."""
    db.execute(
        "INSERT OR IGNORE INTO standing (list, person, word)"
        " SELECT list, ?, 'banned' FROM banned WHERE fingerprint = keyed(?)",
        (person_id, inbox(address)),
    )
    db.execute("DELETE FROM banned WHERE fingerprint = keyed(?)", (inbox(address),))


def set_standing(
    db: Db, list_id: int, person_id: int, word: Standing, by: int, now: float
) -> Standing:
    """Say what a person is on a list; returns what she was."""
    before = standing(db, list_id, person_id)
    db.execute("DELETE FROM standing WHERE list = ? AND person = ?", (list_id, person_id))
    if word:
        db.execute(
            "INSERT INTO standing (list, person, word) VALUES (?, ?, ?)",
            (list_id, person_id, word.value),
        )
    said = f"{word.value or 'ordinary'} on list {list_id}, by person {by}"
    journal.note(db, "person", person_id, "standing", said, now)
    return before


def thread_rule(db: Db, list_id: int, thread: int) -> ThreadRule:
    row = db.row(
        "SELECT each, closed_until FROM thread_rule WHERE list = ? AND thread = ?",
        list_id,
        thread,
    )
    return ThreadRule(**row) if row else ThreadRule()


def set_thread_rule(
    db: Db, list_id: int, thread: int, rule: ThreadRule, by: int, now: float
) -> ThreadRule:
    """Slow or close a thread; returns the rule that it had."""
    before = thread_rule(db, list_id, thread)
    db.execute("DELETE FROM thread_rule WHERE list = ? AND thread = ?", (list_id, thread))
    if rule != ThreadRule():
        db.execute(
            "INSERT INTO thread_rule (list, thread, each, closed_until) VALUES (?, ?, ?, ?)",
            (list_id, thread, rule.each, rule.closed_until),
        )
    said = f"each {rule.each}, closed until {rule.closed_until}, by person {by}"
    journal.note(db, "post", thread, "thread rule", said, now)
    return before
