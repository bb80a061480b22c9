"""Our own CSV: `address,name,language,country,organisation,delivery,timezone,profile`.

Owns these columns, of which only `address` is required, and how a table is read that a spreadsheet
wrote: with commas, semicolons or tabs, newlines in a field, a quotation mark that nobody closed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from listserv.model import Member
from listserv.roster.entries import FORMULA, Entry, RosterError, new_member
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


def read(text: str) -> Iterator[Entry]:
    """Rows of a text with a header. Raises RosterError when the header cannot be right."""
    lines = lines_of(text)
    header = _header(header_of(lines))
    for number, fields in rows(lines, len(header)):
        if isinstance(fields, str):
            yield Entry(number, None, fields)
        elif any(field.strip() for field in fields):
            try:
                yield Entry(number, new_member(dict(zip(header, fields, strict=False))))
            except ValueError as error:
                yield Entry(number, None, str(error))


def lines_of(text: str) -> list[str]:
    """The lines of a table, with their ends, whatever machine wrote them."""
    return list(io.StringIO(text.removeprefix("\ufeff"), newline=""))


def header_of(lines: list[str]) -> list[str]:
    """The names in the first line, in small letters."""
    fields = next(csv.reader(lines[:1], delimiter=_delimiter(lines)), [])
    return [name.strip().lower() for name in fields]


def rows(lines: list[str], width: int) -> Iterator[tuple[int, list[str] | str]]:
    """The number of each row's first line, with its fields or what is wrong with it.

    After a row that cannot be read the very next line is tried: a quotation mark that nobody closed
    takes one line away, not the rest of the file.
    """
    start = 1
    while start < len(lines):
        rest = (lines[place] for place in range(start, len(lines)))
        reader = csv.reader(rest, delimiter=_delimiter(lines), strict=True)
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


def _header(header: list[str]) -> list[str]:
    for name in header:
        if name and name not in COLUMNS:
            raise RosterError(f'unknown column "{name}"; {nearest(name, COLUMNS)}')
        if name and header.count(name) > 1:
            raise RosterError(f'the column "{name}" stands twice')
    if "address" not in header:
        raise RosterError(f"the first line must name the columns: {','.join(COLUMNS)}")
    return header


def _delimiter(lines: list[str]) -> str:
    """Spreadsheets in half of the world write semicolons, and pasting from one gives tabs."""
    return max(",;\t", key=(lines[0] if lines else "").count)


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
