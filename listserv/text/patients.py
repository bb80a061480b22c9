"""What may show a patient: a name with an age and a ward, a sex or an illness; a picture; pure.

Owns a warning for moderators, in en fr es pt and ar: excerpts to look at, and no judgement. It
wants three things close together (somebody's name, an age, and a word of the clinic), so that
"children aged 5" and "a 34-year-old study" say nothing. Doctors are no patients. Linear: names
are found first, and only the letters near them are read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from listserv.model import Attachment
from listserv.text.marks import either
from listserv.text.mime import Part

MOST = 10  # excerpts of a kind
MOST_NAMES = 2000  # names that are looked at
NEAR = 90  # characters between a name and an age
AROUND = 160  # characters in which the word of the clinic stands
SMALLEST_PICTURE = 8 * 1024  # bytes; what is smaller and stands inside the text is decoration

# --- words ---------------------------------------------------------------------------------------

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĆČĐĞĪİŁŃŌŚŞŠŪŽ]"
_PART = rf"(?:{_CAPITAL}\.|{_CAPITAL}[\w'’-]{{1,30}}+)"  # taken whole, else "A-A-A-" takes long
_LATIN_NAME = rf"{_PART}(?: ?(?:(?:de|da|do|dos|del|van|bin|al|el|ibn) )?{_PART}){{0,3}}"
_ARABIC_NAME = r"(?!عمر)[\u0621-\u064a]{2,20}(?: (?!عمر)[\u0621-\u064a]{2,20}){0,2}"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Master|Baby|Mme|Mlle|Madame|Monsieur|M\.|Sr|Sra|Srta|Señora?|Don|Doña|Dona"
    r"|Senhora?|D\.)\.?"
)
_WHO = (
    r"(?:[Pp]atiente?|[Pp]aciente|[Pp]t|[Cc]hild|[Bb]oy|[Gg]irl|[Ww]oman|[Mm]an|[Ee]nfant|[Ff]emme"
    r"|[Hh]omme|[Ff]ille|[Gg]arçon|[Nn]iñ[oa]|[Mm]ujer|[Hh]ombre|[Cc]riança|[Mm]ulher|[Hh]omem"
    r"|[Mm]enin[oa]|[Bb]ebé|[Bb]ebê|[Bb]ébé)"
)
_CALLED = (
    r"(?:named|called|by the name of|nommée?|appelée?|du nom de|llamad[oa]|de nombre|chamad[oa]"
    r"|de nome)"
)
_LABEL = (
    r"(?:[Nn]ame of (?:the )?patient|[Pp]atient(?:'s)? [Nn]ame|[Nn]ame|[Nn]om(?: du patient)?"
    r"|[Nn]ombre(?: del paciente)?|[Nn]ome(?: do paciente)?|[Pp]atiente?|[Pp]aciente|NAME|NOM"
    r"|NOMBRE|NOME|PATIENT|PACIENTE)"
)
_NAME = re.compile(
    rf"\b(?:(?P<titled>{_TITLE} ?{_LATIN_NAME})"
    rf"|(?P<called>{_WHO},? {_CALLED} {_LATIN_NAME})"
    rf"|(?P<labelled>{_LABEL} ?[:：=] ?(?:{_TITLE} )?{_LATIN_NAME})"
    rf"|(?P<patient>(?:[Pp]atiente?|[Pp]aciente|PATIENT) (?:{_TITLE} ?)?{_LATIN_NAME})"
    rf"|(?P<bare>{_PART} ?{_PART}(?: ?{_PART})?)"
    r"(?=,? \(?(?:(?:an?|un[ea]?|uma) (?:[a-zà-ÿ]+ )?(?:de )?)?(?:[0-9]|aged|age|âgée?|de [0-9]))"
    rf"|(?P<arabic>(?:(?:ال)?(?:سيدة?|آنسة)|اسمها?|[يت]دعى|المدعوة?|الاسم ?:) ?:? ?{_ARABIC_NAME}"
    rf"|(?:ال)?(?:مريضة?|طفلة?) {_ARABIC_NAME}(?=[،,] ?(?:عمر|[0-9٠-٩]))))"
)
_D = "[0-9٠-٩]{1,3}"
_YEARS = (
    r"(?:years?|yrs?\.?|y/?o|months?|mths?|ans|mois|años|meses|anos|سنوات|سنة|عاما|عامًا|أعوام"
    r"|شهرا|شهرًا|أشهر|شهور|(?P<short>weeks?|days?|semaines?|jours?|semanas|días|dias|أيام|يوما))"
)
_AGE = re.compile(
    r"\b(?:[Aa]ged?|AGE|[ÂâAa]g[ée]e?|[Ee]dad|[Ii]dade|(?:ال)?عمر(?:ها?)?|من العمر)"
    rf"\s?[:=]?\s?(?:of |de )?{_D}\b"
    rf"|(?<![\w.,/-]){_D}[ -]?{_YEARS}(?:[ -]old|/o)?(?![\w])"
    rf"|(?<![\w.,/-]){_D} ?/? ?[MFmfHh](?!\w)",
)
# `for 5 years`, `5 years ago`, `20 years of experience` are no ages.
_SINCE = re.compile(
    r"(?:for|since|over|past|last|next|within|after|in|every|depuis|pendant|il y a|durant|dans"
    r"|après|hace|desde hace|durante|en|tras|há|faz|em|após|منذ|خلال|بعد|لمدة) (?:the |about |les"
    r" |los |os )?$",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"\s?(?:ago|later|of (?:experience|service|work)|experience|in (?:service|practice|the)|now"
    r"|d['’]expérience|plus tard|de (?:experiencia|servicio|experiência|serviço|trabajo|trabalho)"
    r"|después|depois|atrás|من الخبرة|خبرة)",
    re.IGNORECASE,
)
_PATIENT = re.compile(r"\A[^:]{0,20}pa[tc]ient", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?؟]\s")
_CLINIC = re.compile(
    either(
        r"\b(?:ward|bed|theatre|admitted|admission|discharged|diagnos\w*|presented with|complain\w*"
        r"|symptoms?|treated|suffer\w*|hospital (?:no|number|id)|mrn|file no|pregnan\w*|gravida"
        r"|delivered|hiv|aids|tb|tuberculosis|malaria|cancer|cholera|ebola|measles|diabet\w*"
        r"|pneumonia|anaemia|fracture|surgery|female|male|sex|died|deceased|fever)\b",
        r"\b(?:salle|lit|service de|admise?|hospitalisée?|diagnosti\w*|souffr\w*|présent\w* (?:une?"
        r"|des|de)|enceinte|vih|sida|tuberculose|paludisme|choléra|rougeole|diabète|diabétique"
        r"|pneumonie|sexe|féminin|masculin|décédée?|fièvre|opérée?|traitée?)\b",
        r"\b(?:sala|cama|ingresad[oa]|ingresó|hospitalizad[oa]|padece|presenta|embarazada|sida"
        r"|malaria|paludismo|cólera|sarampión|neumonía|sexo|femenino|masculino|falleci\w*|fiebre"
        r"|operad[oa]|tratad[oa])\b",
        r"\b(?:enfermaria|leito|internad[oa]|apresent\w+|grávida|malária|sarampo|pneumonia|sexo"
        r"|feminino|masculino|faleceu|febre|sofre)\b",
        "جناح|عنبر|سرير|غرفة|تشخيص|أدخل|مصاب|تعاني|يعاني|حامل|أنثى|ذكر|الجنس|ملاريا|السل|سرطان"
        "|كوليرا|حصبة|سكري|توفي|حمى|مريض",
    ),
    re.IGNORECASE,
)
_SEX = re.compile(r"(?<![\w.,/-])[0-9]{1,3} ?/? ?[MFmfHh](?!\w)")
_NO_NAMES = re.compile(
    r"(?:The|This|These|In|On|At|We|For|And|Les?|La|Los|Las|El|Os?|As|Em|En|De|World|Ministry"
    r"|United|National|Table|Figure|Page|Chapter|Section|Day|Week|Month|Year|Group|Phase|Study"
    r"|Grade|Type|Version|January|February|March|April|May|June|July|August|September|October"
    r"|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Drs?|Prof\w*"
    r"|Professor|Doctor|Nurse|Sister|Dra|Docteur|Doutora?|Doctora)\b"
)
_CLINICIAN = re.compile(
    r"(?:\bDrs?|\bProf\w*|\bDra|\bDoctora?|\bDocteur|\bDoutora?|\bNurse|\bSister)\.? ?$"
)

# --- pictures ------------------------------------------------------------------------------------

_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|heic|heif|tiff?|bmp|webp|gif|dcm)\Z", re.IGNORECASE)
_NUMBERED = re.compile(r"image\d{3}\.", re.IGNORECASE)
_DECORATION = re.compile(
    r"(?:.*(?:logo|icon|banner|signature|facebook|twitter|linkedin|instagram|youtube|whatsapp|emoji)"
    r"|outlook-[a-z0-9]{6,})",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?:class|id)=[\"']?(?:x_)?(?:gmail_signature|moz-signature|protonmail_signature_block"
    r"|ms-outlook-mobile-signature|applemailsignature|signature)\b",
    re.IGNORECASE,
)


def in_text(text: str) -> tuple[str, ...]:
    """`name and age: Mrs A. Banda, 34 yrs` for each person that the text may show."""
    found: dict[str, None] = {}
    for number, name in enumerate(_NAME.finditer(text)):
        if number >= MOST_NAMES or len(found) >= MOST:
            break
        if excerpt := _person(text, name):
            found[f"name and age: {excerpt}"] = None
    return tuple(found)


def _person(text: str, name: re.Match[str]) -> str:
    """The words from the name to the age; "" where this is no patient."""
    kind = name.lastgroup
    if kind == "bare" and _NO_NAMES.match(name[0]):
        return ""
    if _CLINICIAN.search(text[max(name.start() - 14, 0) : name.start()]):
        return ""
    start = max(text.rfind("\n\n", 0, name.start()) + 1, name.start() - AROUND // 2)
    stop = text.find("\n\n", name.end(), name.end() + AROUND)
    stop = stop if stop >= 0 else name.end() + AROUND
    age = _age(text, name, stop)
    if age is None:
        return ""
    around = text[start:stop]
    clinical = kind in ("called", "patient") or (kind == "labelled" and _PATIENT.search(name[0]))
    if not (clinical or _CLINIC.search(around) or _SEX.match(age[0])):
        return ""
    return " ".join(text[name.start() : max(age.end(), name.end())].split())[:100]


def _age(text: str, name: re.Match[str], stop: int) -> re.Match[str] | None:
    """The age that stands behind a name, in its sentence, or in the lines of a form."""
    for age in _AGE.finditer(text, name.end(), min(name.end() + NEAR, stop)):
        between = text[name.end() : age.start()]
        if name.lastgroup != "labelled" and _SENTENCE_END.search(between):
            return None
        if age["short"] and name.lastgroup in ("labelled", "bare"):
            continue  # a course of three days
        if not _SINCE.search(between[-24:]) and not _LASTING.match(text, age.end()):
            return age
    return None


def in_files(files: Sequence[Attachment], parts: Sequence[Part], markup: str) -> tuple[str, ...]:
    """`image: ward.jpg` for each picture that is no decoration of the letter.

    `parts` are those of `files`, in their order; `markup` is the HTML that shows some of them.
    """
    signed = _SIGNATURE.search(markup)
    below = markup[signed.start() :] if signed else ""
    found: dict[str, None] = {}
    for file, part in zip(files, parts, strict=True):
        if not (file.type.startswith("image/") or _PICTURE_NAME.search(file.name)):
            continue
        shown = part.heads.text("content-id").strip(" <>")
        inside = bool(shown) or part.disposition() == "inline"
        small = file.size < SMALLEST_PICTURE
        plain = inside or _NUMBERED.match(file.name)  # a name that no person gives
        if (small and plain) or ((small or inside) and _DECORATION.match(file.name)):
            continue
        if shown and f"cid:{shown}" in below and markup.count(f"cid:{shown}") == 1:
            continue
        found[f"image: {file.name}"] = None
    return tuple(found)[:MOST]
