"""Who is asked to translate what: one letter for many texts, one person at a time, the least loaded
first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.model import Policy
from listserv.model.translations import APART_HELD, Task, Volunteer
from listserv.translators.batch import (
    APART,
    APART_HOLDING,
    MOST_LETTERS,
    MOST_TEXTS,
    SETTLE,
    Load,
    Wanted,
    plan,
)

NOW = 1_767_600_000.0
HOUR, DAY = 3600.0, 86400.0
POLICY = Policy(translate="volunteers", translate_within=48 * HOUR)
HOLDING = replace(POLICY, translate_hold=6 * HOUR)
MARIE, PAUL, LUCIA = 1, 2, 3


def task(id_: int, language: str = "fr", source: str = "en", age: float = HOUR) -> Task:
    return Task(id_, 800 + id_, 1, source, language, NOW - age, NOW + 14 * DAY)


def wanted(*ids: int, letters: int = 500, **more: float) -> list[Wanted]:
    return [Wanted(task(id_, age=more.get("age", HOUR)), letters) for id_ in ids]


def offer(person: int, language: str = "fr", source: str = "en", **more: object) -> Volunteer:
    return replace(Volunteer(person, source, language), **more)  # type: ignore[arg-type]


def asked(
    texts: list[Wanted],
    volunteers: list[Volunteer],
    load: Load | None = None,
    policy: Policy = POLICY,
) -> dict[int, list[int]]:
    """Ids of tasks by person."""
    return {
        one.person_id: [text.task.id for text, _ in one.texts]
        for one in plan(texts, volunteers, load or Load(), policy, NOW)
    }


def test_all_that_waits_is_one_letter() -> None:
    assert asked(wanted(1, 2, 3), [offer(MARIE)]) == {MARIE: [1, 2, 3]}


def test_one_person_at_a_time_has_a_text() -> None:
    assert asked(wanted(1, 2), [offer(MARIE), offer(PAUL)]) == {MARIE: [1, 2]}
    has = [replace(one, task=replace(one.task, person_id=PAUL)) for one in wanted(1)]
    assert asked(has, [offer(MARIE)]) == {}


@pytest.mark.parametrize(
    ("volunteer", "because"),
    [
        (offer(MARIE, "es"), "another language"),
        (offer(MARIE, "fr", "pt"), "from another language"),
        (offer(MARIE, away_until=NOW + 1), "away"),
    ],
)
def test_who_is_not_asked(volunteer: Volunteer, because: str) -> None:
    assert asked(wanted(1), [volunteer]) == {}, because


def test_who_is_back_is_asked_again() -> None:
    assert asked(wanted(1), [offer(MARIE, away_until=NOW)]) == {MARIE: [1]}


def test_who_was_asked_for_it_before_is_not_asked_again() -> None:
    load = Load(had={1: frozenset({MARIE})})
    assert asked(wanted(1, 2), [offer(MARIE)], load) == {MARIE: [2]}
    assert asked(wanted(1), [offer(MARIE), offer(PAUL)], load) == {PAUL: [1]}


def test_the_least_loaded_comes_first_then_who_waited_longest() -> None:
    two = [offer(MARIE), offer(PAUL)]
    assert asked(wanted(1), two, Load(given={MARIE: 3, PAUL: 2})) == {PAUL: [1]}
    last = {MARIE: NOW - 3 * DAY, PAUL: NOW - 4 * DAY}
    assert asked(wanted(1), two, Load(last=last)) == {PAUL: [1]}


@pytest.mark.parametrize(("most", "given", "texts"), [(2, 0, 2), (2, 1, 1), (2, 2, 0), (0, 9, 3)])
def test_a_weekly_most(most: int, given: int, texts: int) -> None:
    found = asked(wanted(1, 2, 3), [offer(MARIE, most=most)], Load(given={MARIE: given}))
    assert sum(map(len, found.values())) == texts


@pytest.mark.parametrize(
    ("policy", "ago", "comes"),
    [
        (POLICY, APART - 1, False),
        (POLICY, APART, True),
        (HOLDING, APART_HOLDING - 1, False),
        (HOLDING, APART_HOLDING, True),
    ],
)
def test_between_two_letters_she_is_left_in_peace(policy: Policy, ago: float, comes: bool) -> None:
    found = asked(wanted(1), [offer(MARIE)], Load(last={MARIE: NOW - ago}), policy)
    assert bool(found) is comes


@pytest.mark.parametrize(("ago", "comes"), [(APART_HELD - 1, False), (APART_HELD, True)])
def test_for_a_post_that_waits_she_is_written_to_again(ago: float, comes: bool) -> None:
    """It went out without, two hours later, and nobody had been asked."""
    held = replace(wanted(1, age=1)[0], waits=NOW + HOUR)
    load = Load(last={MARIE: NOW - ago})
    assert bool(asked([held], [offer(MARIE)], load, HOLDING)) is comes


def test_a_burst_is_one_letter() -> None:
    fresh = wanted(1, 2, age=SETTLE - 1)
    assert asked(fresh, [offer(MARIE)]) == {}
    assert asked([*wanted(3, age=SETTLE), *fresh], [offer(MARIE)]) == {MARIE: [3, 1, 2]}


def test_a_post_that_waits_for_it_is_asked_for_at_once_and_first() -> None:
    held = replace(wanted(2, age=1)[0], waits=NOW + 60)
    assert asked([*wanted(1, age=1), held], [offer(MARIE)], policy=HOLDING) == {MARIE: [2, 1]}


def test_a_letter_has_so_many_texts_and_so_many_letters() -> None:
    ids = tuple(range(1, MOST_TEXTS + 3))
    found = asked(wanted(*ids), [offer(MARIE), offer(PAUL)])
    assert [len(texts) for texts in found.values()] == [MOST_TEXTS, 2]
    long = wanted(1, 2, letters=MOST_LETTERS)
    assert asked(long, [offer(MARIE)]) == {MARIE: [1]}


def test_a_text_is_due_by_the_lists_time_or_the_tasks_own() -> None:
    short = replace(wanted(1)[0], task=replace(task(1), until=NOW + HOUR))
    (batch,) = plan([short, *wanted(2)], [offer(MARIE)], Load(), POLICY, NOW)
    assert [until for _, until in batch.texts] == [NOW + HOUR, NOW + 48 * HOUR]
    assert batch.until == NOW + HOUR
    over = replace(short, task=replace(short.task, until=NOW))
    assert plan([over], [offer(MARIE)], Load(), POLICY, NOW) == []


def test_two_pairs_of_one_person_are_one_letter() -> None:
    texts = [Wanted(task(1), 10), Wanted(task(2, "es"), 10)]
    assert asked(texts, [offer(MARIE), offer(MARIE, "es"), offer(LUCIA, "es")]) == {MARIE: [1, 2]}
