"""Twins: one mail in two forums of a family; what people say of one is said of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from listserv.digests.due import Due, gather
from listserv.model import Destination, Envelope, MailingList, Member, Policy, Purpose
from listserv.model.translations import Manner, Translation
from listserv.store import (
    decisions,
    issues,
    lists,
    members,
    passing,
    shelf,
    spool,
    tasks,
    translations,
    twins,
    undoing,
    volunteers,
)
from listserv.store.base import Db, Store
from listserv.store.members import NewMember
from listserv.text.dates import DAY

NOW = 1_800_000_000.0
TEXT = "Gauges read too high in the heat."


@dataclass
class House:
    store: Store
    english: MailingList
    french: MailingList
    other: MailingList
    number: int


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = Store.open(tmp_path / "t.db")
    english, french, other = (
        store.write_now(lists.create, name, Policy(language=language, family=family), NOW)
        for name, language, family in (
            ("hifa", "en", "hifa"),
            ("hifa-fr", "fr", "hifa"),
            ("nurses", "fr", ""),
        )
    )
    number = store.write_now(_published, english.id)
    yield House(store, english, french, other, number)
    store.close()


def _published(db: Db, list_id: int) -> int:
    to = (Destination("hifa@x", Purpose.POST, list_id),)
    number = spool.accept(db, Envelope("", to, "127.0.0.1", True, NOW), b"x").numbers[0]
    db.execute(
        "UPDATE post SET state='done', topic='Oxygen', version=1, published=?, thread=number,"
        " position=1, language='en', permalink='gauges-' || number, question=2 WHERE number=?",
        (NOW, number),
    )
    spool.new_version(db, number, 1, TEXT, 0, "as read", NOW)
    return number


def french(number: int, text: str = "Les manomètres se trompent.", **more: object) -> Translation:
    made = Translation(number, 1, "fr", Manner.HUMAN, text, "Oxygène")
    return replace(made, **more)  # type: ignore[arg-type]


def said(house: House, number: int) -> list[tuple[str, str]]:
    found = house.store.read_now(translations.of_post, number)
    return [(one.manner.value, one.text) for one in found]


def copy(house: House, to: MailingList) -> int:
    return house.store.write_now(passing.copy, house.number, to.id, 0, NOW)


def test_what_people_say_of_it_goes_along_and_drafts_stay(house: House) -> None:
    keep = (house.store.write_now, translations.keep)
    keep[0](keep[1], french(house.number), NOW)
    draft = french(house.number, "Jauges lisent", manner=Manner.MACHINE, engine="apertium")
    keep[0](keep[1], replace(draft, language="es"), NOW)
    for to in (house.french, house.other):
        assert said(house, copy(house, to)) == [("human", "Les manomètres se trompent.")]


def test_a_later_translation_of_either_reaches_the_other(house: House) -> None:
    born = copy(house, house.french)
    house.store.write_now(translations.keep, french(born), NOW)
    house.store.write_now(translations.keep, french(house.number, language="pt"), NOW)
    assert said(house, born) == said(house, house.number)
    assert len(said(house, born)) == 2


def test_not_where_a_moderator_has_changed_the_words(house: House) -> None:
    born = copy(house, house.french)

    def cut(db: Db) -> None:
        spool.new_version(db, born, 2, "Gauges.", 0, "cut", NOW)
        db.execute("UPDATE post SET version = 2 WHERE number = ?", (born,))

    house.store.write_now(cut)
    house.store.write_now(translations.keep, french(house.number), NOW)
    assert said(house, born) == []


def test_nor_where_the_lists_are_no_family(house: House) -> None:
    born = copy(house, house.other)
    house.store.write_now(translations.keep, french(house.number), NOW)
    assert said(house, born) == []
    assert house.store.read_now(twins.of_post, house.number) == []


def test_it_is_taken_back_in_both(house: House) -> None:
    born = copy(house, house.french)
    kept = house.store.write_now(translations.keep, french(house.number), NOW)
    assert house.store.write_now(translations.take_back, kept, 0, NOW)
    assert said(house, born) == said(house, house.number) == []
    assert not house.store.write_now(translations.take_back, kept, 0, NOW)


def test_nobody_is_asked_any_more_for_what_its_twin_has(house: House) -> None:
    born = copy(house, house.french)
    house.store.write_now(tasks.ask, born, 1, "en", ["fr"], NOW + 99, NOW)
    house.store.write_now(translations.keep, french(house.number), NOW)
    house.store.write_now(tasks.done, house.number, 1, "fr", NOW)
    assert house.store.read_now(tasks.of_post, born) == []


def test_a_few_words_of_who_passes_it_on_bear_her_name_and_that_lists_language(
    house: House,
) -> None:
    short = ("Vérifiez-les chaque semaine.", "fr")
    house.store.write_now(passing.pass_on, house.number, house.french.id, 0, NOW, short)
    (sister,) = house.store.read_now(twins.of_post, house.number)
    assert sister.post.question == 2, "it answers the same question of a planned discussion"
    assert said(house, sister.post.number) == [("abstract", short[0])]
    house.store.write_now(passing.say_in_short, sister.post.number, 0, NOW, ("Autrement.", "fr"))
    assert said(house, house.number) == [("abstract", "Autrement.")]


def test_nor_do_they_bear_it_where_she_translates_without(house: House) -> None:
    def named(db: Db, credited: int) -> str:
        her, _ = members.ensure_person(db, NewMember("marie@example.org", "Marie Ndiaye"), NOW)
        volunteers.set_own(db, her, "credited", credited, NOW)
        passing.say_in_short(db, house.number, her, NOW, ("Vérifiez-les.", "fr"))
        return translations.of_post(db, house.number)[0].translator

    assert house.store.write_now(named, 1) == "Marie Ndiaye"
    assert house.store.write_now(named, 0) == ""


def test_a_post_is_named_where_it_is_out_too(house: House) -> None:
    born = copy(house, house.french)
    copy(house, house.other)
    assert house.store.read_now(twins.also, [house.number]) == {}
    house.store.write_now(_change, born, "state = 'approved'")
    assert house.store.read_now(twins.also, [house.number]) == {}
    ((coming,),) = house.store.read_now(
        lambda db: twins.also(db, [house.number], coming=True)
    ).values()
    assert coming.number == born
    house.store.write_now(_change, born, f"state = 'out', published = {NOW}, permalink = 'gauges'")
    found = house.store.read_now(twins.also, [house.number, born])
    assert [(one.list.name, one.number) for one in found[house.number]] == [("hifa-fr", born)]
    permalink = f"gauges-{house.number}"
    assert [(one.list.name, one.permalink) for one in found[born]] == [("hifa", permalink)]


def test_another_title_is_written_on_the_pages_of_the_family(house: House) -> None:
    def marked(db: Db) -> set[int]:
        return {one.list_id for one in shelf.marks(db)}

    for mark in house.store.read_now(shelf.marks):
        house.store.write_now(shelf.clear, [mark])
    policy = replace(house.french.policy, pace=3)
    house.store.write_now(lists.set_policy, house.french.id, policy, NOW)
    assert house.store.read_now(marked) == set()
    policy = replace(policy, title="HIFA français")
    house.store.write_now(lists.set_policy, house.french.id, policy, NOW)
    assert house.store.read_now(marked) == {house.english.id}


def test_a_retired_forum_leaves_the_pages_of_the_family(house: House) -> None:
    """They say how to join it."""
    for mark in house.store.read_now(shelf.marks):
        house.store.write_now(shelf.clear, [mark])
    house.store.write_now(lists.retire, house.french.id, NOW)
    marks = house.store.read_now(shelf.marks)
    assert {one.list_id for one in marks} == {house.english.id}


def test_who_is_in_both_is_read_once_for_all_posts_of_an_issue(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forum of 20,000 members is read in a quarter of a second, and an issue has many posts."""
    numbers = [house.number, house.store.write_now(_published, house.english.id)]
    for number in numbers:
        born = house.store.write_now(passing.copy, number, house.french.id, 0, NOW)
        house.store.write_now(_change, born, f"state = 'out', published = {NOW}")
    read = members.on_both
    asked: list[int] = []

    def counted(db: Db, list_id: int, other: int) -> list[Member]:
        asked.append(list_id)
        return read(db, list_id, other)

    monkeypatch.setattr(members, "on_both", counted)

    def gathered(db: Db) -> Due | None:
        issues.close(db, house.english.id, "daily", "day", 0.0, NOW - 1, (), NOW)
        return gather(db, house.english, "daily", NOW + 2 * DAY)

    due = house.store.write_now(gathered)
    assert due and [post.number for post in due.posts] == numbers
    assert asked == [house.french.id]


def _change(db: Db, number: int, changes: str) -> None:
    db.execute(f"UPDATE post SET {changes} WHERE number = ?", (number,))


# --- a copy that is taken back --------------------------------------------------------------------


def test_a_copy_that_waits_is_taken_back_with_its_words_and_may_come_again(house: House) -> None:
    her = 0
    short = ("Vérifiez-les.", "fr")
    house.store.write_now(passing.pass_on, house.number, house.french.id, her, NOW, short)
    (entry,) = house.store.read_now(decisions.of_post, house.number)
    born = house.store.read_now(passing.there, house.number, house.french.id)
    assert house.store.write_now(undoing.undo, entry, her, NOW) == 0
    assert house.store.write_now(undoing.undo, entry, her, NOW) is None
    assert said(house, born) == []
    assert house.store.read_now(passing.was_taken_back, born)
    assert house.store.read_now(passing.there, house.number, house.french.id) == 0
    house.store.write_now(passing.pass_on, house.number, house.french.id, her, NOW)
    assert house.store.read_now(passing.there, house.number, house.french.id) > born


def test_a_copy_that_was_decided_about_stays(house: House) -> None:
    house.store.write_now(passing.pass_on, house.number, house.french.id, 0, NOW)
    (entry,) = house.store.read_now(decisions.of_post, house.number)
    born = entry.before["copy"]

    def decide(db: Db) -> None:
        db.execute("UPDATE post SET state='done' WHERE number=?", (born,))

    house.store.write_now(decide)
    assert house.store.write_now(undoing.undo, entry, 0, NOW) is None
    assert house.store.read_now(decisions.of_post, house.number) == [entry]
