"""Is it the member, or her whole domain? Pure.

Owns the rule that an outage kills nobody: where many different members at one domain fail within a
day, and they are most of those who are written to there every day, none of these failures counts. A
domain with fewer members cannot tell its outages from their deaths, and counts as usual: a probe
still stands between them and the stop. An outage is excused for a fortnight; a domain that has been
gone for longer is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from listserv.model import Failure

DAY = 86_400.0
MANY = 5  # different members
EXCUSED = 14 * DAY
APART = 7 * DAY  # failures of a domain that lie further apart are two outages


@dataclass(frozen=True, slots=True)
class Outage:
    domain: str
    since: float
    last: float


def crowds(failures: Sequence[Failure]) -> dict[int, int]:
    """By failure id: how many members of its domain failed within the day around it.

    `failures` are those that would cost something, from half a day before the first that is to be
    weighed to half a day after the last.
    """
    by_domain: dict[str, list[Failure]] = {}
    for one in sorted(failures, key=lambda one: one.at):
        by_domain.setdefault(one.domain, []).append(one)
    found: dict[int, int] = {}
    for several in by_domain.values():
        found |= _crowds(several)
    return found


def _crowds(failures: Sequence[Failure]) -> dict[int, int]:
    """The same for one domain, in order of time: a window that moves along."""
    found: dict[int, int] = {}
    inside: dict[int, int] = {}  # by person: her failures in the window
    first = following = 0
    for one in failures:
        while following < len(failures) and failures[following].at <= one.at + DAY / 2:
            person = failures[following].person
            inside[person] = inside.get(person, 0) + 1
            following += 1
        while failures[first].at < one.at - DAY / 2:
            person = failures[first].person
            inside[person] -= 1
            if not inside[person]:
                del inside[person]
            first += 1
        found[one.id] = len(inside)
    return found


def excused(
    failures: Sequence[Failure],
    crowd: Mapping[int, int],
    readers: Callable[[str], int],
    known: Mapping[str, Outage],
) -> tuple[frozenset[int], tuple[Outage, ...]]:
    """Which failures are an outage's, by id, and the outages as they stand after them.

    `failures` are in order of time; `readers` says how many members of a domain are written to
    every day, `known` the outages so far.
    """
    spared: set[int] = set()
    outages: dict[str, Outage] = {}
    for one in failures:
        if crowd[one.id] < MANY or crowd[one.id] * 2 <= readers(one.domain):
            continue
        before = outages.get(one.domain) or known.get(one.domain)
        goes_on = before is not None and one.at - before.last <= APART
        since = before.since if before and goes_on else one.at
        outages[one.domain] = Outage(one.domain, since, one.at)
        if one.at - since <= EXCUSED:
            spared.add(one.id)
    return frozenset(spared), tuple(outages.values())
