"""Header blocks and values, whole and broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text import charset, headers
from listserv.text.headers import BLOCK_CAP, decode, split


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_split(end: bytes) -> None:
    raw = end.join([b"Subject: a", b"  b", b"X-Empty:", b"To : c", b"", b"body: text"])
    found = split(raw)
    assert [name for name, _ in found.lines] == ["subject", "x-empty", "to"]
    assert found.text("subject") == "a b"
    assert raw[found.body_at :] == b"body: text"
    assert not found.defects


@pytest.mark.parametrize(
    ("raw", "names", "body", "defect"),
    [
        (b"", [], b"", ""),
        (b"From a@b Mon Jan 5\nSubject: x\n\nbody", ["subject"], b"body", ""),
        (b">From a@b\nSubject: x\n\nbody", ["subject"], b"body", ""),
        (
            b"Subject: x\nno header here\n\nbody",
            ["subject"],
            b"no header here\n\nbody",
            "line that is no header",
        ),
        (b"no header at all", [], b"no header at all", "line that is no header"),
        (
            b" continuation first\nA: b\n\n",
            [],
            b" continuation first\nA: b\n\n",
            "line that is no header",
        ),
        (b"A: b", ["a"], b"", ""),
        (b"\n\nbody", [], b"\nbody", ""),
    ],
)
def test_split_of_broken_blocks(raw: bytes, names: list[str], body: bytes, defect: str) -> None:
    found = split(raw)
    assert [name for name, _ in found.lines] == names
    assert raw[found.body_at :] == body
    assert "".join(found.defects) == defect


def test_a_huge_block_is_read_as_far_as_the_cap() -> None:
    raw = b"X: " + b"y" * 70 + b"\r\n"
    raw = raw * 2000 + b"Subject: late\r\n\r\nbody"
    found = split(raw)
    assert len(raw) > BLOCK_CAP and found.defects == ("header block too large",)
    assert found.first("subject") == b"" and raw[found.body_at :] == b"body"


DECODED = [
    (b"plain", "plain"),
    (b"=?utf-8?q?caf=C3=A9?=", "café"),
    (b"=?UTF-8?B?Y2Fmw6k=?= au lait", "café au lait"),
    (b"=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
    (b"=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"),
    (b"=?utf-8?b?w6k=?= x =?utf-8?b?w6k=?=", "é x é"),
    (b"=?utf-8?b?w4?= =?utf-8?b?qQ==?=", "é"),  # a character cut between two words
    (b"=?iso-8859-1*fr?q?caf=E9?=", "café"),  # RFC 2231 language
    (b"=?windows-1252?q?=93x=94?=", "“x”"),
    (b"=?uft-8?q?caf=C3=A9?=", "café"),
    (b"=?x-unknown?q?caf=C3=A9?=", "café"),
    (b"=?utf-8?q?a b?=", "a b"),  # blanks inside, as some programs write them
    (b"=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
    (b"=?utf-8?b?!!!?=", ""),
    ("café".encode(), "café"),
    ("café".encode("latin-1"), "café"),
    ("مرحبا بكم في القائمة".encode("cp1256"), "مرحبا بكم في القائمة"),
    (b"caf\xc3\xa9 =?iso-8859-1?q?=E0?=", "café à"),
    (b"a\x00b\x1bc\r\n\td", "a b c d"),
    (b"=?utf-8?q?a=0D=0ABcc=3A_x?=", "a Bcc: x"),
]


@pytest.mark.parametrize(("value", "expected"), DECODED)
def test_decode(value: bytes, expected: str) -> None:
    assert decode(value) == expected


@given(st.binary())
def test_nothing_raises(raw: bytes) -> None:
    found = split(raw)
    assert 0 <= found.body_at <= len(raw)
    for _, value in found.lines:
        text = decode(value)
        assert "\n" not in text and "\r" not in text
        text.encode()


@given(st.text(alphabet="=?utf-8qbQBiso1 _é", max_size=60))
def test_words_that_are_nearly_encoded(value: str) -> None:
    assert headers.decode_words(value).isprintable() or not value.isprintable()


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("é".encode(), "iso-8859-1", "é"),  # UTF-8 under a Latin name
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"caf\xe9", "utf-8", "café"),
        (b"caf\xe9", "", "café"),
        (b"\x93x\x94", "iso-8859-1", "“x”"),  # windows-1252 under the name of ISO
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("漢字".encode("iso-2022-jp"), "iso-2022-jp", "漢字"),
        ("สวัสดี".encode("cp874"), "windows-874", "สวัสดี"),
        ("a".encode("utf-16"), "utf-16", "a"),
        (b"a+2AA-b", "utf-7", "a+2AA-b"),  # half a character: no database takes it
        (b"a+2AA-b\xff", "utf-7", "a?b\ufffd"),
        (b"abc", "rot13", "abc"),
        (b"abc", "idna", "abc"),
        (b"abc", 'x-foo"\x00', "abc"),
        (b"a" * 30 + "é".encode() * 20 + b"\xc3", "utf-8", "a" * 30 + "é" * 20 + "\ufffd"),
    ],
)
def test_charset(data: bytes, declared: str, text: str) -> None:
    assert charset.decode(data, declared) == text


@given(
    st.binary(),
    st.one_of(st.text(max_size=12), st.sampled_from(["utf-7", "utf-16", "hz", "cp037"])),
)
def test_charset_never_raises_and_is_sendable(data: bytes, declared: str) -> None:
    charset.decode(data, declared).encode()
