"""The command line about members whose mail comes back."""

from __future__ import annotations

from listserv.store.base import Db, Store
from tests.support.shell import Shell


def in_trouble(db: Db) -> None:
    db.execute("UPDATE person SET stopped=1800000000 WHERE id=1")
    db.execute(
        "INSERT INTO trouble (person, since, last, kind, said, score, day, cost, probes)"
        " VALUES (1, 1790000000, 1790100000, 'dead', '550 no such user', 6, 0, 3, 2)"
    )


def test_a_member_whose_mail_comes_back(hifa: Shell) -> None:
    assert "comes_back_since" not in hifa.says("member", "show", "amina@example.org")
    hifa.store(lambda store: store.write_now(in_trouble))
    said = hifa.says("member", "show", "amina@example.org")
    assert "why               dead: 550 no such user" in said
    assert "stopped           2027-01-15" in said
    assert hifa.json("member", "show", "1")["probes"] == 2


def test_all_of_a_list(hifa: Shell) -> None:
    assert hifa.says("member", "bouncing", "hifa") == "nobody\n"
    hifa.store(lambda store: store.write_now(in_trouble))
    assert hifa.says("member", "bouncing", "hifa").split() == [
        "1",
        "stopped",
        "2027-01-15",
        "dead",
        "amina@example.org",
    ]
    (one,) = hifa.json("member", "bouncing", "hifa")
    assert (one["address"], one["why"]) == ("amina@example.org", "dead")


def fails(db: Db) -> None:
    db.execute(
        "INSERT INTO failure (at, person, domain, list, mailing, about, kind, said)"
        " VALUES (1790000000, 1, 'example.org', 1, 7, 'post', 'dead', '550 no such user')"
    )


def test_what_came_back_today_is_seen_at_once(hifa: Shell) -> None:
    """A member rang up on the day, and the postmaster was told that nothing was wrong."""
    hifa.store(lambda store: store.write_now(fails))
    assert "new      2026-09-21 dead     amina@example.org" in hifa.says(
        "member", "bouncing", "hifa"
    )
    said = hifa.says("member", "show", "amina@example.org")
    assert "dead: 550 no such user (weighed a day later)" in said
    hifa.store(lambda store: store.write_now(in_trouble))
    assert hifa.says("member", "bouncing", "hifa").count("amina@example.org") == 1


def test_the_postmaster_ends_a_stop(hifa: Shell) -> None:
    """The server does it, with the letter that says what was missed; here is no server."""
    assert "comes back" in hifa.fails(1, "member", "restart", "amina@example.org")
    hifa.store(lambda store: store.write_now(in_trouble))
    assert hifa.says("member", "restart", "amina@example.org")

    def heard(store: Store) -> object:
        return store.read_now(lambda db: db.value("SELECT heard FROM trouble"))

    assert hifa.store(heard) is not None
