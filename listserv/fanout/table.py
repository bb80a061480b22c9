"""The table: an approved post gets its place in a thread, is cooked per language, and goes out.

Owns the step from `approved` to `out`: the place, all renditions, a ledger row per copy and the
marks for digest and archive are one transaction. A crash before it means that nothing was sent.
A post that cannot be cooked is shunted after three tries, and the next one gets its turn.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence

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
from listserv.press.footers import footer
from listserv.press.links import Addresses
from listserv.press.speech import words
from listserv.store import held, ledger, lists, members, shelf, spool
from listserv.store.base import Db, Store
from listserv.text import permalink
from listserv.text.carried import Carried
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.table")

BATCH = 20


class Table:
    """Gather: `_gather`, a post's place and its list's members. Decide: `recipients.choose`, and
    what the cook makes of it. Apply: `ledger.fan_out`."""

    def __init__(
        self,
        store: Store,
        site: Site,
        seal: Seal,
        disowns: Callable[[str], Awaitable[bool]],
        carry: Callable[[bytes], Awaitable[Carried]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._disowns = disowns
        self._carry = carry
        self._site = site
        self._seal = seal
        self._clock = clock

    async def step(self) -> bool:
        posts = await self._store.read(held.approved, self._clock.now(), BATCH)
        # One after the other: each may be the parent of the next, which therefore waits for it.
        for post in posts:
            if not await self._one(post):
                break
        return bool(posts)

    async def _one(self, post: Post) -> bool:
        """False: what the copies were made from has changed meanwhile, and they are made again."""
        try:
            return await self._publish(post)
        except Exception:
            log.exception("post %d could not be published", post.number)
            await self._store.write(
                spool.shunt, post.number, traceback.format_exc(), self._clock.now()
            )
            return True

    async def _publish(self, post: Post) -> bool:
        gathered = await self._store.read(_gather, post, self._clock.now())
        mailing_list, everybody, publication, changed = gathered
        # Not before `_gather`: a change of mode that it has seen lies before the publication.
        now = self._clock.now()
        chosen = recipients.choose(everybody, post, now).copies_for
        languages = sorted({member.person.language for member in chosen})
        alias = self._seal(Token(Purpose.AUTHOR, post.number, 0))
        order = Order(
            post,
            publication,
            mailing_list,
            self._site,
            Addresses(self._site, mailing_list).sealed(Purpose.AUTHOR, alias),
            await self._has_policy(post, mailing_list),
        )
        renditions = await self._renditions(order, languages)
        copies = [
            Copy(member.person.id, member.person.address, languages.index(member.person.language))
            for member in chosen
        ]
        return await self._store.write(_apply, changed, post, publication, renditions, copies, now)

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

    @staticmethod
    def _rendition(order: Order, language: str, carried: Carried | None) -> Rendition:
        say = words(language)
        lines = footer(order.site, order.list, say, cook.permalink(order))
        below = Footer(lines, say.gettext("not sent"))
        if carried is not None:
            return original.cook_original(order, language, below, carried)
        return cook.cook(order, language, below)


def _gather(db: Db, post: Post, now: float) -> tuple[MailingList, list[Member], Publication, int]:
    """The post's list, its members, the place that the post takes, the last change of a mode."""
    mailing_list = lists.by_id(db, post.list_id)
    if mailing_list is None:
        raise LookupError(f"list {post.list_id} is gone")
    everybody = members.members(db, mailing_list.id)
    changed = members.last_change(db, mailing_list.id)
    return mailing_list, everybody, place(db, post, mailing_list, now), changed


def _apply(
    db: Db,
    changed: int,
    post: Post,
    publication: Publication,
    renditions: Sequence[Rendition],
    copies: Sequence[Copy],
    now: float,
) -> bool:
    """Publish, unless a member changed her mode since `_gather`: then the next step looks again.

    A digest asks for the mode at the publication; copies chosen by another one would be a post
    twice, or none."""
    if members.last_change(db, post.list_id) != changed:
        return False
    return ledger.fan_out(db, post.number, publication, renditions, copies, now)


def place(db: Db, post: Post, mailing_list: MailingList, now: float) -> Publication:
    """Where a post stands: by its references, else its reply token, else its subject."""
    thread, parent = shelf.under(db, post, now)
    position = shelf.last_position(db, post.list_id, thread) + 1
    topic = post.topic or _root_topic(db, thread, post.number)
    link = permalink.permalink(
        post.message_id,
        lambda hashed: shelf.permalink_taken(db, post.list_id, hashed),
        fallback=f"post {post.number}",
    )
    said = cook.subject(topic, position, mailing_list.policy)
    return Publication(thread, parent, position, topic, said, link)


def _root_topic(db: Db, thread: int, number: int) -> str:
    """A post without a subject takes its thread's; the first of a thread stays without one."""
    root = spool.post(db, thread) if thread != number else None
    return root.topic if root else ""
