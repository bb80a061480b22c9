"""The clerk: commands by mail, from members and strangers, for a list or the whole site.

Owns what `-request`, `-join`, `-leave` and `listserv@` do with a mail: reads its commands, has each
done by the service of its subject, and answers with one letter, however many there are. What each
verb needs as proof stands in proof.py; what the words mean in languages/. What needs proof and has
none becomes one question for the whole mail, answered by simply answering. Nothing is done by
halves: all that one mail changes, and all its letters, are one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from listserv.clock import Clock
from listserv.commands import consent, entry, facilitating, wording
from listserv.commands import visit as visits
from listserv.commands.handing import Handing
from listserv.commands.handled import Handled, Handler, Part, Service, together
from listserv.commands.informing import Informing
from listserv.commands.leaving import Leaving
from listserv.commands.visit import Visit
from listserv.errand import Brief, Outcome
from listserv.languages import grammar
from listserv.languages.command import Command, Parsed, Verb
from listserv.mailroom import Mailroom
from listserv.model import Letter, Purpose, Site
from listserv.press import lines
from listserv.store import confirmations, spool
from listserv.store.base import Store

MOST_WORDS = 4  # of a line that may be a mistyped command; more of them are prose


class Clerk:
    purposes: Sequence[Purpose] = (Purpose.REQUEST, Purpose.SITE, Purpose.JOIN, Purpose.LEAVE)
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
        visit = await self._store.read(visits.read, brief, self._site)
        if brief.errand.purpose is Purpose.LEAVE:
            return await self.answer(visit, await self._leaving.at_address(visit))
        outcome = await self._asked(visit, brief)
        return replace(outcome, changes=(*outcome.changes, *visit.namesake))

    async def _asked(self, visit: Visit, brief: Brief) -> Outcome:
        if brief.errand.command:
            parsed = grammar.parse("", brief.errand.command, visit.names)
        else:
            parsed = grammar.parse(brief.reading.subject, brief.reading.clean, visit.names)
        theirs = await facilitating.to_answers(self._store, visit, parsed, self._site)
        if theirs is not None:
            return theirs
        visit = visit.spoken_to(parsed.language)
        if brief.errand.purpose is Purpose.JOIN:
            return await self.answer(visit, await self._join(visit, parsed))
        if parsed.thanks:
            return Outcome("thanks")
        if not parsed and wording.answers_ours(brief.reading, self._site.domain):
            return await self._prose(visit)
        return await self.commanded(visit, parsed)

    async def _join(self, visit: Visit, parsed: Parsed) -> Handled:
        """Whatever a mail to `-join` says, it asks to join, perhaps by a command that says how."""
        here = (visit.list.name,) if visit.list else ()
        said = (*parsed.commands, *grammar.scattered(visit.brief.reading.clean))
        wish = entry.folded((Command(Verb.JOIN, here), *said), is_member=False)[0]
        return await self._handlers[Verb.JOIN](visit, wish)

    async def _prose(self, visit: Visit) -> Outcome:
        """An answer to a letter of ours that holds no command: for people, without a nag."""
        reading = visit.brief.reading
        own, thanked = consent.own_words(reading.clean, reading.from_name)
        if thanked and not own:
            return Outcome("thanks")
        if len(own.split()) > MOST_WORDS:
            return await self._handing.to_moderators(visit.list, visit.brief)
        return await self.commanded(visit, grammar.parse("", reading.clean, visit.names))

    # --- what was asked -------------------------------------------------------------------------

    async def commanded(self, visit: Visit, parsed: Parsed) -> Outcome:
        """Carry out what a mail asks for, and answer it."""
        if not parsed.commands and await self._repeats(visit):
            return Outcome("not understood: the same words again")
        commands = entry.folded(parsed.commands, is_member=visit.member is not None)
        lost = [one for one in commands if await self._store.read(visits.names_no_list, one)]
        wait = [one for one in commands if visit.must_prove(one) and one not in lost]
        now = [one for one in commands if one not in (*wait, *lost)]
        done = [await self._command(visit, one) for one in now]
        if wait:
            done.append(await self._ask_proof(visit, wait))
        asks = any(part.answer for one in done for part in one.parts)
        if lost:
            done.append(await self._informing.no_list(visit, lost[0], may_ask=not asks))
        elif doubt := await self._informing.doubt(visit, parsed, may_ask=not asks):
            done.append(doubt)
        return await self.answer(visit, together(done or [self._informing.help(visit)]))

    async def _repeats(self, visit: Visit) -> bool:
        """Who is not understood is answered once: a robot would answer that, too, and so on.

        A robot may have answered a copy before, and so written to the list.
        """
        reading = visit.brief.reading
        again = await self._mailroom.repeats(reading, "the robot", visit.cause)
        return again or await self._store.read(spool.was_said, reading)

    async def _command(self, visit: Visit, command: Command) -> Handled:
        named = await self._store.read(visits.named_list, command)
        if named is not None:
            about = await self._store.read(visits.read, visit.brief, self._site, named)
            visit = replace(about, to=visit.to, proven=visit.proven, confirmed=visit.confirmed)
        handler = self._handlers.get(command.verb)
        if handler is None:
            return self._informing.not_yet(visit, command)
        return await handler(visit, command)

    async def _ask_proof(self, visit: Visit, wait: Sequence[Command]) -> Handled:
        """One question for all that waits; its answer carries out all of it."""
        verbs = " ".join(one.verb for one in wait)
        if not await self._mailroom.may_write(visit.to, visit.cause):
            return Handled(f"{verbs}: the letters of the day are spent")
        question = await self._store.write(
            confirmations.ask,
            "command",
            visit.list.id if visit.list else 0,
            visit.brief.reading.from_address,
            visit.to.name,
            visit.to.language,
            "\n".join(lines.spelled(one) for one in wait),
            self._clock.now(),
        )
        wishes = {"wishes": tuple(lines.line(one) for one in wait)}
        part = Part("confirm", wishes, visit.list, Purpose.CONFIRM, question)
        return Handled(f"{verbs}: proof asked", (part,))

    # --- the answer -----------------------------------------------------------------------------

    async def answer(self, visit: Visit, done: Handled) -> Outcome:
        """One letter of all parts, within the day's budget of who is asking.

        What she is proven to want is done, also on a day when she has had all her letters. A yes to
        a question of ours is told of outside it: each question is answered once.
        """
        if not done.parts:
            return Outcome(done.text, done.letters, done.changes)
        is_owed = visit.confirmed and bool(done.changes)
        if not (is_owed or await self._mailroom.may_write(visit.to, visit.cause)):
            text = f"{done.text}: the letters of the day are spent"
            return Outcome(text, done.letters, done.changes)
        letter = await self._letter(visit, done)
        return Outcome(done.text, (letter, *done.letters), done.changes)

    async def _letter(self, visit: Visit, done: Handled) -> Letter:
        first, *others = done.parts
        to = replace(visit.to, language=done.language) if done.language else visit.to
        return await self._mailroom.letter(
            first.kind,
            to,
            first.list,
            answer=first.answer,
            about=first.about,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            below=tuple((one.kind, one.list, one.values) for one in others),
            **first.values,
        )
