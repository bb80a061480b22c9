"""What an author answers: her text, corrected, or words that belong below it."""

import pytest

from listserv.commands.authors import next_text

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
