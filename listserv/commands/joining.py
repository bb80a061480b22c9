"""Joining: from the first mail to the welcome.

Owns what a wish to join waits for. An open list takes a mail that its sender's own domain has
signed; every other asks the address, once, and a bare answer is enough. Where the list's
facilitators decide, the proven wish is laid before them (moderation/registrar.py), with the name
and country that she gives; what she says then goes to them. Who says nothing about it gets one mail
a day. Who left a short time ago finds all as it was. What proved her, and in which mail, is noted
with each membership; nobody becomes a member without the letter that says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from listserv.clock import Clock
from listserv.commands import consent, entry, sought, wording
from listserv.commands.consent import Consent
from listserv.commands.entry import Wish
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Handler, Hearer, Part, Service, together
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.languages import grammar
from listserv.languages.command import Command, Verb
from listserv.languages.leave import leave_phrase
from listserv.mailroom import Mailroom
from listserv.model import Application, DeliveryMode, MailingList, Purpose
from listserv.store import (
    applicants,
    confirmations,
    invitations,
    memberships,
)
from listserv.store import members as people
from listserv.store.base import Store
from listserv.store.confirmations import Confirmation
from listserv.store.members import NewMember
from listserv.text import subject as subjects

JOIN, REJOIN, INVITED = "join", memberships.REJOIN, invitations.KIND  # kinds of open questions
APPLICANT = applicants.KIND
UNASKED = DeliveryMode.DAILY  # of who does not say how she wants to read
MOST_WORDS = 5  # mails of an applicant that the facilitators read in a day
_LOST_AFTER = 3600.0  # seconds after which our question may have been lost on its way


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
        return {JOIN: self._hear, INVITED: self._hear}

    @property
    def unclear(self) -> Mapping[str, Answerer]:
        return {JOIN: self._ask_again}

    @property
    def lasting(self) -> frozenset[str]:
        return frozenset({JOIN, REJOIN, INVITED})

    @property
    def late(self) -> Mapping[str, Answerer]:
        return dict.fromkeys((JOIN, REJOIN, INVITED), self._stands)

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return {APPLICANT: self._more}

    async def _join(self, visit: Visit, command: Command) -> Handled:
        """`join hifa chw fr`: lists, languages, and how she wants to read."""
        about = await self._store.read(sought.sought, visit, command, self._clock.now())
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
        taken: list[MailingList] = []
        for one in fresh:
            if one.id in about.banned:
                done.append(Handled("join: banned"))
            elif one.id in about.applied:
                done.append(await self._told_again(visit, one))
            elif one.id in about.refused and visit.proven:
                done.append(await self._passed_on(visit, one))
            elif _needs_no_question(visit, one, new):
                taken.append(one)
            else:
                wait.append(one)
        if wait:  # one yes is for all that she has asked for
            wait = [one for one in fresh if one in (*wait, *taken)]
        else:
            done += [await self._taken(visit, one, new, how.mode) for one in taken]
        if wait and about.declined:
            done.append(Handled("join: she said no lately"))
        elif wait:
            asks_how = not all(one.id in about.left for one in wait)
            done.append(await self._ask(visit, wait, how, asks_how=asks_how))
        return together(done)

    async def _taken(
        self, visit: Visit, about: MailingList, new: NewMember, mode: DeliveryMode | None
    ) -> Handled:
        """Her wish is proven by the mail itself, or by the answer that it stands in."""
        signer = visit.brief.proof.domain
        how = f"by mail, signed by {signer}" if visit.brief.proof.signed else "by answer"
        if about.policy.join == "approve":
            return await self._applied(visit, about, new, how)
        may_tell = visit.confirmed or visit.person is not None
        if not (may_tell or await self._mailroom.may_write(visit.to, visit.cause, owed=True)):
            return Handled("join: the letters of the day are spent, and the welcome is one")
        return await self._joined(visit, about, new, how, mode)

    async def _ask(
        self, visit: Visit, wait: Sequence[MailingList], how: Wish, *, asks_how: bool
    ) -> Handled:
        """One question for all lists, once a day; where her mail is proven again when she has said
        no to it, or may have lost it: who asks again at once may be a program."""
        now, address = self._clock.now(), visit.brief.reading.from_address
        key = f"asked to join {' '.join(one.name for one in wait)} {address}"
        is_first = await self._store.write(confirmations.spend, key, visit.cause, 1, now)
        before = await self._store.read(confirmations.open_one, JOIN, wait[0].id, address, now)
        is_lost = before is None or before.expires - now < confirmations.LIFE_SECONDS - _LOST_AFTER
        if not (is_first or (visit.to.proven and is_lost)):
            return Handled("join: asked before, today")
        if not await self._mailroom.may_write(visit.to, visit.cause, owed=True):
            return Handled("join: the letters of the day are spent")
        further = tuple(one.id for one in wait[1:])
        question = await self._store.write(
            confirmations.ask,
            JOIN,
            wait[0].id,
            address,
            visit.brief.reading.from_name,
            visit.to.language,
            entry.kept(Wish(how.languages, how.mode, further), _said(visit, wait)),
            now,
        )
        part = _asking(wait, question, asks_how=asks_how and how.mode is None)
        return Handled("join: confirmation asked", (part,), language=visit.to.language)

    # --- answers --------------------------------------------------------------------------------

    def _hear(self, visit: Visit, question: Confirmation, own: Consent) -> Consent:
        """What is empty says yes where it answers our letter; else it may be a program's."""
        reading = visit.brief.reading
        is_answer = wording.answers_ours(reading, self._mailroom.site.domain)
        if not (reading.clean.strip() or is_answer or subjects.is_reply(reading.subject)):
            return Consent.OTHER
        decide = (
            question.kind == JOIN and visit.list is not None and visit.list.policy.join == "approve"
        )
        return entry.consents(reading, own, decide=decide)

    async def _agreed(self, visit: Visit, question: Confirmation) -> Handled:
        """Her address is proven; her answer may say how she wants to read, and who she is."""
        asked, said = entry.asked(question.command)
        about = await self._store.read(sought.still, visit, asked)
        if not about:
            return Handled("join: the list is gone, or banned")
        hers = {one.list_id for one in visit.memberships}
        fresh = [one for one in about if one.id not in hers]
        if not fresh:
            return await self._informing.status(visit)
        new, mode = _answered(visit, question, asked)
        decide = [one for one in fresh if one.policy.join == "approve"]
        if decide and not (new.name and new.country) and await self._may_ask_who(visit, question):
            return Handled("join: who?", (_asking(fresh, question.id, again="who"),))
        how = "confirmed by answer"
        return together(
            [
                await self._applied(visit, one, new, how, said)
                if one in decide
                else await self._joined(visit, one, new, how, mode)
                for one in fresh
            ]
        )

    async def _may_ask_who(self, visit: Visit, question: Confirmation) -> bool:
        """Once; the facilitators read after that that she has not said it."""
        key, now = f"asked who {question.id}", self._clock.now()
        if question.used is not None:
            return False
        return await self._store.write(confirmations.spend, key, visit.cause, 1, now)

    async def _ask_again(self, visit: Visit, question: Confirmation) -> Handled:
        """Her answer says neither yes nor no."""
        asked, _ = entry.asked(question.command)
        about = await self._store.read(sought.still, visit, asked)
        if not about:
            return Handled("join: the list is gone, or banned")
        part = _asking(about, question.id, again="unclear")
        return Handled("join: not clear, asked again", (part,))

    async def _stands(self, visit: Visit, question: Confirmation) -> Handled:
        """She had answered before, or it is too long ago: whether she is a member."""
        values = {"is_member": visit.member is not None}
        return Handled("join: how it stands", (Part("stands", values, visit.list),))

    async def _accepted(self, visit: Visit, question: Confirmation) -> Handled:
        """Whom a facilitator has invited needs nobody else's word."""
        if visit.list is None or visit.list.retired is not None:
            return Handled("invitation: the list is gone")
        if visit.member:
            return await self._informing.status(visit)
        if await self._store.read(sought.is_shut_out, visit, visit.list):
            return Handled("invitation: banned since")
        declined = await self._store.read(confirmations.was_declined, question.id)
        if question.used is not None and not declined:  # it was taken back, or she has left since
            return await self._stands(visit, question)
        new, mode = _answered(visit, question, Wish())
        by = f"invited by {question.command}, answered"
        return await self._joined(visit, visit.list, new, by, mode)

    async def _declined(self, visit: Visit, question: Confirmation) -> Handled:
        change = partial(invitations.decline, address=question.address, now=self._clock.now())
        return Handled("confirm: no", (), (), (change,))

    async def _rejoined(self, visit: Visit, question: Confirmation) -> Handled:
        """She undoes leaving: all is as it was, on all lists that the letter told of."""
        left = json.loads(question.command)
        about = await self._store.read(sought.free, visit, [int(one) for one in left])
        hers = {one.list_id for one in visit.memberships}
        again = [one for one in about if one.id not in hers]
        if visit.person is None or not about:
            return await self._stands(visit, question)
        if not again:
            return await self._informing.status(visit)
        person, how = visit.person.id, "undid leaving"
        return together(self._back(visit, person, one, left[f"{one.id}"], how) for one in again)

    async def _joined(
        self,
        visit: Visit,
        about: MailingList,
        new: NewMember,
        how: str,
        mode: DeliveryMode | None,
    ) -> Handled:
        """A member; who left lately reads as before, but for the `mode` that she says now."""
        now, noted = self._clock.now(), _noted(visit, how)
        forget = partial(invitations.forget, address=new.address)
        if visit.person is not None:
            person = visit.person.id
            left = await self._store.read(memberships.left_lately, about.id, person, now)
            if left is not None:
                # Who asks for a list has no pause from it.
                left |= {"paused_until": None, "paused": None}
                left |= {"delivery": mode} if mode else {}
                back = self._back(visit, person, about, left, how)
                return replace(back, changes=(*back.changes, forget))
        add = partial(people.add, list_id=about.id, new=new, consent=noted, now=now, herself=True)
        values = {"delivery": new.delivery, "added": False, "noted": ""}
        language = _spoken(visit, new)
        return Handled(
            "joined", (Part("welcome", values, about),), (), (add, forget), language=language
        )

    def _back(
        self, visit: Visit, person: int, about: MailingList, left: Mapping[str, Any], how: str
    ) -> Handled:
        """A member as she was."""
        now = self._clock.now()
        change = partial(
            memberships.put_back,
            list_id=about.id,
            person_id=person,
            ended={**left, "consent": _noted(visit, how)},
            by=person,
            now=now,
        )
        until = left["paused_until"] or 0.0
        values = {
            "delivery": left["delivery"],
            "paused_until": until if until > now else None,
            "own_copies": bool(left["own_copies"]),
        }
        return Handled("rejoined", (Part("back", values, about),), (), (change,))

    # --- where facilitators decide --------------------------------------------------------------

    async def _applied(
        self, visit: Visit, about: MailingList, new: NewMember, how: str, said: str = ""
    ) -> Handled:
        """A proven wish is laid before the facilitators, and she learns that they have it; `said`
        is what she wrote when she first asked."""
        apply = partial(
            applicants.apply,
            list_id=about.id,
            new=new,
            said="\n\n".join(filter(None, (said, entry.own_words(visit.brief.reading)))),
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
            applicants.ANSWER_SECONDS,
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
            return await self._passed_on(visit, visit.list)
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
        part = Part("passed-on", {}, visit.list)
        return Handled("applicant: says more", (part,), (), (change,))

    async def _passed_on(self, visit: Visit, about: MailingList | None) -> Handled:
        """Her request is closed: the facilitators get what she writes, with what was decided, and
        she learns that they have it."""
        key = f"of {visit.brief.reading.from_address}"
        if not await self._mailroom.may_hand_on(key, visit.cause, MOST_WORDS):
            return Handled("applicant: too many today")
        handed = Handled.of(await self._handing.to_moderators(about, visit.brief))
        may_tell = await self._mailroom.may_write(visit.to, visit.cause, owed=True)
        if visit.member or not handed.letters or not may_tell:
            return handed
        return replace(handed, parts=(Part("passed-on", {}, about),))


# --- who and what ---------------------------------------------------------------------------------


def _asking(
    about: Sequence[MailingList], question: int, *, asks_how: bool = False, again: str = ""
) -> Part:
    """The letter that asks; `again` is a case of it: `unclear`, or `who` she is."""
    values = {
        "titles": tuple(one.title for one in about),
        "decide": any(one.policy.join == "approve" for one in about),
        "asks_how": asks_how,
        "again": again,
    }
    return Part("confirm-join", values, about[0], Purpose.CONFIRM, question)


def _said(visit: Visit, wait: Sequence[MailingList]) -> str:
    """What facilitators will read of a mail that asks to join; commands alone say nothing."""
    if not any(one.policy.join == "approve" for one in wait):
        return ""
    reading = visit.brief.reading
    parsed = grammar.parse("", reading.lines, visit.names)
    return entry.own_words(reading) if parsed.unknown or not parsed.commands else ""


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


def _answered(
    visit: Visit, question: Confirmation, asked: Wish
) -> tuple[NewMember, DeliveryMode | None]:
    """Who answers, and how she says that she wants to read; what she says now goes before what she
    said at first, and what we know of her goes before both."""
    reading, person = visit.brief.reading, visit.person
    now = entry.wish(entry.scattered(reading.lines))
    who = entry.who(reading, question.name)
    mode = now.mode or asked.mode
    new = NewMember(
        question.address,
        (person.name if person else "") or who.name,
        tuple(dict.fromkeys((*now.languages, *asked.languages))) or (question.language,),
        (person.country if person else "") or who.country,
        delivery=mode or UNASKED,
    )
    return new, mode


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
