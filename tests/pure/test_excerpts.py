"""Which post a quotation was taken from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.excerpts import Source, quotation, source
from tests.support.pace import Pace

STOCK = (
    "Each ward keeps one card for every medicine, and the matron counts on Monday.\n\n"
    "When the figures are read aloud, something happens; by e-mail, nothing does."
)
OXYGEN = "Our generator is older than our nurses, and nobody repairs the oxygen concentrators."
ARABIC = "كل جناح يحتفظ ببطاقة واحدة لكل دواء وتقوم الممرضة الرئيسية بالعد يوم الاثنين من كل شهر"
CHINESE = (
    "每个病房为每种药物保留一张卡片护士长在每个月的第一个星期一清点药物并且大声朗读数字给大家听"
)
POSTS = [
    Source(812, 811, OXYGEN),
    Source(805, 805, f"Thank you.\n\n> {STOCK}"),
    Source(804, 804, STOCK),
    Source(803, 803, ARABIC),
    Source(802, 802, CHINESE),
]


def wrapped(text: str, width: int, mark: str = "> ") -> str:
    return "\n".join(f"{mark}{text[at : at + width]}" for at in range(0, len(text), width))


@pytest.mark.parametrize(
    ("quoted", "number"),
    [
        (OXYGEN, 812),
        (OXYGEN.upper(), 812),
        (f"On Monday Amina wrote:\n\n{OXYGEN}", 812),
        ("Our generator is older than our nurses,\nand nobody repairs", 812),
        ("Our generator\nis old", 0),
        (ARABIC, 803),
        (wrapped(CHINESE, 12, ""), 802),
        (f"{OXYGEN}\n\n{ARABIC}", 0),
        ("Nobody here has ever written such words, and nobody will.", 0),
        ("", 0),
    ],
)
def test_the_post_that_most_of_it_stands_in(quoted: str, number: int) -> None:
    assert source(quoted, POSTS) == number


def test_of_two_threads_that_hold_it_none_counts() -> None:
    assert source(STOCK, POSTS) == 0
    assert source(STOCK, POSTS[2:]) == 804


def test_within_a_thread_the_later_counts() -> None:
    assert source(OXYGEN, [Source(9, 7, OXYGEN), Source(8, 7, OXYGEN)]) == 9


def test_a_quotation_is_what_its_author_did_not_write() -> None:
    text = f"Thank you.\n\nAmina wrote:\n{wrapped(OXYGEN, 30)}\n\nI agree.\n"
    quoted = quotation(text, "Thank you.\n\nI agree.")
    assert "Thank you" not in quoted and "I agree" not in quoted
    assert source(quoted, POSTS) == 812


def test_lines_that_an_interleaved_answer_keeps_are_quoted_too() -> None:
    clean = f"{wrapped(OXYGEN, 60)}\n\nOurs too."
    assert source(quotation(clean, clean), POSTS) == 812


@given(st.text(), st.text())
def test_never_raises(text: str, clean: str) -> None:
    source(quotation(text, clean), [Source(1, 1, clean), Source(2, 2, text)])


@pytest.mark.parametrize(
    "worst", ["> " * 100_000, "x" * 200_000, "a b\n\n" * 40_000, ">\n" * 99_999]
)
def test_the_worst_takes_little_time(worst: str) -> None:
    """Four hundred posts of the largest size, all quoted at once."""
    many = [Source(n, n, worst) for n in range(400)]
    with Pace() as taken:
        source(quotation(worst, ""), many)
    assert taken.seconds < 2.0
