"""The signing process: leave tokens in, DKIM-Signature headers out.

A process of its own, started by listserv.delivery.signing as `python -m
listserv.delivery.signing_child`. The first frame on its standard input brings the keys; each later
one asks for the signatures of a batch, and each is answered by one frame on standard output, until
the input ends: so it cannot outlive its parent. A failure ends it, and the parent signs itself.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Sequence
from typing import BinaryIO

import msgspec

from listserv.delivery.signer import Plan, Signer
from listserv.identity import keys

NICE = 5  # whoever says 250 to a peer comes before us
LENGTH = struct.Struct(">I")  # octets of the payload that follows


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


def frame(value: Setup | Batch | list[bytes]) -> bytes:
    """A value as it goes through a pipe."""
    payload = msgspec.msgpack.encode(value)
    return LENGTH.pack(len(payload)) + payload


def main() -> None:
    """Answer batches until the input ends."""
    os.nice(NICE)
    for number in (signal.SIGINT, signal.SIGTERM):  # from a terminal, from systemd: the parent's
        signal.signal(number, signal.SIG_IGN)
    batches, answers = sys.stdin.buffer, sys.stdout.buffer
    told = msgspec.msgpack.decode(_next(batches), type=Setup)
    signer = Signer(told.domain, *(keys.parse(pem, selector) for selector, pem in told.keys))
    plans: dict[int, Plan] = {}
    while payload := _next(batches):
        batch = msgspec.msgpack.decode(payload, type=Batch)
        if batch.plan:
            plans[batch.place] = batch.plan
        answers.write(frame(signer.sign(plans[batch.place], batch.leaves, batch.now)))
        answers.flush()


def _next(batches: BinaryIO) -> bytes:
    head = batches.read(LENGTH.size)
    return batches.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


if __name__ == "__main__":
    main()
