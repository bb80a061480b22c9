"""Words taken out of whole mails: what changes, and that nothing else does."""

from __future__ import annotations

import base64
import email
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.redaction import mark
from listserv.text.rewriting import divided, in_message, retold
from tests.support.pace import Pace

MARK = mark("2026-11-22")
NAME = "Mary Wanjiru"


def mail(*head: str, body: bytes | str = "") -> bytes:
    octets = body if isinstance(body, bytes) else body.encode()
    return "\r\n".join([*head, "", ""]).encode() + octets


def taken(raw: bytes) -> bytes:
    return in_message(raw, [NAME], MARK).raw


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


def text_of(raw: bytes) -> str:
    return str(read(raw).get_content())


CHARSETS = [
    # charset, encoding, the octets of the text; whether the charset stays
    ("utf-8", "8bit", "Déjà Mary Wanjiru.\r\n".encode(), True),
    ("windows-1252", "8bit", "Déjà Mary Wanjiru.\r\n".encode("cp1252"), True),
    ("iso-8859-1", "8bit", "Déjà Mary Wanjiru.\r\n".encode("latin-1"), False),
    ("iso-8859-1", "quoted-printable", b"D=E9j=E0 Mary=\r\n Wanj=\r\niru.\r\n", False),
    ("utf-8", "base64", base64.encodebytes("Déjà Mary Wanjiru.\n".encode()), True),
    ("utf-16", "base64", base64.encodebytes("Déjà Mary Wanjiru.\n".encode("utf-16")), True),
]


@pytest.mark.parametrize(("charset", "encoding", "octets", "stays"), CHARSETS)
def test_a_text_is_encoded_anew(charset: str, encoding: str, octets: bytes, stays: bool) -> None:
    raw = mail(
        "Subject: x",
        f"Content-Type: text/plain; charset={charset}",
        f"Content-Transfer-Encoding: {encoding}",
        body=octets,
    )
    made = in_message(raw, [NAME], MARK)
    assert made.places == 1
    assert text_of(made.raw).strip() == f"Déjà {MARK}."
    assert (f"charset={charset}".encode() in made.raw) is stays
    assert in_message(made.raw, [NAME], MARK).places == 0


def test_a_mail_of_ascii_becomes_one_that_says_what_it_is() -> None:
    made = taken(mail("Subject: x", body="Mary Wanjiru came.\r\n"))
    assert made == (
        b"Subject: x\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b'Content-Type: text/plain;\r\n charset="utf-8"\r\n\r\n'
        b"[=E2=80=A6 2026-11-22] came.\r\n"
    )


def test_all_else_stays_octet_by_octet() -> None:
    """Boundaries, odd headers, other parts, what stands around the parts."""
    head = (
        b"x-odd:  value \r\n\tfolded\r\nFrom: Mary Wanjiru <m@x.org>\r\nSubject: Hi\r\n"
        b'Content-Type: multipart/mixed;\r\n   boundary="-- b"\r\n\r\nprologue\r\n---- b\r\n'
    )
    part = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    middle = b"\r\n---- b\r\nContent-Type: image/png; name=a.png\r\n\r\n\x89PNG\x00\r\n"
    tail = b"\r\n---- b--\r\nepilogue\r\n"
    for end in (b"\r\n", b"\n"):
        pieces = [one.replace(b"\r\n", end) for one in (head, part, middle, tail)]
        before = pieces[0] + pieces[1] + "é Mary Wanjiru é".encode() + pieces[2] + pieces[3]
        after = pieces[0] + pieces[1] + f"é {MARK} é".encode() + pieces[2] + pieces[3]
        made = in_message(before, [NAME], MARK)
        assert made.raw == after
        assert (made.places, made.unseen) == (1, ("a.png",))
        assert in_message(before, ["Bob Marley"], MARK).raw is before


PART = "Content-Type: text/plain\r\n\r\nHello.\r\n"
AROUND = [
    # what stands before, in and behind the parts; how often the name is in it
    (f"{NAME} came.\r\n--b\r\n{PART}--b--\r\n", 1),
    (f"--b\r\n{PART}--b--\r\n{NAME} came.\r\n", 1),
    (f"{NAME}\r\n--b\r\n{PART}--b\r\n{PART}--b--\r\nof {NAME}", 2),
    (f"--b\r\n{PART}--b--\r\n\r\n--b\r\n{NAME}\r\n--b--\r\n", 1),
    (f"--b\r\n{PART}{NAME} came.\r\n", 1),
    (f"{NAME} came, in no part.\r\n", 1),
]


@pytest.mark.parametrize(("body", "places"), AROUND)
def test_words_around_the_parts_of_a_mail(body: str, places: int) -> None:
    """No reader shows them; they are kept all the same."""
    raw = mail("Subject: x", "Content-Type: multipart/mixed; boundary=b", body=body)
    made = in_message(raw, [NAME], "#")
    assert made.raw == raw.replace(NAME.encode(), b"#")
    assert made.places == places


def test_subjects_names_and_addresses() -> None:
    made = read(
        taken(
            mail(
                "From: Mary Wanjiru <m@x.org>",
                "To: Mary Wanjiru <a@x.org>, Bob <mary.wanjiru@x.org>, Carla <c@x.org>",
                "Subject: =?utf-8?q?Caf=C3=A9_of_Mary?=",
                " =?utf-8?b?IFdhbmppcnU=?=",
                "Thread-Topic: Mary Wanjiru",
                "Message-ID: <mary.wanjiru@x.org>",
                body="x",
            )
        )
    )
    assert made["From"] == "Mary Wanjiru <m@x.org>"
    assert made["Message-ID"] == "<mary.wanjiru@x.org>"
    assert made["Subject"] == f"Café of {MARK}"
    assert made["Thread-Topic"] == MARK
    boxes = [(one.display_name, one.addr_spec) for one in made["To"].addresses]
    assert boxes == [(MARK, "a@x.org"), ("Carla", "c@x.org")]


def test_a_mail_in_a_mail_and_the_name_of_a_file() -> None:
    inner = mail("Subject: Mary Wanjiru", body="About Mary Wanjiru.\r\n")
    made = EmailMessage()
    made["Subject"] = "x"
    made.set_content("See below.")
    made.add_attachment(email.message_from_bytes(inner, policy=policy.default))
    made.add_attachment(inner, maintype="application", subtype="octet-stream", filename="mail.eml")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=f"{NAME}.pdf")
    done = in_message(made.as_bytes(), [NAME], MARK)
    assert done.unseen == (f"{MARK}.pdf",)
    parts = list(read(done.raw).walk())
    assert [one.get_filename() for one in parts if one.get_filename()] == [
        "mail.eml",
        f"{MARK}.pdf",
    ]
    assert [one["Subject"] for one in parts if one["Subject"]] == ["x", MARK]
    octets = next(one for one in parts if one.get_filename() == "mail.eml").get_content()
    assert read(octets)["Subject"] == MARK
    assert in_message(done.raw, [NAME], MARK).places == 0


def test_several_words_at_once() -> None:
    made = in_message(
        mail("Subject: x", body="Mary Wanjiru, 0700 111 222"), [NAME, "0700111222"], "#"
    )
    assert made.places == 2
    assert made.raw.endswith(b"\r\n\r\n#, #")


def test_a_copy_of_ours_keeps_its_lines_short_and_its_marks() -> None:
    head = b"Subject: x\r\nList-Unsubscribe: <https://x/\x00leave\x00>\r\nMIME-Version: 1.0\r\n"
    head += b"Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n"
    body = b"a " * 30 + b"Mary Wanjiru\r\n"
    new_head, new_body = divided(taken(head + b"\r\n" + body))
    assert b"\x00leave\x00" in new_head
    assert new_head.endswith(b"\r\n")
    assert max(map(len, new_body.split(b"\r\n"))) <= 76
    assert new_body.isascii()
    assert text_of(new_head.replace(b"\x00", b"") + b"\r\n" + new_body).strip().endswith(MARK)


def test_a_text_of_ours_is_told_again() -> None:
    head = b"Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n"
    head += b"Content-Transfer-Encoding: 7bit\r\n"
    new_head, new_body = retold(head, b"Hello.\r\n", lambda text: text.replace("Hello", "Où"))
    assert text_of(new_head + b"\r\n" + new_body) == "Où.\r\n"
    assert new_head.count(b"Content-Type") == 1


WORDS = st.sampled_from(
    [b"Mary Wanjiru", b"--b\r\n", b"\r\n", b"Content-Type: ", b"text/html", b"; "]
)
ODD = st.sampled_from(
    [b"multipart/mixed; boundary=b", b"message/rfc822", b"base64", b"\xe9", b"=?"]
)


@given(st.lists(st.one_of(WORDS, ODD, st.binary(max_size=8)), max_size=30).map(b"".join))
def test_nothing_breaks_it(raw: bytes) -> None:
    made = in_message(raw, [NAME], MARK)
    assert (made.raw == raw) is (made.places == 0)


@pytest.mark.parametrize(
    "raw",
    [
        b"--a\r\n" * 40_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 25_000,
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 4_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 6_000,
        b"X: " + b"=?utf-8?q?a?= " * 14_000,
        b"Subject: x\r\n\r\n" + b"Mary Wanjiru " * 15_000,
    ],
)
def test_the_worst_mails_cost_little(raw: bytes) -> None:
    with Pace() as taken:
        in_message(raw, [NAME], MARK)
    assert taken.seconds < 5.0
