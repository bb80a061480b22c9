"""A file of members, from whatever server: entries and complaints out; and CSV back.

Owns which formats are read, a file for each, and how one is told from another (`read`). Values in,
values out: nothing is looked up or kept. An entry that cannot be imported says why, and the others
are read; only what can be no list of members at all is the failure of the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from listserv.roster import addresses, groupsio, mailman2, mailman3, sympa, table
from listserv.roster.entries import (
    Entry,
    Roster,
    RosterError,
    delivery_of,
    good_address,
    languages_of,
    new_member,
)
from listserv.roster.table import fields_of, write

__all__ = [
    "FORMATS",
    "Entry",
    "Roster",
    "RosterError",
    "delivery_of",
    "fields_of",
    "good_address",
    "languages_of",
    "new_member",
    "read",
    "write",
]

_TEXTS: dict[str, Callable[[str], Iterator[Entry]]] = {
    "csv": table.read,
    "groupsio": groupsio.read,
    "addresses": addresses.read,
    "sympa": sympa.read,
}
_BEGINNING = 10_000  # characters that tell what a text is
FORMATS = ("csv", "mailman2", "addresses", "mailman3", "sympa", "groupsio")


def read(data: bytes, form: str = "", of: str = "") -> Roster:
    """The members in a file. `form` is one of FORMATS, or "" to find it; `of` names the list where
    a file of Mailman 3 has several. Raises RosterError with a sentence."""
    if form == "mailman2" or (not form and mailman2.is_pickle(data)):
        return mailman2.read(data)
    text = _text(data)
    form = form or _form(text)
    if form == "mailman3":
        return mailman3.read(text, of)
    return Roster(form, _TEXTS[form](text))


def _form(text: str) -> str:
    """What a text is, by how it begins; what is nothing else is CSV."""
    lines = (line.strip() for line in text[:_BEGINNING].splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if first[:1] in ("{", "["):
        return "mailman3"
    if sympa.begins(text[:_BEGINNING]):
        return "sympa"
    if addresses.begins(first):
        return "addresses"
    return "groupsio" if groupsio.begins(first) else "csv"


def _text(data: bytes) -> str:
    """In UTF-8, with or without its mark. Raises RosterError that names the line."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RosterError("is not UTF-8; save it as UTF-8", line) from None
