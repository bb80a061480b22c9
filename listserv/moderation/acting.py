"""Acting: what is done with one post that was shown, as one answer says.

Owns the step from an order to its effects: the pure plan says what changes, `letters` writes who
is told, and the ruling writes it. Nothing has happened until the changes are carried out, all of
one answer in one transaction; a ruling that comes too late raises OvertakenError there, and the
answer gets another try.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from listserv.clock import Clock
from listserv.model import PASSED_ON, Letter, MailingList, Post, Standing, State
from listserv.model.translations import Requested
from listserv.moderation.forms import Form, Kind, Order
from listserv.moderation.letters import Letters, Who
from listserv.moderation.plan import Did, Plan, Scene, as_said, in_list, in_short, plan
from listserv.press.kinds import Outcome
from listserv.store import (
    decisions,
    held,
    lists,
    members,
    passing,
    reach,
    requested,
    rulings,
    shelf,
    standings,
    twins,
)
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.store.rulings import Ruling


@dataclass(frozen=True, slots=True)
class Done:
    """What comes of one order: a line of the echo, letters to others, changes of the store."""

    outcome: Outcome
    letters: tuple[Letter, ...] = ()
    changes: tuple[Change, ...] = ()
    version: int = 0  # that the post has then, where it waits


class Acting:
    def __init__(self, store: Store, letters: Letters, clock: Clock) -> None:
        self._store = store
        self._letters = letters
        self._clock = clock

    async def act(self, post: Post, order: Order, who: Who) -> Done:
        """Carry out an order about a post that waits, or goes out on another day, in the version
        that was shown: its own, or one that its moderator was asked about."""
        by = who.moderator.id
        proposed = ""
        if order.version > post.version and order.takes_words:
            proposed = await self._store.read(rulings.proposed, post.number, order.version, by)
            post = replace(post, text=proposed)
        reads = await self._letters.author_reads(post, order, who)
        seconds = await self._letters.seconds(post, order, who)
        scene = await self._store.read(_scene, post, order, who, reads, self._clock.now())
        scene = replace(scene, seconds={code: one.said for code, one in seconds.items()})
        # Beside the event loop: the whole text may come back, changed here and there.
        made = await asyncio.to_thread(plan, post, order.forms, scene)
        if not made.stands:
            return _hindered(post, made, who, scene)
        if proposed and made.text is None:
            made = replace(made, text=proposed, did=((Did.EDITED, ""), *made.did))
        letters = await self._letters.of(post, order, made, who, scene)
        letters += [one.letter for one in seconds.values() if one.letter]
        changes = [_ruling(post, made, who, scene), *_others(post, order, who, scene)]
        version = post.version if made.text is None else scene.next_version
        return Done(_told(post, made), tuple(letters), tuple(changes), version)


def _hindered(post: Post, made: Plan, who: Who, scene: Scene) -> Done:
    """Nothing is done; a text that lacks too much is kept, for her yes to the letter that asks."""
    outcome = Outcome(post.topic, post.who, (made.hindrance,), post.number, waits=True)
    if made.text is None:
        return Done(outcome, version=post.version)
    n, by = scene.next_version, who.moderator.id
    propose = partial(
        rulings.propose, number=post.number, n=n, text=made.text, by=by, now=scene.now
    )
    return Done(outcome, changes=(propose,), version=n)


def _told(post: Post, made: Plan) -> Outcome:
    decision = made.decision
    refused = decision is not None and decision.kind is Kind.REFUSE
    moved = decision is not None and decision.kind is Kind.MOVE
    waits = (made.state or post.state) is State.HELD and not moved
    return Outcome(
        made.changes.get("topic", post.topic),
        post.who,
        made.did,
        post.number,
        reason=(decision.code or decision.text) if decision and refused else "",
        told=bool(post.proof) or not refused or PASSED_ON in post.reasons,
        notes=made.changes.get("notes", ()),
        text=made.text if made.text is not None and waits else "",
        waits=waits,
    )


def _ruling(post: Post, made: Plan, who: Who, scene: Scene) -> Change:
    decision = made.decision
    ruling = Ruling(
        post.number,
        post.version,
        who.moderator.id,
        made.what,
        said=(decision.code or decision.text) if decision else "",
        state=made.state,
        text=made.text,
        changes=made.changes,
        letter=who.echo,
        since=frozenset({post.state}),
    )
    return partial(rulings.carry_out, ruling=ruling, now=scene.now)


def _others(post: Post, order: Order, who: Who, scene: Scene) -> Sequence[Change]:
    """What an order changes beside the post itself."""
    by, now = who.moderator.id, scene.now
    said = as_said(post, order.forms)
    changes: list[Change] = []
    for form in order.forms:
        if form.kind in (Kind.TRUST, Kind.UNTRUST):
            word = Standing.TRUSTED if form.kind is Kind.TRUST else Standing.ORDINARY
            changes.append(partial(stand, post=post, word=word, by=by, now=now, letter=who.echo))
        if form.kind is Kind.COPY_TO:
            target, there = scene.lists[form.code], scene.copies.get(form.code, 0)
            changes.append(pass_on(said, form, target, there, who, now))
    return changes


def pass_on(
    post: Post, form: Form, target: MailingList, there: int, who: Who, now: float
) -> Change:
    """A copy for another list, where it is not `there` already, and the words that go with it."""
    short = (in_short(post, form, target), target.policy.language)
    verb = (
        partial(passing.add_in_short, copy=there)
        if there
        else partial(passing.pass_on, list_id=target.id)
    )
    by = who.moderator.id
    return partial(verb, number=post.number, by=by, now=now, short=short, letter=who.echo)


def stand(db: Db, post: Post, word: Standing, by: int, now: float, letter: int) -> None:
    """`no approval needed` and its undo, about the author of a post."""
    before = standings.set_standing(db, post.list_id, post.person_id, word, by, now)
    was = {"person": post.person_id, "standing": before.value}
    decisions.remember(db, post.list_id, post.number, by, "standing", now, "", was, letter)


def _scene(db: Db, post: Post, order: Order, who: Who, reads: frozenset[Kind], now: float) -> Scene:
    named = {form.number for form in order.forms if form.kind is Kind.JOIN}
    threads = {number: shelf.topic_of_thread(db, who.list.id, number) for number in named}
    every = {one.name: one for one in lists.every(db)}
    to = {form.code for form in order.forms if form.kind is Kind.COPY_TO} & every.keys()
    there = {name: passing.there(db, post.number, every[name].id) for name in to - {who.list.name}}
    also = twins.also(db, [post.number]).get(post.number, ())
    whoever = members.person(db, passing.passed_by(db, post.number))
    own = whoever is not None and whoever.id == who.moderator.id
    marked = [one for form in order.forms if form.kind is Kind.APPROVE for one in form.languages]
    again = any(form.kind is Kind.LANGUAGE for form in order.forms)  # it is in another language
    hold = now + who.list.policy.translate_hold
    source = post.spoken[0] if post.spoken else ""
    return Scene(
        who.moderator,
        who.list,
        every,
        {number: topic for number, topic in threads.items() if topic is not None},
        now,
        rulings.next_version(db, post.number),
        reads,
        who.sent_back,
        waits_its_turn=held.waits_its_turn(db, who.list.id, who.list.policy.pace, now),
        copies={name: number for name, number in there.items() if number},
        also=[in_list(one.list, one.number) for one in also],
        passed_by=whoever.name or whoever.address if whoever and not own else "",
        requested=Requested() if again else requested.look(db, post.number, marked),
        in_time=reach.able(db, who.list.id, source, now, hold),
    )
