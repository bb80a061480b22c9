"""The shelf: keeps the static archive in step with what is published.

Gathers which threads are out of date, renders what shows them (their pages, the pages of their
posts, their months, the list's own page, the site's), writes what changed, and only then clears
the marks: a crash before that does the same work again and changes nothing. Everything here is
derived; `build` makes a list's pages anew and removes what is stale. A page that cannot be made
or written is raised to the loop, logged, and tried again with the next round; posts are never at
stake.

Two trees stand side by side: `public/` for any web server, `members/` for `serve` alone.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from listserv.archive import files, pages, tongues
from listserv.archive.pages import ListLine, Pages
from listserv.archive.tongues import Known
from listserv.archive.views import Line, sheet_of, sheets
from listserv.model import MailingList, Post, Site, Summary
from listserv.model.family import Also
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words
from listserv.store import contents, lists, shelf, summaries, translations, twins
from listserv.store.base import Db, Store
from listserv.store.contents import Gone, Opening
from listserv.text.permalink import month_page, post_page, summary_page, thread_page

TREES = ("public", "members")
CHUNK = 25  # threads rendered at once, away from the event loop


@dataclass(frozen=True, slots=True)
class Contents:
    """A list's table of contents, as the store has it now."""

    lines: Mapping[int, Line]  # by thread
    summaries: Sequence[Summary]
    gone: Sequence[Gone] = ()  # taken back; their pages say so
    known: Known = field(default_factory=dict)  # translations of the summaries

    @property
    def months(self) -> list[str]:
        return sorted({month for line in self.lines.values() for month in line.months})


class Shelf:
    """The archive's worker.

    Gather: marks and contents. Decide: `Pages`, what each page says. Apply: `files.write`, and only
    then `shelf.clear`.
    """

    def __init__(self, store: Store, site: Site, directory: Path) -> None:
        self._store = store
        self._site = site
        self._directory = directory
        self._seen: dict[int, MailingList] = {}  # lists as their pages show them
        self._lines: dict[int, ListLine] = {}

    async def step(self) -> bool:
        """Bring pages up to date; True when anything was out of date."""
        marks = await self._store.read(shelf.marks)
        stale: defaultdict[int, set[int]] = defaultdict(set)
        for mark in marks:
            stale[mark.list_id].add(mark.thread)
        every = await self._store.read(lists.ever)  # retired lists keep their archive
        changed = [one for one in every if one.id in stale or self._seen.get(one.id) != one]
        for one in changed:
            await self._refresh(one, sorted(stale[one.id]))
        if changed:
            await self._write_roots(every)
        if marks:
            await self._store.write(shelf.clear, marks)
        return bool(changed)

    async def build(self, mailing_list: MailingList) -> int:
        """Make all pages of a list anew and remove what is stale; returns their number."""
        folder = await self._settle(mailing_list)
        if folder is None:
            return 0
        made = await self._pages(mailing_list)
        found = await self._contents(mailing_list, made)
        kept = await self._write_threads(mailing_list, made, found, list(found.lines), folder)
        kept |= await asyncio.to_thread(_write_lists, made, found, found.months, folder)
        kept |= await asyncio.to_thread(_write_gone, made, found.gone, folder)
        await asyncio.to_thread(files.prune, folder, kept)
        self._seen[mailing_list.id] = mailing_list
        await self._write_roots(await self._store.read(lists.ever))
        return len(kept)

    async def _refresh(self, mailing_list: MailingList, stale: Sequence[int]) -> None:
        folder = self._folder(mailing_list)
        if folder is None or not folder.exists() or self._misplaced(mailing_list):
            await self.build(mailing_list)
            return
        made = await self._pages(mailing_list)
        found = await self._contents(mailing_list, made)
        changed = [one for one in found.gone if one.thread in stale]
        left = {made.month_of(one.was_out) for one in changed}
        lost = left.difference(found.months)
        if any(thread not in found.lines for thread in stale) or _exist(lost, folder):
            await self.build(mailing_list)  # a thread or a month is gone: any page may show it
            return
        await self._write_threads(mailing_list, made, found, stale, folder)
        active = {month for thread in stale for month in found.lines[thread].months}
        active |= left.intersection(found.months)
        await asyncio.to_thread(_write_lists, made, found, active, folder)
        await asyncio.to_thread(_write_gone, made, changed, folder)
        self._seen[mailing_list.id] = mailing_list

    # --- gather ---

    async def _pages(self, mailing_list: MailingList) -> Pages:
        forums = await self._store.read(twins.forums, mailing_list.id)
        say = words(mailing_list.policy.language)
        return Pages(self._site, mailing_list, say, forums=forums)

    async def _contents(self, mailing_list: MailingList, made: Pages) -> Contents:
        openings = await self._store.read(contents.openings, mailing_list.id)
        publications = await self._store.read(contents.publications, mailing_list.id)
        published = await self._store.read(summaries.every, mailing_list.id)
        numbers = [one.number for one in published]
        known = await self._store.read(translations.of_posts, numbers)
        gone = await self._store.read(contents.gone, mailing_list.id)
        language = mailing_list.policy.language
        foreign = [one.number for one in openings if one.spoken and language not in one.spoken]
        titles = await self._store.read(translations.titles, foreign, language)
        lines = await asyncio.to_thread(_lines, openings, titles, publications, made)
        last = publications[-1][1] if publications else 0.0
        self._lines[mailing_list.id] = ListLine(mailing_list, len(publications), last)
        return Contents(lines, published, gone, known)

    # --- apply ---

    async def _write_threads(
        self,
        mailing_list: MailingList,
        made: Pages,
        found: Contents,
        threads: Sequence[int],
        folder: Path,
    ) -> set[str]:
        """Write the pages of threads and of their posts; returns their paths."""
        written: set[str] = set()
        for at in range(0, len(threads), CHUNK):
            chunk = threads[at : at + CHUNK]
            posts, known, also = await self._store.read(_posts, mailing_list.id, chunk)
            of_these = made.knowing(also)
            written |= await asyncio.to_thread(_write_chunk, of_these, found, posts, known, folder)
        return written

    async def _write_roots(self, every: Iterable[MailingList]) -> None:
        for tree in TREES:
            shown = [
                self._lines[one.id]
                for one in sorted(every, key=lambda one: one.title.casefold())
                if one.policy.archive == tree and one.id in self._lines
            ]
            say = words(self._site.language)
            root = {
                "style.css": pages.stylesheet(),
                "index.html": pages.root(self._site, shown, say, hidden=tree == "members"),
            }
            await asyncio.to_thread(files.write, self._directory / tree, root)

    async def _settle(self, mailing_list: MailingList) -> Path | None:
        """The list's folder in the tree where it belongs; it is taken out of the other one."""
        folder = self._folder(mailing_list)
        for tree in TREES:
            other = self._directory / tree / mailing_list.name
            if other != folder:
                await asyncio.to_thread(files.remove_tree, other)
        if folder is None:
            self._seen[mailing_list.id] = mailing_list
            self._lines.pop(mailing_list.id, None)
        return folder

    def _folder(self, mailing_list: MailingList) -> Path | None:
        tree = mailing_list.policy.archive
        return self._directory / tree / mailing_list.name if tree in TREES else None

    def _misplaced(self, mailing_list: MailingList) -> bool:
        here = self._folder(mailing_list)
        folders = [self._directory / tree / mailing_list.name for tree in TREES]
        return any(folder != here and folder.exists() for folder in folders)


def _posts(
    db: Db, list_id: int, threads: Sequence[int]
) -> tuple[list[list[Post]], Known, Mapping[int, Sequence[Also]]]:
    """The posts of threads, their translations, and where they are out too."""
    found = [shelf.thread_posts(db, list_id, thread) for thread in threads]
    numbers = [post.number for posts in found for post in posts]
    return found, translations.of_posts(db, numbers), twins.also(db, numbers)


def _lines(
    openings: Sequence[Opening],
    titles: Mapping[int, str],
    publications: Sequence[tuple[int, float]],
    made: Pages,
) -> dict[int, Line]:
    """The table of contents: every thread with its posts counted by month, called by the `titles`
    that people gave its first post in the list's language, by number."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    months: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for thread, published in publications:
        first.setdefault(thread, published)
        last[thread] = published
        months[thread][made.month_of(published)] += 1
    return {
        one.thread: Line(
            one.thread,
            tongues.topic(one.topic, titles.get(one.number, "")) or one.topic,
            made.author(one.author, one.address),
            one.country,
            months[one.thread].total(),
            first[one.thread],
            last[one.thread],
            months[one.thread],
        )
        for one in openings
    }


def _write_chunk(
    made: Pages, found: Contents, threads: Sequence[Sequence[Post]], known: Known, folder: Path
) -> set[str]:
    rendered: dict[str, str] = {}
    stale: list[str] = []
    for posts in threads:
        if posts:
            shown = _thread_pages(made, found, posts, known)
            stale += [path for path in _possible(posts) if path not in shown]
            rendered |= shown
    files.write(folder, rendered)
    files.remove(folder, stale)
    return set(rendered)


def _possible(posts: Sequence[Post]) -> list[str]:
    """The pages that a thread may have had when it was longer by a sheet, or in more languages."""
    return [
        thread_page(posts[0].thread, n, language)
        for language in ("", *COMPLETE)
        for n in range(1, len(sheets(posts)) + 2)
    ]


def _thread_pages(
    made: Pages, found: Contents, posts: Sequence[Post], known: Known
) -> dict[str, str]:
    """A thread and each of its posts."""
    about = [one for one in found.summaries if one.thread == posts[0].thread]
    by_number = {post.number: post for post in posts}
    where = sheet_of(sheets(posts))
    rendered = {
        post_page(post.permalink): made.post(
            *(post, by_number.get(post.parent), where[post.number], known.get(post.number, ()))
        )
        for post in posts
    }
    return rendered | made.thread(posts, about, known)


def _exist(months: Iterable[str], folder: Path) -> bool:
    return any((folder / month_page(month)).exists() for month in months)


def _write_gone(made: Pages, gone: Sequence[Gone], folder: Path) -> set[str]:
    """The pages of posts that were taken back: a link to one leads somewhere."""
    rendered = {post_page(one.permalink): made.gone(one.recalled) for one in gone}
    files.write(folder, rendered)
    return set(rendered)


def _write_lists(made: Pages, found: Contents, active: Iterable[str], folder: Path) -> set[str]:
    """Write months with their neighbours (which link to them), summaries, the list's own page."""
    months = found.months
    lines = list(found.lines.values())
    shown = {months.index(month) for month in active}
    rendered = {}
    for at, month in enumerate(months):
        if shown & {at - 1, at, at + 1}:
            before = months[at - 1] if at else ""
            after = months[at + 1] if at + 1 < len(months) else ""
            rendered[month_page(month)] = made.month(month, lines, before, after)
    for one in found.summaries:
        opening = found.lines.get(one.thread)
        topic = opening.topic if opening else ""
        rendered[summary_page(one.id)] = made.summary(one, topic, found.known.get(one.number, ()))
    rendered["index.html"] = made.home(lines, found.summaries)
    files.write(folder, rendered)
    return set(rendered)
