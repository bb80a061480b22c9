"""What becomes of an address that somebody else puts on a list, or invites: one decision for all.

Owns no table. A file, a facilitator and the command line never undo what somebody said here: who is
banned, has died, left of her own will or said no to an invitation is not added. Who left may be
invited: then it is she who decides. How long her leave counts, the caller says. Raises nothing.
"""

from __future__ import annotations

from enum import StrEnum

from listserv.model import Standing
from listserv.store import confirmations, directory, invitations, members, standings
from listserv.store.base import Db
from listserv.text.addresses import inbox

# How a membership ended that somebody else ended: `how` of members.remove begins like this.
_BY_OTHERS = ("command line", "taken back", "by person", "undone by person")


class Fate(StrEnum):
    """What became of somebody who was added."""

    JOINED = "joined"
    KNOWN = "known"  # she is on the list already
    LEFT = "left"  # of her own will
    DECLINED = "declined"  # an invitation, lately
    BANNED = "banned"
    DECEASED = "deceased"


class Hindrance(StrEnum):
    """Why somebody is not invited."""

    MEMBER = "member"  # she is one
    BANNED = "banned"
    DECEASED = "deceased"
    LATELY = "lately"  # she was invited, and may answer still
    DECLINED = "declined"  # she said no
    TODAY = "today"  # we have written to her today, whom we do not know: that is all there is


_HINDERS = {
    Fate.KNOWN: Hindrance.MEMBER,
    Fate.BANNED: Hindrance.BANNED,
    Fate.DECEASED: Hindrance.DECEASED,
    Fate.DECLINED: Hindrance.DECLINED,
}


def of(db: Db, list_id: int, address: str, now: float, since: float = 0.0) -> Fate:
    """What becomes of an address that is added; JOINED where nothing hinders it. A leave counts
    that came after `since`."""
    person = members.person_by_address(db, address)
    if person is None:
        if standings.of_stranger(db, list_id, address) is Standing.BANNED:
            return Fate.BANNED
    elif members.member(db, list_id, person.id):
        return Fate.KNOWN
    elif person.deceased is not None:
        return Fate.DECEASED
    elif standings.standing(db, list_id, person.id) is Standing.BANNED:
        return Fate.BANNED
    elif left_by_herself(db, list_id, person.id, since):
        return Fate.LEFT
    if invitations.has_declined(db, address, now - invitations.REST):
        return Fate.DECLINED
    return Fate.JOINED


def hindrance(db: Db, list_id: int, address: str, now: float) -> Hindrance | None:
    """What keeps somebody from inviting an address to a list; None where nothing does."""
    found = of(db, list_id, address, now, since=now)
    if found is not Fate.JOINED:
        return _HINDERS[found]
    if invitations.was_asked(db, list_id, address, now - invitations.LATELY):
        return Hindrance.LATELY
    is_stranger = members.person_by_address(db, address) is None
    is_spent = is_stranger and confirmations.spent(db, inbox(address), now)
    return Hindrance.TODAY if is_spent else None


def left_by_herself(db: Db, list_id: int, person_id: int, since: float = 0.0) -> bool:
    """Whether she was on a list and it was she who ended it last, after an instant."""
    left = directory.last_left(db, list_id, person_id)
    return left is not None and left[0] > since and by_herself(left[1])


def by_herself(how: str) -> bool:
    """Whether a membership that ended so was ended by the member."""
    return not how.startswith(_BY_OTHERS)
