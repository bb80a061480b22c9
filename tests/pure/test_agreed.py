"""On whose word somebody is on a list, as `my data` says it to her."""

from __future__ import annotations

import pytest

from listserv.press.catalogue import COMPLETE, SOURCE
from listserv.press.speech import words

NOTES = {
    "by mail, signed by rsr.example.org, mail 12": ["You asked by mail to join."],
    "by answer, mail 7": ["You asked by mail to join."],
    "undid leaving, mail 9": ["You had left, and came back."],
    "by answer, mail 7; let in by Grace Otieno, mail 8": [
        "You asked by mail to join.",
        "Grace Otieno let you in.",
    ],
    "command line": ["Whoever runs this server put you on it."],
    "sign-up sheet of 5 March": ["Noted: sign-up sheet of 5 March"],
    "moved by Grace; there since 2011-03-09": [
        "Noted: moved by Grace",
        "On the server before this one since 9 March 2011.",
    ],
    "moved; there since 2011-13-99": ["Noted: moved; there since 2011-13-99"],
    "": [],
}


@pytest.mark.parametrize(("noted", "said"), NOTES.items())
def test_what_is_kept_is_said_in_sentences(noted: str, said: list[str]) -> None:
    assert words("en").agreed(noted) == said


@pytest.mark.parametrize("language", [one for one in COMPLETE if one != SOURCE])
def test_what_the_program_notes_is_english_to_nobody_else(language: str) -> None:
    """A letter in Arabic said "by mail, signed by …, mail 12"."""
    note = "by mail, signed by rsr.example.org, mail 12; let in by Grace Otieno, mail 8"
    said = " ".join(words(language).agreed(f"{note}; there since 2011-03-09"))
    assert "Grace Otieno" in said
    assert not [one for one in ("mail", "signed", "let", "since", "server") if one in said.split()]
