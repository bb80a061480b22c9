"""Who stands behind a From address: the proof that rule 11 of the design asks for.

What a trusted server in front found out counts first. Else we look ourselves: at the mail's DKIM
signatures (keys through our resolver, the mathematics in a child process, since the bytes are
hostile), then by SPF at the client that sent it, where its address is known. What neither proves
is denied where the From domain's DMARC policy says so. A mail with no one From proves nothing.

A failure (no DNS, a broken signature) is no proof: the post waits for a moderator with that reason.
Only what `verify` raises is raised, for a mail that no child could digest: the caller shunts it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from ipaddress import ip_address

from listserv.identity import spf
from listserv.identity.alignment import aligned, domain_of
from listserv.identity.policy import Published, published, speaks
from listserv.identity.resolver import Budget, Source
from listserv.identity.results import Result, trusted
from listserv.model import Origin, Proof, Reading
from listserv.text import addresses, covered, headers

MOST_KEYS = 4  # of one mail's signatures that the DNS is asked for
MOST_QUESTIONS = 50  # to the DNS for one mail
SECONDS = 10.0  # for all of them

Verify = Callable[[bytes, Mapping[str, bytes]], Awaitable[tuple[str, ...]]]

NOBODY = Proof()


class Identity:
    """`verify(raw, keys)` gives the domains whose DKIM signatures over `raw` hold; `keys` maps
    `selector._domainkey.domain`, in lower case without a closing dot, to the key record."""

    def __init__(
        self, resolver: Source, trusted_authserv_ids: Collection[str], verify: Verify
    ) -> None:
        self._resolver = resolver
        self._authserv_ids = frozenset(trusted_authserv_ids)
        self._verify = verify

    async def proof(self, raw: bytes, reading: Reading, origin: Origin) -> Proof:
        """The proof of a mail; false when there is none."""
        if authors(raw) != [reading.from_address]:
            return NOBODY
        author = domain_of(reading.from_address)
        results: tuple[Result, ...] = ()
        if origin.trusted:
            results = trusted(reading.results, self._authserv_ids, reading.results_above)
        disproved = dmarc_failed(author, results)
        partial = any(aligned(one, author) for one in reading.partial)
        if not disproved and (said := by_results(author, results, partial)):
            return said
        signed = [one for one in reading.signatures if aligned(one[0], author)]
        client = client_of(origin)
        if not (signed or client or disproved):
            return NOBODY  # there is nothing to ask for
        dns = Budget(self._resolver, MOST_QUESTIONS, SECONDS)
        wishes = await published(dns, author) or Published()
        proven = await self._by_signature(dns, raw, signed, author, wishes.strict_dkim)
        if not proven and client:
            proven = await _by_client(dns, client, origin, author, wishes.strict_spf)
        # A silent name server, or a client that nobody named, might have proven it.
        certain = disproved or (bool(client) and not dns.silent)
        return proven or Proof(denied=certain and wishes.denies)

    async def _by_signature(
        self,
        dns: Source,
        raw: bytes,
        signatures: Iterable[tuple[str, str]],
        author: str,
        strict: bool,
    ) -> Proof:
        """The proof by DKIM; the keys of a few signatures are asked for."""
        wanted = dict.fromkeys(
            f"{selector}._domainkey.{domain}".lower().rstrip(".") for domain, selector in signatures
        )
        keys: dict[str, bytes] = {}
        for name in list(wanted)[:MOST_KEYS]:
            if records := await dns.txt(name):
                keys[name] = records[0]
        held = await self._verify(raw, keys) if keys else ()
        return next(
            (Proof("dkim", one, signed=True) for one in held if speaks(one, author, strict)), NOBODY
        )


async def _by_client(dns: Source, client: str, origin: Origin, author: str, strict: bool) -> Proof:
    """The proof by SPF, which is about the return path, or about HELO where that is null."""
    domain = domain_of(origin.mail_from or origin.helo)
    if not speaks(domain, author, strict):
        return NOBODY  # whatever SPF said would be about somebody else
    result = await spf.check(dns, client, origin.mail_from, origin.helo)
    return Proof("spf", domain) if result == "pass" else NOBODY


def client_of(origin: Origin) -> str:
    """The address that sent a mail to the first server of ours; "" where nobody knows, or where it
    is a program on the same machine, of which no domain's record speaks."""
    try:
        return "" if ip_address(origin.sender).is_loopback else origin.sender
    except ValueError:
        return ""


def authors(raw: bytes) -> list[str]:
    """Every From address of a mail whose headers can be read in one way only.

    A signature covers one header of a name, the lowest: whoever owns an address at a freemail
    domain could put a second From with somebody else's above her own, whoever got a mail of a
    member's a second Subject above hers (RFC 6376 §8.15). Or hide the signed ones where we stop
    reading and others do not: behind 64 KB of headers, or a line that is none.
    """
    heads = headers.split(raw)
    if not covered.one_meaning(heads):
        return []
    return [address for _, address in addresses.parse(headers.raw_text(heads.first("from")))]


def by_results(author: str, results: Iterable[Result], partial: bool = False) -> Proof:
    """What a trusted server's results prove of a From at the domain `author`.

    `partial`: a signature of hers covers too little, and may be what passed; then SPF alone counts.
    """
    found = [
        one
        for one in results
        if one.result == "pass" and one.domain and _speaks(one, author)
        if one.method == "spf" or not partial
    ]
    signed = any(one.method == "dkim" for one in found)  # DMARC may have passed by SPF alone
    return Proof("results", found[0].domain, signed=signed) if found else NOBODY


def dmarc_failed(author: str, results: Iterable[Result]) -> bool:
    """Whether a trusted server says that nothing proves a From at the domain `author`."""
    return any(
        one.method == "dmarc" and one.result == "fail" and one.domain in ("", author)
        for one in results
    )


def _speaks(result: Result, author: str) -> bool:
    """DMARC judges the From domain itself; a signature or a path may be of the organisation."""
    return result.domain == author if result.method == "dmarc" else aligned(result.domain, author)
