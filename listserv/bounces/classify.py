"""What a delivery report says, as one of seven kinds; pure.

Owns the reading of enhanced status codes (RFC 3463) and, where they are missing or say nothing,
of the reply codes and words that mail servers put into diagnostics. The status is read before
anything else in a report: an `Action: failed` beside 4.2.2 is a full mailbox, not a dead one, and
5.7.x is what the receiver thinks of us, not of its user. What is not understood is UNKNOWN.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Kind(StrEnum):
    """The gravest first."""

    DEAD = "dead"  # there is no such mailbox
    FULL = "full"  # there is one, and it has no room
    UNKNOWN = "unknown"
    AUTOMATIC = "automatic"  # no report that we can read: a note of absence, mostly
    DELAYED = "delayed"  # still being tried, or a trouble of the network
    CONTENT = "content"  # this message was too large or of a bad form
    POLICY = "policy"  # the receiver does not want mail from us


# The subject and detail of a status, the most special first (RFC 3463 §3, RFC 7505, RFC 7372).
_BY_STATUS = (
    (r"[45]\.2\.2", Kind.FULL),
    (r"5\.1\.(?:1|2|3|6|10)", Kind.DEAD),
    (r"5\.2\.1", Kind.DEAD),
    (r"[45]\.7\.\d+", Kind.POLICY),
    (r"5\.1\.8", Kind.POLICY),  # our own address was refused
    (r"5\.2\.3|5\.3\.4|5\.6\.\d+", Kind.CONTENT),
    (r"5\.4\.\d+|4\.[1246]\.\d+", Kind.DELAYED),
)

# Said where the status is missing or says nothing (5.0.0, 4.3.0, 5.5.0).
_BY_WORDS = (
    (r"over\W?quota|quota exceeded|mailbox (?:is )?full|insufficient (?:disk )?storage", Kind.FULL),
    (r"spam|block(?:ed|list)|black\W?list|reputation|dmarc|\bspf\b|policy|denied", Kind.POLICY),
    (r"too (?:large|big)|exceeds? .{0,30}size|message size", Kind.CONTENT),
    (
        r"user unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|person|mailbox)"
        r"|does(?:n'?t| not) exist|invalid (?:recipient|mailbox)|mailbox (?:unavailable|not found)"
        r"|(?:user|address|recipient) (?:is )?(?:not found|disabled|inactive|rejected)"
        r"|no mailbox here|account .{0,30}(?:disabled|deactivated|closed)",
        Kind.DEAD,
    ),
    (r"timed? ?out|temporar|try again|deferred|still being", Kind.DELAYED),
)

_STATUS_TABLE = tuple((re.compile(pattern), kind) for pattern, kind in _BY_STATUS)
_WORD_TABLE = tuple((re.compile(pattern, re.IGNORECASE), kind) for pattern, kind in _BY_WORDS)
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_CODE = re.compile(r"(?<!\d)([45])\d\d(?=[\s-])")


def classify(status: str, diagnostic: str) -> Kind:
    """The kind of one failed recipient, from its Status and Diagnostic-Code ("" where missing)."""
    said = _STATUS.search(diagnostic)
    for one in (status.strip(), said[0] if said else ""):
        for pattern, kind in _STATUS_TABLE:
            if pattern.fullmatch(one):
                return kind
    code = _CODE.search(diagnostic)
    temporary = (status.strip()[:1] or (code[1] if code else "")) == "4"
    for pattern, kind in _WORD_TABLE:
        if pattern.search(diagnostic) and not (temporary and kind is Kind.DEAD):
            return kind
    return Kind.DELAYED if temporary else Kind.UNKNOWN
