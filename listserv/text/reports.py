"""Mail that no person wrote: why it is automatic; pure.

Owns RFC 3834 (automatic responses), receipts and answers of calendars, and the words by which mail
servers say that a mail did not arrive; those of absent people stand in absence.py. What a delivery
report says stands in bounced.py, what a complaint says in complaints.py, and what is not automatic
but is not answered either in robots.py. A failure costs a reading, never more.
"""

from __future__ import annotations

import re

from listserv.text import absence
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
    "x-autoresponder",
    "x-mail-autoreply",
    "x-vacation",
    "x-cron-env",
    "x-fc-machinegenerated",
    "x-ms-exchange-generated-message-source",
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
_ANSWERS = frozenset({"reply", "counter", "declinecounter", "refresh"})  # RFC 5546 §1.4
_METHOD = re.compile(rb"(?im)^METHOD:([A-Z]{1,20})")
_CALENDAR = 4096  # bytes of one that are looked at


def automatic(heads: Headers, root: Part, text: str) -> str:
    """Why no person wrote this, "" when one may have.

    Mail that came through another list (a List-Id) is not automatic for its Precedence, nor
    for being generated: lists mark all they send so. X-Auto-Response-Suppress proves nothing:
    Exchange puts it on people's mail. A subject alone is never enough.
    """
    is_list = bool(heads.first("list-id"))
    said = submitted(heads)
    if said and not (is_list and said == "auto-generated"):
        return said
    if root.type == "multipart/report":
        return _REPORTS.get(root.params.get("report-type", "").lower(), "report")
    if root.type.endswith(("/delivery-status", "/disposition-notification")):
        return _REPORTS[root.type.partition("/")[2]]
    if _answers_invitation(root):
        return "calendar reply"
    if any(heads.text(name).lower() not in ("", "no") for name in _RESPONDERS):
        return "autoreply"
    if _ROBOTS.search(heads.text("from").lower()) or heads.first("x-failed-recipients"):
        return "delivery report"
    if is_list:
        return ""
    if heads.text("precedence").lower() in ("bulk", "junk", "auto_reply", "auto-reply"):
        return "precedence"
    if looks_bounced(heads) and says_failed(heads):
        return "delivery report"
    title = heads.text("subject")
    marked = _is_null_path(heads) or bool(heads.first("x-auto-response-suppress"))
    if absence.away(title, text, marked):
        return "vacation"
    return "read receipt" if absence.receipt(title, text) else ""


def submitted(heads: Headers) -> str:
    """What Auto-Submitted says (RFC 3834 §5), "" for a person's mail."""
    said = heads.text("auto-submitted").partition(";")[0].strip().lower()
    if said in ("", "no"):
        return ""
    known = ("auto-replied", "auto-generated", "auto-notified")
    return said if said in known else "auto-submitted"


def _answers_invitation(root: Part) -> bool:
    """Does a calendar program say that somebody comes, or not (RFC 6047 §2.4)?"""
    calendars = (one for one in root.walk() if one.type == "text/calendar")
    return any(
        (one.params.get("method", "").lower() or _method(one.decoded())) in _ANSWERS
        for one in calendars
    )


def _method(calendar: bytes) -> str:
    found = _METHOD.search(calendar[:_CALENDAR])
    return found[1].decode().lower() if found else ""


def _is_null_path(heads: Headers) -> bool:
    return heads.first("return-path").strip() == b"<>"


def says_failed(heads: Headers) -> bool:
    """Does the subject say that a mail did not arrive?"""
    return bool(_FAILED.search(heads.text("subject")))


def looks_bounced(heads: Headers) -> bool:
    """Is the sender one that reports come from?"""
    sender = heads.text("from").lower()
    return _is_null_path(heads) or bool(_ROBOTS.search(sender) or _POSTMASTER.search(sender))
