"""Is this also you? A proven mail of somebody unknown has the name of a member.

Owns the step between such a mail and the question: whoever has just this name on the list, and is
the only one, is asked at her registered address, once ever for each address; who looks after a list
is not, for her mailbox opens all of it. The mail itself goes its ordinary way: a stranger must not
become a member by a name. What comes of a yes is in addresses.py. A crash before the end means that
it is looked at again.
"""

from __future__ import annotations

from listserv.clock import Clock
from listserv.commands.addresses import ALSO
from listserv.languages.namesakes import Called
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, Person, Purpose
from listserv.store import confirmations, lists, members, namesakes
from listserv.store.base import Db, Store
from listserv.store.namesakes import Namesake

BATCH = 100


class Namesakes:
    """Gather: unknown addresses that wrote with a name, and who has it. Decide: `Called.only`.
    Apply: the letter and its mark, or the row goes."""

    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    async def step(self) -> bool:
        waiting = await self._store.read(_waiting, self._mailroom.site.admin)
        for one, person in waiting:
            letter = await self._letter(one, person) if person else None
            if person and letter:
                now = self._clock.now()
                await self._store.write(namesakes.asked, one, person.id, letter, now)
            else:
                await self._store.write(namesakes.looked_at, one)
        return bool(waiting)

    async def _letter(self, one: Namesake, person: Person) -> Letter | None:
        to = Addressee.of(person)
        if not await self._mailroom.may_write(to, f"also {one.address}"):
            return None
        question = await self._store.write(
            confirmations.ask,
            ALSO,
            one.list_id,
            person.address,
            person.name,
            person.language,
            one.address,
            self._clock.now(),
            person=person.id,
        )
        return await self._mailroom.letter(
            "confirm-also",
            to,
            await self._store.read(lists.by_id, one.list_id),
            answer=Purpose.CONFIRM,
            about=question,
            other=one.address,
        )


def _waiting(db: Db, admin: str) -> list[tuple[Namesake, Person | None]]:
    """Who wrote, and whom to ask; the names of a list are looked through once for all of them."""
    waiting = namesakes.waiting(db, BATCH)
    named = {one.list_id for one in waiting}
    called = {list_id: Called(namesakes.members_called(db, list_id)) for list_id in named}
    return [(one, _known(db, one, called[one.list_id], admin)) for one in waiting]


def _known(db: Db, one: Namesake, called: Called, admin: str) -> Person | None:
    found = called.only(one.name)
    if not found or namesakes.was_asked(db, found, one.address):
        return None
    if members.looks_after_a_list(db, found, admin):
        return None
    return members.person(db, found)
