"""The keeper of troubles: looks after everybody whose mail comes back.

Owns the order of the steps: what peers said is judged, moderators who are not reached are told of,
failures that are a day old are weighed, people are asked, stopped and written to again, and once a
month their moderators get a list. Each step is one transaction with its letters; when it is due
stands in the database, so a crash costs nothing but the time until the next look. A failure here
leaves one person, or one list, as they are until then; the others have their turn.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import astuple
from functools import cache, partial
from itertools import groupby

from listserv.bounces import headlines, outage, score
from listserv.bounces.classify import Kind
from listserv.bounces.judge import refused
from listserv.bounces.outage import Outage
from listserv.bounces.score import Step
from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import (
    Case,
    Failure,
    Letter,
    MailingList,
    Person,
    Purpose,
    Site,
    Trouble,
)
from listserv.press.days import local_day
from listserv.press.kinds import Missed, Unreached
from listserv.store import lists, members, tidings, troubles
from listserv.store.base import Db, Store
from listserv.store.tidings import Lost, Unheard
from listserv.store.troubles import Weighed

log = logging.getLogger("listserv.keeper")

LOOK_SECONDS = 600.0  # between two looks at everybody
BATCH = 500
MOST = 5000  # members whose mail comes back, of one list
SHOWN = 150  # of them in a monthly list
NEWEST = 500  # headlines that are looked at
MORNING = 6 * 3600.0  # of the first day of a month, by the list's clock
_SILENT = (Kind.DELAYED.value, Kind.AUTOMATIC.value)


class Keeper:
    """Gather: failures, cases, lists. Decide: judge, outage, score. Apply: `store.troubles`,
    `store.tidings`."""

    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock
        self._next = 0.0  # look at everybody

    async def step(self) -> bool:
        now = self._clock.now()
        done = await self._judge()
        done |= await self._tell(now)
        done |= await self._see_to(await self._store.read(troubles.cases, now, True), now)
        if now >= self._next:
            await self._weigh(now)
            await self._see_to(await self._store.read(troubles.cases, now), now)
            await self._round_up(now)
            self._next = now + LOOK_SECONDS
        return done

    # --- failures ---

    async def _judge(self) -> bool:
        """What peers refused: of which kind is it?"""
        found = await self._store.read(troubles.unjudged, BATCH)
        if found:
            kinds = {one.id: refused(one.said).value for one in found}
            await self._store.write(troubles.judge, kinds)
        return bool(found)

    async def _weigh(self, now: float) -> None:
        """Failures that are old enough for us to know who else failed beside them."""
        due = await self._store.read(troubles.unweighed, now - score.DAY)
        if not due:
            return
        beside = await self._store.read(
            troubles.between, due[0].at - score.DAY, due[-1].at + score.DAY
        )
        crowd = outage.crowds([one for one in beside if score.COST.get(one.kind)])
        weighed = await self._store.read(_weighed, due, crowd)
        await self._store.write(troubles.weigh, weighed, now)
        for domain, since, _ in weighed.outages:
            days = int((now - since) // score.DAY)
            log.warning("%s: most mail comes back, for %d days; an outage", domain, days)

    # --- moderators who are not reached ---

    async def _tell(self, now: float) -> bool:
        found = await self._store.read(tidings.unheard, _SILENT, now)
        done = [await _tried(self._tell_of(one, now), one.person.id) for one in found]
        return any(done)

    async def _tell_of(self, one: Unheard, now: float) -> None:
        letters = [] if one.told_before else await self._about_moderator(one)
        await self._store.write(tidings.told, one, letters, now)

    async def _about_moderator(self, one: Unheard) -> list[Letter]:
        """To the others who moderate the list, or to the site's admin."""
        mailing_list = await self._store.read(lists.by_id, one.list_id)
        if mailing_list is None:
            return []
        others, alone = await self._store.read(
            _others, one.list_id, one.person.id, self._site.admin
        )
        return [
            await self._mailroom.letter(
                "bouncing",
                Addressee.of(other),
                mailing_list,
                who=one.person.name or one.person.address,
                where=one.person.address,
                cause=one.kind,
                said=one.said,
                alone=alone,
            )
            for other in others
        ]

    # --- people ---

    async def _see_to(self, cases: Sequence[Case], now: float) -> bool:
        """Do for each what is due; True when anything was done."""
        steps = [(case, score.step(case, now)) for case in cases]
        done = [
            await _tried(self._do(step, case, now), case.trouble.person)
            for case, step in steps
            if step is not Step.WAIT
        ]
        return any(done)

    async def _do(self, step: Step, case: Case, now: float) -> None:
        person = case.trouble.person
        match step:
            case Step.CLEAR:
                why = "nothing comes back" if case.is_member else "no member any more"
                await self._store.write(troubles.clear, person, why, now)
            case Step.STOP:
                await self._store.write(troubles.stop, person, now)
            case Step.CLOSE:
                await self._store.write(troubles.close, person, now)
            case Step.PROBE:
                letter = await self._probe(case)
                await self._store.write(troubles.probe, person, letter, now)
            case Step.LIFT:
                why = "a sign of life" if case.trouble.heard else "a probe arrived"
                letter = await self._back(case)
                await self._store.write(troubles.clear, person, why, now, [letter])

    async def _probe(self, case: Case) -> Letter:
        """A letter that asks nothing; what comes to its own return path is a sign of life."""
        person, mailing_list = await self._store.read(_whose, case.trouble.person)
        return await self._mailroom.letter(
            "probe",
            Addressee.of(person),
            mailing_list,
            answer=Purpose.BOUNCES,
            stopped=case.stopped,
            cause=case.trouble.kind,
        )

    async def _back(self, case: Case) -> Letter:
        person, mailing_list = await self._store.read(_whose, case.trouble.person)
        stopped = case.stopped or 0.0
        return await self._mailroom.letter(
            "reached",
            Addressee.of(person),
            mailing_list,
            stopped=stopped,
            cause=case.trouble.kind,
            missed=await self._store.read(_missed, person.id, stopped, self._site),
        )

    # --- the monthly list ---

    async def _round_up(self, now: float) -> None:
        known = await self._store.read(tidings.rounds)
        for one in await self._store.read(lists.every):
            month = f"{local_day(now - MORNING, one.policy.timezone):%Y-%m}"
            if known.get(one.id) == month:
                continue
            # A list that nobody looked at before is told of at the beginning of the next month.
            await _tried(self._round(one, month, one.id in known, now), 0)

    async def _round(self, mailing_list: MailingList, month: str, tell: bool, now: float) -> None:
        letters = await self._to_moderators(mailing_list) if tell else []
        await self._store.write(tidings.rounded, mailing_list.id, month, letters, now)

    async def _to_moderators(self, mailing_list: MailingList) -> list[Letter]:
        lost = await self._store.read(tidings.lost, mailing_list.id, MOST)
        complained = await self._store.read(tidings.complaints, mailing_list.id, SHOWN)
        if not lost and not complained:
            return []
        readers = await self._store.read(members.responsible, mailing_list.id, self._site.admin)
        return [
            await self._mailroom.letter(
                "unreached",
                Addressee.of(one),
                mailing_list,
                countries=by_country(lost[:SHOWN]),
                more=max(0, len(lost) - SHOWN),
                complained=tuple(map(_unreached, complained)),
            )
            for one in readers
        ]


async def _tried(work: Awaitable[None], person: int) -> bool:
    """Was it done? What fails for one must not keep the others waiting."""
    try:
        await work
    except Exception:
        log.exception("a step of person %d failed, trying again later", person)
        return False
    return True


def by_country(lost: Sequence[Lost]) -> tuple[tuple[str, tuple[Unreached, ...]], ...]:
    """People by country, unknown ones last; in each the stopped first, then the longest."""

    def order(one: Lost) -> tuple[bool, str, bool, float]:
        country = one.person.country
        return (not country, country, one.person.stopped is None, one.since)

    return tuple(
        (country, tuple(map(_unreached, several)))
        for country, several in groupby(sorted(lost, key=order), lambda one: one.person.country)
    )


def _unreached(one: Lost) -> Unreached:
    person = one.person
    name = person.name or person.address.partition("@")[0]
    return Unreached(name, person.address, one.since, one.kind, person.stopped)


# --- queries: all that a decision needs, read at one moment ------------------------------------


def _weighed(db: Db, due: Sequence[Failure], crowd: dict[int, int]) -> Weighed:
    """What failures cost whom, but for those of an outage."""
    known = {row[0]: Outage(*row) for row in troubles.outages(db)}
    costly = [one for one in due if score.COST.get(one.kind)]
    spared, seen = outage.excused(costly, crowd, cache(partial(troubles.readers, db)), known)
    counting = [one for one in costly if one.id not in spared]
    people: dict[int, Trouble] = {}
    for one in counting:
        before = people.get(one.person) or troubles.of(db, one.person)
        people[one.person] = score.counted(before, one)
    costs = {one.id: 0 for one in due} | {one.id: score.COST[one.kind] for one in counting}
    return Weighed(costs, tuple(people.values()), tuple(map(astuple, seen)))


def _others(db: Db, list_id: int, person_id: int, admin: str) -> tuple[Sequence[Person], bool]:
    """Who else moderates a list; the site's admin and True where nobody does."""
    others = [one for one in members.moderators(db, list_id) if one.id != person_id]
    if others:
        return others, False
    found = members.person_by_address(db, admin) if admin else None
    return [found] if found and found.id != person_id else [], True


def _whose(db: Db, person_id: int) -> tuple[Person, MailingList | None]:
    """A person, and the list that a letter to her comes from: hers, or the site where several."""
    person = members.person(db, person_id)
    if person is None:
        raise LookupError(f"person {person_id} is gone")
    hers = members.memberships(db, person_id)
    return person, lists.by_id(db, hers[0].list_id) if len(hers) == 1 else None


def _missed(db: Db, person_id: int, since: float, site: Site) -> tuple[Missed, ...]:
    rows = troubles.missed(db, person_id, since, NEWEST)
    counts = troubles.missed_counts(db, person_id, since)
    known = {one.id: one for one in lists.every(db)}
    found = (
        (
            row["list"],
            headlines.headline(row["number"], row["topic"], row["author"], row["address"]),
        )
        for row in rows
    )
    return headlines.missed(found, counts, known, site)
