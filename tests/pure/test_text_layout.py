"""Lines for narrow screens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.layout import clip, columns, size_words, wrap


def test_wrap_keeps_to_the_width_and_cuts_no_link() -> None:
    text = (
        "1. Oxygen concentrators in small hospitals https://example.org/a/very/long/link/that/stays"
    )
    lines = wrap(text, 38).split("\n")
    assert lines[0] == "1. Oxygen concentrators in small"
    assert lines[1] == "hospitals"
    assert lines[2] == "https://example.org/a/very/long/link/that/stays"


@given(st.text(alphabet="ab é\n", max_size=300))
def test_wrap_loses_no_word(text: str) -> None:
    folded = wrap(text, 20)
    assert folded.split() == text.split()
    assert all(columns(line) <= 20 or " " not in line.strip() for line in folded.split("\n"))


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("é", 1), ("e\u0301", 1), ("汉字", 4), ("", 0)]
)
def test_columns(text: str, width: int) -> None:
    assert columns(text) == width


def test_clip() -> None:
    assert clip("Stock cards", 38) == "Stock cards"
    assert clip("Stock  cards at district level", 12) == "Stock cards…"


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [
        (0, "en", "0 bytes"),
        (999, "en", "999 bytes"),
        (1000, "en", "1 KB"),
        (11_001, "en", "12 KB"),
        (1_340_000, "en", "1.4 MB"),
        (1_340_000, "fr", "1,4 Mo"),
        (2_000_000, "en", "2 MB"),
        (25_000_000, "es", "25 MB"),
        (5_000, "ar", "5 ك.ب"),
    ],
)
def test_size_words(size: int, language: str, words: str) -> None:
    assert size_words(size, language) == words
