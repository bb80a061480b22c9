"""The store alone: group commit, savepoints, and each verb all or nothing."""

import asyncio
import sqlite3
import threading

import pytest

from listserv.model import (
    DeliveryMode,
    Destination,
    Envelope,
    Policy,
    Purpose,
)
from listserv.store import confirmations, errands, held, imports, lists, mailings, members, spool
from listserv.store.base import Db, Store
from listserv.store.members import NewMember

NOW = 1_800_000_000.0
RAW = b"From: amina@example.org\r\nSubject: x\r\n\r\nhello\r\n"


def envelope(*destinations: Destination) -> Envelope:
    return Envelope("amina@example.org", destinations, "127.0.0.1", True, NOW)


def make_list(store: Store, members_: int = 0):
    hifa = store.write_now(lists.create, "hifa", Policy(title="HIFA"), NOW)
    rows = [NewMember(f"m{n}@example.org", f"M {n}") for n in range(members_)]
    store.write_now(imports.bring, hifa.id, rows, "test", NOW)
    return hifa


def test_only_the_owner_may_read_it(store: Store) -> None:
    store.write_now(mailings.reserve)
    modes = {one.name: one.stat().st_mode & 0o777 for one in store.path.parent.glob("t.db*")}
    assert set(modes.values()) == {0o600}


def test_pragmas(store: Store) -> None:
    assert store.read_now(lambda db: db.value("PRAGMA journal_mode")) == "wal"
    assert store.write_now(lambda db: db.value("PRAGMA synchronous")) == 2
    assert store.write_now(lambda db: db.value("PRAGMA foreign_keys")) == 1


def test_raw_bytes_come_back_byte_for_byte(store: Store) -> None:
    hifa = make_list(store)
    raw = bytes(range(256)) * 10 + b"\r.\n\n"
    accepted = store.write_now(
        spool.accept, envelope(Destination("hifa@x", Purpose.POST, hifa.id)), raw
    )
    assert store.read_now(spool.raw, accepted.mail_id) == raw


def test_one_mail_to_two_lists_and_a_command_is_kept_once(store: Store) -> None:
    hifa = make_list(store)
    accepted = store.write_now(
        spool.accept,
        envelope(
            Destination("hifa@x", Purpose.POST, hifa.id),
            Destination("hifa@x", Purpose.POST, hifa.id),
            Destination("hifa-request@x", Purpose.REQUEST, hifa.id),
        ),
        RAW,
    )
    assert len(accepted.numbers) == 2
    assert len(accepted.errands) == 1
    assert store.read_now(lambda db: db.value("SELECT count(*) FROM mail")) == 1


async def test_a_failing_verb_is_undone_alone(store: Store) -> None:
    """Verbs of one group share a transaction; the one that raises takes nobody with it."""
    gate = threading.Event()

    def slow(db: Db) -> None:
        gate.wait(5)

    def bad(db: Db) -> None:
        db.execute("INSERT INTO sequence (name, next) VALUES ('bad', 1)")
        raise ValueError("no")

    def good(db: Db) -> None:
        db.execute("INSERT INTO sequence (name, next) VALUES ('good', 1)")

    waiting = asyncio.gather(
        store.write(slow), store.write(bad), store.write(good), return_exceptions=True
    )
    await asyncio.sleep(0.05)
    gate.set()
    results = await waiting
    assert isinstance(results[1], ValueError)
    names = store.read_now(lambda db: [row["name"] for row in db.rows("SELECT name FROM sequence")])
    assert "good" in names
    assert "bad" not in names


async def test_many_writers_share_commits(store: Store) -> None:
    """Group commit: while one fsync runs, the others queue up and share the next."""
    begins: list[str] = []
    store.write_now(lambda db: db.conn.set_trace_callback(begins.append))
    await asyncio.gather(*(store.write(mailings.reserve) for _ in range(200)))
    store.write_now(lambda db: db.conn.set_trace_callback(None))
    assert sum("BEGIN IMMEDIATE" in line for line in begins) < 100
    assert store.write_now(mailings.reserve) == 201


async def test_a_caller_that_gives_up_harms_nobody(store: Store) -> None:
    """A cancelled write once killed the writer thread, and every later write hung."""
    gate = threading.Event()
    slow = asyncio.ensure_future(store.write(lambda db: gate.wait(5)))
    given_up = asyncio.ensure_future(store.write(mailings.reserve))
    await asyncio.sleep(0.05)
    given_up.cancel()
    slow.cancel()
    gate.set()
    assert await asyncio.wait_for(store.write(mailings.reserve), 5) in (1, 2)


def test_another_process_may_write_beside_us(store: Store) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO sequence (name, next) VALUES ('other', 1)")
    timer = threading.Timer(0.2, lambda: None)
    timer.start()
    answer = store._submit(mailings.reserve)
    other.execute("COMMIT")
    assert answer.result(5) == 1
    other.close()


def test_an_errand_ends_with_its_changes_or_not_at_all(store: Store) -> None:
    hifa = make_list(store)
    accepted = store.write_now(
        spool.accept, envelope(Destination("hifa-leave@x", Purpose.LEAVE, hifa.id)), RAW
    )

    def breaks(db: Db) -> None:
        raise RuntimeError("disk")

    with pytest.raises(RuntimeError):
        store.write_now(errands.finish, accepted.errands[0], "left", NOW, (), [breaks])
    assert len(store.read_now(errands.due, NOW, [Purpose.LEAVE], 10)) == 1
    assert store.write_now(errands.finish, accepted.errands[0], "left", NOW) is True
    assert store.write_now(errands.finish, accepted.errands[0], "left", NOW) is False


def test_a_stranger_has_a_daily_budget(store: Store) -> None:
    spend = confirmations.spend
    assert store.write_now(spend, "x@example.org", "errand 1", 1, NOW) is True
    assert store.write_now(spend, "X@example.org", "errand 2", 1, NOW) is False
    assert store.write_now(spend, "x@example.org", "errand 3", 1, NOW + 86400) is True


def test_strangers_share_the_days_of_their_domain_and_of_the_site(store: Store) -> None:
    within = (("strangers at x.example", 2), ("strangers", 3))

    def spend(name: str, cause: str, now: float = NOW) -> bool:
        return store.write_now(confirmations.spend, name, cause, 1, now, within)

    assert [spend(f"{n}@x.example", f"errand {n}") for n in range(3)] == [True, True, False]
    assert spend("0@x.example", "errand 0")  # again after a crash: it costs nothing
    assert not spend("0@x.example", "errand 9")
    count = store.read_now(confirmations.tallied, "strangers", NOW)
    assert count == 2
    assert spend("2@x.example", "errand 3", NOW + 86_400)
    assert store.read_now(confirmations.tallied, "strangers", NOW + 86_400) == 1


def test_days_that_are_over_are_forgotten(store: Store) -> None:
    for day in range(10):
        within = (("strangers", 3),)
        now = NOW + day * 86_400
        store.write_now(confirmations.spend, "x@example.org", f"errand {day}", 1, now, within)
    for table in ("budget", "tally"):
        assert (
            store.read_now(lambda db, table=table: db.value(f"SELECT count(*) FROM {table}")) <= 2
        )


def test_octets_of_a_day_are_counted_once(store: Store) -> None:
    spend = confirmations.spend_octets
    assert store.write_now(spend, "files to 1", "errand 1, 811.1", 60, 100, NOW) is True
    assert store.write_now(spend, "files to 1", "errand 1, 811.1", 60, 100, NOW) is True  # again
    assert store.write_now(spend, "files to 1", "errand 2, 811.2", 41, 100, NOW) is False
    assert store.write_now(spend, "files to 1", "errand 2, 811.3", 40, 100, NOW) is True
    assert store.write_now(spend, "files to 2", "errand 3, 811.1", 100, 100, NOW) is True
    assert store.write_now(spend, "files to 1", "errand 4, 811.2", 41, 100, NOW + 86400) is True


def test_a_letter_written_again_after_a_crash_costs_nothing(store: Store) -> None:
    """A stranger wrote to -join; the server died between counting her letter of the day and writing
    it. At the next start the day was spent already, and her wish ended without any answer."""
    spend = confirmations.spend
    assert store.write_now(spend, "x@example.org", "errand 1", 1, NOW) is True
    assert store.write_now(spend, "x@example.org", "errand 1", 1, NOW + 60) is True
    assert store.write_now(spend, "x@example.org", "errand 2", 1, NOW + 60) is False


@pytest.mark.parametrize(
    ("answers", "always"),
    [
        ([], False),
        ([("dkim example.org", "1 decisions")], True),
        ([("", "1 decisions")], False),
        ([("dkim example.org", "1 decisions"), ("", "1 decisions")], False),
        ([("dkim example.org", "1 decisions"), ("", "asked back: unproven")], True),
        ([("dkim x", "1 decisions"), ("", "decided before, not asked back: unproven")], True),
        ([("dkim x", "1 decisions"), ("", "automatic: auto-replied")], True),
        ([("dkim x", "1 decisions"), ("", "a complaint, for the returns")], True),
    ],
)
def test_answers_tell_whether_an_address_is_always_proven(
    store: Store, answers: list[tuple[str, str]], always: bool
) -> None:
    """Only posts counted once: who moderates and never posts had no history. Then a holiday reply
    counted as an answer that nothing proved, and from that day on anybody could answer for her."""
    hifa = make_list(store)
    for proof, outcome in answers:
        to = Destination("hifa-moderate+x@x", Purpose.MODERATE, hifa.id)
        accepted = store.write_now(spool.accept, envelope(to), RAW)
        store.write_now(
            errands.finish, accepted.errands[0], outcome, NOW, (), (), "amina@example.org", proof
        )
    assert store.read_now(held.always_proven, "amina@example.org") is always
    assert store.read_now(held.always_proven, "eve@example.org") is False


@pytest.mark.parametrize(
    ("mails", "always"),
    [
        ([("translate", "dkim example.org", "kept 101")], True),
        ([("request", "dkim example.org", "status")], True),
        ([("translate", "dkim x", "kept 101"), ("translate", "", "kept 102")], False),
        ([("translate", "dkim x", "kept 101"), ("translate", "", "asked back: whose")], True),
        ([("translate", "dkim x", "kept 101"), ("request", "", "help")], True),
        ([("request", "answer", "help"), ("request", "", "help")], False),
    ],
)
def test_proven_mail_to_any_address_of_ours_tells_that_she_is_always_proven(
    store: Store, mails: list[tuple[str, str, str]], always: bool
) -> None:
    """Who translates and never posts had no history: anybody who had seen one of her letters could
    answer for her. And a mail to -request in her name, which anybody may write, changes nothing."""
    hifa = make_list(store)
    for purpose, proof, outcome in mails:
        to = Destination(f"hifa-{purpose}@x", Purpose(purpose), hifa.id)
        accepted = store.write_now(spool.accept, envelope(to), RAW)
        store.write_now(
            errands.finish, accepted.errands[0], outcome, NOW, (), (), "amina@example.org", proof
        )
    assert store.read_now(held.always_proven, "amina@example.org") is always


def test_a_change_of_mode_leaves_the_one_before(store: Store) -> None:
    """Only a change does: to say the same again is none."""
    hifa = make_list(store, 1)
    one = store.read_now(members.members, hifa.id)[0].person.id
    last = store.read_now(members.last_change, hifa.id)
    for n, mode in enumerate((DeliveryMode.DAILY, DeliveryMode.DAILY, DeliveryMode.EACH), 1):
        store.write_now(members.set_delivery, hifa.id, one, mode, NOW + n)
    assert store.read_now(members.changes, hifa.id, NOW) == {
        one: [(NOW + 1, DeliveryMode.EACH), (NOW + 3, DeliveryMode.DAILY)]
    }
    assert store.read_now(members.changes, hifa.id, NOW + 3) == {}
    assert store.read_now(members.last_change, hifa.id) == last + 2
