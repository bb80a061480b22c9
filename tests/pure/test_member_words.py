"""The words people use, in five languages: each is understood alone, and its small typos are seen.

The table is WORDS.md of the project, without the words of moderators.
"""

from __future__ import annotations

import random

import pytest

from listserv.commands import wording
from listserv.languages import grammar, words
from listserv.languages.command import Verb
from listserv.languages.near import TYPOS_ACT
from tests.pure.test_command_noise import LANGUAGES, advertised

WORDS = {
    "join": "join|subscribe|I want to join|inscription|je souhaite m'inscrire|m'abonner|adhérer"
    "|rejoindre|inscribirme|quiero inscribirme|unirme|darme de alta|quero participar"
    "|inscrever-me|subscrever|cadastrar|اشتراك",
    "leave": "leave|stop|unsubscribe|remove me|me désinscrire|désabonner|quitter|ne plus recevoir"
    "|darme de baja|salir|no deseo recibir más|sair|descadastrar|anular a subscrição"
    "|não quero receber|إلغاء الاشتراك",
    "delivery each": "every message|chaque message|cada mensaje|cada mensagem|كل رسالة",
    "delivery daily": "one a day|un envoi par jour|un par jour|uno al día|um por dia|1 par jour"
    "|رسالة واحدة في اليوم|daily digest|envoi groupé du jour|boletín diario|boletim diário",
    "delivery weekly": "one a week|un envoi par semaine|uno a la semana|um por semana",
    "delivery titles": "titles only|titres seulement|solo títulos|só títulos|العناوين فقط",
    "delivery summaries": "summaries only|synthèses seulement|solo síntesis|só sínteses",
    "delivery none": "no mail|aucun message|sin correo|sem e-mail|بدون بريد",
    "limit 50": "at most 50 KB a day|50 Ko par jour au plus|máximo 50 KB al día"
    "|máximo 50 KB por dia",
    "pause 21": "pause 3 weeks|pause 3 semaines|pausa 3 semanas",
    "i-read fr en": "I read fr en|je lis fr en|leo fr en|leio fr en|أقرأ fr en",
    "where": "what became of my message?|où en est mon message ?|¿qué pasó con mi mensaje?"
    "|o que aconteceu com a minha mensagem?|where|où en est|dónde está|onde está",
    "withdraw 1234": "withdraw 1234|retirer 1234|retirar 1234",
    "get 811": "send me 811|recevoir 811|recibir 811|receber 811|أرسل 811|أرسل ٨١١",
    "more": "more|suite|seguir|continuar",
    "erase": "delete my data|effacez mes données|borren mis datos|apaguem os meus dados"
    "|احذفوا بياناتي",
    "summary": "summary|synthèse|síntesis|síntese",
    "search cholera": "search cholera|chercher cholera|buscar cholera|procurar cholera|بحث cholera",
    "help": "help|aide|ayuda|ajuda|مساعدة",
    "my-data": "my data|mes données|mis datos|meus dados|بياناتي",
    "mute 811": "mute 811|muet 811|silenciar 811",
    "? summary": "résumé|resumen|resumo",
    "? cancel": "cancel|annuler|cancelar",
}
# The contract's own words, DESIGN §3: the codes that work beside the words of every language.
CODES = """
help|lists|info hifa|join hifa fr|leave hifa|status|every message|one a day|one a week|one a month
titles only|summaries only|no mail|set delivery daily|set digest text|set digest mime|I read fr en
set translation human|set translation machine|set translation off|set timezone Africa/Kampala
at most 50 KB a day|copies of my own posts on|copies of my own posts off|pause 3 weeks|resume
mute 811|mute CHW|only CHW|address add new@example.org|address move new@example.org
address remove old@example.org|index March|latest|get 811 812-815|get 811 fr|thread 811|more
attachment 811.2|search cholera vaccine|summary 3|where 1234|withdraw 1234|my data|my contributions
erase me|offer to translate en fr|away until 3 May
"""
SAID = [(meant, word) for meant, said in WORDS.items() for word in said.split("|")]


def told(line: str, subject: str = "") -> str:
    parsed = grammar.parse(subject, line)
    said = [" ".join((one.verb, *one.args)) for one in parsed.commands]
    return "; ".join([*said, *(f"? {one}" for one in parsed.asks), *filter(None, [parsed.unknown])])


@pytest.mark.parametrize(("meant", "word"), SAID)
def test_a_word_works_alone(meant: str, word: str) -> None:
    assert told(word) == meant
    assert told("", word) == meant
    assert told(f"{word.upper()} !").lower() == meant


@pytest.mark.parametrize(
    "line", [one for row in CODES.split("\n") for one in row.split("|") if one]
)
def test_a_line_of_the_contract_is_a_command(line: str) -> None:
    parsed = grammar.parse("", line)
    assert len(parsed.commands) == 1
    assert not (parsed.unknown or parsed.asks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_has_a_line_in_every_language(language: str) -> None:
    meant = {one.verb for _, commands in advertised(language).values() for one in commands}
    meant |= {Verb(verb) for verb, said in words.tables()[language]["commands"].items() if said}
    assert meant == set(Verb)


# --- typing mistakes ------------------------------------------------------------------------------


def mistyped(word: str, hand: random.Random) -> str:
    """A word with one small mistake, in a longer one of its words."""
    parts = word.split()
    place = max(range(len(parts)), key=lambda at: len(parts[at]))
    letters = list(parts[place])
    at = hand.randrange(1, len(letters) - 1)
    match hand.randrange(3):
        case 0:
            letters[at], letters[at + 1 :][:1] = letters[at + 1], [letters[at]]
            letters[at + 1] = parts[place][at]
        case 1:
            del letters[at]
        case _:
            letters.insert(at, letters[at])
    parts[place] = "".join(letters)
    return " ".join(parts)


LONG = [
    (meant, word)
    for meant, word in SAID
    if max(map(len, word.split())) >= 5 and not meant.startswith("search")
]


def test_a_small_typo_is_guessed_and_does_nothing_but_read() -> None:
    hand = random.Random(6)
    seen, wrong = 0, []
    for meant, word in LONG * 4:
        typed = mistyped(word, hand)
        parsed = grammar.parse("", typed)
        acts = {one.verb for one in parsed.commands}
        if told(typed) != meant and not acts <= set(TYPOS_ACT):
            wrong.append((typed, told(typed)))
        guess = grammar.parse("", parsed.suggestion)
        guessed = {one.verb for one in guess.commands}
        seen += not {*acts, *parsed.asks, *guessed}.isdisjoint(meant.split())
    assert wrong == []
    assert seen >= 0.9 * len(LONG) * 4


TYPOS = [
    ("hlep", "help"),
    ("hepl", "help"),
    ("ajda", "help"),
    ("ayudaa", "help"),
    ("statsu", "status"),
    ("estdo", "status"),
    ("gte 811", "get 811"),
    ("indce", "index"),
    ("unsuscribe", "leave?"),
    ("desinscrir", "leave?"),
    ("Leav", "leave?"),
    ("salri", "leave?"),
    ("joni", "join?"),
    ("dayly", "delivery?"),
    ("serch cholera", "search?"),
    ("mutte 811", "mute?"),
    ("wihtdraw 1234", "withdraw?"),
    ("xyzzy", ""),
    ("Good question", ""),
    ("No quiero salir", ""),
]


@pytest.mark.parametrize(("typed", "meant"), TYPOS)
def test_typos(typed: str, meant: str) -> None:
    parsed = grammar.parse("", typed)
    guess = wording.meant(parsed.suggestion)
    said = f"{guess.verb}?" if guess else ""
    assert (told(typed) if parsed.commands else said) == meant
