"""Leaving a list: the one act that needs no proof, because its letter undoes it.

Owns the rule of that letter (rule 3): one per list and day, outside the day's budget, to the
registered address; without it nobody leaves unless a token of her own says so. By mail and by the
one-click link it is the same act. A mail to her token from somebody else's address is asked back at
hers: whoever got a copy that she sent on must not end her membership.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from listserv.clock import Clock
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.errand import Outcome
from listserv.languages.command import Command, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import LinkHolder, MailingList, Person, Purpose, Token
from listserv.store import confirmations, ledger, lists, members, merged, persons
from listserv.store.base import Db, Store
from listserv.text.addresses import inbox, mask


class Leaving(Service):
    def __init__(
        self, store: Store, mailroom: Mailroom, informing: Informing, clock: Clock
    ) -> None:
        self._store = store
        self._informing = informing
        self._mailroom = mailroom
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.LEAVE: self._leave}

    async def at_address(self, visit: Visit) -> Handled:
        """A mail to `-leave@`, whatever it says; a token there names whom, and which list."""
        token = visit.brief.errand.token
        if token is None:
            return await self._leave(visit, Command(Verb.LEAVE))
        found = await self._store.read(_named, token)
        if found is None:
            return Handled("leave: the list or the person of the token is gone")
        mailing_list, person = found
        sender = visit.brief.reading.from_address
        # A mail program that leaves for her may send no From.
        if sender and not await self._store.read(_is_hers, person, sender):
            return await self._ask(visit, mailing_list, person)
        return Handled.of(
            await self.leave(
                mailing_list, person, proven=True, in_reply_to=visit.brief.reading.message_id
            )
        )

    async def _ask(self, visit: Visit, mailing_list: MailingList, person: Person) -> Handled:
        """Somebody else has a copy of hers, perhaps since she sent it on: ask her, once a day."""
        now = self._clock.now()
        if await self._store.read(members.member, mailing_list.id, person.id) is None:
            return Handled("leave: was no member")
        to, key = Addressee.of(person), f"leave asked {mailing_list.id} {person.address}"
        may_ask = await self._store.write(confirmations.spend, key, visit.cause, 1, now)
        if not may_ask or not await self._mailroom.may_write(to, visit.cause):
            return Handled("leave: from another address, asked before or too often today")
        question = await self._store.write(
            confirmations.ask,
            "command",
            mailing_list.id,
            person.address,
            person.name,
            person.language,
            Verb.LEAVE.value,
            now,
        )
        letter = await self._mailroom.letter(
            "confirm-leave",
            to,
            mailing_list,
            answer=Purpose.CONFIRM,
            about=question,
            sender=mask(visit.brief.reading.from_address),
        )
        return Handled("leave: from another address, asked back", (), (letter,))

    async def _leave(self, visit: Visit, command: Command) -> Handled:
        about, person = visit.list, visit.person
        if about is None and visit.member:
            about = await self._store.read(lists.by_id, visit.member.list_id)
        if about is None:  # which of hers?
            return await self._informing.status(visit)
        if person is not None:
            reading = visit.brief.reading
            outcome = await self.leave(
                about, person, proven=visit.proven, in_reply_to=reading.message_id
            )
            if outcome.changes:
                return Handled.of(outcome)
        return Handled("leave: no member", (Part("not-member-leave", {}, about),))

    async def leave(
        self, mailing_list: MailingList, person: Person, *, proven: bool, in_reply_to: str = ""
    ) -> Outcome:
        """End a membership, with the letter that undoes it; the caller applies the outcome."""
        now = self._clock.now()
        member = await self._store.read(members.member, mailing_list.id, person.id)
        if member is None:
            return Outcome("was no member")
        budget = f"leave {mailing_list.id} {person.address}"
        cause = f"member since {member.joined}"
        may_write = await self._store.write(confirmations.spend, budget, cause, 1, now)
        if not may_write and not proven:
            return Outcome("a second leave on one day, unproven: the first letter undoes it")
        how = "token" if proven else "by mail, unproven"
        change = partial(
            members.remove, list_id=mailing_list.id, person_id=person.id, how=how, now=now
        )
        if not may_write:
            return Outcome("left", (), (change,))
        back = await self._store.write(
            confirmations.ask,
            "rejoin",
            mailing_list.id,
            person.address,
            person.name,
            person.language,
            member.delivery.value,
            now,
        )
        letter = await self._mailroom.letter(
            "left",
            Addressee.of(person),
            mailing_list,
            answer=Purpose.CONFIRM,
            about=back,
            in_reply_to=in_reply_to,
            automatic="auto-replied" if in_reply_to else "auto-generated",
        )
        return Outcome("left", (letter,), (change,))

    async def by_link(self, token: Token) -> bool:
        """One click on the link of a copy: leave. False for an unknown token."""
        found = await self._store.read(_named, token)
        if found is None:
            return False
        mailing_list, person = found
        outcome = await self.leave(mailing_list, person, proven=True)

        def apply(db: Db) -> None:
            # A second click of the same moment finds nothing to end, and writes no second letter.
            if all(change(db) for change in outcome.changes):
                ledger.spool_letters(db, outcome.letters, self._clock.now())

        await self._store.write(apply)
        return True

    async def holder(self, token: Token) -> LinkHolder | None:
        """For the page behind the link; changes nothing. None for an unknown token, which is good
        as long as the person and the list are there."""
        return await self._store.read(_holder, token)


def _holder(db: Db, token: Token) -> LinkHolder | None:
    found = _named(db, token)
    if found is None:
        return None
    mailing_list, person = found
    is_member = members.member(db, mailing_list.id, person.id) is not None
    return LinkHolder(mailing_list.title, person.language, mask(person.address), is_member)


def _is_hers(db: Db, person: Person, sender: str) -> bool:
    """Whether an address leads to a mailbox of hers."""
    return inbox(sender) in map(inbox, persons.addresses(db, person.id))


def _named(db: Db, token: Token) -> tuple[MailingList, Person] | None:
    """The list and person of a leave token."""
    if token.purpose is not Purpose.LEAVE:
        return None
    mailing_list = lists.by_id(db, token.second)
    person = members.person(db, merged.is_now(db, token.first))
    return (mailing_list, person) if mailing_list and person else None
