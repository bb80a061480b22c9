"""A whole message as a Reading: what is asked of it, whatever the bytes."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from listserv.model import Reading
from listserv.reading import read
from tests.support.mails import mail, multipart, nested, part, report
from tests.support.pace import Pace


def test_an_ordinary_mail() -> None:
    text = (
        "Dear all,\n\nStock cards help our pharmacists to order in time, and they cost next to\n"
        "nothing.\n\nBest,\nAmina\n\nSent from my iPhone\n\n"
        "On 05/01/2026 22:06, Rohan Shah wrote:\n> How do you count?\n"
    )
    reading = read(
        mail(
            text,
            Subject="=?utf-8?q?Fiches_=C3=A0_jour?=",
            Reply_To="a@example.org, b@example.org",
            In_Reply_To="<zero@example.org>",
            References="<root@example.org> <zero@example.org> <root@example.org>",
            Received="from x by y",
            List_Id="Other list <other.example.org>",
            X_Listserv_Trace="lists.example.org",
            Authentication_Results="mx.example.org; dkim=pass",
            DKIM_Signature="v=1; a=rsa-sha256; d=Example.org;\r\n s=sel; b=x",
        )
    )
    assert reading.subject == "Fiches à jour"
    assert (reading.from_name, reading.from_address) == ("Amina Kamau", "amina@example.org")
    assert reading.reply_to == ("a@example.org", "b@example.org")
    assert reading.date == 1767596760.0
    assert reading.message_id == "one@example.org"
    assert reading.in_reply_to == ("zero@example.org",)
    assert reading.references == ("root@example.org", "zero@example.org")
    assert reading.language == "en"
    assert reading.clean == (
        "Dear all,\n\nStock cards help our pharmacists to order in time, and they cost next to"
        " nothing.\n\nBest,\nAmina"
    )
    assert "How do you count?" in reading.text
    assert reading.removed.quoted_lines == 1 and reading.removed.phone_line
    assert reading.list_ids == ("other.example.org",)
    assert reading.traces == ("lists.example.org",)
    assert reading.hops == 1
    assert reading.results == ("mx.example.org; dkim=pass",)
    assert reading.signatures == (("example.org", "sel"),)
    assert len(reading.digest) == len(reading.text_digest) == 64
    assert reading.defects == ()


def test_html_only() -> None:
    raw = mail("<p>Yes,</p><p>with <b>cards</b>.</p>", Content_Type="text/html; charset=utf-8")
    reading = read(raw)
    assert reading.clean == "Yes,\n\nwith cards." and reading.removed.html


def test_what_is_cut_is_told() -> None:
    reading = read(mail("word " * 250_000))
    assert len(reading.text) <= 500_000 and reading.defects == ("text too long",)
    markup = mail("<p>x</p>" * 50_000, Content_Type="text/html; charset=utf-8")
    assert read(markup).defects == ("text too long",)
    assert read(mail("word " * 20_000)).defects == ()


HANDED_ON = (
    "From: Rohan Shah <rohan@example.org>\nSent: Monday, January 5, 2026\nTo: x\n"
    "Subject: Cards\n\nStock cards are free until May.\n"
)


def test_a_letter_handed_on_without_a_word_and_without_a_mark() -> None:
    """A member forwarded a call, made its subject clear, and her post was empty."""
    assert read(mail(HANDED_ON)).clean.endswith("Stock cards are free until May.")
    assert read(mail(HANDED_ON, Subject="Re: Stock cards")).clean == ""
    assert read(mail(HANDED_ON, In_Reply_To="<zero@example.org>")).clean == ""


def test_junk_is_not_part_of_the_words() -> None:
    gateway = "https://eur01.safelinks.protection.outlook.com/?url="
    text = (
        f"See {gateway}https%3A%2F%2Fexample.org%2Fa%3Futm_source%3Dx&data=1 please.\n"
        "[cid:image001.png@01D6]\n\u200bOn Mon, 5 Jan 2026, Rohan <r@example.org> wrote:\n> old\n"
    )
    assert read(mail(text)).clean == "See https://example.org/a please."


def test_what_may_show_a_patient() -> None:
    photo = part('image/jpeg; name="ward.jpg"', b"x" * 20_000, coded=True)
    raw = multipart("mixed", part("text/plain", "Mrs A. Banda, 34 yrs, ward 3."), photo)
    assert read(raw).patient == ("image: ward.jpg", "name and age: Mrs A. Banda, 34 yrs")
    assert read(mail()).patient == ()


def test_format_flowed() -> None:
    raw = mail("one \ntwo\n", Content_Type="text/plain; charset=utf-8; format=flowed")
    assert read(raw).clean == "one two"


IDS = [
    ("<a@b> <c@d>", ("a@b", "c@d")),
    ("a@b", ("a@b",)),
    ("Your message of Monday <a@b>", ("a@b",)),
    ("<a\r\n b@c>", ("ab@c",)),
    ("<a@b><a@b>", ("a@b",)),
    ("<no-at-sign>", ("no-at-sign",)),
    ("<[x]@microsoft.com>", ("[x]@microsoft.com",)),
    ("<unclosed@b", ("unclosed@b",)),
    ("nothing", ()),
    ("<>", ()),
    ("=?utf-8?q?junk?= ,,; <a@b>", ("a@b",)),
]


@pytest.mark.parametrize(("value", "ids"), IDS)
def test_ids(value: str, ids: tuple[str, ...]) -> None:
    reading = read(mail(In_Reply_To=value, References=value))
    assert reading.in_reply_to == reading.references == ids


def test_a_long_references_header_keeps_root_and_end() -> None:
    value = "\r\n ".join(f"<{n}@x>" for n in range(1000))
    references = read(mail(References=value)).references
    assert references[0] == "0@x" and references[-1] == "999@x" and len(references) == 200


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("Mon, 05 Jan 2026 07:06:00 +0000", 1767596760.0),
        ("Mon, 5 Jan 2026 10:06 +0300 (EAT)", 1767596760.0),
        ("5 Jan 26 07:06:00 GMT", 1767596760.0),
        ("Mon, 05 Jan 2026 07:06:00 +9900", 1767596760.0),
        ("yesterday", None),
        ("", None),
        ("Mon, 05 Jan 1926 07:06:00 +0000", None),
        ("Mon, 99 Jan 99999 99:99:99 +0000", None),
    ],
)
def test_date(value: str, date: float | None) -> None:
    assert read(mail(Date=value)).date == date


def test_two_paths_of_one_mail_have_one_digest() -> None:
    """A relay adds Received lines and may turn 8-bit into quoted-printable."""
    one = mail("Café\n")
    other = mail("Caf=C3=A9\n", Content_Transfer_Encoding="quoted-printable", Received="from x")
    assert read(one).digest == read(other).digest
    assert read(one).digest != read(mail("Café\n", Subject="Other")).digest
    assert read(mail("One, TWO\n three")).text_digest == read(mail("one\n\ntwo three.")).text_digest
    assert read(mail("!?")).text_digest == ""


CRASHERS = [
    b"Content-Type: text/plain; name*\r\n\r\nx",
    b"To: (c)\r\nCc: (x): a;\r\nFrom: (c)\r\n\r\nx",
    b'From: "\r\nTo: "\r\n\r\nx',
    b"From: foo <\r\n\r\nx",
    b"Message-ID: <[x]@microsoft.com>\r\n\r\nx",
    b"Content-Type: text/plain; charset=x-foo\r\n\r\n\xe9",
    b'Content-Type: text/plain; charset="\r\n\r\n\xe9',
    b"Content-Type: text/plain; charset=idna\r\n\r\n\xe9",
    b"Content-Type: text/plain; charset=rot13\r\n\r\n\xe9",
    b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2D0-",
    b"Subject: caf\xc3\xa9 =?utf-8?q?=FF=FE?=\r\nDate: \r\n\r\nx",
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n\r\nx",
    b"Content-Type: message/rfc822\r\n\r\n" * 2000,
    b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(300)
    ),
    b"Content-Transfer-Encoding: base64\r\n\r\nA",
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 x\n\xff\xff\n",
    b"List-Id: \r\nReferences: <\r\nDKIM-Signature: ;=;d\r\n\r\n",
    b"Date: Mon, 05 Jan 2026 07:06:00 +99999999999999999999\r\n\r\n",
    b"\x00" * 100,
    b"\r",
    b"",
]


@pytest.mark.parametrize("raw", CRASHERS, ids=range(len(CRASHERS)))
def test_what_crashed_other_readers(raw: bytes) -> None:
    """Inputs on which the standard library's policies raise, in one release or another."""
    reading = read(raw)
    assert not [defect for defect in reading.defects if "Error" in defect]


WHOLE = [
    mail(),
    multipart("alternative", part("text/plain", "x"), part("text/html", "<p>x</p>")),
    multipart(
        "mixed", nested("related", part("text/html", "<p>x</p>")), part("a/b", "c", coded=True)
    ),
    report("a@example.org"),
]


def faults(reading: Reading) -> list[str]:
    """What no reading may have, whatever it was made from."""
    words = reading.text + reading.clean + reading.subject + reading.from_name
    return [
        *(defect for defect in reading.defects if "Error" in defect),
        *(["a control in the text"] if re.search(r"[\r\0]", reading.text) else []),
        *(["a subject of two lines"] if "\n" in reading.subject else []),
        *(["half a character"] if re.search(r"[\ud800-\udfff]", words) else []),
    ]


@given(st.binary(max_size=500))
def test_any_bytes(raw: bytes) -> None:
    assert faults(read(raw)) == []


@given(st.sampled_from(WHOLE), st.integers(0, 2000), st.binary(max_size=8), st.integers(0, 20))
@example(WHOLE[1], 30, b"\r\n\r\n", 0)
@settings(max_examples=200)
def test_mutated_mail(raw: bytes, at: int, put: bytes, cut: int) -> None:
    assert faults(read(raw[:at] + put + raw[at + cut :])) == []


@given(st.sampled_from(WHOLE), st.integers(0, 2000))
def test_truncated_mail(raw: bytes, at: int) -> None:
    assert faults(read(raw[:at])) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"<" * 20_000 + b"\r\n\r\nx",
        b"From: " + b"a<" + b":" * 20_000 + b"\r\n\r\nx",
        b"Subject: " + b"=?" * 20_000 + b"\r\n\r\nx",
        b"Subject: " + b"[a] Re: (was: (1) " * 3_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain" + b"; a*1*=x" * 5_000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 10_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 10_000 + b"x",
        b"Content-Type: text/html\r\n\r\n" + b"<blockquote type=cite>x" * 3_000,
        b"Content-Type: text/html\r\n\r\n" + b"<" * 50_000,
        b"\r\n" + b"On " * 20_000,
        b"\r\n" + b"> x\ny\n" * 5_000,
    ],
)
def test_time_is_linear(raw: bytes) -> None:
    with Pace() as taken:
        read(raw)
    assert taken.seconds < 3.0
