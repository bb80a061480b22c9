"""The worker of digests: gathers a list's new posts, composes, closes and spools in one step.

Owns the closing of issues. Gather: what was published since the last issue of the period; decide:
who reads it, in which form and language; apply: `issues.close`, one transaction that closes the
issue and spools its mail, or neither. A crash before it sends nothing and the issue is composed
again; a crash after it changes nothing. An empty day only moves the mark. Whoever leaves before her
copy is sent gets none: the road asks the ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date

from listserv.clock import Clock
from listserv.digests.calendar import PERIODS, last_boundary
from listserv.digests.collect import AnswerAddress, Strand, strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.mail import rendition
from listserv.model import (
    Copy,
    DeliveryMode,
    MailingList,
    Member,
    Post,
    Purpose,
    Rendition,
    Site,
    Token,
)
from listserv.press.catalogue import spoken
from listserv.press.letter import Press
from listserv.press.links import Addresses
from listserv.store import issues, lists, members
from listserv.store.base import Store

Seal = Callable[[Token], str]

FORMS: dict[str, dict[DeliveryMode, Form]] = {
    "daily": {DeliveryMode.DAILY: Form.FULL, DeliveryMode.TITLES: Form.TITLES},
    "weekly": {DeliveryMode.WEEKLY: Form.FULL},
    "monthly": {DeliveryMode.MONTHLY: Form.FULL},
}


class Digests:
    def __init__(self, store: Store, press: Press, site: Site, seal: Seal, clock: Clock) -> None:
        self._store = store
        self._press = press
        self._site = site
        self._seal = seal
        self._clock = clock

    async def step(self) -> bool:
        """Close what is due, one issue a step. True: there may be more."""
        for mailing_list in await self._store.read(lists.every):
            if mailing_list.retired is None:
                for period in PERIODS:
                    if await self._close_if_due(mailing_list, period):
                        return True
        return False

    async def _close_if_due(self, mailing_list: MailingList, period: str) -> bool:
        policy = mailing_list.policy
        until, day = last_boundary(period, self._clock.now(), policy.timezone, policy.digest_hour)
        since = await self._store.read(issues.last_until, mailing_list.id, period)
        if since is None:
            # A new list: what was there before it (an imported history) is no news.
            return await self._close(mailing_list, period, day, 0.0, mailing_list.created, ())
        if until <= since:
            return False
        posts = await self._store.read(issues.published, mailing_list.id, since, until)
        return await self._close(mailing_list, period, day, since, until, posts)

    async def _close(
        self,
        mailing_list: MailingList,
        period: str,
        day: date,
        since: float,
        until: float,
        posts: Sequence[Post],
    ) -> bool:
        """Compose and close one issue; without posts only its mark moves on."""
        now = self._clock.now()
        renditions: list[Rendition] = []
        copies: list[Copy] = []
        if posts:
            readers = await self._store.read(members.members, mailing_list.id)
            wanted, copies = choose(readers, period, now)
            gathered = strands(posts, answer_address(mailing_list, self._site, self._seal))
            for form, language in wanted:
                renditions.append(
                    await asyncio.to_thread(
                        self._rendition, form, language, gathered, mailing_list, period, day, now
                    )
                )
        return await self._store.write(
            issues.close,
            mailing_list.id,
            period,
            day.isoformat(),
            since,
            until,
            [post.number for post in posts],
            renditions,
            copies,
            now,
        )

    def _rendition(
        self,
        form: Form,
        language: str,
        gathered: Sequence[Strand],
        mailing_list: MailingList,
        period: str,
        day: date,
        now: float,
    ) -> Rendition:
        speech = self._press.speech(language)
        subject, text = compose_digest(form, gathered, mailing_list, self._site, day, speech)
        return rendition(
            self._site,
            mailing_list,
            language=language,
            name=message_name(form, period, day),
            subject=subject,
            text=text,
            now=now,
        )


def choose(
    readers: Sequence[Member], period: str, now: float
) -> tuple[list[tuple[Form, str]], list[Copy]]:
    """What must be composed, (form, language) each once, and who gets which of them."""
    wanted: dict[tuple[Form, str], int] = {}
    copies: list[Copy] = []
    for reader in readers:
        form = FORMS[period].get(reader.delivery)
        if form is None or (reader.paused_until or 0.0) > now:
            continue
        place = wanted.setdefault((form, spoken(reader.person.language)), len(wanted))
        copies.append(Copy(reader.person.id, reader.person.address, place))
    return list(wanted), copies


def message_name(form: Form, period: str, day: date) -> str:
    """`digest.daily.2027-01-09`: the same for an issue however often it is composed."""
    name = f"digest.{period}.{day.isoformat()}"
    return name if form is Form.FULL else f"{name}.{form}"


def answer_address(mailing_list: MailingList, site: Site, seal: Seal) -> AnswerAddress:
    """Where a mail goes under post N, whoever sends it."""
    at = Addresses(site, mailing_list)
    return lambda number: at.sealed("-reply", seal(Token(Purpose.REPLY, number, 0)))
