"""Passing on: a copy of a published post waits in the queue of another list.

Owns how such a copy is born: a post of its own, with a number of its own, from the same mail, in
the words as they were published, with what people have translated of these. It is held whatever the
other list's policy says, for nobody of that list has seen it. Its own thread there is found like
any other's. It may be taken back from here while it waits there.
"""

from __future__ import annotations

from collections.abc import Mapping

from listserv.model import PASSED_ON, MailingList, Post, State
from listserv.model.translations import Manner, Translation
from listserv.store import (
    decisions,
    journal,
    lists,
    posts,
    rulings,
    spool,
    translations,
    volunteers,
)
from listserv.store.base import Db
from listserv.store.decisions import Entry
from listserv.store.rulings import OvertakenError, Ruling

# What a copy takes over from the post; the rest is as of a new one.
_KEPT = (
    "mail, person, author, address, proof, subject, topic, message_id, refs, sent, language,"
    " languages, digest, text_digest, attachments, removed, kind, question, patient"
)

# In the book of decisions: of the post that was passed on, and of the copy that was taken back.
PASS, BACK = "pass", "pass-undone"
_WHY = "passed on"  # why there is the first version of a copy


def there(db: Db, number: int, list_id: int) -> int:
    """The number that the mail of a post has in another list, 0 where it has none, or a copy that
    was taken back."""
    found = db.value(
        "SELECT post.number FROM post JOIN post AS first ON first.number = ?"
        " WHERE post.list = ? AND post.mail = first.mail AND NOT EXISTS (SELECT 1 FROM decision"
        " WHERE decision.post = post.number AND what = ? AND undone IS NULL)"
        " ORDER BY post.number LIMIT 1",
        number,
        list_id,
        BACK,
    )
    return int(found or 0)


def pass_on(
    db: Db,
    number: int,
    list_id: int,
    by: int,
    now: float,
    short: tuple[str, str] = ("", ""),
    letter: int = 0,
) -> None:
    """Put a copy there, or raise OvertakenError: the mail came there since we looked.

    `short` is what she says of it in a few words, and their language; `letter` tells of it.
    """
    if there(db, number, list_id):
        raise OvertakenError(f"post {number}")
    born = copy(db, number, list_id, by, now)
    if born:
        said = say_in_short(db, born, by, now, short)
        _remember(db, number, by, now, {"copy": born, "born": True, "short": said}, letter)


def add_in_short(
    db: Db, number: int, copy: int, by: int, now: float, short: tuple[str, str], letter: int = 0
) -> None:
    """Her few words go to the copy of a post that is there already."""
    if said := say_in_short(db, copy, by, now, short):
        _remember(db, number, by, now, {"copy": copy, "born": False, "short": said}, letter)


def _remember(
    db: Db, number: int, by: int, now: float, before: Mapping[str, object], letter: int
) -> None:
    list_id = db.value("SELECT list FROM post WHERE number = ?", number)
    decisions.remember(db, list_id, number, by, PASS, now, "", before, letter)


def say_in_short(db: Db, number: int, by: int, now: float, short: tuple[str, str]) -> int:
    """Keep somebody's few words about a post, for who does not read its language; with her name,
    where she has not said that she translates without. Returns the id of the translation, or 0."""
    text, language = short
    post = posts.get(db, number)
    if post is None or not text:
        return 0
    one = Translation(number, post.version, language, Manner.ABSTRACT, text, person_id=by)
    return translations.keep(db, one, now, credited=volunteers.is_credited(db, by))


def copy(db: Db, number: int, list_id: int, by: int, now: float) -> int:
    """Put a copy of a post into another list's queue; returns its number, 0 when it has one."""
    row = db.row(
        "SELECT text, list FROM post JOIN version ON version.post = number AND n = post.version"
        " WHERE number = ?",
        number,
    )
    if row is None or there(db, number, list_id):
        return 0
    cursor = db.execute(
        f"INSERT INTO post (list, state, reasons, version, author_told, {_KEPT})"
        f" SELECT ?, ?, json_array(?), 1, ?, {_KEPT} FROM post WHERE number = ?",
        (list_id, State.HELD.value, PASSED_ON, now, number),
    )
    born = int(cursor.lastrowid or 0)
    spool.new_version(db, born, 1, row["text"], by, _WHY, now)
    translations.take_along(db, number, born)
    journal.note(db, "post", born, "held", f"passed on from post {number} by person {by}", now)
    db.hint("herald")
    return born


# --- what became of it ----------------------------------------------------------------------------


def passed_by(db: Db, number: int) -> int:
    """The person who passed on what is a copy now, else 0."""
    by = db.value("SELECT by FROM version WHERE post = ? AND n = 1 AND why = ?", number, _WHY)
    return int(by or 0)


def place(db: Db, entry: Entry) -> tuple[MailingList, Post] | None:
    """Where the copy is that an entry of the book tells of."""
    post = posts.get(db, entry.before["copy"])
    target = lists.by_id(db, post.list_id) if post else None
    return (target, post) if target and post else None


def take_back(db: Db, entry: Entry, by: int, now: float, mail: int = 0) -> bool:
    """Take back a copy that waits, or words that were added to one; False for "not now": it is
    decided there."""
    number, born = entry.before["copy"], entry.before["born"]
    waits = db.value("SELECT state FROM post WHERE number = ?", number) == State.HELD
    if (born and not waits) or not decisions.undone(db, entry.id, now, mail):
        return False
    if entry.before["short"]:
        translations.take_back(db, entry.before["short"], by, now)
    if born:
        changes = {"awaits": "", "awaits_since": None}
        rulings.rule(db, Ruling(number, 0, by, BACK, state=State.REFUSED, changes=changes), now)
    journal.note(db, "post", entry.post, "undone", f"{PASS}, by person {by}", now)
    return True


def was_taken_back(db: Db, number: int) -> bool:
    """Whether a copy was taken back by who passed it on."""
    return any(one.what == BACK for one in decisions.of_post(db, number))
