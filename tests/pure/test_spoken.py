"""Which language a text is in: what it says itself, and what its list and its author leave open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.text.language import MOST_LINES, passages
from listserv.text.spoken import Spoken, guess
from tests.support.pace import Pace

ENGLISH = "We keep our stock cards beside the drugs, and the nurse counts them every Friday."
FRENCH = "Nous gardons les fiches à côté des médicaments, et l'infirmière les compte le vendredi."
SPANISH = "Guardamos las tarjetas junto a los medicamentos y la enfermera las cuenta cada viernes."
PORTUGUESE = "Guardamos as fichas ao lado dos medicamentos e a enfermeira conta-as à sexta-feira."
ARABIC = "نحتفظ ببطاقات المخزون بجانب الأدوية وتعدها الممرضة كل يوم جمعة"
SWAHILI = "Tunaweka kadi karibu na dawa, na muuguzi huzihesabu kila siku ya Ijumaa."
OURS = {
    "en": ENGLISH,
    "fr": FRENCH,
    "es": SPANISH,
    "pt": PORTUGUESE,
    "ar": ARABIC,
    "sw": SWAHILI,
}
FAMILY = tuple(OURS)


# --- by the text alone ----------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "text"), OURS.items())
def test_a_clear_text_says_it_on_any_list_of_anybody(code: str, text: str) -> None:
    for of_list in ((), ("en",), ("pt",), FAMILY):
        for of_person in ((), ("es",), ("sw", "fr")):
            assert guess(text, of_list, of_person) == Spoken(code)


@pytest.mark.parametrize(
    "text",
    [
        "Teniamo le schede accanto ai farmaci e l'infermiera le conta ogni venerdì mattina.",
        "Wir bewahren die Karten neben den Medikamenten auf, und die Schwester zählt sie.",
        "Wij bewaren de kaarten naast de medicijnen en de verpleegkundige telt ze elke vrijdag.",
        "Guardem les fitxes al costat dels medicaments. La infermera les compta cada divendres amb "
        "el metge, i si en falten n'encarreguem més a la ciutat.",
        "Păstrăm fișele lângă medicamente și asistenta le numără în fiecare vineri dimineața.",
        "Kami menyimpan kartu di samping obat dan perawat menghitungnya setiap hari Jumat.",
        "ما کارت‌ها را کنار داروها نگه می‌داریم و پرستار هر جمعه آن‌ها را می‌شمارد",
        "ہم کارڈ دواؤں کے ساتھ رکھتے ہیں اور نرس ہر جمعہ کو ان کی گنتی کرتی ہے",
        "Мы храним карточки рядом с лекарствами, и медсестра считает их каждую пятницу.",
        "我们把卡片放在药品旁边，护士每个星期五都会清点一次，然后把数字写下来。",
        "if (n == s) { return malloc(sizeof(*s) * n); } /* xq zz kk */ fprintf(stderr, s);",
        "Kwashiorkor Ouagadougou Bujumbura Nzérékoré Mbandaka Lubumbashi Tamanrasset",
        "123 456 789 10.11.2026 +254 700 000 000",
        "https://example.org/the/of/and/to/in/is/that-we-keep-every-friday-and-count",
        "",
    ],
)
def test_what_is_none_of_ours_is_not_known(text: str) -> None:
    for of_list in ((), ("en",), FAMILY):
        assert guess(text, of_list) == Spoken("")


def test_a_language_that_is_only_near_by_counts_where_list_or_author_name_it() -> None:
    german = "Wir bewahren die Karten neben den Medikamenten auf und zählen sie jeden Freitag."
    assert guess(german, ("en", "de")) == Spoken("de")
    assert guess(german, ("en",), ("de",)) == Spoken("de")


# --- what the text leaves open --------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Ok", "Well said!", "Bien dit", "Muy bien", "Amina Kamau", "+1"])
def test_a_few_words_alone_say_nothing(text: str) -> None:
    assert guess(text) == guess(text, FAMILY) == guess(text, ("en", "fr"), ("en", "fr")) == Spoken()


@pytest.mark.parametrize(
    ("text", "of_list", "of_person", "code"),
    [
        ("Well said!", ("en", "fr"), ("en",), "en"),
        ("Bien dit !", ("en", "fr"), ("fr",), "fr"),
        ("Bien dit !", ("en", "fr"), ("en",), ""),  # not like it: not known rather than wrong
        ("Bien dit !", ("en",), (), ""),
        ("Asante sana", ("en", "sw"), ("sw",), "sw"),
        ("Asante sana", ("en",), ("en",), ""),
        ("شكرا جزيلا", ("en", "ar"), ("ar",), "ar"),
        ("1200 / 1350", ("en",), ("en",), ""),
    ],
)
def test_a_few_words_are_what_list_and_author_both_speak(
    text: str, of_list: tuple[str, ...], of_person: tuple[str, ...], code: str
) -> None:
    assert guess(text, of_list, of_person).language == code


def test_between_two_languages_that_are_alike_her_own_counts() -> None:
    """Each of these words stands in both; of a stranger's nothing is known."""
    open_ = "Casos graves de malaria, casos de dengue"
    assert guess(open_, ("es", "pt")).language == ""
    assert guess(open_, ("es", "pt"), ("es",)).language == "es"
    assert guess(open_, ("es", "pt"), ("pt",)).language == "pt"


def test_a_region_is_of_its_language() -> None:
    assert guess("Muito bem dito", ("en", "pt_BR"), ("pt_BR",)).language == "pt"


# --- in two languages -----------------------------------------------------------------------------

MORE = {
    "en": "Last year we lost three boxes of vaccine, since nobody had looked at the dates.",
    "fr": "L'an dernier nous avons perdu trois boîtes de vaccin : personne n'avait vu les dates.",
    "es": "El año pasado perdimos tres cajas de vacunas porque nadie había mirado las fechas.",
}


@pytest.mark.parametrize(
    "lines",
    [
        ("Dear all,", ENGLISH, MORE["en"], "Chers tous,", FRENCH, MORE["fr"], "Amina"),
        (ENGLISH, FRENCH, MORE["en"], MORE["fr"]),  # paragraph by paragraph
        (f"{ENGLISH} {MORE['en']} " * 2, f"{FRENCH} {MORE['fr']} " * 2),  # two long ones
    ],
)
def test_both_languages_are_kept_in_their_order(lines: tuple[str, ...]) -> None:
    for of_list in ((), ("en",), ("fr",), FAMILY):
        assert guess("\n\n".join(lines), of_list).languages == ("en", "fr")
        assert guess("\n\n".join(reversed(lines)), of_list).languages == ("fr", "en")


def test_of_two_the_one_with_most_letters_is_the_language() -> None:
    said = guess("\n\n".join((ENGLISH, MORE["en"], FRENCH, MORE["fr"], FRENCH, MORE["fr"])))
    assert said == Spoken("fr", ("en", "fr"))


@pytest.mark.parametrize(
    "text",
    [
        f"{ENGLISH}\n\n{MORE['en']}\n\nMerci beaucoup et bonne journée !",  # a closing
        f"{ENGLISH}\n\n{MORE['en']}\n\n« {FRENCH} »",  # one sentence that is cited
        f"{FRENCH}\n\n> {ENGLISH}\n> {MORE['en']}\n\n{MORE['fr']}",  # what is answered
        f"{ENGLISH}\n\n{MORE['en']}\n\nhttps://example.org/les/fiches/de/stock/dans/les/districts",
        f"{SPANISH}\n\n{MORE['es']}\n\nAmina Kamau\nRatanakiri, Kigali, Kampala",
    ],
)
def test_a_foreign_line_makes_no_text_in_two_languages(text: str) -> None:
    said = guess(text, ("en", "fr"))
    assert said.language
    assert said.languages == ()


# --- hostile texts --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "the " * 200_000,
        "a" * 1_000_000,
        "a\n" * 500_000,
        "@" * 1_000_000,
        "https://" * 150_000,
        "l'" * 500_000,
        "ا" * 1_000_000,
        "é\u0301" * 500_000,
        f"{ENGLISH}\n{FRENCH}\n" * 10_000,
    ],
)
def test_a_long_text_costs_no_more_than_a_short_one(text: str) -> None:
    with Pace() as taken:
        guess(text, FAMILY)
    assert taken.seconds < 1.0
    assert len(passages(text)) <= MOST_LINES


@given(st.text(max_size=400), st.sampled_from([(), ("en",), FAMILY]))
def test_any_text_gives_an_answer(text: str, of_list: tuple[str, ...]) -> None:
    said = guess(text, of_list)
    assert not said.languages or said.language in said.languages
    assert len(said.languages) != 1
