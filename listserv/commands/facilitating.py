"""Mail of facilitators to `-request@`: which of it is for the moderators' room.

Owns that one choice, and no command. A moderator of the list, or the site's admin where it has
none, may run the list from there, and decide about posts by their numbers, or below one of our
letters; the room that reads the answers to moderators' letters carries it out, and asks for proof
where there is none. What she sent to the list by mistake comes here too. What somebody else writes
is a member's, whatever its words.
"""

from __future__ import annotations

import asyncio
from functools import partial

from listserv.commands.visit import Visit
from listserv.errand import Outcome
from listserv.languages import facilitator
from listserv.languages.command import Parsed
from listserv.model import Person, Purpose, Site, Token
from listserv.store import mailings, members, spool
from listserv.store.base import Db, Store
from listserv.text import answered, ours
from listserv.text import subject as subjects


async def to_answers(store: Store, visit: Visit, parsed: Parsed, site: Site) -> Outcome | None:
    """The errand for the moderators' room; None where a mail is a member's.

    `parsed` is what the mail says as a member's.
    """
    errand = visit.brief.errand
    if errand.purpose is not Purpose.REQUEST or errand.command or visit.person is None:
        return None
    if not await store.read(_moderates, errand.list_id, visit.person, site.admin):
        return None
    reading = visit.brief.reading
    named = ours.letters_named((*reading.in_reply_to, *reversed(reading.references)), site.domain)
    letter = await store.read(mailings.showed_her, named, errand.list_id, visit.person.id)
    if not await asyncio.to_thread(_is_theirs, visit, parsed, letter):
        return None
    # An id is no secret, as a token is: without proof she is asked as if no letter were answered.
    letter = letter if visit.brief.proof else 0
    change = partial(
        spool.errand,
        mail_id=errand.mail_id,
        list_id=errand.list_id,
        purpose=Purpose.MODERATE,
        address="",
        token=Token(Purpose.MODERATE, visit.person.id, letter),  # 0: it answers none
        command="",
    )
    return Outcome("a moderator's, for the answers", (), (change,))


def _is_theirs(visit: Visit, parsed: Parsed, letter: int) -> bool:
    """Whether a moderator would mean it as one: then it is read as a member's in no case.

    A text such as `set footer` may hold a member's command, so the facilitators' come first.
    """
    reading = visit.brief.reading
    words = answered.own_words(reading).words
    said = facilitator.read(reading.subject, words)
    if said:
        return True
    if parsed and not parsed.unknown:
        return False
    if letter or not visit.brief.errand.address:  # without one it came to the list; the desk looked
        return True
    short = words if words.strip() else subjects.strip(reading.subject)
    return said.lacks is not None or facilitator.decides_by_number(short)


def _moderates(db: Db, list_id: int, person: Person, admin: str) -> bool:
    found = members.responsible(db, list_id, admin) if list_id else []
    return any(one.id == person.id for one in found)
