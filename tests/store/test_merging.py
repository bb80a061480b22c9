"""Two persons become one: nothing names the younger any more, and nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from listserv.model import DeliveryMode, Policy, Purpose, Standing, Token
from listserv.store import (
    filters,
    journal,
    laying,
    lists,
    members,
    merged,
    merging,
    persons,
    shelf,
    standings,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.redactions import LookAgainError

NOW = 1_767_600_000.0
DAY = 86_400.0
HOME, WORK = "amina@home.example", "amina@work.example"
GROW = frozenset(
    {
        *("post", "version", "mailing", "delivery", "errand", "mail", "journal"),
        *("confirmation", "decision", "failure", "rendition", "mode", "spelling"),
        *("translation", "task", "assignment"),
    }
)


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """An older and a younger person on two lists, one of which has both."""
    for n, (name, people) in enumerate((("hifa", (HOME, WORK)), ("chifa", (WORK,)))):
        made = store.write_now(lists.create, name, Policy(title=name.upper()), NOW)
        for address in people:
            new = NewMember(address, "Amina Kamau" if address == HOME else "Amina W. Kamau")
            store.write_now(members.add, made.id, new, "test", NOW + n + (address == WORK))
    older, younger = (store.read_now(members.person_by_address, one) for one in (HOME, WORK))
    assert older and younger and older.id < younger.id
    return older.id, younger.id


def named(db: Db) -> Iterator[tuple[str, str]]:
    """Every column of the file that names a person, by its reference or its name."""
    tables = db.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '\\_%' ESCAPE '\\'"
    )
    for table in (row["name"] for row in tables):
        keys = {
            row["from"]
            for row in db.rows(f"PRAGMA foreign_key_list({table})")
            if row["table"] == "person"
        }
        for row in db.rows(f"PRAGMA table_info({table})"):
            column = row["name"]
            by_name = column in ("person", "by") or column.endswith(("_by", "_person"))
            if column in keys or by_name:
                yield table, column


def test_no_column_that_names_a_person_is_forgotten(store: Store) -> None:
    """Whoever adds one says in merging.py what becomes of it."""
    known = (*merging.PLAIN, *merging.ONCE, *merging.APART, *merging.NOBODY)
    assert len(set(known)) == len(known)
    assert set(store.read_now(lambda db: list(named(db)))) == set(known)


def fill(db: Db, person: int) -> None:
    """A row in every column that names her, and that may name her."""
    db.execute("INSERT INTO mail VALUES (?, 0, '', 0, '', 1, x'00', '', '')", (person,))
    db.execute(
        "INSERT INTO post (number, mail, list, state, person, decided_by, taken_by)"
        " VALUES (?, ?, 1, 'held', ?, ?, ?)",
        (1000 + person, person, person, person, person),
    )
    db.execute("INSERT INTO version VALUES (?, 1, 'x', 0, ?, '', 0)", (1000 + person, person))
    db.execute("INSERT INTO task VALUES (?, ?, 1, 'en', 'fr', 0, 0, NULL, '')",
               (person, 1000 + person))  # fmt: skip
    values = {
        "decision": {"at": NOW, "list": 1, "by": person, "what": "x",
                     "before": json.dumps({"taken_by": person})},
        "mailing": {"id": 50 + person, "kind": "post", "list": 1, "person": person, "created": NOW},
        "delivery": {"mailing": 50 + person, "rendition": 0, "person": person, "due": NOW},
        "confirmation": {"kind": "x", "list": 1, "address": "x", "made": 0, "expires": NOW,
                         "person": person},
        "mode": {"list": 2, "person": person, "at": NOW, "before": "each"},
        "applicant": {"list": 1, "address": f"{person}@x", "delivery": "each", "made": 0,
                      "decided_by": person, "asked_by": person},
        "invitation": {"list": 1, "address": f"{person}@x", "by": person, "made": 0},
        "complaint": {"at": 0, "person": person, "list": 1},
        "moderator": {"list": 1, "person": person},
        "filter": {"list": 1, "person": person, "kind": "mute", "value": f"{person}"},
        "newcomer": {"list": 1, "person": person, "letter": "x", "due": 0},
        "queue_wish": {"list": 1, "person": person},
        "applicant_wish": {"list": 1, "person": person},
        "likeness": {"person": person, "address": "x"},
        "standing": {"list": 1, "person": person, "word": "watched"},
        "failure": {"at": 0, "person": person, "domain": "x", "list": 1, "mailing": person,
                    "about": "post", "said": "x"},
        "trouble": {"person": person, "since": 0, "last": 0, "kind": "x", "said": "", "score": 1,
                    "day": 0, "cost": 1},
        "spelling": {"person": person, "text": "x"},
        "translation": {"post": 1000 + person, "version": 1, "language": "fr", "manner": "human",
                        "text": "x", "person": person, "made": 0},
        "volunteer": {"list": 1, "person": person, "source": "en", "language": "fr", "since": 0},
        "translator": {"person": person},
        "assignment": {"task": person, "person": person, "letter": 1, "given": 0, "until": 0},
    }  # fmt: skip
    for table, row in values.items():
        columns, marks = ", ".join(row), ", ".join("?" * len(row))
        db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))


def test_nothing_names_the_younger_afterwards(store: Store, two: tuple[int, int]) -> None:
    older, younger = two
    store.write_now(fill, younger)
    store.write_now(fill, older)
    assert store.write_now(merging.merge, younger, older, WORK, NOW) == older

    def rows(db: Db) -> dict[tuple[str, str], int]:
        gone = {("merged", "person"): 0}
        for table, column in named(db):
            found = db.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", younger)
            gone[table, column] = found
        return gone

    found = store.read_now(rows)
    assert found.pop(("merged", "person")) == 1
    assert set(found.values()) == {0}
    assert store.read_now(members.person, younger) is None
    before = store.read_now(lambda db: db.rows("SELECT before FROM decision"))
    assert [json.loads(row["before"]) for row in before] == [{"taken_by": older}] * 2
    assert [row["event"] for row in store.read_now(journal.of, "person", younger)] == []
    assert store.read_now(journal.of, "person", older)[-1]["event"] == "merged"


def test_no_large_table_is_read_from_end_to_end(store: Store, two: tuple[int, int]) -> None:
    """The writer answers the door meanwhile; years of posts and letters may be in the file."""
    older, younger = two
    asked: list[str] = []

    def merge(db: Db) -> list[str]:
        db.conn.set_trace_callback(asked.append)
        merging.merge(db, younger, older, HOME, NOW)
        db.conn.set_trace_callback(None)
        steps = []
        for sql in asked:
            if sql.split()[0] in ("SELECT", "UPDATE", "DELETE", "INSERT"):
                steps += [row["detail"] for row in db.rows(f"EXPLAIN QUERY PLAN {sql}")]
        return steps

    scans = [step for step in store.write_now(merge) if step.startswith("SCAN")]
    of_large = [step for step in scans if step.split()[1] in GROW]
    # Of mailings there are indexes of those that wait, and of those that have rows in the ledger
    # still: a fortnight's.
    few = ("INDEX mailing_open", "INDEX mailing_ended")
    assert [step for step in of_large if not any(one in step for one in few)] == []


def test_she_is_on_all_lists_of_both_and_her_posts_are_those_of_both(
    store: Store, two: tuple[int, int]
) -> None:
    older, younger = two

    def before(db: Db) -> None:
        members.set_delivery(db, 1, younger, DeliveryMode.DAILY, NOW)
        db.execute("UPDATE member SET posts = 3 WHERE person = ?", (older,))
        db.execute("UPDATE member SET posts = 4 WHERE person = ?", (younger,))
        db.execute("UPDATE person SET organisation = 'Ministry' WHERE id = ?", (younger,))
        filters.add(db, 1, younger, ("mute", "chw"), NOW)
        standings.set_standing(db, 2, younger, Standing.BANNED, 0, NOW)
        standings.set_standing(db, 2, older, Standing.TRUSTED, 0, NOW)

    store.write_now(before)
    store.write_now(merging.merge, older, younger, WORK, NOW + DAY)
    hifa, chifa = store.read_now(members.memberships, older)
    assert (hifa.posts, chifa.posts) == (7, 4)
    # She reads as she does where her mail goes now.
    assert hifa.delivery is DeliveryMode.DAILY
    assert (hifa.person.name, hifa.person.organisation) == ("Amina Kamau", "Ministry")
    assert hifa.person.address == WORK
    assert store.read_now(persons.addresses, older) == (WORK, HOME)
    assert store.read_now(filters.of, 1, older) == (("mute", "chw"),)
    assert store.read_now(standings.standing, 2, older) is Standing.BANNED


@pytest.mark.parametrize("main", [HOME, WORK])
def test_who_stopped_all_mail_at_one_of_them_reads_at_the_other(
    store: Store, two: tuple[int, int], main: str
) -> None:
    """Many have a second membership only to write from it."""
    older, younger = two
    store.write_now(members.set_delivery, 1, younger, DeliveryMode.NONE, NOW)
    store.write_now(merging.merge, older, younger, main, NOW)
    hifa, _ = store.read_now(members.memberships, older)
    assert hifa.delivery is DeliveryMode.EACH


def test_a_token_of_years_ago_still_names_her(store: Store, two: tuple[int, int]) -> None:
    older, younger = two
    store.write_now(merging.merge, older, younger, HOME, NOW)
    for purpose in (Purpose.LEAVE, Purpose.MODERATE, Purpose.BOUNCES):
        token = store.read_now(merged.token, Token(purpose, younger, 7))
        assert token == Token(purpose, older, 7)
    post = Token(Purpose.REPLY, younger, 7)  # its first number is no person
    assert store.read_now(merged.token, post) == post


def copies(db: Db) -> list[tuple[int, int, str, str]]:
    rows = db.execute("SELECT mailing, person, address, state FROM delivery ORDER BY id")
    return list(rows.fetchall())


def test_what_waits_for_both_goes_out_once(store: Store, two: tuple[int, int]) -> None:
    """And what has left keeps the address that it went to."""
    older, younger = two

    def lay(db: Db) -> None:
        for mailing, state in ((1, "due"), (2, "sent"), (3, "due")):
            db.execute(
                "INSERT INTO mailing (id, kind, list, created, due) VALUES (?, 'post', 1, ?, ?)",
                (mailing, NOW, NOW if state == "due" else None),
            )
            for person in (older, younger) if mailing != 3 else (younger,):
                db.execute(
                    "INSERT INTO delivery (mailing, rendition, person, state, due)"
                    " VALUES (?, 0, ?, ?, ?)",
                    (mailing, person, state, NOW),
                )

    store.write_now(lay)
    store.write_now(merging.merge, older, younger, HOME, NOW)
    assert store.read_now(copies) == [
        (1, older, "", "due"),
        (1, older, WORK, "withdrawn"),
        (2, older, "", "sent"),
        (2, older, WORK, "sent"),
        (3, older, "", "due"),
    ]


def test_a_membership_that_moves_waits_until_a_post_is_laid(
    store: Store, two: tuple[int, int]
) -> None:
    """The table goes from person to person: her new, smaller number lay behind it, and she got no
    copy. What the two share, and other lists, need not wait."""
    older, younger = two
    mailing = store.write_now(laying.lay, "post", 2, NOW)  # a list that the younger alone is on
    with pytest.raises(LookAgainError):
        store.write_now(merging.merge, older, younger, HOME, NOW)
    assert len(store.read_now(members.memberships, younger)) == 2
    store.write_now(laying.open_mailing, mailing, NOW)
    store.write_now(laying.lay, "post", 1, NOW)  # one that both are on
    assert store.write_now(merging.merge, older, younger, HOME, NOW) == older
    assert len(store.read_now(members.memberships, older)) == 2


def test_a_merge_leaves_the_directory_of_the_others(store: Store, two: tuple[int, int]) -> None:
    """It was made anew for 150,000 people, because one number is nobody's any more."""
    older, younger = two
    other, _ = store.write_now(members.ensure_person, NewMember("paul@example.org"), NOW)
    store.write_now(
        lambda db: db.many(
            "INSERT INTO spelling (person, text) VALUES (?, 'x')", [(older,), (younger,), (other,)]
        )
    )
    store.write_now(merging.merge, older, younger, HOME, NOW)
    assert store.read_now(lambda db: db.rows("SELECT person FROM spelling")) == [{"person": other}]


def test_trouble_is_of_the_mailbox_that_is_written_to(store: Store, two: tuple[int, int]) -> None:
    older, younger = two
    store.write_now(fill, younger)
    store.write_now(
        lambda db: db.execute("UPDATE person SET stopped = ? WHERE id = ?", (NOW, younger))
    )
    store.write_now(merging.merge, older, younger, HOME, NOW)
    kept = store.read_now(lambda db: db.value("SELECT count(*) FROM trouble"))
    person = store.read_now(members.person, older)
    assert person
    assert (kept, person.stopped) == (0, None)


# --- somebody who is no more than an address ------------------------------------------------------


def test_an_address_of_somebody_who_is_nothing_else_is_taken(
    store: Store, two: tuple[int, int]
) -> None:
    """The site's admin, who was banned before she ever wrote: persons without lists or posts."""
    older, _ = two
    new = NewMember("a.kamau@clinic.example")

    def ban(db: Db) -> int:
        person, _ = members.ensure_person(db, new, NOW)
        standings.set_standing(db, 2, person, Standing.BANNED, 0, NOW)
        return person

    bare = store.write_now(ban)
    store.write_now(merging.take, older, new.address, "admin@example.org", NOW)
    assert store.read_now(persons.addresses, older) == (HOME, new.address)
    assert store.read_now(members.person, bare) is None
    assert store.read_now(standings.standing, 2, older) is Standing.BANNED


def test_an_address_of_a_member_or_of_the_admin_is_not_taken(
    store: Store, two: tuple[int, int]
) -> None:
    older, _ = two
    admin = NewMember("admin@example.org")
    store.write_now(members.ensure_person, admin, NOW)
    for address in (WORK, admin.address):
        with pytest.raises(persons.TakenError):
            store.write_now(merging.take, older, address, admin.address, NOW)
    assert store.read_now(persons.addresses, older) == (HOME,)


# --- what each of the two had said ----------------------------------------------------------------


def said(db: Db, person: int, **values: object) -> None:
    named = ", ".join(f"{column} = ?" for column in values)
    db.execute(f"UPDATE person SET {named} WHERE id = ?", (*values.values(), person))


@pytest.mark.parametrize("hides", [0, 1])
def test_who_hides_as_one_of_them_hides(store: Store, two: tuple[int, int], hides: int) -> None:
    older, younger = two
    store.write_now(lambda db: said(db, two[hides], conceal=1))
    store.write_now(merging.merge, older, younger, HOME, NOW)
    found = store.read_now(members.person, older)
    assert found and found.conceal


@pytest.mark.parametrize("wants_none", [0, 1])
def test_who_wants_no_machines_as_one_of_them_wants_none(
    store: Store, two: tuple[int, int], wants_none: int
) -> None:
    older, younger = two
    store.write_now(lambda db: (said(db, older, machine=1), said(db, younger, machine=1)))
    store.write_now(lambda db: said(db, two[wants_none], machine=0))
    store.write_now(merging.merge, older, younger, HOME, NOW)
    found = store.read_now(members.person, older)
    assert found and not found.machine


def test_what_the_younger_alone_has_said_stays_said(store: Store, two: tuple[int, int]) -> None:
    """Her bytes of the day cost her money; the line below her messages is hers."""
    older, younger = two
    own = {"daily_bytes": 50_000, "profile": "Nurse in Kisumu", "timezone": "Africa/Nairobi"}
    store.write_now(lambda db: said(db, younger, **own))
    store.write_now(merging.merge, older, younger, HOME, NOW)
    found = store.read_now(members.person, older)
    assert found
    assert {one: getattr(found, one) for one in own} == own


@pytest.mark.parametrize("alive", [0, 1])
def test_of_two_one_of_whom_is_alive_nobody_has_died(
    store: Store, two: tuple[int, int], alive: int
) -> None:
    """She answers: a facilitator was told wrong."""
    older, younger = two
    store.write_now(lambda db: said(db, two[1 - alive], deceased=NOW))
    store.write_now(merging.merge, older, younger, HOME, NOW)
    found = store.read_now(members.person, older)
    assert found and found.deceased is None


@pytest.mark.parametrize("main", [HOME, WORK])
def test_a_pause_is_that_of_the_mailbox_she_reads_at(
    store: Store, two: tuple[int, int], main: str
) -> None:
    older, younger = two
    reader = older if main == HOME else younger
    store.write_now(members.pause, 1, reader, NOW + 9 * DAY, NOW)
    store.write_now(merging.merge, older, younger, main, NOW)
    hifa, _ = store.read_now(members.memberships, older)
    assert (hifa.paused, hifa.paused_until) == (NOW, NOW + 9 * DAY)


@pytest.mark.parametrize("main", [HOME, WORK])
def test_a_pause_at_the_other_mailbox_is_over(
    store: Store, two: tuple[int, int], main: str
) -> None:
    older, younger = two
    other = younger if main == HOME else older
    store.write_now(members.pause, 1, other, NOW + 9 * DAY, NOW)
    store.write_now(merging.merge, older, younger, main, NOW)
    hifa, _ = store.read_now(members.memberships, older)
    assert hifa.paused_until is None


def test_the_addresses_of_the_younger_are_new_to_the_older(
    store: Store, two: tuple[int, int]
) -> None:
    """Whoever got hold of a mailbox lately cannot bring it back once she has taken it away."""
    older, younger = two
    store.write_now(merging.merge, older, younger, HOME, NOW + DAY)
    since = {one.address: one.since for one in store.read_now(persons.own, older)}
    assert since == {HOME: 0.0, WORK: NOW + DAY}


def test_a_copy_that_has_left_keeps_the_address_it_went_to(
    store: Store, two: tuple[int, int]
) -> None:
    """Also where the older one had none of it: what comes back is about that mailbox."""
    older, younger = two

    def lay(db: Db) -> None:
        db.execute("INSERT INTO mailing (id, kind, list, created) VALUES (1, 'post', 1, ?)", (NOW,))
        db.execute(
            "INSERT INTO delivery (mailing, rendition, person, state, due)"
            " VALUES (1, 0, ?, 'sent', ?)",
            (younger, NOW),
        )

    store.write_now(lay)
    store.write_now(merging.merge, older, younger, HOME, NOW)
    assert store.read_now(copies) == [(1, older, WORK, "sent")]


def test_who_has_written_is_more_than_an_address(store: Store, two: tuple[int, int]) -> None:
    """On no list any more, but with posts: two persons, who are asked both."""
    older, younger = two
    store.write_now(fill, younger)
    store.write_now(lambda db: db.execute("DELETE FROM member WHERE person = ?", (younger,)))
    store.write_now(lambda db: db.execute("DELETE FROM moderator WHERE person = ?", (younger,)))
    assert not store.read_now(merging.is_bare, younger, "")
    with pytest.raises(persons.TakenError):
        store.write_now(merging.take, older, WORK, "", NOW)


def test_pages_go_by_the_wishes_of_both(store: Store, two: tuple[int, int]) -> None:
    """The younger wants no name on what she translates, and no program for what she writes."""
    older, younger = two

    def write(db: Db) -> None:
        for number, author in ((5, older), (6, 0)):
            db.execute(
                "INSERT INTO mail (id, received, peer, trusted, mail_from, size, raw)"
                " VALUES (?, 0, '', 1, '', 0, x'')",
                (number,),
            )
            db.execute(
                "INSERT INTO post (number, mail, list, state, person, published, thread)"
                " VALUES (?, ?, 1, 'done', ?, 1.0, ?)",
                (number, number, author, number),
            )
        for number, manner, person in ((5, "machine", 0), (6, "human", older)):
            db.execute(
                "INSERT INTO translation (post, version, language, manner, text, person, credited,"
                " made) VALUES (?, 0, 'fr', ?, 'x', ?, 1, 1.0)",
                (number, manner, person),
            )

    store.write_now(write)
    store.write_now(persons.set_own, younger, "conceal", 1, NOW)
    store.write_now(persons.set_own, younger, "machine", 0, NOW)
    assert store.read_now(shelf.marks) == []
    store.write_now(merging.merge, older, younger, HOME, NOW)
    assert {one.thread for one in store.read_now(shelf.marks)} == {5, 6}


def test_where_either_ended_translating_she_may_offer_it_again(
    store: Store, two: tuple[int, int]
) -> None:
    """What the younger had ended herself was forgotten: who is no member could not offer again."""
    older, younger = two
    store.write_now(volunteers.write_ended, 2, older, herself=True)
    for list_id in (1, 2):
        store.write_now(volunteers.write_ended, list_id, younger, herself=True)
    store.write_now(merging.merge, older, younger, HOME, NOW)
    assert store.read_now(volunteers.ended_by_herself, older) == {1, 2}
