"""Reading the peer's replies: whole, cut anywhere, hostile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.replies import Answer, Features, Replies, ReplyError, features

WIRE = b"220 hello\r\n250-one\r\n250-two\r\n250 three\r\n354\r\n550 5.1.1 no\n"
ANSWERS = [
    Answer(220, b"hello"),
    Answer(250, b"one\ntwo\nthree"),
    Answer(354, b""),
    Answer(550, b"5.1.1 no"),
]


@given(st.lists(st.integers(0, len(WIRE))))
def test_replies_are_the_same_however_they_are_cut(cuts: list[int]) -> None:
    ends = [0, *sorted(cuts), len(WIRE)]
    replies = Replies()
    found = [answer for start, end in pairwise(ends) for answer in replies.feed(WIRE[start:end])]
    assert found == ANSWERS
    assert not replies.pending


@given(st.binary(max_size=300))
def test_any_bytes_give_answers_or_an_error(data: bytes) -> None:
    try:
        for answer in Replies().feed(data):
            assert 200 <= answer.code < 600
            assert answer.line().isprintable() or not answer.line().isascii()
    except ReplyError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        (b"HTTP/1.1 400 Bad\r\n", "does not speak SMTP: HTTP/1.1 400 Bad"),
        (b"150 soon\r\n", "does not speak SMTP"),
        (b"25x no\r\n", "does not speak SMTP"),
        (b"250_no\r\n", "does not speak SMTP"),
        (b"\r\n", "does not speak SMTP"),
        (b"250-a\r\n251 b\r\n", "mixes reply codes"),
        (b"250 " + b"x" * 3000 + b"\r\n", "too long"),
        (b"250-x\r\n" * 300, "too long"),
        (b"250 " + b"x" * 3000, "no end"),
    ],
)
def test_what_is_no_reply(wire: bytes, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        list(Replies().feed(wire))


def test_good_replies_before_a_bad_one_count() -> None:
    found = []
    with pytest.raises(ReplyError):
        for answer in Replies().feed(b"250 sent\r\nrubbish\r\n"):
            found.append(answer)
    assert found == [Answer(250, b"sent")]


@pytest.mark.parametrize(
    ("raw", "line", "status"),
    [
        (b"5.1.1 nobody\n5.1.1 at all", "550 5.1.1 nobody 5.1.1 at all", "5.1.1"),
        (b"5.7.26 no", "550 5.7.26 no", "5.7.26"),
        (b"no status 5.1.1", "550 no status 5.1.1", ""),
        (b"5.1.1.1 an address", "550 5.1.1.1 an address", ""),
        (b"a\x00b\x1b[31m\tc", "550 a b [31m c", ""),
        (b"caf\xc3\xa9 \xff", "550 café �", ""),
        (b"", "550", ""),
        (b"x" * 500, "550 " + "x" * 196, ""),
    ],
)
def test_a_reply_on_one_line(raw: bytes, line: str, status: str) -> None:
    answer = Answer(550, raw)
    assert (answer.line(), answer.status) == (line, status)


@pytest.mark.parametrize(
    ("raw", "offers"),
    [
        (b"me\nPIPELINING\nSIZE 1000\nSTARTTLS", Features(True, True, 1000)),
        (b"me\nsize\nauth plain login", Features(size=0, auth=frozenset({"PLAIN", "LOGIN"}))),
        (b"me\nAUTH=LOGIN\nAUTH PLAIN", Features(auth=frozenset({"PLAIN", "LOGIN"}))),
        (b"PIPELINING", Features()),  # the first line is the peer's name
        (b"me\nSIZE much", Features()),
        (b"me\nSIZE " + b"9" * 40, Features()),
        (b"me\n\n\xff", Features()),
    ],
)
def test_what_ehlo_offers(raw: bytes, offers: Features) -> None:
    assert features(Answer(250, raw)) == offers
