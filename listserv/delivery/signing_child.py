"""The signing process: leave tokens in, DKIM-Signature headers out.

A process of its own, started by listserv.delivery.signing as `python -m
listserv.delivery.signing_child`. The first frame on its standard input brings the keys; each later
one asks for the signatures of a batch, and each is answered by one frame on standard output, until
the input ends: so it cannot outlive its parent. A failure ends it, and the parent signs itself.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

import msgspec

from listserv import frames
from listserv.delivery.signer import Plan, Signer
from listserv.identity import keys

NICE = 5  # whoever says 250 to a peer comes before us


class Setup(msgspec.Struct, frozen=True):
    """Whom the process signs for: selectors and keys in PEM."""

    domain: str
    keys: tuple[tuple[str, bytes], ...]


class Batch(msgspec.Struct, frozen=True):
    """Copies of one rendition. Its plan comes with its first batch and is kept in `place`."""

    place: int
    plan: Plan | None
    leaves: Sequence[str]
    now: float


def setup(signer: Signer) -> Setup:
    return Setup(signer.domain, tuple((key.selector, key.pem()) for key in signer.keys))


def main() -> None:
    """Answer batches until the input ends."""
    os.nice(NICE)
    for number in (signal.SIGINT, signal.SIGTERM):  # from a terminal, from systemd: the parent's
        signal.signal(number, signal.SIG_IGN)
    batches, answers = sys.stdin.buffer, sys.stdout.buffer
    told = msgspec.msgpack.decode(frames.payload(batches), type=Setup)
    signer = Signer(told.domain, *(keys.parse(pem, selector) for selector, pem in told.keys))
    plans: dict[int, Plan] = {}
    while payload := frames.payload(batches):
        batch = msgspec.msgpack.decode(payload, type=Batch)
        if batch.plan:
            plans[batch.place] = batch.plan
        answers.write(frames.frame(signer.sign(plans[batch.place], batch.leaves, batch.now)))
        answers.flush()


if __name__ == "__main__":
    main()
