"""What a translator says in her answer beside texts: not now, away, how much, with her name, undo.

Owns what each of these changes, what she is told of it, and what an `undo` goes back to. A row of
the store that has changed meanwhile is left as it is: `not now` gives back only what she has.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from listserv.clock import Clock
from listserv.languages import days, translating
from listserv.languages.command import LONGEST_PAUSE, Verb
from listserv.languages.translating import Order
from listserv.model.translations import Task, Volunteer
from listserv.press.brought import Brought
from listserv.press.days import local_day, midnight
from listserv.store import reach, summaries, tasks, volunteers
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.translators.hand import Hand, Made
from listserv.translators.undone import Undone


class Own:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._undone = Undone(store, clock)

    async def of(self, order: Order, hand: Hand) -> Made:
        """What an order changes; nothing for one that means nothing here."""
        match order.what:
            case translating.NOT_NOW:
                return await self._not_now(order.numbers, hand)
            case translating.UNDO:
                return await self._undo(order, hand)
            case Verb.AWAY:
                return await self._away(order.value, hand)
            case Verb.RESUME:
                again = partial(tasks.ask_again, person_id=hand.person.id, now=self._clock.now())
                changes = (self._set(hand, "away_until", None), again)
                return Made((Brought("back"),), changes)
            case Verb.MOST:
                return await self._most(int(order.value), hand)
            case Verb.CREDIT:
                return await self._credit(order.value == "on", hand)
        return Made()

    async def _most(self, count: int, hand: Hand) -> Made:
        own = await self._store.read(_own, hand)
        back = Order(Verb.MOST, value=f"{own.most if own else 0}")
        told = Brought("most", count=count)
        return Made((told,), (self._set(hand, "most", count),), (back,))

    async def _credit(self, on: bool, hand: Hand) -> Made:
        before = await self._store.read(volunteers.is_credited, hand.person.id)
        back = Order(Verb.CREDIT, value="on" if before else "off")
        told = Brought("named" if on else "unnamed")
        return Made((told,), (self._set(hand, "credited", int(on)),), (back,))

    async def _not_now(self, numbers: Sequence[int], hand: Hand) -> Made:
        """She does not do these now, or nothing of the letter."""
        has = await self._store.read(_has, hand, numbers)
        if not has:
            return Made((Brought("not-hers"),))
        free = await self._store.read(_for_others, has, hand, self._clock.now())
        told = [
            Brought("put-off", one.number, language=one.language, free=one.id in free)
            for one in has
        ]
        return Made(told, (self._put_off(has, hand, "not now"),))

    async def _undo(self, order: Order, hand: Hand) -> Made:
        """What a letter told of is as it was before."""
        made, orders = await self._undone.of(order, hand)
        brought, changes, back = [*made.brought], [*made.changes], [*made.back]
        today = local_day(self._clock.now(), _zone(hand))
        for one in orders:
            over = one.what == Verb.AWAY and _day(one.value, today) is None
            again = await self.of(Order(Verb.RESUME) if over else one, hand)
            brought += again.brought
            changes += again.changes
            back += again.back
        return Made(brought, changes, back, made.pieces)

    async def _away(self, typed: str, hand: Hand) -> Made:
        zone = _zone(hand)
        today = local_day(self._clock.now(), zone)
        until = _day(typed, today)
        if until is None:
            return Made((Brought("no-day", value=typed),))
        has = await self._store.read(_has, hand, ())
        changes = [self._set(hand, "away_until", midnight(until, zone))]
        changes += [self._put_off(has, hand, "away")] if has else []
        told = [Brought("away", day=until)]
        told += [Brought("given-back", one.number, language=one.language) for one in has]
        own = await self._store.read(_own, hand)
        before = (own.away_until or 0.0) if own else 0.0
        day = local_day(before, zone)
        back = Order(Verb.AWAY, value=day.isoformat()) if day > today else Order(Verb.RESUME)
        return Made(told, changes, (back,))

    def _set(self, hand: Hand, column: str, value: float | None) -> Change:
        return partial(
            volunteers.set_own,
            person_id=hand.person.id,
            column=column,
            value=value,
            now=self._clock.now(),
        )

    def _put_off(self, has: Sequence[Task], hand: Hand, outcome: str) -> Change:
        return partial(
            tasks.put_off,
            ids=[one.id for one in has],
            person_id=hand.person.id,
            now=self._clock.now(),
            outcome=outcome,
        )


def _zone(hand: Hand) -> str:
    return hand.person.timezone or hand.list.policy.timezone


def _own(db: Db, hand: Hand) -> Volunteer | None:
    """How she translates by now."""
    offers = volunteers.of_person(db, hand.person.id)
    return next((one for found in offers.values() for one in found), None)


def _for_others(db: Db, has: Sequence[Task], hand: Hand, now: float) -> frozenset[int]:
    """Those that somebody else can be asked for."""
    return frozenset(
        one.id
        for one in has
        if one.language in reach.languages(db, one.number, now, but=hand.person.id)
    )


def _day(typed: str, today: date) -> date | None:
    """A day to come, within a year."""
    found = days.day(typed, today, day_first=True)
    if found is None or not today < found <= today + timedelta(LONGEST_PAUSE):
        return None
    return found


def _has(db: Db, hand: Hand, numbers: Sequence[int]) -> list[Task]:
    """What she has of a letter's texts, of these numbers or of all, without what came with it."""
    brought = {(one.number, one.language) for one in hand.kept}
    shown = numbers or dict.fromkeys(one.number for one in hand.code.pieces)
    found = [task for number in shown for task in tasks.of_post(db, number)]
    return [
        task
        for task in found
        if task.person_id == hand.person.id
        and (task.number, task.language) not in brought
        and _is_on(db, task.number, hand.list.id)
    ]


def _is_on(db: Db, number: int, list_id: int) -> bool:
    post = summaries.text(db, number)
    return post is not None and post.list_id == list_id
