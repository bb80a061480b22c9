"""The worker of digests: gathers a list's new posts, composes an issue, lays its copies, closes it.

Owns the closing of issues. The copies are laid page by page, and nobody takes them; one transaction
closes the issue and opens them, or neither. A crash before it sends nothing and the issue is
composed again; a crash after it changes nothing. An empty day only moves the mark. Whoever leaves
before her copy is sent gets none: the road asks the ledger.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listserv.clock import Clock
from listserv.digests.calendar import PERIODS, last_boundary
from listserv.digests.collect import AnswerAddress, strands
from listserv.digests.compose import Form, compose_digest
from listserv.digests.mail import rendition
from listserv.digests.readers import Changes, Edition, choose
from listserv.model import MailingList, Member, Post, Purpose, Rendition, Site, Token
from listserv.press.links import Addresses
from listserv.press.speech import words
from listserv.store import issues, laying, lists, members
from listserv.store.base import Db, Store
from listserv.text.tokens import Seal


@dataclass(frozen=True, slots=True)
class Due:
    """An issue that is to be closed: its posts were published in (since, until]."""

    list: MailingList
    period: str
    day: date  # its name
    since: float
    until: float
    posts: Sequence[Post]
    members: Sequence[Member]
    changes: Changes  # of their modes, since `since`


class Digests:
    """Gather: `_gather`, what is due and its readers. Decide: `choose`, and how it is said.
    Apply: `issues.close`."""

    def __init__(self, store: Store, site: Site, seal: Seal, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._seal = seal
        self._clock = clock

    async def step(self) -> bool:
        """Close what is due, one issue a step. True: there may be more."""
        now = self._clock.now()
        for mailing_list in await self._store.read(lists.every):
            for period in PERIODS:
                due = await self._store.read(_gather, mailing_list, period, now)
                if due is not None and await self._close(due, now):
                    return True
        return False

    async def _close(self, due: Due, now: float) -> bool:
        """Compose and close one issue; without posts only its mark moves on."""
        mailing = await self._lay(due, now) if due.posts else 0
        closed = False
        try:
            closed = await self._store.write(
                issues.close,
                due.list.id,
                due.period,
                due.day.isoformat(),
                due.since,
                due.until,
                [post.number for post in due.posts],
                mailing,
                now,
            )
        finally:
            if mailing and not closed:
                await asyncio.to_thread(laying.forget_all, self._store, mailing, now)
        return closed

    async def _lay(self, due: Due, now: float) -> int:
        """The mailing of an issue, to be opened when it is closed."""
        wanted, copies = choose(due.members, due.changes, due.posts, due.period, now)

        def make() -> int:
            renditions = self._renditions(due, wanted, now)
            return laying.lay_all(self._store, "digest", due.list.id, renditions, copies, now)

        return await asyncio.to_thread(make)

    def _renditions(self, due: Due, wanted: Sequence[Edition], now: float) -> list[Rendition]:
        """The issue in every form, language and choice of posts it is wanted in."""
        address = answer_address(due.list, self._site, self._seal)
        gathered = {
            numbers: strands([post for post in due.posts if post.number in numbers], address)
            for numbers in {edition.numbers for edition in wanted}
        }
        made = []
        for edition in wanted:
            language = edition.language
            whole = len(edition.numbers) == len(due.posts)
            subject, text = compose_digest(
                edition.form,
                gathered[edition.numbers],
                due.list,
                self._site,
                due.day,
                words(language),
            )
            made.append(
                rendition(
                    self._site,
                    due.list,
                    language=language,
                    name=message_name(edition, due.period, due.day, whole=whole),
                    subject=subject,
                    text=text,
                    now=now,
                )
            )
        return made


def _gather(db: Db, mailing_list: MailingList, period: str, now: float) -> Due | None:
    """The issue of a list and period that is to be closed now; None when none is."""
    policy = mailing_list.policy
    until, day = last_boundary(period, now, policy.timezone, policy.digest_hour)
    since = issues.last_until(db, mailing_list.id, period)
    if since is None:
        # A new list: what was there before it (an imported history) is no news.
        return Due(mailing_list, period, day, 0.0, mailing_list.created, (), (), {})
    if until <= since:
        return None
    posts = issues.published(db, mailing_list.id, since, until)
    readers = members.members(db, mailing_list.id) if posts else ()
    changes = members.changes(db, mailing_list.id, since) if posts else {}
    return Due(mailing_list, period, day, since, until, posts, readers, changes)


def message_name(edition: Edition, period: str, day: date, *, whole: bool) -> str:
    """`digest.daily.2027-01-09`: the same for an issue however often it is composed.

    An edition that lacks some of its posts (not `whole`) is another message, named by those it has.
    """
    parts = ["digest", period, day.isoformat()]
    if edition.form is not Form.FULL:
        parts.append(edition.form)
    if not whole:
        parts.append(hashlib.sha256(repr(edition.numbers).encode()).hexdigest()[:8])
    return ".".join(parts)


def answer_address(mailing_list: MailingList, site: Site, seal: Seal) -> AnswerAddress:
    """Where a mail goes under post N, whoever sends it."""
    at = Addresses(site, mailing_list)
    return lambda number: at.sealed(Purpose.REPLY, seal(Token(Purpose.REPLY, number, 0)))
