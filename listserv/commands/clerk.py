"""The clerk: commands by mail, from members and strangers, for a list or the whole site.

Owns what `-request`, `-join`, `-leave` and `listserv@` do with a mail: reads its commands, has each
done by the service of its subject, and answers with one letter, however many there are, and to
however many of these addresses it went. What each
verb needs as proof stands in proof.py; what the words mean in languages/. What needs proof and has
none becomes one question for the whole mail, answered by simply answering. Nothing is done by
halves: all that one mail changes, and all its letters, are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.commands import consent, entry, facilitating, wording, young
from listserv.commands import visit as visits
from listserv.commands.handing import Handing
from listserv.commands.handled import Handled, Handler, Part, Service, together
from listserv.commands.informing import Informing
from listserv.commands.leaving import Leaving
from listserv.commands.visit import Visit
from listserv.errand import Brief, Outcome
from listserv.languages import countries, grammar
from listserv.languages.command import Command, Parsed, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Purpose, Site
from listserv.press import lines
from listserv.press.kinds import KINDS, Answers
from listserv.store import confirmations, errands, lately, lists, persons, spool
from listserv.store.base import Store
from listserv.store.errands import Change
from listserv.text import ours
from listserv.text import subject as subjects
from listserv.text.addresses import mask

OFFERED = "offered"  # the kind of question that only offers commands
MOST_WORDS = 4  # of a line that may be a mistyped command; more of them are prose


class Clerk:
    # Of one mail to several the first answers it: `-leave` says what is wanted, whatever it holds.
    purposes: Sequence[Purpose] = (Purpose.LEAVE, Purpose.JOIN, Purpose.REQUEST, Purpose.SITE)
    for_robots = False

    def __init__(
        self,
        store: Store,
        mailroom: Mailroom,
        handing: Handing,
        leaving: Leaving,
        informing: Informing,
        services: Sequence[Service],
        site: Site,
        clock: Clock,
    ) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._leaving = leaving
        self._informing = informing
        self._site = site
        self._clock = clock
        self._handlers: Mapping[Verb, Handler] = {
            verb: handler for service in services for verb, handler in service.handlers.items()
        }

    async def run(self, brief: Brief) -> Outcome:
        if self._site.domain in brief.reading.traces:
            return Outcome("our own mail came back")
        # A token names its person itself; a mail program that leaves for her may send no From.
        if not brief.reading.from_address and brief.errand.purpose is not Purpose.LEAVE:
            return Outcome("without an address to answer to")
        if await self._store.read(errands.answers_elsewhere, brief.errand, self.purposes):
            return Outcome("answered at another address")
        visit = await self._store.read(visits.read, brief, self._site)
        if brief.errand.purpose is Purpose.LEAVE:
            return await self.answer(visit, await self._leaving.at_address(visit))
        outcome = await self._asked(visit, brief)
        return replace(outcome, changes=(*outcome.changes, *visit.namesake))

    async def _asked(self, visit: Visit, brief: Brief) -> Outcome:
        if brief.errand.command:
            parsed = grammar.parse("", brief.errand.command, visit.names)
        else:
            parsed = grammar.parse(self._subject(brief), brief.reading.lines, visit.names)
        return await self._read(visit, parsed)

    def _subject(self, brief: Brief) -> str:
        """Hers, unless she answers above a subject of ours, which may read like a command."""
        reading = brief.reading
        is_ours = wording.answers_ours(reading, self._site.domain)
        is_ours = is_ours and subjects.is_reply(reading.subject)
        return "" if is_ours and reading.clean.strip() else reading.subject

    async def answered(self, visit: Visit) -> Outcome:
        """A stranger answers a letter that offered her commands: its token has proven her."""
        parsed = grammar.parse("", visit.brief.reading.lines, visit.names)
        if parsed.thanks:
            return Outcome("thanks")
        return await (self.commanded(visit, parsed) if parsed else self._prose(visit))

    async def _read(self, visit: Visit, parsed: Parsed) -> Outcome:
        brief = visit.brief
        theirs = await facilitating.to_answers(self._store, visit, parsed, self._site)
        if theirs is not None:
            return theirs
        visit = visit.spoken_to(parsed.language)
        says_how = any(one.verb is not Verb.JOIN for one in parsed.commands)
        if brief.errand.purpose is Purpose.JOIN and not (visit.member and says_how):
            return await self.answer(visit, await self._join(visit, parsed))
        if parsed.thanks:
            return Outcome("thanks")
        if not parsed and wording.answers_ours(brief.reading, self._site.domain):
            return await self._prose(visit)
        return await self.commanded(visit, parsed)

    async def _join(self, visit: Visit, parsed: Parsed) -> Handled:
        """Whatever a mail to `-join` says, it asks to join, perhaps by a command that says how."""
        here = (visit.list.name,) if visit.list else ()
        said = (*parsed.commands, *grammar.scattered(visit.brief.reading.lines))
        wish = entry.folded((Command(Verb.JOIN, here), *said), is_member=False)[0]
        return await self._handlers[Verb.JOIN](visit, wish)

    async def _prose(self, visit: Visit) -> Outcome:
        """An answer to a letter of ours that holds no command: for people, without a nag."""
        reading = visit.brief.reading
        own, thanked = consent.own_words(reading.clean, reading.from_name)
        if thanked and not own:
            return Outcome("thanks")
        if visit.person is not None and countries.is_name(own):  # `Kenya`, when asked which
            country = Command(Verb.COUNTRY, (own.strip(),))
            return await self.commanded(visit, Parsed((country,)))
        if len(own.split()) > MOST_WORDS:
            return await self._handing.to_moderators(visit.list, visit.brief)
        return await self.commanded(visit, grammar.parse("", reading.lines, visit.names))

    # --- what was asked -------------------------------------------------------------------------

    async def commanded(self, visit: Visit, parsed: Parsed) -> Outcome:
        """Carry out what a mail asks for, and answer it."""
        visit, parsed = await self._gone_back(visit, parsed)
        parsed = await self._of_answered(visit, parsed)
        if not parsed.commands and await self._repeats(visit):
            return Outcome("not understood: the same words again")
        commands = entry.folded(parsed.commands, is_member=visit.member is not None)
        lost = [one for one in commands if await self._store.read(visits.names_no_list, one)]
        wait = [one for one in commands if visit.must_prove(one) and one not in lost]
        elder = await self._elder(visit)
        sender = visit.brief.reading.from_address
        other = [one for one in commands if one not in (*wait, *lost)]
        aside = [one for one in other if elder and young.waits(one, sender)]
        done = await self._carried_out(visit, [one for one in other if one not in aside])
        if aside:
            done.append(await self._ask_elder(visit, elder, aside))
        if wait:
            done.append(await self._ask_proof(visit, wait))
        asks = any(part.answer for one in done for part in one.parts)
        if lost:
            done.append(await self._informing.no_list(visit, lost[0], may_ask=not asks))
        elif doubt := await self._informing.doubt(
            visit, parsed, may_ask=not (asks or parsed.commands)
        ):
            done.append(doubt)
        return await self.answer(visit, together(done or [self._informing.help(visit)]))

    async def _gone_back(self, visit: Visit, parsed: Parsed) -> tuple[Visit, Parsed]:
        """`undo`, answering a letter that told of a change, is the lines that it offered.

        What may also mean to cancel a membership counts in an answer only.
        """
        reading = visit.brief.reading
        if parsed.commands or visit.person is None:
            return visit, parsed
        own, _ = consent.own_words(reading.clean, reading.from_name)
        named = ours.letters_named(
            (*reading.in_reply_to, *reversed(reading.references)), self._site.domain
        )
        is_answer = bool(named) or subjects.is_reply(reading.subject)
        if not is_answer:
            own = own or subjects.strip(reading.subject)
        if not consent.undoes(own) or (parsed.asks and not is_answer):
            return visit, parsed
        now = self._clock.now()
        kept = await self._store.read(confirmations.way_back, visit.person.id, named, now)
        if kept is None:
            return visit, parsed
        about = await self._store.read(lists.by_id, kept[0]) if kept[0] else None
        return await self._about(visit, about), grammar.parse("", kept[1])

    async def _of_answered(self, visit: Visit, parsed: Parsed) -> Parsed:
        """`mute` without a number, below a post of the list, is about that one."""
        verb = next((one for one in (Verb.MUTE, Verb.UNMUTE) if parsed.asks == (one,)), None)
        if verb is None or visit.list is None:
            return parsed
        reading = visit.brief.reading
        cited = (*reading.references, *reading.in_reply_to)
        found = await self._store.read(lately.above, visit.list.id, 0, cited)
        if found is None:
            return parsed
        about = Command(verb, (f"{found.number}",))
        return replace(parsed, commands=(*parsed.commands, about), asks=())

    async def _carried_out(self, visit: Visit, commands: Sequence[Command]) -> list[Handled]:
        """What each brings, in order, by what the others before it have changed; how she reads is
        first, so that the end of a pause tells of it, and `status` last: it tells of all."""
        done: list[Handled] = []
        places = {Verb.DELIVERY: 0, Verb.STATUS: 2}
        for one in sorted(commands, key=lambda one: places.get(one.verb, 1)):
            ahead = tuple(change for before in done for change in before.changes)
            done.append(await self._command(await self._after(visit, ahead), one))
        return done

    async def _after(self, visit: Visit, ahead: tuple[Change, ...]) -> Visit:
        """The visit once these changes are made."""
        if not ahead:
            return visit
        read = partial(visits.read, brief=visit.brief, site=self._site, named=visit.list)
        after = await self._store.write(errands.foreseen, ahead, read)
        return replace(visit, person=after.person, memberships=after.memberships, ahead=ahead)

    async def _repeats(self, visit: Visit) -> bool:
        """Who is not understood is answered once: a robot would answer that, too, and so on.

        A robot may have answered a copy before, and so written to the list.
        """
        reading = visit.brief.reading
        again = await self._mailroom.repeats(reading, "the robot", visit.cause)
        return again or await self._store.read(spool.was_said, reading)

    async def _command(self, visit: Visit, command: Command) -> Handled:
        visit = await self._about(visit, await self._store.read(visits.named_list, command))
        handler = self._handlers.get(command.verb)
        if handler is None:
            return self._informing.not_yet(visit, command)
        return await handler(visit, command)

    async def _about(self, visit: Visit, named: MailingList | None) -> Visit:
        """The visit about a list, where one is named."""
        if named is None:
            return visit
        about = await self._store.read(visits.read, visit.brief, self._site, named)
        about = replace(about, to=visit.to, proven=visit.proven, confirmed=visit.confirmed)
        return await self._after(about, visit.ahead)

    async def _ask_proof(self, visit: Visit, wait: Sequence[Command]) -> Handled:
        """One question for all that waits; its answer carries out all of it."""
        verbs = " ".join(one.verb for one in wait)
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Handled(f"{verbs}: the letters of the day are spent")
        question = await self._question(visit, visit.to, wait)
        wishes = {"wishes": tuple(lines.line(one) for one in wait)}
        part = Part("confirm", wishes, visit.list, Purpose.CONFIRM, question)
        return Handled(f"{verbs}: proof asked", (part,))

    async def _elder(self, visit: Visit) -> str:
        """Where she is asked what she may not ask for from here yet; "" for an old address."""
        if visit.person is None:
            return ""
        own = await self._store.read(persons.own, visit.person.id)
        return young.elder(own, visit.brief.reading.from_address, self._clock.now())

    async def _ask_elder(self, visit: Visit, elder: str, wishes: Sequence[Command]) -> Handled:
        """The same question at her main address, whose answer carries it out there."""
        to = replace(visit.to, address=elder)
        verbs = " ".join(one.verb for one in wishes)
        if not await self._mailroom.may_write(to, visit.cause):
            return Handled(f"{verbs}: the letters of the day are spent")
        letter = await self._mailroom.letter(
            "confirm",
            to,
            visit.list,
            answer=Purpose.CONFIRM,
            about=await self._question(visit, to, wishes),
            wishes=tuple(lines.line(one) for one in wishes),
        )
        values = {"new": mask(elder), "state": "asked", "mine": ""}
        part = Part("address-asked", values, visit.list)
        return Handled(f"{verbs}: asked at an older address", (part,), (letter,))

    async def _question(self, visit: Visit, to: Addressee, wishes: Sequence[Command]) -> int:
        return await self._store.write(
            confirmations.ask,
            "command",
            visit.list.id if visit.list else 0,
            to.address,
            to.name,
            to.language,
            lines.kept(lines.spelled(one) for one in wishes),
            self._clock.now(),
        )

    # --- the answer -----------------------------------------------------------------------------

    async def answer(self, visit: Visit, done: Handled) -> Outcome:
        """One letter of all parts, within the day's budget of who is asking.

        What she is proven to want is done, also on a day when she has had all her letters, and is
        told of beyond them. A yes to a question of ours is told of without a bound: each question
        is answered once.
        """
        if not done.parts:
            return Outcome(done.text, done.letters, done.changes)
        has_changed = bool(done.changes)
        owed = has_changed or visit.confirmed
        is_owed = visit.confirmed and has_changed
        if not (is_owed or await self._mailroom.may_write(visit.to, visit.cause, owed=owed)):
            text = f"{done.text}: the letters of the day are spent"
            return Outcome(text, done.letters, done.changes)
        letter_id = await self._mailroom.new_id()
        letter = await self._letter(visit, done, letter_id)
        back = self._way_back(visit, done, letter_id)
        return Outcome(done.text, (letter, *done.letters), (*done.changes, *back))

    def _way_back(self, visit: Visit, done: Handled, letter_id: int) -> tuple[Change, ...]:
        """The lines that undo what the letter tells are kept: one word, answering it, does it."""
        told = [one for part in done.parts for one in part.values.get("changes", ())]
        undo = [lines.in_english(line) for one in reversed(told) for line in one.undo]
        if not undo or visit.person is None:
            return ()
        keep = partial(
            confirmations.keep_way_back,
            letter=letter_id,
            list_id=visit.list.id if visit.list else 0,
            person=visit.person.id,
            address=visit.to.address,
            lines=lines.kept(undo),
            now=self._clock.now(),
        )
        return (keep,)

    async def _letter(self, visit: Visit, done: Handled, letter_id: int) -> Letter:
        first, *others = done.parts
        if visit.person is None and not (first.answer or done.changes):
            first = await self._answerable(visit, first)
        to = replace(visit.to, language=done.language) if done.language else visit.to
        return await self._mailroom.letter(
            first.kind,
            to,
            first.list,
            id=letter_id,
            answer=first.answer,
            about=first.about,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            below=tuple((one.kind, one.list, one.values) for one in others),
            **first.values,
        )

    async def _answerable(self, visit: Visit, part: Part) -> Part:
        """What offers commands to a stranger has a token: with her answer she is proven, and the
        `join` in it needs no further letter on a day that has one."""
        if KINDS[part.kind].answers is not Answers.REQUEST:
            return part
        question = await self._store.write(
            confirmations.ask,
            OFFERED,
            part.list.id if part.list else 0,
            visit.brief.reading.from_address,
            visit.to.name,
            visit.to.language,
            "",
            self._clock.now(),
        )
        return replace(part, answer=Purpose.CONFIRM, about=question)
