"""The table: an approved post gets its place in a thread, is cooked per language, and goes out.

Owns the step from `approved` to `out`. First, on a list that translates, it is written down who is
asked for the post in other languages, and until when it waits for that. Renditions and a ledger row
per copy are laid page by page, so that memory and the door's patience do not depend on the size of
the list; then the place, the marks for digest and archive and the opening of all copies are one
transaction. A crash before it means that nothing was sent. What is gathered with others (kinds) is
published in the same way, without copies. A post that cannot be cooked is shunted after three
tries, and the next one gets its turn.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from listserv.clock import Clock
from listserv.fanout import asking, cook, original, pacing, recipients
from listserv.fanout.cook import Footer, Order, Translated
from listserv.fanout.placing import place
from listserv.fanout.variants import AS_WRITTEN, Variant, chooser
from listserv.identity.arc import Sealer
from listserv.languages import plain
from listserv.model import (
    Copy,
    MailingList,
    Post,
    Publication,
    Purpose,
    Rendition,
    Site,
    State,
    Token,
)
from listserv.model.translations import ASKED_FOR, Manner, Translation
from listserv.model.wanted import Heading, is_for_all, passed_by
from listserv.press import cargo, translated
from listserv.press.footers import footer
from listserv.press.links import Addresses
from listserv.press.phrases import note
from listserv.press.speech import Words, words
from listserv.store import (
    decisions,
    elsewhere,
    filters,
    held,
    issues,
    laying,
    ledger,
    lists,
    members,
    reach,
    redactions,
    spool,
    tasks,
    translations,
)
from listserv.store.base import Db, Store
from listserv.text.attached import File
from listserv.text.carried import Carried
from listserv.text.dates import DAY
from listserv.text.files import Taken
from listserv.text.tokens import Seal

log = logging.getLogger("listserv.table")

BATCH = 20
FRAME = 8000  # octets of a copy beside the author's words and her files


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
        files: Callable[[bytes, Sequence[int], int], Awaitable[Taken]],
        sealer: Callable[[bytes, str], Awaitable[Sealer | None]],
        clock: Clock,
    ) -> None:
        self._store = store
        self._disowns = disowns
        self._carry = carry
        self._files = files
        self._sealer = sealer
        self._site = site
        self._seal = seal
        self._clock = clock
        self._book = 0  # the last line of the book of decisions that the posts were read with

    async def step(self) -> bool:
        for post in await self._store.read(held.untranslated, BATCH):
            await self._ask(post)
        posts, self._book = await self._store.read(_approved, self._clock.now())
        # One after the other: each may be the parent of the next, which therefore waits for it.
        for post in posts:
            if not await self._one(post):
                break
        return bool(posts)

    async def _ask(self, post: Post) -> None:
        try:
            await self._store.write(_asked, post.number, self._clock.now())
        except Exception:
            await self._put_aside(post)

    async def _one(self, post: Post) -> bool:
        """False: what the copies were made from has changed meanwhile, and they are made again."""
        try:
            return await self._publish(post)
        except Exception:
            await self._put_aside(post)
            return True

    async def _put_aside(self, post: Post) -> None:
        log.exception("post %d could not be published", post.number)
        await self._store.write(spool.shunt, post.number, traceback.format_exc(), self._clock.now())

    async def _publish(self, post: Post) -> bool:
        found = await self._store.read(_gather, post, self._clock.now())
        mailing_list, publication, changed, known = found
        alone = not publication.gathered  # a copy each
        slot = await self._store.read(_slot, post, mailing_list, self._clock.now())
        if alone and slot > self._clock.now():
            await self._store.write(held.paced, post.number, slot)
            return True
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
        mailing = await self._store.write(
            laying.lay, "post", mailing_list.id, now, post.number, post.version
        )
        opened = False
        try:
            if alone:
                await self._lay(mailing, order, known, now)
            seen = (changed, self._book, known)
            opened = await self._store.write(_apply, seen, post, publication, mailing, now)
        finally:
            while not opened and await self._store.write(laying.forget, mailing, now):
                pass
        return opened

    async def _lay(
        self, mailing: int, order: Order, known: Sequence[Translation], now: float
    ) -> None:
        """Write the copies a page of members at a time, whatever the size of the list."""
        carried = await self._carried(order)
        order = replace(order, files=await self._kept(order, known))
        sealer = await self._arc(order)
        without = await self._without(order)
        variant = chooser(order.post.spoken, known)
        places: dict[Variant, int] = {}
        last = 0
        while page := await self._store.read(members.page, order.list.id, last, laying.PAGE):
            last = page[-1].person_id
            chosen = recipients.choose(page, order.post, now, without)
            first = len(places)
            wanted = [variant(member) for member in chosen]
            for one in sorted(set(wanted).difference(places)):
                places[one] = len(places)
            copies = [
                Copy(member.person_id, places[one])
                for member, one in zip(chosen, wanted, strict=True)
            ]
            fresh = list(places)[first:]
            renditions = await asyncio.to_thread(_cook, order, fresh, known, carried)
            if sealer:
                renditions = [_sealed(made, sealer, now) for made in renditions]
            await self._store.write(laying.lay_page, mailing, renditions, first, copies, now)

    async def _without(self, order: Order) -> frozenset[int]:
        """Persons who get no copy whatever their mode: who has one already, whom it passes by, who
        gets it in another forum of the family."""
        post, publication = order.post, order.publication
        reached = await self._store.read(laying.reached, post.number, post.version)
        said = await self._store.read(filters.of_list, post.list_id)
        words = plain.words(publication.topic) if said else ()
        heading = Heading(publication.thread, words, is_for_all(post))
        at = (post, order.list, plain.words, self._clock.now())
        return reached | passed_by(said, heading) | await self._store.read(elsewhere.persons, *at)

    async def _carried(self, order: Order) -> Carried | None:
        """The author's MIME, for a list that carries it on; but what moderators or she herself
        changed since, or a file that must not go, stands in it still: then copies are clean."""
        changed = order.post.version > 1 or any(one.barred for one in order.post.attachments)
        if order.list.policy.body != "original" or changed:
            return None
        return await self._carry(await self._store.read(spool.raw, order.post.mail_id))

    async def _kept(self, order: Order, known: Sequence[Translation]) -> tuple[File, ...]:
        """The files of the mail that go along with clean copies; the largest has a translation."""
        post, policy = order.post, order.list.policy
        wanted = [n for n, one in enumerate(post.attachments, 1) if cargo.may_go(one)]
        if policy.attachments != "keep" or policy.body != "clean" or not wanted:
            return ()
        raw = await self._store.read(spool.raw, post.mail_id)
        sizes = (len(one.text.encode("utf-8")) for one in known)
        said = len(post.text.encode("utf-8")) + max(sizes, default=0)
        room = policy.max_size - said - FRAME
        return (await self._files(raw, wanted, room)).files

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


def _cook(
    order: Order,
    variants: Sequence[Variant],
    known: Sequence[Translation],
    carried: Carried | None,
) -> list[Rendition]:
    """A rendition for each of these variants; runs beside the event loop."""
    return [_rendition(order, one, known, carried) for one in variants]


def _sealed(made: Rendition, sealer: Sealer, now: float) -> Rendition:
    """With an ARC set above its head; two signatures, half a millisecond."""
    return replace(made, head=sealer.seal(made.head, made.body, now) + made.head)


def _rendition(
    order: Order, variant: Variant, known: Sequence[Translation], carried: Carried | None
) -> Rendition:
    """The author's own MIME holds no translation: who gets one gets a clean copy."""
    say = words(variant.language)
    lines = footer(order.site, order.list, say, cook.permalink(order))
    notes = tuple(note(one, say.translations) for one in order.post.notes)
    shown = None
    if variant.place != AS_WRITTEN:
        shown = _translated(order, known[variant.place], say, whole=variant.whole)
    if carried is not None and shown is None:
        return original.cook_original(order, variant.language, Footer(lines, (), notes), carried)
    return cook.cook(order, variant.language, Footer(lines, _named(order, say), notes, shown))


def _translated(order: Order, one: Translation, say: Words, *, whole: bool) -> Translated:
    source = order.post.spoken[0]
    if whole:
        above = translated.original(source, say)
    else:
        at = Addresses(order.site, order.list).request
        above = translated.fetching(order.post.number, source, at, say)
    return Translated(one, translated.label(one, say), above, whole)


def _named(order: Order, say: Words) -> tuple[str, ...]:
    """The lines for files that do not go along, and how to get them."""
    if order.list.policy.attachments == "drop":
        return ()
    number, files, sent = order.post.number, order.post.attachments, {f.number for f in order.files}
    named = cargo.named(number, files, say.translations, say.size, sent)
    at = Addresses(order.site, order.list)
    return *named, cargo.how(number, files, say.translations, at.request, sent)


def _approved(db: Db, now: float) -> tuple[list[Post], int]:
    """What waits to be published, and the last line of the book that it was read with."""
    return held.approved(db, now, BATCH), redactions.last(db)


def _gather(
    db: Db, post: Post, now: float
) -> tuple[MailingList, Publication, int, tuple[Translation, ...]]:
    """The post's list, the place that the post takes, the last change of a member's mode, and what
    the post says in other languages."""
    mailing_list = lists.by_id(db, post.list_id)
    if mailing_list is None:
        raise LookupError(f"list {post.list_id} is gone")
    changed = members.last_change(db, mailing_list.id)
    known = translations.of_post(db, post.number)
    return mailing_list, place(db, post, mailing_list, now), changed, known


def _asked(db: Db, number: int, now: float) -> None:
    """Ask for an approved post in the languages of its readers; or write down that nobody is. What
    people have translated already came with it from another forum."""
    post = spool.post(db, number)
    if post is None or post.state is not State.APPROVED:
        return  # decided anew since it was looked for
    mailing_list = lists.by_id(db, post.list_id)
    if mailing_list is None:
        raise LookupError(f"list {post.list_id} is gone")
    policy = mailing_list.policy
    known = translations.of_post(db, post.number)
    done = {one.language for one in known if one.manner is Manner.HUMAN}
    asked = tuple(one for one in asking.wanted(post, policy) if one not in done)
    if asked:
        source, until = post.spoken[0], now + ASKED_FOR
        tasks.ask(db, post.number, post.version, source, asked, until, now)
    programs: tuple[str, ...] = ()
    if policy.translate == "machine" and translations.may_be_drafted(db, post.number):
        drafted = asking.drafted(post, policy, translations.machine_readers(db, post.list_id))
        programs = tuple(one for one in drafted if one not in done)
        translations.want_drafts(db, post.number, post.version, programs, now)
    hoped = reach.languages(db, post.number, now, now + policy.translate_hold)
    until = asking.waits_until(hoped, programs, post, policy, now)
    translations.wait(db, post.number, until, now)


def _slot(db: Db, post: Post, mailing_list: MailingList, now: float) -> float:
    """When the list's pace lets a post out."""
    pace = mailing_list.policy.pace
    if post.urgent or not pace:
        return now
    return pacing.next_slot(issues.copied_since(db, mailing_list.id, now - DAY), pace, now)


def _apply(
    db: Db,
    seen: tuple[int, int, tuple[Translation, ...]],
    post: Post,
    publication: Publication,
    mailing: int,
    now: float,
) -> bool:
    """Publish, unless a member changed her mode since `_gather`, or a translation came, was
    corrected or taken back, or words were taken out or the post decided about again since it was
    read, all of that `seen`: then the next step looks again.

    A digest asks for the mode at the publication; copies chosen by another one would be a post
    twice, or none."""
    changed, book, known = seen
    if members.last_change(db, post.list_id) != changed or redactions.since(db, book):
        return False
    if decisions.since(db, post.number, book) or translations.of_post(db, post.number) != known:
        return False
    return ledger.fan_out(db, post.number, publication, mailing, now)
