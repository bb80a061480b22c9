"""The ARC set of a copy (RFC 8617): what we found out, for servers that see the copy as altered.

A list changes what it sends on; the author's own signature breaks with it. Where From stays the
author's address, our set says how the post was proven when it came in, and a receiver that trusts
us can go by that. It is made once per rendition: its signature leaves out what is the reader's own.

Sets that came with the post go on below ours, when they hold. Where they do not, or nobody can find
out, no set is added: a seal over a broken chain says nothing but that it is broken (RFC 8617 §5.1.2
lets us say so, and no receiver treats the copy better for it).

A failure (no DNS, a child that died) leaves the copy without a set. Nothing is raised.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from listserv.identity.keys import Key
from listserv.identity.resolver import Budget, Source
from listserv.identity.results import PROPERTIES, trusted
from listserv.model import MARK_LEAVE, Reading
from listserv.text import arcsets, signed
from listserv.text.arcsets import ArcSet

log = logging.getLogger("listserv.arc")

MOST_QUESTIONS = 2 * arcsets.MOST
SECONDS = 10.0  # for all questions to the DNS about one chain

Holds = Callable[[bytes, Mapping[str, bytes]], Awaitable[bool]]

_DOMAIN = re.compile(r"[a-z0-9._-]{1,253}")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Makes the set of each rendition of one post."""

    key: Key
    domain: str
    results: str  # `dkim=pass header.d=clinic.example`, folded; ASCII
    chain: tuple[ArcSet, ...] = ()  # sets that came with the post, and hold

    def seal(self, head: bytes, body: bytes, now: float) -> bytes:
        """The headers to stand above `head`: our set, then those that came; they end with CRLF."""
        own = self._set(head, body, int(now))
        return b"".join(
            name.title().replace("Arc", "ARC").encode("ascii") + b":" + value + b"\r\n"
            for one in (own, *reversed(self.chain))
            for name, value in reversed(one.parts())
        )

    def _set(self, head: bytes, body: bytes, now: int) -> ArcSet:
        instance = len(self.chain) + 1
        results = f" i={instance}; {self.domain};\r\n {self.results}".encode("ascii")
        tags = f"a={self.key.algorithm}; d={self.domain};\r\n s={self.key.selector}; t={now};"
        covered = [one for one in signed.headers(head) if MARK_LEAVE not in one[1]]
        message = self._signed(
            "arc-message-signature",
            b"".join(form for _, form in covered),
            f" i={instance}; {tags} c=relaxed/relaxed;\r\n"
            f" h={signed.names_tag([name for name, _ in covered])};\r\n"
            f" bh={signed.body_hash(body)};\r\n b=",
        )
        before = [part for one in self.chain for part in one.parts()]
        own = [("arc-authentication-results", results), ("arc-message-signature", message)]
        seal = self._signed(
            "arc-seal",
            b"".join(signed.relaxed(name, value) for name, value in [*before, *own]),
            f" i={instance}; cv={'pass' if self.chain else 'none'}; {tags}\r\n b=",
        )
        return ArcSet(results, message, seal)

    def _signed(self, name: str, covered: bytes, tags: str) -> bytes:
        """A signature's value over what it covers and over itself, b= empty (RFC 6376 §3.7)."""
        text = tags.encode("ascii")
        own = signed.relaxed(name, text).removesuffix(b"\r\n")
        signature = self.key.sign(hashlib.sha256(covered + own).digest())
        return text + signed.signature_tag(signature).encode("ascii")


class Arc:
    """`key()` is the key that signs now, if any. `holds(raw, keys)` verifies a mail's chain, and
    `read(raw)` reads a mail, both in a child process; `keys` maps `selector._domainkey.domain` to
    key records."""

    def __init__(
        self,
        key: Callable[[], Key | None],
        domain: str,
        resolver: Source,
        trusted_authserv_ids: Collection[str],
        holds: Holds,
        read: Callable[[bytes], Awaitable[Reading]],
    ) -> None:
        self._key = key
        self._domain = domain
        self._resolver = resolver
        self._authserv_ids = frozenset(trusted_authserv_ids)
        self._holds = holds
        self._read = read

    async def sealer(self, raw: bytes, proof: str) -> Sealer | None:
        """For a post as it came in and its proof, `dkim clinic.example`; None for no set."""
        key = self._key()
        chain = arcsets.sets(raw)
        if key is None or not proof or chain is None:
            return None
        try:
            said = await self._results(raw, proof)
            if not said or (chain and not await self._verified(raw, chain)):
                return None
        except Exception as error:
            # Whatever went wrong, the post goes out as it would without ARC.
            log.info("no ARC set: %s", type(error).__name__)
            return None
        results = ";\r\n ".join([*said, "arc=pass"] if chain else said)
        return Sealer(key, self._domain, results, chain)

    async def _results(self, raw: bytes, proof: str) -> list[str]:
        """What was found out, as our own results or as those of the server in front of us."""
        how, _, domain = proof.partition(" ")
        if how in PROPERTIES:
            # SPF spoke of the return path, not of HELO: no mail with a null one becomes a post.
            return list(_said([(how, domain)]))
        reading = await self._read(raw)
        found = trusted(reading.results, self._authserv_ids, reading.results_above)
        return list(_said((one.method, one.domain) for one in found if one.result == "pass"))

    async def _verified(self, raw: bytes, chain: tuple[ArcSet, ...]) -> bool:
        dns = Budget(self._resolver, MOST_QUESTIONS, SECONDS)
        keys: dict[str, bytes] = {}
        for name in arcsets.key_names(chain):
            records = await dns.txt(name)
            if not records:
                return False
            keys[name] = records[0]
        return await self._holds(raw, keys)


def _said(results: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`dkim=pass header.d=clinic.example` of each (method, domain) that can be said safely."""
    for method, domain in results:
        if method in PROPERTIES and _DOMAIN.fullmatch(domain):
            yield f"{method}=pass {PROPERTIES[method]}={domain}"
