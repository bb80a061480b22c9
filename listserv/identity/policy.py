"""Whether a domain disowns mail that others send in its name: its DMARC policy (RFC 7489 §6).

Asked for lists with `dmarc = policy`, to decide whose address stands in From. A domain with a
policy, a freemail domain, and a domain that nobody can ask about now all count as having one: a
wrong yes costs a reader the author's address, a wrong no costs the author every reader.
"""

from __future__ import annotations

from collections.abc import Iterable

from listserv.identity.alignment import organisation
from listserv.identity.resolver import TxtSource

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


async def has_policy(resolver: TxtSource, domain: str) -> bool:
    """Whether copies in this domain's name would be refused somewhere."""
    name = domain.lower().rstrip(".")
    above = organisation(name)
    if not name or name in FREEMAIL or above in FREEMAIL:
        return True
    for asked, below in ((name, False), (above, True)):
        if below and above == name:
            break
        records = await resolver.txt(f"_dmarc.{asked}")
        if records is None:
            return True
        found = disposition(records, below)
        if found:
            return found in STRICT
    return False


def disposition(records: Iterable[bytes], below: bool = False) -> str:
    """What a domain's records ask for: none, quarantine, reject; "" without one valid record.

    `below`: the records are those of the organisation above the domain in question (`sp=`).
    More than one DMARC record is no record (RFC 7489 §6.6.3).
    """
    found = [tags for record in records if (tags := _tags(record)).get("v") == "DMARC1"]
    if len(found) != 1:
        return ""
    policy = found[0].get("p", "").lower()
    policy = found[0].get("sp", policy).lower() if below else policy
    return policy if policy in STRICT else "none"


def _tags(record: bytes) -> dict[str, str]:
    parts = record.decode("ascii", "replace").split(";")
    pairs = (part.partition("=") for part in parts if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
