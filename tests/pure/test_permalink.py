"""Permanent names: from the Message-ID alone, never twice in a list."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.permalink import month_page, permalink, post_page, summary_page, thread_page


def free(name: str) -> bool:
    return False


def test_name_of_a_known_id_never_changes() -> None:
    """Links printed on paper point here: this value must outlive every release."""
    assert permalink("20261121.811@mail.example.org", free) == "z3ikoaos4tob"


def test_taken_names_get_a_suffix() -> None:
    names: list[str] = []
    for _ in range(3):
        names.append(permalink("same@example.org", names.__contains__))
    first = names[0]
    assert names == [first, f"{first}-2", f"{first}-3"]


def test_posts_without_id_are_named_from_their_own_text() -> None:
    assert permalink("", free, "one") != permalink("", free, "two")
    assert permalink("", free, "one") != permalink("one", free)


@given(st.text())
def test_any_id_makes_a_plain_file_name(message_id: str) -> None:
    assert re.fullmatch("[a-z2-7]{12}", permalink(message_id, free))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (post_page("abc"), "m/abc.html"),
        (thread_page(811), "t/811.html"),
        (thread_page(811, 2), "t/811-2.html"),
        (summary_page(7), "s/7.html"),
        (month_page("2026-11"), "2026-11.html"),
    ],
)
def test_paths(path: str, expected: str) -> None:
    assert path == expected
