"""What we write must pass every relay unchanged, and be read back as it was meant."""

import base64
import binascii
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import MARK_LEAVE
from listserv.text import addresses, headers, mime
from listserv.text.encode import (
    LINE,
    body,
    header,
    mailbox,
    message,
    octets,
    parametered,
    quoted_printable,
)


def value_of(line: bytes) -> str:
    return headers.decode(headers.split(line + b"\r\n").lines[0][1])


def assert_sendable(octets: bytes) -> None:
    assert not re.search(rb"[\x80-\xff]", octets)
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", octets)
    assert octets.endswith(b"\r\n")


@pytest.mark.parametrize(
    "subject",
    [
        "Stock cards",
        "Réponse à la question : médicaments et oxygène pour les centres du district de Sikasso",
        "بطاقات المخزون في المراكز الصحية الريفية والمستشفيات الصغيرة في المنطقة الشمالية",
        "Stock =?cards?= are =?utf-8?q?not?= encoded words",
        "x" * 200,
        "é" * 200,
    ],
)
def test_subjects_come_back(subject: str) -> None:
    line = header("Subject", subject)
    assert_sendable(line)
    assert all(len(each) <= 76 for each in line.split(b"\r\n"))
    assert value_of(line) == subject


@given(st.text())
def test_any_subject_is_sendable_and_cannot_inject(subject: str) -> None:
    line = header("Subject", subject)
    assert_sendable(line)
    assert all(len(each) <= 76 for each in line.split(b"\r\n"))
    assert len(headers.split(line + b"\r\n").lines) == 1


def test_plain_words_stay_readable_beside_encoded_ones() -> None:
    assert header("Subject", "The café (2)").startswith(b"Subject: The =?utf-8?")


@pytest.mark.parametrize(
    "evil", ["x\r\nBcc: all@example.org", "x\nBcc: a@example.org", "x\r Bcc: y", "x\x00\x1b[2J"]
)
@pytest.mark.parametrize("name", ["Subject", "List-Help", "From", "X-Note"])
def test_header_injection_is_impossible(name: str, evil: str) -> None:
    for value in (evil, evil.encode()):
        line = header(name, value)
        assert_sendable(line)
        assert len(headers.split(line + b"\r\n").lines) == 1


def test_list_headers_have_no_encoded_words() -> None:
    """Folded to `=?utf-8?q?=3Cmailto…` a List-Unsubscribe no longer works in any program."""
    link = "<mailto:hifa-leave+" + "x" * 80 + "@lists.example.org>, <https://lists.example.org/u/y>"
    line = header("List-Unsubscribe", link)
    assert b"=?" not in line and b"<mailto:hifa-leave+x" in line
    assert header("List-Id", "Santé <hw-fr.lists.example.org>") == (
        b"List-Id: Sante <hw-fr.lists.example.org>\r\n"
    )


def test_room_is_left_for_the_leave_token() -> None:
    value = (
        b"<mailto:hifa-leave+"
        + MARK_LEAVE
        + b"@lists.example.org>, <https://a.example/"
        + MARK_LEAVE
        + b">"
    )
    filled = header("List-Unsubscribe", value).replace(MARK_LEAVE, b"a" * 28)
    assert filled.count(b"a" * 28) == 2
    assert all(len(each) <= 76 for each in filled.split(b"\r\n"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Amina Kamau", b"Amina Kamau <a@example.org>"),
        ("Kamau, Amina", b'"Kamau, Amina" <a@example.org>'),
        ('A "B"', b'"A \\"B\\"" <a@example.org>'),
        ("", b"a@example.org"),
        ("Élise", b"=?utf-8?b?w4lsaXNl?= <a@example.org>"),
        ("Élise via hifa", b"=?utf-8?b?w4lsaXNl?= via hifa <a@example.org>"),
        ("Bâ (MoH), PhD", b"=?utf-8?b?QsOiIChNb0gpLA==?= PhD <a@example.org>"),
    ],
)
def test_mailbox(name: str, expected: bytes) -> None:
    assert mailbox(name, "a@example.org") == expected


@pytest.mark.parametrize("name", ["n" * 5000, "a," * 2000, "Amina " + "n" * 999])
def test_a_word_too_long_for_a_line_is_cut(name: str) -> None:
    """Such a name made a line of From that no copy may have, so that every copy failed."""
    line = header("From", mailbox(name, "amina@example.org"))
    assert_sendable(line)
    value = headers.raw_text(headers.split(line + b"\r\n").lines[0][1])
    assert addresses.parse(value) == ((name, "amina@example.org"),)


@given(st.text(max_size=200))
def test_names_come_back_and_addresses_stay(name: str) -> None:
    line = header("From", mailbox(name, "amina@example.org"))
    assert_sendable(line)
    found = addresses.parse(headers.raw_text(headers.split(line + b"\r\n").lines[0][1]))
    assert [address for _, address in found] == ["amina@example.org"]


@given(st.dictionaries(st.sampled_from(["name", "charset", "x-a-very-long-name"]), st.text()))
def test_parameters_come_back(parameters: dict[str, str]) -> None:
    line = parametered("Content-Type", "text/plain", parameters)
    assert_sendable(line)
    assert all(len(each) <= LINE for each in line.split(b"\r\n"))
    value = headers.raw_text(headers.split(line + b"\r\n").lines[0][1])
    wanted = {key: _visible(text) for key, text in parameters.items()}
    found = mime.content_type(value)[1]
    assert {key: _visible(text) for key, text in found.items()} == wanted


def _visible(text: str) -> str:
    """What of a text any header can hold."""
    return "".join(letter for letter in text if letter.isprintable() and letter != " ")


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("fiche.pdf", b' name="fiche.pdf"'),
        ('a"b\\c', b' name="a\\"b\\\\c"'),
        ("fiche é.pdf", b" name*=utf-8''fiche%20%C3%A9.pdf"),
        ("=?utf-8?q?x?=", b" name*=utf-8''%3D%3Futf-8%3Fq%3Fx%3F%3D"),
        ("x" * 50, b' name="' + b"x" * 50 + b'"'),
        ("x" * 70, b" name*0*=utf-8''xxxxxxxxxxxxxx;\r\n name*1*=" + b"x" * 21
         + b";\r\n name*2*=" + b"x" * 21 + b";\r\n name*3*=" + b"x" * 14),
    ],
)  # fmt: skip
def test_a_parameter_as_it_is_written(value: str, lines: bytes) -> None:
    made = parametered("Content-Type", "text/plain", {"name": value})
    assert made == b"Content-Type: text/plain;\r\n" + lines + b"\r\n"


def test_octets_of_headers_with_their_tokens() -> None:
    value = b"<mailto:hifa-leave+" + MARK_LEAVE + b"@lists.example.org>"
    filled = header("List-Unsubscribe", value).replace(MARK_LEAVE, b"a" * 28)
    assert octets([("List-Unsubscribe", value), ("To", "a@b.example")]) == len(filled) + 17


def test_address_lists_in_text_are_encoded_by_name_only() -> None:
    line = header("To", "Élise Bâ <e@example.org>, b@example.org")
    assert b"<e@example.org>, b@example.org" in line.replace(b"\r\n", b"")


# --- bodies ---------------------------------------------------------------------------------------


def decoded(encoding: str, octets: bytes) -> str:
    if encoding == "base64":
        octets = base64.b64decode(octets)
    elif encoding == "quoted-printable":
        octets = binascii.a2b_qp(octets)
    return octets.decode().replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Short lines.\n\nOnly ASCII.\n", "7bit"),
        ("A long paragraph of ASCII. " * 10 + "\n", "quoted-printable"),
        ("Un café au lait, puis encore un long texte sans accent.\n", "quoted-printable"),
        ("بطاقات المخزون في المراكز الصحية\n", "base64"),
        ("From here on it is hard.\n", "quoted-printable"),
        ("trailing blank \n", "quoted-printable"),
    ],
)
def test_body_takes_the_shorter_encoding(text: str, encoding: str) -> None:
    used, octets = body(text)
    assert used == encoding
    assert decoded(used, octets) == text


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")))
def test_bodies_come_back(text: str) -> None:
    encoding, octets = body(text)
    assert_sendable(octets)
    lines = octets.split(b"\r\n")
    assert all(len(line) <= 76 and not line.startswith(b"From ") for line in lines)
    expected = re.sub("[\u2028\u2029]", "\n", text).replace("\ufeff", "").rstrip("\n") + "\n"
    assert decoded(encoding, octets) == expected


@given(st.text())
def test_bare_line_ends_never_come_out(text: str) -> None:
    assert_sendable(body(text + "\r" + text + "\x00\n")[1])


@given(
    st.lists(st.sampled_from([b"From ", b"x" * 70, b"\xc3\xa9", b"=", b" ", b"\r\n"]), max_size=60)
)
def test_no_line_looks_like_a_mail_store_mark(pieces: list[bytes]) -> None:
    data = b"".join(pieces) + b"\r\n"
    coded = quoted_printable(data)
    assert binascii.a2b_qp(coded) == data
    assert all(len(line) <= 76 and not line.startswith(b"From ") for line in coded.split(b"\r\n"))


def test_message() -> None:
    head, octets = message(
        [("Subject", "Café"), ("List-Id", b"<hifa.lists.example.org>")], "Bonjour é"
    )
    assert head.endswith(b"Content-Transfer-Encoding: quoted-printable\r\n")
    assert b"\r\n\r\n" not in head
    assert octets == b"Bonjour =C3=A9\r\n"
