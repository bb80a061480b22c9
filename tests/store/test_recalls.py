"""Recalls: how many copies had left, who has a post, and whether a digest was closed without it."""

from __future__ import annotations

import pytest

from listserv.model import (
    Copy,
    DeliveryMode,
    DeliveryState,
    Destination,
    Envelope,
    MailingList,
    Policy,
    Publication,
    Purpose,
    Rendition,
    Reply,
)
from listserv.store import imports, issues, laying, ledger, lists, members, queue, recalls, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.recalls import Recalled

DAY = 86_400.0
NOW = 1_800_000_000.0
MESSAGE = [Rendition("en", b"Subject: x\r\n", b"x\r\n")]
AMINA, DORA, PAUL = "amina@example.org", "dora@example.org", "paul@example.org"
MOD = 9


@pytest.fixture
def hifa(store: Store) -> MailingList:
    made = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    people = [
        NewMember(AMINA),
        *(NewMember(one, delivery=DeliveryMode.DAILY) for one in (DORA, PAUL)),
    ]
    store.write_now(imports.bring, made.id, people, "test", NOW)
    assert close(store, made, 0.0, NOW)
    return made


def person(store: Store, address: str) -> int:
    found = store.read_now(members.person_by_address, address)
    assert found
    return found.id


def publish(store: Store, hifa: MailingList, now: float, *to: str) -> int:
    """A post goes out as copies to these."""
    envelope = Envelope(AMINA, (Destination("x", Purpose.POST, hifa.id),), "127.0.0.1", True, now)
    (number,) = store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx\r\n").numbers
    again(store, hifa, number, now, *to)
    return number


def again(store: Store, hifa: MailingList, number: int, now: float, *to: str) -> None:
    store.write_now(_approve, number)
    mailing = store.write_now(laying.lay, "post", hifa.id, now, number)
    copies = [Copy(person(store, one), 0) for one in to]
    store.write_now(laying.lay_page, mailing, MESSAGE, 0, copies, now)
    place = Publication(number, 0, 1, "x", "x", f"p{number}")
    assert store.write_now(ledger.fan_out, number, place, mailing, now)


def _approve(db: Db, number: int) -> None:
    db.execute("UPDATE post SET state = 'approved' WHERE number = ?", (number,))


def close(store: Store, hifa: MailingList, since: float, until: float, *numbers: int) -> bool:
    """The daily digest of a day, to those who get it."""
    shares = []
    if numbers:
        to = [Copy(person(store, one), 0) for one in (DORA, PAUL)]
        mailing = laying.lay_all(store, "digest", hifa.id, MESSAGE, to, until)
        shares = [issues.Share(mailing, numbers)]
    return store.write_now(issues.close, hifa.id, "daily", "day", since, until, shares, until)


def send(store: Store, now: float, *to: str) -> None:
    """What is due to these leaves."""
    taken = store.write_now(ledger.take, now, 10, 10, 10)
    assert set(to) <= {row.address for row in taken}
    states = {True: DeliveryState.SENT, False: DeliveryState.DUE}
    replies = [
        Reply(row.id, row.mailing, states[row.address in to], "said", now + DAY) for row in taken
    ]
    store.write_now(ledger.record, replies, now)


def test_copies_that_left_long_ago_count_still(store: Store, hifa: MailingList) -> None:
    number = publish(store, hifa, NOW, AMINA, DORA, PAUL)
    send(store, NOW, AMINA, DORA, PAUL)
    assert store.read_now(recalls.counted, number) == Recalled(left=3, stopped=0)
    while store.write_now(queue.collapse, NOW + 15 * DAY):
        pass
    assert store.read_now(recalls.reached, number) == frozenset(), "its rows are counts"
    assert store.write_now(recalls.recall, number, MOD, NOW + 15 * DAY) == Recalled(3, 0)
    again(store, hifa, number, NOW + 16 * DAY, AMINA)
    send(store, NOW + 16 * DAY, AMINA)
    assert store.read_now(recalls.counted, number) == Recalled(4, 0)


def test_who_has_a_post_has_it_as_a_copy_or_in_a_digest(store: Store, hifa: MailingList) -> None:
    number = publish(store, hifa, NOW + 1, AMINA)
    assert store.read_now(recalls.reached, number) == frozenset()
    send(store, NOW + 1, AMINA)
    assert close(store, hifa, NOW, NOW + DAY, number)
    assert store.read_now(recalls.reached, number) == {person(store, AMINA)}
    send(store, NOW + DAY, DORA)
    assert store.read_now(recalls.reached, number) == {person(store, one) for one in (AMINA, DORA)}


def test_a_post_that_was_in_a_digest_misses_no_other(store: Store, hifa: MailingList) -> None:
    """It came again and was rightly in no second digest; undoing its recall then gave it another
    day of publication."""
    number = publish(store, hifa, NOW + 1)
    assert close(store, hifa, NOW, NOW + DAY, number)
    assert not store.read_now(issues.missed, number)
    store.write_now(recalls.recall, number, MOD, NOW + DAY + 1)
    again(store, hifa, number, NOW + DAY + 2)
    assert close(store, hifa, NOW + DAY, NOW + 2 * DAY)
    assert not store.read_now(issues.missed, number)


def test_a_post_misses_the_digest_that_was_closed_without_it(
    store: Store, hifa: MailingList
) -> None:
    number = publish(store, hifa, NOW + 1)
    store.write_now(recalls.recall, number, MOD, NOW + 2)
    assert close(store, hifa, NOW, NOW + DAY)
    assert not store.read_now(issues.missed, number), "it is not out"
    again(store, hifa, number, NOW + DAY + 1)
    assert not store.read_now(issues.missed, number)
    store.write_now(lambda db: db.execute("UPDATE post SET published = ?", (NOW + 1,)))
    assert store.read_now(issues.missed, number)
