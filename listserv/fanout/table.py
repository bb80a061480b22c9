"""The table: an approved post gets its place in a thread, is cooked per language, and goes out.

Owns the step from `approved` to `out`: the place, all renditions, a ledger row per copy and the
marks for digest and archive are one transaction. A crash before it means that nothing was sent.
A post that cannot be cooked is shunted after three tries, and the next one gets its turn.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable

from listserv.clock import Clock
from listserv.fanout import cook, original, recipients
from listserv.fanout.cook import Footer, Order
from listserv.model import (
    Copy,
    MailingList,
    Member,
    Post,
    Publication,
    Purpose,
    Rendition,
    Site,
    Token,
)
from listserv.press.letter import Press
from listserv.press.speech import words
from listserv.store import held, ledger, lists, members, shelf, spool
from listserv.store.base import Db, Store
from listserv.text import permalink, subject, threads
from listserv.text.carried import Carried

log = logging.getLogger("listserv.table")

BATCH = 20


class Table:
    def __init__(
        self,
        store: Store,
        press: Press,
        site: Site,
        seal: Callable[[Token], str],
        disowns: Callable[[str], Awaitable[bool]],
        carry: Callable[[bytes], Awaitable[Carried]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._disowns = disowns
        self._carry = carry
        self._press = press
        self._site = site
        self._seal = seal
        self._clock = clock

    async def step(self) -> bool:
        posts = await self._store.read(held.approved, self._clock.now(), BATCH)
        # One after the other: each may be the parent of the next.
        for post in posts:
            await self._one(post)
        return bool(posts)

    async def _one(self, post: Post) -> None:
        try:
            await self._publish(post)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("post %d could not be published", post.number)
            await self._store.write(
                spool.shunt, post.number, traceback.format_exc(), self._clock.now()
            )

    async def _publish(self, post: Post) -> None:
        now = self._clock.now()
        mailing_list, readers = await self._store.read(_list_and_members, post.list_id)
        publication = await self._store.read(place, post, mailing_list, now)
        chosen = recipients.choose(readers, post, now).copies_for
        languages = sorted({member.person.language for member in chosen})
        order = Order(
            post,
            publication,
            mailing_list,
            self._site,
            self._alias(post, mailing_list),
            await self._has_policy(post, mailing_list),
        )
        renditions = await self._renditions(order, languages)
        copies = [
            Copy(member.person.id, member.person.address, languages.index(member.person.language))
            for member in chosen
        ]
        await self._store.write(ledger.fan_out, post.number, publication, renditions, copies, now)

    async def _has_policy(self, post: Post, mailing_list: MailingList) -> bool:
        """Whether the author's domain would disown our copy; asked only where it matters."""
        if mailing_list.policy.dmarc != "policy":
            return True
        return await self._disowns(post.address)

    async def _renditions(self, order: Order, languages: list[str]) -> list[Rendition]:
        """A rendition for each language of the readers, made beside the event loop."""
        carried: Carried | None = None
        if order.list.policy.body == "original":
            raw = await self._store.read(spool.raw, order.post.mail_id)
            carried = await self._carry(raw)

        def make() -> list[Rendition]:
            return [self._rendition(order, language, carried) for language in languages]

        return await asyncio.to_thread(make)

    def _rendition(self, order: Order, language: str, carried: Carried | None) -> Rendition:
        footer = self._footer(order, language)
        if carried is not None:
            return original.cook_original(order, language, footer, carried)
        return cook.cook(order, language, footer)

    def _footer(self, order: Order, language: str) -> Footer:
        lines = self._press.footer(order.list, language, cook.permalink(order))
        return Footer(lines, words(language).gettext("not sent"))

    def _alias(self, post: Post, mailing_list: MailingList) -> str:
        token = self._seal(Token(Purpose.AUTHOR, post.number, 0))
        return self._site.address(f"{mailing_list.name}-author{self._site.separator}{token}")


def _list_and_members(db: Db, list_id: int) -> tuple[MailingList, list[Member]]:
    mailing_list = lists.by_id(db, list_id)
    if mailing_list is None:
        raise LookupError(f"list {list_id} is gone")
    return mailing_list, members.members(db, list_id)


def place(db: Db, post: Post, mailing_list: MailingList, now: float) -> Publication:
    """Where a post stands: by its references, else its reply token, else its subject."""
    known = shelf.by_message_ids(db, post.list_id, post.references)
    cited = {} if known else shelf.citing(db, post.list_id, post.references)
    thread, parent = threads.place_one(post.number, post.references, known, cited)
    if thread == post.number and post.parent:
        under = shelf.by_number(db, post.list_id, post.parent)
        thread, parent = (under.thread, under.number) if under else (thread, parent)
    if thread == post.number and subject.is_reply(post.subject):
        thread, parent = _by_subject(db, post, now) or (thread, parent)
    position = shelf.last_position(db, post.list_id, thread) + 1
    topic = post.topic or _root_topic(db, thread, post.number)
    link = permalink.permalink(
        post.message_id,
        lambda hashed: shelf.permalink_taken(db, post.list_id, hashed),
        fallback=f"post {post.number}",
    )
    said = cook.subject(topic, position, mailing_list.policy)
    return Publication(thread, parent, position, topic, said, link)


def _by_subject(db: Db, post: Post, now: float) -> tuple[int, int] | None:
    """An answer without references belongs to the latest post of the same topic."""
    key = subject.topic_key(post.topic)
    if not key:
        return None
    for topic, known in shelf.active_topics(db, post.list_id, now - threads.SUBJECT_SECONDS):
        if subject.topic_key(topic) == key:
            return known.thread, known.number
    return None


def _root_topic(db: Db, thread: int, number: int) -> str:
    """A post without a subject takes its thread's; the first of a thread stays without one."""
    root = spool.post(db, thread) if thread != number else None
    return root.topic if root else ""
