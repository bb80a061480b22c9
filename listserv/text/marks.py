"""The phrases by which mail programs and lists mark what is not the author's text; pure.

One place for the words of every language: attribution lines, header blocks of answered and
forwarded mail, phone lines, closings. What stands below a text (disclaimers, footers,
signatures) is in text/below.py. Written from public documentation of the programs and from
test corpora. Every pattern matches from the start of one line (or of a few joined lines) whose
length the caller caps, so that the work is linear.
"""

from __future__ import annotations

import re


def either(*phrases: str) -> str:
    """A group that matches any of the patterns, in their order."""
    return f"(?:{'|'.join(phrases)})"


BIDI = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

# --- attribution lines ---------------------------------------------------------------------------

_D = "[0-9٠-٩]"

WROTE = re.compile(
    either(
        r"\b(?:wrote|writes)\b|^quoting\b|^(?:citando|zitat von)\b",
        r"\b(?:a écrit|a ecrit|écrivait)\b",
        r"\b(?:escribió|escribio)\b",
        r"\bescreveu\b",
        r"تمت كتابة ما يلي",
        r"كتب(?:ت)?\b",
        r"\b(?:schrieb|schreef|geschreven|skrev|ha scritto|aliandika|pisze)\b",
        r"\bnapisał|\bнаписал|\bпишет\b",
    ),
    re.IGNORECASE,
)
LEAD_WORD = re.compile(r"(?:on|le|el|em|il|am|op|no dia|den|dnia|mnamo|في|بتاريخ)\b", re.IGNORECASE)
LEAD = re.compile(
    r"(?:on|le|el|em|il|am|op|a|at|às|no dia|den|dnia|mnamo|في|بتاريخ)\b\W{0,4}"
    rf"(?:[^\s,]{{1,16}},?\s){{0,3}}[^\d\n]{{0,12}}{_D}",
    re.IGNORECASE,
)
DATE = re.compile(
    either(
        rf"{_D}{{4}}",
        rf"{_D}{{1,2}}\u200f?[/.-]{_D}{{1,2}}\u200f?[/.-]",
        rf"{_D}{{1,2}}\s?[:h]{_D}{{2}}",
    )
)
TIME = re.compile(rf"(?<!{_D}){_D}{{1,2}}\s?[:h.]{_D}{{2}}(?!{_D})")
ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{2,255}")
# Phones and mutt name date, time and address without a verb: `5 Jan 2026 22:06 Amina <a@b.org>:`
WORDLESS = re.compile(
    rf"(?:{_D}|\*\s)[^<>]{{0,80}}<[^\s<>@]{{1,64}}@[^\s<>@]{{2,255}}>[^<>]{{0,24}}:\s*$"
)

# --- header blocks -------------------------------------------------------------------------------

_FROM = either(
    "from", "de", "von", "da", "van", "fra", "från", "من", "المرسل", "kutoka", "发件人|寄件者", "от"
)
_SENT = either(
    "sent",
    "envoyé(?: le)?",
    "date d['’]envoi",
    "enviados?(?: el| em)?",
    "enviadas?(?: em)?",
    "data de envio",
    "تاريخ الإرسال",
    "تم الإرسال",
    "أُ?رسلت",
    "gesendet",
    "inviato",
    "verzonden",
    "skickat",
    "sendt",
    "imetumwa",
    "发送时间|寄件日期",
    "отправлено",
)
# People write these above what they announce, too.
_DATE = either("date", "fecha", "data", "تاريخ", "التاريخ", "datum", "tarehe", "日期", "дата")
_TO = either("to|cc|à|a|para|copie à|copia|إلى|نسخة|المستلم|an|aan|kwa|收件人|收件者|кому|копия")
_SUBJECT = either(
    "subject",
    "objet",
    "sujet",
    "asunto",
    "assunto",
    "الموضوع",
    "betreff",
    "oggetto",
    "onderwerp",
    "ämne",
    "emne",
    "mada",
    "主题|主旨",
    "тема",
)
HEADER_LABEL = re.compile(
    r"[\s*_]{0,6}"
    rf"(?:(?P<origin>{_FROM})|(?P<sent>{_SENT})|(?P<date>{_DATE})|(?P<to>{_TO})"
    rf"|(?P<subject>{_SUBJECT}))"
    r"\s{0,2}\*{0,2}\s?[:：](?:\*{1,2}|_?(?:\s|$)|(?<=：))",
    re.IGNORECASE,
)
# Some programs lose the line breaks: `From: Amina <a@b.org> Sent: Monday … To: … Subject: …`
SENT_IN_LINE = re.compile(rf"\s\*?{_SENT}\s?:\*?\s", re.IGNORECASE)
SUBJECT_IN_LINE = re.compile(rf"\s\*?{_SUBJECT}\s?:\*?\s", re.IGNORECASE)
ANSWER_MARK = re.compile(r"\s*(?:re|rép|res|rv|aw|antw|sv|رد|tr|fwd?|enc)\s?:", re.IGNORECASE)

_FORWARDED = either(
    "forwarded message",
    "forwarded by [^-]{1,80}",
    "message (?:transféré|transmis|réexpédié)",
    "mensaje reenviado",
    "mensagem (?:encaminhada|reencaminhada)",
    "رسالة (?:معاد توجيهها|معاد إرسالها|مُعاد توجيهها)",
    "weitergeleitete nachricht",
    "messaggio inoltrato",
    "doorgestuurd bericht",
)
_OLD_MESSAGE = either(
    _FORWARDED,
    "original (?:message|appointment)",
    "reply message|répondre au message|mensaje de respuesta|mensagem de resposta",
    "message (?:d['’]origine|original)",
    "(?:e-?)?mail (?:d['’]origine|original)",
    "mensaje (?:original|enviado)",
    "mensagem (?:original|enviada)",
    "الرسالة الأصلية",
    "رسالة أصلية",
    "ursprüngliche nachricht",
    "messaggio originale",
    "oorspronkelijk bericht",
    "ujumbe asili",
    "邮件原件|原始邮件|原始郵件|исходное сообщение",
)
_FORWARD_BEGINS = either(
    "begin forwarded message",
    "début du message (?:réexpédié|transféré)",
    "inicio del mensaje reenviado",
    "início da mensagem (?:reencaminhada|encaminhada)",
    "(?:بداية|بدء) الرسالة (?:المعاد|المُعاد) توجيهها",
    "anfang der weitergeleiteten nachricht",
)
SEPARATOR = re.compile(
    rf"\s{{0,3}}-{{3,}}\s?\*{{0,2}}{_OLD_MESSAGE}\s?\*{{0,2}}\s?-{{3,}}\s*$"
    rf"|{_FORWARD_BEGINS}\s?:?\s*$",
    re.IGNORECASE,
)
FORWARD = re.compile(
    rf"\s{{0,3}}-{{3,}}\s?\*{{0,2}}{_FORWARDED}\s?\*{{0,2}}\s?-{{3,}}\s*$"
    rf"|{_FORWARD_BEGINS}\s?:?\s*$",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,4}(?:_{5,}|-{5,}|={5,}|\*{5,}|#{5,}|—{3,}|(?:-=){4,}-)\s*$")

# An extract below it is what its author wants everybody to read.
CITATION = re.compile(r"\s*(?:CITATION|CITA|CITAÇÃO|CITACIÓN|REFERENCES?|RÉFÉRENCES?|المرجع)\s?:")

# --- phone lines ---------------------------------------------------------------------------------

_DEVICE = either(
    "iphone|ipad|ipod|galaxy|samsung|blackberry|android|huawei|tecno|infinix|itel|nokia|xiaomi",
    "redmi|oppo|xperia|htc|lg|motorola|lumia|wiko|alcatel|pixel|oneplus|honor|vivo|realme|poco|zte",
    "sony|lenovo|windows phone|mobile|smart ?phone|phone|tablet",
    "handheld|handset|device|mail|e-?mail|yahoo|outlook|gmail|aol|proton ?mail|boxer|bluemail",
    "mobil|portable|téléphone|telephone|tablette|courrier|appareil|messagerie",
    "móvil|movil|teléfono|telefono|celular|dispositivo|correo",
    "telemóvel|telemovel|telefone|correio",
    "handy|cellulare|telefoon|telefon|simu",
)
_SOME = r"(?:[\w&'’.®™-]+,? ){0,3}"  # make and model
_ARABIC_DEVICE = either(
    "iphone|ipad|galaxy|samsung|huawei|android|outlook|yahoo|gmail|proton",
    "(?:ال)?(?:هاتف|جوال|موبايل|جهاز|ايفون|ايباد|بريد|تطبيق)ي?",
)
_APP = r"(?:outlook|bluemail|typeapp|yahoo mail)"
_PHONE = either(
    r"(?:(?:please )?(?:excuse|pardon|forgive) (?:[\w,&/-]+ ){0,5}[\w,&/-]+[;,.-]{1,2} )?"
    rf"sent (?:from|via|using|with|on|by) (?:my |a |an |the )?{_SOME}{_DEVICE}\b",
    r"sent (?:on the go|wirelessly)",
    rf"(?:message )?envoy[ée]e? (?:de|depuis|avec|par|via|sur|à partir d[e'’])"
    rf" ?(?:mon |ma |un |une |l[ae'’] ?)?{_SOME}{_DEVICE}\b",
    r"provenance : courrier\b",
    rf"enviad[oa] (?:desde|con|por|vía|via|pel[oa]|d[eoa]|a partir d[eo]|através d[eoa])"
    rf" (?:mi |un |una |el |la |o |a |meu |minha |um |uma )?{_SOME}{_DEVICE}\b",
    rf"enviado com o {_SOME}{_DEVICE}\b",
    rf"(?:ارسلت?|مرسلة?|تم (?:ال)?ارسال(?:ه|ها)?) (?:من|بواسطة|عبر) .{{0,20}}{_ARABIC_DEVICE}\b",
    r"von meine[mr].{1,40} gesendet",
    rf"gesendet (?:von|mit|aus|über) {_SOME}{_DEVICE}",
    r"diese nachricht wurde von .{1,60} gesendet",
    rf"inviato (?:da|dal|con) {_SOME}{_DEVICE}",
    rf"(?:verzonden|verstuurd) (?:vanaf|met|via|vanuit) {_SOME}{_DEVICE}",
    rf"imetumwa (?:kutoka|kwa) {_SOME}{_DEVICE}",
    rf"(?:skickat från|sendt fra) {_SOME}{_DEVICE}",
    rf"(?:get|download) {_APP} for \w+",
    rf"(?:télécharge[zr]|obtene[zr]|obtenir) {_APP} (?:pour|para) \w+",
    rf"(?:obtener|obtenga|descargar|obter|obtenha|baixar|baixe)(?: o)? {_APP} para (?:o )?\w+",
    r"(?:الحصول على|احصل على|تنزيل) outlook .{0,30}",
    r"outlook für \w+ (?:beziehen|herunterladen)",
    r"yahoo mail: search, organize, conquer",
)
_PHONE_LINE = re.compile(rf"{_PHONE}(?P<rest>.{{0,60}})$", re.IGNORECASE)
_GOES_ON = re.compile(r"\b(?:is|was|are|but|and|so|because|est|mais|es|pero|mas)\s", re.IGNORECASE)
_LINK = re.compile(r"\s?[<(]?https?://\S{1,200}")
_EXCUSE = re.compile(
    r"(?:[.,;:!–-]{1,2}\s?| )(?:(?:and|so|please) )?"
    r"(?:(?:please )?(?:excuse|pardon|forgive)|apologies|sorry|désolé|excusez|merci d'excuser"
    r"|disculpe|perdón|desculpe)\b.*",
    re.IGNORECASE,
)
# Vowel signs and the stretching of letters; the forms of alef.
_ARABIC: dict[int, str | None] = {
    **dict.fromkeys((0x640, *range(0x64B, 0x653))),
    **dict.fromkeys((0x622, 0x623, 0x625), "\u0627"),
}


def is_phone_line(line: str) -> bool:
    """`Sent from my iPhone` and its like; a sentence that merely begins so is none."""
    if len(line) > 250:
        return False
    line = _LINK.sub("", BIDI.sub("", line)).strip("*_<>()[]-–—. \t").translate(_ARABIC)
    found = _PHONE_LINE.match(line)
    return found is not None and not _GOES_ON.search(f"{_EXCUSE.sub('', found['rest'])} ")


# --- closings ------------------------------------------------------------------------------------

CLOSING = re.compile(
    either(
        r"(?:with )?(?:kind|best|warm|warmest|kindest)?\s?(?:regards|wishes)",
        "best|yours|sincerely|faithfully|respectfully|cordially|cheers|greetings|in solidarity",
        "thanks|thank you|many thanks|with (?:many )?thanks",
        "(?:bien |très )?cordialement|amicalement|bien à (?:vous|toi)|sincèrement",
        "(?:meilleures )?salutations|respectueusement|(?:con)?fraternellement",
        "avec mes|merci|bonne (?:journée|soirée)|à bientôt",
        "(?:un )?(?:cordial |afectuoso |fuerte )?(?:saludo|abrazo)s?",
        "atentamente|atte|cordialmente|(?:muchas )?gracias",
        "atenciosamente|att|(?:com os )?(?:melhores )?cumprimentos|abraços?|saudações",
        "obrigad[oa]|grat[oa]|respeitosamente",
        "مع (?:خالص |أطيب )?(?:التحية|التحيات|الشكر|تحياتي)",
        "(?:مع )?تحياتي|و?شكرا|والسلام",
        "mit freundlichen grüßen|wenu|asante",
    )
    + r"\b",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"(?:dr|prof|mr|mrs|ms|miss|mme|mlle|m|sr|sra|dra|sister|eng|rev|hon|sir|dame|pr)\b\.?\s*|(?:د|أ)\.\s*",
    re.IGNORECASE,
)
