"""What a signature must cover: mails of real programs, and what can be made of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text import covered, headers

PARTS = b"--A\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--A--\r\n"
PREAMBLE = b"This is a multi-part message in MIME format.\r\n"
QUOTED = b"See you.\r\n\r\nOn Monday, Juma wrote:\r\n" + PARTS
FORWARD = b"--B\r\nContent-Type: message/rfc822\r\n\r\n" + PARTS + b"--B--\r\n"
MIXED = b"Content-Type: multipart/mixed; boundary=A"
BASE64 = b"Content-Transfer-Encoding: base64"
TYPE, CODE = "content-type", "content-transfer-encoding"


def needed(body: bytes, *lines: bytes) -> frozenset[str]:
    raw = b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body
    heads = headers.split(raw)
    return covered.needed(heads, raw[heads.body_at :])


@pytest.mark.parametrize(
    ("lines", "body", "names"),
    [
        ((), b"Hello.\r\n", set()),
        ((b"Subject: Monday",), b"Hello.\r\n", {"subject"}),
        # Of several parts: the first line of the body says where they begin.
        ((MIXED,), PARTS, set()),
        ((MIXED,), b"\r\n" + PARTS, set()),
        ((MIXED,), PREAMBLE + b"\r\n" + PARTS, set()),
        (
            (MIXED,),
            b"This is an OpenPGP/MIME signed message (RFC 4880 and 3156)\r\n" + PARTS,
            set(),
        ),
        ((MIXED, BASE64), PARTS, set()),
        ((MIXED,), QUOTED, {TYPE}),
        ((MIXED,), FORWARD, {TYPE}),
        ((MIXED,), PARTS.replace(b"A", b"AB"), {TYPE}),
        ((b"Content-Type: multipart/mixed",), PARTS, {TYPE}),
        # Shown as it stands, what she forwarded would be her own words.
        ((), PARTS, {TYPE}),
        ((b"Content-Type: text/plain",), FORWARD, {TYPE}),
        # Text: another type or charset could hide her words behind those that she quotes.
        ((b"Content-Type: text/plain; charset=utf-8",), "Où ?".encode(), set()),
        ((b"Content-Type: text/plain; charset=iso-2022-jp",), b"Hello.", set()),
        ((b"Content-Type: text/plain; charset=utf-7",), b"> hi+AAo-unsubscribe", {TYPE}),
        ((b"Content-Type: text/plain; charset=cp037",), b"Hello.", {TYPE}),
        ((b"Content-Type: text/html",), b"<p>Hello.", {TYPE}),
        ((b"Content-Type: application/pdf",), b"%PDF", {TYPE}),
        # A line that she quotes ends where the encoding says so.
        ((), b"> Hello=0Aunsubscribe\r\n", {CODE}),
        ((), b"> Hello, this is quite a long line =\r\nunsubscribe\r\n", {CODE}),
        ((b"Content-Transfer-Encoding: quoted-printable",), b"Hello.\r\n", {CODE}),
        ((b"Content-Transfer-Encoding: 8bit",), b"Hello.\r\n", set()),
        ((BASE64,), b"SGVsbG8=\r\n", set()),
        ((BASE64,), b"On Monday, Juma wrote:\r\n> SGVsbG8=\r\n", {CODE}),
    ],
)
def test_what_must_be_covered(lines: tuple[bytes, ...], body: bytes, names: set[str]) -> None:
    assert needed(body, *lines) == names


@pytest.mark.parametrize(
    ("tags", "names", "enough"),
    [
        ({"h"}, ["from", "subject", "subject"], True),
        ({"h"}, ["from"], False),
        ({"h", "l"}, ["from", "subject"], False),
    ],
)
def test_signatures(tags: set[str], names: list[str], enough: bool) -> None:
    assert covered.suffices(frozenset({"subject"}), tags, names) is enough


@pytest.mark.parametrize("name", covered.ONCE)
def test_no_header_stands_twice(name: str) -> None:
    line = f"{name.title()}: x\r\n".encode()
    assert covered.one_meaning(headers.split(line + b"Received: x\r\nReceived: y\r\n\r\n"))
    assert not covered.one_meaning(headers.split(line + b"X-Other: y\r\n" + line + b"\r\n"))


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_mail_is_looked_at(body: bytes, value: bytes) -> None:
    assert needed(body, b"Content-Type: " + value) <= {TYPE, CODE}
    assert needed(body, b"Content-Transfer-Encoding: " + value) <= {TYPE, CODE}
