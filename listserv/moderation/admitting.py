"""Admitting: a facilitator's answer to a letter of who wants to join: `ok`, `1-3 ok, 4 no: …`.

Owns the way from the answer's text to memberships, refusals and questions, and the echo. It is read
as an answer about held posts is (answers.py); only what can be said of a person acts. All decisions
of an answer, their letters and the echo are one transaction, and each is a line in the book of
decisions. Somebody else's decision in the moment between our look and our commit means that the
answer is read again. Of two decisions the first counts, and the echo says whose it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Applicant, Application, Letter, MailingList, Person, Purpose
from listserv.moderation import admissions, answers, reversals
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import Form, Kind, Order, Problem
from listserv.moderation.registrar import whom
from listserv.press.kinds import Admission
from listserv.press.reasons import NAMED
from listserv.store import applicants, confirmations, decisions, members
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
from listserv.store.errands import Change
from listserv.store.redactions import LookAgainError
from listserv.text.answered import Answered
from listserv.text.dates import DAY

UNDO_SECONDS = 30 * DAY
LATELY_SECONDS = 3600.0  # what is told as a short time ago
_PLAIN = (Form(Kind.APPROVE), Form(Kind.SPAM), Form(Kind.LATER), Form(Kind.UNDO))
_WORDED = (Kind.REFUSE, Kind.ASK)
# What the letters ask of people where they ask something else of messages.
ABOUT_PEOPLE: Mapping[str, str] = {
    Problem.WHICH_REASON: "reason-for-her",
    Problem.WHICH_POST: "which-person",
    Problem.CONFLICT: "two-decisions",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A letter of people who wait, that is answered."""

    moderator: Person
    list: MailingList
    letter: int
    ids: tuple[int, ...]  # of the applicants, by position
    question: str  # what it asked back, "" for nothing
    names: tuple[str, ...]  # the moderator's own


@dataclass(frozen=True, slots=True)
class Done:
    """What came of the decision about one person."""

    told: Admission
    letters: Sequence[Letter] = ()
    changes: Sequence[Change] = ()
    undo: bool = False
    acted: bool = field(default=True)


class Admitting:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    async def run(
        self, asked: Asked, brief: Brief, said: Answered
    ) -> Outcome | tuple[Problem, Answer]:
        """Carry out what an answer says of the people that its letter showed; or nothing is done,
        and it is to be asked back."""
        people = await self._store.read(_people, asked.ids)
        answer = answers.read(
            said.words,
            [Shown(place, -id_) for place, id_ in enumerate(asked.ids, 1)],
            (*asked.names, asked.list.title),
            asked.question,
            thanked=tuple(one.name for one in people.values() if one.name),
        )
        problem = answer.asked_back or _unfit(answer.orders, people)
        if problem:
            understood = (*answer.orders, *answer.understood) if answer.left_over else ()
            return problem, replace(answer, understood=understood)
        if not answer.orders:
            return Outcome("an answer without a decision")
        echo = await self._mailroom.new_id()
        done = [
            one for order in answer.orders for one in await self._one(asked, order, brief, echo)
        ]
        told = await self._echo(asked, brief, done, echo)
        letters = [told, *(letter for one in done for letter in one.letters)]
        changes = [change for one in done for change in one.changes]
        return Outcome(f"{len(done)} people", letters, changes)

    async def stands(self, asked: Asked, brief: Brief) -> Letter | None:
        """What became of those whom a letter showed; None where somebody waits still."""
        people = await self._store.read(_people, asked.ids)
        if not people or any(one.is_open for one in people.values()):
            return None
        done = [await self._too_late(one, asked.moderator.id) for one in people.values()]
        return await self._echo(asked, brief, done, await self._mailroom.new_id())

    async def _echo(self, asked: Asked, brief: Brief, done: Sequence[Done], echo: int) -> Letter:
        letter = await self._mailroom.letter(
            "admitted",
            Addressee.of(asked.moderator),
            asked.list,
            id=echo,
            answer=Purpose.MODERATE,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            outcomes=tuple(one.told for one in done),
            acted=any(one.acted for one in done),
            undo=any(one.undo for one in done),
        )
        return replace(letter, asked=admissions.asked_of(asked.ids))

    async def _one(self, asked: Asked, order: Order, brief: Brief, echo: int) -> Sequence[Done]:
        """What is said of one person; an undo without a number is of all that the letter told."""
        (form,) = order.forms
        if form.kind is Kind.UNDO:
            return await self._undo(asked, -order.number)
        one = await self._store.read(applicants.get, -order.number)
        if one is None:
            raise LookAgainError
        if not one.is_open:
            return [await self._too_late(one, asked.moderator.id)]
        match form.kind:
            case Kind.APPROVE:
                return [await self._admit(asked, one, brief, echo)]
            case Kind.REFUSE | Kind.SPAM:
                return [await self._refuse(asked, one, form, echo)]
            case Kind.ASK:
                return [await self._question(asked, one, form)]
        return [Done(Admission(one.who, one.country, "later"), acted=False)]

    # --- decisions ------------------------------------------------------------------------------

    async def _admit(self, asked: Asked, one: Applicant, brief: Brief, echo: int) -> Done:
        to = await self._store.read(whom, one)
        welcome = await self._mailroom.letter(
            "welcome", to, asked.list, delivery=one.delivery, added=False, noted=""
        )
        by = asked.moderator
        consent = (
            f"{one.consent}; let in by {by.name or f'person {by.id}'}, mail {brief.errand.mail_id}"
        )
        verb = partial(applicants.admit, applicant_id=one.id, by=by.id, consent=consent)
        told = await self._told(asked, one, "joined")
        return Done(told, (welcome,), (self._decided(asked, one, "admit", verb, echo),), undo=True)

    async def _refuse(self, asked: Asked, one: Applicant, form: Form, echo: int) -> Done:
        letters: list[Letter] = []
        if form.kind is Kind.REFUSE:
            to = await self._store.read(whom, one)
            reason = NAMED[form.code][0] if form.code else form.text
            letters.append(
                await self._mailroom.letter("not-admitted", to, asked.list, reason=reason)
            )
        told = await self._told(asked, one, "refused" if letters else "spam")
        verb = partial(applicants.refuse, applicant_id=one.id, by=asked.moderator.id)
        decided = self._decided(asked, one, "turn-away", verb, echo, told=bool(letters))
        return Done(told, letters, (decided,), undo=True)

    async def _told(self, asked: Asked, one: Applicant, did: str) -> Admission:
        """A decision; and whose question to her it leaves without an answer."""
        if one.state is not Application.ASKED or one.asked_by == asked.moderator.id:
            return Admission(one.who, one.country, did)
        by = await self._store.read(members.name_of, one.asked_by)
        is_new = self._clock.now() - one.stirred < LATELY_SECONDS
        when = 0.0 if is_new else one.stirred
        return Admission(one.who, one.country, did, asked_by=by, asked=when)

    def _decided(
        self,
        asked: Asked,
        one: Applicant,
        what: str,
        verb: partial[bool],
        echo: int,
        *,
        told: bool = True,
    ) -> Change:
        return partial(
            _decide,
            verb=verb,
            one=one,
            by=asked.moderator.id,
            what=what,
            now=self._clock.now(),
            echo=echo,
            told=told,
        )

    async def _question(self, asked: Asked, one: Applicant, form: Form) -> Done:
        now, to = self._clock.now(), await self._store.read(whom, one)
        question = await self._store.write(
            confirmations.ask,
            applicants.KIND,
            one.list_id,
            one.address,
            one.name,
            to.language,
            "",
            now,
            applicants.ANSWER_SECONDS,
        )
        letter = await self._mailroom.letter(
            "ask-applicant",
            to,
            asked.list,
            answer=Purpose.CONFIRM,
            about=question,
            said=form.text,
            by=asked.moderator.name or asked.list.title,
        )
        change = partial(
            _ask, applicant_id=one.id, question=form.text, by=asked.moderator.id, now=now
        )
        return Done(Admission(one.who, one.country, "asked"), (letter,), (change,))

    async def _too_late(self, one: Applicant, moderator: int) -> Done:
        """What stands, and by whom, where it was another."""
        other = one.decided_by if one.decided_by != moderator else 0
        by = await self._store.read(members.person, other) if other else None
        name = (by.name or by.address) if by else ""
        did = f"{one.state}-before"
        if one.state is Application.JOINED and not await self._store.read(_is_member, one):
            did = "left-before"
        return Done(Admission(one.who, one.country, did, name, one.decided or 0.0), acted=False)

    # --- taking back ----------------------------------------------------------------------------

    async def _undo(self, asked: Asked, only: int) -> Sequence[Done]:
        """Each decision that the letter told of, or her own last ones about whom it showed."""
        now = self._clock.now()
        entries = await self._store.read(_entries, asked, only, now)
        done = [await self._undone(asked, one, entry, now) for one, entry in entries]
        return done or [Done(Admission("", "", "not-undone"), acted=False)]

    async def _undone(self, asked: Asked, one: Applicant, entry: Entry, now: float) -> Done:
        """Who was told of the decision is told that it holds no longer."""
        change = partial(_take_back, entry=entry, now=now)
        if not entry.before.get("told", True):
            return Done(Admission(one.who, one.country, "undone-quietly"), (), (change,))
        to = await self._store.read(whom, one)
        letter = await self._mailroom.letter("reconsidered", to, asked.list)
        return Done(Admission(one.who, one.country, "undone"), (letter,), (change,))


def _unfit(orders: Sequence[Order], people: dict[int, Applicant]) -> Problem | None:
    """Why what was said cannot be said of people; None where it can."""
    for order in orders:
        if order.number and -order.number not in people:
            return Problem.NO_SUCH_POST
        known = all(form in _PLAIN or form.kind in _WORDED for form in order.forms)
        if len(order.forms) != 1 or not known:
            return Problem.UNKNOWN_FORM
    return None


# --- changes --------------------------------------------------------------------------------------


def _decide(
    db: Db,
    verb: partial[bool],
    one: Applicant,
    by: int,
    what: str,
    now: float,
    echo: int,
    *,
    told: bool,
) -> None:
    """Decide, and write it into the book; where somebody was quicker the answer is read again."""
    if not verb(db, now=now):
        raise LookAgainError
    before = {"applicant": one.id, "decided": now, "told": told}
    decisions.remember(db, one.list_id, 0, by, what, now, "", before, echo)


def _ask(db: Db, applicant_id: int, question: str, by: int, now: float) -> None:
    if not applicants.ask(db, applicant_id, question, by, now):
        raise LookAgainError


def _take_back(db: Db, entry: Entry, now: float) -> None:
    if reversals.undo(db, entry, now) != reversals.done(entry):
        raise LookAgainError


# --- queries --------------------------------------------------------------------------------------


def _people(db: Db, ids: Sequence[int]) -> dict[int, Applicant]:
    found = (applicants.get(db, one) for one in ids)
    return {one.id: one for one in found if one is not None}


def _entries(db: Db, asked: Asked, only: int, now: float) -> list[tuple[Applicant, Entry]]:
    """Decisions that can be taken back, with whom they are about."""
    told = decisions.of_letter(db, asked.letter)
    if not told:
        since = decisions.of_list(db, asked.list.id, now - UNDO_SECONDS, now)
        told = [one for one in since if one.by == asked.moderator.id]
    found: list[tuple[Applicant, Entry]] = []
    for entry in told:
        one = applicants.get(db, entry.before.get("applicant", 0))
        meant = one is not None and (one.id == only if only else one.id in asked.ids)
        if one is not None and meant and _can_undo(db, one, entry):
            found.append((one, entry))
    return found


def _can_undo(db: Db, one: Applicant, entry: Entry) -> bool:
    """It stands, and she has not left, or asked again, since."""
    if one.decided != entry.before["decided"]:
        return False
    if applicants.open_one(db, one.list_id, one.address):
        return False
    return one.state is Application.REFUSED or _is_member(db, one)


def _is_member(db: Db, one: Applicant) -> bool:
    person = members.person_by_address(db, one.address)
    return person is not None and members.member(db, one.list_id, person.id) is not None
