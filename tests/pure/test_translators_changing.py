"""One place of a translation, changed by a line: what a line changes, and what we propose."""

from __future__ import annotations

import pytest

from listserv.translators.changing import MOST_CHANGES, UNKNOWN, Change, example, made, read


@pytest.mark.parametrize(
    ("original", "hers", "proposed"),
    [
        ("Give 5 mg.", "Donnez 50 mg.", ("50 mg", "5 mg")),
        ("Give 5 mg.", "Donnez 50 ml.", ("50", "5")),
        ("Give 5 mg.", "Donnez 5 mg chaque jour.", (UNKNOWN, UNKNOWN)),  # "5 mg" to "5 mg"
        ("Give 5 mg.", "Donnez 5 ml.", (UNKNOWN, UNKNOWN)),
        ("Give 5 mg or 6.", "Donnez 50 mg.", ("50", UNKNOWN)),
        ("Give 5 mg.", "Donnez-en.", (UNKNOWN, UNKNOWN)),
    ],
)
def test_a_change_is_proposed_where_it_changes_something(
    original: str, hers: str, proposed: tuple[str, str]
) -> None:
    assert example(original, hers) == proposed


def test_a_change_into_the_same_words_is_none() -> None:
    (change,) = read('change "5 mg" to "5 mg"')
    assert made("Donnez 5 mg.", [change]) is None
    assert made("Donnez 5 mg.", [Change("5 mg", "50 mg")]) == "Donnez 50 mg."


def test_many_lines_are_no_work() -> None:
    assert len(read('change "a" to "b"\n' * 40_000)) == MOST_CHANGES
