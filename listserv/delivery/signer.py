"""DKIM signatures (RFC 6376, RFC 8301): RSA-2048, rsa-sha256, relaxed/relaxed.

Owns the site's signing key, loaded once. Per rendition the body hash and the canonical head are
made once (a `Plan`); per copy only the recipient's token is filled in and one RSA operation done,
by `cryptography`, which lets other threads run meanwhile. Everything that says who wrote, what it
is and how to leave is signed; From is signed once more than it stands there, so that a second one
breaks the signature. A key that cannot be read raises ValueError with its path; a site without a
key does not sign.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from listserv.delivery.copy import Mould
from listserv.model import MARK_LEAVE

BITS = 2048
SELECTOR = "listserv"
SIGNED = (
    *("from", "to", "cc", "reply-to", "subject", "date"),
    *("message-id", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding"),
    *("auto-submitted", "precedence"),
    *("list-id", "list-post", "list-help", "list-owner", "list-archive", "archived-at"),
    *("list-subscribe", "list-unsubscribe", "list-unsubscribe-post"),
)

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r]|\r\n[ \t])*)\r\n")
_BLANKS = re.compile(rb"[ \t]+")
_FOLDED_BLANKS = re.compile(rb"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Plan:
    """What all signatures of a rendition share."""

    fields: tuple[bytes, ...]  # canonical signed headers, cut at the leave marks
    names: str  # the h= tag
    body_hash: str


class Signer:
    """Signs for one domain with one key."""

    def __init__(self, domain: str, selector: str, key: rsa.RSAPrivateKey) -> None:
        self.domain = domain
        self.selector = selector
        self._key = key

    @classmethod
    def load(cls, path: Path, domain: str, selector: str = SELECTOR) -> Signer:
        """Read the key once; slow (35 ms). Raises ValueError."""
        return cls(domain, selector, _load(path))

    def plan(self, mould: Mould) -> Plan:
        """What is signed in every copy of a rendition."""
        head = MARK_LEAVE.join(mould.head)
        fields = [(name.lower().decode("ascii"), value) for name, value in _FIELD.findall(head)]
        chosen = [
            (name, value) for known in SIGNED for name, value in reversed(fields) if name == known
        ]
        canonical = b"".join(
            name.encode("ascii") + b":" + _FOLDED_BLANKS.sub(b" ", value).strip(b" ") + b"\r\n"
            for name, value in chosen
        )
        names = ":".join(["from", *(name for name, _ in chosen)])
        return Plan(tuple(canonical.split(MARK_LEAVE)), names, _body_hash(mould.body()))

    def sign(self, plan: Plan, leave: str, now: float) -> bytes:
        """The DKIM-Signature header of one copy, with its CRLF, to stand before the head."""
        tags = (
            f" v=1; a=rsa-sha256; c=relaxed/relaxed; d={self.domain};\r\n"
            f" s={self.selector}; t={int(now)};\r\n h={_fold_names(plan.names)};\r\n"
            f" bh={plan.body_hash};\r\n b="
        ).encode("ascii")
        own = b"dkim-signature:" + _FOLDED_BLANKS.sub(b" ", tags).strip(b" ")
        signed = leave.encode("ascii").join(plan.fields) + own
        signature = self._key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        text = base64.b64encode(signature)
        lines = b"\r\n ".join(text[at : at + 72] for at in range(0, len(text), 72))
        return b"DKIM-Signature:" + tags + lines + b"\r\n"


def generate_key(path: Path) -> None:
    """Write a new key, readable by its owner only; never over another: FileExistsError."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(descriptor)


def public_record(path: Path) -> str:
    """The value of the TXT record at `SELECTOR._domainkey.DOMAIN` (RFC 6376 §3.6.1)."""
    public = _load(path).public_key()
    der = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return "v=DKIM1; k=rsa; p=" + base64.b64encode(der).decode("ascii")


def _load(path: Path) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(f"{path}: no signing key that can be read ({error})") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < BITS:
        raise ValueError(f"{path}: the signing key must be RSA of {BITS} bits or more")
    return key


def _body_hash(body: bytes) -> str:
    """SHA-256 over the relaxed body (RFC 6376 §3.4.4), base64."""
    relaxed = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    relaxed += b"\r\n" if relaxed else b""
    return base64.b64encode(hashlib.sha256(relaxed).digest()).decode("ascii")


def _fold_names(names: str) -> str:
    """The h= tag in lines of at most 76, folded at its colons (RFC 6376 §3.5)."""
    lines = [""]
    for name in names.split(":"):
        if len(lines[-1]) + len(name) > 70:
            lines.append("")
        lines[-1] += name + ":"
    return "\r\n ".join(lines).removesuffix(":")
