"""What people are asked to translate, who has it, and how that ends."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from listserv.model import Policy, State
from listserv.store import decisions, lists, recalls, rulings, spool, tasks, translations, undoing
from listserv.store.base import Store
from listserv.store.rulings import Ruling
from tests.support.translating import DAY, HOUR, NOW, Forum

UNTIL, HERS = NOW + 14 * DAY, NOW + 2 * DAY
LETTER = 70
APPROVED = frozenset({State.APPROVED})


@pytest.fixture
def forum(store: Store) -> Forum:
    return Forum(store)


def asked(forum: Forum, *languages: str, state: str = "approved", now: float = NOW) -> int:
    """A post that people are asked for."""
    number = forum.post(state)
    forum.write(tasks.ask, number, 1, "en", languages or ("fr",), UNTIL, now)
    return number


def give(forum: Forum, *ids: int, to: int = 2, now: float = NOW) -> None:
    forum.write(tasks.give, ids, to, LETTER, now + 2 * DAY, now)


def open_ones(forum: Forum, number: int) -> list[tuple[str, int]]:
    """(language, who has it) of each."""
    return [(one.language, one.person_id) for one in forum.read(tasks.of_post, number)]


def ended(forum: Forum) -> list[tuple[str, str]]:
    """(outcome of each task, outcomes of its assignments)."""
    return forum.rows(
        "SELECT task.outcome, coalesce(group_concat(assignment.outcome), '-') FROM task"
        " LEFT JOIN assignment ON task = id GROUP BY id ORDER BY id"
    )


# --- asking, giving -------------------------------------------------------------------------------


def test_a_version_is_asked_for_once_in_a_language(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    forum.write(tasks.ask, number, 1, "en", ("es", "pt"), UNTIL, NOW)
    assert open_ones(forum, number) == [("fr", 0), ("es", 0), ("pt", 0)]
    assert forum.events(number)[1:] == ["to translate: fr es", "to translate: pt"]
    forum.write(tasks.ask, number, 1, "en", ("pt",), UNTIL, NOW)
    assert len(forum.events(number)) == 3  # nothing came of it, and the journal says nothing


def test_who_has_it_and_since_when(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    give(forum, 1, now=NOW + HOUR)
    one, other = forum.read(tasks.open_on, forum.list_id)
    assert (one.person_id, one.given, one.until) == (2, NOW + HOUR, UNTIL)
    assert (other.person_id, other.given) == (0, None)
    assert forum.read(tasks.of_letter, LETTER) == [one]
    assert forum.read(tasks.had, [1, 2], NOW + HOUR) == {1: frozenset({2})}
    assert forum.events(number)[-1] == "given to translate: fr, person 2"


def test_what_is_open_on_a_list_is_of_that_list(forum: Forum) -> None:
    asked(forum)
    other = forum.write(lists.create, "chw", Policy(), NOW).id
    assert len(forum.read(tasks.open_on, forum.list_id)) == 1
    assert forum.read(tasks.open_on, other) == []


def test_what_she_put_off_is_free_and_does_not_count(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    give(forum, 1, 2)
    assert forum.write(tasks.put_off, [1, 2, 99], 3, NOW) == 0  # not hers
    assert forum.write(tasks.put_off, [1], 2, NOW) == 1
    assert forum.write(tasks.put_off, [1], 2, NOW) == 0
    assert open_ones(forum, number) == [("fr", 0), ("es", 2)]
    assert forum.read(tasks.had, [1], NOW) == {1: frozenset({2})}
    assert forum.read(tasks.given_since, NOW - 1) == {2: 1}
    assert forum.events(number)[-1] == "put off: fr, person 2"


def test_how_many_and_when_last(forum: Forum) -> None:
    asked(forum, "fr", "es")
    for pair in (("en", "fr"), ("en", "es")):
        forum.write(volunteer, forum.list_id, 2, *pair)
    give(forum, 1)
    give(forum, 2, now=NOW + DAY)
    give(forum, 1, to=3, now=NOW + DAY)  # translates no more
    assert forum.read(tasks.given_since, NOW) == {2: 1, 3: 1}
    assert forum.read(tasks.given_since, NOW - 1) == {2: 2, 3: 1}
    assert forum.read(tasks.last_given) == {2: NOW + DAY}


def volunteer(db: Any, list_id: int, person: int, source: str, language: str) -> None:
    db.execute("INSERT INTO volunteer VALUES (?, ?, ?, ?, 0)", (list_id, person, source, language))


# --- ends -----------------------------------------------------------------------------------------


def test_done_by_whomever(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    give(forum, 1)
    forum.write(tasks.done, number, 2, "fr", NOW)  # another version
    assert open_ones(forum, number) == [("fr", 2), ("es", 0)]
    forum.write(tasks.done, number, 1, "fr", NOW)
    assert open_ones(forum, number) == [("es", 0)]
    assert ended(forum) == [("done", "done"), ("", "-")]


def test_a_post_that_waits_goes_out_with_its_last_one(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    forum.write(volunteer, forum.list_id, 2, "en", "es")
    forum.write(translations.wait, number, NOW + DAY, NOW)
    forum.write(tasks.done, number, 1, "fr", NOW)
    assert forum.read(spool.post, number).translating == NOW + DAY
    forum.write(tasks.done, number, 1, "es", NOW)
    assert forum.read(spool.post, number).translating == 0


def test_her_day_ends_before_the_text_does(forum: Forum) -> None:
    number = asked(forum)
    give(forum, 1)
    assert not forum.write(tasks.lapse, HERS - 1)
    assert forum.write(tasks.lapse, HERS)
    assert open_ones(forum, number) == [("fr", 0)]
    assert forum.events(number)[-1] == "late: fr, person 2"
    give(forum, 1, to=3, now=UNTIL - HOUR)
    assert forum.write(tasks.lapse, UNTIL)
    assert open_ones(forum, number) == []
    assert ended(forum) == [("lapsed", "late,late")]
    assert forum.events(number)[-1] == "not translated: fr"
    assert not forum.write(tasks.lapse, UNTIL + DAY)


def test_what_lapses_lets_a_post_go(forum: Forum) -> None:
    number = asked(forum)
    forum.write(translations.wait, number, UNTIL + DAY, NOW)
    forum.write(tasks.lapse, UNTIL)
    assert forum.read(spool.post, number).translating == 0


def test_what_is_dropped_nobody_has(forum: Forum) -> None:
    number = asked(forum, "fr", "es")
    give(forum, 1)
    forum.write(tasks.drop, number, NOW)
    forum.write(tasks.drop, number, NOW)
    assert open_ones(forum, number) == []
    assert ended(forum) == [("dropped", "dropped"), ("dropped", "-")]
    assert forum.events(number)[-1] == "not to translate: fr es"
    assert [one.id for one in forum.read(tasks.of_letter, LETTER)] == [1]  # her answer finds it
    assert forum.read(tasks.had, [1], NOW) == {}  # and she may be asked again


def test_what_is_wanted_again_is_hers_still(forum: Forum) -> None:
    """A facilitator said ok once more; the letter to the translator is under way."""
    number = asked(forum)
    give(forum, 1)
    forum.write(tasks.drop, number, NOW)
    forum.write(tasks.ask, number, 1, "en", ("fr",), UNTIL + DAY, NOW + HOUR)
    (one,) = forum.read(tasks.of_post, number)
    assert (one.person_id, one.until) == (2, UNTIL + DAY)
    forum.write(tasks.drop, number, NOW)
    forum.write(tasks.ask, number, 1, "en", ("fr",), UNTIL, HERS)
    assert open_ones(forum, number) == [("fr", 0)]  # her day is over


def test_what_is_done_is_not_asked_for_again(forum: Forum) -> None:
    number = asked(forum)
    forum.write(tasks.done, number, 1, "fr", NOW)
    forum.write(tasks.ask, number, 1, "en", ("fr",), UNTIL, NOW)
    assert open_ones(forum, number) == []


# --- with the post --------------------------------------------------------------------------------


RULED: dict[str, dict[str, Any]] = {
    "refused": {"state": State.REFUSED},
    "held again": {"state": State.HELD},
    "in other words": {"text": "Give 50 mg."},
    "moved": {"changes": {"list": 2}},
    "marked for others": {"changes": {"wanted": ("pt",)}},
}


@pytest.mark.parametrize("change", RULED.values(), ids=RULED)
def test_what_becomes_of_a_post_ends_what_is_asked_of_people(
    forum: Forum, change: dict[str, Any]
) -> None:
    forum.write(lists.create, "chw", Policy(), NOW)
    number = asked(forum)
    give(forum, 1)
    forum.write(translations.wait, number, NOW + DAY, NOW)
    assert forum.write(rulings.rule, Ruling(number, 1, 3, "x", since=APPROVED, **change), NOW)
    assert open_ones(forum, number) == []
    assert forum.read(spool.post, number).translating is None  # looked at anew when it goes out


@pytest.mark.parametrize("change", [{"changes": {"urgent": True}}, {"changes": {"topic": "Doses"}}])
def test_what_else_is_decided_changes_nothing_of_it(forum: Forum, change: dict[str, Any]) -> None:
    number = asked(forum)
    forum.write(translations.wait, number, NOW + DAY, NOW)
    assert forum.write(rulings.rule, Ruling(number, 1, 3, "x", since=APPROVED, **change), NOW)
    assert open_ones(forum, number) == [("fr", 0)]
    assert forum.read(spool.post, number).translating == NOW + DAY


def test_the_words_of_before_are_asked_for_again_when_an_edit_is_undone(forum: Forum) -> None:
    number = asked(forum)
    give(forum, 1)
    edit = Ruling(number, 1, 3, "edit", since=APPROVED, text="Give 50 mg.")
    assert forum.write(rulings.rule, edit, NOW)
    forum.write(tasks.ask, number, 2, "en", ("fr",), UNTIL, NOW)  # as the table does
    (entry,) = forum.read(decisions.of_post, number)
    assert forum.write(undoing.undo, entry, 3, NOW) == 0
    assert open_ones(forum, number) == []
    assert forum.read(spool.post, number).translating is None
    forum.write(tasks.ask, number, 1, "en", ("fr",), UNTIL, NOW)
    assert [(one.version, one.person_id) for one in forum.read(tasks.of_post, number)] == [(1, 2)]


@pytest.mark.parametrize("verb", ["recall", "withdraw"])
def test_nobody_translates_what_was_taken_back(forum: Forum, verb: str) -> None:
    number = asked(forum, state="out")
    give(forum, 1)
    taken = {
        "recall": partial(forum.write, recalls.recall, number, 3, NOW),
        "withdraw": partial(forum.write, recalls.withdraw, number, NOW),
    }
    taken[verb]()
    assert open_ones(forum, number) == []


@pytest.mark.parametrize(
    ("now", "left"), [(NOW + HOUR, [("fr", 2)]), (HERS, [("fr", 0)]), (UNTIL, [])]
)
def test_an_undone_recall_asks_again_as_long_as_there_is_time(
    forum: Forum, now: float, left: list[tuple[str, int]]
) -> None:
    number = asked(forum, state="done")
    give(forum, 1)
    forum.write(recalls.recall, number, 3, NOW)
    (entry,) = forum.read(decisions.of_post, number)
    forum.write(undoing.undo, entry, 3, now)
    assert open_ones(forum, number) == left


def test_an_undone_recall_asks_for_nothing_that_its_author_took_back(forum: Forum) -> None:
    number = asked(forum, state="done")
    forum.write(recalls.withdraw, number, NOW + 1)
    forum.write(recalls.recall, number, 3, NOW + 2)
    (entry,) = forum.read(decisions.of_post, number)
    forum.write(undoing.undo, entry, 3, NOW + HOUR)
    assert open_ones(forum, number) == []
