"""Mail addresses: read from headers, made comparable, masked for the public; pure.

Owns the only parser of address headers (RFC 5322 §3.4 with the obsolete forms, read
tolerantly in one pass) and the only masker. What cannot be read is left out: an address that
two programs could read differently (`alice@x)bob@evil`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from listserv.text.headers import decode

MOST = 1000  # addresses read from one header
LONGEST = 64 * 1024  # characters of one header

_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.)*)"?'
    r"|(?P<special>[<>,;:()])"
    r"|(?P<blank>\s+)"
    r'|(?P<text>[^"<>,;:()\s]+)'
)
_ESCAPE = re.compile(r"\\(.)")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_IN_TEXT = re.compile(r"(?<![\w.+@-])([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){0,8})")


def parse(value: str) -> tuple[tuple[str, str], ...]:
    """(display name, address) pairs of a raw header value, encoded words not yet decoded.

    Names come back decoded, addresses normalised; entries without a usable address are left
    out, group names too. A name without quotes may hold anything but `<>,;:()`.
    """
    pairs = (_pair(tokens) for tokens in _entries(value[:LONGEST]))
    return tuple(islice((pair for pair in pairs if pair[1]), MOST))


def _entries(value: str) -> Iterator[list[tuple[str, str]]]:
    """The entries of an address list as (kind, text) tokens; kinds: word, comment, `<`, `>`.

    Comments nest; an obsolete route (`<@a,@b:c@d>`) and the name of a group are dropped.
    """
    tokens: list[tuple[str, str]] = []
    opened, depth = -1, 0  # place of the "<" we are inside of; depth of comments
    for match in _TOKEN.finditer(value):
        special = match["special"] or ""
        if depth:
            depth += (special == "(") - (special == ")")
            tokens += [("comment", match[0])] if depth else []
        elif special == "(":
            depth = 1
        elif special in ("<", ">"):
            opened = len(tokens) if special == "<" else -1
            tokens.append((special, ""))
        elif special == ":":
            del tokens[opened + 1 :]
        elif special == ";" or (special == "," and not (opened >= 0 and _is_route(tokens[-1]))):
            yield tokens
            tokens, opened = [], -1
        elif match["quoted"] is not None:
            tokens.append(("word", _ESCAPE.sub(r"\1", match["quoted"])))
        elif not special:
            tokens.append(("word", match["text"] or " "))
    yield tokens


def _is_route(token: tuple[str, str]) -> bool:
    return token[1][:1] == "@"


def _pair(tokens: list[tuple[str, str]]) -> tuple[str, str]:
    """(name, address) of one entry; without angle brackets a comment is the name."""
    kinds = [kind for kind, _ in tokens]
    opened = kinds.index("<") if "<" in kinds else len(kinds)
    closed = kinds.index(">", opened) if ">" in kinds[opened:] else len(kinds)
    outer = "".join(text for kind, text in tokens[:opened] if kind == "word")
    if opened < len(kinds):
        address = "".join(text for kind, text in tokens[opened:closed] if kind == "word")
        name = outer
    else:
        address = outer
        name = "".join(text for kind, text in tokens if kind == "comment")
    return decode(name).strip(" \"'"), normalise(address)


def normalise(address: str) -> str:
    """`local@domain` in lower case, the domain in ASCII (IDNA); "" if mail cannot use it.

    Not usable: no or several `@`, quoted or non-ASCII local parts (our mail is 7-bit), address
    literals, a local part over 64 or a domain over 253 octets (RFC 5321 §4.5.3.1).
    """
    address = address[:1000].strip(" \t\r\n<>\"'").lower().removeprefix("mailto:")
    local, at, domain = address.rpartition("@")
    domain = domain.rstrip(".")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except (UnicodeError, ValueError):
            return ""
    local = local.strip('"')
    usable = at and len(local) <= 64 and len(domain) <= 253
    if not usable or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return ""
    return f"{local}@{domain}"


def inbox(address: str) -> str:
    """An address without what its provider ignores: `amina+1@` and `amina+2@`, and at one provider
    `a.mina@` too, are one mailbox."""
    local, _, domain = address.rpartition("@")
    local = local.partition("+")[0]
    return f"{local.replace('.', '') if domain in _DOTLESS else local}@{domain}"


def mask(address: str) -> str:
    """An address as the public and the logs may see it: `a***@example.org`."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}" if at else "***"


def mask_text(text: str) -> str:
    """`text` with every address in it masked."""
    return _IN_TEXT.sub(lambda match: mask(match[0]), text)


def spelled(address: str) -> str:
    """An address as people write it against harvesters: `amina AT example.org`."""
    return address.replace("@", " AT ")


def hidden_name(name: str, address: str = "") -> str:
    """A name that shows no address: `a*** AT example.org` of who wrote hers for a name, or none."""
    return spelled(mask_text(name) or (mask(address) if address else ""))
