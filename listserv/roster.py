"""A file of members: CSV in, rows and complaints out; and back.

Owns the columns of `member import` and `member export`
(`address,name,language,country,organisation,delivery,timezone,profile`; only `address` is
required), and what may stand in each. Values in, values out: nothing is looked up or kept. A bad
line is reported with its number and the others are read; only a header that cannot be right is the
failure of the whole file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from email_validator import EmailNotValidError, validate_email

from listserv import kinds
from listserv.kinds import BadValueError, Kind
from listserv.model import DeliveryMode, Member
from listserv.store.members import NewMember
from listserv.text.addresses import normalise
from listserv.tomlfile import nearest

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
FORMULA = tuple("=+-@")  # what a spreadsheet runs
FIELD_CHARACTERS = 1000

LANGUAGE = kinds.language()
ZONE = kinds.zone()


@dataclass(frozen=True, slots=True)
class BadLine:
    number: int  # as an editor counts, the first line of the row
    problem: str


class RosterError(ValueError):
    """The file as a whole cannot be read."""


def read(text: str) -> Iterator[NewMember | BadLine]:
    """Rows of a CSV text with a header. Raises RosterError when the header cannot be right."""
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    delimiter = _delimiter(lines[0] if lines else "")
    header = _header(next(csv.reader(lines[:1], delimiter=delimiter), []))
    for number, fields in _rows(lines, delimiter, len(header)):
        if isinstance(fields, str):
            yield BadLine(number, fields)
        elif any(field.strip() for field in fields):
            try:
                yield new_member(dict(zip(header, fields, strict=False)))
            except ValueError as error:
                yield BadLine(number, str(error))


def _rows(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[int, list[str] | str]]:
    """The number of each row's first line, with its fields or what is wrong with it.

    After a row that cannot be read the very next line is tried: a quotation mark that nobody closed
    takes one line away, not the rest of the file.
    """
    start = 1
    while start < len(lines):
        rest = (lines[place] for place in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=delimiter, strict=True)
        first = start
        try:
            for fields in reader:
                if len(fields) > width:
                    raise csv.Error("has more fields than the header; quote those with commas")
                yield first + 1, fields
                first = start + reader.line_num
        except csv.Error as error:
            yield first + 1, str(error)
            start = first + 1
        else:
            return


def _header(fields: list[str]) -> list[str]:
    header = [name.strip().lower() for name in fields]
    for name in header:
        if name and name not in COLUMNS:
            raise RosterError(f'unknown column "{name}"; {nearest(name, COLUMNS)}')
        if name and header.count(name) > 1:
            raise RosterError(f'the column "{name}" stands twice')
    if "address" not in header:
        raise RosterError(f"the first line must name the columns: {','.join(COLUMNS)}")
    return header


def _delimiter(header: str) -> str:
    """Spreadsheets in half of the world write semicolons, and pasting from one gives tabs."""
    return max(",;\t", key=header.count)


def _unquoted(text: str) -> str:
    """Without the quote that `write` puts before what a spreadsheet would take for a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def new_member(fields: dict[str, str]) -> NewMember:
    """A member from named fields. Raises ValueError with a sentence."""
    values = {name: _unquoted(" ".join(text.split())) for name, text in fields.items()}
    for name, text in values.items():
        if len(text) > FIELD_CHARACTERS:
            raise ValueError(f"{name} is longer than {FIELD_CHARACTERS} characters")
        if any(letter < " " or letter == "\x7f" for letter in text):
            raise ValueError(f"{name} holds a control character")
    return NewMember(
        address=good_address(values.get("address", "")),
        name=values.get("name", ""),
        languages=languages_of(values.get("language", "")),
        country=values.get("country", ""),
        organisation=values.get("organisation", ""),
        delivery=delivery_of(values.get("delivery", "")),
        timezone=_checked(ZONE, values.get("timezone", "")),
        profile=values.get("profile", ""),
    )


def good_address(text: str) -> str:
    """An address we can write to, as `text.addresses` spells it. Raises ValueError."""
    if not text:
        raise ValueError("has no address")
    try:
        validate_email(
            text, allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValueError(f'"{text}" is no mail address: {error}') from None
    if address := normalise(text):
        return address
    raise ValueError(f'"{text}" is no mail address that every server can carry')


def languages_of(text: str) -> tuple[str, ...]:
    """Languages in order, from `fr en` or `fr,en`; none from "". Raises ValueError."""
    words = text.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(_checked(LANGUAGE, word) for word in words))


def delivery_of(text: str) -> DeliveryMode:
    """A delivery mode by its word; "" is every message. Raises ValueError."""
    known = [mode.value for mode in DeliveryMode]
    word = text.strip().lower() or DeliveryMode.EACH.value
    if word not in known:
        raise ValueError(f'unknown delivery "{text}"; known: {", ".join(known)}')
    return DeliveryMode(word)


def _checked(kind: Kind, text: str) -> str:
    value, problem = _known(kind, text) if text else ("", "")
    if problem:
        raise ValueError(problem)
    return value


@cache
def _known(kind: Kind, text: str) -> tuple[str, str]:
    """A value and what is wrong with it; a file says the same few thousands of times."""
    try:
        return str(kind.read(text)), ""
    except BadValueError as error:
        return "", f'"{text}" {error}'


def fields_of(member: Member) -> dict[str, str]:
    """A member as the columns say it; a name that a spreadsheet would run is quoted."""
    person = member.person
    fields = {
        "address": person.address,
        "name": person.name,
        "language": " ".join(person.languages),
        "country": person.country,
        "organisation": person.organisation,
        "delivery": member.delivery.value,
        "timezone": person.timezone,
        "profile": person.profile,
    }
    return {name: f"'{said}" if said[:1] in FORMULA else said for name, said in fields.items()}


def write(members: Iterable[Member]) -> Iterator[str]:
    """The lines of a CSV that `read` reads back, without line ends."""
    yield ",".join(COLUMNS)
    for member in members:
        line = io.StringIO()
        csv.DictWriter(line, COLUMNS, lineterminator="").writerow(fields_of(member))
        yield line.getvalue()
