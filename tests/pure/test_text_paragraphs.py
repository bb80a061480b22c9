"""Hard-wrapped text as logical lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.paragraphs import logical

WRAPPED = (
    "Our records for 2025 are incomplete, but the direction is clear enough to\n"
    "act on. We made two mistakes: we trained people once and left, and we did\n"
    "not ask patients what they wanted to know.\n"
)
ONE_LINE = WRAPPED.replace("\n", " ").strip()


def test_a_paragraph_becomes_one_line() -> None:
    assert logical(f"Dear all,\n\n{WRAPPED}\nBest,\nAmina\n") == (
        f"Dear all,\n\n{ONE_LINE}\n\nBest,\nAmina"
    )


STAYS = [
    "Amina Kamau\nDistrict Hospital\nKisumu",
    "Roses are red,\nviolets are blue",
    "- one\n- two",
    "Drug     Stock    Needed before the end of the month of March\nORS      12       40",
    "> quoted line that is long enough to have been wrapped by some mail program\n> and its rest",
    "    for card in cards:\n        print(card)",
]


@pytest.mark.parametrize("text", STAYS)
def test_what_is_laid_out_on_purpose_stays(text: str) -> None:
    assert logical(f"{WRAPPED}\n{text}") == f"{ONE_LINE}\n\n{text}"
    assert logical(text) == text


def test_list_items_are_joined_each_for_itself() -> None:
    text = (
        WRAPPED
        + "\n- this is the first point and it is long enough to be broken after this\nword\n- two"
    )
    assert logical(text).endswith("broken after this word\n- two")


def test_a_citation_stays_as_it_is() -> None:
    block = (
        "CITATION: Kamau A. Stock cards in small hospitals of the western region of\n"
        "Kenya. Journal 2026;1:2.\nhttps://doi.example/10.5555/x"
    )
    assert logical(f"{WRAPPED}\n{block}") == f"{ONE_LINE}\n\n{block}"


def test_a_text_in_long_lines_is_left_alone() -> None:
    text = (
        "A very long line. " * 12
        + "\nA line of about sixty letters that was ended by hand, yes\nand more"
    )
    assert logical(text) == text.replace(". \n", ".\n")


def test_a_cut_link_is_made_whole() -> None:
    text = "Data: <https://data.example/sets/e0ed35/files/2026/\n02/annex-table-7.csv> and more"
    assert (
        logical(text)
        == "Data: https://data.example/sets/e0ed35/files/2026/02/annex-table-7.csv and more"
    )


def test_a_word_broken_at_its_own_hyphen() -> None:
    text = WRAPPED.replace("clear enough to\n", "clear to community-\n")
    assert "community-act" in logical(text)


@given(st.text(alphabet="abc .\n->", max_size=400))
def test_no_letter_is_lost(text: str) -> None:
    assert "".join(logical(text).split()) == "".join(text.split())


def test_one_blank_before_each_line_goes() -> None:
    """Yahoo puts a blank before every line but the first; it once stood in the digest."""
    assert logical("Dear all,\n \n We count.\n\n  kept: two blanks\n Hernán") == (
        "Dear all,\n\nWe count.\n\n  kept: two blanks\nHernán"
    )


def test_a_line_that_stands_alone_is_no_rest_of_the_one_above() -> None:
    text = (
        "mute every post of the thread on stock cards in the district until\n"
        "it ends\n"
        "search stock cards and supervision by telephone in the districts"
    )
    found = logical(text, lambda line: line.startswith("search")).split("\n")
    assert [line.partition(" ")[0] for line in found] == ["mute", "search"]


def test_an_address_in_prose_joins_as_any_word() -> None:
    text = (
        "For all of these cards please write to our colleague in the district\n"
        "amina@clinic.example who has the whole list of them on her desk, and\n"
        "who will be glad to answer."
    )
    assert "\n" not in logical(text)
