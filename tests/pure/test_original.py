"""Copies of a mail as it came: what is kept, what is made safe, where the footer goes."""

import base64
import email
from dataclasses import replace
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
FOOTER = Footer(("Write leave to hifa-request@lists.example.org",))
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
        (b'multipart/signed; boundary="in"', SIGNED.replace(b"Dose", b"Dose of " + b"x" * 900)),
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


CLOSED = (
    b"--in\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--in\r\n"
    b"Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\n--in--\r\n"
)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b"multipart/encrypted; boundary=in", CLOSED),
        (b"application/pkcs7-mime; smime-type=enveloped-data", b"MIIB\r\n"),
        (b"application/x-pkcs7-mime", b"\x80\x00binary\r\n"),
    ],
)
def test_what_is_closed_is_the_whole_mail(content_type: bytes, body: bytes) -> None:
    """Mail programs open a part of a mail no more: its neighbours could steal what it says."""
    octets, read = copy(mail(content_type, body))
    assert read.get_content_type() == content_type.split(b";")[0].decode()
    assert FOOTER.lines[0].encode() not in octets
    assert octets.count(b"Content-Type: " + content_type) == 1
    if not read.is_multipart():
        assert read.get_content() == body


@pytest.mark.parametrize("body", [SIGNED.replace(b"Dose", "Dosé".encode()), SIGNED + b"\xe9"])
def test_a_signature_that_cannot_hold_is_left_out(body: bytes) -> None:
    _, read = copy(mail(b"multipart/signed; boundary=in", body))
    said, _ = read.iter_parts()
    assert said.get_content_type() == "text/plain"
    assert "5 mg" in said.get_content()
    assert "signature" not in str(read)


def test_a_signed_mail_with_more_than_two_parts_loses_none() -> None:
    body = SIGNED.replace(b"--in--", b"--in\r\nContent-Type: text/html\r\n\r\n\xe9\r\n--in--")
    _, read = copy(mail(b"multipart/signed; boundary=in; micalg=x", body))
    said, _ = read.iter_parts()
    assert said.get_content_type() == "multipart/mixed"
    assert [one.get_content_type() for one in said.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("encoding", [b"8bit", b"binary", b'"8BIT"', b"8bit (really)"])
@pytest.mark.parametrize("kind", [b"text/html", b"message/rfc822", b"application/json"])
def test_no_copy_needs_8bitmime(encoding: bytes, kind: bytes) -> None:
    """A part in ASCII that says it is 8bit: a relay would encode it anew for a peer that knows
    only 7 bits, and our signature over the copy would be a wrong one."""
    says = b"Content-Transfer-Encoding: " + encoding
    inner = (
        b"--in\r\nContent-Type: " + kind + b"\r\n" + says + b"\r\n\r\nX: y\r\n\r\nz\r\n--in--\r\n"
    )
    for raw in (
        mail(kind, b"X: y\r\n\r\nz\r\n", says),
        mail(b"multipart/mixed; boundary=in", inner, says),
    ):
        octets, _ = copy(raw)
        assert b"8bit" not in octets.lower()
        assert b"binary" not in octets.lower()


def test_lines_are_short_but_in_what_is_signed() -> None:
    words = b"The dose depends on the weight. " * 10 + b"\r\n"
    long = b"--in\r\nContent-Type: text/html\r\n\r\n" + words + b"\r\n--in--\r\n"
    octets, read = copy(mail(b"multipart/alternative; boundary=in", long))
    assert all(len(line) <= 76 for line in octets.split(b"\r\n"))
    html = next(next(read.iter_parts()).iter_parts())  # type: ignore[attr-defined]
    assert html.get_content().split() == words.decode().split()


def test_a_text_in_base64_cannot_break_out_of_its_part() -> None:
    """Encoded anew, as quoted-printable, its line was the boundary of the multipart around it."""
    hidden = b"a\r\n--in\r\nContent-Type: text/html\r\n\r\n/leave/" + TOKEN
    body = (
        b"--in\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(hidden).replace(b"\n", b"\r\n")
        + b"--in--\r\n"
    )
    octets, read = copy(mail(b"multipart/mixed; boundary=in", body))
    assert TOKEN not in octets
    (text,) = next(read.iter_parts()).iter_parts()  # type: ignore[attr-defined]
    assert "Content-Type: text/html" in text.get_content()


def test_a_forwarded_mail_stays_one() -> None:
    """Its words are made 7-bit, its live tokens masked wherever they stand."""
    inner = (
        "Subject: =?utf-8?q?Caf=C3=A9?=\r\nX-Note: café\r\nX-Link: /leave/".encode()
        + TOKEN
        + b"\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + b"Content-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes("Voilà /leave/".encode() + TOKEN)
    )
    _, read = copy(mail(b"message/rfc822", inner))
    (forwarded,) = next(read.iter_parts()).iter_parts()  # type: ignore[attr-defined]
    assert forwarded["Subject"] == "Café"
    assert forwarded["X-Link"].strip() == "/leave/***"
    assert forwarded.get_content() == "Voilà /leave/***\r\n"


def test_mails_within_mails_have_an_end() -> None:
    head = b"Content-Type: message/rfc822\r\n\r\n"
    octets, _ = copy(head * 2000 + b"Subject: x\r\n\r\n/leave/" + TOKEN + b" \xe9")
    assert TOKEN not in octets


@pytest.mark.parametrize(
    ("text", "written"), [("", 1), ("Amina is a nurse.", 0), ("As you know:\nAmina is a nurse.", 0)]
)
def test_a_profile_line_of_her_own_stands_once(text: str, written: int) -> None:
    made = order()
    made = replace(made, post=replace(made.post, text=text))
    body = cook_original(made, "en", FOOTER, carry(mail(b"text/html", b"<p>x"))).body
    assert body.count(b"Amina is a nurse.") == written


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
    assert pdf.get_filename() == "fiche é.pdf"
    assert png.get_content() == b"\x89PNG"
    assert b"X-Secret" not in octets


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (b"text/html", b"<a href='https://x.org/leave/" + TOKEN + b"'>leave</a>\r\n"),
        (b"text/plain", b"hifa-leave+" + TOKEN + b"@lists.example.org"),
        (b"message/rfc822", b"To: hifa-confirm+" + TOKEN + b"@lists.example.org\r\n\r\nx\r\n"),
        (b"multipart/mixed; boundary=in", SIGNED.replace(b"Dose:", b"/leave/" + TOKEN)),
        (b"multipart/signed; boundary=in", SIGNED.replace(b"Dose:", b"/leave/" + TOKEN)),
        (b'text/html; name="hifa-leave+' + TOKEN + b'.html"', b"<p>x</p>"),
        (b"multipart/mixed; boundary=in", b"--in\r\nContent-Id: </leave/" + TOKEN + b">\r\n\r\n"),
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
        *(
            b"--b\r\n",
            b"x" * 1200,
            b"Content-Id: <" + b"y" * 1200 + b">\r\n",
            b"/leave/" + TOKEN + b".",
        ),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=20).map(b"".join))
def test_any_octets_make_a_copy_that_can_be_sent(body: bytes) -> None:
    for raw in (mail(b"multipart/mixed; boundary=in", body), body):
        octets, read = copy(raw)
        leaves = [part for part in read.walk() if not part.is_multipart()]
        said = [octets, *(part.get_payload(decode=True) or b"" for part in leaves)]
        assert not any(b"/leave/" + TOKEN + b"." in one for one in said)


def test_a_deep_mail_makes_a_copy() -> None:
    body = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(500)
    )
    assert mould(cook_original(order(), "en", FOOTER, carry(body + b"\xe9"))).personal
