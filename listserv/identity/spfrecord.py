"""What an SPF record says: its terms, and the macros in them (RFC 7208 §4.5, §5-7, §12).

Pure, and linear in the length of a record: it is a stranger's text. A record is read whole before
any of it is asked for, since one wrong term makes all of it worth nothing: then `BadRecordError`
is raised. The macro `p` is always "unknown" and `exp` is never fetched: nobody here is shown it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from urllib.parse import quote

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST = 253  # characters of a name in the DNS
MOST_MACROS = 30  # in one name; an honest one has five

_RESULT = {"": "pass", "+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_TERM = re.compile(r"([+?~-]?)([a-z][a-z0-9_.-]*)(.*)", re.IGNORECASE)
_NUMBER = r"(0|[1-9][0-9]{0,2})"
_LENGTHS = re.compile(rf"(.*?)(?:/{_NUMBER})?(?://{_NUMBER})?")
_MACRO = r"%(?:[%_-]|\{[a-z][0-9]*r?[.+,/_=-]*\})"
_STRING = re.compile(rf"(?:{_MACRO}|[!-$&-~])*", re.IGNORECASE)
_TOP_LABEL = re.compile(r"(?![0-9]+\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE)
_EXPANSION = re.compile(r"%(?:([%_-])|\{([a-z])([0-9]*)(r?)([.+,/_=-]*)\})", re.IGNORECASE)
_PLAIN = {"%": "%", "_": " ", "-": "%20"}
_LETTERS = frozenset("slodipvh")  # for a domain; c, r and t are for explanations


class BadRecordError(ValueError):
    """The record breaks the grammar: its result is permerror."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A mechanism and what its match means."""

    result: str  # pass, fail, softfail, neutral
    mechanism: str  # all include a mx ptr ip4 ip6 exists
    domain: str = ""  # the domain-spec, its macros as written; "" is the domain in question
    network: Network | None = None  # of ip4 and ip6
    four: int = 32  # bits of an IPv4 address that must be equal, for a and mx
    six: int = 128


@dataclass(frozen=True, slots=True)
class Record:
    directives: tuple[Directive, ...] = ()
    redirect: str = ""  # a domain-spec


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, for the macros: the client's address, the return path, what it called itself."""

    client: Address
    mail_from: str  # local@domain, never empty
    helo: str


# --- reading ------------------------------------------------------------------------------------


def is_record(text: bytes) -> bool:
    """Whether a TXT record is one of SPF (RFC 7208 §4.5)."""
    return text[:6].lower() == b"v=spf1" and text[6:7] in (b"", b" ")


def parse(text: bytes) -> Record:
    """The terms of a record. Raises BadRecordError."""
    try:
        terms = text.decode("ascii").split(" ")[1:]
    except UnicodeDecodeError:
        raise BadRecordError("not ASCII") from None
    directives: list[Directive] = []
    modifiers: dict[str, str] = {}
    for term in filter(None, terms):
        found = _TERM.fullmatch(term)
        if not found:
            raise BadRecordError(term)
        sign, name, rest = found[1], found[2].lower(), found[3]
        if not rest.startswith("="):
            directives.append(_directive(_RESULT[sign], name, rest))
        elif sign or (name in ("redirect", "exp") and name in modifiers):
            raise BadRecordError(term)
        else:
            modifiers[name] = _modifier(name, rest[1:])
    return Record(tuple(directives), modifiers.get("redirect", ""))


def _modifier(name: str, value: str) -> str:
    if name in ("redirect", "exp"):
        return _domain_spec(value)
    if not _STRING.fullmatch(value):
        raise BadRecordError(name)
    return value


def _directive(result: str, name: str, rest: str) -> Directive:
    match name:
        case "all" if not rest:
            return Directive(result, name)
        case "ip4" | "ip6" if rest.startswith(":"):
            return Directive(result, name, network=_network(name, rest[1:]))
        case "include" | "exists" if rest.startswith(":"):
            return Directive(result, name, _domain_spec(rest[1:]))
        case "ptr":
            return Directive(result, name, _optional(rest))
        case "a" | "mx":
            spec, four, six = _lengths(rest)
            if four <= 32 and six <= 128:
                return Directive(result, name, _optional(spec), None, four, six)
    raise BadRecordError(name)


def _lengths(rest: str) -> tuple[str, int, int]:
    """What stands before `/24//64`, and the two numbers."""
    found = _LENGTHS.fullmatch(rest)
    return (found[1], int(found[2] or 32), int(found[3] or 128)) if found else (rest, 32, 128)


def _optional(rest: str) -> str:
    """The domain-spec behind a colon, or none."""
    if not rest:
        return ""
    if not rest.startswith(":"):
        raise BadRecordError(rest)
    return _domain_spec(rest[1:])


def _domain_spec(text: str) -> str:
    """A name whose last label is none of digits alone, or that ends with a macro (§7.1)."""
    _, dot, label = text.removesuffix(".").rpartition(".")
    macros = list(_EXPANSION.finditer(text))
    if len(macros) > MOST_MACROS:
        raise BadRecordError("too many macros")
    ends_with_macro = macros and macros[-1].end() == len(text)
    if not (ends_with_macro or (dot and _TOP_LABEL.fullmatch(label))):
        raise BadRecordError(text)
    if not _STRING.fullmatch(text):
        raise BadRecordError(text)
    for macro in macros:
        letter, keep = macro[2], macro[3]
        if letter and (letter.lower() not in _LETTERS or (keep and not keep.strip("0"))):
            raise BadRecordError(text)
    return text


def _network(name: str, text: str) -> Network:
    address, slash, bits = text.partition("/")
    if slash and not re.fullmatch(_NUMBER, bits):
        raise BadRecordError(text)
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        raise BadRecordError(text) from None
    if network.version != int(name[2]) or "%" in address:
        raise BadRecordError(text)
    return network


# --- macros -------------------------------------------------------------------------------------


def expand(spec: str, sender: Sender, domain: str) -> str:
    """The name that a domain-spec means (RFC 7208 §7.3): at most 253 characters, no closing dot."""
    values = _values(sender, domain)

    def one(found: re.Match[str]) -> str:
        if found[1]:
            return _PLAIN[found[1]]
        value = _transformed(values[found[2].lower()], found[3], found[4], found[5])
        return quote(value, safe="") if found[2].isupper() else value

    name = _EXPANSION.sub(one, spec).removesuffix(".")
    if len(name) > LONGEST:
        _, _, name = name[-LONGEST - 1 :].partition(".")
    return name


def _values(sender: Sender, domain: str) -> dict[str, str]:
    """What each letter means; of what is longer than a name its end, as of names."""
    local, _, host = sender.mail_from.rpartition("@")
    four = isinstance(sender.client, IPv4Address)
    digits = str(sender.client) if four else ".".join(sender.client.exploded.replace(":", ""))
    values = {
        "s": sender.mail_from,
        "l": local,
        "o": host,
        "d": domain,
        "i": digits,
        "p": "unknown",
        "v": "in-addr" if four else "ip6",
        "h": sender.helo,
    }
    return {letter: value[-LONGEST:] for letter, value in values.items()}


def _transformed(value: str, keep: str, reverse: str, delimiters: str) -> str:
    """Cut at the delimiters, turned round, its last parts joined by dots."""
    parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
    if reverse:
        parts.reverse()
    return ".".join(parts[-int(keep[:4]) :] if keep else parts)  # no name has 9999 parts
