"""What an erasure does to a post of hers that goes: nothing that was said about it stays."""

from __future__ import annotations

import pytest

from listserv.model import Destination, Envelope, Policy, Purpose, State
from listserv.store import decisions, erasing, erasures, lists, members, spool
from listserv.store.base import Db, Store
from listserv.store.erasing import Form
from listserv.store.erasures import REMOVE, Erasure
from listserv.store.members import NewMember

NOW = 1_767_600_000.0
AMINA, GRACE = "amina@example.org", "grace@team.example"
NOTES = '[["Grace", "Is that nurse of ours right?"]]'
FILES = '[["cv.pdf", "application/pdf", 3]]'
GONE = Form(author="", raw=b"gone", mark="[removed]")


@pytest.fixture
def number(store: Store) -> int:
    """A post of hers that is out, about which moderators have said something."""
    hifa = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    for address in (AMINA, GRACE):
        store.write_now(members.add, hifa.id, NewMember(address), "test", NOW)
    to = (Destination("hifa@x", Purpose.POST, hifa.id),)
    raw = f"From: {AMINA}\r\n\r\nWe boil our filters twice.\r\n".encode()
    (made,) = store.write_now(spool.accept, Envelope(AMINA, to, "", True, NOW), raw).numbers

    def out(db: Db) -> None:
        db.execute(
            "UPDATE post SET state='done', person=1, address=?, published=?, thread=?, version=1,"
            " notes=?, attachments=?",
            (AMINA, NOW, made, NOTES, FILES),
        )
        db.execute(
            "INSERT INTO version (post, n, text, made) VALUES (?, 1, 'We boil', ?)", (made, NOW)
        )
        decisions.remember(db, hifa.id, made, 2, "edit", NOW, "that nurse", {"text": "We boil"})

    store.write_now(out)
    return int(made)


def begun(store: Store) -> Erasure:
    found = store.read_now(erasures.of_address, AMINA)
    assert found is not None
    store.write_now(erasures.begin, found, REMOVE, "m", NOW)
    (one,) = store.read_now(erasures.open_ones)
    return one


def hidden(store: Store, one: Erasure) -> tuple[Erasure, erasing.Post]:
    (post,) = store.read_now(erasing.posts, one, 1)
    after = one.on(erasures.POSTS, 0, post.number)
    assert store.write_now(erasing.hide, one, after, post, NOW)
    return after, post


def test_what_was_decided_about_it_is_not_undone_any_more(store: Store, number: int) -> None:
    hidden(store, begun(store))
    rows = store.read_now(
        lambda db: db.rows("SELECT said, before, undone FROM decision WHERE what = 'edit'")
    )
    assert rows == [{"said": "", "before": "{}", "undone": NOW}]
    found = store.read_now(spool.post, number)
    assert found is not None
    assert found.state is State.RECALLED


def test_what_moderators_wrote_about_it_goes_with_it(store: Store, number: int) -> None:
    """They said whose it was without her name."""
    after, post = hidden(store, begun(store))
    note = "UPDATE decision SET said = 'that nurse', before = '{\"x\": 1}'"  # said meanwhile
    store.write_now(lambda db: db.execute(note))
    assert store.write_now(erasing.reform, after, after.on(erasures.FORMS), post, GONE, NOW)
    row = store.read_now(lambda db: db.row("SELECT notes, attachments, address FROM post"))
    assert row == {"notes": "[]", "attachments": "[]", "address": ""}
    rows = store.read_now(
        lambda db: db.rows("SELECT said, before FROM decision WHERE what = 'edit'")
    )
    assert rows == [{"said": "", "before": "{}"}]


def test_nothing_is_kept_of_where_its_mail_came_from(store: Store, number: int) -> None:
    after, post = hidden(store, begun(store))

    def errand(db: Db) -> None:
        db.execute(
            "INSERT INTO errand (mail, list, purpose, address, state, sender, detail, command,"
            " network) VALUES (?, 1, 'request', 'x', 'done', 'a@b.example', 'trace', 'status',"
            " '192.0.2.0/24')",
            (post.mail,),
        )

    store.write_now(errand)
    assert store.write_now(erasing.reform, after, after.on(erasures.FORMS), post, GONE, NOW)
    mail = store.read_now(lambda db: db.row("SELECT mail_from, peer, client, helo, raw FROM mail"))
    assert mail == {"mail_from": "", "peer": "", "client": "", "helo": "", "raw": b"gone"}
    row = store.read_now(lambda db: db.row("SELECT sender, detail, command, network FROM errand"))
    assert row == {"sender": "", "detail": "", "command": "", "network": ""}


def test_the_mail_of_a_post_that_stays_on_another_list_is_kept_for_it(
    store: Store, number: int
) -> None:
    """It has its form there, and its bytes are those of that form."""
    after, post = hidden(store, begun(store))
    chw = store.write_now(lists.create, "chw", Policy(title="CHW"), NOW).id

    def stays(db: Db) -> None:
        db.execute(
            "INSERT INTO post (number, mail, list, state, published) VALUES (99, ?, ?, 'done', ?)",
            (post.mail, chw, NOW),
        )
        db.execute("UPDATE mail SET raw = x'6b657074'")

    store.write_now(stays)
    assert store.write_now(erasing.reform, after, after.on(erasures.FORMS), post, GONE, NOW)
    assert store.read_now(spool.raw, post.mail) == b"kept"
