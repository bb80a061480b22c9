"""What changed between two texts, in words; and what counts as the same word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.comparable import pieces
from listserv.text.difference import LEFT_OUT, LONGEST, difference, read, same_words, shown
from listserv.text.difference import words_changed as changed
from listserv.text.numbered import numbered, paragraphs, spans

LETTERS = [*"ab .,-'[1]\n", "\n\n", "«", "”", "…", "...", "--", "é", "e\u0301", "日本", "\xa0"]
LETTERS += ["\u200f", "\u200b", "كلمة", "12", "2.4", "https://x.example/a?b=1", "a@x.example"]
LETTERS += ["हिन्दी", "\ud800", "\u2028", "\r", "\x0b", "www.", "http://", "  ", "- ", "❤\ufe0f"]
TEXTS = st.lists(st.sampled_from(LETTERS), max_size=60).map("".join)


# --- numbers --------------------------------------------------------------------------------------


def test_paragraphs_are_numbered() -> None:
    assert numbered("Dear all,\n\n\nWe count.\n \nAmina\n") == (
        "[1] Dear all,\n\n[2] We count.\n\n[3] Amina"
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n\n\t", []),
        ("one\ntwo", ["one\ntwo"]),
        ("one \n\n   two", ["one ", "two"]),
        ("\n one\n\n\n\ntwo\n", ["one", "two"]),
    ],
)
def test_paragraphs(text: str, parts: list[str]) -> None:
    assert paragraphs(text) == parts


@given(TEXTS)
def test_between_paragraphs_is_only_white_space(text: str) -> None:
    at = 0
    for start, end in [*spans(text), (len(text), len(text))]:
        assert text[at:start].strip() == ""
        assert start == len(text) or text[start:end].strip()
        at = end


# --- the same words -------------------------------------------------------------------------------

SAME = [
    ("“Stock cards” don’t count…", '"Stock  cards" don\'t count...'),
    ("« cartes »", "“cartes”"),
    ("« cartes »", "«\xa0cartes\xa0»"),
    ("the 'ten' cards", "the “ten” cards"),
    ("ORS – as before", "ORS -- as before"),
    ("one\ntwo", "one two"),
    ("one two", "one\n\n\ttwo"),
    ("café", "cafe\u0301"),
    ("日本語です", "日本語\nです"),
    ("\u200fكلمة\u200f", "كلمة"),
    ("co\u00adoperation", "cooperation"),
    ("", " \n "),
]
DIFFERENT = [
    ("who", "WHO"),
    ("cafe", "café"),
    ("in form", "inform"),
    ("10 mg", "10mg"),
    ("2.4 mg", "24 mg"),
    ("3. 4", "3.4"),
    ("m2", "m²"),
    ("yes.", "yes"),
    ("a b", "b a"),
    ("https://x.example/a", "https://x.example/A"),
    ("日本", "本日"),
    ("كلمة", "كلمات"),
    ("", "a"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_typography_and_white_space_are_no_change(old: str, new: str) -> None:
    assert not changed(old, new)
    assert difference(old, new) == ()
    assert shown(old, new) == ""


@pytest.mark.parametrize(("old", "new"), DIFFERENT)
def test_words_changed(old: str, new: str) -> None:
    assert changed(old, new)
    assert changed(new, old)
    assert shown(old, new)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("See (https://x.example/a_(b)/c?d=e,f).", "See ( https://x.example/a_(b)/c?d=e,f ) ."),
        ("ask amina.k@mail.example, or who.example/ors.", "ask amina.k@mail.example , or "
         "who.example/ors ."),
        ("www.x.example: 1,5 and 2.4mg", "www.x.example : 1,5 and 2.4mg"),
        ("l’ARV", "l ' ARV"),
        ("हिन्दी में", "हिन्दी में"),
        ("日本 ok", "日 本 ok"),
        ("foo_bar *x*", "foo _ bar * x *"),
    ],
)  # fmt: skip
def test_pieces(text: str, keys: str) -> None:
    assert pieces(text).keys == keys.split()


@given(TEXTS)
def test_pieces_are_in_order_and_leave_nothing_seen(text: str) -> None:
    found, at = pieces(text), 0
    for start, end in zip(found.starts, found.ends, strict=True):
        assert at <= start < end
        assert not any(letter.isalnum() for letter in text[at:start])
        at = end
    assert all(found.keys)


# --- the difference -------------------------------------------------------------------------------

OLD = (
    "Dear all,\n\n"
    "In our district hospital we count the ten stock cards once every month, and nobody in the"
    " ministry reads them. The nurses keep the ARVs in a box.\n\n"
    "This paragraph is private.\n\n"
    "- one item\n- two items\n- three items\n\n"
    "Best,\nAmina"
)
NEW = (
    "Dear all,\n\n"
    "In our district hospital we count the 12 stock cards once every month, and nobody in the"
    " ministry reads them. The nurses keep the ARVs [antiretrovirals] in a box.\n\n"
    "- one item\n- three items\n\n"
    "Best,\nAmina\n\nWe thank her."
)
SHOWN = """\
- […] district hospital we count the ten stock cards once every month, […]
+ […] district hospital we count the 12 stock cards once every month, […]

- […] The nurses keep the ARVs in a box.
+ […] The nurses keep the ARVs [antiretrovirals] in a box.

- This paragraph is private.

- - two items

+ We thank her."""


def test_a_difference_as_its_author_reads_it() -> None:
    assert shown(OLD, NEW) == SHOWN


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("العلاج يحتاج إلى الماء النظيف", "العلاج يحتاج الماء النظيف", None),
        (
            "水を清潔にする方法を教えてください。",
            "水を清潔にする方法を知らせてください。",
            None,
        ),
        ("one two", "three", "- one two\n+ three"),
        ("one two three four", "1 two 3 four", "- one two three four\n+ 1 two 3 four"),
        ("one\n\ntwo", "one\n\ntwo and\n\nfour", "- two\n+ two and\n+ four"),
        ("A. New. B.", "A.\n\nB.", "- A. New. B.\n+ A.\n+ B."),
    ],
)
def test_difference(old: str, new: str, lines: str | None) -> None:
    if lines is None:
        lines = f"- {old}\n+ {new}"
    assert shown(old, new) == lines


def test_moved_words_are_no_reason_to_show_the_rest() -> None:
    """Two paragraphs change places: one of them is shown, not the ninety others."""
    parts = [f"Paragraph {n} stays as it is." for n in range(92)]
    moved = [parts[91], *parts[:91]]
    assert len(shown("\n\n".join(parts), "\n\n".join(moved)).split("\n\n")) == 2


def test_a_long_difference_says_that_more_is_left_out() -> None:
    old = "\n\n".join(f"Paragraph {n} of a long text." for n in range(500))
    new = old.replace("long", "short")
    text = shown(old, new)
    assert text.endswith(f"\n\n{LEFT_OUT}")
    assert LONGEST - 200 < len(text) <= LONGEST


def test_a_long_passage_is_shown_by_its_ends() -> None:
    text = shown("begin " + "word " * 5000 + "end", "other")
    assert text.startswith("- begin word") and f"word {LEFT_OUT} word" in text
    assert text.endswith("word end\n+ other") and len(text) < 1000


@given(TEXTS, TEXTS)
def test_a_difference_never_fails_and_is_bounded(old: str, new: str) -> None:
    assert bool(difference(old, new)) == changed(old, new)
    assert len(shown(old, new, 100)) <= 100


@given(TEXTS, TEXTS)
def test_same_words_are_the_same_and_in_order(old: str, new: str) -> None:
    one, other = read(old), read(new)
    before = (-1, -1)
    for i, j in same_words(one, other):
        assert one.pieces.keys[i] == other.pieces.keys[j]
        assert before[0] < i and before[1] < j
        before = (i, j)


def test_words_that_stand_several_times_are_found_again() -> None:
    old, new = read("x a b y a b z"), read("1 a b 2 a b 3")
    assert same_words(old, new) == [(1, 1), (2, 2), (4, 4), (5, 5)]


@given(TEXTS)
def test_a_text_has_all_its_words(text: str) -> None:
    one = read(text)
    assert same_words(one, one) == [(n, n) for n in range(len(one))]


HOSTILE = [
    ("a b " * 25_000, "b a a " * 17_000),
    ("\n\n".join("abc" * 10_000), "\n\n".join("cab" * 10_000)),
    (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1)))),
    ("日本語" * 30_000, "本語日" * 30_000),
    ("a" * 200_000, "b" * 200_000),
    ("!" * 100_000, "?" * 100_000),
    ("a@" * 50_000, "http://" * 30_000),
    ("\u200b" * 200_000, "a\u0301" * 100_000),
    (" \n" * 100_000, "\n \t" * 60_000),
]


@pytest.mark.parametrize(("old", "new"), HOSTILE)
def test_hostile_texts_are_compared_in_linear_time(old: str, new: str) -> None:
    """A quadratic comparison of these takes minutes; this one a part of a second each."""
    assert len(shown(old, new)) <= LONGEST


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        (
            "Dear all,\n\nWe make soap. My number is 0700 222 333.\n\nCall me.\n\nRuth",
            "Dear all,\n\nWe make sabão. My number is 0700 222 333.\n\nRuth",
            "- We make soap. My number is 0700 […]\n"
            "+ We make sabão. My number is 0700 […]\n\n- Call me.",
        ),
        (
            "Dear all,\n\nWe make sabão. My number is 0700 222 333.\n\nRuth",
            "Dear all,\n\nWe make soap. My number is 0700 222 333.\n\nCall me.\n\nRuth",
            "- We make sabão. My number is 0700 […]\n"
            "+ We make soap. My number is 0700 […]\n\n+ Call me.",
        ),
        (
            "We make soap.\nIt is good.\nIt is good.\nIt is cheap.",
            "We sell soap.\nIt is good.\nIt is cheap.",
            "- We make soap.\n+ We sell soap.\n\n- It is good.",
        ),
        (
            "It is very, very good. Yes.",
            "It is very good. Yes.",
            "- It is very, very good. Yes.\n+ It is very good. Yes.",
        ),
    ],
)
def test_a_line_that_did_not_change_is_not_shown(old: str, new: str, seen: str) -> None:
    """Of a paragraph that was cut the author read the one above as well, as if it had changed."""
    assert shown(old, new) == seen
