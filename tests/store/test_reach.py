"""Which translations may still come: nothing waits for what nobody can bring."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from listserv.model.translations import APART_HELD
from listserv.store import reach, spool, tasks, translations, volunteers
from listserv.store.base import Store
from tests.support.translating import DAY, HOUR, NOW, Forum

UNTIL = NOW + 14 * DAY
MARIE, GRACE = 2, 3
LETTER = 70
POST = 101


@pytest.fixture
def forum(store: Store) -> Forum:
    forum = Forum(store)
    forum.write(volunteers.add, 1, MARIE, "en", "fr", NOW)
    assert forum.post() == POST
    forum.write(tasks.ask, POST, 1, "en", ["fr", "es"], UNTIL, NOW)
    return forum


def give(forum: Forum, to: int = MARIE, now: float = NOW) -> None:
    forum.write(tasks.give, [1], to, LETTER, NOW + 2 * DAY, now)


def test_what_somebody_translates_may_come_and_nothing_else(forum: Forum) -> None:
    assert forum.read(reach.languages, POST, NOW) == {"fr"}
    assert forum.read(reach.languages, POST, NOW, but=MARIE) == frozenset()


GONE: dict[str, Callable[[Forum], object]] = {
    "away": lambda one: one.write(volunteers.set_own, MARIE, "away_until", NOW + DAY, NOW),
    "offers no more": lambda one: one.write(volunteers.remove, 1, MARIE, NOW),
    "reached by no mail": lambda one: one.write(
        lambda db: db.execute("UPDATE person SET stopped = 1 WHERE id = ?", (MARIE,))
    ),
}


@pytest.mark.parametrize("why", GONE)
def test_who_cannot_be_asked(forum: Forum, why: str) -> None:
    GONE[why](forum)
    assert forum.read(reach.languages, POST, NOW) == frozenset()


def test_who_has_had_her_fill_of_the_week(forum: Forum) -> None:
    forum.write(volunteers.set_own, MARIE, "most", 1, NOW)
    assert forum.read(reach.languages, POST, NOW) == {"fr"}
    forum.write(tasks.give, [2], MARIE, LETTER, UNTIL, NOW)
    assert forum.read(reach.languages, POST, NOW + HOUR) == {"es"}  # that one she has
    assert forum.read(reach.languages, POST, NOW + 8 * DAY) == {"es", "fr"}


def test_who_was_written_to_a_moment_ago_is_asked_only_after_the_hold(forum: Forum) -> None:
    other = forum.post()
    forum.write(tasks.ask, other, 1, "en", ["fr"], UNTIL, NOW)
    give(forum)
    assert forum.read(reach.languages, other, NOW, NOW + APART_HELD) == frozenset()
    assert forum.read(reach.languages, other, NOW, NOW + APART_HELD + 1) == {"fr"}


def waits(forum: Forum) -> bool:
    return bool(forum.read(spool.post, POST).translating)


def test_after_the_last_not_now_a_post_waits_no_more(forum: Forum) -> None:
    forum.write(volunteers.add, 1, GRACE, "en", "fr", NOW)
    forum.write(translations.wait, POST, NOW + HOUR, NOW)
    give(forum)
    forum.write(tasks.put_off, [1], MARIE, NOW)
    assert waits(forum)
    give(forum, GRACE)
    forum.write(tasks.put_off, [1], GRACE, NOW)
    assert not waits(forum)
    assert forum.events(POST)[-1] == "waits for translations no more"


@pytest.mark.parametrize("why", list(GONE))
def test_a_post_does_not_wait_for_whom_nobody_can_ask_any_more(forum: Forum, why: str) -> None:
    forum.write(translations.wait, POST, NOW + HOUR, NOW)
    GONE[why](forum)
    if why == "reached by no mail":
        forum.write(tasks.let_go, NOW)
    assert not waits(forum)


def test_what_she_put_off_she_is_asked_for_again_after_a_week(forum: Forum) -> None:
    give(forum)
    forum.write(tasks.put_off, [1], MARIE, NOW)
    assert forum.read(tasks.had, [1], NOW + 6 * DAY) == {1: {MARIE}}
    assert forum.read(tasks.had, [1], NOW + 8 * DAY) == {}


def test_what_she_gave_back_by_going_away_she_is_asked_for_when_she_is_back(forum: Forum) -> None:
    give(forum)
    forum.write(tasks.put_off, [1], MARIE, NOW, "away")
    assert forum.read(tasks.had, [1], NOW) == {}
    assert forum.read(tasks.given_since, NOW - DAY) == {}


def test_who_says_that_she_has_time_again_is_asked_for_what_she_put_off(forum: Forum) -> None:
    give(forum)
    forum.write(tasks.put_off, [1], MARIE, NOW)
    forum.write(tasks.ask_again, MARIE, NOW)
    assert forum.read(tasks.had, [1], NOW) == {}


def test_she_takes_up_what_nobody_else_has_by_now(forum: Forum) -> None:
    give(forum)
    forum.write(tasks.put_off, [1], MARIE, NOW)
    assert forum.write(tasks.take_up, [1], MARIE, NOW) == 1
    assert [one.person_id for one in forum.read(tasks.of_post, POST)] == [MARIE, 0]
    forum.write(tasks.put_off, [1], MARIE, NOW)
    give(forum, GRACE)
    assert forum.write(tasks.take_up, [1], MARIE, NOW) == 0
