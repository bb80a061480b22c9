"""Mail that no letter of ours may answer, and that never acts; pure.

Owns RFC 3834 §2 for everything but posts: what `reports` calls automatic, and beyond it what a
person may have written but not to us alone, or from where nobody reads answers. A post of that kind
is looked at by people; a command, a confirmation or a mail to the facilitators does nothing. A
wrong yes costs its writer an answer, a wrong no a letter more to a robot.
"""

from __future__ import annotations

import re

from listserv.model import Reading
from listserv.text import absence, reports, subject
from listserv.text.headers import Headers

GENERATED = "generated"  # by a list server, as all that comes through one may say

# Nobody reads what is sent there. Providers that send for whole offices write `bounces+…` before
# the name of the sender: that is no robot.
_NOBODY = re.compile(
    r"(?:.*[._+-])?(?:mailer-daemon|mail-daemon|mdaemon|double-bounce|autoresponder|autoreply)"
    r"|(?:.*[._+-])?(?:no|do-?not|donot|dont|ne-?pas|nao|não)[._-]?(?:reply|replies|respond|respon"
    r"[ds](?:er|a|re)|répondre|repondre)(?:[._+=-].*)?"
    r"|.+-bounces?(?:[+=].*)?|.+-return-\d.*|majordomo|listserv|mailman|sympa|root",
    re.IGNORECASE,
)
_OFFICES = frozenset({"postmaster", "hostmaster", "abuse", "noc"})
# In a return path these are lists (RFC 5230 §4.6); people write from them, as the From says.
_LISTS = re.compile(r"owner-.+|.+-(?:owner|request)", re.IGNORECASE)


def is_nobody(address: str) -> bool:
    """Whether no person reads an address, by its name."""
    return bool(_NOBODY.fullmatch(address.rpartition("@")[0]))


def is_no_persons(address: str, domain: str) -> bool:
    """Whether an address is no person's: ours, at our `domain`, or one that nobody reads."""
    return address.endswith(f"@{domain}") or is_nobody(address)


def is_no_member(address: str, domain: str) -> bool:
    """Whether an address can be no member's: no person's, or one of an office that RFC 2142 names
    for every domain, where whoever is on duty reads."""
    return is_no_persons(address, domain) or address.partition("@")[0].lower() in _OFFICES


def impersonal(heads: Headers, text: str) -> str:
    """Why a mail was not for us alone, or no person's though nothing in its form says so; "" when
    it may be a person's to us."""
    if reports.submitted(heads):
        return GENERATED
    if heads.first("list-id") or heads.text("precedence").lower() == "list":
        return "came through a list"
    if heads.first("list-unsubscribe"):
        return "bulk"
    title = heads.text("subject")
    if reports.says_failed(heads) and not (subject.is_reply(title) or subject.is_forward(title)):
        return "says that a mail did not arrive"
    return "says that it is automatic" if absence.says_so(text) else ""


def why(reading: Reading, mail_from: str) -> str:
    """Why a mail may not be answered and does not act, "" where it may; `mail_from` is its return
    path."""
    if reading.automatic:
        return reading.automatic
    if not mail_from:
        return "null return path"
    if is_nobody(mail_from) or _LISTS.fullmatch(mail_from.rpartition("@")[0]):
        return "return path of a robot"
    if is_nobody(reading.from_address):
        return "from where nobody reads answers"
    return reading.impersonal
