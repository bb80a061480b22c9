"""The table on a list that translates: who is asked, how long a post waits, and who gets what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from listserv.fanout.asking import PATIENCE
from listserv.model.translations import Manner, Translation
from listserv.store import (
    decisions,
    held,
    lists,
    members,
    persons,
    posts,
    shelf,
    spoken,
    tasks,
    translations,
    undoing,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text.files import Taken
from tests.rooms.test_table import NOW, Meddled, a_list, approved, publish

HOUR, DAY = 3600.0, 86400.0
PEOPLE = [
    NewMember("amina@example.org", languages=("en",)),
    NewMember("awa@example.org", languages=("fr",)),
    NewMember("binta@example.org", languages=("fr", "en")),
    NewMember("pedro@example.org", languages=("es",)),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path / "t.db")
    yield store
    store.close()


def marked(store: Store, list_id: int, wanted: str = "fr") -> int:
    """An English post, approved, and marked for French."""
    (number,) = approved(store, list_id)

    def mark(db: Db) -> None:
        db.execute(
            "UPDATE post SET language = 'en', wanted = ?, version = 1 WHERE number = ?",
            (wanted, number),
        )
        db.execute("DELETE FROM version WHERE post = ?", (number,))
        db.execute(
            "INSERT INTO version (post, n, text, made) VALUES (?, 1, 'Give 5 mg.', 0)", (number,)
        )

    store.write_now(mark)
    return number


def a_volunteer(store: Store, list_id: int) -> int:
    def offer(db: Db) -> int:
        person, _ = members.ensure_person(db, NewMember("marie@example.org", "Marie"), NOW)
        volunteers.add(db, list_id, person, "en", "fr", NOW)
        return person

    return int(store.write_now(offer))


def in_french(number: int, person: int, text: str = "Donnez 5 mg.") -> Translation:
    return Translation(number, 1, "fr", Manner.HUMAN, text, "Oxygène", person_id=person)


def bring(store: Store, one: Translation) -> None:
    def brought(db: Db) -> None:
        translations.keep(db, one, NOW, credited=True)
        tasks.done(db, one.number, one.version, one.language, NOW)

    store.write_now(brought)


def is_out(store: Store, number: int) -> bool:
    post = store.read_now(posts.get, number)
    assert post is not None
    return post.published is not None


def copies(store: Store) -> dict[str, str]:
    """Address -> the body of her copy."""
    rows = store.read_now(
        lambda db: db.rows(
            "SELECT address.address, body FROM delivery JOIN rendition"
            " ON rendition.mailing = delivery.mailing AND rendition.n = delivery.rendition"
            " JOIN address ON address.person = delivery.person"
        )
    )
    return {row["address"].partition("@")[0]: row["body"].decode() for row in rows}


async def test_a_marked_post_goes_out_at_once_and_people_are_asked(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="volunteers")
    number = marked(store, hifa)
    await publish(store)
    assert is_out(store, number)
    (task,) = store.read_now(tasks.open_on, hifa)
    assert (task.number, task.version, task.source, task.language) == (number, 1, "en", "fr")
    assert "Donnez" not in copies(store)["awa"]


async def test_where_the_list_holds_it_the_readers_get_it_in_their_language(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="volunteers", translate_hold=2 * HOUR)
    marie = a_volunteer(store, hifa)
    number = marked(store, hifa)
    await publish(store)
    assert not is_out(store, number)
    bring(store, in_french(number, marie))
    await publish(store)
    assert is_out(store, number)
    found = copies(store)
    assert found["awa"].startswith("Traduit par Marie.\r\n\r\nDonnez 5 mg.")
    assert "Give 5 mg." in found["awa"]
    assert found["amina"].startswith("Give 5 mg.")
    assert found["binta"].startswith("Give 5 mg.")  # an original that she reads
    assert "Donnez" not in found["binta"]
    assert found["pedro"].startswith("Give 5 mg.")


async def test_nobody_waits_longer_than_the_list_says(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="volunteers", translate_hold=2 * HOUR)
    a_volunteer(store, hifa)
    number = marked(store, hifa)
    await publish(store)
    await publish(store, now=NOW + 2 * HOUR)
    assert not is_out(store, number)
    await publish(store, now=NOW + 2 * HOUR + 11)
    assert is_out(store, number)


async def test_nobody_waits_for_a_language_into_which_nobody_translates(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="volunteers", translate_hold=2 * HOUR)
    a_volunteer(store, hifa)
    number = marked(store, hifa, wanted="es")
    await publish(store)
    assert is_out(store, number)


async def test_what_was_said_of_other_words_is_not_sent_with_these(store: Store) -> None:
    """It came back from its moderators with another dose: the French of the first would kill."""
    hifa = a_list(store, PEOPLE, translate="volunteers")
    number = marked(store, hifa)
    store.write_now(translations.keep, in_french(number, 1, "Donnez 50 mg."), NOW)
    store.write_now(_edited, number)
    await publish(store)
    assert all("50" not in body for body in copies(store).values())
    (task,) = store.read_now(tasks.of_post, number)
    assert task.version == 2


@pytest.mark.parametrize(
    ("before", "anew"), [(True, ""), (True, "Donnez 5 mg."), (False, "Donnez 5 mg.")]
)
async def test_copies_say_what_stands_when_they_are_opened(
    store: Store, before: bool, anew: str
) -> None:
    """Somebody translated a post, corrected her text or took it back while its copies were laid:
    "Donnez 50 mg." went to all who get every message, and nobody told them."""
    hifa = a_list(store, PEOPLE, translate="volunteers")
    number = marked(store, hifa)
    made = 0
    if before:
        made = store.write_now(translations.keep, in_french(number, 1, "Donnez 50 mg."), NOW)

    def meanwhile(db: Db) -> None:
        if anew:
            translations.keep(db, in_french(number, 1, anew), NOW)
        else:
            translations.take_back(db, made, 1, NOW)

    await publish(Meddled(store, meanwhile))
    assert is_out(store, number)
    found = copies(store)["awa"]
    assert "50 mg" not in found
    assert (anew or "Give 5 mg.") in found


async def test_files_leave_room_for_the_translation(store: Store) -> None:
    """With both texts in it the largest copy was larger than the list lets a message be."""
    hifa = a_list(store, PEOPLE, attachments="keep")
    numbers = [marked(store, hifa) for _ in range(3)]
    for number, text in zip(numbers, ("", "Donnez 5 mg. " * 1000, "Dé"), strict=True):
        store.write_now(_with_a_file, number)
        if text:
            store.write_now(translations.keep, in_french(number, 1, text), NOW)
            spanish = replace(in_french(number, 1, "Dé 5 mg. " * 100), language="es")
            store.write_now(translations.keep, spanish, NOW)
    rooms: list[int] = []
    await publish(store, files=partial(_no_room, rooms))
    assert all(is_out(store, number) for number in numbers)
    assert [rooms[0] - room for room in rooms] == [0, 13_000, 1000]


def _with_a_file(db: Db, number: int) -> None:
    file = '[["card.pdf", "application/pdf", 9]]'
    db.execute("UPDATE post SET attachments = ? WHERE number = ?", (file, number))


async def _no_room(rooms: list[int], raw: bytes, numbers: Sequence[int], room: int) -> Taken:
    rooms.append(room)
    return Taken()


def _edited(db: Db, number: int) -> None:
    db.execute("UPDATE post SET version = 2 WHERE number = ?", (number,))
    db.execute(
        "INSERT INTO version (post, n, text, made) VALUES (?, 2, 'Give 5 mg daily.', 0)", (number,)
    )


def wants_drafts(db: Db) -> None:
    db.execute("UPDATE person SET translation = 'machine' WHERE languages = '[\"es\"]'")


async def drafted(store: Store, **known: Any) -> None:
    asked = store.read_now(translations.next_draft)
    assert asked is not None
    made = replace(asked, refused="", text="Dé 5 mg.", engine="Apertium")
    store.write_now(translations.drafted, replace(made, **known), NOW)


async def test_a_program_is_asked_for_those_who_asked_for_it(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")
    await publish(store)
    assert not is_out(store, number)
    await drafted(store)
    assert store.read_now(translations.next_draft) is None
    await publish(store)
    found = copies(store)
    assert (
        found["pedro"].index("Give 5 mg.")
        < found["pedro"].index("sin revisar")
        < (found["pedro"].index("D=C3=A9 5 mg."))
    )
    assert "5 mg." in found["awa"]
    assert "D=C3=A9" not in found["awa"]


async def test_a_draft_that_the_gate_refused_goes_to_nobody(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")
    await publish(store)
    await drafted(store, text="Dé 50 mg.", refused="number")
    await publish(store)
    assert is_out(store, number)
    assert all("50" not in body for body in copies(store).values())


async def test_a_program_that_is_silent_holds_no_post_up(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")
    await publish(store)
    await publish(store, now=NOW + PATIENCE + 11)
    assert is_out(store, number)
    assert "Give 5 mg." in copies(store)["pedro"]


async def test_an_author_who_wants_no_machine_is_not_translated_by_one(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")

    def forbids(db: Db) -> None:
        db.execute("UPDATE person SET machine = 0 WHERE id = 1")
        db.execute("UPDATE post SET person = 1 WHERE number = ?", (number,))

    store.write_now(forbids)
    await publish(store)
    assert is_out(store, number)
    assert store.read_now(translations.next_draft) is None


async def test_a_post_waits_for_people_also_when_its_drafts_are_there(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine", translate_hold=2 * HOUR)
    store.write_now(wants_drafts)
    marie = a_volunteer(store, hifa)
    number = marked(store, hifa)
    await publish(store)
    await drafted(store)
    await publish(store)
    assert not is_out(store, number)
    bring(store, in_french(number, marie))
    await publish(store)
    assert is_out(store, number)


async def test_a_list_that_translates_nothing_asks_nobody(store: Store) -> None:
    hifa = a_list(store, PEOPLE)
    number = marked(store, hifa)
    await publish(store)
    assert is_out(store, number)
    assert store.read_now(tasks.open_on, hifa) == []


async def test_what_cannot_be_asked_for_holds_up_no_other_post(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hifa = a_list(store, PEOPLE, translate="volunteers")
    broken, other = marked(store, hifa), marked(store, hifa)
    ask = tasks.ask

    def fails(db: Db, number: int, *rest: Any) -> None:
        if number == broken:
            raise ValueError(number)
        ask(db, number, *rest)

    monkeypatch.setattr(tasks, "ask", fails)
    await publish(store)
    assert is_out(store, other)
    assert not is_out(store, broken)
    assert store.read_now(lists.every)


async def test_drafts_of_before_vanish_where_an_author_forbids_them(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")
    await publish(store)
    await drafted(store)
    await publish(store)
    store.write_now(lambda db: db.execute("UPDATE post SET person = 1"))
    assert store.read_now(translations.of_post, number)
    before = len(store.read_now(shelf.marks))
    store.write_now(persons.set_own, 1, "machine", 0, NOW)
    assert store.read_now(translations.of_post, number) == ()
    assert len(store.read_now(shelf.marks)) > before
    store.write_now(persons.set_own, 1, "machine", 1, NOW)
    assert store.read_now(translations.of_post, number)


def a_held_post(store: Store) -> tuple[int, int]:
    """(list, number) of a post that waits two hours for its French."""
    hifa = a_list(store, PEOPLE, translate="volunteers", translate_hold=2 * HOUR)
    a_volunteer(store, hifa)
    return hifa, marked(store, hifa)


@pytest.mark.parametrize("change", [{"translate": "off"}, {"translate_hold": 0.0}])
async def test_a_list_that_waits_no_more_sends_what_waited(
    store: Store, change: dict[str, Any]
) -> None:
    hifa, number = a_held_post(store)
    await publish(store)
    assert not is_out(store, number)
    (policy,) = [one.policy for one in store.read_now(lists.every)]
    store.write_now(lists.set_policy, hifa, replace(policy, **change), NOW)
    await publish(store)
    assert is_out(store, number)


async def test_another_title_of_the_list_keeps_nobody_waiting_longer(store: Store) -> None:
    hifa, number = a_held_post(store)
    await publish(store)
    waits = [one.translating for one in store.read_now(held.approved, NOW + 9 * HOUR, 9)]
    (policy,) = [one.policy for one in store.read_now(lists.every)]
    store.write_now(lists.set_policy, hifa, replace(policy, title="Other"), NOW)
    await publish(store, now=NOW + HOUR)
    found = store.read_now(posts.get, number)
    assert found is not None
    assert [found.translating] == waits


async def test_drafts_of_before_vanish_where_the_list_wants_none_any_more(store: Store) -> None:
    hifa = a_list(store, PEOPLE, translate="machine")
    store.write_now(wants_drafts)
    number = marked(store, hifa, wanted="")
    await publish(store)
    await drafted(store)
    (policy,) = [one.policy for one in store.read_now(lists.every)]
    store.write_now(lists.set_policy, hifa, replace(policy, translate="volunteers"), NOW)
    await publish(store)
    assert is_out(store, number)
    assert all("sin revisar" not in body for body in copies(store).values())


async def test_in_another_language_than_was_thought_it_is_asked_for_anew(store: Store) -> None:
    hifa, number = a_held_post(store)
    await publish(store)
    store.write_now(spoken.correct, number, ["fr"], 1, NOW)
    assert store.read_now(tasks.of_post, number) == []
    await publish(store)
    assert is_out(store, number)
    assert store.read_now(tasks.open_on, hifa) == []


async def test_a_language_that_is_put_back_is_asked_for_as_before(store: Store) -> None:
    _, number = a_held_post(store)
    store.write_now(lambda db: db.execute("UPDATE post SET release = ?", (NOW + DAY,)))
    store.write_now(spoken.correct, number, ["fr"], 1, NOW)
    await publish(store)
    assert store.read_now(tasks.of_post, number) == []
    (entry, *_) = store.read_now(decisions.of_post, number)
    assert store.write_now(undoing.undo, entry, 1, NOW) is not None
    await publish(store)
    assert [one.source for one in store.read_now(tasks.of_post, number)] == ["en"]


async def test_what_is_decided_anew_while_it_is_read_is_asked_of_nobody(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    hifa, number = a_held_post(store)
    (seen,) = store.read_now(held.untranslated, 9)
    store.write_now(lambda db: db.execute("UPDATE post SET state = 'held'"))
    monkeypatch.setattr(held, "untranslated", lambda *_: [seen])
    await publish(store)
    assert store.read_now(tasks.open_on, hifa) == []
    assert not is_out(store, number)
