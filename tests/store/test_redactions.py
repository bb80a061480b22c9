"""Redactions in the store: which mails are the same post, and what was composed before one."""

from __future__ import annotations

from listserv.model import Destination, Envelope, Policy, Purpose
from listserv.store import lists, passing, redactions, spool
from listserv.store.base import Db, Store

NOW = 1_800_000_000.0
SAID = "Patient is Amina Kamau, 0722123456"


def a_list(store: Store, name: str) -> int:
    return store.write_now(lists.create, name, Policy(), NOW).id


def came(store: Store, list_id: int, **columns: object) -> tuple[int, int]:
    """A post that was judged: its number and its mail."""
    envelope = Envelope("", (Destination("x@x", Purpose.POST, list_id),), "127.0.0.1", True, NOW)
    accepted = store.write_now(spool.accept, envelope, f"\r\n{SAID}\r\n".encode())
    (number,) = accepted.numbers
    values = {"state": "done", "version": 1, "message_id": "same@x", "digest": "d1"} | columns

    def judge(db: Db) -> None:
        spool.new_version(db, number, 1, SAID, 0, "", NOW)
        for name, value in values.items():
            db.execute(f"UPDATE post SET {name} = ? WHERE number = ?", (value, number))

    store.write_now(judge)
    return number, accepted.mail_id


def test_a_duplicate_and_a_copy_on_another_list_are_the_same_post(store: Store) -> None:
    """They came by mails of their own, and kept the words."""
    hifa, french = a_list(store, "hifa"), a_list(store, "hifa-fr")
    hers = {"text_digest": "t", "address": "amina@x"}
    first = came(store, hifa, **hers)
    dropped = came(store, hifa, state="dropped")
    copy = came(store, french)
    tagged = came(store, french, digest="d2", **hers)
    every = (first, dropped, copy, tagged)
    found = store.read_now(redactions.places, first[0], 0)
    assert found.posts == tuple(number for number, _ in every)
    assert found.own == tuple(mail for _, mail in every)


def test_a_copy_of_a_mail_without_a_message_id_is_the_same_post(store: Store) -> None:
    """It was passed on to another list; nothing but its mail tells that it is the same."""
    hifa, french = a_list(store, "hifa"), a_list(store, "hifa-fr")
    number, mail = came(store, hifa, message_id="", digest="", state="out")
    copy = store.write_now(passing.copy, number, french, 1, NOW)
    found = store.read_now(redactions.places, copy, 0)
    assert (found.posts, found.own) == ((number, copy), (mail,))


def test_a_message_id_that_half_the_site_shares_makes_no_twins(store: Store) -> None:
    """A broken program writes one for all of its mails, or somebody means it."""
    hifa, french = a_list(store, "hifa"), a_list(store, "hifa-fr")
    number, mail = came(store, hifa, message_id="a", digest="d1", text_digest="t1", address="a@x")
    came(store, hifa, message_id="a", digest="d2", text_digest="t2", address="a@x")
    came(store, french, message_id="a", digest="d3", text_digest="t1", address="b@x")
    came(store, french, message_id="a", digest="", text_digest="", address="a@x")
    came(store, hifa, message_id="b", digest="d4", refs='["amina@x"]')
    came(store, hifa, message_id="", digest="d1")
    found = store.read_now(redactions.places, number, 0)
    assert (found.posts, found.own) == ((number,), (mail,))


def test_posts_without_a_message_id_or_digest_are_told_apart(store: Store) -> None:
    hifa = a_list(store, "hifa")
    number, mail = came(store, hifa, message_id="a", digest="")
    came(store, hifa, message_id="a", digest="")
    bare, _ = came(store, hifa, message_id="", digest="d1")
    came(store, hifa, message_id="", digest="d1")
    found = store.read_now(redactions.places, number, 0)
    assert (found.posts, found.own) == ((number,), (mail,))
    assert store.read_now(redactions.places, bare, 0).posts == (bare,)


def test_an_answer_names_its_parent_wholly(store: Store) -> None:
    hifa = a_list(store, "hifa")
    number, _ = came(store, hifa, message_id="m", digest="d1")
    answer, _ = came(store, hifa, message_id="n", digest="d2", refs='["m"]')
    came(store, hifa, message_id="o", digest="d3", refs='["mm"]')
    assert store.read_now(redactions.places, number, 0).posts == (number, answer)
