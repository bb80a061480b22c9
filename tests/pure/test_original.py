"""Copies of a mail as it came: what is kept, what is made safe, where the footer goes."""

import email
from email import policy as parsing
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.delivery.copy import mould
from listserv.fanout.cook import Footer, Order
from listserv.fanout.original import cook_original
from listserv.model import MARK_LEAVE, MailingList, Policy, Post, Publication, Site, State
from listserv.text.carried import carry

TOKEN = b"abcdefghijklmnopqrstuvwxyz23"
FOOTER = Footer(("Write leave to hifa-request@lists.example.org",), "not sent")
SIGNED = (
    b"--in\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nDose:  5 mg \r\n\r\n"
    b"--in\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n"
    b"\r\n--in--\r\n"
)


def order() -> Order:
    post = Post(
        number=1, list_id=1, state=State.APPROVED, received=0.0, sent=0.0, person_id=7,
        author="Amina", address="amina@clinic.example", country="", proof="dkim", subject="Cards",
        topic="Cards", message_id="a@clinic.example", references=(), language="en", text="",
        version=1, profile="Amina is a nurse.",
    )  # fmt: skip
    return Order(
        post,
        Publication(1, 0, 1, "Cards", "Cards", "k3jq7m2x5abc"),
        MailingList(1, "hifa", Policy(body="original")),
        Site("lists.example.org", "Example lists"),
        "hifa-author@lists.example.org",
    )


def copy(raw: bytes) -> tuple[bytes, EmailMessage]:
    """The octets that leave, which `mould` has checked, and what a mail program reads in them."""
    rendition = cook_original(order(), "en", FOOTER, carry(raw))
    sent = mould(rendition)
    octets = sent.fill("leavetoken") + b"\r\n" + rendition.body
    read = email.message_from_bytes(octets, policy=parsing.SMTP)
    assert isinstance(read, EmailMessage)
    return octets, read


def mail(content_type: bytes, body: bytes, *more: bytes) -> bytes:
    lines = (b"From: amina@clinic.example", b"Content-Type: " + content_type, *more)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("content_type", "body", "said"),
    [
        (b"text/plain", b"Hello.\r\n", "Hello."),
        (b"text/plain; charset=latin-1", "Bien reçu".encode("latin-1"), "Bien reçu"),
        (b"text/plain; charset=utf-8", "مرحبا\n".encode(), "مرحبا"),
        (b"nonsense", b"Hello.", "Hello."),
        (b"multipart/mixed", b"Hello.", "Hello."),
    ],
)
def test_plain_text_gets_the_footer_below_it(content_type: bytes, body: bytes, said: str) -> None:
    _, read = copy(mail(content_type, body))
    assert read.get_content_type() == "text/plain"
    assert read.get_content().splitlines() == [
        *(said, "", "Amina is a nurse.", "", "-- ", *FOOTER.lines)
    ]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b'multipart/signed; protocol="application/pgp-signature";\r\n\tboundary=in', SIGNED),
        (b'multipart/alternative; boundary="in"', SIGNED),
        (b"text/html", b"<p>Hello &amp; <b>thank you</b></p>\r\n"),
        (b"text/plain; format=flowed", b"a line \r\nthat flows\r\n"),
        (b"application/pdf; name=card.pdf", b"%PDF-1.4\r\n"),
    ],
)
def test_anything_else_is_kept_byte_for_byte_beside_the_footer(
    content_type: bytes, body: bytes
) -> None:
    octets, read = copy(mail(content_type, body))
    assert b"Content-Type: " + content_type + b"\r\n\r\n" + body in octets
    assert read.get_content_type() == "multipart/mixed"
    first, second = read.iter_parts()
    assert first.get_content_type() == content_type.split(b";")[0].decode()
    assert second.get_content().splitlines()[-2:] == ["-- ", *FOOTER.lines]
    assert not read.defects


def test_only_the_part_that_needs_it_is_encoded_anew() -> None:
    body = (
        b"--in\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        b"X-Secret: 1\r\n\r\n" + "Dosage précis".encode() + b"\r\n"
        b"--in\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="fiche \xc3\xa9.pdf"\r\n\r\nJVBERi0=\r\n'
        b"--in\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n--in--\r\n"
    )
    octets, read = copy(mail(b"multipart/mixed; boundary=in", body))
    text, pdf, png = next(read.iter_parts()).iter_parts()  # type: ignore[union-attr]
    assert text.get_content() == "Dosage précis\r\n"
    assert b"\r\nJVBERi0=\r\n" in octets
    assert pdf.get_filename() == "fiche _.pdf"
    assert png.get_content() == b"\x89PNG"
    assert b"X-Secret" not in octets


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b"text/html", b"<a href='https://x.org/leave/" + TOKEN + b"'>leave</a>\r\n"),
        (b"text/plain", b"hifa-leave+" + TOKEN + b"@lists.example.org"),
        (b"message/rfc822", b"To: hifa-confirm+" + TOKEN + b"@lists.example.org\r\n\r\nx\r\n"),
        (b"multipart/mixed; boundary=in", SIGNED.replace(b"Dose:", b"/leave/" + TOKEN)),
    ],
)
def test_live_tokens_do_not_go_out(content_type: bytes, body: bytes) -> None:
    octets, read = copy(mail(content_type, body))
    leaves = [part for part in read.walk() if not part.is_multipart()]
    said = [octets, *(part.get_payload(decode=True) or b"" for part in leaves)]
    assert not any(TOKEN in one for one in said)
    assert any(b"***" in one for one in said)


@pytest.mark.parametrize(
    "line",
    [
        b"Received: from [192.0.2.7] by mx.example.org",
        b"X-Originating-IP: 192.0.2.7",
        b"Disposition-Notification-To: amina@clinic.example",
        b"Content-Length: 7",
        b"Cc: juma@clinic.example",
    ],
)
def test_headers_that_do_not_go_out(line: bytes) -> None:
    octets, _ = copy(mail(b"text/html", b"<p>Hello</p>", line))
    assert line.partition(b":")[0] not in octets


def test_a_head_holds_the_leave_mark() -> None:
    assert MARK_LEAVE in cook_original(order(), "en", FOOTER, carry(mail(b"text/html", b"x"))).head


PIECES = st.sampled_from(
    [
        *(b"--in\r\n", b"--in--\r\n", b"\r\n", b"\n", b"\r", b"\x00", b"\xe9", b"." * 2, b"--"),
        *(b"Content-Type: text/html\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n"),
        *(b"Content-Type: message/rfc822\r\n", b"Content-Transfer-Encoding: base64\r\n"),
        *(b"--b\r\n", b"x" * 1200, b"Content-Id: <" + b"y" * 1200 + b">\r\n", b"/leave/" + TOKEN),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=20).map(b"".join))
def test_any_octets_make_a_copy_that_can_be_sent(body: bytes) -> None:
    copy(mail(b"multipart/mixed; boundary=in", body))
    copy(body)


def test_a_deep_mail_makes_a_copy() -> None:
    body = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(500)
    )
    assert mould(cook_original(order(), "en", FOOTER, carry(body + b"\xe9"))).personal
