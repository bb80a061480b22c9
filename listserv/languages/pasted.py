"""People pasted into a mail, one a line, as tables and other mails have them.

Pure. Owns how such a line is taken apart: `Amina Kamau <amina@example.org>`, a bare address, name,
address, country and language between commas, semicolons, tabs, strokes, dashes, brackets or wide
blanks; a first line that names the columns; and the line that says how the people agreed. What
stands in brackets says that of one person alone, where it is nothing of hers. A line that cannot
be used comes back with its number and why; nothing fails. An address is as `text.addresses` spells
it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from listserv.languages import countries, words
from listserv.languages.line import language_of
from listserv.languages.patterns import ADDRESS, typed_address
from listserv.languages.plain import split
from listserv.text import addresses

LONGEST_LINE = 500  # characters
LONGEST_VALUE = 200
_SEPARATORS = ("\t", ";", "  ", ",")  # the first that a line has parts it
_BULLET = re.compile(r"^\s*(?:[-*•·–—]|\(?\d{1,3}[.)])\s+")
_DASH = re.compile(r"\s(?:[-–—/]|::)\s")  # between what a person is known by
_ANGLES = str.maketrans("‹›〈〉＜＞", "<><><>")
_BRACKETS = re.compile(r"\(([^()@]*)\)")
_AROUND = " \t\"'<>()[],;:|.-–—"
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONSENT = re.compile(r"(?P<name>[^:：@]{2,30})[:：]\s*(?P<said>\S.{0,300})")
_LONGEST_NAME = 8  # words
_CODE = 3  # letters of a country's code at most
_PROSE = 2  # words of a cell that begins with a small letter, and is nobody's name
COLUMNS = (
    *("address", "name", "first-name", "last-name"),
    *("country", "organisation", "language"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A person of a line."""

    address: str
    name: str = ""
    country: str = ""
    organisation: str = ""
    language: str = ""  # a code


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
    lines = [line.strip() for line in text.translate(_ANGLES).splitlines() if line.strip()]
    alone = sum("@" in line for line in lines) == 1
    for number, line in enumerate(lines, 1):
        if said := consent_of(line):
            found.consent = found.consent or said
            continue
        if not seen and not columns and (columns := _header(line)):
            continue
        line, said = _without_consent(line, alone=alone)
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
    return _bare(said if colon and _is_consent(head.strip(" (")) else text)


def _bare(text: str) -> str:
    """Words without the brackets around them; those inside stay: `meeting (3 May)`."""
    text = text.strip()
    if text.endswith(")") and text.count(")") > text.count("("):
        return text[:-1].strip()
    if text.startswith("(") and ")" not in text[:-1]:
        return text[1:].removesuffix(")").strip()
    return text


def _is_consent(text: str) -> bool:
    said = split(text)
    found = words.phrases("people", "consent").at(said, 0)
    return found is not None and found[1] == len(said)


def _without_consent(line: str, *, alone: bool) -> tuple[str, str]:
    """(`amina@example.org, Amina`, `she asked me`) of both in one line, parted by the word or by
    brackets, where it stands `alone`."""
    place = line.rfind("(")
    in_brackets = line[place + 1 : -1].strip() if place > 0 and line.endswith(")") else ""
    if alone and in_brackets and "@" not in in_brackets and not _is_of_person(line, in_brackets):
        return line[:place].rstrip(" ,;"), in_brackets
    head, colon, said = line.rpartition(":")
    before = head.split()
    for size in range(1, min(4, len(before))):
        if colon and said.strip() and _is_consent(" ".join(before[-size:])):
            return " ".join(before[:-size]).rstrip(" ,;-–—("), _bare(said)
    return line, ""


def _is_of_person(line: str, in_brackets: str) -> bool:
    """Whether brackets hold a country, a language, or the name that a line lacks."""
    cells = [cell.strip() for cell in in_brackets.split(",")]
    rest = ADDRESS.sub("", line.partition("(")[0]).strip(_AROUND + "*•")
    if not rest and all(map(_may_be_name, cells)):
        return True
    return any(_language(cell) or _country(cell) for cell in cells)


def _may_be_name(cell: str) -> bool:
    """Words with capitals, or of a script that has none."""
    typed = [word for word in cell.split() if word[:1].isalpha()]
    return bool(typed) and not any(word[0].islower() and len(word) > _CODE for word in typed)


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
    if columns:
        named = _by_columns(_cells(line), columns)
        return [named] if named else "unclear"
    named = _by_place(line)
    return [named] if named else "unclear"


def _address(found: re.Match[str]) -> str:
    """An address that mail can reach from anywhere; "" for none."""
    address = typed_address(found)
    return address if "." in address.rpartition("@")[2] else ""


def _several(line: str) -> list[Given] | str:
    """`Amina <amina@…>, bo@…; Céline <…>`, as mail programs write it."""
    parts = [part for part in line.split(";") if part.strip()]
    if all(part.count("@") == 1 for part in parts):
        found = [_by_place(part) for part in parts]
        return [one for one in found if one] if all(found) else "unclear"
    if not ADDRESS.sub("", line).strip(_AROUND):
        return [Given(_address(one)) for one in ADDRESS.finditer(line)]
    pairs = addresses.parse(line.replace(";", ","))
    if len(pairs) < line.count("@"):
        return "unclear"
    return [Given(address, _value(name)) for name, address in pairs]


def _cells(line: str) -> list[str]:
    between = next((one for one in _SEPARATORS if one in line), None)
    if between is None:
        return [cell.strip() for cell in _DASH.split(line) if cell.strip()]
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
        language_of(_value(values.get("language", ""))),
    )


def _by_place(line: str) -> Given | None:
    """The address where it stands; before it the name, behind it country and organisation. What is
    a country or a language is that wherever it stands; in brackets may be the rest."""
    in_brackets = [cell for one in _BRACKETS.findall(line) for cell in _said(one.split(","))]
    cells = _cells(_BRACKETS.sub(" ", line))
    place = next(at for at, cell in enumerate(cells) if ADDRESS.search(cell))
    found = ADDRESS.search(cells[place])
    assert found is not None  # noqa: S101 - looked for in the line above
    head, tail = cells[place][: found.start()], _behind(cells[place][found.end() :])
    before = _said(cells[:place])
    after = [_value(one) for one in cells[place + 1 :] if not _is_figure(one)]
    if _value(head) and (_country(_value(tail)) or _language(_value(tail))):
        tail, after = "", [_value(tail), *after]
    beside = _value(f"{head} {tail}")
    if beside and before and _country(beside):  # `Amina Kamau, Kenya <amina@example.org>`
        beside, after = "", [beside, *after]
    places = (in_brackets, after, before if beside or before[1:] else [])
    language = next(filter(None, (_taken(one, _language) for one in places)), "")
    country = next(filter(None, (_taken(one, _country) for one in places)), "")
    if beside or before:  # both: `Kamau, Amina <amina@example.org>`
        name = " ".join(filter(None, (beside, *before)))
    else:
        name = next((one.pop(0) for one in (after, in_brackets) if one), "")
    country, organisation, *_ = (country, *after, "") if country else (*after, "", "")
    organisation = organisation or " ".join(in_brackets)
    if len(split(name)) > _LONGEST_NAME or ":" in name or any(map(_is_prose, after)):
        return None
    bare = beside and len(cells) == 1 and "<" not in cells[place]
    if bare and name[:1].islower():  # prose: `see amina@example.org`
        return None
    name = _given_first(name)
    return Given(_address(found), name, country, organisation, language_of(language))


def _given_first(name: str) -> str:
    """`Jane Doe` of `"Doe, Jane"`, as mail programs of offices write it."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def _said(cells: Sequence[str]) -> list[str]:
    return [_value(cell) for cell in cells if _value(cell) and not _is_figure(cell)]


def _taken(cells: list[str], meaning: Callable[[str], str]) -> str:
    """The first cell that has a meaning, taken out."""
    found = next((cell for cell in cells if meaning(cell)), "")
    if found:
        cells.remove(found)
    return found


def _country(cell: str) -> str:
    """The code of a country that a cell names; a code of its own is in capitals."""
    return countries.code(cell) if len(cell) > _CODE or cell.isupper() else ""


def _language(cell: str) -> str:
    """The code of a language that a cell names, or is; in capitals it is a country's."""
    return "" if len(split(cell)) > 1 or cell.isupper() else language_of(cell)


def _is_prose(cell: str) -> bool:
    return cell[:1].islower() and len(cell.split()) >= _PROSE


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
