"""The registrar: tells facilitators who wants to join their list, until somebody has decided.

Owns the marks that say who was told of a request, and when. A mark and its letters are one
transaction: a crash before it means that the letters are written again, after it that they are on
their way. A list without facilitators is the site admin's. One list that fails holds up no other,
and is tried again. What facilitators answer is read by admitting.py.

Gather: open requests, who reads them. Decide: admissions, rota. Apply: `applicants.told`,
`applicants.reminded`, `applicants.give_up`, `applicants.shown`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

from listserv.clock import Clock
from listserv.languages.namesakes import Called
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Applicant, Letter, MailingList, Purpose, Reader, Site, Standing
from listserv.moderation import admissions, rota
from listserv.moderation.admissions import Lately
from listserv.moderation.coalesce import WINDOW_SECONDS
from listserv.press import kinds
from listserv.press.days import local_day
from listserv.store import applicants, lists, members, memberships, readers, standings
from listserv.store.base import Db, Store
from listserv.text.layout import clip

log = logging.getLogger("listserv.registrar")

KIND = "applicant"
HOUR = 3600.0
_ALONE, _AMONG = 1_500, 300  # columns of her words that are shown


@dataclass(frozen=True, slots=True)
class Scene:
    """A list at one instant: who wants to join it, and who reads that."""

    list: MailingList
    people: Sequence[Applicant]
    readers: Sequence[Reader]
    on_duty: Sequence[Reader]
    lately: Lately
    now: float


class Registrar:
    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock

    async def step(self) -> bool:
        done = False
        for list_id, person_id in await self._store.read(applicants.asked_for):
            done |= await _guarded(list_id, self._asked_for(list_id, person_id))
        for list_id in await self._store.read(applicants.lists):
            done |= await _guarded(list_id, self._list(list_id))
        return done

    async def _list(self, list_id: int) -> bool:
        scene = await self._scene(list_id)
        if scene.list.retired is not None:  # nobody can decide any more
            for one in scene.people[: admissions.PAGE]:
                await self._give_up(scene, one)
            return bool(scene.people)
        due = admissions.due(scene.people, scene.list.policy, scene.now, scene.lately)
        for one in due.give_up:
            await self._give_up(scene, one)
        tell = [one for one in due.tell if one not in due.give_up][: admissions.PAGE]
        remind = [one for one in due.remind if one not in due.give_up][: admissions.PAGE]
        if tell:
            letters = await self._letters(scene, tell, scene.on_duty)
            await self._store.write(applicants.told, _ids(tell), letters, scene.now)
        if remind:
            letters = await self._letters(scene, remind, scene.readers, again=True)
            await self._store.write(applicants.reminded, _ids(remind), letters, scene.now)
        return bool(tell or remind or due.give_up)

    async def _asked_for(self, list_id: int, person_id: int) -> bool:
        """All who wait, to whoever asked for it."""
        scene = await self._scene(list_id)
        to = [one for one in scene.readers if one.person.id == person_id]
        letters: list[Letter] = []
        for first in range(0, len(scene.people), admissions.PAGE):
            page = scene.people[first : first + admissions.PAGE]
            letters += await self._letters(scene, page, to)
        await self._store.write(applicants.shown, list_id, person_id, letters, scene.now)
        return True

    async def _letters(
        self,
        scene: Scene,
        people: Sequence[Applicant],
        to: Sequence[Reader],
        *,
        again: bool = False,
    ) -> list[Letter]:
        shown = await self._store.read(_shown, scene.list, people)
        asked = admissions.asked_of(_ids(people))
        return [
            replace(
                await self._mailroom.letter(
                    KIND,
                    Addressee.of(reader.person),
                    scene.list,
                    answer=Purpose.MODERATE,
                    people=shown,
                    again=again,
                ),
                asked=asked,
            )
            for reader in to
        ]

    async def _give_up(self, scene: Scene, one: Applicant) -> None:
        to = await self._store.read(whom, one)
        letter = await self._mailroom.letter(
            "not-decided", to, scene.list, asked=one.state == "asked"
        )
        await self._store.write(applicants.give_up, one.id, [letter], scene.now)

    async def _scene(self, list_id: int) -> Scene:
        return await self._store.read(_gather, list_id, self._site.admin, self._clock.now())


async def _guarded(list_id: int, telling: Awaitable[bool]) -> bool:
    """False where it fails, to be tried again with the next look."""
    try:
        return await telling
    except Exception:
        log.exception("list %d: who wants to join it could not be told, trying again", list_id)
        return False


def whom(db: Db, one: Applicant) -> Addressee:
    """The one who asks to join, at the address that she has proven."""
    person = members.person_by_address(db, one.address)
    if person is None:
        return Addressee(0, one.address, one.name, one.language, proven=True)
    return Addressee(person.id, one.address, person.name, person.language, proven=True)


def _ids(people: Sequence[Applicant]) -> list[int]:
    return [one.id for one in people]


# --- queries: all that a decision needs, read at one moment ------------------------------------


def _gather(db: Db, list_id: int, admin: str, now: float) -> Scene:
    found = lists.by_id(db, list_id)
    if found is None:
        raise LookupError(f"list {list_id} is gone")
    every = readers.of_list(db, list_id, admin)
    day = local_day(now, found.policy.timezone)
    on_duty = rota.on_duty(rota.read(found.policy.rota), day, every, now)

    def letters(seconds: float) -> int:
        """The most that one of them got in that time."""
        ids, since = [one.person.id for one in every], now - seconds
        got = (readers.letters_since(db, list_id, one, KIND, since) for one in ids)
        return max(got, default=0)

    lately = Lately(letters(WINDOW_SECONDS), letters(admissions.PAUSE_SECONDS), letters(HOUR))
    return Scene(found, applicants.of_list(db, list_id), every, on_duty, lately, now)


def _shown(
    db: Db, mailing_list: MailingList, people: Sequence[Applicant]
) -> tuple[kinds.Applicant, ...]:
    columns = _ALONE if len(people) == 1 else _AMONG
    return tuple(_one(db, mailing_list, one, columns) for one in people)


def _one(db: Db, mailing_list: MailingList, one: Applicant, columns: int) -> kinds.Applicant:
    called = applicants.called_like(db, mailing_list.id, one.name) if one.name else []
    namesake = members.person(db, Called(called).first(one.name))
    person = members.person_by_address(db, one.address)
    asker = members.person(db, one.asked_by) if one.asked_by else None
    standing = standings.standing(db, mailing_list.id, person.id) if person else ""
    former = memberships.former(db, mailing_list.id, person.id) if person else None
    return kinds.Applicant(
        one.who,
        one.address,
        one.country,
        one.languages,
        clip(one.said, columns),
        namesake=namesake.address if namesake else "",
        moderates=namesake is not None and members.is_moderator(db, mailing_list.id, namesake.id),
        refused=applicants.refused_before(db, mailing_list.id, one.address),
        banned=standing == Standing.BANNED,
        question=clip(one.question, columns),
        asked_by=(asker.name or asker.address) if asker else "",
        answer=clip(one.answer, columns),
        **(former._asdict() if former else {}),
    )
