"""Whom a private-looking post is for: what its author may answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.commands.audience import Audience, read, takes_back
from listserv.languages import words

EVERYONE = (
    "Everyone|for everyone, please|Hello, for all. Thanks|Pour tous !|à tous|Para todos|للجميع"
)
ONE = "only for Amina|Amina|Only Amina!|private|seulement pour Amina, merci|Solo para Amina|só ela"
HERS = (
    "Only for Amina, sorry|only for her|just for her, thanks|Sorry, only for him"
    "|only to Amina Kamau|désolé, seulement pour elle|Seulement pour Amina|juste pour lui, merci"
    "|Perdón, solo para ella|solo para él|únicamente para Amina|Só para a Amina|só para o Amina"
    "|desculpe, só para ela|apenas para ele|عذرا، لها فقط|فقط لها|له وحده|Only for Amina.\n\nPaul"
)
NOT_HERS = (
    "only for colleagues|only for the list|only for all|solo para colegas|só para a lista"
    "|seulement pour les collègues|It is only for the people who come to the training"
    "|only for Amina and Paul|not only for Amina|Is it only for Amina?|Paul|فقط للزملاء"
    "|solo para enfermeras|only for Lucy"
)
NOBODY = "nobody|withdraw|retirer|para nadie|ninguém|لا أحد"
UNKNOWN = (
    "yes|no|for everyone, or only Amina|for the nurses|I do not understand the question|ok but wait"
    "|only for Paul|everyone except Amina|Please tell me what you mean by that, I only wanted to"
    " say thank you to her|everyone, only Amina|Amina, everyone|for everyone. Nobody!"
    "|private, for all|Pour tous, seulement pour Amina|Para todos. Solo para Amina|Amina, ninguém|"
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        *((one, Audience.EVERYONE) for one in EVERYONE.split("|")),
        *((one, Audience.ONE) for one in ONE.split("|")),
        *((one, Audience.NOBODY) for one in NOBODY.split("|")),
        *((one, Audience.UNKNOWN) for one in UNKNOWN.split("|")),
    ],
)
def test_answers(said: str, expected: Audience) -> None:
    assert read(said, "Amina Kamau") is expected


@pytest.mark.parametrize("said", HERS.split("|"))
def test_it_is_for_one_person(said: str) -> None:
    """A name behind an article, or "her", went to all moderators as if nobody could read it."""
    assert read(said, "Amina Kamau", "Paul Ngassa") is Audience.ONE


@pytest.mark.parametrize("said", NOT_HERS.split("|"))
def test_what_names_no_one_person_is_for_people_to_read(said: str) -> None:
    assert read(said, "Amina Kamau", "Paul Ngassa") is Audience.UNKNOWN


@pytest.mark.parametrize("said", ["فقط لأمينة", "لأمينة فقط", "أمينة فقط", "رسالة خاصة لأمينة"])
def test_an_arabic_name_behind_its_preposition(said: str) -> None:
    assert read(said, "أمينة كماو") is Audience.ONE


def test_her_own_name_stands_below_what_she_answers() -> None:
    assert read("For everyone.\n\nPaul", "Amina Kamau", "Paul Ngassa") is Audience.EVERYONE


THANKS = (
    "Thanks everyone|Thanks to all|Thank you all|Many thanks to everybody|Regards to all"
    "|merci à tous|Merci à toutes et à tous|Cordialement à tous|Gracias a todos|saludos a todos"
    "|Muchas gracias a todas|Obrigado a todos|Obrigada a todas e todos|abraços a todos"
    "|شكرا للجميع|شكرا جزيلا للجميع|تحياتي للجميع|Thank you\nJames|James|James Brown"
    "|Merci\nJames Brown|Gracias, James|Obrigado\nJames|شكرا\nJames"
)
SAID_AND_SIGNED = (
    "Thanks, for everyone|For everyone, thanks to all|everyone. Thanks|everyone\nJames"
    "|Merci, pour tous|Gracias. Para todos|Para todos, obrigado a todos|شكرا، لكل الأعضاء"
)


@pytest.mark.parametrize("said", THANKS.split("|"))
def test_thanks_and_her_own_name_say_nothing(said: str) -> None:
    """ "Thanks everyone" released a private letter; a namesake's signature sent it to one."""
    assert read(said, "James Otieno", "James Brown") is Audience.UNKNOWN


@pytest.mark.parametrize("said", SAID_AND_SIGNED.split("|"))
def test_thanks_stand_beside_what_she_says(said: str) -> None:
    assert read(said, "James Otieno", "James Brown") is Audience.EVERYONE


@pytest.mark.parametrize("said", ["only for James", "Otieno", "Merci, Otieno\nJames", "private"])
def test_a_namesake_is_meant_where_more_says_so(said: str) -> None:
    assert read(said, "James Otieno", "James Brown") is Audience.ONE


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar"])
def test_every_word_of_every_language_counts_alone(language: str) -> None:
    for meaning, phrases in words.tables()[language]["audience"].items():
        for phrase in phrases:
            assert read(phrase.upper() + ".", "") is Audience(meaning)


TAKEN_BACK = (
    "withdraw|Please do not publish it.|Sorry, please don't publish it. Thanks, Amina"
    "|Hello all,\n\nI withdraw my message.\n\nKind regards\nAmina Kamau|Retirez-le, merci"
    "|Merci de ne pas le publier|Veuillez le retirer|Por favor, no lo publiquen. Gracias"
    "|Era un mensaje privado|Não a publiquem, por favor|Retirem a minha mensagem"
    "|لا تنشروها من فضلكم"
)
ANSWERS = (
    "private|it is private|It was private|nobody|no|yes|delete it|do not send it|Please publish it"
    "|do not publish it yet|Do not publish my telephone number|withdraw the second line"
    "|Should I withdraw it?|Sorry, yes I wanted to search. Please do not publish it."
    "|privé|personne|ne le publiez pas encore|retirez le numéro|nadie|privado"
    "|no lo publiquen todavía"
    "|retiren la última línea|ninguém|particular|não a publiquem ainda|retirem o nome|لا أحد|خاصة"
    "|لا تنشروا رقمي|Amina|"
)


@pytest.mark.parametrize("said", TAKEN_BACK.split("|"))
def test_what_takes_a_post_back_whatever_was_asked(said: str) -> None:
    assert takes_back(said, "Amina Kamau", "which pump do you mean")


@pytest.mark.parametrize("said", ANSWERS.split("|"))
def test_what_may_be_an_answer_takes_nothing_back(said: str) -> None:
    assert not takes_back(said, "Amina Kamau", "which pump do you mean")


DETAILS = [
    (
        "Your phone number stands in the text. Shall we publish it?",
        "Please don't publish it, thanks|Do not publish, thanks|do not publish this|Don't post it"
        "|No lo publiquen|Ne le publiez pas|Retirez-le|Não a publiquem|لا تنشرها",
    ),
    ("May members see your number?", "Please do not publish it.|Sorry, do not post it.\nAmina"),
    ("How shall we publish your name?", "Please do not publish it."),
    ("Which is your phone number?", "Please do not publish it."),
    ("Quel est votre nom ?", "Ne le publiez pas"),
    ("¿Cuál es su nombre?", "No lo publiquen"),
    ("Qual é o seu endereço?", "Não publiquem"),
    ("ما رقم هاتفك؟", "لا تنشروها"),
    ("Which pump? And may we publish the photo?", "Please do not publish it."),
    ("", "Please do not publish it."),
    ("Faut-il retirer votre numéro ?", "Retirez-le, merci|Merci de le retirer|ne publiez pas"),
    ("Comment publier votre nom ?", "Merci de ne pas le publier"),
    ("¿Quitamos su teléfono?", "Retírenlo, gracias|No lo publiquen, por favor|quiero retirarlo"),
    ("Quer que publiquemos o seu número?", "Não publiquem|Retirem-na, por favor"),
    ("هل ننشر رقم هاتفك؟", "لا تنشروها من فضلكم|أرجو عدم نشرها"),
]
OTHERS = [
    ("Thank you for this. Which pump do you mean?", "Please do not publish it."),
    ("Bonjour, quelle pompe utilisez-vous ?", "Ne le publiez pas, merci|Veuillez le retirer"),
    ("¿Qué bomba es?", "Por favor, no lo publiquen"),
    ("Qual é o distrito?", "Não a publiquem, por favor"),
    ("أي مضخة تقصدين؟", "لا تنشروها من فضلكم"),
    ("Shall we publish your number?", "withdraw|Please do not publish my message."),
    ("Publions-nous votre numéro ?", "retirer|Ne publiez pas mon message, merci"),
    ("¿Publicamos su teléfono?", "retirar|No publiquen mi mensaje"),
    ("Publicamos o seu número?", "retirar|Não publiquem a minha mensagem"),
    ("هل ننشر رقم هاتفك؟", "سحب|لا تنشروا رسالتي"),
]


def pairs(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(asked, said) for asked, answers in rows for said in answers.split("|")]


@pytest.mark.parametrize(("asked", "said"), pairs(DETAILS))
def test_a_no_to_a_detail_takes_nothing_back(asked: str, said: str) -> None:
    """ "Don't publish it" of a telephone number withdrew the whole message."""
    assert not takes_back(said, "Amina Kamau", asked)


@pytest.mark.parametrize(("asked", "said"), pairs(OTHERS))
def test_a_no_that_answers_nothing_takes_it_back(asked: str, said: str) -> None:
    assert takes_back(said, "Amina Kamau", asked)


@pytest.mark.parametrize(
    "said",
    ["Do not publish it", "Ne le publiez pas", "No lo publiquen", "Não a publiquem", "لا تنشرها"],
)
def test_what_is_not_to_be_published_is_for_nobody(said: str) -> None:
    assert read(said, "Amina Kamau") is Audience.NOBODY


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_is_read(said: str, name: str) -> None:
    assert read(said, name) in Audience
    assert takes_back(said, name, said) in (True, False)


@pytest.mark.parametrize(
    ("said", "does"),
    [
        ("retirer\n\nPaul Ngassa\nInfirmier\nTél. 699 11 22 33", True),
        ("withdraw\nPaul Ngassa\nNurse, Ministry of Health", True),
        ("withdraw\nPaul Ngassa\nNo, wait, it is right.", False),
        ("withdraw\nPaul Ngassa\nor should I?", False),
        ("Paul Ngassa\nwithdraw\nthe second line", False),
        ("withdraw\nNurse\nPaul", False),
    ],
)
def test_her_signature_stands_below_the_word_that_takes_it_back(said: str, does: bool) -> None:
    assert takes_back(said, "Paul Ngassa", "Which district is it?") is does


def test_her_signature_stands_below_whom_she_means() -> None:
    said = "Only for Fatou, sorry.\nAmina Kamau\nNurse, Kisumu"
    assert read(said, "Fatou Sow", "Amina Kamau") is Audience.ONE
    assert read("C'est seulement pour Fatou", "Fatou Sow", "Amina Kamau") is Audience.ONE
    assert read("É só para a Inés, desculpe", "Inés", "João") is Audience.ONE
    assert read("إلى Paul فقط", "Paul", "هدى") is Audience.ONE
