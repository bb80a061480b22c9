"""Who somebody says that she is: a name and a country out of her own words, or nothing."""

from __future__ import annotations

import pytest

from listserv.languages.introduced import Introduction, introduced


@pytest.mark.parametrize(
    ("text", "from_name", "name", "country"),
    [
        ("Amina Kamau, Kenya", "", "Amina Kamau", "KE"),
        ("Amina Kamau\nKenya", "amina75", "Amina Kamau", "KE"),
        ("Amina Kamau Kenya", "", "Amina Kamau", "KE"),
        ("Amina Kamau (Kenya)", "", "Amina Kamau", "KE"),
        ("Yes please. I am Amina Kamau from Kenya, a nurse.", "", "Amina Kamau", "KE"),
        ("name: Amina Kamau\ncountry: Kenya", "", "Amina Kamau", "KE"),
        ("Nom : Awa Traoré\nPays : Mali", "", "Awa Traoré", "ML"),
        ("Je m'appelle Awa Traoré, je vis au Burkina Faso", "", "Awa Traoré", "BF"),
        ("Soy María Ñuñez, de Perú", "", "María Ñuñez", "PE"),
        ("Sou Ana de Souza, de Moçambique", "", "Ana de Souza", "MZ"),
        ("اسمي فاطمة علي من السودان", "", "فاطمة علي", "SD"),
        ("فاطمة علي، السودان", "", "فاطمة علي", "SD"),
        ("Dr. Peter Okello (DRC)", "", "Dr Peter Okello", "CD"),
        ("Hello,\n\nyes.\n\nAmina Kamau - Côte d'Ivoire", "", "Amina Kamau", "CI"),
        ("Peter, Guinea-Bissau", "", "Peter", "GW"),
        ("I am a nurse from Papua New Guinea and I like it", "Jo Ao", "Jo Ao", "PG"),
        ("midwife in Kisumu, Kenya", "Amina Kamau", "Amina Kamau", "KE"),
        ("Kenya", "Amina Kamau", "Amina Kamau", "KE"),
        ("amina kamau, kenya", "Amina K", "Amina K", "KE"),
        ("Amina, Kenya", "Amina Kamau", "Amina Kamau", "KE"),
        ("Myanmar", "Jane", "Jane", "MM"),
    ],
)
def test_she_says_it_in_many_ways(text: str, from_name: str, name: str, country: str) -> None:
    assert introduced(text, from_name) == Introduction(name, country)


@pytest.mark.parametrize(
    ("text", "from_name", "name", "country"),
    [
        ("", "", "", ""),
        ("yes", "Jane Doe", "Jane Doe", ""),
        ("Chad Brown", "Chad Brown", "Chad Brown", ""),  # a name, no country
        ("Jordan Smith\nKenya", "Jordan Smith", "Jordan Smith", "KE"),
        ("Chad Brown, Kenya", "", "Chad Brown", "KE"),
        ("I worked in Kenya, now in Uganda", "", "", ""),  # which of them?
        ("Kinshasa, Congo", "", "", ""),  # there are two
        ("Ministry of Health, Kenya", "Jane Doe", "Jane Doe", "KE"),
        ("Nairobi, Kenya", "Amina", "Amina", "KE"),
        ("no", "", "", ""),  # the code of a country, and a word
        ("I live in the country", "", "", ""),
    ],
)
def test_what_is_not_clear_is_nothing(text: str, from_name: str, name: str, country: str) -> None:
    assert introduced(text, from_name) == Introduction(name, country)


def test_an_endless_text_costs_little() -> None:
    assert introduced("in Kenya " * 100_000).country == "KE"
    assert introduced("Amina, Kenya\n" * 100_000).country == "KE"
