"""One person, several addresses: one of them is the main one, and it is never the last to go."""

from __future__ import annotations

import pytest

from listserv.model import (
    Action,
    Destination,
    Envelope,
    Policy,
    Proof,
    Purpose,
    Reading,
    Standing,
    State,
    Verdict,
)
from listserv.store import (
    lately,
    lists,
    members,
    namesakes,
    persons,
    rulings,
    spool,
    standings,
    troubles,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.store.rulings import Ruling

NOW = 1_767_600_000.0
A, B, C = "a@one.example", "b@two.example", "c@three.example"


@pytest.fixture
def amina(store: Store) -> int:
    hifa = store.write_now(lists.create, "hifa", Policy(), NOW)
    store.write_now(members.add, hifa.id, NewMember(A, "Amina Kamau"), "test", NOW)
    found = store.read_now(members.person_by_address, A)
    assert found
    return found.id


def test_the_first_is_the_main_one_until_she_says_otherwise(store: Store, amina: int) -> None:
    store.write_now(persons.add_address, amina, B, NOW + 1)
    store.write_now(persons.add_address, amina, C, NOW + 2)
    assert store.read_now(persons.addresses, amina) == (A, B, C)
    assert store.write_now(persons.make_main, amina, C, NOW + 3)
    assert store.read_now(persons.addresses, amina) == (C, A, B)
    assert not store.write_now(persons.make_main, amina, C, NOW + 4)
    assert not store.write_now(persons.make_main, amina, "x@other.example", NOW + 4)


def test_the_main_one_goes_and_the_newest_other_is_it(store: Store, amina: int) -> None:
    store.write_now(persons.add_address, amina, B, NOW + 1)
    store.write_now(persons.add_address, amina, C, NOW + 2)
    assert store.write_now(persons.remove_address, amina, A, NOW + 3)
    assert store.read_now(persons.addresses, amina) == (C, B)


def test_what_was_the_main_one_before_is_it_again(store: Store, amina: int) -> None:
    """Whoever undoes a move gets back what she had, and not the newest."""
    for n, address in enumerate((B, C), 1):
        store.write_now(persons.add_address, amina, address, NOW + n)
    store.write_now(persons.add_address, amina, "new@four.example", NOW + 5)
    store.write_now(persons.make_main, amina, "new@four.example", NOW + 5)
    store.write_now(persons.remove_address, amina, "new@four.example", NOW + 6)
    assert store.read_now(persons.addresses, amina) == (A, B, C)


def test_the_last_one_stays(store: Store, amina: int) -> None:
    assert not store.write_now(persons.remove_address, amina, A, NOW)
    assert not store.write_now(persons.remove_address, amina, B, NOW)
    assert store.read_now(persons.addresses, amina) == (A,)


def test_an_address_belongs_to_one_person(store: Store, amina: int) -> None:
    store.write_now(members.add, 1, NewMember(B, "Paul"), "test", NOW)
    with pytest.raises(persons.TakenError):
        store.write_now(persons.add_address, amina, B, NOW)


def test_what_came_back_from_the_old_mailbox_is_over(store: Store, amina: int) -> None:
    def bounce(db: Db) -> None:
        troubles.stopped_before(db, amina, "no such user", NOW)
        db.execute(
            "INSERT INTO failure (at, person, domain, list, mailing, about, said)"
            " VALUES (?, ?, 'one.example', 1, 9, 'post', '550')",
            (NOW, amina),
        )
        db.execute("INSERT INTO complaint (at, person, list) VALUES (?, ?, 1)", (NOW, amina))
        persons.add_address(db, amina, B, NOW)

    def left(db: Db) -> int:
        return sum(
            int(db.value(f"SELECT count(*) FROM {table} WHERE person = ?", amina))
            for table in ("failure", "trouble", "complaint")
        )

    store.write_now(bounce)
    assert store.read_now(left) == 3  # another address alone says nothing about the main one
    store.write_now(persons.make_main, amina, B, NOW)
    person = store.read_now(members.person, amina)
    assert person and person.stopped is None
    assert store.read_now(left) == 0


# --- mail that was nobody's -----------------------------------------------------------------------


def held(store: Store, address: str, how: str = "dkim") -> int:
    """The number of a post that waits, by somebody unknown."""
    envelope = Envelope(address, (Destination("x", Purpose.POST, 1),), "127.0.0.1", True, NOW)
    raw = f"From: {address}\r\nSubject: x\r\n\r\n{address}{how}\r\n".encode()
    number = store.write_now(spool.accept, envelope, raw).numbers[0]
    (arrival,) = [one for one in store.read_now(spool.arrivals, NOW, 9) if one.number == number]
    reading = Reading(from_address=address, text="One.", clean="One.")
    verdict = Verdict(Action.HOLD, ("nonmember",))
    proof = Proof(how, "x") if how else Proof()
    store.write_now(spool.settle, arrival, verdict, reading, proof, None, "x", NOW, NOW)
    return number


@pytest.mark.parametrize(("how", "hers"), [("dkim", True), ("", False)])
def test_what_came_proven_from_a_new_address_is_hers(
    store: Store, amina: int, how: str, hers: bool
) -> None:
    number = held(store, B, how)
    store.write_now(persons.add_address, amina, B, NOW)
    found = store.read_now(spool.post, number)
    assert found and found.person_id == (amina if hers else 0)


def test_published_ones_count_among_her_posts(store: Store, amina: int) -> None:
    number = held(store, B)
    store.write_now(
        lambda db: db.execute("UPDATE post SET published = ? WHERE number = ?", (NOW, number))
    )
    for _ in range(2):  # a second time it is hers already
        store.write_now(persons.add_address, amina, B, NOW)
    member = store.read_now(members.member, 1, amina)
    assert member and member.posts == 1


def test_what_waits_is_read_again_unless_somebody_has_worked_on_it(
    store: Store, amina: int
) -> None:
    untouched, edited, taken = (held(store, B, how) for how in ("dkim", "spf", "results"))
    store.write_now(rulings.rule, Ruling(edited, 1, amina, "edited", text="Two."), NOW)
    taking = Ruling(taken, 1, amina, "taken", changes={"taken_by": amina})
    store.write_now(rulings.rule, taking, NOW)
    store.write_now(namesakes.read_again, B, NOW)
    states = {
        number: post.state
        for number in (untouched, edited, taken)
        if (post := store.read_now(spool.post, number))
    }
    assert states == {untouched: State.RECEIVED, edited: State.HELD, taken: State.HELD}
    (arrival,) = store.read_now(spool.arrivals, NOW, 9)
    assert arrival.number == untouched


def test_she_is_asked_about_an_address_once_ever(store: Store, amina: int) -> None:
    assert not store.read_now(namesakes.was_asked, amina, B)
    store.write_now(
        lambda db: db.execute("INSERT INTO likeness (person, address) VALUES (?, ?)", (amina, B))
    )
    assert store.read_now(namesakes.was_asked, amina, B)
    assert store.read_now(namesakes.was_asked, amina, A)  # it is known


# --- all her addresses count ----------------------------------------------------------------------


def test_a_flood_from_two_addresses_is_one_flood(store: Store, amina: int) -> None:
    """And the same words from the other one are the same words."""
    store.write_now(persons.add_address, amina, B, NOW)
    for address in (A, B):
        held(store, address)
    store.write_now(lambda db: db.execute("UPDATE post SET text_digest = 'x'"))
    number = store.write_now(
        spool.accept, Envelope(A, (Destination("x", Purpose.POST, 1),), "", True, NOW), b"x"
    ).numbers[0]
    arrival = store.read_now(spool.arrivals, NOW, 9)[-1]
    assert arrival.number == number
    reading = Reading(from_address=A, text_digest="x")
    hifa = store.read_now(lists.by_id, 1)
    assert hifa
    found = store.read_now(lately.of, hifa, arrival, reading, "y", NOW)
    assert found.lately == 2
    assert store.read_now(spool.twins, arrival, reading).same_text
    stranger = Reading(from_address=C, text_digest="x")
    assert store.read_now(lately.of, hifa, arrival, stranger, "y", NOW).lately == 0
    assert not store.read_now(spool.twins, arrival, stranger).same_text


def test_what_waits_is_hers_but_none_of_her_posts_yet(store: Store, amina: int) -> None:
    """Where two posts make a newcomer trusted, two that nobody has let out make nobody."""
    held(store, B)
    store.write_now(persons.add_address, amina, B, NOW)
    member = store.read_now(members.member, 1, amina)
    assert member and member.posts == 0


def test_an_address_brings_the_ban_of_whoever_had_it(store: Store, amina: int) -> None:
    """Somebody banned was erased: her mailbox is no way in, whosever it says it is."""
    banned, _ = store.write_now(members.ensure_person, NewMember(B), NOW)
    store.write_now(standings.set_standing, 1, banned, Standing.BANNED, 0, NOW)

    def erase(db: Db) -> None:
        standings.keep_bans(db, banned, [B])
        db.execute("DELETE FROM standing WHERE person = ?", (banned,))
        db.execute("DELETE FROM address WHERE person = ?", (banned,))

    store.write_now(erase)
    store.write_now(persons.add_address, amina, B, NOW)
    assert store.read_now(standings.standing, 1, amina) is Standing.BANNED


def test_nobody_makes_somebody_elses_address_her_main_one(store: Store, amina: int) -> None:
    other, _ = store.write_now(members.ensure_person, NewMember(B), NOW)
    store.write_now(persons.add_address, other, C, NOW)
    assert not store.write_now(persons.make_main, amina, C, NOW)
    assert store.read_now(persons.addresses, amina) == (A,)
    assert store.read_now(persons.addresses, other) == (B, C)


@pytest.mark.parametrize("column", ["deceased", "stopped", "id", "name = 'x', country"])
def test_she_sets_only_what_is_hers_to_set(store: Store, amina: int, column: str) -> None:
    with pytest.raises(KeyError):
        store.write_now(persons.set_own, amina, column, "1", NOW)


@pytest.mark.parametrize(
    "column", ["proof = ''", "version = 2", "awaits = 'author'", "state = 'shunted'"]
)
def test_what_is_not_hers_or_is_being_worked_on_is_not_read_again(
    store: Store, amina: int, column: str
) -> None:
    number = held(store, B)
    store.write_now(lambda db: db.execute(f"UPDATE post SET {column} WHERE number = ?", (number,)))
    store.write_now(namesakes.read_again, B, NOW)
    post = store.read_now(spool.post, number)
    assert post and post.state is not State.RECEIVED


def test_in_a_flood_of_names_nobody_is_asked_about_the_rest(store: Store, amina: int) -> None:
    def flood(db: Db) -> int:
        for n in range(namesakes.MOST_WAITING + 5):
            namesakes.note(db, 1, f"a{n}@flood.example", "Amina Kamau")
        return int(db.value("SELECT count(*) FROM namesake"))

    assert store.write_now(flood) == namesakes.MOST_WAITING


@pytest.mark.parametrize("column", ["deceased", "stopped"])
def test_who_has_died_or_cannot_be_reached_is_asked_about_nobody(
    store: Store, amina: int, column: str
) -> None:
    assert store.read_now(namesakes.members_called, 1) == [(amina, "Amina Kamau")]
    store.write_now(lambda db: db.execute(f"UPDATE person SET {column} = ?", (NOW,)))
    assert store.read_now(namesakes.members_called, 1) == []
