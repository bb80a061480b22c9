"""A TOML file as entries that know their line.

tomllib says what a file holds but not where. This file reads the same text once more, statement by
statement, so that an error about a key can name its line and a sentence above a key can be shown.
It owns the way our configuration files are read and written, and nothing of what they mean.

Pure. A file that is no TOML raises `TomlError` with its line; nothing else is raised.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")
_BARE = re.compile(r"\s*([\w.-]+)\s*=\s*([^\W\d][\w.@:/+ -]*?|\d[\w.]*:[\w.]*)\s*(?:#.*)?")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b"}


class TomlError(ValueError):
    """The text is no TOML. `line` counts from 1."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(detail)
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a file, or the header of a table (then `key` is "")."""

    section: str  # "" before the first header
    table: int  # 0 for the first table of that name; counts on under [[section]]
    key: str
    value: object
    line: int
    comment: str = ""  # the comment lines straight above, joined to one


def entries(text: str) -> tuple[Entry, ...]:
    """The keys of a TOML text in the order they stand. Raises TomlError."""
    try:
        tomllib.loads(text)
    except RecursionError:
        raise TomlError(1, "too many brackets within brackets") from None
    except ValueError as error:  # TOMLDecodeError, and Python's limit on digits
        found = _PLACE.search(str(error))
        last = max(1, text.rstrip().count("\n") + 1)
        line = int(found[1]) if found and found[1] else last
        detail = _unquoted(text, line) or _PLACE.sub("", str(error)).lower()
        raise TomlError(line, detail) from None
    return tuple(_walk(text))


def _unquoted(text: str, line: int) -> str:
    """What to say where the value on a line (from 1) is a word without quotation marks; else ""."""
    found = _BARE.fullmatch((text.split("\n")[line - 1 : line] or [""])[0])
    if found is None or found[2].lower() in ("true", "false", "inf", "nan"):
        return ""
    return f"write text in quotation marks: {found[1]} = {literal(found[2])}"


def _walk(text: str) -> Iterator[Entry]:
    section, table = "", 0
    tables: dict[str, int] = {}
    for line, comment, statement in _statements(text):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            section = _header(parsed)
            table = tables.get(section, -1) + 1
            tables[section] = table
            yield Entry(section, table, "", statement.lstrip().startswith("[["), line, comment)
            continue
        for key, value in parsed.items():
            inner = value if isinstance(value, list) else [value]
            if section or not inner or not all(isinstance(one, dict) for one in inner):
                yield Entry(section, table, key, value, line, comment)
                continue
            for number, one in enumerate(inner):  # smtp.listen = … and relay = [{url = …}]
                for name, leaf in one.items():
                    yield Entry(key, number, name, leaf, line, comment)


def _statements(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, comment above, statement) of a valid text; arrays and strings may span lines."""
    comment: list[str] = []
    pending = ""
    start = 0
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        bare = line.strip()
        if not pending and (not bare or bare.startswith("#")):
            comment = [*comment, bare.lstrip("#").strip()] if bare else []
            continue
        start = start if pending else number
        pending += line + "\n"
        if _complete(pending):
            yield start, " ".join(comment), pending
            pending, comment = "", []


def _complete(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _header(parsed: dict[str, object]) -> str:
    """The dotted name of [a.b] or [[a.b]], from what the bare header parses to."""
    names: list[str] = []
    inner: object = parsed
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
        inner = inner[0] if isinstance(inner, list) else inner
    return ".".join(names)


def nearest(name: str, valid: Iterable[str]) -> str:
    """What to say after an unknown name: the nearest valid one, or all there are."""
    known = list(valid)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else "known: " + ", ".join(known)


def literal(value: object) -> str:
    """A value as TOML: str, bool, int, and lists of them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    if isinstance(value, str):
        return _string(value)
    return str(value)


def shown(value: object) -> str:
    """A value as it is quoted in an error, on one line and short."""
    words = literal(value).replace("\n", " ")
    return words if len(words) <= 60 else words[:57] + "..."


def _string(value: str) -> str:
    if "\n" in value and "\r" not in value:
        lines = value.split("\n")
        return '"""\n' + "\n".join(_escaped(line) for line in lines) + '"""'
    return f'"{_escaped(value)}"'


def _escaped(text: str) -> str:
    return "".join(
        _ESCAPES.get(letter) or (f"\\u{ord(letter):04X}" if _control(letter) else letter)
        for letter in text
    )


def _control(letter: str) -> bool:
    return ord(letter) < 0x20 or ord(letter) == 0x7F
