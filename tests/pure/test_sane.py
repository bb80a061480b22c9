"""What people say of themselves can be shown to strangers: no link, no message, no trick."""

from __future__ import annotations

import pytest

from listserv.text import sane


@pytest.mark.parametrize(
    "name",
    [
        "Amina Kamau",
        "Dr.Amina Kamau",
        "J.R.Smith",
        "O'Brien-Núñez",
        "María de los Ángeles",
        "محمد علي",
        "Amina Kamau (MSF)",
        "می\u200cنا",
    ],
)
def test_a_name(name: str) -> None:
    assert sane.tidy(name) == name
    assert sane.is_name(name)
    assert sane.is_organisation(name)


@pytest.mark.parametrize(
    "text",
    [
        "X",
        "",
        "amina@example.org",
        "visit cheap-pills.example now",
        "see t.co for more",
        "http://x",
        "<b>Amina</b>",
        "Amina\nBcc: all",
        "\u202eevil name",
        "a" * 61,
        "12345",
    ],
)
def test_no_name(text: str) -> None:
    assert not sane.is_name(text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Ministry of Health & Population, Unit 3", True),
        ("«Salud» para todos", True),
        ("CHU N°2", True),
        ("http://cheap.example", False),
        ("mail us: a@b.example", False),
        ("o" * 101, False),
    ],
)
def test_an_organisation(text: str, fits: bool) -> None:
    assert sane.is_organisation(text) is fits


def test_what_nobody_sees_goes() -> None:
    assert sane.tidy(" Amina\u202e \u0000 Kamau\u2066\n") == "Amina Kamau"
