"""The worker of digests: gathers a list's new posts, composes, closes and spools in one step.

Owns the closing of issues. Gather: what was published since the last issue of the period; decide:
who reads it, in which form and language; apply: `issues.close`, one transaction that closes the
issue and spools its mail, or neither. A crash before it sends nothing and the issue is composed
again; a crash after it changes nothing. An empty day only moves the mark. Whoever leaves before her
copy is sent gets none: the road asks the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from listserv.clock import Clock
from listserv.digests.calendar import PERIODS, last_boundary
from listserv.digests.collect import AnswerAddress, strands
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
from listserv.press.links import Addresses
from listserv.press.speech import words
from listserv.store import issues, lists, members
from listserv.store.base import Store

Seal = Callable[[Token], str]

FORMS: dict[str, dict[DeliveryMode, Form]] = {
    "daily": {DeliveryMode.DAILY: Form.FULL, DeliveryMode.TITLES: Form.TITLES},
    "weekly": {DeliveryMode.WEEKLY: Form.FULL},
    "monthly": {DeliveryMode.MONTHLY: Form.FULL},
}


class Digests:
    def __init__(self, store: Store, site: Site, seal: Seal, clock: Clock) -> None:
        self._store = store
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
        now, policy = self._clock.now(), mailing_list.policy
        until, day = last_boundary(period, now, policy.timezone, policy.digest_hour)
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
        now = self._clock.now()
        readers: list[Member] = []
        if posts:
            readers = await self._store.read(members.members, mailing_list.id)
        renditions, copies = compose_issue(
            posts, readers, mailing_list, self._site, self._seal, period, day, now
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


def compose_issue(
    posts: Sequence[Post],
    readers: Sequence[Member],
    mailing_list: MailingList,
    site: Site,
    seal: Seal,
    period: str,
    day: date,
    now: float,
) -> tuple[list[Rendition], list[Copy]]:
    """One rendition for each form and language that somebody reads, and who gets which."""
    if not posts:
        return [], []
    gathered = strands(posts, answer_address(mailing_list, site, seal))
    renditions: list[Rendition] = []
    copies: list[Copy] = []
    places: dict[tuple[Form, str], int] = {}
    for reader in readers:
        form = FORMS[period].get(reader.delivery)
        if form is None or (reader.paused_until or 0.0) > now:
            continue
        key = (form, spoken(reader.person.language))
        if key not in places:
            places[key] = len(renditions)
            speech = words(key[1])
            subject, text = compose_digest(form, gathered, mailing_list, site, day, speech)
            renditions.append(
                rendition(
                    site,
                    mailing_list,
                    language=speech.language,
                    name=f"{form}.{period}.{day.isoformat()}",
                    subject=subject,
                    text=text,
                    now=now,
                )
            )
        copies.append(Copy(reader.person.id, reader.person.address, places[key]))
    return renditions, copies


def answer_address(mailing_list: MailingList, site: Site, seal: Seal) -> AnswerAddress:
    """Where a mail goes under post N, whoever sends it."""
    at = Addresses(site, mailing_list)
    return lambda number: at.sealed("-reply", seal(Token(Purpose.REPLY, number, 0)))
