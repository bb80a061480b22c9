"""The shelf: history comes in, pages come out, and only what changed is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from listserv import reading
from listserv.archive import files
from listserv.archive.importer import (
    NO_AUTHOR,
    NO_DATE,
    REPEAT,
    UNREADABLE,
    ImportReport,
    import_posts,
)
from listserv.archive.worker import Shelf
from listserv.children import ChildFailed
from listserv.model import MailingList, Policy, Reading, Site, State
from listserv.store import laying, lists, members, queue, shelf, summaries
from listserv.store.base import Store
from listserv.store.members import NewMember
from tests.support.html_check import crawl

SITE = Site("lists.example.org", "Forums", archive_url="https://lists.example.org/archive")
NOW = 1_800_000_000.0  # 2027-01-15


class Reader:
    """Reads in this process; the word `poison` kills a child."""

    async def read(self, raw: bytes) -> Reading:
        if b"poison" in raw:
            raise ChildFailed("killed")
        return reading.read(raw)


def mail(
    id: str,
    subject: str = "Stock",
    *,
    answers: str = "",
    text: str = "All is well.",
    date: str = "Mon, 05 Oct 2026 08:00:00 +0000",
    name: str = "Amina Kamau",
) -> bytes:
    lines = [
        f"From: {name} <amina@example.org>",
        f"Subject: {subject}",
        f"Message-ID: <{id}@mail.example>",
        f"Date: {date}",
        *([f"In-Reply-To: {answers}@mail.example"] if answers else []),  # as sloppy as real ones
        "",
        text,
    ]
    return "\n".join(lines).encode()


class House:
    """A store, one list, its shelf, and a folder of history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(folder / "t.db")
        policy = Policy(title="Health workers", archive="public", timezone="Africa/Nairobi")
        self.list: MailingList = self.store.write_now(lists.create, "hw-en", policy, NOW)
        self.archive = folder / "archive"
        self.shelf = Shelf(self.store, SITE, self.archive)

    async def bring(self, *mails: bytes) -> ImportReport:
        """Import mails, each as a file of its own."""
        source = self.folder / f"in{len(list(self.folder.glob('in*')))}"
        source.mkdir()
        for n, raw in enumerate(mails):
            (source / f"{n}.eml").write_bytes(raw)
        return await import_posts(self.store, Reader(), self.list, source, NOW, lambda done: None)

    async def shelve(self) -> None:
        while await self.shelf.step():
            pass

    def pages(self, tree: str = "public") -> dict[str, tuple[bytes, int]]:
        """Every file of a tree with its inode: a page written again has another one."""
        root = self.archive / tree
        return {
            path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_ino)
            for path in root.rglob("*")
            if path.is_file()
        }

    async def set_policy(self, **changes: str) -> None:
        policy = replace(self.list.policy, **changes)  # type: ignore[arg-type]
        await self.store.write(lists.set_policy, self.list.id, policy, NOW)
        self.list = replace(self.list, policy=policy)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()


FORUM = [
    mail("a", "Stock cards"),
    mail("b", "Re: Stock cards", answers="a", date="Tue, 06 Oct 2026 08:00:00 +0000"),
    mail("c", "Oxygen", date="Sun, 01 Nov 2026 08:00:00 +0000"),
    mail("d", "Re: Stock cards", answers="b", date="Mon, 07 Dec 2026 08:00:00 +0000"),
]


async def test_history_becomes_an_archive(house: House) -> None:
    report = await house.bring(*FORUM)
    assert (report.messages, report.imported, dict(report.reasons)) == (4, 4, {})
    await house.shelve()
    found, dead = crawl(house.archive / "public" / "index.html")
    assert not dead
    assert not [problem for page in found.values() for problem in page.problems]
    reached = {path.relative_to(house.archive / "public").as_posix() for path in found}
    assert reached | {"style.css"} == house.pages().keys(), "every page is linked to"
    assert {"hw-en/2026-10.html", "hw-en/2026-11.html", "hw-en/2026-12.html"} <= reached
    assert len([path for path in reached if "/m/" in path]) == 4
    assert len([path for path in reached if "/t/" in path]) == 2


async def test_nothing_is_sent_and_the_posts_are_done(house: House) -> None:
    await house.bring(*FORUM)
    posts = house.store.read_now(shelf.published, house.list.id)
    assert {post.state for post in posts} == {State.DONE}
    assert all(post.published == post.sent for post in posts)
    assert [(post.position, post.parent != 0) for post in posts if post.topic == "Stock cards"] == [
        (1, False),
        (2, True),
        (3, True),
    ]
    assert not any(house.store.read_now(queue.counts).values())


async def test_what_did_not_change_is_not_written(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    before = house.pages()
    assert not await house.shelf.step()
    house.store.write_now(shelf.mark_all, house.list.id)
    assert await house.shelf.step()
    assert house.pages() == before
    assert await house.shelf.build(house.list) == len(before) - 2  # without root and stylesheet
    assert house.pages() == before


async def test_one_more_post_changes_a_handful_of_files(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    before = house.pages()
    await house.bring(mail("e", "Re: Oxygen", answers="c", date="Wed, 02 Dec 2026 08:00:00 +0000"))
    await house.shelve()
    after = house.pages()
    thread = house.store.read_now(shelf.threads, house.list.id)[1].number
    new = {path for path in after if path not in before}
    assert len(new) == 1 and next(iter(new)).startswith("hw-en/m/")
    assert {path for path in before if before[path] != after[path]} == {
        "index.html",
        "hw-en/index.html",
        "hw-en/2026-11.html",
        "hw-en/2026-12.html",
        f"hw-en/t/{thread}.html",
    }


async def test_a_list_without_posts_has_a_page(house: House) -> None:
    """People come to the archive to join; the first post may be days away."""
    await house.shelve()
    assert b"hw-en-join@lists.example.org" in house.pages()["hw-en/index.html"][0]


async def test_access(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    await house.set_policy(archive="members")
    await house.shelve()
    assert house.pages().keys() == {"index.html", "style.css"}
    assert "hw-en/index.html" in house.pages("members")
    await house.set_policy(archive="off")
    await house.shelve()
    assert house.pages().keys() == house.pages("members").keys() == {"index.html", "style.css"}
    assert b"hw-en" not in house.pages()["index.html"][0]
    assert not await house.shelf.step(), "an archive that is off is no work for ever"


async def test_a_new_title_is_on_every_page(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    await house.set_policy(title="Nurses", language="fr")
    await house.shelve()
    for path, (content, _) in house.pages().items():
        if path.startswith("hw-en/"):
            assert b"Nurses" in content and b'<html lang="fr">' in content, path


async def test_a_rebuild_sweeps(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    before = house.pages()
    stale = house.archive / "public" / "hw-en" / "t" / "999.html"
    stale.write_text("gone")
    (stale.parent / ".1.html.77").write_text("a crash left this")
    (house.archive / "public" / "hw-en" / "index.html").unlink()
    await house.shelf.build(house.list)
    assert {path: content for path, (content, _) in house.pages().items()} == {
        path: content for path, (content, _) in before.items()
    }


async def test_another_process_finds_nothing_to_write(house: House) -> None:
    await house.bring(*FORUM)
    await house.shelve()
    before = house.pages()
    house.shelf = Shelf(house.store, SITE, house.archive)
    await house.shelve()
    assert house.pages() == before


async def test_a_summary_is_shelved(house: House) -> None:
    await house.bring(*FORUM)
    thread = house.store.read_now(shelf.threads, house.list.id)[0].number
    number = house.store.write_now(
        summaries.draft, house.list.id, thread, "en", "Cards in short", "They hang.", NOW
    )
    mailing = laying.lay_all(house.store, "summary", house.list.id, (), (), NOW)
    house.store.write_now(summaries.publish, number, "cardsinshort", mailing, NOW)
    await house.shelve()
    pages = house.pages()
    assert b"They hang." in pages[f"hw-en/s/{number}.html"][0]
    assert b"Cards in short" in pages[f"hw-en/t/{thread}.html"][0]
    assert b"Cards in short" in pages["hw-en/index.html"][0]


async def test_the_archive_survives_a_disk_that_fails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks are cleared last: what could not be written is written in the next round."""
    await house.bring(*FORUM)

    def full(*args: object) -> int:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(files, "write", full)
        with pytest.raises(OSError, match="no space"):
            await house.shelf.step()
    await house.shelve()
    _, dead = crawl(house.archive / "public" / "index.html")
    assert not dead


# --- the import -------------------------------------------------------------------------------


async def test_repeats_are_counted_and_the_rest_is_kept(house: House) -> None:
    same_id_other_words = mail("a", "Stock cards", text="Another text.")
    report = await house.bring(*FORUM, FORUM[0], same_id_other_words, b"", b"poison: 1\n\n")
    assert report.messages == 8
    assert report.imported == 5
    assert dict(report.reasons) == {REPEAT: 1, "empty file": 1, UNREADABLE: 1}
    again = await house.bring(*FORUM, same_id_other_words)
    assert (again.imported, again.repeats) == (0, 5)
    await house.shelve()
    assert len([path for path in house.pages() if "/m/" in path]) == 5


async def test_what_comes_without_author_or_date_is_counted(house: House) -> None:
    bare = b"Message-ID: <bare@mail.example>\n\nWho wrote this, and when?"
    report = await house.bring(*FORUM, bare, mail("b", date=""))
    assert report.imported == report.messages == 6
    assert dict(report.lacking) == {NO_AUTHOR: 1, NO_DATE: 2}
    assert dict(report.reasons) == {}


async def test_history_may_come_newest_first_and_in_parts(house: House) -> None:
    """An answer that is there before its question finds it once the question comes."""
    for raw in reversed(FORUM):
        await house.bring(raw)
        await house.shelve()
    threads = house.store.read_now(shelf.threads, house.list.id)
    assert sorted(thread.posts for thread in threads) == [1, 3]
    await house.shelf.build(house.list)
    found, dead = crawl(house.archive / "public" / "index.html")
    assert not dead
    assert len([path for path in found if path.parent.name == "t"]) == 2


async def test_wrong_dates_are_not_believed(house: House) -> None:
    received = b"Received: by mx.example; Tue, 06 Oct 2026 09:00:00 +0000\n"
    await house.bring(
        received + mail("a", date="Fri, 14 Jun 2013 13:39:34 +0000"),
        mail("b", date=""),
        mail("c", date="Mon, 05 Oct 2099 08:00:00 +0000"),
    )
    posts = house.store.read_now(shelf.published, house.list.id)
    assert {post.sent for post in posts} == {1_791_277_200.0}


async def test_members_are_recognised(house: House) -> None:
    await house.store.write(
        members.add,
        house.list.id,
        NewMember("amina@example.org", "Amina Wanjiru Kamau", country="KE"),
        "on paper",
        NOW,
    )
    await house.bring(mail("a", name=""))
    await house.shelve()
    post = house.store.read_now(shelf.published, house.list.id)[0]
    page = house.pages()[f"hw-en/m/{post.permalink}.html"][0].decode()
    assert "Amina Wanjiru Kamau" in page and "Kenya" in page


async def test_posts_come_in_while_pages_are_made(house: House) -> None:
    """The event loop stays free: rendering happens beside it."""
    await house.bring(*(mail(f"m{n}", f"Topic {n}", text="word " * 400) for n in range(120)))
    longest, running = 0.0, True

    async def beat() -> None:
        nonlocal longest
        loop = asyncio.get_running_loop()
        while running:
            began = loop.time()
            await asyncio.sleep(0.005)
            longest = max(longest, loop.time() - began)

    pulse = asyncio.create_task(beat())
    await house.shelve()
    running = False
    await pulse
    assert longest < 1.0
