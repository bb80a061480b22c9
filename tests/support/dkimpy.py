"""dkimpy as the judge of our signatures and as an author's own server that signs; what the DNS
would say is given to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import dkim

from listserv.identity.keys import Key


def signatures(raw: bytes, records: Mapping[str, str]) -> list[bool]:
    """Whether each signature of a mail is good, from the topmost down.

    `records` maps `selector._domainkey.domain` to the TXT record.
    """
    count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.DKIM(raw).headers)
    return [_valid(dkim.DKIM(raw), number, records) for number in range(count)]


def signed(raw: bytes, domain: str, key: Key) -> bytes:
    """A mail as the server of its author's domain signs it."""
    selector, pem = key.selector.encode(), key.pem()
    names = [name for name, _ in dkim.DKIM(raw).headers]
    return bytes(dkim.sign(raw, selector, domain.encode(), pem, include_headers=names)) + raw


def chain(raw: bytes, records: Mapping[str, str]) -> object:
    """What it finds of a mail's ARC sets: dkim.CV_Pass, dkim.CV_Fail, or why there is no chain."""
    found, _, reason = dkim.ARC(raw).verify(dnsfunc=_source(records))
    return found or reason


def _valid(mail: dkim.DKIM, number: int, records: Mapping[str, str]) -> bool:
    try:
        return bool(mail.verify(number, _source(records)))
    except dkim.ValidationError:  # the body hash
        return False


def _source(records: Mapping[str, str]) -> Callable[..., bytes | None]:
    def txt(name: bytes, timeout: int = 5) -> bytes | None:
        found = records.get(name.decode().rstrip("."))
        return found.encode() if found else None

    return txt
