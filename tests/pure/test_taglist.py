"""Tag lists: what each tag says, and which one counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text import taglist


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("v=DKIM1; k=rsa; p=MIIB", {"v": "DKIM1", "k": "rsa", "p": "MIIB"}),
        (" v = DMARC1 ;p=none; ", {"v": "DMARC1", "p": "none"}),
        ("b=ab\r\n\tcd ef;", {"b": "abcdef"}),
        ("p=a=b==", {"p": "a=b=="}),
        ("p=", {"p": ""}),
        ("d=first.example; d=second.example", {"d": "first.example"}),
        ("", {}),
        ("words; =value", {}),
    ],
)
def test_the_tags_of_a_text(text: str, found: dict[str, str]) -> None:
    assert taglist.read(text) == found


def test_a_tag_in_capitals_is_another_tag() -> None:
    """Were `H=` read as `h=`, a signature over From alone could claim to cover the subject."""
    assert taglist.read("H=from:subject; h=from")["h"] == "from"


@given(st.text(max_size=200))
def test_no_value_has_blanks_and_no_name_is_empty(text: str) -> None:
    for name, value in taglist.read(text).items():
        assert name
        assert value == "".join(value.split())
