"""HTML mail as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.html import to_text
from tests.support.pace import Pace


def test_links_and_lists_and_tables_are_kept() -> None:
    text = to_text(
        '<p>See <a href="https://example.org/r">the report</a>, <a href="https://example.org/x">'
        "https://example.org/x</a></p><ul><li>one<li>two</ul>"
        "<table><tr><td>Drug</td><td>Stock</td></tr><tr><td>ORS</td><td>12</td></tr></table>"
    ).whole
    assert "the report <https://example.org/r>, https://example.org/x" in text
    assert "* one" in text and "ORS   12" in text


def test_a_gmail_answer() -> None:
    converted = to_text(
        '<div dir="ltr">Yes, with cards.</div><br><div class="gmail_quote">'
        '<div class="gmail_attr">Mnamo Jtt Rohan aliandika:<br></div>'
        '<blockquote class="gmail_quote">How do you count?<blockquote type="cite">older'
        "</blockquote>Rohan</blockquote></div>"
    )
    assert "> How do you count?\n>> older\n> Rohan" in converted.whole
    assert "aliandika" in converted.whole and "aliandika" not in converted.own


@pytest.mark.parametrize("mark", ["appendonsend", "divRplyFwdMsg", "x_divRplyFwdMsg"])
def test_an_outlook_answer_in_any_language(mark: str) -> None:
    converted = to_text(
        f'<div><div>Yes.</div><div id="{mark}">Kutoka: Rohan</div></div><hr><div>old text</div>'
    )
    assert converted.own == "Yes."
    assert "old text" in converted.whole


def test_outlooks_line_above_a_header_block_in_any_language() -> None:
    rule = "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"
    converted = to_text(
        f"<div><p>Yes.</p><div><div style='{rule}'><p><b>Kutoka:</b> Rohan</p></div></div>"
        "<p>old text</p></div><p>older text</p>"
    )
    assert converted.own == "Yes."
    assert "older text" in converted.whole


def test_signatures_by_class() -> None:
    converted = to_text('<div>Yes.</div><div class="gmail_signature">Amina<br>Kisumu</div>')
    assert converted.own == "Yes." and converted.signature


def test_an_indented_paragraph_is_no_quotation() -> None:
    text = to_text('<blockquote style="margin:0 0 0 40px">my own point</blockquote>').own
    assert text.strip() == "my own point"


@pytest.mark.parametrize(
    "blank",
    [
        "<div>&nbsp;</div>",
        "<div><br></div>",
        "<div><span>&nbsp;</span></div>",
        "<div> &nbsp; </div>",
        "<p>&nbsp;</p>",
        "<div><p>&nbsp;</p></div>",
    ],
)
def test_an_empty_block_is_a_blank_line(blank: str) -> None:
    """The name under a letter stood directly below its last line, and was read as part of it."""
    assert to_text(f"<div>We use cards.</div>{blank}<div>Amina</div>").own == (
        "We use cards.\n\nAmina"
    )


def test_an_empty_block_in_a_cell_is_none() -> None:
    markup = "<table><tr><td>a</td><td><div>&nbsp;</div></td><td>b</td></tr></table>"
    assert "\n" not in to_text(markup).own


def test_all_of_it_marked_as_quotation_leaves_the_text() -> None:
    """Some programs let people write inside the container of the old message."""
    assert to_text('<div class="yahoo_quoted">Yes, with cards.</div>').own == "Yes, with cards."


def test_a_letter_laid_out_in_tables_is_a_letter() -> None:
    """Newsletters are tables in tables; padded to the widest cell they were mostly blanks."""
    letter = "A long sentence that says how we count the pills in our ward each day. " * 3
    text = to_text(
        f"<table><tr><td><table><tr><td>News</td><td>5 May</td></tr></table></td></tr>"
        f"<tr><td><table><tr><td>{letter}</td></tr></table></td></tr></table>"
    ).whole
    assert [" ".join(line.split()) for line in text.split("\n") if line] == [
        "News 5 May",
        letter.strip(),
    ]


def test_a_row_with_a_long_cell_is_a_line() -> None:
    remark = "Not seen since the floods of March, the district has promised some for next month."
    rows = f"<tr><td>ORS</td><td>{remark}</td></tr><tr><td>Zinc</td><td>none</td></tr>"
    assert to_text(f"<table>{rows}</table>").whole == f"ORS | {remark}\nZinc | none"


def test_links_are_the_real_ones() -> None:
    wrapped = (
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fx&data=1"
    )
    assert (
        to_text(f'<a href="{wrapped}">https://example.org/x</a>').whole == "https://example.org/x"
    )
    assert to_text(f'<a href="{wrapped}">here</a>').whole == "here <https://example.org/x>"


def test_pictures_inside_the_markup_do_not_count() -> None:
    picture = "A" * 900_000
    converted = to_text(f'<p>one</p><img src="data:image/png;base64,{picture}"><p>two</p>')
    assert converted.whole.split() == ["one", "two"] and not converted.cut


def test_what_is_too_long_says_so() -> None:
    assert to_text("<p>x</p>" * 40_000).cut
    assert to_text("word " * 200_000).cut
    assert not to_text("<p>x</p>" * 1000).cut


def test_many_quotations_keep_their_marks() -> None:
    """The sixty-first question of a long answer looked as if its reader had asked it."""
    text = to_text('<blockquote type="cite">Who?</blockquote><p>Me.</p>' * 80).own
    assert text.count("> Who?") == 80


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a b='", "<p <", "</", "<?", "<script>"])
def test_tags_that_never_end_take_no_time(piece: str) -> None:
    """Python's own parser took minutes for 100 KB of these, and the reading of mail stood still."""
    with Pace() as taken:
        to_text(piece * (200_000 // len(piece)))
    assert taken.seconds < 5.0


def test_thousands_of_nested_elements_lose_nothing() -> None:
    """libxml2 gives up at its depth limit, and its users see an empty text."""
    assert "deep" in to_text("<div>" * 3000 + "deep" + "</div>" * 3000).whole
    assert to_text("<span>x " * 5000).whole.count("x") == 5000
    mixed = "<div>top" + "<div>" * 400 + "deep" + "</div>" * 400 + "</div><p>below</p>"
    assert to_text(mixed).whole.split() == ["top", "deep", "below"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("plain", "plain"),
        ("<script>x()</script>shown<style>y</style>", "shown"),
        ('<?xml version="1.0" encoding="utf-8"?><p>x</p>', "x"),
        ("<p>a\x00b</p>", "ab"),
        ("a&nbsp;b &eacute; &#1587;", "a b é س"),
        ("<!-- only a comment -->", ""),
        ("<p>one</p><br><br><br><br><p>two</p>", "one\n\ntwo"),
    ],
)
def test_oddities(markup: str, text: str) -> None:
    assert to_text(markup).whole == text


@given(st.text(alphabet="<>/=\"' abdivpblockquote!-&;", max_size=300))
def test_never_raises(markup: str) -> None:
    to_text(markup)
