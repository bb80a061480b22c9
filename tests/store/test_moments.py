"""What a room saw may be old when it writes: the store's verbs look again in their transaction."""

from __future__ import annotations

import sqlite3

import pytest

from listserv.model import (
    Action,
    Copy,
    Destination,
    Envelope,
    MailingList,
    Policy,
    Proof,
    Publication,
    Purpose,
    Reading,
    Rendition,
    Verdict,
)
from listserv.store import imports, issues, journal, laying, ledger, lists, mailings, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

DAY = 86_400.0
NOW = 1_800_000_000.0
SIX = NOW + DAY  # a digest's hour
MESSAGE = [Rendition("en", b"Subject: x\r\n", b"x\r\n")]


@pytest.fixture
def hifa(store: Store) -> MailingList:
    made = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    store.write_now(imports.bring, made.id, [NewMember("dora@example.org")], "test", NOW)
    close(store, made, 0.0, NOW, [])
    return made


def receive(store: Store, hifa: MailingList) -> int:
    envelope = Envelope(
        "a@example.org", (Destination("hifa@x", Purpose.POST, hifa.id),), "127.0.0.1", True, NOW
    )
    return store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx\r\n").numbers[0]


def publish(store: Store, hifa: MailingList, began: float) -> int:
    """A post goes out whose cooking began at an instant."""
    number = receive(store, hifa)

    def approve(db: Db) -> None:
        db.execute("UPDATE post SET state='approved' WHERE number=?", (number,))

    store.write_now(approve)
    place = Publication(number, 0, 1, "x", "x", f"p{number}")
    mailing = laying.lay_all(store, "post", hifa.id, MESSAGE, [], began)
    assert store.write_now(ledger.fan_out, number, place, mailing, began)
    return number


def close(store: Store, hifa: MailingList, since: float, until: float, numbers: list[int]) -> bool:
    shares = []
    if numbers:
        mailing = laying.lay_all(store, "digest", hifa.id, MESSAGE, [Copy(1, 0)], until)
        shares = [issues.Share(mailing, tuple(numbers))]
    return store.write_now(issues.close, hifa.id, "daily", "day", since, until, shares, until)


def seen(store: Store, hifa: MailingList, since: float, until: float) -> list[int]:
    found = store.read_now(issues.published, hifa.id, "daily", since, until)
    return [post.number for post in found]


def test_a_post_cooked_before_the_digest_and_written_after_is_in_the_next(
    store: Store, hifa: MailingList
) -> None:
    """The table took its time at 05:59:59.9, the digest of 06:00 was closed, the post was written:
    dated before the digest and not in it, it was in no digest at all."""
    assert close(store, hifa, NOW, SIX, [])
    number = publish(store, hifa, SIX - 0.1)
    assert seen(store, hifa, SIX, SIX + DAY) == [number]


def test_a_digest_that_misses_a_post_of_its_day_is_not_closed(
    store: Store, hifa: MailingList
) -> None:
    """The digest had gathered its posts, one more of that day was written, then it was closed."""
    number = publish(store, hifa, SIX - 0.1)
    assert close(store, hifa, NOW, SIX, []) is False
    assert close(store, hifa, NOW, SIX, [number]) is True
    assert close(store, hifa, NOW, SIX, [number]) is False, "closed exactly once"


def test_a_post_is_judged_once(store: Store, hifa: MailingList) -> None:
    """One post of forty could not be written; the others went on beside the next round, which
    judged them too. A command was then carried out twice."""
    number = receive(store, hifa)
    (arrival,) = store.read_now(spool.arrivals, NOW, 10)
    verdict = Verdict(Action.COMMAND, ("command",), "help")
    for _ in range(2):
        store.write_now(spool.settle, arrival, verdict, Reading(), Proof(), None, "x", NOW, NOW)
    assert store.read_now(lambda db: db.value("SELECT count(*) FROM errand")) == 1
    lines = store.read_now(journal.of, "post", number)
    assert [line["event"] for line in lines] == ["received", "dropped"]


@pytest.mark.parametrize(
    ("text", "clean", "kept"),
    [("> all of it", "", "> all of it"), ("> old\n\nnew", "new", "new"), ("", "", "")],
)
def test_what_cleaning_emptied_is_kept_whole(
    store: Store, hifa: MailingList, text: str, clean: str, kept: str
) -> None:
    """A forwarded article came to its moderator as an empty post."""
    number = receive(store, hifa)
    (arrival,) = store.read_now(spool.arrivals, NOW, 10)
    reading = Reading(text=text, clean=clean)
    verdict = Verdict(Action.HOLD, ("nothing-left",))
    store.write_now(spool.settle, arrival, verdict, reading, Proof(), None, "x", NOW, NOW)
    post = store.read_now(spool.post, number)
    assert post is not None and post.text == kept


def test_a_query_reads_one_moment(store: Store) -> None:
    """A list and its members were read one after the other, and somebody left in between."""

    def twice(db: Db) -> tuple[int, int]:
        before = db.value("SELECT next FROM sequence")
        store.write_now(mailings.reserve, 10)
        return before, db.value("SELECT next FROM sequence")

    before, after = store.read_now(twice)
    assert before == after
    assert store.read_now(twice) == (before + 10, before + 10)


def test_a_full_disk_fails_everybody_in_the_transaction_and_the_next_one_works(
    store: Store, hifa: MailingList
) -> None:
    """SQLite gives up the whole transaction when there is no room, savepoints included: the error
    that was told was then "no such savepoint", and nobody read "disk is full" in the log."""

    def bound(pages: int) -> None:
        store.write_now(lambda db: db.execute(f"PRAGMA max_page_count={pages}"))

    def large(db: Db) -> None:
        db.execute("PRAGMA cache_size=1")  # so that it is written before the commit
        db.execute("CREATE TABLE large (x)")
        db.many("INSERT INTO large VALUES (?)", ((bytes(4000),) for _ in range(500)))

    bound(100)
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.write_now(large)
    bound(1_000_000)
    assert receive(store, hifa)
