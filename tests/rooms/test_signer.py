"""DKIM signatures, verified by an independent program (dkimpy)."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from listserv.delivery import signer
from listserv.delivery.copy import mould
from listserv.delivery.signer import Signer
from listserv.model import MARK_LEAVE, Rendition

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


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "dkim.pem"
    signer.generate_key(path)
    return path


@pytest.fixture(scope="module")
def site(key: Path) -> Signer:
    return Signer.load(key, "lists.example.org")


def signed(site: Signer, head: bytes = HEAD, body: bytes = BODY, leave: str = LEAVE) -> bytes:
    made = mould(Rendition("en", head, body))
    return site.sign(site.plan(made), leave, NOW) + made.fill(leave) + b"\r\n" + body


def verifies(message: bytes, key: Path) -> bool:
    asked: list[bytes] = []

    def txt(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return signer.public_record(key).encode()

    valid = dkim.verify(message, dnsfunc=txt)
    assert asked == [b"listserv._domainkey.lists.example.org."]
    return bool(valid)


def test_a_copy_verifies(site: Signer, key: Path) -> None:
    assert verifies(signed(site), key)


def test_every_copy_has_its_own_signature(site: Signer, key: Path) -> None:
    one, another = signed(site, leave="a" * 28), signed(site, leave="b" * 28)
    assert verifies(another, key)
    assert not verifies(one.replace(b"a" * 28, b"b" * 28), key)


def test_lines_are_short_and_all_that_matters_is_covered(site: Signer) -> None:
    header = signed(site).partition(b"\r\nFrom:")[0]
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
def test_a_changed_message_does_not_verify(site: Signer, key: Path, old: bytes, new: bytes) -> None:
    message = signed(site)
    assert old in message
    assert not verifies(message.replace(old, new), key)


def test_blanks_that_relays_touch_do_not_matter(site: Signer, key: Path) -> None:
    message = signed(site).replace(b"hello  there \t\r\n", b"hello there\r\n")
    message = message.replace(b"Subject: ", b"subject:   ").rstrip(b"\r\n") + b"\r\n"
    assert verifies(message, key)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(" \tab.", max_size=12).map(lambda s: s.encode() + b"\r\n") | st.just(b""))
def test_any_body_verifies(site: Signer, key: Path, body: bytes) -> None:
    assert verifies(signed(site, body=body * 2), key)


def test_doubled_headers_are_signed_from_the_bottom(site: Signer, key: Path) -> None:
    assert verifies(signed(site, head=HEAD + b"List-Id: b\r\nList-Id: c\r\n"), key)


def test_a_key_is_private_and_never_replaced(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        signer.generate_key(key)
    assert re.fullmatch(r"v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{380,400}", signer.public_record(key))


def _short_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=1024).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "no signing key"), (b"rubbish", "no signing key"), (_short_key(), "2048 bits")],
)
def test_an_unusable_key_says_so(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as caught:
        Signer.load(path, "lists.example.org")
    assert str(path) in str(caught.value)
