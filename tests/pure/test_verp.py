"""Return paths, and the bytes of one copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.copy import Parcel, mould
from listserv.delivery.verp import AWAITED, return_path
from listserv.model import MARK_LEAVE, Purpose, Rendition, Site, Token
from listserv.press.kinds import KINDS
from listserv.text.tokens import Keys, open_, seal
from tests.support.pace import Pace

KEYS = Keys(((0, b"k" * 32),))
HEAD = (
    b"From: a@example.org\r\nList-Unsubscribe:\r\n <mailto:x+" + MARK_LEAVE + b"@example.org>\r\n"
)


def _seal(token: Token) -> str:
    return seal(KEYS, token)


@pytest.mark.parametrize(
    ("name", "separator", "stem"), [("hifa", "+", "hifa-bounces+"), ("", "-", "listserv-bounces-")]
)
@pytest.mark.parametrize("person", [0, 7, 2**32 - 1])
@pytest.mark.parametrize(
    "kind",
    [
        *("post", "digest", "notice", "queue", "reminder", "escalated", "bouncing"),
        *("confirm", "confirm-join", "confirm-private", "welcome", "probe"),
    ],
)
def test_the_address_names_person_and_mailing(
    name: str, separator: str, stem: str, person: int, kind: str
) -> None:
    site = Site("lists.example.org", "Lists", separator=separator)
    path = return_path(site, name, _seal, kind, person, 812)
    local, _, domain = path.partition("@")
    assert domain == "lists.example.org"
    assert local.startswith(stem)
    assert open_(KEYS, local.removeprefix(stem)) == Token(Purpose.BOUNCES, person, 812)


def test_the_longest_list_name_fits() -> None:
    path = return_path(Site("example.org", "Lists"), "n" * 24, _seal, "post", 1, 1)
    assert len(path.partition("@")[0]) <= 64


@pytest.mark.parametrize("kind", ["help", "status", "done", "left", "asked-back", "owner-forward"])
def test_an_answer_has_no_return_path(kind: str) -> None:
    assert return_path(Site("example.org", "Lists"), "hifa", _seal, kind, 7, 812) == ""


def test_what_is_awaited_is_a_letter_we_write() -> None:
    assert set(KINDS) >= AWAITED


def test_only_the_marks_are_filled() -> None:
    made = mould(Rendition("en", HEAD + b"X: " + MARK_LEAVE + b"\r\n", b"hello\r\n"))
    assert made.personal
    assert made.fill("tok") == HEAD.replace(MARK_LEAVE, b"tok") + b"X: tok\r\n"
    assert not mould(Rendition("en", b"From: a@example.org\r\n", b"")).personal


@given(st.lists(st.text("ab. \t", max_size=5).map(str.encode)))
def test_stuffing_is_undone_by_the_peer(lines: list[bytes]) -> None:
    body = b"".join(line + b"\r\n" for line in lines)
    made = mould(Rendition("en", HEAD, body))
    parcel = Parcel((1,), ("a@example.org",), 0.0, "", made.fill("t"), made)
    assert made.body() == body
    sent = (b"\r\n" + parcel.content).split(b"\r\n.\r\n")
    assert sent[-1] == b""
    assert len(sent) == 2
    assert sent[0].replace(b"\r\n..", b"\r\n.")[2:] + b"\r\n" == made.fill("t") + b"\r\n" + body


@pytest.mark.parametrize(
    ("head", "body", "words"),
    [
        (HEAD, b"no line end", "the body does not end with CRLF"),
        (HEAD, b"a\nb\r\n", "the body has a bare CR or LF"),
        (HEAD, b"a\rb\r\n", "the body has a bare CR or LF"),
        (b"From: a\n", b"", "the head does not end with CRLF"),
        (HEAD, "é\r\n".encode(), "the body is not 7-bit"),
        (HEAD + "X: é\r\n".encode(), b"", "the head is not 7-bit"),
        (HEAD, b"x" * 999 + b"\r\n", "the body has a line over 998 octets"),
        (HEAD, b"\x00\r\n", "NUL"),
        (HEAD, MARK_LEAVE + b"\r\n", "NUL"),
        (HEAD + b"X: \x00\r\n", b"", "NUL"),
        (b"", b"", "one block of header lines"),
        (b" From: a\r\n", b"", "one block of header lines"),
        (HEAD + b"\r\n", b"", "one block of header lines"),
        (HEAD + b"no colon\r\n", b"", "one block of header lines"),
        (HEAD + b".x: y\r\n", b"", "one block of header lines"),
    ],
)
def test_what_must_not_go_out(head: bytes, body: bytes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        mould(Rendition("en", head, body))


@pytest.mark.parametrize("line", [b"x" * 990 + b"\r\n", b"\r\n", b".\r\n", b"x" * 76 + b"\r\n"])
def test_a_large_body_is_checked_at_once(line: bytes) -> None:
    """The event loop waits for this check: one megabyte of lines just short of the limit once took
    five seconds, in which nobody was served."""
    with Pace() as taken:
        mould(Rendition("en", HEAD, line * (5_000_000 // len(line))))
    assert taken.seconds < 5.0


def test_a_long_line_of_the_limit_passes() -> None:
    assert mould(Rendition("en", HEAD, b"x" * 998 + b"\r\n"))
