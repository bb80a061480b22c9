"""Mail that no person wrote: why it is automatic; pure.

Owns RFC 3834 (automatic responses) and the words by which mail servers and absent people say that
nobody is there. What a delivery report says stands in bounced.py, what a complaint says in
complaints.py. A failure costs a reading, never more.
"""

from __future__ import annotations

import re

from listserv.text.headers import Headers
from listserv.text.marks import either
from listserv.text.mime import Part

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
        "not (?:yet )?(?:been )?delivered|could not be delivered|non-?delivery|failure delivery",
        "failure notice|permanent delivery failure|message delayed|mail delayed",
        "non remis|non distribu|échec|n'a pas pu être|retard de",
        "devuelto|no se (?:ha )?(?:pued[eo]|pod.{1,3}|pud.{1,3}) entregar|no entregado",
        "error de entrega",
        "não (?:foi )?entregue|falha na entrega|não é possível entregar|devolvid[ao]",
        "unzustellbar|nicht zugestellt|onbestelbaar|non recapitabile|mancata consegna",
        "не доставлено|не удается доставить|недоставленн|退信|无法传递|无法投递|تعذر",
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
    if looks_bounced(heads) and says_failed(heads):
        return "delivery report"
    weak = _is_null_path(heads) or heads.first("x-auto-response-suppress")
    if _VACATION_SUBJECT.match(heads.text("subject")) and (
        weak or (len(text) < 1500 and _VACATION_TEXT.search(text))
    ):
        return "vacation"
    return ""


def _is_null_path(heads: Headers) -> bool:
    return heads.first("return-path").strip() == b"<>"


def says_failed(heads: Headers) -> bool:
    """Does the subject say that a mail did not arrive?"""
    return bool(_FAILED.search(heads.text("subject")))


def looks_bounced(heads: Headers) -> bool:
    """Is the sender one that reports come from?"""
    sender = heads.text("from").lower()
    return _is_null_path(heads) or bool(_ROBOTS.search(sender) or _POSTMASTER.search(sender))
