"""What posts are called in their threads, and which answers begin one of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.naming import kept, name, numbered, turns_away
from listserv.text.subject import read

KNOWN = ["Stock cards", "Stock cards (3) Who pays?", "Paper or screen?"]
PLANNED = ["QUALITY (1) Costs", "QUALITY (4) Costs"]


@pytest.mark.parametrize(
    ("own", "heard", "called"),
    [
        ("Stock cards", "Re: [hifa] Stock cards", "Stock cards"),
        ("STOCK CARDS", "Re: STOCK CARDS (2)", "Stock cards"),
        ("Stock cards: Who pays?", "Re: Stock cards (3) Who pays?", "Stock cards: Who pays?"),
        ("Stock cards: On paper", "Stock cards: On paper", "Stock cards: On paper"),
        ("Paper or screen?", "Re: Paper or screen? (4)", "Paper or screen?"),
        ("Paper or screen? Both", "Paper or screen? (4) Both", "Paper or screen? Both"),
        ("Help!", "Re: Help!", "Stock cards"),
        ("", "Re:", "Stock cards"),
        ("", "", "Stock cards"),
        ("On paper", "On paper (was: Stock cards)", "Stock cards"),
        ("On paper", "On paper (was: something else)", "Stock cards"),
        ("On paper", "On paper", "Stock cards: On paper"),
        ("On paper", "Re: Stock cards", "On paper"),
        ("[hifa-fr] Stock cards", "[hifa-fr] Stock cards", "Stock cards"),
    ],
)
def test_the_next_of_a_thread(own: str, heard: str, called: str) -> None:
    """`own` beside `heard` is a moderator's where the two say different things."""
    known = [read(one, ["hifa"]) for one in KNOWN]
    assert name(read(own, ["hifa"]), read(heard, ["hifa"]), known).title == called


def test_an_answer_under_a_stale_subject_is_called_as_what_it_answers() -> None:
    known = [read(one) for one in KNOWN]
    assert name(read("Help!"), read("Re: Help!"), known, known[1]).title == "Stock cards: Who pays?"
    assert name(read("On paper"), read("On paper"), known, joined=True) == known[0]


def test_the_first_of_a_thread() -> None:
    assert name(read("Stock cards"), read("Stock cards"), []).title == "Stock cards"
    assert name(read("QUALITY: costs"), read("QUALITY: costs"), []).title == "QUALITY: Costs"


@pytest.mark.parametrize(
    ("own", "heard", "quotes", "away"),
    [
        ("Broken concentrators", "Broken concentrators", False, True),
        ("Broken concentrators", "Broken concentrators", True, False),
        ("Broken concentrators", "Re: Broken concentrators", False, False),
        ("Broken concentrators", "Broken concentrators (was: Stock)", False, False),
        ("Broken concentrators", "Re: Stock cards", False, False),
        ("Cards on paper", "Cards on paper", False, False),
        ("STOCK CARDS", "STOCK CARDS", False, False),
        ("Stock cards: Oxygen", "Stock cards (2) Oxygen", False, False),
        ("", "", False, False),
        ("الأكسجين", "الأكسجين", False, True),
        ("QUALITY: Feedback", "Re: Stock cards", True, True),
        ("QUALITY: Feedback", "QUALITY: Feedback", True, True),
        ("QUALITY: Feedback", "Re: QUALITY (2) Feedback", False, False),
    ],
)
def test_who_presses_reply_to_write_of_something_else(
    own: str, heard: str, quotes: bool, away: bool
) -> None:
    known = [read(one) for one in KNOWN]
    assert turns_away(read(own), read(heard), known, quotes=quotes) is away


def test_each_topic_of_a_planned_discussion_is_a_thread() -> None:
    known = [read(one) for one in PLANNED]
    same, other = read("QUALITY: costs"), read("QUALITY (9) Training")
    assert not turns_away(same, read("QUALITY: costs"), known, quotes=False)
    assert turns_away(other, read("Re: QUALITY (4) Costs"), known, quotes=True)


@pytest.mark.parametrize(
    ("topic", "position", "sent"),
    [
        ("Stock cards", 1, "Stock cards"),
        ("Stock cards", 2, "Stock cards (2)"),
        ("Stock cards", 1464, "Stock cards (1464)"),
        ("Malaria report (2025)", 3, "Malaria report (2025) (3)"),
        ("Fwd: Stock cards", 2, "Fwd: Stock cards (2)"),
        ("Stock cards (2) Who pays?", 2, "Stock cards (2) Who pays?"),
        ("QUALITY (14) Costs", 14, "QUALITY (14) Costs"),
        ("QUALITY (14) Costs", 1, "QUALITY (14) Costs"),
        ("QUALITY (14) Costs", 3, "QUALITY (14) Costs (3)"),
        ("QUALITY (14) Q2: Costs", 3, "QUALITY (14) Q2: Costs (3)"),
        ("QUALITY (14) Costs (3) Who pays?", 3, "QUALITY (14) Costs (3) Who pays?"),
    ],
)
def test_numbers_in_subjects(topic: str, position: int, sent: str) -> None:
    assert numbered(topic, position) == sent


WORDS = (
    st.text("abc déß", min_size=1, max_size=9).map(lambda text: " ".join(text.split())).filter(bool)
)


@given(
    prefix=st.sampled_from(["", "QUALITY", "CHWs"]),
    topic=WORDS,
    aspect=WORDS | st.just(""),
    question=st.integers(0, 9),
    count=st.integers(1, 1899),
    position=st.integers(2, 1899),
)
def test_what_was_sent_is_understood_again(
    prefix: str, topic: str, aspect: str, question: int, count: int, position: int
) -> None:
    """An answer to any subject of ours finds all its parts, and none of them twice."""
    planned = {"prefix": prefix, "count": count, "question": question} if prefix else {}
    called = replace(read(""), topic=topic, aspect=aspect, number=position, **planned)  # type: ignore[arg-type]
    sent = numbered(kept(called), position)
    heard = read(f"RE : TR: [hifa] {sent}", ["hifa"])
    shown = replace(heard, answer=False, forward=False, number=position)
    assert shown == called
    assert numbered(kept(shown), position) == sent
