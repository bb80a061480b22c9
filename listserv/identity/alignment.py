"""Whether two domains belong to one organisation (RFC 7489 §3.1, relaxed alignment).

Pure. The organisation of a domain is the public suffix above it and one name more. Private
suffixes count as public ones: two tenants of one hosting domain are strangers to each other.

A failure here cannot happen: what is no domain is aligned with nothing.
"""

from __future__ import annotations

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _suffixes() -> PublicSuffixList:
    """The list that comes with the library; 60 ms, paid at the first question."""
    return PublicSuffixList()


def organisation(domain: str) -> str:
    """The organisational domain: `example.org` of `mail.example.org`; a suffix is its own."""
    name = domain.lower().rstrip(".")
    found = _suffixes().privatesuffix(name) if name else None
    return str(found) if found else name


def aligned(domain: str, other: str) -> bool:
    """Whether mail of one domain may speak for the other."""
    return bool(domain and other) and organisation(domain) == organisation(other)


def domain_of(address: str) -> str:
    """The domain of `local@domain`, of `@domain` and of a bare domain, in lower case."""
    return address.rpartition("@")[2].strip(" <>").rstrip(".").lower()
