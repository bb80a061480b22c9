"""Real mail from everywhere goes through the import: nothing escapes, nothing is lost."""

from __future__ import annotations

import mailbox
import re
from pathlib import Path

import pytest

from listserv.archive.importer import ImportReport, import_posts
from listserv.archive.worker import Shelf
from listserv.children import Pool
from listserv.model import MailingList, Policy, Site
from listserv.store import lists, shelf
from listserv.store.base import Store
from tests.support.html_check import crawl

CORPORA = Path(__file__).parents[2].parent / "shared" / "corpora"
ARCHIVES = ("linux-stm32-sample", "usrp-users-sample")
NOW = 1_800_000_000.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout"),
]


def folders() -> list[str]:
    return sorted(path.name for path in CORPORA.glob("*") if path.is_dir())


def new_list(store: Store) -> MailingList:
    policy = Policy(title="History", archive="public")
    return store.write_now(lists.create, "history", policy, NOW)


async def bring(store: Store, mailing_list: MailingList, source: Path) -> ImportReport:
    pool = Pool()
    try:
        return await import_posts(store, pool, mailing_list, source, NOW, lambda done: None)
    finally:
        await pool.close()


@pytest.mark.parametrize("folder", folders())
async def test_every_message_ends_in_a_known_state(folder: str, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "t.db")
    try:
        made = new_list(store)
        report = await bring(store, made, CORPORA / folder)
        assert report.messages == report.imported + sum(report.reasons.values())
        assert report.reasons.get("unreadable", 0) == 0
        posts = store.read_now(shelf.published, made.id)
        assert len(posts) == report.imported, "every post has its place in a thread"
        assert all(0 < post.sent < NOW + 86_400 for post in posts)
        worker = Shelf(store, Site("lists.example.org", "Forums"), tmp_path / "archive")
        while await worker.step():
            pass
        found, dead = crawl(tmp_path / "archive" / "public" / "index.html")
        assert not dead
        assert not [(path.name, page.problems) for path, page in found.items() if page.problems]
        assert sum(path.parent.name == "m" for path in found) == report.imported
    finally:
        store.close()


def threads_by_headers(path: Path) -> set[frozenset[str]]:
    """Message-IDs that cite one another, directly or not: another way to find threads."""
    group: dict[str, str] = {}

    def head(one: str) -> str:
        while group.setdefault(one, one) != one:
            one = group[one]
        return one

    ids = []
    box = mailbox.mbox(path)
    for message in box:
        own = re.findall(r"<([^<>\s]+)>", str(message["Message-ID"]))[0]
        ids.append(own)
        cited = re.findall(
            r"[^<>\s]+@[^<>\s]+", f"{message['References']} {message['In-Reply-To']}"
        )
        for one in (own, *cited):
            group[head(one)] = head(own)
    box.close()
    found: dict[str, set[str]] = {}
    for one in ids:
        found.setdefault(head(one), set()).add(one)
    return {frozenset(members) for members in found.values()}


@pytest.mark.parametrize("name", ARCHIVES)
async def test_an_archive_is_complete(name: str, tmp_path: Path) -> None:
    """As many posts as messages, and threads as the headers say."""
    path = CORPORA / "list_archives" / f"{name}.mbox"
    store = Store.open(tmp_path / "t.db")
    try:
        made = new_list(store)
        report = await bring(store, made, path)
        box = mailbox.mbox(path)
        assert report.messages == report.imported == len(box)
        box.close()
        threads: dict[int, set[str]] = {}
        for post in store.read_now(shelf.published, made.id):
            threads.setdefault(post.thread, set()).add(post.message_id)
        assert {frozenset(members) for members in threads.values()} == threads_by_headers(path)
        again = await bring(store, made, path)
        assert (again.imported, again.repeats) == (0, report.messages)
    finally:
        store.close()
