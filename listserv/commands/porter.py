"""The porter: hands a mail on to the person it is for.

Owns mail to the moderators (`-owner`, `-moderators`), to the author of one post (`-author+`),
and to the site's admin (`postmaster@`, `abuse@`). What is handed on is the text, in a letter of
ours whose answer goes to the writer alone; the raw mail stays in the store.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from listserv.commands.handing import Handing, text_of
from listserv.errand import Brief, Outcome
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Post, Purpose, Site
from listserv.store import lists, members, spool
from listserv.store.base import Store


class Porter:
    purposes: Sequence[Purpose] = (Purpose.OWNER, Purpose.TEAM, Purpose.AUTHOR, Purpose.ADMIN)
    for_robots = True  # robots write to postmaster@; the others are sorted out below

    def __init__(self, store: Store, mailroom: Mailroom, handing: Handing, site: Site) -> None:
        self._store = store
        self._mailroom = mailroom
        self._handing = handing
        self._site = site

    async def run(self, brief: Brief) -> Outcome:
        reading = brief.reading
        if self._site.domain in reading.traces:
            return Outcome("our own mail came back")
        if brief.errand.purpose is Purpose.ADMIN:
            return await self._to_admin(brief)
        if reading.automatic or not brief.errand.envelope_from:
            return Outcome(f"automatic: {reading.automatic or 'null return path'}")
        if not reading.from_address:
            return Outcome("without an address to answer to")
        if brief.errand.purpose is Purpose.AUTHOR:
            return await self._to_author(brief)
        return await self._to_moderators(brief)

    async def _to_moderators(self, brief: Brief) -> Outcome:
        mailing_list = await self._store.read(lists.by_id, brief.errand.list_id)
        if mailing_list is None:
            return Outcome("the list is gone")
        cause = f"errand {brief.errand.id}"
        return await self._handing.to_moderators(mailing_list, brief.reading, cause)

    async def _to_author(self, brief: Brief) -> Outcome:
        token = brief.errand.token
        post = await self._store.read(spool.post, token.first) if token else None
        if post is None or not post.address:
            return Outcome("no post with an author to reach")
        to = await self._author(post)
        mailing_list = await self._store.read(lists.by_id, post.list_id)
        if not await self._may_reach(to, f"errand {brief.errand.id}"):
            return Outcome("the author's letters of the day are spent")
        letter = await self._letter(
            "author-forward",
            to,
            mailing_list,
            brief,
            number=post.number,
            topic=post.topic,
            writer_name=brief.reading.from_name or brief.reading.from_address,
        )
        return Outcome(f"handed to the author of post {post.number}", (letter,))

    async def _may_reach(self, author: Addressee, cause: str) -> bool:
        """Her alias stands in every copy: what it brings must not cost the answers to her."""
        if author.person_id:
            return await self._mailroom.may_hand_on(f"to {author.address}", cause)
        return await self._mailroom.may_write(author, cause)

    async def _author(self, post: Post) -> Addressee:
        """At her main address of today where we know her, else where she wrote from."""
        person = await self._store.read(members.person, post.person_id)
        if person is not None:
            return Addressee.of(person)
        return Addressee(0, post.address, post.author, post.language or self._site.language)

    async def _to_admin(self, brief: Brief) -> Outcome:
        reading = brief.reading
        admin = await self._store.read(members.person_by_address, self._site.admin)
        to = (
            Addressee.of(admin)
            if admin
            else Addressee(0, self._site.admin, "", self._site.language)
        )
        letter = await self._mailroom.letter(
            "admin",
            to,
            None,
            reply_to=reading.from_address,
            event=reading.subject or brief.errand.address,
            detail=f"{reading.from_name} <{reading.from_address}>\n\n{text_of(brief.reading)}",
        )
        return Outcome("handed to the admin", (letter,))

    async def _letter(
        self,
        kind: str,
        to: Addressee,
        mailing_list: MailingList | None,
        brief: Brief,
        **values: Any,
    ) -> Letter:
        return await self._mailroom.letter(
            kind,
            to,
            mailing_list,
            reply_to=brief.reading.from_address,
            in_reply_to=brief.reading.message_id,
            text=text_of(brief.reading),
            **values,
        )
