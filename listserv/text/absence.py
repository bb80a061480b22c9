"""The words of people who are away, and of programs that say for them that a mail was read; pure.

Owns what vacation programs and mail programs write in the languages of the house where no header
says that no person wrote it. A subject alone is never enough: members write about leave, too. A
wrong no costs an answer to a robot, a wrong yes a member's mail, so both parts must agree.
"""

from __future__ import annotations

import re

from listserv.text.marks import either

LONGEST = 1500  # characters of a text; who writes more writes to somebody

_BEGINNING = (
    r"\s*(?:(?:re|aw|tr|sv|rép?|ref|res|رد)\s*:\s*)?(?:i['’]?\s?a?m |i am )?(?:currently )?"
)
# What only a program writes, or who is away to everybody.
_SURE = either(
    r"auto(?:mat(?:ic|ed))?[ -]?(?:reply|response|responder|answer)",
    r"out of (?:the |my )?office|ooo|oof|away from (?:the |my )?(?:office|desk|e-?mail|mail)",
    r"(?:vacation|holiday|leave) (?:message|reply|response|notice)",
    r"not (?:in|at) (?:the |my )?office",
    r"réponse auto(?:matique)?|absente? du bureau|hors du bureau|(?:notification d['’]|avis d['’]"
    r"|message d['’])absence|absence du bureau",
    r"(?:auto)?respuesta autom[áa]tica|autorespuesta|mensaje autom[áa]tico|fuera de (?:la )?oficina"
    r"|ausente de la oficina|aviso de ausencia",
    r"resposta autom[áa]tica|mensagem autom[áa]tica|fora do escritório|aviso de ausência"
    r"|ausência (?:temporária|do escritório)",
    r"(?:ال)?رد (?:ال)?(?:تلقائي|آلي)|رسالة (?:تلقائية|آلية)|خارج (?:ال)?مكتب|إشعار غياب",
    r"abwesenheitsnotiz|automatische antwort",
)
# What a person may write above a request for a pause: only before the subject that is answered.
_MAYBE = either(
    r"auto|away|on (?:annual |maternity |sick |study )?(?:leave|vacation|holidays?|mission)",
    r"(?:annual|maternity|sick|study) leave|vacation|travell?ing",
    r"absente?|absence|(?:en )?congés?|en vacances|en mission|indisponible|je suis .{1,30}",
    r"(?:estoy )?ausente|ausencia|(?:estoy )?(?:de )?vacaciones|de licencia",
    r"ausência|(?:estou )?(?:de )?férias|(?:estou )?ausente|de licença",
    r"(?:في )?(?:ال)?إجازة(?: سنوية)?|غياب|غير متواجدة?|abwesend",
)
_SUBJECT = re.compile(
    rf"{_BEGINNING}(?:{_SURE}\s*(?:[:：!.(\[–—-]|$|\b(?:re|until|till|from|jusqu|du|hasta|del|até|de)\b|حتى)"
    rf"|{_MAYBE}\s*(?:[:：]|\bre\b))",
    re.IGNORECASE,
)
_TEXT = re.compile(
    either(
        r"out of (?:the |my )?office|(?:annual|maternity|paternity|sick|study) leave|on leave",
        r"on (?:vacation|holidays?)|away (?:until|from (?:the|my) (?:office|desk|e-?mail))",
        r"will (?:return|be back|(?:respond|reply|answer|get back).{1,30}\b(?:when|on my|upon))",
        r"(?:limited|no|intermittent|irregular) access to (?:my )?e-?mail|not monitored",
        r"auto(?:matic|mated)? (?:reply|response|answer)",
        r"absente? (?:du bureau|jusqu)|en congés?\b|en vacances|de retour (?:le|au|lundi)",
        r"répondrai|mon retour|accès limité|réponse auto|message automatique|en mission",
        r"fuera de (?:la )?oficina|de vacaciones|estaré ausente|estoy ausente|regreso el",
        r"mi (?:regreso|vuelta)|respuesta autom|mensaje autom|de licencia|acceso limitado",
        r"fora do escritório|de férias|estarei ausente|estou ausente|regresso a",
        r"meu (?:regresso|retorno)|resposta autom|mensagem autom|de licença|acesso limitado",
        r"خارج (?:ال)?مكتب|في (?:ال)?إجازة|(?:رد|الرد) (?:ال)?(?:تلقائي|آلي)|عند عودتي|سأعود"
        r"|رسالة (?:تلقائية|آلية)|غير متواجد",
    ),
    re.IGNORECASE,
)
# A text that says of itself that it is an automatic answer.
_SAYS_SO = re.compile(
    either(
        r"this (?:is|e-?mail is|message is|mail is) an? auto(?:matic|mated|matically generated)? ?"
        r"(?:reply|response|answer|acknowledge?ment)|^\W*auto(?:matic|mated)[ -](?:reply|response)",
        r"(?:ceci|ce message|ce courriel) est (?:une? )?(?:réponse|accusé de réception)"
        r" automatique",
        r"est[ae] (?:mensaje )?es una respuesta automática|est[ae] (?:mensagem )?é uma resposta"
        r" automática|esta é uma mensagem automática|este es un mensaje automático",
        r"هذ[اه] (?:ال)?(?:رد|رسالة|رسالة رد) (?:ال)?(?:تلقائي|آلي)",
    ),
    re.IGNORECASE | re.MULTILINE,
)
_READ_SUBJECT = re.compile(
    r"\s*" + either("read", "lu", "leído", "lid[ao]", "gelesen", "قُ?رئت?", "مقروءة") + r"\s*[:：]",
    re.IGNORECASE,
)
_READ_TEXT = re.compile(
    either(
        r"was read|has been (?:read|displayed|opened)|return receipt|read receipt",
        r"a été (?:lu|affiché|ouvert)|accusé de (?:lecture|réception)",
        r"(?:fue|ha sido) (?:leído|abierto|mostrado)|confirmación de lectura",
        r"acuse de (?:recibo|lectura)",
        r"foi (?:lid[ao]|abert[ao]|exibid[ao])|(?:recibo|aviso|confirmação) de leitura",
        r"تم(?:ت)? قراءة|إيصال (?:ال)?قراءة",
    ),
    re.IGNORECASE,
)


def away(subject: str, text: str, marked: bool) -> bool:
    """Whether a vacation program wrote this: its subject, and its text or a mark in its headers."""
    if not _SUBJECT.match(subject):
        return False
    return marked or (len(text) < LONGEST and bool(_TEXT.search(text)))


def receipt(subject: str, text: str) -> bool:
    """Whether this says that a mail was read, in words alone."""
    short = len(text) < LONGEST
    return short and bool(_READ_SUBJECT.match(subject) and _READ_TEXT.search(text))


def says_so(text: str) -> bool:
    """Whether a short text calls itself an automatic answer."""
    return len(text) < LONGEST and bool(_SAYS_SO.search(text))
