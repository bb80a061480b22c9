"""The clerk: commands by mail, from members and strangers, for a list or the whole site.

Owns what `-request`, `-join`, `-leave`, `-confirm` and `listserv@` do. What each verb needs as
proof stands in proof.py; what the words mean in languages/. A command that needs proof and has
none becomes a question that is answered by simply answering. Nothing is done by halves: all that
one mail changes, and all its letters, are one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from listserv.clock import Clock
from listserv.commands import authors, consent, facilitating, proof, wording
from listserv.commands import visit as visits
from listserv.commands.authors import Authors
from listserv.commands.consent import Consent
from listserv.commands.files import Files
from listserv.commands.handing import Handing
from listserv.commands.leaving import Leaving
from listserv.commands.visit import Visit
from listserv.errand import Brief, Outcome
from listserv.languages import grammar
from listserv.languages.grammar import Command
from listserv.mailroom import Addressee, Mailroom
from listserv.model import DeliveryMode, Letter, MailingList, Member, Purpose, Site
from listserv.press import kinds
from listserv.store import confirmations, lists, members
from listserv.store.base import Db, Store
from listserv.store.confirmations import Confirmation
from listserv.store.errands import Change
from listserv.store.members import NewMember
from listserv.text.dates import DAY

MOST_DESKS = 3  # addresses for what a moderator writes, that help shows


class Clerk:
    purposes: Sequence[Purpose] = (
        Purpose.REQUEST,
        Purpose.SITE,
        Purpose.JOIN,
        Purpose.LEAVE,
        Purpose.CONFIRM,
    )
    for_robots = False

    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        leaving: Leaving,
        handing: Handing,
        authors: Authors,
        files: Files,
        site: Site,
        clock: Clock,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._authors = authors
        self._files = files
        self._leaving = leaving
        self._handing = handing
        self._site = site
        self._clock = clock

    async def run(self, brief: Brief) -> Outcome:
        if self._site.domain in brief.reading.traces:
            return Outcome("our own mail came back")
        # A token names its person itself; a mail program that leaves for her may send no From.
        if not brief.reading.from_address and brief.errand.purpose is not Purpose.LEAVE:
            return Outcome("without an address to answer to")
        visit = await self._store.read(visits.read, brief, self._site)
        match brief.errand.purpose:
            case Purpose.CONFIRM:
                return await self._confirmed(visit)
            case Purpose.LEAVE:
                return await self._leave(visit)
        if brief.errand.command:
            parsed = grammar.parse("", brief.errand.command)
        else:
            parsed = grammar.parse(brief.reading.subject, brief.reading.clean)
        theirs = await facilitating.to_answers(self._store, visit, parsed, self._site)
        if theirs is not None:
            return theirs
        visit = visit.spoken_to(parsed.language)
        if brief.errand.purpose is Purpose.JOIN:
            wishes = [one for one in parsed.commands if one.verb == grammar.JOIN]
            return await self._join(visit, _codes(*wishes))
        if not parsed and wording.answers_ours(brief.reading, self._site.domain):
            return await self._prose(visit)
        return await self._commands(visit, parsed)

    # --- reading what was asked ---

    async def _prose(self, visit: Visit) -> Outcome:
        """An answer to a letter of ours that holds no command: for people, without a nag."""
        reading = visit.brief.reading
        own, thanked = consent.own_words(reading.clean, reading.from_name)
        if thanked and not own:
            return Outcome("thanks")
        if len(own.split()) > wording.LONGEST_COMMAND:
            return await self._hand_on(visit, visit.list)
        return await self._commands(visit, grammar.parse("", reading.clean))

    async def _commands(self, visit: Visit, parsed: grammar.Parsed) -> Outcome:
        outcomes = [
            await self._command(replace(visit, place=place), command)
            for place, command in enumerate(parsed.commands)
        ]
        visit = replace(visit, place=len(outcomes))
        if parsed.asks:
            ask = parsed.asks[0]
            doubt = "two meanings" if ask in wording.TWO_MEANINGS else "lacking"
            guess = wording.EXAMPLES[ask]
            outcomes.append(await self._unknown(visit, parsed.asked, guess, doubt))
        elif parsed.unknown and not parsed.commands:
            guess, doubt = parsed.suggestion, "unknown"
            if visit.moderates and not guess:
                guess, doubt = wording.guess(parsed.unknown, visit.to.language)
            outcomes.append(await self._unknown(visit, parsed.unknown, guess, doubt))
        elif not outcomes:
            outcomes.append(await self._help(visit))
        return _together(outcomes)

    async def _command(self, visit: Visit, command: Command) -> Outcome:
        named = await self._store.read(visits.named_list, command)
        if named is not None:
            about = await self._store.read(visits.read, visit.brief, self._site, named)
            visit = replace(about, place=visit.place)
        if proof.needs_proof(command.verb) and visit.person and not visit.proven:
            return await self._ask_proof(visit, command)
        match command.verb:
            case grammar.JOIN:
                return await self._join(visit, _codes(command))
            case grammar.LEAVE:
                return await self._leave(visit)
            case grammar.STATUS:
                return await self._status(visit)
            case grammar.DELIVERY | grammar.PAUSE | grammar.RESUME:
                return await self._setting(visit, command)
            case grammar.I_READ:
                return await self._languages(visit, command.args)
            case grammar.WHERE:
                return await self._authors.where(visit, command)
            case grammar.WITHDRAW:
                return await self._authors.withdraw(visit, command)
            case grammar.ATTACHMENT:
                return await self._files.send(visit, command)
            case grammar.LISTS:
                return await self._lists(replace(visit, list=None))
            case grammar.INFO:
                return await self._lists(visit)
        return await self._help(visit)

    # --- joining and leaving ---

    async def _join(self, visit: Visit, languages: tuple[str, ...]) -> Outcome:
        mailing_list = visit.list
        if mailing_list is None:
            return await self._lists(visit)
        if visit.member:
            return await self._status(visit)
        reading = visit.brief.reading
        visit = visit.spoken_to(languages[0] if languages else "")
        language = languages[0] if languages else visit.to.language
        if mailing_list.policy.join == "open" and visit.proven:
            new = NewMember(reading.from_address, reading.from_name, languages or (language,))
            return await self._joined(visit.to, mailing_list, new, "by mail, proven", ())
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Outcome("join: the letters of the day are spent")
        question = await self._store.write(
            confirmations.ask,
            "join",
            mailing_list.id,
            reading.from_address,
            reading.from_name,
            language,
            " ".join(languages),
            self._clock.now(),
        )
        letter = await self._letter(visit, "confirm-join", answer=Purpose.CONFIRM, about=question)
        return Outcome("join: confirmation asked", (letter,))

    async def _joined(
        self,
        to: Addressee,
        mailing_list: MailingList,
        new: NewMember,
        consent: str,
        changes: tuple[Change, ...],
    ) -> Outcome:
        add = partial(
            members.add, list_id=mailing_list.id, new=new, consent=consent, now=self._clock.now()
        )
        welcome = await self._mailroom.letter(
            "welcome",
            to,
            mailing_list,
            automatic="auto-replied",
            delivery=new.delivery,
            added=False,
            noted="",
        )
        return Outcome("joined", (welcome,), (*changes, add))

    async def _leave(self, visit: Visit) -> Outcome:
        errand = visit.brief.errand
        mailing_list, person, proven = visit.list, visit.person, visit.proven
        if errand.token is not None:
            person = await self._store.read(members.person, errand.token.first)
            mailing_list = await self._store.read(lists.by_id, errand.token.second)
            proven = True
        if mailing_list is None and visit.member:
            mailing_list = await self._store.read(lists.by_id, visit.member.list_id)
        if mailing_list is None:
            return await self._status(visit)
        if person is not None:
            outcome = await self._leaving.leave(
                mailing_list,
                person,
                proven=proven,
                in_reply_to=visit.brief.reading.message_id,
            )
            if outcome.changes or errand.token is not None:
                return outcome
        return await self._within_budget(visit, "not-member-leave", "leave: no member")

    async def _confirmed(self, visit: Visit) -> Outcome:
        token = visit.brief.errand.token
        question = (
            await self._store.read(confirmations.get, token.first) if token is not None else None
        )
        if question is not None and question.kind in authors.KINDS:
            if not await self._store.read(authors.answers_for, visit, question):
                about = await self._store.read(lists.by_id, question.list)
                return await self._hand_on(visit, about)
            return await self._authors.answered(visit, question)
        now = self._clock.now()
        said = _consent(visit, question) if question else Consent.OTHER
        if question is None or question.used is not None or question.expires < now:
            if said is Consent.NO:
                return Outcome("confirm: no, and nothing to close")
            return await self._within_budget(
                visit, "expired", "confirm: too old", is_member=bool(visit.memberships)
            )
        if not await self._store.read(visits.answers_for, visit, question):
            return Outcome("confirm: from another address than the one we asked")
        match said:
            case Consent.NO:
                close = partial(confirmations.decline, confirmation_id=question.id, now=now)
                return Outcome("confirm: no", (), (close,))
            case Consent.OTHER:
                about = await self._store.read(lists.by_id, question.list)
                return await self._hand_on(visit, about)
        return await self._agreed(visit, question)

    async def _agreed(self, visit: Visit, question: Confirmation) -> Outcome:
        use = partial(confirmations.use, confirmation_id=question.id, now=self._clock.now())
        if question.kind == "command":
            return await self._proven_command(visit, question, use)
        mailing_list = await self._store.read(lists.by_id, question.list)
        if mailing_list is None:
            return Outcome("confirm: the list is gone")
        to = Addressee(question.person, question.address, question.name, question.language)
        if question.kind == "rejoin":
            mode = DeliveryMode(question.command)
            new = NewMember(question.address, question.name, (question.language,), delivery=mode)
            return await self._joined(to, mailing_list, new, "undid leaving", (use,))
        if mailing_list.policy.join == "approve":
            return await self._to_moderators(visit, mailing_list, question, use)
        languages = tuple(question.command.split()) or (question.language,)
        new = NewMember(question.address, question.name, languages)
        return await self._joined(to, mailing_list, new, "confirmed by answer", (use,))

    async def _hand_on(self, visit: Visit, mailing_list: MailingList | None) -> Outcome:
        """Prose goes to people, without a nag."""
        return await self._handing.to_moderators(mailing_list, visit.brief.reading, visit.cause)

    async def _to_moderators(
        self, visit: Visit, mailing_list: MailingList, question: Confirmation, use: Change
    ) -> Outcome:
        """A proven wish to join a list whose moderators decide: they read it, with her words."""
        letters = [
            await self._mailroom.letter(
                "owner-forward",
                reader,
                mailing_list,
                reply_to=question.address,
                writer_name=question.name or question.address,
                writer_address=question.address,
                subject=f"join {mailing_list.name}",
                text=visit.brief.reading.clean,
                files=visit.brief.reading.attachments,
                number=0,
                topic="",
                detail="",
            )
            for reader in await self._handing.readers(mailing_list)
        ]
        return Outcome("join: the moderators decide", letters, (use,))

    # --- settings ---

    async def _proven_command(self, visit: Visit, question: Confirmation, use: Change) -> Outcome:
        brief = visit.brief
        named = await self._store.read(lists.by_id, question.list) if question.list else None
        proven = await self._store.read(visits.read, brief, self._site, named, True)
        parsed = grammar.parse("", question.command)
        outcome = await self._commands(proven, parsed)
        return Outcome(outcome.text, outcome.letters, (use, *outcome.changes))

    async def _ask_proof(self, visit: Visit, command: Command) -> Outcome:
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Outcome(f"{command.verb}: the letters of the day are spent")
        line = wording.spelled(command)
        question = await self._store.write(
            confirmations.ask,
            "command",
            visit.list.id if visit.list else 0,
            visit.brief.reading.from_address,
            visit.to.name,
            visit.to.language,
            line,
            self._clock.now(),
        )
        letter = await self._letter(
            visit, "confirm", answer=Purpose.CONFIRM, about=question, wish=line
        )
        return Outcome(f"{command.verb}: proof asked", (letter,))

    async def _setting(self, visit: Visit, command: Command) -> Outcome:
        """Delivery and pause: of the list named, else of every list of hers."""
        chosen = [visit.member] if visit.list and visit.member else list(visit.memberships)
        if visit.list and not visit.member:
            chosen = []
        if not chosen:
            return await self._status(visit)
        now = self._clock.now()
        changes: list[Change] = []
        paused: float | None = None
        mode = chosen[0].delivery
        undo = wording.DELIVERY[mode]
        for one in chosen:
            where: dict[str, Any] = {"list_id": one.list_id, "person_id": one.person.id, "now": now}
            if command.verb == grammar.DELIVERY:
                mode = DeliveryMode(command.args[0])
                changes.append(partial(members.set_delivery, mode=mode, **where))
            elif command.verb == grammar.PAUSE:
                paused = now + int(command.args[0]) * DAY
                undo = "resume"
                changes.append(partial(members.pause, until=paused, **where))
            else:
                undo = ""
                changes.append(partial(members.pause, until=None, **where))
        letter = await self._letter(
            visit,
            "settings-changed",
            delivery=mode,
            paused_until=paused,
            languages=(),
            undo=undo,
        )
        return Outcome(f"{command.verb} {' '.join(command.args)}", (letter,), changes)

    async def _languages(self, visit: Visit, codes: tuple[str, ...]) -> Outcome:
        if visit.person is None:
            return await self._help(visit)
        before = visit.person.languages
        change = partial(
            members.set_languages,
            person_id=visit.person.id,
            languages=codes,
            now=self._clock.now(),
        )
        letter = await self._letter(
            replace(visit, to=replace(visit.to, language=codes[0])),
            "settings-changed",
            delivery="",
            paused_until=None,
            languages=codes,
            undo=wording.spelled(Command(grammar.I_READ, before)) if before else "",
        )
        return Outcome(f"reads {' '.join(codes)}", (letter,), (change,))

    # --- answers ---

    async def _status(self, visit: Visit) -> Outcome:
        """To the registered address only."""
        shown = await self._store.read(_shown, visit.memberships)
        languages = visit.person.languages if visit.person else ()
        return await self._within_budget(
            visit, "status", "status", memberships=shown, languages=languages
        )

    async def _help(self, visit: Visit) -> Outcome:
        return await self._within_budget(
            visit,
            "help",
            "help",
            is_member=bool(visit.memberships),
            moderates=self._desks(visit),
        )

    def _desks(self, visit: Visit) -> tuple[str, ...]:
        """Where she writes about the lists that she moderates."""
        named = visit.moderates[:MOST_DESKS]
        return tuple(self._site.address(f"{name}-request") for name in named)

    async def _lists(self, visit: Visit) -> Outcome:
        found = tuple(await self._store.read(lists.every))
        chosen = (visit.list,) if visit.list else found
        return await self._within_budget(visit, "lists", "lists", lists=chosen)

    async def _unknown(
        self, visit: Visit, said: str, guess: str, doubt: str = "unknown"
    ) -> Outcome:
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Outcome("not understood: the letters of the day are spent")
        letter = await self._letter(
            visit,
            "did-you-mean",
            said=said[:200],
            guess=guess,
            doubt=doubt,
            is_member=bool(visit.memberships),
            moderates=self._desks(visit),
            last_of=await self._mailroom.last_of(visit.to),
        )
        return Outcome("not understood", (letter,))

    async def _within_budget(self, visit: Visit, kind: str, outcome: str, **values: Any) -> Outcome:
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Outcome(f"{outcome}: the letters of the day are spent")
        return Outcome(outcome, (await self._letter(visit, kind, **values),))

    async def _letter(self, visit: Visit, kind: str, **values: Any) -> Letter:
        return await self._mailroom.letter(
            kind,
            visit.to,
            visit.list,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            **values,
        )


def _codes(*wishes: Command) -> tuple[str, ...]:
    """The languages that wishes to join name."""
    return tuple(code for one in wishes for code in one.args if grammar.is_language(code))


def _consent(visit: Visit, question: Confirmation) -> Consent:
    """What the answer says; a subject counts where it alone holds a no."""
    reading = visit.brief.reading
    if not reading.clean.strip() and consent.read(reading.subject, question.kind) is Consent.NO:
        return Consent.NO
    wish = question.command if question.kind == "command" else ""
    names = f"{reading.from_name} {question.name}"
    return consent.read(reading.clean, question.kind, names, wish)


def _shown(db: Db, memberships: Sequence[Member]) -> tuple[kinds.Membership, ...]:
    titles = {one.id: one.title for one in lists.every(db)}
    return tuple(
        kinds.Membership(titles.get(one.list_id, ""), one.delivery, one.joined, one.paused_until)
        for one in memberships
    )


def _together(outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        "; ".join(one.text for one in outcomes),
        [letter for one in outcomes for letter in one.letters],
        [change for one in outcomes for change in one.changes],
    )
