"""What SpamAssassin and rspamd write into headers, and what is none of theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.reading import read
from listserv.text import headers
from listserv.text.spam import marked


@pytest.mark.parametrize(
    ("head", "spam"),
    [
        ("", False),
        # SpamAssassin
        ("X-Spam-Flag: YES", True),
        ("X-Spam-Flag: NO", False),
        ("X-Spam-Status: Yes, score=12.3 required=5.0 tests=[BAYES_99=3.5]", True),
        ("X-Spam-Status: No, score=-2.1 required=5.0 tests=[ALL_TRUSTED=-1]", False),
        ("X-Spam-Level: ************", True),
        ("X-Spam-Level: ***", False),
        ("X-Spam-Level:", False),
        ("X-Spam-Score: 12.3", True),
        ("X-Spam-Score: -3.1 (---)", False),
        ("X-Spam-Score: 6.0 (++++++)", True),
        # Its site asks for eight points: its own No counts, not our idea of much.
        ("X-Spam-Status: No, score=7.1 required=8.0\r\nX-Spam-Level: *******", False),
        # rspamd
        ("X-Spam: Yes", True),
        ("X-Spam: No", False),
        ("X-Spamd-Result: default: True [16.20 / 15.00];\r\n\tBAYES_SPAM(5.10)[99.99%]", True),
        ("X-Spamd-Result: default: False [1.20 / 15.00];\r\n\tARC_NA(0.00)[]", False),
        ("X-Spamd-Result: default: False [9.10 / 15.00];\r\n\tX(9.10)[]", True),
        ("X-Spamd-Result: default: False [9.10 / 15.00]; X(9.10)[]\r\nX-Spam: Yes", True),
        ("X-Spamd-Bar: ++++++++", True),
        ("X-Spamd-Bar: --", False),
        # A spammer's own No does not outweigh the filter's Yes.
        ("X-Spam-Flag: YES\r\nX-Spam-Flag: NO\r\nX-Spam: no", True),
        ("X-Spam-Flag: yesterday", False),
        ("X-Spam-Score: much", False),
        ("Subject: X-Spam: Yes", False),
    ],
)
def test_headers(head: str, spam: bool) -> None:
    raw = f"From: a@example.org\r\n{head}\r\n\r\nHello\r\n".replace("\r\n\r\n\r\n", "\r\n\r\n")
    assert marked(headers.split(raw.encode())) is spam
    assert read(raw.encode()).spam is spam


def said_by_all(value: str) -> bool:
    """Whether a value is a verdict of spam in one header or another."""
    names = ("X-Spam", "X-Spam-Score", "X-Spamd-Result", "X-Spam-Level")
    raw = "".join(f"{name}: {value}\r\n" for name in names)
    return marked(headers.split(raw.encode()))


PIECES = ["yes", "no", "default: true [1", "default: false [7.1", " / 15.00]", "9", "***", "-", " "]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_capitals_change_no_verdict(value: str) -> None:
    assert said_by_all(value) is said_by_all(value.upper())


@pytest.mark.parametrize(
    ("names", "above", "read_in_all"),
    [
        ("", 0, 0),
        ("a", 0, 1),
        ("aar", 2, 2),
        ("ra", 0, 1),  # OpenDKIM writes below the line of its own server
        ("raa", 0, 2),
        ("arar", 1, 2),
        ("rra", 0, 0),
        ("rara", 0, 1),
        ("ararara", 1, 2),
    ],
)
def test_results_that_the_last_server_may_have_written(
    names: str, above: int, read_in_all: int
) -> None:
    """With its milter down our front added nothing: what a forger had written under its name, below
    the Received line of the server that he sent by, was the topmost and counted."""
    lines = {
        "a": "Authentication-Results: mx.example.org; none",
        "r": "Received: by mx.example.org",
    }
    raw = "".join(f"{lines[one]}\r\n" for one in names) + "From: a@example.org\r\n\r\n"
    reading = read(raw.encode())
    assert reading.results_above == above
    assert len(reading.results) == read_in_all
