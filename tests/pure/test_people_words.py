"""What a facilitator writes about people, in every language; what is hers, or about a post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import pytest

from listserv.languages import patterns, people, words
from listserv.languages.days import Day
from listserv.languages.facilitator import read
from listserv.languages.instruction import Instruction, Problem, Verb
from tests.support.pace import Pace

LANGUAGES = ("ar", "en", "es", "fr", "pt")
A, B = "amina@example.org", "amina@clinic.example"
NAMES = ("Grace Otieno", "grace")
ROWS = f"Amina Kamau <{A}>\nBo Banda, bo@example.org, Zambia"


def told(text: str, subject: str = "") -> str:
    """What was read, on one line."""
    found = read(subject, text, NAMES, ("HIFA forum",))
    parts = [_told(one) for one in found.commands]
    if found.problem:
        parts.append(f"{found.problem}: {found.lacks or found.unknown}")
    return "; ".join(parts)


def _told(one: Instruction) -> str:
    number = f"{one.number}" if one.number else ""
    day = "Monday" if one.until == Day(weekday=0) else ""
    values = [one.verb, one.who, one.key, number, day, one.other]
    values.append(f'"{one.text}"' if one.text else "")
    return " ".join(value for value in values if value)


# --- every command in every language --------------------------------------------------------------

COMMANDS: dict[str, dict[str, str]] = {
    "find Kamau": {
        "en": "find Kamau",
        "fr": "trouver Kamau",
        "es": "encontrar a Kamau",
        "pt": "encontrar o membro Kamau",
        "ar": "ابحث عن العضو Kamau",
    },
    "find clinic.example": {
        "en": "find clinic.example",
        "fr": "localiser @clinic.example",
        "es": "localizar clinic.example",
        "pt": "localizar clinic.example",
        "ar": "اعثر على clinic.example",
    },
    f'add sign-up sheet "{ROWS}"': {
        "en": f"add with consent: sign-up sheet\n{ROWS}",
        "fr": f"ajouter sign-up sheet\n\n{ROWS}",
        "es": f"añadir sign-up sheet\n{ROWS}",
        "pt": f"adicionar: sign-up sheet\n{ROWS}",
        "ar": f"أضف sign-up sheet\n{ROWS}",
    },
    f'add she asked "{A} (she asked)"': {
        "en": f"add {A} (she asked)",
        "fr": f"inscrire {A} (she asked)",
        "es": f"dar de alta a {A} (she asked)",
        "pt": f"adicionar {A} (she asked)",
        "ar": f"أضف {A} (she asked)",
    },
    f'invite "{A}"': {
        "en": f"invite {A}",
        "fr": f"inviter {A}",
        "es": f"invitar a {A}",
        "pt": f"convidar {A}",
        "ar": f"ادع {A}",
    },
    f'invite "{ROWS}"': {
        "en": f"invite these people\n{ROWS}",
        "fr": f"inviter ces personnes :\n{ROWS}",
        "es": f"invitar\n{ROWS}",
        "pt": f"convidar estas pessoas\n{ROWS}",
        "ar": f"ادعوا هؤلاء الأشخاص\n{ROWS}",
    },
    f"remove {A}": {
        "en": f"remove {A}",
        "fr": f"désinscrire {A}",
        "es": f"dar de baja a {A}",
        "pt": f"remover {A}",
        "ar": f"إلغاء اشتراك {A}",
    },
    "remove Amina Kamau": {
        "en": "remove Amina Kamau",
        "fr": "retirer Amina Kamau",
        "es": "eliminar a Amina Kamau",
        "pt": "remover Amina Kamau",
        "ar": "أزل العضو Amina Kamau",
    },
    'remove "bo@example.org"': {
        "en": "remove\nbo@example.org",
        "fr": "retirer ces membres\nbo@example.org",
        "es": "eliminar a estos miembros\nbo@example.org",
        "pt": "remover\nbo@example.org",
        "ar": "أزل هؤلاء الأعضاء\nbo@example.org",
    },
    f"pause {A} 21": {
        "en": f"pause {A} for 3 weeks",
        "fr": f"mettre {A} en pause pendant 3 semaines",
        "es": f"pausa de {A} por 3 semanas",
        "pt": f"pausar {A} por 3 semanas",
        "ar": f"أوقف البريد عن {A} لمدة 3 أسابيع",
    },
    f"pause {A} Monday": {
        "en": f"pause {A} until Monday",
        "fr": f"suspendre {A} jusqu'à lundi",
        "es": f"suspender a {A} hasta el lunes",
        "pt": f"suspender {A} até segunda-feira",
        "ar": f"أوقف {A} حتى الاثنين",
    },
    f"resume {A}": {
        "en": f"resume {A}",
        "fr": f"fin de pause {A}",
        "es": f"reanudar a {A}",
        "pt": f"retomar {A}",
        "ar": f"استئناف {A}",
    },
    f"delivery {A} daily": {
        "en": f"set {A} one a day",
        "fr": f"{A} : un envoi par jour",
        "es": f"envío de {A}: uno al día",
        "pt": f"{A} um por dia",
        "ar": f"{A} رسالة واحدة في اليوم",
    },
    f"address {A} {B}": {
        "en": f"change address {A} to {B}",
        "fr": f"changer l'adresse de {A} en {B}",
        "es": f"cambiar la dirección de {A} a {B}",
        "pt": f"mudar o endereço de {A} para {B}",
        "ar": f"تغيير عنوان {A} إلى {B}",
    },
    f"detail {A} name Amina Njeri": {
        "en": f"name {A} is Amina Njeri",
        "fr": f"nom de {A} : Amina Njeri",
        "es": f"{A} se llama Amina Njeri",
        "pt": f"nome de {A}: Amina Njeri",
        "ar": f"اسم {A} Amina Njeri",
    },
    f"detail {A} country Kenya": {
        "en": f"country {A} Kenya",
        "fr": f"pays de {A} : Kenya",
        "es": f"{A} vive en Kenya",
        "pt": f"{A} mora em Kenya",
        "ar": f"بلد {A} Kenya",
    },
    f"detail {A} organisation WHO & partners": {
        "en": f"{A} works for WHO & partners",
        "fr": f"organisation de {A} : WHO & partners",
        "es": f"institución de {A}: WHO & partners",
        "pt": f"instituição de {A}: WHO & partners",
        "ar": f"مؤسسة {A} WHO & partners",
    },
    f"detail {A} profile Midwife, Kisumu": {
        "en": f"profile of {A}: Midwife, Kisumu",
        "fr": f"profil de {A} : Midwife, Kisumu",
        "es": f"perfil de {A}: Midwife, Kisumu",
        "pt": f"perfil de {A}: Midwife, Kisumu",
        "ar": f"نبذة عن {A} Midwife, Kisumu",
    },
    "bouncing": {
        "en": "bouncing members",
        "fr": "les adresses en erreur",
        "es": "correos devueltos",
        "pt": "e-mails devolvidos",
        "ar": "البريد المرتد",
    },
    f"retry {A}": {
        "en": f"retry {A}",
        "fr": f"réessayer {A}",
        "es": f"reintentar {A}",
        "pt": f"tentar de novo {A}",
        "ar": f"أعد المحاولة مع {A}",
    },
    'announce Who comes? "We meet on Friday.\n\nGrace"': {
        "en": "announce: Who comes?\n\nWe meet on Friday.\n\nGrace",
        "fr": "annoncer à tous : Who comes?\nWe meet on Friday.\n\nGrace",
        "es": "anunciar Who comes?\nWe meet on Friday.\n\nGrace",
        "pt": "anunciar a todos: Who comes?\nWe meet on Friday.\n\nGrace",
        "ar": "أعلن: Who comes?\nWe meet on Friday.\n\nGrace",
    },
    f'propose {A} "Stock cards\n\nWe count on Mondays."': {
        "en": f"post for {A}\nStock cards\n\nWe count on Mondays.",
        "fr": f"publier au nom de {A}\nStock cards\n\nWe count on Mondays.",
        "es": f"publicar en nombre de {A}\n\nStock cards\n\nWe count on Mondays.",
        "pt": f"publicar em nome de {A}\nStock cards\n\nWe count on Mondays.",
        "ar": f"انشر باسم {A}\nStock cards\n\nWe count on Mondays.",
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
    assert told(f"{said}\n> what you wrote") == meant
    first, _, below = said.partition("\n")
    assert told(below, f"Re: {first}") == meant
    if "announce" not in meant and "propose" not in meant:
        assert told(f"{said}\n\nMerci beaucoup\nGrace Otieno") == meant
        assert told(f"{said}\n-- \nGrace\nfermer la porte") == meant


def test_every_command_is_tried_in_every_language() -> None:
    assert {meant.split()[0] for meant in COMMANDS} == set(people.VERBS.values())
    assert all(tuple(sorted(said)) == LANGUAGES for said in COMMANDS.values())


# --- the tables -----------------------------------------------------------------------------------

SAMPLES = {"address": A, "new": B, "day": "2099-05-03", "name": "Amina Kamau", "span": "3 weeks"}
SAMPLES |= {"mode": "one a day", "rest": "Amina Kamau"}
BELOW = {Verb.ADD: f"\n{ROWS}", Verb.INVITE: f"\n{ROWS}", Verb.REMOVE: f"\n{ROWS}"}
BELOW |= {Verb.ANNOUNCE: "\nWe meet on Friday.", Verb.PROPOSE: "\nCards\n\nWe count."}


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
    said = first if isinstance(first, str) else SAMPLES[first.kind]
    yield from (f"{said} {rest}" for rest in spelled(others))


@pytest.mark.parametrize(
    "meaning",
    [one for one in words.section("facilitator") if one.partition("-")[0] in people.VERBS],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_a_table(language: str, meaning: str) -> None:
    verb = people.VERBS[meaning.partition("-")[0]]
    for pattern in words.tables()[language]["facilitator"][meaning]:
        for phrase in islice(spelled(patterns._parsed(pattern)), 40):
            has_whom = verb is Verb.REMOVE and len(phrase.split()) > 1 and "Amina" in phrase
            if meaning in ("add-one", "invite"):
                phrase = phrase.replace("Amina Kamau", A)
            below = "" if has_whom or A in phrase else BELOW.get(verb, "")
            if verb is Verb.PROPOSE:
                below = BELOW[verb]
            found = read("", phrase.strip() + below)
            assert [one.verb for one in found.commands] == [verb], phrase
            assert not found.problem, phrase


# --- what is none ---------------------------------------------------------------------------------

MISSES = f"""
Please find attached the list of people
Veuillez trouver ci-joint le rapport
Encuentre adjunto el informe
Encontre em anexo o relatório
find out who it was
find a way
add to this that we agreed
find posts about cholera
find me the messages about cholera
add
add "see {A}" after "ARVs"
add “{A}” after “ARVs”
add a paragraph on costs
add public note: write to {A}
add my address {A}
add my other address {A}
ajouter l'adresse {A}
ajouter « {A} » après « ARVs »
añadir mi dirección {A}
adicionar o meu endereço {A}
أضف العنوان {A}
add me
add 4
invite
invite everybody to comment
invite comments
remove
remove 4
remove 4-6
remove the footer
remove the phone number
remove rules
remove it
remove paragraph four
remove "Amina"
remove my address {A}
retirer
retirer 811
retirer le numéro de téléphone
eliminar el párrafo
eliminar el párrafo 4
remover o parágrafo
remover 4
أزل الفقرة
أزل الفقرة الرابعة
pause
pause 3 weeks
pause hifa 3 weeks
pause {A}
resume
no mail
one a day
{A}
{A} is my colleague
delivery
delivery {A}
delivery {A} sometimes
set {A}
change address
change my address to {B}
my new address is {B}
change address {A}
change address to {B}
name
my name is Amina
name {A}
country Kenya
bouncing?
bouncing babies
retry
retry tomorrow
announce?
post
post for Monday
post for everybody
post for the forum
publish for everybody
anuncio
إعلان
811 remove
no: remove {A}
ok, remove Amina
""".strip().splitlines()


@pytest.mark.parametrize("said", MISSES)
def test_what_is_no_command(said: str) -> None:
    assert not read("", said)
    assert not read(said, "")


PROSE = [one for one in MISSES if len(one.split()) > 2]


@pytest.mark.parametrize("said", PROSE)
def test_a_letter_with_an_address_below_names_nobody(said: str) -> None:
    below = "Dear all,\n\nAmina wrote this.\n\nBest\nBo Banda\nbo@example.org"
    assert not read(said, below)
    assert not read("", f"{said}\n\nAsk Amina.\n\nContact: bo@example.org")


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        ("add", "lacking: add"),
        ("invite", "lacking: invite"),
        ("find", "lacking: find"),
        ("announce", "announce; no-text: announce"),
        ("announce: Cards", "announce Cards; no-text: announce: Cards"),
        (
            "announce: Cards\n\nThanks\nGrace",
            'announce Cards "Thanks\nGrace"; unclear: Thanks',
        ),
        (
            f"announce: Cards\nWe meet.\nremove {A}",
            f'announce Cards "We meet.\nremove {A}"; unclear: remove {A}',
        ),
        ("announce: Cards\nok", 'announce Cards "ok"; unclear: ok'),
        (f"post for {A}", f"propose {A}; no-text: post for {A}"),
        (f"remove {A}\nbut not today", f"remove {A}; unclear: but not today"),
        (f"remove {A}?", "question: remove " + A + "?"),
    ],
)
def test_what_lacks_something_is_asked_back(said: str, read_as: str) -> None:
    assert told(said) == read_as


# --- several commands, and the lines below one ----------------------------------------------------


def test_people_end_where_the_next_command_begins() -> None:
    said = f"add\n{ROWS}\nconsent: sheet\n\nremove {B}\nbouncing\n\nThanks\nGrace"
    rows = f"{ROWS}\nconsent: sheet"
    assert told(said) == f'add sheet "{rows}"; remove {B}; bouncing'


def test_a_signature_below_pasted_people_is_none_of_them() -> None:
    below = "\n\nKind regards,\nGrace Otieno\nFacilitator\nTel: +254 20 123456"
    assert told(f"invite\n{ROWS}{below}") == f'invite "{ROWS}"'


def test_a_line_that_cannot_be_read_stays_with_the_people() -> None:
    """It is reported with its number; the others join."""
    said = f"invite\n{ROWS}\nCéline celine_at_example"
    assert told(said) == f'invite "{ROWS}\nCéline celine_at_example"'


def test_one_person_beside_the_word_and_more_below() -> None:
    said = f"add {A}\nbo@example.org\nconsent: she asked\n\nremove {B}"
    rows = f"{A}\nbo@example.org\nconsent: she asked"
    assert told(said) == f'add she asked "{rows}"; remove {B}'


def test_an_announcement_without_a_subject_has_the_mails() -> None:
    assert told("announce\nWe meet.", "Re: Cards") == 'announce Cards "We meet."'
    assert told("announce\nWe meet.") == 'announce "We meet."'


def test_an_announcement_keeps_the_rest_of_the_mail_as_a_post_has_it() -> None:
    text = "Dear all,\n\nclose the door.\n-----\nWhat? Who knows.\n\nBest wishes\nGrace"
    assert told(f"announce: Cards\n\n{text}\n-- \nGrace Otieno") == f'announce Cards "{text}"'


def test_more_lines_than_anybody_may_name_are_not_all_looked_at() -> None:
    with Pace() as taken:
        assert not read("", "add\n" + "x\n" * 49_000)
        found = read("", f"add sheet\n{f'{A}{chr(10)}' * 4_000}\nThanks\nGrace", NAMES)
    assert taken.seconds < 2.0
    (one,) = found.commands
    assert len(one.text.splitlines()) == 1000
    assert not found.problem


def test_two_addresses_of_a_line_are_no_name() -> None:
    found = read("", f"remove {A} and {B}")
    assert found.problem is Problem.UNCLEAR
    assert not found
