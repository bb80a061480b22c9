"""Subjects without the marks of programs and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.subject import is_forward, is_reply, read, strip, topic_key

STRIPPED = [
    ("Stock cards", "Stock cards"),
    ("Re: Stock cards", "Stock cards"),
    ("RE : [hw-fr] Paludisme : que disent les familles ?", "Paludisme : que disent les familles ?"),
    ("Rép : Re: [hw-en] Stock cards (4)", "Stock cards"),
    ("Re[2]: Stock cards", "Stock cards"),
    ("Re(3): Stock cards", "Stock cards"),
    ("AW: WG: Stock cards", "Stock cards"),
    ("RES: ENC: Stock cards", "Stock cards"),
    ("RV: Stock cards", "Stock cards"),
    ("TR : Stock cards", "Stock cards"),
    ("Fwd: FW: Fw: Stock cards", "Stock cards"),
    ("رد: بطاقات المخزون (١٢)", "بطاقات المخزون"),
    ("إعادة توجيه: بطاقات", "بطاقات"),
    ("Re：Stock cards", "Stock cards"),
    ("[hw-en] Re: [hw-en] Stock cards", "Stock cards"),
    ("Stock cards (12) New aspect", "Stock cards: New aspect"),
    ("What helps? (12) New aspect", "What helps? New aspect"),
    ("LEARN (96) Communities of practice (8)", "LEARN: Communities of practice"),
    ("Malaria report (2025)", "Malaria report (2025)"),
    ("Malaria report (2025) (3)", "Malaria report (2025)"),
    ("(3) first things", "(3) first things"),
    ("Autre point : qui paie ? (était : [hw-fr] Agents)", "Autre point : qui paie ?"),
    ("Re: a new plan", "a new plan"),
    ("Regarding: stock", "Regarding: stock"),
    ("Re", "Re"),
    ("Re:", ""),
    ("", ""),
]


@pytest.mark.parametrize(("subject", "expected"), STRIPPED)
def test_strip(subject: str, expected: str) -> None:
    assert strip(subject) == expected


def test_only_the_named_tags_go() -> None:
    assert strip("Re: [hw-en] [Urgent] Oxygen", ["hw-en"]) == "[Urgent] Oxygen"
    assert strip("[HW-EN] Oxygen", ["[hw-en]"]) == "Oxygen"


def test_parts() -> None:
    parts = read("Re: QUALITY (3) Q1: Costs")
    assert (parts.topic, parts.number, parts.aspect) == ("QUALITY", 3, "Q1: Costs")
    assert parts.answer and not parts.forward
    assert read("TR: Coûts (٣)").number == 3
    assert read("TR: Coûts").forward


@pytest.mark.parametrize(
    "other",
    [
        "RE : [hifa] santé   communautaire",
        "SANTE COMMUNAUTAIRE (12)",
        "Santé communautaire (3) Q1: coûts",
    ],
)
def test_topic_key_is_the_same_within_a_thread(other: str) -> None:
    assert topic_key(other) == topic_key("Santé communautaire")


def test_topic_key_tells_topics_apart() -> None:
    assert topic_key("Malaria 2024") != topic_key("Malaria 2025")
    assert topic_key("Re:") == ""


@pytest.mark.parametrize(
    ("subject", "expected"),
    [("Re: x", True), ("[hifa] TR: x", True), ("Reading: x", False), ("", False)],
)
def test_is_reply(subject: str, expected: bool) -> None:
    assert is_reply(subject) is expected


@given(st.text())
def test_never_raises_and_settles(subject: str) -> None:
    assert len(strip(subject)) <= len(subject) + 1
    topic_key(subject)


@pytest.mark.parametrize(
    ("subject", "forward"),
    [
        ("Fwd: Re: Cards", True),
        ("[hifa] TR: Fiches", True),
        ("Re: Fwd: Cards", False),
        ("Cards", False),
        ("", False),
    ],
)
def test_the_first_mark_says_what_it_is(subject: str, forward: bool) -> None:
    assert is_forward(subject) is forward
