"""Why a mail did not arrive, as one of seven kinds; pure.

Owns the reading of enhanced status codes (RFC 3463, IANA's registry) and, where they are missing or
say nothing, of the words that mail servers put into diagnostics (wordings.py). Whether somebody
still tries is read before anything else: what is only delayed is no failure. Then the status: an
`Action: failed` beside 4.2.2 is a full mailbox, not a dead one, and 5.7.x is what the receiver
thinks of us, not of its user. What is not understood, or was given up without a word about the
mailbox, is UNKNOWN.
"""

from __future__ import annotations

import re
from enum import StrEnum

from listserv.bounces import wordings


class Kind(StrEnum):
    """The gravest first."""

    DEAD = "dead"  # there is no such mailbox
    FULL = "full"  # there is one, and it has no room
    UNKNOWN = "unknown"  # given up, and nobody says why in words that we know
    AUTOMATIC = "automatic"  # no report: a note of absence, mostly
    DELAYED = "delayed"  # still being tried
    CONTENT = "content"  # this message was too large or of a bad form
    POLICY = "policy"  # the receiver does not want mail from us


NO_FAILURE = frozenset({Kind.AUTOMATIC, Kind.DELAYED})  # they do not say that a mail did not arrive

# Status, words that must be there too ("" none), kind; the most special first.
_BY_STATUS = (
    (r"5\.2\.2|4\.2\.2|5\.3\.1", "", Kind.FULL),
    (r"5\.1\.1|5\.2\.1", wordings.FULL, Kind.FULL),  # as a large provider says it
    (r"[45]\.2\.1", wordings.TOO_FAST, Kind.POLICY),  # she gets too much mail at once
    (r"5\.1\.(?:1|2|3|6|10)|5\.2\.1", "", Kind.DEAD),
    (r"5\.4\.[14]", wordings.NO_SUCH_PLACE, Kind.DEAD),
    (r"5\.7\.1[78]", "", Kind.DEAD),  # the mailbox or domain has another owner (RFC 7293)
    (r"[45]\.7\.\d+|[45]\.1\.[789]", "", Kind.POLICY),
    (r"5\.2\.3|5\.3\.[34]|5\.6\.\d+", "", Kind.CONTENT),
    (r"5\.4\.\d+|4\.[146]\.\d+", "", Kind.UNKNOWN),  # nobody could be reached
)
# Said where the status is missing or says nothing (5.0.0, 4.3.0, 5.5.0).
_BY_WORDS = (
    (wordings.SENDER, Kind.POLICY),
    (wordings.NO_SUCH_PLACE, Kind.DEAD),
    (wordings.FULL, Kind.FULL),
    (wordings.CLOSED, Kind.DEAD),
    (wordings.CONTENT, Kind.CONTENT),
    (wordings.POLICY, Kind.POLICY),
    (wordings.DEAD, Kind.DEAD),
)

LONGEST = 1000  # characters of what was said that are read

_STATUS_TABLE = tuple(
    (re.compile(status), re.compile(words, re.IGNORECASE), kind)
    for status, words, kind in _BY_STATUS
)
_WORD_TABLE = tuple((re.compile(words, re.IGNORECASE), kind) for words, kind in _BY_WORDS)
_STATUS = re.compile(r"(?:^|#|\b[245]\d\d[ -])\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[\s-])")
_NOT_NOW = re.compile(wordings.NOT_NOW, re.IGNORECASE)
_INNER_STOP = re.compile(r"\.(?=\w)")  # of an address; it ends no sentence


def classify(status: str, said: str, delayed: bool = False) -> Kind:
    """The kind of one recipient, from her Status and what was said, "" where missing.

    `delayed` says that somebody still tries (RFC 3464 §2.3.3). An answer of SMTP is all in `said`.
    """
    if delayed:
        return Kind.DELAYED
    said = said[:LONGEST]
    told = _STATUS.search(said)
    not_now = _is_temporary(status, said)
    said = _INNER_STOP.sub("·", said)
    for one in (status, told[1] if told else ""):
        for pattern, words, kind in _STATUS_TABLE:
            if pattern.fullmatch(one) and words.search(said):
                return kind
    for words, kind in _WORD_TABLE:
        if words.search(said) and not (not_now and kind is Kind.DEAD):
            return kind
    return Kind.UNKNOWN


def _is_temporary(status: str, said: str) -> bool:
    """Was it refused for now only? Then nothing it says of a mailbox is final."""
    code = _CODE.search(said)
    first = status[:1] or (code[1] if code else "")
    return first == "4" if first else bool(_NOT_NOW.search(said))
