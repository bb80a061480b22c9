"""What translators write beside their texts, in each language: orders, and lines above a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import grammar, translating
from listserv.languages.command import Verb
from listserv.languages.translating import NOT_NOW, UNDO, Heading, Order


@pytest.mark.parametrize(
    "line",
    [
        "not now",
        "Not now, thanks.",
        "not this week",
        "pas maintenant",
        "Pas maintenant, merci !",
        "je ne peux pas cette semaine",
        "ahora no",
        "esta semana no",
        "no tengo tiempo ahora",
        "agora não",
        "hoje não",
        "ليس الآن",
        "لا أستطيع هذا الأسبوع",
    ],
)
def test_not_now(line: str) -> None:
    assert translating.order(line) == Order(NOT_NOW)


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("not now 811", (811,)),
        ("not now: 811, 812", (811, 812)),
        ("pas maintenant 811 et 812", (811, 812)),
        ("ahora no 811-813", (811, 812, 813)),
        ("agora não 811", (811,)),
        ("ليس الآن ٨١١", (811,)),
    ],
)
def test_not_now_of_some(line: str, numbers: tuple[int, ...]) -> None:
    assert translating.order(line) == Order(NOT_NOW, numbers)


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("undo", Order(UNDO)),
        ("annuler", Order(UNDO)),
        ("deshacer", Order(UNDO)),
        ("desfazer", Order(UNDO)),
        ("تراجع", Order(UNDO)),
        ("away until 3 May", Order(Verb.AWAY, value="3 May")),
        ("absente jusqu'au 3 mai", Order(Verb.AWAY, value="3 mai")),
        ("at most 5 a week", Order(Verb.MOST, value="5")),
        ("without my name", Order(Verb.CREDIT, value="off")),
        ("avec mon nom", Order(Verb.CREDIT, value="on")),
        ("correct 811", Order(Verb.CORRECT, (811,))),
        ("corriger 811 fr", Order(Verb.CORRECT, (811,), "fr")),
        ("corregir 811", Order(Verb.CORRECT, (811,))),
        ("corrigir 811", Order(Verb.CORRECT, (811,))),
        ("تصحيح 811", Order(Verb.CORRECT, (811,))),
    ],
)
def test_other_orders(line: str, order: Order) -> None:
    assert translating.order(line) == order


WITHDRAWS = """
annuler 811|annuler le message 811|anular 811|anular mensaje 811|anular el mensaje 811
anular mi mensaje 811|anular a mensagem 811|anular a minha mensagem 811|cancelar 811|cancel 811
"""
RETRACTS = """
undo 811|undo the translation 811|undo my translation of message 811|annuler la traduction 811
annuler ma traduction du message 811|deshacer 811|deshacer mi traducción 811
anular la traducción del mensaje 811|desfazer 811|desfazer a tradução 811
anular a minha tradução 811
تراجع 811|تراجع عن 811|تراجع عن ترجمة الرسالة 811
"""
NOBODY_KNOWS = """
undo my post 811|undo my message 811|deshacer mi mensaje 811|desfazer a minha mensagem 811
تراجع عن الرسالة 811
"""


@pytest.mark.parametrize(
    ("line", "verbs"),
    [
        (line, verbs)
        for block, verbs in (
            (WITHDRAWS, [Verb.WITHDRAW]),
            (RETRACTS, [Verb.RETRACT]),
            (NOBODY_KNOWS, []),
        )
        for line in block.strip().replace("\n", "|").split("|")
    ],
)
def test_what_an_author_takes_back_is_her_message(line: str, verbs: list[Verb]) -> None:
    """At -request `anular 811` is the withdrawal of a message; where it took back a translation
    its author read that she translates nothing, and the copies went out."""
    assert [one.verb for one in grammar.parse("", line).commands] == verbs


@pytest.mark.parametrize(
    "line",
    [
        "Chers tous,",
        "Not now, but in May, we give zinc.",
        "We cannot correct it.",
        "Is it not now?",
        "Merci",
        "811",
        "leave",
        "",
    ],
)
def test_no_order(line: str) -> None:
    assert translating.order(line) is None


NUMBERS = frozenset({811, 812})


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("811:", Heading(811)),
        ("811", Heading(811)),
        ("811 :", Heading(811)),
        ("#811", Heading(811)),
        ("N° 811", Heading(811)),
        ("No. 811", Heading(811)),
        ("n.º 811:", Heading(811)),
        ("Message 811 :", Heading(811)),
        ("رقم 811:", Heading(811)),
        ("الرسالة ٨١١", Heading(811)),
        ("811 fr:", Heading(811, "fr")),
        ("811 en:", Heading(811, "en")),
        ("811 en français :", Heading(811, "fr")),
        ("=== 811 · French ===", Heading(811, "fr")),
        ("=== الرسالة 811 · إلى الفرنسية ===", Heading(811, "fr")),
        ("**811**", Heading(811)),
        ("My translation of 812:", Heading(812)),
        ("811: Chers tous,", Heading(811, rest="Chers tous,")),
        ("abstract 812: Nets.", Heading(812, abstract=True, rest="Nets.")),
        ("Résumé 812 :", Heading(812, abstract=True)),
        ("resumen 812: Redes.", Heading(812, abstract=True, rest="Redes.")),
        ("ملخص 812:", Heading(812, abstract=True)),
    ],
)
def test_a_line_above_a_text(line: str, heading: Heading) -> None:
    assert translating.heading(line, NUMBERS) == heading


@pytest.mark.parametrize(
    "line",
    [
        "We treated 811 children.",
        "811 children: all are well",
        "811/812",
        "5: the fifth",
        "10",
        "Chers tous,",
        "Title: 811",
        "",
    ],
)
def test_a_line_of_a_text(line: str) -> None:
    assert translating.heading(line, NUMBERS) is None


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("Title: Zinc", "Zinc"),
        ("Titre : Du zinc : combien ?", "Du zinc : combien ?"),
        ("Título: Zinc", "Zinc"),
        ("العنوان: الزنك", "الزنك"),
        ("> Objet : Zinc", "Zinc"),
        ("Asunto:", ""),
        ("Time: five", None),
        ("Titre", None),
    ],
)
def test_the_line_of_the_topic(line: str, topic: str | None) -> None:
    assert translating.title(line) == topic


@given(st.text(max_size=200))
def test_nothing_typed_can_fail(line: str) -> None:
    order, heading = translating.order(line), translating.heading(line, NUMBERS)
    assert order is None or order.what
    assert heading is None or heading.number
    assert translating.title(line) is None or isinstance(translating.title(line), str)
