"""What is known of a relay after a restart."""

from __future__ import annotations

from listserv.store import relays
from listserv.store.base import Store
from listserv.store.relays import Known

ONE, TWO = "smtp://one.example:25", "smtp://two.example:25"


def test_copies_are_counted_by_day(store: Store) -> None:
    for n, day in ((5, 20_000), (7, 20_000), (3, 20_001)):
        store.write_now(relays.count, ONE, n, day)
    assert store.read_now(relays.load, ONE) == Known(20_001, 3)
    assert store.read_now(relays.load, TWO) == Known()


def test_a_stop_keeps_its_beginning_and_its_latest_reason(store: Store) -> None:
    store.write_now(relays.count, ONE, 5, 20_000)
    store.write_now(relays.stop, ONE, "554 Relay access denied", 1000.0)
    store.write_now(relays.stop, ONE, "530 Authentication required", 2000.0)
    known = store.read_now(relays.load, ONE)
    assert known == Known(20_000, 5, 1000.0, "530 Authentication required")


def test_one_is_resumed_or_all(store: Store) -> None:
    for name in (ONE, TWO):
        store.write_now(relays.stop, name, "no", 1000.0)
    assert store.write_now(relays.resume, ONE) == 1
    assert store.read_now(relays.load, ONE) == Known()
    assert store.read_now(relays.load, TWO).stopped == 1000.0
    assert store.write_now(relays.resume) == 1
    assert store.write_now(relays.resume) == 0
