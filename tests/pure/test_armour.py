"""Signed and encrypted mail as a list reads it: what is closed, and the words between the marks."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from listserv.reading import read
from listserv.text import armour
from tests.support.mails import mail, multipart, nested, part

SIGNED = """\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Dear all,

- - a dose a day
- -----BEGIN of the line
-----BEGIN PGP SIGNATURE-----

iQEzBAEBCAAdFiEE
-----END PGP SIGNATURE-----
"""
CLOSED = "-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
ENCRYPTED = multipart(
    'encrypted; protocol="application/pgp-encrypted"',
    part("application/pgp-encrypted", "Version: 1\r\n"),
    part("application/octet-stream", CLOSED),
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SIGNED, "Dear all,\n\n- a dose a day\n-----BEGIN of the line\n"),
        (
            f"Above\n{SIGNED}Below",
            "Above\nDear all,\n\n- a dose a day\n-----BEGIN of the line\nBelow",
        ),
        (
            SIGNED.replace("Hash: SHA256\n", ""),
            "Dear all,\n\n- a dose a day\n-----BEGIN of the line\n",
        ),
        ("- a list\n- of two", "- a list\n- of two"),
        (SIGNED.partition("-----END")[0], SIGNED.partition("-----END")[0]),
        (SIGNED.replace("-----BEGIN PGP SIGNATURE", "----"), None),
        (SIGNED + SIGNED, "Dear all,\n\n- a dose a day\n-----BEGIN of the line\n" * 2),
        (f"> {SIGNED}", f"> {SIGNED}"),
    ],
)
def test_the_words_between_the_marks(text: str, words: str | None) -> None:
    assert armour.unwrapped(text) == (text if words is None else words)


# An armour round nothing, with nothing behind it: the line end above it was lost.
EMPTY = """\
-----BEGIN PGP SIGNED MESSAGE-----

-----BEGIN PGP SIGNATURE-----
-----END PGP SIGNATURE-----"""
MARKS = st.sampled_from(SIGNED.splitlines() + CLOSED.splitlines() + ["", "words", "- words"])


@example(f"Above\n{EMPTY}")
@given(st.lists(MARKS, max_size=30).map("\n".join))
def test_what_stands_above_the_marks_stays_and_all_of_an_unsigned_text(text: str) -> None:
    outside = text.partition("-----BEGIN PGP SIGNED MESSAGE-----")[0]
    assert armour.unwrapped(text).startswith(outside)
    if not armour.is_signed(text):
        assert armour.unwrapped(text) == text


def test_a_signed_post_is_read_without_its_armour() -> None:
    reading = read(mail(SIGNED))
    assert reading.clean == "Dear all,\n\n- a dose a day\n-----BEGIN of the line"
    assert not reading.encrypted


def test_a_signature_beside_the_text_is_no_attachment() -> None:
    raw = multipart(
        "signed", part("text/plain", "Dear all."), part("application/pgp-signature", "x")
    )
    assert (read(raw).clean, read(raw).attachments, read(raw).encrypted) == ("Dear all.", (), False)


@pytest.mark.parametrize(
    "raw",
    [
        ENCRYPTED,
        multipart("mixed", nested("encrypted", part("application/octet-stream", "x"))),
        mail("MIIB", Content_Type="application/pkcs7-mime; smime-type=enveloped-data"),
        mail("MIIB", Content_Type='application/x-pkcs7-mime; name="smime.p7m"'),
        mail("MIIB", Content_Type="application/pkcs7-mime; smime-type=signed-data"),
        # As RFC 8551 §3.3 shows it: the whole mail is said to be an attachment.
        mail(
            "MIIB",
            Content_Type="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
            Content_Disposition="attachment; filename=smime.p7m",
        ),
        mail(CLOSED),
        mail(f"See below.\n\n{CLOSED}"),
    ],
)  # fmt: skip
def test_a_closed_mail_is_known(raw: bytes) -> None:
    assert read(raw).encrypted


@pytest.mark.parametrize(
    "raw",
    [
        mail("How do I write -----BEGIN PGP MESSAGE----- ?"),
        mail("> -----BEGIN PGP MESSAGE-----\n\nWhat is this?"),
        multipart(
            "mixed",
            part("text/plain", "Our files."),
            part("application/pkcs7-mime", "x", Content_Disposition="attachment"),
        ),
    ],
)
def test_mail_that_speaks_of_it_is_open(raw: bytes) -> None:
    assert not read(raw).encrypted
