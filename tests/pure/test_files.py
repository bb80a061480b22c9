"""Files taken out of a mail: which go, in what form, and what is said of the others."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from listserv.model import Attachment
from listserv.press import cargo
from listserv.press.speech import words
from listserv.text import body, files, mime, pictures
from listserv.text.files import KIND, ROOM, UNREAD, take
from tests.support.files import DOCX, PDF, jpeg, mail, moving_gif, noise, png
from tests.support.pace import Pace

TOKEN = "abcdefghijklmnopqrstuvwxyz23"
ALL = 1_000_000


def sent(*parts: tuple[str, str, bytes]) -> bytes:
    return mail("amina@example.org", "hifa@lists.example.org", "See the files.", list(parts))


def test_what_may_go_goes_and_the_rest_is_told() -> None:
    raw = sent(
        ("card.pdf", "application/pdf", PDF),
        ("setup.exe", "application/octet-stream", b"MZ\x90\x00"),
        ("dance.gif", "image/gif", moving_gif()),
        ("minutes.docx", "application/octet-stream", DOCX),
    )
    taken = take(raw, (), ALL)
    assert [(one.number, one.name, one.data) for one in taken.files] == [
        (1, "card.pdf", PDF),
        (4, "minutes.docx", DOCX),
    ]
    assert taken.left == ((2, KIND), (3, UNREAD))


@pytest.mark.parametrize(
    ("numbers", "found"),
    [((2,), [2]), ((1, 3), [1, 3]), ((9, 0), []), ((2, 2), [2]), ((), [1, 2, 3])],
)
def test_one_of_them(numbers: tuple[int, ...], found: list[int]) -> None:
    raw = sent(*((f"{n}.pdf", "application/pdf", PDF) for n in range(3)))
    assert [one.number for one in take(raw, numbers, ALL).files] == found


def test_what_does_not_fit_is_left_and_the_next_still_fits() -> None:
    raw = sent(
        ("a.pdf", "application/pdf", PDF),
        ("b.pdf", "application/pdf", PDF + b"x" * 40_000),
        ("c.pdf", "application/pdf", PDF),
    )
    taken = take(raw, (), 10_000)
    assert [one.number for one in taken.files] == [1, 3]
    assert taken.left == ((2, ROOM),)


def test_what_went_along_takes_room_from_the_next() -> None:
    large = PDF + b"x" * 40_000
    raw = sent(*((f"{n}.pdf", "application/pdf", large) for n in range(2)))
    taken = take(raw, (), 90_000)
    assert [one.number for one in taken.files] == [1]
    assert taken.left == ((2, ROOM),)


def test_no_token_of_ours_goes_along_in_a_text() -> None:
    raw = sent(("mail.txt", "text/plain", f"hifa-leave+{TOKEN}@lists.example.org".encode()))
    (one,) = take(raw, (), ALL).files
    assert one.data.strip() == b"hifa-leave+***@lists.example.org"


def test_a_photograph_tells_nobody_where_it_was_taken() -> None:
    raw = sent(("IMG_2031.JPG", "image/jpeg", jpeg(2000, 1500)))
    (one,) = take(raw, (), ALL).files
    with Image.open(io.BytesIO(one.data)) as picture:
        assert picture.size == (1280, 960)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Exif" not in one.data
    assert b"Itel" not in one.data
    assert b"ward 7" not in one.data
    assert one.name == "IMG_2031.jpg"


def test_a_photograph_stands_upright() -> None:
    """A phone that is held upright writes so into what is left behind."""
    made = pictures.shrunk(jpeg(400, 300, orientation=6))
    assert made is not None
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (300, 400)


def test_a_drawing_loses_its_glass() -> None:
    made = pictures.shrunk(png())
    assert made is not None
    with Image.open(io.BytesIO(made)) as picture:
        red, green, blue = picture.getpixel((5, 5))  # type: ignore[misc]
    assert red > 200
    assert 100 < green < 160
    assert 100 < blue < 160


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_every_sort_of_png(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "PNG")
    assert pictures.shrunk(out.getvalue())


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_sort_of_jpeg(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 10)).save(out, "JPEG")
    assert pictures.shrunk(out.getvalue())


def test_the_views_of_one_moment_are_one_photograph() -> None:
    """What some phones call a JPEG holds two pictures (MPO)."""
    out = io.BytesIO()
    noise(40, 30).save(out, "MPO", save_all=True, append_images=[noise(40, 30)])
    made = pictures.shrunk(out.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (40, 30))


def _bomb(side: int) -> bytes:
    """A PNG of one colour: a few KB that would fill the memory."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        jpeg(200, 150)[:900],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        _bomb(7_000),
        _bomb(60_000),
        moving_gif(),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"BM" + b"\x00" * 100,
    ],
)
def test_no_picture(data: bytes) -> None:
    with Pace() as taken:
        assert pictures.shrunk(data) is None
    assert taken.seconds < 1.0


@given(st.binary(max_size=300), st.integers(0, 700))
@settings(max_examples=60)
def test_damaged_pictures(noise_: bytes, at: int) -> None:
    good = jpeg()
    made = pictures.shrunk(good[:at] + noise_ + good[at + len(noise_) :])
    assert made is None or made.startswith(b"\xff\xd8\xff")


@given(st.binary(max_size=500))
def test_any_mail_can_be_looked_through(raw: bytes) -> None:
    taken = take(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + raw, (), ALL)
    parts = body.attached(
        mime.parse(b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + raw).root
    )
    told = sorted([*(one.number for one in taken.files), *(number for number, _ in taken.left)])
    assert told == list(range(1, len(parts) + 1))


def test_many_pictures_cost_little() -> None:
    raw = sent(*(("a.jpg", "image/jpeg", jpeg()) for _ in range(files.MOST_PICTURES + 2)))
    taken = take(raw, (), ALL)
    assert len(taken.files) == files.MOST_PICTURES
    assert [code for _, code in taken.left] == [UNREAD, UNREAD]


def test_other_files_are_no_pictures() -> None:
    """A photograph behind a dozen reports did not go."""
    reports = [("report.pdf", "application/pdf", PDF) for _ in range(files.MOST_PICTURES)]
    broken = [("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0") for _ in range(files.MOST_PICTURES - 1)]
    photograph = ("ward.jpg", "image/jpeg", jpeg())
    taken = take(sent(*reports, *broken, photograph, photograph), (), ALL)
    numbers = [one.number for one in taken.files]
    assert numbers == [*range(1, len(reports) + 1), len(reports) + len(broken) + 1]
    assert taken.left[-1] == (len(reports) + len(broken) + 2, UNREAD)


# --- the lines that stand for them ---------------------------------------------------------------


def lines(found: list[Attachment], language: str = "en", sent: tuple[int, ...] = ()) -> list[str]:
    say = words(language)
    how = cargo.how(811, found, say.translations, "hifa-request@lists.example.org", sent)
    return [*cargo.named(811, found, say.translations, say.size, sent), *([how] if how else [])]


CARD = Attachment("stock-card.pdf", "application/pdf", 240_000)
PHOTO = Attachment("ward.jpg", "image/jpeg", 1_200_000)
PROGRAM = Attachment("setup.exe", "application/octet-stream", 500)


def test_two_short_lines_for_one_file() -> None:
    assert lines([CARD]) == [
        "[811.1 stock-card.pdf, 240 KB]",
        "To get a file, write attachment 811.1 to hifa-request@lists.example.org",
    ]
    assert all(len(line) <= 76 for line in lines([CARD]))


def test_how_to_get_them_is_said_once() -> None:
    assert lines([PROGRAM, CARD, PHOTO]) == [
        "[setup.exe, 500 bytes, not sent]",
        "[811.2 stock-card.pdf, 240 KB]",
        "[811.3 ward.jpg, 1.2 MB]",
        "To get a file, write attachment 811.2 to hifa-request@lists.example.org",
    ]


def test_what_nobody_gets_is_offered_to_nobody() -> None:
    assert lines([PROGRAM]) == ["[setup.exe, 500 bytes, not sent]"]
    infected = Attachment("card.pdf", "application/pdf", 500, "virus")
    assert lines([infected]) == ["[card.pdf, 500 bytes, not sent]"]


def test_what_went_along_takes_no_line() -> None:
    assert lines([CARD, PHOTO], sent=(1, 2)) == []
    assert lines([CARD, PHOTO], sent=(1,))[0] == "[811.2 ward.jpg, 1.2 MB]"


def test_many_files_take_few_lines() -> None:
    found = [Attachment(f"photo{n}.jpg", "image/jpeg", 1_000_000) for n in range(9)]
    assert lines(found, "fr")[0] == "[811.1 photo0.jpg, 1 Mo]"
    assert lines(found)[-2] == "[+ 3]"
    assert lines([Attachment("", "image/png", 10)]) == ["[image/png, 10 bytes, not sent]"]
