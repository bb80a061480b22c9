"""The words of moderators' forms: one meaning each, the same forms in every language, no surprise
in any mixture of them, and what the letters advertise is understood."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import words
from listserv.languages.plain import split
from listserv.moderation.answers import read
from listserv.moderation.forms import WHENS, Kind, Problem
from listserv.moderation.reader import read_items
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words as speech
from tests.support.markdown import ROOT
from tests.support.told import LISTS, NAMES, ONE, SIX, told

DECISIONS = ("publish", "refuse", "spam", "later")
VERBS = [
    *((name, phrase) for name in DECISIONS for phrase in words.section("answers")[name]),
    *((kind, phrase) for kind, said in words.section("forms").items() for phrase in said),
]


def plain(phrase: str) -> str:
    return " ".join(piece.plain for piece in split(phrase))


# --- the tables -----------------------------------------------------------------------------------


def test_every_kind_has_words_in_every_language() -> None:
    of_decisions = {Kind.APPROVE, Kind.REFUSE, Kind.SPAM, Kind.LATER}
    for language, table in words.tables().items():
        assert set(table["forms"]) == set(Kind) - of_decisions, language
        assert all(table["forms"].values()), language


def test_a_word_that_begins_something_has_one_meaning() -> None:
    """What may begin an item, follow `ok` or be a courtesy: no phrase stands in two of them."""
    meanings: dict[str, str] = {}
    groups = [(meaning, [phrase]) for meaning, phrase in VERBS]
    groups += [(f"{name}", words.section("answers")[name]) for name in ("rest", "all", "subject")]
    groups += [(name, said) for name, said in words.section("sorts").items()]
    groups += [(when, words.section("days")[when]) for when in WHENS if when != "now"]
    groups += [("now", words.section("around")["now"])]
    groups += [
        ("courtesy", words.section("courtesies")[name])
        for name in ("greetings", "closings", "soft")
    ]
    for meaning, phrases in groups:
        for phrase in phrases:
            assert meanings.setdefault(plain(phrase), meaning) == meaning, phrase


def test_a_reason_is_no_form() -> None:
    """After `no,` and a line break it stands where a form may stand."""
    verbs = {plain(phrase) for _, phrase in VERBS}
    reasons = {plain(phrase) for said in words.section("reasons").values() for phrase in said}
    assert not verbs & reasons


COMPLETED = {
    "refuse": " 811: too long",
    "ask": ": which district?",
    "tell": ": a fine piece",
    "note": ": see the guide",
    "team": ": she is new",
    "cut": " 4",
    "change": ' "x" → "y"',
    "move": " hifa-fr",
    "pass": " hifa-fr",
    "join": " 790",
    "second": " fr",
    "language": " fr",
    "translate": " fr",
    "recall": " 700",
    "redact": ' "her name"',
}


@pytest.mark.parametrize(("kind", "phrase"), VERBS)
def test_every_word_works(kind: str, phrase: str) -> None:
    """Bare, in capitals, with a phone's first capital, after a greeting and before a name."""
    behind = COMPLETED.get(kind, "")
    if kind == "add":
        behind = ' "x" after "y"'
    expected = {"publish": "approve"}.get(kind, kind)
    for said in (phrase, phrase.upper(), phrase.capitalize(), f"Hello,\n\n{phrase}"):
        answer = read(f"{said}{behind}\n\nThanks\nNeil", ONE, NAMES, lists=LISTS)
        assert answer.asked_back is None, said
        ((form,),) = [order.forms for order in answer.orders]
        assert form.kind == expected, said


@pytest.mark.parametrize("language", words.tables())
def test_an_addition_in_every_language(language: str) -> None:
    for phrase in words.tables()[language]["forms"]["add"]:
        for after in words.tables()[language]["around"]["after"]:
            said = f'{phrase} "x" {after} "y"'
            assert told(read(said, ONE)) == '811 add "y" "x"', said


@pytest.mark.parametrize("language", words.tables())
def test_a_change_in_every_language(language: str) -> None:
    for phrase in words.tables()[language]["forms"]["change"]:
        for into in words.tables()[language]["around"]["into"]:
            said = f"{phrase} “x” {into} “y”"
            assert told(read(said, ONE)) == '811 change "x" "y"', said


@pytest.mark.parametrize("language", words.tables())
def test_what_may_follow_ok_in_every_language(language: str) -> None:
    table = words.tables()[language]
    for ok in table["answers"]["publish"][:3]:
        for when in WHENS:
            for said in table["around"]["now"] if when == "now" else table["days"][when]:
                assert told(read(f"{ok} {said}", ONE)) == f"811 ok {when}", said
        for sort, phrases in table["sorts"].items():
            for said in phrases:
                assert told(read(f"{ok}, {said}", ONE)) == f"811 ok {sort}", said
        for code, phrases in table["names"].items():
            for said in (code, *phrases):
                assert told(read(f"{ok} {said}", ONE)) == f"811 ok {code}", said
        for said in table["around"]["question"]:
            assert told(read(f"{ok} {said} 3", ONE)) == "811 ok q3", said
        for said in table["answers"]["subject"]:
            assert told(read(f"{ok} {said}: New Words", ONE)) == "811 ok [New Words]", said


# --- what the letters advertise -------------------------------------------------------------------

# What a letter to moderators may offer: its English words, an answer that follows its example.
OFFERED = {
    "ok": "811 ok",
    "no:": "? which-reason",  # a link that she completes
    "no: reason": "? which-reason",  # her reason stands for `reason`
    "spam": "811 spam",
    "later": "811 later",
    "raw": "811 raw",
    "undo": "0 undo",
    "recall": "811 recall",
    "cut 4": "811 cut 4",
    "ok job": "811 ok job",
    "join to 790": "811 join 790",
    "ask: your question": "? which-words",
    "ok SUBJECT new subject": "? which-subject",
}
LETTERS = ("notice", "queue", "done", "reminder", "escalated", "already-decided", "asked-back")
_OFFER = re.compile(r'pgettext\("command", "([^"]+)"\)')


def offers() -> set[str]:
    """The English words of every answer that a letter to moderators offers."""
    folder = Path(ROOT, "templates", "mail")
    found = [folder / f"{name}.txt" for name in LETTERS]
    return {offer for page in found if page.exists() for offer in _OFFER.findall(page.read_text())}


def test_every_offer_has_a_row() -> None:
    assert offers() <= set(OFFERED)


@pytest.mark.parametrize("language", COMPLETE)
@pytest.mark.parametrize(("offer", "says"), OFFERED.items())
def test_an_offer_is_understood_as_it_stands(offer: str, says: str, language: str) -> None:
    said = speech(language).translations.pgettext("command", offer)
    assert told(read(said, ONE, NAMES)) == says, said


@pytest.mark.parametrize("language", COMPLETE)
def test_an_offer_with_words_of_her_own(language: str) -> None:
    say = speech(language).translations
    for offer, example, says in (
        ("no: reason", "reason", '811 no "it names a child"'),
        ("ask: your question", "your question", '811 ask "it names a child"'),
    ):
        said = say.pgettext("command", offer)
        head, colon, _ = said.partition(":")
        assert colon, said
        assert told(read(f"{head}: it names a child", ONE, NAMES)) == says, example


# --- any mixture ----------------------------------------------------------------------------------

EVERYTHING = [phrase for _, phrase in VERBS]
for name in ("around", "sorts", "days"):
    EVERYTHING += [phrase for said in words.section(name).values() for phrase in said]
MARKS = [",", ":", "\n", "\n\n", "?", ".", "-", '"', "“", "”", "«", "»", "'", "/", "+", "[", "]"]
bits = st.lists(
    st.one_of(
        st.sampled_from(EVERYTHING),
        st.sampled_from(MARKS),
        st.sampled_from(["1", "2-3", "4, 5", "811", "790", "q2", "fr", "hifa-fr", "tomorrow"]),
        st.sampled_from(["thanks", "Neil", "gloves", "private", "and", "then", "rest", "to"]),
    ),
    max_size=16,
).map(" ".join)


@given(bits)
def test_any_mixture_of_known_words_is_read(text: str) -> None:
    for shown in (ONE, SIX, ()):
        answer = read(text, shown, NAMES, lists=LISTS)
        numbers = [order.number for order in answer.orders]
        assert len(numbers) == len(set(numbers))
        assert not answer.orders or answer.asked_back in (None, Problem.CONFLICT)


ACCEPTED = [
    "ok", "oui, publier", "ok tomorrow q2", "ok fr es", "ok job", "spam", "later", "cut 4",
    "cut 2, 4 and 6", "cut 4 and ok", 'change "x" to "y"', 'add "x" after "y"', "move hifa-fr",
    "pass hifa-fr", "join to 790", "split", "no approval needed", "raw", "second opinion fr",
    "undo", "recall 700", 'redact 700 "her name"', "I take it", "no, off purpose", "نعم غدا",
    "احذف ٤ وانشر", "coupez 4 puis publiez", "ok el lunes", "rattacher à 790",
]  # fmt: skip
TEXTS = ["no: too short", "tell: a fine piece", "ask: which year?", "team: she is new"]
TEXTS += ["public note: see the guide", "recall 700: it named a child", "ok SUBJECT New words"]
UNKNOWN = ["gloves", "ward", "enfermera", "vaccin", "مستشفى", "nurse", "12x", "§", "https://a.b/c"]


@pytest.mark.parametrize("said", ACCEPTED)
@given(st.sampled_from(UNKNOWN), st.sampled_from([" ", "\n", ". ", ", ", "\n\n", " and "]))
def test_an_unknown_word_behind_a_form_is_asked_back(said: str, unknown: str, between: str) -> None:
    assert read(said, ONE, NAMES, lists=LISTS).orders
    answer = read(f"{said}{between}{unknown}", ONE, NAMES, lists=LISTS)
    assert not answer.orders
    assert answer.asked_back


@pytest.mark.parametrize("said", [*ACCEPTED, *TEXTS])
@given(st.sampled_from(UNKNOWN))
def test_an_unknown_word_in_a_paragraph_of_its_own_is_asked_back(said: str, unknown: str) -> None:
    assert read(said, ONE, NAMES, lists=LISTS).orders
    for text in (f"{said}\n\n{unknown}", f"{unknown}\n\n{said}"):
        answer = read(text, ONE, NAMES, lists=LISTS)
        assert not answer.orders
        assert answer.asked_back


ENDLESS = [
    "ok ", "1 ok, ", "1, ", "1,", "cut 1, ", "no: a, ", "tell: thank you. ok, ", "5 no: a; ",
    'change "', 'change "a" to ', "add “a” ", 'redact 1 "', "please ", "Thanks ---", "Neil - ",
    "Neil\nA B\n", "ok SUBJECT a\n", "ok and ", "edit\n", "a\n", "A B\n", "ok\n", "[", "ok (",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", ENDLESS)
def test_a_hostile_answer_costs_what_it_is_long(unit: str) -> None:
    """Ten times the text costs ten times the work; were it squared, a hundred times."""

    def work(size: int) -> float:
        began = time.process_time()
        for head in ("", "no: ", "5 no: ", "tell: "):
            for several in (False, True):
                read_items((head + unit * size)[:size], NAMES, several, lists=LISTS)
        return time.process_time() - began

    work(150)
    assert work(15_000) < 50 * work(1_500)  # other programs use the caches too


def test_an_endless_answer_is_asked_back() -> None:
    for text in ("ok\n" * 100_000, "cut 1, " * 30_000, "team: a\n" * 30_000):
        answer = read(text, ONE, NAMES)
        assert not answer.orders
        assert answer.asked_back
