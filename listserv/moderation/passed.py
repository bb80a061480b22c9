"""Passed on: the letters between forums about a post that is in several of them.

Owns two: who passed a post on reads that it is not published there, and the facilitators of the
other forums read that a post of theirs is taken back elsewhere. Its author wrote to none of them
and is told nothing. Writes nothing: a letter is spooled with what it tells of.
"""

from __future__ import annotations

from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Post, Purpose, State
from listserv.store import members, passing
from listserv.store.base import Db, Store
from listserv.store.twins import Sister


class Passed:
    def __init__(self, store: Store, mailroom: Mailroom) -> None:
        self._store = store
        self._mailroom = mailroom

    async def not_published(
        self, post: Post, mailing_list: MailingList, reason: str = "", by: int = 0
    ) -> Letter | None:
        """To whoever passed on what its forum does not publish; None where that is `by` herself."""
        found = await self._store.read(passing.passed_by, post.number)
        person = await self._store.read(members.person, found) if found != by else None
        if person is None:
            return None
        return await self._mailroom.letter(
            "pass-refused",
            Addressee.of(person),
            mailing_list,
            topic=post.topic,
            author=post.who,
            number=post.number,
            reason=reason,
        )

    async def recalled(
        self, sister: Sister, home: MailingList, by: str, admin: str
    ) -> list[Letter]:
        """To the facilitators of a forum that has the twin of a post that `by` took back."""
        post = sister.post

        def readers(db: Db) -> list[Addressee]:
            return [Addressee.of(one) for one in members.responsible(db, sister.list.id, admin)]

        return [
            await self._mailroom.letter(
                "recalled-there",
                reader,
                sister.list,
                answer=Purpose.MODERATE,
                shown=((post.number, post.version),),
                by=by,
                home=home.title,
                topic=post.topic,
                author=post.who,
                number=post.number,
            )
            for reader in await self._store.read(readers)
        ]


def became(db: Db, post: Post) -> str:
    """What was decided about a post, as a code of already-decided.txt."""
    if post.state is not State.REFUSED:
        return "approved"
    return "taken-back" if passing.was_taken_back(db, post.number) else "refused"
