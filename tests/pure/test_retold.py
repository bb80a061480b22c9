"""An answer told again: the lines mean what was said, in every language."""

from __future__ import annotations

import pytest

from listserv.moderation import answers
from listserv.moderation.answers import Shown
from listserv.moderation.forms import DECIDING, Form, Kind, Order
from listserv.moderation.retold import MOST, retold
from listserv.press.reasons import NAMED
from listserv.press.speech import words

LANGUAGES = ("en", "fr", "es", "pt", "ar")
THREE = tuple(Shown(place, 810 + place) for place in (1, 2, 3))
ONE = THREE[:1]
LISTS = ("hifa", "hifa-fr")

FORMS = (
    Form(Kind.APPROVE),
    Form(Kind.APPROVE, when="tomorrow"),
    Form(Kind.APPROVE, when="now"),
    Form(Kind.APPROVE, when="friday"),
    Form(Kind.APPROVE, languages=("fr", "es")),
    Form(Kind.APPROVE, number=2),
    Form(Kind.APPROVE, code="job"),
    Form(Kind.APPROVE, code="obituary"),
    Form(Kind.APPROVE, text="Stock cards in Kisumu"),
    *(Form(Kind.REFUSE, code=code) for code in NAMED),
    Form(Kind.REFUSE, text="we had this yesterday"),
    Form(Kind.SPAM),
    Form(Kind.LATER),
    Form(Kind.ASK, text="Which district is it"),
    Form(Kind.TELL, text="Lovely, thank you"),
    Form(Kind.NOTE, text="The guideline is out"),
    Form(Kind.TEAM, text="Jean, is this the same"),
    Form(Kind.TAKE),
    Form(Kind.CUT, first=4, last=4),
    Form(Kind.CUT, first=6, last=9),
    Form(Kind.CHANGE, text="500 g", other="500 mg"),
    Form(Kind.ADD, text="ARVs", other="[antiretrovirals]"),
    Form(Kind.JOIN, number=811),
    Form(Kind.SPLIT),
    Form(Kind.TRUST),
    Form(Kind.UNTRUST),
    Form(Kind.RAW),
    Form(Kind.SECOND, code="fr"),
    Form(Kind.LANGUAGE, languages=("fr",)),
    Form(Kind.LANGUAGE, languages=("en", "sw")),
    Form(Kind.LANGUAGE),
    Form(Kind.TRANSLATE, languages=("fr", "es")),
    Form(Kind.MOVE, code="hifa-fr"),
)


def say(language: str):  # type: ignore[no-untyped-def]
    return words(language).translations


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind}-{form.code or form.when}")
def test_what_is_told_again_says_the_same(form: Form, language: str) -> None:
    (line,) = retold([Order(811, 1, (form,))], {}, language, say(language))
    read = answers.read(line, ONE, lists=LISTS)
    assert read.asked_back is None, (line, read)
    ((again,),) = [order.forms for order in read.orders]
    assert again == form, line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [one for one in FORMS if one.kind in DECIDING], ids=str)
def test_of_several_posts_too(form: Form, language: str) -> None:
    orders = [Order(shown.number, 1, (form,)) for shown in THREE[:2]]
    (line,) = retold(orders, {811: 1, 812: 2}, language, say(language))
    assert line.startswith("1-2 ")
    assert answers.read(line, THREE, lists=LISTS).orders == tuple(orders)


def test_each_form_has_its_line() -> None:
    ok, no = Form(Kind.APPROVE), Form(Kind.REFUSE, code="private")
    orders = [
        Order(811, 1, (ok,)),
        Order(812, 1, (ok,)),
        Order(813, 1, (Form(Kind.CUT, first=2, last=2), no)),
    ]
    told = retold(orders, {811: 1, 812: 2, 813: 3}, "en", say("en"))
    assert told == ("1-2 ok", "3 cut 2", "3 no: private")


def test_a_letter_does_not_grow_with_an_answer() -> None:
    orders = [Order(n, 1, (Form(Kind.TELL, text=f"{n} " + "word " * 500),)) for n in range(50)]
    told = retold(orders, {n: n + 1 for n in range(50)}, "en", say("en"))
    assert len(told) == MOST
    assert max(map(len, told)) < 120


def test_words_that_are_to_go_are_not_repeated() -> None:
    told = retold([Order(811, 1, (Form(Kind.REDACT, text="Amina"),))], {}, "en", say("en"))
    assert told == ("redact",)
