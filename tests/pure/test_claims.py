"""Whether an answer to “is this from you?” says yes: only in a word, and nothing else beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages.agreement import answered
from listserv.moderation import claims
from listserv.moderation.claims import Claim

NAMES = ("Lucía Ramírez", "lucia ramirez")
CARD = "Lucía Ramírez\nCoordinadora nacional\nTel. +51 999 123 456"


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes, it is me",
        "sí",
        "Sí, soy yo. Gracias.",
        "sí\n\nLucía",
        f"Buenos días:\n\nsí\n\n{CARD}",
        f"sí\n{CARD}",
        "sim",
        "oui\n\nMerci",
        "ok",
        "نعم",
    ],
)
def test_a_yes(text: str) -> None:
    assert answered(text, NAMES) == "yes"


@pytest.mark.parametrize("text", ["no", "No, no fui yo", "não", "non", "لا", f"no\n\n{CARD}"])
def test_a_no(text: str) -> None:
    assert answered(text, NAMES) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gracias",
        "Lucía",
        "yes?",
        "yes, but only the first line",
        "sí, pero mañana",
        "ok 811",
        "no: off purpose",
        "sí\nritmo 8 al día",
        "yes\nno",
        "emergency on",
    ],
)
def test_anything_else_is_neither(text: str) -> None:
    assert answered(text, NAMES) == ""


@given(st.text(max_size=300))
def test_nothing_fails(text: str) -> None:
    assert answered(text, NAMES) in ("", "yes", "no")


def test_what_a_question_keeps_comes_back() -> None:
    assert claims.of(Claim(57, 4).code) == Claim(57, 4)
    assert [claims.of(one) for one in ("", "unproven", "whose-", "which-reason")] == [None] * 4
