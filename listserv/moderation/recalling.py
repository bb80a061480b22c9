"""Recalling: what goes with a recall, and with its undoing, beside the post itself.

Owns the short letter to those who have a message that was taken back: one mailing, a rendition for
each language and each kind of reader (its author, who gets every message, others), laid page by
page beside the door's work and opened with the moderator's echo. A crash before that forgets it,
and the answer that asked for it lays it again. Copies of digests say in the same transaction that
the post was taken back, or what it says again.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import NamedTuple

from listserv.clock import Clock
from listserv.model import Copy, DeliveryMode, MailingList, Member, Post, Rendition, Site
from listserv.moderation.digested import retell
from listserv.moderation.letters import Who
from listserv.press import footers
from listserv.press.catalogue import spoken
from listserv.press.letter import split
from listserv.press.links import Addresses
from listserv.press.listheaders import list_headers
from listserv.press.speech import words
from listserv.store import laying, members, recalls, summaries, undoing
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
from listserv.store.errands import Change
from listserv.store.recalls import Recalled
from listserv.text.addresses import hidden_name
from listserv.text.dates import header_date
from listserv.text.encode import angled, mailbox, message
from listserv.text.layout import clip
from listserv.text.masks import mask_tokens

_SUBJECT = 160  # columns


class _Kind(NamedTuple):
    """Readers who get the same letter."""

    language: str
    is_author: bool
    gets_each: bool  # every message, as it comes

    @classmethod
    def of(cls, member: Member, post: Post) -> _Kind:
        person = member.person
        each = member.delivery is DeliveryMode.EACH
        return cls(spoken(person.language), person.id == post.person_id, each)


class Recalling:
    def __init__(self, store: Store, site: Site, clock: Clock) -> None:
        self._store = store
        self._site = site
        self._clock = clock

    async def recall(self, post: Post, who: Who) -> Recalled | None:
        """Take a post back everywhere; None when it was never out."""
        now = self._clock.now()
        return await self._store.write(_recall, post.number, who.moderator.id, now, who.echo)

    async def undo(self, entry: Entry, who: Who) -> int | None:
        """Take a decision back; how many copies had left, None for "not now"."""
        by, mail = who.moderator.id, who.brief.errand.mail_id
        return await self._store.write(_undo, entry, by, self._clock.now(), mail)

    async def cited(self, post: Post) -> int:
        """How many published summaries have sentences of a post."""
        return await self._store.read(summaries.citing, post.number)

    async def tell(self, post: Post, said: str, who: Who) -> Change | None:
        """Lay the short letter to all who have a post; returns what sends it, None for nobody."""
        reached = await self._store.read(recalls.reached, post.number)
        found = await self._store.read(members.members, who.list.id)
        readers = {one.person.id: _Kind.of(one, post) for one in found if one.person.id in reached}
        if not readers:
            return None
        now = self._clock.now()
        kinds = sorted(set(readers.values()))
        copies = [Copy(one, kinds.index(kind)) for one, kind in readers.items()]

        def lay() -> int:
            made = [self._letter(post, said, who.list, one, now) for one in kinds]
            return laying.lay_all(self._store, "recalled", who.list.id, made, copies, now)

        mailing = await asyncio.to_thread(lay)
        return partial(laying.open_mailing, mailing=mailing, now=now)

    def _letter(
        self, post: Post, said: str, mailing_list: MailingList, to: _Kind, now: float
    ) -> Rendition:
        speech, at = words(to.language), Addresses(self._site, mailing_list)
        subject, text = split(
            speech.render(
                "recalled.txt",
                list=mailing_list,
                topic=mask_tokens(post.topic),
                author=mask_tokens(hidden_name(post.author, post.address)),
                said=mask_tokens(said),
                text=mask_tokens(post.text) if to.is_author else "",
                at=at,
                fewer=footers.fewer(self._site, mailing_list, speech) if to.gets_each else "",
                colleague=footers.for_colleagues(self._site, mailing_list, speech),
            )
        )
        owner = mailbox(mailing_list.title, at.owner)
        answered = angled(post.message_id)
        headers: list[tuple[str, bytes | str]] = [
            ("From", owner),
            ("To", owner),
            ("Subject", clip(subject, _SUBJECT)),
            ("Date", header_date(now)),
            ("Message-ID", f"<recalled.{post.number}.{int(now)}@{self._site.domain}>"),
            *([("In-Reply-To", answered), ("References", answered)] if answered else []),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", to.language.replace("_", "-")),
            *list_headers(self._site, mailing_list),
        ]
        return Rendition(to.language, *message(headers, text))


def _recall(db: Db, number: int, by: int, now: float, letter: int) -> Recalled | None:
    found = recalls.recall(db, number, by, now, letter)
    if found is not None:
        retell(db, number)
    return found


def _undo(db: Db, entry: Entry, by: int, now: float, mail: int) -> int | None:
    left = undoing.undo(db, entry, by, now, mail)
    if left is not None:
        retell(db, entry.post)
    return left
