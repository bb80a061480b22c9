"""Handing a mail to the people behind a list: its moderators, or the site's admin.

Owns the letter that does it, whose answer goes to the writer alone, and what stands before it: the
same filters as before a post, and a day's bounds (screening.py). What is over a bound, or in doubt,
is put aside for one letter a day (gathering.py); what a filter takes for spam is kept and counted.
The same words again, from the same address on the same day, go to nobody: a robot may answer all
that it gets. Who has nobody to hand it to says so; the raw mail stays in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from listserv.commands import known as knowing
from listserv.commands import screening
from listserv.commands.screening import Doubts
from listserv.errand import Brief, Outcome
from listserv.identity.filters import Filters, is_infected
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Post, Reading, Site, Standing
from listserv.store import aside, authored, members, standings
from listserv.store.base import Db, Store
from listserv.text import robots
from listserv.text.masks import mask_tokens
from listserv.text.threads import ancestry

TEXT_CHARACTERS = 20_000


class Handing:
    def __init__(self, store: Store, mailroom: Mailroom, filters: Filters, site: Site) -> None:
        self._store = store
        self._mailroom = mailroom
        self._filters = filters
        self._site = site

    async def readers(self, mailing_list: MailingList | None) -> list[Addressee]:
        """A list's moderators; the site's admin where it has none, and for the site (None)."""
        found = await self._store.read(
            members.responsible, mailing_list.id if mailing_list else 0, self._site.admin
        )
        if not found and self._site.admin:
            return [Addressee(0, self._site.admin, "", self._site.language)]
        return [Addressee.of(reader) for reader in found]

    async def to_moderators(
        self,
        mailing_list: MailingList | None,
        brief: Brief,
        post: Post | None = None,
        told: Sequence[str] = (),
    ) -> Outcome:
        """The letters that hand a mail on, or what became of it instead.

        They name the post that it is about, and show `post`, which they need to understand it;
        `told` is what it answers, where that was about addresses: to whom, the case, which one.
        """
        kept_back = await self.kept_back(mailing_list, brief)
        if kept_back is not None:
            return kept_back
        reading = brief.reading
        number, topic = (post.number, post.topic) if post else (0, "")
        if mailing_list and not post:
            cited = ancestry(reading.references, reading.in_reply_to)
            domain = self._site.domain
            number, topic = await self._store.read(authored.about, mailing_list.id, cited, domain)
        to, address = await self.readers(mailing_list), reading.from_address
        known = (
            await self._store.read(knowing.known, mailing_list, address) if mailing_list else None
        )
        letters = [
            await self._mailroom.letter(
                "owner-forward",
                reader,
                mailing_list,
                reply_to=reading.from_address,
                in_reply_to=reading.message_id,
                writer_name=reading.from_name or (known.name if known else ""),
                writer_address=reading.from_address,
                known=known,
                subject=reading.subject,
                text=text_of(reading),
                files=reading.attachments,
                number=number,
                topic=topic,
                told=tuple(told),
                detail=mask_tokens(post.text[:TEXT_CHARACTERS]) if post else "",
            )
            for reader in to
            if reader.address != reading.from_address
        ]
        return Outcome(f"handed to {len(letters)} moderators", letters)

    async def kept_back(self, mailing_list: MailingList | None, brief: Brief) -> Outcome | None:
        """What becomes of a mail that its readers do not get now; None where they may get it."""
        if not await self.readers(mailing_list):
            return Outcome("no moderator and no admin to hand it to")
        list_id = mailing_list.id if mailing_list else 0
        doubts = await self._doubts(list_id, brief)
        if screening.is_spam(doubts):
            return self._aside(brief, aside.SPAM, "spam, or a virus")
        if why := screening.waits(doubts):
            return self._aside(brief, aside.LATER, why)
        cause, to = f"errand {brief.errand.id}", mailing_list.name if mailing_list else "the site"
        writer = brief.reading.from_address
        if await self._mailroom.repeats(brief.reading, to, cause):
            return Outcome("the same words again")
        for name, limit in screening.bounds(doubts, writer):
            if not await self._mailroom.may_hand_on(f"{name} to {to}", cause, limit):
                return self._aside(brief, aside.LATER, "too many today")
        return None

    def _aside(self, brief: Brief, how: str, why: str) -> Outcome:
        change = partial(aside.put, errand_id=brief.errand.id, why=how)
        return Outcome(f"put aside: {why}", (), (change,))

    async def _doubts(self, list_id: int, brief: Brief) -> Doubts:
        """A token of ours at the address proves her: only she was shown it."""
        origin = brief.errand.origin
        reading = await self._filters.look(brief.raw, brief.reading)
        known, banned = await self._store.read(_writer, list_id, reading.from_address)
        return Doubts(
            spam=await self._filters.spam(brief.raw, reading, origin),
            infected=is_infected(reading),
            automatic=robots.why(reading, origin.mail_from),
            banned=banned,
            known=known,
            proven=bool(brief.proof) or brief.errand.token is not None,
        )


def _writer(db: Db, list_id: int, address: str) -> tuple[bool, bool]:
    """(whether a writer is registered, whether she is banned from a list)."""
    person = members.person_by_address(db, address)
    if person is None:
        return False, False
    return True, standings.standing(db, list_id, person.id) is Standing.BANNED


def text_of(reading: Reading) -> str:
    """What a mail says, as it is handed on: without live tokens of its writer's."""
    return mask_tokens((reading.clean or reading.text)[:TEXT_CHARACTERS])
