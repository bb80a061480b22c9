"""Files of members as tests read them: entries, and the people in them."""

from __future__ import annotations

from listserv import roster
from listserv.model import DeliveryMode
from listserv.roster import Entry
from listserv.store.members import NewMember

EACH, DAILY, TITLES, NONE = (
    DeliveryMode.EACH,
    DeliveryMode.DAILY,
    DeliveryMode.TITLES,
    DeliveryMode.NONE,
)
AMINA, PAUL, EVE = "amina@example.org", "paul@example.org", "eve@example.org"


def read(data: bytes | str, form: str = "", of: str = "") -> list[Entry]:
    octets = data.encode() if isinstance(data, str) else data
    return list(roster.read(octets, form, of).entries)


def good(data: bytes | str) -> list[NewMember]:
    return [entry.member for entry in read(data) if entry.member]


def one(data: bytes | str) -> Entry:
    (entry,) = read(data)
    return entry
