"""Decisions on held posts, whoever makes them: an answer by mail or the command line.

Owns what a decision is: a verb of the store with all but the database filled in, which changes the
post's state and spools its author's letter in one transaction. Nothing has happened until it is
written: an answer writes all its decisions together with its own end, so that a crash leaves all of
them or none. Of two decisions the first counts; the second changes nothing and gives False.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from listserv.clock import Clock
from listserv.mailroom import Mailroom
from listserv.model import Letter, Post, State
from listserv.store import held, lists
from listserv.store.base import Db, Store

Ruling = Callable[[Db], bool]


class Decisions:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    def approve(self, post: Post, by: int, topic: str = "") -> Ruling:
        """Publish a held post; `by` is a person id, 0 for the command line."""
        return self._ruling(post, State.APPROVED, by, "ok", topic=topic)

    async def refuse(self, post: Post, by: int, reason: str) -> Ruling:
        """Do not publish; the author reads `reason` (a named reason's code, or as typed)."""
        letters = await self._letter(post, reason)
        return self._ruling(post, State.REFUSED, by, reason, letters=letters)

    def spam(self, post: Post, by: int) -> Ruling:
        """Do not publish and tell nobody."""
        return self._ruling(post, State.REFUSED, by, "spam")

    def _ruling(
        self,
        post: Post,
        state: State,
        by: int,
        reason: str,
        letters: tuple[Letter, ...] = (),
        topic: str = "",
    ) -> Ruling:
        return partial(
            held.decide,
            number=post.number,
            state=state,
            by=by,
            reason=reason,
            now=self._clock.now(),
            letters=letters,
            topic=topic,
        )

    async def _letter(self, post: Post, reason: str) -> tuple[Letter, ...]:
        """The author's letter, if anything proves that she is the author."""
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        if mailing_list is None:
            return ()
        letter = await self._mailroom.to_author("refused", post, mailing_list, reason=reason)
        return (letter,) if letter else ()
