"""A word where a line names a language, and that is none we know."""

import pytest

from listserv.languages.odd import strange_language


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("get 106 xx", "xx"),
        ("recevoir 101 en klingon", "klingon"),
        ("get 101 fr klingon", "klingon"),
        ("get 811 812-815 Klingon please", "Klingon"),
        ("je propose de traduire en klingon", "klingon"),
        ("je propose de traduire de l'anglais", ""),  # it lacks into which
        ("I offer to translate en klingon", "klingon"),
        ("corriger 103 klingonais", "klingonais"),
        ("get 101 fr", ""),
        ("get 101", ""),
        ("get", ""),
        ("please send me the minutes", ""),
        ("recevoir", ""),
        ("", ""),
        ("leave klingon", ""),
        (" ".join(["get 811", *["x"] * 400]), ""),
    ],
)
def test_the_word_that_is_no_language(line: str, word: str) -> None:
    assert strange_language(line) == word
