"""Countries as people write them, in five languages."""

from __future__ import annotations

import pytest

from listserv.languages import countries


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Kenya", "KE"),
        ("KENIA", "KE"),
        ("Quênia", "KE"),
        ("quenia", "KE"),
        ("كينيا", "KE"),
        ("ke", "KE"),
        ("KEN", "KE"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Costa do Marfim", "CI"),
        ("DRC", "CD"),
        ("RDC", "CD"),
        ("UK", "GB"),
        ("USA", "US"),
        ("Estados Unidos", "US"),
        ("Moçambique", "MZ"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Niger", "NE"),
        # no country, or a part of the world
        ("Narnia", ""),
        ("Africa", ""),
        ("EU", ""),
        ("007", ""),
        ("", ""),
    ],
)
def test_a_country(typed: str, code: str) -> None:
    assert countries.code(typed) == code
