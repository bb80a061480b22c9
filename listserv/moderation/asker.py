"""The asker: asks the author of a private-looking post whom it is for.

Owns the step between a verdict that finds a post private and the author's answer: the letter that
asks, and the mark that it was written, in one transaction. A post whose author we may not write to
waits for the moderators like any other. What comes of an answer is in commands/authors.py; what
comes of none is the herald's.
"""

from __future__ import annotations

from listserv.clock import Clock
from listserv.languages.greeted import greeted
from listserv.mailroom import Mailroom
from listserv.model import Letter, Post
from listserv.store import authored, held, lists, redactions
from listserv.store.base import Store
from listserv.store.redactions import LookAgainError

BATCH = 50


class Asker:
    """Gather: posts whose author is to be asked. Decide: whether we may write to her. Apply: the
    letter and its mark, or the post goes to the moderators."""

    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    async def step(self) -> bool:
        book = await self._store.read(redactions.last)
        posts = await self._store.read(held.unasked, BATCH)
        for post in posts:
            letter = await self._letter(post)
            now = self._clock.now()
            try:
                await self._store.write(
                    redactions.unless_since, book, held.asked, post.number, letter, now
                )
            except LookAgainError:
                break
        return bool(posts)

    async def _letter(self, post: Post) -> Letter | None:
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        if mailing_list is None:
            return None
        _, other = await self._store.read(authored.answered_author, post.number)
        return await self._mailroom.to_author(
            "for-whom",
            post,
            mailing_list,
            asks="private",
            other=other or greeted(post.text),
            again=False,
        )
