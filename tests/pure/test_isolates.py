"""Latin pieces in Arabic sentences: set apart, so that marks and figures keep their side."""

from __future__ import annotations

import pytest

from listserv.press.isolates import isolated
from listserv.press.speech import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Stock cards?", "\u2068Stock cards?\u2069"),
        ("Red Cross (Kenya)", "\u2068Red Cross (Kenya)\u2069"),
        ("نور الدين", "نور الدين"),
        ("811", "811"),
        ("hifa-request@lists.example.org", "hifa-request@lists.example.org"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
def test_a_value_is_set_apart(value: str, shown: str) -> None:
    assert isolated(value) == shown


def test_only_in_languages_that_are_read_from_the_right() -> None:
    said = "{% trans name='Stock cards?' %}{{ name }}{% endtrans %}"
    arabic, french = (words(one).mail.from_string(said).render() for one in ("ar", "fr"))
    assert arabic == "\u2068Stock cards?\u2069"
    assert french == "Stock cards?"
