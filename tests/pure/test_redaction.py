"""Words taken out of text, of HTML, of digests and drafts: what is found, and what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.digests.uncited import without as uncited
from listserv.press.layout import RULE
from listserv.text import items
from listserv.text.redaction import in_html, in_text, is_enough, mark
from tests.support.pace import Pace

MARK = mark("2026-11-22")

FOUND = [
    # what stands there, what was typed, what is left
    ("Call 0700 111 222 now", "0700 111 222", "Call # now"),
    ("Call 0700-111-222 now", "0700 111 222", "Call # now"),
    ("tel:0700111222", "0700 111 222", "tel:#"),
    ("٠٧٠٠ ١١١ ٢٢٢", "0700 111 222", "#"),
    ("Bed 111222 or 11-12-22", "111 222", "Bed # or #"),
    ("Mary Wanjiru came", "mary WANJIRU", "# came"),
    ("Mary\n> > Wanjiru came", "Mary Wanjiru", "# came"),
    ("*Mary*  _Wanjiru_ came", "Mary Wanjiru", "*#_ came"),
    ("Mary\u00a0Wan\u00adjiru", "Mary Wanjiru", "#"),
    ("“Mary’s” case", "Mary", "“#’s” case"),
    ("José y Jose\u0301", "jose", "# y #\u0301"),
    ("see /q?n=Mary%20Wanj%C3%ADru&x", "Mary Wanjíru", "see /q?n=#&x"),
    ("لمحمد ومحمد", "محمد", "ل# و#"),
    ("山田さんは", "山田", "#さんは"),
    ("amina@example.org.", "amina@example.org", "#."),
    ("Mary, Mary", "Mary", "#, #"),
]
NOT_FOUND = [
    ("Maryland", "Mary"),
    ("the re-entry", "there"),
    ("as I am", "asiam"),
    ("+254700111222", "0700 111 222"),
    ("Call 1 2", "12 3"),
    ("Bed 11122 or 1-11-22", "111 22"),
    ("محمدين", "محمد"),
    ("to me", "me"),
    ("Mary and Wanjiru", "Mary Wanjiru"),
]


@pytest.mark.parametrize(("text", "typed", "left"), FOUND)
def test_words_are_found_however_they_stand(text: str, typed: str, left: str) -> None:
    assert in_text(text, typed, MARK) == (left.replace("#", MARK), left.count("#"))


@pytest.mark.parametrize(("text", "typed"), NOT_FOUND)
def test_other_words_stay(text: str, typed: str) -> None:
    assert in_text(text, typed, MARK) == (text, 0)


@pytest.mark.parametrize(
    ("typed", "enough"),
    [("me", False), ("a b", False), ("...!", False), ("", False), ("Bob", True), ("山田", True)],
)
def test_too_short_words_are_not_looked_for(typed: str, enough: bool) -> None:
    assert is_enough(typed) is enough
    assert enough or in_text(f"x {typed} y", typed, MARK)[1] == 0


PAGES = [
    ("<p>My <b>Ma</b>ry&nbsp;Wanj&#105;ru</p>", "<p>My <b>#</b></p>", 1),
    ("<td>Mary</td><td>Wanjiru</td>", "<td>#</td><td></td>", 1),
    (
        "<a href='x?Mary%20Wanjiru' title=\"mary wanjiru\">a</a>",
        "<a href='x?#' title=\"#\">a</a>",
        2,
    ),
    ("<!-- Mary Wanjiru -->a", "<!-- # -->a", 1),
    ("a < b Mary Wanjiru", "a < b #", 1),
    ("<p>Mary</p><br>Bob Wanjiru", "<p>Mary</p><br>Bob Wanjiru", 0),
]


@pytest.mark.parametrize(("page", "left", "places"), PAGES)
def test_words_are_found_through_tags_and_entities(page: str, left: str, places: int) -> None:
    shown = MARK.replace("…", "&#8230;")
    assert in_html(page, "Mary Wanjiru", MARK) == (left.replace("#", shown), places)


@given(st.text(max_size=200), st.text(min_size=1, max_size=12))
def test_a_second_look_finds_nothing(text: str, typed: str) -> None:
    for way in (in_text, in_html):
        once, places = way(f"{text} {typed} {text}", typed, "[…]")
        assert way(once, typed, "[…]")[1] == 0
        assert places > 0 or once == f"{text} {typed} {text}"


@given(st.lists(st.sampled_from(["Mary", " ", "\n> ", "Wanjiru", "<b>", "&amp;", "x", "%4d"])))
def test_what_is_left_is_what_stood_there_without_the_words(pieces: list[str]) -> None:
    text = "".join(pieces)
    left, places = in_text(text, "Mary Wanjiru", "\ue000")
    assert left.count("\ue000") == places
    at = 0
    for part in left.split("\ue000"):
        at = text.index(part, at) + len(part)


@pytest.mark.parametrize("piece", ["<", "<!--", "<a", "&", "%41", "mary ", " ", "0 ", "> ", "w"])
@pytest.mark.parametrize("typed", ["mary wanjiru", "0700 111 222", "mary mary mary bob"])
def test_the_worst_texts_cost_little(piece: str, typed: str) -> None:
    text = "mary" + piece * (200_000 // len(piece))
    with Pace() as taken:
        in_text(text, typed, MARK)
        in_html(text, typed, MARK)
    assert taken.seconds < 3.0


# --- digests --------------------------------------------------------------------------------------

AT = "mailto:hifa-reply+" + "a2" * 14 + "@lists.example.org"
DIGEST = f"""Stock cards
 812 Amina, Kenya
 813 Bob

{RULE}
Stock cards

812 Amina, Kenya
{AT}

Dear all,
{RULE}
SECRET words

A nurse in Kano

813 Bob
{AT}

Bob's words

{RULE}
Oxygen

814 Carla
{AT}

Carla's words

{RULE}
Write leave
"""


@pytest.mark.parametrize(
    ("number", "gone"), [(812, "SECRET"), (813, "Bob's words"), (814, "Carla's words")]
)
def test_an_item_of_a_digest_says_that_it_was_taken_back(number: int, gone: str) -> None:
    left = items.without(DIGEST, {number}, "[taken back]")
    assert gone not in left
    assert left.count("[taken back]") == 1
    others = {"SECRET words", "Bob's words", "Carla's words"} - {gone, f"{gone} words"}
    assert all(one in left for one in others)
    assert left.endswith(f"\n{RULE}\nWrite leave\n")
    assert left.count(AT) == 3


def test_a_title_says_it_too() -> None:
    titles = (
        f"Cards\n 812 Amina with a long name\n  Kenya\nDear all.\n 813 Bob\nWhy?\n\n{RULE}\nbye\n"
    )
    left = items.without(titles, {812}, "[taken back]")
    assert left == titles.replace("Dear all.", "[taken back]")


@pytest.mark.parametrize("number", [812, 813])
def test_condolences_are_known_by_their_numbers(number: int) -> None:
    """Two had said the same: when one took it back, both were gone."""
    said = {
        one: f"{one} {name}\n{AT}\n\nWe are sad.\n\nSo sad.\n\n{RULE}\n"
        for one, name in ((812, "Amina, Kenya"), (813, "Bob"))
    }
    left = items.without(f"{said[812]}{said[813]}bye\n", {number}, "[taken back]")
    said[number] = said[number].replace("We are sad.\n\nSo sad.", "[taken back]")
    assert left == f"{said[812]}{said[813]}bye\n"


def test_a_post_that_begins_with_the_same_words_keeps_its_title() -> None:
    titles = f"Sad news\n\n 812 Amina\nSo sad.\n\nCards\n 813 Bob\n\nSo sad.\n\n{RULE}\nbye\n"
    left = items.without(titles, {812}, "[taken back]")
    assert left == titles.replace("812 Amina\nSo sad.", "812 Amina\n[taken back]")


# --- drafts of summaries --------------------------------------------------------------------------

DRAFT = f"""{RULE}
The question

Amina wrote on 5 January (812):

How do you keep SECRET cards?

And why?

{RULE}
What they said

Bob:
- On the wall. (813)
- In a box. (814)

{RULE}
Sources they named

- https://one.example
  Bob (814)
- https://two.example
  Bob (813), Carla (814)

{RULE}
All messages

812 Amina, 5 January
813 Bob, a long name that is
  folded
814 Bob
"""


def test_a_draft_loses_the_sentences_of_what_was_taken_back() -> None:
    left = uncited(DRAFT, {814}, "[taken back]")
    gone = ("- In a box. (814)\n", "- https://one.example\n  Bob (814)\n", "814 Bob\n")
    expected = DRAFT
    for line in gone:
        expected = expected.replace(line, "")
    assert left == expected


def test_a_draft_without_its_question_says_so() -> None:
    left = uncited(DRAFT, {812, 813}, "[taken back]")
    assert "SECRET" not in left
    assert "(812):\n\n[taken back]\n\n" in left
    assert "folded" not in left
    assert "- In a box. (814)" in left
    assert uncited(DRAFT, (), "[taken back]") == DRAFT
