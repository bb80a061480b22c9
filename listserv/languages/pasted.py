"""People pasted into a mail, one a line, as tables and other mails have them.

Pure. Owns how such a line is taken apart: `Amina Kamau <amina@example.org>`, a bare address, name,
address and country between commas, semicolons, tabs, strokes or wide blanks; a first line that
names the columns; and the line that says how the people agreed. A line that cannot be used comes
back with its number and why; nothing fails. An address is as `text.addresses` spells it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from listserv.languages import words
from listserv.languages.patterns import ADDRESS, typed_address
from listserv.languages.plain import split
from listserv.text import addresses

LONGEST_LINE = 500  # characters
LONGEST_VALUE = 200
_SEPARATORS = ("\t", ";", "  ", ",")  # the first that a line has parts it
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\(?\d{1,3}[.)])\s+")
_AROUND = " \t\"'<>()[],;:|.-–—"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONSENT = re.compile(r"(?P<name>[^:：@]{2,30})[:：]\s*(?P<said>\S.{0,300})")
_LONGEST_NAME = 8  # words
COLUMNS = ("address", "name", "first-name", "last-name", "country", "organisation")


@dataclass(frozen=True, slots=True)
class Given:
    """A person of a line."""

    address: str
    name: str = ""
    country: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that cannot be used; `why` is "no-address", "bad-address", "unclear" or "long"."""

    line: int  # the first is 1; empty ones do not count
    typed: str
    why: str


@dataclass(slots=True)
class Pasted:
    people: list[Given] = field(default_factory=list)  # each address once
    bad: list[Bad] = field(default_factory=list)
    consent: str = ""  # how they agreed


def read(text: str) -> Pasted:
    """All people of a text."""
    found = Pasted()
    columns: Sequence[str] = ()
    seen: set[str] = set()
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        if said := consent_of(line):
            found.consent = found.consent or said
            continue
        if not seen and not columns and (columns := _header(line)):
            continue
        line, said = _without_consent(line)
        found.consent = found.consent or said
        people = _line(line, columns)
        if isinstance(people, str):
            found.bad.append(Bad(number, line, people))
            continue
        found.people += [one for one in people if one.address not in seen]
        seen |= {one.address for one in people}
    return found


# --- consent --------------------------------------------------------------------------------------


def consent_of(line: str) -> str:
    """What a line such as `consent: sign-up sheet of 5 March` says; "" for any other line."""
    found = _CONSENT.fullmatch(line.strip()[:LONGEST_LINE])
    return found["said"].strip() if found and _is_consent(found["name"]) else ""


def consent_in(text: str) -> str:
    """The same where the words stand behind a command: `with consent: …`, `(…)`."""
    head, colon, said = text.replace("：", ":").partition(":")
    if colon and _is_consent(head):
        return said.strip()
    return text.strip()


def _is_consent(text: str) -> bool:
    said = split(text)
    found = words.phrases("people", "consent").at(said, 0)
    return found is not None and found[1] == len(said)


def _without_consent(line: str) -> tuple[str, str]:
    """(`amina@example.org, Amina`, `she asked me`) of both in one line, parted by the word or by
    brackets."""
    place = line.rfind("(")
    if place > 0 and line.endswith(")") and "@" not in line[place:]:
        return line[:place].rstrip(" ,;"), line[place + 1 : -1].strip()
    head, colon, said = line.rpartition(":")
    before = head.split()
    for size in range(1, min(4, len(before))):
        if colon and said.strip() and _is_consent(" ".join(before[-size:])):
            return " ".join(before[:-size]).rstrip(" ,;-–—("), said.strip(" )")
    return line, ""


# --- lines ----------------------------------------------------------------------------------------


def _header(line: str) -> Sequence[str]:
    """The columns that a first line names, "" for an unknown one; () where it names no address."""
    line = line.replace("|", "\t")
    if "@" in line:
        return ()
    named = [_column(cell) for cell in _cells(line)]
    return named if "address" in named else ()


def _column(cell: str) -> str:
    said = split(cell)
    found = words.phrases("people", *COLUMNS).at(said, 0)
    return found[0] if found and found[1] == len(said) else ""


def _line(line: str, columns: Sequence[str]) -> list[Given] | str:
    """The people of a line, or why it has none."""
    if len(line) > LONGEST_LINE:
        return "long"
    line = _BULLET.sub("", line.replace("|", "\t"))
    typed = {_address(one) for one in ADDRESS.finditer(line)}
    if not typed or "" in typed:
        return "bad-address" if "@" in line else "no-address"
    if len(typed) > 1:
        return _several(line)
    cells = _cells(line)
    named = _by_columns(cells, columns) if columns else _by_place(cells)
    return [named] if named else "unclear"


def _address(found: re.Match[str]) -> str:
    """An address that mail can reach from anywhere; "" for none."""
    address = typed_address(found)
    return address if "." in address.rpartition("@")[2] else ""


def _several(line: str) -> list[Given] | str:
    """`Amina <amina@…>, bo@…; Céline <…>`, as mail programs write it."""
    pairs = addresses.parse(line.replace(";", ","))
    if len(pairs) < line.count("@"):
        return "unclear"
    return [Given(address, _value(name)) for name, address in pairs]


def _cells(line: str) -> list[str]:
    between = next((one for one in _SEPARATORS if one in line), None)
    if between is None:
        return [line]
    if between in ",;" and '"' in line:
        cells = next(csv.reader([line], delimiter=between, skipinitialspace=True), [])
    else:
        cells = line.split(between)
    return [cell.strip() for cell in cells if cell.strip() or between in ",;\t"]


def _by_columns(cells: Sequence[str], columns: Sequence[str]) -> Given | None:
    values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    found = ADDRESS.search(values.get("address", ""))
    if found is None or not _address(found):
        return None
    parts = (values.get("first-name", ""), values.get("last-name", ""))
    name = values.get("name", "") or " ".join(filter(None, parts))
    return Given(
        _address(found),
        _value(name),
        _value(values.get("country", "")),
        _value(values.get("organisation", "")),
    )


def _by_place(cells: Sequence[str]) -> Given | None:
    """The address where it stands; before it the name, behind it country and organisation."""
    place = next(at for at, cell in enumerate(cells) if ADDRESS.search(cell))
    found = ADDRESS.search(cells[place])
    assert found is not None  # noqa: S101 - looked for in the line above
    beside = _value(cells[place][: found.start()] + " " + _behind(cells[place][found.end() :]))
    before = [_value(cell) for cell in cells[:place] if _value(cell) and not _is_figure(cell)]
    after = [_value(cell) for cell in cells[place + 1 :] if not _is_figure(cell)]
    if beside and before:  # `Kamau, Amina <amina@example.org>`
        name = " ".join((beside, *before))
    elif beside or before:
        name = beside or " ".join(before)
    else:
        name = after.pop(0) if after else ""
    country, organisation, *_ = (*after, "", "")
    if len(split(name)) > _LONGEST_NAME or ":" in name:
        return None
    bare = beside and len(cells) == 1 and "<" not in cells[place]
    if bare and name[:1].islower():  # prose: `see amina@example.org`
        return None
    return Given(_address(found), name, country, organisation)


def _is_figure(cell: str) -> bool:
    """A telephone number, or that of a row: no country, and no employer."""
    return bool(cell.strip()) and not any(map(str.isalpha, cell))


def _behind(text: str) -> str:
    """What stands behind an address, without its repetition: `a@b.org<mailto:a@b.org>`."""
    return ADDRESS.sub("", text).replace("mailto", "")


def _value(text: str) -> str:
    """A cell without marks around it, and what a spreadsheet or a terminal would run."""
    text = " ".join(_CONTROL.sub(" ", text).split()).strip(_AROUND).lstrip("=+")
    return text[:LONGEST_VALUE] if text.casefold() not in ("none", "null", "n/a") else ""
