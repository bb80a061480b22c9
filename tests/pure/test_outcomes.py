"""What an answer means, and whom it blames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.outcomes import Blame, Stage, judge
from listserv.delivery.replies import Answer
from listserv.model import DeliveryState

MAIL, RCPT, DATA, DOT = Stage

ANSWERS = [
    (250, b"2.0.0 Ok", DOT, DeliveryState.SENT, None),
    (451, b"4.7.1 Greylisted", RCPT, DeliveryState.DUE, Blame.POLICY),
    (452, b"4.2.2 Mailbox full", RCPT, DeliveryState.DUE, Blame.RECIPIENT),
    (550, b"5.1.1 No such user", RCPT, DeliveryState.FAILED, Blame.RECIPIENT),
    (550, b"No such user here", RCPT, DeliveryState.FAILED, Blame.RECIPIENT),
    (550, b"User unknown in relay recipient table", RCPT, DeliveryState.FAILED, Blame.RECIPIENT),
    (550, b"5.7.1 Blocked", RCPT, DeliveryState.FAILED, Blame.POLICY),
    (550, b"5.7.26 Unauthenticated mail", DOT, DeliveryState.FAILED, Blame.POLICY),
    (552, b"5.2.2 Over quota", DOT, DeliveryState.FAILED, Blame.RECIPIENT),
    (552, b"Too big", MAIL, DeliveryState.FAILED, Blame.CONTENT),
    (552, b"5.3.4 Too big", DOT, DeliveryState.FAILED, Blame.CONTENT),
    (554, b"5.6.0 Bad form", DOT, DeliveryState.FAILED, Blame.CONTENT),
    (554, b"We do not take that", DOT, DeliveryState.FAILED, Blame.CONTENT),
    (554, b"5.7.1 <a@b.example>: Relay access denied", RCPT, DeliveryState.DUE, Blame.RELAY),
    (550, b"Relaying is not allowed", RCPT, DeliveryState.DUE, Blame.RELAY),
    (550, b"5.7.1 Unable to relay", RCPT, DeliveryState.DUE, Blame.RELAY),
    (530, b"5.7.0 Must issue STARTTLS first", MAIL, DeliveryState.DUE, Blame.RELAY),
    (535, b"5.7.8 Bad login", MAIL, DeliveryState.DUE, Blame.RELAY),
    (550, b"5.1.8 Bad sender domain", MAIL, DeliveryState.DUE, Blame.RELAY),
    (503, b"5.5.1 Nested MAIL", MAIL, DeliveryState.DUE, Blame.RELAY),
    (452, b"4.3.1 Insufficient system storage", MAIL, DeliveryState.DUE, Blame.PEER),
    (450, b"4.7.1 Too many messages", MAIL, DeliveryState.DUE, Blame.POLICY),
    (454, b"4.7.1 Relay access denied", RCPT, DeliveryState.DUE, Blame.RELAY),
    (354, b"Go ahead", RCPT, DeliveryState.DUE, None),  # a peer out of step proves nothing
]


@pytest.mark.parametrize(("code", "text", "stage", "state", "whose"), ANSWERS)
def test_what_an_answer_means(
    code: int, text: bytes, stage: Stage, state: DeliveryState, whose: Blame | None
) -> None:
    answer = Answer(code, text)
    outcome = judge(answer, stage)
    assert (outcome.state, outcome.blame) == (state, whose)


@given(st.integers(200, 599), st.binary(max_size=60), st.sampled_from(Stage))
def test_only_a_2xx_to_the_dot_is_sent_and_only_a_5xx_is_final(
    code: int, text: bytes, stage: Stage
) -> None:
    outcome = judge(Answer(code, text), stage)
    if outcome.state is DeliveryState.SENT:
        assert 200 <= code < 300
        assert stage is DOT
    elif outcome.state is DeliveryState.FAILED:
        assert code >= 500
    assert "\n" not in outcome.text
    assert len(outcome.text) <= 200
