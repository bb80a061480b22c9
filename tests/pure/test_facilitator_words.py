"""Commands of facilitators: every phrase of every table, whole mails, and what must not be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import facilitator, patterns, people, words
from listserv.languages.days import Day
from listserv.languages.facilitator import Problem, Verb, decides_by_number, nearest, read
from listserv.press.catalogue import COMPLETE
from listserv.press.speech import words as speech
from listserv.press.steered import ENDING, EXAMPLE, ending, example
from tests.support.pace import Pace

LANGUAGES = ("ar", "en", "es", "fr", "pt")
A = "amina@example.org"
NAMES = ("Grace Otieno", "أمينة", "HIFA forum")
MONDAY = Day(weekday=0)
THIRD_OF_MAY = Day(month=5, day=3)


def told(text: str, subject: str = "") -> str:
    """What was read, on one line: `slow 811 2; set rules "Be kind"; unclear: x`."""
    found = read(subject, text, NAMES)
    parts = [_told(one) for one in found.commands]
    if found.problem:
        parts.append(f"{found.problem}: {found.lacks or found.unknown}")
    return "; ".join(parts)


def _told(one: facilitator.Instruction) -> str:
    values = [one.verb, *(f"{n}" for n in (one.thread, one.number) if n), one.who, one.key]
    values += [*one.times, f'"{one.text}"' if one.text else "", "" if one.on else "off"]
    if one.until == MONDAY:
        values.append("Monday")
    elif one.until == THIRD_OF_MAY:
        values.append("3 May")
    elif one.until:
        values.append(f"{one.until}")
    return " ".join(value for value in values if value)


# --- every command in every language --------------------------------------------------------------

COMMANDS: dict[str, dict[str, str]] = {
    "emergency": {
        "en": "emergency on",
        "fr": "urgence activée",
        "es": "activar la emergencia",
        "pt": "ativar a emergência",
        "ar": "تشغيل الطوارئ",
    },
    "emergency off": {
        "en": "The emergency is over.",
        "fr": "fin de l'urgence",
        "es": "desactivar la emergencia",
        "pt": "fim da emergência",
        "ar": "انتهت الطوارئ",
    },
    "pace 8": {
        "en": "pace 8 a day",
        "fr": "rythme 8 par jour",
        "es": "ritmo 8 al día",
        "pt": "ritmo 8 por dia",
        "ar": "الوتيرة ٨ رسائل في اليوم",
    },
    "pace": {
        "en": "pace off",
        "fr": "rythme libre",
        "es": "sin ritmo",
        "pt": "sem ritmo",
        "ar": "بلا وتيرة",
    },
    "slow 811 2": {
        "en": "slow 811 2 a day each",
        "fr": "ralentir 811 : 2 par jour chacun",
        "es": "frenar 811: 2 al día cada uno",
        "pt": "abrandar 811: 2 por dia cada um",
        "ar": "أبطئ ٨١١ إلى ٢ في اليوم لكل شخص",
    },
    "slow 811": {
        "en": "slow 811 off",
        "fr": "ne plus ralentir 811",
        "es": "dejar de frenar 811",
        "pt": "deixar de abrandar 811",
        "ar": "إلغاء إبطاء 811",
    },
    "close 811 Monday": {
        "en": "close 811 until Monday",
        "fr": "fermer 811 jusqu'à lundi",
        "es": "cerrar 811 hasta el lunes",
        "pt": "fechar 811 até segunda-feira",
        "ar": "أغلق 811 حتى الاثنين",
    },
    "close 811": {
        "en": "close 811",
        "fr": "clore la discussion 811",
        "es": "cerrar 811",
        "pt": "encerrar 811",
        "ar": "أغلق النقاش 811",
    },
    "open 811": {
        "en": "open 811",
        "fr": "rouvrir 811",
        "es": "reabrir 811",
        "pt": "reabrir 811",
        "ar": "افتح 811",
    },
    f"watch {A}": {
        "en": f"watch {A}",
        "fr": f"surveiller {A}",
        "es": f"vigilar a {A}",
        "pt": f"vigiar {A}",
        "ar": f"راقب {A}",
    },
    f"unwatch {A}": {
        "en": f"unwatch {A}",
        "fr": f"ne plus surveiller {A}",
        "es": f"dejar de vigilar a {A}",
        "pt": f"deixar de vigiar {A}",
        "ar": f"إلغاء مراقبة {A}",
    },
    f"ban {A}": {
        "en": f"ban {A}",
        "fr": f"bannir {A}",
        "es": f"bloquear a {A}",
        "pt": f"bloquear {A}",
        "ar": f"احظر {A}",
    },
    f"unban {A}": {
        "en": f"unban {A}",
        "fr": f"débannir {A}",
        "es": f"desbloquear a {A}",
        "pt": f"desbloquear {A}",
        "ar": f"إلغاء حظر {A}",
    },
    f"trust {A}": {
        "en": f"no approval needed {A}",
        "fr": f"publication directe {A}",
        "es": f"publicación directa {A}",
        "pt": f"publicação direta {A}",
        "ar": f"نشر مباشر {A}",
    },
    f"untrust {A}": {
        "en": f"approval needed {A}",
        "fr": f"ne plus faire confiance à {A}",
        "es": f"ya no confiar en {A}",
        "pt": f"já não confiar em {A}",
        "ar": f"إلغاء النشر المباشر {A}",
    },
    'set rules "Be kind."': {
        "en": "set rules\nBe kind.",
        "fr": "définir les règles\n\nBe kind.\n",
        "es": "definir las reglas:\nBe kind.",
        "pt": "definir as regras\nBe kind.",
        "ar": "حدد القواعد\nBe kind.",
    },
    "set rules off": {
        "en": "set rules off",
        "fr": "définir règles off",
        "es": "definir las reglas off",
        "pt": "definir regras off",
        "ar": "حدد القواعد off",
    },
    "set hours 07:00 13:30": {
        "en": "set hours 07:00 13:30",
        "fr": "définir les heures 7h et 13h30",
        "es": "definir las horas 7:00 y 13:30",
        "pt": "definir as horas 07:00, 13:30",
        "ar": "حدد الساعات ٧:٠٠ و ١٣:٣٠",
    },
    "show rota": {
        "en": "show the rota",
        "fr": "montrer le tour de garde",
        "es": "mostrar los turnos",
        "pt": "mostrar a escala",
        "ar": "اعرض المناوبة",
    },
    "show policy": {
        "en": "show policy",
        "fr": "montrer les réglages de la liste",
        "es": "mostrar la configuración de la lista",
        "pt": "mostrar as configurações da lista",
        "ar": "اعرض إعدادات القائمة",
    },
    "away 3 May": {
        "en": "away until 3 May",
        "fr": "je suis absente jusqu'au 3 mai",
        "es": "estaré ausente hasta el 3 de mayo",
        "pt": "estou ausente até 3 de maio",
        "ar": "غائبة حتى ٣ مايو",
    },
    "back": {
        "en": "I'm back!",
        "fr": "je suis de retour",
        "es": "ya estoy de vuelta",
        "pt": "voltei",
        "ar": "عدت",
    },
    "deceased Amina Kamau": {
        "en": "deceased Amina Kamau",
        "fr": "décès de Amina Kamau",
        "es": "fallecida Amina Kamau",
        "pt": "falecida: Amina Kamau",
        "ar": "المتوفاة: Amina Kamau",
    },
    f"deceased {A}": {
        "en": f"deceased {A}",
        "fr": f"décédée Amina <{A}>",
        "es": f"fallecida {A}",
        "pt": f"falecimento de {A}",
        "ar": f"وفاة {A}",
    },
    "letters": {
        "en": "notices each",
        "fr": "un avis par message",
        "es": "un aviso por mensaje",
        "pt": "um aviso por mensagem",
        "ar": "إشعار لكل رسالة",
    },
    "letters off": {
        "en": "notices at list hours",
        "fr": "avis aux heures de la liste",
        "es": "avisos a las horas de la lista",
        "pt": "avisos às horas da lista",
        "ar": "الإشعارات في ساعات القائمة",
    },
    "most 3000": {
        "en": "show at most 3000 letters",
        "fr": "montrer au plus 3000 lettres",
        "es": "mostrar como máximo 3000 letras",
        "pt": "mostrar no máximo 3000 letras",
        "ar": "اعرض ٣٠٠٠ حرف على الأكثر",
    },
    "most": {
        "en": "show whole messages",
        "fr": "montrer les textes entiers",
        "es": "mostrar los textos completos",
        "pt": "mostrar os textos completos",
        "ar": "اعرض الرسائل كاملة",
    },
    "translators": {
        "en": "who translates",
        "fr": "les traducteurs",
        "es": "quién traduce",
        "pt": "quem traduz",
        "ar": "من يترجم",
    },
    f"dismiss {A}": {
        "en": f"remove translator {A}",
        "fr": f"retirer la traductrice {A}",
        "es": f"quitar a la traductora {A}",
        "pt": f"retirar a tradutora {A}",
        "ar": f"أزيلوا المترجمة {A}",
    },
    "dismiss Amina Kamau": {
        "en": "remove the translator Amina Kamau",
        "fr": "retirer traducteur Amina Kamau",
        "es": "eliminar traductor Amina Kamau",
        "pt": "remover tradutor Amina Kamau",
        "ar": "احذف المترجم Amina Kamau",
    },
    "held": {
        "en": "held",
        "fr": "ce qui attend",
        "es": "lo que espera",
        "pt": "o que espera",
        "ar": "ما ينتظر",
    },
}
CASES = [
    pytest.param(meant, said, id=f"{meant[:20]}-{language}")
    for meant, by_language in COMMANDS.items()
    for language, said in by_language.items()
]


@pytest.mark.parametrize(("meant", "said"), CASES)
def test_a_command_alone_and_in_a_letter(meant: str, said: str) -> None:
    assert told(said) == meant
    assert told(f"Bonjour,\n\n{said}") == meant
    if '"' not in meant:
        assert told(f"{said}, merci\n\nMerci beaucoup\nGrace Otieno") == meant
        assert told(f"{said}\n-- \nGrace\nfermer la porte") == meant
        assert told(f"{said}\n> what you wrote") == meant
        assert told("", f"Re: {said}") == meant


def test_every_command_is_tried_in_every_language() -> None:
    assert {meant.split()[0] for meant in COMMANDS} == set(Verb) - set(people.VERBS.values())
    assert all(tuple(sorted(said)) == LANGUAGES for said in COMMANDS.values())


# --- the tables -----------------------------------------------------------------------------------

SAMPLES = {"n": "8", "post": "811", "address": A, "day": "2099-05-03", "name": "Amina Kamau"}
SAMPLES |= {"hours": "07:00 13:00"}


def spelled(parts: Sequence[patterns._Part]) -> Iterator[str]:
    """Every way to write a pattern, with a value where one stands."""
    if not parts:
        yield ""
        return
    first, *others = parts
    if isinstance(first, patterns._Choice):
        for way in first.ways:
            yield from spelled((*way, *others))
        return
    for rest in spelled(others):
        if isinstance(first, str):
            yield f"{first} {rest}"
        elif first.kind == "key":
            yield from (f"{key} {rest}" for key in ("hours", "rules"))
        else:
            yield f"{SAMPLES[first.kind]} {rest}"


def phrases(language: str, section: str, meaning: str) -> Iterator[str]:
    for pattern in words.tables()[language][section][meaning]:
        yield from (one.strip() for one in islice(spelled(patterns._parsed(pattern)), 60))


VERBS = {"unset": Verb.SET, "each": Verb.LETTERS, "hours": Verb.LETTERS, "whole": Verb.MOST}
MEANINGS = [
    one
    for one in words.section("facilitator")
    if one != "and" and one.partition("-")[0] not in people.VERBS  # test_people_words
]


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_table(language: str, meaning: str) -> None:
    verb = VERBS.get(meaning) or Verb(meaning.partition("-")[0])
    for phrase in phrases(language, "facilitator", meaning):
        if meaning == "set-hours" and "hours" not in phrase:
            continue
        found = read("", f"{phrase}\nBe kind." if meaning == "set" else phrase)
        if meaning == "set" and " hours" in f" {phrase}":  # "Be kind." is no time of day
            assert found.problem is Problem.NO_TEXT, phrase
            continue
        assert [one.verb for one in found.commands] == [verb], phrase
        assert not found.problem, phrase
        (one,) = found.commands
        off = ("emergency-off", "unset", "hours")
        assert one.on is (meaning not in off), phrase
        assert bool(one.until) is (meaning in ("close-until", "away")), phrase


@pytest.mark.parametrize("meaning", words.section("facilitator_bare"))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_without_its_value_is_a_question(language: str, meaning: str) -> None:
    for phrase in phrases(language, "facilitator_bare", meaning):
        assert told(phrase) == f"lacking: {meaning}", phrase


@pytest.mark.parametrize("key", [*facilitator.TEXTS, "policy"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_for_a_text(language: str, key: str) -> None:
    for word in phrases(language, "texts", key):
        assert told(f"show {word}") == f"show {key}", word


@pytest.mark.parametrize(
    "wrong", ["close (the {post}", "close the) {post}", "/a", "a/", "close {thread}", "l'{key}"]
)
def test_a_pattern_that_is_written_wrongly_is_told(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|kind of value"):
        patterns.Patterns({"x": [wrong]})


# What a member's mail says is hers: no phrase of the other tables is a facilitator's, but for what
# ends a member's pause and a moderator's holiday alike.
OTHERS = [
    (section, meaning)
    for section in ("commands", "delivery", "asks", "answers", "forms", "reasons", "consent")
    for meaning in words.section(section)
    if meaning != "unready"
]


@pytest.mark.parametrize(("section", "meaning"), OTHERS)
def test_no_phrase_of_another_table_is_a_command_here(section: str, meaning: str) -> None:
    for phrase in words.section(section)[meaning]:
        for said in (phrase, f"{phrase} 811", f"no: {phrase}", f"{phrase}: Stock cards"):
            verbs = {one.verb for one in read("", said).commands}
            assert verbs <= ({Verb.BACK} if meaning == "resume" else set()), said


@pytest.mark.parametrize("language", COMPLETE)
def test_the_lines_that_letters_advertise_are_understood(language: str) -> None:
    say = speech(language).translations
    text = {"set": "\nBe kind.", "announce": "\nWe meet.", "propose": "\nCards\n\nWe count."}
    for word in ENDING:
        number = "811" if word in ("slow", "close") else A
        found = read("", ending((word, number), say))
        assert found, (word, ending((word, number), say))
        assert not found.problem
        assert found.commands[0].verb is ENDS.get(word, Verb(word))
    for word in EXAMPLE:
        found = read("", example((word, ""), say) + text.get(word, ""))
        assert [one.verb for one in found.commands] == [Verb(word)], example((word, ""), say)
        assert not found.problem


ENDS = {"close": Verb.OPEN, "watch": Verb.UNWATCH, "ban": Verb.UNBAN, "trust": Verb.UNTRUST}
ENDS |= {"away": Verb.BACK}


# --- what is not understood -----------------------------------------------------------------------

NEAR_MISSES = """
close the window until Monday
emergency on the ward
slow down 811
emergency on ward
emergency
emergency on?
emergency on if Marie agrees
emergncy on
emergency om
pace 8.5 a day
pace -8 a day
pace eight a day
pace 8 a week
pace 8 / day
no: pace
no: approval needed amina@example.org
at most 8 messages a day
pace of life
close 811 until
close 811 until next Monday
close 811 until 31 April
close 811 812
close 811-815
close it
close the discussion
open
open the window
open 811.2.3
slow 811 2
slow 811 2 a week each
slow 811 two a day
slow traffic 2 a day
ban alcohol
ban amina
ban amina@
ban @example.org
ban amina@example.org now or never
watch this video
watch amina
trust me
trust amina
no approval needed
approval needed
ban amina@example.org and bo@example.org
unban
lift the ban
set the table
set policy
set rules are broken
set hours 07:00 sometimes
set rules for all
set footer 07:00
show me
show the patient
show rules and footer
rules
no rules
remove the footer
remove rules
hold everything
hold
change the rules
new rules
away
away until
away until soon
away from home
back
I am back pain
deceased
deceased 4 of 12 patients
he is deceased
Amina has died
décès maternels 2024
notices
each
show at most letters
show at most 3000 patients
show 3000
at most 3000
held back
the queue at the clinic
what waits for us?
what is waiting for the patients
fermer la fenêtre jusqu'à lundi
urgence à l'hôpital
ralentir la propagation
ouvrir un dispensaire
cerrar la ventana hasta el lunes
emergencia en el hospital
frenar la epidemia
bloquear la puerta
fechar a janela até segunda
emergência no hospital
abrandar a epidemia
abrir a porta
أغلق النافذة حتى الاثنين
طوارئ في المستشفى
افتح الباب
احظر التدخين
ok
no
811 ok
no: private
undo
later
Thanks
🙂
""".strip().splitlines()


@pytest.mark.parametrize("said", NEAR_MISSES)
def test_a_near_miss_is_no_command(said: str) -> None:
    assert not read("", said)
    assert not read(said, "")
    assert not read("Hello", f"Dear colleagues,\n\n{said}")


WITH_MORE = [
    ("emergency on\nbut only today", "emergency; unclear: but only today"),
    (
        "emergency on\n\nWait until Marie has seen it",
        "emergency; unclear: Wait until Marie has seen it",
    ),
    ("emergency on\n\nStop", "emergency; unclear: Stop"),
    ("emergency on\n\nOr not?", "emergency; question: Or not?"),
    ("pace 8 a day\nclose 811 until soon", "pace 8; unclear: close 811 until soon"),
    ("pace 8 a day\npace", "pace 8; lacking: pace"),
    ("pace 8 a day\n811 ok", "pace 8; unclear: 811 ok"),
    ("emergency on\nGrace", "emergency; unclear: Grace"),  # may be a mistyped command
    ("emergency on\n\nلكن ليس اليوم", "emergency; unclear: لكن ليس اليوم"),
    ("emergency on\n\nOops", "emergency; unclear: Oops"),
    ("emergency on\n\nThanks\nAbort", "emergency; unclear: Abort"),
    ("emergency on\n\nThanks, Abort", "emergency; unclear: Thanks, Abort"),
    ("close 811\n\nTomorrow", "close 811; unclear: Tomorrow"),
    ("close 811\n\nRather Tomorrow", "close 811; unclear: Rather Tomorrow"),
    ("fermer 811\n\nErreur", "close 811; unclear: Erreur"),
    ("fermer 811\n\nPlutôt Demain", "close 811; unclear: Plutôt Demain"),
    ("fermer 811\n\nMerci\nAnnulez", "close 811; unclear: Annulez"),
    ("cerrar 811\n\nAnular", "close 811; unclear: Anular"),
    ("cerrar 811\n\nMejor Mañana", "close 811; unclear: Mejor Mañana"),
    ("fechar 811\n\nAnular", "close 811; unclear: Anular"),
    ("fechar 811\n\nObrigada\nMelhor Amanhã", "close 811; unclear: Melhor Amanhã"),
    ("أغلق 811\n\nشكرا\nتراجع", "close 811; unclear: تراجع"),
    ("أغلق 811\n\nشكرا\nالأفضل غدا", "close 811; unclear: الأفضل غدا"),
    (f"ban {A}\nشكرا\nكان هذا خطأ", f"ban {A}; unclear: كان هذا خطأ"),
    ("emergency on\nشكرا\nلمدة يومين", "emergency; unclear: لمدة يومين"),
    ("تشغيل الطوارئ\nشكرا\nلمدة يومين", "emergency; unclear: لمدة يومين"),
    (f"ban {A}\nThanks\nانتظر قليلا", f"ban {A}; unclear: انتظر قليلا"),
    (f"ban {A}\n\nFalse Alarm", f"ban {A}; unclear: False Alarm"),
    ("pace 3\n\nPer Week", "pace 3; unclear: Per Week"),
    ("emergency on\nThanks\nTwo Days", "emergency; unclear: Two Days"),
    (f"ban {A}\n\nFausse Alerte", f"ban {A}; unclear: Fausse Alerte"),
    ("urgence activée\n\nDeux Jours", "emergency; unclear: Deux Jours"),
    (f"bloquear a {A}\n\nFalsa Alarma", f"ban {A}; unclear: Falsa Alarma"),
    ("activar la emergencia\n\nDos Días", "emergency; unclear: Dos Días"),
    (f"bloquear {A}\nObrigada\nAlarme Falso", f"ban {A}; unclear: Alarme Falso"),
    ("ativar a emergência\n\nDois Dias", "emergency; unclear: Dois Dias"),
    ("set rules", "set rules; no-text: set rules"),
    ("set rules\n-- \nGrace", "set rules; no-text: set rules"),
    ("set hours\nin the morning", "set hours; no-text: set hours"),
    ("set rules\nBe kind.\nemergency on", "set rules; unclear: emergency on"),
    ("set rules\nBe kind.\n\nclose 811\n\nThanks\nGrace", "set rules; unclear: close 811"),
    ("set rules\nemergency on\n\nBe kind.", "set rules; unclear: emergency on"),
    ("set rules\nBe kind.\nemergency on\nThanks", "set rules; unclear: emergency on"),
    ("set rules\nemergency on\nMerci\nGrace", "set rules; unclear: emergency on"),
    ("set rules\nok", "set rules; unclear: ok"),
    ("set rules\nOk.\n\nThanks\nGrace", "set rules; unclear: Ok."),
    ("set rules\n\nThanks\nGrace", "set rules; unclear: Thanks"),
    ("set rules\nThank you!", "set rules; unclear: Thank you!"),
    ("set rules\nno", "set rules; unclear: no"),
    ("définir les règles\nSoyez gentils.\nfermer 811", "set rules; unclear: fermer 811"),
    ("définir le pied\nBonjour\n\nurgence activée", "set footer; unclear: urgence activée"),
    ("définir les règles\nOui, merci", "set rules; unclear: Oui, merci"),
    ("definir las reglas\nAmables.\nritmo 8 al día", "set rules; unclear: ritmo 8 al día"),
    ("definir las reglas\n\nSaludos\nGrace", "set rules; unclear: Saludos"),
    ("definir as regras\nGentis.\nsem ritmo", "set rules; unclear: sem ritmo"),
    ("definir as regras\nsim", "set rules; unclear: sim"),
    ("حدد القواعد\nكن لطيفا\nتشغيل الطوارئ", "set rules; unclear: تشغيل الطوارئ"),
    ("حدد القواعد\nشكرا\nأمينة", "set rules; unclear: شكرا"),
]


@pytest.mark.parametrize(
    "below",
    [
        "Grace",
        "grace",
        "Otieno",
        "أمينة",
        "Thanks\nGrace",
        "Thanks, Grace",
        "Thanks\n\nMary Wanjiku",
    ],
)
def test_a_name_alone_must_be_known(below: str) -> None:
    assert told(f"emergency on\n\n{below}") == "emergency"


@pytest.mark.parametrize(("said", "read_as"), WITH_MORE)
def test_one_line_that_is_not_known_hinders_all(said: str, read_as: str) -> None:
    assert told(said) == read_as
    assert read("", said).problem


# --- whole mails ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "text", "read_as"),
    [
        ("emergency on", "", "emergency"),
        ("RE: Emergency ON", "Thanks\n\nGrace Otieno", "emergency"),
        ("Hello", "emergency on", "emergency"),
        ("pace 8 a day", "close 811 until Monday\n", "pace 8; close 811 Monday"),
        ("pace 8 a day", "pace 8 a day", "pace 8"),
        ("pace 8 a day", "Is this what we agreed?", "pace 8; question: Is this what we agreed?"),
        ("pace", "pace 8 a day", "pace 8"),
        ("set rules", "Be kind.\n\nNo advertising.", 'set rules "Be kind.\n\nNo advertising."'),
        ("set rules", "set rules\nBe kind.", 'set rules "Be kind."'),
        ("set rules", "close 811\nfor good", 'set rules "close 811\nfor good"'),
        ("set rules", "", "set rules; no-text: set rules"),
        ("", "set rules\nBe kind.\n\nThanks\nGrace", 'set rules "Be kind."'),
        ("", "set rules\nBe kind.\nThanks, Grace Otieno\n", 'set rules "Be kind."'),
        ("", "set rules\nBe kind.\n\nGrace", "set rules; signature: Grace"),
        ("", "set rules\nBe kind.\n\nMerci\n\nGrace", 'set rules "Be kind."'),
        ("", "set rules\nBe kind.\n\nGracias,\nGrace", 'set rules "Be kind."'),
        ("", "set rules\nBe kind.\n\nObrigada\nGrace", 'set rules "Be kind."'),
        ("", "حدد القواعد\nكن لطيفا\n\nشكرا\nأمينة", 'set rules "كن لطيفا"'),
        ("", "set rules\nBe kind.\nThanks.", 'set rules "Be kind.\nThanks."'),
        ("", "set rules\nclose 811 is said\nby us", 'set rules "close 811 is said\nby us"'),
        ("", "set hours\n07:00 13:00\n\nThanks\nGrace", "set hours 07:00 13:00"),
        ("", "set rules\nGrace Otieno", "set rules; unclear: Grace Otieno"),
        ("", "set rules\nOther Rules", 'set rules "Other Rules"'),
        ("set hours", "07:00\n13:00", "set hours 07:00 13:00"),
        ("", "pace off\nset footer\nLeave? Write to us.", 'pace; set footer "Leave? Write to us."'),
        ("", "set rota\nMon-Fri grace@example.org\n> old", 'set rota "Mon-Fri grace@example.org"'),
        ("", "held\nend\nand more", "held"),
        ("", "held\n--\nMinistry of health", "held"),
        ("", "held\n-----\nMinistry of health", "held"),
        ("", "held\n_____\nwatch amina@example.org", "held"),
        ("", "set rules\nBe kind.\n-----\nBe short.", 'set rules "Be kind.\n-----\nBe short."'),
        ("", "set rules\nBe kind.\n-- \nGrace Otieno", 'set rules "Be kind."'),
        ("", "held\n\nThanks 🙏", "held"),
        ("", "", ""),
        ("", f"watch {A}<mailto:{A}>", f"watch {A}"),
        ("", f"watch <{A.upper()}>.", f"watch {A}"),
        ("", "Dear robot,\n\nplease close 811 until Monday, thank you", "close 811 Monday"),
        ("", "مرحبا\nتشغيل الطوارئ\n\nشكرا\nأمينة", "emergency"),
    ],
)
def test_a_mail(subject: str, text: str, read_as: str) -> None:
    assert told(text, subject) == read_as


def test_more_commands_than_anybody_writes_are_asked_back() -> None:
    many = "\n".join(f"open {number}" for number in range(801, 830))
    assert told(many).endswith("unclear: open 821")


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("811 ok", True),
        ("Dear team,\n\nrecall 812", True),
        ("ok 811", True),
        ("811: no: private", True),
        ('redact 812 "Mary Otieno"', True),
        ("rappeler 812", True),
        ("undo", False),  # of which letter?
        ("ok", False),
        ("We saw 811 patients", False),
        ("1 ok", False),
        ("", False),
    ],
)
def test_what_decides_about_a_post_by_its_number(text: str, looks: bool) -> None:
    assert decides_by_number(text) is looks


# --- hostile --------------------------------------------------------------------------------------


@given(st.text(), st.text())
def test_nothing_fails(subject: str, text: str) -> None:
    read(subject, text)
    decides_by_number(text)


LINES = ["close", "811", "until", "Monday", "a@b.org", "pace", "8", "a day", ",", "set rules", "\n"]


@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_nothing_fails_near_commands(parts: list[str]) -> None:
    found = read("", " ".join(parts))
    assert bool(found) == bool(found.commands)


@pytest.mark.parametrize(
    "worst",
    [
        "a" * 200_000,
        "a@" * 100_000,
        "close " * 40_000,
        "close 811 until Monday\n" * 10_000,
        "\n" * 200_000,
        "> " * 100_000,
        "set rules\n" * 20_000,
        "1" * 200_000,
        "خ" * 200_000,
        "((((" * 50_000,
        "slow 811 to " * 20_000,
        "Dear " * 40_000,
        ("slow 811 " * 20)[:249] + "\n",
    ],
)
def test_the_worst_takes_no_time(worst: str) -> None:
    with Pace() as taken:
        read(worst, worst)
        decides_by_number(worst)
    assert taken.seconds < 1.0


# --- what a line that is no command may have meant ------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "guess", "lacks"),
    [
        ("watch Kwame", "", Verb.WATCH),
        ("surveiller Kwame", "", Verb.WATCH),
        ("please watch Kwame", "", Verb.WATCH),
        ("pace eight a day", "", Verb.PACE),
        ("emergancy on", "emergency on", None),
        ("hedl", "held", None),
        ("sohw policy", "show policy", None),
        ("wacth amina@example.org", "watch amina@example.org", None),
        ("held posts now", "held", None),
        ("set footer Health for all", "set footer", Verb.SET),
        ("définir les règles Soyez brefs", "définir les règles", Verb.SET),
        ("set moderation none", "", None),
        ("set digest text", "", None),
        ("search amina", "", None),
        ("hello", "", None),
        ("", "", None),
        ("The national emergency on the coast is over and we are well again, all of us", "", None),
    ],
)
def test_what_is_nearest(typed: str, guess: str, lacks: Verb | None) -> None:
    assert nearest(typed) == (guess, lacks)
