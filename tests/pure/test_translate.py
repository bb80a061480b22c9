"""What a translation program gets to see of a text, and what is made of its answer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.translate.apertium import FORM as HTML
from listserv.translate.glossary import Glossary
from listserv.translate.pairs import pairs
from listserv.translate.service import FORM as BRACKETS
from listserv.translate.shield import Form, draft_of, shield, unshield
from listserv.translate.spans import NOTHING, Care, Keeper
from tests.support.pace import Pace

LISTING = """
  eco-es-fr
  eng-spa
  es-pt
  es-pt_BR
  fr-es
  spa-eng
  spa-eng_US
  some words of a warning
"""


def test_modes_are_read_as_they_are_listed() -> None:
    assert pairs(LISTING) == {
        ("en", "es"): "eng-spa",
        ("es", "pt"): "es-pt",
        ("fr", "es"): "fr-es",
        ("es", "en"): "spa-eng",
    }


@pytest.mark.parametrize(
    "kept",
    [
        "https://example.org/a?b=1&c=*2*",
        "HTTPS://Example.org/The/Path",
        "ftp://example.org/some/path",
        "www.example.org/a",
        "lists.example.org",
        "lists.example.org/leave/abcdefghijklmnopqrstuvwxyz22",
        "who.int/health-topics/malaria-control",
        "lists.example.org:8080/a/page?of=words",
        "amina.kamau@health.example",
        "10.1136/bmjgh-2019-002059",
        "doi:10.1136/bmjgh-2019-002059",
        "500 mg",
        "500mg",
        "5 mL",
        "120/80 mmHg",
        "1,250.50",
        "1 250 000",
        "1\u202f514",
        "٥٠٠",
        "3,5",
        "2.5 %",
        "38.5 °C",
        "5-10 kg",
        "2026-11-22",
        "10h30",
        "0722-123-456",
        "B12",
        "H1N1",
        "COVID-19",
        "2nd",
        "SARS-CoV-2",
        "WHO",
        "CHWs",
        "mRNA",
        "UNAIDS",
        "Amina",
        "Amina Kamau",
        "O. Kamau",
        "Côte d’Ivoire",
        "Ministry of Health",
        "Médicos Sin Fronteras de Perú",
        "Ministry of Health and Population",
        "“Where There Is No Doctor”",
        '"The Lancet Global Health"',
        "« Le Guide du Médecin »",
        "*",
        "^",
        "\x00",
        "[",
        "\u202e",
    ],
)
def test_what_must_not_change_is_not_shown(kept: str) -> None:
    shielded = shield(f"Give {kept}, please.", BRACKETS)
    assert shielded.kept == (kept,)
    assert shielded.lines == ("Give [0], please.",)


@pytest.mark.parametrize(
    "text",
    [
        "Give it. Amina",  # a sentence's beginning says nothing
        "Is it so? Give all",
        "dear Colleagues, dear Friends, on Monday I wrote in English, in May",
        "he said “we have no water here” to all",
        "She asked: “Where is it?”",
        "GIVE US WATER NOW, PLEASE HELP ALL",
        "Strengthening Weak Health Systems Around Cities",
        "estimados Colegas",
    ],
)
def test_words_are_shown(text: str) -> None:
    assert shield(text, BRACKETS).lines == (text,)


def test_only_words_are_shown_and_tags() -> None:
    shielded = shield("Give 500 mg (see https://example.org/x).\n\nThank you.", HTML)
    assert shielded.lines == ('Give <a id="0"/> (see <a id="1"/>).', "Thank you.")
    assert shielded.kept == ("500 mg", "https://example.org/x")


def test_names_that_the_caller_gives_stay_everywhere() -> None:
    care = Care(("Rosa Flores", "", "7"))
    text = "Rosa wrote. Flores wrote. flores, Rosas, Rosa Flores wrote."
    assert shield(text, BRACKETS, care).lines == ("[0] wrote. [1] wrote. flores, [2], [3] wrote.",)
    assert shield(text, BRACKETS, care).kept == ("Rosa", "Flores", "Rosas", "Rosa Flores")


def test_a_term_is_kept_in_its_own_words_and_no_number_is_torn() -> None:
    glossary = Glossary({"bronchitis": "bronchite", "1918 flu": "grippe de 1918", "WHO": "OMS"})
    text = "Bronchitis, 1918 flu, 2.1918 flu, WHO and bronchitis.example.org"
    shielded = shield(text, BRACKETS, Care(glossary=glossary))
    assert shielded.kept == (
        *("Bronchite", "grippe de 1918", "2.1918", "OMS", "bronchitis.example.org"),
    )
    assert shielded.lines == ("[0], [1], [2] flu, [3] and [4]",)


# --- layout ---------------------------------------------------------------------------------------

CITED = "Kamau A, Souza B. Oral rehydration at home. Lancet 2019;393(10181):123-34."


@pytest.mark.parametrize(
    "paragraph",
    [
        "CITATION: Kamau A. Something new.\nLancet, vol. 3",
        "Citation: something",
        "Référence : quelque chose",
        "References:\nsomething of somebody\nand more",
        CITED,
        f"1. {CITED}",
        "> a line of somebody else",
        "  >> and of another one",
        "500 mg",
        "https://example.org/x",
        "---",
        "=====",
        "* * *",
    ],
)
def test_what_has_no_words_of_the_author_is_not_shown(paragraph: str) -> None:
    shielded = shield(paragraph, BRACKETS)
    assert shielded.lines == ()
    assert unshield([], shielded).text == paragraph.strip()
    assert unshield([], shielded).untouched == 0


LETTER = """Dear all,

We have these needs:
- clean water,
  • soap
1. more nurses
 b) more beds

Place | Cases | Week
North\t12\tthree
South   all    none

This is a line that a mail program has broken after
its seventieth letter, and here it
goes on."""


def test_lists_tables_and_broken_lines() -> None:
    shielded = shield(LETTER, BRACKETS)
    assert shielded.lines == (
        *("Dear all,", "We have these needs:", "clean water,", "soap", "more nurses", "more beds"),
        *("Place", "Cases", "Week", "North", "three", "South", "all", "none"),
        "This is a line that a mail program has broken after its seventieth letter, and here it",
        "goes on.",
    )
    said = unshield([line.upper() for line in shielded.lines], shielded)
    assert said.text.split("\n")[:11] == LETTER.upper().replace(" B)", " b)").split("\n")[:11]


# --- back -----------------------------------------------------------------------------------------


def draft(text: str, *said: str) -> tuple[str, int, int]:
    found = unshield(said, shield(text, HTML))
    return found.text, found.unknown, found.untouched


def test_a_draft_gets_everything_back() -> None:
    said = ('Dar <a id="0"/> de *amoxicillin, @x y #z.', "Gracias.")
    assert draft("Give 500 mg of amoxicillin.\n\nThanks.", *said) == (
        "Dar 500 mg de amoxicillin, x y z.\n\nGracias.",
        3,
        0,
    )


@pytest.mark.parametrize(
    "said",
    [
        ("Dar de.", "Gracias."),  # the dose is gone
        ('Dar <a id="0"/> <a id="0"/>.', "Gracias."),  # twice
        ("Dar.", 'Gracias <a id="0"/>.'),  # in another line
        ('Dar <a id="7"/>.', "Gracias."),  # another's
        ('Dar <a id="0"/> <a id="1"/>.', "Gracias."),  # one that was never there
        ("", "Gracias."),
        ('Dar <a id="0"/> <b>', "Gracias."),
        ("", ""),
    ],
)
def test_a_paragraph_that_lost_a_number_stays_as_it_was(said: tuple[str, str]) -> None:
    """Where a dose could have gone with it, the original words stand in the draft."""
    text, _, untouched = draft("Give 500 mg.\n\nThanks.", *said)
    assert text.startswith("Give 500 mg.\n\n")
    assert untouched >= 1


def test_numbers_that_changed_places_are_no_draft() -> None:
    """All of them come back, and children get the dose of adults."""
    text = "Children 5 mg, adults 50 mg.\n\nThanks to Amina and to Bia."
    said = 'Niños <a id="1"/>, adultos <a id="0"/>.'
    assert draft(text, said, 'A <a id="3"/> y a <a id="2"/> gracias.') == (
        "Children 5 mg, adults 50 mg.\n\nA Bia y a Amina gracias.",
        0,
        1,
    )


def test_a_paragraph_stays_whole_where_one_line_of_it_is_unsound() -> None:
    text = "- give 500 mg\n- wait\n\nThanks."
    assert draft(text, "dar", "esperar", "Gracias.")[0] == "- give 500 mg\n- wait\n\nGracias."


def test_without_a_sound_paragraph_there_is_no_draft() -> None:
    shielded = shield("Give 500 mg.\n\n> quoted", HTML)
    assert draft_of(["no idea"], shielded, "x", "en", "es") is None
    nothing = shield("> quoted", HTML)
    assert draft_of([], nothing, "x", "en", "es") is not None


WRITTEN = st.text(alphabet=st.sampled_from('abI1 5,.\n<>*&[]/@mg%\\~|\t-"“”>'), max_size=200)
FORMS = st.sampled_from((HTML, BRACKETS))


@given(WRITTEN, FORMS)
def test_a_program_that_says_what_it_heard_changes_no_letter(text: str, form: Form) -> None:
    shielded = shield(text, form)
    said = unshield(shielded.lines, shielded)
    assert said.text.split() == text.split()
    assert said.untouched == 0


@given(WRITTEN, FORMS)
def test_no_digit_of_an_author_is_shown(text: str, form: Form) -> None:
    for line in shield(text, form).lines:
        assert not any(letter.isdigit() or letter in "<>[]" for letter in form.read.sub("", line))


@given(WRITTEN, st.text(max_size=200), FORMS)
def test_no_answer_is_too_strange(text: str, said: str, form: Form) -> None:
    shielded = shield(text, form)
    found = unshield([said] * len(shielded.lines), shielded)
    assert found.untouched <= len(shielded.paragraphs)


@pytest.mark.parametrize(
    "piece",
    [
        *("a", "A", "1", "1 ", "1,", "Aa ", "A. ", "of ", "Aa of ", "“", "«", '"', "@", "a@", "-"),
        *(".", "a.", "aa.", "https://", "www.", "10.1234/", ">", "\n", "a\n", "\n> ", "|", "\t"),
        *("[", "<a ", "WHO-", "d'A", "2019;", "Kamau A. ", "x" * 50 + "\na", "\u00b5", "flu "),
        *("acute ", "acute-", "'", "1 000", "A1-", "a-1-", " " * 3, "a'", "Dr. ", "I "),
    ],
)
def test_hostile_text_takes_no_longer_than_other_text(piece: str) -> None:
    glossary = Glossary({"acute " * 11 + "x": "y", "acute flu": "grippe", "flu": "grippe"})
    text = piece * (60_000 // len(piece))
    with Pace() as taken:
        shielded = shield(text, BRACKETS, Care(("Rosa Flores",), glossary))
        draft_of(shielded.lines, shielded, "x", "en", "fr")
    assert taken.seconds < 4.0  # two; were it squared, minutes


def test_spans_stand_one_behind_the_other() -> None:
    spans = Keeper(NOTHING).spans("See “The Big Book 5 of WHO” by Amina Kamau, 5 mg, a@b.org [0]")
    assert [span.instead for span in spans] == [
        *("“The Big Book 5 of WHO”", "Amina Kamau", "5 mg", "a@b.org", "[", "0", "]"),
    ]
    assert all(one.end <= other.start for one, other in pairwise(spans))
