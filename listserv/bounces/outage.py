"""Is it the member, her whole domain, or are we it? Pure.

Owns the rule that an outage kills nobody. Where many different members at one domain fail within a
day, and they are most of those who are written to there every day, none of these failures counts. A
domain with fewer members cannot tell its outages from their deaths, and counts as usual: a probe
still stands between them and the stop. An outage is excused for a fortnight; a domain that has been
gone for longer is gone.

Where copies fail at many domains within a day, and these are most of the domains that the lists
write to, the outage is ours: a smarthost that reaches nobody, or refuses all. Then nothing counts
that fails, letters and probes too, nor what fails in the week after. Silence is excused for as long
as that lasts; what names a mailbox is excused for a fortnight, for a list that was imported with
most of its addresses dead looks the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from listserv.bounces.classify import Kind
from listserv.model import BROADCASTS, Failure
from listserv.text.dates import DAY

MANY = 5  # different members of a domain
FAR = 10  # different domains
EXCUSED = 14 * DAY
APART = 7 * DAY  # failures of a domain that lie further apart are two outages
OURS = ""  # in the place of a domain

K = TypeVar("K", int, str)


@dataclass(frozen=True, slots=True)
class Outage:
    domain: str  # or OURS
    since: float
    last: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How far copies failed."""

    domains: int
    lists: frozenset[int]


# --- what fell into one day -------------------------------------------------------------------


def crowds(failures: Sequence[Failure]) -> dict[int, int]:
    """By failure id: how many members of its domain failed within the day around it.

    `failures` are those that would cost something, from half a day before the first that is to be
    weighed to half a day after the last.
    """
    by_domain: dict[str, list[Failure]] = {}
    for one in failures:
        by_domain.setdefault(one.domain, []).append(one)
    return {
        id_: len(people)
        for several in by_domain.values()
        for id_, people in _windows(several, several, lambda one: one.person)
    }


def spreads(failures: Sequence[Failure]) -> dict[int, Spread]:
    """By failure id: how far copies failed within the day around it; `failures` as above.

    Letters are no measure: the monthly probes of who is stopped fail at many domains.
    """
    copies = [one for one in failures if one.about in BROADCASTS]
    lists = {
        id_: frozenset(found) for id_, found in _windows(failures, copies, lambda one: one.list_id)
    }
    domains = _windows(failures, copies, lambda one: one.domain)
    return {id_: Spread(len(found), lists[id_]) for id_, found in domains}


def _windows(
    failures: Sequence[Failure], marks: Sequence[Failure], key: Callable[[Failure], K]
) -> Iterator[tuple[int, KeysView[K]]]:
    """Each failure's id, and the keys of the marks in the day around it: a window that moves along.

    Keys are to be looked at before the next ones are asked for.
    """
    marks = sorted(marks, key=lambda one: one.at)
    inside: Counter[K] = Counter()
    first = following = 0
    for one in sorted(failures, key=lambda one: one.at):
        while following < len(marks) and marks[following].at <= one.at + DAY / 2:
            inside[key(marks[following])] += 1
            following += 1
        while first < following and marks[first].at < one.at - DAY / 2:
            gone = key(marks[first])
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        yield one.id, inside.keys()


# --- what an outage excuses -------------------------------------------------------------------


def excused(
    failures: Sequence[Failure],
    crowd: Mapping[int, int],
    readers: Callable[[str], int],
    known: Mapping[str, Outage],
) -> tuple[frozenset[int], tuple[Outage, ...]]:
    """Which failures are an outage's of their domain, by id, and the outages as they stand then.

    `failures` are in order of time; `readers` says how many members of a domain are written to
    every day, `known` the outages so far.
    """
    spared: set[int] = set()
    outages: dict[str, Outage] = {}
    for one in failures:
        if crowd[one.id] < MANY or crowd[one.id] * 2 <= readers(one.domain):
            continue
        before = outages.get(one.domain) or known.get(one.domain)
        outages[one.domain] = seen = _seen(before, one.domain, one.at)
        if one.at - seen.since <= EXCUSED:
            spared.add(one.id)
    return frozenset(spared), tuple(outages.values())


def excused_by_us(
    failures: Sequence[Failure],
    spread: Mapping[int, Spread],
    domains: Callable[[frozenset[int]], int],
    known: Mapping[str, Outage],
) -> tuple[frozenset[int], tuple[Outage, ...]]:
    """The same for an outage of our own; `domains` says at how many some lists have readers."""
    spared: set[int] = set()
    ours = before = known.get(OURS)
    for one in failures:
        far = spread[one.id]
        if far.domains >= FAR and far.domains * 2 > domains(far.lists):
            ours = _seen(ours, OURS, one.at)
        if ours is None or not _goes_on(ours, one.at):
            continue
        if one.kind == Kind.UNKNOWN or one.at - ours.since <= EXCUSED:
            spared.add(one.id)
    return frozenset(spared), (ours,) if ours and ours != before else ()


def _seen(before: Outage | None, domain: str, at: float) -> Outage:
    """An outage that is seen at an instant: it goes on, or begins."""
    return Outage(domain, before.since if before and _goes_on(before, at) else at, at)


def _goes_on(outage: Outage, at: float) -> bool:
    return abs(at - outage.last) <= APART
