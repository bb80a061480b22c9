"""Steering: a facilitator runs her list by mail; what her commands say is carried out and echoed.

Owns the one answer to a mail of commands: all of them in one transaction, each written into the
book of decisions, and one letter that shows every new value as it will be used, with the line that
undoes it all; or, where one of them cannot be read or carried out, one question, and nothing has
changed. Who may command is judged before: a moderator of the list, or the site's admin where it has
none, with proof or the address of a letter of hers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.languages import facilitator, spelling
from listserv.languages.instruction import Instruction, Instructions, Problem, Verb
from listserv.languages.patterns import address_in
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Purpose
from listserv.moderation import (
    announcing,
    claims,
    details,
    finding,
    measures,
    membership,
    personal,
    translating,
)
from listserv.moderation.claims import Claim
from listserv.moderation.measures import Before, Birth, Measure, Refused, Scene, Written
from listserv.press.steered import EXAMPLE
from listserv.store import (
    decisions,
    directory,
    ledger,
)
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.text.layout import clip

FEW = 10  # letters of a command that leave at once; more of them take their turn
QUOTED = 200  # columns of her words that are shown to whoever is asked back


class Steering:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock, admin: str) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock
        self._admin = admin

    async def run(
        self,
        mailing_list: MailingList,
        moderator: Person,
        said: Instructions,
        brief: Brief,
        *,
        shows_posts: bool = False,
    ) -> Outcome:
        """Carry out the commands of a mail, or ask back."""
        scene = Scene(
            mailing_list,
            moderator,
            self._admin,
            self._clock.now(),
            brief,
            self._mailroom.site.domain,
            shows_posts=shows_posts,
        )
        if said.problem:
            why = Refused(_problem(said), clip(said.unknown, QUOTED), line=said.unknown)
            return await self._ask(scene, brief, said, why)
        await self._spell(said)
        found = await self._store.read(_measured, said.commands, scene)
        if isinstance(found, Refused):
            return await self._ask(scene, brief, said, found)
        if spent := await self._not_today(found, brief):
            return await self._ask(scene, brief, said, spent)
        echo = await self._mailroom.new_id()
        commands = " ".join(one.verb for one in said.commands)
        numbers = [await self._store.write(one.birth.begins) if one.birth else 0 for one in found]
        changes = _changes(said.commands, found, numbers, scene, echo)
        letters, in_turn = await self._letters(found, scene)
        changes += in_turn
        told = [
            replace(one.told, value=f"{number}") if number else one.told
            for one, number in zip(found, numbers, strict=True)
            if one.told is not None and one.quiet is None
        ]
        if not told:
            return Outcome(commands, letters, changes)
        letter = await self._mailroom.letter(
            "steered",
            Addressee.of(moderator),
            mailing_list,
            answer=Purpose.MODERATE,
            id=echo,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            changes=tuple(told),
            undo=any(one.can_undo for one in found),
        )
        return Outcome(commands, (letter, *letters), changes)

    async def _spell(self, said: Instructions) -> None:
        """People who are named or looked for are found by what is kept of them, which is made when
        somebody looks; a page a transaction."""
        if any(one.who for one in said.commands) and await self._store.read(directory.unspelled):
            last = 0
            while last := await self._store.write(directory.spell, spelling.spelled, last):
                pass

    async def _not_today(self, found: Sequence[Measure], brief: Brief) -> Refused | None:
        """A new address that has had its letters of the day, or a member who has asked so many."""
        for one in (written for measure in found for written in measure.letters):
            cause = f"errand {brief.errand.id} {one.person} {one.to.address}"
            if one.person and not await self._mailroom.may_ask(one.to, one.person, cause):
                return Refused("asked-today", one.to.address)
        return None

    async def _letters(
        self, found: Sequence[Measure], scene: Scene
    ) -> tuple[list[Letter], list[Change]]:
        """The letters to others, and the change that has many of a kind take their turn."""
        letters: list[Letter] = []
        in_turn: list[Change] = []
        for one in found:
            made = [await self._letter(written, scene) for written in one.letters]
            if len(made) <= FEW:
                letters += made
            else:
                in_turn.append(partial(ledger.spool_in_turn, letters=made, now=scene.now))
        return letters, in_turn

    async def _letter(self, one: Written, scene: Scene) -> Letter:
        about = await self._store.write(one.asks) if one.asks else 0
        return await self._mailroom.letter(
            one.kind,
            one.to,
            scene.list,
            answer=one.answer,
            about=about,
            below=one.below,
            **one.values,
        )

    async def _ask(self, scene: Scene, brief: Brief, said: Instructions, why: Refused) -> Outcome:
        """Ask back at the moderator's registered address, within her day's budget of letters."""
        to = Addressee.of(scene.moderator)
        if not await self._mailroom.may_write(to, f"errand {brief.errand.id}"):
            return Outcome(f"not asked back, {why.problem}: the letters of the day are spent")
        letter = await self._mailroom.letter(
            "not-steered",
            to,
            scene.list,
            answer=Purpose.MODERATE,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            problem=why.problem,
            detail=why.about,
            people=why.people,
            understood=tuple(
                clip(one.said, QUOTED) for one in said.commands if one.said != why.line
            ),
            guess=_guess(said, why),
            last_of=await self._mailroom.last_of(to),
        )
        if why.problem == "no-consent":  # her word about it is an answer
            token = brief.errand.token
            claim = Claim(brief.errand.mail_id, token.second if token else 0, claims.CONSENT)
            letter = replace(letter, asked=claim.code)
        return Outcome(f"commands asked back: {why.problem}", (letter,))


def _problem(said: Instructions) -> str:
    """Why commands are asked back; a line that decides about a message is none of them."""
    decides = said.problem == Problem.UNCLEAR and facilitator.begins_with_decision(said.unknown)
    return "decision" if decides and said.commands else str(said.problem)


def _guess(said: Instructions, why: Refused) -> tuple[str, str]:
    """What to write instead: a word of press/steered.EXAMPLE and its value, or "" and a whole line;
    ("", "") where that cannot be told."""
    if why.people and why.verb in EXAMPLE:
        return str(why.verb), why.people[0][1]
    if why.problem == Problem.UNCLEAR:
        line, lacks = facilitator.nearest(said.unknown)
        return (lacks, address_in(said.unknown)) if lacks in EXAMPLE and not line else ("", line)
    verb = why.verb if why.problem in _BY_EXAMPLE else said.lacks
    return (verb, address_in(said.unknown)) if verb in EXAMPLE else ("", "")


def _measured(db: Db, commands: Sequence[Instruction], scene: Scene) -> list[Measure] | Refused:
    """What each command would do; the first that cannot be carried out hinders all."""
    people = sum(len(one.text.splitlines()) for one in commands if one.verb in PEOPLE)
    if people > membership.MOST:
        return Refused("too-many-people", f"{people}")
    found: list[Measure] = []
    for one in commands:
        made = _MEASURES[one.verb](db, one, scene)
        if isinstance(made, Refused):
            return replace(made, line=one.said, verb=one.verb)
        found.append(made)
    return found


_BY_EXAMPLE = ("no-people", "no-subject")  # problems that a whole line answers
PEOPLE = frozenset({Verb.ADD, Verb.INVITE, Verb.REMOVE})
_MEASURES: Mapping[Verb, Callable[[Db, Instruction, Scene], Measure | Refused]] = {
    Verb.EMERGENCY: measures.emergency,
    Verb.PACE: measures.pace,
    **dict.fromkeys((Verb.SLOW, Verb.CLOSE, Verb.OPEN), measures.thread),
    Verb.SET: measures.set_text,
    Verb.SHOW: measures.show,
    Verb.HELD: measures.waiting,
    **dict.fromkeys((Verb.WATCH, Verb.BAN, Verb.TRUST), personal.standing),
    **dict.fromkeys((Verb.UNWATCH, Verb.UNBAN, Verb.UNTRUST), personal.standing),
    Verb.DECEASED: personal.died,
    **dict.fromkeys((Verb.AWAY, Verb.BACK, Verb.LETTERS, Verb.MOST), personal.own),
    Verb.FIND: finding.find,
    Verb.BOUNCING: finding.bouncing,
    Verb.RETRY: finding.retry,
    Verb.ADD: membership.add,
    Verb.INVITE: membership.invite,
    Verb.REMOVE: membership.remove,
    Verb.PAUSE: membership.pause,
    Verb.RESUME: membership.resume,
    Verb.DELIVERY: membership.delivery,
    Verb.ADDRESS: details.address,
    Verb.DETAIL: details.detail,
    Verb.TRANSLATORS: translating.translators,
    Verb.DISMISS: translating.dismiss,
    Verb.ANNOUNCE: announcing.announce,
    Verb.PROPOSE: announcing.propose,
}


def _changes(
    commands: Sequence[Instruction],
    found: Sequence[Measure],
    numbers: Sequence[int],
    scene: Scene,
    echo: int,
) -> list[Change]:
    changes: list[Change] = []
    for one, made, number in zip(commands, found, numbers, strict=True):
        if made.apply is not None:
            changes.append(partial(_apply, apply=made.apply, one=one, scene=scene, echo=echo))
        if made.birth is not None:
            changes.append(partial(_ends, birth=made.birth, number=number, letter=echo))
        if made.quiet is not None:
            changes.append(made.quiet)
    return changes


def _ends(db: Db, birth: Birth, number: int, letter: int) -> None:
    birth.ends(db, number, letter)


def _apply(
    db: Db,
    apply: Callable[[Db], Before | Sequence[Before]],
    one: Instruction,
    scene: Scene,
    echo: int,
) -> None:
    """Change what is to change, and write it into the book: a line for each person."""
    made = apply(db)
    by, said = scene.moderator.id, clip(one.said, QUOTED)
    for before in [made] if isinstance(made, dict) else made:
        decisions.remember(db, scene.list.id, 0, by, one.verb, scene.now, said, before, echo)
