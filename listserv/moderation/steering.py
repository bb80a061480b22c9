"""Steering: a facilitator runs her list by mail; what her commands say is carried out and echoed.

Owns the one answer to a mail of commands: all of them in one transaction, each written into the
book of decisions, and one letter that shows every new value as it will be used, with the line that
undoes it all; or, where one of them cannot be read or carried out, one question, and nothing has
changed. Who may command is judged before: a moderator of the list, or the site's admin where it has
none, with proof or the address of a letter of hers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from listserv.clock import Clock
from listserv.errand import Brief, Outcome
from listserv.languages.facilitator import Instruction, Instructions, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import MailingList, Person, Purpose, Standing
from listserv.moderation import measures, personal
from listserv.moderation.measures import Before, Measure, Refused, Scene
from listserv.policy import policy_from
from listserv.press.steered import EXAMPLE
from listserv.store import deceased, decisions, lists, members, standings, wishes
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
from listserv.store.errands import Change
from listserv.text.layout import clip

QUOTED = 200  # columns of her words that are shown to whoever is asked back


class Steering:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock, admin: str) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock
        self._admin = admin

    async def run(
        self, mailing_list: MailingList, moderator: Person, said: Instructions, brief: Brief
    ) -> Outcome:
        """Carry out the commands of a mail, or ask back."""
        scene = Scene(mailing_list, moderator, self._admin, self._clock.now())
        if said.problem:
            why = Refused(said.problem, clip(said.unknown, QUOTED), line=said.unknown)
            return await self._ask(scene, brief, said, why)
        found = await self._store.read(_measured, said.commands, scene)
        if isinstance(found, Refused):
            return await self._ask(scene, brief, said, found)
        echo = await self._mailroom.new_id()
        commands = " ".join(one.verb for one in said.commands)
        changes = _changes(said.commands, found, scene, echo)
        told = [one.told for one in found if one.quiet is None]
        if not told:
            return Outcome(commands, (), changes)
        letter = await self._mailroom.letter(
            "steered",
            Addressee.of(moderator),
            mailing_list,
            answer=Purpose.MODERATE,
            id=echo,
            in_reply_to=brief.reading.message_id,
            automatic="auto-replied",
            changes=tuple(told),
            undo=any(one.apply for one in found),
        )
        return Outcome(commands, (letter,), changes)

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
        return Outcome(f"commands asked back: {why.problem}", (letter,))


def _guess(said: Instructions, why: Refused) -> tuple[str, str]:
    """What to write instead, of press/steered.EXAMPLE; ("", "") where that cannot be told."""
    if why.people:
        return Verb.DECEASED, why.people[0][1]
    return (said.lacks, "") if said.lacks in EXAMPLE else ("", "")


def _measured(db: Db, commands: Sequence[Instruction], scene: Scene) -> list[Measure] | Refused:
    """What each command would do; the first that cannot be carried out hinders all."""
    found: list[Measure] = []
    for one in commands:
        made = _measure(db, one, scene)
        if isinstance(made, Refused):
            return replace(made, line=one.said)
        found.append(made)
    return found


def _measure(db: Db, one: Instruction, scene: Scene) -> Measure | Refused:
    match one.verb:
        case Verb.EMERGENCY:
            return measures.emergency(one, scene)
        case Verb.PACE:
            return measures.pace(one, scene)
        case Verb.SLOW | Verb.CLOSE | Verb.OPEN:
            return measures.thread(db, one, scene)
        case Verb.SET:
            return measures.set_text(db, one, scene)
        case Verb.SHOW:
            return Measure(measures.shown(db, one.key, scene))
        case Verb.HELD:
            return measures.waiting(db, scene)
        case Verb.DECEASED:
            return personal.died(db, one, scene)
        case Verb.AWAY | Verb.BACK | Verb.LETTERS | Verb.MOST:
            return personal.own(db, one, scene)
    return personal.standing(db, one, scene)


def _changes(
    commands: Sequence[Instruction], found: Sequence[Measure], scene: Scene, echo: int
) -> list[Change]:
    changes: list[Change] = []
    for one, made in zip(commands, found, strict=True):
        if made.apply is not None:
            changes.append(partial(_apply, apply=made.apply, one=one, scene=scene, echo=echo))
        if made.quiet is not None:
            changes.append(made.quiet)
    return changes


def _apply(
    db: Db, apply: Callable[[Db], Before], one: Instruction, scene: Scene, echo: int
) -> None:
    """Change what is to change, and write it into the book."""
    before = apply(db)
    by, said = scene.moderator.id, clip(one.said, QUOTED)
    decisions.remember(db, scene.list.id, 0, by, one.verb, scene.now, said, before, echo)


# --- the way back ---------------------------------------------------------------------------------


def undo(db: Db, entry: Entry, now: float) -> bool:
    """Take back what a line of the book says of a list; False where that was done before.

    Marks the line as undone itself.
    """
    if entry.post or not decisions.undone(db, entry.id, now):
        return False
    return _put_back(db, entry, now)


def _put_back(db: Db, entry: Entry, now: float) -> bool:
    """Put the values of an entry back; False where it holds none of ours."""
    before, list_id = entry.before, entry.list_id
    match before:
        case {"policy": values}:
            found = lists.by_id(db, list_id)
            if found is None:
                return False
            lists.set_policy(db, list_id, policy_from(values, found.policy), now)
        case {"thread": thread, "rule": values}:
            rule = replace(standings.thread_rule(db, list_id, thread), **values)
            standings.set_thread_rule(db, list_id, thread, rule, entry.by, now)
        case {"person": person, "standing": word}:
            standings.set_standing(db, list_id, person, Standing(word), entry.by, now)
        case {"person": _, "member": _}:
            deceased.put_back(db, before, now)
        case {"who": who, "away": away}:
            wishes.put_away_back(db, who, away, now)
            if "paused" in before:
                members.pause(db, list_id, who, before["paused"], now)
        case {"who": who, **wish} if wish and wish.keys() <= wishes.OWN.keys():
            for column, value in wish.items():
                wishes.set_own(db, list_id, who, column, value, now)
        case _:
            return False
    return True
