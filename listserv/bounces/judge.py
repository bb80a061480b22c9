"""What a report says of which copy; pure.

The token of the return path says whom a report is about; what it says about addresses is only
shown. A report to an address of ours without a valid token is about nobody and changes nothing. A
bounce is noted for the copy it is about (`store.ledger.bounced`, the journal), and nobody is cut
off for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from listserv.bounces.classify import Kind, classify
from listserv.model import Purpose, Token

SHOWN = 200  # characters of a reason


@dataclass(frozen=True, slots=True)
class Decision:
    """What to note about one copy."""

    person: int  # 0: a stranger
    mailing: int
    kind: Kind
    reason: str  # one line

    @property
    def failed(self) -> bool:
        """Did the copy not arrive? A note of absence and a warning of delay do not say so."""
        return self.kind not in (Kind.AUTOMATIC, Kind.DELAYED)


def decide(token: Token | None, bounced: Sequence[tuple[str, str, str]]) -> Decision | None:
    """The decision on a report: `bounced` are (address, status, diagnostic) as read from it.

    None when the token names no copy. A report that names several recipients (she forwards her
    mail to two places) counts as the gravest kind.
    """
    if token is None or token.purpose is not Purpose.BOUNCES:
        return None
    found = [
        (classify(status, diagnostic), status, diagnostic) for _, status, diagnostic in bounced
    ]
    order = list(Kind)
    kind, status, diagnostic = min(
        found, key=lambda one: order.index(one[0]), default=(Kind.AUTOMATIC, "", "")
    )
    words = " ".join(f"{kind}: {status} {diagnostic}".split())[:SHOWN]
    return Decision(token.first, token.second, kind, words)
