"""Joining: from the first mail to the welcome.

Owns what a wish to join waits for. An open list takes a mail that its sender's own domain has
signed; every other asks the address, once, and a bare answer is enough. Where the list's
facilitators decide, the proven wish is laid before them (moderation/registrar.py), with the name
and country that she gives; what she says then goes to them. Who says nothing about it gets one mail
a day. What proved her, and in which mail, is noted with each membership.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent, entry
from listserv.commands.consent import Consent
from listserv.commands.entry import Wish
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Handler, Hearer, Part, Service, together
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.languages.leave import leave_phrase
from listserv.mailroom import Mailroom
from listserv.model import Application, DeliveryMode, MailingList, Purpose, Standing
from listserv.store import applicants, confirmations, invitations, lists, standings
from listserv.store import members as people
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.store.members import NewMember
from listserv.text.dates import DAY

JOIN, REJOIN, INVITED = "join", consent.REJOIN, invitations.KIND  # kinds of open questions
APPLICANT = applicants.KIND
UNASKED = DeliveryMode.DAILY  # of who does not say how she wants to read
MOST_WORDS = 5  # mails of an applicant that the facilitators read in a day
OPEN_SECONDS = 60 * DAY  # how long an applicant may add something by answering


class Joining(Service):
    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        handing: Handing,
        informing: Informing,
        clock: Clock,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._informing = informing
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.JOIN: self._join}

    @property
    def agreed(self) -> Mapping[str, Answerer]:
        return {JOIN: self._agreed, REJOIN: self._rejoined, INVITED: self._accepted}

    @property
    def declined(self) -> Mapping[str, Answerer]:
        return {JOIN: self._declined, INVITED: self._declined}

    @property
    def hears(self) -> Mapping[str, Hearer]:
        return {JOIN: _hear, INVITED: _hear}

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return {APPLICANT: self._more}

    async def _join(self, visit: Visit, command: Command) -> Handled:
        """`join hifa chw fr`: lists, languages, and how she wants to read."""
        about = await self._store.read(_asked_for, visit, command, self._clock.now())
        if not about.lists:
            return await self._informing.handlers[Verb.LISTS](visit, Command(Verb.LISTS))
        hers = {one.list_id for one in visit.memberships}
        fresh = [one for one in about.lists if one.id not in hers]
        if not fresh:
            return await self._informing.status(visit)
        how = entry.wish(command.args)
        visit = visit.spoken_to(how.languages[0] if how.languages else "")
        new = _new(visit, how)
        done: list[Handled] = []
        wait: list[MailingList] = []
        for one in fresh:
            if one.id in about.banned:
                done.append(Handled("join: banned"))
            elif one.id in about.applied:
                done.append(await self._told_again(visit, one))
            elif _needs_no_question(visit, one, new):
                done.append(await self._taken(visit, one, new))
            else:
                wait.append(one)
        if wait and about.declined:
            done.append(Handled("join: she said no lately"))
        elif wait:
            done.append(await self._ask(visit, wait, how))
        return together(done)

    async def _taken(self, visit: Visit, about: MailingList, new: NewMember) -> Handled:
        """Her wish is proven by the mail itself, or by the answer that it stands in."""
        signer = visit.brief.proof.domain
        how = f"by mail, signed by {signer}" if visit.brief.proof.signed else "by answer"
        if about.policy.join == "approve":
            return await self._applied(visit, about, new, how)
        return self._joined(visit, about, new, how)

    async def _ask(self, visit: Visit, wait: Sequence[MailingList], how: Wish) -> Handled:
        """One question for all lists, once a day."""
        now, address = self._clock.now(), visit.brief.reading.from_address
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Handled("join: the letters of the day are spent")
        key = f"asked to join {' '.join(one.name for one in wait)} {address}"
        if not await self._store.write(confirmations.spend, key, visit.cause, 1, now):
            return Handled("join: asked before, today")
        further = tuple(one.id for one in wait[1:])
        question = await self._store.write(
            confirmations.ask,
            JOIN,
            wait[0].id,
            address,
            visit.brief.reading.from_name,
            visit.to.language,
            Wish(how.languages, how.mode, further).spelled,
            now,
        )
        values = {
            "titles": tuple(one.title for one in wait),
            "decide": any(one.policy.join == "approve" for one in wait),
            "asks_how": how.mode is None,
        }
        part = Part("confirm-join", values, wait[0], Purpose.CONFIRM, question)
        return Handled("join: confirmation asked", (part,), language=visit.to.language)

    # --- answers --------------------------------------------------------------------------------

    async def _agreed(self, visit: Visit, question: Confirmation) -> Handled:
        """Her address is proven; her answer may say how she wants to read, and who she is."""
        asked = entry.wish(question.command.split())
        about = await self._store.read(_asked_about, visit, asked)
        if not about:
            return Handled("join: the list is gone, or banned")
        hers = {one.list_id for one in visit.memberships}
        fresh = [one for one in about if one.id not in hers]
        if not fresh:
            return await self._informing.status(visit)
        new = _answered(visit, question, asked)
        return together(
            [
                await self._applied(visit, one, new, "confirmed by answer")
                if one.policy.join == "approve"
                else self._joined(visit, one, new, "confirmed by answer")
                for one in fresh
            ]
        )

    async def _accepted(self, visit: Visit, question: Confirmation) -> Handled:
        """Whom a facilitator has invited needs nobody else's word."""
        if visit.list is None or visit.list.retired is not None:
            return Handled("invitation: the list is gone")
        if visit.member:
            return await self._informing.status(visit)
        new = _answered(visit, question, Wish())
        by = f"invited by {question.command}, answered"
        return self._joined(visit, visit.list, new, by)

    async def _declined(self, visit: Visit, question: Confirmation) -> Handled:
        change = partial(invitations.decline, address=question.address, now=self._clock.now())
        return Handled("confirm: no", (), (), (change,))

    async def _rejoined(self, visit: Visit, question: Confirmation) -> Handled:
        """She undoes leaving: all is as it was."""
        about = visit.list
        if about is None:
            return Handled("rejoin: the list is gone")
        mode = DeliveryMode(question.command)
        new = NewMember(question.address, question.name, (question.language,), delivery=mode)
        noted = _noted(visit, "undid leaving")
        now = self._clock.now()
        add = partial(people.add, list_id=about.id, new=new, consent=noted, now=now)
        values = {"delivery": mode, "added": False, "noted": ""}
        return Handled("rejoined", (Part("welcome", values, about),), (), (add,))

    def _joined(self, visit: Visit, about: MailingList, new: NewMember, how: str) -> Handled:
        now, noted = self._clock.now(), _noted(visit, how)
        add = partial(people.add, list_id=about.id, new=new, consent=noted, now=now, herself=True)
        forget = partial(invitations.forget, address=new.address)
        values = {"delivery": new.delivery, "added": False, "noted": ""}
        language = _spoken(visit, new)
        return Handled(
            "joined", (Part("welcome", values, about),), (), (add, forget), language=language
        )

    # --- where facilitators decide --------------------------------------------------------------

    async def _applied(self, visit: Visit, about: MailingList, new: NewMember, how: str) -> Handled:
        """A proven wish is laid before the facilitators, and she learns that they have it."""
        apply = partial(
            applicants.apply,
            list_id=about.id,
            new=new,
            said=entry.own_words(visit.brief.reading),
            consent=_noted(visit, how),
            now=self._clock.now(),
        )
        part = await self._has_request(visit, about)
        language = _spoken(visit, new)
        return Handled("join: the facilitators decide", (part,), (), (apply,), language=language)

    async def _told_again(self, visit: Visit, about: MailingList) -> Handled:
        part = await self._has_request(visit, about)
        return Handled("join: the facilitators have it already", (part,))

    async def _has_request(self, visit: Visit, about: MailingList) -> Part:
        reading = visit.brief.reading
        question = await self._store.write(
            confirmations.ask,
            APPLICANT,
            about.id,
            reading.from_address,
            reading.from_name,
            visit.to.language,
            "",
            self._clock.now(),
            OPEN_SECONDS,
        )
        return Part("applied", {}, about, Purpose.CONFIRM, question)

    async def _more(self, visit: Visit, question: Confirmation) -> Handled:
        """She adds something, or answers what a facilitator asked; leaving takes it all back."""
        one = await self._store.read(applicants.open_one, question.list, question.address)
        reading, now = visit.brief.reading, self._clock.now()
        said, _ = consent.own_words(reading.clean, f"{reading.from_name} {question.name}")
        if not said:
            return Handled("applicant: thanks")
        if one is None:
            return Handled.of(await self._handing.to_moderators(visit.list, visit.brief))
        is_no = consent.read(reading.clean, APPLICANT, reading.from_name) is Consent.NO
        if leave_phrase(reading.clean) or (is_no and one.state is Application.WAITING):
            change = partial(applicants.withdraw, applicant_id=one.id, now=now)
            return Handled("applicant: takes it back", (), (), (change,))
        again = await self._mailroom.repeats(reading, f"applicant {one.id}", visit.cause)
        key = f"of applicant {one.id}"
        if again or not await self._mailroom.may_hand_on(key, visit.cause, MOST_WORDS):
            return Handled("applicant: the same words again, or too many today")
        said = entry.own_words(reading)
        change = partial(applicants.answered, applicant_id=one.id, said=said, now=now)
        return Handled("applicant: says more", (), (), (change,))


# --- who and what ---------------------------------------------------------------------------------


def _hear(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    decide = (
        question.kind == JOIN and visit.list is not None and visit.list.policy.join == "approve"
    )
    return entry.consents(visit.brief.reading.clean, own, decide=decide)


def _new(visit: Visit, how: Wish) -> NewMember:
    """Who writes, by her first mail; a known person keeps what we know."""
    reading, person = visit.brief.reading, visit.person
    who = entry.who(reading)
    name, country = (person.name, person.country) if person else ("", "")
    languages = how.languages or (visit.to.language,)
    return NewMember(
        reading.from_address,
        name or who.name,
        languages,
        country or who.country,
        delivery=how.mode or UNASKED,
    )


def _answered(visit: Visit, question: Confirmation, asked: Wish) -> NewMember:
    """Who answers; what she says now goes before what she said at first."""
    reading = visit.brief.reading
    now = entry.wish(entry.scattered(reading.clean))
    who = entry.who(reading, question.name)
    return NewMember(
        question.address,
        who.name,
        tuple(dict.fromkeys((*now.languages, *asked.languages))) or (question.language,),
        who.country,
        delivery=now.mode or asked.mode or UNASKED,
    )


def _spoken(visit: Visit, new: NewMember) -> str:
    """What a stranger is answered in; whom we know keeps her own."""
    return visit.to.language if visit.person else new.languages[0]


def _noted(visit: Visit, how: str) -> str:
    return f"{how}, mail {visit.brief.errand.mail_id}"


def _needs_no_question(visit: Visit, about: MailingList, new: NewMember) -> bool:
    """A signature proves an address where the list is open, or says who she is to those who decide;
    an answer to any letter of ours proves it everywhere."""
    if visit.confirmed or not visit.brief.proof.signed:
        return visit.confirmed
    if about.policy.join == "approve":
        return bool(new.name and new.country)
    return about.policy.join == "open"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a wish to join is about."""

    lists: Sequence[MailingList]  # those that are named; else the one she writes to
    banned: frozenset[int]  # ids of those that have shut her out
    applied: frozenset[int]  # of those whose facilitators have her request
    declined: bool  # nothing proves the mail, and she said no a short time ago


def _asked_for(db: Db, visit: Visit, command: Command, now: float) -> _Asked:
    named = (lists.get(db, one) for one in command.args)
    found = [one for one in named if one is not None] or ([visit.list] if visit.list else [])
    about = [one for one in dict.fromkeys(found) if one.retired is None]
    address = visit.brief.reading.from_address
    return _Asked(
        about,
        frozenset(one.id for one in about if _is_banned(db, visit, one)),
        frozenset(one.id for one in about if applicants.open_one(db, one.id, address)),
        not visit.proven and invitations.has_declined(db, address, now - invitations.QUIET),
    )


def _asked_about(db: Db, visit: Visit, asked: Wish) -> list[MailingList]:
    """The lists of a question, but for those that she is banned from since."""
    further = (lists.by_id(db, one) for one in asked.lists)
    found = [one for one in (visit.list, *further) if one is not None and one.retired is None]
    return [one for one in found if not _is_banned(db, visit, one)]


def _is_banned(db: Db, visit: Visit, about: MailingList) -> bool:
    """Where facilitators decide, they are told of it instead."""
    if visit.person is None or about.policy.join == "approve":
        return False
    return standings.standing(db, about.id, visit.person.id) is Standing.BANNED
