"""Mail of facilitators to `-request@` and `listserv@`: which of it is for the moderators' room.

Owns that one choice, and no command. A moderator of the list, or the site's admin where it has
none, may run the list from there, and decide about posts by their numbers, or below one of our
letters; at the site's address where the list is the only one that she looks after. The room that
reads the answers to moderators' letters carries it out, and asks for proof where there is none.
What she sent to the list by mistake comes here too, and so does a line that names somebody else's
address: it never acts on herself. What somebody else writes is a member's, whatever its words.
"""

from __future__ import annotations

import asyncio
from functools import partial

from listserv.commands import wording
from listserv.commands.visit import Visit
from listserv.errand import Outcome
from listserv.languages import facilitator, line
from listserv.languages.command import Parsed, Verb
from listserv.languages.patterns import ADDRESS, typed_address
from listserv.model import Purpose, Site, Token
from listserv.store import lists, mailings, spool
from listserv.store.base import Db, Store
from listserv.text import answered, ours
from listserv.text import subject as subjects

# What a member says of her own mail; with somebody else's address it is meant for that person.
_ABOUT_HERSELF = frozenset(
    {Verb.JOIN, Verb.LEAVE, Verb.DELIVERY, Verb.PAUSE, Verb.RESUME, Verb.STATUS, Verb.AWAY}
    | {Verb.MY_DATA, Verb.CONTRIBUTIONS, Verb.ERASE}
)
_LOOKED_AT = 50  # lines of a mail


async def to_answers(store: Store, visit: Visit, parsed: Parsed, site: Site) -> Outcome | None:
    """The errand for the moderators' room; None where a mail is a member's.

    `parsed` is what the mail says as a member's.
    """
    errand, person = visit.brief.errand, visit.person
    if errand.purpose not in (Purpose.REQUEST, Purpose.SITE) or errand.command or person is None:
        return None
    about = await store.read(_list_of, visit)
    if not about:
        return None
    reading = visit.brief.reading
    named = ours.letters_named((*reading.in_reply_to, *reversed(reading.references)), site.domain)
    letter = await store.read(mailings.showed_her, named, about, person.id)
    showed = letter or await store.read(_showed_posts, named)
    if not await asyncio.to_thread(_is_theirs, visit, parsed, bool(showed), site.domain):
        return None
    # An id is no secret, as a token is: without proof she is asked as if no letter were answered.
    letter = letter if visit.brief.proof.signed else 0
    change = partial(
        spool.errand,
        mail_id=errand.mail_id,
        list_id=about,
        purpose=Purpose.MODERATE,
        address="",
        token=Token(Purpose.MODERATE, person.id, letter),  # 0: it answers none
        command="",
    )
    return Outcome("a moderator's, for the answers", (), (change,))


def _list_of(db: Db, visit: Visit) -> int:
    """The list that she may run by this mail; 0 for none, and where it may be one of several."""
    errand = visit.brief.errand
    if errand.purpose is Purpose.REQUEST:
        return errand.list_id if errand.list_id and visit.moderates else 0
    only = lists.get(db, visit.moderates[0]) if len(visit.moderates) == 1 else None
    return only.id if only else 0


def _showed_posts(db: Db, letters: tuple[int, ...]) -> bool:
    return any(mailings.shown(db, letter) for letter in letters)


def _is_theirs(visit: Visit, parsed: Parsed, showed: bool, domain: str) -> bool:
    """Whether a moderator would mean it as one: then it is read as a member's in no case.

    A text such as `set footer` may hold a member's command, so the facilitators' come first.
    `showed`: it answers a letter of ours that showed posts.
    """
    reading = visit.brief.reading
    words = answered.own_words(reading).words
    title = subjects.strip(reading.subject)
    said = facilitator.read(reading.subject, words, [one for one in visit.names if "@" not in one])
    about_herself = filter(_is_about_herself, (title, *words.splitlines()[:_LOOKED_AT]))
    unclear = (parsed.unknown, parsed.asked)
    if said or any(_names_another(visit, one, domain) for one in (*unclear, *about_herself)):
        return True
    short = words if words.strip() else title
    if parsed.thanks and not showed:  # `ok` thanks for a letter that she got as a member
        is_answer = wording.answers_ours(reading, domain)
        return not is_answer and facilitator.begins_with_decision(short)
    if parsed and not parsed.unknown:
        # `undo 811` of a moderator is about her decision, of anybody else about a translation.
        hers = [one for one in parsed.commands if one.verb is not Verb.RETRACT]
        return not hers and facilitator.decides_by_number(short)
    if showed or not visit.brief.errand.address:  # without one it came to the list; the desk looked
        return True
    return said.lacks is not None or facilitator.decides_by_number(short)


def _is_about_herself(typed: str) -> bool:
    said = line.read(typed)
    return said is not None and (
        said.ask == Verb.PAUSE or any(one.verb in _ABOUT_HERSELF for one in said.commands)
    )


def _names_another(visit: Visit, typed: str, domain: str) -> bool:
    """Whether a line holds the address of somebody else, and of none of our lists."""
    found = map(typed_address, ADDRESS.finditer(typed[: line.LONGEST]))
    return any(one not in visit.names and one.rpartition("@")[2] != domain for one in found)
