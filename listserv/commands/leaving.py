"""Leaving a list: the one act that needs no proof, because its letter undoes it.

Owns the rule of that letter (rule 3): to the registered address, outside the day's budget, and
without it nobody leaves. Who is proven to ask gets one each time; where nothing proves it, one per
list and day, and after that she is asked. By mail and by the one-click link it is the same act. A
mail to her token from somebody else's address is asked back at hers: whoever got a copy that she
sent on must not end her membership. Who names no list and is on several is asked which.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from listserv.clock import Clock
from listserv.commands.consent import Consent
from listserv.commands.handled import Answerer, Handled, Handler, Hearer, Part, Service
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.errand import Outcome
from listserv.languages import courtesies, words
from listserv.languages.command import Command, Verb
from listserv.languages.plain import PieceKind, fold, split
from listserv.mailroom import Addressee, Mailroom
from listserv.model import LinkHolder, MailingList, Person, Purpose, Token
from listserv.press import lines
from listserv.store import (
    applicants,
    confirmations,
    ledger,
    lists,
    members,
    memberships,
    merged,
    persons,
)
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.text.addresses import inbox, mask

WHICH = "which"  # the kind of question which of her lists she wants to leave
MOST_WORDS = 6  # of the answer to it; more of them are prose
_NAME = re.compile(r"[a-z0-9-]+")  # of a list


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

    @property
    def agreed(self) -> Mapping[str, Answerer]:
        return {WHICH: self._leave_these}

    @property
    def hears(self) -> Mapping[str, Hearer]:
        return {WHICH: _hear_which}

    @property
    def unclear(self) -> Mapping[str, Answerer]:
        return {WHICH: self._ask_again}

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
        answered = visit.brief.reading.message_id
        return Handled.of(
            await self.leave([mailing_list], person, how="token", in_reply_to=answered)
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
        letter = await self._mailroom.letter(
            "confirm-leave",
            to,
            mailing_list,
            answer=Purpose.CONFIRM,
            about=await self._question("command", mailing_list, person, Verb.LEAVE.value),
            sender=mask(visit.brief.reading.from_address),
        )
        return Handled("leave: from another address, asked back", (), (letter,))

    # --- by a command ---------------------------------------------------------------------------

    async def _leave(self, visit: Visit, command: Command) -> Handled:
        every = words.single_words("answers", "all").intersection(map(fold, command.args))
        if every and visit.memberships:
            return await self._end(visit, await self._store.read(_lists_of, visit))
        about = visit.list
        if about is None and visit.member:
            about = await self._store.read(lists.by_id, visit.member.list_id)
        if about is not None:
            return await self._end(visit, [about])
        if visit.memberships:
            return await self._ask_which(visit)
        return await self._informing.status(visit)

    async def _end(self, visit: Visit, about: Sequence[MailingList]) -> Handled:
        """Off those of these lists that she is on; `about` is one at least."""
        person, hers = visit.person, {one.list_id for one in visit.memberships}
        left = [one for one in about if one.id in hers]
        if person is None or not left:
            return await self._no_member(visit, about[0])
        if not (visit.proven or await self._can_be_undone(visit, person, left)):
            return await self._ask_proof(visit, person, left)
        how = "by mail, unproven"
        if visit.proven:
            signer = visit.brief.proof
            how = f"by mail, signed by {signer.domain}" if signer.signed else "by answer"
        answered = visit.brief.reading.message_id
        asked = visit.brief.reading.from_address
        return Handled.of(
            await self.leave(left, person, how=how, in_reply_to=answered, asked=asked)
        )

    async def _no_member(self, visit: Visit, about: MailingList) -> Handled:
        """Who waits to be let in waits no more."""
        address, now = visit.brief.reading.from_address, self._clock.now()
        one = await self._store.read(applicants.open_one, about.id, address)
        values = {"applied": one is not None, "known": visit.person is not None}
        part = Part("not-member-leave", values, about)
        if one is None:
            return Handled("leave: no member", (part,))
        change = partial(applicants.withdraw, applicant_id=one.id, now=now)
        return Handled("leave: takes her request back", (part,), (), (change,))

    async def _can_be_undone(
        self, visit: Visit, person: Person, left: Sequence[MailingList]
    ) -> bool:
        """Whether she may get the letter that undoes it, where nothing proves her mail."""
        now, may = self._clock.now(), True
        for one in left:
            key = f"leave {one.id} {person.address}"
            may &= await self._store.write(confirmations.spend, key, visit.cause, 1, now)
        return may

    async def _ask_proof(
        self, visit: Visit, person: Person, left: Sequence[MailingList]
    ) -> Handled:
        """She had that letter today, and came back: her answer leaves."""
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Handled("leave: the letters of the day are spent")
        wishes = [Command(Verb.LEAVE, (one.name,)) for one in left]
        kept = lines.kept(lines.spelled(one) for one in wishes)
        question = await self._question("command", left[0], person, kept)
        values = {"wishes": tuple(lines.line(one) for one in wishes)}
        part = Part("confirm", values, left[0], Purpose.CONFIRM, question)
        return Handled("leave: a second time today, proof asked", (part,))

    # --- which of her lists ---------------------------------------------------------------------

    async def _ask_which(self, visit: Visit) -> Handled:
        hers = await self._store.read(_lists_of, visit)
        if visit.person is None or not hers:
            return await self._informing.status(visit)
        names = " ".join(one.name for one in hers)
        question = await self._question(WHICH, None, visit.person, names)
        return Handled("leave: which list?", (_which(hers, question),))

    async def _ask_again(self, visit: Visit, question: Confirmation) -> Handled:
        hers = await self._store.read(_lists_of, visit)
        if not hers:
            return await self._informing.status(visit)
        return Handled("leave: which list, once more?", (_which(hers, question.id),))

    async def _leave_these(self, visit: Visit, question: Confirmation) -> Handled:
        hers = await self._store.read(_lists_of, visit)
        chosen = chosen_of(visit.brief.reading.clean, [one.name for one in hers])
        left = [one for one in hers if one.name in chosen]
        return await self._end(visit, left) if left else await self._informing.status(visit)

    async def _question(
        self, kind: str, about: MailingList | None, person: Person, kept: str
    ) -> int:
        return await self._store.write(
            confirmations.ask,
            kind,
            about.id if about else 0,
            person.address,
            person.name,
            person.language,
            kept,
            self._clock.now(),
            person=person.id,
        )

    # --- the act --------------------------------------------------------------------------------

    async def leave(
        self,
        about: Sequence[MailingList],
        person: Person,
        *,
        how: str,
        in_reply_to: str = "",
        asked: str = "",
    ) -> Outcome:
        """End memberships, with the one letter that undoes it; the caller applies the outcome.

        Where another address of hers has `asked`, the same letter goes there too.
        """
        kept = await self._store.read(_kept, [one.id for one in about], person.id)
        left = [one for one in about if one.id in kept]
        if not left:
            return Outcome("was no member")
        now = self._clock.now()
        changes = [
            partial(members.remove, list_id=one.id, person_id=person.id, how=how, now=now)
            for one in left
        ]
        to = Addressee.of(person)
        question = await self._question(memberships.REJOIN, left[0], person, json.dumps(kept))
        letters = [
            await self._mailroom.letter(
                "left",
                replace(to, address=address),
                left[0],
                answer=Purpose.CONFIRM,
                about=question,
                in_reply_to=in_reply_to,
                automatic="auto-replied" if in_reply_to else "auto-generated",
                titles=tuple(one.title for one in left),
                translated=any("translates" in one for one in kept.values()),
            )
            for address in dict.fromkeys(filter(None, (to.address, asked)))
        ]
        return Outcome("left", letters, changes)

    async def by_link(self, token: Token) -> bool:
        """One click on the link of a copy: leave. False for an unknown token."""
        found = await self._store.read(_named, token)
        if found is None:
            return False
        mailing_list, person = found
        outcome = await self.leave([mailing_list], person, how="token")

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


# --- decisions ------------------------------------------------------------------------------------


def chosen_of(text: str, names: Sequence[str]) -> frozenset[str]:
    """The names of lists in a short answer; all of them where it says `all`."""
    said = [piece for piece in split(text) if piece.kind is PieceKind.WORD]
    if len(text.split()) > MOST_WORDS:
        return frozenset()
    every = words.phrases("answers", "all").at(said, 0)
    if every and courtesies.past_courtesies(said, every[1]) == len(said):
        return frozenset(names)
    return frozenset(names).intersection(_NAME.findall(text.casefold()))


def _hear_which(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    """Her word is the name of a list, or `all`; a bare yes says nothing."""
    if chosen_of(visit.brief.reading.clean, question.command.split()):
        return Consent.YES
    return Consent.NO if own is Consent.NO else Consent.OTHER


def _which(hers: Sequence[MailingList], question: int) -> Part:
    values = {"lists": tuple(hers)}
    return Part("which-list", values, None, Purpose.CONFIRM, question)


# --- what the store knows -------------------------------------------------------------------------


def _lists_of(db: Db, visit: Visit) -> list[MailingList]:
    found = (lists.by_id(db, one.list_id) for one in visit.memberships)
    return [one for one in found if one is not None]


def _kept(db: Db, list_ids: Sequence[int], person_id: int) -> dict[int, dict[str, Any]]:
    """How she is a member of each of these lists, but for on whose word."""
    found = {one: memberships.keep(db, one, person_id) for one in list_ids}
    return {
        one: {column: value for column, value in row.items() if column != "consent"}
        for one, row in found.items()
        if row
    }


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
