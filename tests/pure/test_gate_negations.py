"""How often a text denies, in every language that has a table."""

from __future__ import annotations

import pytest

from listserv.translate.negations import agree, denials
from listserv.translate.tables import language
from listserv.translate.tokens import tokens


def count(code: str, text: str) -> int:
    known = language(code)
    assert known is not None
    return len(denials(tokens(text), known).sure)


@pytest.mark.parametrize(
    ("code", "text", "times"),
    [
        ("en", "Do not give it. Don't. You cannot.", 3),
        ("en", "No fever, never; without food, neither", 4),
        ("en", "See No. 5", 0),
        ("en", "no 5 mg tablets", 1),
        ("fr", "Ne donnez pas ce sirop.", 1),
        ("fr", "Il n'y a que deux doses.", 0),
        ("fr", "Aucun enfant n'a été vu.", 1),
        ("fr", "sans fièvre. Jamais ! Pas de sang", 3),
        ("fr", "n° 5", 0),
        ("fr", "Il n'a ni fièvre ni toux", 1),
        ("es", "No hay ningún caso. Sin embargo, sin fiebre.", 2),
        ("es", "no tiene nada; nunca vino", 2),
        ("es", "ni fiebre ni tos", 1),
        ("pt", "Não há nenhum caso, nem febre.", 1),
        ("pt", "sem febre; nem todos", 2),
        ("ar", "لا تعط الدواء. لم يأت. لن يأتي. ليس هنا", 4),
        ("ar", "ولا يجب ألا تأكل", 2),
        ("ar", "ما زال، لا يزال، لا سيما", 0),
        ("ar", "لا يأكل إلا الخبز", 0),
        ("ar", "بدون حمى ودون ألم", 2),
        ("sw", "Usimpe dawa. Hajui. Haijathibitishwa. Hawakulazwa.", 4),
        ("sw", "bila homa, hakuna, sio, kamwe", 4),
        ("sw", "hatari, habari, hali, hadi, hata hivyo, kutoka, asilimia, usiku", 0),
    ],
)
def test_denials_are_counted(code: str, text: str, times: int) -> None:
    assert count(code, text) == times


def both(one: str, code: str, other: str) -> bool:
    english, theirs = language("en"), language(code)
    assert english is not None
    assert theirs is not None
    return agree(denials(tokens(one), english), denials(tokens(other), theirs))


@pytest.mark.parametrize(
    ("one", "code", "other"),
    [
        ("He is unable to drink.", "fr", "Il ne peut pas boire."),
        ("It is unclear.", "es", "No está claro."),
        ("It is unclear.", "pt", "É incerto."),
        ("It is ineffective.", "ar", "إنه غير فعال"),
        ("unless it rains", "fr", "à moins qu'il ne pleuve"),
        ("Take at least two.", "ar", "خذ ما لا يقل عن اثنين"),
    ],
)
def test_one_language_denies_where_another_has_a_word(one: str, code: str, other: str) -> None:
    assert both(one, code, other)


@pytest.mark.parametrize(
    ("one", "code", "other"),
    [
        ("It is unclear.", "es", "Está claro."),
        ("Do not give it.", "fr", "Donnez-le."),
        ("Give it.", "sw", "Usimpe."),
        ("He is unable to drink.", "pt", "Ele bebe."),
    ],
)
def test_a_denial_of_one_side_alone_is_seen(one: str, code: str, other: str) -> None:
    assert not both(one, code, other)
