"""The keeper of troubles: looks after everybody whose mail comes back.

Owns the order of the steps: what peers said is judged, moderators who are not reached are told of,
failures that are a day old are weighed, people are asked, stopped and written to again, and once a
month their moderators get a list (roundup.py). Each step is one transaction with its letters; when
it is due stands in the database, so a crash costs nothing but the time until the next look. A step
of one person that fails leaves her as she is until then, and the others have their turn; where the
judging or weighing of all fails, it and what follows it are tried again at the next wake-up.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import astuple
from functools import cache, partial

from listserv.bounces import headlines, outage, score
from listserv.bounces.classify import NO_FAILURE
from listserv.bounces.judge import refused
from listserv.bounces.outage import OURS, Outage
from listserv.bounces.roundup import Roundup
from listserv.bounces.score import Step
from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import (
    Case,
    Letter,
    MailingList,
    Person,
    Purpose,
    Site,
    Trouble,
)
from listserv.press.kinds import Missed
from listserv.store import lists, members, redactions, tidings, troubles
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError
from listserv.store.tidings import Unheard
from listserv.store.troubles import Weighed
from listserv.text.dates import DAY

log = logging.getLogger("listserv.keeper")

LOOK_SECONDS = 600.0  # between two looks at everybody
BATCH = 50  # answers that are read in one step of the loop
NEWEST = 500  # headlines that are looked at


class Keeper:
    """Gather: failures, cases, lists. Decide: judge, outage, score. Apply: `store.troubles`,
    `store.tidings`."""

    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock
        self._roundup = Roundup(store, mailroom, site)
        self._next = 0.0  # look at everybody

    async def step(self) -> bool:
        now = self._clock.now()
        done = await self._judge()
        done |= await self._tell(now)
        quiet = now - score.QUIET
        done |= await self._see_to(await self._store.read(troubles.cases, quiet, True), now)
        # A clock that ran ahead and was set right must not keep everybody waiting until then.
        if not 0 < self._next - now <= LOOK_SECONDS:
            await self._weigh(now)
            await self._see_to(await self._store.read(troubles.cases, quiet), now)
            await self._roundup.step(now)
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
        weighed = await self._store.read(_weighed, now - DAY)
        if weighed is None:
            return
        await self._store.write(troubles.weigh, weighed, now)
        for domain, since, _ in weighed.outages:
            days = int((now - since) // DAY)
            if domain == OURS:
                log.error("most mail comes back from everywhere, for %d days; an outage here", days)
            else:
                log.warning("%s: most mail comes back, for %d days; an outage", domain, days)

    # --- moderators who are not reached ---

    async def _tell(self, now: float) -> bool:
        found = await self._store.read(tidings.unheard, NO_FAILURE, now)
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
                book = await self._store.read(redactions.last)
                letters = [await self._back(case)]
                await self._store.write(
                    redactions.unless_since, book, troubles.clear, person, why, now, letters
                )

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


async def _tried(work: Awaitable[None], person: int) -> bool:
    """Was it done? What fails for one must not keep the others waiting."""
    try:
        await work
    except LookAgainError:
        return True
    except Exception:
        log.exception("a step of person %d failed, trying again later", person)
        return False
    return True


# --- queries: all that a decision needs, read at one moment ------------------------------------


def _weighed(db: Db, until: float) -> Weighed | None:
    """What the failures up to then cost whom, but for those of an outage; None where there is none.

    What failed beside them, a day before and after, tells an outage.
    """
    due = troubles.unweighed(db, until)
    if not due:
        return None
    beside = troubles.between(db, due[0].at - DAY, due[-1].at + DAY)
    beside = [one for one in beside if score.COST.get(one.kind)]
    crowd, spread = outage.crowds(beside), outage.spreads(beside)
    known = {row[0]: Outage(*row) for row in troubles.outages(db)}
    costly = [one for one in due if score.COST.get(one.kind)]
    theirs, seen = outage.excused(costly, crowd, cache(partial(troubles.readers, db)), known)
    ours, here = outage.excused_by_us(costly, spread, cache(partial(troubles.domains, db)), known)
    spared = theirs | ours
    counting = [one for one in costly if one.id not in spared]
    people: dict[int, Trouble] = {}
    for one in counting:
        before = people.get(one.person) or troubles.of(db, one.person)
        people[one.person] = score.counted(before, one)
    costs = {one.id: 0 for one in due} | {one.id: score.COST[one.kind] for one in counting}
    return Weighed(costs, tuple(people.values()), tuple(map(astuple, seen + here)))


def _others(db: Db, list_id: int, person_id: int, admin: str) -> tuple[Sequence[Person], bool]:
    """Who else moderates a list; the site's admin and True where nobody does."""
    others = members.responsible(db, list_id, admin, but=person_id)
    return others, not any(members.is_moderator(db, list_id, one.id) for one in others)


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
