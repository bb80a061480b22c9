"""What an erasure changes of posts and texts.

Owns the list of columns that may name somebody, and how each is written anew; mails, and what
copies are made from, are in sweeping.py, and which step is when in erasures.py. Every verb is one
transaction with the step that it ends, and does nothing where another process was quicker, or where
what it was decided on has changed: then it gives False, and the caller looks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from listserv.model import State
from listserv.store import erasures, journal, lists, recalls, scrubbing, shelf, tasks
from listserv.store.base import Db, Row
from listserv.store.erasures import Erasure

WHY = "erased"  # the reply of a copy that is not sent any more, and the event of a post

# An SQL condition on `post`: its author is being erased; see `who`.
HERS = (
    "((post.person = ?1 AND post.person != 0)"
    " OR (post.address != '' AND post.address IN (SELECT value FROM json_each(?2))))"
)


def who(one: Erasure) -> tuple[int, str]:
    return one.person, json.dumps(one.named.addresses)


# --- her posts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Post:
    """One of hers, as far as it matters here."""

    number: int
    list_id: int
    mail: int
    was_out: bool
    received: float
    thread: int
    version: int
    topic: str
    subject: str
    message_id: str
    references: tuple[str, ...]
    sent: float
    texts: Mapping[int, str]  # of its versions
    translations: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a translation."""

    id: int
    post: int
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """How a post is kept from now on."""

    author: str
    raw: bytes
    subject: str = ""
    topic: str = ""
    texts: Mapping[int, str] = field(default_factory=dict)  # by version; others go
    translations: Sequence[Said] = ()  # go where no text is kept
    mark: str = ""  # the text of the version that is shown, where none is kept


def posts(db: Db, one: Erasure, limit: int) -> list[Post]:
    """The next of her posts behind `one.place`."""
    rows = db.rows(
        "SELECT post.*, mail.received AS received FROM post JOIN mail ON mail.id = post.mail"
        f" WHERE number IN (SELECT number FROM post WHERE {HERS} AND number > ?3"
        "  ORDER BY number LIMIT ?4) ORDER BY number",
        *who(one),
        one.place,
        limit,
    )
    return [_post(db, row) for row in rows]


def _post(db: Db, row: Row) -> Post:
    texts = db.rows("SELECT n, text FROM version WHERE post = ?", row["number"])
    return Post(
        row["number"],
        row["list"],
        row["mail"],
        row["published"] is not None or row["was_out"] is not None,
        row["received"],
        row["thread"],
        row["version"],
        row["topic"],
        row["subject"],
        row["message_id"],
        tuple(json.loads(row["refs"])),
        row["sent"],
        {text["n"]: text["text"] for text in texts},
        _said(db, "post = ?", row["number"]),
    )


def by_policy(db: Db, person: int, addresses: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Titles of the lists on which posts of hers are or were out, by what becomes of these."""
    rows = db.rows(
        f"SELECT DISTINCT list FROM post WHERE {HERS}"
        " AND (published IS NOT NULL OR was_out IS NOT NULL) ORDER BY list",
        person,
        json.dumps(list(addresses)),
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if about := lists.by_id(db, row["list"]):
            found[about.policy.erase] = (*found.get(about.policy.erase, ()), about.title)
    return found


def hide(db: Db, before: Erasure, after: Erasure, post: Post, now: float) -> bool:
    """A post that goes is out of sight: nobody gets it, reads it or decides about it any more."""
    if not erasures.advance(db, before, after):
        return False
    state = db.value("SELECT state FROM post WHERE number = ?", post.number)
    if state in (State.OUT, State.DONE):
        recalls.recall(db, post.number, 0, now)
    elif state != State.RECALLED:
        db.execute(
            "UPDATE post SET state = CASE state WHEN 'dropped' THEN state ELSE 'refused' END,"
            " decided = coalesce(decided, ?),"
            " noticed = coalesce(noticed, ?), awaits = '', awaits_since = NULL WHERE number = ?",
            (now, now, post.number),
        )
    tasks.drop(db, post.number, now)
    # What was decided about it is not undone any more.
    db.execute(
        "UPDATE decision SET undone = ?, said = '', before = '{}'"
        " WHERE post = ? AND undone IS NULL",
        (now, post.number),
    )
    journal.note(db, "post", post.number, WHY, "", now)
    return True


def reform(db: Db, before: Erasure, after: Erasure, post: Post, form: Form, now: float) -> bool:
    """Give a post the form in which it is kept; it is nobody's from then on."""
    row = db.row("SELECT * FROM post WHERE number = ?", post.number)
    if row is None or _post(db, {**row, "received": post.received}) != post:
        return False
    if not erasures.advance(db, before, after):
        return False
    recalls.stop(db, post.number, now, WHY)
    texts = form.texts or {post.version: form.mark}
    db.execute("DELETE FROM version WHERE post = ?", (post.number,))
    db.many(
        "INSERT INTO version (post, n, text, made, why) VALUES (?, ?, ?, ?, ?)",
        [(post.number, n, text, now, WHY) for n, text in texts.items()],
    )
    if form.texts:
        _write_said(db, form.translations)
    else:  # what moderators wrote about it tells of it, and what it says in other languages
        _forget_translations(db, post.number)
        db.execute("UPDATE post SET notes = '[]' WHERE number = ?", (post.number,))
        db.execute("UPDATE decision SET said = '', before = '{}' WHERE post = ?", (post.number,))
    db.execute(
        "UPDATE post SET author = ?, subject = ?, topic = ?, person = 0, address = '', proof = '',"
        " attachments = '[]', patient = '[]', detail = '' WHERE number = ?",
        (form.author, form.subject, form.topic, post.number),
    )
    if form.texts or not _is_kept_elsewhere(db, post):
        forget_mail(db, post.mail, form.raw)
    scrubbing.later(db, "post", [post.number])
    scrubbing.later(db, "version", [post.number])
    if post.thread:
        shelf.mark(db, post.list_id, post.thread)
    journal.note(db, "post", post.number, WHY, "", now)
    return True


def _forget_translations(db: Db, number: int) -> None:
    of_post = "IN (SELECT id FROM task WHERE post = ?)"
    db.execute(f"DELETE FROM assignment WHERE task {of_post}", (number,))
    db.execute("DELETE FROM task WHERE post = ?", (number,))
    rows = db.rows("DELETE FROM translation WHERE post = ? RETURNING id", number)
    scrubbing.later(db, "translation", [row["id"] for row in rows])


def _is_kept_elsewhere(db: Db, post: Post) -> bool:
    """Whether the mail of a post that goes was one to another list too, where it stays."""
    return bool(
        db.value(
            "SELECT 1 FROM post WHERE mail = ? AND number != ? AND person = 0 AND address = ''"
            " AND published IS NOT NULL",
            post.mail,
            post.number,
        )
    )


def forget_mail(db: Db, mail: int, raw: bytes) -> None:
    """Keep these bytes of a mail, and nothing of where it came from."""
    db.execute(
        "UPDATE mail SET raw = ?, size = ?, mail_from = '', peer = '', client = '', helo = ''"
        " WHERE id = ?",
        (raw, len(raw), mail),
    )
    scrubbing.later(db, "mail", [mail])
    errands = db.rows(
        "UPDATE errand SET sender = '', proof = '', command = '', detail = '', network = ''"
        " WHERE mail = ? RETURNING id",
        mail,
    )
    scrubbing.later(db, "errand", [row["id"] for row in errands])


# --- what she translated --------------------------------------------------------------------------


def translated(db: Db, one: Erasure, limit: int) -> Sequence[Said]:
    """The next of her translations behind `one.place`."""
    which = "person = ? AND person != 0 AND id > ? ORDER BY id LIMIT ?"
    return _said(db, which, one.person, one.place, limit)


def unname(
    db: Db,
    before: Erasure,
    after: Erasure,
    was: Sequence[Said],
    made: Sequence[Said],
    now: float,
) -> bool:
    """What she translated stays, and nothing ties it to her, or to the rest of it."""
    same = (_said(db, "id = ?", one.id) == (one,) for one in was)
    if not all(same) or not erasures.advance(db, before, after):
        return False
    db.many(
        "UPDATE translation SET person = 0, credited = 0, mail = 0 WHERE id = ?",
        [(one.id,) for one in was],
    )
    _write_said(db, made)
    _shown_anew(db, [one.post for one in was], now)
    return True


def _said(db: Db, which: str, *values: object) -> tuple[Said, ...]:
    rows = db.rows(f"SELECT id, post, topic, text FROM translation WHERE {which}", *values)
    return tuple(Said(row["id"], row["post"], row["topic"], row["text"]) for row in rows)


def _write_said(db: Db, made: Sequence[Said]) -> None:
    db.many(
        "UPDATE translation SET topic = ?, text = ? WHERE id = ?",
        [(one.topic, one.text, one.id) for one in made],
    )
    scrubbing.later(db, "translation", [one.id for one in made])


# --- copies of her posts --------------------------------------------------------------------------


def own_mailings(db: Db, number: int) -> list[int]:
    """Mailings of copies of a post that are kept still."""
    rows = db.rows(
        "SELECT id FROM mailing WHERE post = ? AND post != 0 AND kind = 'post' AND collapsed = 0"
        " ORDER BY id",
        number,
    )
    return [row["id"] for row in rows]


def is_under_way(db: Db, mailing: int) -> bool:
    """Whether a copy of it is being sent right now."""
    found = db.value("SELECT 1 FROM delivery WHERE mailing = ? AND state = 'trying'", mailing)
    return bool(found)


# --- texts ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """A column that may name her: its table, the key whose order it is read in, all keys."""

    table: str
    column: str
    keys: tuple[str, ...]
    reach: int  # keys looked at in one step
    is_json: bool = False
    by_machine: bool = (
        False  # made by the program or a peer: an address of hers is all there can be
    )
    quotes: str = ""  # what of it may quote her: "marked" lines, or "all"


IDS = ("message_id", "refs")  # columns of a post that stay when its words go
PLACES = (
    Place("version", "text", ("post", "n"), 200, quotes="marked"),
    *(
        Place("post", column, ("number",), 400, is_json)
        for column, is_json in (
            *(("author", False), ("subject", False), ("topic", False), ("detail", False)),
            *(("message_id", False), ("refs", True), ("attachments", True), ("notes", True)),
            ("patient", True),
        )
    ),
    Place("summary", "title", ("id",), 200),
    Place("summary", "text", ("id",), 200, quotes="all"),
    Place("decision", "said", ("id",), 1000),
    Place("decision", "before", ("id",), 1000, is_json=True),
    Place("mailing", "asked", ("id",), 5000),
    Place("confirmation", "command", ("id",), 1000),
    Place("confirmation", "name", ("id",), 1000),
    *(
        Place("applicant", column, ("id",), 500)
        for column in ("name", "said", "question", "answer", "consent")
    ),
    Place("list", "policy", ("id",), 20, is_json=True),
    Place("person", "profile", ("id",), 2000),
    Place("member", "consent", ("list", "person"), 1),
    Place("errand", "command", ("id",), 2000),
    Place("errand", "outcome", ("id",), 2000, by_machine=True),
    Place("errand", "detail", ("id",), 2000),
    Place("journal", "reason", ("id",), 5000),
    Place("delivery", "reply", ("id",), 20_000, by_machine=True),
    Place("failure", "said", ("id",), 5000, by_machine=True),
    Place("trouble", "said", ("person",), 5000, by_machine=True),
    Place("translation", "text", ("id",), 200, quotes="marked"),
    Place("translation", "topic", ("id",), 1000),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as a column keeps it."""

    key: tuple[int, ...]
    text: str
    thread: int = 0  # of a post's text
    at: float = 0.0  # when it was made
    post: int = 0  # that a translation is of
    quotes: str = ""  # as its place says; a translation of a summary may quote her as that does
    lost: bool = False  # words of a post that goes stood in it


def texts(db: Db, one: Erasure) -> tuple[list[Kept], int | None]:
    """(what the next piece of the column `one.part` holds, where that ends); None at its end."""
    place = PLACES[one.part]
    key = place.keys[0]
    first = db.value(f"SELECT min({key}) FROM {place.table} WHERE {key} > ?", one.place)
    if first is None:
        return [], None
    last = first + place.reach - 1
    wanted = f"{key} BETWEEN ? AND ? AND {place.column} != ''"
    values: list[object] = [first, last]
    if place.by_machine:
        wanted += " AND EXISTS (SELECT 1 FROM json_each(?) WHERE instr(lower(%s), value) > 0)"
        wanted %= place.column
        values.append(json.dumps(one.named.addresses))
    rows = db.execute(
        f"SELECT {', '.join(place.keys)}, {place.column} FROM {place.table} WHERE {wanted}", values
    )
    found = [Kept(tuple(row[:-1]), row[-1]) for row in rows]
    if place.table == "translation":
        found = [replace(kept, post=_said(db, "id = ?", *kept.key)[0].post) for kept in found]
    if place.quotes:
        found = [_dated(db, place, kept) for kept in found]
    return found, last


_STANDS_IN = {
    "version": "SELECT thread, made, 0 AS summary FROM version JOIN post ON number = post"
    " WHERE post = ? AND n = ?",
    "translation": "SELECT coalesce(post.thread, summary.thread, 0) AS thread, translation.made,"
    " summary.id IS NOT NULL AS summary FROM translation"
    " LEFT JOIN post ON post.number = translation.post"
    " LEFT JOIN summary ON summary.number = translation.post WHERE translation.id = ?",
    "summary": "SELECT thread, made, 1 AS summary FROM summary WHERE id = ?",
}


def _dated(db: Db, place: Place, kept: Kept) -> Kept:
    row = db.row(_STANDS_IN[place.table], *kept.key)
    if row is None:
        return replace(kept, quotes=place.quotes)
    quotes = "all" if row["summary"] else place.quotes
    return replace(kept, thread=row["thread"], at=row["made"], quotes=quotes)


def rewrite(
    db: Db, before: Erasure, after: Erasure, changed: Sequence[tuple[Kept, str]], now: float
) -> bool:
    """Write texts anew that are as they were; one that somebody changed meanwhile is looked at
    again."""
    place = PLACES[before.part]
    where = " AND ".join(f"{name} = ?" for name in place.keys)
    same = (
        db.value(f"SELECT {place.column} FROM {place.table} WHERE {where}", *kept.key) == kept.text
        for kept, _ in changed
    )
    if not all(same) or not erasures.advance(db, before, after):
        return False
    for kept, text in changed:
        db.execute(f"UPDATE {place.table} SET {place.column} = ? WHERE {where}", (text, *kept.key))
    if place.table == "decision" and place.is_json:
        _forget_decisions(db, before, after, now)
    if changed:
        _after_rewriting(db, place, [kept.key for kept, _ in changed], now)
    if place.table == "summary":  # its translations say in other words what went
        for kept, _ in changed:
            number = db.value("SELECT number FROM summary WHERE id = ?", *kept.key)
            if kept.lost and number:
                _forget_translations(db, number)
    return True


def _after_rewriting(db: Db, place: Place, keys: Sequence[tuple[int, ...]], now: float) -> None:
    if place.table not in ("member", "trouble"):
        scrubbing.later(db, place.table, [key[0] for key in keys])
    match place.table:
        case "post" | "version":
            _shown_anew(db, [key[0] for key in keys], now)
        case "translation":
            said = [one for key in keys for one in _said(db, "id = ?", *key)]
            _shown_anew(db, [one.post for one in said], now)
        case "summary":
            for key in keys:
                row = db.row("SELECT list, thread FROM summary WHERE id = ?", key[0])
                if row:
                    shelf.mark(db, row["list"], row["thread"])
        case "list":
            for key in keys:
                shelf.mark_all(db, key[0])
                db.hint("door")


def _shown_anew(db: Db, found: Sequence[int], now: float) -> None:
    """Posts of others lost words: their pages are made again."""
    rows = db.rows(
        "SELECT number, list, thread FROM post WHERE number IN (SELECT value FROM json_each(?1))"
        " UNION SELECT number, list, thread FROM summary"
        " WHERE number IN (SELECT value FROM json_each(?1))",
        json.dumps(list(dict.fromkeys(found))),
    )
    for row in rows:
        if row["thread"]:
            shelf.mark(db, row["list"], row["thread"])
        journal.note(db, "post", row["number"], "redacted", "somebody was erased", now)


def _forget_decisions(db: Db, before: Erasure, after: Erasure, now: float) -> None:
    """What was decided about her as a person is not undone: there is nobody to put back."""
    rows = db.rows(
        "UPDATE decision SET undone = coalesce(undone, ?), before = '{}'"
        " WHERE id > ? AND id <= ? AND ?4 IN (json_extract(before, '$.person'),"
        "  json_extract(before, '$.who')) RETURNING id",
        now,
        before.place,
        after.place,
        before.person or -1,
    )
    scrubbing.later(db, "decision", [row["id"] for row in rows])
