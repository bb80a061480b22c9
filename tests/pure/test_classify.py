"""What delivery reports say, and what they may cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.bounces.classify import Kind, classify
from listserv.bounces.judge import decide
from listserv.model import Purpose, Token

A = "amina@example.org"
TOKEN = Token(Purpose.BOUNCES, 7, 812)

REPORTS = [
    ("5.1.1", "", Kind.DEAD),
    ("5.1.10", "smtp; 550 5.1.10 null MX", Kind.DEAD),
    ("5.2.1", "mailbox disabled", Kind.DEAD),
    ("4.2.2", "Action said failed", Kind.FULL),
    ("5.2.2", "", Kind.FULL),
    ("4.4.7", "delivery time expired", Kind.DELAYED),
    ("4.1.1", "", Kind.DELAYED),
    ("5.4.4", "unable to route", Kind.DELAYED),
    ("5.7.1", "550 5.7.1 user unknown or blocked", Kind.POLICY),
    ("5.7.26", "", Kind.POLICY),
    ("4.7.0", "greylisted", Kind.POLICY),
    ("5.3.4", "", Kind.CONTENT),
    ("5.6.0", "", Kind.CONTENT),
    ("5.0.0", "smtp; 550 5.1.1 <a@b.example> user unknown", Kind.DEAD),
    ("5.0.0", "550 Requested action not taken: mailbox unavailable", Kind.DEAD),
    ("5.5.0", "554 The user is over quota", Kind.FULL),
    ("", "550 Message rejected as spam: no such user", Kind.POLICY),
    ("", "552 message size exceeds fixed limit", Kind.CONTENT),
    ("", "450 whatever", Kind.DELAYED),
    ("4.3.0", "Quota exceeded, delivery failed to INBOX", Kind.FULL),
    ("4.3.0", "", Kind.DELAYED),
    ("4.0.0", "unable to connect to the daemon", Kind.DELAYED),
    ("", "450 user unknown", Kind.DELAYED),
    ("5.0.0", "554 whatever", Kind.UNKNOWN),
    ("", "", Kind.UNKNOWN),
    ("nonsense", "10.5.1.1 is where we are", Kind.UNKNOWN),
]


@pytest.mark.parametrize(("status", "diagnostic", "kind"), REPORTS)
def test_kinds(status: str, diagnostic: str, kind: Kind) -> None:
    assert classify(status, diagnostic) is kind


@given(st.text(max_size=8), st.text(max_size=200))
def test_anything_has_a_kind(status: str, diagnostic: str) -> None:
    assert classify(status, diagnostic) in Kind


def test_only_the_members_own_mailbox_is_grave() -> None:
    assert list(Kind)[:3] == [Kind.DEAD, Kind.FULL, Kind.UNKNOWN]


def test_the_token_says_who_the_report_says_why() -> None:
    decision = decide(TOKEN, [("another@example.org", "5.1.1", "550 no\nsuch user")])
    assert decision is not None
    assert (decision.person, decision.mailing, decision.failed) == (7, 812, True)
    assert (decision.kind, decision.reason) == (Kind.DEAD, "dead: 5.1.1 550 no such user")


@pytest.mark.parametrize("token", [None, Token(Purpose.LEAVE, 7, 812)])
def test_without_a_token_of_ours_nothing_is_said_of_anybody(token: Token | None) -> None:
    assert decide(token, [(A, "5.1.1", "")]) is None


@pytest.mark.parametrize(
    ("bounced", "kind", "failed"),
    [
        ((), Kind.AUTOMATIC, False),  # a note of absence at the return path
        (((A, "4.4.1", "will try again"),), Kind.DELAYED, False),
        (((A, "4.4.1", ""), (A, "5.2.2", "")), Kind.FULL, True),
        (((A, "5.7.1", ""), (A, "5.1.1", "")), Kind.DEAD, True),
    ],
)
def test_of_several_recipients_the_gravest_kind_counts(
    bounced: tuple[tuple[str, str, str], ...], kind: Kind, failed: bool
) -> None:
    decision = decide(TOKEN, bounced)
    assert decision is not None
    assert (decision.kind, decision.failed) == (kind, failed)
