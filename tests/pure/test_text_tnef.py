"""winmail.dat: the files and the text inside, and nothing from broken ones."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv import reading
from listserv.text import mime, tnef
from listserv.text.body import attached, choose
from listserv.text.tnef import read
from tests.support.mails import multipart, part


def attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, number, 6, len(value)) + value + b"\0\0"


def text_property(number: int, value: str) -> bytes:
    coded = value.encode("utf-16-le") + b"\0\0"
    padding = b"\0" * (-len(coded) % 4)
    return struct.pack("<HHII", 0x1F, number, 1, len(coded)) + coded + padding


def properties(*each: bytes) -> bytes:
    return struct.pack("<I", len(each)) + b"".join(each)


NAMED = struct.pack("<HH16sIII", 3, 0x8001, b"g" * 16, 0, 7, 9)
PRIORITY = struct.pack("<HHI", 3, 0x26, 1)
KEYWORDS = struct.pack("<HHII4sI4s", 0x101E, 0x5000, 2, 2, b"a", 1, b"")
HEAD = struct.pack("<IH", 0x223E9F78, 1)
FILE = (
    attribute(2, 0x9002, b"\0" * 14)
    + attribute(2, 0x8010, b"REPORT~1.PDF\0")
    + attribute(2, 0x800F, b"%PDF-1.7 data")
    + attribute(2, 0x9005, properties(PRIORITY, KEYWORDS, text_property(0x3707, "été 2026.pdf")))
)
BODY = attribute(1, 0x9003, properties(NAMED, PRIORITY, text_property(0x1000, "Dear all,\r\nYes.")))
WHOLE = HEAD + BODY + FILE + FILE


def test_text_and_files() -> None:
    content = read(WHOLE)
    assert content.text == "Dear all,\nYes."
    assert [(each.name, each.data) for each in content.files] == [
        ("été 2026.pdf", b"%PDF-1.7 data")
    ] * 2


def test_the_old_form_of_the_text() -> None:
    page = attribute(1, 0x9007, struct.pack("<II", 1256, 0))
    assert read(HEAD + page + attribute(1, 0x800C, "نعم".encode("cp1256") + b"\0")).text == "نعم"


def test_a_list_shows_what_is_inside() -> None:
    """Members saw a winmail.dat that only Outlook opens."""
    packed = part('application/ms-tnef; name="winmail.dat"', WHOLE, coded=True)
    raw = multipart("mixed", part("text/plain", "Yes, with cards."), packed)
    root = mime.parse(raw).root
    body = choose(root)
    assert body.plain == "Yes, with cards."
    assert [(each.name, each.type, each.size) for each in body.attachments] == [
        ("été 2026.pdf", "application/pdf", 13)
    ] * 2
    assert [each.decoded() for each in attached(root)] == [b"%PDF-1.7 data"] * 2


def test_its_text_counts_where_there_is_no_other() -> None:
    packed = part('application/ms-tnef; name="winmail.dat"', WHOLE, coded=True)
    assert choose(mime.parse(multipart("mixed", packed)).root).plain == "Dear all,\nYes."


def test_a_mail_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its winmail.dat was read once for the text, and twice more for the pictures inside."""
    packages: list[bytes] = []

    def counted(data: bytes) -> tnef.Content:
        packages.append(data)
        return read(data)

    monkeypatch.setattr(tnef, "read", counted)
    packed = part('application/ms-tnef; name="winmail.dat"', WHOLE, coded=True)
    found = reading.read(multipart("mixed", part("text/plain", "Yes, with cards."), packed))
    assert len(found.attachments) == 2
    assert packages == [WHOLE]


@pytest.mark.parametrize("raw", [b"", b"x" * 40, HEAD, HEAD + b"\1", HEAD[:5]])
def test_what_is_none(raw: bytes) -> None:
    content = read(raw)
    assert (content.text, content.html, content.files) == ("", "", [])


BODY_ENDS = len(HEAD + BODY)
FIRST_ENDS = len(HEAD + BODY + FILE)  # of the two files


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_a_broken_one_gives_what_stands_before_the_break(end: int, at: int, octet: int) -> None:
    whole = read(WHOLE)
    short = read(WHOLE[:end])
    broken = read(WHOLE[:at] + bytes([octet]) + WHOLE[at + 1 :])
    for content, intact in ((short, end), (broken, at)):
        if intact >= BODY_ENDS:
            assert content.text == whole.text
        if intact >= FIRST_ENDS:
            assert content.files[0] == whole.files[0]
    assert short.text in ("", whole.text)
    assert all(file.data == whole.files[0].data for file in short.files)


@given(st.binary(max_size=300))
def test_never_raises(raw: bytes) -> None:
    read(HEAD + raw)
