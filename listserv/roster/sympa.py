"""The dump of a Sympa list: `member.dump`, or `subscribers.db.dump` of versions before 6.2.31.

Owns what its lines mean: a paragraph a person, in it a line of a key and a value each. Source:
`dump_users` and `restore_users` in Sympa/List.pm, the columns of `subscriber_table` in
Sympa/DatabaseDescription.pm. Keys that mean nothing here are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from listserv.model import DeliveryMode
from listserv.roster.entries import Entry, day_of, good_address, known_languages, shown_name
from listserv.store.members import NewMember

# What she receives there, and here. A notice is a mail of a subject alone; a text or a version with
# links is every message in another form.
RECEPTION = {
    "mail": DeliveryMode.EACH,
    "txt": DeliveryMode.EACH,
    "html": DeliveryMode.EACH,
    "urlize": DeliveryMode.EACH,
    "not_me": DeliveryMode.EACH,  # without copies of her own posts
    "digest": DeliveryMode.DAILY,
    "digestplain": DeliveryMode.DAILY,
    "summary": DeliveryMode.TITLES,
    "notice": DeliveryMode.TITLES,
    "nomail": DeliveryMode.NONE,
}
BOUNCING = 45  # of a score up to 100; from there on Sympa calls her a bouncer

_LINE = re.compile(r"\s*([a-z_]+) +(\S.*?)\s*")
_EMAIL = re.compile(r"email +\S+@\S+\s*")
_FIRST_KEYS = frozenset(
    {"attrib", "bounce", "bounce_address", "bounce_score", "custom_attribute", "date", "email"}
)


def begins(text: str) -> bool:
    """Whether a text begins with the paragraph of a person."""
    paragraph = text.lstrip("\r\n").replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    first = _LINE.fullmatch(paragraph[0])
    known = first is not None and first[1] in _FIRST_KEYS
    return known and any(_EMAIL.fullmatch(line) for line in paragraph)


def read(text: str) -> Iterator[Entry]:
    """Each paragraph; its place is the line it begins in."""
    begun, values = 0, dict[str, str]()
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if not line.strip():
            if values:
                yield _entry(begun, values)
            values = {}
        elif found := _LINE.fullmatch(line):
            begun = begun if values else number
            values.setdefault(found[1], found[2])
        else:
            begun = begun if values else number
            values.setdefault("", line.strip())


def _entry(place: int, values: dict[str, str]) -> Entry:
    if "email" not in values:
        return Entry(place, None, "has no line email")
    reception = values.get("reception", "mail")
    if reception not in RECEPTION:
        known = ", ".join(RECEPTION)
        return Entry(place, None, f'unknown reception "{reception}"; known: {known}')
    try:
        address = good_address(values["email"])
    except ValueError as error:
        return Entry(place, None, str(error))
    suspended = values.get("suspend", "0") not in ("0", "")
    until = float(_number(values.get("enddate", ""))) or None if suspended else None
    stopped = _number(values.get("bounce_score", "")) >= BOUNCING
    ends = suspended and until is None  # a pause without an end is no mail
    member = NewMember(
        address,
        shown_name(values.get("gecos", "")),
        known_languages(values.get("language", values.get("lang", ""))),
        delivery=DeliveryMode.NONE if ends else RECEPTION[reception],
        own_copies=reception != "not_me",
        paused_until=until,
        stopped=stopped,
        conceal=values.get("visibility") == "conceal",
        digest_form="mime" if reception == "digest" else "text",
        since=day_of(_number(values.get("date", ""))),
    )
    return Entry(place, member, "; ".join(_said(values, suspended, until, stopped)))


def _said(
    values: dict[str, str], suspended: bool, until: float | None, stopped: bool
) -> Iterator[str]:
    if suspended and until is None:
        yield "is suspended there without an end: imported without mail"
    elif suspended:
        yield f"is suspended there: paused until {day_of(until or 0.0)}"
    if stopped:
        yield f"her mail comes back there (score {values['bounce_score']}): imported as stopped"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0
