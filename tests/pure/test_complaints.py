"""Feedback reports: what kind, and what in them may be a token of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Complaint
from listserv.reading import read
from tests.support.mails import complaint, mail, multipart, part

ONE, TWO = "a2" * 14, "b3" * 14


@pytest.mark.parametrize(
    ("heads", "fields", "tokens"),
    [
        (f"Return-Path: <hifa-bounces+{ONE}@lists.example.org>", "", (ONE,)),
        (f"return-path: <hifa-bounces-{ONE.upper()}@lists.example.org>", "", (ONE,)),
        (
            f"List-Unsubscribe: <https://lists.example.org/leave/{ONE}>,\r\n"
            f" <mailto:hifa-leave+{TWO}@lists.example.org>",
            "",
            (ONE, TWO),
        ),
        (f"List-Unsubscribe: <mailto:hifa-leave%2B{ONE}@lists.example.org>", "", (ONE,)),
        (
            f"List-Unsubscribe: <https://lists.example.org/leave/{ONE[:9]}\r\n {ONE[9:]}>",
            "",
            (ONE,),
        ),
        ("", f"Original-Mail-From: <hifa-bounces+{ONE}@lists.example.org>\r\n", (ONE,)),
        (f"Subject: hifa-bounces+{ONE}@lists.example.org", "", ()),
        (f"Return-Path: <hifa-reply+{ONE}@lists.example.org>", "", ()),
        (f"Return-Path: <hifa-bounces+{ONE}a@lists.example.org>", "", ()),
        ("", "", ()),
    ],
)
def test_tokens(heads: str, fields: str, tokens: tuple[str, ...]) -> None:
    assert read(complaint(heads, fields=fields)).complaint == Complaint("abuse", tokens)


def test_headers_alone_are_enough() -> None:
    """Some providers send no body of the mail that was complained about."""
    heads = part("text/rfc822-headers", f"Return-Path: <hifa-bounces+{ONE}@lists.example.org>\r\n")
    fields = part("message/feedback-report", "Feedback-Type: opt-out\r\nVersion: 1\r\n")
    raw = multipart('report; report-type="feedback-report"', part("text/plain", "x"), fields, heads)
    assert read(raw).complaint == Complaint("opt-out", (ONE,))


def test_a_complaint_is_automatic_and_no_bounce() -> None:
    reading = read(complaint(""))
    assert (reading.automatic, reading.bounced) == ("complaint", ())


def test_other_mail_is_no_complaint() -> None:
    assert read(mail("I complain! This is spam.", Subject="Feedback report")).complaint is None


@given(st.binary(max_size=300))
def test_no_complaint_stops_the_reader(noise: bytes) -> None:
    raw = complaint("X: y").replace(b"Version: 1", noise)
    assert not [one for one in read(raw).defects if one.startswith("complaint")]
