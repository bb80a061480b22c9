"""A published summary has a number among the posts', and is translated as they are."""

from __future__ import annotations

import pytest

from listserv.model import Policy, Post, State
from listserv.model.translations import Manner
from listserv.store import lists, shelf, summaries, tasks, translations, volunteers
from listserv.store.base import Store
from tests.support.summarised import TEXT, TITLE, summarise
from tests.support.translating import DAY, HOUR, NOW, Forum, said


@pytest.fixture
def forum(store: Store) -> Forum:
    return Forum(store)


def text(forum: Forum, number: int) -> Post:
    found = forum.read(summaries.text, number)
    assert isinstance(found, Post)
    return found


def marks(forum: Forum) -> list[int]:
    """Threads whose pages are out of date; they are made then."""
    found = forum.read(shelf.marks)
    forum.write(shelf.clear, found)
    return [one.thread for one in found]


def test_its_number_is_no_posts(forum: Forum) -> None:
    first = forum.post("out")
    number = summarise(forum.store, forum.list_id, first, NOW)
    second = forum.post("out")
    assert (number, second) == (first + 1, first + 2)
    assert summarise(forum.store, forum.list_id, second, NOW) == second + 1
    assert [one.number for one in forum.read(summaries.every, forum.list_id)] == [
        second + 1,
        number,
    ]


def test_a_draft_has_none_and_nobody_is_asked_for_it(forum: Forum) -> None:
    first = forum.post("out")
    made = forum.write(summaries.draft, forum.list_id, first, "en", TITLE, TEXT, NOW)
    assert forum.read(summaries.get, made).number == 0
    assert forum.read(summaries.numbers, [made]) == []
    assert forum.read(tasks.open_on, forum.list_id) == []
    assert forum.read(summaries.text, first + 1) is None


def test_it_is_read_as_a_post_by_its_list(forum: Forum) -> None:
    first = forum.post("out")
    number = summarise(forum.store, forum.list_id, first, NOW)
    found = text(forum, number)
    assert (found.number, found.topic, found.text, found.author) == (number, TITLE, TEXT, "HIFA")
    assert (found.version, found.spoken, found.thread) == (1, ("en",), first)
    assert (found.state, found.published) == (State.DONE, NOW)
    assert (found.address, found.person_id, found.was_out) == ("", 0, False)
    assert text(forum, first).text == "Give 5 mg."
    assert forum.read(summaries.text, 4711) is None


def test_people_are_asked_for_it_in_the_same_transaction(forum: Forum) -> None:
    first = forum.post("out")
    number = summarise(forum.store, forum.list_id, first, NOW, wanted=("fr", "es"))
    found = forum.read(tasks.open_on, forum.list_id)
    assert [(one.number, one.version, one.source, one.language) for one in found] == [
        (number, 1, "en", "fr"),
        (number, 1, "en", "es"),
    ]
    assert {one.until for one in found} == {NOW + 14 * DAY}
    assert forum.events(number) == ["to translate: fr es"]
    other = forum.write(lists.create, "other", Policy(), NOW).id
    assert forum.read(tasks.open_on, other) == []
    asked = forum.rows("SELECT count(*) FROM translation WHERE manner = 'machine'")
    assert asked == [(0,)], "no program is asked"


def test_who_translates_no_more_gives_it_back(forum: Forum) -> None:
    number = summarise(forum.store, forum.list_id, forum.post("out"), NOW)
    forum.write(volunteers.add, forum.list_id, 2, "en", "fr", NOW)
    (task,) = forum.read(tasks.of_post, number)
    forum.write(tasks.give, [task.id], 2, 7, NOW + DAY, NOW)
    forum.write(volunteers.remove, forum.list_id, 2, NOW)
    assert [one.person_id for one in forum.read(tasks.of_post, number)] == [0]


def test_what_people_make_of_it_is_on_its_page_until_it_is_taken_back(forum: Forum) -> None:
    first = forum.post("out")
    number = summarise(forum.store, forum.list_id, first, NOW)
    assert marks(forum) == [first]
    made = forum.write(translations.keep, said(number, text="Amina donne 5 mg."), NOW + HOUR)
    forum.write(tasks.done, number, 1, "fr", NOW + HOUR)
    assert marks(forum) == [first]
    assert [one.text for one in forum.read(translations.of_post, number)] == ["Amina donne 5 mg."]
    assert forum.read(tasks.of_post, number) == []
    assert forum.read(translations.sought, forum.list_id, 9) == [number]
    assert forum.write(translations.take_back, made, 2, NOW + HOUR)
    assert forum.read(translations.of_post, number) == ()
    assert not forum.write(translations.take_back, made, 2, NOW + HOUR)
    assert marks(forum) == [first]


def test_what_was_made_since_is_told_with_that_of_posts(forum: Forum) -> None:
    first = forum.post("out")
    number = summarise(forum.store, forum.list_id, first, NOW)
    forum.write(translations.keep, said(number), NOW + HOUR)
    forum.write(translations.keep, said(first), NOW + 2 * HOUR)
    forum.write(translations.keep, said(number, "es", manner=Manner.ABSTRACT), NOW + HOUR)
    made = forum.read(translations.made_between, forum.list_id, NOW, NOW + DAY)
    assert [one.number for one in made] == [number, first]
    assert forum.read(translations.made_between, forum.list_id + 1, NOW, NOW + DAY) == []
    wanted = (first, number, 4711)
    found = forum.read(summaries.texts_before, forum.list_id, wanted, NOW)
    assert [one.number for one in found] == [number]
    assert forum.read(summaries.texts_before, forum.list_id, wanted, NOW - 1) == []
    assert forum.read(summaries.texts_before, forum.list_id + 1, wanted, NOW) == []
