"""The folder of glossaries: a file for each pair of languages, `en-fr.csv`.

Owns which files there are, and reads one anew when it has changed. The terms of `en-fr.csv` serve
drafts from French into English, too; those of a file `fr-en.csv` come before them. A file that
cannot be read is an empty one here, and a line of `listserv doctor`. Nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from listserv.translate.glossary import Glossary, Problem, Sheet, read, turned

LARGEST = 4_000_000  # octets of a file

_NAME = re.compile(r"([a-z]{2,3})-([a-z]{2,3})\.csv\Z")
_NOTHING = Sheet({}, ())


@dataclass(frozen=True, slots=True)
class Looked:
    """A file of the folder: how many terms it has, and what is wrong in it, line by line."""

    path: Path
    terms: int
    problems: tuple[Problem, ...]


class Glossaries:
    """Those of a folder; None for none. Reads files: not for the event loop."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._read: dict[tuple[str, str], tuple[object, Glossary]] = {}

    def of(self, source: str, target: str) -> Glossary:
        """The terms of a pair, as the files are now."""
        if self._folder is None:
            return Glossary()
        there, back = (source, target), (target, source)
        paths = [self._folder / f"{one}-{other}.csv" for one, other in (there, back)]
        stamp = [_stamp(path) for path in paths]
        known = self._read.get(there)
        if known is None or known[0] != stamp:
            own, opposite = _sheet(paths[0], *there).terms, _sheet(paths[1], *back).terms
            terms: Mapping[str, str] = {**turned(opposite), **own}
            known = self._read[there] = (stamp, Glossary(terms))
        return known[1]

    def look(self) -> Iterator[Looked]:
        """Every file of the folder, for who looks after the site."""
        if self._folder is None:
            return
        try:
            paths = sorted(self._folder.iterdir())
        except OSError as error:
            yield Looked(self._folder, 0, (Problem(0, f"cannot be read: {error.strerror}"),))
            return
        for path in paths:
            name = _NAME.match(path.name)
            if name:
                sheet = _sheet(path, name[1], name[2])
                yield Looked(path, len(sheet.terms), sheet.problems)
            elif path.suffix.lower() == ".csv":
                yield Looked(path, 0, (Problem(0, "is not named like en-fr.csv"),))


def _stamp(path: Path) -> tuple[int, int]:
    """What changes with a file's words; zeros where there is none."""
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _sheet(path: Path, source: str, target: str) -> Sheet:
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
        if len(octets) > LARGEST:
            return Sheet({}, (Problem(0, f"is larger than {LARGEST // 1_000_000} MB"),))
        return read(octets.decode("utf-8-sig"), source, target)
    except FileNotFoundError:
        return _NOTHING
    except OSError as error:
        return Sheet({}, (Problem(0, f"cannot be read: {error.strerror}"),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Sheet({}, (Problem(line, "is not written in UTF-8"),))
