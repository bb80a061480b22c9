"""What facilitators answer about people who want to join, in every language, by positions."""

from __future__ import annotations

import pytest

from listserv.moderation import answers
from listserv.moderation.answers import Shown
from listserv.moderation.forms import Kind, Problem

FOUR = [Shown(place, -id_) for place, id_ in enumerate((31, 1, 2, 44), 1)]
ONE = FOUR[:1]


@pytest.mark.parametrize(
    ("said", "kind", "text"),
    [
        ("ok", Kind.APPROVE, ""),
        ("Yes, thank you\n\nGrace", Kind.APPROVE, ""),
        ("oui", Kind.APPROVE, ""),
        ("sí, gracias", Kind.APPROVE, ""),
        ("sim", Kind.APPROVE, ""),
        ("نعم", Kind.APPROVE, ""),
        ("no: this list is for nurses", Kind.REFUSE, "this list is for nurses"),
        ("non : liste réservée au projet", Kind.REFUSE, "liste réservée au projet"),
        ("no: lista del proyecto", Kind.REFUSE, "lista del proyecto"),
        ("não: lista do projeto", Kind.REFUSE, "lista do projeto"),
        ("لا: القائمة للعاملين في المشروع", Kind.REFUSE, "القائمة للعاملين في المشروع"),
        ("ask: where do you work?", Kind.ASK, "where do you work?"),
        ("demander : où travaillez-vous ?", Kind.ASK, "où travaillez-vous ?"),
        ("preguntar: ¿dónde trabaja?", Kind.ASK, "¿dónde trabaja?"),
        ("perguntar: onde trabalha?", Kind.ASK, "onde trabalha?"),
        ("اسأل: أين تعملين؟", Kind.ASK, "أين تعملين؟"),
        ("later", Kind.LATER, ""),
        ("spam", Kind.SPAM, ""),
        ("undo", Kind.UNDO, ""),
    ],
)
def test_one_person(said: str, kind: Kind, text: str) -> None:
    answer = answers.read(said, ONE, ("Grace Otieno",))
    assert answer.asked_back is None
    ((form,),) = [order.forms for order in answer.orders]
    assert (form.kind, form.text) == (kind, text)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("1-3 ok, 4 no: not a health worker", {31: "approve", 1: "approve", 2: "approve"}),
        (
            "1 ok\n2 non : liste du projet\nle reste ok",
            {31: "approve", 2: "approve", 44: "approve"},
        ),
        ("2 no: lista del proyecto\nel resto ok", {31: "approve", 2: "approve", 44: "approve"}),
        ("all ok", {31: "approve", 1: "approve", 2: "approve", 44: "approve"}),
    ],
)
def test_several_by_their_positions(said: str, told: dict[int, str]) -> None:
    """The ids of two of them are positions of others: only positions count."""
    answer = answers.read(said, FOUR)
    assert answer.asked_back is None
    approved = {
        -order.number: form.kind.value
        for order in answer.orders
        for form in order.forms
        if form.kind is Kind.APPROVE
    }
    assert approved == told


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("ok", Problem.WHICH_POST),
        ("31 ok", Problem.NO_SUCH_POST),
        ("1 no", Problem.WHICH_REASON),
        ("1 ok, 1 no: why", Problem.CONFLICT),
    ],
)
def test_what_is_asked_back(said: str, problem: Problem) -> None:
    assert answers.read(said, FOUR).asked_back is problem
