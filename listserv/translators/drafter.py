"""The drafter: asks programs for what members want in their language, and judges what comes.

Owns the drafts of posts that the table asked for. A draft goes to members only where the safety
gate found nothing: the same numbers, doses, units and negations as the original, no word too many
that the program did not know. Any other is kept with the reason, for translators and moderators to
begin with. A program that is not there, fails, is slow or talks nonsense costs a draft and says so;
the post waits for it no longer than the table said.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from listserv.clock import Clock
from listserv.model import MachineDraft, Post, State
from listserv.model.translations import Translation
from listserv.store import lists, posts, redactions, translations
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError
from listserv.translate import gate
from listserv.translate.engines import Drafted, Reason

log = logging.getLogger("listserv.drafter")

GONE = "gone"  # its words have changed since, or nobody wants a draft of it any more
GLOSSARY = "glossary"  # a term of the site is not said as the site says it
UNTOUCHED = "untouched"  # of a paragraph the program lost a piece, so it stands as it was written
_BREAK = "\n\n"
_READ = frozenset({State.APPROVED, State.OUT, State.DONE})

Draft = Callable[[str, str, str, Sequence[str]], Awaitable[Drafted]]


class Drafter:
    """Gather: the oldest draft that is wanted, and its post. Decide: the gate. Apply:
    `translations.drafted`."""

    def __init__(self, store: Store, draft: Draft, clock: Clock) -> None:
        self._store = store
        self._draft = draft
        self._clock = clock

    async def step(self) -> bool:
        book = await self._store.read(redactions.last)
        found = await self._store.read(_wanted)
        if found is None:
            return False
        asked, post = found
        try:
            made = await self._made(asked, post)
        except Exception:
            log.exception("no draft of post %d into %s", asked.number, asked.language)
            made = replace(asked, refused=Reason.FAILED)
        try:
            await self._store.write(
                redactions.unless_since, book, translations.drafted, made, self._clock.now()
            )
        except LookAgainError:
            log.info("post %d has other words now; it is asked for again", asked.number)
        return True

    async def _made(self, asked: Translation, post: Post | None) -> Translation:
        """What is kept: a draft, or why there is none."""
        if post is None or post.version != asked.version or not post.spoken:
            return replace(asked, refused=GONE)
        if len(post.text) > gate.MOST_TEXT:
            return replace(asked, refused=Reason.TOO_LONG)
        made = await drafted(self._draft, post, post.spoken[0], asked.language)
        if made.draft is None:
            return replace(asked, refused=made.reason)
        refused = await asyncio.to_thread(judged, post, made.draft, made.topic, made.text)
        return replace(
            asked,
            topic=made.topic,
            text=made.text,
            engine=made.draft.engine,
            refused=" ".join(refused),
        )


class DraftOfPost(NamedTuple):
    """A draft, and what of it is the topic and the text; or why there is none."""

    draft: MachineDraft | None
    reason: str = ""
    topic: str = ""
    text: str = ""


async def drafted(draft: Draft, post: Post, source: str, language: str) -> DraftOfPost:
    """A post with its topic, as a program says it; its author's name stays as it is."""
    names = [post.author] if post.author else []
    whole = f"{post.topic}{_BREAK}{post.text}" if post.topic else post.text
    made = await draft(whole, source, language, names)
    if made.draft is None:
        return DraftOfPost(None, made.reason)
    topic, text = "", made.draft.text
    if post.topic:
        topic, _, text = text.partition(_BREAK)
    return DraftOfPost(made.draft, "", topic, text)


def judged(post: Post, draft: MachineDraft, topic: str, text: str) -> tuple[str, ...]:
    """The codes of what speaks against a draft (gate.Flaw and the above), each once; () nothing."""
    findings = (
        *gate.check(post.topic, topic, draft.source, draft.target),
        *gate.check(
            *(post.text, text, draft.source, draft.target),
            words=draft.words,
            unknown=draft.unknown,
        ),
    )
    codes = [finding.flaw.value for finding in findings]
    codes += [GLOSSARY] if draft.glossary else []
    codes += [UNTOUCHED] if draft.untouched else []
    return tuple(dict.fromkeys(codes))


def _wanted(db: Db) -> tuple[Translation, Post | None] | None:
    """What is asked for, and its post; None where its author or its list wants no draft any more,
    or where it is not to be read: then no program is shown a word of it."""
    asked = translations.next_draft(db)
    if asked is None:
        return None
    post = posts.get(db, asked.number)
    if post is None or post.state not in _READ or not translations.may_be_drafted(db, post.number):
        return asked, None
    about = lists.by_id(db, post.list_id)
    return asked, post if about and about.policy.translate == "machine" else None
