"""What an author answers: her text, corrected, or words that belong below it."""

import pytest

from listserv.commands.authors import next_text
from listserv.text import numbered

LONG = "Dear all,\n\nWe keep stock cards on the wall.\n\nWho does it better?\n\nAmina"


@pytest.mark.parametrize(
    ("before", "words", "replaces"),
    [
        (LONG, LONG.replace("cards", "cards in Kisumu"), True),
        (
            LONG,
            f"{LONG}\n\nI mean the district of Kisumu, since March, in all of its clinics.",
            True,
        ),
        (LONG, "We keep stock cards on the wall. Who does it better?", True),
        (LONG, "Kisumu, since March.", False),
        ("Help", "Help with what? The pump.", True),
        ("", "The foot pump.", False),
        # All its words are there, but no three of them in a row.
        (
            "Is there any data on this drug?",
            "Is it there? If any came, data would be on paper, and this is no such drug, I think?",
            False,
        ),
        # All its words are there, in an order and a sense of their own.
        (
            "Is there any data on this drug?",
            "There is some data on it from Kenya, any of it old; this drug is rare, I asked Paul.",
            False,
        ),
    ],
)
def test_an_answer_replaces_the_text_that_it_repeats(
    before: str, words: str, replaces: bool
) -> None:
    """A set of words took an answer for the corrected text, and her question was gone."""
    assert next_text(before, words) == (words if replaces else f"{before}\n\n{words}")


SIGNED = "Where do you buy them?\n\nKind regards,\nAmina"


@pytest.mark.parametrize(
    ("before", "expected", "where"),
    [
        (SIGNED, "Where do you buy them?\n\nKisumu.\n\nKind regards,\nAmina", (2, 2)),
        ("Which?\n\nThanks!\n\nAmina Kamau", "Which?\n\nKisumu.\n\nThanks!\n\nAmina Kamau", (2, 2)),
        ("Which?\n\nAmina of Kisumu", "Which?\n\nAmina of Kisumu\n\nKisumu.", (3, 3)),
        ("Which?\nAmina", "Which?\nAmina\n\nKisumu.", (2, 2)),
        ("Amina", "Amina\n\nKisumu.", (2, 2)),
        ("Thanks, Paul", "Thanks, Paul\n\nKisumu.", (2, 2)),
    ],
)
def test_an_answer_stands_above_the_name(
    before: str, expected: str, where: tuple[int, int]
) -> None:
    """It stood below her signature, as if somebody else had written it."""
    assert next_text(before, "Kisumu.", "Amina Kamau") == expected
    assert numbered.new_ones(before, expected) == where


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("a\n\nb", "a\n\nx\n\ny\n\nb", (2, 3)),
        ("a", "a\n\na", (2, 2)),
        ("", "a", (1, 1)),
        ("a\n\nb", "a\n\nb", (0, 0)),
        ("a\n\nb", "b", (0, 0)),
        ("a\n\nb\n\nc", "a\n\nx\n\nc", (0, 0)),
    ],
)
def test_which_paragraphs_were_put_in(before: str, after: str, where: tuple[int, int]) -> None:
    assert numbered.new_ones(before, after) == where


@pytest.mark.parametrize(
    "words", ["Kisumu.\n\nAmina", "Kisumu.\n\nThanks,\nAmina Kamau", "Kisumu."]
)
def test_an_answer_that_is_signed_too_has_one_name_below(words: str) -> None:
    assert next_text("Which?\n\nAmina", words, "Amina Kamau") == "Which?\n\nKisumu.\n\nAmina"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("Which?\n\nBest wishes\nAmina Kenya", "Thank you for asking.\n\nKenya"),
        ("Which?\n\nAmina", "Thank you for asking.\n\nKenya"),
        ("Which?\n\nAmina", "The name of our clinic is:\n\nAmina"),
        ("Which?\n\nAmina", "Le district :\n\nKenya"),
        ("¿Cuál?\n\nGracias\nAmina", "Es el país:\n\nKenya"),
        ("Qual?\n\nObrigada\nAmina", "O país:\n\nAmina, Kenya"),
        ("أي بلد؟\n\nشكرا", "البلد:\n\nAmina"),
        ("Which?\n\nThanks!", "It was written by\n\nAmina"),
    ],
)
def test_an_answer_that_is_a_word_of_her_name_is_kept(before: str, words: str) -> None:
    """The answer "Kenya" of Amina Kenya was taken for her signature, and lost."""
    said = next_text(before, words, "Amina Kenya")
    assert words in said
    assert said.startswith(before.split("\n\n")[0])


@pytest.mark.parametrize(
    "words", ["Kisumu.\n\nRegards\nAmina Kenya", "Kisumu.\n\nAmina", "Kisumu.\n\nThanks!"]
)
def test_a_name_that_adds_nothing_stands_once(words: str) -> None:
    assert next_text("Which?\n\nAmina", words, "Amina Kenya") == "Which?\n\nKisumu.\n\nAmina"
