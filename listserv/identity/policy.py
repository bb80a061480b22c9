"""What a domain says of mail in its name: its DMARC policy (RFC 7489 §6).

Asked for two ends. Of incoming mail: does the From domain deny what nothing proves? And for lists
with `dmarc = policy`: whose address may stand in From? There a domain with a policy, a freemail
domain, and a domain that nobody can ask about now all count as having one: a wrong yes costs a
reader the author's address, a wrong no costs the author every reader.

Tags that speak to who refuses mail or reports on it (pct, fo, rua) mean nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from listserv.identity.alignment import aligned, organisation
from listserv.identity.resolver import TxtSource
from listserv.text import taglist

# Where half of all members are, and what their providers do with others' mail in their name.
FREEMAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "rocketmail.com", "aol.com"),
        *("hotmail.com", "outlook.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com"),
        *("yahoo.fr", "yahoo.es", "yahoo.com.br", "yahoo.co.uk", "yahoo.co.in", "hotmail.fr"),
        *("gmx.com", "gmx.net", "mail.com", "mail.ru", "yandex.ru", "yandex.com", "proton.me"),
        *("protonmail.com", "orange.fr", "laposte.net", "uol.com.br", "bol.com.br", "sapo.pt"),
    }
)
STRICT = frozenset({"quarantine", "reject"})


@dataclass(frozen=True, slots=True)
class Published:
    """What one domain published; without a record nothing is asked for and alignment is relaxed."""

    policy: str = ""  # none, quarantine, reject; "" without one valid record
    strict_dkim: bool = False  # only the very domain may sign (adkim=s)
    strict_spf: bool = False  # only the very domain may stand in the return path (aspf=s)

    @property
    def denies(self) -> bool:
        """Whether mail in this name that nothing proves is to be kept from people."""
        return self.policy in STRICT


async def published(dns: TxtSource, domain: str) -> Published | None:
    """The policy of a From domain: its own, else its organisation's. None: nobody can say now."""
    name = domain.lower().rstrip(".")
    for asked in dict.fromkeys((name, organisation(name))):
        records = await dns.txt(f"_dmarc.{asked}")
        if records is None:
            return None
        found = read(records, below=asked != name)
        if found.policy:
            return found
    return Published()


async def has_policy(dns: TxtSource, domain: str) -> bool:
    """Whether copies in this domain's name would be refused somewhere."""
    name = domain.lower().rstrip(".")
    if not name or name in FREEMAIL or organisation(name) in FREEMAIL:
        return True
    found = await published(dns, name)
    return found is None or found.denies


def read(records: Iterable[bytes], below: bool = False) -> Published:
    """What a domain's records say.

    `below`: they are those of the organisation above the domain in question (`sp=`). More than one
    DMARC record is no record (RFC 7489 §6.6.3).
    """
    read_all = (taglist.read(record.decode("ascii", "replace")) for record in records)
    found = [tags for tags in read_all if tags.get("v") == "DMARC1"]
    if len(found) != 1:
        return Published()
    (tags,) = found
    policy = tags.get("p", "").lower()
    policy = tags.get("sp", policy).lower() if below else policy
    return Published(
        policy if policy in STRICT else "none",
        strict_dkim=tags.get("adkim", "").lower() == "s",
        strict_spf=tags.get("aspf", "").lower() == "s",
    )


def speaks(domain: str, author: str, strict: bool) -> bool:
    """Whether a proven domain speaks for the From domain `author` (RFC 7489 §3.1)."""
    return bool(domain) and (domain == author if strict else aligned(domain, author))
