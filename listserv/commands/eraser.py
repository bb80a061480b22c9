"""The eraser: takes people out of everything that is kept, a piece at a time.

Owns the way of an erasure through its steps (store/erasures.py). Gather: the next piece of what may
name her. Decide: what of it changes; mails, and what copies are made from, are looked through by
child processes, for their bytes came from the network. Apply: that piece, together with the place
that is reached. Somebody who changed one of them meanwhile makes us look at the piece again; a
crash goes on behind the last one. What no child can read stays as it was, and is told in the log by
its number. At last she gets one letter, and when that has left nothing names her.
"""

from __future__ import annotations

import asyncio
import json
import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from listserv.children import ChildFailed
from listserv.clock import Clock
from listserv.commands import reformed
from listserv.commands.authors import Retell
from listserv.commands.roll import Roll
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, Rendition, Site
from listserv.press import phrases
from listserv.press.speech import words
from listserv.store import (
    erasing,
    erasures,
    ledger,
    lists,
    mailings,
    queue,
    recalls,
    scrubbing,
    spool,
    sweeping,
)
from listserv.store.base import Db, Store
from listserv.store.erasing import PLACES, Kept, Place, Post
from listserv.store.erasures import Erasure
from listserv.store.sweeping import Kind, Mail, Rewriting
from listserv.text import forgetting, items, redaction, rewriting
from listserv.text.dates import DAY
from listserv.text.rewriting import Rewritten

log = logging.getLogger("listserv.eraser")

MAILS = 10  # looked through in one step
RENDITIONS = 20
TRANSLATIONS = 20
QUOTED_FOR = 90 * DAY  # how long after a post others quote it, in other threads and letters
MOST_HERS = 60_000  # characters of hers that one mail is compared with


class Child(Protocol):
    async def forget(
        self, raw: bytes, words: Sequence[str], hers: Sequence[str], mark: str, *, whole: bool
    ) -> Rewritten: ...


@dataclass(frozen=True, slots=True)
class _Going:
    """Her posts that go, as others may quote them."""

    posts: tuple[Post, ...] = ()  # oldest first

    def texts(self, at: float, thread: int) -> tuple[str, ...]:
        """What may be quoted in something of an instant that stands in a thread, or in none."""
        last = bisect_right(self.posts, at, key=lambda post: post.received)
        near = (one for one in reversed(self.posts[:last]) if _near(one, at, thread))
        found: list[str] = []
        for post in near:
            said = (*post.texts.values(), *(one.text for one in post.translations))
            found += map(forgetting.own_words, said)
            if sum(map(len, found)) > MOST_HERS:
                break
        return tuple(dict.fromkeys(found))

    @property
    def numbers(self) -> frozenset[int]:
        return frozenset(post.number for post in self.posts)


def _near(post: Post, at: float, thread: int) -> bool:
    return post.received > at - QUOTED_FOR or bool(thread and post.thread == thread)


class Eraser:
    """The worker. `backups`: for how many seconds copies of the database are kept elsewhere."""

    def __init__(
        self,
        store: Store,
        child: Child,
        mailroom: Mailroom,
        roll: Roll,
        retell: Retell,
        site: Site,
        backups: float,
        clock: Clock,
    ) -> None:
        self._store = store
        self._child = child
        self._mailroom = mailroom
        self._roll = roll
        self._retell = retell
        self._site = site
        self._backups = backups
        self._clock = clock
        self._going: dict[int, _Going] = {}  # by erasure
        self._failed: Counter[int] = Counter()  # how often each, since the start

    async def step(self) -> bool:
        """One piece of the oldest erasure that has something to do. All are noted first, for a
        restore must know of them; one that fails waits behind the others."""
        waiting = await self._store.read(erasures.open_ones)
        waiting.sort(key=lambda one: (self._failed[one.id], one.step != erasures.NOTE))
        for one in waiting:
            try:
                if await self._piece(one):
                    return True
            except Exception:
                self._failed[one.id] += 1
                raise
        return False

    async def _piece(self, one: Erasure) -> bool:
        match one.step:
            case erasures.NOTE:
                await asyncio.to_thread(self._roll.note, one)
                return await self._enter(one, erasures.POSTS)
            case erasures.POSTS:
                return await self._posts(one)
            case erasures.TEXTS:
                return await self._texts(one)
            case erasures.MAILS:
                return await self._mails(one)
            case erasures.RENDITIONS:
                return await self._renditions(one)
            case erasures.FORMS:
                return await self._forms(one)
            case erasures.LEFTOVERS:
                return await self._leftovers(one)
            case erasures.TELL:
                return await self._tell(one)
        return await self._end(one)

    async def _enter(self, one: Erasure, step: str) -> bool:
        return await self._store.write(erasures.enter, one, step, self._clock.now())

    # --- her posts --------------------------------------------------------------------------------

    async def _posts(self, one: Erasure) -> bool:
        """A post that stays gets its form; one that goes is out of sight until it is looked for.
        What she translated is somebody else's words, and stays without her name."""
        if one.part:
            return await self._translated(one)
        found = await self._store.read(erasing.posts, one, 1)
        if not found:
            return await self._store.write(erasures.advance, one, one.on(erasures.POSTS, 1))
        (post,) = found
        about = await self._store.read(lists.by_id, post.list_id)
        after = one.on(erasures.POSTS, 0, post.number)
        now = self._clock.now()
        if about is None or not post.was_out or one.goes(about.policy.erase):
            after = after.counted(removed=int(post.was_out))
            await self._store.write(self._hide, one, after, post, now)
            return True
        if not await self._without_copies(post):
            return False
        form = await asyncio.to_thread(
            reformed.kept, post, about, self._site, one.named, self._mark()
        )
        after = after.counted(kept=1)
        await self._store.write(erasing.reform, one, after, post, form, now)
        return True

    async def _translated(self, one: Erasure) -> bool:
        was = await self._store.read(erasing.translated, one, TRANSLATIONS)
        if not was:
            return await self._enter(one, erasures.MAILS)
        made = await asyncio.to_thread(
            lambda: [reformed.of_hers(said, one.named, self._mark()) for said in was]
        )
        after = one.on(erasures.POSTS, 1, was[-1].id).counted(translated=len(was))
        await self._store.write(erasing.unname, one, after, was, made, self._clock.now())
        return True

    def _hide(self, db: Db, before: Erasure, after: Erasure, post: Post, now: float) -> bool:
        hidden = erasing.hide(db, before, after, post, now)
        if hidden:
            self._retell(db, post.number)
        return hidden

    async def _without_copies(self, post: Post) -> bool:
        """Copies of a post that wait are not sent, and what they are made from goes; False while
        one is under way."""
        now = self._clock.now()
        await self._store.write(recalls.stop, post.number, now, erasing.WHY)
        for mailing in await self._store.read(erasing.own_mailings, post.number):
            if await self._store.read(erasing.is_under_way, mailing):
                return False
            while await self._store.write(queue.collapse_one, mailing):
                pass
        return True

    async def _forms(self, one: Erasure) -> bool:
        """What went out of sight is no more."""
        found = await self._store.read(erasing.posts, one, 1)
        if not found:
            self._going.pop(one.id, None)
            return await self._enter(one, erasures.LEFTOVERS)
        (post,) = found
        if not await self._without_copies(post):
            return False
        form = reformed.gone(self._mark())
        after, now = one.on(erasures.FORMS, 0, post.number), self._clock.now()
        await self._store.write(erasing.reform, one, after, post, form, now)
        return True

    async def _hers(self, one: Erasure) -> _Going:
        """Those of her posts that are hers still go: all others have been given their form."""
        if one.id not in self._going:
            posts = await self._store.read(erasing.posts, one.on(one.step), 1_000_000)
            self._going[one.id] = _Going(tuple(sorted(posts, key=lambda post: post.received)))
        return self._going[one.id]

    # --- texts ------------------------------------------------------------------------------------

    async def _texts(self, one: Erasure) -> bool:
        found, last = await self._store.read(erasing.texts, one)
        if last is None:
            if one.part + 1 == len(PLACES):
                return await self._enter(one, erasures.RENDITIONS)
            following = one.on(erasures.TEXTS, one.part + 1)
            return await self._store.write(erasures.advance, one, following)
        going = await self._hers(one)
        place = PLACES[one.part]
        changed, count = await asyncio.to_thread(self._changed, one, place, going, found)
        after = one.on(erasures.TEXTS, one.part, last).counted(places=count)
        await self._store.write(erasing.rewrite, one, after, changed, self._clock.now())
        return True

    def _changed(
        self, one: Erasure, place: Place, going: _Going, found: Sequence[Kept]
    ) -> tuple[list[tuple[Kept, str]], int]:
        changed: list[tuple[Kept, str]] = []
        count = 0
        theirs = place.table in ("post", "version", "translation")
        numbers = going.numbers if theirs else frozenset()
        known: dict[str, tuple[str, int, bool]] = {}  # the same word often stands in many rows
        for kept in found:
            number = kept.post or kept.key[0]
            if number in numbers and place.column not in erasing.IDS:
                continue
            if place.quotes or kept.text not in known:
                known[kept.text] = self._in_kept(one, place, going, kept)
            text, places, lost = known[kept.text]
            if places:
                changed.append((replace(kept, lost=lost), text))
                count += places
        return changed, count

    def _in_kept(
        self, one: Erasure, place: Place, going: _Going, kept: Kept
    ) -> tuple[str, int, bool]:
        phrases_, mark, places, found = one.named.phrases, self._mark(), 0, 0

        def strike(text: str) -> str:
            nonlocal places
            text, count = forgetting.in_text(text, phrases_, mark)
            places += count
            return text

        if place.is_json:
            made = redaction.in_json(json.loads(kept.text), strike)
            return (json.dumps(made, ensure_ascii=False) if places else kept.text), places, False
        text = strike(kept.text)
        if kept.quotes and going.posts:
            hers = going.texts(kept.at, kept.thread)
            own = text if kept.quotes == "marked" else ""
            text, found = forgetting.unquoted(text, own, hers, mark)
        return text, places + found, bool(found)

    # --- mails, and what copies are made from -----------------------------------------------------

    async def _mails(self, one: Erasure) -> bool:
        found = await self._store.read(sweeping.mails, one, MAILS)
        if not found:
            return await self._enter(one, erasures.TEXTS)
        others: dict[int, tuple[bytes, bytes]] = {}
        own: dict[int, bytes] = {}
        places = 0
        for mail in found:
            if mail.own:
                own[mail.id] = reformed.tombstone(self._mark())
            elif not mail.hers and (found_in := await self._in_mail(one, mail)):
                others[mail.id] = found_in[0], found_in[1].raw
                places += found_in[1].places
        through = [mail.id for mail in found if mail.through and not (mail.own or mail.hers)]
        after = one.on(erasures.MAILS, 0, found[-1].id).counted(places=places, mails=len(own))
        made = Rewriting(others, own, through)
        await self._store.write(sweeping.write_mails, one, after, made)
        return True

    async def _in_mail(self, one: Erasure, mail: Mail) -> tuple[bytes, Rewritten] | None:
        raw = await self._store.read(spool.raw, mail.id)
        if not raw:
            return None
        hers = (await self._hers(one)).texts(mail.received, mail.thread)
        made = await self._looked_through(one, raw, hers, f"mail {mail.id}", whole=mail.whole)
        return (raw, made) if made and made.places else None

    async def _looked_through(
        self, one: Erasure, raw: bytes, hers: Sequence[str], what: str, *, whole: bool
    ) -> Rewritten | None:
        try:
            return await self._child.forget(raw, one.named.phrases, hers, self._mark(), whole=whole)
        except ChildFailed:
            log.warning("erasure %d: %s could not be looked through", one.id, what)
            return None

    async def _renditions(self, one: Erasure) -> bool:
        now = self._clock.now()
        if not one.part:
            hers = await self._store.read(sweeping.letters, one)
            last = hers[-1][0] if hers else 0
            after = one.on(one.step, 0, last) if hers else one.on(one.step, 1)
            await self._store.write(sweeping.drop_letters, one, after, hers, now)
            return True
        found = await self._store.read(sweeping.renditions, one, RENDITIONS)
        if not found:
            return await self._enter(one, erasures.FORMS)
        changed = [(kept, made) for kept in found if (made := await self._in_rendition(one, kept))]
        after = one.on(one.step, one.part, found[-1].row)
        await self._store.write(sweeping.write_renditions, one, after, changed)
        return True

    async def _in_rendition(self, one: Erasure, kept: Kind) -> Rendition | None:
        """What copies are made from, without her; None where it stays as it is."""
        going, made = await self._hers(one), kept.made
        if kept.kind == "digest" and going.posts:
            said = phrases.taken_back(words(made.language).translations)
            without = partial(items.without, numbers=going.numbers, said=said)
            head, body = await asyncio.to_thread(rewriting.retold, made.head, made.body, without)
            made = replace(made, head=head, body=body)
        raw = made.head + b"\r\n" + made.body
        texts = going.texts(kept.created, kept.thread)
        what, whole = f"rendition {kept.row}", kept.kind != "post"
        found = await self._looked_through(one, raw, texts, what, whole=whole)
        if found and found.places:
            head, body = rewriting.divided(found.raw)
            made = replace(made, head=head, body=body)
        return made if made != kept.made else None

    # --- the end ----------------------------------------------------------------------------------

    async def _leftovers(self, one: Erasure) -> bool:
        if await self._store.write(scrubbing.step):
            return True
        if one.part < sweeping.orders():
            after = one.on(one.step, one.part + 1)
            return await self._store.write(sweeping.scrub, one, after)
        return await self._store.write(sweeping.scrub_rest, one, one.on(erasures.TELL))

    async def _tell(self, one: Erasure) -> bool:
        now = self._clock.now()
        if not one.tell:
            await self._store.write(erasures.end, one, now)
            return True
        letter = await self._receipt(one, now)

        def told(db: Db) -> bool:
            if not erasures.advance(db, one, one.on(erasures.TOLD)):
                return False
            erasures.tell(db, one, letter.id)
            ledger.spool_letters(db, [letter], now)
            return True

        return await self._store.write(told)

    async def _receipt(self, one: Erasure, now: float) -> Letter:
        language = one.language or self._site.language
        return await self._mailroom.letter(
            "erased",
            Addressee(0, one.named.addresses[0], "", language),
            None,
            lists=one.counts.get("lists", 0),
            kept=one.counts.get("kept", 0),
            removed=one.counts.get("removed", 0),
            translated=one.counts.get("translated", 0),
            places=one.counts.get("places", 0),
            banned=bool(one.counts.get("bans", 0)),
            until=now + self._backups,
        )

    async def _end(self, one: Erasure) -> bool:
        """Once the receipt has left, or cannot, its address goes too."""
        if not await self._store.read(mailings.is_finished, one.letter):
            return False
        now = self._clock.now()

        def end(db: Db) -> None:
            sweeping.forget_letter(db, one.letter)
            erasures.end(db, one, now)

        await self._store.write(end)
        return True

    def _mark(self) -> str:
        day = datetime.fromtimestamp(self._clock.now(), UTC).date()
        return redaction.mark(day.isoformat())
