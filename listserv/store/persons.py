"""What a person says of herself, and her addresses.

Owns the columns of `person` that are hers to set, and `address` of whom we know. An address belongs
to one person, who has one main address: letters and copies go there, and posts count from any. What
proves that an address is hers is decided elsewhere (commands/addresses); that it is nobody else's
is looked at here, in the transaction that gives it to her.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.store import journal, shelf, standings, translations, troubles
from listserv.store.base import Db

MOST_ADDRESSES = 5  # of one person

# What she may set by one word or line, each a column of `person`.
OWN = frozenset(
    (
        *("name", "country", "organisation", "profile", "timezone", "conceal"),
        *("digest_form", "translation", "machine", "daily_bytes"),
    )
)
_SHOWN = frozenset({"name", "conceal", "machine"})  # of these, what pages go by


def set_own(db: Db, person_id: int, column: str, value: str | int, now: float) -> None:
    """Write a column of OWN; the journal says which, and not what: it is kept for ever."""
    if column not in OWN:
        raise KeyError(column)
    db.execute(f"UPDATE person SET {column} = ? WHERE id = ?", (value, person_id))
    if column in _SHOWN:
        shown_anew(db, person_id)
    journal.note(db, "person", person_id, "set", column, now)


def shown_anew(db: Db, person_id: int) -> None:
    """The pages of her posts lose the drafts of programs, or have them again; those of what she has
    translated name her as she wants to be named now."""
    translations.named_anew(db, person_id)
    for row in db.rows(
        "SELECT DISTINCT list, thread FROM post JOIN translation ON translation.post = number"
        " WHERE post.person = ? AND post.person != 0 AND published IS NOT NULL"
        " AND manner = 'machine'",
        person_id,
    ):
        shelf.mark(db, row["list"], row["thread"])


def set_own_copies(db: Db, list_id: int, person_id: int, value: bool, now: float) -> None:
    """Whether she gets her own posts of a list."""
    db.execute(
        "UPDATE member SET own_copies = ? WHERE list = ? AND person = ?",
        (value, list_id, person_id),
    )
    said = f"{'on' if value else 'off'} on list {list_id}"
    journal.note(db, "person", person_id, "own copies", said, now)


# --- addresses ------------------------------------------------------------------------------------


class TakenError(Exception):
    """An address belongs to somebody whom we know: two persons are not made one by the way."""


@dataclass(frozen=True, slots=True)
class Own:
    """An address of a person; `since` is 0 for the one that we knew first."""

    address: str
    main: bool
    since: float


def own(db: Db, person_id: int) -> tuple[Own, ...]:
    """All of hers, the main one first, then in the order in which they came."""
    rows = db.rows(
        "SELECT address, main, since FROM address WHERE person = ?"
        " ORDER BY main DESC, since, rowid",
        person_id,
    )
    return tuple(Own(row["address"], bool(row["main"]), row["since"]) for row in rows)


def addresses(db: Db, person_id: int) -> tuple[str, ...]:
    """The same as text."""
    return tuple(one.address for one in own(db, person_id))


def add_address(db: Db, person_id: int, address: str, now: float, since: float = 0.0) -> None:
    """Give her another address, from `since` on or from now, which is not the main one.

    Posts that came from it and are proven are hers from now on. Raises TakenError.
    """
    owner = db.value("SELECT person FROM address WHERE address = ?", address)
    if owner not in (None, person_id):
        raise TakenError(f"person {owner}")
    if owner is None:
        db.execute(
            "INSERT INTO address (address, person, main, since) VALUES (?, ?, 0, ?)",
            (address, person_id, since or now),
        )
        standings.take_bans_up(db, person_id, address)
        journal.note(db, "person", person_id, "address added", "", now)
    _adopt(db, person_id, address)


def _adopt(db: Db, person_id: int, address: str) -> None:
    """Posts of nobody we knew."""
    rows = db.rows(
        "UPDATE post SET person = ? WHERE address = ? AND address != '' AND person = 0"
        " AND proof != '' RETURNING list, published",
        person_id,
        address,
    )
    for row in rows:
        if row["published"] is not None:
            db.execute(
                "UPDATE member SET posts = posts + 1 WHERE list = ? AND person = ?",
                (row["list"], person_id),
            )


def make_main(db: Db, person_id: int, address: str, now: float) -> bool:
    """Letters and copies go there from now on; False where they do, or it is not hers.

    What came back from the other one says nothing about it.
    """
    known = db.row("SELECT person, main FROM address WHERE address = ?", address)
    if known is None or known["person"] != person_id or known["main"]:
        return False
    db.execute(
        "UPDATE address SET main = 0, was_main = ? WHERE person = ? AND main = 1", (now, person_id)
    )
    db.execute("UPDATE address SET main = 1 WHERE address = ?", (address,))
    troubles.forget(db, person_id, now)
    journal.note(db, "person", person_id, "main address", "", now)
    return True


def remove_address(db: Db, person_id: int, address: str, now: float) -> bool:
    """Take an address from her, but never the last; False where it is not hers.

    In the place of the main one comes the one that was it before, else the newest.
    """
    others = [one for one in own(db, person_id) if one.address != address]
    if not others or len(others) == len(own(db, person_id)):
        return False
    was_main: int = db.value("SELECT main FROM address WHERE address = ?", address)
    if was_main:
        following: str = db.value(
            "SELECT address FROM address WHERE person = ? AND address != ?"
            " ORDER BY was_main DESC, since DESC, rowid DESC LIMIT 1",
            person_id,
            address,
        )
        make_main(db, person_id, following, now)
    db.execute("DELETE FROM address WHERE address = ?", (address,))
    journal.note(db, "person", person_id, "address removed", "", now)
    return True
