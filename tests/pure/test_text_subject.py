"""Subjects without the marks of programs and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.subject import is_forward, is_reply, read, strip, topic_key
from tests.support.pace import Pace

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
    ("Who pays? (was Re: Agents)", "Who pays?"),
    ("What a day (was a long one)", "What a day (was a long one)"),
    ("QUALITY : la supervision", "QUALITY: la supervision"),
    (
        "RE : TR: [hifa] QUALITY (14) Q2: Feedback that arrives (3)",
        "QUALITY: Feedback that arrives",
    ),
    ("QUALITY (138) Costs (12) Who pays?", "QUALITY: Costs: Who pays?"),
    ("CHWs (1464) Training", "CHWs: Training"),
    ("WHO (2025) report", "WHO (2025) report"),
    ("WHO : rapport", "WHO : rapport"),
    ("URGENT : du sang", "URGENT : du sang"),
    ("OXYGEN: WHO PAYS?", "OXYGEN: WHO PAYS?"),
    ("QUALITY (3)", "QUALITY"),
    ("QUALITY:", "QUALITY:"),
    ("RV: TARJETAS DE EXISTENCIAS (5)", "TARJETAS DE EXISTENCIAS"),
    ("ENC: RES: Fichas (2)", "Fichas"),
    ("[hifa-es] RES: [hifa] Fichas", "Fichas"),
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
    assert strip("[Urgent] Oxygen", ["hw-en"]) == "[Urgent] Oxygen"
    assert strip("[External] Re: Oxygen", ["hw-en"]) == "Oxygen", "a tag before an answer's mark"


def test_parts() -> None:
    parts = read("Re: QUALITY (138) Q1: Costs (12) Who pays?")
    assert (parts.prefix, parts.count, parts.question) == ("QUALITY", 138, 1)
    assert (parts.topic, parts.number, parts.aspect) == ("Costs", 12, "Who pays?")
    assert parts.answer and not parts.forward
    assert read("Costs (3) Who pays?").number == 3
    assert read("Who pays? (was: [hifa] Re: Costs (4))").was == "[hifa] Re: Costs (4)"
    assert read("TR: Coûts (٣)").number == 3
    assert read("TR: Coûts").forward


@pytest.mark.parametrize(
    "other",
    [
        "RE : [hifa] santé   communautaire",
        "SANTE COMMUNAUTAIRE (12)",
        "Santé communautaire (3) Q1: coûts",
        "Qui paie ? (était : [hifa] Santé communautaire (3))",
    ],
)
def test_topic_key_is_the_same_within_a_thread(other: str) -> None:
    assert topic_key(other) == topic_key("Santé communautaire")


def test_topic_key_tells_topics_apart() -> None:
    assert topic_key("Malaria 2024") != topic_key("Malaria 2025")
    assert topic_key("QUALITY (3) Costs") == topic_key("Re: quality : costs") == "quality costs"
    assert topic_key("QUALITY (3) Costs") != topic_key("QUALITY (4) Training")
    assert topic_key("Re:") == ""


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        *(("Re: x", True), ("[hifa] TR: x", True), ("y (was: x)", True)),
        *(("Reading: x", False), ("", False)),
    ],
)
def test_is_reply(subject: str, expected: bool) -> None:
    assert is_reply(subject) is expected


@given(st.text() | st.text("QUALITY(1)[:was ]Re").map(lambda text: f"{text} x"))
def test_never_raises_and_settles(subject: str) -> None:
    assert len(strip(subject)) <= len(subject) + 1
    topic_key(subject)


@pytest.mark.parametrize("piece", ["(", "[was:", "(was: ", "Re: ", "[a] ", "A-", "(1) ", "Q1: A: "])
def test_the_worst_takes_no_time(piece: str) -> None:
    with Pace() as taken:
        topic_key(piece * 50_000)
    assert taken.seconds < 0.2


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
