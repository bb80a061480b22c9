"""The herald: tells moderators what waits for them, and authors what became of their post.

Owns the mark that says that a held or refused post's people were told. The mark and the letters
are one transaction: a crash before it means that the letters are written again, after it that
they are on their way. A list without moderators is the site admin's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Member, Person, Post, Purpose, Site, State
from listserv.moderation import coalesce
from listserv.press.kinds import Waiting, Writer
from listserv.store import held, lists, members, shelf
from listserv.store.base import Db, Store

BATCH = 400


class Herald:
    def __init__(self, store: Store, mailroom: Mailroom, site: Site, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._site = site
        self._clock = clock

    async def step(self) -> bool:
        told = await self._refused()
        by_list: defaultdict[int, list[Post]] = defaultdict(list)
        for post in await self._store.read(held.unnoticed, BATCH):
            by_list[post.list_id].append(post)
        for list_id, posts in by_list.items():
            told += await self._tell(list_id, posts)
        return told > 0

    async def _tell(self, list_id: int, posts: Sequence[Post]) -> int:
        """Tell one list's moderators and the posts' authors; returns how many posts were told."""
        now = self._clock.now()
        since = now - coalesce.WINDOW_SECONDS
        mailing_list, readers = await self._store.read(_list_and_readers, list_id, self._site)
        notices = await self._store.read(held.letters_since, list_id, "notice", since)
        queues = await self._store.read(held.letters_since, list_id, "queue", since)
        share = max(1, len(readers))
        waited = [now - post.received for post in posts]
        plan = coalesce.plan(waited, notices // share, queues // share)
        told = list(posts[: plan.told])
        letters = [
            letter
            for reader in readers
            for letter in await self._to(reader, mailing_list, told, plan)
        ]
        for post in told:
            letters += await self._to_author("held", mailing_list, post)
        if told:
            numbers = [post.number for post in told]
            await self._store.write(held.noticed, numbers, letters, now)
        return len(told)

    async def _to(
        self,
        reader: Person,
        mailing_list: MailingList,
        posts: Sequence[Post],
        plan: coalesce.Plan,
    ) -> list[Letter]:
        """All letters of a plan for one moderator."""
        waiting = await self._store.read(_waiting, posts)
        to = Addressee.of(reader)
        letters = []
        for item in waiting[: plan.singles]:
            letters.append(
                await self._mailroom.letter(
                    "notice",
                    to,
                    mailing_list,
                    answer=Purpose.MODERATE,
                    shown=((item.post.number, item.post.version),),
                    post=item.post,
                    writer=item.writer,
                    thread=item.thread,
                )
            )
        start = plan.singles
        for size in plan.pages:
            page = waiting[start : start + size]
            start += size
            letters.append(
                await self._mailroom.letter(
                    "queue",
                    to,
                    mailing_list,
                    answer=Purpose.MODERATE,
                    shown=tuple((item.post.number, item.post.version) for item in page),
                    waiting=tuple(page),
                    reminder=False,
                )
            )
        return letters

    async def _refused(self) -> int:
        """Tell authors of what the desk itself refused."""
        posts = await self._store.read(held.refused_untold, BATCH)
        for post in posts:
            mailing_list = await self._store.read(lists.by_id, post.list_id)
            letters = await self._to_author("refused", mailing_list, post) if mailing_list else []
            await self._store.write(held.noticed, [post.number], letters, self._clock.now())
        return len(posts)

    async def _to_author(self, kind: str, mailing_list: MailingList, post: Post) -> list[Letter]:
        """The author's letter: only to a proven address, within its day's budget."""
        if not post.proof:
            return []
        person = await self._store.read(members.person, post.person_id)
        language = person.language if person else post.language or mailing_list.policy.language
        to = Addressee(post.person_id, post.address, post.author, language)
        if not await self._mailroom.may_write(to):
            return []
        values: dict[str, Any] = {"topic": post.topic}
        if kind == "held":
            values |= {"number": post.number}
        elif "too-large" in post.reasons:
            kind = "too-large"
            values |= {"size": post.size, "limit": mailing_list.policy.max_size}
        else:
            values |= {"reason": post.reasons[0] if post.reasons else "", "text": post.text}
        letter = await self._mailroom.letter(
            kind,
            to,
            mailing_list,
            in_reply_to=post.message_id,
            automatic="auto-replied",
            **values,
        )
        return [letter]


def _list_and_readers(db: Db, list_id: int, site: Site) -> tuple[MailingList, list[Person]]:
    """A list and who reads its notices: its moderators, else the site's admin."""
    mailing_list = lists.by_id(db, list_id)
    if mailing_list is None:
        raise LookupError(f"list {list_id} is gone")
    readers = members.moderators(db, list_id)
    if not readers and site.admin:
        admin = members.person_by_address(db, site.admin)
        readers = [admin] if admin else []
    return mailing_list, readers


def _waiting(db: Db, posts: Sequence[Post]) -> list[Waiting]:
    """What a notice says of each post besides the post itself."""
    return [
        Waiting(
            post,
            _writer(members.member(db, post.list_id, post.person_id)),
            shelf.thread_topic(db, post),
        )
        for post in posts
        if post.state is State.HELD
    ]


def _writer(member: Member | None) -> Writer:
    if member is None:
        return Writer(is_member=False)
    return Writer(is_member=True, since=member.joined, posts=member.posts)
