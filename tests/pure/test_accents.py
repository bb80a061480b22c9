"""Accents do not matter where words are compared: one step, in every script."""

import pytest

from listserv.text import overlap, subject
from listserv.text.accents import unaccented


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("", ""),
        ("Stock cards (12)", "Stock cards (12)"),
        ("L'été à São Tomé", "L'ete a Sao Tome"),
        ("e\u0301te\u0301", "ete"),
        ("ﬁn, Ⅳ, １２", "fin, IV, 12"),
        ("Việt Nam", "Viet Nam"),
        ("سُكَّر", "سكر"),
        ("\u0301", ""),
    ],
)
def test_without_accents(text: str, plain: str) -> None:
    assert unaccented(text) == plain


def test_what_compares_words_uses_it() -> None:
    assert overlap.fold("ÉTÉ") == overlap.fold("e\u0301te\u0301") == "ete"
    assert subject.key("L’Été – à Genève") == "l ete a geneve"
