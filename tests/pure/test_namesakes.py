"""Who may be a member by her name: the very words, of one person alone."""

from __future__ import annotations

import pytest

from listserv.languages.namesakes import Called, is_full_name

MEMBERS = [
    (1, "Amina Kamau"),
    (2, "Paul Okello"),
    (3, "José  Núñez"),
    (4, "Anna Maria Rossi"),
    (5, "Anna Maria Rossi"),
    (6, "أمينة الحسن"),
    (7, "(Dr) Grace Otieno"),
    (8, ""),
    (9, "Dora"),
]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Amina Kamau", 1),
        ("AMINA KAMAU", 1),
        ('"Amina" Kamau', 1),
        ("Jose Nunez", 3),
        ("امينة الحسن", 6),
        ("Dr Grace Otieno", 7),
        ("Kamau Amina", 0),  # another order may be another person
        ("Amina", 0),
        ("Amina W. Kamau", 0),
        ("Anna Maria Rossi", 0),  # two of them
        ("Dora", 0),
        ("", 0),
    ],
)
def test_who_has_it(name: str, person: int) -> None:
    assert Called(MEMBERS).only(name) == person


def test_a_first_name_is_many_peoples() -> None:
    assert [is_full_name(one) for one in ("Amina", "Amina K", "", "دكتورة أمينة")] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Amina Kamau", 5),
        ("KAMAU, Amina", 5),
        ("Jose Nunez", 6),
        ("Amina", 0),  # a first name alone is many people's
        ("Amina Kamande", 0),
        ("", 0),
    ],
)
def test_for_people_who_decide_the_order_says_nothing(name: str, person: int) -> None:
    known = [(5, "Amina Kamau"), (6, "José Núñez"), (7, "Amina")]
    assert Called(known).first(name) == person
