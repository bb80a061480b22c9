"""Which address is ours, and what it is for (pure).

Owns the table of DESIGN §2: recipient address -> Destination, or the refusal that RCPT answers.
Nothing is looked up here but list names and a token's MAC, so a callout gets the same truth as a
mail; who may use an address is judged after 250. A failure here cannot happen: whatever is not
ours is refused, and nobody's mail is relayed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from listserv.intake.wire import Refusal
from listserv.model import Destination, Purpose, Site, Token

OpenToken = Callable[[str], Token | None]

LOCAL_LIMIT = 64  # octets, RFC 5321 §4.5.3.1.1
NAME_LIMIT = 24  # so that list, purpose, separator and token stay within 64 octets

NO_RELAYING = Refusal(550, "5.7.1", "We do not relay mail")
UNKNOWN = Refusal(550, "5.1.1", "No such address here")

# LIST-WORD@: no token needed.
_WORDS: dict[str, Purpose] = {
    "request": Purpose.REQUEST,
    "join": Purpose.JOIN,
    "subscribe": Purpose.JOIN,
    "leave": Purpose.LEAVE,
    "unsubscribe": Purpose.LEAVE,
    "owner": Purpose.OWNER,
    "moderators": Purpose.TEAM,
}
# LIST-WORD+TOKEN@: the token's own purpose must be the address's.
_TOKEN_WORDS: dict[str, Purpose] = {
    "leave": Purpose.LEAVE,
    "unsubscribe": Purpose.LEAVE,
    "confirm": Purpose.CONFIRM,
    "moderate": Purpose.MODERATE,
    "reply": Purpose.REPLY,
    "author": Purpose.AUTHOR,
    "translate": Purpose.TRANSLATE,
    "summary": Purpose.SUMMARY,
    "bounces": Purpose.BOUNCES,
}
# WORD.LIST@: the habits of Dgroups, and the command that the address itself says.
_PREFIXES: dict[str, tuple[Purpose, str]] = {
    "nomail": (Purpose.REQUEST, "no mail"),
    "mail": (Purpose.REQUEST, "every message"),
    "dailydigest": (Purpose.REQUEST, "one a day"),
    "weeklydigest": (Purpose.REQUEST, "one a week"),
    "monthlydigest": (Purpose.REQUEST, "one a month"),
    "leave": (Purpose.LEAVE, ""),
    "admin": (Purpose.OWNER, ""),
}
# WORD@: the site itself.
_SITE: dict[str, tuple[Purpose, str]] = {
    "listserv": (Purpose.SITE, ""),
    "info": (Purpose.SITE, "status"),
    "postmaster": (Purpose.ADMIN, ""),
    "abuse": (Purpose.ADMIN, ""),
}
# Names that mail itself gives a meaning to (RFC 2142, and what mail servers write from).
_TAKEN = frozenset({"admin", "mailer-daemon", "double-bounce", "noreply", "no-reply", "root"})
RESERVED = frozenset(_WORDS) | frozenset(_TOKEN_WORDS) | frozenset(_SITE) | _TAKEN


class Gate:
    """The addresses of one site at one instant.

    `lists` maps list names to ids; `open_token` gives a token's content when its MAC is ours.
    """

    def __init__(self, lists: Mapping[str, int], site: Site, open_token: OpenToken) -> None:
        self._lists = lists
        self.domain = site.domain.lower()
        self._separator = site.separator
        self._open_token = open_token

    def admit(self, address: str) -> Destination | Refusal:
        """Judge one recipient as read from RCPT: `local@domain`, or a bare `postmaster`."""
        local, at, domain = address.lower().rpartition("@")
        if not at:
            # RFC 5321 §4.5.1: postmaster is ours with and without a domain.
            local, domain = domain, self.domain
            if local != "postmaster":
                return UNKNOWN
        if domain != self.domain:
            return NO_RELAYING
        if len(local.encode("utf-8", "replace")) > LOCAL_LIMIT:
            return UNKNOWN
        return self._find(local, f"{local}@{domain}") or UNKNOWN

    def _find(self, local: str, address: str) -> Destination | None:
        if (list_id := self._lists.get(local)) is not None:
            return Destination(address, Purpose.POST, list_id)
        if found := _SITE.get(local):
            return Destination(address, found[0], command=found[1])
        return (
            self._with_word(local, address)
            or self._with_token(local, address)
            or self._with_prefix(local, address)
        )

    def _with_word(self, local: str, address: str) -> Destination | None:
        name, _, word = local.rpartition("-")
        if word in _WORDS and (list_id := self._lists.get(name)) is not None:
            return Destination(address, _WORDS[word], list_id)
        return None

    def _with_token(self, local: str, address: str) -> Destination | None:
        stem, _, text = local.rpartition(self._separator)
        name, _, word = stem.rpartition("-")
        # Letters of the site itself answer at listserv-WORD+TOKEN@.
        list_id = 0 if name == "listserv" else self._lists.get(name)
        purpose = _TOKEN_WORDS.get(word)
        if list_id is None or purpose is None:
            return None
        token = self._open_token(text)
        if token is None or token.purpose is not purpose:
            return None
        return Destination(address, purpose, list_id, token)

    def _with_prefix(self, local: str, address: str) -> Destination | None:
        word, _, name = local.partition(".")
        if word in _PREFIXES and (list_id := self._lists.get(name)) is not None:
            purpose, command = _PREFIXES[word]
            return Destination(address, purpose, list_id, command=command)
        return None


def name_problem(name: str) -> str:
    """Say in a sentence why a list cannot have this name; "" when it can."""
    if not name:
        return "A list needs a name."
    if len(name) > NAME_LIMIT:
        return f"The name has {len(name)} characters; at most {NAME_LIMIT} are possible."
    if not re.fullmatch(r"[a-z0-9-]+", name):
        return "A name is made of small letters a-z, digits and hyphens."
    if name.startswith("-") or name.endswith("-"):
        return "A name neither begins nor ends with a hyphen."
    for word in sorted(RESERVED):
        if name == word or name.endswith("-" + word):
            return f'"{word}" is reserved: the server uses it in its own addresses.'
    return ""
