"""The ARC sets of a mail that came in (RFC 8617 §4.2); pure.

A set is what one server on the way wrote: what it found out (ARC-Authentication-Results), its
signature over the mail as it was there (ARC-Message-Signature), and its seal over all sets so far
(ARC-Seal). Here they are only told apart; whether they hold is asked in a child process.

Chains that are incomplete, too long, or that cannot be sent on as they stand are no chains.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from listserv.text import headers, lines, taglist

MOST = 10  # sets; the RFC allows 50, mails in the wild have one to four
OCTETS = 16 * 1024  # of all sets together

PARTS = ("arc-authentication-results", "arc-message-signature", "arc-seal")

_LONGEST = max(PARTS, key=len).encode("ascii") + b":"
_INSTANCE = re.compile(rb"(?:\A|;)\s*i\s*=\s*([1-9]\d?)\s*(?:;|\Z)")


@dataclass(frozen=True, slots=True)
class ArcSet:
    """The three values, as they stand after the colon, lines ended by CRLF."""

    results: bytes
    message: bytes
    seal: bytes

    def parts(self) -> tuple[tuple[str, bytes], ...]:
        """(name, value) in the order in which a seal covers them (RFC 8617 §5.1.1)."""
        return tuple(zip(PARTS, (self.results, self.message, self.seal), strict=True))


def sets(raw: bytes) -> tuple[ArcSet, ...] | None:
    """The sets from the first server to the last; () without any, None for what is no chain."""
    heads = headers.split(raw)
    found = [(name, value) for name, value in heads.lines if name in PARTS]
    if not found:
        return ()
    placed: dict[tuple[int, str], bytes] = {}
    for name, value in found:
        instance = _INSTANCE.search(value)
        if not instance or (int(instance[1]), name) in placed:
            return None
        placed[int(instance[1]), name] = value.replace(b"\n", b"\r\n")
    count = len(placed) // len(PARTS)
    wanted = {(instance, name) for instance in range(1, count + 1) for name in PARTS}
    if heads.defects or count > MOST or placed.keys() != wanted or not _can_go_on(placed.values()):
        return None
    return tuple(ArcSet(*(placed[n, name] for name in PARTS)) for n in range(1, count + 1))


def key_names(chain: tuple[ArcSet, ...]) -> list[str]:
    """`selector._domainkey.domain` of every key that the sets are signed with, each once."""
    signed = [value for one in chain for value in (one.message, one.seal)]
    tags = (taglist.read(value.decode("ascii", "replace")) for value in signed)
    names = (f"{_name(one, 's')}._domainkey.{_name(one, 'd')}" for one in tags)
    return list(dict.fromkeys(names))


def _name(tags: dict[str, str], tag: str) -> str:
    return tags.get(tag, "").lower().rstrip(".")


def _can_go_on(values: Collection[bytes]) -> bool:
    """Whether every relay would pass them on unchanged."""
    return sum(map(len, values)) <= OCTETS and all(
        value.isascii() and b"\x00" not in value and not lines.has_long(_LONGEST + value)
        for value in values
    )
