"""Redacting: words of a post are taken out of every form in which they are kept.

Gather: where they may stand (store/redactions.py). Decide: what of it changes; mails and letters
are looked through by child processes, for their bytes came from the network. Apply: all of it in
one transaction. What came meanwhile to one of these places makes us look again. A second run finds
nothing more, and says what the first one found. The moderator's own mail, which says the words, is
written anew at the end of its errand.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from listserv.children import ChildFailed
from listserv.clock import Clock
from listserv.model import Post, Rendition
from listserv.moderation.letters import Who
from listserv.store import mailings, redactions, spool, summaries, translations
from listserv.store.base import Db, Store
from listserv.store.errands import Change
from listserv.store.redactions import Kept, Places, Redaction
from listserv.text import redaction, rewriting
from listserv.text.rewriting import Rewritten

log = logging.getLogger("listserv.redacting")

TRIES = 5  # of a busy list; then the errand is run again
SHOWN = 6  # names of files that were not looked into


class Redactor(Protocol):
    async def redact(self, raw: bytes, words: Sequence[str], mark: str) -> Rewritten: ...


class BusyError(Exception):
    """The places of a post changed again and again while they were looked through."""


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    count: int = 0
    unseen: list[str] = field(default_factory=list)


class Redacting:
    def __init__(self, store: Store, redactor: Redactor, clock: Clock) -> None:
        self._store = store
        self._redactor = redactor
        self._clock = clock

    async def redact(
        self, post: Post, words: str, who: Who, nth: int
    ) -> tuple[tuple[str, str], ...]:
        """Take words, the nth that an answer names, out of a post's places; returns what the echo
        says of it."""
        if redaction.is_mark(words):
            return (("not-found", ""),)
        if not redaction.is_enough(words):
            return (("too-short", ""),)
        for _ in range(TRIES):
            made, unseen = await self._made(post, words, who, nth)
            if not made.count:
                return await self._found_none(made, who, unseen)
            now = self._clock.now()
            if await self._store.write(redactions.redact, made, now, who.echo):
                others = await self._translated(made)
                return (("redacted", f"{made.count}"), *others, *_not_seen(unseen))
        raise BusyError(f"post {post.number}")

    async def _found_none(
        self, made: Redaction, who: Who, unseen: Sequence[str]
    ) -> tuple[tuple[str, str], ...]:
        before = await self._store.write(
            redactions.done_before, made.number, made.mail, made.nth, who.echo
        )
        if not before:
            return (("not-found", ""), *_not_seen(unseen))
        others = await self._translated(made)
        return (("redacted", f"{before}"), *others, *_not_seen(unseen))

    async def _translated(self, made: Redaction) -> tuple[tuple[str, str], ...]:
        """The languages in which it may say the same in words that nobody looked for."""
        written = redactions.written(made, "translation")
        retold = await self._store.read(summaries.numbers, redactions.written(made, "summary"))
        known = await self._store.read(translations.of_posts, [made.number, *retold])
        every = (one for of_text in known.values() for one in of_text)
        others = (one for one in every if not one.refused and one.id not in written)
        languages = dict.fromkeys(one.language for one in others)
        return (("says-the-same", " ".join(languages)),) if languages else ()

    async def forget(self, words: Sequence[str], who: Who) -> Change | None:
        """Take the words out of the moderator's own mail, once that is carried out."""
        wanted = [one for one in words if redaction.is_enough(one) and not redaction.is_mark(one)]
        if not wanted:
            return None
        made = await self._redactor.redact(who.brief.raw, wanted, self._mark())
        return partial(redactions.forget, mail=_mail(who), raw=made.raw)

    # --- looking through ----------------------------------------------------------------------

    async def _made(
        self, post: Post, words: str, who: Who, nth: int
    ) -> tuple[Redaction, Sequence[str]]:
        by, mail, found = who.moderator.id, _mail(who), _Found()
        places, texts = await self._store.read(_gather, post.number, mail)
        changed = await asyncio.to_thread(self._changed, texts, words, found)
        mails = await self._mails(places, words, found)
        renditions = await self._renditions(places, words, found)
        made = Redaction(
            post.number, by, mail, nth, found.count, places, changed, mails, renditions
        )
        return made, tuple(dict.fromkeys(found.unseen))

    def _changed(
        self, texts: Sequence[Kept], words: str, found: _Found
    ) -> Sequence[tuple[Kept, str]]:
        made = ((kept, self._in_kept(kept, words, found)) for kept in texts)
        return [(kept, text) for kept, text in made if text != kept.text]

    async def _mails(self, places: Places, words: str, found: _Found) -> dict[int, bytes]:
        """One after the other: one of them may have 25 MB."""
        mails = {}
        for mail in (*places.own, *places.mails):
            raw = await self._store.read(spool.raw, mail)
            made = await self._rewritten(raw, words, found, f"{mail}", named=mail in places.own)
            if made is not None:
                mails[mail] = made
        return mails

    async def _renditions(
        self, places: Places, words: str, found: _Found
    ) -> dict[tuple[int, int], Rendition]:
        renditions = {}
        for key in places.renditions:
            try:
                before = await self._store.read(mailings.rendition, *key)
            except LookupError:  # it has ended its fortnight just now
                continue
            raw = before.head + b"\r\n" + before.body
            made = await self._rewritten(raw, words, found, f"{key}", named=False)
            if made is not None:
                head, body = rewriting.divided(made)
                renditions[key] = replace(before, head=head, body=body)
        return renditions

    async def _rewritten(
        self, raw: bytes, words: str, found: _Found, what: str, *, named: bool
    ) -> bytes | None:
        """A mail without the words; None where they do not stand in it."""
        try:
            made = await self._redactor.redact(raw, (words,), self._mark())
        except ChildFailed:
            log.warning("mail %s could not be looked through", what)
            found.unseen.append(f"mail {what}")
            return None
        found.count += made.places
        found.unseen += made.unseen if named else ()
        return made.raw if made.places else None

    def _in_kept(self, kept: Kept, words: str, found: _Found) -> str:
        def strike(text: str) -> str:
            text, places = redaction.in_text(text, words, self._mark())
            found.count += places
            return text

        if not kept.is_json:
            return strike(kept.text)
        before = found.count
        made = redaction.in_json(json.loads(kept.text), strike)
        return kept.text if found.count == before else json.dumps(made, ensure_ascii=False)

    def _mark(self) -> str:
        day = datetime.fromtimestamp(self._clock.now(), UTC).date()
        return redaction.mark(day.isoformat())


def _mail(who: Who) -> int:
    return who.brief.errand.mail_id


def _gather(db: Db, number: int, mail: int) -> tuple[Places, list[Kept]]:
    places = redactions.places(db, number, mail)
    return places, redactions.texts(db, places.posts)


def _not_seen(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The line of the echo about what nobody looked into."""
    every = list(names)
    if not every:
        return ()
    more = f" +{len(every) - SHOWN}" if len(every) > SHOWN else ""
    return (("not-looked-into", ", ".join(every[:SHOWN]) + more),)
