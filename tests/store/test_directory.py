"""Who is found by a part of a name, an address, an organisation, a country; and by whom."""

from __future__ import annotations

import pytest

from listserv.languages.spelling import query, spelled
from listserv.model import Policy, Standing
from listserv.store import directory, erasures, imports, lists, members, persons, standings
from listserv.store.base import Db, Store
from listserv.store.directory import Hits
from listserv.store.members import NewMember
from tests.support.pace import Pace

PEOPLE = [
    NewMember("amina@clinic.example", "Amina Kamau", country="KE", organisation="Red Cross"),
    NewMember("bo.kamau@example.org", "Bo Kamau", country="Zambia"),
    NewMember("jose@example.org", "José Muñoz", organisation="Ministerio de Salud"),
    NewMember("x77@example.org", "أمينة العلي"),
    NewMember("kamau.hospital@example.org", "Ruth Mwale"),
    NewMember("eve@example.org", "Eve O'Brien"),
]


@pytest.fixture
def hifa(store: Store) -> int:
    made = store.write_now(lists.create, "hifa", Policy(), 0.0)
    store.write_now(imports.bring, made.id, PEOPLE, "test", 0.0)
    return made.id


def spell(store: Store) -> None:
    last = 0
    while last := store.write_now(directory.spell, spelled, last):
        pass


def looked_for(store: Store, list_id: int, typed: str, most: int = 10) -> Hits:
    spell(store)
    return store.read_now(directory.find, list_id, query(typed), most)


def names(store: Store, ids: tuple[int, ...]) -> list[str]:
    found = (store.read_now(members.person, id_) for id_ in ids)
    return [one.name for one in found if one]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("amina", ["Amina Kamau"]),
        ("AMIN", ["Amina Kamau"]),
        ("kamau", ["Bo Kamau", "Amina Kamau", "Ruth Mwale"]),  # names before addresses
        ("kamau amina", ["Amina Kamau"]),
        ("clinic.example", ["Amina Kamau"]),
        ("@clinic", ["Amina Kamau"]),
        ("<bo.kamau@example.org>", ["Bo Kamau"]),
        ("red cross", ["Amina Kamau"]),
        ("kenya", ["Amina Kamau"]),
        ("Kenia", ["Amina Kamau"]),
        ("كينيا", ["Amina Kamau"]),
        ("zambie", ["Bo Kamau"]),
        ("jose munoz", ["José Muñoz"]),
        ("o’brien", ["Eve O'Brien"]),
        ("brien eve", ["Eve O'Brien"]),
        ("SALUD", ["José Muñoz"]),
        ("امينه", ["أمينة العلي"]),
        ("nobody", []),
        ("", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_who_is_found(store: Store, hifa: int, typed: str, found: list[str]) -> None:
    assert names(store, looked_for(store, hifa, typed).members) == found


def test_people_of_other_lists_are_not_found(store: Store, hifa: int) -> None:
    other = store.write_now(lists.create, "chw", Policy(), 0.0)
    nadia = NewMember("nadia@example.org", "Nadia Kamau")
    store.write_now(members.add, other.id, nadia, "test", 0.0)
    assert names(store, looked_for(store, hifa, "nadia").others) == []
    assert names(store, looked_for(store, other.id, "kamau").members) == ["Nadia Kamau"]
    spell(store)
    assert store.read_now(directory.named, [hifa], query("nadia")) == []


def test_who_left_or_was_banned_is_known_to_the_list(store: Store, hifa: int) -> None:
    bo = store.read_now(members.person_by_address, "bo.kamau@example.org")
    assert bo
    store.write_now(members.remove, hifa, bo.id, "token", 5.0)
    spammer, _ = store.write_now(members.ensure_person, NewMember("kamau@spam.example"), 0.0)
    store.write_now(standings.set_standing, hifa, spammer, Standing.BANNED, 1, 0.0)
    hits = looked_for(store, hifa, "kamau")
    assert names(store, hits.members) == ["Amina Kamau", "Ruth Mwale"]
    assert sorted(names(store, hits.others)) == ["", "Bo Kamau"]
    known = store.read_now(directory.known, hifa, bo.id)
    assert known and (known.member, known.left) == (None, 5.0)


def test_no_more_than_wanted_and_how_many_there_are(store: Store, hifa: int) -> None:
    hits = looked_for(store, hifa, "example", most=2)
    assert (len(hits.members), hits.count, hits.others) == (2, 6, ())


def test_what_changes_is_found_by_its_new_words_alone(store: Store, hifa: int) -> None:
    spell(store)
    amina = store.read_now(members.person_by_address, "amina@clinic.example")
    assert amina
    store.write_now(persons.set_own, amina.id, "name", "Amina Njeri", 1.0)
    assert not store.read_now(_kept, "kamau\nred")
    assert names(store, looked_for(store, hifa, "njeri").members) == ["Amina Njeri"]
    store.write_now(persons.add_address, amina.id, "njeri@kisumu.example", 1.0)
    assert names(store, looked_for(store, hifa, "kisumu").members) == ["Amina Njeri"]
    store.write_now(persons.remove_address, amina.id, "njeri@kisumu.example", 1.0)
    assert names(store, looked_for(store, hifa, "kisumu").members) == []


def test_nothing_is_kept_of_who_is_no_more(store: Store, hifa: int) -> None:
    """A page that loses all its rows is written over; what is needed is made anew."""
    spell(store)
    amina = store.read_now(erasures.of_address, "amina@clinic.example")
    assert amina
    store.write_now(erasures.begin, amina, erasures.KEEP, "m", 1.0)
    assert store.read_now(_rows) == 0
    assert names(store, looked_for(store, hifa, "kamau").members) == ["Bo Kamau", "Ruth Mwale"]


def test_many_are_found_at_once(store: Store, hifa: int) -> None:
    """150,000 take less than a tenth of a second; this is a twentieth of them."""
    rows = [NewMember(f"{n}@x.example", f"Person {n}") for n in range(7_500)]
    store.write_now(imports.bring, hifa, rows, "test", 0.0)
    spell(store)
    with Pace() as taken:
        assert store.read_now(directory.find, hifa, query("person 74"), 10).count > 100
    assert taken.seconds < 0.1


def _kept(db: Db, words: str) -> bool:
    return bool(db.value("SELECT 1 FROM spelling WHERE instr(text, ?)", words))


def _rows(db: Db) -> int:
    return int(db.value("SELECT count(*) FROM spelling"))
