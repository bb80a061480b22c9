"""What a look at the site found; pure.

A finding is about one thing, says how it is, and where it is not well what mends it. Only what is
`wrong` makes `listserv doctor` fail: a `note` is a choice somebody may have made, and what is
`unknown` could not be looked at now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from listserv.cli.records import Record


class Health(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    about: str  # one word: disk, relay, MX
    health: Health
    said: str
    mend: str = ""  # what to do
    record: Record | None = None  # what should be in the DNS, for programs

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """For a terminal: how it is, and below it what mends it."""
        health = self.health.upper() if self.health is Health.WRONG else self.health
        yield f"{health:8} {self.about:9} {self.said}"
        if self.mend:
            yield f"{'':18} → {self.mend}"


def ok(about: str, said: str, record: Record | None = None) -> Finding:
    return Finding(about, Health.OK, said, record=record)


def note(about: str, said: str, mend: str = "", record: Record | None = None) -> Finding:
    return Finding(about, Health.NOTE, said, mend, record)


def wrong(about: str, said: str, mend: str, record: Record | None = None) -> Finding:
    return Finding(about, Health.WRONG, said, mend, record)


def unknown(about: str, said: str, record: Record | None = None) -> Finding:
    return Finding(about, Health.UNKNOWN, said, record=record)


def verdict(findings: Iterable[Finding]) -> str:
    """The last line."""
    counted = [finding.health for finding in findings]
    bad, open_ = counted.count(Health.WRONG), counted.count(Health.UNKNOWN)
    if bad:
        return f"{bad} {'thing is' if bad == 1 else 'things are'} wrong"
    return "nothing is wrong" + (", as far as could be seen" if open_ else "")
