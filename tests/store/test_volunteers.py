"""Who translates for a list, and how that begins and ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from listserv.model import DeliveryMode, Policy
from listserv.model.translations import Volunteer
from listserv.store import (
    deceased,
    erasures,
    lists,
    members,
    memberships,
    merging,
    tasks,
    volunteers,
)
from listserv.store.base import Db, Store
from tests.support.translating import DAY, GRACE, MARIE, NOW, Forum


@pytest.fixture
def forum(store: Store) -> Forum:
    """Marie translates into French and Portuguese, Grace into French."""
    forum = Forum(store)
    for n, (person, language) in enumerate(((3, "fr"), (2, "fr"), (2, "pt"))):
        assert forum.write(volunteers.add, 1, person, "en", language, NOW + n)
    return forum


def pairs(forum: Forum, person: int, list_id: int = 1) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = forum.read(volunteers.pairs, list_id, person)
    return found


def has(forum: Forum) -> list[tuple[str, int]]:
    return [(one.language, one.person_id) for one in forum.read(tasks.open_on, 1)]


def at_work(forum: Forum) -> int:
    """Marie has a text in both of her languages."""
    number = forum.post()
    forum.write(tasks.ask, number, 1, "en", ("fr", "pt"), NOW + 14 * DAY, NOW)
    forum.write(tasks.give, [1, 2], 2, 70, NOW + DAY, NOW)
    return number


def test_those_who_offered_first_stand_first(forum: Forum) -> None:
    found = forum.read(volunteers.of_list, 1)
    assert [(one.person_id, one.language) for one in found] == [(3, "fr"), (2, "fr"), (2, "pt")]
    assert found[0] == Volunteer(3, "en", "fr", most=0, away_until=None, credited=True)


def test_an_offer_counts_once(forum: Forum) -> None:
    assert not forum.write(volunteers.add, 1, 2, "en", "fr", NOW + DAY)
    events = forum.rows("SELECT reason FROM journal WHERE event = 'translates' AND ref = 2")
    assert events == [("list 1: en fr",), ("list 1: en pt",)]


def test_of_a_person_by_list(forum: Forum) -> None:
    other = forum.write(lists.create, "chw", Policy(), NOW).id
    forum.write(volunteers.add, other, 2, "fr", "en", NOW)
    found = forum.read(volunteers.of_person, 2)
    assert {key: [one.language for one in some] for key, some in found.items()} == {
        1: ["fr", "pt"],
        other: ["en"],
    }
    assert forum.read(volunteers.of_person, 1) == {}


@pytest.mark.parametrize(
    ("source", "language", "left"),
    [
        ("", "", []),
        ("en", "fr", [("en", "pt")]),
        ("en", "", []),
        ("", "pt", [("en", "fr")]),
        ("fr", "", [("en", "fr"), ("en", "pt")]),
    ],
)
def test_an_offer_ends_whole_or_by_its_languages(
    forum: Forum, source: str, language: str, left: list[tuple[str, str]]
) -> None:
    before = pairs(forum, 2)
    ended = forum.write(volunteers.remove, 1, 2, NOW, source, language)
    assert pairs(forum, 2) == left
    assert sorted([*ended, *left]) == before
    assert pairs(forum, 3) == [("en", "fr")]


def test_what_she_has_of_it_is_free(forum: Forum) -> None:
    at_work(forum)
    forum.write(volunteers.remove, 1, 2, NOW, "en", "fr")
    assert has(forum) == [("fr", 0), ("pt", 2)]
    forum.write(volunteers.remove, 1, 2, NOW)
    assert has(forum) == [("fr", 0), ("pt", 0)]


def test_her_own_settings_are_for_all_lists(forum: Forum) -> None:
    for column, value in (("most", 5), ("away_until", NOW + DAY), ("credited", False)):
        forum.write(volunteers.set_own, 2, column, value, NOW)
    (one,) = (one for one in forum.read(volunteers.of_list, 1) if one.language == "pt")
    assert (one.most, one.away_until, one.credited) == (5, NOW + DAY, False)
    forum.write(volunteers.set_own, 2, "away_until", None, NOW)
    assert forum.read(volunteers.of_person, 2)[1][0].away_until is None
    with pytest.raises(KeyError):
        forum.write(volunteers.set_own, 2, "person", 3, NOW)


def test_nobody_is_asked_whom_mail_does_not_reach_or_who_has_died(forum: Forum) -> None:
    forum.write(lambda db: db.execute("UPDATE person SET stopped = 1 WHERE id = 2"))
    forum.write(deceased.end, 3, 1, NOW)
    assert forum.read(volunteers.of_list, 1) == []


def test_who_is_no_member_may_translate(forum: Forum) -> None:
    """The postmaster named her."""
    other = forum.write(lists.create, "chw", Policy(), NOW).id
    assert forum.write(volunteers.add, other, 2, "en", "fr", NOW)
    assert len(forum.read(volunteers.of_list, other)) == 1


# --- with her membership --------------------------------------------------------------------------


LEFT: dict[str, Callable[[Db], Any]] = {
    "left": lambda db: members.remove(db, 1, 2, "by mail", NOW),
    "taken off": lambda db: memberships.end(db, 1, [2], 3, NOW),
}


@pytest.mark.parametrize("ends", LEFT.values(), ids=LEFT)
def test_who_leaves_a_list_translates_for_it_no_more(
    forum: Forum, ends: Callable[[Db], Any]
) -> None:
    other = forum.write(lists.create, "chw", Policy(), NOW).id
    forum.write(volunteers.add, other, 2, "en", "fr", NOW)
    at_work(forum)
    forum.write(ends)
    assert (pairs(forum, 2), pairs(forum, 2, other)) == ([], [("en", "fr")])
    assert has(forum) == [("fr", 0), ("pt", 0)]


def test_who_comes_back_translates_as_before(forum: Forum) -> None:
    """A facilitator took her off by mistake, or she left by mistake: the undo is all of it."""
    kept = json.loads(json.dumps(forum.read(memberships.keep, 1, 2)))  # as the book has it
    forum.write(memberships.end, 1, [2], 3, NOW)
    assert forum.write(memberships.put_back, 1, 2, kept, 3, NOW)
    assert pairs(forum, 2) == [("en", "fr"), ("en", "pt")]


def test_how_somebody_else_was_a_member_says_nothing_of_it(forum: Forum) -> None:
    assert "translates" not in forum.read(memberships.keep, 1, 1)


def test_no_mail_is_no_end_of_it(forum: Forum) -> None:
    """She may read the archive, and translate all the same."""
    forum.write(members.set_delivery, 1, 2, DeliveryMode.NONE, NOW)
    assert pairs(forum, 2) == [("en", "fr"), ("en", "pt")]


# --- erased, merged -------------------------------------------------------------------------------


def test_who_is_erased_leaves_no_trace_of_it(forum: Forum) -> None:
    at_work(forum)
    forum.write(volunteers.set_own, 2, "most", 5, NOW)
    whom = forum.read(erasures.of_address, MARIE)
    forum.write(erasures.begin, whom, erasures.KEEP, "m", NOW)
    for table in ("volunteer", "translator", "assignment"):
        assert forum.rows(f"SELECT * FROM {table} WHERE person = 2") == []
    assert has(forum) == [("fr", 0), ("pt", 0)]


def test_two_who_are_one_have_offered_what_either_has(forum: Forum) -> None:
    forum.write(volunteers.add, 1, 3, "fr", "en", NOW)
    forum.write(merging.merge, 2, 3, GRACE, NOW)
    assert pairs(forum, 2) == [("en", "fr"), ("en", "pt"), ("fr", "en")]
    since = forum.rows("SELECT since FROM volunteer WHERE language = 'fr'")
    assert since == [(NOW,)]  # Grace was first


SETTINGS = {
    "a bound counts before none": ({"most": 0}, {"most": 3}, (3, None, 1)),
    "the larger of two": ({"most": 5}, {"most": 3}, (5, None, 1)),
    "of one alone": (None, {"most": 3, "away_until": 9.0, "credited": 0}, (3, 9.0, 0)),
    "the longer absence": ({"away_until": 5.0}, {"away_until": 7.0}, (0, 7.0, 1)),
    "an absence of one": ({"away_until": 5.0}, {"most": 2}, (2, 5.0, 1)),
    "without a name": ({"credited": 1}, {"credited": 0}, (0, None, 0)),
}


@pytest.mark.parametrize(("older", "younger", "left"), SETTINGS.values(), ids=SETTINGS)
def test_how_she_does_it_when_two_are_one(
    forum: Forum,
    older: dict[str, float] | None,
    younger: dict[str, float],
    left: tuple[int, float | None, int],
) -> None:
    for person, own in ((2, older or {}), (3, younger)):
        for column, value in own.items():
            forum.write(volunteers.set_own, person, column, value, NOW)
    forum.write(merging.merge, 2, 3, MARIE, NOW)
    assert forum.rows("SELECT person, most, away_until, credited FROM translator") == [(2, *left)]


def test_a_text_that_both_were_asked_for_is_with_who_has_it(forum: Forum) -> None:
    number = at_work(forum)
    forum.write(tasks.put_off, [1], 2, NOW)
    forum.write(tasks.give, [1], 3, 71, NOW + DAY, NOW)
    forum.write(merging.merge, 2, 3, MARIE, NOW)
    assert has(forum) == [("fr", 2), ("pt", 2)]
    assert forum.rows("SELECT person, letter FROM assignment WHERE task = 1") == [(2, 71)]
    forum.write(tasks.done, number, 1, "fr", NOW)
    assert has(forum) == [("pt", 2)]
