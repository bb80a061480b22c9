"""Signed and encrypted mail on a list with `body = original`, judged by GnuPG and OpenSSL.

What they made goes in, the copy that would leave comes out, and they judge it again: the octets
between the author's pen and the reader's eye are then known to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from listserv.delivery.copy import mould
from listserv.fanout.cook import Footer, Order
from listserv.fanout.original import cook_original
from listserv.model import MailingList, Policy, Post, Publication, Site, State
from listserv.text.carried import carry
from tests.support import signing
from tests.support.signing import AMINA, Keys, crlf, entity, first_part, read

pytestmark = [pytest.mark.slow, pytest.mark.gnupg]

FOOTER = Footer(("Write leave to hifa-request@lists.example.org",))
TEXT = b"Dear all,\r\n\r\nDose:  5 mg \r\n- twice a day\r\n.\r\nFrom Busia\r\n"
LONG = b"The dose depends on the weight. " * 25 + b"\r\n"
FRENCH = "La dose dépend du poids.\r\n"
ORDER = Order(
    Post(
        number=1, list_id=1, state=State.APPROVED, received=0.0, sent=0.0, person_id=7,
        author="Amina", address=AMINA, country="", proof="dkim", subject="Dose", topic="Dose",
        message_id="a@clinic.example", references=(), language="en", text="", version=1,
    ),
    Publication(1, 0, 1, "Dose", "Dose", "k3jq7m2x5abc"),
    MailingList(1, "hifa", Policy(body="original")),
    Site("lists.example.org", "Example lists"),
    "hifa-author@lists.example.org",
)  # fmt: skip


@pytest.fixture(scope="module")
def keys() -> Iterator[Keys]:
    with signing.keys() as made:
        yield made


def copy_of(raw: bytes) -> bytes:
    """The octets of a copy, as a relay gets them."""
    rendition = cook_original(
        ORDER, "en", FOOTER, carry(b"From: " + AMINA.encode() + b"\r\n" + raw)
    )
    sent = mould(rendition)
    return sent.fill("leavetoken") + b"\r\n" + sent.body()


def assert_footer_beside(octets: bytes) -> None:
    message = read(octets)
    assert message.get_content_type() == "multipart/mixed"
    _, below = message.iter_parts()
    assert FOOTER.lines[0] in below.get_content()


# --- signed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [entity(TEXT), entity(LONG)], ids=["short", "lines of 800"])
def test_a_pgp_signature_stays_good(keys: Keys, content: bytes) -> None:
    octets = copy_of(keys.pgp_mime(content))
    assert_footer_beside(octets)
    keys.verify_pgp(first_part(octets))
    with pytest.raises(AssertionError, match="BAD signature"):
        keys.verify_pgp(first_part(octets).replace(b"ose", b"osi"))


@pytest.mark.parametrize("content", [entity(TEXT), entity(LONG)], ids=["short", "lines of 800"])
def test_an_s_mime_signature_stays_good(keys: Keys, content: bytes) -> None:
    octets = copy_of(keys.s_mime(content))
    assert_footer_beside(octets)
    assert keys.verify_s_mime(first_part(octets)) == content
    with pytest.raises(AssertionError):
        keys.verify_s_mime(first_part(octets).replace(b"ose", b"osi"))


def test_a_signature_within_a_message_of_several_parts_stays_good(keys: Keys) -> None:
    """Another list in front has put its footer beside the signed mail; it needs 8 bits, we none."""
    raw = (
        b"Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\n"
        + keys.pgp_mime(entity(LONG))
        + b"\r\n--outer\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + "pied de page ajouté".encode()
        + b"\r\n--outer--\r\n"
    )
    octets = copy_of(raw)
    keys.verify_pgp(first_part(first_part(octets)))
    assert octets.isascii()


@pytest.mark.parametrize("how", ["pgp", "s/mime"])
def test_what_was_signed_in_8_bits_goes_without_its_signature(keys: Keys, how: str) -> None:
    """RFC 1847 §2.1 wants signed parts in 7 bits. Encoded anew, the signature would be wrong, and
    a reader would be told that somebody has tampered with the mail."""
    content = entity(FRENCH.encode(), "utf-8", "8bit")
    octets = copy_of(keys.pgp_mime(content) if how == "pgp" else keys.s_mime(content))
    said, _ = read(octets).iter_parts()
    assert said.get_content_type() == "text/plain"
    assert said.get_content() == FRENCH
    assert b"signature" not in octets
    assert octets.isascii()


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "Short.\n\n- dashes\nla dose dépend du poids\n"),
        ("utf-8", "A long paragraph on the dose. " * 20 + "\n"),
        ("iso-8859-1", "la dose dépend du poids\n"),
    ],
)
def test_an_inline_signature_stays_good(keys: Keys, charset: str, text: str) -> None:
    signed = keys.gpg("--clearsign", given=text.encode(charset))
    raw = entity(crlf(signed), charset, "8bit")
    octets = copy_of(raw)
    message = read(octets)
    part = next(message.iter_parts(), message)
    said = part.get_payload(decode=True)
    assert isinstance(said, bytes)
    keys.gpg("--verify", given=said)
    if charset == "utf-8":
        assert FOOTER.lines[0] in message.get_content()
    else:
        assert_footer_beside(octets)
    with pytest.raises(AssertionError, match="BAD signature"):
        keys.gpg("--verify", given=said.replace(b"dose", b"dosis"))


# --- encrypted ----------------------------------------------------------------------------------


def test_mail_encrypted_by_pgp_is_the_whole_copy(keys: Keys) -> None:
    closed = keys.gpg("--armor", "--encrypt", "-r", AMINA, given=entity(TEXT))
    raw = (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=c\r\n'
        b"\r\n--c\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--c\r\n"
        b"Content-Type: application/octet-stream\r\n\r\n" + crlf(closed) + b"\r\n--c--\r\n"
    )
    message = read(copy_of(raw))
    assert message.get_content_type() == "multipart/encrypted"
    assert "List-Unsubscribe" in message
    _, within = message.iter_parts()
    assert keys.gpg("--decrypt", given=within.get_content()) == entity(TEXT)


def test_mail_encrypted_by_s_mime_is_the_whole_copy(keys: Keys) -> None:
    closed = keys.openssl("cms", "-encrypt", "-aes256", keys.certificate, given=entity(TEXT))
    octets = copy_of(crlf(closed))
    assert read(octets).get_content_type() == "application/pkcs7-mime"
    opened = keys.openssl("cms", "-decrypt", "-inkey", keys.key, given=octets)
    assert crlf(opened) == entity(TEXT)
