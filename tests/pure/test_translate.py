"""What a translation program gets to see of a text, and what is made of its answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.translate.pairs import pairs
from listserv.translate.shield import shield, unshield

LISTING = """
  eco-es-fr
  eng-spa
  es-pt
  es-pt_BR
  fr-es
  spa-eng
  spa-eng_US
  some words of a warning
"""


def test_modes_are_read_as_they_are_listed() -> None:
    assert pairs(LISTING) == {
        ("en", "es"): "eng-spa",
        ("es", "pt"): "es-pt",
        ("fr", "es"): "fr-es",
        ("es", "en"): "spa-eng",
    }


@pytest.mark.parametrize(
    "kept",
    [
        "https://example.org/a?b=1&c=*2*",
        "amina.kamau@health.example",
        "10.1136/bmjgh-2019-002059",
        "doi:10.1136/bmjgh-2019-002059",
        "500 mg",
        "5 mL",
        "1,250.50",
        "3,5",
        "2.5 %",
        "38.5 °C",
        "2026-11-22",
        "0722-123-456",
        "*",
        "^",
        "\x00",
    ],
)
def test_what_must_not_change_is_not_shown(kept: str) -> None:
    shielded = shield(f"Give {kept}, please.")
    assert shielded.kept == (kept,)
    assert shielded.text == 'Give <a id="0"/>, please.\n<p id="0"/>'


def test_only_words_are_shown_and_tags() -> None:
    shielded = shield("Give 500 mg (see https://example.org/x).\n\nThank you.")
    assert shielded.text == (
        'Give <a id="0"/> (see <a id="1"/>).\n<p id="0"/>\nThank you.\n<p id="1"/>'
    )
    assert shielded.kept == ("500 mg", "https://example.org/x")


def draft(text: str, said: str) -> tuple[str, int, int]:
    found = unshield(said, shield(text))
    return found.text, found.unknown, found.untouched


def test_a_draft_gets_everything_back() -> None:
    said = 'Dar <a id="0"/> de *amoxicillin.\n<p id="0"/>\nGracias.\n<p id="1"/>'
    assert draft("Give 500 mg of amoxicillin.\n\nThanks.", said) == (
        "Dar 500 mg de amoxicillin.\n\nGracias.",
        1,
        0,
    )


@pytest.mark.parametrize(
    "said",
    [
        'Dar de.\n<p id="0"/>\nGracias.\n<p id="1"/>',  # the dose is gone
        'Dar <a id="0"/> <a id="0"/>.\n<p id="0"/>\nGracias.\n<p id="1"/>',  # twice
        'Dar.\n<p id="0"/>\nGracias <a id="0"/>.\n<p id="1"/>',  # in another paragraph
        'Dar <a id="7"/>.\n<p id="0"/>\nGracias.\n<p id="1"/>',  # another's
        "",
    ],
)
def test_a_paragraph_that_lost_a_number_stays_as_it_was(said: str) -> None:
    """Where a dose could have gone with it, the original words stand in the draft."""
    text, _, untouched = draft("Give 500 mg.\n\nThanks.", said)
    assert text.startswith("Give 500 mg.")
    assert untouched >= 1


def test_an_answer_without_paragraphs_changes_nothing() -> None:
    assert draft("Give 500 mg.\n\nThanks.", "no idea") == ("Give 500 mg.\n\nThanks.", 0, 2)


WRITTEN = st.text(alphabet=st.sampled_from("ab1 5,.\n<>*&[]/@mg%\\~"), max_size=200)


@given(WRITTEN)
def test_a_program_that_says_what_it_heard_changes_no_letter(text: str) -> None:
    shielded = shield(text)
    said = unshield(shielded.text, shielded)
    assert said.text.split() == text.split()
    assert said.untouched == 0


@given(WRITTEN, st.text(max_size=200))
def test_no_answer_is_too_strange(text: str, said: str) -> None:
    shielded = shield(text)
    found = unshield(said, shielded)
    assert found.untouched <= len(shielded.paragraphs)
