"""Answers to our questions: `-confirm+TOKEN@`.

Owns the way of an answer: whether it comes from whom we asked, whether the question is still open,
whether it says yes or no; then the service of the question's kind does what was agreed. An answer
that holds commands is read as commands, proven by this address; of other prose the question is
asked once more, or people read it, as its kind says. Who answers twice is told how things stand.
One from another address than the one we asked changes nothing, and is asked back where we had
asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.commands import authors, consent, entry, joining, wording
from listserv.commands import visit as visits
from listserv.commands.clerk import MOST_WORDS, OFFERED, Clerk
from listserv.commands.consent import Consent
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Hearer, Part, Service
from listserv.commands.visit import Visit
from listserv.errand import Brief, Outcome
from listserv.languages import grammar
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Purpose, Site
from listserv.store import confirmations, lists, members
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation

COMMANDS = ("command", wording.GUESS)  # kinds of question whose answer carries out commands
_NEEDS_NO_ANSWER = (wording.GUESS, joining.REJOIN)  # a no to which says nothing but goodbye


class Confirming:
    purposes: Sequence[Purpose] = (Purpose.CONFIRM,)
    for_robots = False

    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        handing: Handing,
        clerk: Clerk,
        services: Sequence[Service],
        site: Site,
        clock: Clock,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._clerk = clerk
        self._site = site
        self._clock = clock
        self._agreed: Mapping[str, Answerer] = {
            kind: one for service in services for kind, one in service.agreed.items()
        }
        self._declined: Mapping[str, Answerer] = {
            kind: one for service in services for kind, one in service.declined.items()
        }
        self._hears: Mapping[str, Hearer] = {
            kind: one for service in services for kind, one in service.hears.items()
        }
        self._unclear: Mapping[str, Answerer] = {
            kind: one for service in services for kind, one in service.unclear.items()
        }
        self._lasting = frozenset(kind for service in services for kind in service.lasting)
        self._late: Mapping[str, Answerer] = {
            kind: one for service in services for kind, one in service.late.items()
        }
        self._listens: Mapping[str, Answerer] = {
            kind: one for service in services for kind, one in service.listens.items()
        }

    async def run(self, brief: Brief) -> Outcome:
        if self._site.domain in brief.reading.traces:
            return Outcome("our own mail came back")
        if not brief.reading.from_address:
            return Outcome("without an address to answer to")
        token = brief.errand.token
        question = (
            await self._store.read(confirmations.get, token.first) if token is not None else None
        )
        visit = await self._store.read(visits.read, brief, self._site)
        if question is None:
            return await self._too_old(visit, None)
        if not await self._store.read(_answers_for, visit, question):
            return await self._from_elsewhere(visit, question)
        if question.kind in (OFFERED, wording.GUESS) and entry.introduces(brief.reading):
            question = await self._wish_to_join(question) or question
        about = await self._store.read(lists.by_id, question.list) if question.list else None
        visit = await self._store.read(visits.read, brief, self._site, about, confirmed=True)
        visit = visit.spoken_to(question.language)
        if question.kind == OFFERED:
            return await self._clerk.answered(visit)
        if listens := self._listens.get(question.kind):
            return await self._clerk.answer(visit, await listens(visit, question))
        return await self._read(visit, question)

    async def _wish_to_join(self, question: Confirmation) -> Confirmation | None:
        """Who has asked something else between says who she is, and so answers the letter before:
        whether she wants to join."""
        asked = (joining.JOIN, question.list, question.address, self._clock.now())
        return await self._store.read(confirmations.open_one, *asked)

    async def _read(self, visit: Visit, question: Confirmation) -> Outcome:
        """An answer that says yes, or no, or something else."""
        said = _consent(visit, question)
        if hears := self._hears.get(question.kind):
            said = hears(visit, question, said)
        if said is Consent.OTHER:
            return await self._something_else(visit, question)
        if said is Consent.NO:
            return await self._no(visit, question)
        is_closed = question.used is not None and question.kind not in self._lasting
        if is_closed or question.expires < self._clock.now():
            return await self._too_old(visit, question)
        use = partial(confirmations.use, confirmation_id=question.id, now=self._clock.now())
        if question.kind in COMMANDS:
            outcome = await self._clerk.commanded(visit, grammar.parse("", question.command))
        else:
            done = await self._agreed[question.kind](visit, question)
            outcome = await self._clerk.answer(visit, done)
        return replace(outcome, changes=(use, *outcome.changes))

    async def _no(self, visit: Visit, question: Confirmation) -> Outcome:
        """Whom we know is told that nothing happens, once; a stranger was promised that she hears
        no more of us, and who was only asked what she meant need not say no. A no to a question
        that is too old counts as well."""
        if question.used is not None:
            late = self._late.get(question.kind)
            if late and visit.member:
                return await self._clerk.answer(visit, await late(visit, question))
            return Outcome("confirm: no, and nothing to close")
        close = partial(confirmations.decline, confirmation_id=question.id, now=self._clock.now())
        declined = self._declined.get(question.kind)
        done = await declined(visit, question) if declined else Handled("")
        tells = visit.person is not None and question.kind not in _NEEDS_NO_ANSWER
        told = (Part("declined", {}, visit.list),) if tells else ()
        no = Handled("confirm: no", told, done.letters, (close, *done.changes))
        return await self._clerk.answer(visit, no)

    async def _something_else(self, visit: Visit, question: Confirmation) -> Outcome:
        """Commands instead of a yes: her token has proven them. Anything else people read, but for
        a few words to the robot that had not understood her."""
        reading = visit.brief.reading
        parsed = grammar.parse("", reading.lines, visit.names)
        is_short = question.kind == wording.GUESS and len(reading.clean.split()) <= MOST_WORDS
        asks = self._unclear.get(question.kind)
        is_guess = bool(asks and parsed.suggestion)  # what answers a question is no mistyped line
        if (parsed and not is_guess) or is_short:
            return await self._clerk.commanded(visit, parsed)
        if asks and await self._may_ask_again(visit, question):
            return await self._clerk.answer(visit, await asks(visit, question))
        return await self._handing.to_moderators(visit.list, visit.brief)

    async def _may_ask_again(self, visit: Visit, question: Confirmation) -> bool:
        """Once: a program that does not say that it is one would answer that, too."""
        now = self._clock.now()
        if question.used is not None or question.expires < now:
            return False
        key = f"asked again {question.id}"
        return await self._store.write(confirmations.spend, key, visit.cause, 1, now)

    async def _too_old(self, visit: Visit, question: Confirmation | None) -> Outcome:
        if question and (late := self._late.get(question.kind)):
            return await self._clerk.answer(visit, await late(visit, question))
        closed = question.id if question is not None and question.used is not None else 0
        taken_back = await self._store.read(confirmations.was_withdrawn, closed)
        values = {
            "is_member": bool(visit.memberships),
            "answered": closed > 0 and not taken_back,
            "taken_back": taken_back,
        }
        done = Part("expired", values, visit.list)
        return await self._clerk.answer(visit, Handled("confirm: too old", (done,)))

    async def _from_elsewhere(self, visit: Visit, question: Confirmation) -> Outcome:
        """Somebody whom we did not ask has our letter, or she writes from another address."""
        about = await self._store.read(lists.by_id, question.list) if question.list else None
        if question.kind in authors.KINDS:
            return await self._handing.to_moderators(about, visit.brief)
        person = await self._store.read(members.person_by_address, question.address)
        stranger = Addressee(0, question.address, question.name, question.language, proven=True)
        # Only who was sent our letter knows its token: nobody forges this.
        to = replace(Addressee.of(person), proven=True) if person else stranger
        if question.used is not None or not await self._may_ask_there(visit, question, to):
            return Outcome("confirm: from another address than the one we asked")
        letter = await self._mailroom.letter(
            "other-address",
            to,
            about,
            answer=Purpose.CONFIRM,
            about=question.id,
            sender=visit.brief.reading.from_address,
        )
        return Outcome("confirm: from another address, asked back", (letter,))

    async def _may_ask_there(self, visit: Visit, question: Confirmation, to: Addressee) -> bool:
        """Once a day for each question, though the question itself was a stranger's letter of the
        day."""
        key, now = f"asked back {question.id}", self._clock.now()
        if not await self._store.write(confirmations.spend, key, visit.cause, 1, now):
            return False
        return await self._mailroom.may_write(to, visit.cause, owed=True)


def _answers_for(db: Db, visit: Visit, question: Confirmation) -> bool:
    """The answer comes from the address that was asked, or another one of the same person."""
    if question.kind in authors.KINDS:
        return authors.answers_for(db, visit, question)
    if visit.brief.reading.from_address == question.address:
        return True
    if visit.person is not None and visit.person.id == question.person:
        return True  # she asked for the letter, and reads at an old address what comes to the new
    person = members.person_by_address(db, question.address)
    return person is not None and visit.person is not None and person.id == visit.person.id


def _consent(visit: Visit, question: Confirmation) -> Consent:
    """What the answer says; a subject counts where it alone holds a no."""
    reading = visit.brief.reading
    if not reading.clean.strip() and consent.read(reading.subject, question.kind) is Consent.NO:
        return Consent.NO
    wish = question.command if question.kind in COMMANDS else ""
    names = f"{reading.from_name} {question.name}"
    return consent.read(reading.lines, question.kind, names, wish)
