"""A copy as it leaves, without a relay to take it."""

from __future__ import annotations

from listserv.delivery.copy import mould
from listserv.delivery.signer import Signer, plan
from listserv.model import Rendition


def signed_copy(signer: Signer, rendition: Rendition, leave: str, now: float) -> bytes:
    """The copy of the reader with this leave token: the signatures, the head, the body."""
    made = mould(rendition)
    (signatures,) = signer.sign(plan(made), [leave], now)
    return signatures + made.fill(leave) + b"\r\n" + rendition.body
