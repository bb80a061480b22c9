"""The herald: tells moderators what waits for them, and authors what became of their post.

Owns the marks that say who was told of a held or refused post, and when. A mark and its letters
are one transaction: a crash before it means that the letters are written again, after it that
they are on their way. A list without moderators is the site admin's. One list or letter that fails
holds up no other, and is tried again.

Gather: what waits on a list, who reads it. Decide: coalesce, rota, timetable. Apply: one verb of
the store for each kind of telling.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import PASSED_ON, Letter, MailingList, Person, Post, Reader, Site, Wait
from listserv.moderation import coalesce, rota, timetable
from listserv.moderation.coalesce import Plan
from listserv.moderation.herald_letters import HeraldLetters, Told, gather
from listserv.moderation.passed import Passed
from listserv.moderation.timetable import Step
from listserv.press.days import local_day
from listserv.store import held, lists, members, readers, redactions
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError

log = logging.getLogger("listserv.herald")

BATCH = 400


@dataclass(frozen=True, slots=True)
class Scene:
    """A list at one instant: what waits on it, and who reads that."""

    list: MailingList
    waits: Sequence[Wait]
    readers: Sequence[Reader]
    rota: rota.Rota
    now: float

    def on_duty(self, at: float) -> Sequence[Reader]:
        """Who is on duty on the day of an instant; who is away is told by now."""
        day = local_day(at, self.list.policy.timezone)
        return rota.on_duty(self.rota, day, self.readers, self.now)


class Herald:
    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._letters = HeraldLetters(store, mailroom)
        self._passed = Passed(store, mailroom)
        self._site = site
        self._clock = clock
        self._book = 0  # the last line of the book of decisions before we looked

    async def step(self) -> bool:
        told = 0
        self._book = await self._store.read(redactions.last)
        for post in await self._store.read(held.refused_untold, BATCH):
            told += await _guarded(f"author of post {post.number}", self._refused(post))
        for post in await self._store.read(held.failed_untold, BATCH):
            told += await _guarded(f"failure of post {post.number}", self._failed(post))
        for number in await self._unanswered():
            told += await _guarded(f"post {number}", self._come_back(number))
        for list_id, person_id in await self._store.read(held.asked_for):
            told += await _guarded(f"queue of list {list_id}", self._asked_for(list_id, person_id))
        for list_id in await self._store.read(held.lists):
            told += await _guarded(f"list {list_id}", self._list(list_id))
        return told > 0

    async def _list(self, list_id: int) -> int:
        """Write what is due about one list; returns of how many posts."""
        scene = await self._store.read(_gather, list_id, self._site.admin, self._clock.now())
        if not scene.waits:  # their authors are asked
            return 0
        if scene.list.retired is not None:  # nobody can answer any more
            return sum([await self._give_back(scene, one.number) for one in scene.waits[:BATCH]])
        told = await self._authors(scene)
        told += await self._at_once(scene)
        told += await self._hours(scene)
        return told + await self._steps(scene)

    async def _write(self, verb: Callable[..., object], *args: object) -> None:
        """Write a mark with its letters, unless words were taken out since we looked."""
        await self._store.write(redactions.unless_since, self._book, verb, *args)

    # --- moderators -----------------------------------------------------------------------------

    async def _at_once(self, scene: Scene) -> int:
        """Notices to those who want one for each post, queue mails where there are many."""
        fresh = [one for one in scene.waits if one.noticed is None]
        if not fresh:
            return 0
        posts = [one for one in fresh if not one.spam][:BATCH]
        spam = [one for one in fresh if one.spam]
        if not scene.readers:
            await self._write(held.noticed, _numbers(fresh), (), scene.now)
            return len(fresh)
        policy = scene.list.policy
        here = [one for one in scene.on_duty(scene.now) if not timetable.hours_of(one, policy)]
        if not here:
            return 0
        waited, waited_spam = ([scene.now - one.since for one in some] for some in (posts, spam))
        notices, queues, lately = await self._store.read(_lately, scene, here)
        plan = coalesce.plan(waited, notices, queues, waited_spam, lately)
        chosen = posts[: plan.told], spam[: plan.spam]
        return await self._tell(scene, here, *chosen, plan)

    async def _hours(self, scene: Scene) -> int:
        """Queue mails to those who read at chosen hours and were on duty at the last one."""
        told = 0
        policy = scene.list.policy
        for reader in scene.readers:
            hours = timetable.hours_of(reader, policy)
            hour = timetable.last_hour(hours, policy.timezone, scene.now)
            if hour is None or reader not in scene.on_duty(hour):
                continue
            since = min(one.received for one in scene.waits)
            shown = await self._store.read(readers.shown, scene.list.id, reader.person.id, since)
            due = timetable.to_show(scene.waits, shown, reader, hour, policy, scene.now)
            posts = [one for one in due if not one.spam][:BATCH]
            spam = [one for one in due if one.spam]
            plan = coalesce.in_pages(len(posts), len(spam))
            told += await self._tell(scene, [reader], posts, spam[: plan.spam], plan)
        return told

    async def _tell(
        self,
        scene: Scene,
        to: Sequence[Reader],
        posts: Sequence[Wait],
        spam: Sequence[Wait],
        plan: Plan,
    ) -> int:
        """Write to these readers of these posts, and mark both; returns how many were told of."""
        numbers = _numbers((*posts, *spam))
        if not numbers:
            return 0
        told = await self._store.read(_told, scene, posts, spam)
        letters: list[Letter] = []
        for reader in to:
            letters += await self._letters.write("queue", scene.list, reader, told, plan, scene.now)
        await self._write(held.noticed, numbers, letters, scene.now)
        return len(numbers)

    async def _asked_for(self, list_id: int, person_id: int) -> int:
        """One mail of all that waits, to whoever asked for it; returns how many she is shown."""
        now = self._clock.now()
        scene = await self._store.read(_gather, list_id, self._site.admin, now)
        posts = [one for one in scene.waits if not one.spam][:BATCH]
        spam = [one for one in scene.waits if one.spam]
        plan = coalesce.in_pages(len(posts), len(spam))
        shown = await self._store.read(_told, scene, posts, spam[: plan.spam])
        letters: list[Letter] = []
        for reader in scene.readers:
            if reader.person.id == person_id and scene.waits:
                is_on_duty = reader in scene.on_duty(now)
                letters += await self._letters.write(
                    "queue", scene.list, reader, shown, plan, now, is_on_duty=is_on_duty
                )
        await self._write(held.queue_sent, list_id, person_id, letters, now)
        return len(scene.waits)

    # --- what nobody decides --------------------------------------------------------------------

    async def _steps(self, scene: Scene) -> int:
        """Remind, escalate, give back: each once for a post."""
        policy, now = scene.list.policy, scene.now
        due = {one.number: timetable.step(one, policy, now) for one in scene.waits}
        told = 0
        for following in (Step.REMIND, Step.ESCALATE):
            if following in due.values():
                posts = [
                    one
                    for one in scene.waits
                    if due[one.number] is following
                    or timetable.goes_along(one, following, policy, now)
                ]
                told += await self._press(scene, posts[:BATCH], following)
        for number, following_ in due.items():
            if following_ is Step.GIVE_BACK:
                told += await self._give_back(scene, number)
        return told

    async def _press(self, scene: Scene, posts: Sequence[Wait], following: Step) -> int:
        """One letter of all these to those on duty, or to everybody."""
        on_duty = scene.on_duty(scene.now)
        kind, to = "reminder", on_duty
        if following is Step.ESCALATE:
            kind, to = "escalated", await self._store.read(_everybody, scene, self._site.admin)
        numbers = _numbers(posts)
        told = await self._store.read(_told, scene, posts, ())
        plan = coalesce.in_pages(len(posts), 0)
        letters: list[Letter] = []
        for reader in to:
            letters += await self._letters.write(
                kind, scene.list, reader, told, plan, scene.now, is_on_duty=reader in on_duty
            )
        await self._write(held.stepped, numbers, int(following), letters, scene.now)
        return len(numbers)

    async def _give_back(self, scene: Scene, number: int) -> int:
        """To its author with its text, where we may write to her; spam and the others' are kept,
        and who passed one on is told.

        Where her letters of the day are spent it waits for tomorrow.
        """
        for post in await self._store.read(held.these, [number]):
            to = await self._mailroom.known_author(post, scene.list)
            passed = PASSED_ON in post.reasons
            is_hers = to is not None and not passed and "marked-spam" not in post.reasons
            letter = await self._passed.not_published(post, scene.list) if passed else None
            if is_hers:
                letter = await self._mailroom.to_author(
                    "given-back", post, scene.list, number=number
                )
                if letter is None:
                    return 0
            reason = "gave-back" if is_hers else "expired"
            await self._write(held.give_back, number, reason, _those([letter]), scene.now)
        return 1

    async def _unanswered(self) -> Sequence[int]:
        """Posts whose author was asked and has not answered."""
        now = self._clock.now()
        return await self._store.read(
            held.unanswered, now - timetable.AUTHOR_SECONDS, now - timetable.PRIVATE_SECONDS
        )

    async def _come_back(self, number: int) -> int:
        """A post waits for its moderators again."""
        await self._store.write(held.come_back, number, self._clock.now())
        return 1

    # --- authors --------------------------------------------------------------------------------

    async def _authors(self, scene: Scene) -> int:
        """Tell the authors whose post has waited for long enough that it does."""
        policy = scene.list.policy
        due = [one for one in scene.waits if timetable.author_due(one, policy, scene.now)][:BATCH]
        if not due:
            return 0
        posts = await self._store.read(held.these, _numbers(due))
        # All at once: each counts against its author's day, and the counts share their commits.
        letters = await asyncio.gather(
            *(
                self._mailroom.to_author("held", post, scene.list, number=post.number)
                for post in posts
            )
        )
        await self._write(held.author_told, _numbers(due), _those(letters), scene.now)
        return len(due)

    async def _refused(self, post: Post) -> int:
        """Tell the author of what the desk itself refused."""
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        letter = None
        if mailing_list is not None and "banned" not in post.reasons:
            reason = post.reasons[0] if post.reasons else ""
            letter = await self._mailroom.to_author(
                "refused", post, mailing_list, reason=reason, left=0
            )
        await self._write(held.noticed, [post.number], _those([letter]), self._clock.now())
        return 1

    async def _failed(self, post: Post) -> int:
        """Tell the moderators and the site's admin at once that an error holds a post up."""
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        to = await self._store.read(_told_of_failures, post.list_id, self._site.admin)
        letters = [
            await self._mailroom.letter(
                "failed",
                Addressee.of(person),
                mailing_list,
                topic=post.topic or post.subject,
                author=post.who,
                number=post.number,
            )
            for person in to
        ]
        await self._write(held.noticed, [post.number], letters, self._clock.now())
        return 1


async def _guarded(what: str, telling: Awaitable[int]) -> int:
    """What a telling returns; 0 where it fails, to be tried again with the next look. Where words
    were taken out of what it tells, that is at once."""
    try:
        return await telling
    except LookAgainError:
        return 1
    except Exception:
        log.exception("%s: could not be told, trying again", what)
        return 0


def _those(letters: Sequence[Letter | None]) -> list[Letter]:
    """Those that may be written."""
    return [letter for letter in letters if letter is not None]


def _numbers(posts: Sequence[Wait]) -> list[int]:
    return [one.number for one in posts]


def _gather(db: Db, list_id: int, admin: str, now: float) -> Scene:
    mailing_list = lists.by_id(db, list_id)
    if mailing_list is None:
        raise LookupError(f"list {list_id} is gone")
    return Scene(
        mailing_list,
        held.waits(db, list_id),
        readers.of_list(db, list_id, admin),
        rota.read(mailing_list.policy.rota),
        now,
    )


def _told(db: Db, scene: Scene, posts: Sequence[Wait], spam: Sequence[Wait]) -> Told:
    """What is said of each of these that is held still."""
    return Told(
        *(
            gather(db, scene.list, held.these(db, _numbers(some)), scene.now)
            for some in (posts, spam)
        )
    )


def _lately(db: Db, scene: Scene, here: Sequence[Reader]) -> tuple[int, int, int]:
    """How many notices and queue mails anybody of these got in the window that ends now, and how
    many queue mails in the time that spam waits for one."""

    def most(kind: str, seconds: float) -> int:
        ids, since = [one.person.id for one in here], scene.now - seconds
        return max(readers.letters_since(db, scene.list.id, one, kind, since) for one in ids)

    return (
        most("notice", coalesce.WINDOW_SECONDS),
        most("queue", coalesce.WINDOW_SECONDS),
        most("queue", coalesce.SPAM_SECONDS),
    )


def _everybody(db: Db, scene: Scene, admin: str) -> list[Reader]:
    """All who read what waits on a list, and the site's admin."""
    known = [reader.person for reader in scene.readers]
    return [*scene.readers, *map(Reader, _admin_beside(db, known, admin))]


def _told_of_failures(db: Db, list_id: int, admin: str) -> list[Person]:
    """The moderators of a list, and the site's admin, who alone can look into the error."""
    found = members.responsible(db, list_id, admin)
    return [*found, *_admin_beside(db, found, admin)]


def _admin_beside(db: Db, people: Sequence[Person], admin: str) -> list[Person]:
    """The site's admin, unless among these people."""
    one = members.person_by_address(db, admin)
    return [one] if one and one.id not in {person.id for person in people} else []
