"""Whom a post passes by: one line for each reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from listserv.languages.plain import words
from listserv.model import Sort
from listserv.model.wanted import Filter, Heading, is_for_all, passed_by
from tests.pure.test_recipients import post

CARDS = "Re: Stock cards – who counts? (CHW)"


def heading(topic: str = CARDS, thread: int = 811, *, for_all: bool = False) -> Heading:
    return Heading(thread, words(topic), for_all)


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ([], False),
        ([("mute", "811")], True),
        ([("mute", "812")], False),
        ([("mute", "81")], False),
        ([("mute", "chw")], True),
        ([("mute", "stock cards")], True),
        ([("mute", "cards stock")], False),  # the words in their order
        ([("mute", "card")], True),
        ([("mute", "chws")], True),
        ([("mute", "stock card")], True),
        ([("mute", "stoc")], False),  # whole words, but for the ending of a plural
        ([("mute", "stock cards who counts chw again")], False),
        ([("only", "chw")], False),
        ([("only", "malaria")], True),
        ([("only", "malaria"), ("only", "stock")], False),  # any of them
        ([("only", "chw"), ("mute", "811")], True),  # what she does not want, whatever its words
        ([("only", "malaria"), ("mute", "812")], True),
    ],
)
def test_a_reader(said: list[Filter], passes: bool) -> None:
    assert passes_by(said, heading()) is passes


def passes_by(said: list[Filter], about: Heading) -> bool:
    """Beside somebody who said nothing, whom nothing passes by."""
    found = passed_by({3: said, 4: []}, about)
    assert 4 not in found
    return 3 in found


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("malaria", "Malária em casa"),
        ("sante", "SANTÉ communautaire"),
        ("الملاريا", "الملارْيا في المنزل"),
        ("covid 19", "COVID-19 and us"),
    ],
)
def test_words_count_as_people_write_them(typed: str, topic: str) -> None:
    said = " ".join(words(typed))
    assert passes_by([("mute", said)], heading(topic))
    assert not passes_by([("only", said)], heading(topic))


def test_what_is_for_all_comes_to_who_wants_one_thing_alone() -> None:
    """But who muted the thread has said so of this very one."""
    assert not passes_by([("only", "malaria")], heading(for_all=True))
    assert passes_by([("mute", "chw")], heading(for_all=True))


@pytest.mark.parametrize("kind", Sort)
def test_notices_are_a_part_of_the_list_like_any_post(kind: Sort) -> None:
    ordinary = (Sort.ORDINARY, Sort.JOB, Sort.EVENT, Sort.CALL)
    assert is_for_all(replace(post(), kind=kind)) is (kind not in ordinary)
    assert is_for_all(replace(post(), kind=kind, urgent=True))


def test_a_thread_is_named_by_its_first_post_which_may_be_this_one() -> None:
    assert Heading.of(post(), ("cards",)).thread == 1
