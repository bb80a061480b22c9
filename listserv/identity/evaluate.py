"""Who stands behind a From address: the proof that rule 11 of the design asks for.

What a trusted server in front found out counts first; else the mail's own DKIM signatures are
verified: keys through our resolver, the mathematics in a child process, since the bytes are
hostile. A mail with no one From address proves nothing.

A failure (no DNS, a broken signature, a child that died) is no proof: the post waits for a
moderator with that reason. Nothing but a child's failure is raised.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping

from listserv.identity.alignment import aligned, domain_of
from listserv.identity.resolver import TxtSource
from listserv.identity.results import Result, trusted
from listserv.model import Proof, Reading
from listserv.text import addresses, headers

MOST_SIGNATURES = 4  # of one mail that are looked at; each costs a question to the DNS

Verify = Callable[[bytes, Mapping[str, bytes]], Awaitable[tuple[str, ...]]]

NOBODY = Proof()


class Identity:
    """`verify(raw, keys)` gives the domains whose DKIM signatures over `raw` hold; `keys` maps
    `selector._domainkey.domain`, in lower case without a closing dot, to the key record."""

    def __init__(
        self, resolver: TxtSource, trusted_authserv_ids: Collection[str], verify: Verify
    ) -> None:
        self._resolver = resolver
        self._authserv_ids = frozenset(trusted_authserv_ids)
        self._verify = verify

    async def proof(self, raw: bytes, reading: Reading, trusted_peer: bool) -> Proof:
        """The proof of a mail; false when there is none."""
        if authors(raw) != [reading.from_address]:
            return NOBODY
        author = domain_of(reading.from_address)
        if trusted_peer:
            said = by_results(author, trusted(reading.results, self._authserv_ids))
            if said:
                return said
        keys = await self._keys(author, reading.signatures)
        if not keys:
            return NOBODY
        for domain in await self._verify(raw, keys):
            if aligned(domain, author):
                return Proof("dkim", domain)
        return NOBODY

    async def _keys(self, author: str, signatures: Iterable[tuple[str, str]]) -> dict[str, bytes]:
        """The key records of the signatures that could speak for the author."""
        wanted = dict.fromkeys(
            f"{selector}._domainkey.{domain}".lower().rstrip(".")
            for domain, selector in signatures
            if selector and aligned(domain, author)
        )
        keys: dict[str, bytes] = {}
        for name in list(wanted)[:MOST_SIGNATURES]:
            records = await self._resolver.txt(name)
            if records:
                keys[name] = records[0]
        return keys


def authors(raw: bytes) -> list[str]:
    """Every From address of a mail whose headers can be read in one way only.

    A signature covers one From header, the lowest: whoever owns an address at a freemail domain
    could put a second From with somebody else's above her own (RFC 6376 §8.15), or hide her own
    where we stop reading and others do not: behind 64 KB of headers, or a line that is none.
    """
    heads = headers.split(raw)
    if heads.defects or len(heads.all("from")) != 1:
        return []
    return [address for _, address in addresses.parse(headers.raw_text(heads.first("from")))]


def by_results(author: str, results: Iterable[Result]) -> Proof:
    """What a trusted server's results prove of a From at the domain `author`."""
    for one in results:
        if one.result == "pass" and (domain := _speaker(one)) and _speaks(one, domain, author):
            return Proof("results", domain)
    return NOBODY


def _speaker(result: Result) -> str:
    """The domain that a result is about (RFC 8601 §2.7)."""
    names = {
        "dkim": ("header.d", "header.i"),
        "spf": ("smtp.mailfrom",),
        "dmarc": ("header.from",),
    }
    return domain_of(result.get(*names.get(result.method, ())))


def _speaks(result: Result, domain: str, author: str) -> bool:
    """DMARC judges the From domain itself; a signature or a path may be of the organisation."""
    return domain == author if result.method == "dmarc" else aligned(domain, author)
