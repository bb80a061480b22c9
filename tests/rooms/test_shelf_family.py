"""Pages of linked forums name each other, and link only where the same people may read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.archive.worker import Shelf
from listserv.model import Destination, Envelope, MailingList, Policy, Purpose, Site
from listserv.store import lists, recalls, shelf, spool
from listserv.store.base import Db, Store

NOW = 1_800_000_000.0
SITE = Site("lists.example.org", "Forums", archive_url="https://lists.example.org/archive")


class House:
    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "t.db")
        self.folder = folder / "archive"
        self.shelf = Shelf(self.store, SITE, self.folder)
        self.forums: list[MailingList] = []

    def forum(self, name: str, language: str, archive: str) -> MailingList:
        policy = Policy(title=name.upper(), language=language, family="hifa", archive=archive)
        made = self.store.write_now(lists.create, name, policy, NOW)
        self.forums.append(made)
        return made

    def post(self) -> list[int]:
        """One mail that is out in every forum."""
        return self.store.write_now(_out, [one.id for one in self.forums])

    async def page(self, forum: MailingList, kind: str) -> str:
        while await self.shelf.step():
            pass
        tree = (self.store.read_now(lists.by_id, forum.id) or forum).policy.archive
        found = sorted((self.folder / tree / forum.name).glob(kind))
        return found[0].read_text("utf-8") if found else ""


def _out(db: Db, forums: list[int]) -> list[int]:
    to = tuple(Destination("x@x", Purpose.POST, one) for one in forums)
    numbers = spool.accept(db, Envelope("", to, "127.0.0.1", True, NOW), b"x").numbers
    for number, forum in zip(numbers, forums, strict=True):
        db.execute(
            "UPDATE post SET state='done', topic='Oxygen', version=1, published=?, thread=number,"
            " position=1, language='en', permalink='gauges', sent=? WHERE number=?",
            (NOW, NOW, number),
        )
        spool.new_version(db, number, 1, "Gauges read too high.", 0, "as read", NOW)
        shelf.mark(db, forum, number)
    return list(numbers)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.store.close()


LINK = '<a href="../../hifa-fr/m/gauges.html">'
# The other tree is another folder: on the web it may stand anywhere.
ABROAD = '<a href="https://lists.example.org/archive/hifa-fr/m/gauges.html">'


@pytest.mark.parametrize(
    ("here", "there", "named", "linked"),
    [
        ("public", "public", True, LINK),
        ("members", "members", True, LINK),
        ("members", "public", True, ABROAD),
        ("public", "members", False, ""),
        ("public", "off", False, ""),
        ("members", "off", True, ""),
    ],
)
async def test_a_link_only_where_the_same_people_may_read(
    house: House, here: str, there: str, named: bool, linked: str
) -> None:
    forum = house.forum("hifa", "en", here)
    house.forum("hifa-fr", "fr", there)
    _, number = house.post()
    for kind in ("m/*.html", "t/*.html"):
        page = await house.page(forum, kind)
        assert (f"Also in HIFA-FR as {number}" in page) == named, kind
        assert [one for one in (LINK, ABROAD) if one in page] == [linked] * bool(linked), kind
        assert ("hifa-fr/m/" in page) == bool(linked), kind
    home = await house.page(forum, "index.html")
    assert "hifa-fr-join@lists.example.org" in home, "everybody may ask to join"
    assert ('href="../hifa-fr/index.html"' in home) == (linked == LINK)
    assert ("hifa-fr/index.html" in home) == (linked == LINK)
    assert ('href="https://lists.example.org/archive/hifa-fr/"' in home) == (linked == ABROAD)


async def test_links_lead_to_pages_where_nothing_is_on_the_web(house: House) -> None:
    """Members' pages looked for the open ones of the other forum in their own tree."""
    house.shelf = Shelf(house.store, Site("lists.example.org", "Forums"), house.folder)
    forum = house.forum("hifa", "en", "members")
    house.forum("hifa-fr", "fr", "public")
    house.post()
    for kind in ("m/*.html", "t/*.html", "index.html"):
        page = await house.page(forum, kind)
        (link,) = re.findall('href="([^"]*hifa-fr/[^"]*)"', page)
        (path,) = (house.folder / "members" / "hifa").glob(kind)
        assert (path.parent / link).resolve().is_file(), kind


async def test_what_was_taken_back_there_is_named_no_more(house: House) -> None:
    forum = house.forum("hifa", "en", "public")
    house.forum("hifa-fr", "fr", "public")
    _, number = house.post()
    assert LINK in await house.page(forum, "m/*.html")
    house.store.write_now(recalls.recall, number, 0, NOW)
    assert LINK not in await house.page(forum, "m/*.html")


async def test_a_forum_that_is_for_members_from_now_on_is_linked_no_more(house: House) -> None:
    forum = house.forum("hifa", "en", "public")
    other = house.forum("hifa-fr", "fr", "public")
    house.post()
    assert LINK in await house.page(forum, "t/*.html")
    policy = replace(other.policy, archive="members")
    house.store.write_now(lists.set_policy, other.id, policy, NOW)
    assert "hifa-fr/m/" not in await house.page(forum, "t/*.html")
    assert "hifa-fr/m/" not in await house.page(forum, "m/*.html")
