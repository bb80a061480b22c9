"""The table: an approved post gets its place in a thread, is cooked per language, and goes out.

Owns the step from `approved` to `out`. Renditions and a ledger row per copy are laid page by page,
so that memory and the door's patience do not depend on the size of the list; then the place, the
marks for digest and archive and the opening of all copies are one transaction. A crash before it
means that nothing was sent. A post that cannot be cooked is shunted after three tries, and the next
one gets its turn.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from listserv.clock import Clock
from listserv.fanout import cook, original, recipients
from listserv.fanout.cook import Footer, Order
from listserv.identity.arc import Sealer
from listserv.model import (
    Copy,
    MailingList,
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
from listserv.store import held, laying, ledger, lists, members, shelf, spool
from listserv.store.base import Db, Store
from listserv.text import permalink
from listserv.text.carried import Carried
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.table")

BATCH = 20


class Table:
    """Gather: `_gather`, a post's place, and its list's members page by page. Decide:
    `recipients.choose`, and what the cook makes of it. Apply: `ledger.fan_out`."""

    def __init__(
        self,
        store: Store,
        site: Site,
        seal: Seal,
        disowns: Callable[[str], Awaitable[bool]],
        carry: Callable[[bytes], Awaitable[Carried]],
        sealer: Callable[[bytes, str], Awaitable[Sealer | None]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._disowns = disowns
        self._carry = carry
        self._sealer = sealer
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
        mailing_list, publication, changed = gathered
        # Not before `_gather`: a change of mode that it has seen lies before the publication.
        now = self._clock.now()
        alias = self._seal(Token(Purpose.AUTHOR, post.number, 0))
        order = Order(
            post,
            publication,
            mailing_list,
            self._site,
            Addresses(self._site, mailing_list).sealed(Purpose.AUTHOR, alias),
            await self._has_policy(post, mailing_list),
        )
        mailing = await self._store.write(laying.lay, "post", mailing_list.id, now, post.number)
        opened = False
        try:
            await self._lay(mailing, order, now)
            opened = await self._store.write(_apply, changed, post, publication, mailing, now)
        finally:
            while not opened and await self._store.write(laying.forget, mailing, now):
                pass
        return opened

    async def _lay(self, mailing: int, order: Order, now: float) -> None:
        """Write the copies a page of members at a time, whatever the size of the list."""
        carried = await self._carried(order)
        sealer = await self._arc(order)
        languages: list[str] = []
        last = 0
        while page := await self._store.read(members.page, order.list.id, last, laying.PAGE):
            last = page[-1].person_id
            chosen = recipients.choose(page, order.post, now)
            first = len(languages)
            read = {member.language for member in chosen}
            languages += sorted(read.difference(languages))
            copies = [Copy(member.person_id, languages.index(member.language)) for member in chosen]
            renditions = await asyncio.to_thread(_cook, order, languages[first:], carried)
            if sealer:
                renditions = [_sealed(made, sealer, now) for made in renditions]
            await self._store.write(laying.lay_page, mailing, renditions, first, copies, now)

    async def _carried(self, order: Order) -> Carried | None:
        """The author's MIME, for a list that carries it on."""
        if order.list.policy.body != "original":
            return None
        return await self._carry(await self._store.read(spool.raw, order.post.mail_id))

    async def _arc(self, order: Order) -> Sealer | None:
        """What seals copies that keep the author's address, and so break her signature."""
        if not cook.keeps_address(order.list.policy, order.has_policy):
            return None
        raw = await self._store.read(spool.raw, order.post.mail_id)
        return await self._sealer(raw, order.post.proof)

    async def _has_policy(self, post: Post, mailing_list: MailingList) -> bool:
        """Whether the author's domain would disown our copy; asked only where it matters."""
        if mailing_list.policy.dmarc != "policy":
            return True
        return await self._disowns(post.address)


def _cook(order: Order, languages: Sequence[str], carried: Carried | None) -> list[Rendition]:
    """A rendition for each of these languages; runs beside the event loop."""
    return [_rendition(order, language, carried) for language in languages]


def _sealed(made: Rendition, sealer: Sealer, now: float) -> Rendition:
    """With an ARC set above its head; two signatures, half a millisecond."""
    return replace(made, head=sealer.seal(made.head, made.body, now) + made.head)


def _rendition(order: Order, language: str, carried: Carried | None) -> Rendition:
    say = words(language)
    lines = footer(order.site, order.list, say, cook.permalink(order))
    below = Footer(lines, say.gettext("not sent"))
    if carried is not None:
        return original.cook_original(order, language, below, carried)
    return cook.cook(order, language, below)


def _gather(db: Db, post: Post, now: float) -> tuple[MailingList, Publication, int]:
    """The post's list, the place that the post takes, the last change of a member's mode."""
    mailing_list = lists.by_id(db, post.list_id)
    if mailing_list is None:
        raise LookupError(f"list {post.list_id} is gone")
    changed = members.last_change(db, mailing_list.id)
    return mailing_list, place(db, post, mailing_list, now), changed


def _apply(
    db: Db, changed: int, post: Post, publication: Publication, mailing: int, now: float
) -> bool:
    """Publish, unless a member changed her mode since `_gather`: then the next step looks again.

    A digest asks for the mode at the publication; copies chosen by another one would be a post
    twice, or none."""
    if members.last_change(db, post.list_id) != changed:
        return False
    return ledger.fan_out(db, post.number, publication, mailing, now)


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
