"""The CSV that Groups.io gives for "download" on a group's page of members.

Owns which of its columns count: Email, Display Name, Joined, Timezone, whatever names a delivery
and whatever names a state. The others are left out. The columns and words have changed over the
years; they are known by what they contain, and a word that is not known here is no ordinary member.
Words: the pages of help about membership, and the values of the same fields in its API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from listserv.kinds import BadValueError
from listserv.model import DeliveryMode
from listserv.roster import table
from listserv.roster.entries import ZONE, Entry, RosterError, good_address, shown_name
from listserv.store.members import NewMember

# Columns that no list of ours has: one of them beside Email tells the file.
_OWN = frozenset(
    {
        *("user id", "member id", "display name", "username", "email delivery"),
        *("joined", "moderation status", "group id"),
    }
)
# As a page says it, and as its API does, without `email_delivery_`.
DELIVERY = {
    "": DeliveryMode.EACH,
    "individual messages": DeliveryMode.EACH,
    "individual": DeliveryMode.EACH,
    "single": DeliveryMode.EACH,
    "full featured digest": DeliveryMode.DAILY,
    "html digest": DeliveryMode.DAILY,
    "plain digest": DeliveryMode.DAILY,
    "digest": DeliveryMode.DAILY,
    "daily summary": DeliveryMode.TITLES,
    "summary": DeliveryMode.TITLES,
    "special notices only": DeliveryMode.NONE,
    "special notices": DeliveryMode.NONE,
    "special": DeliveryMode.NONE,
    "no email": DeliveryMode.NONE,
    "none": DeliveryMode.NONE,
}
# Words of a state: who is no member, and what is said of her.
_NO_MEMBER = {
    "pending": "waits for approval there: not imported",
    "not confirmed": "has not confirmed there: not imported",
    "notconfirmed": "has not confirmed there: not imported",
    "unconfirmed": "has not confirmed there: not imported",
    "nc": "has not confirmed there: not imported",
    "banned": "is banned there: not imported",
    "inactive": "is not active there: not imported",
    "removed": "was removed there: not imported",
    "left": "has left there: not imported",
}
_STOPPED = frozenset({"bouncing", "bounced"})
_ORDINARY = frozenset(
    {
        *("", "normal", "confirmed", "active", "member", "subscribed", "approved"),
        *("owner", "moderator", "none"),
    }
)
_YES = frozenset({"yes", "y", "true", "t", "1", "x"})
_PREFIX = re.compile(r"(?:email delivery|sub status|user status|status) (?=\S)")


def begins(first: str) -> bool:
    """Whether a file with this first line comes from there."""
    header = set(table.header_of([first]))
    return "email" in header and "address" not in header and bool(_OWN & header)


def read(text: str) -> Iterator[Entry]:
    """Each row. Raises RosterError where no column is named Email."""
    lines = table.lines_of(text)
    header = table.header_of(lines)
    if "email" not in header:
        raise RosterError("the first line must name a column Email")
    for number, fields in table.rows(lines, len(header)):
        if isinstance(fields, str):
            yield Entry(number, None, fields)
        elif any(field.strip() for field in fields):
            yield _entry(number, dict(zip(header, fields, strict=False)))


def _entry(place: int, row: dict[str, str]) -> Entry:
    said = _word(next((row[name] for name in row if _is_delivery(name)), ""))
    states = [_state(name, value) for name, value in row.items() if _is_state(name)]
    for state in states:
        if state in _NO_MEMBER:
            return Entry(place, None, _NO_MEMBER[state])
        if state not in _STOPPED and state not in _ORDINARY:
            return Entry(place, None, f'unknown status "{state}"')
    if said not in DELIVERY:
        known = ", ".join(word for word in DELIVERY if word)
        return Entry(place, None, f'unknown delivery "{said}"; known: {known}')
    try:
        address = good_address(row["email"].strip())
    except ValueError as error:
        return Entry(place, None, str(error))
    stopped = any(state in _STOPPED for state in states)
    member = NewMember(
        address,
        shown_name(row.get("display name", "") or row.get("full name", "") or row.get("name", "")),
        delivery=DELIVERY[said],
        timezone=_zone(row.get("timezone", "")),
        stopped=stopped,
        since=shown_name(row.get("joined", "") or row.get("date joined", ""))[:40],
    )
    notes = []
    if said.startswith("special"):
        notes.append("has special notices only there: imported without mail")
    if stopped:
        notes.append("her mail comes back there: imported as stopped")
    return Entry(place, member, "; ".join(notes))


def _is_delivery(column: str) -> bool:
    return "delivery" in column or column == "subscription"


def _is_state(column: str) -> bool:
    """Not what she may do there: whether her posts are looked at first, or she looks at others'."""
    if "status" in column:
        return "mod" not in column and "post" not in column
    return column in (*_STOPPED, *_NO_MEMBER, "confirmed")


def _state(column: str, value: str) -> str:
    """The state that a cell says; a column may be named by it and say yes."""
    word = _word(value)
    if column == "confirmed":
        return "" if word in _YES or not word else "not confirmed"
    if column in _STOPPED or column in _NO_MEMBER:
        return column if word in _YES else ""
    return word


def _word(value: str) -> str:
    """`email_delivery_html_digest` as a page would say it: `html digest`."""
    return _PREFIX.sub("", " ".join(value.replace("_", " ").lower().split()))


def _zone(text: str) -> str:
    """A time zone that we know too; what is none of the table is left out."""
    try:
        return str(ZONE.read(text)) if text.strip() else ""
    except BadValueError:
        return ""
