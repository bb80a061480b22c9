"""The porter: hands a mail on to the person it is for.

Owns mail to the moderators (`-owner`), their talk among themselves (`-moderators`), and mail to the
site's admin (`postmaster@`, `abuse@`). What is handed on is the text, in a letter of ours whose
answer goes to the writer alone, or in their talk to the whole team; the raw mail stays in the
store. What an outsider, or nobody who is proven, writes to the team is mail to the moderators like
any other. A member's mail to `-owner` that is nothing but `get 811 fr` goes to the clerk: a digest
offers that line, and comes from there. Thanks alone, to a letter of ours, end here; so does our own
mail, and what a robot writes to moderators. What robots write to the site's admin waits for the
letter of the day. Filters and bounds stand in handing.py. Mail to the author of a post is in
correspondence.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from listserv.commands import consent, wording
from listserv.commands.handing import Handing, text_of
from listserv.errand import Brief, Outcome
from listserv.languages import grammar
from listserv.languages.command import Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Person, Purpose, Reading, Site
from listserv.store import lists, members, spool
from listserv.store.base import Db, Store
from listserv.text import loops, robots

_FETCHES = frozenset({Verb.GET, Verb.ATTACHMENT})  # what digests and copies offer
_Team = tuple[Person, Sequence[Person]]  # who writes, and whom she writes to


class Porter:
    purposes: Sequence[Purpose] = (Purpose.OWNER, Purpose.TEAM, Purpose.ADMIN)
    for_robots = True  # robots write to postmaster@; the others are sorted out below

    def __init__(self, store: Store, mailroom: Mailroom, handing: Handing, site: Site) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._site = site

    async def run(self, brief: Brief) -> Outcome:
        reading = brief.reading
        if loops.is_ours(reading, self._site.domain):
            return Outcome("our own mail came back")
        path, generated = brief.errand.origin.mail_from, reading.impersonal == robots.GENERATED
        if brief.errand.purpose is Purpose.ADMIN:
            # Whose admin is our postmaster, and ours theirs, would gather each other's letters.
            if reading.traces and robots.why(reading, path):
                return Outcome("automatic: a letter of another list server")
            return await self._to_admin(brief)
        if reading.automatic or generated or not path:
            return Outcome(f"automatic: {robots.why(reading, path)}")
        if not reading.from_address:
            return Outcome("without an address to answer to")
        return await self._to_moderators(brief)

    async def _to_moderators(self, brief: Brief) -> Outcome:
        reading = brief.reading
        mailing_list = await self._store.read(lists.by_id, brief.errand.list_id)
        if mailing_list is None:
            return Outcome("the list is gone")
        doubtful = reading.impersonal or not brief.proof
        if brief.errand.purpose is Purpose.TEAM and not doubtful:
            address = reading.from_address
            team = await self._store.read(_team, mailing_list.id, self._site.admin, address)
            if team:
                return await self._among(brief, mailing_list, team)
        if await self._is_thanks(reading, mailing_list):
            return Outcome("thanks")
        if brief.errand.purpose is Purpose.OWNER and await self._is_fetching(reading):
            return _to_the_clerk(brief)
        return await self._handing.to_moderators(mailing_list, brief)

    async def _is_fetching(self, reading: Reading) -> bool:
        """Whether somebody we know asks for messages by their numbers, and for nothing else."""
        said = grammar.parse("", reading.clean, (reading.from_name, reading.from_address))
        asks = bool(said.commands) and not (said.unknown or said.asks or reading.attachments)
        if not asks or any(one.verb not in _FETCHES for one in said.commands):
            return False
        person = await self._store.read(members.person_by_address, reading.from_address)
        return person is not None

    async def _is_thanks(self, reading: Reading, mailing_list: MailingList) -> bool:
        """Thanks alone, and courtesies, to a letter of ours: kept, and nobody is written to."""
        if reading.attachments or not wording.answers_ours(reading, self._site.domain):
            return False
        thanked = [one.name for one in await self._handing.readers(mailing_list)]
        return consent.only_thanks(reading.clean, reading.from_name, *thanked)

    async def _among(self, brief: Brief, mailing_list: MailingList, team: _Team) -> Outcome:
        """A moderator's word to the others; each may answer, and all read it.

        In the same words it is said once a day: two who are away, and whose programs do not say
        that they are programs, would talk for ever.
        """
        to, cause = f"the team of {mailing_list.name}", f"errand {brief.errand.id}"
        if await self._mailroom.repeats(brief.reading, to, cause):
            return Outcome("the same words again")
        writer, others = team
        letters = [
            await self._mailroom.letter(
                "among",
                Addressee.of(one),
                mailing_list,
                reply_to=self._mailroom.team(mailing_list),
                in_reply_to=brief.reading.message_id,
                by=writer.name or writer.address,
                subject=brief.reading.subject,
                text=text_of(brief.reading),
            )
            for one in others
        ]
        return Outcome(f"among {len(letters)} moderators", letters)

    async def _to_admin(self, brief: Brief) -> Outcome:
        kept_back = await self._handing.kept_back(None, brief)
        if kept_back is not None:
            return kept_back
        reading = brief.reading
        letters = [
            await self._mailroom.letter(
                "admin",
                admin,
                None,
                reply_to=reading.from_address,
                event=reading.subject or brief.errand.address,
                detail=f"{reading.from_name} <{reading.from_address}>\n\n{text_of(reading)}",
            )
            for admin in await self._handing.readers(None)
        ]
        return Outcome("handed to the admin", letters)


def _to_the_clerk(brief: Brief) -> Outcome:
    """The same mail, as if it had come to -request."""
    again = partial(
        spool.errand,
        mail_id=brief.errand.mail_id,
        list_id=brief.errand.list_id,
        purpose=Purpose.REQUEST,
        address="",
        token=None,
        command="",
    )
    return Outcome("asks for messages: for the clerk", (), (again,))


def _team(db: Db, list_id: int, admin: str, address: str) -> _Team | None:
    """The moderator who writes from an address, and the others; None for somebody else."""
    team = members.responsible(db, list_id, admin)
    writer = next((one for one in team if members.owns(db, one.id, address)), None)
    return (writer, [one for one in team if one is not writer]) if writer else None
