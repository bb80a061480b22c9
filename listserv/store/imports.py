"""People from a file: put on a list, but for whom something was said here.

Owns no table: who of a file may be put on a list is asked (fates.py) in the transaction that does
it. Brought a second time, a file changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from listserv.model import Letter
from listserv.store import fates, ledger, members, troubles
from listserv.store.base import Db
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.text.dates import DAY

LATELY = 60 * DAY  # how long a leave counts more than a file; `member add` is somebody's own word
WELCOMED = 60.0  # seconds after its beginning: while an import is written, nothing is sent for it
SAID_BEFORE = "stopped by the server that she comes from"


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
    fate = fates.of(db, list_id, row.address, now, now - LATELY)
    if fate is not Fate.JOINED:
        return fate
    person, is_new = members.ensure_person(db, row, now)
    since = f"; there since {row.since}" if row.since else ""
    members.add(db, list_id, row, f"{consent}{since}", now)
    if row.stopped and is_new:  # who is known here, is reached here or not
        troubles.stopped_before(db, person, SAID_BEFORE, now)
    return fate
