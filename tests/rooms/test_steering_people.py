"""What a facilitator's command about people does, refuses, and takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from listserv.model import Letter, Standing
from listserv.moderation import membership
from listserv.store import lists, members, standings
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from tests.rooms.test_steering import AMINA, BO, DAY, GRACE, PETER, SITE, Desk, text_of
from tests.support.site import START

NEW = "new@clinic.example"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = Store.open(tmp_path / "t.db")
    made = Desk(store)
    store.write_now(members.add, made.hifa.id, NewMember(GRACE), "test", START)
    store.write_now(members.add, made.hifa.id, NewMember(PETER), "test", START)
    yield made
    store.close()


def is_member(desk: Desk, address: str) -> bool:
    found = desk.store.read_now(members.person_by_address, address)
    return found is not None and bool(desk.store.read_now(members.member, desk.hifa.id, found.id))


def letters(desk: Desk) -> list[Letter]:
    return list(desk.last.letters[1:])


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (f"remove {PETER}", "because this person moderates the list"),
        (f"name {PETER} is Nobody", "because this person moderates the list"),
        (f"change address {PETER} to {NEW}", "because this person moderates the list"),
        (f"remove {NEW}", "No member of this list"),
        ("remove Nadia Souza", "No member of this list"),
        (f"pause {NEW} for 3 weeks", "No member of this list"),
        (f"pause {AMINA} for 900 days", "We find no future day"),
        (f"pause {AMINA} until 1 January 2020", "We find no future day"),
        (f"resume {AMINA}", "has no pause"),
        (f"retry {AMINA}", "has come back"),
        (f"name {AMINA} is www.casino.example", "cannot take this"),
        (f"country {AMINA} is 77", "cannot take this"),
        (f"change address {AMINA} to {AMINA}", "cannot take this"),
        (f"change address {AMINA} to hifa@{SITE.domain}", "cannot take this"),
        (f"change address {AMINA} to mailer-daemon@example.org", "cannot take this"),
        (f"add {NEW}", "How did these people agree"),
        ("announce: Hours", "The new text is missing"),
        (f"post for {AMINA}\nStock cards", "The subject is missing, or the text below"),
        ("announce\nWe meet on Friday.", "The subject is missing"),
        ("invite\nnobody here@ at all", "We find no address here"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(desk: Desk, said: str, why: str) -> None:
    before = desk.everything()
    letter = await desk.says(said)
    assert why in " ".join(letter.split())
    assert desk.everything() == before
    assert not letters(desk)


async def test_more_people_than_a_mail_takes(desk: Desk) -> None:
    rows = "\n".join(f"p{n}@example.org" for n in range(membership.MOST + 1))
    letter = await desk.says(f"add sign-up sheet\n{rows}")
    assert "can hold 200 people at most" in letter
    half = rows.splitlines()[: membership.MOST // 2 + 1]
    twice = "\n".join(("invite", *half, "invite", *(f"x{one}" for one in half)))
    assert "can hold 200 people at most" in await desk.says(twice)
    assert not is_member(desk, "p0@example.org")


# --- many -----------------------------------------------------------------------------------------


async def test_as_many_as_a_mail_takes_join_and_their_welcomes_take_their_turn(desk: Desk) -> None:
    rows = "\n".join(f"Person {n} <p{n}@clinic.example>" for n in range(membership.MOST))
    letter = await desk.says(f"add sign-up sheet\n{rows}")
    assert len(letter.encode()) < 1500
    assert "- and 190 more people" in letter
    assert is_member(desk, "p199@clinic.example")
    assert not letters(desk)
    assert desk.store.read_now(_welcomes) == [(1, membership.MOST)]
    assert len(desk.undo()) == membership.MOST
    assert not is_member(desk, "p199@clinic.example")


@pytest.mark.parametrize("line", ["add (she asked me)", "invite"])
async def test_what_is_no_persons_address_is_left_out(desk: Desk, line: str) -> None:
    nobody = "hifa@lists.example.org no-reply@clinic.example postmaster@clinic.example"
    letter = await desk.says("\n".join((line, *nobody.split(), NEW)))
    told = " ".join(letter.split())
    assert f"a program’s or an office’s: {', '.join(nobody.split())}." in told
    assert [one.address for one in letters(desk)] == [NEW]


async def test_a_person_of_two_addresses_joins_once(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "chw", desk.policy, START)
    desk.store.write_now(members.add, other.id, NewMember(NEW, "Nadia"), "test", START)
    nadia = desk.person(NEW)
    desk.store.write_now(_another_address, nadia.id, "nadia@example.org")
    await desk.says(f"add {NEW}, nadia@example.org (she asked me)")
    assert is_member(desk, NEW)
    assert desk.undo() == [True]
    assert not is_member(desk, NEW)


async def test_who_is_known_elsewhere_is_welcomed_by_her_own_name(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "chw", desk.policy, START)
    nadia = NewMember(NEW, "Nadia Souza", ("pt",))
    desk.store.write_now(members.add, other.id, nadia, "test", START)
    await desk.says(f"add Somebody Else <{NEW}> (she asked me)")
    (welcome,) = letters(desk)
    assert (welcome.language, welcome.person_id) == ("pt", desk.person(NEW).id)
    assert desk.person(NEW).name == "Nadia Souza"


async def test_several_are_removed_and_the_others_named(desk: Desk) -> None:
    letter = await desk.says(f"remove\n{AMINA}\n{PETER}\n{NEW}\nBo Amina Kamau")
    assert not is_member(desk, AMINA)
    assert is_member(desk, PETER)
    said = " ".join(letter.split())
    assert "Moderators stay members: Peter Okello" in said
    assert f"No members of this list: {NEW}" in said
    assert "could not be read: - 4: Bo Amina Kamau" in said
    assert [one.address for one in letters(desk)] == [AMINA]


# --- names ----------------------------------------------------------------------------------------


async def test_the_whole_name_means_one_and_a_part_of_it_is_asked_about(desk: Desk) -> None:
    letter = await desk.says("remove Bo Kamau")
    assert f"- Bo Amina Kamau\n  {BO}" in letter
    assert is_member(desk, BO)
    await desk.says("remove Kamau Amina")
    assert not is_member(desk, AMINA)
    assert is_member(desk, BO)


async def test_members_of_other_lists_are_out_of_reach(desk: Desk) -> None:
    other = desk.store.write_now(lists.create, "chw", desk.policy, START)
    desk.store.write_now(members.add, other.id, NewMember(NEW, "Nadia Souza"), "test", START)
    for said in (f"remove {NEW}", "remove Nadia Souza", f"set {NEW} one a day"):
        assert "No member of this list" in await desk.says(said)
    found = desk.store.read_now(members.member, other.id, desk.person(NEW).id)
    assert found and found.delivery.value == "each"


# --- the way back ---------------------------------------------------------------------------------


async def test_what_she_has_said_herself_since_is_not_undone(desk: Desk) -> None:
    await desk.says(f"name {AMINA} is Amina Njeri\nset {BO} one a day")
    desk.store.write_now(_rename, desk.person(AMINA).id, "Dr Amina")
    desk.undo()
    assert desk.person(AMINA).name == "Dr Amina"
    bo = desk.store.read_now(members.member, desk.hifa.id, desk.person(BO).id)
    assert bo and bo.delivery.value == "each"


async def test_a_pause_goes_back_to_the_one_before(desk: Desk) -> None:
    amina = desk.person(AMINA).id
    desk.store.write_now(members.pause, desk.hifa.id, amina, START + 9 * DAY, START)
    await desk.says(f"pause {AMINA} for 3 weeks")
    desk.undo()
    found = desk.store.read_now(members.member, desk.hifa.id, amina)
    assert found and found.paused_until == START + 9 * DAY


async def test_what_is_told_to_a_member_says_by_whom_and_how_to_go_back(desk: Desk) -> None:
    await desk.says(f"set {AMINA} titles only")
    (letter,) = letters(desk)
    said = text_of(letter)
    assert letter.address == AMINA
    assert "Grace Otieno" in said
    assert "titles only" in said
    assert "\n  every message\n" in said


async def test_a_banned_address_stays_banned(desk: Desk) -> None:
    await desk.says(f"ban {NEW}")
    letter = await desk.says(f"add {NEW} (she asked me)\ninvite {NEW}")
    assert letter.count("Banned from this list") == 2
    word = desk.store.read_now(standings.standing, desk.hifa.id, desk.person(NEW).id)
    assert word is Standing.BANNED


def _welcomes(db: Db) -> list[tuple[int, int]]:
    return db.execute(
        "SELECT count(DISTINCT mailing), count(*) FROM delivery JOIN mailing"
        " ON mailing.id = mailing WHERE kind = 'welcome' AND state = 'due'"
    ).fetchall()


def _another_address(db: Db, person: int, address: str) -> None:
    db.execute("INSERT INTO address (address, person, main) VALUES (?, ?, 0)", (address, person))


def _rename(db: Db, person: int, name: str) -> None:
    db.execute("UPDATE person SET name = ? WHERE id = ?", (name, person))
