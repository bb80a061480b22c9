"""The herald: tells moderators what waits for them, and authors what became of their post.

Owns the mark that says that a held or refused post's people were told. The mark and the letters
are one transaction: a crash before it means that the letters are written again, after it that
they are on their way. A list without moderators is the site admin's.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Member, Person, Post, Purpose, Site
from listserv.moderation import coalesce
from listserv.press.kinds import Waiting, Writer
from listserv.store import held, lists, members, shelf
from listserv.store.base import Db, Store
from listserv.store.held import Untold

BATCH = 400
NOTICE_CHARACTERS = 100_000  # of a post's text in a notice: its letter must arrive
QUEUE_CHARACTERS = 10_000  # of each post's text in a queue mail


@dataclass(frozen=True, slots=True)
class Readers:
    """A list, who reads its notices, and how many letters each had in the window that ends now."""

    list: MailingList
    moderators: Sequence[Person]
    notices: int
    queues: int


class Herald:
    """Gather: what nobody was told of, and its readers. Decide: coalesce.plan. Apply: the letters
    and the mark, in one transaction."""

    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock

    async def step(self) -> bool:
        told = await self._refused()
        by_list: defaultdict[int, list[Untold]] = defaultdict(list)
        for post in await self._store.read(held.untold, BATCH):
            by_list[post.list_id].append(post)
        for list_id, posts in by_list.items():
            told += await self._held(list_id, posts)
        return told > 0

    async def _held(self, list_id: int, posts: Sequence[Untold]) -> int:
        """Tell of one list's held posts; returns of how many."""
        now = self._clock.now()
        readers = await self._store.read(_gather, list_id, self._site.admin, now)
        plan = coalesce.plan(
            [now - post.received for post in posts], readers.notices, readers.queues
        )
        numbers = [post.number for post in posts[: plan.told]]
        if numbers:
            told = await self._store.read(held.these, numbers)
            letters = await self._letters(readers, told, plan)
            await self._store.write(held.noticed, numbers, letters, now)
        return len(numbers)

    async def _refused(self) -> int:
        """Tell the authors of what the desk itself refused; returns of how many posts."""
        posts = await self._store.read(held.refused_untold, BATCH)
        for post in posts:
            mailing_list = await self._store.read(lists.by_id, post.list_id)
            letters = []
            if mailing_list is not None:
                letters = await self._to_author(_refusal(post), mailing_list, post)
            await self._store.write(held.noticed, [post.number], letters, self._clock.now())
        return len(posts)

    # --- letters ---

    async def _letters(
        self, readers: Readers, posts: Sequence[Post], plan: coalesce.Plan
    ) -> list[Letter]:
        """All letters about held posts: to each moderator, and to their authors."""
        waiting = await self._store.read(_waiting, posts, self._clock.now())
        letters = []
        for moderator in readers.moderators:
            letters += await self._to_moderator(moderator, readers.list, waiting, plan)
        # All at once: each counts against its author's day, and the counts share their commits.
        to_authors = (self._to_author("held", readers.list, post) for post in posts)
        for letter in await asyncio.gather(*to_authors):
            letters += letter
        return letters

    async def _to_moderator(
        self,
        moderator: Person,
        mailing_list: MailingList,
        waiting: Sequence[Waiting],
        plan: coalesce.Plan,
    ) -> list[Letter]:
        """Notices for the first posts, queue mails for the others, as planned."""
        items = iter(waiting)
        letters = []
        for whole in islice(items, plan.singles):
            item = _cut(whole, NOTICE_CHARACTERS)
            facts = {"post": item.post, "writer": item.writer, "thread": item.thread}
            letters.append(await self._ask("notice", moderator, mailing_list, [item], facts))
        for size in plan.pages:
            page = tuple(_cut(item, QUEUE_CHARACTERS) for item in islice(items, size))
            facts = {"waiting": page}
            letters.append(await self._ask("queue", moderator, mailing_list, page, facts))
        return letters

    async def _ask(
        self,
        kind: str,
        moderator: Person,
        mailing_list: MailingList,
        items: Sequence[Waiting],
        facts: dict[str, Any],
    ) -> Letter:
        return await self._mailroom.letter(
            kind,
            Addressee.of(moderator),
            mailing_list,
            answer=Purpose.MODERATE,
            shown=tuple((item.post.number, item.post.version) for item in items),
            **facts,
        )

    async def _to_author(self, kind: str, mailing_list: MailingList, post: Post) -> list[Letter]:
        """The author's letter, where we may write to her."""
        to = await self._mailroom.author_of(kind, post, mailing_list)
        if to is None:
            return []
        facts: dict[str, Any] = {"topic": post.topic}
        match kind:
            case "held":
                facts |= {"number": post.number}
            case "too-large":
                facts |= {"size": post.size, "limit": mailing_list.policy.max_size}
            case "refused":
                reason = post.reasons[0] if post.reasons else ""
                facts |= {"reason": reason, "text": to.own(post.text)}
        letter = await self._mailroom.letter(
            kind, to, mailing_list, in_reply_to=post.message_id, automatic="auto-replied", **facts
        )
        return [letter]


def _refusal(post: Post) -> str:
    """The letter for a post that the desk refused."""
    return "too-large" if "too-large" in post.reasons else "refused"


def _gather(db: Db, list_id: int, admin: str, now: float) -> Readers:
    mailing_list = lists.by_id(db, list_id)
    if mailing_list is None:
        raise LookupError(f"list {list_id} is gone")
    moderators = members.responsible(db, list_id, admin)
    since = now - coalesce.WINDOW_SECONDS
    notices, queues = (
        held.letters_since(db, list_id, kind, since) // max(1, len(moderators))
        for kind in ("notice", "queue")
    )
    return Readers(mailing_list, moderators, notices, queues)


def _waiting(db: Db, posts: Sequence[Post], now: float) -> list[Waiting]:
    """What a notice says of each post besides the post itself."""
    return [
        Waiting(
            post,
            _writer(members.member(db, post.list_id, post.person_id)),
            shelf.thread_topic(db, post, now),
        )
        for post in posts
    ]


def _cut(item: Waiting, characters: int) -> Waiting:
    """What waits, with no more of its text than a letter can carry; its size is said in words."""
    post = item.post
    if len(post.text) <= characters:
        return item
    return replace(item, post=replace(post, text=f"{post.text[:characters]} […]"))


def _writer(member: Member | None) -> Writer:
    if member is None:
        return Writer(is_member=False)
    return Writer(is_member=True, since=member.joined, posts=member.posts)
