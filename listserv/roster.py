"""Reading a file of members: CSV in, rows and complaints out.

Pure. Owns the columns of `member import`
(`address,name,language,country,organisation,delivery,timezone,profile`; only `address` is
required). A bad line is reported with its number and the others are imported.
"""

from __future__ import annotations

import csv
import io
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from listserv.model import DeliveryMode
from listserv.store.members import NewMember

COLUMNS = (
    "address",
    "name",
    "language",
    "country",
    "organisation",
    "delivery",
    "timezone",
    "profile",
)
FIELD_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int  # as an editor counts
    problem: str


class RosterError(ValueError):
    """The file as a whole cannot be read."""


def read(text: str) -> Iterator[NewMember | BadLine]:
    """Rows of a CSV text with a header. Raises RosterError when the header cannot be right."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    header = [name.strip().lower() for name in next(lines, [])]
    if "address" not in header:
        raise RosterError(f"the first line must name the columns: {','.join(COLUMNS)}")
    unknown = sorted(set(header) - set(COLUMNS) - {""})
    if unknown:
        raise RosterError(f"unknown column {unknown[0]!r}; there are {','.join(COLUMNS)}")
    while True:
        try:
            fields = next(lines, None)
        except csv.Error as error:
            yield BadLine(lines.line_num, str(error))
            continue
        if fields is None:
            return
        if not any(field.strip() for field in fields):
            continue
        if len(fields) > len(header):
            yield BadLine(lines.line_num, "has more fields than the header; quote the commas")
            continue
        try:
            yield new_member(dict(zip(header, fields, strict=False)))
        except ValueError as error:
            yield BadLine(lines.line_num, str(error))


def _delimiter(text: str) -> str:
    """Spreadsheets in half of the world write semicolons."""
    first = text.partition("\n")[0]
    return ";" if ";" in first and "," not in first else ","


def new_member(fields: dict[str, str]) -> NewMember:
    """A member from named fields. Raises ValueError with a sentence."""
    values = {name: " ".join(text.split()) for name, text in fields.items()}
    if long := [name for name, text in values.items() if len(text) > FIELD_CHARACTERS]:
        raise ValueError(f"{long[0]} is longer than {FIELD_CHARACTERS} characters")
    return NewMember(
        address=good_address(values.get("address", "")),
        name=values.get("name", ""),
        languages=tuple(values.get("language", "").lower().replace(",", " ").split()),
        country=values.get("country", ""),
        organisation=values.get("organisation", ""),
        delivery=_delivery(values.get("delivery", "")),
        timezone=_timezone(values.get("timezone", "")),
        profile=values.get("profile", ""),
    )


def good_address(text: str) -> str:
    """An address we can write to, in lower case. Raises ValueError with a sentence."""
    if not text:
        raise ValueError("has no address")
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"{text!r} is no mail address: {error}") from None
    return found.normalized.lower()


def _delivery(text: str) -> DeliveryMode:
    try:
        return DeliveryMode(text.lower() or "each")
    except ValueError:
        known = ", ".join(mode.value for mode in DeliveryMode)
        raise ValueError(f"unknown delivery {text!r}; there are {known}") from None


def _timezone(text: str) -> str:
    if text and text not in zoneinfo.available_timezones():
        raise ValueError(f"unknown time zone {text!r}; write one like Africa/Nairobi")
    return text
