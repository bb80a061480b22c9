"""The roll of who was erased, and a database that is older than its last lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from listserv.commands.roll import Roll
from listserv.model import Policy
from listserv.store import erasures, invitations, lists, members, merging, persons
from listserv.store.base import Store
from listserv.store.erasures import Erasure
from listserv.store.members import NewMember

AMINA, PAUL = "amina@example.org", "paul@example.org"
SECRET = b"s" * 32


def opened(path: Path) -> Store:
    """A database in which both are members; the same one however often it is made."""
    store = Store.open(path, SECRET)
    hifa = store.write_now(lists.create, "hifa", Policy(), 1.0).id
    for at, (address, name) in enumerate(((AMINA, "Amina Kamau"), (PAUL, "Paul Ngassa")), 5):
        store.write_now(members.add, hifa, NewMember(address, name), "test", float(at))
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = opened(tmp_path / "t.db")
    yield made
    made.close()


@pytest.fixture
def roll(tmp_path: Path) -> Roll:
    return Roll(tmp_path / "erasures", SECRET)


def erased(store: Store, address: str = AMINA, mark: str = "m1") -> Erasure:
    whom = store.read_now(erasures.of_address, address)
    assert whom is not None
    assert store.write_now(erasures.begin, whom, "keep", mark, 9.0)
    return store.read_now(erasures.open_ones)[-1]


def test_a_line_says_of_nobody_that_she_was_here(store: Store, roll: Roll) -> None:
    roll.note(erased(store))
    (line,) = roll.path.read_text().splitlines()
    assert json.loads(line)["at"] == "1970-01-01T00:00:09+00:00"
    assert not any(word in line.lower() for word in ("amina", "kamau", "example.org"))
    assert roll.path.stat().st_mode & 0o777 == 0o600


def test_a_line_is_written_once(store: Store, roll: Roll) -> None:
    one = erased(store)
    roll.note(one)
    roll.note(one)
    assert len(roll.path.read_text().splitlines()) == 1


def test_a_line_that_was_broken_off_is_written_again(store: Store, roll: Roll) -> None:
    one = erased(store)
    roll.note(one)
    whole = roll.path.read_text()
    roll.path.write_text(whole[:40])
    roll.note(one)
    assert roll.path.read_text().endswith(f"\n{whole}")
    assert roll.apply_again(store, 10.0) == 0


def test_the_same_database_is_left_alone(store: Store, roll: Roll) -> None:
    roll.note(erased(store))
    assert roll.apply_again(store, 10.0) == 0


def test_an_older_database_loses_her_again(store: Store, roll: Roll, tmp_path: Path) -> None:
    roll.note(erased(store))
    old = opened(tmp_path / "old.db")
    assert roll.apply_again(old, 10.0) == 1
    assert old.read_now(members.person_by_address, AMINA) is None
    assert old.read_now(members.person_by_address, PAUL) is not None
    (one,) = old.read_now(erasures.open_ones)
    assert (one.posts, one.tell) == ("keep", False)
    assert roll.apply_again(old, 11.0) == 0
    old.close()


def test_she_is_found_by_herself_where_she_had_another_address_then(
    store: Store, roll: Roll, tmp_path: Path
) -> None:
    store.write_now(lambda db: db.execute("UPDATE address SET address='new@x.org' WHERE person=1"))
    roll.note(erased(store, "new@x.org"))
    old = opened(tmp_path / "old.db")
    assert roll.apply_again(old, 10.0) == 1
    assert old.read_now(members.person_by_address, AMINA) is None
    old.close()


def test_another_sites_people_are_not_meant(store: Store, roll: Roll, tmp_path: Path) -> None:
    """Her number is somebody else's there, and so is her place."""
    roll.note(erased(store))
    other = Store.open(tmp_path / "other.db", SECRET)
    new = NewMember("eve@example.org", "Eve")
    other.write_now(members.ensure_person, new, 77.0)
    assert roll.apply_again(other, 10.0) == 0
    assert other.read_now(members.person, 1) is not None
    assert other.read_now(erasures.marks) == {"m1"}  # looked for once
    other.close()


def test_lines_of_another_secret_are_told_and_change_nothing(
    store: Store, roll: Roll, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    roll.note(erased(store))
    old = opened(tmp_path / "old.db")
    assert Roll(roll.path, b"other" * 6).apply_again(old, 10.0) == 0
    assert "restore keys/fingerprints" in caplog.text
    assert old.read_now(erasures.marks) == set()
    old.close()


def test_a_crash_leaves_nobody_of_a_line_behind(
    store: Store, roll: Roll, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She had made two persons one; the older database has both. The first was begun under the
    line's mark, and after a crash the second stayed: the line counted as known."""
    store.write_now(merging.merge, 1, 2, AMINA, 8.0)
    roll.note(erased(store))
    old = opened(tmp_path / "old.db")
    begin, begun = erasures.begin, []

    class Crash(BaseException):
        pass

    def dies(*given: Any, **more: Any) -> int:
        if begun:
            raise Crash
        begun.append(begin(*given, **more))
        return begun[0]

    with monkeypatch.context() as patched, pytest.raises(Crash):
        patched.setattr(erasures, "begin", dies)
        roll.apply_again(old, 10.0)
    assert roll.apply_again(old, 11.0) == 2
    assert old.read_now(members.members, 1) == []
    assert roll.apply_again(old, 12.0) == 0
    old.close()


def test_who_was_erased_twice_is_looked_for_once_for_each_line(
    store: Store, roll: Roll, tmp_path: Path
) -> None:
    roll.note(erased(store))
    store.write_now(members.ensure_person, NewMember(AMINA, "Amina Kamau"), 9.5)
    roll.note(erased(store, mark="m2"))
    old = opened(tmp_path / "old.db")
    assert roll.apply_again(old, 10.0) == 1
    assert old.read_now(erasures.marks) == {"m1", "m2"}
    old.close()


@pytest.mark.parametrize("known", [True, False])
def test_an_address_that_nobody_had_then_is_looked_for_too(
    store: Store, roll: Roll, tmp_path: Path, known: bool
) -> None:
    """An older database knows her by one address, or not at all, and by the other one only that she
    was invited: that stayed in it."""
    other = "amina@work.example"
    if known:
        store.write_now(persons.add_address, 1, other, 8.0)
    else:
        store.write_now(invitations.made, 1, other, 2, 8.0)
    roll.note(erased(store, other))
    old = opened(tmp_path / "old.db")
    old.write_now(invitations.made, 1, other, 2, 3.0)
    assert roll.apply_again(old, 10.0) == 1 + known
    assert old.read_now(lambda db: db.rows("SELECT * FROM invitation")) == []
    assert (old.read_now(members.person_by_address, AMINA) is None) is known
    assert roll.apply_again(old, 11.0) == 0
    old.close()
