"""What the numbers of a text are, in every language that has a table."""

from __future__ import annotations

from fractions import Fraction

import pytest

from listserv.translate.numbers import MONTH, NAME, Quantity, quantities
from listserv.translate.tables import language
from listserv.translate.tokens import tokens


def sure(code: str, text: str) -> list[Quantity]:
    known = language(code)
    assert known is not None
    return [one for one in quantities(tokens(text), known) if not one.loose]


def said(code: str, text: str) -> list[str]:
    """The values of a text, and the unit behind each, where there is no doubt."""
    found = []
    for one in sure(code, text):
        unit = "" if len(one.units) > 1 else " ".join(one.units)
        found.append(f"{'/'.join(sorted(map(str, one.readings)))} {unit}".strip())
    return found


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "twenty-one days", ["21 day"]),
        ("en", "two hundred and five cases", ["205"]),
        ("en", "nineteen hundred", ["1900"]),
        ("en", "three thousand four hundred", ["3400"]),
        ("en", "1.5 million people", ["1500000"]),
        ("en", "two-thirds of 1,514", ["2/3", "1514"]),
        ("en", "two and a half tablets", ["5/2 tablet"]),
        ("en", "1 ½ cups and 1/2 cup", ["3/2 cup", "1/2 cup"]),
        ("en", "between 5 and 10 mg", ["5", "10 mg"]),
        ("en", "5 mg/kg/day, 5 mg per day", ["5 mg/kg/day", "5 mg/day"]),
        ("en", "at -20 °C", ["-20"]),
        ("en", "in 2010-11", ["2010", "11/2011"]),
        ("en", "the 1990s and the nineties", ["1990", "1990/90"]),
        ("en", "version 1.1.7", ["1", "1", "7"]),
        ("fr", "soixante-dix-sept", ["77"]),
        ("fr", "quatre-vingt-dix-neuf et quatre-vingts", ["99", "80"]),
        ("fr", "vingt et un, soixante et onze", ["21", "71"]),
        ("fr", "septante et un, nonante", ["71", "90"]),
        ("fr", "deux mille cinq cents", ["2500"]),
        ("fr", "1 514 cas, 2,5 mg", ["1514", "5/2 mg"]),
        ("fr", "1,5 milliard", ["1500000000"]),
        ("fr", "les deux tiers, deux ans et demi", ["2/3", "5/2"]),
        ("fr", "6 comprimés par jour", ["6 tablet/day"]),
        ("es", "treinta y uno, doscientos cinco", ["31", "205"]),
        ("es", "mil millones, 1500 millones", ["1000000000", "1500000000"]),
        ("es", "1.514 personas, 100 mil", ["1514", "100000"]),
        ("es", "dos y tres, veintidós", ["2", "3", "22"]),
        ("pt", "vinte e um, cento e vinte e três", ["21", "123"]),
        ("pt", "dois mil e quinhentos, mil e cem", ["2500", "1100"]),
        ("pt", "de vinte e trinta", ["20", "30"]),
        ("pt", "segunda-feira, dezasseis, dezesseis", ["16", "16"]),
        ("ar", "ثلاثة وعشرون", ["23"]),
        ("ar", "مائة وثلاثة وعشرون ألفا", ["123000"]),
        ("ar", "ثلاثة عشر، اثني عشر", ["13", "12"]),
        ("ar", "١٬٥١٤ و٣٫٥ ملغ", ["1514", "7/2 mg"]),
        ("ar", "خمسة آلاف، ثلثي", ["5000", "2/3"]),
        ("ar", "ثلاث سنوات ونصف", ["7/2"]),
        ("ar", "مرتين", ["2"]),
        ("sw", "kumi na mbili, ishirini na tano", ["12", "25"]),
        ("sw", "mia mbili, mia moja na ishirini", ["200", "120"]),
        ("sw", "elfu tatu, elfu kumi na mbili", ["3000", "12000"]),
        ("sw", "milioni 5, bilioni $8.3", ["5000000", "8300000000"]),
        ("sw", "dakika 20, siku kumi na nne", ["20 minute", "14 day"]),
        ("sw", "theluthi mbili, mbili na nusu", ["2/3", "5/2"]),
    ],
)
def test_numbers_are_read(code: str, text: str, expected: list[str]) -> None:
    assert said(code, text) == expected


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "one of the first, another one, both"),
        ("fr", "un homme, une femme, la première"),
        ("es", "uno de los primeros, una vez"),
        ("pt", "um dos primeiros, uma pessoa"),
        ("ar", "واحد من الأوائل"),
        ("sw", "mmoja wa kwanza"),
        ("en", "thousands of people"),
        ("en", "it may be, they march"),
    ],
)
def test_one_and_many_are_no_number_for_sure(code: str, text: str) -> None:
    assert sure(code, text) == []


def test_two_hours_are_one_word_in_arabic() -> None:
    (found,) = sure("ar", "كل ساعتين")
    assert found.readings == {Fraction(2)}
    assert "hour" in found.units


@pytest.mark.parametrize("text", ["COVID-19", "H1N1", "SARS-CoV-2", "N95", "229E"])
def test_a_name_that_holds_a_figure_is_a_name(text: str) -> None:
    assert {one.kind for one in sure("en", text)} == {NAME}


def test_an_arabic_and_before_a_figure_makes_no_name() -> None:
    assert said("ar", "و4.2 أسرة") == ["21/5"]


@pytest.mark.parametrize(
    ("code", "text", "month"),
    [
        ("en", "on 11 May 2020", 5),
        ("en", "since March", 3),
        ("fr", "le 1er mars 2020", 3),
        ("es", "a 3 de mayo", 5),
        ("ar", "11 مارس 2020", 3),
        ("ar", "3 تشرين الثاني", 11),
        ("sw", "tarehe 11 Machi", 3),
    ],
)
def test_months(code: str, text: str, month: int) -> None:
    found = [one.readings for one in sure(code, text) if one.kind == MONTH]
    assert found == [{Fraction(month)}]


def test_an_afternoon_hour_may_be_counted_on() -> None:
    (found,) = sure("en", "at 2:00 p.m.")
    assert found.readings == {Fraction(2), Fraction(14)}
    (morning,) = sure("en", "at 8:00 a.m.")
    assert morning.readings == {Fraction(8)}


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("en", "1,514", Fraction(1514)),
        ("en", "1.514", Fraction(1514, 1000)),
        ("fr", "1.514", Fraction(1514)),
        ("fr", "1,514", Fraction(1514, 1000)),
        ("fr", "0.514", Fraction(514, 1000)),
        ("es", "2.5", Fraction(5, 2)),
        ("en", "2,5", Fraction(5, 2)),
        ("en", "1 514 000", Fraction(1514000)),
        ("en", "1,514,000.5", Fraction(3028001, 2)),
    ],
)
def test_a_decimal_sign_is_that_of_the_language(code: str, text: str, value: Fraction) -> None:
    assert sure(code, text)[0].readings == {value}


def test_what_a_text_shows_of_its_signs_counts_more() -> None:
    """A Mexican writes 2.5 and 1,514."""
    assert said("es", "2.5 mg, 1,514 casos") == ["5/2 mg", "1514"]
