"""Who it is that writes to a list's facilitators, as they know her: what stands above her mail.

Owns no table. A name in a From is anybody's; what is told here hangs on the address alone: whether
it is a member's, how a membership ended and by whom, and what became of a request to join. Where a
facilitator ended it, the line that lets her in stands below. Raises nothing.
"""

from __future__ import annotations

from listserv.model import Application, MailingList, Standing
from listserv.press import kinds
from listserv.store import applicants, directory, members, memberships, standings
from listserv.store.base import Db
from listserv.text.layout import clip

_BY_PERSON = "by person "  # how a membership ended that a facilitator ended
_QUESTION = 300  # columns


def known(db: Db, mailing_list: MailingList, address: str) -> kinds.Known | None:
    """What a list's facilitators read of an address; None where there is nothing to tell."""
    list_id, person = mailing_list.id, members.person_by_address(db, address)
    member = members.member(db, list_id, person.id) if person else None
    if member is not None:
        return kinds.Known(name=member.person.name, member=member.joined)
    former = memberships.former(db, list_id, person.id) if person else None
    one = applicants.last(db, list_id, address)
    if one is not None and one.decided is not None and former and one.decided < former.left:
        one = None  # she was a member since
    refused = one.decided if one and one.state is Application.REFUSED else None
    banned = person is not None and standings.standing(db, list_id, person.id) is Standing.BANNED
    if not (person or one):
        return None
    closed = one is not None and not one.is_open
    ended = former is not None and not former.left_herself
    return kinds.Known(
        name=(person.name if person else "") or (one.name if one else ""),
        **(former._asdict() if former else {}),
        ended_by=_ended_by(db, list_id, person.id) if person and ended else "",
        refused=refused,
        refused_by=members.name_of(db, one.decided_by) if one and refused else "",
        question=clip(one.question, _QUESTION) if one and closed else "",
        asked_by=members.name_of(db, one.asked_by) if one and closed else "",
        banned=banned,
        add=(closed or ended) and not banned,
    )


def _ended_by(db: Db, list_id: int, person_id: int) -> str:
    """The name of the facilitator who took somebody off; "" for the command line."""
    left = directory.last_left(db, list_id, person_id)
    by = left[1].removeprefix(_BY_PERSON) if left else ""
    return members.name_of(db, int(by)) if by.isdecimal() else ""
