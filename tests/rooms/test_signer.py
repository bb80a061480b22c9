"""DKIM signatures, RSA and Ed25519, verified by an independent program (dkimpy)."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from dkim.canonicalization import Relaxed
from hypothesis import given, settings
from hypothesis import strategies as st

from listserv.delivery.copy import mould
from listserv.delivery.signer import Signer, plan
from listserv.identity import keys
from listserv.model import MARK_LEAVE, Rendition
from listserv.text import signed as form
from tests.support import dkimpy
from tests.support.copies import signed_copy

HEAD = (
    b'From: "Amina via hifa" <hifa-author+abc@lists.example.org>\r\n'
    b"To: hifa@lists.example.org\r\n"
    b"Subject: =?utf-8?q?M=C3=A9dicaments?=\r\n =?utf-8?q?_et_stocks?=\r\n"
    b"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n"
    b"Message-ID: <1@example.org>\r\n"
    b"References: <0@example.org>\r\n\t<0.5@example.org>\r\n"
    b"List-Id: HIFA <hifa.lists.example.org>\r\n"
    b"List-Unsubscribe: <https://lists.example.org/leave/" + MARK_LEAVE + b">,\r\n"
    b" <mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b"Auto-Submitted: auto-generated\r\n"
    b"X-Not-Signed: yes\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain;  charset=utf-8\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n"
)
BODY = b"hello  there \t\r\n.\r\n..dots\r\n\r\n\r\n"
LEAVE = "abcdefghijklmnopqrstuvwxyz23"
NOW = 1_763_000_000.0


RSA, ED25519 = keys.new("one"), keys.new("two", "ed25519")
RECORDS = {
    "one._domainkey.lists.example.org": RSA.record(),
    "two._domainkey.lists.example.org": ED25519.record(),
}
SIGNER = Signer("lists.example.org", RSA, ED25519)


def copy(head: bytes = HEAD, body: bytes = BODY, leave: str = LEAVE) -> bytes:
    return signed_copy(SIGNER, Rendition("en", head, body), leave, NOW)


def verifies(message: bytes) -> bool:
    """Both signatures, or neither."""
    found = dkimpy.signatures(message, RECORDS)
    assert found in ([True] * 2, [False] * 2)
    return found[0]


def test_a_copy_verifies() -> None:
    assert verifies(copy())


def test_every_copy_has_its_own_signature() -> None:
    one, another = copy(leave="a" * 28), copy(leave="b" * 28)
    assert verifies(another)
    assert not verifies(one.replace(b"a" * 28, b"b" * 28))


def test_lines_are_short_and_all_that_matters_is_covered() -> None:
    header = copy().partition(b"\r\nDKIM-Signature:")[0]
    assert max(map(len, header.split(b"\r\n"))) <= 78
    tag = re.search(rb"h=([^;]*);", re.sub(rb"\s", b"", header))
    assert tag is not None
    names = tag[1].decode().split(":")
    assert names.count("from") == 2  # one more than there are: a second From breaks it
    assert {"to", "subject", "date", "message-id", "list-unsubscribe"} < set(names)
    assert {"list-unsubscribe-post", "list-id", "auto-submitted", "content-type"} < set(names)
    assert "x-not-signed" not in names


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"hello", b"hallo"),
        (b"Subject: =?utf-8?q?M", b"Subject: =?utf-8?q?m"),
        (b"To: hifa@", b"To: hafi@"),
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"),
        (b"\r\nTo:", b"\r\nFrom: another@example.org\r\nTo:"),
    ],
)
def test_a_changed_message_does_not_verify(old: bytes, new: bytes) -> None:
    message = copy()
    assert old in message
    assert not verifies(message.replace(old, new))


def test_blanks_that_relays_touch_do_not_matter() -> None:
    message = copy().replace(b"hello  there \t\r\n", b"hello there\r\n")
    message = message.replace(b"Subject: ", b"subject:   ").rstrip(b"\r\n") + b"\r\n"
    assert verifies(message)


@settings(max_examples=20)
@given(body=st.text(" \tab.", max_size=12).map(lambda s: s.encode() + b"\r\n") | st.just(b""))
def test_any_body_verifies(body: bytes) -> None:
    assert verifies(copy(body=body * 2))


def test_doubled_headers_are_signed_from_the_bottom() -> None:
    assert verifies(copy(head=HEAD + b"List-Id: b\r\nList-Id: c\r\n"))


def test_each_key_has_a_signature_of_its_own() -> None:
    tags = re.findall(rb"a=([a-z0-9-]+);.*\r\n s=(\w+);", copy())
    assert tags == [(b"rsa-sha256", b"one"), (b"ed25519-sha256", b"two")]


def test_a_plan_knows_nothing_of_keys() -> None:
    made = plan(mould(Rendition("en", HEAD, BODY)))
    other = Signer("lists.example.org", keys.new("three", "ed25519"))
    assert b"s=three;" in other.sign(made, [LEAVE], NOW)[0]


@given(body=st.text(" \tab.", max_size=12), end=st.sampled_from(["", "\r\n", " \r\n\r\n\t\r\n"]))
def test_our_canonical_body_is_that_of_dkimpy(body: str, end: str) -> None:
    octets = f"{body}\r\n{body}{end}".encode() if end else b""
    digest = hashlib.sha256(Relaxed.canonicalize_body(octets)).digest()
    assert form.body_hash(octets) == base64.b64encode(digest).decode()


@given(name=st.sampled_from(["subject", "list-id"]), value=st.text(" \tab;=", max_size=20))
def test_our_canonical_header_is_that_of_dkimpy(name: str, value: str) -> None:
    folded = value.replace(";", ";\r\n ").encode()
    (theirs,) = Relaxed.canonicalize_headers([(name.title().encode(), folded + b"\r\n")])
    assert form.relaxed(name, folded) == b":".join(theirs)
