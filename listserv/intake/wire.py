"""What stands on the wire of SMTP, as values (pure).

Owns the reading of a path (`<hifa@lists.example.org> SIZE=300`), of what a front says of the client
behind it (`ADDR=192.0.2.7`), of DATA up to its end, and the form of a refusal. It knows no list and
no socket. A failure here is a refusal: nothing in this file raises for what a peer may send.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_address

# RFC 5321 §4.1.2, read generously where real mail is (dots in odd places, UTF-8), strictly where a
# laxity could hide a second address: no space, bracket, colon or second @ outside quotation marks.
_LOCAL = r'[^\s<>()@,:;\\"\[\]\x00-\x1f\x7f]+|"(?:[^"\\\x00-\x1f\x7f]|\\[\x20-\x7e])*"'
_DOMAIN = r'[^\s<>()@,:;\\"\[\]\x00-\x1f\x7f]+|\[[0-9A-Za-z.:-]+\]'
_MAILBOX = rf"(?P<local>{_LOCAL})(?:@(?P<domain>{_DOMAIN}))?"
_PATH = re.compile(
    rf"<(?:@[^<>@\s:]+(?:,@[^<>@\s:]+)*:)?(?:{_MAILBOX})?>(?P<rest>(?:\s.*)?)\Z"
    rf"|(?P<bare>{_MAILBOX.replace('local', 'local2').replace('domain', 'domain2')})"
    rf"(?P<rest2>(?:\s.*)?)\Z"
)
_PLAIN = re.compile(r'[^\s<>()@,:;\\"\[\]\x00-\x1f\x7f]+\Z')
_END = b"\r\n.\r\n"
_XTEXT = re.compile(r"\+([0-9A-Fa-f]{2})")
_NOT_KNOWN = frozenset({"[UNAVAILABLE]", "[TEMPUNAVAIL]"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply that is not 250: code and enhanced status (RFC 5321 §4.2, RFC 3463), one line."""

    code: int
    status: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.status} {self.text}"


def read_path(argument: str) -> tuple[str, str] | None:
    """Split `<path> parameters` into address and parameters; None when it is no path.

    The null path gives the address "". A source route is dropped (RFC 5321 appendix C); a local
    part that is quoted without need loses its quotation marks; the brackets may be missing, as old
    programs leave them out.
    """
    found = _PATH.match(argument.strip())
    if found is None:
        return None
    local = found["local"] or found["local2"] or ""
    domain = found["domain"] or found["domain2"] or ""
    if local.startswith('"'):
        content = re.sub(r"\\(.)", r"\1", local[1:-1])
        local = content if _PLAIN.match(content) else local
    rest = (found["rest"] or found["rest2"] or "").strip()
    return (f"{local}@{domain}" if domain else local), rest


def read_attributes(argument: str) -> dict[str, str] | None:
    """The attributes of XCLIENT or XFORWARD, names in capitals; None when they are none.

    Values are xtext (RFC 3461 §4). One that the front does not know, `[UNAVAILABLE]`, is "".
    """
    found: dict[str, str] = {}
    for word in argument.split():
        name, equals, text = word.partition("=")
        value = _XTEXT.sub(lambda match: chr(int(match[1], 16)), text)
        if not (name.isalpha() and equals and value.isprintable()):
            return None
        found[name.upper()] = "" if value.upper() in _NOT_KNOWN else value
    return found or None


def read_address(text: str) -> str:
    """An IP address as XCLIENT and XFORWARD write it (`IPV6:2001:db8::1`); "" when it is none."""
    try:
        return str(ip_address(text.upper().removeprefix("IPV6:").lower()))
    except ValueError:
        return ""


@dataclass(slots=True)
class Data:
    """The octets after DATA, fed in any pieces, up to CRLF.CRLF and nothing else.

    Only CRLF ends a line (RFC 5321 §2.3.8), so no LF.LF, LF.CRLF or CR.CR can end a mail and
    smuggle a second one in. Above `limit` octets it goes on reading and keeps nothing.
    """

    limit: int
    size: int = 0
    _pieces: list[bytes] = field(default_factory=list)
    _tail: bytes = b"\r\n"  # as if a line had just ended: a lone dot may come first

    def feed(self, piece: bytes) -> bytes | None:
        """Take one piece; None while the end has not come, else the octets behind the end."""
        joined = self._tail + piece
        end = joined.find(_END)
        if end >= 0:
            self._keep(joined[: end + 2])
            return joined[end + len(_END) :]
        cut = max(0, len(joined) - len(_END) + 1)
        self._keep(joined[:cut])
        self._tail = joined[cut:]
        return None

    def _keep(self, octets: bytes) -> None:
        self.size += len(octets)
        # The two octets of the first tail are no part of the message.
        if self.size - 2 > self.limit:
            self._pieces.clear()
        elif octets:
            self._pieces.append(octets)

    def content(self) -> bytes | None:
        """The message without the stuffed dots (RFC 5321 §4.5.2), once; None: it was too large."""
        if self.size - 2 > self.limit:
            return None
        # Step by step, so that at most two copies of a large message exist at once.
        octets = b"".join(self._pieces)
        self._pieces.clear()
        octets = octets.replace(b"\r\n.", b"\r\n")
        return octets[2:]
