"""The safety gate: what passes, what does not, and what a person is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.translate.gate import MOST_TEXT, Finding, Flaw, check
from tests.support.pace import Pace

LANGUAGES = ("en", "fr", "es", "pt", "ar", "sw")


def flaws(original: str, draft: str, source: str = "en", target: str = "fr") -> set[Flaw]:
    return {one.flaw for one in check(original, draft, source, target)}


@pytest.mark.parametrize(
    ("target", "draft"),
    [
        ("fr", "Donnez trois comprimés de 2,5 mg deux fois par jour, sans eau, pendant 14 jours."),
        ("es", "Dé tres comprimidos de 2,5 mg dos veces al día, sin agua, durante catorce días."),
        ("pt", "Dê 3 comprimidos de 2,5 mg duas vezes por dia, sem água, durante 14 dias."),
        ("ar", "أعط ثلاثة أقراص من ٢٫٥ ملغ مرتين في اليوم بدون ماء لمدة ١٤ يوما."),
        ("sw", "Mpe vidonge vitatu vya 2.5 mg mara mbili kwa siku bila maji kwa siku kumi na nne."),
    ],
)
def test_a_true_translation_passes(target: str, draft: str) -> None:
    original = "Give three tablets of 2.5 mg twice a day, without water, for 14 days."
    assert check(original, draft, "en", target) == ()


@pytest.mark.parametrize(
    ("original", "draft", "flaw"),
    [
        ("Give 5 mg.", "Donnez 50 mg.", Flaw.NUMBER),
        ("Give 2.5 mg.", "Donnez 25 mg.", Flaw.NUMBER),
        ("Give 1,514 g.", "Donnez 1,514 g.", Flaw.NUMBER),
        ("Give 5 mg.", "Donnez 5 ml.", Flaw.UNIT),
        ("Give 5 mg.", "Donnez 5.", Flaw.UNIT),
        ("Give 5 mg/kg.", "Donnez 5 mg.", Flaw.UNIT),
        ("Give 5 mg a day.", "Donnez 5 mg par heure.", Flaw.UNIT),
        ("Give two tablets.", "Donnez trois comprimés.", Flaw.NUMBER),
        ("Give two tablets.", "Donnez des comprimés.", Flaw.NUMBER),
        ("Walk 3 miles.", "Marchez 5 km.", Flaw.NUMBER),
        ("p < 0.05", "p > 0,05", Flaw.NUMBER),
        ("On 11 March 2020", "Le 11 mai 2020", Flaw.NUMBER),
        ("COVID-19", "COVID-91", Flaw.NUMBER),
        ("10⁶ copies", "10⁷ copies", Flaw.NUMBER),
        ("10⁻³ mol", "10⁻⁶ mol", Flaw.NUMBER),
        ("10⁶ copies", "106 copies", Flaw.NUMBER),
        ("At 38.5 °C", "À 38,5", Flaw.UNIT),
        ("At -20 °C", "À 20 °C", Flaw.NUMBER),
        ("Do not give it.", "Donnez-le.", Flaw.NEGATION),
        ("Give it.", "Ne le donnez pas.", Flaw.NEGATION),
    ],
)
def test_what_changes_a_dose_is_found(original: str, draft: str, flaw: Flaw) -> None:
    assert flaws(original, draft) == {flaw}


def test_a_power_may_be_written_in_two_ways() -> None:
    assert flaws("10⁶ or 10⁻³ copies", "10^6 ou 10^-3 copies") == set()


def test_a_finding_shows_both_sides() -> None:
    assert check("Give 5 mg now.", "Donnez 50 mg.", "en", "fr") == (
        Finding(Flaw.NUMBER, "Give 5 mg now", "Donnez 50 mg."),
    )


def test_paragraphs_are_compared_side_by_side() -> None:
    """The doses of two medicines changed places."""
    original = "Take 5 mg of A.\n\nTake 10 mg of B."
    assert flaws(original, "Prenez 10 mg de A.\n\nPrenez 5 mg de B.") == {Flaw.NUMBER}
    assert flaws(original, "Prenez 5 mg de A. Prenez 10 mg de B.") == set()


def test_unknown_words_are_counted() -> None:
    assert check("A.", "B.", "en", "fr", words=20, unknown=2) == ()
    (found,) = check("A.", "B.", "en", "fr", words=20, unknown=3)
    assert found == Finding(Flaw.UNKNOWN, "", "3 / 20")


SENTENCE = "Wash your hands with soap and clean water before you feed the newborn child. "


def test_half_a_text_is_none() -> None:
    assert flaws(SENTENCE * 2, "Lavez vos mains.") == {Flaw.LENGTH}
    assert flaws(SENTENCE, "") == {Flaw.LENGTH}


def test_a_clause_over_and_over_is_nonsense() -> None:
    draft = "Lavez les mains et lavez les mains et lavez les mains et lavez les mains et " * 2
    assert Flaw.REPEATED in flaws(SENTENCE * 2, draft)
    assert flaws("Wash " * 9, "Lavez " * 9) == set()


def test_a_text_given_back_as_it_was_is_no_translation() -> None:
    assert flaws(SENTENCE, SENTENCE) == {Flaw.REPEATED}
    assert flaws("Amina Kamau, Nairobi", "Amina Kamau, Nairobi") == set()


def test_a_language_without_a_table_is_said_and_figures_are_compared() -> None:
    assert check("Give 5 mg.", "Geef 5 mg.", "en", "nl") == (Finding(Flaw.LANGUAGE, "", "nl"),)
    assert flaws("Geef 5 mg.", "Give 6 mg.", "nl", "en") == {Flaw.LANGUAGE, Flaw.NUMBER}


def test_a_region_is_of_its_language() -> None:
    assert check("Give 5 mg.", "Dê 5 mg.", "en-GB", "pt_BR") == ()


def test_links_and_addresses_are_no_numbers() -> None:
    text = "https://example.org/2020/11 amina2@health.example doi:10.1136/bmj.1"
    assert check(f"See {text}", "Voir", "en", "fr") == ()


WRITTEN = st.text(
    alphabet=st.sampled_from("ab15 ,.-/'\n½%µ°no tne pas لامي ٣٫ twohundredmgsi#:()"), max_size=120
)


@given(st.one_of(WRITTEN, st.text(max_size=120)), st.sampled_from(LANGUAGES))
def test_a_text_agrees_with_itself(text: str, code: str) -> None:
    assert check(text, text, code, code) == ()


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from([*LANGUAGES, "xx", ""]))
def test_no_text_is_too_strange(original: str, draft: str, code: str) -> None:
    assert isinstance(check(original, draft, "en", code), tuple)


@given(
    st.lists(st.integers(2, 10**9), min_size=1, max_size=6),
    st.data(),
    st.sampled_from(LANGUAGES),
)
def test_a_changed_digit_is_always_found(
    numbers: list[int], data: st.DataObject, code: str
) -> None:
    place = data.draw(st.integers(0, len(numbers) - 1))
    digits = list(str(numbers[place]))
    where = data.draw(st.integers(0, len(digits) - 1))
    digits[where] = str((int(digits[where]) + data.draw(st.integers(1, 9))) % 10)
    changed = [str(one) for one in numbers]
    changed[place] = "".join(digits)
    before = " ; ".join(map(str, numbers))
    found = check(f"x {before} x", f"x {' ; '.join(changed)} x", code, "fr")
    assert Flaw.NUMBER in {one.flaw for one in found}


HOSTILE = [
    "1" * 500_000,
    "not " * 125_000,
    *(
        text * (MOST_TEXT // len(text))
        for text in ("1 ", "1-", "a1 ", "one ", "not ", "ne ", "5 (")
    ),
    *(text * (MOST_TEXT // len(text)) for text in ("'", "-", "a@", "1.", "\n\n1", "2 and a half ")),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_hostile_texts_take_no_time(text: str) -> None:
    with Pace() as taken:
        check(text, text[:-1] + "2", "en", "fr")
    assert taken.seconds < 4.0  # two; were it squared, minutes


def test_a_text_too_long_to_compare_is_for_people() -> None:
    assert flaws("a " * MOST_TEXT, "a " * MOST_TEXT, "en", "en") == {Flaw.LENGTH}


def test_a_citation_and_a_quotation_stay_as_they_are() -> None:
    """No program is shown them: a draft with one was called a text that nobody has translated."""
    citation = "CITATION: Kamau A, Souza B. Oral rehydration at home. Lancet 2019;393:123-34."
    quoted = "> Please give every child with diarrhoea zinc for ten days, and fluids at home."
    assert flaws(f"{SENTENCE}\n\n{citation}\n\n{quoted}", f"{SENTENCE}") != set()
    assert check(f"{citation}\n\n{quoted}", f"{citation}\n\n{quoted}", "en", "es") == ()


@pytest.mark.parametrize(
    ("original", "draft"),
    [
        (
            "We lost it because nobody saw that it was open.",
            "perdu : personne n'a vu que c'est ouvert.",
        ),
        ("The card hangs there, and nobody reads it.", "La fiche est là, et personne ne la lit."),
        ("We count at 7 and at 19.", "Nous comptons à 7 heures et à 19 heures."),
        ("He did nothing more than that.", "Il n'a rien fait de plus que cela."),
    ],
)
def test_what_french_says_in_its_own_way_is_no_finding(original: str, draft: str) -> None:
    """Each was told to a translator whose text was right."""
    assert check(original, draft, "en", "fr") == ()


@pytest.mark.parametrize(
    ("original", "draft"),
    [
        ("Nobody saw that it was open.", "Une personne a vu que c'était ouvert."),
        ("Give it every 8 hours.", "Donnez-le toutes les 8 minutes."),
        ("Wait from 5 to 8 hours.", "Attendez de 5 à 8 minutes."),
    ],
)
def test_and_what_is_another_thing_is_one(original: str, draft: str) -> None:
    assert check(original, draft, "en", "fr")
