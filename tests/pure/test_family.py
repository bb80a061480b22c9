"""Who is in two forums of a family: which of two twins is hers."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from listserv.digests.readers import FORMS
from listserv.model import DeliveryMode, Member, Person
from listserv.model.family import READ_IN, Twin, awaiting, elsewhere

EACH, DAILY, WEEKLY = DeliveryMode.EACH, DeliveryMode.DAILY, DeliveryMode.WEEKLY
HER = 7
HERS = frozenset({HER})
NOBODY: frozenset[int] = frozenset()
ENGLISH = Twin(812, "en", 10.0)
FRENCH = Twin(902, "fr", 20.0)

STORIES = [
    # story, her first language, here, the twin: has and will; whether it is withheld here
    ("nothing reached her there", "fr", ENGLISH, NOBODY, NOBODY, False),
    ("she has the one in her language", "fr", ENGLISH, HERS, NOBODY, True),
    ("she has the one in another language", "en", ENGLISH, HERS, NOBODY, True),
    ("a digest in her language comes", "fr", ENGLISH, NOBODY, HERS, True),
    ("a digest in another language comes", "en", ENGLISH, NOBODY, HERS, False),
    ("neither is hers, and this was first", "sw", ENGLISH, NOBODY, HERS, False),
]


@pytest.mark.parametrize(
    ("language", "here", "has", "will", "withheld"),
    [story[1:] for story in STORIES],
    ids=[story[0] for story in STORIES],
)
def test_she_gets_the_one_in_her_first_language(
    language: str, here: Twin, has: frozenset[int], will: frozenset[int], withheld: bool
) -> None:
    there = replace(FRENCH, has=has, will=will)
    assert elsewhere(here, [there], {HER: language}) == (HERS if withheld else NOBODY)


def test_of_two_that_are_not_in_her_language_the_first_is_hers() -> None:
    late = replace(ENGLISH, published=30.0)
    assert elsewhere(late, [replace(FRENCH, will=HERS)], {HER: "sw"}) == HERS


@pytest.mark.parametrize("language", ["en", "fr", "pt", "sw"])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_three_digests_exactly_one_brings_it(language: str, order: tuple[int, ...]) -> None:
    """Whichever issue is closed first."""
    twins = [ENGLISH, FRENCH, Twin(951, "pt", 30.0)]
    has: dict[int, frozenset[int]] = {}
    for closing in order:
        others = [
            replace(
                one,
                has=has.get(n, NOBODY),
                will=HERS if order.index(n) > order.index(closing) else NOBODY,
            )
            for n, one in enumerate(twins)
            if n != closing
        ]
        if HER not in elsewhere(twins[closing], others, {HER: language}):
            has[closing] = HERS
    assert len(has) == 1
    (served,) = has
    assert twins[served].language == language or (language == "sw" and served == 0)


def test_the_periods_are_read_by_the_modes_that_have_a_form() -> None:
    assert {period: frozenset(forms) for period, forms in FORMS.items()} == READ_IN


AWAITING = [
    ("daily", {}, ["daily"], True),
    ("daily, of which no issue is open", {}, ["weekly"], False),
    ("weekly", {"delivery": WEEKLY}, ["daily", "weekly"], True),
    ("every message", {"delivery": EACH}, ["daily", "weekly"], False),
    ("titles", {"delivery": DeliveryMode.TITLES}, ["daily"], True),
    ("no mail", {"delivery": DeliveryMode.NONE}, ["daily", "notices"], False),
    ("summaries", {"delivery": DeliveryMode.SUMMARIES}, ["daily", "notices"], False),
    ("every message, and a notice", {"delivery": EACH}, ["notices"], True),
    ("every message, and a condolence", {"delivery": EACH}, ["condolences"], True),
    ("a pause that goes on", {"paused": 5.0, "paused_until": 99.0}, ["daily"], False),
    ("a pause that began since", {"paused": 15.0, "paused_until": 99.0}, ["daily"], False),
    ("it came out in a pause", {"paused": 5.0, "paused_until": 12.0}, ["daily"], False),
    ("a pause that was over", {"paused": 5.0, "paused_until": 9.0}, ["daily"], True),
]


@pytest.mark.parametrize(
    ("her", "periods", "counts"),
    [story[1:] for story in AWAITING],
    ids=[story[0] for story in AWAITING],
)
def test_whom_an_issue_is_to_bring_it(her: dict, periods: list[str], counts: bool) -> None:  # type: ignore[type-arg]
    one = replace(Member(Person(HER, "a@example.org"), 1, DAILY), **her)
    assert awaiting([one], {}, periods, 10.0, 20.0) == (HERS if counts else NOBODY)


def test_her_mode_is_the_one_that_she_had_when_it_came_out() -> None:
    one = Member(Person(HER, "a@example.org"), 1, EACH)
    assert awaiting([one], {HER: [(15.0, DAILY)]}, ["daily"], 10.0, 20.0) == HERS
    assert awaiting([one], {HER: [(15.0, DAILY)]}, ["daily"], 16.0, 20.0) == NOBODY


def test_a_notice_goes_by_the_mode_that_she_has_by_now() -> None:
    """As the digest of notices does: who went over to summaries gets none of it there."""
    summaries = Member(Person(HER, "a@example.org"), 1, DeliveryMode.SUMMARIES)
    assert awaiting([summaries], {HER: [(15.0, EACH)]}, ["notices"], 10.0, 20.0) == NOBODY
    weekly = replace(summaries, delivery=WEEKLY)
    assert awaiting([weekly], {HER: [(15.0, DeliveryMode.NONE)]}, ["notices"], 10.0, 20.0) == HERS


def test_who_is_behind_an_address_that_bounces_is_not_counted_on() -> None:
    one = Member(Person(HER, "a@example.org", stopped=3.0), 1, DAILY)
    assert awaiting([one], {}, ["daily"], 10.0, 20.0) == NOBODY
