"""What the author wrote, and what programs, offices and lists added to it.

The layouts are written after public documentation of the programs; `own` is always the same.
"""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Removed
from listserv.text.quotes import strip
from tests.support.pace import Pace

OWN = "Dear all,\n\nWe use stock cards.\n\nBest wishes,\nAmina"
OLD = "How do you count?\n\nRohan"
MARKED = "> How do you count?\n>\n> Rohan"

ATTRIBUTIONS = [
    # Gmail
    "On Mon, Jan 5, 2026 at 10:06 PM Rohan Shah <rohan@example.org> wrote:",
    "On Mon, Jan 5, 2026 at 10:06 PM Rohan Quansahene via hw-en <\nhw-en@lists.example.org> wrote:",
    "Le lun. 5 janv. 2026 à 22:06, Rohan Shah <rohan@example.org> a écrit :",
    "El lun, 5 ene 2026 a las 22:06, Rohan Shah (<rohan@example.org>) escribió:",
    "Em seg., 5 de jan. de 2026 às 22:06, Rohan Shah <rohan@example.org> escreveu:",
    "Rohan Shah <rohan@example.org> escreveu (segunda, 5/01/2026 à(s) 22:06):",
    "\u202bفي الاثنين، ٥ يناير ٢٠٢٦ في ١٠:٠٦ م تمت كتابة ما يلي بواسطة \u202aRohan\u202c"
    " <\u202arohan@example.org\u202c>:\u202c",
    "في الاثنين، 5 يناير 2026 في 10:06 م كتب Rohan Shah <rohan@example.org>:",
    "Am Mo., 5. Jan. 2026 um 22:06 Uhr schrieb Rohan Shah <rohan@example.org>:",
    "Am Mo., 5. Jan. 2026 um 22:06 Uhr schrieb Rohan Shah via hw-en <\nhw-en@lists.example.org>:",
    "Il giorno lun 5 gen 2026 alle ore 22:06 Rohan Shah <rohan@example.org> ha scritto:",
    "Op ma 5 jan 2026 om 22:06 schreef Rohan Shah <rohan@example.org>:",
    # Thunderbird, Roundcube
    "On 05/01/2026 22:06, Rohan Shah wrote:",
    "On 2026-01-05 22:06, Rohan Shah via hw-en wrote:",
    "Le 05/01/2026 à 22:06, Rohan Shah a écrit :",
    "El 05/01/2026 a las 22:06, Rohan Shah escribió:",
    "Em 05/01/2026 22:06, Rohan Shah escreveu:",
    "Am 05.01.26 um 22:06 schrieb Rohan Shah:",
    "Il 05/01/2026 22:06, Rohan Shah ha scritto:",
    "Op 05-01-2026 om 22:06 schreef Rohan Shah:",
    # Apple
    "On 5 Jan 2026, at 22:06, Rohan Shah <rohan@example.org> wrote:",
    "Le 5 janv. 2026 à 22:06, Rohan Shah <rohan@example.org> a écrit :",
    "El 5 ene 2026, a las 22:06, Rohan Shah <rohan@example.org> escribió:",
    "No dia 5 de jan. de 2026, às 22:06, Rohan Shah <rohan@example.org> escreveu:",
    "On Mon, Jan 5, 2026 at 10:06 PM Rohan Shah\n<rohan@example.org> wrote:",
    "On Mon, Jan 5, 2026 at 10:06 PM Rohan Shah <\nrohan@example.org>\nwrote:",
    "Le lun. 5 janv. 2026 à 22 h 06, Rohan Shah <rohan@example.org> a\nécrit :",
    "El lun, 5 de ene de 2026, 10:06 p. m., Rohan Shah <rohan@example.org>\nescribió:",
    "Em seg., 5 de jan. de 2026 22:06, Rohan Shah <rohan@example.org>\nescreveu:",
    "Às 22:06 de 05/01/26, Rohan Shah escreveu:",
    "بتاريخ الاثنين، 5 يناير 2026 في 10:06 م تمت كتابة ما يلي بواسطة Rohan Shah\n<r@example.org>:",
    "At 10:06 PM 1/5/2026, you wrote:",
    # Zoho, K-9, mutt, older Gmail: no colon, or no verb
    "---- On Mon, 05 Jan 2026 22:06:12 +0300 Rohan Shah <rohan@example.org> wrote ----",
    "---- Le lun., 05 janv. 2026 22:06:12 +0100 Rohan Shah <rohan@example.org> a écrit ----",
    "5 janv. 2026 22:06:12 Rohan Shah <rohan@example.org> :",
    "2026-01-05 22:06 GMT-03:00, Rohan Shah <rohan@example.org>:",
    "* Rohan Shah <rohan@example.org> [2026-01-05 22:06]:",
    # Yahoo
    "On Monday, January 5, 2026 at 10:06:12 PM GMT+3, Rohan Shah <rohan@example.org> wrote:",
    "Le lundi 5 janvier 2026 à 22:06:12 UTC+1, Rohan Shah <rohan@example.org> a écrit :",
    "El lunes, 5 de enero de 2026, 22:06:12 CET, Rohan Shah <rohan@example.org> escribió:",
    "Em segunda-feira, 5 de janeiro de 2026 às 22:06:12 BRT, Rohan Shah <r@example.org> escreveu:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answer_above_a_marked_quotation(attribution: str) -> None:
    own, removed = strip(f"{OWN}\n\n{attribution}\n\n{MARKED}\n")
    assert own == OWN
    assert removed.quoted_lines == 2


@pytest.mark.parametrize(
    "attribution",
    [
        "Quoting Rohan Shah <rohan@example.org>:",
        "Rohan Shah <rohan@example.org> writes:",
        "Rohan Shah <rohan@example.org> a écrit :",
    ],
)
def test_a_bare_attribution_needs_a_marked_quotation(attribution: str) -> None:
    """Somebody may paste a colleague's letter: without a mark it stays."""
    assert strip(f"{OWN}\n\n{attribution}\n{MARKED}\n")[0] == OWN
    assert OLD in strip(f"{OWN}\n\n{attribution}\n{OLD}\n")[0]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answer_above_an_unmarked_quotation(attribution: str) -> None:
    """Yahoo and phones quote without any mark: all below the attribution is the old message."""
    assert strip(f"{OWN}\n\n{attribution}\n{OLD}\n")[0] == OWN


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answer_below_a_whole_message(attribution: str) -> None:
    quoted = "\n".join(f"> line {number}" for number in range(9))
    assert strip(f"{attribution}\n{quoted}\n\n{OWN}\n")[0] == OWN


HEADER_BLOCKS = [
    "From: Rohan <r@example.org>\nSent: Monday, January 5, 2026\nTo: x\nSubject: RE: Cards",
    "*From:* Rohan [mailto:r@example.org]\n*Sent:* Monday\n*To:* x\n*Subject:* Cards",
    "De : Rohan <r@example.org>\nEnvoyé : lundi 5 janvier 2026\nÀ : x\nObjet : RE: Fiches",
    "De: Rohan\nEnviado el: lunes, 5 de enero de 2026 22:06\nPara: x\nAsunto: RE: Fichas",
    "De: Rohan\nEnviada em: segunda-feira, 5 de janeiro\nPara: x\nAssunto: RES: Fichas",
    "De: Rohan\nEnviado: 5 de janeiro de 2026 22:06\nPara: x\nAssunto: Re: Fichas",
    "من: Rohan <r@example.org>\nتم الإرسال: الاثنين، 5 يناير 2026\nإلى: x\nالموضوع: بطاقات",
    "Von: Rohan\nGesendet: Montag, 5. Januar 2026\nAn: x\nBetreff: Karten",
    "Da: Rohan\nInviato: lunedì 5 gennaio 2026\nA: x\nOggetto: Schede",
    "Van: Rohan\nVerzonden: maandag 5 januari 2026\nAan: x\nOnderwerp: Kaarten",
    # Zimbra, Hotmail, GMX, new Outlook, Android
    'De: "Rohan" <r@example.org>\nPara: "x" <x@example.org>\nEnviados: Lunes, 5\nAsunto: Fichas',
    'De: "Rohan" <r@example.org>\nPara: "x"\nEnviadas: Segunda-feira, 5\nAssunto: Fichas',
    "Date: Mon, 5 Jan 2026 22:06:12 +0300\nFrom: rohan@example.org\nTo: x\nSubject: Re: Cards",
    'Gesendet: Montag, 05. Januar\nVon: "Rohan" <r@example.org>\nAn: x\nBetreff: Karten',
    "Envoyé : lundi 5 janvier\nDe : Rohan <r@example.org>\nÀ : x\nObjet : Fiches",
    "From: Rohan Shah\nDate: Monday, 5 January 2026 at 22:06\nTo: x\nSubject: Cards",
    "*From: *Rohan <r@example.org>\n*Date: *Monday, 5 January 2026\n*To: *x\n*Subject: *Cards",
    "*From:*Rohan <r@example.org>\n*Sent:*Monday 22:06\n*To:*x\n*Subject:*Cards",
    "_From:_ Rohan <r@example.org>\n_Sent:_ Monday\n_To:_ x\n_Subject:_ Cards",
    "\u200fمن: Rohan\n\u200fأُرسلت: 05/يناير/2026 10:06 م\n\u200fإلى: x\n\u200fالموضوع: بطاقات",
    "المرسل: Rohan\nتاريخ الإرسال: 5 يناير 2026\nالمستلم: x\nالموضوع: بطاقات",
    "发件人: Rohan <r@example.org>\n发送时间: 2026年1月5日\n收件人: x\n主题: 卡片",
    "From: Rohan <r@example.org>\n\nSent: Monday, January 5, 2026\n\nTo: x\n\nSubject: Cards",
    "From: Rohan <r@example.org> Sent: Monday, January 5, 2026 To: x Subject: Cards",
]
SEPARATORS = [
    "",
    "________________________________\n",
    "-----Original Message-----\n",
    "-------- Message d'origine --------\n",
    "-------- Mensaje original --------\n",
    "-------- Mensagem original --------\n",
    "---------- Forwarded message ---------\n",
    "-----Message d’origine-----\n",
    "----- Mensaje de respuesta -----\n",
    "----- Mensagem de resposta -----\n",
    "-----الرسالة الأصلية-----\n",
    "بدء الرسالة المعاد توجيهها:\n",
]


@pytest.mark.parametrize("block", HEADER_BLOCKS)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_header_blocks_of_outlook_and_phones(block: str, separator: str) -> None:
    own, removed = strip(f"{OWN}\n\n{separator}{block}\n\n{OLD}\n")
    assert own == OWN
    assert removed.quoted_lines > 2


BELOW = [
    ("Sent from my iPhone", "phone_line"),
    ("Sent from my Samsung Galaxy smartphone.", "phone_line"),
    ("Get Outlook for Android<https://mobile.example/get>", "phone_line"),
    ("Sent from Yahoo Mail on Android", "phone_line"),
    ("Envoyé de mon iPhone", "phone_line"),
    ("Envoyé à partir d'Outlook pour Android", "phone_line"),
    ("Envoyé depuis mon téléphone Huawei", "phone_line"),
    ("Obtenez Outlook pour iOS", "phone_line"),
    ("Enviado desde mi iPhone", "phone_line"),
    ("Enviado desde Yahoo Mail para Android", "phone_line"),
    ("Obtener Outlook para Android", "phone_line"),
    ("Enviado do meu iPhone", "phone_line"),
    ("Enviado a partir do meu telemóvel", "phone_line"),
    ("Enviado do Yahoo Mail no Android", "phone_line"),
    ("أُرسلت من الـ iPhone", "phone_line"),
    ("Von meinem iPhone gesendet", "phone_line"),
    ("Sent from my iPhone. Please excuse brevity and typos.", "phone_line"),
    ("Please excuse typos; sent from my iPhone", "phone_line"),
    ("Obtenir Outlook pour iOS", "phone_line"),
    ("Baixe o Outlook para Android", "phone_line"),
    ("Enviado com o e-mail seguro do Proton Mail.", "phone_line"),
    ("مُرسلة من الـ iPhone", "phone_line"),
    ("تم إرساله من جهاز Galaxy الخاص بي", "phone_line"),
    ("تنزيل Outlook لـ iOS", "phone_line"),
    ("Inviato da iPhone", "phone_line"),
    ("-- \nAmina Kamau\nDistrict Hospital\nKisumu", "signature"),
    ("--\nAmina Kamau\nTel. +000 555", "signature"),
    ("HIFA profile: Amina Kamau is a nurse at X, Kenya. amina AT example.org", "signature"),
    ("Amina Kamau\nDistrict Hospital, Kisumu\nTel. +000 555 5565", "signature"),
    ("Perfil HW: Amina Kamau trabaja en Cusco, Perú.", "signature"),
    ("Profil HIFA : Amina Kamau travaille à Genève.", "signature"),
    ("Profile: Amina Kamau is a nurse.", "signature"),
    ("CHIFA profile: A. Kamau is a nurse.", "signature"),
    ("Amina\nNurse\nT: +000 555 5565\nM (000) 555 5565", "signature"),
    ("P: 000 555 5565\nWard 3", "signature"),
    ("CONFIDENTIALITY NOTICE: the contents may be privileged.", "disclaimer"),
    (
        "This e-mail and any files sent with it are meant only for the person addressed.",
        "disclaimer",
    ),
    ("Ce message et ses pièces jointes sont destinés à leur seul destinataire.", "disclaimer"),
    ("Pensez à l'environnement avant d'imprimer ce message.", "disclaimer"),
    ("Este mensaje y sus anexos son confidenciales y para su destinatario.", "disclaimer"),
    ("Esta mensagem é confidencial e destina-se ao destinatário.", "disclaimer"),
    ("IMPORTANT: This email is intended for the addressee only.", "disclaimer"),
    ("The views expressed are those of the author, not of the ministry.", "disclaimer"),
    ("This message (including any attachments) is confidential and privileged.", "disclaimer"),
    ("_____________\nThis e-mail is confidential and meant only for its recipient.", "disclaimer"),
    ("Disclaimer\n\nThis e-mail is confidential and intended for its reader.", "disclaimer"),
    ("Garanti sans virus. www.avast.com", "disclaimer"),
    ("DISCLAIMER: this e-mail is confidential and meant only for its addressee.", "disclaimer"),
    ("Avertissement : ce courriel est confidentiel, à son destinataire seul.", "disclaimer"),
    ("Important: the information in this e-mail is confidential.", "disclaimer"),
    ("NOTICE: This communication is confidential.", "disclaimer"),
    ("The information in this message is confidential.", "disclaimer"),
    ("This e-mail may contain confidential information.", "disclaimer"),
    ("Ce message contient des informations confidentielles.", "disclaimer"),
    ("Esta mensagem pode conter informação confidencial.", "disclaimer"),
    ("Proteja o meio ambiente: não imprima este e-mail.", "disclaimer"),
    ("تنويه: هذه الرسالة سرية وموجهة إلى المستلم فقط.", "disclaimer"),
    ("Le contenu de ce message n'engage que son auteur.", "disclaimer"),
    ("Les informations contenues dans ce message sont confidentielles.", "disclaimer"),
    ("Este correo y, en su caso, sus anexos, contiene información confidencial.", "disclaimer"),
    ("Por favor considere el medio ambiente antes de imprimir.", "disclaimer"),
    ("O conteúdo desta mensagem é confidencial e destina-se ao destinatário.", "disclaimer"),
    ("هذه الرسالة وأي مرفقات بها سرية وموجهة إلى المرسل إليه فقط.", "disclaimer"),
    ("إن هذا البريد الإلكتروني سري وموجه للمرسل إليه.", "disclaimer"),
    ('Vous recevez ce message, car vous êtes abonné au groupe "hifa".', "footer"),
    ("Has recibido este mensaje porque estás suscrito al grupo.", "footer"),
    ("Recebeu esta mensagem porque subscreveu o grupo.", "footer"),
    ("تلقيت هذه الرسالة لأنك مشترك في المجموعة.", "footer"),
    ("-=-=-=-=-=-=-\nGroups.io Links: you get all.\nMute This Topic: https://x.org", "footer"),
    ("To all: hifa@lists.example.org\nWrite leave to hifa-request@lists.example.org", "footer"),
    ("Amina Kamau, RN | Ministry of Health | amina@example.org\n+000 555", "signature"),
    ("______________________\nhifa mailing list\nhifa@lists.example.org", "footer"),
    ("To unsubscribe: hifa-leave@lists.example.org", "footer"),
    ("You received this message because you are subscribed to the group.", "footer"),
    ("Pour vous désinscrire : hifa-leave@lists.example.org", "footer"),
    ("Para salir de esta lista, escriba a hifa-leave@lists.example.org", "footer"),
    ("Para salir del grupo, escriba a hifa-leave@lists.example.org", "footer"),
    ("Para sair da lista, escreva para hifa-leave@lists.example.org", "footer"),
    ("Para sair deste grupo, escreva para hifa-leave@lists.example.org", "footer"),
    ("Got this from a colleague? Write to hifa-join@lists.example.org", "footer"),
]


@pytest.mark.parametrize(("line", "what"), BELOW)
@pytest.mark.parametrize("quotation", ["", f"\n\nOn 05/01/2026 22:06, Rohan wrote:\n{MARKED}\n"])
def test_what_stands_below_goes(line: str, what: str, quotation: str) -> None:
    own, removed = strip(f"{OWN}\n\n{line}{quotation}", "Amina Kamau")
    assert own == OWN
    assert getattr(removed, what)


def test_the_name_under_a_closing_stays() -> None:
    """A signature without its mark began with the only name that stood there."""
    assert strip("We count.\n\nBest wishes,\n\nAmina Kamau", "Amina Kamau")[0].endswith("Kamau")
    own, removed = strip(
        "We count.\n\nBest wishes,\n\nAmina Kamau\nDistrict Hospital\nTel. +000 555", "Amina Kamau"
    )
    assert own == "We count.\n\nBest wishes,\n\nAmina Kamau" and removed.signature


def test_a_footer_directly_below_the_name() -> None:
    footer = "__________\nhifa mailing list\nhifa@lists.example.org\nhttps://lists.example.org/"
    own, removed = strip(f"{OWN}\n{footer}")
    assert own == OWN and removed.footer
    assert strip(f"> Is it well?\n\nYes.\n{footer}")[0] == "> Is it well?\n\nYes."


def test_all_of_it_at_once() -> None:
    below = "\n\n".join(line for line, what in BELOW if what != "signature")
    assert strip(f"{OWN}\n\n{below}", "Amina Kamau")[0] == OWN


PROSE = [
    "The nurse noted what the man said. Le patient a écrit :\n\nj'ai mal depuis trois jours.",
    "As WHO wrote:\nhealth is more than the absence of disease.",
    "On Monday the ministry wrote: no more forms.",
    "From: the north of the country we hear little.",
    "From here on\nTo: nobody",
    "Sent from my desk, is much easier than my mobile phone.",
    "Our work is confidential and we print nothing.",
    "This message is about malaria.",
    "And here is a fix -- this is not a signature.",
    "We run a mailing list for nurses.",
    "CITATION: Kamau A. Stock cards. Journal 2026;1:2.\nDOI 10.5555/x\n\n* one\n* two",
    "Tel: we have no telephone.",
    "> A proverb alone on its line\n\nThat is what my mother said.",
    "De: nada.",
    "To: All nurses\nFrom: The Director\nDate: 3 May 2026\nSubject: Cholera\n\nPlease read.",
    "From: The Director\nTo: All nurses\nDate: 3 May 2026\nSubject: Cholera\n\nPlease read.",
    "De : la Direction\nÀ : tous\nDate : 3 mai 2026\nObjet : choléra\n\nMerci de lire.",
    "Fecha: 3 de mayo\nDe: 9:00 a 12:00\nPara: enfermeras\nAsunto: taller\n\nVengan.",
    "On 5 May 2026 the ministry wrote:\n\n“No more forms.”\n\nWe waited.",
    "El 5 de mayo de 2026 el ministerio escribió:\n\n«No más formularios».\n\nEsperamos.",
    "To unsubscribe from life is not easy.",
    "To post the results on the wall, we write to each ward.",
    "This message is intended for nurses: wash your hands.",
    "If you have received this vaccine by mistake, tell the nurse. It was an error.",
    "You may join our sister forum: write to chifa-join@lists.example.org",
    "Envoyé de mon village, ce salut à tous.",
    "أرسلت من قبل وزارة الصحة",
    "Drug      Stock\n-----     -----\nORS          12\n\n| a | b |\n|---|---|",
    "Roses are red\n  violets are blue\n\n-----\n\nThe clinic is closed\n  and so are you",
    "“We never hear back.” (Peter)\n\nWe do [*1].\n\n[*Note from moderator (HB): 1. Who?]",
    "Attention: the external review begins on Monday." + "\n\nBe ready.",
    # paragraphs about health that went as if an office or a list had written them
    "A hard case.\n\nPatient profile: 34-year-old woman with fever for 3 days.",
    "A hard case.\n\nProfile: 34-year-old woman with fever.",
    "Hello all\n\nCountry profile: Kenya has 47 counties.\nThe nurses are few.",
    "A hard case.\n\nPATIENT PROFILE: A WOMAN OF 34 WHO WAS SEEN AT HOME.",
    "Hello all\n\nHIV profile: Southern Africa carries most of it.",
    "Nous recrutons.\n\nProfil recherché : infirmier diplômé, 5 ans d'expérience.",
    "Nous recrutons.\n\nProfil : infirmier diplômé.",
    "Buscamos enfermera.\n\nPerfil requerido: licenciatura y dos años.",
    "Hola\n\nPara salir de la crisis necesitamos más enfermeras en cada distrito.",
    "Olá\n\nPara sair de casa, use máscara e lave as mãos.",
    "Hi\n\nImportant: this virus spreads by droplets. Wash your hands.",
    "Hi\n\nImportant: this law is about the confidential talk of nurse and patient.",
    "Hi\n\nNotice: the information on cholera is now on our site.",
    "Hi\n\nNotice: the contents of this kit are intended for midwives.",
    "Hi\n\nDisclaimer: I work for the ministry of Malawi and received no money.",
    "Hi\n\nDisclaimer: I wrote the law.",
    "Hi\n\nVirus-free water is a right.",
    "Hi\n\nUnauthorised use of antibiotics follows from flawed information.",
    "Hola\n\nPiense en el medio en que vive: la información falta.",
    "Olá\n\nProteja o seu bebé. Mais informação no centro de saúde.",
    "Olá\n\nProteja o seu bebé: um erro custa vidas.",
    "Bom dia\n\nPense antes de receitar: um erro custa vidas.",
    "Dear all\n\nThe views expressed by nurses in this study are about print.",
    "Hi\n\nThe contents may vary: the kit is intended for midwives.",
    "Bonjour\n\nAvertissement : ce virus se transmet par l'eau.",
    "Bonjour\n\nAvertissement : une erreur de dose tue.",
    "السلام عليكم\n\nتنويه: الدورة موجهة للممرضات.",
    "Warning: children should not play outside during the outbreak.\n\nThe rest of it.",
    "Attention : les consultations externes sont fermées lundi.\n\nMerci d'informer.",
    "Advertencia: no duerma fuera sin mosquitero.\n\nPor favor.",
    "They counted.\n\nRegards,\nAmina\n\nP: 4 of 10 children were ill\nM: 6 of 10",
    "They asked.\n\nRegards,\nAmina\n\nT: who counts?\nThe nurse.",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_stays(text: str) -> None:
    own, removed = strip(text, "Amina Kamau")
    if not text.startswith("Attention"):
        assert own == text
        assert removed == Removed()
    assert "Be ready." in own or "Be ready." not in text


def test_interleaved_answers_keep_the_lines_they_answer() -> None:
    text = (
        "Dear Rohan,\n\nOn 05/01/2026 22:06, Rohan wrote:\n> How do you count?\n\nWith cards.\n\n"
        "> Who pays?\n\nThe district.\n\n> Best,\n> Rohan\n\n-- \nAmina"
    )
    own, removed = strip(text)
    assert own == (
        "Dear Rohan,\n\n> How do you count?\n\nWith cards.\n\n> Who pays?\n\nThe district."
    )
    assert removed.quoted_lines == 2 and removed.signature


def test_the_extract_below_a_citation_stays() -> None:
    extract = "\n".join(f"> finding {number}" for number in range(30))
    cited = f"Dear all,\n\nCITATION: Kamau A. Cards.\nhttps://doi.org/10.5555/x\n\n{extract}"
    assert strip(cited)[0] == cited
    assert strip(f"{cited}\n\nSee it.\n\nOn 05/01/2026 22:06, Rohan wrote:\n{MARKED}")[0] == (
        f"{cited}\n\nSee it."
    )


def test_of_a_long_quotation_between_answers_its_last_paragraph_stays() -> None:
    long = "\n".join(f"> line {number}" for number in range(20))
    own, _ = strip(f"> first?\n\nYes.\n\n{long}\n>\n> And who pays?\n\nNobody.")
    assert own == "> first?\n\nYes.\n\n> And who pays?\n\nNobody."
    signed = f"{long}\n>\n> And who pays?\n> --\n> Amina Kamau"
    assert strip(f"> first?\n\nYes.\n\n{signed}\n\nNobody.")[0] == own


def test_a_short_question_above_one_answer_stays() -> None:
    """Without it the answer would mean nothing."""
    own, _ = strip("On 05/01/2026 22:06, Rohan wrote:\n> Which drug?\n\nAmoxicillin.")
    assert own == "> Which drug?\n\nAmoxicillin."


def test_only_quoted_text_leaves_nothing() -> None:
    assert strip(f"On 05/01/2026 22:06, Rohan wrote:\n{MARKED}")[0] == ""


@pytest.mark.parametrize(
    "attribution",
    ["On Mon, Amina wrote:", "Amina Kamau wrote:", "On Mon, Amina Kamau via hifa\nwrote:"],
)
@pytest.mark.parametrize("quotation", ["\n> Which drug?", "\n\n> Which drug?\n> Tell us.\n"])
def test_an_attribution_goes_with_its_quotation(attribution: str, quotation: str) -> None:
    """An archive showed "On Mon, Amina wrote:" and nothing after it."""
    assert strip(f"Amoxicillin.\n\n{attribution}{quotation}")[0] == "Amoxicillin."


def test_an_attribution_without_a_quotation_goes() -> None:
    assert strip("Amoxicillin.\n\nOn Mon, Amina wrote:\n")[0] == "Amoxicillin."
    kept = "As my teacher once wrote:"
    assert strip(kept)[0] == kept


def test_what_a_mail_store_marked_is_restored() -> None:
    assert strip(">From experience I can say that.")[0] == "From experience I can say that."


@pytest.mark.parametrize(
    "warning",
    [
        "CAUTION: This email originated from outside the organization.",
        "[EXTERNAL] This message is from outside.",
        "EXTERNAL EMAIL: it comes from outside the ministry.",
        "Caution: external sender",
        "Attention : courriel externe",
        "Avertissement : cet expéditeur est extérieur.",
        "Atenção: e-mail externo",
        "Advertencia: este correo viene de fuera.",
    ],
)
def test_a_warning_above_the_text_goes(warning: str) -> None:
    own, removed = strip(f"{warning}\n\n{OWN}")
    assert own == OWN and removed.disclaimer


@given(st.text(alphabet="> \n-_:abc@<1", max_size=400))
def test_never_raises_and_invents_nothing(text: str) -> None:
    own, removed = strip(text, "a b")
    assert removed.quoted_lines >= 0
    assert set(own.split("\n")) <= {line.rstrip() for line in text.split("\n")} | {""}


@pytest.mark.parametrize(
    "line",
    [
        *("From: x\nSent: y\n", "To: x\n", "From: x Sent: y ", "2026 22:06 a <a@b.org>:\n"),
        *("On ", "On 1 Jan 2026\n", ">\n", "> x\ny\n", "wrote:\n", "From: x\n", "--\n", "\n", "a@"),
        *("Sent from my iPhone\n\n", "CONFIDENTIAL: privileged\n\n", "Best,\nJo\n\nTel: 1\n\n"),
    ],
)
def test_time_is_linear(line: str) -> None:
    """20,000 times "On " on one line hung two well-known parsers for ever."""
    text = line * 6000
    with Pace() as taken:
        strip(text, "Jo Doe")
    assert taken.seconds < 2.0


def calls(text: str) -> int:
    """How many functions are called for a text, those that are not Python's own among them."""
    count = 0

    def one_more(*_: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(one_more)
    try:
        strip(text, "Jo Doe")
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("above", "line", "below"),
    [
        ("Hi\n", "_____\nlist-info\n", ""),
        ("Hi\n" + "x\n" * 2500, "_____\nlist-info\n", ""),
        ("Hi\n", "> _____\n> list-info\n", "\nanswer\n> x\nyes"),
        ("Hi\n" + "> x\n" * 2500, "> _____\n> list-info\n", "\nanswer\n> x\nyes"),
    ],
)
def test_footers_without_a_gap_are_not_read_again_for_each(
    above: str, line: str, below: str
) -> None:
    """Half a million characters of them took 17 seconds: for every footer that went, all lines
    above it were looked at for the beginning of the paragraph."""
    some, more = (calls(above + line * times + below) for times in (500, 2000))
    assert more < 5 * some


# --- what stands below a quotation, and at its end ------------------------------------------------

INTERLEAVED = """Dear Amina,

We draw the cards by hand.

On Sun, 22 Nov 2026 at 09:27, Amina Kamau via Health Forum <health@lists.example> wrote:

> We have no stock cards since March.

So did we, until 2019. A ruler helps.

> How do you keep cards when the printer is gone?

Paper and glue.

> With kind regards,
> Amina
> --
> Write leave or one a day to health-request@lists.health.example

Ruth Mwale"""


def test_the_end_of_a_quotation_between_answers_goes() -> None:
    """The list's own footer was kept as a paragraph, and counted as minus one line."""
    own, removed = strip(INTERLEAVED, "Ruth Mwale")
    assert "> We have no stock cards since March.\n\nSo did we" in own
    assert own.endswith("Paper and glue.\n\nRuth Mwale")
    assert removed.quoted_lines == 3


@pytest.mark.parametrize(
    "kept",
    [
        "> A line.\n> --\n> Amina\n>\n> Message 2: who counts?\n\nWe do.\n\n> Why?\n\nTo know.",
        "> Who counts?\n> --- or who does not?\n\nWe do.\n\n> Why?\n\nTo know.",
        "> ----\n> Who counts?\n\nWe do.\n\n> Why?\n> ====\n> Or how?\n\nTo know.",
        "> Thank you for the list.\n\nWe do.\n\n> Best wishes\n\nTo you, too.",
        # lines that an answer speaks of went as if they were a signature
        "> Which one?\n> Option A: wait\n> --\n> Option B: act now\n\nI take the second.",
        "> What do we need?\n> —\n> nurses\n> beds\n> drugs\n\nThe third.\n\n> Why?\n\nMalaria.",
        "> What do we need?\n> Best wishes,\n> —\n> nurses\n> beds\n\nThe second.",
        "> Best options:\n> Option A\n> --\n> Option B\n\nI take the second.",
        "> CHIFA profile: Ruth Mwale is a nurse in Ndola.\n\nDoes she still work there?",
        "> To unsubscribe: cards-leave@lists.example.org\n\nHow long does that take?",
    ],
)
def test_a_quotation_that_is_answered_stays(kept: str) -> None:
    own, removed = strip(kept, "Ruth Mwale")
    assert own.replace("> ----\n", "") == kept.replace("> ----\n", "")
    assert removed.quoted_lines >= 0


@pytest.mark.parametrize(
    "end",
    [
        "> -- \n> Amina Kamau\n> Kisumu",
        "> Best wishes,\n> Amina\n> --\n> Kisumu",
        "> Best wishes,\n> --\n> Amina Kamau\n> Kisumu",
        "> Cordialement,\n> Amina\n>\n> To unsubscribe: cards-leave@lists.example.org",
    ],
)
def test_a_signature_at_the_end_of_a_quotation_goes(end: str) -> None:
    own, _ = strip(f"> Who counts?\n>\n{end}\n\nWe do.", "Ruth Mwale")
    assert own == "> Who counts?\n\nWe do."


@given(
    st.lists(
        st.sampled_from(["> a", "> --", ">", "> ____", "> - -", "b", "", "> Regards", "--"]),
        max_size=14,
    )
)
def test_no_count_is_below_zero(lines: list[str]) -> None:
    assert strip("\n".join(lines))[1].quoted_lines >= 0


OFFICE = "CONFIDENTIALITY NOTICE: This message is for the addressee only."
KWAME = "Kwame Boateng | Director | Tel: 233 20 000"


@pytest.mark.parametrize(
    "below",
    [
        f"____\n{KWAME}\n{OFFICE}",
        f"____\n{KWAME}\n\n{OFFICE}",
        f"---\n{KWAME}\n{OFFICE}",
        f"____\nKwame Boateng\nDirector\n{OFFICE}",
        "____\nDr Kwame Boateng\nDirecteur\nAVIS DE CONFIDENTIALITÉ : ce message est confidentiel.",
        "____\nKwame Boateng\nAviso legal: este mensaje es confidencial.",
        "____\nKwame Boateng\nAviso de confidencialidade: esta mensagem é confidencial.",
        "____\nKwame Boateng\nتنبيه قانوني: هذه الرسالة سرية",
        f"____\nKwame Boateng\nDirector, Ministry of Health\nwww.example.org\n\n{OFFICE}",
    ],
)
def test_a_signature_below_a_rule_goes(below: str) -> None:
    """It stood below a quotation: all of it was kept, and the quotation, too."""
    said = f"Dear all\n\nThank you.\n\nOn Sun, Nov 22, 2026 Amina wrote:\n> one\n> two\n\n{below}"
    own, removed = strip(said, "Kwame Boateng")
    assert own == "Dear all\n\nThank you."
    assert removed.signature and removed.disclaimer and removed.quoted_lines >= 2
    assert strip(f"Thank you.\n\n{below}", "Kwame Boateng")[0] == "Thank you."


@pytest.mark.parametrize(
    "kept",
    [
        "____\nKwame Boateng, whom we met in Accra, told us that nobody keeps cards there now.",
        "____\nAmina Kamau | Director | Tel: 233 20 000",
        "____\nKwame has more to say\nabout cards",
        "____\nSecond part\nOf the story",
        "We keep it confidential\nCONFIDENTIALITY NOTICE: this is what our form says of law.",
        # who said what, which went as a whole
        "---\nKwame Boateng:\nWe agree with all three points.\nLet us start on Monday.",
        "---\nKwame Boateng:\nMore nurses | www.example.org",
        "***\nKwame Boateng\nYes, on two conditions",
        "***\nKwame Boateng\nFor open access\nAgainst user fees",
        "---\nKwame Boateng\nWe agree, and this is where it stands.\nCards | www.example.org",
    ],
)
def test_what_stands_below_a_rule_and_is_the_authors(kept: str) -> None:
    assert strip(f"Thank you.\n\n{kept}", "Kwame Boateng")[0] == f"Thank you.\n\n{kept}"


YAHOO = "On Sun, Nov 22, 2026 at 14:00, Health forum<hifa-owner@lists.example.org> wrote:"


@pytest.mark.parametrize(
    "text",
    [
        f"yes {YAHOO}\n> Do you want to join?\n",
        f"yes {YAHOO}   Do you want to join?\n\nThen answer.\n",
        f"yes\n\nSent from Yahoo Mail on Android\n\n  {YAHOO}   Do you want to join?\n\nAnswer.\n",
        f"yes {YAHOO}",
        "yes Le dim. 22 nov. 2026 à 14:00, Forum<hifa@lists.example.org> a écrit :   Bonjour\n",
    ],
)
def test_an_attribution_beside_the_answer_or_the_quotation_is_cut(text: str) -> None:
    """Yahoo's program for Android sets them on one line."""
    assert strip(text)[0].strip() == "yes"


def test_a_day_in_her_own_sentence_is_hers() -> None:
    text = "On Monday 4 May 2026 at 10:00, Amina wrote: count the cards.\nWe did so."
    assert strip(text)[0] == text
