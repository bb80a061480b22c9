"""Signatures without `-- ` below commands: they hinder none, hide none, and are no text of a list.

In the tables ` / ` is a line break and ` // ` an empty line; `¦` stands for `|`.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.languages import words
from listserv.languages.facilitator import read
from listserv.languages.grammar import parse
from listserv.languages.instruction import Problem
from listserv.languages.plain import split
from listserv.languages.signatures import begins, content_words, is_title, past_closing
from listserv.languages.sounds import sound_alike, sounds
from listserv.moderation import answers
from listserv.moderation.verbs import verbs
from tests.support.pace import Pace
from tests.support.told import ONE
from tests.support.told import told as decided

AMINA = ("Amina Kamau", "Amina K.", "amina kamau")
HUDA = ("Huda Salim", "huda")
SALIM = ("هدى سليم",)
DOMINGO = ("Domingo Job",)
LANGUAGES = ("en", "fr", "es", "pt", "ar")


def rows(table: str) -> list[str]:
    return table.strip().splitlines()


def mail(row: str) -> str:
    return row.replace("¦", "|").replace(" // ", "\n\n").replace(" / ", "\n")


def signed(row: str, names: Sequence[str]) -> bool:
    """Whether a signature begins below the first line of a mail."""
    lines = mail(row).split("\n")
    below = next(place for place in range(1, len(lines)) if lines[place])
    return begins(lines, below, names, lambda line: bool(parse("", line)))


# --- members --------------------------------------------------------------------------------------

BELOW_A_COMMAND = """
pause 3 weeks / Amina Kamau / Nurse, Kenyatta Hospital / Tel +254 722 123456
pause 3 weeks / Amina
pause 3 weeks / amina kamau
pause 3 weeks / A. Kamau
pause 3 weeks / Amina W. Kamau / Nurse
pause 3 weeks // Thanks, Amina Kamau
pause 3 weeks / Thanks and regards, / Amina
pause 3 weeks // Kind regards // Mrs Amina Kamau, MPH // Adviser / P.O. Box 1234-00100 Nairobi
one a day / AMINA KAMAU / REGISTERED NURSE
one a day / *Amina Kamau* / _Nurse_ / Nairobi 🙂
one a day / Amina Kamau ¦ Partners In Health ¦ +254 722 123456
one a day / Amina Kamau (Mrs) / P.O. Box 30016, Nairobi, Kenya
no mail / Amina Kamau / Nairobi
no mail / Amina Kamau, Kenya
no mail / Amina Kamau / Community Health Worker / Kisumu, Kenya
no mail / Amina Kamau / Cell: +254 722 123 456 / Email: amina@knh.or.ke / www.knh.or.ke
no mail / Amina Kamau / Tel. No. 0722 123 456
no mail / Amina Kamau / Information Officer, AMREF
withdraw 1234 / Amina Kamau / Health For All Network
withdraw 1234 / Amina Kamau / Doctors Without Borders
withdraw 1234 / Amina Kamau / Women in Global Health
withdraw 1234 / Amina Kamau / Action against Hunger / Garissa
pause 3 semaines / Amina Kamau / Infirmière, Hôpital Principal / Tél. : +221 77 123 45 67
un par jour / Cordialement, / Amina Kamau / ONG Santé Pour Tous
un par jour / Amina Kamau / ONG santé pour tous / Dakar
un par jour / Amina Kamau, Médecins Sans Frontières
aucun message / Amina Kamau / Infirmière d'État / Centre de santé de Thiès / B.P. 3001
aucun message / Bien à vous / Amina Kamau / Ministère de la santé et de l'action sociale
aucun message // Merci // Amina Kamau / Sage-femme, Association des sages-femmes du Bénin
retirer 1234 / Amina Kamau / Réseau des infirmières du Mali
pausa 3 semanas / Amina Kamau / Enfermera, Hospital de Niños / Móvil: 555 123 456
uno al día / Saludos cordiales / Amina Kamau / Médicos Sin Fronteras
uno al día / Amina Kamau / Sociedad Panamericana de la Salud / Lima, Perú
sin correo / Amina Kamau / Red de salud comunitaria
retirar 1234 / Atentamente, / Lic. Amina Kamau / Coordinadora de enfermería
pausa 3 semanas / Amina Kamau / Enfermeira, Centro de Saúde da Polana / Maputo
um por dia / Cumprimentos / Amina Kamau / Médicos Sem Fronteiras
um por dia / Amina Kamau / Rede de saúde comunitária / Telemóvel: +258 84 123 4567
sem e-mail / Amina Kamau / Associação dos Enfermeiros de Moçambique
sem e-mail / Obrigada, Amina
"""

ARABIC = """
رسالة واحدة في اليوم / هدى سليم / طبيبة
رسالة واحدة في اليوم / شكرا، / هدى سليم / منسقة المنتدى / هاتف: ٠١٢٣٤٥٦٧٨٩
بدون بريد // د. هدى سليم / مستشفى الخرطوم التعليمي
بدون بريد / مع التحية / هدى سليم / أطباء بلا حدود
pause 3 weeks / هدى سليم، ممرضة، جمعية الهلال الأحمر
"""

IN_OTHER_LETTERS = """
pause 3 weeks // هدى سليم
pause 3 weeks // هدى سليم / منسقة المنتدى / هاتف: ٠١٢٣٤٥٦٧٨٩
pause 3 weeks / شكرا / هدى سليم
بدون بريد // شكرا / د. هدى سليم، طبيبة
رسالة واحدة في اليوم // هدى محمد سليم / مستشفى الخرطوم
رسالة واحدة في اليوم // أم أحمد سعيد / ممرضة
"""

NO_SIGNATURE = """
ok / Mistake
pause 3 weeks / Leave me alone
one a day / Weekly
withdraw / Publish Tomorrow
pause 3 weeks / Amina Kamau / leave
pause 3 weeks / Amina Kamau / one a day
pause 3 weeks / Amina Kamau / Nurse / pause
pause 3 weeks / Amina Kamau / Is this right?
pause 3 weeks / Thanks, Amina / How do I come back?
pause 3 weeks / Amina Kamau / Leave Me Alone
pause 3 weeks / Amina Kamau / Stop Everything
pause 3 weeks / Amina Kamau / Weekly Please
pause 3 weeks / Amina Kamau / Not Tomorrow
pause 3 weeks / Amina Kamau / Mistake
pause 3 weeks / Amina Kamau / but only in August
pause 3 weeks / Amina Kamau / Hospital visit first
pause 3 weeks / Amina Kamau / Hospital without a telephone
pause 3 weeks / Amina Kamau / Nurse wanted
pause 3 weeks / Amina Kamau has moved to Kisumu
pause 3 weeks / Amina is my sister
pause 3 weeks / Please tell Amina Kamau
pause 3 weeks / Amina: yes
pause 3 weeks / Amina / Awaiting Consent
pause 3 weeks / Amina / Nairobi
pause 3 weeks / Amina Kamau / Call Marie +254 722 123 456
pause 3 weeks / Amina Kamau / My new number is +254 722 123 456
pause 3 weeks / Amina Kamau / My New Address amina@example.org
pause 3 weeks / Nurse, Kenyatta Hospital
pause 3 weeks / Tel +254 722 123 456
pause 3 weeks / Peter Okello / Nurse, Kenyatta Hospital
pause 3 weeks // Peter Okello
pause 3 weeks / Thanks
no mail / Amina Kamau / No Mail Please
un par jour / Erreur
un par jour / Amina Kamau / Annulez Demain
un par jour / Amina Kamau / ne plus recevoir
un par jour / Amina Kamau / pas avant lundi
un par jour / Amina Kamau / santé pour tous ?
uno al día / Mañana
uno al día / Amina Kamau / Todavía No
uno al día / Amina Kamau / pero sin adjuntos
um por dia / Engano
um por dia / Amina Kamau / Ainda Não
um por dia / Amina Kamau / mas sem anexos
بدون بريد // ليس الآن
بدون بريد // لا تحذفوا اسمي من القائمة
بدون بريد // غدا صباحا
pause 3 weeks // لفترة قصيرة
pause 3 weeks / أمينة كاماو
pause 3 weeks // أمينة
pause 3 weeks // أمينة كاماو / لكن ليس اليوم
pause 3 weeks // أمينة كاماو؟
"""


@pytest.mark.parametrize("row", rows(BELOW_A_COMMAND))
def test_a_signature_below_a_members_command(row: str) -> None:
    assert signed(row, AMINA)
    assert signed(f"{row} // ", AMINA)
    assert not signed(row, HUDA)
    assert not signed(f"{row} / but not today", AMINA)
    assert not signed(f"{row} // leave", AMINA)
    assert not signed(f"{row} / Right?", AMINA)


@pytest.mark.parametrize("row", rows(ARABIC))
def test_a_signature_in_arabic(row: str) -> None:
    assert signed(row, SALIM)
    assert not signed(row, AMINA) or "//" in row or "شكرا" in row or "التحية" in row
    assert not signed(f"{row} / لكن ليس اليوم", SALIM)


@pytest.mark.parametrize("row", rows(IN_OTHER_LETTERS))
def test_who_is_registered_in_latin_letters_and_signs_in_arabic(row: str) -> None:
    assert signed(row, HUDA)
    assert not signed(f"{row} / لكن ليس اليوم", HUDA)
    assert not signed(row, (*HUDA, "سعاد"))  # her Arabic name is known, and it is another


def test_who_is_registered_in_arabic_and_signs_in_latin_letters() -> None:
    assert signed("بدون بريد // Huda Salim", SALIM)
    assert signed("بدون بريد // Huda Salim / Nurse", SALIM)
    assert not signed("بدون بريد // Leave Alone", SALIM)
    assert not signed("بدون بريد / Huda Salim", SALIM)


@pytest.mark.parametrize("row", rows(NO_SIGNATURE))
def test_what_stands_below_and_is_no_signature(row: str) -> None:
    assert not signed(row, AMINA)


def test_a_name_of_words_that_say_something_stands_alone() -> None:
    assert signed("pausa 3 semanas / Domingo Job", DOMINGO)
    assert signed("pausa 3 semanas / Domingo Job / Enfermero", DOMINGO)
    assert not signed("pausa 3 semanas / Domingo Job / Mañana", DOMINGO)
    assert not signed("pausa 3 semanas / Domingo sin correo", DOMINGO)
    assert signed("بدون بريد / علي محمد، طبيب", ("علي محمد",))  # `على` is another word


def test_who_has_no_name_signs_nothing() -> None:
    for names in ((), ("",), ("de la",)):
        assert not signed("pause 3 weeks / Amina Kamau / Nurse", names)
        assert not signed("pause 3 weeks // أمينة كاماو / ممرضة", names)


def test_the_tables_have_rows_enough() -> None:
    below = rows(BELOW_A_COMMAND) + rows(ARABIC) + rows(IN_OTHER_LETTERS)
    assert len(below) + len(rows(NO_SIGNATURE)) >= 80
    assert len(rows(NO_SIGNATURE)) >= 40


# --- facilitators ---------------------------------------------------------------------------------

GRACE = ("Grace Otieno", "grace otieno", "أمينة")
FORUM = ("HIFA, Health Forum", "hifa")
CARD = "Grace Otieno\nNurse, Kenyatta Hospital\nTel +254 722 123456"


def told(said: str, subject: str = "") -> str:
    """What a facilitator's mail does: `emergency; unclear: x`, `set rules "Be kind."`."""
    found = read(subject, said, GRACE, FORUM)
    parts = [
        " ".join(filter(None, (one.verb, one.key, *one.times, f'"{one.text}"' if one.text else "")))
        for one in found.commands
    ]
    if found.problem:
        parts.append(f"{found.problem}: {found.lacks or found.unknown}")
    return "; ".join(parts)


COMMANDS = """
emergency on / Grace Otieno / Moderator, Health Forum
emergency on // Grace / Moderator, Health Forum / +254 722 123456
emergency on // Grace Otieno // Nurse // Kenyatta Hospital
emergency on // Thanks / Grace Otieno ¦ HIFA coordinator ¦ +254 722 123456
emergency on // Thanks, Grace Otieno / Nairobi
urgence activée / Cordialement / Grace Otieno / ONG Santé Pour Tous / Tél. : +221 77 123 45 67
activar la emergencia / Saludos / Grace Otieno / Médicos Sin Fronteras
ativar a emergência // Grace Otieno / Enfermeira / Maputo
تشغيل الطوارئ // شكرا / أمينة / منسقة المنتدى
"""

UNCLEAR = """
emergency on / Grace Otieno / until Monday / until Monday
emergency on // Grace Otieno / Stop / Stop
emergency on / Grace / Grace
emergency on / Nurse, Kenyatta Hospital / Nurse, Kenyatta Hospital
emergency on // Grace Otieno / Nurse / Tomorrow / Tomorrow
emergency on / Peter Okello / Nurse, Kenyatta Hospital / Peter Okello
urgence activée // Grace Otieno / Plutôt Demain / Plutôt Demain
activar la emergencia // Grace Otieno / Mejor Mañana / Mejor Mañana
ativar a emergência // Grace Otieno / Melhor Amanhã / Melhor Amanhã
تشغيل الطوارئ // شكرا / أمينة / لمدة يومين / لمدة يومين
"""


@pytest.mark.parametrize("row", rows(COMMANDS))
def test_a_signature_below_a_facilitators_command(row: str) -> None:
    assert told(mail(row)) == "emergency"
    assert told(mail(row).partition("\n")[2], "emergency on") == "emergency"
    assert told(f"{mail(row)}\nclose 811").startswith("emergency; unclear: ")
    assert told(f"{mail(row)}\nIs this right?").startswith("emergency; ")


@pytest.mark.parametrize("row", rows(UNCLEAR))
def test_what_is_no_signature_hinders_all(row: str) -> None:
    said, _, left = mail(row).rpartition("\n")
    found = read("", said, GRACE, FORUM)
    assert found.problem
    lines = said.splitlines()
    assert lines.index(found.unknown) <= lines.index(left)


TEXTS = [
    # (what she writes, what becomes the text)
    (f"set rules\nBe kind.\n\n{CARD}", "Be kind."),
    (f"set rules\nBe kind.\nNo advertising.\n\n\n{CARD}\n\n", "Be kind.\nNo advertising."),
    (f"set rules\nBe kind.\n\nThanks\n{CARD}", "Be kind."),
    (f"set rules\nBe kind.\nBest regards,\n\n{CARD}", "Be kind."),
    ("set rules\nBe kind.\nThanks, Grace Otieno\nNurse, Kenyatta Hospital", "Be kind."),
    ("set rules\nBe kind.\n\nGrace Otieno, Nurse\nKenyatta Hospital", "Be kind."),
    ("set rules\nBe kind.\n\nGrace\n+254 722 123456", "Be kind."),
    ("set rules\nBe kind.\n\nGrace Otieno\nModerator, HIFA\n+254 722 123456", "Be kind."),
    ("set welcome\nWelcome!\n\nRegards\nGrace Otieno\nModerator, HIFA", "Welcome!"),
    ("définir les règles\nSoyez brefs.\n\nGrace Otieno\nInfirmière, Dakar", "Soyez brefs."),
    ("définir les règles\nSoyez brefs.\n\nGrace Otieno\nONG Santé Pour Tous", "Soyez brefs."),
    ("definir las reglas\nBrevedad.\n\nGrace Otieno\nMóvil: 555 123 456", "Brevedad."),
    ("definir as regras\nGentileza.\n\nGrace Otieno\nEnfermeira\nMaputo", "Gentileza."),
    ("حدد القواعد\nكونوا لطفاء\n\nأمينة\nطبيبة\nهاتف: ٠١٢٣٤٥٦٧٨٩", "كونوا لطفاء"),
    ("set rules: Be kind.", "Be kind."),
    ("Set rules: Be kind: we all are busy.", "Be kind: we all are busy."),
    ("set rules : Be kind.\n\nNo advertising.", "Be kind.\n\nNo advertising."),
    (f"set rules: Be kind.\n\n{CARD}", "Be kind."),
    ("set rules: Be kind.\nThanks\nGrace", "Be kind."),
    ("set footer: Questions? Write to us.", "Questions? Write to us."),
    (
        f"set rules\n{'We write about our work. ' * 12}\n\n{CARD}",
        ("We write about our work. " * 12).strip(),
    ),
    (f"set rules: {'We write about our work. ' * 40}", ("We write about our work. " * 40).strip()),
    ("définir règles : Soyez brefs.", "Soyez brefs."),
    ("définir les règles： Soyez brefs.", "Soyez brefs."),
    ("definir las reglas: Brevedad.", "Brevedad."),
    ("definir as regras: Gentileza.", "Gentileza."),
    ("حدد القواعد: كونوا لطفاء", "كونوا لطفاء"),
]


@pytest.mark.parametrize(("said", "text"), TEXTS)
def test_a_text_without_her_signature(said: str, text: str) -> None:
    found = read("", said, GRACE, FORUM)
    assert not found.problem
    assert [one.text for one in found.commands] == [text]


LAST_PARAGRAPHS = [
    "Be kind.\n\nHealth Forum\nhifa-owner@lists.example.org",
    "Be kind.\n\nHIFA\n+44 1865 123456",
    "Be kind.\n\nGrace Otieno helps you.\n+254 722 123456",
    f"Please write to\n\n{CARD}",
    f"Who answers questions:\n\n{CARD}",
    f"Ask\n{CARD}",
    f"Peter Okello\nNurse, Siaya\n+254 700 111222\n\n{CARD}",
    f"Écrivez à\n\n{CARD}",
    "Be kind.\n\nPeter Okello\nNurse, Kenyatta Hospital\n+254 722 123456",
    f"Be kind.\n\n{CARD}\n\nAsk her anything.",
    "Be kind.\n\n" + "\n".join(["Grace Otieno", *["Nurse"] * 9]),
]


@pytest.mark.parametrize("text", LAST_PARAGRAPHS)
def test_the_lists_own_last_paragraph_is_never_cut(text: str) -> None:
    (one,) = read("", f"set rules\n{text}", GRACE, FORUM).commands
    assert one.text == text


DOUBTFUL = [
    "Be kind.\n\nGrace Otieno\nModerator",
    "Be kind.\n\nGrace Otieno\nCoordinator, HIFA",
    "Be kind.\n\nGrace Otieno\nhifa-owner@lists.example.org",
    "Soyez brefs.\n\nGrace Otieno\nModératrice",
    "Brevedad.\n\nGrace Otieno\nModeradora del foro",
    "Gentileza.\n\nGrace Otieno\nModeradora",
    "كونوا لطفاء\n\nأمينة\nمشرفة",
    "Be kind.\n\nGrace",
    "Be kind.\n\nGrace Otieno",
    f"Be kind.\nBe brief.\n{CARD}",
    "Be kind.\n\nDr Grace A. Otieno M.Sc.\nNational Coordinator | Ministry\nwww.health.example",
]


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_last_paragraph_that_may_be_her_signature_is_asked_about(text: str) -> None:
    """A name below the rules went out to every new member as a part of them."""
    assert read("", f"set rules\n{text}", GRACE, FORUM).problem is Problem.SIGNATURE


@pytest.mark.parametrize("end", ["end", "End.", "fin", "Fim", "النهاية"])
@pytest.mark.parametrize("text", DOUBTFUL)
def test_she_may_say_herself_where_a_text_ends(text: str, end: str) -> None:
    (one,) = read("", f"set rules\n{text}\n{end}\n{CARD}", GRACE, FORUM).commands
    assert (one.text, one.other) == (text, "")


def test_a_welcome_may_end_with_a_name() -> None:
    for below in ("Grace", "Grace Otieno\nModerator, HIFA"):
        (one,) = read("", f"set welcome\nBe welcome.\n\n{below}", GRACE, FORUM).commands
        assert one.text == f"Be welcome.\n\n{below}"


def test_what_is_cut_as_a_signature_is_told() -> None:
    (one,) = read("", f"set rules\nBe kind.\n\n{CARD}", GRACE, FORUM).commands
    assert one.text == "Be kind."
    assert one.cut == " / ".join(CARD.splitlines())


@pytest.mark.parametrize(
    ("said", "read_as"),
    [
        (f"set rota\nMon grace@example.org\n{CARD}", ("Mon grace@example.org", ())),
        ("set hours\n7:00 16:00\nGrace Otieno\nNurse", ("", ("07:00", "16:00"))),
    ],
)
def test_a_signature_is_no_line_of_a_rota(said: str, read_as: tuple[str, object]) -> None:
    (one,) = read("", said, GRACE, FORUM).commands
    assert ((one.text if one.key == "rota" else ""), one.times) == read_as


@pytest.mark.parametrize(
    ("said", "does"),
    [
        (f"set rules\nok\n\n{CARD}", "set rules; unclear: ok"),
        (f"set rules\n{CARD}", "set rules; no-text: set rules"),
        (f"set rules\n\nThanks\n{CARD}", "set rules; no-text: set rules"),
        (f"set rules\nBe kind.\nclose 811\n\n{CARD}", "set rules; unclear: close 811"),
        (f"set hours\n07:00 13:00\n\n{CARD}", "set hours 07:00 13:00"),
        (f"set hours: 07:00 13:00\n\n{CARD}", "set hours 07:00 13:00"),
        ("set hours: in the morning", "set hours; no-text: set hours"),
        ("set rules:", "set rules; no-text: set rules:"),
        ("set rules: close 811", "set rules; unclear: close 811"),
        ("set rules: ok", "set rules; unclear: ok"),
        ("set rules: who decides?", "question: set rules: who decides?"),
        ("définir les règles : qui décide ?", "question: définir les règles : qui décide ?"),
        ("set the rules of football: be fair", "unclear: set the rules of football: be fair"),
        ("note: set rules: be fair", "unclear: note: set rules: be fair"),
        ("set rules: off", "set rules"),
        ("emergency on\nset rules: Be kind.", 'emergency; set rules "Be kind."'),
    ],
)
def test_a_text_that_is_none(said: str, does: str) -> None:
    assert told(said) == does


def test_a_text_in_the_subject() -> None:
    assert told("", "set rules: Be kind.") == 'set rules "Be kind."'
    assert told(f"Thanks\n{CARD}", "set rules: Be kind.") == 'set rules "Be kind."'
    assert told("No advertising.", "set rules: Be kind.").endswith("unclear: No advertising.")


# --- moderators -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "organisation",
    [
        "ONG Santé Pour Tous",
        "Health For All Network",
        "Ministère de la santé",
        "Médecins sans frontières",
        "Organización Mundial de la Salud, Lima, Perú",
        "Rede de saúde comunitária",
        "P.O. Box 30016, Nairobi",
        "Nairobi",
    ],
)
def test_an_organisation_of_common_words_below_a_moderators_name(organisation: str) -> None:
    said = f"ok\n\nGrace Otieno\n{organisation}"
    assert decided(answers.read(said, ONE, GRACE)) == "811 ok"
    assert not answers.read(f"ok\n\n{organisation}", ONE, GRACE).orders
    assert not answers.read(f"{said}\nPas Encore", ONE, GRACE).orders


@pytest.mark.parametrize(
    "below",
    [
        "Santé pour tous demain",
        "Pour tous",
        "Sans Frontières",
        "Santé sans le numéro",
        "Santé pour",
        "Put In Health Forum",
        "Send To Health Forum",
        "Hospital without number",
        "Ministère de la santé : non",
        "Salud sin el teléfono",
        "Saúde sem o número",
        "الصحة بدون الهاتف",
        "Mistake",
    ],
)
def test_what_is_no_organisation(below: str) -> None:
    assert not answers.read(f"ok\n\nGrace Otieno\n{below}", ONE, GRACE).orders


# --- the tables, and small things -----------------------------------------------------------------


def test_every_language_has_words_of_organisations() -> None:
    for language in LANGUAGES:
        assert len(words.tables()[language]["signatures"]["organisations"]) > 15, language
        assert words.tables()[language]["signatures"]["links"], language


def test_no_word_of_organisations_decides() -> None:
    assert words.single_words("signatures", "organisations").isdisjoint(content_words())
    for phrase in words.section("signatures")["organisations"]:
        assert not verbs().at(split(phrase), 0), phrase


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Huda", "هدى"),
        ("Salim", "سليم"),
        ("Mohamed", "محمد"),
        ("Muhammad", "مُحَمَّد"),
        ("Khadija", "خديجة"),
        ("Fatima", "فاطمة"),
        ("Fatimah", "فاطمة"),
        ("Youssef", "يوسف"),
        ("Othman", "عثمان"),
        ("Tariq", "طارق"),
        ("Salah", "صلاح"),
        ("Chokri", "شكري"),
        ("George", "جورج"),
        ("Ghassan", "غسان"),
        ("Victor", "فيكتور"),
        ("Kamau", "كاماو"),
        ("Philippe", "فيليب"),
    ],
)
def test_a_name_sounds_alike_in_two_scripts(latin: str, arabic: str) -> None:
    assert sounds(latin) == sounds(arabic) != ""
    assert sound_alike((arabic,), ("Peter", latin))


def test_what_sounds_otherwise_or_tells_too_little() -> None:
    assert not sound_alike(("هدى", "سليم"), ("Amina", "Kamau"))
    assert not sound_alike(("علي",), ("Ali",))  # one consonant
    assert not sound_alike((), ("Ali",))
    assert not sound_alike(("",), ("",))


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Thanks, Amina", "Amina"),
        ("Kind regards", ""),
        ("Merci à tous, bien à vous - Amina", "Amina"),
        ("Obrigada!", ""),
        ("شكرا، أمينة", "أمينة"),
        ("  Amina", "  Amina"),
        ("Hello Amina", "Hello Amina"),
        ("", ""),
    ],
)
def test_what_stands_behind_thanks(line: str, rest: str) -> None:
    assert line[past_closing(line) :] == rest


def test_lines_that_are_titles() -> None:
    assert is_title("Nurse, Kenyatta Hospital")
    assert is_title("Tel +254 722 123456")
    assert not is_title("No Advertising Please")
    assert not is_title("Write to hifa-owner@lists.example.org.")
    assert not is_title("")


def test_a_line_of_a_list_names_nobody() -> None:
    """Her name is of two words, and the list's of one of them: what is hers still is."""
    found = read("", f"set rules\nBe kind.\n\n{CARD}", GRACE, ("Grace Otieno memorial list",))
    assert [one.text for one in found.commands] == ["Be kind."]


# --- hostile --------------------------------------------------------------------------------------

PARTS = ["Amina", "Kamau", "Nurse", "+254 722 123456", "a@b.org", "/", ",", "sans", "Santé", "هدى"]


@given(st.lists(st.sampled_from([*PARTS, "\n", "d.", ":", "?", "🙂", "Box", "12"]), max_size=40))
def test_nothing_fails_near_signatures(parts: list[str]) -> None:
    lines = " ".join(parts).split("\n")
    for place in range(len(lines)):
        begins(lines, place, AMINA, lambda line: False)


@given(st.text(), st.text())
def test_nothing_fails(text: str, name: str) -> None:
    assert not begins(text.split("\n"), 0, (), lambda line: False)
    begins(text.split("\n"), 0, (name,), lambda line: False)
    read("", f"set rules\n{text}", (name,), (name,))
    sounds(name)
    is_title(text)


@pytest.mark.parametrize(
    "worst",
    [
        "\n" * 200_000,
        "Amina Kamau\n" * 20_000,
        "Amina Kamau\n" + "\n" * 200_000 + "Nurse",
        "Amina " * 40_000,
        "Amina Kamau\n" + "(" * 99,
        "Amina Kamau\n" + "1" * 200_000,
        "Amina Kamau\n" + "1-" * 49,
        "Amina Kamau\n" + "Tel/" * 24,
        "Amina Kamau\n" + "a." * 49,
        "Thanks " * 40_000,
        "أ " * 100_000,
    ],
)
def test_the_worst_takes_no_time(worst: str) -> None:
    lines = worst.split("\n")
    with Pace() as taken:
        begins(lines, 0, AMINA, lambda line: False)
        read("", f"set rules\n{worst}", AMINA, FORUM)
        read("", f"emergency on\n{worst}", AMINA, FORUM)
    assert taken.seconds < 1.0
