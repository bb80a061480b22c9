"""Two linked forums want the same text: one person is asked for it, and once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from listserv.mailroom import Mailroom
from listserv.model import Destination, Envelope, Policy, Purpose, Site
from listserv.press.letter import Press
from listserv.store import lists, spool, tasks, volunteers
from listserv.store.base import Db, Store
from listserv.text import tokens
from listserv.translate.engines import Drafted
from listserv.translators.asking import Asking
from listserv.translators.letters import Texts
from tests.support.clock import StillClock
from tests.support.translating import AMINA, DAY, NOW, Forum

SITE = Site("lists.example.org", "Lists", admin="admin@example.org")
KEYS = tokens.Keys(((0, b"k" * 32),))
MARIE_ID, GRACE_ID = 2, 3
MINUTE = 60.0


class House(Forum):
    """Marie translates for hifa, Grace for hifa-fr; a post that is in both."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.clock = StillClock(NOW)
        policy = Policy(title="HIFA français", translate="volunteers", family="hifa")
        french = self.write(lists.create, "hifa-fr", policy, NOW).id
        here = Policy(title="HIFA", translate="volunteers", family="hifa")
        self.write(lists.set_policy, self.list_id, here, NOW)
        self.write(volunteers.add, self.list_id, MARIE_ID, "en", "fr", NOW)
        self.write(volunteers.add, french, GRACE_ID, "en", "fr", NOW)
        to = tuple(Destination("x@x", Purpose.POST, one) for one in (self.list_id, french))
        raw = f"From: {AMINA}\r\n\r\nGive 5 mg.\r\n".encode()
        made = self.write(spool.accept, Envelope(AMINA, to, "", True, NOW), raw)
        self.english, self.french = made.numbers
        for number in made.numbers:
            self.write(_out, number)
        mailroom = Mailroom(
            store, Press(SITE), SITE, lambda token: tokens.seal(KEYS, token), self.clock
        )
        self.asking = Asking(store, mailroom, Texts(store, _no_draft), self.clock)

    def want(self, number: int) -> None:
        now = self.clock.now()
        self.write(tasks.ask, number, 1, "en", ["fr"], now + 14 * DAY, now)

    async def look(self, seconds: float = 6 * MINUTE) -> None:
        self.clock.advance(seconds)
        while await self.asking.step():
            pass

    def has(self, number: int) -> list[int]:
        return [one.person_id for one in self.read(tasks.of_post, number)]


def _out(db: Db, number: int) -> None:
    spool.new_version(db, number, 1, "Give 5 mg.", 0, "as read", NOW)
    db.execute(
        "UPDATE post SET state = 'out', version = 1, language = 'en', person = 1, address = ?,"
        " published = ?, thread = number WHERE number = ?",
        (AMINA, NOW, number),
    )


async def _no_draft(*_: Any) -> Drafted:
    return Drafted(None, "no-engine")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    yield House(store)
    store.close()


async def test_one_person_is_asked_where_it_was_wanted_first(house: House) -> None:
    house.want(house.french)
    house.want(house.english)
    await house.look()
    assert (house.has(house.french), house.has(house.english)) == ([GRACE_ID], [0])
    await house.look(2 * DAY - MINUTE)
    assert house.has(house.english) == [0]


async def test_where_the_first_forum_cannot_the_other_is_asked(house: House) -> None:
    house.want(house.french)
    house.want(house.english)
    await house.look()
    (mine,) = house.read(tasks.of_post, house.french)
    house.write(tasks.put_off, [mine.id], GRACE_ID, house.clock.now())
    await house.look()
    assert (house.has(house.french), house.has(house.english)) == ([0], [MARIE_ID])
    house.clock.advance(DAY)
    await house.look()
    assert house.has(house.french) == [0], "somebody has it"


async def test_what_lapsed_there_is_asked_for_here(house: House) -> None:
    house.write(volunteers.remove, house.list_id, MARIE_ID, NOW)
    house.want(house.french)
    house.clock.advance(13 * DAY)
    house.want(house.english)
    await house.look()
    house.write(volunteers.add, house.list_id, MARIE_ID, "en", "fr", NOW)
    assert (house.has(house.french), house.has(house.english)) == ([GRACE_ID], [0])
    await house.look(2 * DAY)
    assert (house.has(house.french), house.has(house.english)) == ([], [MARIE_ID])


async def test_a_twin_with_other_words_is_a_text_of_its_own(house: House) -> None:
    house.write(
        lambda db: db.execute(
            "UPDATE version SET text = 'Give 4 mg.' WHERE post = ?", (house.french,)
        )
    )
    house.want(house.french)
    house.want(house.english)
    await house.look()
    assert (house.has(house.french), house.has(house.english)) == ([GRACE_ID], [MARIE_ID])
