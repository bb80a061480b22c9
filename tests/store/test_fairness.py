"""Whose errand is next: who is known, and machines in turn."""

from __future__ import annotations

import pytest

from listserv.model import Destination, Envelope, Policy, Purpose
from listserv.store import errands, lists, members, spool
from listserv.store.base import Store
from listserv.store.fairness import network
from listserv.store.members import NewMember

NOW = 1_800_000_000.0
BOT, OTHER, FRIEND = "198.51.100.7", "203.0.113.9", "2001:db8:1:2::7"


def came(store: Store, peer: str, n: int, sender: str = "x@bot.example") -> None:
    to = (Destination(f"{peer} {n}", Purpose.JOIN, 1),)
    envelope = Envelope(sender, to, peer, False, NOW + n)
    store.write_now(spool.accept, envelope, b"Subject: join\r\n\r\n")


def order(store: Store, most: int = 100) -> list[str]:
    due = store.read_now(errands.due, NOW + 999, [Purpose.JOIN], most)
    return [one.address for one in due]


def serve(store: Store, n: int) -> None:
    for one in store.read_now(errands.due, NOW + 999, [Purpose.JOIN], n):
        store.write_now(errands.finish, one.id, "done", NOW)


@pytest.fixture(autouse=True)
def hifa(store: Store) -> None:
    made = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    store.write_now(members.add, made.id, NewMember("amina@example.org"), "test", NOW)


def test_one_machine_is_served_in_its_order(store: Store) -> None:
    for n in range(5):
        came(store, BOT, n)
    serve(store, 3)
    for n in range(5, 8):
        came(store, BOT, n)
    assert order(store) == [f"{BOT} {n}" for n in range(3, 8)]


def test_machines_take_turns(store: Store) -> None:
    for n in range(4):
        came(store, BOT, n)
    for n in range(2):
        came(store, OTHER, n)
    bots, others = [f"{BOT} {n}" for n in range(4)], [f"{OTHER} {n}" for n in range(2)]
    assert order(store) == [bots[0], others[0], bots[1], others[1], *bots[2:]]


def test_who_comes_into_a_flood_is_next(store: Store) -> None:
    for n in range(100):
        came(store, f"198.51.100.{n}", n)  # addresses of one network
    serve(store, 50)
    came(store, FRIEND, 0)
    assert order(store, 2) == ["198.51.100.50 50", f"{FRIEND} 0"]
    serve(store, 2)
    came(store, FRIEND, 1)
    came(store, FRIEND, 2)
    assert order(store, 4)[1:] == [f"{FRIEND} 1", "198.51.100.52 52", f"{FRIEND} 2"]


def test_who_is_known_is_before_all(store: Store) -> None:
    for n in range(20):
        came(store, BOT, n)
    came(store, BOT, 99, "Amina@example.org")
    assert order(store, 2) == [f"{BOT} 99", f"{BOT} 0"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3::7", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("localhost", ""),
    ],
)
def test_networks(address: str, found: str) -> None:
    assert network(address) == found
