"""The DNS records that a site needs, and what is wrong with those that are there; pure.

Owns what a postmaster puts into a zone: `wanted` says the records, `lines` spells them for a zone
file, and a question for each kind says what is wrong with the answer of the DNS: "" for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from listserv.identity.keys import Key
from listserv.identity.spfrecord import is_record
from listserv.text import taglist

HOST = "HOST"  # stands for the name of the machine that takes the site's mail
PIECE = 200  # octets of a string in a zone file; at most 255 (RFC 1035 §3.3)

_DMARC = re.compile(r"v=DMARC1\s*(?:[\s;]|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    name: str  # without the closing dot
    kind: str  # MX, TXT
    value: str

    def lines(self) -> Iterator[str]:
        """As a zone file takes it."""
        if self.kind != "TXT":
            yield f"{self.name}. {self.kind} {self.value}"
        elif len(self.value) <= PIECE:
            yield f'{self.name}. TXT "{self.value}"'
        else:
            pieces = (self.value[at : at + PIECE] for at in range(0, len(self.value), PIECE))
            yield f"{self.name}. TXT ("
            yield from (f'  "{piece}"' for piece in pieces)
            yield ")"


def wanted(domain: str, keys: Iterable[Key]) -> list[Record]:
    """All of a site, in the order in which one would make them."""
    return [
        Record(domain, "MX", f"10 {HOST}."),
        Record(domain, "TXT", "v=spf1 mx -all"),
        Record(f"_dmarc.{domain}", "TXT", "v=DMARC1; p=none"),
        *(of_key(domain, key) for key in keys),
    ]


def of_key(domain: str, key: Key) -> Record:
    return Record(f"{key.selector}._domainkey.{domain}", "TXT", key.record())


def as_json(records: Iterable[Record]) -> list[dict[str, str]]:
    return [asdict(record) for record in records]


# --- what is wrong with an answer -----------------------------------------------------------------


def key_problem(key: Key, texts: Sequence[bytes]) -> str:
    """What is wrong with the records at a key's name (RFC 6376 §3.6.2.2)."""
    if not texts:
        return "there is no record"
    if len(texts) > 1:
        return f"there are {len(texts)} records, and there must be one"
    found = taglist.read(printable(texts[0]))
    if "p" not in found or found.get("v", "DKIM1") != "DKIM1":
        return "the record is none of a key"
    if not found["p"]:
        return "the record says that the key was withdrawn"
    if found["p"] != taglist.read(key.record())["p"] or found.get("k", "rsa") != key.kind:
        return "the record is that of another key"
    return ""


def spf_problem(texts: Sequence[bytes]) -> str:
    """What is wrong with the records at the domain of our return paths (RFC 7208 §4.5, §5.1)."""
    found = of_spf(texts)
    if len(found) != 1:
        return not_one(found, "v=spf1 and a blank")
    terms = found[0].lower().split()[1:]
    if {"all", "+all"} & set(terms):
        return "the record lets everybody send in this domain's name (+all)"
    if not any(term.endswith("all") or term.startswith("redirect=") for term in terms):
        return "the record does not say what to do with others (-all or ~all)"
    return ""


def dmarc_problem(texts: Sequence[bytes]) -> str:
    """What is wrong with the records at `_dmarc` (RFC 7489 §6.3)."""
    found = of_dmarc(texts)
    if len(found) != 1:
        return not_one(found, "v=DMARC1")
    if taglist.read(found[0]).get("p", "").lower() not in ("none", "quarantine", "reject"):
        return "the record has no policy (p=none)"
    return ""


def of_spf(texts: Iterable[bytes]) -> list[str]:
    """Those among the records of a name that receivers take for SPF."""
    return [printable(text) for text in texts if is_record(text)]


def of_dmarc(texts: Iterable[bytes]) -> list[str]:
    """Those that begin with `v=DMARC1` and a semicolon, or are that alone."""
    return [text for text in map(printable, texts) if _DMARC.match(text)]


def not_one(found: Sequence[str], version: str) -> str:
    """What is wrong where there must be one record of a kind, and is none or several."""
    if not found:
        return f"there is no record that begins with {version}"
    return f"there are {len(found)} records that begin with {version}, and there must be one"


def printable(record: bytes) -> str:
    """A record as a terminal may show it: whoever owns a name writes what he likes."""
    text = record.decode("ascii", "replace").strip()
    return "".join(one if one.isprintable() else "?" for one in text)
