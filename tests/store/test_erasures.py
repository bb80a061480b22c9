"""The beginning of an erasure, and the places that it looks into: no column is forgotten."""

from __future__ import annotations

import sqlite3

import pytest

from listserv.model import Policy, Standing
from listserv.store import erasures, lists, members, standings
from listserv.store.base import Db, Store
from listserv.store.erasing import PLACES
from listserv.store.erasures import KEEP, OF_ADDRESS, OF_PERSON, Whom
from listserv.store.members import NewMember
from listserv.store.redactions import LookAgainError

AMINA, PAUL = "amina@example.org", "paul@example.org"

ROWS = {*OF_PERSON, *OF_ADDRESS, "person", "address"}  # go as a whole
SWEPT = {f"{one.table}.{one.column}" for one in PLACES}
BESIDE = {
    # of her own posts and mails, as they get their form
    *("post.author", "post.address", "post.proof", "post.notes"),
    *("mail.raw", "mail.mail_from", "mail.peer", "mail.client", "mail.helo"),
    *("errand.sender", "errand.proof", "errand.command", "errand.detail", "errand.network"),
    # of letters and copies
    *("rendition.head", "rendition.body", "delivery.address", "mailing.asked"),
    # what counts, and what names her while she is erased
    *("budget.address", "budget.cause", "relay.reason", "erasure.who"),
}
_WORD = "a word of the program's own"
_HASH = "a fingerprint"
HARMLESS = {
    "_sqlite_migrations": "the shape of the database",
    "sqlite_sequence": "numbers",
    "sequence": "numbers",
    "banned": _HASH,
    "erasure.mark": "random",
    "scrub": "numbers of rows",
    "list.name": "a list",
    "post.digest": _HASH,
    "post.text_digest": _HASH,
    "post.permalink": _HASH,
    "post.removed": "numbers",
    "summary.permalink": _HASH,
    "errand.address": "one of ours",
    "errand.token": "numbers",
    "mailing.shown": "numbers",
    "mailing.counts": "numbers",
    "issue.posts": "numbers",
    "relay.name": "a relay",
    "outage.domain": "a domain",
    "tally.name": "a domain",
    "post.language": _WORD,
    "post.reasons": _WORD,
    "post.state": _WORD,
    "post.kind": _WORD,
    "post.awaits": _WORD,
    "post.wanted": _WORD,
    "post.languages": _WORD,
    "version.why": _WORD,
    "errand.aside": _WORD,
    "errand.outcome": _WORD,
    "errand.purpose": _WORD,
    "errand.state": _WORD,
    "mailing.kind": _WORD,
    "rendition.language": _WORD,
    "rendition.posts": "numbers",
    "delivery.state": _WORD,
    "decision.what": _WORD,
    "issue.date": _WORD,
    "issue.period": _WORD,
    "summary.language": _WORD,
    "journal.event": _WORD,
    "journal.kind": _WORD,
    "erasure.counts": _WORD,
    "erasure.posts": _WORD,
    "erasure.step": _WORD,
    "roundup.month": _WORD,
    "task": "numbers and codes of languages",
    "translation.engine": "a program",
    "translation.language": _WORD,
    "translation.manner": _WORD,
    "translation.refused": _WORD,
}


def texts(db: Db) -> set[str]:
    """Every column that may hold words."""
    return {
        f"{table}.{row['name']}"
        for table in db.table_names()
        for row in db.rows(f"PRAGMA table_info({table})")
        if row["type"] not in ("INTEGER", "REAL")
    }


def test_every_column_of_words_is_looked_into_or_harmless(store: Store) -> None:
    every = store.read_now(texts)
    left = {
        one
        for one in every - SWEPT - BESIDE
        if one.partition(".")[0] not in ROWS | HARMLESS.keys() and one not in HARMLESS
    }
    assert left == set(), "look into it (erasing.PLACES), or say why nobody is named there"
    assert every >= SWEPT | BESIDE


def test_every_row_of_a_person_goes(store: Store) -> None:
    """By a number that nobody has afterwards, or by an address."""

    def naming(db: Db, column: str) -> set[str]:
        return {
            table
            for table in db.table_names()
            if any(row["name"] == column for row in db.rows(f"PRAGMA table_info({table})"))
        }

    numbered = store.read_now(naming, "person")
    # Posts get their form; of the others a number stays that is nobody's.
    nobodys = {"post", "mailing", "delivery", "erasure", "confirmation", "address", "translation"}
    assert numbered - set(OF_PERSON) == nobodys
    addressed = store.read_now(naming, "address")
    elsewhere = {"address", "post", "errand", "delivery", "budget"}
    assert addressed - set(OF_ADDRESS) == elsewhere


def test_no_row_can_keep_a_person_from_going(store: Store) -> None:
    """Whatever refers to a person goes with her."""

    def referring(db: Db) -> set[str]:
        return {
            table
            for table in db.table_names()
            for row in db.rows(f"PRAGMA foreign_key_list({table})")
            if row["table"] == "person"
        }

    assert store.read_now(referring) <= {*OF_PERSON, "address"}


# --- who ------------------------------------------------------------------------------------------


@pytest.fixture
def hifa(store: Store) -> int:
    hifa = store.write_now(lists.create, "hifa", Policy(title="Health forum"), 1.0).id
    for address, name in ((AMINA, "Amina Kamau"), (PAUL, "Paul")):
        store.write_now(members.add, hifa, NewMember(address, name), "test", 1.0)
    return int(hifa)


def whom(store: Store, address: str = AMINA) -> Whom:
    found = store.read_now(erasures.of_address, address)
    assert found is not None
    return found


def begun(store: Store, address: str = AMINA, mark: str = "m") -> int:
    return store.write_now(erasures.begin, whom(store, address), KEEP, mark, 2.0)


@pytest.mark.usefixtures("hifa")
def test_a_name_counts_alone_where_nobody_else_has_it(store: Store) -> None:
    assert whom(store).named.names == ("Amina Kamau",)
    assert whom(store, PAUL).named.shared == ("Paul",)  # a word that stands anywhere


def test_a_name_that_somebody_else_has_counts_beside_her_address_alone(
    store: Store, hifa: int
) -> None:
    twin = NewMember("other@example.org", "AMINA  Kamau")
    store.write_now(members.add, hifa, twin, "test", 1.0)
    assert whom(store).named.names == ()
    assert whom(store).named.shared == ("Amina Kamau",)


def test_a_list_is_not_named_by_who_bears_its_name(store: Store, hifa: int) -> None:
    store.write_now(members.add, hifa, NewMember("f@example.org", "Health Forum"), "test", 1.0)
    assert whom(store, "f@example.org").named.shared == ("Health Forum",)


@pytest.mark.usefixtures("hifa")
def test_she_is_nobody_from_the_first_moment(store: Store) -> None:
    assert begun(store)
    assert store.read_now(members.person_by_address, AMINA) is None
    assert store.read_now(erasures.of_address, AMINA) is None
    assert [one.person.id for one in store.read_now(members.members, 1)] == [2]


@pytest.mark.usefixtures("hifa")
def test_a_second_beginning_is_none(store: Store) -> None:
    """Who began it looks again, and finds nobody."""
    one = whom(store)
    assert store.write_now(erasures.begin, one, KEEP, "first", 2.0)
    with pytest.raises(LookAgainError):
        store.write_now(erasures.begin, one, KEEP, "second", 2.0)
    assert len(store.read_now(erasures.open_ones)) == 1


@pytest.mark.usefixtures("hifa")
def test_the_same_mark_is_none_twice(store: Store) -> None:
    begun(store)
    with pytest.raises(sqlite3.IntegrityError):
        begun(store, PAUL)


def test_a_ban_is_kept_as_a_fingerprint_and_taken_up_again(store: Store, hifa: int) -> None:
    store.write_now(standings.set_standing, hifa, 1, Standing.BANNED, 2, 1.0)
    begun(store)
    rows = store.read_now(lambda db: db.rows("SELECT * FROM banned"))
    assert len(rows) == 1
    assert "amina" not in str(rows)
    assert store.read_now(standings.of_stranger, hifa, AMINA) is Standing.BANNED
    assert store.read_now(standings.of_stranger, hifa, "amina+x@example.org") is Standing.BANNED
    assert store.read_now(standings.of_stranger, hifa, PAUL) is Standing.ORDINARY
    store.write_now(members.add, hifa, NewMember(AMINA), "test", 3.0)
    again = store.read_now(members.person_by_address, AMINA)
    assert again is not None
    assert store.read_now(standings.standing, hifa, again.id) is Standing.BANNED
    store.write_now(standings.set_standing, hifa, again.id, Standing.ORDINARY, 2, 4.0)
    assert store.read_now(standings.of_stranger, hifa, AMINA) is Standing.ORDINARY


def test_the_rota_has_her_no_more(store: Store, hifa: int) -> None:
    rota = f"Mon-Fri {AMINA}\nSat, Sun Amina Kamau <{AMINA}>, {PAUL}"
    store.write_now(lists.set_policy, hifa, Policy(rota=rota), 1.0)
    begun(store)
    found = store.read_now(lists.by_id, hifa)
    assert found is not None
    assert found.policy.rota.split() == ["Sat,", "Sun", PAUL]
