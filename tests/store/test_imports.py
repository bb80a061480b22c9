"""Who of a file is put on a list, and as what."""

from __future__ import annotations

import pytest

from listserv.model import DeliveryMode, Letter, Policy, Standing
from listserv.store import imports, lists, members, standings, troubles
from listserv.store.base import Db, Store
from listserv.store.fates import Fate
from listserv.store.members import NewMember

NOW = 1_767_600_000.0
AMINA, PAUL = NewMember("amina@example.org", "Amina"), NewMember("paul@example.org", "Paul")


@pytest.fixture
def hifa(store: Store) -> int:
    return store.write_now(lists.create, "hifa", Policy(), NOW).id


def test_a_file_brought_twice_changes_nothing(store: Store, hifa: int) -> None:
    rows = [AMINA, PAUL, AMINA]
    first = store.write_now(imports.bring, hifa, rows, "the old list", NOW)
    assert first == [Fate.JOINED, Fate.JOINED, Fate.KNOWN]
    changed = NewMember("paul@example.org", "Somebody", delivery=DeliveryMode.NONE, stopped=True)
    assert store.write_now(imports.bring, hifa, [changed], "x", NOW) == [Fate.KNOWN]
    (_, paul) = store.read_now(members.members, hifa)
    assert (paul.person.name, paul.delivery, paul.person.stopped) == (
        "Paul",
        DeliveryMode.EACH,
        None,
    )


def test_who_was_banned_and_erased_is_banned_still(store: Store, hifa: int) -> None:
    """Nothing is kept of her but a fingerprint of her address; an old file brings her back."""

    def erase(db: Db) -> None:
        person, _ = members.ensure_person(db, AMINA, NOW)
        standings.set_standing(db, hifa, person, Standing.BANNED, 1, NOW)
        standings.keep_bans(db, person, [AMINA.address])
        db.execute("DELETE FROM standing")
        db.execute("DELETE FROM address")

    store.write_now(erase)
    fates = store.write_now(imports.bring, hifa, [AMINA, PAUL], "the old list", NOW)
    assert fates == [Fate.BANNED, Fate.JOINED]


def test_what_another_server_knows_of_her_comes_along(store: Store, hifa: int) -> None:
    row = NewMember(
        "amina@example.org",
        own_copies=False,
        paused_until=NOW + 5.0,
        conceal=True,
        digest_form="mime",
        stopped=True,
        since="2011-03-09",
    )
    store.write_now(imports.bring, hifa, [row], "the old list", NOW)
    (found,) = store.read_now(members.members, hifa)
    assert (found.own_copies, found.paused, found.paused_until) == (False, NOW, NOW + 5.0)
    assert (found.person.conceal, found.person.digest_form) == (True, "mime")
    assert found.person.stopped == NOW
    trouble = store.read_now(troubles.of, found.person.id)
    assert trouble and (trouble.kind, trouble.said) == ("unknown", imports.SAID_BEFORE)
    consents = store.read_now(members.consents, found.person.id)
    assert consents == {hifa: (NOW, "the old list; there since 2011-03-09")}


@pytest.mark.parametrize("how", ["by person 9", "taken back", "undone by person 9", "command line"])
def test_who_was_put_out_by_others_may_be_brought_again(store: Store, hifa: int, how: str) -> None:
    """The report said that she had left the list, and left her out; `add` let her in."""
    store.write_now(members.add, hifa, AMINA, "test", NOW)
    store.write_now(members.remove, hifa, 1, how, NOW + 1)
    assert store.write_now(imports.bring, hifa, [AMINA], "file", NOW + 2) == [Fate.JOINED]


def test_who_left_lately_stays_off_and_who_left_long_ago_may_come(store: Store, hifa: int) -> None:
    store.write_now(members.add, hifa, AMINA, "test", NOW)
    store.write_now(members.remove, hifa, 1, "by mail", NOW + 1)
    later = NOW + imports.LATELY
    assert store.write_now(imports.bring, hifa, [AMINA], "file", later) == [Fate.LEFT]
    assert store.write_now(imports.bring, hifa, [AMINA], "file", later + 2) == [Fate.JOINED]


def test_a_stop_elsewhere_stops_nobody_whom_we_reach(store: Store, hifa: int) -> None:
    """She is known here from another list, and reads us; her old server had lost her."""
    other = store.write_now(lists.create, "chw", Policy(), NOW).id
    store.write_now(members.add, other, AMINA, "test", NOW)
    row = NewMember("amina@example.org", stopped=True)
    assert store.write_now(imports.bring, hifa, [row], "the old list", NOW) == [Fate.JOINED]
    person = store.read_now(members.person_by_address, "amina@example.org")
    assert person is not None
    assert person.stopped is None
    assert store.read_now(troubles.of, person.id) is None


def test_no_welcome_leaves_in_the_first_minute_of_an_import(store: Store, hifa: int) -> None:
    """Whoever sees at once that it is the wrong file stops it before anybody has a letter."""
    number = store.write_now(lambda db: db.value("SELECT next FROM sequence WHERE name='mailing'"))
    letter = Letter(
        int(number), "welcome", hifa, 0, AMINA.address, "en", b"Subject: x\r\n", b"x\r\n"
    )
    store.write_now(imports.bring, hifa, [AMINA], "the old list", NOW, [letter])
    (row,) = store.read_now(lambda db: db.rows("SELECT due, address FROM delivery"))
    assert row == {"due": NOW + 60.0, "address": AMINA.address}
