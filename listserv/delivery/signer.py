"""DKIM signatures (RFC 6376, RFC 8301, RFC 8463), relaxed/relaxed, one for each key of the site.

Owns what a copy's signatures share and what they do not. Per rendition the body hash and the
canonical head are made once (a `Plan`, which knows nothing of keys); per copy the recipient's token
is filled in, hashed, and signed by `cryptography`, which lets other threads run meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from listserv.delivery.copy import Mould
from listserv.identity.keys import Key
from listserv.model import MARK_LEAVE
from listserv.text import signed


@dataclass(frozen=True, slots=True)
class Plan:
    """What all signatures of a rendition share."""

    fields: tuple[bytes, ...]  # canonical signed headers, cut at the leave marks
    names: str  # the h= tag
    body_hash: str  # the bh= tag


def plan(mould: Mould) -> Plan:
    """What is signed in every copy of a rendition."""
    found = signed.headers(MARK_LEAVE.join(mould.head))
    canonical = b"".join(form for _, form in found)
    return Plan(
        tuple(canonical.split(MARK_LEAVE)),
        signed.names_tag([name for name, _ in found]),
        signed.body_hash(mould.body()),
    )


class Signer:
    """Signs for one domain with one key or with several."""

    def __init__(self, domain: str, *signing: Key) -> None:
        self.domain = domain
        self.keys = signing

    def sign(self, plan: Plan, leaves: Sequence[str], now: float) -> list[bytes]:
        """The DKIM-Signature headers of one copy each, with their CRLFs, to stand above its head.

        The copies differ in their leave token only, and come in the order of `leaves`.
        """
        stamps = [_stamp(self.domain, key, plan, int(now)) for key in self.keys]
        made = []
        for leave in leaves:
            head = leave.encode("ascii").join(plan.fields)
            made.append(b"".join(stamp.header(head) for stamp in stamps))
        return made


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What the signatures of one key over a rendition share."""

    key: Key
    text: bytes  # the header up to b=
    canonical: bytes  # the same as it is signed

    def header(self, head: bytes) -> bytes:
        signature = self.key.sign(hashlib.sha256(head + self.canonical).digest())
        return self.text + signed.signature_tag(signature).encode("ascii") + b"\r\n"


def _stamp(domain: str, key: Key, plan: Plan, now: int) -> _Stamp:
    tags = (
        f" v=1; a={key.algorithm}; c=relaxed/relaxed; d={domain};\r\n"
        f" s={key.selector}; t={now};\r\n h={plan.names};\r\n"
        f" bh={plan.body_hash};\r\n b="
    ).encode("ascii")
    # Its own line is signed with b= empty and without its CRLF (RFC 6376 §3.7).
    canonical = signed.relaxed("dkim-signature", tags).removesuffix(b"\r\n")
    return _Stamp(key, b"DKIM-Signature:" + tags, canonical)
