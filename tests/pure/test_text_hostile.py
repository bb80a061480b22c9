"""Mail made to keep the reader busy: twice as long costs twice as much, whatever it is made of.

No clock is compared with a limit: the processor's time for a text is compared with that for one
four times as long. What grows with the square would need sixteen times as much.
"""

import time

import pytest

from listserv.reading import read
from tests.support.mails import mail, multipart, part

pytestmark = pytest.mark.slow

SMALL = 20_000  # bytes
STEEPEST = 9  # times the time for four times the bytes; linear is 4
FLOOR = 0.02  # seconds; below it a measurement is mostly noise

SAFE = "https://eur01.safelinks.protection.outlook.com/?url="
WROTE = "On Mon, Jan 5, 2026 at 10:06 PM Rohan Shah <rohan@example.org> wrote:"

PLAIN = [
    *(">", ">\n", "> x\n", "> x\ny\n", "On ", "On \n", "On 1 Jan 2026\n", "wrote:\n"),
    *(f"{WROTE}\n", f"{WROTE}\n\n", f"{WROTE[:-7]}\nx\n", f"{WROTE}\n> x\ny\n"),
    *(
        "From: ",
        "From: x\n",
        "From: x\nSent: y\n",
        "To: x\n",
        "From: x Sent: y Subject: ",
        "De : x\n\n",
    ),
    *(SAFE, f"{SAFE}https%3A%2F%2Fx.org ", "https://urldefense.com/v3/__", "<http://", "<mailto:a"),
    *("https://x.org/?utm_source=x&", "[cid:", "[image: ", "[http://x", "data:image/png;base64,"),
    *("\u200b", "\u200c", "\n", " ", "\t", "--\n", "-", "_", "-=", "---------- ", "\r"),
    *("Sent from my ", "Sent from my iPhone\n\n", "CONFIDENTIAL: privileged\n\n", "Please excuse "),
    *("Best,\nJo\n\nTel: 1\n\n", "Mrs A. ", "Mrs A. Banda, 34 yrs, ward 3\n", "Aa ", "aged 7 "),
    *(
        "Patient named ",
        "A. Banda ",
        "A-",
        "Name: ",
        "مريض ",
        "1. x\n",
        "a | b\n",
        "2026 22:06 <a@b.org>:\n",
    ),
]
MARKUP = [
    *(
        "<div>",
        "<div>x<br>",
        "<p>x</p>",
        "<br>",
        "<span>x",
        "<font><b>",
        "<",
        "&amp",
        "<!--",
        "<style>",
    ),
    *("<table><tr><td>", "<tr><td>a</td><td>b</td></tr>", "<td>a", "<ul><li>x", "<li>x</li>"),
    *("<blockquote>", '<blockquote type="cite">x', '<blockquote type="cite">x</blockquote>y'),
    *(
        '<a href="https://x.org">y</a>',
        '<a href="https://x.org">y',
        "<div>&nbsp;</div>",
        "<pre>x\n",
    ),
    *('<div id="appendonsend">x</div>', '<div class="gmail_signature">x', "<h1>x", "&gt; x<br>"),
    *('<p style="display:none">x', "<table><tr><td colspan=1000>a", "<img src=x width=1>"),
]


def cost(raw: bytes) -> float:
    """Seconds of the processor; the better of two, since others share it."""
    seconds = []
    for _ in range(2):
        begun = time.process_time()
        read(raw)
        seconds.append(time.process_time() - begun)
    return min(seconds)


def assert_linear(small: bytes, large: bytes) -> None:
    assert cost(large) <= STEEPEST * max(cost(small), FLOOR)


@pytest.mark.parametrize("piece", PLAIN)
def test_plain_text(piece: str) -> None:
    times = SMALL // len(piece.encode())
    assert_linear(mail(piece * times), mail(piece * times * 4))


@pytest.mark.parametrize("piece", MARKUP)
def test_markup(piece: str) -> None:
    read(mail("<p>x</p>", Content_Type="text/html"))  # the libraries are loaded once
    times = SMALL // len(piece)
    kind = {"Content_Type": "text/html; charset=utf-8"}
    assert_linear(mail(piece * times, **kind), mail(piece * times * 4, **kind))


@pytest.mark.parametrize("mark", [">", "> "])
def test_nested_quotations(mark: str) -> None:
    def deep(levels: int) -> bytes:
        return mail("\n".join(mark * depth + "x" for depth in range(1, levels, levels // 100)))

    assert_linear(deep(1000), deep(4000))


def test_a_table_with_one_wide_cell() -> None:
    """Each row was padded to it: a letter of 500 KB took a minute."""

    def table(size: int) -> bytes:
        rows = "<tr><td>a</td><td>b</td></tr>" * (size // 60)
        wide = f"<tr><td>{'word ' * (size // 10)}</td><td>x</td></tr>"
        return mail(f"<table>{wide}{rows}</table>", Content_Type="text/html; charset=utf-8")

    assert_linear(table(SMALL), table(4 * SMALL))


def test_a_winmail_dat_of_empty_pieces() -> None:
    def packed(pieces: int) -> bytes:
        data = b"\x78\x9f\x3e\x22\1\0" + (b"\2\x02\x90\6\0\0\0\0\0\0\0\0\0") * pieces
        return multipart("mixed", part("application/ms-tnef", data, coded=True))

    assert_linear(packed(4000), packed(16_000))
