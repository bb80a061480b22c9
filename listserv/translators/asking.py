"""The worker "translators": asks people for the texts that are wanted, in one letter each.

Owns the step from a task that nobody has to a letter that asks for it. The letter and who has what
are one transaction; a crash before it means that all is decided again. What nobody did in time is
ended first, so that somebody else is asked. One list or letter that fails holds up no other.

Gather: what is open on a list, who translates there, what she was asked for. Decide:
batch.plan. Apply: `tasks.hand_out`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from listserv.clock import Clock
from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Person, Post, Purpose, State
from listserv.model.translations import Volunteer
from listserv.store import (
    lists,
    members,
    redactions,
    shared_tasks,
    spool,
    summaries,
    tasks,
    translations,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.redactions import LookAgainError
from listserv.translators import batch
from listserv.translators.batch import Batch, Load, Wanted
from listserv.translators.letters import Texts
from listserv.translators.pieces import Code, Piece

log = logging.getLogger("listserv.translators")

OTHERS = 5  # posts that a letter offers to be said in two lines
OTHERS_SECONDS = 3 * 86400.0  # … that went out so long ago at most

_WANTED = frozenset({State.APPROVED, State.OUT, State.DONE})


@dataclass(frozen=True, slots=True)
class Scene:
    """A list at one instant: what is wanted, and who translates."""

    list: MailingList
    wanted: Sequence[Wanted]
    posts: dict[int, Post]
    volunteers: Sequence[Volunteer]
    load: Load


class Asking:
    def __init__(self, store: Store, mailroom: Mailroom, texts: Texts, clock: Clock) -> None:
        self._store = store
        self._mailroom = mailroom
        self._texts = texts
        self._clock = clock

    async def step(self) -> bool:
        now = self._clock.now()
        if await self._store.read(tasks.is_late, now):
            await self._store.write(tasks.lapse, now)
        written = 0
        for one in await self._store.read(lists.every):
            if one.policy.translate == "off":
                continue
            try:
                written += await self._list(one, now)
            except Exception:
                log.exception("translators of %s: could not be asked, trying again", one.name)
        return written > 0

    async def _list(self, mailing_list: MailingList, now: float) -> int:
        """Write the letters that are due on a list; returns how many."""
        book = await self._store.read(redactions.last)
        scene = await self._store.read(_gather, mailing_list, now)
        if not scene.wanted:
            return 0
        written = 0
        policy = mailing_list.policy
        for one in batch.plan(scene.wanted, scene.volunteers, scene.load, policy, now):
            letter = await self._letter(one, scene, now)
            if letter is None:
                continue
            try:
                given = await self._store.write(
                    redactions.unless_since,
                    book,
                    tasks.hand_out,
                    [(wanted.task.id, until) for wanted, until in one.texts],
                    one.person_id,
                    letter,
                    self._clock.now(),
                )
            except LookAgainError:
                return written + 1  # what it shows has other words: all is looked at again
            written += given
        return written

    async def _letter(self, one: Batch, scene: Scene, now: float) -> Letter | None:
        """The letter of a batch; None where nobody is there to read it."""
        person = await self._store.read(members.person, one.person_id)
        if person is None:
            return None
        pieces = [_piece(wanted) for wanted, _ in one.texts]
        texts = [
            await self._texts.asked(piece, scene.posts[piece.number], until)
            for piece, (_, until) in zip(pieces, one.texts, strict=True)
        ]
        others = await self._store.read(_others, scene, person, now)
        offered = [
            Piece(post.number, post.version, post.language, language, whole=False)
            for post, language in others
        ]
        hers = next(each for each in scene.volunteers if each.person_id == person.id)
        letter = await self._mailroom.letter(
            "translate",
            Addressee.of(person),
            scene.list,
            answer=Purpose.TRANSLATE,
            shown=tuple((piece.number, piece.version) for piece in (*pieces, *offered)),
            texts=tuple(texts),
            others=tuple(post for post, _ in others),
            until=one.until,
            waits=max((each.waits for each, _ in one.texts), default=0.0),
            zone=person.timezone or scene.list.policy.timezone,
            credited=hers.credited,
        )
        return replace(letter, asked=Code((*pieces, *offered)).text)


def _piece(wanted: Wanted) -> Piece:
    task = wanted.task
    return Piece(task.number, task.version, task.source, task.language)


def _gather(db: Db, mailing_list: MailingList, now: float) -> Scene:
    """What is open, of posts that are as they were when it was asked for."""
    wanted: list[Wanted] = []
    posts: dict[int, Post] = {}
    open_ = tasks.open_on(db, mailing_list.id)
    elsewhere = shared_tasks.asked_elsewhere(db, open_, now)
    for task in open_:
        if task.id in elsewhere:
            continue
        post = posts.get(task.number) or summaries.text(db, task.number)
        if post is None or post.state not in _WANTED or post.version != task.version:
            continue
        posts[task.number] = post
        waits = 0.0
        if post.state is State.APPROVED and mailing_list.policy.translate_hold:
            waits = post.translating or 0.0
        wanted.append(Wanted(task, len(post.text), waits if waits > now else 0.0))
    if not wanted:
        return Scene(mailing_list, (), {}, (), Load())
    load = Load(
        tasks.had(db, [one.task.id for one in wanted], now),
        tasks.given_since(db, now - batch.WEEK),
        tasks.last_given(db),
    )
    return Scene(mailing_list, wanted, posts, volunteers.of_list(db, mailing_list.id), load)


def _others(db: Db, scene: Scene, person: Person, now: float) -> list[tuple[Post, str]]:
    """Posts that she may say in two lines, the newest first, and in which language."""
    hers = [one for one in scene.volunteers if one.person_id == person.id]
    found: list[tuple[Post, str]] = []
    for language in dict.fromkeys(one.language for one in hers):
        sources = [one.source for one in hers if one.language == language]
        since = now - OTHERS_SECONDS
        for number in translations.unread(db, scene.list.id, sources, language, since, OTHERS):
            post = spool.post(db, number)
            if post is not None and post.number not in {one.number for one, _ in found}:
                found.append((post, language))
    return found[:OTHERS]
