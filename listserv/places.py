"""The kinds of places on the net that a setting can name: hosts, addresses, networks, URLs.

The other kinds are in `kinds.py`; as there, a reader takes what TOML gave.

Pure: nothing is looked up. A value out of bounds raises `BadValueError`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from listserv.kinds import BadValueError, Kind, per_second, text_of
from listserv.text import addresses

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PORTS = {"smtp": 25, "lmtp": 24}

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen. Port 0 lets the system choose."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class RelayUrl:
    """Where copies go: smtp or lmtp with host and port, or maildir with a folder."""

    scheme: str
    host: str = ""
    port: int = 0
    folder: Path | None = None

    def __str__(self) -> str:
        if self.folder:
            return f"maildir:{self.folder}"
        return f"{self.scheme}://{Listen(self.host, self.port)}"


def domain() -> Kind:
    """A domain of two labels or more, in lower case; Unicode is taken to its ASCII form."""

    def read(value: object) -> str:
        name = text_of(value).strip().rstrip(".").lower()
        try:
            ascii_name = name.encode("idna").decode("ascii") if name else ""
        except UnicodeError:
            ascii_name = ""
        if "." not in ascii_name or not _labels(ascii_name):
            raise BadValueError('is no domain; write one like "lists.example.org"')
        return ascii_name

    return Kind("a domain of two names or more", read)


def _labels(name: str) -> bool:
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def address() -> Kind:
    """A mail address, normalised."""

    def read(value: object) -> str:
        found = addresses.normalise(text_of(value))
        if not found:
            raise BadValueError('is no mail address; write one like "amina@example.org"')
        return found

    return Kind("a mail address", read)


def listen() -> Kind:
    """Where to listen, as host:port; its value is a Listen, or None for ""."""

    def read(value: object) -> Listen | None:
        words = text_of(value).strip()
        return Listen(*_host_port(words, None)) if words else None

    return Kind('host:port, port 0 for a free one, or "" for off', read)


def _host_port(words: str, usual: int | None) -> tuple[str, int]:
    """host:port, [v6]:port, host alone where a usual port is known."""
    wrong = BadValueError('is no host:port; write "127.0.0.1:8025" or "[::1]:8025"')
    found = re.fullmatch(r"(?:\[([0-9a-f:.%]+)\]|([^\s:\[\]/]+))(?::(\d{1,5}))?", words, re.I)
    if not found or (found[3] is None and usual is None):
        raise wrong
    host = found[1] or found[2]
    port = int(found[3]) if found[3] is not None else usual or 0
    if port > 65535 or (found[1] and not _is_ip(host)):
        raise wrong
    return host, port


def _is_ip(words: str) -> bool:
    try:
        ipaddress.ip_address(words)
    except ValueError:
        return False
    return True


def network() -> Kind:
    """An IP address or network; its value is an ipaddress network."""

    def read(value: object) -> Network:
        try:
            return ipaddress.ip_network(text_of(value).strip(), strict=False)
        except ValueError:
            raise BadValueError(
                'is no IP address or network; write "10.0.0.5" or "10.0.0.0/8"'
            ) from None

    return Kind("an IP address or network", read)


def hostname() -> Kind:
    """A host's name, as it stands in Authentication-Results."""

    def read(value: object) -> str:
        name = text_of(value).strip().lower()
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,252}", name):
            raise BadValueError('is no host name; write one like "mx.example.org"')
        return name

    return Kind("a host name", read)


def web_url() -> Kind:
    """The base of web addresses, without the closing slash, or ""."""

    def read(value: object) -> str:
        url = text_of(value).strip().rstrip("/")
        plain = url.isascii() and url.isprintable() and not set(url) & set(' "<>?#')
        if url and not (plain and _is_web(url)):
            raise BadValueError('is no web address; write one like "https://lists.example.org"')
        return url

    return Kind('an address beginning with http:// or https://, or ""', read)


def service_url() -> Kind:
    """As web_url, for what posts are sent to: in clear only within this machine."""
    web = web_url()

    def read(value: object) -> str:
        url = str(web.read(value))
        if url.startswith("http://") and not _is_here(urlsplit(url).hostname or ""):
            raise BadValueError("would send posts in clear; beyond this machine it needs https")
        return url

    return Kind('an address beginning with https://, or http:// of this machine, or ""', read)


def _is_here(host: str) -> bool:
    return host == "localhost" or (_is_ip(host) and ipaddress.ip_address(host).is_loopback)


def scanner_url() -> Kind:
    """unix:/path of a socket, tcp://host:port, or ""."""

    def read(value: object) -> str:
        url = text_of(value).strip()
        if url and not (url.isascii() and url.isprintable() and _is_scanner(url)):
            raise BadValueError('is no place of clamd; write one like "tcp://127.0.0.1:3310"')
        return url

    return Kind('an address beginning with unix:/ or tcp://, or ""', read)


def _is_scanner(url: str) -> bool:
    try:
        parts = urlsplit(url)
        if parts.scheme == "unix":
            return parts.path.startswith("/") and not parts.netloc
        return parts.scheme == "tcp" and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        return False


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without their fellow, a port that is none
        return False


def relay_url() -> Kind:
    """smtp://host:port, lmtp://host:port or maildir:folder; its value is a RelayUrl."""

    def read(value: object) -> RelayUrl:
        scheme, colon, rest = text_of(value).strip().partition(":")
        scheme = scheme.lower()
        if scheme == "maildir" and rest:
            return RelayUrl(scheme, folder=Path(rest))
        if not colon or scheme not in _PORTS or not rest.startswith("//"):
            raise BadValueError(
                'is no relay; write "smtp://127.0.0.1:25", "lmtp://…" or "maildir:…"'
            )
        host, port = _host_port(rest[2:].rstrip("/"), _PORTS[scheme])
        return RelayUrl(scheme, host, port)

    return Kind('"smtp://host:port", "lmtp://host:port" or "maildir:folder"', read)


def domain_rate() -> Kind:
    """A recipient domain, or `*` for each other one, and its rate; its value is the pair."""
    named = domain()

    def read(value: object) -> tuple[str, float]:
        name, _, words = text_of(value).strip().partition(" ")
        try:
            return (name if name == "*" else str(named.read(name)), per_second(words.strip()))
        except BadValueError:
            raise BadValueError(
                'is no domain with a rate; write "example.org 20/s" or "* 50/s"; '
                "the units are s, m, h and d"
            ) from None

    bound = 'a domain, or "*" for each other one, with a rate: "example.org 20/s" (s m h d)'
    return Kind(bound, read)
