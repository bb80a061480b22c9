"""People whose mail comes back, as their facilitators read of them, monthly and on demand.

Pure. Owns the order of that letter: by country, in each the stopped first, then the longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from listserv.model import Person
from listserv.press.kinds import Unreached

Found = tuple[Person, float, str]  # who, since when, and why: a code of phrases.TROUBLE


def by_country(lost: Sequence[Found]) -> tuple[tuple[str, tuple[Unreached, ...]], ...]:
    """People by country, unknown ones last."""

    def order(one: Found) -> tuple[bool, str, bool, float]:
        person, since, _ = one
        return (not person.country, person.country, person.stopped is None, since)

    groups = groupby(sorted(lost, key=order), lambda one: one[0].country)
    return tuple((country, tuple(map(unreached, several))) for country, several in groups)


def unreached(one: Found) -> Unreached:
    person, since, cause = one
    name = person.name or person.address.partition("@")[0]
    return Unreached(name, person.address, since, cause, person.stopped)
