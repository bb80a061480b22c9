"""Whom an erasure means: every address of hers that is kept somewhere, and all that counts her."""

from __future__ import annotations

import json

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.store import (
    applicants,
    confirmations,
    erasures,
    errands,
    invitations,
    lists,
    members,
    merging,
    persons,
)
from listserv.store.base import Db, Store
from listserv.store.erasures import KEEP, OF_ADDRESS, Whom
from listserv.store.members import NewMember
from listserv.store.redactions import LookAgainError
from listserv.text.addresses import inbox
from listserv.text.dates import DAY

AMINA, OLD, WORK = "amina@example.org", "amina@hospital.example", "amina@work.example"
COLLEAGUE = "tom@team.example"


@pytest.fixture
def hifa(store: Store) -> int:
    hifa = store.write_now(lists.create, "hifa", Policy(title="Health forum"), 1.0).id
    store.write_now(members.add, hifa, NewMember(AMINA, "Amina Kamau"), "test", 1.0)
    return int(hifa)


def addresses(store: Store, address: str = AMINA) -> set[str]:
    found = store.read_now(erasures.of_address, address)
    return set(found.named.addresses) if found else set()


def answered(
    store: Store, sender: str, person: int = 1, outcome: str = "2 posts", proof: str = "dkim x"
) -> None:
    """A letter to a moderator was answered from this address."""

    def answer(db: Db) -> None:
        db.execute(
            "INSERT INTO mail (received, peer, trusted, mail_from, size, raw)"
            " VALUES (1, '', 0, ?, 1, x'78')",
            (sender,),
        )
        db.execute(
            "INSERT INTO errand (mail, list, purpose, address, state, outcome, sender, proof,"
            " token) VALUES ((SELECT max(id) FROM mail), 1, 'moderate', 'x', 'done', ?, ?, ?, ?)",
            (outcome, sender, proof, json.dumps(["moderate", person, 5, 1])),
        )

    store.write_now(answer)


# --- addresses that were hers ---------------------------------------------------------------------


def had_once(store: Store) -> None:
    store.write_now(persons.add_address, 1, OLD, 2.0)
    answered(store, OLD)
    store.write_now(persons.remove_address, 1, OLD, 3.0)


@pytest.mark.usefixtures("hifa")
def test_an_address_that_she_had_removed_is_hers_where_she_moderated_from_it(store: Store) -> None:
    """It was forgotten, and stood for ever in the moderators' answers, which are kept."""
    had_once(store)
    assert addresses(store) == {AMINA, OLD}


def test_so_is_one_that_the_younger_of_two_persons_answered_from(store: Store, hifa: int) -> None:
    """Her letters name her by a number that is nobody's now."""
    store.write_now(members.add, hifa, NewMember(WORK, "Amina Kamau"), "test", 2.0)
    answered(store, OLD, person=2)
    store.write_now(merging.merge, 1, 2, AMINA, 3.0)
    assert addresses(store) == {AMINA, WORK, OLD}


@pytest.mark.usefixtures("hifa")
def test_who_has_it_now_keeps_it(store: Store) -> None:
    had_once(store)
    store.write_now(members.ensure_person, NewMember(OLD, "Her daughter"), 4.0)
    assert addresses(store) == {AMINA}


@pytest.mark.parametrize("asked", ["asked back", "decided before, not asked back"])
@pytest.mark.usefixtures("hifa")
def test_a_colleague_who_answered_a_letter_passed_on_is_not_she(store: Store, asked: str) -> None:
    """His mail, and his posts, stay his."""
    answered(store, COLLEAGUE, outcome=f"{asked}: {errands.ELSEWHERE}")
    answered(store, "forged@example.org", proof="")
    answered(store, "nobody@example.org", outcome="person 1 moderates this list no more")
    assert addresses(store) == {AMINA}


# --- nobody whom we know --------------------------------------------------------------------------


@pytest.mark.parametrize("table", OF_ADDRESS)
def test_who_stands_in_one_table_alone_is_somebody(store: Store, hifa: int, table: str) -> None:
    """Who was invited, or had applied, heard "We hold nothing about the address"."""
    zoe = "zoe@example.org"
    rows = {
        "applicant": (applicants.apply, hifa, _zoe(zoe), "I am Zoe", "dkim", 2.0),
        "confirmation": (confirmations.ask, "join", hifa, zoe, "Zoe Doe", "en", "", 2.0),
        "invitation": (invitations.made, hifa, zoe, 1, 2.0),
        "declined": (invitations.decline, zoe, 2.0),
    }
    others = {
        "namesake": "INSERT INTO namesake (list, address, name) VALUES (1, ?, 'Zoe Doe')",
        "likeness": "INSERT INTO likeness (person, address) VALUES (1, ?)",
    }
    if table in rows:
        store.write_now(*rows[table])
    else:
        store.write_now(lambda db: db.execute(others[table], (zoe,)))
    assert addresses(store, zoe) == {zoe}
    assert addresses(store, "nobody@example.org") == set()


def _zoe(address: str) -> NewMember:
    return NewMember(address, "Zoe Doe", delivery=DeliveryMode.EACH)


# --- what counted her -----------------------------------------------------------------------------


def test_letters_counted_under_her_mailbox_are_counted_no_more(store: Store, hifa: int) -> None:
    """A stranger's day is of her mailbox, however it is written; it was looked for as she wrote."""
    written = "amina.k+hifa@gmail.com"
    store.write_now(members.add, hifa, NewMember(written, "Amina Kamau"), "test", 2.0)
    assert inbox(written) != written
    store.write_now(confirmations.spend, inbox(written), "errand 1", 1, DAY)
    store.write_now(confirmations.spend, f"leave 1 {inbox(written)}", "errand 2", 1, DAY)
    begun(store, written)
    assert store.read_now(lambda db: db.rows("SELECT * FROM budget")) == []


# --- who has changed since she was looked for -----------------------------------------------------


def whom(store: Store, address: str = AMINA) -> Whom:
    found = store.read_now(erasures.of_address, address)
    assert found is not None
    return found


def begun(store: Store, address: str = AMINA, mark: str = "m") -> int:
    return store.write_now(erasures.begin, whom(store, address), KEEP, mark, DAY)


def test_who_was_made_one_with_another_meanwhile_is_looked_for_again(
    store: Store, hifa: int
) -> None:
    """Her yes was used up, nothing was erased, and nobody told her."""
    store.write_now(members.add, hifa, NewMember(WORK, "Amina Kamau"), "test", 2.0)
    before = whom(store, WORK)
    store.write_now(merging.merge, 1, 2, AMINA, 3.0)
    with pytest.raises(LookAgainError):
        store.write_now(erasures.begin, before, KEEP, "m", DAY)
    assert store.read_now(erasures.open_ones) == []
    assert begun(store, WORK)
    assert addresses(store) == addresses(store, WORK) == set()


def test_who_joined_again_while_she_was_erased_is_erased_again(store: Store, hifa: int) -> None:
    """Her second yes was used up as well, and she stayed a member."""
    begun(store)
    store.write_now(members.add, hifa, NewMember(AMINA, "Amina Kamau"), "test", 2.0)
    assert begun(store, mark="m2")
    assert store.read_now(members.members, hifa) == []
    assert len(store.read_now(erasures.open_ones)) == 2
