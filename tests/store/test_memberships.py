"""Memberships that facilitators begin and end, and the way back."""

from __future__ import annotations

import pytest

from listserv.model import Application, DeliveryMode, Letter, Policy, Standing
from listserv.store import (
    applicants,
    deceased,
    fates,
    invitations,
    ledger,
    lists,
    mailings,
    members,
    memberships,
    standings,
    troubles,
)
from listserv.store.base import Db, Store
from listserv.store.fates import Fate
from listserv.store.members import NewMember
from listserv.store.rulings import OvertakenError

AMINA, BO = "amina@example.org", "bo@example.org"


@pytest.fixture
def hifa(store: Store) -> int:
    made = store.write_now(lists.create, "hifa", Policy(), 0.0)
    store.write_now(members.add, made.id, NewMember(AMINA, "Amina"), "by answer", 1.0)
    return made.id


def person(store: Store, address: str) -> int:
    found = store.read_now(members.person_by_address, address)
    assert found
    return found.id


# --- who may be added -----------------------------------------------------------------------------


def test_somebody_new_and_a_member(store: Store, hifa: int) -> None:
    assert store.read_now(fates.of, hifa, BO, 9.0) is Fate.JOINED
    assert store.read_now(fates.of, hifa, AMINA, 9.0) is Fate.KNOWN


@pytest.mark.parametrize(
    ("how", "fate"),
    [
        ("token", Fate.LEFT),
        ("by mail, unproven", Fate.LEFT),
        ("complaint", Fate.LEFT),
        ("command line", Fate.JOINED),
        ("by person 7", Fate.JOINED),
    ],
)
def test_who_left_by_herself_is_not_added(store: Store, hifa: int, how: str, fate: Fate) -> None:
    store.write_now(members.remove, hifa, person(store, AMINA), how, 2.0)
    assert store.read_now(fates.of, hifa, AMINA, 9e9) is fate


def test_the_last_leave_counts(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.remove, hifa, amina, "token", 2.0)
    store.write_now(members.add, hifa, NewMember(AMINA), "by answer", 3.0)
    store.write_now(members.remove, hifa, amina, "by person 7", 4.0)
    assert store.read_now(fates.of, hifa, AMINA, 9.0) is Fate.JOINED


def test_who_is_banned_has_died_or_said_no(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.remove, hifa, amina, "by person 7", 2.0)
    store.write_now(standings.set_standing, hifa, amina, Standing.BANNED, 7, 3.0)
    assert store.read_now(fates.of, hifa, AMINA, 9.0) is Fate.BANNED
    store.write_now(deceased.end, amina, 7, 4.0)
    assert store.read_now(fates.of, hifa, AMINA, 9.0) is Fate.DECEASED
    store.write_now(invitations.decline, BO, 5.0)
    assert store.read_now(fates.of, hifa, BO, 9.0) is Fate.DECLINED


# --- adding, and undoing it -----------------------------------------------------------------------


def test_what_was_added_is_taken_out_with_the_welcome_that_waits(store: Store, hifa: int) -> None:
    (made,) = store.write_now(memberships.add, hifa, [NewMember(BO, "Bo")], "Grace: sheet", 5.0)
    bo = person(store, BO)
    assert made == {"person": bo, "added": 5.0}
    letter = store.write_now(mailings.reserve, 1)
    welcome = Letter(letter, "welcome", hifa, 0, BO, "en", b"", b"")
    store.write_now(ledger.spool_letters, [welcome], 5.0)
    assert store.write_now(memberships.take_out, hifa, bo, 5.0, 7, 6.0)
    assert store.read_now(members.member, hifa, bo) is None
    assert store.read_now(_states) == ["withdrawn"]


def test_who_has_come_by_herself_since_stays(store: Store, hifa: int) -> None:
    store.write_now(memberships.add, hifa, [NewMember(BO)], "Grace: sheet", 5.0)
    bo = person(store, BO)
    store.write_now(members.remove, hifa, bo, "token", 6.0)
    store.write_now(members.add, hifa, NewMember(BO), "by answer", 7.0)
    assert not store.write_now(memberships.take_out, hifa, bo, 5.0, 7, 8.0)
    assert store.read_now(members.member, hifa, bo)


def test_what_has_changed_since_the_look_adds_nobody(store: Store, hifa: int) -> None:
    rows = [NewMember(BO), NewMember(AMINA)]
    with pytest.raises(OvertakenError):
        store.write_now(memberships.add, hifa, rows, "Grace: sheet", 5.0)
    assert store.read_now(members.person_by_address, BO) is None


# --- ending, and undoing it -----------------------------------------------------------------------


def test_an_ended_membership_comes_back_as_it_was(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.set_delivery, hifa, amina, DeliveryMode.TITLES, 2.0)
    before = store.read_now(_row, amina)
    (made,) = store.write_now(memberships.end, hifa, [amina], 7, 3.0)
    assert store.read_now(members.member, hifa, amina) is None
    assert store.write_now(memberships.put_back, hifa, amina, made["ended"], 7, 4.0)
    assert store.read_now(_row, amina) == before
    assert not store.write_now(memberships.put_back, hifa, amina, made["ended"], 7, 5.0)


def test_a_membership_that_has_ended_since_is_overtaken(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.remove, hifa, amina, "token", 2.0)
    with pytest.raises(OvertakenError):
        store.write_now(memberships.end, hifa, [amina], 7, 3.0)


def test_who_was_stopped_is_written_to_again_and_stopped_again(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(troubles.stopped_before, amina, "x", 2.0)
    before = store.write_now(memberships.retry, amina, 7, 3.0)
    found = store.read_now(members.person, amina)
    assert found and found.stopped is None
    assert before == {"person": amina, "stopped": 2.0}
    store.write_now(memberships.stop_again, amina, 4.0)
    found = store.read_now(members.person, amina)
    assert found and found.stopped == 4.0


def _row(db: Db, person_id: int) -> dict[str, object] | None:
    return db.row("SELECT * FROM member WHERE person = ?", person_id)


def _states(db: Db) -> list[str]:
    return [row["state"] for row in db.rows("SELECT state FROM delivery ORDER BY id")]


def test_her_posts_come_back_with_her(store: Store, hifa: int) -> None:
    """A trusted member who was taken off by mistake is no beginner."""
    amina = person(store, AMINA)
    store.write_now(lambda db: db.execute("UPDATE member SET posts = 7"))
    (made,) = store.write_now(memberships.end, hifa, [amina], 7, 3.0)
    assert store.write_now(memberships.put_back, hifa, amina, made["ended"], 7, 4.0)
    found = store.read_now(members.member, hifa, amina)
    assert found and found.posts == 7


def test_who_is_a_member_again_was_none_before(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.remove, hifa, amina, "by mail", 3.0)
    former = store.read_now(memberships.former, hifa, amina)
    assert former == (1.0, 3.0, True)
    store.write_now(members.add, hifa, NewMember(AMINA), "by answer", 5.0)
    assert store.read_now(memberships.former, hifa, amina) is None


def test_a_request_that_an_adding_closed_waits_again_and_is_told_again(
    store: Store, hifa: int
) -> None:
    one = store.write_now(applicants.apply, hifa, NewMember(BO, "Bo"), "nurse", "mail 7", 2.0)
    store.write_now(applicants.told, [one], [], 3.0)
    store.write_now(memberships.add, hifa, [NewMember(BO)], "Grace: sheet", 5.0)
    assert store.write_now(memberships.take_out, hifa, person(store, BO), 5.0, 7, 6.0)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.state, found.told) == (Application.WAITING, None)


def test_a_request_that_a_facilitator_decided_stays_decided(store: Store, hifa: int) -> None:
    """Hers is another decision than the adding of the same instant, and has an undo of its own."""
    one = store.write_now(applicants.apply, hifa, NewMember(BO, "Bo"), "nurse", "mail 7", 2.0)
    store.write_now(applicants.admit, one, 9, "", 5.0)
    assert store.write_now(memberships.take_out, hifa, person(store, BO), 5.0, 7, 6.0)
    found = store.read_now(applicants.get, one)
    assert found is not None
    assert (found.state, found.decided_by) == (Application.JOINED, 9)


def test_who_was_said_to_have_died_and_joins_is_alive(store: Store, hifa: int) -> None:
    amina = person(store, AMINA)
    store.write_now(members.remove, hifa, amina, "by mail", 2.0)
    store.write_now(lambda db: db.execute("UPDATE person SET deceased = 3.0"))
    store.write_now(members.add, hifa, NewMember(AMINA), "by answer", 5.0)
    found = store.read_now(members.person, amina)
    assert found and found.deceased is None


def test_a_pause_made_longer_began_when_it_began(store: Store, hifa: int) -> None:
    """What came out in it is not sent later."""
    amina = person(store, AMINA)
    store.write_now(members.pause, hifa, amina, 100.0, 10.0)
    store.write_now(members.pause, hifa, amina, 200.0, 50.0)
    found = store.read_now(members.member, hifa, amina)
    assert found and (found.paused, found.paused_until) == (10.0, 200.0)
    store.write_now(members.pause, hifa, amina, 400.0, 300.0)  # one that is over is another
    found = store.read_now(members.member, hifa, amina)
    assert found and (found.paused, found.paused_until) == (300.0, 400.0)
