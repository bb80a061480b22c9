"""What stands below an author's text: signatures, disclaimers, banners, list footers; pure.

Owns the phrases of all languages for them and the judgement about one paragraph. Each takes
the lines of a paragraph, capped by the caller, and says yes only where it is sure: a person's
own sentence about confidentiality or about a mailing list stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.text.accents import unaccented
from listserv.text.marks import CLOSING, RULE, TITLE, either

# --- disclaimers and banners ---------------------------------------------------------------------

_THIS_MAIL = either(
    "(?:this|the) (?:e-?mail|message|communication|transmission|electronic mail)(?: message)?",
    "(?:ce|le présent) (?:message|courriel|e-?mail|mail|courrier électronique)",
    "(?:este|el presente) (?:mensaje|correo|e-?mail|comunicado)(?: electrónico)?",
    "(?:esta|este|a presente|o presente) (?:mensagem|comunicação|e-?mail)",
    "(?:diese|dieses) (?:e-?mail|nachricht|schreiben)",
)
_AND_FILES = (
    r"(?: ?[,(]? ?(?:and|including|together|with|et|ainsi que|y compris|y|e|incluidos|incluindo"
    r"|bem como|así como|junto),? [^.]{1,80})?"
)
_IS = either(
    "is|are|may|was|contains?|has been|have been",
    "est|sont|peut|peuvent|contient|contiennent|s'adresse",
    "es|son|está|están|puede|pueden|contiene|va|se dirige",
    "é|são|pode|podem|contém|destina-se|enthält|ist|kann",
)
# Nobody but an office begins so. One word of the law, or of paper, is enough below it.
_NOTICE = re.compile(
    r"(?:P |\W{0,8})"
    + either(
        "(?:e-?mail )?confidentiality (?:notice|note|statement|warning)|notice of confidentiality",
        "(?:information security|privacy|legal) notice|unauthori[sz]ed use",
        r"(?:important(?: notice)?|notice)\s?[:–-] ?"
        rf"(?:the (?:contents?|information)(?: \w+){{1,2}} )?{_THIS_MAIL}",
        rf"the information (?:in|of|within) {_THIS_MAIL}",
        r"confidential\s?[:–-]|privileged (?:and|&) confidential|the contents may be|virus-free",
        "(?:the |any )?(?:views|opinions) (?:and opinions )?expressed(?! by)",
        "the (?:information|contents?) (?:contained|transmitted) (?:in|within) this",
        "les (?:informations|opinions) (?:contenues|exprimées) dans (?:ce|cet|le présent)",
        "la información (?:contenida|transmitida) en (?:este|el presente)",
        "as informações (?:contidas|transmitidas) n(?:est|ess)[ae]",
        "please (?:consider|think of|think about) the environment|think before (?:you )?print",
        "before printing|do you really need to print|save (?:a tree|paper)",
        r"(?:avis|avertissement|clause|mention|note) de confidentialité",
        "le contenu de ce (?:message|courriel|mail) n['’]engage",
        "garanti sans virus|l['’]absence de virus",
        "(?:merci de penser|pensez) à l['’]environnement|n['’]imprimez (?:ce|cet|que)",
        "avant d['’]imprimer",
        "(?:aviso|nota|cláusula) (?:legal|de (?:la )?confidencialidade?|de privacidade?)",
        r"advertencia legal|confidencialidade?\s?:|libre de virus|el software de antivirus",
        "(?:por favor,? )?(?:antes de imprimir|considere el medio ?ambiente)",
        "(?:piense en el medio ?ambiente|pense (?:no|antes de imprimir))",
        "(?:livre de|sem) vírus|este e-?mail foi verificado",
        "إشعار (?:السرية|سرية)|إخلاء (?:مسؤولية|المسؤولية)|تنبيه قانوني",
        "يرجى مراعاة البيئة",
    )
    + r"(?!\w)",
    re.IGNORECASE,
)
# A person may begin so: two such words are needed below it.
_HEADED = re.compile(
    r"(?:P |\W{0,8})" + either(r"disclaimer|avertissement\s?:|proteja o|تنويه\s?:") + r"(?!\w)",
    re.IGNORECASE,
)
_ABOUT_MAIL = re.compile(
    r"[\s*_\-=#]{0,6}"
    + either(
        rf"{_THIS_MAIL}{_AND_FILES},? {_IS}",
        "the (?:information|contents?) (?:in|of|within) this",
        "if you (?:are not the intended|have received this (?:e-?mail|message|mail|comm|trans|in))",
        "si vous (?:n['’]êtes pas le destinataire|avez reçu ce|recevez ce)",
        "el contenido de (?:este|el presente)",
        "si (?:usted )?(?:no es el destinatario|ha recibido (?:este|esta)|recibe este)",
        "o conteúdo d(?:est|ess)[ae]",
        "(?:se|caso) (?:você |o senhor )?(?:não (?:é|for|seja) o destinatário|recebeu est[ae])",
        "هذه الرسالة (?:الإلكترونية )?(?:وأي مرفقات (?:بها|معها) )?(?:سرية|موجهة|قد|مخصصة|تحتوي)",
        "(?:إن )?المعلومات الواردة في هذ[ها]|إذا (?:لم تكن|وصلتك|استلمت)",
        "(?:إن |يحتوي )?هذا البريد",
    ),
    re.IGNORECASE,
)
_LEGAL = re.compile(
    either(
        "confidential|privileged|intended|addressed|addressee|recipient|disclos|avast|environment",
        r"cont(?:ain|ien|en|ém|er)\w{0,4}(?= (?:\S{1,30} ){0,4}inform)|by mistake|in error",
        r"\b(?:law|print|error|erro)\b",
        "meant only|views|opinions|property of",
        "confidentiel|destinés?|destinataire|erreur|imprim|environnement|réservé|engage",
        "confidencia|destinatari|destinad|dirigid|receptor|medio ?ambiente|legal|privilegi",
        "confidenciais|destinatári|destina-se|destinam-se|meio ambiente|vertraulich",
        "سري|موجه|المرسل إليه|مسؤولية|خطأ|المستلم|البيئة",
    ),
    re.IGNORECASE,
)
# What stands alone above a disclaimer.
_HEADING = re.compile(
    r"[\s*_\-=#]{0,30}"
    + either(
        "disclaimer|confidentiality|legal notice|important notice",
        "(?:avis|mention|clause|note) (?:de confidentialité|légale?)|avertissement",
        "(?:aviso|nota|cláusula|advertencia) (?:legal|de confidencialidade?)|confidencialidade?",
        "إخلاء (?:مسؤولية|المسؤولية)|تنبيه قانوني|تنويه|إشعار (?:السرية|سرية)",
    )
    + r"[\s*_\-=#:]{0,30}$",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"(?=.{0,200}\b"
    + either(
        "e-?mails?|mails?|messages?|senders?|originated|courriels?|expéditeurs?",
        "correos?|remitentes?|mensajes?|mensage(?:m|ns)|remetentes?",
    )
    + r"\b)[\s*\[(]{0,4}"
    + either(
        "caution|warning|external(?: e-?mail| sender| message)?",
        "attention|avertissement|courriel externe",
        "advertencia|correo externo|atenção|e-?mail externo",
    )
    + r"[\]\s:*!.-]{1,6}.{0,80}(?:external|outside|extérieur|externe|externo|fuera|fora)",
    re.IGNORECASE,
)

# --- list footers --------------------------------------------------------------------------------

_BEFORE = r"[\s*_>|<-]{0,6}"
_FOOTER = re.compile(
    _BEFORE
    + either(
        r"\S{1,60} mailing list\s*$|.{0,60}mailing list\s*--\s|list-?info\b",
        r"https?://\S{1,100}/(?:mailman|listinfo|postorius|options)/",
        r"to unsubscribe\s?(?:$|[:,]|.{0,80}(?:@|://|\bsend|\bclick|\bvisit|\be-?mail))",
        r"unsubscribe(?: from this list| here)?\s?[:<]",
        "you (?:are receiving|received|get|got) this .{0,20}(?:because|as)",
        "to post .{0,40}(?:send|e-?mail|write) .{0,60}@",
        "to view this discussion|for more options,? visit|a reply to this message will be sent",
        r"view/reply online|groups\.io links|mute this topic|yahoo! groups links",
        r"join dgroups|dgroups is\b|a dgroups community|.{0,60}\bdgroups\.(?:org|io|info)\b",
        "pour (?:vous |se )dés(?:inscri|abonn)|vous recevez ce message,? (?:car|parce)",
        "para (?:darse|darte) de baja|recibe? (?:usted )?este (?:mensaje|correo) porque",
        "has recibido este mensaje porque",
        "para cancelar (?:(?:su|tu|a sua|la|a) )?(?:suscripción|subscrição|inscrição)",
        "para se descadastrar|para deixar de receber",
        "para (?:sair|salir) d(?:[aeo]|el|este|esta)(?: (?:la|esta|este))?"
        " (?:lista|grupo|foro|fórum)",
        "para anular a subscrição",
        "(?:você |está a )?receb.{1,6} es[ts][ea] (?:mensagem|e-?mail) porque",
        "لإلغاء الاشتراك|لمغادرة القائمة|(?:تتلقى|تلقيت) هذه الرسالة",
        r"got this from a colleague\?|reçu d['’]un collègue \?|¿se lo pasó un colega\?",
        r"recebeu de um colega\?|وصلتكم هذه من زميل|reply to this email directly or view it on",
    ),
    re.IGNORECASE,
)
# What a person may write too; two lines of a footer make one.
_FOOTER_LINE = re.compile(
    _BEFORE
    + either(
        r".{0,60}\b[a-z0-9-]{1,24}-(?:join|leave|subscribe|unsubscribe|request)(?:\+\S{1,40})?@",
        r"(?:answers go|les réponses vont|las? respuestas? va|as? respostas? v)|الرد يصل إلى",
        r"(?:réponse : )?à tous\b|(?:to all|a todos|إلى الجميع)\s?:",
        r"(?:post|leave|digest|help|to reply to sender)\s?: \S{1,60}@\S",
    ),
    re.IGNORECASE,
)

# --- signatures ----------------------------------------------------------------------------------

_PROFILE = re.compile(
    r"(?:([\w.-]{2,24}) )?(?:profile|profil|perfil)(?: ([\w.-]{2,24}))?\s?:\s", re.IGNORECASE
)
_PERSON = re.compile(
    r"\b(?:(?i:works?|travaille|trabaja|trabalha)|(?:is an?|est une?|es una?|é uma?)|AT)\b|@"
)
_CONTACT = re.compile(
    either(
        r"(?:tel|tél|phone|telephone|mobile|mob|cell|fax|whatsapp|skype)\s?[.:/]{1,2}\s?\S",
        r"[tmp]\s?[.:/]{1,2}\s?\+?(?:[\s().-]{0,2}\d){6}|p\.? ?o\.? ?box\b",
        r"(?:e-?mail|courriel|correo|web|téléphone|teléfono|telefone|cel)\s?[.:/]{1,2}\s?\S",
        r"(?:هاتف|جوال|بريد)\s?[.:/]{1,2}\s?\S",
        r"\+\d{1,3}[\s().-]?\d|www\.\S|https?://\S{1,300}$|[^\s@]{1,64}@[^\s@]{1,255}$",
    ),
    re.IGNORECASE,
)

# `Amina Kamau, RN` and `Amina Kamau | Ministry of Health`
_COLUMN = re.compile(r"\s?[|,•·/]\s?")
_RULED = re.compile(r"\s{0,4}(?:_{2,}|-{3,}|={3,}|\*{3,}|—+)\s*$")  # also shorter than a RULE


def is_footer(paragraph: Sequence[str]) -> bool:
    """The lines that a list puts below every message, with or without a rule above them."""
    if not paragraph or len(paragraph) > 12:
        return False
    filled = [line for line in paragraph if not RULE.match(line)]
    hits = sum(1 for line in filled if is_footer_line(line))
    if RULE.match(paragraph[0]) and hits * 2 >= len(filled):
        return bool(hits)
    return hits > 0 and (bool(_FOOTER.match(filled[0])) or (hits > 1 and is_footer_line(filled[0])))


def is_footer_line(line: str) -> bool:
    """One line of a list's footer."""
    return bool(_FOOTER.match(line) or _FOOTER_LINE.match(line))


def is_disclaimer(paragraph: Sequence[str]) -> bool:
    """The paragraph that an office puts below every mail, with or without a rule above it."""
    whole = " ".join(line for line in paragraph if not RULE.match(line))[:2000].lstrip("*=-_# ")
    found = {word.casefold() for word in _LEGAL.findall(whole)}
    if _NOTICE.match(whole):
        return bool(found)
    return len(found) > 1 and bool(_HEADED.match(whole) or _ABOUT_MAIL.match(whole))


def is_heading(paragraph: Sequence[str]) -> bool:
    """`Disclaimer` alone on a line, as it stands above one."""
    return len(paragraph) == 1 and bool(_HEADING.match(paragraph[0]))


def is_banner(line: str) -> bool:
    """The warning about outside mail that an office puts above the text."""
    return bool(_BANNER.match(line))


def is_profile(paragraph: Sequence[str], author: str) -> bool:
    """`HIFA profile: Amina Kamau is …`, which the list itself adds once.

    Patients, countries and posts have a profile too: the author must be named behind the word, or
    a list before or after it (`Profil HIFA :`), known by its capitals, and somebody who works.
    """
    whole = " ".join(paragraph)[:400]
    if not (found := _PROFILE.match(whole)):
        return False
    said = whole[found.end() :]
    named = len(set(_words(said)[:8]) & set(_words(author)))
    listed = not found[0].isupper() and any(
        sum(map(str.isupper, word)) > 1 for word in found.groups("")
    )
    if named > 1 or not listed:
        return named > 1
    capital = all(word[0].isalpha() and not word[0].islower() for word in said.split()[:2])
    return named > 0 or (capital and bool(_PERSON.search(said)))


def is_signature(paragraph: Sequence[str], closing: Sequence[str], author: str) -> bool:
    """A block of contact lines below a closing, with the author's full name or a number.

    `closing` is the paragraph above. Without one that ends a letter, nothing is a signature.
    """
    if len(paragraph) > 8 or any(len(line) > 120 for line in paragraph):
        return False
    if not paragraph or not _ends_letter(closing, author):
        return False
    contacts = any(_CONTACT.match(line.strip(" *_|")) for line in paragraph)
    if signs(paragraph, closing, author):
        return contacts or len(paragraph) > 1
    first = _named(paragraph[0])
    name = set(_words(author))
    return contacts or (len(first & name) >= 2 and len(first) <= len(name) + 4)


def is_ruled_signature(
    paragraph: Sequence[str], author: str, *, above_notice: bool = False
) -> bool:
    """A rule alone, then the author's full name, short lines, and what reaches her.

    An office's notice right below proves as much. Without either, and where a sentence follows,
    it may be what she said among others.
    """
    filled = [line.strip(" *_|") for line in paragraph[1:] if line.strip()]
    if not filled or len(filled) > 8 or not _RULED.match(paragraph[0]):
        return False
    if any(len(line) > 120 for line in filled) or filled[0].endswith((":", "：")):
        return False
    first, name = _named(filled[0]), set(_words(author))
    if len(first & name) < 2 or len(first) > len(name) + 2:
        return False
    others = [line for line in filled if not _reaches(line)]
    if any(len(line) > 60 or line.endswith((".", "?", "!", "؟")) for line in others):
        return False
    return above_notice or len(others) < len(filled)


def _reaches(line: str) -> bool:
    """Whether a column of a line is an address or a number."""
    return any(_CONTACT.match(part) for part in _COLUMN.split(line))


def notice_in(paragraph: Sequence[str]) -> int:
    """The line at which an office's notice begins below other lines of a paragraph; 0: none."""
    for at in range(1, len(paragraph)):
        begins = _NOTICE.match(paragraph[at]) or _HEADED.match(paragraph[at])
        if begins and is_disclaimer(paragraph[at:]):
            return at
    return 0


def signs(paragraph: Sequence[str], closing: Sequence[str], author: str) -> bool:
    """Whether the first line is the name that the author typed under her closing."""
    name = set(_words(author))
    first = _named(paragraph[0])
    above = set(_words(closing[-1])) if closing else set()
    return bool(first) and first <= name and not above & name


def _named(line: str) -> set[str]:
    """The words of a line that may be a name, without title and what stands behind it."""
    first = _COLUMN.split(line.strip(" *_"), maxsplit=1)[0]
    return set(_words(first[found.end() :] if (found := TITLE.match(first)) else first))


def _ends_letter(paragraph: Sequence[str], author: str) -> bool:
    """`Best wishes,` / `Rohan`: short lines that end a letter."""
    if not 0 < len(paragraph) <= 5 or any(len(line) > 60 for line in paragraph[-2:]):
        return False
    named = bool(set(_words(paragraph[-1])) & set(_words(author)))
    return named or any(CLOSING.match(line.strip(" *_")) for line in paragraph[-2:])


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", unaccented(text.casefold())) if len(word) > 1]
