"""Mail that no person wrote: why it is automatic, and which addresses bounced; pure.

Owns RFC 3834 (automatic responses), the reading of delivery reports (RFC 3464, and RFC 6533
for international addresses) and, behind it, flufl.bounce for the texts of old mailers. What it
says is a claim of the bytes: only a bounce at an address with a valid token counts anywhere.
"""

from __future__ import annotations

import email
import logging
import re

from listserv.text import addresses, charset, headers
from listserv.text.headers import Headers
from listserv.text.marks import either
from listserv.text.mime import Part

MOST_BOUNCED = 200
_REPORTS = {
    "delivery-status": "delivery report",
    "disposition-notification": "read receipt",
    "feedback-report": "complaint",
}
_RESPONDERS = (
    "x-autoreply",
    "x-autorespond",
    "x-auto-reply",
    "x-autoreply-from",
    "x-autorespond-to",
)
_ROBOTS = re.compile(r"(?:mailer-daemon|mail-daemon|mdaemon|double-bounce)@")
_POSTMASTER = re.compile(r"postmaster@")  # a robot or a person
_FAILED = re.compile(
    either(
        "undeliver|delivery (?:status|fail|report|has failed|problem)|returned mail|mail deliver",
        "not delivered|could not be delivered|non-delivery|failure delivery",
        "failure notice|non remis|non distribué|échec|devuelto|no se (?:ha )?pu?o?d.{1,3} entregar",
        "não (?:foi )?entregue|falha na entrega|unzustellbar|تعذر",
    ),
    re.IGNORECASE,
)
_VACATION_SUBJECT = re.compile(
    r"\s*"
    + either(
        "automatic reply|auto|auto(?:matic)?[ -]?(?:reply|response|responder)",
        "out of (?:the )?office|on (?:annual )?leave|vacation|away from (?:the office|my mail)",
        "réponse automatique|absence du bureau|absent du bureau|en congé|message d'absence",
        "respuesta automática|fuera de (?:la )?oficina|ausente",
        "resposta automática|fora do escritório|ausência",
        "رد تلقائي|الرد التلقائي|خارج المكتب",
        "abwesenheitsnotiz|automatische antwort",
    )
    + r"\s*(?:[:：]|\bre\b|$)",
    re.IGNORECASE,
)
_VACATION_TEXT = re.compile(
    either(
        "out of (?:the )?office|(?:annual|maternity|sick) leave|on leave|away until",
        "will (?:return|be back)|(?:limited|no) access to (?:my )?e-?mail|not monitored",
        "absente? (?:du bureau|jusqu)|en congé|de retour le|répondrai|accès limité",
        "fuera de (?:la )?oficina|de vacaciones|estaré ausente|regreso el",
        "fora do escritório|de férias|estarei ausente|regresso a",
        "خارج المكتب|في إجازة",
    ),
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


def automatic(heads: Headers, root: Part, text: str) -> str:
    """Why no person wrote this, "" when one may have.

    Mail that came through another list (a List-Id) is not automatic for its Precedence, nor
    for being generated: lists mark all they send so. X-Auto-Response-Suppress proves nothing:
    Exchange puts it on people's mail. A subject alone is never enough.
    """
    is_list = bool(heads.first("list-id"))
    said = heads.text("auto-submitted").partition(";")[0].strip().lower()
    if said and said != "no" and not (is_list and said == "auto-generated"):
        return (
            said
            if said in ("auto-replied", "auto-generated", "auto-notified")
            else "auto-submitted"
        )
    if root.type == "multipart/report":
        return _REPORTS.get(root.params.get("report-type", "").lower(), "report")
    if root.type.endswith(("/delivery-status", "/disposition-notification")):
        return _REPORTS[root.type.partition("/")[2]]
    if any(heads.text(name).lower() not in ("", "no") for name in _RESPONDERS):
        return "autoreply"
    if _ROBOTS.search(heads.text("from").lower()):
        return "delivery report"
    if is_list:
        return ""
    if heads.text("precedence").lower() in ("bulk", "junk", "auto_reply", "auto-reply"):
        return "precedence"
    if _looks_bounced(heads) and _FAILED.search(heads.text("subject")):
        return "delivery report"
    weak = _is_null_path(heads) or heads.first("x-auto-response-suppress")
    if _VACATION_SUBJECT.match(heads.text("subject")) and (
        weak or (len(text) < 1500 and _VACATION_TEXT.search(text))
    ):
        return "vacation"
    return ""


def _is_null_path(heads: Headers) -> bool:
    return heads.first("return-path").strip() == b"<>"


def _looks_bounced(heads: Headers) -> bool:
    sender = heads.text("from").lower()
    return _is_null_path(heads) or bool(_ROBOTS.search(sender) or _POSTMASTER.search(sender))


def bounced(heads: Headers, root: Part, raw: bytes) -> tuple[tuple[str, str, str], ...]:
    """(address, status, diagnostic) for every recipient a report says was not reached.

    Delays are among them, with a status of class 4. An address is given as the report names
    it, the original recipient before the final one.
    """
    found: dict[str, tuple[str, str, str]] = {}
    for part in root.walk():
        if part.type in ("message/delivery-status", "message/global-delivery-status"):
            for fields in _blocks(part):
                if entry := _recipient(fields):
                    found.setdefault(entry[0], entry)
    is_report = root.type == "multipart/report" or _looks_bounced(heads)
    if not found and (is_report or _FAILED.search(heads.text("subject"))):
        found = {entry[0]: entry for entry in _by_text(raw)}
    return tuple(found.values())[:MOST_BOUNCED]


def _blocks(part: Part) -> list[Headers]:
    """The groups of fields of a delivery-status part, the one per message first."""
    data = part.decoded().replace(b"\r\n", b"\n")
    return [
        headers.split(block.lstrip(b"\n") + b"\n\n") for block in re.split(rb"\n[ \t]*\n", data)
    ]


def _recipient(fields: Headers) -> tuple[str, str, str] | None:
    """One group (RFC 3464 §2.3); None where it names nobody or reports no trouble."""
    address = ""
    for name in ("original-recipient", "final-recipient"):
        kind, _, value = fields.text(name).rpartition(";")
        if kind.strip().lower() in ("rfc822", "utf-8", "smtp", ""):
            spelled = _XTEXT.sub(lambda match: chr(int(match[1], 16) % 0x110000), value)
            address = address or addresses.normalise(spelled.strip())
    action = fields.text("action").split(" ")[0].lower()
    if not address or action in ("delivered", "relayed", "expanded"):
        return None
    diagnostic = fields.text("diagnostic-code").partition(";")[2].strip()[:500]
    given = _STATUS.search(fields.text("status"))
    told = _STATUS.search(diagnostic)
    # "5.0.0" says nothing; what the peer said is often clearer.
    if told and (not given or given[0].endswith(".0.0")) and action != "delayed":
        given = told
    status = given[0] if given else "4.0.0" if action == "delayed" else "5.0.0"
    return address, status, diagnostic


def _by_text(raw: bytes) -> list[tuple[str, str, str]]:
    """What flufl.bounce finds in the free texts of old mailers; nothing where it fails."""
    from flufl.bounce import all_failures

    # It logs a traceback for whatever its detectors stumble over, and raw 8-bit headers are.
    logging.getLogger("flufl.bounce").disabled = True
    plain = raw[:200_000].decode("ascii", "replace").encode("ascii", "replace")
    try:
        temporary, permanent = all_failures(email.message_from_bytes(plain))
    except Exception:  # whatever a foreign parser raises on hostile bytes
        return []
    sure = [(each, "5.0.0") for each in sorted(permanent)]
    maybe = [(each, "4.0.0") for each in sorted(set(temporary) - set(permanent))]
    decoded = ((addresses.normalise(charset.decode(a, "")), status) for a, status in sure + maybe)
    return [(address, status, "") for address, status in decoded if address]
