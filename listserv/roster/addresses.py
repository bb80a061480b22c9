"""A person a line: what `list_members` of Mailman 2 and `mailman members` of Mailman 3 print.

Owns how such a line is read: an address, or a name with the address in angle brackets behind it.
The name stands as it is, in quotation marks, or as encoded words (RFC 2047), by the age of the
program. Source: bin/list_members of Mailman 2.1, commands/cli_members.py of Mailman 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from listserv.roster.entries import Entry, good_address, shown_name
from listserv.store.members import NewMember
from listserv.text.headers import decode

_BARE = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_NAMED = re.compile(r"(.*?)\s*<([^<>]*)>")
_ESCAPE = re.compile(r"\\(.)")
_NOBODY = re.compile(r"\S+ has no members")  # Mailman 3 of an empty list


def begins(first: str) -> bool:
    """Whether a file that begins with this line has a person a line."""
    named = _NAMED.fullmatch(first)
    return bool(_BARE.fullmatch(first) or (named and "@" in named[2]) or _NOBODY.fullmatch(first))


def read(text: str) -> Iterator[Entry]:
    """Each line that is not empty and no comment (`#`)."""
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip()
        if said and not said.startswith("#") and not _NOBODY.fullmatch(said):
            try:
                yield Entry(number, _member(said))
            except ValueError as error:
                yield Entry(number, None, str(error))


def _member(said: str) -> NewMember:
    found = _NAMED.fullmatch(said)
    if found is None:
        return NewMember(good_address(said))
    name = found[1]
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = _ESCAPE.sub(r"\1", name[1:-1])
    return NewMember(good_address(found[2].strip()), shown_name(decode(name)))
