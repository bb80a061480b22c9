"""Whom a letter to one person greets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages.greeted import greeted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thanks dear Amina, how is the family?", "Amina"),
        ("Hi Lucía,\n\nHere is my account.", "Lucía"),
        ("Dear Dr Amina Kamau,\nHere is my CV.", "Dr Amina Kamau"),
        ("Cher Paul, merci beaucoup !", "Paul"),
        ("Muchas gracias, Lucía", ""),
        ("Gracias Lucía!", "Lucía"),
        ("Dear all, thanks", ""),
        ("Dear Colleagues, thanks", ""),
        ("Dear nurses, thanks", ""),
        ("Amina, thanks", ""),
        ("Thanks to all who answered", ""),
        ("Dear Ministry of Health of Kenya, thanks", ""),
        ("", ""),
    ],
)
def test_greeted(text: str, name: str) -> None:
    assert greeted(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dear Dr. Paul, thanks", "Dr. Paul"),
        ("Dear Mr. Brown,\nthanks", "Mr. Brown"),
        ("Dear Prof. Otieno, thanks", "Prof. Otieno"),
        ("Dear A. Kamau, thanks", "A. Kamau"),
        ("Dear N'Golo, thanks", "N'Golo"),
        ("Cher M. Brun, merci", "M. Brun"),
        ("Chère Mme Diallo, merci", "Mme Diallo"),
        ("Estimado Dr. Pérez, gracias", "Dr. Pérez"),
        ("Cara Dra. Silva, obrigado", "Dra. Silva"),
        ("مرحبا أمينة، كيف حالك", "أمينة"),
        ("عزيزتي الدكتورة أمينة، شكرا", "الدكتورة أمينة"),
        ("عزيزتي د. أمينة، شكرا", "د. أمينة"),
    ],
)
def test_a_title_stands_before_the_name(text: str, name: str) -> None:
    """The author of "Dear Dr. Paul" was asked whether it was only for Dr."""
    assert greeted(text) == name


MANY_OR_NOBODY = (
    "Dear Dr., thanks|Dear Nurses, thanks|Dear Doctors, thanks|Dear Editor, thanks|Hello Kenya!"
    "|Hello South Africa!|Thanks, Best|Chères Infirmières, merci|Bonjour Docteur, merci"
    "|Bonjour Sénégal !|Bonjour Directeurs, merci|Estimados Doctores, gracias"
    "|Queridas Enfermeras, gracias|¡Hola México!|Caros Diretores, obrigado|Olá Moçambique!"
    "|Caras Enfermeiras, obrigado|شكرا لكم على المقال الرائع.|شكرا على المقال، وبعد"
    "|السادة الأعضاء، شكرا|شكرا أمينة، كيف حالك|مرحبا مصر!|أهلا وسهلا، كيف حالكم|مرحبا بكم،"
    "|عزيزي القارئ، شكرا"
)


@pytest.mark.parametrize("text", MANY_OR_NOBODY.split("|"))
def test_who_greets_many_or_nobody_greets_no_one(text: str) -> None:
    assert greeted(text) == ""


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert len(greeted(text)) <= 120
