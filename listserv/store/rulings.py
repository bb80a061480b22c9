"""Rulings: what a moderator, its author, or a clock, does to a post that is not out yet.

Owns what people decide about a post that is held, or that goes out on another day: its next
version, its place, its notes, its state; also the texts that a moderator is asked about. Who was
told of it is of `held`, and so is its return from an author who is silent; the way back is of
`undoing`. A ruling changes a post only while it is what its moderator saw: in that state and
version. Of two rulings on one version the first counts, the second gives False and nothing
happened. What it changed is written into the book of decisions, from which it can be undone.

Whose letters tell of a ruling carries it out with them: too late, it raises OvertakenError, none of
them is sent, and the errand is run again on what stands then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from listserv.model import Note, Post, State
from listserv.store import decisions, journal, spool, tasks
from listserv.store.base import Db

# The columns that a ruling may change beside state and text.
COLUMNS = frozenset(
    {
        *("list", "reasons", "under", "topic", "kind", "join_to", "notes", "urgent", "release"),
        *("wanted", "question", "awaits", "awaits_since", "taken_by", "put_off", "reminded"),
        *("noticed", "language", "languages"),
    }
)

# What a change of these changes: who is asked for a post in other languages.
TRANSLATED = frozenset({"state", "version", "list", "wanted", "language", "languages"})

PROPOSED = "proposed"  # why there is a version that its moderator has not confirmed


class OvertakenError(Exception):
    """A post that waited when we looked does so no more, or in other words."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """One change of one post; `changes` are values by column of COLUMNS."""

    number: int
    version: int  # that was seen; 0: whatever it is
    by: int  # person id; 0: the command line or the clock
    what: str  # a Kind of moderation/forms.py, a Did of plan.py, or of its author or the clock
    said: str = ""  # a reason, for the journal and the book
    state: State | None = None  # None: it stays what it is
    text: str | None = None  # of the next version; None: the words stay
    changes: Mapping[str, Any] = field(default_factory=dict)
    mail: int = 0  # the mail that the new words came in
    letter: int = 0  # the letter that tells of it
    since: frozenset[State] = frozenset({State.HELD})  # what it is until then


def carry_out(db: Db, ruling: Ruling, now: float) -> None:
    """Carry a ruling out, or raise OvertakenError: then nothing of its errand is done."""
    if not rule(db, ruling, now):
        raise OvertakenError(f"post {ruling.number}")


def rule(db: Db, ruling: Ruling, now: float) -> bool:
    """Carry a ruling out. False: the post is held no more, or has another version now."""
    before = db.row("SELECT * FROM post WHERE number = ?", ruling.number)
    if before is None or before["state"] not in ruling.since:
        return False
    if ruling.version not in (0, before["version"]):
        return False
    values = _columns(ruling.changes)
    if ruling.text is not None:
        values["version"] = next_version(db, ruling.number)
        spool.new_version(
            db, ruling.number, values["version"], ruling.text, ruling.by, ruling.what, now
        )
        _came_in(db, ruling.number, values["version"], ruling.mail)
    if ruling.state is State.HELD:
        values |= {"state": ruling.state.value, "decided": None, "decided_by": None}
    elif ruling.state is not None:
        values |= {"state": ruling.state.value, "decided": now, "decided_by": ruling.by}
        if before["noticed"] is None:
            values["noticed"] = now
    if values:
        assigned = ", ".join(f"{name} = ?" for name in values)
        db.execute(
            f"UPDATE post SET {assigned} WHERE number = ?", (*values.values(), ruling.number)
        )
    if not TRANSLATED.isdisjoint(values):
        tasks.look_anew(db, ruling.number, now)
    decisions.remember(
        db,
        before["list"],
        ruling.number,
        ruling.by,
        ruling.what,
        now,
        ruling.said,
        {name: before[name] for name in values},
        ruling.letter,
    )
    event = ruling.state.value if ruling.state else ruling.what
    journal.note(db, "post", ruling.number, event, f"by person {ruling.by}: {ruling.said}", now)
    db.hint("table" if ruling.state is State.APPROVED else "herald")
    return True


def propose(db: Db, number: int, n: int, text: str, by: int, now: float) -> None:
    """Keep a text that its moderator is asked about as version n; the post's stays what it is.

    Raises OvertakenError where there is a version n by now."""
    if next_version(db, number) != n:
        raise OvertakenError(f"post {number}")
    spool.new_version(db, number, n, text, by, PROPOSED, now)


def proposed(db: Db, number: int, n: int, by: int) -> str:
    """The text that she was asked about as version n; "" for none."""
    return str(
        db.value(
            "SELECT text FROM version WHERE post = ? AND n = ? AND by = ? AND why = ?",
            number,
            n,
            by,
            PROPOSED,
        )
        or ""
    )


def asked_since(db: Db, post: Post, by: int, since: float) -> bool:
    """Whether she was asked since then about a text that she has not confirmed."""
    return bool(
        db.value(
            "SELECT 1 FROM version WHERE post = ? AND n > ? AND by = ? AND why = ? AND made >= ?",
            post.number,
            post.version,
            by,
            PROPOSED,
            since,
        )
    )


def only_by(db: Db, number: int, n: int, by: int) -> bool:
    """Whether all versions after the nth are hers, so that she has read them; those that somebody
    was only asked about are none."""
    return not db.value(
        "SELECT 1 FROM version WHERE post = ? AND n > ? AND by != ? AND why != ? LIMIT 1",
        number,
        n,
        by,
        PROPOSED,
    )


def next_version(db: Db, number: int) -> int:
    """After the last there ever was: a version that was undone is kept too."""
    return int(db.value("SELECT max(n) FROM version WHERE post = ?", number)) + 1


def _columns(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the table keeps them. Raises KeyError for a column that is no ruling's."""
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in COLUMNS:
            raise KeyError(name)
        match name:
            case "notes":
                value = dumped(value)
            case "reasons" | "languages":
                value = json.dumps(list(value))
            case "wanted":
                value = " ".join(value)
        values[name] = value
    return values


def dumped(notes: Sequence[Note]) -> str:
    """Notes as the table keeps them."""
    return json.dumps([[note.by, note.text] for note in notes], ensure_ascii=False)


def _came_in(db: Db, number: int, version: int, mail: int) -> None:
    if mail:
        db.execute("UPDATE version SET mail = ? WHERE post = ? AND n = ?", (mail, number, version))


def authors_text(db: Db, number: int) -> str:
    """The author's own last words: her mail as read, or the text that she sent to replace it."""
    return str(
        db.value(
            "SELECT text FROM version WHERE post = ? AND why IN"
            " ('as read', 'imported', 'author', 'answer', 'passed on')"
            " ORDER BY n DESC LIMIT 1",
            number,
        )
        or ""
    )
