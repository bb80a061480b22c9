"""A whole mail as a file of a letter: whatever its octets, every relay passes it on unchanged."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.attached import mail_file, with_files

TEXT = "This is number 4711 as it came, María.\n"
HEADERS = [("Subject", "As it came: Stock cards"), ("To", "maria@example.org")]


def attached(raw: bytes) -> tuple[bytes, str]:
    """The octets of the file, and the text beside it, as a mail program reads them."""
    head, body = with_files(HEADERS, TEXT, [mail_file(raw)])
    whole = head + b"\r\n" + body
    assert whole.isascii()
    assert max(map(len, whole.split(b"\r\n"))) <= 76
    read = message_from_bytes(whole, policy=policy.default)
    text, file = read.iter_parts()
    assert file.get_filename() == "mail.eml"
    assert file.get_content_disposition() == "attachment"
    return file.get_content(), text.get_content().replace("\r\n", "\n")


@given(st.binary(max_size=2000))
def test_any_octets_come_through(raw: bytes) -> None:
    assert attached(raw) == (raw, TEXT)


@pytest.mark.parametrize("raw", [b"", b"Subject: x\r\n\r\n" + b"y" * 5000, b"--=_\r\n", b"\xff\0"])
def test_odd_mails(raw: bytes) -> None:
    assert attached(raw)[0] == raw


def test_no_token_of_ours_goes_along() -> None:
    """Whoever reads the original could leave in its author's name."""
    token = "abcdefghijklmnopqrstuvwxyz23"
    raw = f"Subject: x\r\n\r\n> hifa-leave+{token}@lists.example.org\r\n".encode()
    assert b"hifa-leave+***@lists.example.org" in attached(raw)[0]
