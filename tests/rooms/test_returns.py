"""The room of return paths: a report is noted for its copy, and costs nobody a membership."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.bounces.returns import Returns
from listserv.clock import SystemClock
from listserv.errand import Brief
from listserv.model import (
    Copy,
    DeliveryState,
    Errand,
    Policy,
    Proof,
    Purpose,
    Reading,
    Rendition,
    Reply,
    Token,
)
from listserv.store import journal, ledger, lists, members
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

NEW = NewMember("amina@example.org")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    yield store
    store.close()


def _sent(db: Db) -> Token:
    """A copy that left; the token of its return path."""
    hifa = lists.create(db, "hifa", Policy(), 1.0)
    members.add(db, hifa.id, NEW, "test", 1.0)
    person, _ = members.ensure_person(db, NEW, 1.0)
    post = Rendition("en", b"From: x\r\n", b"")
    mailing = ledger.broadcast(db, "post", hifa.id, [post], [Copy(person, NEW.address, 0)], 1.0)
    (row,) = ledger.begin(db, {1: 2.0}, 1.0)
    ledger.record(db, [Reply(row.id, DeliveryState.SENT, "250 ok")], 1.0)
    return Token(Purpose.BOUNCES, person, mailing)


async def report(store: Store, token: Token | None, *bounced: tuple[str, str, str]) -> str:
    errand = Errand(1, 1, 1, Purpose.BOUNCES, "", token, "", "", "192.0.2.1", True, 5.0)
    brief = Brief(errand, Reading(bounced=bounced), Proof(), b"")
    outcome = await Returns(SystemClock()).run(brief)
    for change in outcome.changes:
        await store.write(change)
    assert not outcome.letters
    return outcome.text


DEAD = ("amina@example.org", "5.1.1", "550 5.1.1 <amina@example.org> unknown")


async def test_a_bounce_is_noted_for_its_copy_and_nobody_is_cut_off(store: Store) -> None:
    token = store.write_now(_sent)
    text = await report(store, token, DEAD)
    assert text == "dead: 5.1.1 550 5.1.1 <a***@example.org> unknown"  # goes into the journal
    assert store.read_now(ledger.counts) == {"failed": 1}
    assert [row["event"] for row in store.read_now(journal.of, "delivery", 1)] == ["bounced"]
    assert len(store.read_now(members.members, 1)) == 1


@pytest.mark.parametrize(
    "bounced",
    [(), (("amina@example.org", "4.4.1", "will try again"),)],
    ids=["a note of absence", "a warning"],
)
async def test_what_is_no_failure_changes_nothing(
    store: Store, bounced: tuple[tuple[str, str, str], ...]
) -> None:
    await report(store, store.write_now(_sent), *bounced)
    assert store.read_now(ledger.counts) == {"sent": 1}


@pytest.mark.parametrize("token", [None, Token(Purpose.BOUNCES, 99, 1), Token(Purpose.LEAVE, 1, 1)])
async def test_a_report_about_no_copy_of_ours_changes_nothing(
    store: Store, token: Token | None
) -> None:
    store.write_now(_sent)
    await report(store, token, DEAD)
    assert store.read_now(ledger.counts) == {"sent": 1}
