"""The monthly list: each list's moderators read once a month whose mail comes back, and why.

Owns when a month begins for a list (the morning of its first day, by the list's clock), and how
many people one letter shows. That a month was told stands in the database, in one transaction with
the letters; a failure leaves one list untold until the next look.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Site
from listserv.press.days import local_day
from listserv.press.unreached import by_country, unreached
from listserv.store import lists, members, tidings
from listserv.store.base import Db, Store
from listserv.store.tidings import Lost

log = logging.getLogger("listserv.keeper")

SHOWN = 150  # people in a letter of each kind: whose mail comes back, and who complained
MORNING = 6 * 3600.0  # of the first day of a month


class Roundup:
    """Gather: months told, people in trouble. Decide: `by_country`. Apply: `tidings.rounded`."""

    def __init__(self, store: Store, mailroom: Mailroom, site: Site) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site

    async def step(self, now: float) -> None:
        """Tell the moderators of every list for which a month has begun."""
        known = await self._store.read(tidings.rounds)
        for one in await self._store.read(lists.every):
            month = f"{local_day(now - MORNING, one.policy.timezone):%Y-%m}"
            if known.get(one.id) == month:
                continue
            try:
                # A list nobody looked at before is told of at the beginning of the next month.
                await self._round(one, month, one.id in known, now)
            except Exception:
                log.exception("the monthly list of %s failed, trying again later", one.name)

    async def _round(self, mailing_list: MailingList, month: str, tell: bool, now: float) -> None:
        found = await self._store.read(_found, mailing_list.id, self._site.admin)
        letters = await self._letters(mailing_list, found) if tell else []
        # Complaints that no letter tells of come in the next month's.
        known = [one.person.id for one in found.complained] if letters else []
        await self._store.write(tidings.rounded, mailing_list.id, month, letters, known, now)

    async def _letters(self, mailing_list: MailingList, found: Found) -> list[Letter]:
        if not found.lost and not found.complained:
            return []
        return [
            await self._mailroom.letter(
                "unreached",
                Addressee.of(one),
                mailing_list,
                countries=by_country([_told(one) for one in found.lost]),
                more=found.in_all - len(found.lost),
                complained=tuple(unreached(_told(one)) for one in found.complained),
            )
            for one in found.readers
        ]


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to tell of one list, and to whom."""

    lost: Sequence[Lost]  # SHOWN of them
    in_all: int
    complained: Sequence[Lost]
    readers: Sequence[Person]


def _found(db: Db, list_id: int, admin: str) -> Found:
    return Found(
        tidings.lost(db, list_id, SHOWN),
        tidings.lost_in_all(db, list_id),
        tidings.complaints(db, list_id, SHOWN),
        members.responsible(db, list_id, admin),
    )


def _told(one: Lost) -> tuple[Person, float, str]:
    return one.person, one.since, one.kind
