"""Decisions on held posts, whoever makes them: an answer by mail or the command line.

Owns the order of things: the post changes state and its author's letter is spooled in one
transaction. Of two decisions the first counts; the second changes nothing and says so.
"""

from __future__ import annotations

from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, Post, State
from listserv.store import held, lists, members
from listserv.store.base import Store


class Decisions:
    def __init__(self, store: Store, mailroom: Mailroom, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._clock = clock

    async def approve(self, post: Post, by: int, topic: str = "") -> bool:
        """Publish a held post; `by` is a person id, 0 for the command line."""
        return await self._decide(post, State.APPROVED, by, "ok", (), topic)

    async def refuse(self, post: Post, by: int, reason: str) -> bool:
        """Do not publish; the author reads `reason` (a named reason's code, or as typed)."""
        return await self._decide(post, State.REFUSED, by, reason, await self._letter(post, reason))

    async def spam(self, post: Post, by: int) -> bool:
        """Do not publish and tell nobody."""
        return await self._decide(post, State.REFUSED, by, "spam", ())

    async def _decide(
        self,
        post: Post,
        state: State,
        by: int,
        reason: str,
        letters: tuple[Letter, ...],
        topic: str = "",
    ) -> bool:
        return await self._store.write(
            held.decide,
            post.number,
            state,
            by,
            reason,
            self._clock.now(),
            letters,
            topic,
        )

    async def _letter(self, post: Post, reason: str) -> tuple[Letter, ...]:
        """The author's letter, if anything proves that she is the author."""
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        if not post.proof or mailing_list is None:
            return ()
        person = await self._store.read(members.person, post.person_id)
        language = person.language if person else post.language or mailing_list.policy.language
        to = Addressee(post.person_id, post.address, post.author, language)
        if not await self._mailroom.may_write(to):
            return ()
        letter = await self._mailroom.letter(
            "refused",
            to,
            mailing_list,
            in_reply_to=post.message_id,
            automatic="auto-replied",
            topic=post.topic,
            reason=reason,
            text=post.text,
        )
        return (letter,)
