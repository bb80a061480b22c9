"""What a server before ours found out: the values of Authentication-Results, read tolerantly.

Pure. The header is defined in RFC 8601; what real servers write has comments in odd places, blanks
around signs, results in capitals. Everybody can write such a header into a mail: only a value whose
authserv-id the site trusts counts, and of several the topmost for each method, since our own front
puts its header above all that came in. A front must remove headers that bear its own name
(RFC 8601 §5); it alone can know them all. So a name counts as it is written only: what escapes
or letters of other scripts spell is no name that a front would have found.

What cannot be read counts as no result; nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from listserv.identity.alignment import domain_of

# Where each method names the domain that its result is about (RFC 8601 §2.7).
PROPERTIES = {"dkim": "header.d", "spf": "smtp.mailfrom", "dmarc": "header.from"}

LONGEST = 16_384  # characters of one value that are read
MOST = 100  # results of one value

_ESCAPE = re.compile(r"\\(.)")
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|[()]|[^"()]+')
_PART = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^";])*')
_WORD = re.compile(r'(?:"(?:[^"\\]|\\.)*"?|[^"\s])+')
# Blanks round the sign of a pair; not after a later sign, which is part of a value (`b=Zm9v= `).
_SPACED = re.compile(r"(?<!\S)([a-z][a-z0-9./_-]*)(?:\s+=\s*|=\s+)", re.IGNORECASE)
_METHOD = re.compile(r"([a-z][a-z0-9-]*)(?:/\d+)?")


@dataclass(frozen=True, slots=True)
class Result:
    """One `method=result` with its properties, names and results in lower case."""

    method: str  # dkim, spf, dmarc …
    result: str  # pass, fail, none …
    properties: tuple[tuple[str, str], ...] = ()  # ("header.d", "example.org")

    def get(self, *names: str) -> str:
        """The value of the first of these properties that is there, in lower case; else ""."""
        known = dict(reversed(self.properties))
        return next((known[name].lower() for name in names if known.get(name)), "")

    @property
    def domain(self) -> str:
        """The domain that it is about; "" where that is not said, or the method is another."""
        names = [PROPERTIES.get(self.method, "")]
        if self.method == "dkim":
            names.append("header.i")
        return domain_of(self.get(*names))


@dataclass(frozen=True, slots=True)
class Results:
    authserv_id: str  # lower case; "" where the server did not say who it is
    results: tuple[Result, ...] = ()


def trusted(
    values: Sequence[str], authserv_ids: Collection[str], above: int = 0
) -> tuple[Result, ...]:
    """The results that count of a mail's Authentication-Results `values`, top first.

    The first `above` of them stand above every Received line, where only the last server can write:
    if our front has written there, what bears its name further down came with the mail.
    """
    known = {one.lower() for one in authserv_ids if one}
    return _first(_by(known, values[:above]) or _by(known, values))


def _by(known: Collection[str], values: Iterable[str]) -> list[Results]:
    """The values under known names, also those that say `none`."""
    return [found for found in map(read, values) if found.authserv_id in known]


def _first(headers: Iterable[Results]) -> tuple[Result, ...]:
    """Of each method the results of the topmost header."""
    counted: list[Result] = []
    for found in headers:
        said = {one.method for one in counted}
        counted += [one for one in found.results if one.method not in said]
    return tuple(counted)


def read(value: str) -> Results:
    """One value of the header."""
    parts = [part for part in _PART.findall(_without_comments(value[:LONGEST])) if part.strip()]
    words = _WORD.findall(parts[0]) if parts else []
    if not words or "=" in _SPACED.sub(r"\1=", parts[0]):
        return Results("", _results(parts))  # a server that does not say who it is
    name = words[0].strip('"')
    return Results(name.lower() if name.isascii() else "", _results(parts[1:]))


def _results(parts: Iterable[str]) -> tuple[Result, ...]:
    found = (_result(part) for part in islice(parts, MOST))
    return tuple(one for one in found if one)


def _result(part: str) -> Result | None:
    """`method[/version]=result [name=value …]`; words without a sign are passed over."""
    words = _WORD.findall(_SPACED.sub(r"\1=", part))
    pairs = [(name.lower(), _unquoted(text)) for name, _, text in map(_pair, words) if text]
    method = _METHOD.fullmatch(pairs[0][0]) if pairs else None
    if not method:
        return None
    return Result(method[1], pairs[0][1].lower(), tuple(one for one in pairs[1:] if "." in one[0]))


def _pair(word: str) -> tuple[str, str, str]:
    return word.partition("=")


def _unquoted(text: str) -> str:
    return _ESCAPE.sub(r"\1", text[1:].removesuffix('"')) if text.startswith('"') else text


def _without_comments(value: str) -> str:
    """Comments nest (RFC 5322 §3.2.2); one that is never closed takes the rest with it."""
    kept: list[str] = []
    depth = 0
    for piece in _PIECE.findall(value):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(piece)
            continue
        kept.append(" ")
    return "".join(kept)
