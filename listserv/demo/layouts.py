"""What stands where in a mail: text, signature, phone line, disclaimer, quotation.

One function for each mail program, from a Draft to (plain text, HTML); "" where the program makes
no such part. Each quotes the whole message answered, as the program does when nobody deletes
anything; only mutt's user chose lines while typing.

Pure: nothing here can fail for the four languages.
"""

from __future__ import annotations

import html
import textwrap
from zoneinfo import ZoneInfo

from listserv.demo.drafts import Draft, Quoted
from listserv.demo.wording import DISCLAIMERS, PHONE_LINES, attribution, block


def gmail(draft: Draft) -> tuple[str, str]:
    plain = [_hard(draft.text), "", "-- ", draft.signature]
    marked = [
        f'<div dir="ltr">{_divs(draft.text)}</div><br clear="all"><div><br></div>',
        '<span class="gmail_signature_prefix">-- </span><br>',
        f'<div dir="ltr" class="gmail_signature">{_divs(draft.signature)}</div>',
    ]
    if draft.answered:
        line = _attribution(draft, draft.answered)
        plain += ["", _hard(line), "", _marked(_hard(draft.answered.text, 72))]
        marked += [
            '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
            f"{html.escape(line)}<br></div>",
            '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;'
            'border-left:1px solid rgb(204,204,204);padding-left:1ex">',
            f"{_breaks(draft.answered.text)}</blockquote></div>",
        ]
    return "\n".join(plain), "\n".join(marked)


def outlook(draft: Draft) -> tuple[str, str]:
    disclaimer = DISCLAIMERS[draft.language]
    plain = [_spaced(draft.text), "", draft.signature, "", disclaimer]
    marked = [
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>',
        '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">',
        "<style><!--\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\t"
        'font-size:11.0pt;\n\tfont-family:"Calibri",sans-serif;}\n--></style></head>',
        '<body lang="EN-GB" link="#0563C1" vlink="#954F72"><div class="WordSection1">',
        _mso(draft.text),
        _mso(draft.signature),
        f'<p class="MsoNormal"><i><span style="font-size:8.0pt;color:gray">'
        f"{html.escape(disclaimer)}</span></i></p>",
    ]
    if draft.answered:
        line, pairs = _block(draft, draft.answered)
        plain += [
            "",
            line,
            *(f"{label} {value}" for label, value in pairs),
            "",
            _spaced(draft.answered.text),
        ]
        marked += [
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">',
            f'<p class="MsoNormal">{_bold(pairs)}</p></div>',
            _mso(draft.answered.text),
        ]
    return "\n".join(plain), "\n".join([*marked, "</div></body></html>"])


def iphone(draft: Draft) -> tuple[str, str]:
    plain = [draft.text, "", PHONE_LINES["iphone"][draft.language]]
    if draft.answered:
        line = _attribution(draft, draft.answered)
        plain += ["", _marked(f"{line}\n\n{draft.answered.text}")]
    return "\n".join(plain), ""


def samsung(draft: Draft) -> tuple[str, str]:
    phone = PHONE_LINES["samsung"][draft.language]
    plain = [draft.text, "", phone]
    marked = [
        f'<html><body><div dir="auto">{_divs(draft.text)}</div><div><br></div>',
        f'<div id="composer_signature" dir="auto">{phone}</div>',
    ]
    if draft.answered:
        line, pairs = _block(draft, draft.answered)
        plain += [
            "",
            line,
            *(f"{label} {value}" for label, value in pairs),
            "",
            draft.answered.text,
        ]
        marked += [
            f'<div style="font-size:100%;color:#000000"><div>{line}</div>',
            *(f"<div>{html.escape(f'{label} {value}')}</div>" for label, value in pairs),
            f"<div><br></div></div>{_breaks(draft.answered.text)}",
        ]
    return "\n".join(plain), "\n".join([*marked, "</body></html>"])


def thunderbird(draft: Draft) -> tuple[str, str]:
    plain = []
    if draft.answered:  # the cursor waits below the quotation
        plain += [_attribution(draft, draft.answered), _flowed(draft.answered.text, "> "), ""]
    return "\n".join([*plain, _flowed(draft.text), "", "-- ", draft.signature]), ""


def yahoo(draft: Draft) -> tuple[str, str]:
    plain = [draft.text.replace("\n", "\n ")]
    marked = [
        f'<html><head></head><body><div class="ydp1-yahoo-style-wrap" '
        f'style="font-family:Helvetica Neue,Arial,sans-serif;font-size:13px;">'
        f"{_divs(draft.text)}</div>"
    ]
    if draft.answered:
        line = _attribution(draft, draft.answered)
        plain += ["", line, " ", draft.answered.text.replace("\n", "\n ")]
        marked += [
            '<div id="ydp2yahoo_quoted_1" class="ydp2yahoo_quoted"><div style="color:#26282a;">',
            f"<div>{html.escape(line.strip())}</div><div><br></div>",
            f"<div>{_breaks(draft.answered.text)}</div></div></div>",
        ]
    return "\n".join(plain), "\n".join([*marked, "</body></html>"])


def mutt(draft: Draft) -> tuple[str, str]:
    plain = [_hard(draft.text, 72), "", "-- ", draft.signature]
    if draft.answered:  # what to keep of the quotation was chosen while typing, between the lines
        plain.insert(0, _attribution(draft, draft.answered))
    return "\n".join(plain), ""


def phone_html(draft: Draft) -> tuple[str, str]:
    phone = PHONE_LINES["phone-html"][draft.language]
    marked = [
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>',
        f'<body dir="auto"><div style="font-size:11pt;">{_divs(draft.text)}</div>',
        '<div id="ms-outlook-mobile-signature"><div><br></div>'
        f'<a href="https://phone.example.org/get">{phone}</a></div>',
    ]
    if draft.answered:
        _, pairs = _block(draft, draft.answered)
        marked += [
            '<hr style="display:inline-block;width:98%" tabindex="-1">',
            f'<div id="divRplyFwdMsg" dir="ltr">{_bold(pairs)}<div>&nbsp;</div></div>',
            f"<div>{_breaks(draft.answered.text)}</div>",
        ]
    return "", "\n".join([*marked, "</body></html>"])


def webmail(draft: Draft) -> tuple[str, str]:
    plain = [draft.text, ""]
    if draft.answered:
        line, pairs = _block(draft, draft.answered)
        plain += [line, *(f"{label} {value}" for label, value in pairs), "", draft.answered.text]
    return "\n".join(plain), ""


# --- pieces of text and HTML -------------------------------------------------------------------


def _attribution(draft: Draft, answered: Quoted) -> str:
    when = answered.when.astimezone(ZoneInfo(draft.timezone))
    return attribution(draft.program, draft.language, answered.name, answered.address, when)


def _block(draft: Draft, answered: Quoted) -> tuple[str, tuple[tuple[str, str], ...]]:
    when = answered.when.astimezone(ZoneInfo(draft.timezone))
    sender = f"{answered.name} <{answered.address}>"
    return block(draft.program, draft.language, sender, answered.to, answered.subject, when)


def _hard(text: str, width: int = 76) -> str:
    """Lines broken for good, as programs without flowed text do."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False))
        if not line.startswith(">")
        else line
        for line in text.split("\n")
    )


def _flowed(text: str, mark: str = "") -> str:
    """format=flowed (RFC 3676): a soft break is a space before the line end."""
    found = []
    for line in text.split("\n"):
        parts = textwrap.wrap(line, 70, break_long_words=False, break_on_hyphens=False) or [""]
        found += [f"{mark}{part} " for part in parts[:-1]] + [mark + parts[-1]]
    return "\n".join(found)


def _marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _spaced(text: str) -> str:
    """One empty line after each line: how Word paragraphs look as plain text."""
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def _divs(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _breaks(text: str) -> str:
    return html.escape(text).replace("\n", "<br>\n")


def _mso(text: str) -> str:
    return "\n".join(
        f'<p class="MsoNormal">{html.escape(line) or "<o:p>&nbsp;</o:p>"}</p>'
        for line in text.split("\n")
    )


def _bold(pairs: tuple[tuple[str, str], ...]) -> str:
    return "<br>\n".join(f"<b>{label}</b> {html.escape(value)}" for label, value in pairs)
