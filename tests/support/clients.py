"""Answers to a letter of ours, as mail programs send them: raw bytes for tests.

`compose(client, answer, letter)` is the mail that a person sends who presses "reply" in `client`,
types `answer`, and deletes nothing. CLIENTS names the programs, STYLES where she types:

    above    over the quotation
    below    under it
    between  in the middle of it, below the line `after` of the letter (else below its middle)
    inside   as `between`, where the program takes the new line for a quoted one

No program can be run here. The layouts are written from test corpora and from what the programs
publicly are known to send: attributions and header blocks in en fr es pt ar, line widths, marks,
classes and ids of the HTML, charsets, transfer encodings, where a signature stands.
"""

from __future__ import annotations

import html
import textwrap
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.header import Header
from quopri import encodestring

STYLES = ("above", "below", "between", "inside")
LANGUAGES = ("en", "fr", "es", "pt", "ar")
TO = "hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org"
OWNER = "hifa-owner@lists.example.org"
NAME, ADDRESS = "María Ñuñez", "maria@example.org"
SUBJECT = "To read: Stock cards that nobody reads, from Amina Kamau"
SIGNATURE = f"{NAME}\nHealth forum\nTel. +000 555 5565"

Block = tuple[bool, str]  # (whether it is quoted, text)


@dataclass(frozen=True, slots=True)
class Client:
    """How a program answers: its frame, its marks, its parts."""

    frame: str  # key of ATTRIBUTIONS; block, galaxy, original, dashes or nothing
    mark: str = "> "  # "" quotes bare
    width: int = 0  # columns at which it breaks lines for good; 0 does not
    parts: str = "plain"  # plain, both or html
    dress: str = ""  # HTML around the quotation: gmail, cite, outlook, reply, yahoo, div or pre
    charset: str = "utf-8"
    encoding: str = "quoted-printable"
    mailer: tuple[str, str] = ("X-Mailer", "Webmail")
    flowed: bool = False
    spaced: bool = False  # an empty line behind each line, as Word paragraphs look
    stuffed: bool = False  # a blank before each line but the first
    phone: str = ""  # key of PHONES
    signs_above: bool = True  # signature, phone line: over the quotation, else at the end


CLIENTS: dict[str, Client] = {
    "gmail-web": Client("gmail", width=78, parts="both", dress="gmail", signs_above=False),
    "gmail-android": Client("gmail-phone", width=78, parts="both", dress="gmail"),
    "outlook-desktop": Client(
        "block",
        "",
        parts="both",
        dress="outlook",
        charset="windows-1252",
        spaced=True,
        mailer=("X-Mailer", "Microsoft Outlook 16.0"),
    ),
    "outlook-mobile": Client(
        "ruled", "", parts="both", dress="reply", encoding="base64", phone="outlook"
    ),
    "owa": Client("ruled", "", parts="both", dress="reply", charset="iso-8859-1"),
    "apple-mail": Client(
        "apple", parts="both", dress="cite", mailer=("X-Mailer", "Apple Mail (2.3774)")
    ),
    "iphone": Client(
        "apple",
        parts="both",
        dress="cite",
        encoding="base64",
        phone="iphone",
        mailer=("X-Mailer", "iPhone Mail (21F90)"),
    ),
    "yahoo-web": Client("yahoo", "", parts="both", dress="yahoo", stuffed=True),
    "yahoo-android": Client("yahoo-phone", "", parts="both", dress="div", phone="yahoo"),
    "yahoo-classic": Client("dashes", "", width=72),
    "thunderbird": Client(
        "thunderbird",
        width=72,
        flowed=True,
        encoding="8bit",
        signs_above=False,
        mailer=("User-Agent", "Mozilla Thunderbird"),
    ),
    "k9": Client("thunderbird", width=72, phone="k9", mailer=("User-Agent", "K-9 Mail")),
    "samsung": Client("galaxy", "", parts="both", dress="div", encoding="base64", phone="samsung"),
    "mutt": Client(
        "mutt",
        width=72,
        encoding="8bit",
        signs_above=False,
        mailer=("User-Agent", "Mutt/2.2.12"),
    ),
    "mutt-top": Client("mutt", width=72, encoding="8bit", mailer=("User-Agent", "Mutt/2.2.12")),
    "roundcube": Client("roundcube", width=72, encoding="8bit", signs_above=False),
    "gmx": Client("original", "", parts="both", dress="cite"),
    "lotus": Client("notes", "", width=72, charset="iso-8859-1"),
    "qq": Client("chinese", "", parts="html", dress="div", encoding="base64"),
    "hotmail-html-only": Client("ruled", "", parts="html", dress="reply", charset="utf-16"),
    "outlook-arabic": Client(
        "block", "", parts="both", dress="outlook", charset="windows-1256", spaced=True
    ),
    "html-pre": Client("gmail", "", parts="html", dress="pre", encoding="base64"),
    "bare-phone": Client("nothing", "", phone="android", charset="iso-8859-1"),
    "bare-quote": Client("nothing", "", width=40, phone="android"),
}

ATTRIBUTIONS: dict[str, dict[str, str]] = {
    "gmail": {
        "en": "On Mon, Jan 5, 2026 at 10:06 PM {name} <{address}> wrote:",
        "fr": "Le lun. 5 janv. 2026 à 22:06, {name} <{address}> a écrit :",
        "es": "El lun, 5 ene 2026 a las 22:06, {name} (<{address}>) escribió:",
        "pt": "{name} <{address}> escreveu (segunda, 5/01/2026 à(s) 22:06):",
        "ar": "\u202bفي الاثنين، ٥ يناير ٢٠٢٦ في ١٠:٠٦ م تمت كتابة ما يلي بواسطة "
        "\u202a{name}\u202c <\u202a{address}\u202c>:\u202c",
    },
    "gmail-phone": {
        "en": "On Mon, 5 Jan 2026, 22:06 {name}, <{address}> wrote:",
        "fr": "Le lun. 5 janv. 2026, 22:06, {name} <{address}> a écrit :",
        "es": "El lun, 5 ene 2026, 22:06, {name} <{address}> escribió:",
        "pt": "Em seg., 5 de jan. de 2026, 22:06, {name} <{address}> escreveu:",
        "ar": "في الاثنين، 5 يناير 2026, 10:06 م {name} <{address}> كتب:",
    },
    "apple": {
        "en": "On 5 Jan 2026, at 22:06, {name} <{address}> wrote:",
        "fr": "Le 5 janv. 2026 à 22:06, {name} <{address}> a écrit :",
        "es": "El 5 ene 2026, a las 22:06, {name} <{address}> escribió:",
        "pt": "No dia 5 de jan. de 2026, às 22:06, {name} <{address}> escreveu:",
        "ar": "في ٥ يناير ٢٠٢٦، الساعة ١٠:٠٦ م، كتب {name} <{address}>:",
    },
    "yahoo": {
        "en": "    On Monday, January 5, 2026 at 10:06:12 PM GMT+3, {name} <{address}> wrote:  ",
        "fr": "    Le lundi 5 janvier 2026 à 22:06:12 UTC+1, {name} <{address}> a écrit :  ",
        "es": "    En lunes, 5 de enero de 2026, 22:06:12 CET, {name} <{address}> escribió:  ",
        "pt": "    Em segunda-feira, 5 de janeiro de 2026 22:06:12 BRT, {name} <{address}> "
        "escreveu:  ",
        "ar": "    في الاثنين، 5 يناير 2026 10:06:12 م غرينتش+3، كتب {name} <{address}>:  ",
    },
    "yahoo-phone": {
        "en": "  On Mon, Jan 5, 2026 at 10:06 PM, {name}<{address}> wrote:   ",
        "fr": "  Le lun. 5 janv. 2026 à 22:06, {name}<{address}> a écrit :   ",
        "es": "  El lun., 5 ene. 2026 a la(s) 22:06, {name}<{address}> escribió:   ",
        "pt": "  Em seg., 5 de jan. de 2026 às 22:06, {name}<{address}> escreveu:   ",
        "ar": "  في الاثنين، ٥ يناير ٢٠٢٦ في ١٠:٠٦ م، كتب {name}<{address}>:   ",
    },
    "thunderbird": {
        "en": "On 05/01/2026 22:06, {name} wrote:",
        "fr": "Le 05/01/2026 à 22:06, {name} a écrit :",
        "es": "El 05/01/2026 a las 22:06, {name} escribió:",
        "pt": "Em 05/01/2026 22:06, {name} escreveu:",
        "ar": "في 05/01/2026 22:06، كتب {name}:",
    },
    "roundcube": {
        "en": "On 2026-01-05 22:06, {name} wrote:",
        "fr": "Le 2026-01-05 22:06, {name} a écrit :",
        "es": "El 2026-01-05 22:06, {name} escribió:",
        "pt": "Em 2026-01-05 22:06, {name} escreveu:",
        "ar": "في 2026-01-05 22:06، {name} كتب:",
    },
    "mutt": dict.fromkeys(LANGUAGES, "On Mon, Jan 05, 2026 at 10:06:12PM +0300, {name} wrote:"),
    "dashes": {
        "en": "--- On Mon, 1/5/26, {name} <{address}> wrote ---",
        "fr": "--- En date de : Lun 5.1.26, {name} <{address}> a écrit ---",
        "es": "--- El lun, 5/1/26, {name} <{address}> escribió ---",
        "pt": "--- Em seg, 5/1/26, {name} <{address}> escreveu ---",
        "ar": "--- في الاثنين، 5/1/26، كتب {name} <{address}> ---",
    },
}

_LABELS: dict[str, tuple[str, str, str, str]] = {
    "en": ("From:", "Sent:", "To:", "Subject:"),
    "fr": ("De :", "Envoyé :", "À :", "Objet :"),
    "es": ("De:", "Enviado el:", "Para:", "Asunto:"),
    "pt": ("De:", "Enviada em:", "Para:", "Assunto:"),
    "ar": ("من:", "تم الإرسال:", "إلى:", "الموضوع:"),
    "zh": ("发件人:", "发送时间:", "收件人:", "主题:"),
}
_DATES = {
    "en": "Monday, January 5, 2026 10:06 PM",
    "fr": "lundi 5 janvier 2026 22:06",
    "es": "lunes, 5 de enero de 2026 22:06",
    "pt": "segunda-feira, 5 de janeiro de 2026 22:06",
    "ar": "الاثنين، 5 يناير 2026 10:06 م",
    "zh": "2026年1月5日(星期一) 晚上10:06",
}
_ORIGINAL = {
    "en": "-------- Original message --------",
    "fr": "-------- Message d'origine --------",
    "es": "-------- Mensaje original --------",
    "pt": "-------- Mensagem original --------",
    "ar": "-------- الرسالة الأصلية --------",
    "zh": "------------------ 原始邮件 ------------------",
}

PHONES: dict[str, dict[str, str]] = {
    "iphone": {
        "en": "Sent from my iPhone",
        "fr": "Envoyé de mon iPhone",
        "es": "Enviado desde mi iPhone",
        "pt": "Enviado do meu iPhone",
        "ar": "أُرسلت من الـ iPhone",
    },
    "samsung": {
        "en": "Sent from my Galaxy",
        "fr": "Envoyé depuis mon appareil Galaxy",
        "es": "Enviado desde mi Galaxy",
        "pt": "Enviado do meu Galaxy",
        "ar": "تم الإرسال من هاتف Galaxy",
    },
    "outlook": {
        "en": "Get Outlook for Android<https://phone.example/get>",
        "fr": "Télécharger Outlook pour Android<https://phone.example/get>",
        "es": "Obtener Outlook para Android<https://phone.example/get>",
        "pt": "Obter o Outlook para Android<https://phone.example/get>",
        "ar": "الحصول على Outlook لـ Android<https://phone.example/get>",
    },
    "yahoo": {
        "en": "Sent from Yahoo Mail on Android",
        "fr": "Envoyé depuis Yahoo Mail pour Android",
        "es": "Enviado desde Yahoo Mail para Android",
        "pt": "Enviado do Yahoo Mail no Android",
        "ar": "تم الإرسال من بريد Yahoo على Android",
    },
    "k9": dict.fromkeys(LANGUAGES, "Sent from my Android device with K-9 Mail."),
    "android": {
        "en": "Sent from my Android phone",
        "fr": "Envoyé depuis mon téléphone Android",
        "es": "Enviado desde mi teléfono Android",
        "pt": "Enviado do meu telefone Android",
        "ar": "تم الإرسال من هاتف Android",
    },
}

DISCLAIMERS = {
    "en": "This message and any attachment are confidential and intended solely for the addressee. "
    "If you have received it in error, please notify the sender and delete it.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive "
    "de leurs destinataires. En cas d'erreur, merci d'en avertir l'expéditeur.",
    "es": "Este mensaje y sus anexos son confidenciales y están dirigidos exclusivamente a su "
    "destinatario. Si lo ha recibido por error, avise al remitente y elimínelo.",
    "pt": "Esta mensagem e os seus anexos são confidenciais e destinam-se exclusivamente ao "
    "destinatário. Se a recebeu por engano, avise o remetente e apague-a.",
    "ar": "هذه الرسالة سرية وموجهة إلى المرسل إليه وحده. إذا وصلتك عن طريق الخطأ فيرجى إبلاغ "
    "المرسل وحذفها.",
}


def compose(
    client: str,
    answer: str,
    letter: str,
    *,
    style: str = "above",
    language: str = "en",
    after: str = "",
    phone: bool = False,
    signature: str = "",
    disclaimer: bool = False,
    html_only: bool = False,
    charset: str = "",
    subject: str = SUBJECT,
    to: str = TO,
    sender: tuple[str, str] = (NAME, ADDRESS),
) -> bytes:
    """The raw mail, CRLF line ends; KeyError for an unknown client or language.

    `phone`: with the program's own line, if it has one; `signature`: lines below `-- `;
    `charset`: instead of the program's. What a charset lacks goes out in UTF-8, as programs do.
    """
    made = CLIENTS[client]
    if html_only:
        made = replace(made, parts="html", dress=made.dress or "div")
    if charset:
        made = replace(made, charset=charset)
    tail = [PHONES[made.phone][language]] if phone and made.phone else []
    tail += [f"-- \n{signature}"] if signature else []
    tail += [DISCLAIMERS[language]] if disclaimer else []
    blocks = _blocks(made, answer, letter, style, after, "\n\n".join(tail))
    frame = _frame(made.frame, language, subject, ADDRESS)
    plain = _plain(made, blocks, frame) if made.parts != "html" else ""
    markup = _markup(made, blocks, frame) if made.parts != "plain" else ""
    return _mail(made, plain, markup, subject, to, sender)


# --- who wrote what -------------------------------------------------------------------------------


def _blocks(
    made: Client, answer: str, letter: str, style: str, after: str, tail: str
) -> list[Block]:
    """The mail from top to bottom; the frame comes before the first quoted block."""
    letter = letter.strip("\n")
    if made.frame == "nothing" and made.width == 0:  # it quotes nothing
        return [(False, f"{answer}\n\n{tail}" if tail else answer)]
    lines = letter.split("\n")
    at = lines.index(after) + 1 if after else len(lines) // 2
    top, rest = "\n".join(lines[:at]), "\n".join(lines[at:])
    quoted: list[Block] = [(True, letter)]
    if style == "inside":
        quoted = [(True, f"{top}\n\n{answer}\n\n{rest}")]
    elif style == "between":
        quoted = [(True, top), (False, answer), (True, rest)]
    elif style == "below":
        quoted = [(True, letter), (False, answer)]
    signed: list[Block] = [(False, tail)] if tail else []
    if style == "above":
        own: list[Block] = [(False, f"{answer}\n\n{tail}" if tail and made.signs_above else answer)]
        return [*own, *quoted] if made.signs_above else [*own, *quoted, *signed]
    return [*signed, *quoted] if made.signs_above else [*quoted, *signed]


def _frame(kind: str, language: str, subject: str, reader: str) -> list[str]:
    """The lines above the quotation."""
    name = "Health forum"
    if kind in ATTRIBUTIONS:
        line = ATTRIBUTIONS[kind][language].format(name=name, address=OWNER)
        return [line, ""] if kind == "dashes" else [line]
    if kind == "nothing":
        return []
    if kind == "chinese":
        language = "zh"
    values = (f"{name} <{OWNER}>", _DATES[language], reader, subject)
    pairs = [f"{label} {value}" for label, value in zip(_LABELS[language], values, strict=True)]
    if kind == "ruled":
        return ["_" * 32, *pairs, ""]
    if kind in ("galaxy", "original", "chinese"):
        return [_ORIGINAL[language], *pairs, ""]
    if kind == "notes":
        return [pairs[0], pairs[2], pairs[1], pairs[3], "_" * 32, ""]
    return [*pairs, ""]


# --- plain text -----------------------------------------------------------------------------------


def _plain(made: Client, blocks: Sequence[Block], frame: Sequence[str]) -> str:
    out: list[str] = []
    introduced = False
    for quoted, text in blocks:
        lines = text.split("\n")
        if not quoted:
            lines = _wrapped(made, lines)
        else:
            mark = made.mark
            lines = _wrapped(made, lines, mark) if made.width else [mark + line for line in lines]
            lines = [line.rstrip() if line.strip(" >") == "" else line for line in lines]
            if not introduced:
                lines = [*_wrapped_frame(made, frame), *lines]
                introduced = True
        if made.spaced:
            lines = [each for line in lines if line.strip() for each in (line, "")]
        if made.stuffed:
            lines = [f" {line}" if out or at else line for at, line in enumerate(lines)]
        out += [*lines, ""]
    return "\n".join(out).rstrip("\n") + "\n"


def _wrapped(made: Client, lines: Sequence[str], mark: str = "") -> list[str]:
    out: list[str] = []
    soft = " " if made.flowed else ""
    for line in lines:
        if not made.width or len(line) <= made.width:
            out.append(mark + line)
            continue
        folded = textwrap.wrap(
            line, made.width - len(mark), break_long_words=False, break_on_hyphens=False
        )
        out += [f"{mark}{each}{soft}" for each in folded[:-1]] + [mark + folded[-1]]
    return out


def _wrapped_frame(made: Client, frame: Sequence[str]) -> list[str]:
    """Gmail breaks its attribution before the address, and marks none of it."""
    if made.dress == "gmail" and frame:
        head, _, tail = frame[0].rpartition(" <")
        return [f"{head} <", tail, ""] if len(frame[0]) > 70 and head else [*frame, ""]
    if made.dress == "cite" and made.mark:
        return [f"> {line}" for line in frame] + [">"]
    return list(frame)


# --- HTML -----------------------------------------------------------------------------------------

_OPEN = {
    "gmail": '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex">',
    "cite": '<blockquote type="cite"><div dir="ltr">',
    "pre": "<pre>",
}
_CLOSE = {"gmail": "</blockquote>", "cite": "</div></blockquote>", "pre": "</pre>"}


def _markup(made: Client, blocks: Sequence[Block], frame: Sequence[str]) -> str:
    out = [
        f'<html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset={made.charset}"></head><body dir="auto">'
    ]
    introduced = False
    for quoted, text in blocks:
        if quoted and not introduced:
            out.append(_introduction(made.dress, frame))
            introduced = True
        if not quoted or made.dress == "outlook":
            out.append(_paragraphs(made.dress, text) + _paragraphs(made.dress, ""))
        elif made.dress == "pre":
            out.append(f"<pre>{html.escape(text)}</pre>")
        else:
            opened, closed = _OPEN.get(made.dress, "<div>"), _CLOSE.get(made.dress, "</div>")
            out.append(f"{opened}{_breaks(text)}{closed}")
    return "\n".join([*out, "</body></html>"])


def _introduction(dress: str, frame: Sequence[str]) -> str:
    lines = [line for line in frame if line.strip(" _")]
    shown = "<br>\n".join(html.escape(line) for line in lines)
    if not lines:
        return ""
    if dress == "gmail":
        return f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{shown}<br></div></div>'
    if dress == "outlook":
        bold = "<br>\n".join(_bold(line) for line in lines)
        return (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
            f'<p class="MsoNormal">{bold}</p></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        )
    if dress == "reply":
        bold = "<br>\n".join(_bold(line) for line in lines)
        return (
            '<hr style="display:inline-block;width:98%" tabindex="-1">'
            f'<div id="divRplyFwdMsg" dir="ltr">{bold}<div>&nbsp;</div></div>'
        )
    if dress == "yahoo":
        return f'<div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div>{shown}</div></div>'
    return f"<div>{shown}</div><div><br></div>"


def _bold(line: str) -> str:
    label, colon, value = line.partition(":")
    return f"<b>{html.escape(label)}{colon}</b>{html.escape(value)}"


def _paragraphs(dress: str, text: str) -> str:
    lines = text.split("\n")
    if dress == "outlook":
        return "\n".join(
            f'<p class="MsoNormal">{html.escape(line) or "<o:p>&nbsp;</o:p>"}</p>' for line in lines
        )
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in lines)


def _breaks(text: str) -> str:
    return html.escape(text).replace("\n  ", "\n&nbsp; ").replace("\n", "<br>\n")


# --- bytes ----------------------------------------------------------------------------------------


def _mail(
    made: Client, plain: str, markup: str, subject: str, to: str, sender: tuple[str, str]
) -> bytes:
    name = Header(sender[0], "utf-8").encode() if not sender[0].isascii() else sender[0]
    title = Header(f"Re: {subject}", "utf-8", 76, "Subject").encode(linesep="\r\n")
    head = (
        f"From: {name} <{sender[1]}>\r\nTo: {to}\r\n"
        f"Subject: {title}\r\n"
        "Date: Mon, 05 Jan 2026 22:30:00 +0300\r\nMessage-ID: <answer@example.org>\r\n"
        "In-Reply-To: <letter@lists.example.org>\r\nReferences: <letter@lists.example.org>\r\n"
        f"{made.mailer[0]}: {made.mailer[1]}\r\nMIME-Version: 1.0\r\n"
    ).encode()
    flowed = "; format=flowed" if made.flowed else ""
    parts = [_part("plain", plain, made, flowed)] if plain else []
    parts += [_part("html", markup, made)] if markup else []
    if len(parts) == 1:
        return head + parts[0]
    lines = b"".join(b"--=_b0\r\n" + part + b"\r\n" for part in parts)
    kind = b'Content-Type: multipart/alternative; boundary="=_b0"\r\n\r\n'
    return head + kind + lines + b"--=_b0--\r\n"


def _part(kind: str, text: str, made: Client, parameters: str = "") -> bytes:
    charset = made.charset
    try:
        octets = text.encode(charset)
    except UnicodeEncodeError:
        charset, octets = "utf-8", text.encode()
    encoding = "base64" if charset.startswith("utf-16") else made.encoding
    if encoding == "base64":
        octets = encodebytes(octets)
    elif encoding == "quoted-printable":
        octets = encodestring(octets)
    head = (
        f"Content-Type: text/{kind}; charset={charset}{parameters}\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
