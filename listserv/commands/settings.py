"""Settings: what a member changes about her mail and about herself by one line.

Owns the step from a command to its change: what is written, what the answer tells, and the line
that goes back. A setting of a list is for the list that is named, else for every list of hers; one
of the person is for all. A value that cannot be used changes nothing, and the answer says why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any

from listserv.clock import Clock
from listserv.commands import offering
from listserv.commands.handled import Handled, Handler, Part, Service
from listserv.commands.informing import Informing
from listserv.commands.visit import Visit
from listserv.languages import countries, days, zones
from listserv.languages.command import LONGEST_PAUSE, Command, Verb
from listserv.languages.plain import words as folded
from listserv.model import DeliveryMode, MailingList, Member, Person
from listserv.model.translations import Wish
from listserv.model.wanted import Filter
from listserv.press import lines
from listserv.press.catalogue import SOURCE, spoken
from listserv.press.days import local_day, midnight
from listserv.press.kinds import Changed
from listserv.press.lines import Line
from listserv.press.speech import words
from listserv.store import errands, filters, lists, members, persons, spool, tasks, volunteers
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.text import sane
from listserv.text.dates import DAY

MOST_FILTERS = 50  # threads and words of one member on one list
MOST_SHOWN = 10  # of the lines that go back

# Settings of a person whose words say the value: verb -> (column, the value of each word).
_SWITCHES: Mapping[Verb, tuple[str, Mapping[str, str | int]]] = {
    Verb.DIGEST: ("digest_form", {"text": "text", "mime": "mime"}),
    Verb.TRANSLATION: ("translation", {"human": "human", "machine": "machine", "off": "off"}),
    Verb.MACHINE: ("machine", {"on": 1, "off": 0}),
    Verb.CONCEAL: ("conceal", {"on": 1, "off": 0}),
}
# And those that she writes herself.
_TEXTS = (Verb.NAME, Verb.COUNTRY, Verb.ORGANISATION, Verb.PROFILE)


class Settings(Service):
    def __init__(self, store: Store, informing: Informing, clock: Clock) -> None:
        self._store = store
        self._informing = informing
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {
            Verb.DELIVERY: self._of_lists,
            Verb.PAUSE: self._of_lists,
            Verb.AWAY: self._of_lists,
            Verb.RESUME: self._of_lists,
            Verb.OWN: self._of_lists,
            Verb.MUTE: self._filter,
            Verb.UNMUTE: self._filter,
            Verb.ONLY: self._filter,
            Verb.I_READ: self._languages,
            Verb.TIMEZONE: self._timezone,
            Verb.LIMIT: self._limit,
            **dict.fromkeys(_SWITCHES, self._switch),
            **dict.fromkeys(_TEXTS, self._text),
        }

    # --- of lists -------------------------------------------------------------------------------

    async def _of_lists(self, visit: Visit, command: Command) -> Handled:
        known = await self._store.read(_by_id)
        chosen = [one for one in _chosen(visit) if one.list_id in known]
        if not chosen and not await self._translates(visit, command):
            return await self._informing.status(visit)
        now, asked = self._clock.now(), command
        if command.verb is Verb.AWAY:
            ahead = _ahead(visit, command.args[0], now)
            if not ahead:
                return await self._informing.ask(visit, command, "value")
            command = Command(Verb.PAUSE, (f"{ahead}",))
        done = [_measure(one, known[one.list_id], command, now) for one in chosen]
        told = _told(done, bare=visit.list is not None)
        changes = [one.change for one in done]
        if about := await self._translating(visit, asked, command, now):
            told, changes = (*told, about[0]), [*changes, about[1]]
        return _changed(visit, asked, told, changes)

    async def _translates(self, visit: Visit, command: Command) -> bool:
        """Whether a line of hers is about what she translates alone: she is on no list."""
        if visit.person is None or visit.memberships:
            return False
        is_about = command.verb in (Verb.AWAY, Verb.PAUSE, Verb.RESUME)
        return is_about and bool(await self._store.read(volunteers.of_person, visit.person.id))

    async def _translating(
        self, visit: Visit, asked: Command, command: Command, now: float
    ) -> tuple[Changed, Change] | None:
        """What a pause, or its end, is to somebody who translates: a day named is for all of it, a
        span only where it is for all lists that she translates for."""
        if visit.person is None or command.verb not in (Verb.PAUSE, Verb.RESUME):
            return None
        offers = await self._store.read(volunteers.of_person, visit.person.id)
        if command.verb is Verb.RESUME:
            put_off = await self._store.read(tasks.has_put_off, visit.person.id)
            return offering.away(visit.person.id, offers, None, now, put_off=put_off)
        paused = {one.list_id for one in _chosen(visit)}
        if asked.verb is not Verb.AWAY and not offers.keys() <= paused:
            return None
        until = now + min(float(command.args[0]), LONGEST_PAUSE) * DAY
        return offering.away(visit.person.id, offers, until, now)

    async def _filter(self, visit: Visit, command: Command) -> Handled:
        """`mute 811`, `mute CHW`, `only CHW` and their ends."""
        chosen, topic = _chosen(visit), command.args[0]
        if not chosen:
            return await self._informing.status(visit)
        value = " ".join(folded(topic))
        if value.isdigit():
            post = await self._store.read(spool.post, int(value))
            # Of what is not out, nobody learns what it is called.
            is_out = post is not None and post.published is not None
            chosen = [one for one in chosen if post and is_out and one.list_id == post.list_id]
            if post is None or not chosen:
                return await self._informing.ask(visit, command, "no-post")
            value, topic = f"{post.thread or post.number}", post.topic
        said = await self._store.write(errands.foreseen, visit.ahead, partial(_said, chosen=chosen))
        adds = command.verb is not Verb.UNMUTE and value
        if adds and max(map(len, said)) >= MOST_FILTERS:
            full = Changed("filters-full", f"{MOST_FILTERS}")
            return Handled("too many filters", (Part("changed", {"changes": (full,)}, visit.list),))
        now = self._clock.now()
        changes = [
            partial(_filtered, member=one, command=command, value=value, now=now) for one in chosen
        ]
        told = _told_of_filter(command.verb, value, topic, [set(one) for one in said])
        return _changed(visit, command, (told,), changes)

    # --- of the person --------------------------------------------------------------------------

    async def _languages(self, visit: Visit, command: Command) -> Handled:
        person = visit.person
        if person is None:
            return self._informing.help(visit)
        now = self._clock.now()
        codes, lacking = _ours_first(command.args, person.language)
        change = partial(members.set_languages, person_id=person.id, languages=codes, now=now)
        before = lines.line(Command(Verb.I_READ, person.languages))
        undo = (before,) if person.languages and person.languages != codes else ()
        same = person.languages == codes
        about = await self._of_hers(visit)
        how = person.translation if any(map(_is_translated, about)) else Wish.OFF.value
        told = [Changed("languages", how, values=codes, undo=undo, same=same)]
        if lacking:
            told.append(Changed("letters-in", codes[0], values=lacking, same=same))
        done = _changed(visit, command, tuple(told), [change])
        return Handled(done.text, done.parts, (), done.changes, language=codes[0])

    async def _switch(self, visit: Visit, command: Command) -> Handled:
        column, known = _SWITCHES[command.verb]
        person = visit.person
        if person is None:
            return self._informing.help(visit)
        before = _word(known, getattr(person, column))
        undo = ((f"{command.verb}_{before}", ""),) if before != command.args[0] else ()
        word = f"{command.verb}-{command.args[0]}"
        told = [Changed(word, person.language, undo=undo, same=not undo)]
        if command.verb is Verb.TRANSLATION and command.args[0] != Wish.OFF:
            about = await self._of_hers(visit)
            told += _not_translated(about, Wish(command.args[0]), same=not undo)
        return self._set(visit, person, command, column, known[command.args[0]], *told)

    async def _of_hers(self, visit: Visit) -> list[MailingList]:
        known = await self._store.read(_by_id)
        return [known[one.list_id] for one in visit.memberships if one.list_id in known]

    async def _timezone(self, visit: Visit, command: Command) -> Handled:
        person = visit.person
        if person is None:
            return self._informing.help(visit)
        zone, before = zones.zone(command.args[0]), person.timezone
        if command.args[0] and not zone:
            return await self._informing.ask(visit, command, "value")
        undo: Line = ("timezone", zones.said(before)) if before else ("timezone_", "")
        told = _own("timezone", zone, before, undo)
        return self._set(visit, person, command, "timezone", zone, told)

    async def _limit(self, visit: Visit, command: Command) -> Handled:
        person, kilobytes = visit.person, int(command.args[0])
        if person is None:
            return self._informing.help(visit)
        before = person.daily_bytes // 1000
        back = ("limit", f"{before}") if before else ("limit_0", "")
        told = Changed(
            "limit" if kilobytes else "limit-0",
            f"{kilobytes}",
            undo=(back,) if before != kilobytes else (),
            same=before == kilobytes,
        )
        return self._set(visit, person, command, "daily_bytes", kilobytes * 1000, told)

    async def _text(self, visit: Visit, command: Command) -> Handled:
        """Her name, country, organisation, profile, as she writes them."""
        person = visit.person
        if person is None:
            return self._informing.help(visit)
        column, typed = command.verb.value, command.args[0]
        code = countries.code(sane.tidy(typed)) if column == Verb.COUNTRY else ""
        value = code or sane.fit(column, typed)
        if value is None:
            return await self._informing.ask(visit, command, "value")
        before = str(getattr(person, column))
        shown = words(visit.to.language).country(before) if column == Verb.COUNTRY else before
        undo: Line = (column, shown) if before else (f"{column}_", "")
        told = _own(column, value, before, undo if undo[0] in lines.LINES else ("", ""))
        return self._set(visit, person, command, column, value, told)

    def _set(
        self,
        visit: Visit,
        person: Person,
        command: Command,
        column: str,
        value: str | int,
        *told: Changed,
    ) -> Handled:
        now = self._clock.now()
        change = partial(persons.set_own, person_id=person.id, column=column, value=value, now=now)
        return _changed(visit, command, told, [change])


def _ours_first(codes: Sequence[str], now: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The languages that she reads with the first that letters are written in before the others,
    and those that it was moved before; where there is none, she is written to as `now`."""
    first = next((one for one in codes if spoken(one) == one), now)
    lacking = tuple(takewhile(lambda one: one != first, codes))
    return tuple(dict.fromkeys((first, *codes))), lacking


def _not_translated(about: Sequence[MailingList], wish: Wish, *, same: bool) -> list[Changed]:
    """The lists of hers where a wish for translations brings less than it says."""
    off = tuple(one.title for one in about if not _is_translated(one))
    people = tuple(one.title for one in about if one.policy.translate == "volunteers")
    told = [Changed("not-translated", values=off, same=same)] if off else []
    if people and wish is Wish.MACHINE:
        told.append(Changed("people-translate", values=people, same=same))
    return told


def _is_translated(about: MailingList) -> bool:
    return about.policy.translate != "off"


def _own(word: str, value: str, before: str, undo: Line) -> Changed:
    """What is told of a word of hers; "" takes it away."""
    is_same = value == before
    return Changed(
        word if value else f"{word}-none",
        value,
        undo=(undo,) if undo[0] and not is_same else (),
        same=is_same,
    )


# --- settings of lists ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Done:
    """What a command does to one membership; `undo` is ("", "") where it changes nothing."""

    list: MailingList
    told: Changed  # of any list
    undo: Line
    change: Change


def _chosen(visit: Visit) -> list[Member]:
    """The memberships that a command is about: on the list named, else all of hers."""
    if visit.list is not None:
        return [visit.member] if visit.member else []
    return list(visit.memberships)


def _ahead(visit: Visit, typed: str, now: float) -> float:
    """Days up to the beginning of a day, by her own clock or her list's; 0.0 where that is no day
    to pause until."""
    zone = _zone(visit)
    day = days.day(typed, local_day(now, zone), day_first=visit.to.language != SOURCE)
    ahead = (midnight(day, zone) - now) / DAY if day else 0.0
    return ahead if 0 < ahead <= LONGEST_PAUSE else 0.0


def _measure(one: Member, about: MailingList, command: Command, now: float) -> _Done:
    where: dict[str, Any] = {"list_id": one.list_id, "person_id": one.person.id, "now": now}
    paused = (one.paused_until or 0.0) > now
    match command.verb:
        case Verb.DELIVERY:
            mode = DeliveryMode(command.args[0])
            undo = (one.delivery.value, "") if mode is not one.delivery else ("", "")
            told = Changed("delivery", mode.value, same=not undo[0])
            return _Done(about, told, undo, partial(members.set_delivery, mode=mode, **where))
        case Verb.PAUSE:
            until = now + min(float(command.args[0]), LONGEST_PAUSE) * DAY
            told = Changed("paused", until=until)
            before = _days_until(one.paused_until, now) if paused else ""
            # The same pause said again does not undo the first.
            goes_back = paused and before != _days_until(until, now)
            undo = ("pause", before) if goes_back else ("resume", "")
            return _Done(about, told, undo, partial(members.pause, until=until, **where))
        case Verb.OWN:
            on = command.args[0] == "on"
            undo = ("own_off" if on else "own_on", "") if on is not one.own_copies else ("", "")
            change = partial(persons.set_own_copies, value=on, **where)
            told = Changed(f"own-{command.args[0]}", same=not undo[0])
            return _Done(about, told, undo, change)
    undo = ("pause", _days_until(one.paused_until, now)) if paused else ("", "")
    word = "resumed" if one.delivery is not DeliveryMode.NONE else "resumed-none"
    told = Changed(word, one.delivery.value, same=not paused)
    return _Done(about, told, undo, partial(members.pause, until=None, **where))


def _days_until(until: float | None, now: float) -> str:
    return f"{math.ceil(((until or now) - now) / DAY)}"


def _told(done: Sequence[_Done], *, bare: bool) -> tuple[Changed, ...]:
    """Lists of which the same is to tell stand together. A line that goes back names its list where
    hers were not all alike; her answer may be about all of them."""
    bare = bare or len({one.undo for one in done}) == 1
    groups: dict[Changed, list[_Done]] = {}
    for one in done:
        groups.setdefault(one.told, []).append(one)
    return tuple(
        Changed(
            told.word,
            told.value,
            titles=tuple(one.list.title for one in group),
            until=told.until,
            same=told.same,
            undo=tuple(
                dict.fromkeys(
                    one.undo if bare else _on(one.undo, one.list.name)
                    for one in group
                    if one.undo[0]
                )
            ),
        )
        for told, group in groups.items()
    )


def _on(line: Line, name: str) -> Line:
    """The line for one list; there is none about copies of her own."""
    key, value = line
    return (key, f"{name} {value}".strip()) if not key.startswith("own_") else line


def _by_id(db: Db) -> dict[int, MailingList]:
    return {one.id: one for one in lists.every(db)}


def _zone(visit: Visit) -> str:
    """Her clock, else that of the list."""
    own = visit.person.timezone if visit.person else ""
    return own or (visit.list.policy.timezone if visit.list else "UTC")


# --- filters --------------------------------------------------------------------------------------


def _said(db: Db, chosen: Sequence[Member]) -> list[tuple[Filter, ...]]:
    return [filters.of(db, one.list_id, one.person.id) for one in chosen]


def _filtered(db: Db, member: Member, command: Command, value: str, now: float) -> None:
    where = (member.list_id, member.person.id)
    match command.verb:
        case Verb.MUTE:
            filters.add(db, *where, ("mute", value), now)
        case Verb.UNMUTE:
            filters.remove(db, *where, ("mute", value), now)
        case Verb.ONLY if value:
            filters.add(db, *where, ("only", value), now)
        case _:
            filters.end_all(db, *where, now)


def _told_of_filter(verb: Verb, value: str, topic: str, said: Sequence[set[Filter]]) -> Changed:
    """What is told, by what she had `said` before on each of the lists."""
    everything: set[Filter] = set().union(*said)
    only = sorted(words for kind, words in everything if kind == "only")
    if verb is Verb.ONLY and not value:
        return Changed("only-all", undo=tuple(sorted(everything)[:MOST_SHOWN]), same=not everything)
    if verb is Verb.ONLY:
        values = tuple(dict.fromkeys((*(one for one in only if one != value), topic)))
        undo = (("only_", ""), *sorted(everything)[:MOST_SHOWN]) if value not in only else ()
        return Changed("only", values=values, undo=undo, same=value in only)
    was = ("mute", value) in everything
    word = f"{verb}-thread" if value.isdigit() else verb.value
    back = "unmute" if verb is Verb.MUTE else "mute"
    changes = was is (verb is Verb.UNMUTE)
    undo = ((back, value if value.isdigit() else topic),) if changes else ()
    return Changed(word, topic, undo=undo, same=not changes)


# --- words of her own -----------------------------------------------------------------------------


def _word(known: Mapping[str, str | int], value: object) -> str:
    return next(word for word, one in known.items() if one == value)


def _changed(
    visit: Visit, command: Command, told: tuple[Changed, ...], changes: Sequence[Change]
) -> Handled:
    free = (*_TEXTS, Verb.AWAY)  # words of her own, which the journal would keep for ever
    text = f"{command.verb} {' '.join(command.args)}" if command.verb not in free else command.verb
    return Handled(text, (Part("changed", {"changes": told}, visit.list),), (), changes)
