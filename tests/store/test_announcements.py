"""Posts that facilitators begin: born once of a mail, seen by nobody before a ruling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.fanout import recipients
from listserv.model import (
    DeliveryMode,
    Envelope,
    MailingList,
    Person,
    Policy,
    Post,
    Reading,
    Sort,
    State,
    Subscriber,
)
from listserv.store import announcements, held, issues, lists, members, rulings, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.rulings import Ruling

DOMAIN = "lists.example.org"


@pytest.fixture
def hifa(store: Store) -> MailingList:
    made = store.write_now(lists.create, "hifa", Policy(), 0.0)
    for number, mode in enumerate(DeliveryMode):
        new = NewMember(f"m{number}@example.org", delivery=mode)
        store.write_now(members.add, made.id, new, "test", 0.0)
    paused = NewMember("away@example.org", paused_until=100.0)
    store.write_now(members.add, made.id, paused, "test", 0.0)
    store.write_now(members.ensure_person, NewMember("grace@example.org", "Grace"), 0.0)
    return made


def grace(store: Store) -> Person:
    found = store.read_now(members.person_by_address, "grace@example.org")
    assert found
    return found


def born(store: Store, about: MailingList, mail: int, topic: str = "Hours") -> int:
    return store.write_now(
        announcements.born,
        mail,
        about,
        grace(store),
        Reading(from_address="grace@example.org"),
        topic,
        "We open at seven.",
        "dkim example.org",
        DOMAIN,
        5.0,
    )


def mail(store: Store) -> int:
    return store.write_now(
        spool.keep, Envelope("grace@example.org", (), "127.0.0.1", True, 1.0), b"announce: Hours"
    )


def test_a_post_is_born_once_of_a_mail(store: Store, hifa: MailingList) -> None:
    """The mail is run again after a crash."""
    first = mail(store)
    number = born(store, hifa, first)
    assert born(store, hifa, first) == number
    assert born(store, hifa, first, "Rules") != number
    post = store.read_now(spool.post, number)
    assert post
    assert (post.text, post.topic, post.author) == ("We open at seven.", "Hours", "Grace")
    assert post.message_id.endswith(f"@{DOMAIN}")


def test_nobody_sees_it_before_a_ruling(store: Store, hifa: MailingList) -> None:
    number = born(store, hifa, mail(store))
    assert store.read_now(held.waits, hifa.id) == []
    store.write_now(announcements.ready, number, Sort.ANNOUNCEMENT, "emergency")
    (wait,) = store.read_now(held.waits, hifa.id)
    assert wait.number == number
    post = store.read_now(spool.post, number)
    assert post and (post.reasons, post.kind) == (("emergency",), Sort.ANNOUNCEMENT)


def test_what_is_let_out_waits_for_nobody(store: Store, hifa: MailingList) -> None:
    number = born(store, hifa, mail(store))
    store.write_now(announcements.ready, number, Sort.ANNOUNCEMENT, "announced")
    ruling = Ruling(number, 0, grace(store).id, "approve", state=State.APPROVED)
    store.write_now(rulings.carry_out, ruling, 6.0)
    assert [one.number for one in store.read_now(held.approved, 7.0, 9)] == [number]


def test_all_but_who_gets_no_mail_get_a_copy(store: Store, hifa: MailingList) -> None:
    post = store.read_now(spool.post, born(store, hifa, mail(store)))
    assert post
    readers = store.read_now(members.page, hifa.id, 0, 99)
    assert _modes(readers, replace(post, kind=Sort.ANNOUNCEMENT)) == set(DeliveryMode) - {
        DeliveryMode.NONE
    }
    assert _modes(readers, post) == {DeliveryMode.EACH}
    assert store.read_now(announcements.will_get, hifa.id, 5.0) == len(DeliveryMode) - 1
    assert store.read_now(announcements.will_get, hifa.id, 101.0) == len(DeliveryMode)


def _modes(readers: list[Subscriber], post: Post) -> set[DeliveryMode]:
    return {one.delivery for one in recipients.choose(readers, post, 5.0)}


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
def test_no_digest_has_it_again(store: Store, hifa: MailingList, period: str) -> None:
    number = born(store, hifa, mail(store))
    store.write_now(_out, number)
    assert len(store.read_now(issues.published, hifa.id, period, 0.0, 9.0)) == 1
    store.write_now(announcements.ready, number, Sort.ANNOUNCEMENT, "announced")
    store.write_now(_announced, number)
    assert store.read_now(issues.published, hifa.id, period, 0.0, 9.0) == []


def _out(db: Db, number: int) -> None:
    db.execute("UPDATE post SET published = 5.0, thread = number WHERE number = ?", (number,))


def _announced(db: Db, number: int) -> None:
    db.execute("UPDATE post SET kind = 'announcement' WHERE number = ?", (number,))
