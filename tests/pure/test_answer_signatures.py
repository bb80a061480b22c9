"""Signatures without `-- `, as phones and offices send them: they never stop a decision, and never
hide one; a reason loses no word to them."""

from __future__ import annotations

import pytest

from listserv.languages import words
from listserv.moderation.answers import read
from listserv.moderation.verbs import verbs
from tests.support.told import LISTS, ONE, cases, told

GRACE = ("Grace Otieno", "Grace Otieno", "health", "grace")
HUDA = ("Huda Salim", "هدى سليم", "Santé", "huda")
THANKED = ("Paul Ngassa", "Claire Diallo")

# `¦` stands for `|`.
SIGNED = """
Grace Otieno\\nModerator, Health Forum|Grace Otieno\\nModerator|Grace\\nModerator, Health Forum
Grace Otieno ¦ NGO International ¦ +254 700 111222|Grace Otieno, Moderator|Grace Otieno, MD, PhD
Grace Otieno ¦ NGO International ¦ www.ngo.example|Grace Otieno – NGO International|Grace Otieno MPH
Dr. Grace Otieno\\nDirector|Grace Otieno\\nPO Box 1234, Nairobi|Grace Otieno ¦ Kenya ¦ g@ngo.example
Grace Otieno\\nMinistry of Public Health\\nTel: +254 700 111222 ¦ Email: grace@ngo.example
Grace Otieno\\nT: +254 700 111222 / E: g@ngo.example|Grace Otieno\\nTel/WhatsApp: +254 700 111222
Grace Otieno\\nCoordinator, Primary Health Care\\nNGO International\\n+254 700 111222\\nwww.ngo.org
Grace Otieno\\nModératrice, Forum Santé
Dr Grace Otieno\\nDirectrice, Santé Publique\\nTél : +221 33 8001
Mme Grace Otieno ¦ ONG Santé ¦ Courriel : g@ngo.example|Grace Otieno\\nMédecin
Dra. Grace Otieno\\nCoordinadora del Foro
Grace Otieno\\nMinisterio de Salud Pública\\nMóvil: 555 123 456
Grace Otieno, Enfermera|Grace Otieno\\nCoordenadora, Saúde Pública\\nTelemóvel: +258 84 123 4567
Grace Otieno ¦ Ministério da Saúde ¦ Maputo|Grace Otieno\\nMédica\\nCorreio: g@ngo.example
هدى سليم\\nمنسقة المنتدى|د. هدى سليم\\nمديرة، وزارة الصحة العامة\\nهاتف: ٠١٢٣٤٥٦٧٨٩|هدى سليم، طبيبة
هدى سليم ¦ منسقة المنتدى ¦ +249 912 345678
Health Moderator|Grace Otieno, Director, NGO International
Grace Otieno\\nCoordinator, Global Healthcare Information|Grace Otieno, Director General
Grace Otieno\\nChargée de programme\\nTél. : +221 77 123 45 67|Grace Otieno\\nChargée de programme
Grace Otieno\\nResponsable de vacunación|Grace Otieno\\nCoordinadora de enfermería|G. Otieno
Grace Otieno\\nEnfermeira-chefe|Grace Otieno\\nHead of programmes
Grace Otieno\\nHealthcare Information|Grace\\nHealthcare Information\\n+254 700 111222
Grace\\nModerator\\nNairobi Kenya|Grace, Moderator\\nNairobi Kenya|Grace\\nHealth Nairobi
Grace Otieno, Directrice Générale, ONG Santé|Grace Otieno, Directora General
Grace Otieno\\nDepartment of Internal Medicine|Grace Otieno\\nMedicina Interna
Grace Otieno, Diretora Executiva|Grace Otieno, Nurse Practitioner
Prof. Grace Otieno, Professor Emeritus|Grace\\nPO Box 1234, Nairobi
"""

NOT_SIGNED = """
Grace Otieno\\nbut cut 4|Grace\\nplease take out the number|Grace Otieno\\nNot Yet
Grace Otieno\\nTomorrow|Grace Otieno, not yet|Grace Otieno - Tomorrow|Grace Otieno ¦ Later
Grace Otieno\\nwithout +254 700 123456|Grace\\nRemove www.ngo.example|Grace\\nbut g@ngo.example
Grace\\nCall Marie +254 700 123456|Grace Otieno\\nCall +254 700 123456|Grace Otieno\\nParagraph 4
Grace Otieno\\nModerator\\n\\nPS: not 4|Grace Otieno\\nModerator, but not today|Grace Otieno\\nWait
Grace Otieno\\nHealth Forum: No|Grace Otieno\\nWrong Forum|Grace Otieno\\nModerator?|Grace: Forum
Grace Otieno\\nModerator\\nPlease Wait|Grace Otieno ¦ NGO ¦ Not Paragraph 4
Grace Otieno Wants Changes
Grace Otieno\\nResponsable de rien à couper|Grace Otieno\\nDirectrice de retour demain
Grace Otieno\\nChargée de couper le 4|Grace Otieno\\nResponsable, attendez|K. Otieno
Grace Otieno\\nHospital visit first|Grace Otieno\\nHead of no 4
Grace Otieno\\nif the Director agrees|Grace Otieno ¦ 4|Grace Otieno\\nForum
Marie Brown\\nModerator|Marie Brown, Moderator|Marie Brown ¦ NGO International ¦ +254 700 111222
Grace Otieno\\nmais sans le numéro|Grace Otieno\\nPas Encore|Grace Otieno, Demain
Grace Otieno\\nModératrice\\nAttendez|Grace Otieno\\npero sin el teléfono|Grace Otieno\\nMañana
Grace Otieno\\nCoordinadora, Todavía No|Grace Otieno\\nmas sem o número|Grace Otieno, Amanhã
Grace Otieno\\nAinda Não|هدى سليم\\nلكن بدون الهاتف|هدى سليم\\nغدا|هدى سليم\\nليس الآن
هدى سليم\\nمنسقة المنتدى\\nانتظر
Grace, Needs Work|Grace ¦ Tell Marie|Grace\\ne 4711 4712|Grace Otieno\\nP 4711 4712
Grace (Moderator) Disagrees|Grace (Moderator) Zigzags|Health Moderator Rejects
HEALTH DIRECTOR OBJECTS
GRACE (EDITOR) MUST SIGN|Grace Otieno, Moderator Zigzags|Health Nurse Zigzags
Health Modératrice Refuse|Santé Modératrice Zigzague|SANTÉ (DIRECTRICE) ZIGZAGUE
HEALTH DIRECTORA OBJETA|Health (Moderadora) Discrepa|HEALTH DIRETORA DISCORDA|Grace (Diretora) Zigza
هدى سليم (مشرفة) ترفض|هدى سليم، منسقة تعترض
Thanks\\nGrace\\nAwaiting Consent|Thanks\\nGrace\\nZigzag Zagzig|Grace\\nFIX SPELLING
Grace\\nZIG ZAG
Merci\\nGrace\\nManque Signature|Merci\\nGrace\\nZigue Zague|Gracias\\nGrace\\nBajo Embargo
Gracias\\nGrace\\nZigue Zague|Obrigada\\nGrace\\nFalta Assinatura|Obrigada\\nGrace\\nZigue Zague
Grace Otieno\\nAwaiting Consent|Grace Otieno\\nBajo Embargo|Grace Otieno\\nManque Signature
Grace Otieno\\nSob Embargo|شكرا\\nهدى\\nتحت الحظر|شكرا\\nهدى سليم\\nبانتظار الموافقة
"""

REASONS = [
    ("no: too long\n\n{}", "no too-long"),
    ("no: please add the year\n\n{}", 'no "please add the year"'),
    ("no: please add the year.\n{}", 'no "please add the year."'),
    ("non : merci d'ajouter l'année\n\n{}", "no \"merci d'ajouter l'année\""),
    ("لا: طويل جدا\n\n{}", "no too-long"),
    ("ok tomorrow\ntell: a fine piece\n\n{}", 'ok tomorrow + tell "a fine piece"'),
    ("ask: which district?\n{}", 'ask "which district?"'),
]


@pytest.mark.parametrize("signature", cases(SIGNED))
def test_a_signature_is_not_left_over(signature: str) -> None:
    names = (*GRACE, *HUDA)
    signature = signature.replace("¦", "|")
    for said in (f"ok\n\n{signature}", f"ok\n{signature}", f"publier\n\n{signature}\n"):
        assert told(read(said, ONE, names, lists=LISTS)) == "811 ok", said
    for said, does in REASONS:
        answer = read(said.format(signature), ONE, names, lists=LISTS)
        assert told(answer) == f"811 {does}", said


@pytest.mark.parametrize("below", cases(NOT_SIGNED))
def test_what_stands_below_and_is_no_signature(below: str) -> None:
    answer = read(f"ok\n\n{below.replace('¦', '|')}", ONE, (*GRACE, *HUDA), lists=LISTS)
    assert answer.asked_back, told(answer)
    assert not answer.orders


@pytest.mark.parametrize(
    "said",
    [
        "no: please write to\nGrace Otieno, Moderator",
        "no: please write to\nGrace Otieno",
        "non : voyez cela avec\nGrace Otieno",
        "no: hable con\nGrace Otieno\nCoordinadora",
        "não: fale com\nGrace Otieno",
        "لا: اكتبوا إلى\nهدى سليم",
        "public note: The speakers are:\nGrace Otieno, Nurse\nHuda Salim, Director",
        "public note: The speakers are:\n\nGrace Otieno, Nurse\nHuda Salim, Director",
        "tell: your contact is\nGrace Otieno, Nurse, +254 700 111222",
        "no: please send it to:\nGrace Otieno\ng@ngo.example",
        "tell: nobody but she said\nGrace Otieno",
        "note publique : les oratrices sont :\nGrace Otieno, infirmière",
        "dire : votre contact est\nGrace Otieno",
        "nota pública: las ponentes son\nGrace Otieno, enfermera",
        "decir: su contacto es:\nGrace Otieno",
        "nota pública: as oradoras são\nGrace Otieno, enfermeira",
        "dizer: o seu contacto é:\nGrace Otieno",
        "أخبر: المسؤولة هي\nهدى سليم",
        "ملاحظة عامة: المتحدثات:\nهدى سليم، ممرضة",
    ],
)
def test_a_reason_that_may_go_on_with_a_name(said: str) -> None:
    assert not read(said, ONE, (*GRACE, *HUDA)).orders


@pytest.mark.parametrize(
    ("said", "does"),
    [
        ("ask: what her role is\nThanks\nGrace", 'ask "what her role is"'),
        ("no: it says what is known,\nGrace Otieno, Moderator", 'no "it says what is known"'),
        ("dire : nous savons où elle est\nMerci\nGrace", 'tell "nous savons où elle est"'),
        ("preguntar: quién es\nGracias\nGrace", 'ask "quién es"'),
        ("perguntar: quem são\nObrigada\nGrace", 'ask "quem são"'),
        ("اسأل: من هي\nشكرا\nهدى سليم", 'ask "من هي"'),
    ],
)
def test_a_text_that_thanks_end(said: str, does: str) -> None:
    assert told(read(said, ONE, (*GRACE, *HUDA))) == f"811 {does}"


def test_a_reason_keeps_a_name_of_its_own_line() -> None:
    said = "no: please write to Grace Otieno, Moderator"
    assert told(read(said, ONE, GRACE)) == '811 no "please write to Grace Otieno, Moderator"'


def test_a_form_beside_a_name_acts() -> None:
    assert told(read("ok\n\nGrace Otieno, cut 4", ONE, GRACE)) == "811 ok + cut 4"


def test_thanks_to_the_author() -> None:
    """A moderator thanked Paul, who had written the post, and her obituary was asked back."""
    for said in ("ok nécrologie\n\nMerci Paul", "ok obituary. Thanks, Paul", "ok\nMerci Claire !"):
        assert read(said, ONE, GRACE, thanked=THANKED).orders, said
    for said in (
        "ok\nMerci Marie",
        "ok Paul",
        "ok\nPaul",
        "ok\nMerci Paul mais pas demain",
        "ok\nMerci\nPaul",
        "ok thanks paul",
    ):
        assert not read(said, ONE, GRACE, thanked=THANKED).orders, said
    assert not read("ok thanks Wait", ONE, GRACE, thanked=("Wait Not",)).orders


def test_a_title_is_no_form() -> None:
    for title in words.section("signatures")["roles"]:
        pieces = read(f"ok\n{title}", ONE, GRACE)
        assert pieces.kinds <= {"approve"}, title
    forms = {phrase for phrase, _ in verbs()}
    assert forms.isdisjoint(words.section("signatures")["roles"])
