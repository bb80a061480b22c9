"""What of a facilitator's mail is published in somebody's name, and what a member's answer says."""

from __future__ import annotations

import pytest

from listserv.commands import consent
from listserv.languages import facilitator
from listserv.languages.days import begins_with_days
from listserv.languages.instruction import Instruction

NAMES = ("Lucía Quispe Huamán",)
CARD = "\n\nLucía Quispe Huamán\nCoordinadora regional\nRed Salud Andina\nCel. +51 987 654 321"
FOR = "publicar en nombre de carmen@p.example\nFichas\nContamos cada lunes."
NEWS = "anunciar: Nuevos horarios\nDesde el lunes abrimos a las siete."


def one(text: str) -> Instruction:
    said = facilitator.read("", text, NAMES, ("Health Forum", "health"))
    assert said.problem is None
    (found,) = said.commands
    return found


@pytest.mark.parametrize(
    "below",
    [
        CARD,
        CARD.replace("\n\n", "\n"),
        "\n\nLucía Quispe Huamán",
        "\nLucía",
        f"\n\nSaludos{CARD}",
        "\n\nMuchas gracias\nLucía Quispe",
        "\n\nDra. Lucía Quispe H.\nRed Salud Andina\n+51 987 654 321",
    ],
)
def test_nothing_of_hers_stands_below_a_members_words(below: str) -> None:
    found = one(FOR + below)
    assert found.text == "Fichas\nContamos cada lunes."
    assert "Luc" in found.cut


@pytest.mark.parametrize("below", [CARD, f"\n\nSaludos{CARD}", CARD.replace("\n\n", "\n")])
def test_an_announcement_keeps_her_name_and_no_telephone(below: str) -> None:
    found = one(NEWS + below)
    assert found.text.endswith("Lucía Quispe Huamán")
    assert "987" not in found.text
    assert "987" in found.cut


@pytest.mark.parametrize("said", [FOR, NEWS])
def test_a_line_says_where_it_ends(said: str) -> None:
    found = one(f"{said}{CARD}\nfin\n\nLucía")
    assert found.text.endswith("654 321")
    assert found.cut == ""


def test_words_that_lead_to_her_name_keep_it() -> None:
    found = one(f"{NEWS}\n\nEscriban a:{CARD}")
    assert "987 654 321" in found.text


@pytest.mark.parametrize(
    "line",
    [
        "sábado-domingo Lucía Quispe Huamán",
        "sáb Lucía Quispe Huamán",
        "del 1 al 14 de mayo Lucía Quispe",
        "Sat, Sun Lucía Quispe Huamán",
        "todos los días Lucía Quispe",
    ],
)
def test_a_line_of_the_rota_is_no_signature(line: str) -> None:
    found = one(f"definir los turnos\nlunes-viernes grace@afya.example\n{line}{CARD}")
    assert found.text.splitlines()[1] == line


@pytest.mark.parametrize("line", ["samedi Lucía", "1 May - 14 May Paul", "de lunes a viernes x"])
def test_a_line_that_begins_with_days(line: str) -> None:
    assert begins_with_days(line)


@pytest.mark.parametrize("line", ["", "Lucía Quispe", "Coordinadora", "+51 987 654 321", "3 casas"])
def test_a_line_that_begins_with_none(line: str) -> None:
    assert not begins_with_days(line)


@pytest.mark.parametrize(
    "said",
    [
        "yes",
        "Yes, please.",
        "Yes, you may publish it in my name.",
        "Yes, go ahead, it is fine.",
        "Oui, vous pouvez le publier.",
        "Oui, c'est parfait, merci",
        "Sí, pueden publicarlo así.",
        "Sí, adelante",
        "Sim, podem publicar em meu nome.",
        "Sim, está bem, obrigada",
        "نعم، يمكنكم نشره",
        "ok, thank you",
    ],
)
def test_a_yes_and_nothing_besides(said: str) -> None:
    assert consent.read(said, "post-for") is consent.Consent.YES
    assert consent.only_yes(said)


@pytest.mark.parametrize(
    "said",
    [
        "Yes, but say Friday, not Monday.",
        "Yes. We count on Friday.",
        "Yes, send it next week",
        "Oui, mais le vendredi.",
        "Sí, pero los viernes",
        "Sim, às sextas-feiras",
        "نعم، ولكن يوم الجمعة",
        "We count every Friday, not Monday.",
    ],
)
def test_a_yes_with_words_of_her_own(said: str) -> None:
    assert not consent.only_yes(said)
