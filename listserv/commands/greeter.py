"""The greeter: writes to who joined by herself, in her first days; what is said there and when
stands in firstdays.py.

Owns the order of the steps. A letter goes out in the transaction that moves her row on, so a crash
sends none twice; its question is set aside before, and is the same one when it is written again.
One newcomer whose step fails is tried again in an hour, and holds up nobody.

Gather: `newcomers.due`, her membership. Decide: `firstdays.step`. Apply: `newcomers.move`.
"""

from __future__ import annotations

import logging

from listserv.clock import Clock
from listserv.commands import firstdays
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Member, Newcomer, Purpose
from listserv.store import confirmations, lists, members, newcomers
from listserv.store.base import Db, Store
from listserv.text.dates import DAY

log = logging.getLogger("listserv.greeter")

BATCH = 50
RETRY_SECONDS = 3600.0
ANSWER_SECONDS = 60 * DAY  # how long her answer is known as one


class Greeter:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    async def step(self) -> bool:
        due = await self._store.read(newcomers.due, self._clock.now(), BATCH)
        for one in due:
            try:
                await self._greet(one)
            except Exception:
                log.exception("person %d could not be greeted, trying again", one.person_id)
                later = self._clock.now() + RETRY_SECONDS
                await self._store.write(newcomers.put_off, one, later)
        return bool(due)

    async def _greet(self, one: Newcomer) -> None:
        now = self._clock.now()
        mailing_list, member, has_written = await self._store.read(_gather, one)
        step = firstdays.step(one, member, now, has_written=has_written)
        letters = []
        if step.sends and member is not None and mailing_list is not None:
            letters.append(await self._letter(one, mailing_list, member))
        await self._store.write(newcomers.move, one, step.following, letters, now)

    async def _letter(self, one: Newcomer, mailing_list: MailingList, member: Member) -> Letter:
        to = Addressee.of(member.person)
        question = await self._store.write(
            confirmations.ask,
            one.letter.value,
            mailing_list.id,
            to.address,
            to.name,
            to.language,
            "",
            self._clock.now(),
            ANSWER_SECONDS,
        )
        return await self._mailroom.letter(
            one.letter.value, to, mailing_list, answer=Purpose.CONFIRM, about=question
        )


def _gather(db: Db, one: Newcomer) -> tuple[MailingList | None, Member | None, bool]:
    member = members.member(db, one.list_id, one.person_id)
    mailing_list = lists.by_id(db, one.list_id)
    if mailing_list is None or mailing_list.retired is not None:
        return None, None, False
    wrote = member is not None and newcomers.has_written(db, one.person_id, member.joined)
    return mailing_list, member, wrote
