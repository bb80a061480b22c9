"""Offering: people who translate for their lists, and how they want to do it.

Owns `offer to translate en fr` and its end, how many texts a translator gets in a week, and whether
her name stands with them. An offer counts at once; the list's moderators are told of it, with the
line that ends it. Who is no member may offer where she translates, or ended it herself. On a list
where nothing is translated it is kept all the same, and counts from the day on which something is.
An offer that says nothing new changes nothing, and tells nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar

from listserv.clock import Clock
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.visit import Visit
from listserv.languages import pairs
from listserv.languages.command import Command, Verb
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Purpose
from listserv.model.translations import Volunteer
from listserv.press import lines
from listserv.press.kinds import Changed
from listserv.press.lines import Line
from listserv.store import errands, lists, members, tasks, volunteers
from listserv.store.base import Db, Store
from listserv.store.errands import Change

MOST_PAIRS = 40  # of one person on one list
TOLD_A_DAY = 3  # offers of one person that moderators are told of; the others they can look up
LARGEST_WEEK = 1000  # texts

T = TypeVar("T")
Way = tuple[str, str]  # from which language, into which
Offers = Mapping[int, Sequence[Volunteer]]  # by list


class Offering(Service):
    def __init__(self, store: Store, mailroom: Mailroom, admin: str, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._admin = admin
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {
            Verb.OFFER: self._offer,
            Verb.NO_OFFER: self._end,
            Verb.MOST: self._own,
            Verb.CREDIT: self._own,
        }

    async def _offer(self, visit: Visit, command: Command) -> Handled:
        """For the list that is named, else for all lists of hers where something is translated."""
        ways = pairs.directions(command.args)
        known = await self._store.read(_by_id)
        ids = [one.list_id for one in visit.memberships]
        if visit.list is not None or not ids:
            ids = [*dict.fromkeys((*ids, *await self._translated(visit)))]
        hers = [known[one] for one in ids if one in known]
        if visit.list is not None:
            hers = [one for one in hers if one.id == visit.list.id]
        if not hers or visit.person is None:
            return _told(visit, command, Changed("offer-not-member", same=True))
        chosen = hers if len(hers) == 1 else [one for one in hers if _translates(one)]
        if not chosen:
            titles = tuple(self._mailroom.site.address(f"{one.name}-request") for one in hers)
            return _told(visit, command, Changed("offer-which", values=titles, same=True))
        offers = await self._offers(visit)
        added = {one.id: _new(ways, offers.get(one.id, ())) for one in chosen}
        if any(len(offers.get(one, ())) + len(new) > MOST_PAIRS for one, new in added.items()):
            return _told(visit, command, Changed("offers-full", f"{MOST_PAIRS}", same=True))
        told = [self._said(one, ways, added[one.id], offers) for one in chosen]
        now = self._clock.now()
        changes = [
            partial(_add, list_id=one.id, person_id=visit.person.id, ways=added[one.id], now=now)
            for one in chosen
            if added[one.id]
        ]
        news = [(one, added[one.id]) for one in chosen if added[one.id]]
        letters = await self._letters(visit, news)
        return Handled(_text(command), (_part(visit, *told),), letters, changes)

    def _said(
        self, about: MailingList, ways: Sequence[Way], new: Sequence[Way], offers: Offers
    ) -> Changed:
        own = next((one for found in offers.values() for one in found), None)
        return Changed(
            "offer" if _translates(about) else "offer-later",
            "named" if own is None or own.credited else "",
            titles=(about.title,),
            values=tuple(map(_value, pairs.said(ways))),
            undo=tuple(("no-offer", _value(one)) for one in pairs.said(new)),
            same=not new,
        )

    async def _letters(
        self, visit: Visit, news: Sequence[tuple[MailingList, Sequence[Way]]]
    ) -> list[Letter]:
        """To the moderators of each list, but to her: who translates now, and the line for no."""
        person = visit.person
        key, cause = f"offers of {person.id if person else 0}", visit.cause
        if not news or person is None:
            return []
        if not await self._mailroom.may_hand_on(key, cause, TOLD_A_DAY):
            return []
        letters = []
        for about, ways in news:
            readers = await self._store.read(
                members.responsible, about.id, self._admin, but=person.id
            )
            letters += [
                await self._mailroom.letter(
                    "offered",
                    Addressee.of(reader),
                    about,
                    answer=Purpose.MODERATE,
                    who=person.name,
                    whose=person.address,
                    pairs=tuple(map(_value, pairs.said(ways))),
                    translated=_translates(about),
                )
                for reader in readers
            ]
        return letters

    async def _end(self, visit: Visit, command: Command) -> Handled:
        """For the list that is named, else for all; without languages all that she offered."""
        offers, ways = await self._offers(visit), pairs.directions(command.args)
        known = await self._store.read(_by_id)
        now, told, changes = self._clock.now(), [], []
        for list_id, found in offers.items():
            if list_id not in known or (visit.list is not None and visit.list.id != list_id):
                continue
            ended = [one for one in map(_way, found) if one in ways or not ways]
            if not ended:
                continue
            told.append(_ended(known[list_id].title, ended))
            changes.append(partial(_remove, list_id=list_id, found=found, ways=ended, now=now))
        if not told:
            return _told(visit, command, Changed("no-offer-none", same=True))
        return Handled(_text(command), (_part(visit, *told),), (), changes)

    async def _own(self, visit: Visit, command: Command) -> Handled:
        """How she translates, on all lists."""
        found = [one for each in (await self._offers(visit)).values() for one in each]
        if not found or visit.person is None:
            return _told(visit, command, Changed("no-translator", same=True))
        own, said = found[0], command.args[0]
        if command.verb is Verb.MOST:
            value, before = min(int(said), LARGEST_WEEK), own.most
            told = Changed("most" if value else "most-0", f"{value}")
            back: Line = ("most", f"{before}") if before else ("most_0", "")
        else:
            value, before = int(said == "on"), int(own.credited)
            told, back = Changed(f"credit-{said}"), ("credit_on" if before else "credit_off", "")
        same = value == before
        told = Changed(told.word, told.value, undo=() if same else (back,), same=same)
        column = "most" if command.verb is Verb.MOST else "credited"
        change = partial(
            volunteers.set_own,
            person_id=visit.person.id,
            column=column,
            value=value,
            now=self._clock.now(),
        )
        return Handled(_text(command), (_part(visit, told),), (), (change,))

    async def _translated(self, visit: Visit) -> Sequence[int]:
        """Where she translates, or did until she ended it herself, be she a member or not."""
        if visit.person is None:
            return ()
        offers = await self._offers(visit)
        read = partial(volunteers.ended_by_herself, person_id=visit.person.id)
        return (*offers, *sorted(await self._foreseen(visit, read)))

    async def _offers(self, visit: Visit) -> Offers:
        """What she offered by now, with what lines above have changed."""
        if visit.person is None:
            return {}
        return await self._foreseen(visit, partial(volunteers.of_person, person_id=visit.person.id))

    async def _foreseen(self, visit: Visit, read: Callable[[Db], T]) -> T:
        if visit.ahead:
            return await self._store.write(errands.foreseen, visit.ahead, read)
        return await self._store.read(read)


def shown(offers: Sequence[Volunteer]) -> tuple[Line, ...]:
    """What somebody offered to a list, as lines of command."""
    return tuple(("offer", _value(one)) for one in pairs.said(tuple(map(_way, offers))))


def chosen(offers: Offers) -> tuple[Line, ...]:
    """How she wants to do it, as lines of command; what all have is not said."""
    own = next((one for found in offers.values() for one in found), None)
    if own is None:
        return ()
    most: tuple[Line, ...] = (("most", f"{own.most}"),) if own.most else ()
    return (*most, *(() if own.credited else (("credit_off", ""),)))


def away_until(offers: Offers) -> float:
    """Until when she is away, or was; 0 for never."""
    return max((one.away_until or 0.0 for found in offers.values() for one in found), default=0.0)


def away(
    person_id: int, offers: Offers, until: float | None, now: float, *, put_off: bool = False
) -> tuple[Changed, Change] | None:
    """What a pause until then (None: its end, of her who has `put_off` texts perhaps) is to
    somebody who translates; None where it is nothing to her."""
    own = next((one for found in offers.values() for one in found), None)
    if own is None or (until is None and not put_off and (own.away_until or 0.0) <= now):
        return None
    told = Changed("translator-away" if until else "translator-back", until=until)
    return told, partial(_set_away, person_id=person_id, until=until, now=now)


def _set_away(db: Db, person_id: int, until: float | None, now: float) -> None:
    volunteers.set_own(db, person_id, "away_until", until, now)
    if until is None:
        tasks.ask_again(db, person_id, now)


def _translates(about: MailingList) -> bool:
    return about.policy.translate != "off"


def _new(ways: Sequence[Way], offers: Sequence[Volunteer]) -> list[Way]:
    known = set(map(_way, offers))
    return [one for one in ways if one not in known]


def _way(one: Volunteer) -> Way:
    return one.source, one.language


def _value(codes: Sequence[str]) -> str:
    return " ".join(codes)


def _ended(title: str, ways: Collection[Way]) -> Changed:
    values = tuple(map(_value, pairs.said(tuple(ways))))
    undo = tuple(("offer", one) for one in values)
    return Changed("no-offer", titles=(title,), values=values, undo=undo)


def _add(db: Db, list_id: int, person_id: int, ways: Sequence[Way], now: float) -> None:
    for source, language in ways:
        volunteers.add(db, list_id, person_id, source, language, now)


def _remove(
    db: Db, list_id: int, found: Sequence[Volunteer], ways: Sequence[Way], now: float
) -> None:
    for one in found:
        if _way(one) in ways:
            volunteers.remove(db, list_id, one.person_id, now, *_way(one))
            volunteers.write_ended(db, list_id, one.person_id, herself=True)


def _by_id(db: Db) -> dict[int, MailingList]:
    return {one.id: one for one in lists.every(db)}


def _told(visit: Visit, command: Command, told: Changed) -> Handled:
    return Handled(f"{_text(command)}: {told.word}", (_part(visit, told),))


def _part(visit: Visit, *told: Changed) -> Part:
    return Part("changed", {"changes": told}, visit.list)


def _text(command: Command) -> str:
    return lines.spelled(command)
