"""What stands below an author's text: signatures, disclaimers, banners, list footers; pure.

Owns the phrases of all languages for them and the judgement about one paragraph. Each takes
the lines of a paragraph, capped by the caller, and says yes only where it is sure: a person's
own sentence about confidentiality or about a mailing list stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

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
    r"(?:,? (?:and|including|together|et|y|e|incluidos|incluindo|bem como|así como) [^.]{1,80})?"
)
_IS = either(
    "is|are|may|was|contains?|has been|have been",
    "est|sont|peut|peuvent|contient|contiennent|s'adresse",
    "es|son|está|están|puede|pueden|contiene|va|se dirige",
    "é|são|pode|podem|contém|destina-se|enthält|ist|kann",
)
_DISCLAIMER = re.compile(
    r"[\s*_\-=#]{0,6}"
    + either(
        "confidentiality (?:notice|note|statement)|notice of confidentiality",
        "disclaimer|legal notice",
        r"confidential\s?[:–-]|privileged (?:and|&) confidential",
        rf"{_THIS_MAIL}{_AND_FILES},? {_IS}",
        "the (?:information|contents?) (?:contained |transmitted )?(?:in|of|within) this",
        "the contents may|(?:any )?views expressed|virus-free",
        "if you (?:are not the intended|have received this)",
        "please (?:consider|think of|think about) the environment|think before (?:you )?print",
        "save (?:a tree|paper)",
        r"(?:avis|avertissement|clause) de confidentialité|avertissement\s?:",
        "(?:merci de penser|pensez) à l'environnement|n'imprimez (?:ce|cet|que)|avant d'imprimer",
        "aviso (?:legal|de confidencialidade?)|nota de confidencialidade?|advertencia legal",
        "antes de imprimir|piense en el medio ?ambiente|pense (?:no|antes de)|proteja o",
        "إشعار (?:السرية|سرية)|إخلاء (?:مسؤولية|المسؤولية)",
        "هذه الرسالة (?:الإلكترونية )?(?:سرية|موجهة|قد)",
        "إن المعلومات الواردة",
    )
    + r"(?![\w])",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    either(
        "confidential|privileged|intended|addressed|recipient|disclos|virus",
        "avast|environment|print|by mistake|in error|meant only|views",
        "confidentiel|destinat|erreur|imprim|environnement|réservé",
        "confidencial|error|medio ?ambiente|legal|privilegiad",
        "erro|meio ambiente|vertraulich",
        "سري|المرسل إليه|مسؤولية|خطأ",
    ),
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"[\s*\[(]{0,4}"
    + either(
        "caution|warning|external(?: e-?mail| sender| message)?",
        "attention|avertissement|courriel externe",
        "advertencia|correo externo|atenção|e-?mail externo",
    )
    + r"[\]\s:*!.-]{1,6}.{0,80}(?:external|outside|extérieur|externe|externo|fuera|fora)",
    re.IGNORECASE,
)

# --- list footers --------------------------------------------------------------------------------

_FOOTER = re.compile(
    r"[\s*_>|-]{0,6}"
    + either(
        r"\S{1,60} mailing list\s*$|.{0,60}mailing list\s*--\s|list-?info\b",
        r"https?://\S{1,100}/(?:mailman|listinfo|postorius|options)/",
        r"to unsubscribe\b|unsubscribe(?: from this list| here)?\s?[:<]",
        "you (?:are receiving|received|get|got) this .{0,20}(?:because|as)",
        "to post .{0,40}(?:send|email|write)|to view this discussion|for more options,? visit",
        r"view/reply online|groups\.io links|mute this topic",
        r"join dgroups|dgroups is\b|a dgroups community|.{0,60}\bdgroups\.(?:org|io|info)\b",
        "pour (?:vous |se )dés(?:inscri|abonn)|vous recevez ce message (?:car|parce)",
        "para (?:darse|darte) de baja|recibe? (?:usted )?este (?:mensaje|correo) porque",
        "para cancelar (?:su|tu|a sua) (?:suscripción|subscrição|inscrição)",
        "para (?:sair|se descadastrar|anular a subscrição|deixar de receber)",
        "(?:você|está a) receb.{1,6} est[ea] (?:mensagem|e-?mail) porque",
        "لإلغاء الاشتراك|تتلقى هذه الرسالة",
        r"got this from a colleague\?|reply to this email directly or view it on",
        r".{0,60}\b[a-z0-9-]{1,24}-(?:join|leave|subscribe|unsubscribe|request)(?:\+\S{1,40})?@",
    ),
    re.IGNORECASE,
)

# --- signatures ----------------------------------------------------------------------------------

_PROFILE = re.compile(
    r"(?:[\w.-]{2,24} )?(?:profile|profil|perfil)(?: [\w.-]{2,24})?\s?:\s", re.IGNORECASE
)
_CONTACT = re.compile(
    either(
        r"(?:tel|tél|phone|telephone|mobile|mob|cell|fax|whatsapp|skype|t|m|p)\s?[.:/]{1,2}\s?\S",
        r"(?:e-?mail|courriel|correo|web|téléphone|teléfono|telefone|cel)\s?[.:/]{1,2}\s?\S",
        r"(?:هاتف|جوال|بريد)\s?[.:/]{1,2}\s?\S",
        r"\+\d{1,3}[\s().-]?\d|www\.\S|https?://\S{1,300}$|[^\s@]{1,64}@[^\s@]{1,255}$",
    ),
    re.IGNORECASE,
)


def is_footer(paragraph: Sequence[str]) -> bool:
    """The lines that a list puts below every message, with or without a rule above them."""
    if not paragraph or len(paragraph) > 12:
        return False
    filled = [line for line in paragraph if not RULE.match(line)]
    hits = sum(1 for line in filled if _FOOTER.match(line))
    ruled = bool(RULE.match(paragraph[0])) and hits * 2 >= len(filled)
    return bool(hits) and (ruled or bool(_FOOTER.match(filled[0])))


def is_footer_line(line: str) -> bool:
    """One line of a list's footer."""
    return bool(_FOOTER.match(line))


def is_disclaimer(paragraph: Sequence[str]) -> bool:
    """The paragraph that an office puts below every mail."""
    whole = " ".join(paragraph)[:2000]
    return bool(_DISCLAIMER.match(whole)) and bool(_LEGAL.search(whole))


def is_banner(line: str) -> bool:
    """The warning about outside mail that an office puts above the text."""
    return bool(_BANNER.match(line))


def is_profile(paragraph: Sequence[str]) -> bool:
    """`HIFA profile: …`, which the list itself adds once."""
    return bool(paragraph) and bool(_PROFILE.match(paragraph[0]))


def is_signature(paragraph: Sequence[str], closing: Sequence[str], author: str) -> bool:
    """A block of contact lines below a closing, with the author's full name or a number.

    `closing` is the paragraph above. Without one that ends a letter, nothing is a signature.
    """
    if len(paragraph) > 8 or any(len(line) > 120 for line in paragraph):
        return False
    if not paragraph or not _ends_letter(closing, author):
        return False
    first = paragraph[0].strip(" *_")
    first_words = set(_words(first[found.end() :] if (found := TITLE.match(first)) else first))
    name = set(_words(author))
    named = len(first_words & name) >= 2 and len(first_words) <= len(name) + 4
    return named or any(_CONTACT.match(line.strip(" *_|")) for line in paragraph)


def _ends_letter(paragraph: Sequence[str], author: str) -> bool:
    """`Best wishes,` / `Rohan`: short lines that end a letter."""
    if not 0 < len(paragraph) <= 5 or any(len(line) > 60 for line in paragraph[-2:]):
        return False
    named = bool(set(_words(paragraph[-1])) & set(_words(author)))
    return named or any(CLOSING.match(line.strip(" *_")) for line in paragraph[-2:])


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in re.findall(r"\w+", plain) if len(word) > 1]
