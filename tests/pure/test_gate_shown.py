"""What the gate shows of a text stands there as its writer wrote it."""

import pytest

from listserv.translate import gate
from listserv.translate.tokens import as_written, tokens


@pytest.mark.parametrize(
    "text",
    [
        "We gave 5 mg/kg of gentamicin (37.5 °C) to 12 newborns",
        "l'eau n'est pas bouillie",
        "a follow-up of 20-30 %",
        "H1N1, then 10:30",
        "",
    ],
)
def test_tokens_are_spelled_as_they_stood(text: str) -> None:
    assert as_written(tokens(text)) == text


def test_a_finding_shows_what_stands_there() -> None:
    (found,) = gate.check(
        "We gave 5 mg/kg of zinc.", "Nous avons donné 50 mg/kg de zinc.", "en", "fr"
    )
    assert (found.original, found.draft) == ("gave 5 mg/kg of", "donné 50 mg/kg de")
    (found,) = gate.check("It stands. Do not open it.", "Elle est là. Ouvrez-la vite.", "en", "fr")
    assert found.original == "Do not open it"
