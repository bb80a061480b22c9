"""Each post once: who changes her mode between two posts, and what an issue then has for her."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from listserv.digests.compose import Form
from listserv.digests.readers import choose
from listserv.model import DeliveryMode, Member, Person, Post, Sort
from listserv.model.family import mode_at

EACH, DAILY, WEEKLY = DeliveryMode.EACH, DeliveryMode.DAILY, DeliveryMode.WEEKLY
TITLES, NONE, SUMMARIES = DeliveryMode.TITLES, DeliveryMode.NONE, DeliveryMode.SUMMARIES
NOW = 100.0
# Posts 1 to 4 are published at 10, 20, 30 and 40.
POSTS = [cast(Post, SimpleNamespace(number=n, published=10.0 * n)) for n in (1, 2, 3, 4)]

Changes = list[tuple[float, DeliveryMode]]
STORIES: list[tuple[str, DeliveryMode, Changes, tuple[int, ...], tuple[int, ...]]] = [
    # story, mode now, changes (when, mode until then), posts of the daily and the weekly issue
    ("daily all along", DAILY, [], (1, 2, 3, 4), ()),
    ("each all along", EACH, [], (), ()),
    ("daily, then each", EACH, [(25, DAILY)], (1, 2), ()),
    ("each, then daily", DAILY, [(25, EACH)], (3, 4), ()),
    ("daily, each, daily", DAILY, [(15, DAILY), (35, EACH)], (1, 4), ()),
    ("each, daily, each", EACH, [(15, EACH), (35, DAILY)], (2, 3), ()),
    ("there and back between two posts", DAILY, [(21, DAILY), (22, EACH)], (1, 2, 3, 4), ()),
    ("at the very instant of a post", EACH, [(20, DAILY)], (1,), ()),
    ("daily, then weekly", WEEKLY, [(25, DAILY)], (1, 2), (3, 4)),
    ("weekly, then daily", DAILY, [(25, WEEKLY)], (3, 4), (1, 2)),
    ("weekly, daily, each", EACH, [(15, WEEKLY), (25, DAILY)], (2,), (1,)),
    ("daily, then summaries", SUMMARIES, [(25, DAILY)], (1, 2), ()),
    ("daily, then none", NONE, [(25, DAILY)], (), ()),
    ("none, then daily", DAILY, [(25, NONE)], (3, 4), ()),
    ("after the last post", EACH, [(90, DAILY)], (1, 2, 3, 4), ()),
    ("before the first post", DAILY, [(5, EACH)], (1, 2, 3, 4), ()),
]


def reader(n: int, mode: DeliveryMode, language: str = "en") -> Member:
    return Member(Person(n, f"reader{n}@example.org", languages=(language,)), 7, mode)


def share(mode: DeliveryMode, changes: Changes, period: str) -> tuple[int, ...]:
    editions, copies = choose([reader(1, mode)], {1: changes}, POSTS, period, NOW)
    assert len(editions) == len(copies) <= 1
    return editions[0].numbers if editions else ()


@pytest.mark.parametrize(
    ("mode", "changes", "daily", "weekly"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
def test_an_issue_has_what_came_out_under_its_mode(
    mode: DeliveryMode, changes: Changes, daily: tuple[int, ...], weekly: tuple[int, ...]
) -> None:
    assert share(mode, changes, "daily") == daily
    assert share(mode, changes, "weekly") == weekly


@pytest.mark.parametrize("story", STORIES, ids=[story[0] for story in STORIES])
def test_no_post_comes_twice(
    story: tuple[str, DeliveryMode, Changes, tuple[int, ...], tuple[int, ...]],
) -> None:
    _, mode, changes, *_ = story
    single = [
        post.number for post in POSTS if mode_at(post.published or 0.0, mode, changes) is EACH
    ]
    had = [*single, *share(mode, changes, "daily"), *share(mode, changes, "weekly")]
    assert len(had) == len(set(had))
    if NONE not in (mode, *(before for _, before in changes)) and mode is not SUMMARIES:
        assert sorted(had) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("mode", "changes", "form"),
    [
        (TITLES, [(25, DAILY)], Form.TITLES),
        (DAILY, [(25, TITLES)], Form.FULL),
        (EACH, [(15, DAILY), (35, TITLES)], Form.TITLES),
        (TITLES, [(90, DAILY)], Form.FULL),
    ],
)
def test_two_forms_of_a_day_are_one_mail(mode: DeliveryMode, changes: Changes, form: Form) -> None:
    """In the form in which the last of her posts was hers: the ledger has one copy a person."""
    editions, copies = choose([reader(1, mode)], {1: changes}, POSTS, "daily", NOW)
    assert [edition.form for edition in editions] == [form]
    assert len(copies) == 1


def test_equal_shares_are_one_edition() -> None:
    readers = [reader(n, DAILY, "fr" if n == 3 else "en") for n in (1, 2, 3, 4)]
    changes = {n: [(25.0, EACH)] for n in (2, 4)}
    editions, copies = choose(readers, changes, POSTS, "daily", NOW)
    assert [(one.language, one.numbers) for one in editions] == [
        ("en", (1, 2, 3, 4)),
        ("en", (3, 4)),
        ("fr", (1, 2, 3, 4)),
    ]
    assert [copy.rendition for copy in copies] == [0, 1, 2, 1]


@pytest.mark.parametrize(
    ("paused", "until", "numbers"),
    [
        (None, None, (1, 2, 3, 4)),
        (15, 35, (1, 4)),
        (15, 30, (1, 4)),  # at the very instant of its end
        (10, 35, (1, 4)),
        (5, 25, (3, 4)),
        (None, 35, (1, 2, 3, 4)),  # of an older pause nobody knows when it began
        (60, 35, (1, 2, 3, 4)),
        (15, NOW + 1, ()),
    ],
)
def test_what_came_out_in_a_pause_is_not_sent_later(
    paused: float | None, until: float | None, numbers: tuple[int, ...]
) -> None:
    one = replace(reader(1, DAILY), paused=paused, paused_until=until)
    editions, _ = choose([one], {}, POSTS, "daily", NOW)
    assert [edition.numbers for edition in editions] == ([numbers] if numbers else [])


def topics(*said: str, first: int = 1) -> list[Post]:
    """Posts that begin a thread each."""
    return [
        cast(
            Post,
            SimpleNamespace(
                number=n, published=10.0, thread=n, topic=topic, urgent=False, kind=Sort.ORDINARY
            ),
        )
        for n, topic in enumerate(said, first)
    ]


def test_what_a_reader_does_not_want_is_in_no_edition_of_hers() -> None:
    """And who wants the same shares one."""
    posts = topics("Stock cards", "Bed nets", "Malaria at home")
    readers = [reader(n, DAILY) for n in (1, 2, 3, 4, 5)]
    filters = {
        2: [("mute", "1")],
        3: [("mute", "stock")],
        4: [("only", "malaria")],
        5: [("only", "cholera")],
    }
    editions, copies = choose(readers, {}, posts, "daily", NOW, filters)
    assert [edition.numbers for edition in editions] == [(1, 2, 3), (2, 3), (3,)]
    assert [(copy.person_id, copy.rendition) for copy in copies] == [(1, 0), (2, 1), (3, 1), (4, 2)]


def test_notices_that_stand_are_left_out_too() -> None:
    fresh, standing = topics("A nurse", "A driver"), topics("A midwife", "A cook", first=8)
    readers = [reader(n, EACH) for n in (1, 2)]
    filters = {2: [("mute", "cook"), ("mute", "driver")]}
    editions, _ = choose(readers, {}, fresh, "notices", NOW, filters, standing)
    assert [(one.numbers, one.again) for one in editions] == [((1, 2), (8, 9)), ((1,), (8,))]


@pytest.mark.parametrize(
    ("mode", "changes", "notices", "condolences"),
    [
        (EACH, [], (1, 2, 3, 4), (1, 2, 3, 4)),
        (DAILY, [], (1, 2, 3, 4), ()),
        (WEEKLY, [], (1, 2, 3, 4), ()),
        (DeliveryMode.MONTHLY, [], (1, 2, 3, 4), ()),
        (TITLES, [], (1, 2, 3, 4), ()),
        (SUMMARIES, [], (), ()),
        (NONE, [], (), ()),
        (DAILY, [(25, EACH)], (1, 2, 3, 4), (1, 2)),
        (EACH, [(25, DAILY)], (1, 2, 3, 4), (3, 4)),
        (SUMMARIES, [(25, EACH)], (), (1, 2)),
        (EACH, [(25, SUMMARIES)], (1, 2, 3, 4), (3, 4)),
        (NONE, [(25, EACH)], (), ()),
    ],
)
def test_notices_go_by_the_mode_now_and_condolences_by_the_mode_then(
    mode: DeliveryMode, changes: Changes, notices: tuple[int, ...], condolences: tuple[int, ...]
) -> None:
    assert share(mode, [], "notices") == notices
    assert share(mode, changes, "condolences") == condolences
    if not condolences:
        return
    daily = share(mode, changes, "daily")
    assert not set(daily) & set(condolences), "in the daily digest or among the condolences"
