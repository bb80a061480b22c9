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
from listserv.model import HARMLESS, Letter, MailingList, Post, Purpose, Reader, Sort
from listserv.moderation.coalesce import Plan
from listserv.press.kinds import Decided, Waiting, Writer
from listserv.press.phrases import DECIDED
from listserv.store import (
    announcements,
    applicants,
    authored,
    decisions,
    held,
    members,
    places,
    readers,
    shelf,
    spool,
    standings,
    translations,
    twins,
)
from listserv.store.base import Db, Store
from listserv.store.decisions import Entry
from listserv.text.layout import clip
from listserv.text.numbered import new_ones, spans

PUT_BACK = "put-back"  # the reason where there is no other: it was let out, and taken back

_QUESTION = 300  # columns of what an author was asked

NOTICE_CHARACTERS = 100_000  # of a post's text in a notice: its letter must arrive
QUEUE_CHARACTERS = 10_000  # of each post's text in a queue mail, where she has not said how many
REPORT_SECONDS = 7 * 86400.0  # what was decided before is no news
REPORT_LINES = 10
_NAMES = 5  # of people, in one of them


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
        alone = list(islice(posts, plan.singles))
        pages = _pages(posts, plan, told.spam)
        decided: tuple[Decided, ...] = ()
        if kind == "queue":
            decided = await self._store.read(_news, mailing_list.id, reader, now, bool(pages))
        letters = [
            await self._notice(mailing_list, reader, item, () if pages or one else decided)
            for one, item in enumerate(alone, 1 - len(alone))
        ]
        for place, (page, spam) in enumerate(pages, 1):
            report = decided if place == len(pages) else ()
            letters.append(await self._page(kind, mailing_list, reader, page, spam, report))
        return letters

    async def _notice(
        self,
        mailing_list: MailingList,
        reader: Reader,
        item: Waiting,
        decided: Sequence[Decided],
    ) -> Letter:
        whole = _cut(item, min(reader.most or NOTICE_CHARACTERS, NOTICE_CHARACTERS))
        report = _report(decided)
        return await self._ask("notice", mailing_list, reader, [whole], item=whole, **report)

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
            **_report(decided),
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


def _report(decided: Sequence[Decided]) -> dict[str, Any]:
    """What others decided, the last of it."""
    return {
        "decided": tuple(decided[-REPORT_LINES:]),
        "more": max(0, len(decided) - REPORT_LINES),
    }


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
    reasons = tuple(one for one in post.reasons if one not in HARMLESS) or (PUT_BACK,)
    return Waiting(
        replace(post, reasons=reasons),
        _writer(db, post),
        post.text,
        thread=root.topic if root else "",
        place=shelf.last_position(db, post.list_id, thread) + 1 if root and numbered else 0,
        by=(maker.name or maker.address) if maker else "",
        by_author=by_author or (by != 0 and by == post.person_id),
        begun=announcements.is_begun(db, post.number, post.version),
        asked_by=asked_by,
        question=question,
        answer=answer,
        for_all=authored.for_all(db, post.number),
        forums=twins.also(db, [post.number], coming=True).get(post.number, ()),
        along=translations.by_people(db, post.number),
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


def _news(db: Db, list_id: int, reader: Reader, now: float, of_posts: bool) -> tuple[Decided, ...]:
    """What others did since she was told last: with her list and its people, by any letter of what
    waits; with posts, or the clock did, by a queue mail."""
    week = now - REPORT_SECONDS
    queue, notice = (
        readers.last_letter(db, list_id, reader.person.id, kind, week) or week
        for kind in ("queue", "notice")
    )
    entries = decisions.of_list(db, list_id, min(queue, notice), now)
    others = [one for one in entries if one.by != reader.person.id]
    told = max(queue, notice)
    found = _ran(db, [one for one in others if one.at > told])
    back = decisions.undone_on_list(db, list_id, told, now)
    found += [replace(one, what="said-undone") for one in _ran(db, back) if one.what == "said"]
    if of_posts:
        made = [_decided(db, one) for one in others if one.at > queue]
        found += [one for one in made if one is not None]
    return tuple(found)


def _ran(db: Db, entries: Sequence[Entry]) -> list[Decided]:
    """A line for what was said once, with the people whom it was about."""
    people: dict[Decided, list[str]] = {}
    for entry in entries:
        if made := _run(db, entry):
            person = members.person(db, entry.before.get("person", 0))
            names = people.setdefault(made, [])
            if person and person.name and person.name not in (*names, made.topic):
                names.append(person.name)
    return [replace(one, topic=_with_names(one.topic, names)) for one, names in people.items()]


def _with_names(topic: str, names: Sequence[str]) -> str:
    said = [one for one in names[:_NAMES] if one not in topic]
    rest = f" +{len(names) - _NAMES}" if len(names) > _NAMES else ""
    return f"{topic} ({', '.join(said)}{rest})" if said else topic


def _run(db: Db, entry: Entry) -> Decided | None:
    """A line of how somebody runs the list, as it was typed, or what became of who asked to join;
    not what she wants for her own letters."""
    if "applicant" in entry.before:
        applicant = applicants.get(db, entry.before["applicant"])
        return Decided(entry.what, _by(db, entry), applicant.who) if applicant else None
    if entry.post or not entry.said or "who" in entry.before:
        return None
    return Decided("said", _by(db, entry), entry.said)


def _decided(db: Db, entry: Entry) -> Decided | None:
    """What became of a post."""
    post = spool.post(db, entry.post) if entry.post and entry.what in DECIDED else None
    return Decided(entry.what, _by(db, entry), post.topic) if post else None


def _by(db: Db, entry: Entry) -> str:
    return members.name_of(db, entry.by)
