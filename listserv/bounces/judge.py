"""What a report says of which copy; pure.

The token of the return path says whom a report is about; what it says about addresses counts only
where a list's copies are all the same, and then a probe must find the same before anybody is
stopped. A report to an address of ours without a valid token is about nobody and changes nothing.
What it costs is decided later, with all else that is known of her (score.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from listserv.bounces.classify import NO_FAILURE, Kind, classify
from listserv.model import Bounced, Complaint, Purpose, Reading, Token
from listserv.text.bounced import DELAYED, own_words

SHOWN = 200  # characters of a reason
READ = 3000  # characters of what is said of all recipients; of more their statuses alone count
# Kinds of feedback (RFC 5965 §7.3) by which a person says: no more of this. Others are about a
# virus, about authentication (RFC 6591), or say that it was no spam at all.
FINAL = frozenset({"abuse", "fraud", "opt-out", "opt-out-list"})

_CODE = re.compile(r"[45]\d\d[ -]")


@dataclass(frozen=True, slots=True)
class Decision:
    """What to note about one copy."""

    person: int  # 0: a stranger, or whoever is named where a copy is shared
    mailing: int
    kind: Kind
    said: str  # one line
    named: tuple[str, ...] = ()  # the addresses that it is about

    @property
    def reason(self) -> str:
        """Kind and words, for the journal."""
        return f"{self.kind}: {self.said}".rstrip(": ")

    @property
    def doubtful(self) -> Kind:
        """Its kind where only an address names her: anybody who got the mail could write that.

        FULL too is doubtful: it would stop her without the probe that finds out.
        """
        return Kind.UNKNOWN if self.kind in (Kind.DEAD, Kind.FULL) else self.kind

    @property
    def failed(self) -> bool:
        """Did the copy not arrive? A note of absence and a warning of delay do not say so."""
        return self.kind not in NO_FAILURE


def decide(token: Token | None, reading: Reading) -> Decision | None:
    """The decision on a mail to a return path; None when its token names no copy.

    A report that names several recipients (she forwards her mail to two places) counts as the
    gravest kind. What is no report is AUTOMATIC.
    """
    if token is None or token.purpose is not Purpose.BOUNCES:
        return None
    found = list(zip(_kinds(reading), reading.bounced, strict=True))
    order = list(Kind)
    kind, one = min(
        found,
        key=lambda pair: order.index(pair[0]),
        default=(Kind.AUTOMATIC, Bounced("", "", "", reading.automatic)),
    )
    # The status stands in most diagnostics already.
    status = "" if one.status in one.diagnostic else one.status
    said = " ".join(f"{status} {one.diagnostic}".split())[:SHOWN]
    named = tuple(one.address for grave, one in found if grave is kind and one.address)
    return Decision(token.first, token.second, kind, said, named)


def _kinds(reading: Reading) -> Iterator[Kind]:
    """Of each recipient, by what is said of her; where that says nothing, by the whole report.

    The same words are read once, and so many in all: a report may name 200 recipients.
    """
    known: dict[tuple[str, str, str], Kind] = {}
    whole: Kind | None = None
    left = READ
    for one in reading.bounced:
        asked = (one.status, one.diagnostic, one.action)
        if asked not in known:
            left -= len(one.diagnostic)
            said = one.diagnostic if left >= 0 else ""
            known[asked] = classify(one.status, said, one.action == DELAYED)
        kind = known[asked]
        if kind is Kind.UNKNOWN:
            whole = whole or classify("", " ".join(own_words(reading.text).split()))
            kind = whole
        yield kind


def refused(said: str) -> Kind:
    """The kind of a copy that a peer refused, or put off for too long; `said` is its answer.

    Where no server answered, the way was blocked, and perhaps on our side: that counts for nobody.
    """
    return classify("", said) if _CODE.match(said) else Kind.DELAYED


def is_final(complaint: Complaint) -> bool:
    """Does she want no more mail?"""
    return complaint.kind in FINAL
