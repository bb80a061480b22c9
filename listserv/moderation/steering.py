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
from listserv.languages import spelling
from listserv.languages.instruction import Instruction, Instructions, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Purpose, Standing
from listserv.moderation import (
    announcing,
    details,
    finding,
    measures,
    membership,
    personal,
    reversals,
)
from listserv.moderation.measures import Before, Birth, Measure, Refused, Scene, Written
from listserv.policy import policy_from
from listserv.press.steered import EXAMPLE
from listserv.store import (
    applicants,
    deceased,
    decisions,
    directory,
    ledger,
    lists,
    members,
    standings,
    wishes,
)
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
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
            why = Refused(said.problem, clip(said.unknown, QUOTED), line=said.unknown)
            return await self._ask(scene, brief, said, why)
        await self._spell(said)
        found = await self._store.read(_measured, said.commands, scene)
        if isinstance(found, Refused):
            return await self._ask(scene, brief, said, found)
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
        return Outcome(f"commands asked back: {why.problem}", (letter,))


def _guess(said: Instructions, why: Refused) -> tuple[str, str]:
    """What to write instead, of press/steered.EXAMPLE; ("", "") where that cannot be told."""
    if why.people and why.verb in EXAMPLE:
        return str(why.verb), why.people[0][1]
    verb = why.verb if why.problem in _BY_EXAMPLE else said.lacks
    return (verb, "") if verb in EXAMPLE else ("", "")


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


_BY_EXAMPLE = ("no-consent", "no-people", "no-subject")  # problems that a whole line answers
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
        case {"applicant": applicant, "decided": decided}:
            return applicants.reopen(db, applicant, decided, now)
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
            return reversals.put_back(db, entry, now)
    return True
