"""The letters that show moderators what waits: notices, queue mails, reminders.

Owns how much of a post each of them reads and what stands beside it, and the report of what others
decided since her last queue mail. Reads the store and writes nothing: a letter is spooled by the
herald, with the mark of what it tells. What may show a patient is said to those on duty alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from listserv.mailroom import Addressee, Mailroom
from listserv.model import Letter, MailingList, Post, Purpose, Reader, Sort
from listserv.moderation.coalesce import Plan
from listserv.press.kinds import Decided, Waiting, Writer
from listserv.press.phrases import DECIDED
from listserv.store import (
    authored,
    decisions,
    held,
    members,
    places,
    readers,
    shelf,
    spool,
    standings,
)
from listserv.store.base import Db, Store
from listserv.text.layout import clip
from listserv.text.numbered import new_ones, spans

_QUESTION = 300  # columns of what an author was asked

NOTICE_CHARACTERS = 100_000  # of a post's text in a notice: its letter must arrive
QUEUE_CHARACTERS = 10_000  # of each post's text in a queue mail, where she has not said how many
REPORT_SECONDS = 7 * 86400.0  # what was decided before is no news
REPORT_LINES = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What a round of letters tells of: posts, and what a filter takes for spam."""

    posts: Sequence[Waiting]
    spam: Sequence[Waiting] = ()


class HeraldLetters:
    def __init__(self, store: Store, mailroom: Mailroom) -> None:
        self._store = store
        self._mailroom = mailroom

    async def write(
        self,
        kind: str,
        mailing_list: MailingList,
        reader: Reader,
        told: Told,
        plan: Plan,
        now: float,
        *,
        is_on_duty: bool = True,
    ) -> list[Letter]:
        """Notices for the first of these posts, then pages of `kind`, as planned."""
        posts = iter([_as_shown(item, is_on_duty=is_on_duty) for item in told.posts])
        letters = [
            await self._notice(mailing_list, reader, item) for item in islice(posts, plan.singles)
        ]
        pages = _pages(posts, plan, told.spam)
        decided: tuple[Decided, ...] = ()
        if kind == "queue" and pages:
            decided = await self._store.read(_decided, mailing_list.id, reader, now)
        for place, (page, spam) in enumerate(pages, 1):
            report = decided if place == len(pages) else ()
            letters.append(await self._page(kind, mailing_list, reader, page, spam, report))
        return letters

    async def _notice(self, mailing_list: MailingList, reader: Reader, item: Waiting) -> Letter:
        whole = _cut(item, min(reader.most or NOTICE_CHARACTERS, NOTICE_CHARACTERS))
        return await self._ask("notice", mailing_list, reader, [whole], item=whole)

    async def _page(
        self,
        kind: str,
        mailing_list: MailingList,
        reader: Reader,
        page: Sequence[Waiting],
        spam: Sequence[Waiting],
        decided: Sequence[Decided],
    ) -> Letter:
        most = min(reader.most or QUEUE_CHARACTERS, NOTICE_CHARACTERS)
        return await self._ask(
            kind,
            mailing_list,
            reader,
            [*page, *spam],
            waiting=tuple(_cut(item, most) for item in page),
            spam=tuple(spam),
            decided=tuple(decided[-REPORT_LINES:]),
            more=max(0, len(decided) - REPORT_LINES),
        )

    async def _ask(
        self,
        kind: str,
        mailing_list: MailingList,
        reader: Reader,
        shown: Sequence[Waiting],
        **facts: Any,
    ) -> Letter:
        return await self._mailroom.letter(
            kind,
            Addressee.of(reader.person),
            mailing_list,
            answer=Purpose.MODERATE,
            shown=tuple((item.post.number, item.post.version) for item in shown),
            **facts,
        )


def _pages(
    posts: Iterator[Waiting], plan: Plan, spam: Sequence[Waiting]
) -> list[tuple[Sequence[Waiting], Sequence[Waiting]]]:
    """(posts, spam) of each queue mail: the last one has the spam."""
    full = (tuple(islice(posts, size)) for size in plan.pages)
    pages = [page for page in full if page] or ([()] if spam else [])
    return [(page, spam if place == len(pages) else ()) for place, page in enumerate(pages, 1)]


def _as_shown(item: Waiting, *, is_on_duty: bool) -> Waiting:
    return item if is_on_duty else replace(item, post=replace(item.post, patient=()))


def _cut(item: Waiting, most: int) -> Waiting:
    """What waits, with at most so many characters of its text: whole paragraphs, where they fit."""
    if len(item.text) <= most:
        return item
    last = max((end for _, end in spans(item.text) if end <= most), default=0)
    end = last if last > most // 2 else most
    return replace(item, text=f"{item.text[:end].rstrip()} […]", whole=len(item.text.encode()))


# --- what stands beside a post --------------------------------------------------------------------


def gather(db: Db, mailing_list: MailingList, posts: Sequence[Post], now: float) -> list[Waiting]:
    """All that a notice says of each post; the whole text."""
    return [_waiting(db, mailing_list, post, now) for post in posts]


def _waiting(db: Db, mailing_list: MailingList, post: Post, now: float) -> Waiting:
    thread, _ = places.under(db, post, now)
    root = spool.post(db, thread) if thread != post.number else None
    numbered = mailing_list.policy.moderation == "all" and Sort.OBITUARY not in (
        post.kind,
        root.kind if root else "",
    )
    by, by_author = held.made_by(db, post.number, post.version) if post.version > 1 else (0, False)
    maker = members.person(db, by) if by else None
    asked_by, question, answer = _answer(db, post)
    return Waiting(
        post,
        _writer(db, post),
        post.text,
        thread=root.topic if root else "",
        place=shelf.last_position(db, post.list_id, thread) + 1 if root and numbered else 0,
        by=(maker.name or maker.address) if maker else "",
        by_author=by_author or (by != 0 and by == post.person_id),
        asked_by=asked_by,
        question=question,
        answer=answer,
        for_all=authored.for_all(db, post.number),
    )


def _answer(db: Db, post: Post) -> tuple[str, str, tuple[int, int]]:
    """Who asked its author, what, and which paragraphs are her answer."""
    before = authored.before_answer(db, post.number, post.version)
    by, said = authored.question(db, post.number)
    if before is None or not said:
        return "", "", (0, 0)
    asker = members.person(db, by) if by else None
    name = (asker.name or asker.address) if asker else ""
    question = clip(" ".join(said.split()), _QUESTION)
    return name, question, new_ones(before, post.text)


def _writer(db: Db, post: Post) -> Writer:
    member = members.member(db, post.list_id, post.person_id)
    standing = standings.standing(db, post.list_id, post.person_id)
    if member is None:
        return Writer(is_member=False, standing=standing)
    return Writer(is_member=True, since=member.joined, posts=member.posts, standing=standing)


def _decided(db: Db, list_id: int, reader: Reader, now: float) -> tuple[Decided, ...]:
    """What others, or the clock, did since her last queue mail, in order."""
    week = now - REPORT_SECONDS
    since = readers.last_letter(db, list_id, reader.person.id, "queue", week) or week
    found = []
    for entry in decisions.of_list(db, list_id, since, now):
        post = spool.post(db, entry.post) if entry.what in DECIDED else None
        if post is not None and entry.by != reader.person.id:
            by = members.person(db, entry.by) if entry.by else None
            found.append(Decided(entry.what, (by.name or by.address) if by else "", post.topic))
    return tuple(found)
