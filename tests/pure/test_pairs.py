"""Languages that somebody translates between, or asks for behind numbers, in any language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import pairs
from listserv.languages.grammar import parse

OFFERS = {
    "en fr": """
        I offer to translate en fr | offer to translate from English into French
        I can translate English to French. | I would like to translate en-fr
        je propose de traduire de l'anglais vers le français | je peux traduire en fr
        je propose de traduire l'anglais en français | j'offre de traduire anglais → français
        me ofrezco a traducir del inglés al francés | puedo traducir en fr
        ofereço-me para traduzir do inglês para o francês | posso traduzir de inglês para francês
        أعرض الترجمة من الإنجليزية إلى الفرنسية | يمكنني الترجمة en fr""",
    "fr en": "je peux traduire du français en anglais | أعرض الترجمة من الفرنسية إلى الإنجليزية",
    "en fr es": """
        offer to translate en fr es | I offer to translate from English into French and Spanish
        offer to translate en->fr, en->es
        je propose de traduire de l'anglais en français et espagnol
        ofereço-me para traduzir do inglês para francês e espanhol""",
    "fr <-> en": """
        I offer to translate fr<->en | I offer to translate fr <-> en | I can translate fr ↔ en
        I can translate between French and English in both directions
        offer to translate fr en, en fr
        je propose de traduire français anglais dans les deux sens
        puedo traducir francés inglés en ambos sentidos
        posso traduzir francês inglês nos dois sentidos
        أعرض الترجمة بين الفرنسية والإنجليزية في الاتجاهين""",
    "en sw": "I can translate English to Swahili | je peux traduire de l'anglais au swahili",
}
ENDS = {
    "": """
        stop translating | I no longer translate | je ne traduis plus | ya no traduzco
        já não traduzo | não traduzo mais | لم أعد أترجم""",
    "en fr": """
        I translate no more en fr | I no longer translate English to French
        je ne traduis plus de l'anglais vers le français | ya no traduzco del inglés al francés
        já não traduzo en fr | لم أعد أترجم من الإنجليزية إلى الفرنسية""",
}
MOST = {
    "5": """
        at most 5 translations a week | no more than 5 translations a week | at most 5 a week
        translations a week: 5 | au plus 5 traductions par semaine
        pas plus de 5 textes par semaine | máximo 5 traducciones a la semana
        no máximo 5 traduções por semana | على الأكثر ٥ ترجمات في الأسبوع""",
    "0": """
        no limit for translations | sans limite de traductions | sin límite de traducciones
        sem limite de traduções | بلا حد للترجمات""",
}
CREDIT = {
    "on": """
        translate with my name | with my name | traduire avec mon nom | con mi nombre
        com o meu nome | ترجماتي باسمي""",
    "off": """
        translate without my name | without my name | traduire sans mon nom | sin mi nombre
        sem o meu nome | ترجماتي بدون اسمي""",
}
GET = {
    "811 fr": """
        get 811 fr | send me 811 in French | recevoir 811 en français | recibir 811 en francés
        receber 811 em francês | أرسل ٨١١ بالفرنسية""",
    "811 en": "get 811 en | recevoir 811 en anglais | recibir 811 en | receber 811 em inglês",
    "811 812 fr en": "get 811 812 fr en | get 811 and 812 in French, English",
    "811-815 820": "get 811-815 820 | recevoir 811-815, 820",
}
CASES = [
    (verb, meant, said.strip())
    for verb, table in (
        ("offer", OFFERS),
        ("no-offer", ENDS),
        ("most", MOST),
        ("credit", CREDIT),
        ("get", GET),
    )
    for meant, block in table.items()
    for line in block.splitlines()
    for said in line.split("|")
    if said.strip()
]


@pytest.mark.parametrize(("verb", "meant", "said"), CASES)
def test_a_line_of_a_translator_or_for_a_translation(verb: str, meant: str, said: str) -> None:
    parsed = parse("", said)
    assert (parsed.unknown, parsed.asks) == ("", ())
    (one,) = parsed.commands
    assert (one.verb, " ".join(one.args)) == (verb, meant)


@pytest.mark.parametrize(
    "said",
    [
        "I can translate",
        "I offer to translate fr",
        "je propose de traduire en français",
        "puedo traducir al español",
        "posso traduzir para inglês",
    ],
)
def test_into_which_language_from_which_is_asked(said: str) -> None:
    assert parse("", said).asks == ("offer",)


@pytest.mark.parametrize(
    "said",
    [
        "I can translate this for you",
        "get 811 pdf",
        "I offer to translate en fr es de en",
        "get fr",
    ],
)
def test_what_names_no_languages_is_no_command(said: str) -> None:
    assert parse("", said).commands == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("en en", ()),
        ("en fr, es fr", ()),  # two into one: who goes into whom?
        ("en", ()),
        ("", ()),
        ("en fr 811", ()),
        ("en, fr", ("en", "fr")),
        ("fr >< en", ("fr", "en")),
        ("en fr en es", ("en", "fr", "es")),
        ("fr <--> en es", ("fr", pairs.BOTH, "en", "es")),
    ],
)
def test_a_pair(text: str, codes: tuple[str, ...]) -> None:
    assert pairs.pair(text) == codes


@pytest.mark.parametrize(
    ("codes", "ways"),
    [
        (("en", "fr", "es"), (("en", "fr"), ("en", "es"))),
        (("fr", pairs.BOTH, "en"), (("fr", "en"), ("en", "fr"))),
        ((), ()),
    ],
)
def test_its_ways(codes: tuple[str, ...], ways: tuple[tuple[str, str], ...]) -> None:
    assert pairs.directions(codes) == ways


CODE = st.sampled_from(["en", "fr", "es", "pt", "ar", "sw"])
WAYS = st.lists(st.tuples(CODE, CODE).filter(lambda way: way[0] != way[1]), unique=True, max_size=8)


@given(WAYS)
def test_ways_said_again_are_the_same(ways: list[tuple[str, str]]) -> None:
    said = pairs.said(ways)
    again = [way for one in said for way in pairs.directions(one)]
    assert sorted(again) == sorted(ways)
    assert all(pairs.pair(" ".join(one)) == one for one in said)


@given(st.text(max_size=80))
def test_no_text_fails(text: str) -> None:
    assert isinstance(pairs.pair(text), tuple)
    assert isinstance(pairs.named(text), tuple)
