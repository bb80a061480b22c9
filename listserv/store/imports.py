"""People from a file: put on a list, but for whom something was said here.

Owns no table: it decides who of a file may be put on a list, in the transaction that does it. A row
of a file is on the word of another server or of a facilitator, and never undoes what somebody said
here: who was banned, who has died, who left of her own will or said no when she was invited stays
off. Brought a second time, a file changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from listserv.model import Letter, Standing
from listserv.store import invitations, ledger, members, standings, troubles
from listserv.store.base import Db
from listserv.store.members import NewMember
from listserv.text.dates import DAY

LATELY = 60 * DAY  # how long a leave counts more than a file; `member add` is somebody's own word
WELCOMED = 60.0  # seconds after its beginning: while an import is written, nothing is sent for it
SAID_BEFORE = "stopped by the server that she comes from"


class Fate(StrEnum):
    """What became of a row."""

    JOINED = "joined"
    KNOWN = "known"  # she is on the list already
    LEFT = "left"  # lately
    DECLINED = "declined"  # an invitation, lately
    BANNED = "banned"
    DECEASED = "deceased"


def bring(
    db: Db,
    list_id: int,
    rows: Sequence[NewMember],
    consent: str,
    now: float,
    welcomes: Sequence[Letter | None] = (),
) -> list[Fate]:
    """Import a batch; what became of each row, in order.

    `now` is when the import began. `welcomes` are the letters to the same people in the same order,
    None for who is to get none; only who joined gets hers.
    """
    fates = [_bring(db, list_id, row, consent, now) for row in rows]
    letters = [
        letter
        for letter, fate in zip(welcomes, fates, strict=False)
        if letter and fate is Fate.JOINED
    ]
    ledger.spool_in_turn(db, letters, now, WELCOMED)
    return fates


def _bring(db: Db, list_id: int, row: NewMember, consent: str, now: float) -> Fate:
    known = db.row(
        "SELECT person, deceased FROM address JOIN person ON person.id = person WHERE address = ?",
        row.address,
    )
    if known and (fate := _said_here(db, list_id, known["person"], known["deceased"], now)):
        return fate
    if not known and standings.of_stranger(db, list_id, row.address):
        return Fate.BANNED
    if not known and standings.of_stranger(db, list_id, row.address) is Standing.BANNED:
        return Fate.BANNED
    if invitations.has_declined(db, row.address, now - invitations.REST):
        return Fate.DECLINED
    since = f"; there since {row.since}" if row.since else ""
    if not members.add(db, list_id, row, f"{consent}{since}", now):
        return Fate.KNOWN
    if row.stopped and not known:  # who is known here, is reached here or not
        person, _ = members.ensure_person(db, row, now)
        troubles.stopped_before(db, person, SAID_BEFORE, now)
    return Fate.JOINED


def _said_here(
    db: Db, list_id: int, person: int, deceased: float | None, now: float
) -> Fate | None:
    """Why somebody known is not put on a list by a file; None where nothing was said."""
    if db.value("SELECT 1 FROM member WHERE list = ? AND person = ?", list_id, person):
        return Fate.KNOWN
    if deceased is not None:
        return Fate.DECEASED
    if standings.standing(db, list_id, person) is Standing.BANNED:
        return Fate.BANNED
    has_left = db.value(
        "SELECT 1 FROM journal WHERE kind = 'person' AND ref = ? AND event = 'left' AND at > ?"
        " AND reason LIKE ? AND reason != ?",
        person,
        now - LATELY,
        f"list {list_id}: %",
        f"list {list_id}: command line",
    )
    return Fate.LEFT if has_left else None
