"""What a moderator's `cut`, `change`, `add` and `edit` make of a text, and what is asked back."""

import re
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.moderation.edits import Add, Change, Cut, Edit, Edited, Problem, Whole, apply
from listserv.text.comparable import pieces
from listserv.text.numbered import numbered, paragraphs, spans

LINK = "https://guide.example/treatment/of/children/under/five?language=fr&year=2025#dose"
CITATION = (
    "CITATION: Kamau A. Stock cards in small hospitals of the western region of\n"
    "Kenya. Journal 2026;1:2.\nhttps://doi.example/10.5555/x"
)
POST = (
    "Dear all,\n\n"
    "We give 10 mg of ARVs a day, or 110 mg where it is bad. The nurses’ “stock cards”"
    f" – ten in all – don’t count ARVs. See {LINK} for more, or ask who.example/ten.\n\n\n"
    "- one thing\n- another thing\n- a third thing, with ten words\n\n"
    f"{CITATION}\n\n"
    "    Drug    Stock\n    ORS     ten\n\n"
    "Best,\nAmina"
)
PARTS = paragraphs(POST)


def changed(*edits: Edit, text: str = POST) -> str:
    made = apply(text, edits)
    assert made.problem is None, made
    return made.text


# --- cut ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "left"),
    [
        ([Cut(1)], [2, 3, 4, 5, 6]),
        ([Cut(2), Cut(4)], [1, 3, 5, 6]),  # numbers as shown, not as they would be then
        ([Cut(4), Cut(2)], [1, 3, 5, 6]),
        ([Cut(2, 4)], [1, 5, 6]),
        ([Cut(2, 4), Cut(3)], [1, 5, 6]),
        ([Cut(1, 5)], [6]),
        ([Cut(6, 6)], [1, 2, 3, 4, 5]),
    ],
)
def test_cut(edits: list[Edit], left: list[int]) -> None:
    assert paragraphs(changed(*edits)) == [PARTS[n - 1] for n in left]


def test_a_cut_leaves_the_white_space_of_the_others() -> None:
    assert changed(Cut(2)) == POST.replace("\n\n" + PARTS[1], "")
    assert changed(Cut(1, 4)) == "    Drug    Stock\n    ORS     ten\n\nBest,\nAmina"


# --- change ---------------------------------------------------------------------------------------

CHANGES = [
    ("10 mg", "20 mg", "We give 20 mg of ARVs a day, or 110 mg where"),  # 110 mg is none
    ("where it is bad", "in bad cases", "or 110 mg in bad cases. The"),
    ('nurses\' "stock cards"', "sheets", "The sheets – ten"),
    ("'stock cards'", "sheets", "nurses’ sheets – ten"),
    ("cards\" -- ten in all -- don't", "cards” do", "“stock cards” do count"),
    ("we  give\n10\xa0mg", "We gave 10 mg", "We gave 10 mg of"),
    ("WE GIVE", "They give", "They give 10 mg"),
    ("dear all,", "Dear friends,", "Dear friends,\n\nWe give"),
    (LINK, "https://x.example", "See https://x.example for more"),
    ("for more, or", "or", f"See {LINK} or ask"),
    ("western region of Kenya", "west of Kenya", "the west of Kenya. Journal"),
    ("bad. The", "bad:\n the ", "it is bad: the nurses"),
    (" “stock cards” ", "", "The nurses’ – ten"),
    ("Best,", "", "ten\n\nAmina"),
    ("another thing", "", "- one thing\n- a third"),
    ("- one thing", "", "\n\n\n- another thing\n- a third"),
    ("Amina", "", "ten\n\nBest,"),
    ("Dear all,", "", "We give"),
]


@pytest.mark.parametrize(("words", "to", "there"), CHANGES)
def test_change(words: str, to: str, there: str) -> None:
    made = changed(Change(words, to))
    assert there in made
    assert len(made) - len(there) < len(POST)


def test_a_change_leaves_every_other_character() -> None:
    assert changed(Change("10 mg", "20 mg")) == POST.replace("give 10 mg", "give 20 mg")
    assert changed(Change("ten", "12", 3)) == POST.replace("ten words", "12 words")
    assert changed(Change("ten", "12", 5)) == POST.replace("     ten", "     12")


def test_all_words_are_those_of_the_text_as_it_was_shown() -> None:
    """Two names change places; one after the other, each would be found twice."""
    text = "Amina asks Peter.\n\nShe waits."
    edits = [Change("Amina", "Peter"), Change("Peter", "Amina"), Cut(2)]
    assert changed(*edits, text=text) == "Peter asks Amina."


def test_words_in_a_paragraph_that_is_cut_do_not_count() -> None:
    assert "or 12 words" in changed(Cut(1), Change("ten", "12"), text="ten\n\nor ten words")


def test_the_same_edit_twice_is_one() -> None:
    assert changed(Change("Amina", "A."), Change("Amina", "A.")) == POST.replace("Amina", "A.")


@pytest.mark.parametrize(
    ("text", "words", "to", "made"),
    [
        ("هذا علاج جيد، شكرا", "علاج جيد", "دواء", "هذا دواء، شكرا"),
        ("\u200fهذا\u200f علاج", "هذا", "ذلك", "\u200fذلك\u200f علاج"),
        ("水をきれいにする。\n水を飲む。", "飲む", "使う", "水をきれいにする。\n水を使う。"),
        ("水をきれいに\nする。", "きれいにする", "沸かす", "水を沸かす。"),
        ("Le cafe\u0301 est prêt", "café", "thé", "Le thé est prêt"),
        ("साफ पानी पिएँ", "पानी", "जल", "साफ जल पिएँ"),
        ("(see below) and", "see below", "above", "(above) and"),
        ("(see below) and", "see", "", "(below) and"),
        ("a b c, d", "c", "", "a b, d"),
    ],
)
def test_change_in_every_script(text: str, words: str, to: str, made: str) -> None:
    assert changed(Change(words, to), text=text) == made


# --- add ------------------------------------------------------------------------------------------

ADDS = [
    ("ARVs are here. ARVs!", "[antiretrovirals]", "ARVs", "ARVs [antiretrovirals] are here. ARVs!"),
    ("(ARVs)", "[x]", "ARVs", "(ARVs [x])"),
    ("“ARVs”, they", "[x]", "ARVs", "“ARVs [x]”, they"),
    ("ARVs.", "[x]", "ARVs.", "ARVs. [x]"),
    ("the end", ", at last", "the end", "the end, at last"),
    ("Amina car", "'s", "Amina", "Amina's car"),
    ("https://arvs.example/arvs the ARVs", "[x]", "arvs", "https://arvs.example/arvs the ARVs [x]"),
    ("see https://x.example/a.", "(in French)", "https://x.example/a",
     "see https://x.example/a (in French)."),
    ("one\ntwo", "and\na half", "one", "one and a half\ntwo"),
    ("and/or", "maybe", "and/", "and/maybe or"),
    ("水を飲む", "[H2O]", "水", "水[H2O]を飲む"),
    ("مضادات الفيروسات مهمة", "[ARVs]", "مضادات الفيروسات", "مضادات الفيروسات [ARVs] مهمة"),
    ("ARV\n\nARV", "[x]", "ARV", "ARV [x]\n\nARV"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "after", "made"), ADDS)
def test_add(text: str, words: str, after: str, made: str) -> None:
    assert changed(Add(words, after), text=text) == made


def test_add_in_one_paragraph_and_beside_a_change() -> None:
    assert changed(Add("[x]", "ARV", 2), text="ARV\n\nARV") == "ARV\n\nARV [x]"
    edits = [Add("[x]", "ARV"), Change("the ARV", "an ARV")]
    assert changed(*edits, text="the ARV is") == "an ARV [x] is"
    assert changed(Add("b", "a"), Add("c", "a"), text="a d") == "a b c d"


# --- what is asked back ---------------------------------------------------------------------------

PROBLEMS = [
    ([Cut(7)], Problem.NO_SUCH_PARAGRAPH, "7"),
    ([Cut(0)], Problem.NO_SUCH_PARAGRAPH, "0"),
    ([Cut(2), Cut(5, 10**9)], Problem.NO_SUCH_PARAGRAPH, "1000000000"),
    ([Cut(8, 9)], Problem.NO_SUCH_PARAGRAPH, "8"),
    ([Cut(4, 2)], Problem.NO_SUCH_PARAGRAPH, "2"),
    ([Change("ten", "12", 7)], Problem.NO_SUCH_PARAGRAPH, "7"),
    ([Add("x", "ten", -1)], Problem.NO_SUCH_PARAGRAPH, "-1"),
    ([Change("eleven", "12")], Problem.WORDS_NOT_FOUND, "eleven"),
    ([Change("ten", "12", 1)], Problem.WORDS_NOT_FOUND, "ten"),
    ([Change("", "12")], Problem.WORDS_NOT_FOUND, ""),
    ([Change(" \u200b", "12")], Problem.WORDS_NOT_FOUND, "\u200b"),
    ([Change("car", "12")], Problem.WORDS_NOT_FOUND, "car"),  # a part of a word
    ([Change("guide", "12")], Problem.WORDS_NOT_FOUND, "guide"),  # a part of a link
    ([Change("all, We give", "12")], Problem.WORDS_NOT_FOUND, "all, We give"),
    ([Change("WHERE", "12")], Problem.WORDS_NOT_FOUND, "WHERE"),  # might be an abbreviation
    ([Add("x", "ARV")], Problem.WORDS_NOT_FOUND, "ARV"),
    ([Cut(6), Change("Amina", "A.")], Problem.WORDS_NOT_FOUND, "Amina"),
    ([Change("ten", "12")], Problem.WORDS_FOUND_TWICE, "ten [2] [3] [5]"),
    ([Change("thing", "x", 3)], Problem.WORDS_FOUND_TWICE, "thing [3] [3] [3]"),
    ([Change("Mg", "x")], Problem.WORDS_FOUND_TWICE, "Mg [2] [2]"),
    ([Add("x", "Ten")], Problem.WORDS_FOUND_TWICE, "Ten [2] [3] [5]"),
    ([Change("ten in", "x"), Change("in all", "y")], Problem.EDITS_COLLIDE, "in all"),
    ([Change("stock cards", "x"), Add("y", "stock")], Problem.EDITS_COLLIDE, "stock"),
    ([Cut(1), Whole(POST)], Problem.EDITS_COLLIDE, ""),
    ([Cut(1, 6)], Problem.NOTHING_LEFT, ""),
    ([Whole("")], Problem.NOTHING_LEFT, ""),
    ([Whole(" \n\u200b")], Problem.NOTHING_LEFT, ""),
    ([Change("Amina", "Amina")], Problem.NOTHING_CHANGED, ""),
    ([Add(" ", "Amina")], Problem.NOTHING_CHANGED, ""),
    ([Whole(POST)], Problem.NOTHING_CHANGED, ""),
    ([], Problem.NOTHING_CHANGED, ""),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "problem", "about"), PROBLEMS)
def test_what_is_asked_back_changes_nothing(
    edits: list[Edit], problem: Problem, about: str
) -> None:
    assert apply(POST, edits) == Edited(POST, problem, about)
    assert apply(POST, [*edits, Change("Amina", "A. K.")]).text in (
        POST,
        POST.replace("Amina", "A. K."),
    )


def test_one_edit_that_cannot_be_done_stops_all() -> None:
    edits = [Cut(1), Change("ten", "12", 3), Change("eleven", "11")]
    assert apply(POST, edits) == Edited(POST, Problem.WORDS_NOT_FOUND, "eleven")


def test_words_that_stand_everywhere_are_not_listed_for_ever() -> None:
    made = apply("word " * 1000, [Change("word", "x")])
    assert made.about == "word " + "[1] " * 12 + "…"


# --- the whole text -------------------------------------------------------------------------------


def wrapped(text: str, width: int = 72) -> str:
    """As a mail program breaks lines; it leaves links whole."""
    return "\n".join(
        part
        for line in text.split("\n")
        for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False)
        or [""]
    )


def as_from_a_phone(text: str) -> str:
    return text.replace("’", "'").replace("“", '"').replace("”", '"').replace(" – ", " -- ")


WAYS = [
    numbered(POST),
    wrapped(POST),
    wrapped(numbered(POST)),
    wrapped(numbered(POST), 50),
    wrapped(numbered(POST)).replace("\n", "\r\n"),
    as_from_a_phone(numbered(POST)),
    numbered(POST).replace(". ", ".  ").replace(" mg", "\xa0mg"),
    wrapped(numbered(POST)).replace("\n\n", "\n"),  # HTML that became text without empty lines
    numbered(POST).replace("\n", "\n\n"),  # and with too many
    "\n\n  " + numbered(POST) + " \n\n",
    numbered(POST).replace("children/", "children/\n").replace("?lang", "?\nlang"),
    numbered(POST).replace("children/", "children/ "),  # and mended by a robot
    POST.replace("Dear", "[1] Dear").replace("\n\nBest", "\n\n[6]  Best"),  # some taken away
]


@pytest.mark.parametrize("returned", WAYS)
def test_a_text_that_only_programs_changed_is_the_same(returned: str) -> None:
    assert apply(POST, [Whole(returned)]) == Edited(POST, Problem.NOTHING_CHANGED)


@pytest.mark.parametrize("returned", WAYS)
def test_her_words_among_the_lines_of_the_author(returned: str) -> None:
    """A dose, an item, a source, the table: each is one word in the text that she sent back."""
    for old, new in [("110", "100"), ("another", "a second"), ("Kenya", "Uganda"), ("ORS", "ORT")]:
        assert old in returned
        made = changed(Whole(returned.replace(old, new)))
        assert made == POST.replace(old, new)


@pytest.mark.parametrize(
    ("cut", "added", "expected"),
    [
        (PARTS[3] + "\n\n", "", POST.replace(PARTS[3] + "\n\n", "")),
        ("- another thing\n", "", POST.replace("- another thing\n", "")),
        ("Dear all,\n\n", "", POST.replace("Dear all,\n\n", "")),
        ("\n\nBest,\nAmina", "", POST.replace("\n\nBest,\nAmina", "")),
        ("\nAmina", "\nAmina\n\nShe works in Kisumu.", POST + "\n\nShe works in Kisumu."),
        ("Best,", "One more.\n\nBest,", POST.replace("Best,", "One more.\n\nBest,")),
        ("- another", "- new\n- another", POST.replace("- another", "- new\n- another")),
        ("We give", "Indeed. We give", POST.replace("We give", "Indeed. We give")),
        ("bad. The", "bad.\n\nNow: the", POST.replace("bad. The", "bad.\n\nNow: the")),
        (" for more", ", for more", POST.replace(" for more", ", for more")),
        ("don’t count", "do count", POST.replace("don’t count", "do count")),
    ],
)
def test_what_is_taken_out_and_put_in(cut: str, added: str, expected: str) -> None:
    assert cut in POST
    assert changed(Whole(POST.replace(cut, added))) == expected


def test_what_parts_the_rest_where_a_line_is_taken_out() -> None:
    text = "We count:\n\ncards\nboxes of cards\n\nEach month and in every ward."
    assert changed(Whole(text.replace("\n\ncards", "")), text=text) == (
        "We count:\nboxes of cards\n\nEach month and in every ward."
    )
    assert changed(Whole(text.replace("cards\nb", "b")), text=text) == (
        "We count:\n\nboxes of cards\n\nEach month and in every ward."
    )


def test_new_sentences_are_unwrapped() -> None:
    new = "This is a sentence that she has added, so long that her program breaks it into lines."
    text = POST.replace("ARVs. See", f"ARVs. {new} See")
    assert changed(Whole(wrapped(numbered(text)))) == text


def test_numbers_that_the_author_wrote_stay() -> None:
    text = "As [2] says, and [1].\n\n[1] Kamau 2026, a book.\n\n[2] Musa 2025, a paper.\n\nBest"
    for returned in (text, numbered(text), wrapped(numbered(text), 14)):
        assert apply(text, [Whole(returned)]).problem is Problem.NOTHING_CHANGED
        made = changed(Whole(returned.replace("book", "report")), text=text)
        assert made == text.replace("book", "report")


@pytest.mark.parametrize(
    "text",
    [
        "Kamau writes a book.\n\n[1] Kamau writes.",  # much like paragraph 1
        "They say in\n[2] we count\n\nWe count cards.\n\nwe count",
        "They say in\n[2] We count\n\nWe count cards.",
        "a\n\n[1] a\n\n[1] [1] a",
    ],
)
def test_numbers_that_look_like_those_of_the_notice_stay(text: str) -> None:
    for returned in (text, numbered(text)):
        assert apply(text, [Whole(returned)]).problem is Problem.NOTHING_CHANGED


def test_numbers_go_where_every_paragraph_is_new() -> None:
    made = changed(Whole("[1] Cards, boxes: we count.\n\n[2] Nobody helps us!"), text="Cards\n\nus")
    assert made == "Cards, boxes: we count.\n\nNobody helps us!"
    text = "We count all of the cards.\n\n[1] Kamau 2026."
    hers = "Do we count all of the cards?\n\n[1] Kamau and Musa 2026."
    assert changed(Whole(hers), text=text) == hers


def test_her_own_list_of_sources_keeps_its_numbers() -> None:
    text = "We count cards every month.\n\nNobody reads them at all.\n\nBest"
    sources = "\n\n[1] Kamau 2026.\n\n[2] Musa 2025."
    assert changed(Whole(text + sources), text=text) == text + sources


def test_more_than_a_third_of_the_words_lost_is_asked_back() -> None:
    text = "\n\n".join(f"Paragraph {n} has exactly six words." for n in range(9))
    parts = paragraphs(text)
    assert changed(Whole("\n\n".join(parts[:6])), text=text) == "\n\n".join(parts[:6])
    made = apply(text, [Whole("\n\n".join(parts[:5]))])
    assert made.problem is Problem.TOO_MUCH_LOST
    assert made.text == "\n\n".join(parts[:5])
    assert made.about.startswith("- Paragraph 5 has exactly six words.")


def test_moved_paragraphs_are_not_lost() -> None:
    moved = "\n\n".join(reversed(PARTS))
    assert paragraphs(changed(Whole(moved)))[0] == PARTS[5]


def test_links_of_which_one_begins_like_the_other() -> None:
    text = "See https://x.example/a and https://x.example/a/b, or https://x.example/a\n/b."
    for returned in (text, text.replace("a/b", "a/\nb"), text.replace("e/a", "\ne/a")):
        assert apply(text, [Whole(returned)]).problem is Problem.NOTHING_CHANGED


# --- whatever comes -------------------------------------------------------------------------------

LETTERS = [*"ab .,-'1\n", "\n\n", "[1] ", "[2] ", "\n\n[2] ", "\n- ", "«", "”", "…", "--", "é"]
LETTERS += ["e\u0301", "日本", "\xa0", "\u200f", "كلمة", "2.4", "https://x.example/a?b=1"]
LETTERS += ["http://", "  ", "    x    y", "A", "हिन्दी", "❤\ufe0f", "word ", "another word "]
TEXTS = st.lists(st.sampled_from(LETTERS), max_size=60).map("".join)
WORDS = st.lists(st.sampled_from(LETTERS), max_size=3).map("".join)
NUMBERS = st.integers(-1, 12)
EDITS = st.one_of(
    st.builds(Cut, NUMBERS, NUMBERS),
    st.builds(Change, WORDS, WORDS, st.sampled_from([0, 0, 1, 2, 3])),
    st.builds(Add, WORDS, WORDS, st.sampled_from([0, 0, 1, 2, 3])),
)


@given(TEXTS, st.lists(EDITS | st.builds(Whole, TEXTS), max_size=4))
def test_edits_never_fail(text: str, edits: list[Edit]) -> None:
    made = apply(text, edits)
    kept = made.problem not in (None, Problem.TOO_MUCH_LOST)
    assert (made.text == text) == kept
    assert bool(made.text.strip()) or made.problem is not None


@given(TEXTS, st.data())
def test_a_cut_takes_exactly_its_paragraphs(text: str, data: st.DataObject) -> None:
    parts = paragraphs(text)
    cuts = data.draw(st.sets(st.integers(1, max(1, len(parts))), min_size=1))
    made = apply(text, [Cut(n) for n in sorted(cuts, reverse=True)])
    left = [part for n, part in enumerate(parts, 1) if n not in cuts]
    if not left:
        assert made.problem in (Problem.NOTHING_LEFT, Problem.NO_SUCH_PARAGRAPH)
    else:
        assert [part.strip() for part in paragraphs(made.text)] == [part.strip() for part in left]


@given(st.lists(WORDS, min_size=2, max_size=6), st.data())
def test_other_paragraphs_keep_their_bytes(lines: list[str], data: st.DataObject) -> None:
    text = "\n\n".join(f"p{n} {line} end{n}" for n, line in enumerate(lines))
    number = data.draw(st.integers(1, len(paragraphs(text))))
    start, end = spans(text)[number - 1]
    word = data.draw(st.sampled_from(text[start:end].split()))
    for edit in (Change(word, "changed\n\nword", number), Add("x", word, number)):
        made = apply(text, [edit]).text
        assert made.startswith(text[:start])
        assert made.endswith(text[end:])
        assert len(paragraphs(made)) == len(paragraphs(text))


@given(TEXTS, st.sampled_from([72, 50, 20]))
def test_what_programs_do_to_a_whole_text_is_undone(text: str, width: int) -> None:
    returned = wrapped(as_from_a_phone(numbered(text)), width)
    made = apply(text, [Whole(returned)])
    if pieces(text).keys:
        assert made == Edited(text, Problem.NOTHING_CHANGED)


@given(TEXTS, TEXTS)
def test_her_words_are_what_comes_out(text: str, returned: str) -> None:
    """Whatever of the author's lines is kept: the words are those that she sent, in her order."""
    made = apply(text, [Whole(returned)])
    if made.problem is None and not re.search(r"\[\d+\]|https?:", returned):
        assert pieces(made.text).keys == pieces(returned).keys


LONG = "\n\n".join(f"Paragraph {n} of a long post, about ten cards and ARVs." for n in range(2000))
HOSTILE: list[tuple[str, list[Edit]]] = [
    (LONG, [Whole(wrapped(numbered(LONG)).replace("cards", "sheets"))]),
    (LONG, [Whole(" ".join(LONG.split()))]),
    (LONG, [Cut(n) for n in range(1, 2001, 2)]),
    (LONG, [Change(f"Paragraph {n} of", "x") for n in range(1000)]),
    (LONG, [Add("x", "ARVs")] * 1000),
    ("a " * 100_000, [Change("a a a", "b")]),
    ("[1] " * 20_000, [Whole("[1] " * 20_000 + "x")]),
    ("x\n\n" * 5000, [Whole("[1] \n" * 20_000)]),
    ("https://x.example/" + "a" * 50_000, [Whole("https://x.example/\n" + "a\n" * 50_000)]),
    (" ".join(f"https://x.example/{'a' * n}" for n in range(300)),
     [Whole("https://x.example/a\n" * 5000)]),
    ("x", [Whole(" " * 200_000 + "\n" + " " * 200_000 + "y")]),
    ("- " + " " * 200_000 + "y", [Change("y", "")]),
    ("x", [Whole(">" * 100_000)]),
    ("日本語" * 30_000, [Whole("本語" * 40_000)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edits"), HOSTILE)
def test_hostile_texts_cost_little(text: str, edits: list[Edit]) -> None:
    """What is quadratic takes minutes with these."""
    assert apply(text, edits)
