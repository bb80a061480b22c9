"""Whom a private-looking post is for: what its author may answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.commands.audience import Audience, read
from listserv.languages import words

EVERYONE = (
    "Everyone|for everyone, please|Hello, for all. Thanks|Pour tous !|à tous|Para todos|للجميع"
)
ONE = "only for Amina|Amina|Only Amina!|private|seulement pour Amina, merci|Solo para Amina|só ela"
NOBODY = "nobody|withdraw|retirer|para nadie|ninguém|لا أحد"
UNKNOWN = (
    "yes|no|for everyone, or only Amina|for the nurses|I do not understand the question|ok but wait"
    "|only for Paul|everyone except Amina|Please tell me what you mean by that, I only wanted to"
    " say thank you to her|"
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        *((one, Audience.EVERYONE) for one in EVERYONE.split("|")),
        *((one, Audience.ONE) for one in ONE.split("|")),
        *((one, Audience.NOBODY) for one in NOBODY.split("|")),
        *((one, Audience.UNKNOWN) for one in UNKNOWN.split("|")),
    ],
)
def test_answers(said: str, expected: Audience) -> None:
    assert read(said, "Amina Kamau") is expected


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_word_of_every_language_counts_alone(language: str) -> None:
    for meaning, phrases in words.tables()[language]["audience"].items():
        for phrase in phrases:
            assert read(phrase.upper() + ".", "") is Audience(meaning)


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_read(said: str, name: str) -> None:
    assert read(said, name) in Audience
