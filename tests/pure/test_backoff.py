"""The retry law, and whom an answer blames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery import backoff
from listserv.delivery.backoff import Blame, Stage, judge
from listserv.delivery.batch import share
from listserv.delivery.replies import Answer
from listserv.model import Delivery, DeliveryState

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0
MAIL, RCPT, DATA, DOT = Stage


@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 5), (1, 5), (2, 15), (3, 30), (4, 60), (5, 120), (6, 240), (99, 240)]
)
def test_pauses_grow_to_four_hours(tries: int, minutes: int) -> None:
    assert backoff.pause(tries, 0.0) == minutes * MINUTE
    assert backoff.pause(tries, 0.999) < minutes * MINUTE * 1.2


def test_five_days_then_it_expires() -> None:
    assert not backoff.expired(1000.0, 1000.0 + 5 * DAY - 1)
    assert backoff.expired(1000.0, 1000.0 + 5 * DAY)


def test_a_copy_is_tried_about_thirty_times_before_it_expires() -> None:
    now, tries = 0.0, 0
    while not backoff.expired(0.0, now):
        tries += 1
        now += backoff.pause(tries, 0.5)
    assert 28 <= tries <= 36


@pytest.mark.parametrize(("failures", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256), (10, 300)])
def test_a_relay_rests_longer_each_time(failures: int, seconds: int) -> None:
    assert backoff.rest(failures, 0.0) == seconds


@given(st.integers(1, 10**6), st.floats(0, 1, exclude_max=True))
def test_a_rest_has_an_end(failures: int, jitter: float) -> None:
    assert 1 <= backoff.rest(failures, jitter) <= 360


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


@given(st.integers(0, 1200), st.integers(1, 20), st.integers(1, 50))
def test_rows_are_shared_evenly_and_in_order(count: int, connections: int, most: int) -> None:
    count = min(count, connections * most)
    rows = [Delivery(n, 1, "post", 0, n, "", 1, 0, 0.0) for n in range(count)]
    batches = share(rows, connections, most)
    assert [row for batch in batches for row in batch] == rows
    assert len(batches) <= connections
    sizes = {len(batch) for batch in batches}
    assert not sizes or (max(sizes) <= most and max(sizes) - min(sizes) <= 1)
