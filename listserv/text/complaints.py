"""Complaints: feedback reports (RFC 5965) that name a mail of ours; pure.

Owns the reading of what a provider sends when somebody presses "this is spam". It says what kind
of complaint it is, and what in the mail complained about looks like a token of ours; whether it is
one, and whose, is judged where the keys are. A failure costs a complaint its reading.
"""

from __future__ import annotations

import re

from listserv.model import Complaint
from listserv.text import headers
from listserv.text.headers import Headers
from listserv.text.mime import Part
from listserv.text.tokens import LENGTH

MOST = 20  # tokens of one report
_HEADS = 64 * 1024  # bytes of the mail complained about
_FIELDS = ("original-mail-from", "original-rcpt-to", "removal-recipient")
# A return path, the addresses and links of List-Unsubscribe; the separator is a site's setting.
_TOKEN = re.compile(
    rf"(?:-(?:bounces|leave)(?:[+-]|%2b)|/leave/)([a-z2-7]{{{LENGTH}}})(?![a-z0-9])"
)


def read(root: Part) -> Complaint | None:
    """The complaint in a mail; None where it is none. A kind that is not named is abuse."""
    if root.params.get("report-type", "").lower() != "feedback-report":
        return None
    kind, found = "", list[str]()
    for part in root.walk():
        if part.type == "message/feedback-report":
            fields = headers.split(part.decoded())
            kind = kind or fields.text("feedback-type").strip().lower()
            found += [fields.text(name) for name in _FIELDS]
        elif part.type in ("message/rfc822", "message/global", "text/rfc822-headers"):
            found += _trail(headers.split(part.decoded()[:_HEADS]))
    tokens = (token for text in found for token in _TOKEN.findall(text.lower()))
    return Complaint(kind[:40] or "abuse", tuple(dict.fromkeys(tokens))[:MOST])


def _trail(heads: Headers) -> list[str]:
    """The headers of a copy of ours that say whose it was; long ones are folded anywhere."""
    names = ("return-path", "list-unsubscribe")
    return [re.sub(r"\s+", "", text) for name in names for text in heads.texts(name)]
