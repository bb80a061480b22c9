"""What mail programs write around an answer, in the language of their user.

It owns the tables of attribution lines ("On … wrote:"), header blocks ("From: Sent: To: Subject:"),
phone lines, subject prefixes and disclaimers, as the programs show them to users of en, fr, es and
pt. The programs cannot be run here: the wordings are written from what they are known to send.

Pure: values in, text out; nothing here can fail for the four languages.
"""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime

# Attribution lines by program and language: the template and the pattern of its date.
ATTRIBUTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "gmail": {
        "en": ("On {date} {name} <{address}> wrote:", "EEE, MMM d, yyyy 'at' h:mm a"),
        "fr": ("Le {date}, {name} <{address}> a écrit :", "EEE d MMM yyyy 'à' HH:mm"),
        "es": ("El {date}, {name} (<{address}>) escribió:", "EEE, d MMM yyyy 'a las' H:mm"),
        "pt": ("{name} <{address}> escreveu ({date}):", "EEEE, d/MM/yyyy 'à(s)' HH:mm"),
    },
    "iphone": {
        "en": ("On {date}, {name} <{address}> wrote:", "d MMM yyyy, 'at' HH:mm"),
        "fr": ("Le {date}, {name} <{address}> a écrit :", "d MMM yyyy 'à' HH:mm"),
        "es": ("El {date}, {name} <{address}> escribió:", "d MMM yyyy, 'a las' H:mm"),
        "pt": ("{name} <{address}> escreveu no dia {date}:", "dd/MM/yyyy 'às' HH:mm"),
    },
    "thunderbird": {
        "en": ("On {date}, {name} wrote:", "dd/MM/yyyy HH:mm"),
        "fr": ("Le {date}, {name} a écrit :", "dd/MM/yyyy 'à' HH:mm"),
        "es": ("El {date}, {name} escribió:", "dd/MM/yyyy 'a las' H:mm"),
        "pt": ("Às {date}, {name} escreveu:", "HH:mm 'de' dd/MM/yyyy"),
    },
    "yahoo": {
        "en": (
            "    On {date}, {name} <{address}> wrote:  ",
            "EEEE, MMMM d, yyyy 'at' hh:mm:ss a zzz",
        ),
        "fr": (
            "    Le {date}, {name} <{address}> a écrit :  ",
            "EEEE d MMMM yyyy 'à' HH:mm:ss zzz",
        ),
        "es": (
            "    En {date}, {name} <{address}> escribió:  ",
            "EEEE, d 'de' MMMM 'de' yyyy, HH:mm:ss zzz",
        ),
        "pt": (
            "    Em {date}, {name} <{address}> escreveu:  ",
            "EEEE, d 'de' MMMM 'de' yyyy HH:mm:ss zzz",
        ),
    },
    "mutt": dict.fromkeys(  # speaks English to everybody who does not configure it
        ("en", "fr", "es", "pt"),
        ("On {date}, {name} wrote:", "EEE, MMM dd, yyyy 'at' hh:mm:ssa Z"),
    ),
}

# Header blocks by program and language: the line above, the labels of sender, date, recipient and
# subject, and the pattern of the date. The order of the four lines is the program's.
_GALAXY = "dd/MM/yyyy HH:mm '(GMT'ZZZZZ')'"
_LINE = "_" * 32
BLOCKS: dict[str, dict[str, tuple[str, tuple[str, str, str, str], str]]] = {
    "outlook": {
        "en": (_LINE, ("From:", "Sent:", "To:", "Subject:"), "EEEE, MMMM d, yyyy h:mm a"),
        "fr": (_LINE, ("De :", "Envoyé :", "À :", "Objet :"), "EEEE d MMMM yyyy HH:mm"),
        "es": (
            _LINE,
            ("De:", "Enviado:", "Para:", "Asunto:"),
            "EEEE, d 'de' MMMM 'de' yyyy H:mm",
        ),
        "pt": (
            _LINE,
            ("De:", "Enviado:", "Para:", "Assunto:"),
            "EEEE, d 'de' MMMM 'de' yyyy HH:mm",
        ),
    },
    "samsung": {
        "en": (
            "-------- Original message --------",
            ("From:", "Date:", "To:", "Subject:"),
            _GALAXY,
        ),
        "fr": (
            "-------- Message d'origine --------",
            ("De :", "Date :", "À :", "Objet :"),
            _GALAXY,
        ),
        "es": (
            "-------- Mensaje original --------",
            ("De:", "Fecha:", "Para:", "Asunto:"),
            _GALAXY,
        ),
        "pt": (
            "-------- Mensagem original --------",
            ("De:", "Data:", "Para:", "Assunto:"),
            _GALAXY,
        ),
    },
    "webmail": {
        "en": (
            "----- Original Message -----",
            ("From:", "Sent:", "To:", "Subject:"),
            "EEEE, MMMM d, yyyy h:mm:ss a",
        ),
        "fr": (
            "----- Mail original -----",
            ("De:", "Envoyé:", "À:", "Objet:"),
            "EEEE d MMMM yyyy HH:mm:ss",
        ),
        "es": (
            "----- Mensaje original -----",
            ("De:", "Enviados:", "Para:", "Asunto:"),
            "EEEE, d 'de' MMMM yyyy H:mm:ss",
        ),
        "pt": (
            "----- Mensagem original -----",
            ("De:", "Enviadas:", "Para:", "Assunto:"),
            "EEEE, d 'de' MMMM 'de' yyyy HH:mm:ss",
        ),
    },
}
BLOCKS["phone-html"] = BLOCKS["outlook"]

PHONE_LINES: dict[str, dict[str, str]] = {
    "iphone": {
        "en": "Sent from my iPhone",
        "fr": "Envoyé de mon iPhone",
        "es": "Enviado desde mi iPhone",
        "pt": "Enviado do meu iPhone",
    },
    "samsung": {
        "en": "Sent from my Galaxy",
        "fr": "Envoyé depuis mon appareil Galaxy",
        "es": "Enviado desde mi Galaxy",
        "pt": "Enviado do meu Galaxy",
    },
    "phone-html": {
        "en": "Get Outlook for Android",
        "fr": "Télécharger Outlook pour Android",
        "es": "Obtener Outlook para Android",
        "pt": "Obter o Outlook para Android",
    },
}

_PREFIXES: dict[str, dict[str, str]] = {
    "outlook": {"en": "RE: ", "fr": "RE : ", "es": "RE: ", "pt": "RES: "},
    "phone-html": {"en": "RE: ", "fr": "RE: ", "es": "RE: ", "pt": "RES: "},
    "samsung": {"en": "RE: ", "fr": "RE: ", "es": "RE: ", "pt": "RES: "},
}

DISCLAIMERS = {
    "en": "This message and any attachment are confidential and intended solely for the addressee. "
    "If you have received this message in error, please notify the sender and delete it.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive "
    "de leurs destinataires. Si vous avez reçu ce message par erreur, merci d'en avertir "
    "l'expéditeur et de le détruire.",
    "es": "Este mensaje y sus anexos son confidenciales y están dirigidos exclusivamente a su "
    "destinatario. Si ha recibido este mensaje por error, le rogamos que avise al remitente y lo "
    "elimine.",
    "pt": "Esta mensagem e os seus anexos são confidenciais e destinam-se exclusivamente ao "
    "destinatário. Se recebeu esta mensagem por engano, por favor avise o remetente e apague-a.",
}


def attribution(program: str, language: str, name: str, address: str, when: datetime) -> str:
    """The line above a quotation, with `when` in the user's own time."""
    template, pattern = ATTRIBUTIONS[program][language]
    date = format_datetime(when, pattern, locale=language)
    return template.format(name=name, address=address, date=date)


def block(
    program: str, language: str, sender: str, to: str, subject: str, when: datetime
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The line above a quoted header block, and its (label, value) pairs in order."""
    line, labels, pattern = BLOCKS[program][language]
    date = format_datetime(when, pattern, locale=language)
    pairs = list(zip(labels, (sender, date, to, subject), strict=True))
    if program == "webmail":  # names the recipient before the date
        pairs[1], pairs[2] = pairs[2], pairs[1]
    return line, tuple(pairs)


def answer_prefix(program: str, language: str) -> str:
    """What the program sets before the subject of an answer: "Re: " for most."""
    return _PREFIXES.get(program, {}).get(language, "Re: ")
