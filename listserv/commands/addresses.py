"""Addresses: one person, several mailboxes.

Owns `address add | move | remove`. A new address proves itself by an answer to a letter there; what
changes is told to her other addresses, with the line that undoes it. An address that is somebody
else's, with lists or posts, is asked about at both: only when both have said yes two persons become
one, and that is not undone. No mailbox is hers without the word: thanks for a letter, or an empty
answer, are asked back. Nobody is asked whether the mailbox of who looks after a list is hers too,
but by her own command from there. She always has an address, and one of them is the main one. What
came from a new one as nobody's mail is hers from then on, and what waits of it is read again.

A removed address is told how to come back only by one that is older than the one that asked for it:
whoever got hold of a mailbox lately cannot bring it back when she has taken it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent
from listserv.commands.consent import Consent
from listserv.commands.handing import Handing
from listserv.commands.handled import Answerer, Handled, Handler, Hearer, Part, Service
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.languages import grammar
from listserv.languages.command import Command, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Purpose
from listserv.press.kinds import Changed
from listserv.press.lines import Line
from listserv.store import confirmations, members, merged, merging, namesakes, persons
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.store.errands import Change
from listserv.store.persons import Own
from listserv.text import robots, sane
from listserv.text.addresses import mask

ADDRESS, MERGE, ALSO, UNDO = "address", "merge", "also", "address-undo"  # kinds of questions
AGREED = "agreed"  # behind a wish: who has it said yes at her registered address before
CHANGES_A_DAY = 10  # of which all her addresses are told


class Addresses(Service):
    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        handing: Handing,
        informing: Informing,
        admin: str,
        clock: Clock,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._informing = informing
        self._admin = admin
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.ADDRESS: self._address}

    @property
    def agreed(self) -> Mapping[str, Answerer]:
        return {ADDRESS: self._proven, MERGE: self._both, ALSO: self._also}

    @property
    def declined(self) -> Mapping[str, Answerer]:
        return {ADDRESS: self._refused}

    @property
    def hears(self) -> Mapping[str, Hearer]:
        return dict.fromkeys((ADDRESS, MERGE, ALSO), _in_words)

    @property
    def unclear(self) -> Mapping[str, Answerer]:
        return dict.fromkeys((ADDRESS, MERGE, ALSO), self._ask_again)

    @property
    def listens(self) -> Mapping[str, Answerer]:
        return {UNDO: self._undo}

    # --- what she asks for ----------------------------------------------------------------------

    async def _address(self, visit: Visit, command: Command) -> Handled:
        how, address = command.args
        person = visit.person
        if person is None:
            return Handled("address: nobody we know", (Part("address-how", {}, visit.list),))
        own = await self._store.read(persons.own, person.id)
        is_hers = any(one.address == address for one in own)
        if how == "remove":
            if not is_hers:
                return await self._informing.ask(visit, command, "value")
            return await self._remove(visit, person, own, address)
        if is_hers and (how == "add" or own[0].address == address):
            return _said(visit, Changed("address-yours", address))
        if is_hers:
            return await self._move(visit, person, own, address)
        if len(own) >= persons.MOST_ADDRESSES:
            return _full(visit)
        if robots.is_no_persons(address, self._mailroom.site.domain):
            return await self._informing.ask(visit, command, "value")
        return await self._ask(visit, person, how, address)

    async def _ask(self, visit: Visit, person: Person, wish: str, address: str) -> Handled:
        """A letter to the new address; where nobody we know has it, it is that stranger's today."""
        if await self._store.read(_is_guarded, address, person.id, self._admin):
            values = {"new": address, "state": "there", "mine": person.address}
            return Handled("address: of who looks after a list", (_asked(values, visit),))
        letter = await self._asking(visit, person, wish, address)
        state = "asked" if letter else "later"
        part = _asked({"new": address, "state": state}, visit)
        is_there = bool(letter) and visit.brief.reading.from_address == address
        parts = () if is_there else (part,)
        return Handled(f"address: {state}", parts, (letter,) if letter else ())

    async def _asking(self, visit: Visit, person: Person, wish: str, address: str) -> Letter | None:
        """None: too many today."""
        other, bare = await self._store.read(_owner, address, self._admin)
        language = other.language if other else person.language
        to = Addressee(other.id if other else 0, address, other.name if other else "", language)
        if not await self._mailroom.may_ask(to, person.id, f"{visit.cause} {wish} {address}"):
            return None
        question = await self._question(ADDRESS, visit.list, person, to, wish)
        return await self._mailroom.letter(
            "confirm-address",
            to,
            visit.list,
            answer=Purpose.CONFIRM,
            about=question,
            who=person.name if sane.is_name(person.name) else "",
            sender=mask(person.address),
            moves=wish.startswith("move"),
            known=not bare,
            by="",
        )

    async def _move(
        self, visit: Visit, person: Person, own: Sequence[Own], address: str
    ) -> Handled:
        """To another one of hers, which needs no new proof."""
        step = _Step("address-moved", address, f"move {own[0].address}")
        now = self._clock.now()
        change = partial(persons.make_main, person_id=person.id, address=address, now=now)
        return await self._done(visit, person, step, [one.address for one in own], (change,))

    async def _remove(
        self, visit: Visit, person: Person, own: Sequence[Own], address: str
    ) -> Handled:
        if len(own) == 1:
            return _said(visit, Changed("address-last", address))
        step = _Step("address-removed", address)
        gone = next(one for one in own if one.address == address)
        asked = visit.brief.reading.from_address
        since = next((one.since for one in own if one.address == asked), 0.0)
        if gone.since <= since:
            main = " main" if gone.main else ""
            drops = f" {asked}" if gone.since < since else ""
            undo = f"add {address} {gone.since}{main}{drops}"
            step = _Step("address-removed", address, undo, address)
        now = self._clock.now()
        change = partial(persons.remove_address, person_id=person.id, address=address, now=now)
        return await self._done(visit, person, step, [one.address for one in own], (change,))

    # --- what was agreed ------------------------------------------------------------------------

    async def _proven(self, visit: Visit, question: Confirmation) -> Handled:
        """Somebody reads what we send to the new address."""
        how, _, agreed = question.command.partition(" ")
        person = await self._store.read(members.person, question.person)
        if person is None:
            return Handled("address: nobody asks any more")
        other, bare = await self._store.read(_owner, question.address, self._admin)
        if bare or (other and other.id == person.id):
            return await self._add(visit, person, how, question.address)
        if await self._store.read(_is_guarded, question.address, person.id, self._admin):
            return Handled("address: by now of who looks after a list")
        if agreed:
            return await self._merge(visit, person, how, question.address)
        if not await self._mailroom.may_write(Addressee.of(person), visit.cause):
            part = _asked({"new": mask(person.address), "state": "later"}, visit)
            return Handled("address: the letters of the day are spent", (part,))
        to = Addressee.of(person)
        wish = f"{how} {question.address}"
        letter = await self._mailroom.letter(
            "confirm-merge",
            to,
            visit.list,
            answer=Purpose.CONFIRM,
            about=await self._question(MERGE, visit.list, person, to, wish),
            other=question.address,
        )
        part = _asked({"new": mask(person.address), "state": "merge"}, visit)
        return Handled("address: the other is asked too", (part,), (letter,))

    async def _refused(self, visit: Visit, question: Confirmation) -> Handled:
        """Who reads the other address says no: who had asked for it is told how it ended."""
        person = await self._store.read(members.person, question.person)
        if person is None or not await self._mailroom.may_write(Addressee.of(person), visit.cause):
            return Handled("address: no")
        letter = await self._mailroom.letter(
            "address-asked",
            Addressee.of(person),
            visit.list,
            new=question.address,
            state="no",
            mine="",
        )
        return Handled("address: no, told", (), (letter,))

    async def _ask_again(self, visit: Visit, question: Confirmation) -> Handled:
        """Her answer says neither yes nor no, and no silence gives a mailbox away."""
        person = await self._store.read(members.person, question.person)
        if person is None:
            return Handled("address: nobody asks any more")
        other = question.command.rpartition(" ")[2]
        if question.kind == ADDRESS:
            other = mask(person.address)
        part = Part("say-yes", {"other": other}, visit.list, Purpose.CONFIRM, question.id)
        return Handled("address: not said in words, asked again", (part,))

    async def _both(self, visit: Visit, question: Confirmation) -> Handled:
        """She says that both persons are she; the other one has said it before."""
        how, _, address = question.command.partition(" ")
        person = await self._store.read(members.person, question.person)
        if person is None:
            return Handled("merge: nobody asks any more")
        other, bare = await self._store.read(_owner, address, self._admin)
        if bare or (other and other.id == person.id):
            return await self._add(visit, person, how, address)
        if await self._store.read(_is_guarded, address, person.id, self._admin):
            return Handled("merge: by now of who looks after a list")
        return await self._merge(visit, person, how, address)

    async def _also(self, visit: Visit, question: Confirmation) -> Handled:
        """The mail of an unknown address was hers."""
        address = question.command
        person = await self._store.read(members.person, question.person)
        if person is None:
            return Handled("also: nobody there any more")
        other, bare = await self._store.read(_owner, address, self._admin)
        if bare or (other and other.id == person.id):
            return await self._add(visit, person, "add", address)
        return await self._ask(visit, person, f"add {AGREED}", address)

    async def _add(self, visit: Visit, person: Person, how: str, address: str) -> Handled:
        """The address is hers, and nobody else is known by it."""
        own = await self._store.read(persons.addresses, person.id)
        if len(own) >= persons.MOST_ADDRESSES and address not in own:
            return _full(visit)
        now = self._clock.now()
        changes: list[Change] = [
            partial(merging.take, person_id=person.id, address=address, admin=self._admin, now=now),
            partial(namesakes.read_again, address=address, now=now),
        ]
        undo = f"move {own[0]}" if address in own else f"remove {address}"
        if how == "move":
            changes.append(
                partial(persons.make_main, person_id=person.id, address=address, now=now)
            )
            step = _Step("address-moved", address, undo)
        else:
            step = _Step("address-added", address, undo)
        return await self._done(visit, person, step, [*own, address], changes)

    async def _merge(self, visit: Visit, person: Person, how: str, address: str) -> Handled:
        """Both have said yes."""
        main = address if how == "move" else person.address
        found = await self._store.read(_all_of_both, person.id, address)
        own = (main, *(one for one in found if one != main))
        now = self._clock.now()
        change = partial(_made_one, one=person.id, address=address, main=main, now=now)
        step = _Step("address-merged", address, values=own, other=person.address)
        return await self._done(visit, person, step, own, (change,))

    # --- what is told ---------------------------------------------------------------------------

    async def _done(
        self,
        visit: Visit,
        person: Person,
        step: _Step,
        own: Iterable[str],
        changes: Sequence[Change],
        *,
        undoes: bool = False,
    ) -> Handled:
        """The change, its telling to who asked, and to her other addresses: not one without the
        other. However many of a thief's were done today, each is undone."""
        key, now = f"addresses changed of {person.id}", self._clock.now()
        cause = f"{visit.cause} {step.word} {step.address}"
        spend = partial(confirmations.spend, limit=CHANGES_A_DAY)
        if not (undoes or await self._store.write(spend, key, cause, now=now)):
            part = _asked({"new": step.address, "state": "later"}, visit)
            return Handled("address: changed too often today", (part,))
        asked = visit.brief.reading.from_address
        letters = [
            await self._telling(visit.list, person, step, one)
            for one in dict.fromkeys((*own, step.address))
            if one != asked
        ]
        undo = (step.undo_line,) if step.undo else ()
        told = Changed(step.word, step.address, values=step.values, undo=undo)
        part = Part("changed", {"changes": (told,)}, visit.list)
        return Handled(step.word, (part,), letters, changes)

    async def _telling(
        self, about: MailingList | None, person: Person, step: _Step, address: str
    ) -> Letter:
        """A letter to one of her addresses; where it cannot undo the step, a person reads the
        answer."""
        to = Addressee(person.id, address, person.name, person.language)
        undo = step.undo if step.undone_at in ("", address) else ""
        changed = (step.other or step.address) if address == step.address else step.address
        kept = f"{undo} | {step.word} {changed}"
        return await self._mailroom.letter(
            "address-told",
            to,
            about,
            answer=Purpose.CONFIRM,
            about=await self._question(UNDO, about, person, to, kept),
            word=step.word,
            changed=changed,
            undo=step.undo_line if undo else ("", ""),
            drops=step.drops if undo else "",
        )

    async def _undo(self, visit: Visit, question: Confirmation) -> Handled:
        """An answer to that letter: the line that undoes it, or a no, or words for a person."""
        reading = visit.brief.reading
        undo, _, story = question.command.partition("|")
        wish = undo.split()
        said = grammar.parse("", reading.lines).commands
        line = Command(Verb.ADDRESS, tuple(wish[:2]))
        typed, _ = consent.own_words(reading.clean, reading.from_name)
        no = consent.undoes(typed) or (
            consent.read(reading.clean, UNDO, reading.from_name) is Consent.NO
        )
        expired = question.expires < self._clock.now()
        if expired or not wish or not (line in said or (no and not said)):
            if consent.only_thanks(reading.clean, reading.from_name):
                return Handled("thanks")
            told = (question.address, *story.split())
            return Handled.of(await self._handing.to_moderators(visit.list, visit.brief, told=told))
        person = await self._store.read(members.person, question.person)
        if person is None or question.used is not None:
            return Handled("address: undone before, or nobody there")
        own = await self._store.read(persons.addresses, person.id)
        now = self._clock.now()
        how, address = wish[:2]
        other, bare = await self._store.read(_owner, address, self._admin)
        if how == "add" and not bare and other and other.id != person.id:  # in the meantime
            return await self._ask(visit, person, "move" if "main" in wish else "add", address)
        step = _Step(_UNDONE[how], address)
        changes = (
            partial(confirmations.use, confirmation_id=question.id, now=now),
            partial(_undone, person_id=person.id, wish=wish, admin=self._admin, now=now),
        )
        return await self._done(visit, person, step, own, changes, undoes=True)

    async def _question(
        self, kind: str, about: MailingList | None, person: Person, to: Addressee, wish: str
    ) -> int:
        return await self._store.write(
            confirmations.ask,
            kind,
            about.id if about else 0,
            to.address,
            person.name,
            to.language,
            wish,
            self._clock.now(),
            person=person.id,
        )


# --- decisions ------------------------------------------------------------------------------------

_UNDONE = {"remove": "address-removed", "move": "address-moved", "add": "address-added"}


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of her addresses; `word` is a case of changed.txt and of address-told.txt."""

    word: str
    address: str
    undo: str = ""  # what undoes it: "remove X", "move X", "add X SINCE main Y"; "" for nothing
    undone_at: str = ""  # the one address that may say so; "" is any of hers
    values: tuple[str, ...] = ()
    other: str = ""  # what it is told with at `address` itself

    @property
    def undo_line(self) -> Line:
        how, address, *_ = self.undo.split()
        return f"address_{how}", address

    @property
    def drops(self) -> str:
        """The address that goes when this is undone: it has asked for it."""
        return next((one for one in self.undo.split()[2:] if "@" in one), "")


def _in_words(visit: Visit, question: Confirmation, own: Consent) -> Consent:
    """Thanks for a letter, or nothing at all, are no yes."""
    reading = visit.brief.reading
    said = consent.is_said(reading.clean, f"{reading.from_name} {question.name}")
    return own if said or own is not Consent.YES else Consent.OTHER


def _asked(values: Mapping[str, str], visit: Visit) -> Part:
    return Part("address-asked", {"mine": "", **values}, visit.list)


def _full(visit: Visit) -> Handled:
    return _said(visit, Changed("address-full", f"{persons.MOST_ADDRESSES}"))


def _said(visit: Visit, told: Changed) -> Handled:
    return Handled(told.word, (Part("changed", {"changes": (told,)}, visit.list),))


# --- what the store does --------------------------------------------------------------------------


def _owner(db: Db, address: str, admin: str) -> tuple[Person | None, bool]:
    """(whose an address is, whether she is nothing else, or nobody)."""
    other = members.person_by_address(db, address)
    return other, other is None or merging.is_bare(db, other.id, admin)


def _is_guarded(db: Db, address: str, person_id: int, admin: str) -> bool:
    """Whether an address is somebody else's, who looks after a list."""
    other = members.person_by_address(db, address)
    if other is None or other.id == person_id:
        return False
    return members.looks_after_a_list(db, other.id, admin)


def _all_of_both(db: Db, person_id: int, address: str) -> list[str]:
    other = members.person_by_address(db, address)
    others = persons.addresses(db, other.id) if other else ()
    return [*persons.addresses(db, person_id), *others]


def _made_one(db: Db, one: int, address: str, main: str, now: float) -> None:
    one = merged.is_now(db, one)
    other = members.person_by_address(db, address)
    if other is not None and other.id != one:
        merging.merge(db, one, other.id, main, now)
    namesakes.read_again(db, address, now)


def _undone(db: Db, person_id: int, wish: Sequence[str], admin: str, now: float) -> None:
    how, address, *more = wish
    if how == "remove":
        persons.remove_address(db, person_id, address, now)
        return
    if how == "add":
        merging.take(db, person_id, address, admin, now, float(more[0]))
    if how == "move" or "main" in more:
        persons.make_main(db, person_id, address, now)
    for one in more:
        if "@" in one:  # who took it away goes
            persons.remove_address(db, person_id, one, now)
